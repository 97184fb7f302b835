// ◆ pure
import type { Calibration } from './calibration.js'
import type { Evidence, ReachLevel } from './evidence.js'
import { readCounts } from './levels/counts.js'
import { readMixed } from './levels/mixed.js'
import { readPairs } from './levels/pairs.js'
import type { Reading } from './levels/reading.js'
import { besideLists, readNewest, readSample } from './levels/sample.js'
import { readStale } from './levels/stale.js'
import { readUnion, sizeOfUnion } from './levels/union.js'
import type { Sized } from './proof.js'
import { daysBetween, FRESH_DAYS, type List, type PairsOf, pairKey, type Standing, sizeAlone } from './standing.js'

/** The rungs of the ladder (REACH §5): what each takes of the evidence, and what it says of the set. */

/** What a rung found: the reading, the sizes it speaks of, and the dates of what it used. */
export interface Found {
  level: ReachLevel
  method: string
  calibration: string
  reading: Reading
  sized: readonly Sized[]
  dates: readonly (Date | null)[]
  /** What the rung would be if the known accounts were the whole set. */
  whole?: 'exact' | 'sketch'
}

export interface Question {
  evidence: Evidence
  /** Accounts with followers, as far as is known. */
  followed: readonly Standing[]
  pairs: PairsOf
  calibration: Calibration
}

/** A rung: what it says of the set, or null if its evidence is not there for every account. */
type Rung = (question: Question) => Found | null

/** Best first (REACH §5). */
const LADDER: readonly Rung[] = [union, sample, pairs, mixed, stale, counts]

/** What the best rung says that the evidence reaches. */
export function firstOf(question: Question): Found {
  for (const rung of LADDER) {
    const found = rung(question)
    if (found) return found
  }
  throw new Error('counts answer whatever has a size')
}

/** One account that is followed, or none: nothing is left to estimate. */
export function alone(followed: readonly Standing[], known: readonly Standing[], calibration: Calibration): Found {
  const [one] = followed
  const dates = known.map(({ as_of }) => as_of)
  if (!one) return { level: 'exact', method: 'nobody follows any of them', calibration: calibration.id, reading: certain(0), sized: [], dates }
  const { counted, ...reading } = sizeAlone(one)
  const at_least = reading.low === reading.high ? certain(reading.estimate).at_least : null
  const listed = one.list && !one.list.outdated ? one.list : null
  const sized = [{ standing: one, size: listed?.size ?? reading.estimate, counted }]
  const rest = { calibration: calibration.id, reading: { ...reading, at_least }, sized, dates: listed ? [listed.as_of] : dates }
  if (counted) return { level: 'exact', method: `the ${listed ? 'follower list' : 'follower count'} of the one account that is followed`, ...rest }
  if (listed) return { ...rest, level: 'sketch', method: METHOD.sketch, calibration: calibration.sketch.id, reading: readUnion([listed.sketch]) }
  const { id } = calibration.stale
  return {
    ...rest,
    level: 'stale',
    method: 'the follower count of the one account that is followed, beside a list that does not agree with it',
    calibration: id,
  }
}

const certain = (size: number): Reading => ({ low: size, estimate: size, high: size, at_least: size === 0 ? [] : [size] })

const METHOD = {
  exact: 'union of all follower lists',
  sketch: 'union of theta sketches, count/theta',
  sample: 'multiplicity: sum of size * mean(1/m) over random samples',
  'sample-newest': 'multiplicity over first pages, newest first, with the duplication scaled up',
  pairs: 'between the bounds that pair overlaps prove, lower * (upper/lower)^lambda',
  mixed: 'union of the known lists, and what follower counts add to it: by their p-norm and by how the known lists overlap',
  stale: 'p-norm of today’s follower counts, with the exponent of lists that are older or do not agree with them',
  counts: 'p-norm of follower counts',
} as const

const sizedToday = (standings: readonly Standing[]): Sized[] => standings.map((standing) => ({ standing, size: standing.size ?? 0, counted: standing.counted }))

export const sizesOf = (sized: readonly Sized[]) => sized.map(({ size }) => size)

function union({ followed, calibration }: Question): Found | null {
  const lists = followed.flatMap((standing) => (standing.list && !standing.list.outdated ? [{ standing, list: standing.list }] : []))
  if (lists.length < followed.length) return null
  const level = lists.every(({ list }) => list.exact) ? 'exact' : 'sketch'
  return {
    level,
    method: METHOD[level],
    calibration: calibration.sketch.id,
    reading: readUnion(lists.map(({ list }) => list.sketch)),
    sized: lists.map(({ standing, list }) => ({ standing, size: list.size, counted: list.counted })),
    dates: lists.map(({ list }) => list.as_of),
  }
}

