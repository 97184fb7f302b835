/** The audiences of allies as sets that can be united and compared: what all answers of this folder are worked out from. */
import type { Deps } from '../../deps.js'
import { hashesOf } from '../audiences/cache.js'
import { audiencesInUse, newestNotUsed } from '../audiences/in-use.js'
import type { KeptRow } from '../audiences/repo.js'
import { keyIdOf } from '../gather.js'
import { type MemberRow, membersOf } from '../repo.js'
import { chosen, type ReachScope } from '../scope.js'
import { downsample, type ThetaSet, unionOf } from '../sketch.js'
import { isMember, standings } from '../standing.js'
import type { Measured } from './figures.js'

/** A list that is used, without its hashes. */
type UsedList = Pick<KeptRow, 'id' | 'as_of' | 'followers_then' | 'vouched_at'>

export interface AudienceSet {
  ally_id: string
  /** The handles of its accounts whose list is known, in order. */
  handles: string[]
  set: ThetaSet
  as_of: Date
  /** What the set was made of: an account and the list that is used of it. */
  sources: readonly { member: MemberRow; list: UsedList }[]
}

export interface AudienceSets {
  /** By ally id. */
  known: AudienceSet[]
  /** Allies with an account, but no follower list of any that is used, and why a list that is kept is not. */
  unknown: { ally_id: string; reason: string | null }[]
}

/** Up to so many audiences are compared at their full precision: 64 MB. */
const MANY = 2_000
/**
 * Of more the 1,024 smallest hashes of each are taken, so that 10,000 fit into 80 MB. The picks of greedy over such sketches reached .996 of what exact
 * ones do (REACH §7).
 */
const K_OF_MANY = 1_024
const PAGE = 250

/**
 * One set for each ally of the scope: the union of the lists of its accounts. Which lists stand is judged as for the estimate (standing.ts): one absurd
 * list would be picked first for ever.
 * @throws AppError as `chosen`
 */
export async function audienceSets(deps: Deps, scope: ReachScope): Promise<AudienceSets> {
  const members = (await membersOf(deps.store.db, await chosen(deps, scope, 'organiser'))).filter(isMember)
  const used = await audiencesInUse(deps.store.db, keyIdOf(deps), members)
  const lists = new Map([...used].flatMap(([id, { list }]) => (list ? [[id, list]] : [])))
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
  const reasons = new Map(newestNotUsed(members, used).flatMap(({ account, kind, reason }) => (kind === 'full' ? [[account.id, reason]] : [])))
  const byAlly = new Map<string, MemberRow[]>()
  for (const member of members) byAlly.set(member.ally_id, [...(byAlly.get(member.ally_id) ?? []), member])
  const sets: AudienceSets = { known: [], unknown: [] }
  for (const [ally_id, own] of [...byAlly].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const with_list = own.flatMap((member) => {
      const [set, list] = [sketches.get(member.account_id), lists.get(member.account_id)]
      return set && list ? [{ handle: member.handle, set, as_of: list.as_of, member, list }] : []
    })
    const [first] = with_list
    if (!first) sets.unknown.push({ ally_id, reason: own.flatMap(({ account_id }) => reasons.get(account_id) ?? []).at(0) ?? null })
    else {
      const set = with_list.length === 1 ? first.set : unionOf(with_list.map((one) => one.set))
      const as_of = with_list.reduce((oldest, one) => (one.as_of < oldest ? one.as_of : oldest), first.as_of)
      sets.known.push({ ally_id, handles: with_list.map(({ handle }) => handle).sort(), set, as_of, sources: with_list })
    }
  }
  return sets
}

/** These audiences at their full precision, with what was counted of them. */
export async function measured(deps: Deps, sets: readonly AudienceSet[]): Promise<Measured[]> {
  const sources = sets.flatMap((one) => one.sources)
  // So many were never at hand at full precision, and their sum is no bound that matters.
  if (sources.length > MANY) return sets.map(({ set }) => ({ set, accounts: null }))
  const found = await hashesOf(
    deps,
    sources.map(({ list: { id } }) => id),
  )
  const sketches = new Map(
    sources.flatMap(({ member: { account_id }, list: { id, as_of, followers_then, vouched_at } }) => {
      const sketch = found.get(id)?.sketch
      return sketch ? [[account_id, { sketch, as_of, followers_then, vouched_at }] as const] : []
    }),
  )
  const members = sources.map(({ member: { account_id, followers, as_of, state } }) => ({ account_id, followers, as_of, state }))
  const known = standings({ members, sketches, samples: new Map(), pairs: [], topical: false, now: deps.clock.now() })
  const standing = new Map(known.map((one) => [one.account_id, one]))
  return sets.map(({ set, sources }) => {
    const own = sources.flatMap(({ member: { account_id } }) => sketches.get(account_id)?.sketch ?? [])
    const accounts = sources.flatMap(({ member: { account_id } }) => {
      const one = standing.get(account_id)
      return one?.list && one.size !== 0 ? [one] : []
    })
    return { set: own.length < sources.length ? set : unionOf(own), accounts }
  })
}
