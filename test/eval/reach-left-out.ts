import { pairBounds } from '../../src/reach/bounds.js'
import { unionFromCounts } from '../../src/reach/levels/counts.js'
import { type Family, portfolios, unionSize } from './reach-families.js'
import { SEED } from './reach-levels.js'
import { type Measures, measures, quantile, type Scored } from './reach-scores.js'

/**
 * Leave one family out: the forms of `counts` and `pairs` with constants read off the other families only, by rules fixed here. It tells how
 * far constants carry over to a community nobody has seen, which the score of the shipped ones on the files they were read off cannot.
 * Nothing of it is used by the product.
 */
export interface LeftOut {
  group: string
  files: number
  counts: Measures | null
  /** The same with REACH §4's constant rho, M (S/M)^rho. */
  counts_plain_rho: Measures | null
  pairs: Measures | null
}

interface SetOfLists {
  sizes: number[]
  truth: number
  topical: boolean
  low: number
  high: number
}

const SATURATION = 0.15
const GRID = Array.from({ length: 40 }, (_, at) => 0.6 + at / 100)

/** Snapshots of one community are one family: what stands before the date. */
export const groupOf = (name: string): string => name.replace(/_\d{8}$/, '')

export function leaveOneOut(families: readonly Family[]): LeftOut[] {
  const groups = new Map<string, Family[]>()
  for (const family of families) groups.set(groupOf(family.name), [...(groups.get(groupOf(family.name)) ?? []), family])
  if (groups.size < 2) return []
  const sets = new Map([...groups].map(([group, members]) => [group, members.flatMap(setsOf)]))
  return [...sets].map(([group, tested]) => {
    const train = [...sets].filter(([other]) => other !== group).map(([, found]) => found)
    return {
      group,
      files: groups.get(group)?.length ?? 0,
      counts: measures(scored(tested, train, { at: (set, rho) => unionFromCounts(set.sizes, rho, set.topical ? 0 : SATURATION), of: exponentOf })),
      counts_plain_rho: measures(scored(tested, train, { at: plain, of: (set) => Math.log(set.truth / max(set)) / Math.log(sum(set) / max(set)) })),
      pairs: measures(scored(tested, train, { at: lambda, of: (set) => Math.log(set.truth / set.low) / Math.log(set.high / set.low) })),
    }
  })
}

const max = ({ sizes }: SetOfLists) => Math.max(...sizes)
const sum = ({ sizes }: SetOfLists) => sizes.reduce((total, size) => total + size, 0)
const plain = (set: SetOfLists, rho: number) => max(set) * (sum(set) / max(set)) ** rho
const lambda = (set: SetOfLists, value: number) => (set.high <= set.low ? set.high : set.low * (set.high / set.low) ** value)

/** The exponent that gives the truth, to the grid's step. */
function exponentOf(set: SetOfLists): number {
  let low = 0.05
  let high = 1
  for (let step = 0; step < 20; step++) {
    const middle = (low + high) / 2
    if (unionFromCounts(set.sizes, middle, set.topical ? 0 : SATURATION) < set.truth) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** A form with one constant: what it says of a set, and the constant that would have been right. */
interface Form {
  at: (set: SetOfLists, value: number) => number
  of: (set: SetOfLists) => number
}

/** Centre: the value with the least mean error over the other families, each weighing the same. Ends: their outermost 2 % and 98 % quantiles. */
function scored(tested: readonly SetOfLists[], train: readonly (readonly SetOfLists[])[], form: Form): Scored[] {
  return [true, false].flatMap((topical) => {
    const known = train.map((sets) => sets.filter((set) => set.topical === topical))
    const off = (value: number) =>
      known.reduce((total, sets) => total + sets.reduce((part, set) => part + Math.min(1, Math.abs(form.at(set, value) / set.truth - 1)), 0) / sets.length, 0)
    const centre = GRID.reduce((best, value) => (off(value) < off(best) ? value : best))
    const values = known.map((sets) => sets.map(form.of).filter(Number.isFinite))
    const low = Math.min(...values.map((found) => quantile(found, 0.02)))
    const high = Math.max(...values.map((found) => quantile(found, 0.98)))
    return tested
      .filter((set) => set.topical === topical)
      .map((set) => ({ low: form.at(set, low), estimate: form.at(set, centre), high: form.at(set, high), truth: set.truth }))
  })
}

function setsOf(family: Family): SetOfLists[] {
  return portfolios(family, SEED).map(({ kind, members }) => {
    const sizes = members.map((member) => family.lists[member]?.length ?? 0)
    const overlaps = Float64Array.from({ length: members.length ** 2 }, (_, at) => {
      const one = members[Math.floor(at / members.length)] ?? 0
      return family.overlap[one * family.lists.length + (members[at % members.length] ?? 0)] ?? 0
    })
    return { sizes, truth: unionSize(family, members), topical: kind !== 'random', ...pairBounds(sizes, { least: overlaps, most: overlaps }) }
  })
}
