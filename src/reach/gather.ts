/** Everything that is known of the audiences of a set, for the one function that judges it (estimate.ts). */
import type { Deps } from '../deps.js'
import { sha256 } from '../kernel/canonical.js'
import { hashesOf } from './audiences/cache.js'
import { audiencesInUse, type NotUsed, newestNotUsed } from './audiences/in-use.js'
import { pairsAmong } from './audiences/repo.js'
import type { Evidence, SampleEvidence, SketchEvidence } from './evidence.js'
import { createIdHasher } from './keyed-hash.js'
import * as repo from './repo.js'
import { chosen, type ReachScope } from './scope.js'

/** Evidence, and which accounts it is about. */
export interface Gathered {
  evidence: Evidence
  members: repo.MemberRow[]
  /** Lists and samples that are newer than what is used, and are not used themselves. */
  not_used: NotUsed[]
  /** Equal for the same evidence on the same day: what was made of it still holds. */
  fingerprint: string
}

/** The key of this deployment's sketches: those of an earlier secret say nothing beside them. */
const keyIds = new Map<string, number>()
export function keyIdOf({ config: { SECRET } }: Deps): number {
  const known = keyIds.get(SECRET) ?? createIdHasher(SECRET).keyId
  keyIds.set(SECRET, known)
  return known
}

/**
 * Members with their counts, the lists and samples that count for them, and what partners report of pairs.
 * @throws AppError as `chosen`
 */
export async function gatherEvidence(deps: Deps, scope: ReachScope, audience: 'public' | 'organiser'): Promise<Gathered> {
  const members = await repo.membersOf(deps.store.db, await chosen(deps, scope, audience))
  const ids = members.map(({ account_id }) => account_id)
  const used = await audiencesInUse(deps.store.db, keyIdOf(deps), members)
  const audiences = [...used.values()].flatMap(({ list, sample }) => [list, sample].flatMap((one) => one ?? []))
  const hashes = await hashesOf(
    deps,
    audiences.map(({ id }) => id),
  )
  const sketches = new Map<string, SketchEvidence>()
  const samples = new Map<string, SampleEvidence>()
  for (const { id, account_id, kind, as_of, followers_then, vouched_at } of audiences) {
    const of = hashes.get(id)
    if (kind === 'full' && of?.sketch) sketches.set(account_id, { sketch: of.sketch, as_of, followers_then, vouched_at })
    else if (kind !== 'full' && of?.sample) samples.set(account_id, { kind, size: of.sample.length, followed: of.sample.map(({ f }) => f), as_of })
  }
  const pairs = await pairsAmong(deps.store.db, ids)
  const sections = new Set(members.map(({ section }) => section))
  const topical = sections.size === 1 && !sections.has(null)
  const now = deps.clock.now()
  const seen = members.map(({ account_id, followers, as_of, state }) => ({ account_id, followers, as_of, state }))
  // The hashes of an audience never change, so its id stands for them. Evidence ages by the day.
  const given = audiences.map(({ id, vouched_at }) => (vouched_at === null ? id : [id, vouched_at]))
  const fingerprint = sha256(JSON.stringify([seen, given, pairs, topical, now.toISOString().slice(0, 10)]))
  return {
    members,
    not_used: newestNotUsed(members, used),
    fingerprint,
    evidence: {
      members: seen,
      sketches,
      samples,
      pairs: pairs.map(({ account_a, account_b, overlap, as_of }) => ({ a: account_a, b: account_b, overlap, as_of, exact: false })),
      topical,
      now,
    },
  }
}
