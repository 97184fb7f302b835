import type { ForeignPolicy, ListRule, PlanStatus } from '../db/schema/lists.js'
import type { Actor, Tx } from '../db/tx.js'
import { directoryChangedAt } from '../db/visible.js'
import type { Deps } from '../deps.js'
import { entriesById, publicEntries } from '../directory/service.js'
import type { AllyView } from '../directory/views.js'
import { decodeCursor, encodeCursor, type Page, toPage } from '../kernel/cursor.js'
import { AppError } from '../kernel/errors.js'
import { matchHolds, versionTag } from '../kernel/etag.js'
import { checkFields } from './checks.js'
import { forgetLooks, formerOnX } from './drift/repo.js'
import { saidNow } from './drift/said-now.js'
import { listOnX } from './dump/repo.js'
import { belongingNow } from './planning.js'
import * as repo from './repo.js'
import { createIntent } from './sync/lock.js'
import { plansOf, releaseHold } from './sync/repo.js'

export { getPlan, type PlanView, planList } from './plans.js'

export interface ListView {
  id: string
  name: string
  description: string
  private: boolean
  rule: ListRule
  /** Entries that belong to it now; X may show fewer, since it has no place for hashtags and accounts nobody looked up. */
  members: number
  on_x: { id: string; url: string; verified_at: string | null } | null
  updated_at: string
}

export interface DeskListView extends ListView {
  /** What becomes of members that others add on X. */
  foreign_members: ForeignPolicy
  pins: { ally_id: string; reason: string }[]
  exclusions: { ally_id: string; reason: string }[]
  left_out: { ally_id: string; name: string; reason: string }[]
  /** What the next plan would change by what we know, without asking X (which costs). */
  waiting: { add: number; remove: number }
  latest_plan: { id: string; status: PlanStatus; created_at: string } | null
  /** The list on X that it was connected with before, while it is connected with none. */
  former_x_list_id: string | null
  etag: string
}

const view = (row: repo.ListRow, members: number): ListView => ({
  id: row.id,
  name: row.name,
  description: row.description,
  private: row.private,
  rule: row.rule,
  members,
  on_x: row.x_list_id ? { id: row.x_list_id, url: `https://x.com/i/lists/${row.x_list_id}`, verified_at: row.verified_at?.toISOString() ?? null } : null,
  updated_at: row.updated_at.toISOString(),
})

async function mustFind(deps: Deps, id: string): Promise<repo.ListRow> {
  const row = await repo.findList(deps.store.db, id)
  if (!row) throw new AppError('not_found', `There is no list ${id}.`)
  return row
}

async function mustFindPublic(deps: Deps, id: string): Promise<repo.ListRow> {
  const row = await repo.findList(deps.store.db, id)
  if (!row || row.private) throw new AppError('not_found', `No list ${id} is published.`)
  return row
}

export interface ListInput {
  name: string
  description?: string | undefined
  private?: boolean | undefined
  rule?: ListRule | undefined
}

/** Only the members given are changed. */
export type ListEdit = { [K in keyof ListInput]?: ListInput[K] | undefined } & { foreign_members?: ForeignPolicy | undefined }

/** New lists start private, on X and here, until the organiser makes them public. */
export async function createList(deps: Deps, actor: Actor, input: ListInput): Promise<DeskListView> {
  await checkFields(deps, input)
  const id = deps.ids.next('lst')
  await deps.store.transaction(async (tx) => {
    await repo.insertList(tx.db, {
      id,
      name: input.name,
      description: input.description ?? '',
      private: input.private ?? true,
      rule: input.rule ?? {},
      created_at: tx.now,
      updated_at: tx.now,
    })
    await tx.audit({ actor, action: 'list.create', subject: id, detail: { ...input } })
    await tx.emit('list.created', id)
    await tx.touchDirectory()
  })
  return getDeskList(deps, id)
}

/** @throws AppError not_found, precondition_failed */
export async function editList(deps: Deps, actor: Actor, id: string, ifMatch: string, edit: ListEdit): Promise<DeskListView> {
  await checkFields(deps, edit)
  await deps.store.transaction(async (tx) => {
    const row = await openForEdit(tx.db, id, ifMatch)
    await repo.updateList(tx.db, id, row.version, { ...defined(edit), updated_at: tx.now })
    await tx.audit({ actor, action: 'list.edit', subject: id, detail: { ...edit } })
    await tx.emit('list.edited', id)
    await tx.touchDirectory()
  })
  return getDeskList(deps, id)
}

