/** Follower lists that organisers have: taken in as sketches, listed, undone. */
import type { Readable } from 'node:stream'
import type { AudienceKind, AudienceSource, SampledFollower } from '../../db/schema/reach.js'
import type { Actor, Tx } from '../../db/tx.js'
import type { Deps } from '../../deps.js'
import { foldHandle } from '../../directory/handle.js'
import { decodeCursor, type Page, toPage } from '../../kernel/cursor.js'
import { AppError } from '../../kernel/errors.js'
import { keyIdOf } from '../gather.js'
import { accountsByIds, type MemberRow } from '../repo.js'
import { DEFAULT_K } from '../sketch.js'
import { isMember } from '../standing.js'
import { accountNamed, readAt } from './accounts.js'
import { audiencesInUse, faultInWords, type Used, whyNoMember } from './in-use.js'
import type { BadLine, IdFormat } from './read-ids.js'
import * as repo from './repo.js'
import type { SketchedFile } from './sketching.js'
import { takeStream, tooLarge } from './take-stream.js'

export const KINDS = ['full', 'sample', 'sample-newest'] as const satisfies readonly AudienceKind[]
export const SOURCES = ['upload', 'x', 'cli'] as const satisfies readonly AudienceSource[]

export interface AudienceView {
  id: string
  account: { id: string; handle: string }
  kind: AudienceKind
  /** Ids that could be read, with repetitions. */
  ids_read: number
  /** Different ones; an estimate unless `exact`. */
  distinct: number
  exact: boolean
  bad_lines: number
  as_of: string
  /** The follower count of about that time, if one is known. */
  followers_then: number | null
  source: AudienceSource
  created_by: string
  created_at: string
  removed_at: string | null
  /** An organiser's word that it is right, whatever the counts of then say. */
  vouched: { at: string; by: string; reason: string } | null
  /** What speaks against it is a count, which an organiser's word overrules. */
  vouchable: boolean
  /** It is the one that reach is estimated from. */
  counts: boolean
  /** Why it is not, in a sentence without a capital; null if it is. */
  reason: string | null
}

export interface TakenAudience extends AudienceView {
  /** The first bad lines. */
  bad: BadLine[]
  /** The one that counted before, if this one counts now. */
  replaces: string | null
  /** Of a sample: names that followers are said to follow and that no account of the directory has. */
  unknown_follows: number
}

export interface GivenAudience {
  from: Readable
  /** A handle or the id of an account. */
  account: string
  as_of?: string | undefined
  kind?: AudienceKind | undefined
  format?: IdFormat | undefined
  column?: string | undefined
  /** Most bytes, as they are sent; what the sender says it is, if he does. */
  most?: number | undefined
  length?: number | undefined
  source: AudienceSource
  actor: Actor
  onProgress?: ((bytes: number) => void) | undefined
}

/** A count read so long before or after the list still says how long it should be. */
const NEAR_MS = 7 * 86_400_000

/**
 * Reads a follower list into a sketch or a sample. The ids are hashed as they come and dropped.
 * @returns what was made, and what came for the Idempotency-Key
 * @throws AppError validation_failed, not_found, conflict (withdrawn), unusable_audience, payload_too_large, bad_request
 */
export async function takeAudience(deps: Deps, given: GivenAudience): Promise<{ audience: TakenAudience; received: { bytes: number; sha256: string } }> {
  const { from, kind = 'full', most } = given
  let at: Date
  try {
    // Asked before the file comes, since finding out afterwards costs the sender the whole way.
    at = readAt(deps, given.as_of)
    await accountNamed(deps.store.db, given.account, 'account')
    if (most !== undefined && given.length !== undefined && given.length > most) throw tooLarge(most)
  } catch (error) {
    from.resume()
    throw error
  }
  const task = { secret: deps.config.SECRET, k: DEFAULT_K, format: given.format, column: given.column, sample: kind !== 'full' }
  const { file, received } = await inTurn(() => takeStream(from, { task, most, onProgress: given.onProgress }))
  refuseDamaged(file)
  const audience = await deps.store.transaction((tx) => keep(tx, deps, given, kind, at, file))
  return { audience, received }
}

/** Readings at a time in this process, each with its thread: others wait, and their senders with them. */
const MOST_AT_ONCE = 2
let active = 0
const waiting: (() => void)[] = []

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (active >= MOST_AT_ONCE) await new Promise<void>((turn) => waiting.push(turn))
  else active++
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else active--
  }
}

/** A file of which most lines are no ids is something else than it was taken for. */
function refuseDamaged({ read: { ids_read, bad_lines, bad, format } }: SketchedFile): void {
  if (ids_read > 0 && bad_lines <= ids_read) return
  if (ids_read + bad_lines === 0) throw new AppError('unusable_audience', 'The file holds no ids. To say that nobody follows the account, give a count of 0.')
  const lines = ids_read + bad_lines
  const detail = `Of ${lines.toLocaleString('en')} ${lines === 1 ? 'line' : 'lines'}, read as ${format}, ${bad_lines.toLocaleString('en')} hold no id: nothing was kept.${format === 'text' ? ' If it is a table, give it as CSV, or name its column of ids.' : ''}`
  throw new AppError('unusable_audience', detail, { members: { bad_lines, bad } })
}

