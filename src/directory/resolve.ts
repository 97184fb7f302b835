import { sqlState, type Tx } from '../db/tx.js'
import type { Deps } from '../deps.js'
import { AppError } from '../kernel/errors.js'
import { type IdAnswer, isPlatformError, type LookupAnswer, type Platform, PRICES_MILLI_USD, type XUser } from '../platform/port.js'
import * as handles from './freshness/handles/repo.js'
import { hasHandle, loseHandle, type Move, type Moved, moveHandles, noteTaken } from './freshness/handles/service.js'
import { beforeChange, changedNames, rejudgeNamesakes } from './namesakes/service.js'
import * as repo from './repo.js'
import { refreshSuggestions } from './suggest.js'
import { withdrawSuppressed } from './suppressed/service.js'

/** Profiles are refreshed weekly: X charges for each one returned. */
const STALE_MS = 7 * 86_400_000
const CHUNK = 100
/** Of a nomination that takes the same new handle at the same moment one has to be tried again. */
const MOST_TRIES = 5

export interface ResolveReport {
  looked_up: number
  found: number
  protected: number
  suspended: number
  not_found: number
  /** Known under another handle already. */
  duplicate: number
  /** Accounts that have another handle than before. */
  renamed: number
  unanswered: number
}

export interface DueOptions {
  /** Looked up again after so many milliseconds; a week if it is not said. */
  stale_ms?: number
  /** Only accounts of approved entries. */
  approved?: boolean
  /** Only the accounts of these entries and of what was merged into them, whatever was decided on them but a withdrawal. */
  entries?: readonly string[] | null
}

export interface ResolveOptions extends DueOptions {
  /** Most accounts to look up in this run. */
  limit?: number
  onProgress?: (done: number, total: number) => void
}

const nothing = (): ResolveReport => ({ looked_up: 0, found: 0, protected: 0, suspended: 0, not_found: 0, duplicate: 0, renamed: 0, unanswered: 0 })

/**
 * Looks up what X knows of accounts never looked up or looked up more than a week ago, stalest first, and judges gate and category
 * again with the profile text. An account whose numeric id is known is asked for by it, so that a changed handle is a rename and a handle that somebody
 * else took is not mistaken for it. Network and database take turns: no transaction waits for X.
 * @throws AppError platform_off; PlatformError after what was learned so far has been kept.
 */
export async function resolveAccounts(deps: Deps, options: ResolveOptions = {}): Promise<ResolveReport> {
  const { platform } = deps
  if (!platform) throw new AppError('platform_off', 'Looking accounts up needs X access.')
  const total = nothing()
  const limit = options.limit ?? 1_000
  const waiting = await repo.accountsToResolve(deps.store.db, { ...dueOf(deps, options), limit })
  let asked = 0
  while (waiting.length > 0) {
    const chunk = waiting.splice(0, CHUNK)
    const seen = await askFor(deps, platform, chunk).catch((error: unknown) => {
      if (asked === 0 || !isPlatformError(error) || error.kind !== 'credits') throw error
      return null
    })
    if (seen === null) {
      total.unanswered += chunk.length + waiting.length
      return total
    }
    const { report, lost } = await keep(deps, chunk, seen)
    for (const key of Object.keys(total) as (keyof ResolveReport)[]) total[key] += report[key]
    asked += chunk.length
    options.onProgress?.(asked, asked + waiting.length)
    if (seen.failure) {
      // The budget is no failure of X: what it paid for is told, and the rest comes first the next time.
      if (!isPlatformError(seen.failure) || seen.failure.kind !== 'credits') throw seen.failure
      total.unanswered += chunk.length - report.looked_up + waiting.length
      return total
    }
    // Who lost a handle to another is called something else now: by id X says what.
    if (lost.length > 0 && asked + waiting.length < limit) {
      const rows = await repo.findAccounts(deps.store.db, lost)
      waiting.push(...rows.slice(0, limit - asked - waiting.length))
    }
  }
  return total
}

function dueOf({ clock }: Pick<Deps, 'clock'>, { stale_ms = STALE_MS, approved = false, entries = null }: DueOptions): repo.Due {
  const ago = (ms: number) => new Date(clock.now().getTime() - ms)
  // Who is named is looked at, gone or not. Others that are gone come back seldom: who looks oftener than weekly, for counts, leaves them to the week.
  return { before: ago(stale_ms), gone_before: ago(entries ? stale_ms : Math.max(stale_ms, STALE_MS)), approved, entries }
}

/** How many accounts a run with these options would look up. */
export const countDue = (deps: Pick<Deps, 'clock' | 'store'>, options: DueOptions = {}): Promise<number> =>
  repo.countToResolve(deps.store.db, dueOf(deps, options))

