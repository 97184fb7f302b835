import type { Executor } from '../db/open.js'
import type { Actor, Tx } from '../db/tx.js'
import { rememberedReading } from '../db/visible.js'
import type { Deps } from '../deps.js'
import { type CursorKeys, decodeCursor, encodeCursor, type Page, toPage } from '../kernel/cursor.js'
import { AppError } from '../kernel/errors.js'
import { type DecisionAction, decide, isPublic } from './decide.js'
import { holdersOf } from './drafts/repo.js'
import type { Target } from './handle.js'
import { inWords, namedIn } from './history.js'
import { identityFacts } from './identity/facts/service.js'
import { askForMatching } from './identity/repo.js'
import { refreshWhole } from './identity/whole.js'
import { foldName, visibleName } from './names.js'
import { beforeChange, changedNames, rejudgeNamesakes } from './namesakes/service.js'
import * as repo from './repo.js'
import { reviewFacts, secondLooks } from './review/service.js'
import { pageAsJson, pageOfPublic } from './search/public/repo.js'
import type { AllyFilters, SortName } from './search/repo.js'
import * as search from './search/repo.js'
import { requireVersion } from './stale.js'
import { gateByRules, refreshSuggestions, rejudgeRelated } from './suggest.js'
import { sealWithdrawal } from './suppressed/service.js'
import { SECTIONS } from './taxonomy/sections.js'
import { type AllyView, publicView, type ReviewView, reviewView } from './views.js'
import { changesOf, checkWords, keepWords, setAliases, takenBack, type Words } from './words.js'

export { countWaiting, openSecondLook, type SecondLook, secondLooks } from './review/service.js'

export interface Paging {
  limit: number
  cursor?: string | undefined
}

export type { AllyFilters, SortName } from './search/repo.js'

/** A page of what `read` gives, one row more than asked for, from the cursor on that belongs to these very filters. */
async function page<R extends search.Ranked, T>(
  bound: AllyFilters & { visibility: search.Visibility; sort: SortName },
  { limit, cursor }: Paging,
  read: (after: CursorKeys | null) => Promise<R[]>,
  views: (rows: R[]) => T[] | Promise<T[]>,
): Promise<Page<T>> {
  const rows = await read(cursor === undefined ? null : decodeCursor(cursor, bound, search.kindsOf(bound.sort)))
  const found = toPage(rows, limit, bound, search.keysOf(bound.sort), (row) => row)
  return { ...found, items: await views(found.items) }
}

/** The public directory: approved allies outside the home field. */
export const listAllies = ({ store }: Deps, filters: Omit<AllyFilters, 'status' | 'gate'>, sort: SortName, paging: Paging): Promise<Page<AllyView>> =>
  page(
    { visibility: 'public', sort, ...filters },
    paging,
    (after) => pageOfPublic(store.db, filters, sort, paging.limit, after),
    (rows) => rows.map(publicView),
  )

/** The same with its entries as they are sent, in JSON with commas between; null if they have to be spelt here. */
export async function listAlliesAsJson(
  { store }: Deps,
  filters: Omit<AllyFilters, 'status' | 'gate'>,
  sort: SortName,
  { limit, cursor }: Paging,
): Promise<{ items: string; next_cursor: string | null } | null> {
  const bound = { visibility: 'public', sort, ...filters } as const
  const after = cursor === undefined ? null : decodeCursor(cursor, bound, search.kindsOf(sort))
  const page = await pageAsJson(store.database, filters, sort, limit, after)
  return page && { items: page.items, next_cursor: page.last && encodeCursor(search.keysOf(sort)(page.last), bound) }
}

/** Everything an organiser may look at, by status and gate. */
export const listReview = ({ store }: Deps, filters: AllyFilters, sort: SortName, paging: Paging): Promise<Page<ReviewView>> =>
  page(
    { visibility: 'organiser', sort, ...filters },
    paging,
    (after) => search.pageOfAllies(store.db, filters, 'organiser', sort, paging.limit, after),
    (rows) => reviewViews(store.db, rows),
  )

export const countPublicAllies = (deps: Deps, filters: Omit<AllyFilters, 'status' | 'gate'>): Promise<number> =>
  search.countAllies(deps.store.db, filters, 'public')
export const countReview = (deps: Deps, filters: AllyFilters): Promise<number> => search.countAllies(deps.store.db, filters, 'organiser')

/** @throws AppError not_found if nothing public has this id. */
export const getAlly = async (deps: Deps, id: string): Promise<AllyView> => (await getAllyDated(deps, id)).ally

/** With when it changed last: the instant that the feed of changes goes by. @throws AppError not_found if nothing public has this id. */
export async function getAllyDated(deps: Deps, id: string): Promise<{ ally: AllyView; changed_at: Date }> {
  const row = await repo.findAlly(deps.store.db, id)
  if (!row || !isPublic(row)) throw new AppError('not_found', `No ally ${id} is published.`)
  return { ally: publicView(row), changed_at: row.updated_at }
}

