// ◆ pure
import { multiplicities, type SizeRange, sizeAtLeast, sizeFromCount, type ThetaSet, unionOf } from '../sketch.js'
import { type Reading, tableOf } from './reading.js'

/** The `exact` and `sketch` rungs: the union of all lists, with 1+, 2+, 3+ (REACH §6). Exact if none of them was cut. */
export function readUnion(sets: readonly ThetaSet[]): Reading {
  const table = multiplicities(sets)
  const share = Number(table.theta) / 2 ** 64
  return { ...sizeAtLeast(table, 1), at_least: tableOf(table.counts.map((count) => count / share)) }
}

/** The union's size with its range. */
export function sizeOfUnion(sets: readonly ThetaSet[]): SizeRange {
  const union = unionOf(sets)
  return sizeFromCount(union.hashes.length, union.theta)
}