/** Samples of all, or of those whose lists are not known: of a list nothing is left to be guessed, so what its followers also follow need not be. */
function sample({ followed, evidence, calibration }: Question): Found | null {
  const listed = followed.flatMap(({ account_id, list }) => (list && !list.outdated ? [{ account_id, sketch: list.sketch, as_of: list.as_of }] : []))
  const inLists = new Set(listed.map(({ account_id }) => account_id))
  const others = followed.filter(({ account_id }) => !inLists.has(account_id))
  const ids = new Set(others.map(({ account_id }) => account_id))
  const sampled = others.flatMap((standing) => {
    const { sample: found, size, account_id } = standing
    if (!found || size === null || found.followed.length < Math.min(calibration.sample.least, size)) return []
    const follows = found.followed.map((names) =>
      names.some((id) => inLists.has(id)) ? 0 : 1 + new Set(names.filter((id) => id !== account_id && ids.has(id))).size,
    )
    return [{ found, list: { size, follows } }]
  })
  if (others.length === 0 || sampled.length < others.length) return null
  const lists = sampled.map(({ list }) => list)
  const level = sampled.every(({ found }) => found.kind === 'sample') ? 'sample' : 'sample-newest'
  const added = level === 'sample' ? readSample(lists, calibration) : readNewest(lists, calibration)
  const reading = listed.length === 0 ? added : besideLists(sizeOfUnion(listed.map(({ sketch }) => sketch)), added)
  const dates = sampled.map(({ found }) => found.as_of)
  return {
    level,
    method: listed.length === 0 ? METHOD[level] : `${METHOD[level]}, beside the union of the lists that are known`,
    calibration: (level === 'sample' ? calibration.sample : calibration.newest).id,
    reading: withDrift(reading, dates, evidence, calibration),
    sized: sizedToday(followed),
    dates: [...dates, ...listed.map(({ as_of }) => as_of), ...others.map(({ as_of }) => as_of)],
  }
}

function pairs({ followed, pairs: known, evidence, calibration }: Question): Found | null {
  const n = followed.length
  const overlaps = new Float64Array(n * n)
  const used = []
  if (known.size < (n * (n - 1)) / 2) return null
  for (const [i, one] of followed.entries()) {
    for (const [j, other] of followed.entries()) {
      if (j <= i) continue
      const pair = known.get(pairKey(one.account_id, other.account_id))
      if (!pair) return null
      used.push(pair)
      overlaps[i * n + j] = overlaps[j * n + i] = Math.min(pair.overlap, one.size ?? 0, other.size ?? 0)
    }
  }
  const sized = sizedToday(followed)
  const reading = readPairs(
    sizesOf(sized),
    overlaps,
    used.some(({ exact }) => !exact),
    evidence.topical,
    calibration,
  )
  const dates = used.map(({ as_of }) => as_of)
  return {
    level: 'pairs',
    method: METHOD.pairs,
    calibration: calibration.pairs.id,
    reading: withDrift(reading, dates, evidence, calibration),
    sized,
    dates: [...dates, ...followed.map(({ as_of }) => as_of)],
  }
}

function mixed({ followed, evidence, calibration }: Question): Found | null {
  const { withList, lists, others } = split(followed)
  if (lists.length < 2 || others.length === 0) return null
  const part = {
    sizes_then: lists.map(({ size }) => size),
    union_then: sizeOfUnion(lists.map(({ sketch }) => sketch)),
    // A list that stands speaks of its day (see `union`): a count that has fallen since must not take away what it shows, or an account more would.
    sizes: withList.map(({ list, size }) => Math.max(size ?? 0, list && !list.outdated ? list.size : 0)),
  }
  const reading = readMixed(part, sizesOf(sizedToday(others)), evidence.topical, calibration)
  const dates = lists.map(({ as_of }) => as_of)
  return {
    level: 'mixed',
    method: METHOD.mixed,
    calibration: calibration.mixed.id,
    reading: lists.some(({ outdated }) => outdated) ? withDrift(reading, dates, evidence, calibration) : reading,
    sized: sizedToday(followed),
    dates: [...dates, ...followed.map(({ as_of }) => as_of)],
  }
}

function stale({ followed, evidence, calibration }: Question): Found | null {
  const { lists, others } = split(followed)
  if (others.length > 0) return null
  const dates = lists.map(({ as_of }) => as_of)
  const sized = sizedToday(followed)
  const reading = readStale(
    {
      sizes_then: lists.map(({ size }) => size),
      sizes: sizesOf(sized),
      union_then: sizeOfUnion(lists.map(({ sketch }) => sketch)),
      years: yearsSince(dates, evidence),
    },
    evidence.topical,
    calibration,
  )
  return { level: 'stale', method: METHOD.stale, calibration: calibration.stale.id, reading, sized, dates: [...dates, ...followed.map(({ as_of }) => as_of)] }
}

function counts({ followed, evidence, calibration }: Question): Found {
  const sized = sizedToday(followed)
  return {
    level: 'counts',
    method: METHOD.counts,
    calibration: calibration.counts.id,
    reading: readCounts(sizesOf(sized), evidence.topical, calibration),
    sized,
    dates: followed.map(({ as_of }) => as_of),
  }
}

function split(followed: readonly Standing[]): { withList: Standing[]; lists: List[]; others: Standing[] } {
  const withList = followed.filter(({ list }) => list !== null)
  return { withList, lists: withList.flatMap(({ list }) => (list ? [list] : [])), others: followed.filter(({ list }) => list === null) }
}

const yearsSince = (dates: readonly Date[], { now }: Evidence) => dates.reduce((most, date) => Math.max(most, daysBetween(now, date)), 0) / 365.25

/** What was seen longer ago than FRESH_DAYS may have moved: both ends go out by what rho moves in that time, as share of the estimate. */
function withDrift(reading: Reading, dates: readonly Date[], evidence: Evidence, { stale: { least, a_year } }: Calibration): Reading {
  const years = yearsSince(dates, evidence)
  if (years * 365.25 <= FRESH_DAYS) return reading
  const drift = 2 * (least + a_year * years)
  return { ...reading, low: reading.low * (1 - Math.min(1, drift)), high: reading.high * (1 + drift) }
}
