// ◆ pure
import { type Multiplicities, multiplicities, type SizeRange, sizeAtLeast, type ThetaSet } from '../sketch.js'
import { type Reading, tableOf } from './reading.js'

/** Fewer sets are counted in less than a millisecond. */
const MANY = 32
/** A question about many lists unites them once or twice: of all and of the whole ones. */
const KEPT = 16

/** The last used first. Sets are never changed, so what was counted of them holds; it does not keep them in memory. */
const counted: { sets: WeakRef<ThetaSet>[]; table: Multiplicities }[] = []

/** Lists change seldom, follower counts every day: what is judged anew is mostly the same lists, whose union need not be counted again. */
function multiplicitiesOf(sets: readonly ThetaSet[]): Multiplicities {
  if (sets.length < MANY) return multiplicities(sets)
  const at = counted.findIndex((known) => known.sets.length === sets.length && known.sets.every((set, i) => set.deref() === sets[i]))
  const [found] = at < 0 ? [] : counted.splice(at, 1)
  const last = found ?? { sets: sets.map((set) => new WeakRef(set)), table: multiplicities(sets) }
  counted.unshift(last)
  counted.length = Math.min(counted.length, KEPT)
  return last.table
}

/** The `exact` and `sketch` rungs: the union of all lists, with 1+, 2+, 3+ (REACH §6). Exact if none of them was cut. */
export function readUnion(sets: readonly ThetaSet[]): Reading {
  const table = multiplicitiesOf(sets)
  const share = Number(table.theta) / 2 ** 64
  return { ...sizeAtLeast(table, 1), at_least: tableOf(table.counts.map((count) => count / share)) }
}

/** The union's size with its range, and how many of it lie in exactly one and exactly two of the sets. Counting takes less than making the union. */
export function sizeOfUnion(sets: readonly ThetaSet[]): SizeRange & { once: number; twice: number } {
  const table = multiplicitiesOf(sets)
  const share = Number(table.theta) / 2 ** 64
  return { ...sizeAtLeast(table, 1), once: (table.counts[1] ?? 0) / share, twice: (table.counts[2] ?? 0) / share }
}