async function keep(tx: Tx, deps: Deps, given: GivenAudience, kind: AudienceKind, at: Date, file: SketchedFile): Promise<TakenAudience> {
  // A withdrawal that came while the file was read is seen here, and one that comes now waits.
  const account = await accountNamed(tx.db, given.account, 'account', true)
  const before = (await usedNow(tx.db, deps, account.id))[groupOf(kind)]
  const { sample, unknown } = file.sample ? await known(tx, account.id, file.sample) : { sample: null, unknown: 0 }
  const { read } = file
  const id = deps.ids.next('aud')
  await repo.insertAudience(tx.db, {
    id,
    account_id: account.id,
    kind,
    k: DEFAULT_K,
    key_id: file.key_id,
    sketch: file.sketch,
    sample,
    ids_read: read.ids_read,
    distinct_ids: file.distinct,
    bad_lines: Math.min(read.bad_lines, 2_147_483_647),
    as_of: at,
    followers_then: await repo.countNear(tx.db, account.id, at, NEAR_MS),
    source: given.source,
    created_by: given.actor,
    created_at: tx.now,
  })
  const detail = { audience: id, account: account.id, kind, as_of: at.toISOString(), distinct: file.distinct }
  await tx.audit({ actor: given.actor, action: 'audience.give', subject: account.ally_id, detail })
  await tx.emit('audience.given', id, { account_id: account.id })
  const view = await viewIn(deps, tx.db, await rowOf(tx.db, id))
  const now = (await usedNow(tx.db, deps, account.id))[groupOf(kind)]
  return { ...view, bad: read.bad, replaces: now?.id === id ? (before?.id ?? null) : null, unknown_follows: unknown }
}

/** Only accounts of the directory are kept of what a follower follows, by their ids. */
async function known(tx: Tx, own: string, followers: NonNullable<SketchedFile['sample']>): Promise<{ sample: SampledFollower[]; unknown: number }> {
  const named = new Set(followers.flatMap(({ follows }) => follows))
  const keys = new Map([...named].map((name) => [name, foldHandle(name)]))
  const ids = await repo.accountIdsByHandle(tx.db, [...new Set([...keys.values()].flatMap((key) => key ?? []))])
  const idOf = (name: string) => ids.get(keys.get(name) ?? '')
  const sample = followers.map(({ h, follows }) => ({ h, f: [...new Set([own, ...follows.flatMap((name) => idOf(name) ?? [])])].sort() }))
  return { sample, unknown: [...named].filter((name) => idOf(name) === undefined).length }
}

/** A secret that is lost is lost, and too few are too few. */
const isVouchable = (id: string, { passed }: Used): boolean =>
  passed.some(({ kept, fault }) => kept.id === id && (fault === 'cut' || fault === 'long' || fault === 'torn'))

/** What is used of one account now. */
async function usedNow(db: Deps['store']['db'], deps: Deps, accountId: string): Promise<Used> {
  const member = (await accountsByIds(db, [accountId])).get(accountId)
  return (member && (await audiencesInUse(db, keyIdOf(deps), [member])).get(accountId)) ?? NOTHING
}

const NOTHING: Used = { list: null, sample: null, passed: [], faulty: false }
const groupOf = (kind: AudienceKind) => (kind === 'full' ? 'list' : 'sample')

/** What keeps a list or a sample from having an effect, said where it is given and where it is shown. */
function whyUnused(row: repo.AudienceRow, account: MemberRow | undefined, used: Used): string | null {
  if (row.removed_at !== null) return 'it was taken back'
  const unheard = account && whyNoMember(account)
  if (unheard) return unheard
  const counting = used[groupOf(row.kind)]
  if (counting?.id === row.id) return null
  const passed = used.passed.find(({ kept }) => kept.id === row.id)
  if (passed && account) return faultInWords(passed, account, used)
  return counting?.kind === 'sample' && row.kind === 'sample-newest'
    ? 'a random sample of the account stands, which says more than its newest followers do'
    : 'a newer one of the account stands'
}

const viewOf = (row: repo.AudienceRow, reason: string | null, vouchable: boolean): AudienceView => ({
  id: row.id,
  account: { id: row.account_id, handle: row.handle },
  kind: row.kind,
  ids_read: row.ids_read,
  distinct: row.distinct_ids,
  exact: row.kind !== 'full' || row.distinct_ids <= row.k,
  bad_lines: row.bad_lines,
  as_of: row.as_of.toISOString(),
  followers_then: row.followers_then,
  source: row.source,
  created_by: row.created_by,
  created_at: row.created_at.toISOString(),
  removed_at: row.removed_at?.toISOString() ?? null,
  vouched: row.vouched_at && { at: row.vouched_at.toISOString(), by: row.vouched_by ?? '', reason: row.vouched_reason ?? '' },
  vouchable,
  counts: reason === null,
  reason,
})