/** A merged entry's address, if it was one, leads to what it was merged into; the id of that, or null. */
export async function movedTo(deps: Deps, id: string): Promise<string | null> {
  const row = await repo.findAlly(deps.store.db, id)
  // What was never to be seen does not tell by a redirect that it exists.
  if (!row?.merged_into || (row.published_at === null && row.status !== 'approved') || row.status === 'withdrawn') return null
  const whole = await repo.findAlly(deps.store.db, row.canonical_id)
  return whole && isPublic(whole) ? whole.id : null
}

/** @throws AppError not_found */
export async function getReview(deps: Deps, id: string): Promise<ReviewView> {
  return reviewOf(deps.store.db, id)
}

/** @throws AppError not_found */
export async function entryByTarget(deps: Deps, target: Target): Promise<ReviewView> {
  const known = (await holdersOf(deps.store.db, [target])).get(`${target.kind} ${target.key}`)
  if (!known) throw new AppError('not_found', `Nobody has nominated ${target.kind === 'hashtag' ? '#' : '@'}${target.display} yet.`)
  return getReview(deps, known.canonical_id)
}

/** The whole public directory in one object, with its licence note and the instant it was taken. */
export async function exportDirectory(deps: Deps): Promise<{ community: string; as_of: string; allies: AllyView[] }> {
  const rows = await repo.findApproved(deps.store.db)
  return { community: deps.config.COMMUNITY_NAME, as_of: deps.clock.now().toISOString(), allies: rows.map(publicView) }
}

/** What happened to one entry, oldest first: how it was drafted, then what is on the record. */
export async function getHistory(deps: Deps, id: string): Promise<(repo.HistoryRow & { what: string })[]> {
  const { db } = deps.store
  const [drafted, found] = await Promise.all([repo.draftingOf(db, id), repo.historyOf(db, id)])
  // As many as an answer holds.
  const rows = drafted ? [drafted, ...found.slice(0, 499)] : found
  const names = await repo.namesOf(db, [...new Set(rows.flatMap(namedIn))])
  return rows.map((row) => ({ ...row, what: inWords(id, row, names) }))
}

/** Entries that are kept in memory between two answers: some 60 MB. */
const MOST_REMEMBERED = 20_000

/** For lists/ and reach/: every published entry, and entries by id whatever their state. Sorted by id. A page of reach asks for them eight times. */
export const publishedEntries: (deps: Deps) => Promise<readonly repo.AllyWithAccounts[]> = rememberedReading(
  repo.findApproved,
  (entries) => entries.length <= MOST_REMEMBERED,
)
export const entriesById = (deps: Deps, ids: readonly string[]): Promise<repo.AllyWithAccounts[]> => repo.findAllies(deps.store.db, ids)

/** The public views of the given entries; those that are not public are left out. */
export async function publicEntries(deps: Deps, ids: readonly string[]): Promise<AllyView[]> {
  return (await repo.findAllies(deps.store.db, ids)).filter(isPublic).map(publicView)
}

/** The twelve sections of ICNP/TSO with the number of published allies in each. */
export async function listCategories(deps: Deps): Promise<{ section: string; title: string; allies: number }[]> {
  const counts = await repo.countBySection(deps.store.db)
  return SECTIONS.map(({ code, title }) => ({ section: code, title, allies: counts.get(code) ?? 0 }))
}

export interface Decision {
  action: DecisionAction
  reason: string
  /** The organiser's own gate, which is final; needed to approve what the rules left unsure. */
  gate?: 'home' | 'ally' | undefined
  section?: string | undefined
}

/** Locks the row and checks If-Match inside the unit of work, so that of two organisers one is told that the other was faster. */
async function openForEdit(tx: Tx, id: string, ifMatch: string): Promise<repo.AllyWithAccounts> {
  const row = await repo.findAlly(tx.db, id, true)
  if (!row) throw new AppError('not_found', `There is no entry ${id}.`)
  await requireVersion(tx.db, row, ifMatch)
  return row
}

/**
 * One organiser's decision on one entry, with a reason. @throws AppError not_found, precondition_failed, or conflict with the
 * way out if the state or the gate forbids it, or with what changed if the entry was merged, parted or withdrawn since it was read.
 */
