/** The audiences of allies as sets that can be united and compared: what all answers of this folder are worked out from. */
import type { Deps } from '../../deps.js'
import { hashesOf } from '../audiences/cache.js'
import { evidenceOf } from '../audiences/repo.js'
import { keyIdOf } from '../gather.js'
import { type MemberRow, membersOf } from '../repo.js'
import { chosen, type ReachScope } from '../scope.js'
import { downsample, type ThetaSet, unionOf } from '../sketch.js'

export interface AudienceSet {
  ally_id: string
  /** The handles of its accounts whose list is known, in order. */
  handles: string[]
  set: ThetaSet
  as_of: Date
}

export interface AudienceSets {
  /** By ally id. */
  known: AudienceSet[]
  /** Allies with an account, but no follower list of any. */
  unknown: string[]
}

/** Up to so many audiences are compared at their full precision: 64 MB. */
const MANY = 2_000
/**
 * Of more the 1,024 smallest hashes of each are taken, so that 10,000 fit into 80 MB. The picks of greedy over such sketches reached .996 of what exact
 * ones do (REACH §7).
 */
const K_OF_MANY = 1_024
const PAGE = 250

/** Suspended, vanished and doubled accounts have no audience of their own. */
const isCounted = ({ state }: MemberRow) => state === 'active' || state === 'protected' || state === 'unresolved'

/**
 * One set for each ally of the scope: the union of the lists of its accounts.
 * @throws AppError as `chosen`
 */
export async function audienceSets(deps: Deps, scope: ReachScope): Promise<AudienceSets> {
  const members = (await membersOf(deps.store.db, await chosen(deps, scope, 'organiser'))).filter(isCounted)
  const keyId = keyIdOf(deps)
  const accounts = members.map(({ account_id }) => account_id)
  const lists = new Map(
    (await evidenceOf(deps.store.db, accounts)).flatMap((one) => (one.kind === 'full' && one.key_id === keyId ? [[one.account_id, one]] : [])),
  )
  const sketches = new Map<string, ThetaSet>()
  const wanted = [...lists.values()]
  for (let at = 0; at < wanted.length; at += PAGE) {
    // A page at a time, so that of many only the small ones stay.
    const page = wanted.slice(at, at + PAGE)
    const found = await hashesOf(
      deps,
      page.map(({ id }) => id),
    )
    for (const { id, account_id } of page) {
      const sketch = found.get(id)?.sketch
      if (sketch) sketches.set(account_id, wanted.length > MANY && sketch.k > K_OF_MANY ? downsample(sketch, K_OF_MANY) : sketch)
    }
  }
  const byAlly = new Map<string, MemberRow[]>()
  for (const member of members) byAlly.set(member.ally_id, [...(byAlly.get(member.ally_id) ?? []), member])
  const sets: AudienceSets = { known: [], unknown: [] }
  for (const [ally_id, own] of [...byAlly].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const with_list = own.flatMap((member) => {
      const [set, list] = [sketches.get(member.account_id), lists.get(member.account_id)]
      return set && list ? [{ handle: member.handle, set, as_of: list.as_of }] : []
    })
    const [first] = with_list
    if (!first) sets.unknown.push(ally_id)
    else {
      const set = with_list.length === 1 ? first.set : unionOf(with_list.map((one) => one.set))
      const as_of = with_list.reduce((oldest, one) => (one.as_of < oldest ? one.as_of : oldest), first.as_of)
      sets.known.push({ ally_id, handles: with_list.map(({ handle }) => handle).sort(), set, as_of })
    }
  }
  return sets
}
