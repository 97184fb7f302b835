import { nextRandom, shuffled } from '../../src/platform/simulator/random.js'

/** Everything a scenario needs of chance, from one 32-bit word. */
export interface Draw {
  /** An integer from `low` to `high`, both included. */
  int(low: number, high: number): number
  chance(share: number): boolean
  pick<T>(items: readonly T[]): T
  some<T>(items: readonly T[], count: number): T[]
}

export function drawFrom(seed: number): Draw {
  // Neighbouring seeds must not begin alike, so the word is stirred first.
  const state = { rng: Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0 }
  const draw: Draw = {
    int: (low, high) => low + Math.floor(nextRandom(state) * (high - low + 1)),
    chance: (share) => nextRandom(state) < share,
    pick: (items) => items[draw.int(0, items.length - 1)] as (typeof items)[number],
    some: (items, count) => shuffled(state, items).slice(0, count),
  }
  return draw
}
