import fc from 'fast-check'

/** Everything that is left to chance in one request, replayable from its seed. */
export interface Chance {
  of<T>(arbitrary: fc.Arbitrary<T>): T
  /** A whole number, both ends included. */
  int(min: number, max: number): number
  pick<T>(values: readonly T[]): T
  /** True so often, of 100. */
  percent(share: number): boolean
}

/** Spreads neighbouring numbers over all 32 bits (the finaliser of MurmurHash3). */
export function mixed(seed: number, index: number): number {
  let h = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) >>> 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b) >>> 0
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35) >>> 0
  return (h ^ (h >>> 16)) | 0
}

/** fast-check leans towards small numbers and edges, which would make what is to happen one time in ten happen one time in three. */
const even = (bounds: { min: number; max: number }) => fc.noBias(fc.integer(bounds))

export function chanceOf(seed: number): Chance {
  const [gen] = fc.sample(fc.gen(), { seed, numRuns: 1 })
  if (!gen) throw new Error('fast-check gave nothing')
  const int = (min: number, max: number) => gen(even, { min, max })
  return {
    of: (arbitrary) => gen(() => arbitrary),
    int,
    pick: <T>(values: readonly T[]): T => {
      if (values.length === 0) throw new Error('nothing to pick from')
      return values[int(0, values.length - 1)] as T
    },
    percent: (share) => int(1, 100) <= share,
  }
}
