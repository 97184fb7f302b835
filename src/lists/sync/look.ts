import { AppError } from '../../kernel/errors.js'
import type { MembersRead, XList } from '../../platform/port.js'
import type { LiveList, ReadKind } from '../plan.js'
import { mirrorOf } from './mirror.js'
import { lostWords, whoseList } from './owner.js'
import type { Basis, Engine, SyncList } from './ports.js'

/** How often a partial reading of a list is tried again before we give up on it for now. */
const READ_TRIES = 3

export interface Look {
  /** Null while the list does not exist on X. */
  live: LiveList | null
  read: ReadKind
  /** When it began: a process may stand still between a reading and what it concludes from it, and two readings are to be apart, not two conclusions. */
  asked: Date
  /** The account we act for, if X was asked for it. */
  owner: string | null
}

/** Every member, or said to be incomplete: X's pages lie now and then, so a reading that is not whole is begun again. @throws PlatformError */
export async function readAll(
  { remote, clock }: { remote: Pick<Engine['remote'], 'readMembers'>; clock: Pick<Engine['clock'], 'sleep'> },
  xListId: string,
  onProgress?: (read: number) => void,
): Promise<MembersRead> {
  let read = await remote.readMembers(xListId, onProgress)
  for (let tries = 1; !read.complete && tries < READ_TRIES; tries++) {
    await clock.sleep(1_000 * tries)
    read = await remote.readMembers(xListId, onProgress)
  }
  return read
}

export const liveOf = (shown: XList, read: MembersRead, owner: string): LiveList => ({
  complete: read.complete,
  counted: read.members.length === shown.member_count,
  owned: shown.owner_id === owner,
  owner_id: shown.owner_id,
  members: read.members,
  name: shown.name,
  description: shown.description,
  private: shown.private,
})

/**
 * What X shows, for as little as it can be known: by X's count if that agrees with the members we know, else by reading them all. `wholly` reads them all
 * in any case.
 * @throws AppError gone; PlatformError
 */
export async function lookAt(engine: Engine, { list, applied, theirs, latest, handles }: Basis, wholly = false): Promise<Look> {
  const { remote } = engine
  const { x_list_id: xListId } = list
  const asked = engine.clock.now()
  if (xListId === null) return { live: null, read: 'none', asked, owner: null }
  const shown = await orLost(engine, list, () => remote.getList(xListId))
  const owner = (await remote.known?.())?.id ?? list.x_owner_id ?? (await remote.me()).id
  const known = { ...list, x_owner_id: owner }
  const mirror = mirrorOf(known, applied, latest, handles, theirs)
  // A count of none says nothing by itself: X's counts lag, and a list that was just connected may have members that are not ours.
  const byCount = !wholly && mirror?.length === shown.member_count
  const read = byCount ? { complete: true, members: mirror } : await orLost(engine, list, () => readAll(engine, xListId))
  const live = liveOf(shown, read, owner)
  if (!live.owned) live.whose = await whoseList(engine.store, list, shown, null)
  return { live, read: byCount ? 'count' : 'full', asked, owner }
}

/**
 * Reads every member without asking for the list's own row, for a plan that was made from X's count and is about to be sent: as long as the members are
 * those of the plan, the row has nothing to add. @throws AppError gone; PlatformError
 */
export async function readMembersOf(engine: Engine, list: SyncList & { x_list_id: string }, isAsKnown: (ids: Iterable<string>) => boolean): Promise<LiveList> {
  const { x_list_id: xListId } = list
  const read = await orLost(engine, list, () => readAll(engine, xListId))
  if (read.complete && isAsKnown(read.members.map((member) => member.id))) return assumed(list, read.members)
  const shown = await orLost(engine, list, () => engine.remote.getList(xListId))
  return liveOf(shown, read, list.x_owner_id ?? shown.owner_id)
}

/** The list with its fields as we set them last; only where X was seen to show them so and its members were read since. */
export const assumed = (list: SyncList, members: LiveList['members']): LiveList => ({
  complete: true,
  counted: true,
  owned: true,
  members,
  name: list.name,
  description: list.description,
  private: list.private,
})

/** A list that vanished is never made again: its followers would be orphaned without anybody having decided so. */
async function orLost<T>({ store }: Pick<Engine, 'store'>, list: Pick<SyncList, 'id' | 'x_list_id' | 'x_owner_id'>, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    const lost = await lostWords(store, list, error)
    throw lost ? new AppError(lost.code, lost.words, { cause: error }) : error
  }
}
