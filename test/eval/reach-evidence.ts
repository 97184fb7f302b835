import type { Evidence, EvidenceMember, PairEvidence, SampleEvidence, SketchEvidence } from '../../src/reach/evidence.js'
import { createIdHasher } from '../../src/reach/keyed-hash.js'
import { addHashes, createSketch, downsample, finishSketch, type Sketch } from '../../src/reach/sketch.js'
import { draw, type Family } from './reach-families.js'

/** Followers sampled of each list (issue table: 100 a list). */
export const SAMPLED = 100

const NOW = new Date('2026-03-01T00:00:00Z')
/** Between the two snapshots of the Bundestag lists. */
const EARLIER = new Date('2025-08-05T00:00:00Z')
const HASHER = createIdHasher('a secret for evaluations only, and nothing else')

/** A family made ready: what the product would have stored of it. */
export interface Prepared {
  family: Family
  sketches: Sketch[]
  /** For each id the accounts whose lists hold it. */
  holders: string[][]
}

export function prepare(family: Family, k = 4096): Prepared {
  const holders: string[][] = Array.from({ length: family.ids }, () => [])
  for (const [at, list] of family.lists.entries()) for (const id of list) holders[id]?.push(family.accounts[at] ?? '')
  const sketches = family.lists.map((list) => {
    const builder = createSketch(k, HASHER.keyId)
    // Id 0 is none on X.
    addHashes(builder, HASHER.hashNumbers(BigUint64Array.from(list, (id) => BigInt(id) + 1n)))
    return finishSketch(builder)
  })
  return { family, sketches, holders }
}

export const smaller = (prepared: Prepared, k: number): Prepared => ({ ...prepared, sketches: prepared.sketches.map((sketch) => downsample(sketch, k)) })

const nameOf = ({ accounts }: Family, member: number) => accounts[member] ?? ''
const sizeOf = ({ lists }: Family, member: number) => lists[member]?.length ?? 0

function bare(family: Family, members: readonly number[], topical: boolean): Evidence {
  const known = members.map(
    (member): EvidenceMember => ({ account_id: nameOf(family, member), followers: sizeOf(family, member), as_of: NOW, state: 'active' }),
  )
  return { members: known, sketches: new Map(), samples: new Map(), pairs: [], topical, now: NOW }
}

export const withCounts = ({ family }: Prepared, members: readonly number[], topical: boolean): Evidence => bare(family, members, topical)

/** Lists of some of the members, beside the counts of all. */
export function withSketches(prepared: Prepared, members: readonly number[], topical: boolean, listed: readonly number[] = members): Evidence {
  const { family, sketches } = prepared
  const lists = listed.flatMap((member): [string, SketchEvidence][] => {
    const sketch = sketches[member]
    return sketch ? [[nameOf(family, member), { sketch, as_of: NOW, followers_then: sizeOf(family, member) }]] : []
  })
  return { ...bare(family, members, topical), sketches: new Map(lists) }
}

export function withPairs({ family }: Prepared, members: readonly number[], topical: boolean): Evidence {
  const pairs = members.flatMap((one, at) =>
    members.slice(at + 1).map(
      (other): PairEvidence => ({
        a: nameOf(family, one),
        b: nameOf(family, other),
        overlap: family.overlap[one * family.lists.length + other] ?? 0,
        as_of: NOW,
        exact: true,
      }),
    ),
  )
  return { ...bare(family, members, topical), pairs }
}

/** @param random draws the sample; without it the first of each list are taken, as a first page of the API gives them. */
export function withSamples(
  { family, holders }: Prepared,
  members: readonly number[],
  topical: boolean,
  random: (() => number) | null,
  size = SAMPLED,
): Evidence {
  const samples = members.map((member): [string, SampleEvidence] => {
    const list = [...(family.lists[member] ?? [])]
    const taken = Math.min(size, list.length)
    const chosen = random ? draw(list, taken, random) : list.slice(0, taken)
    return [nameOf(family, member), { kind: random ? 'sample' : 'sample-newest', size: taken, followed: chosen.map((id) => holders[id] ?? []), as_of: NOW }]
  })
  return { ...bare(family, members, topical), samples: new Map(samples) }
}

/** Old lists and new counts. @param members of the new snapshot, all of them in the old one too. */
export function withOldLists(old: Prepared, { family }: Prepared, members: readonly number[], topical: boolean): Evidence {
  const places = new Map(old.family.accounts.map((account, at) => [account, at]))
  const lists = members.flatMap((member): [string, SketchEvidence][] => {
    const at = places.get(nameOf(family, member)) ?? -1
    const sketch = old.sketches[at]
    return sketch ? [[nameOf(family, member), { sketch, as_of: EARLIER, followers_then: sizeOf(old.family, at) }]] : []
  })
  return { ...bare(family, members, topical), sketches: new Map(lists) }
}
