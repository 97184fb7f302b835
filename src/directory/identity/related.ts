import type { Executor } from '../../db/open.js'
import type { Deps } from '../../deps.js'
import { AppError } from '../../kernel/errors.js'
import { isPublic } from '../decide.js'
import type { RelationKind } from '../match/types.js'
import { type AllyWithAccounts, findAlly } from '../repo.js'
import { getReview } from '../service.js'
import type { ReviewView } from '../views.js'
import { addRelation, endRelation, mergeAlly, type Said, unmergeAlly } from './decisions.js'
import { relationsSeen, relationWithin } from './facts/repo.js'
import { wholes } from './facts/service.js'
import { type MemberView, memberView, type RelationReview, type RelationView, relationReview, relationView } from './facts/views.js'
import * as repo from './repo.js'

/** Merges an entry into another one; what stands then. @throws AppError not_found; conflict with what changed */
export async function mergeInto(deps: Deps, id: string, into: string, said: Said): Promise<ReviewView> {
  await mergeAlly(deps, id, into, said)
  const { canonical_id } = await getReview(deps, id)
  return getReview(deps, canonical_id)
}

/** The entry as it stands for itself again. @throws AppError not_found; conflict if it is not merged */
export async function partFrom(deps: Deps, id: string, said: Said): Promise<ReviewView> {
  await find(deps.store.db, id)
  await unmergeAlly(deps, id, said)
  return getReview(deps, id)
}

async function find(db: Executor, id: string): Promise<AllyWithAccounts> {
  const row = await findAlly(db, id)
  if (!row) throw new AppError('not_found', `There is no entry ${id}.`)
  return row
}

/** To other published allies only. @throws AppError not_found if nothing public has this id */
export async function publicRelations(deps: Deps, id: string): Promise<RelationView[]> {
  const { db } = deps.store
  const row = await findAlly(db, id)
  if (!row || !isPublic(row)) throw new AppError('not_found', `No ally ${id} is published.`)
  const [seen, own] = [await relationsSeen(db, [id], 'standing'), await ownIds(db, id)]
  return seen.filter(({ from, to }) => [from, to].every((one) => isPublic({ ...one, merged_into: null }))).map((one) => relationView(one, own))
}

const ownIds = async (db: Executor, id: string) => new Set((await wholes(db, [id])).get(id)?.members.map((one) => one.id))

export interface RelationDesk {
  items: RelationReview[]
  members: MemberView[]
  former_handles: { handle: string; renamed_from: string[] }[]
}

/** Hashtags by the organisation that they belong to, both as whole entries. */
export async function hashtagsOwned(deps: Deps): Promise<Map<string, string[]>> {
  const owned = new Map<string, string[]>()
  for (const { hashtag_id, owner_id } of await repo.owners(deps.store.db)) owned.set(owner_id, [...(owned.get(owner_id) ?? []), hashtag_id])
  return owned
}

/** All that an entry is to others, relations that ended too. @throws AppError not_found */
export async function deskRelations(deps: Deps, id: string): Promise<RelationDesk> {
  const { db } = deps.store
  const row = await find(db, id)
  const [seen, whole] = [await relationsSeen(db, [id], 'all'), (await wholes(db, [id])).get(id)]
  const own = new Set(whole?.members.map((one) => one.id))
  return {
    items: seen.map((one) => relationReview(one, own)),
    members: (whole?.others ?? []).map(memberView),
    former_handles: row.accounts.filter((one) => one.renamed_from.length > 0).map(({ handle, renamed_from }) => ({ handle, renamed_from })),
  }
}

export interface NewRelation {
  kind: RelationKind
  /** The entry is the … of this one. */
  to?: string | undefined
  /** This one is the … of the entry. */
  from?: string | undefined
}

/** @throws AppError not_found; validation_failed without one other end; conflict if they cannot stand so, or do already */
export async function relateEntry(deps: Deps, id: string, { kind, to, from }: NewRelation, said: Said): Promise<RelationReview> {
  const other = to ?? from
  if (other === undefined || (to !== undefined && from !== undefined)) {
    const [pointer, code] = other === undefined ? ['/to', 'missing'] : ['/from', 'unknown']
    const detail = 'Say either to, the entry that this one belongs to, or from, the one that belongs to it.'
    throw new AppError('validation_failed', detail, { errors: [{ pointer, code, detail }] })
  }
  const [from_id, to_id] = to === undefined ? [other, id] : [id, other]
  await addRelation(deps, { kind, from_id, to_id }, said)
  const made = (await deskRelations(deps, id)).items.find((one) => one.kind === kind && one.from_id === from_id && one.to_id === to_id && one.ended === null)
  if (!made) throw new AppError('conflict', 'Somebody else ended this relation at the same moment.')
  return made
}

/** @throws AppError not_found if it is no relation of this entry; conflict if it was ended already */
export async function endRelationOf(deps: Deps, id: string, relationId: string, said: Said): Promise<RelationReview> {
  const unknown = () => new AppError('not_found', `There is no relation ${relationId} of ${id}.`)
  if (!(await relationWithin(deps.store.db, relationId, id))) throw unknown()
  await endRelation(deps, relationId, said)
  const ended = (await deskRelations(deps, id)).items.find((one) => one.id === relationId)
  if (!ended) throw unknown()
  return ended
}
