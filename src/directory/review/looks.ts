// ◆ pure
/** A nominator asked that a decision be looked at again; the next decision on the entry is the answer. */
export interface SecondLook {
  nomination_id: string
  asked_at: Date
  /** Null while it waits. */
  answer: { at: Date; action: string; reason: string | null } | null
}

export const ASKED = 'ally.second_look'
/** What answers it, by the names they have on the record. */
export const ANSWERS = ['ally.approve', 'ally.reject', 'ally.retire', 'ally.withdraw', 'ally.reopen'] as const

export interface LookRow {
  seq: number
  at: Date
  action: string
  subject: string
  reason: string | null
  detail: Record<string, unknown>
}

/** From the record of decisions and questions, in its order, by entry. */
export function readLooks(rows: readonly LookRow[]): Map<string, SecondLook[]> {
  const looks = new Map<string, SecondLook[]>()
  for (const { subject, at, action, reason, detail } of [...rows].sort((a, b) => a.seq - b.seq)) {
    const of = looks.get(subject) ?? []
    if (action === ASKED) looks.set(subject, [...of, { nomination_id: String(detail.nomination_id), asked_at: at, answer: null }])
    else for (const look of of) look.answer ??= { at, action, reason }
  }
  return looks
}
