// ◆ pure
/**
 * Which account had which handle when (IDENTITY.md §3.5). An account is renamed by its numeric id only, never because two handles look alike; a handle that
 * was given up can be somebody else's the next day, so it is a key for its period alone. Instants are ISO 8601 in UTC, so that they order as text.
 */
export interface HandlePeriod {
  handle_key: string
  from: string
  /** Null while it is the account's handle; the instant itself is no longer part of the period. */
  to: string | null
}

export interface HandleHistory {
  id: string
  /** Null until X has said which account it is. */
  x_user_id: string | null
  /** In order of `from`; at most the last is open. */
  periods: readonly HandlePeriod[]
}

/** A handle that was seen in use, with the numeric id if X was asked. */
export interface Sighting {
  at: string
  handle_key: string
  x_user_id: string | null
}

export type HistoryStep =
  /** Nothing new. */
  | { is: 'known'; id: string }
  | { is: 'new'; id: string }
  /** An account known by handle only now has its numeric id. */
  | { is: 'identified'; id: string }
  | { is: 'renamed'; id: string; from: string | null }
  /** Two entries are one account: `id` has the numeric id, `duplicate` was known under its new handle only. The exact key says so; merging is not done here. */
  | { is: 'duplicate'; id: string; duplicate: string }

export interface SeenHandle {
  histories: readonly HandleHistory[]
  step: HistoryStep
  /** The account that had lost the handle before, if it was taken over from another. */
  taken_from: string | null
}

const open = (history: HandleHistory): HandlePeriod | undefined => history.periods.find((period) => period.to === null)
const holds = (history: HandleHistory, key: string) => open(history)?.handle_key === key
const byStart = (a: HandlePeriod, b: HandlePeriod) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0)
const earliest = (instants: readonly string[]) => instants.reduce<string | null>((first, at) => (first === null || at < first ? at : first), null)

/** Closes the open period; one that would end before it began ends where it began. */
const closed = (history: HandleHistory, at: string): HandleHistory => ({
  ...history,
  periods: history.periods.map((period) => (period.to === null ? { ...period, to: at > period.from ? at : period.from } : period)),
})

/** Gives an account a handle from `at` on: until its own next one, or until `until` if others had it later; what it had at that time ends there. */
function named(history: HandleHistory, key: string, at: string, until: string | null): HandleHistory {
  const own = earliest(history.periods.filter((period) => period.from > at).map((period) => period.from))
  const to = own === null || (until !== null && until < own) ? until : own
  const covering = history.periods.find((period) => period.from <= at && (period.to === null || at < period.to))
  if (covering?.handle_key === key) return history
  const cut = history.periods.map((period) => (period === covering ? { ...period, to: at } : period))
  return { ...history, periods: [...cut, { handle_key: key, from: at, to }].sort(byStart) }
}

/** The account was seen under the handle it has before it was known to have it: null if it had another then. */
function extended(history: HandleHistory, at: string): HandleHistory | null {
  const current = open(history)
  if (!current || current.from <= at) return history
  if (history.periods.some((period) => period !== current && (period.to ?? '') > at)) return null
  return { ...history, periods: history.periods.map((period) => (period === current ? { ...period, from: at } : period)) }
}

/** Takes one sighting in. `newId` becomes the id of the account if it is one not known before. Pure: gives new histories back. */
export function seeHandle(histories: readonly HandleHistory[], sighting: Sighting, newId: string): SeenHandle {
  const { at, handle_key: key, x_user_id: number } = sighting
  const put = (changed: readonly HandleHistory[], step: HistoryStep, taken: string | null = null): SeenHandle => {
    const by = new Map(changed.map((history) => [history.id, history]))
    const known = new Set(histories.map((history) => history.id))
    return {
      histories: [...histories.map((history) => by.get(history.id) ?? history), ...changed.filter((history) => !known.has(history.id))],
      step,
      taken_from: taken,
    }
  }
  const holder = histories.find((history) => holds(history, key))
  const since = holder ? (open(holder)?.from ?? at) : at
  // Others that came to have it later end what this sighting begins.
  const until = earliest(
    histories.flatMap((history) => history.periods.filter((period) => period.handle_key === key && period.from > at).map((period) => period.from)),
  )
  const fresh = (to: string | null): HandleHistory => ({ id: newId, x_user_id: number, periods: [{ handle_key: key, from: at, to }] })
  if (number === null) {
    // Who is seen without an id is whoever had the handle then.
    const then = whoHeld(histories, key, at)
    if (then) return put([], { is: 'known', id: then.id })
    const earlier = holder ? extended(holder, at) : null
    if (earlier) return put([earlier], { is: 'known', id: earlier.id })
    return put([fresh(until)], { is: 'new', id: newId })
  }
  const owner = histories.find((history) => history.x_user_id === number)
  if (owner && owner === holder) return put([extended(owner, at) ?? named(owner, key, at, until)], { is: 'known', id: owner.id })
  const unknown = holder?.x_user_id === null ? holder : undefined
  if (!owner) {
    if (unknown) return put([{ ...(extended(unknown, at) ?? unknown), x_user_id: number }], { is: 'identified', id: unknown.id })
    const taken = holder && since <= at ? closed(holder, at) : undefined
    return put([fresh(taken ? null : until), ...(taken ? [taken] : [])], { is: 'new', id: newId }, taken?.id ?? null)
  }
  const current = open(owner)
  // An old handle that is heard of late changes nothing of today.
  if (current && at < current.from) return put([named(owner, key, at, until)], { is: 'known', id: owner.id })
  if (unknown) return put([named(owner, key, at, null), closed(unknown, at)], { is: 'duplicate', id: owner.id, duplicate: unknown.id }, unknown.id)
  const taken = holder && since <= at ? closed(holder, at) : undefined
  return put(
    [named(owner, key, at, taken ? null : until), ...(taken ? [taken] : [])],
    { is: 'renamed', id: owner.id, from: current?.handle_key ?? null },
    taken?.id ?? null,
  )
}

/** Whose handle it was at an instant. */
export function whoHeld(histories: readonly HandleHistory[], handleKey: string, at: string): HandleHistory | null {
  const held = (period: HandlePeriod) => period.handle_key === handleKey && period.from <= at && (period.to === null || at < period.to)
  return histories.find((history) => history.periods.some(held)) ?? null
}

/**
 * Whom a handle means now: its holder; else, if nobody has it any more, the last that had it, with `renamed_from`. Null if it was never seen.
 */
export function resolveHandle(histories: readonly HandleHistory[], handleKey: string): { history: HandleHistory; renamed_from: string | null } | null {
  const holder = histories.find((history) => holds(history, handleKey))
  if (holder) return { history: holder, renamed_from: null }
  let last: { history: HandleHistory; to: string } | null = null
  for (const history of histories)
    for (const period of history.periods)
      if (period.handle_key === handleKey && period.to !== null && (last === null || period.to > last.to)) last = { history, to: period.to }
  return last && { history: last.history, renamed_from: handleKey }
}
