// ◆ pure
import { multiplicities, type SizeRange, sizeAtLeast, type ThetaSet } from '../sketch.js'
import { type Reading, tableOf } from './reading.js'

/** The `exact` and `sketch` rungs: the union of all lists, with 1+, 2+, 3+ (REACH §6). Exact if none of them was cut. */
export function readUnion(sets: readonly ThetaSet[]): Reading {
  const table = multiplicities(sets)
  const share = Number(table.theta) / 2 ** 64
  return { ...sizeAtLeast(table, 1), at_least: tableOf(table.counts.map((count) => count / share)) }
}

/** The union's size with its range. Counting takes less than making the union. */
export const sizeOfUnion = (sets: readonly ThetaSet[]): SizeRange => sizeAtLeast(multiplicities(sets), 1)
