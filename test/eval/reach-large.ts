import { CALIBRATION } from '../../src/reach/calibration.js'
import { estimateReachOf } from '../../src/reach/estimate.js'
import type { Evidence, EvidenceMember, SketchEvidence } from '../../src/reach/evidence.js'
import { createIdHasher } from '../../src/reach/keyed-hash.js'
import { addHashes, createSketch, DEFAULT_K, finishSketch, type Sketch } from '../../src/reach/sketch.js'
import { draw, type Family, seeded, unionSize } from './reach-families.js'
import type { Scored } from './reach-scores.js'
import { makeWorld, type WorldShape } from './reach-worlds.js'

/**
 * The real files hold lists of 50 to 5,000 ids, which a sketch of k = 4,096 keeps whole or nearly so: on them its error cannot be seen, nor whether
 * the levels that rest on it carry it. Here every list is several times longer than the sketch.
 */
const LARGE: readonly WorldShape[] = [
  {
    name: 'large, clusters',
    accounts: 36,
    users: 150_000,
    slope: 0.5,
    activity_spread: 1.2,
    follows: 2,
    topics: 6,
    own_topic: 8,
    core: 0.002,
    early_bias: 0.6,
  },
  { name: 'large, even', accounts: 36, users: 150_000, slope: 0.6, activity_spread: 1.2, follows: 2, topics: 1, own_topic: 1, core: 0, early_bias: 0.6 },
  { name: 'large, camps', accounts: 36, users: 150_000, slope: 0.7, activity_spread: 1.5, follows: 1.5, topics: 3, own_topic: 8, core: 0.01, early_bias: 0.6 },
  { name: 'large, stars', accounts: 36, users: 200_000, slope: 0.9, activity_spread: 1, follows: 2, topics: 5, own_topic: 4, core: 0.001, early_bias: 0.6 },
]

/** Of 36 accounts so many have no list. 0: all have one. */
const MISSING = [0, 1, 4, 9, 18] as const
const SET = 20
/** Each with other hashes: sets of one world that share hashes share their errors, and would be one trial many times over. */
const ROUNDS = 10
const SETS_A_ROUND = 6
const NOW = new Date('2026-03-01T00:00:00Z')
const EARLIER = new Date('2025-08-05T00:00:00Z')
const SECRET = 'a secret for evaluations only, and nothing else'

export interface LargeScores {
  name: string
  /** Shortest, median and longest list. */
  lists: [number, number, number]
  levels: Record<string, Scored[]>
}

/** @param from which of the worlds. Other seeds give other worlds of the same shapes. */
export function scoreLarge(seed = 700, rounds = ROUNDS, from: readonly WorldShape[] = LARGE): LargeScores[] {
  return from.map((shape, at) => scoreWorld(shape, seed + at, rounds))
}

function scoreWorld(shape: WorldShape, seed: number, rounds: number): LargeScores {
  const { before, now } = makeWorld(shape, seed)
  const random = seeded(seed + 1)
  const all = now.lists.map((_, account) => account)
  const levels: Record<string, Scored[]> = {}
  const sizes = now.lists.map(({ length }) => length).sort((a, b) => a - b)
  for (let round = 0; round < rounds; round++) {
    const hasher = createIdHasher(`${SECRET} ${seed} ${round}`)
    const hashes = hasher.hashNumbers(BigUint64Array.from({ length: now.ids }, (_, id) => BigInt(id) + 1n))
    const sketches = now.lists.map((list) => sketchOf(list, hashes, hasher.keyId))
    const old = before.lists.map((list) => sketchOf(list, hashes, hasher.keyId))
    for (let set = 0; set < SETS_A_ROUND; set++) {
      const members = draw(all, Math.min(SET, Math.ceil(all.length / 2)), random)
      const truth = unionSize(now, members)
      const score = (level: string, evidence: Evidence) => {
        const { estimate, low, high } = estimateReachOf(evidence, CALIBRATION)
        const list = levels[level] ?? []
        list.push({ estimate, low, high, truth })
        levels[level] = list
      }
      for (const missing of MISSING) {
        // At least one of the set, or nothing of it would be missing.
        const without = new Set(draw(members, missing === 0 ? 0 : Math.max(1, Math.round((missing * members.length) / all.length)), random))
        const listed = members.filter((member) => !without.has(member))
        score(missing === 0 ? 'sketch' : `mixed, ${missing} of 36 missing`, evidenceOf(now, members, members, sketchesOf(now, listed, sketches, NOW)))
        // Whose list is the only thing known of them, so that their size is an estimate too.
        if (missing === 4) score('mixed, sizes by sketch', evidenceOf(now, members, [...without], sketchesOf(now, listed, sketches, NOW)))
      }
      if (before.lists.length === now.lists.length) score('stale', evidenceOf(now, members, members, sketchesOf(before, members, old, EARLIER)))
    }
  }
  return { name: shape.name, lists: [sizes[0] ?? 0, sizes[Math.floor(sizes.length / 2)] ?? 0, sizes.at(-1) ?? 0], levels }
}

function sketchOf(list: Uint32Array, hashes: BigUint64Array, keyId: number): Sketch {
  const builder = createSketch(DEFAULT_K, keyId)
  addHashes(
    builder,
    BigUint64Array.from(list, (id) => hashes[id] ?? 0n),
  )
  return finishSketch(builder)
}

const nameOf = ({ accounts }: Family, member: number) => accounts[member] ?? ''

const sketchesOf = (family: Family, members: readonly number[], sketches: readonly Sketch[], as_of: Date): Map<string, SketchEvidence> =>
  new Map(
    members.flatMap((member) => {
      const sketch = sketches[member]
      return sketch ? [[nameOf(family, member), { sketch, as_of, followers_then: as_of === NOW ? null : (family.lists[member]?.length ?? null) }]] : []
    }),
  )

function evidenceOf(family: Family, members: readonly number[], counted: readonly number[], sketches: Map<string, SketchEvidence>): Evidence {
  const known = members.map((member): EvidenceMember => {
    const followers = counted.includes(member) ? (family.lists[member]?.length ?? 0) : null
    return { account_id: nameOf(family, member), followers, as_of: followers === null ? null : NOW, state: 'active' }
  })
  return { members: known, sketches, samples: new Map(), pairs: [], topical: false, now: NOW }
}
