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

/** Closes the open period; one that would end before it began ends where it began. */
const closed = (history: HandleHistory, at: string): HandleHistory => ({
  ...history,
  periods: history.periods.map((period) => (period.to === null ? { ...period, to: at > period.from ? at : period.from } : period)),
})

/** Opens a period, or adds a past one if the sighting is older than what the account is called now. */
function named(history: HandleHistory, key: string, at: string): HandleHistory {
  const current = open(history)
  if (current && at < current.from) {
    const next = history.periods.filter((period) => period.from > at).reduce((first, period) => (period.from < first ? period.from : first), current.from)
    const known = history.periods.some((period) => period.handle_key === key && period.from <= at && (period.to === null || at < period.to))
    return known
      ? history
      : { ...history, periods: [...history.periods.map((period) => cutAt(period, at)), { handle_key: key, from: at, to: next }].sort(byStart) }
  }
  const rest = closed(history, at)
  return { ...rest, periods: [...rest.periods, { handle_key: key, from: at, to: null }].sort(byStart) }
}

const cutAt = (period: HandlePeriod, at: string): HandlePeriod => (period.from < at && (period.to === null || period.to > at) ? { ...period, to: at } : period)

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
  const fresh: HandleHistory = { id: newId, x_user_id: number, periods: [{ handle_key: key, from: at, to: null }] }
  const holder = histories.find((history) => holds(history, key))
  if (number === null) {
    // Who is asked without an id is whoever has the handle; a past holder is not meant.
    if (!holder) return put([fresh], { is: 'new', id: newId })
    return at < (open(holder)?.from ?? '') ? earlier(histories, holder, sighting, put, fresh) : put([], { is: 'known', id: holder.id })
  }
  const owner = histories.find((history) => history.x_user_id === number)
  if (owner && holds(owner, key)) return put([], { is: 'known', id: owner.id })
  const older = owner !== undefined && at < (open(owner)?.from ?? '')
  if (owner && older) return put([named(owner, key, at)], { is: 'known', id: owner.id })
  const rival = holder && at >= (open(holder)?.from ?? '') ? holder : undefined
  if (owner) {
    const step: HistoryStep =
      rival && rival.x_user_id === null
        ? { is: 'duplicate', id: owner.id, duplicate: rival.id }
        : { is: 'renamed', id: owner.id, from: open(owner)?.handle_key ?? null }
    return put([named(owner, key, at), ...(rival ? [closed(rival, at)] : [])], step, rival?.id ?? null)
  }
  if (rival && rival.x_user_id === null) return put([{ ...rival, x_user_id: number }], { is: 'identified', id: rival.id })
  return put([fresh, ...(rival ? [closed(rival, at)] : [])], { is: 'new', id: newId }, rival?.id ?? null)
}

/** A sighting without an id from before the holder had the handle: whoever had it then, else an account of its own, whose time is over. */
function earlier(
  histories: readonly HandleHistory[],
  holder: HandleHistory,
  sighting: Sighting,
  put: (changed: readonly HandleHistory[], step: HistoryStep) => SeenHandle,
  fresh: HandleHistory,
): SeenHandle {
  const then = whoHeld(histories, sighting.handle_key, sighting.at)
  if (then) return put([], { is: 'known', id: then.id })
  return put([{ ...fresh, periods: [{ handle_key: sighting.handle_key, from: sighting.at, to: open(holder)?.from ?? sighting.at }] }], {
    is: 'new',
    id: fresh.id,
  })
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