/** @throws AppError not_found, also for one whose entry was withdrawn a moment ago */
async function rowOf(db: Deps['store']['db'], id: string, lock = false) {
  const row = await repo.findAudience(db, id, lock)
  if (!row || row.status === 'withdrawn') throw new AppError('not_found', `There is no audience ${id}.`)
  return row
}

/** How each of these is seen. */
async function viewing(deps: Deps, db: Deps['store']['db'], rows: readonly repo.AudienceRow[]): Promise<(row: repo.AudienceRow) => AudienceView> {
  const accounts = await accountsByIds(
    db,
    rows.map((row) => row.account_id),
  )
  const used = await audiencesInUse(db, keyIdOf(deps), [...accounts.values()])
  return (row) => {
    const [account, found] = [accounts.get(row.account_id), used.get(row.account_id) ?? NOTHING]
    return viewOf(row, whyUnused(row, account, found), row.removed_at === null && account !== undefined && isMember(account) && isVouchable(row.id, found))
  }
}

const viewIn = async (deps: Deps, db: Deps['store']['db'], row: repo.AudienceRow) => (await viewing(deps, db, [row]))(row)

/** @throws AppError not_found */
export async function getAudience(deps: Deps, id: string): Promise<AudienceView> {
  return viewIn(deps, deps.store.db, await rowOf(deps.store.db, id))
}

/** The last given first. @throws AppError invalid_cursor, not_found, conflict */
export async function listAudiences(
  deps: Deps,
  filters: { account?: string | undefined; removed?: boolean | undefined },
  paging: { limit: number; cursor?: string | undefined },
): Promise<Page<AudienceView>> {
  const account_id = filters.account === undefined ? undefined : (await accountNamed(deps.store.db, filters.account, 'account')).id
  const bound = { of: 'audiences', account_id, removed: filters.removed === true }
  const keys = paging.cursor === undefined ? null : decodeCursor(paging.cursor, bound, ['instant', 'text'])
  const after = keys && { at: new Date(Number(keys[0])), id: String(keys[1]) }
  const rows = await repo.pageOfAudiences(deps.store.db, { account_id, removed: filters.removed === true }, paging.limit, after)
  const view = await viewing(deps, deps.store.db, rows)
  return toPage(rows, paging.limit, bound, (row) => [row.created_at.getTime(), row.id], view)
}

/** Removes one, or takes that back; the newest that is left counts again. Doing it twice does nothing. @throws AppError not_found */
export async function setAudienceRemoved(deps: Deps, actor: Actor, id: string, removed: boolean): Promise<AudienceView> {
  return deps.store.transaction(async (tx) => {
    const row = await rowOf(tx.db, id, true)
    if ((row.removed_at !== null) !== removed) {
      await repo.setRemoved(tx.db, id, removed ? tx.now : null)
      await tx.audit({
        actor,
        action: removed ? 'audience.remove' : 'audience.restore',
        subject: row.ally_id,
        detail: { audience: id, account: row.account_id },
      })
      await tx.emit(removed ? 'audience.removed' : 'audience.given', id, { account_id: row.account_id })
    }
    return viewIn(deps, tx.db, { ...row, removed_at: removed ? (row.removed_at ?? tx.now) : null })
  })
}

/**
 * An organiser says that a list is right which the counts contradict, or takes that word back (reason null). The word overrules the counts that were known
 * when it was given. Saying it again replaces the reason; taking back what was not given does nothing.
 * @throws AppError not_found; conflict where nothing speaks against it that a word could settle
 */
export async function setVouch(deps: Deps, actor: Actor, id: string, reason: string | null): Promise<AudienceView> {
  return deps.store.transaction(async (tx) => {
    const row = await rowOf(tx.db, id, true)
    const before = await viewIn(deps, tx.db, row)
    if (reason !== null && !before.vouchable && before.vouched === null)
      throw new AppError('conflict', before.reason === null ? 'Nothing speaks against this list.' : `A word does not help this list: ${before.reason}.`)
    if (reason === null && before.vouched === null) return before
    await repo.setVouch(tx.db, id, reason === null ? null : { at: tx.now, by: actor, reason })
    const detail = { audience: id, account: row.account_id }
    await tx.audit({
      actor,
      action: reason === null ? 'audience.unvouch' : 'audience.vouch',
      subject: row.ally_id,
      detail,
      ...(reason === null ? {} : { reason }),
    })
    await tx.emit(reason === null ? 'audience.unvouched' : 'audience.vouched', id, { account_id: row.account_id })
    return viewIn(deps, tx.db, await rowOf(tx.db, id))
  })
}
