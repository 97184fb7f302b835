import { addHashes, createSketch, finishSketch, type Sketch } from '../../src/reach/sketch.js'
import { seeded } from '../eval/reach-families.js'

const PEOPLE = 2_000_000
const COMMUNITIES = 20
/** Of the followers of an account, how much likelier one of its own community is than another. */
const HOME = 4

export type Draw = (size: number, k: number) => Sketch

/**
 * Draws sketches of lists of one invented platform. Everybody has a hash, in order; a list of `size` takes each person with a chance that is
 * greater in its own community, and only the k + 1 smallest hashes are drawn, since no others are kept: a list of a million costs no more than
 * a sketch of it, and lists overlap as if they had been drawn in full.
 */
export function platform(seed: number): { draw: Draw; sizes: (count: number) => number[] } {
  const random = seeded(seed)
  const people = new BigUint64Array(PEOPLE)
  const words = new Uint32Array(people.buffer)
  for (let at = 0; at < words.length; at++) words[at] = Math.floor(random() * 2 ** 32)
  people.sort()
  const draw: Draw = (size, k) => {
    const home = Math.floor(random() * COMMUNITIES)
    const chance = Math.min(0.9, (size / PEOPLE) * (COMMUNITIES / (1 + (COMMUNITIES - 1) / HOME)))
    const found: bigint[] = []
    for (let at = -1; found.length <= k; ) {
      at += 1 + Math.floor(Math.log(1 - random()) / Math.log(1 - chance))
      const hash = people[at]
      if (hash === undefined) break
      if (at % COMMUNITIES === home || random() * HOME < 1) found.push(hash)
    }
    const builder = createSketch(k, 1)
    addHashes(builder, BigUint64Array.from(found))
    return finishSketch(builder)
  }
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  /** Log-normal as follower counts are: half below 2,400, one in a hundred above 100,000. */
  const sizes = (count: number) => Array.from({ length: count }, () => Math.round(Math.min(500_000, Math.max(50, Math.exp(7.8 + 1.6 * normal())))))
  return { draw, sizes }
}