const defined = ({ name, description, private: hidden, rule, foreign_members }: ListEdit) => ({
  ...(name === undefined ? {} : { name }),
  ...(description === undefined ? {} : { description }),
  ...(hidden === undefined ? {} : { private: hidden }),
  ...(rule === undefined ? {} : { rule }),
  ...(foreign_members === undefined ? {} : { foreign_members }),
})

async function openForEdit(db: Parameters<typeof repo.findList>[0], id: string, ifMatch: string): Promise<repo.ListRow> {
  const row = await repo.findList(db, id, true)
  if (!row) throw new AppError('not_found', `There is no list ${id}.`)
  const tag = versionTag(row.id, row.version)
  if (!matchHolds(ifMatch, tag))
    throw new AppError('precondition_failed', `The list ${row.name} changed since you read it: it is at ${tag} now.`, { headers: { etag: tag } })
  return row
}

/** Pins or excludes one entry, or with `kind` null takes such a word back. A pin never lets in what is not approved. */
export async function setException(
  deps: Deps,
  actor: Actor,
  listId: string,
  allyId: string,
  kind: 'pin' | 'exclusion' | null,
  reason: string,
): Promise<DeskListView> {
  const [known] = await entriesById(deps, [allyId])
  await deps.store.transaction(async (tx) => {
    const row = await repo.findList(tx.db, listId, true)
    if (!row) throw new AppError('not_found', `There is no list ${listId}.`)
    if (kind === null) {
      if (!(await repo.deleteException(tx.db, listId, allyId))) throw new AppError('not_found', `${allyId} is neither pinned to nor excluded from ${row.name}.`)
    } else if (!known) throw new AppError('not_found', `There is no entry ${allyId}.`)
    else await repo.saveException(tx.db, { list_id: listId, ally_id: allyId, kind, reason, actor, created_at: tx.now })
    await repo.updateList(tx.db, listId, row.version, { updated_at: tx.now })
    await tx.audit({ actor, action: kind === null ? 'list.exception.clear' : `list.${kind}`, subject: listId, reason, detail: { ally_id: allyId } })
    await tx.emit('list.edited', listId)
    await tx.touchDirectory()
  })
  return getDeskList(deps, listId)
}

export async function listLists(
  deps: Deps,
  visibility: 'public' | 'organiser',
  paging: { limit: number; cursor?: string | undefined },
): Promise<Page<ListView>> {
  const bound = { lists: visibility }
  const after = paging.cursor === undefined ? null : decodeCursor(paging.cursor, bound, ['text'])
  const rows = await repo.pageOfLists(deps.store.db, visibility, paging.limit, after)
  const sizes = new Map<string, number>()
  for (const row of rows.slice(0, paging.limit)) sizes.set(row.id, (await belongingNow(deps, row)).belonging.length)
  return toPage(
    rows,
    paging.limit,
    bound,
    (row) => [row.id],
    (row) => view(row, sizes.get(row.id) ?? 0),
  )
}

/** @throws AppError not_found also for a private list: its existence is not disclosed. */
export const getList = async (deps: Deps, id: string): Promise<ListView> => (await getListDated(deps, id)).list

/**
 * With when it can have changed last: its members are counted from the directory, so that it is the directory's last change if that came later.
 * @throws AppError not_found also for a private list
 */
export async function getListDated(deps: Deps, id: string): Promise<{ list: ListView; changed_at: Date }> {
  // Before the list: it never passes for newer than it is.
  const directory = await directoryChangedAt(deps.store.db)
  const row = await mustFindPublic(deps, id)
  const list = view(row, (await belongingNow(deps, row)).belonging.length)
  return { list, changed_at: directory && directory > row.updated_at ? directory : row.updated_at }
}

export async function getDeskList(deps: Deps, id: string): Promise<DeskListView> {
  const row = await mustFind(deps, id)
  const [exceptions, { belonging, desired }, plans, applied] = await Promise.all([
    repo.exceptionsOf(deps.store.db, id),
    belongingNow(deps, row),
    plansOf(deps.store.db, id, 1),
    repo.appliedOf(deps.store.db, id),
  ])
  const { said } = await saidNow(deps, row, applied, [])
  const ours = new Set(applied.filter((one) => one.vanished_at === null).map((one) => one.x_user_id))
  const wanted = new Set(desired.members.map((member) => member.x_user_id))
  const of = (kind: 'pin' | 'exclusion') => exceptions.filter((one) => one.kind === kind).map(({ ally_id, reason }) => ({ ally_id, reason }))
  const [latest] = plans
  return {
    ...view(row, belonging.length),
    foreign_members: row.foreign_members,
    pins: of('pin'),
    exclusions: of('exclusion'),
    left_out: desired.left_out,
    waiting: { add: [...wanted].filter((one) => !ours.has(one)).length, remove: [...ours].filter((one) => !wanted.has(one) && !said.waiting.has(one)).length },
    latest_plan: latest ? { id: latest.id, status: latest.status, created_at: latest.created_at.toISOString() } : null,
    former_x_list_id: row.x_list_id === null ? await formerOnX(deps.store.db, id) : null,
    etag: versionTag(row.id, row.version),
  }
}

