import fc from 'fast-check'
import type { Evidence, EvidenceMember, PairEvidence, SampleEvidence, SketchEvidence } from '../../src/reach/evidence.js'
import { createIdHasher } from '../../src/reach/keyed-hash.js'
import { addHashes, createSketch, finishSketch, type Sketch } from '../../src/reach/sketch.js'

export const NOW = new Date('2026-03-01T00:00:00Z')
export const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000)
export const HASHER = createIdHasher('a secret of tests')

/** The sketch of a list of numbers. */
export function sketchOf(list: readonly number[], k = 4096, hasher = HASHER): Sketch {
  const builder = createSketch(k, hasher.keyId)
  addHashes(builder, hasher.hashNumbers(BigUint64Array.from(list, (id) => BigInt(id) + 1n)))
  return finishSketch(builder)
}

export const member = (account_id: string, followers: number | null, rest: Partial<EvidenceMember> = {}): EvidenceMember => ({
  account_id,
  followers,
  as_of: followers === null ? null : NOW,
  state: 'active',
  ...rest,
})

export const evidenceOf = (members: EvidenceMember[], rest: Partial<Evidence> = {}): Evidence => ({
  members,
  sketches: new Map(),
  samples: new Map(),
  pairs: [],
  topical: false,
  now: NOW,
  ...rest,
})

/** Real lists, so that all evidence speaks of one truth. */
export type Lists = readonly (readonly number[])[]

export const idOf = (at: number) => `acc_${String(at).padStart(3, '0')}`

export const truthOf = (lists: Lists) => new Set(lists.flat()).size

export const membersOf = (lists: Lists) => lists.map((list, at) => member(idOf(at), list.length))

export const sketchesOf = (lists: Lists, k = 4096, only: readonly number[] = lists.map((_, at) => at), as_of = NOW) =>
  new Map(
    only.map((at): [string, SketchEvidence] => {
      const list = lists[at] ?? []
      return [idOf(at), { sketch: sketchOf(list, k), as_of, followers_then: list.length }]
    }),
  )

export function pairsOf(lists: Lists, exact = true, as_of = NOW): PairEvidence[] {
  return lists.flatMap((one, a) =>
    lists.slice(a + 1).map((other, next): PairEvidence => {
      const held = new Set(one)
      return { a: idOf(a), b: idOf(a + 1 + next), overlap: other.filter((id) => held.has(id)).length, as_of, exact }
    }),
  )
}

/** The first `size` of each list, with whom they follow. */
export function samplesOf(lists: Lists, size: number, kind: SampleEvidence['kind'] = 'sample') {
  const held = lists.map((list) => new Set(list))
  return new Map(
    lists.map((list, at): [string, SampleEvidence] => {
      const taken = list.slice(0, size)
      const followed = taken.map((id) => held.flatMap((set, other) => (set.has(id) ? [idOf(other)] : [])))
      return [idOf(at), { kind, size: taken.length, followed, as_of: NOW }]
    }),
  )
}

/** Two to eight lists over a few hundred accounts, from all alike to all apart. */
export const anyLists: fc.Arbitrary<number[][]> = fc
  .tuple(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 2, max: 8 }))
  .chain(([universe, n]) => fc.array(fc.uniqueArray(fc.nat(universe), { maxLength: 120 }), { minLength: n, maxLength: n }))