/** Whatever was asked before: an organiser who wants to see how accounts stand now does not wait for the week to end. */
export const LOOK_NOW = { stale_ms: 0 } as const

/** What looking so many accounts up costs at most, in US dollars: accounts that are gone are free, and X charges for one once a day. */
export const lookupCost = (accounts: number): number => (accounts * PRICES_MILLI_USD['users.lookup'].price) / 1000

interface Seen {
  byId: Map<string, IdAnswer>
  byHandle: Map<string, LookupAnswer>
  /** Handles that accounts had before, and that X was asked about to see whether somebody else has them. */
  freed: Map<string, string[]>
  /** The second question failed after the first one was paid for: what was answered is kept before it is thrown. */
  failure: unknown
}

async function askFor(deps: Deps, platform: Platform, chunk: readonly repo.AccountRow[]): Promise<Seen> {
  const ids = chunk.flatMap(({ x_user_id }) => x_user_id ?? [])
  const byId = new Map((ids.length > 0 ? await platform.lookupUserIds(ids) : []).map((answer) => [answer.id, answer]))
  const freed = await handles.freedHandles(
    deps.store.db,
    chunk.filter(({ x_user_id }) => x_user_id !== null).map(({ id }) => id),
  )
  const asking = new Set<string>()
  for (const row of chunk) {
    const answer = row.x_user_id === null ? undefined : byId.get(row.x_user_id)
    if (row.x_user_id === null) asking.add(row.handle_key)
    // Gone by its id, or called something else: whether somebody else has the handle now.
    else if (hasHandle(row) && answer && (answer.status === 'not_found' || isRename(row, answer))) {
      asking.add(row.handle_key)
      if (answer.status === 'found') freed.set(row.id, [...(freed.get(row.id) ?? []), row.handle_key])
    }
    for (const key of freed.get(row.id) ?? []) asking.add(key)
  }
  try {
    const answers = asking.size > 0 ? await platform.lookupUsers([...asking]) : []
    return { byId, byHandle: new Map(answers.map((answer) => [answer.handle, answer])), freed, failure: null }
  } catch (error) {
    if (byId.size === 0 || !isPlatformError(error)) throw error
    return { byId, byHandle: new Map(), freed: new Map(), failure: error }
  }
}

const isRename = (row: repo.AccountRow, answer: IdAnswer) => answer.status === 'found' && answer.user.username.toLowerCase() !== row.handle_key

/** One unit of work for a chunk. Of two runs at once the later one finds that the rows have been seen to, and leaves them. */
async function keep(deps: Deps, chunk: readonly repo.AccountRow[], seen: Seen): Promise<{ report: ResolveReport; lost: string[] }> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await deps.store.transaction((tx) => learn(tx, deps, chunk, seen))
    } catch (error) {
      if (attempt >= MOST_TRIES || sqlState(error) !== '23505') throw error
    }
  }
}

interface Learning {
  report: ResolveReport
  /** By entry: whether something that is seen of it changed. */
  entries: Map<string, boolean>
  moves: Map<string, Move>
  /** Accounts nominated under a handle that an account we know by id has now. */
  named: { row: repo.AccountRow; user: XUser }[]
}