/** Ids of the entries that belong to the list now, each once, sorted. For public routes only public lists are found. */
export async function listMemberIds(deps: Deps, id: string, visibility: 'public' | 'organiser' = 'public'): Promise<string[]> {
  const row = visibility === 'public' ? await mustFindPublic(deps, id) : await mustFind(deps, id)
  return (await belongingNow(deps, row)).belonging
}

export interface MemberView {
  ally: AllyView
  /** A complete reading has shown it on X. */
  on_x: boolean
}

export async function listMembers(deps: Deps, id: string, paging: { limit: number; cursor?: string | undefined }): Promise<Page<MemberView>> {
  const ids = await listMemberIds(deps, id)
  const bound = { members: id }
  const [after] = paging.cursor === undefined ? [''] : decodeCursor(paging.cursor, bound, ['text'])
  const rest = ids.filter((one) => one > String(after))
  const shown = rest.slice(0, paging.limit)
  const [views, applied] = await Promise.all([publicEntries(deps, shown), repo.appliedOf(deps.store.db, id)])
  const seen = new Set(applied.filter((row) => row.seen_at && !row.vanished_at).map((row) => row.ally_id))
  const last = shown.at(-1)
  return {
    items: views.map((ally) => ({ ally, on_x: seen.has(ally.id) })),
    next_cursor: last !== undefined && rest.length > shown.length ? encodeCursor([last], bound) : null,
  }
}

/** Connects a list definition with a list that is on X already, or with `null` disconnects it. @throws AppError not_found, precondition_failed */
export async function connectList(deps: Deps, actor: Actor, id: string, ifMatch: string, given: string | null): Promise<DeskListView> {
  const xListId = given === null ? null : idOnX(given)
  await deps.store.transaction(async (tx) => {
    const row = await openForEdit(tx.db, id, ifMatch)
    const other = xListId === null ? undefined : await listOnX(tx.db, xListId)
    if (other && other.id !== id)
      throw new AppError('conflict', `The list ${xListId} on X is connected with ${other.name} (${other.id}) already: disconnect that one first.`, {
        members: { existing: other.id },
      })
    await disconnectIn(tx, actor, row, { x_list_id: xListId })
  })
  return getDeskList(deps, id)
}

/** The number of a list, as it stands or as its address ends: it goes into addresses that are asked with the owner's token. @throws AppError validation_failed */
function idOnX(given: string): string {
  const [, id] = /^(?:https?:\/\/(?:www\.|mobile\.)?(?:x|twitter)\.com\/i\/lists\/)?(\d{1,19})\/?$/i.exec(given.trim()) ?? []
  if (id !== undefined) return id
  const detail = `${given.slice(0, 60)} is no list on X: give the number at the end of its address, https://x.com/i/lists/NUMBER.`
  throw new AppError('validation_failed', detail, { errors: [{ pointer: '/x_list_id', code: 'pattern', detail }] })
}

/** Lets go of the list on X, for another one or for none; the row is locked. */
export async function disconnectIn(tx: Tx, actor: Actor, row: repo.ListRow, to: { x_list_id: string | null; reason?: string }): Promise<void> {
  const { id } = row
  const { x_list_id, reason } = to
  const former = row.x_list_id ?? (await formerOnX(tx.db, id))
  const x_owner_id = row.x_list_id === x_list_id ? row.x_owner_id : null
  await repo.updateList(tx.db, id, row.version, { x_list_id, x_owner_id, x_fields: null, verified_at: null, updated_at: tx.now })
  await releaseHold(tx.db, createIntent(id))
  // Nor does what was seen and said of another list's members hold for this one's.
  if (row.x_list_id !== x_list_id) await forgetLooks(tx.db, id)
  // Whoever takes a disconnection back, or connects the same list once more, finds what we added to it: else it would be nobody's, and stay for ever.
  if (x_list_id !== null && x_list_id !== former) await repo.forgetApplied(tx.db, id)
  await tx.audit({ actor, action: x_list_id ? 'list.connect' : 'list.disconnect', subject: id, reason, detail: { x_list_id, was: row.x_list_id } })
  await tx.emit('list.edited', id)
  await tx.touchDirectory()
}