export async function decideAlly(deps: Deps, actor: Actor, id: string, ifMatch: string, decision: Decision): Promise<ReviewView> {
  return deps.store.transaction(async (tx) => {
    const row = await openForEdit(tx, id, ifMatch)
    const duplicateOf = row.accounts.some((one) => one.state === 'duplicate') ? (row.status_reason ?? 'another entry') : null
    // What organisers have taught since it was judged counts, too: nobody approves by an old verdict what the directory's own register calls home by now.
    const taught = decision.action === 'approve' && row.own_gate.by === 'rules' && (await gateByRules(tx, deps, row)).gate === 'home'
    const gate = decision.gate ?? (taught ? 'home' : row.gate)
    const asked = ((await secondLooks(tx.db, [id])).get(id) ?? []).some(({ answer }) => answer === null)
    const merged_name = row.merged_into === null ? undefined : (await repo.findAlly(tx.db, row.merged_into))?.name
    const decided = decide({ ...row, merged_name, duplicate_of: duplicateOf, second_look: asked }, decision.action, gate)
    if (!decided.ok) throw new AppError('conflict', decided.detail, { members: { status_now: row.status, gate_now: row.gate } })
    const words = { gate: decision.gate, section: decision.section }
    const becomesPublic = isPublic({ status: decided.status, gate, merged_into: row.merged_into })
    const changes = {
      status: decided.status,
      status_reason: decision.reason,
      updated_at: tx.now,
      ...changesOf(words, decision.reason, tx.now).changes,
      ...(becomesPublic && row.published_at === null ? { published_at: tx.now } : {}),
      ...(isPublic(row) || becomesPublic ? { change_seq: await tx.touchDirectory() } : {}),
    }
    const before = decision.gate ? await beforeChange(tx, [id]) : []
    await write(tx, row, changes)
    await keepWords(tx, deps, row, words, { actor, reason: decision.reason })
    // Whoever asked to be gone is gone under every name it was known by, also if an entry is parted from it later.
    if (decided.status === 'withdrawn') await sealWithdrawal(tx, deps, id, { actor, reason: decision.reason, by: 'decision', asker: null })
    if (decision.gate) await rejudgeRelated(tx, deps, row.canonical_id)
    for (const one of before) await rejudgeNamesakes(tx, deps, one, { actor, reason: decision.reason })
    await tx.audit({
      actor,
      action: `ally.${decision.action}`,
      subject: id,
      reason: decision.reason,
      detail: {
        from: row.status,
        to: decided.status,
        gate,
        gate_before: row.gate,
        version: row.version,
        ...(decision.section ? { section: decision.section } : {}),
      },
    })
    await tx.emit(`ally.${decided.status}`, id, { was: row.status })
    return reviewOf(tx.db, id)
  })
}

export interface AllyEdit extends Words {
  name?: string | undefined
  url?: string | null | undefined
  /** All other names it goes by. */
  aliases?: string[] | undefined
  reason: string
}

/**
 * An organiser's correction; what an organiser set is never overwritten by rules, until a null takes the word back to them.
 * @throws AppError not_found, validation_failed, precondition_failed, conflict
 */
export async function editAlly(deps: Deps, actor: Actor, id: string, ifMatch: string, edit: AllyEdit): Promise<ReviewView> {
  return deps.store.transaction(async (tx) => {
    const row = await openForEdit(tx, id, ifMatch)
    if (row.status === 'withdrawn') throw new AppError('conflict', 'The entry was withdrawn: it is not edited any more.')
    const { reason, name: given, url, aliases, ...words } = edit
    const name = given === undefined ? row.name : visibleName(given)
    checkWords(row, { ...words, name: edit.name, aliases, reason })
    const { changes: said, back } = changesOf(words, reason, tx.now)
    const changes = {
      name,
      name_key: foldName(name.replace(/^#/, '')),
      updated_at: tx.now,
      ...(url === undefined ? {} : { url }),
      ...said,
      ...(back ? await takenBack(tx, deps, row, words) : {}),
      ...(isPublic(row) || isPublic({ ...row, gate: words.gate ?? row.gate }) ? { change_seq: await tx.touchDirectory() } : {}),
    }
    const before = await beforeChange(tx, [id])
    await write(tx, row, changes)
    await keepWords(tx, deps, row, words, { actor, reason })
    if (aliases) await setAliases(tx, { id, name }, aliases, actor)
    const renamed = await changedNames(tx, deps, before)
    // A new name may tell a body of the home field, be it one that it is also known by.
    if (back || aliases || name !== row.name) await refreshSuggestions(tx, deps, id)
    await refreshWhole(tx, deps, row.canonical_id)
    if (words.gate) await rejudgeRelated(tx, deps, row.canonical_id)
    for (const one of words.gate === undefined ? renamed : before) await rejudgeNamesakes(tx, deps, one, { actor, reason })
    await askForMatching(tx.db, [row.canonical_id])
    const { reason: _reason, ...detail } = edit
    await tx.audit({ actor, action: 'ally.edit', subject: id, reason, detail })
    await tx.emit('ally.edited', id)
    return reviewOf(tx.db, id)
  })
}

async function write(tx: Tx, row: repo.AllyRow, changes: Parameters<typeof repo.updateAlly>[3]): Promise<void> {
  if (!(await repo.updateAlly(tx.db, row.id, row.version, changes))) throw new AppError('precondition_failed', 'The entry changed while you were deciding.')
}

async function reviewOf(db: Executor, id: string): Promise<ReviewView> {
  const row = await repo.findAlly(db, id)
  const [view] = row ? await reviewViews(db, [row]) : []
  if (!view) throw new AppError('not_found', `There is no entry ${id}.`)
  return view
}

async function reviewViews(db: Executor, rows: repo.AllyWithAccounts[]): Promise<ReviewView[]> {
  const ids = rows.map(({ id }) => id)
  const [voices, identity] = [await reviewFacts(db, ids), await identityFacts(db, rows)]
  return rows.flatMap((row) => {
    const [beside, known] = [voices.get(row.id), identity.get(row.id)]
    return beside && known ? [reviewView(row, { ...beside, ...known })] : []
  })
}