async function learn(tx: Tx, deps: Deps, chunk: readonly repo.AccountRow[], seen: Seen): Promise<{ report: ResolveReport; lost: string[] }> {
  await handles.lockHandles(tx.db)
  const users = [...seen.byHandle.values(), ...seen.byId.values()].flatMap((answer) => (answer.status === 'found' ? [answer.user] : []))
  const known = await handles.accountsByXIds(
    tx.db,
    users.map(({ id }) => id),
  )
  const locked = await handles.lockAccounts(
    tx.db,
    [...chunk, ...known].map(({ id }) => id),
  )
  const before = await beforeChange(tx, [...new Set([...locked.values()].map(({ ally_id }) => ally_id))])
  const holders = new Map([...locked.values()].flatMap((row) => (row.x_user_id === null ? [] : [[row.x_user_id, row] as const])))
  const learning: Learning = { report: nothing(), entries: new Map(), moves: new Map(), named: [] }
  const moved: Moved = { touched: new Set(), duplicates: new Set(), lost: [] }
  const fresh = chunk.flatMap((before) => {
    const row = locked.get(before.id)
    return row && unchanged(before, row) ? [row] : []
  })
  for (const row of fresh) {
    const answer = row.x_user_id === null ? seen.byHandle.get(row.handle_key) : seen.byId.get(row.x_user_id)
    if (!answer) {
      // Not asked any more: a failure came first.
      continue
    }
    learning.report.looked_up++
    if (answer.status === 'unanswered') learning.report.unanswered++
    else if (answer.status === 'found') await learnUser(tx, row, answer.user, holders.get(answer.user.id), learning)
    else await learnAbsence(tx, row, answer.status === 'suspended' ? 'suspended' : 'not_found', seen, learning, moved)
  }
  // Who took a handle over may be another account of ours: what X said of it is paid for.
  const done = new Set(fresh.map(({ id }) => id))
  for (const key of new Set([...seen.freed.values()].flat())) {
    const answer = seen.byHandle.get(key)
    const holder = answer?.status === 'found' ? holders.get(answer.user.id) : undefined
    if (answer?.status !== 'found' || !holder || done.has(holder.id)) continue
    done.add(holder.id)
    learning.report.looked_up++
    await learnUser(tx, holder, answer.user, holder, learning)
  }
  const { touched, duplicates, lost } = await moveHandles(tx, [...learning.moves.values()])
  await noteFreed(tx, fresh, seen, learning)
  for (const { row } of learning.named) {
    // Everybody else who had the handle has lost it.
    if (duplicates.has(row.id)) learning.report.duplicate++
    else learning.report.not_found++
  }
  for (const id of [...touched, ...moved.touched]) learning.entries.set(id, true)
  const renamed = await changedNames(tx, deps, before)
  // In one order, so that two runs wait for each other instead of in a circle.
  for (const [id, touch] of [...learning.entries].sort(([a], [b]) => (a < b ? -1 : 1))) await refreshSuggestions(tx, deps, id, { touch })
  for (const one of renamed) await rejudgeNamesakes(tx, deps, one, { actor: 'worker', reason: 'X says what its account is called now.' })
  await withdrawSuppressed(
    tx,
    deps,
    users.map(({ id }) => id),
    learning.named.map(({ row: { ally_id }, user }) => ({ ally_id, x_user_id: user.id })),
  )
  return { report: learning.report, lost: [...lost, ...moved.lost] }
}

const unchanged = (before: repo.AccountRow, row: repo.AccountRow) =>
  before.handle_key === row.handle_key && before.x_user_id === row.x_user_id && before.checked_at?.getTime() === row.checked_at?.getTime()

/** The numeric id is the identity: under it the account may be in the directory already. */
async function learnUser(tx: Tx, row: repo.AccountRow, user: XUser, holder: repo.AccountRow | undefined, learning: Learning): Promise<void> {
  const { report, entries, moves } = learning
  const one = holder ?? row
  if (one.id !== row.id) learning.named.push({ row, user })
  else {
    report.found++
    if (user.protected) report.protected++
  }
  const state = user.protected ? 'protected' : 'active'
  const { id: x_user_id, ...profile } = user
  await repo.saveProfile(tx.db, { x_user_id, ...profile, fetched_at: tx.now })
  if (user.followers_count !== null) await repo.noteFollowers(tx.db, one.id, user.followers_count, tx.now)
  await repo.updateAccount(tx.db, one.id, { x_user_id, state, checked_at: tx.now })
  entries.set(one.ally_id, (entries.get(one.ally_id) ?? false) || one.state !== state)
  if (user.username.toLowerCase() === one.handle_key || moves.has(one.id)) return
  moves.set(one.id, { row: { ...one, x_user_id }, username: user.username })
  report.renamed++
}

async function learnAbsence(tx: Tx, row: repo.AccountRow, state: 'suspended' | 'not_found', seen: Seen, { report, entries }: Learning, moved: Moved) {
  report[state]++
  await repo.updateAccount(tx.db, row.id, { state, checked_at: tx.now })
  entries.set(row.ally_id, (entries.get(row.ally_id) ?? false) || row.state !== state)
  if (state === 'suspended' || row.x_user_id === null || !hasHandle(row)) return
  const other = seen.byHandle.get(row.handle_key)
  if (other?.status !== 'found' || other.user.id === row.x_user_id) return
  const again: Moved = { touched: moved.touched, duplicates: moved.duplicates, lost: [] }
  await loseHandle(tx, row, other.user.id, again)
  // It was asked for just now, and there is no such id any more.
  await repo.updateAccount(tx.db, row.id, { checked_at: tx.now })
}

/** A handle that was given up leads to the account that had it, until somebody else has it. */
async function noteFreed(tx: Tx, rows: readonly repo.AccountRow[], seen: Seen, learning: Learning): Promise<void> {
  const now = new Set([...learning.moves.values()].map(({ username }) => username.toLowerCase()))
  for (const row of rows) {
    for (const key of seen.freed.get(row.id) ?? []) {
      const answer = seen.byHandle.get(key)
      const taken = answer?.status === 'suspended' || (answer?.status === 'found' && answer.user.id !== row.x_user_id)
      if (taken && !(now.has(key) && learning.moves.get(row.id)?.username.toLowerCase() === key))
        await noteTaken(tx, row, key, answer.status === 'found' ? answer.user.id : null)
    }
  }
}
