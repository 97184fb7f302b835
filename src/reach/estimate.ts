// ◆ pure
import type { Calibration } from './calibration.js'
import type { Bounds, Estimate, Evidence, EvidenceShares } from './evidence.js'
import { widened } from './levels/reading.js'
import { contradictionsOf, likelySizes, proofOf } from './proof.js'
import { raiseOf } from './raise.js'
import { alone, type Found, firstOf, type Question, sizesOf } from './rungs.js'
import { sketchSize } from './sketch.js'
import { daysBetween, FRESH_DAYS, newestPairs, type PairsOf, type Standing, standings } from './standing.js'

/**
 * How many accounts follow at least one of a set: the best rung of REACH §5 that the evidence reaches, chosen per set.
 *
 * Accounts of which neither count nor list is known are left out, and the answer speaks of the others: see `known` and `members`. It is never called exact
 * then, nothing is proved of the set, and where nobody follows the others there is no figure: an audience that is not known is not one of 0.
 * Suspended, vanished and doubled accounts are no members. An account without followers needs no evidence.
 *
 * Dates: exact and sketch speak of the day of the lists, and take their sizes then for `max`, `sum` and bounds; all others of today. A
 * list older than 30 days of which a fresher count is known is outdated, and the set falls to `stale`.
 * Monotone: an account more never lowers the estimate of `counts` and `exact`, and one without a list never lowers what lists show. On the
 * other rungs it may fall by less than the interval is wide, for what is measured of the new account changes what is believed of the old
 * ones; and where the account changes the rung, the estimate changes with it.
 */
export function estimateReachOf(evidence: Evidence, calibration: Calibration): Estimate {
  const all = standings(evidence)
  const known = all.filter(({ size }) => size !== null)
  // A count of 0 beside a list that holds somebody is no proof that nobody follows.
  const followed = known.filter(({ size, list }) => size !== 0 || (list !== null && list.size > 0))
  const pairs = newestPairs(evidence, all)
  const unknown = all.length - known.length
  const base = { known: known.length, members: all.length, followed: followed.length, evidence: sharesOf(all, pairs), raise: raiseOf(all) }
  if (known.length === 0) {
    // An empty set is no set that reaches nobody: nothing is known of it, as of one whose accounts are all gone.
    const reason =
      evidence.members.length === 0
        ? EMPTY
        : all.length === 0
          ? evidence.sketches.size + evidence.samples.size > 0
            ? 'every account is suspended, gone or a double, so the follower lists that were given of them are not used'
            : 'every account is suspended, gone or a double'
          : all.every(({ disputed }) => disputed)
            ? 'a follower count of 0 and a follower list that holds somebody contradict each other, and neither is used'
            : 'neither a follower count nor a follower list is known'
    return { ...base, level: 'none', method: reason, calibration: calibration.id, ...NOTHING, reason }
  }
  if (followed.length === 0 && unknown > 0) {
    const reason = nobodyBut(known.length, unknown)
    return { ...base, level: 'none', method: reason, calibration: calibration.id, ...NOTHING, reason }
  }
  const question = { evidence, followed, pairs, calibration }
  const found = followed.length > 1 ? firstOf(question) : alone(followed, known, calibration)
  return { ...base, ...answer(unknown > 0 ? ofSome(found) : found, question, unknown === 0) }
}

/** Why there is no answer for a set without members. */
export const EMPTY = 'there is no account in this set yet'

const NOTHING = { estimate: 0, low: 0, high: 0, max: 0, sum: 0, bounds: null, within: null, as_of: null, stale: false, at_least: null }

const nobodyBut = (known: number, unknown: number) =>
  `nobody follows the ${known === 1 ? 'one account whose count is known' : `${known} accounts whose counts are known`}, and of the other ${unknown === 1 ? 'one' : unknown} neither a follower count nor a follower list is known`

/** What is counted of some accounts is not counted of the set: the name of the rung says so, and the words that go with it (describe.ts). */
function ofSome(found: Found): Found {
  if (found.level !== 'exact' && found.level !== 'sketch') return found
  const byLists = found.sized.some(({ standing: { list } }) => list !== null)
  return { ...found, level: byLists ? 'mixed' : 'counts', method: `${found.method}; of the other accounts nothing is known`, whole: found.level }
}

/**
 * A size that is n/theta is off by what its sketch is. Unions and sketches of them carry that error themselves; wherever sizes are computed with
 * it comes on top: if every size moves by a share, so does their union. Overlaps of pairs stay as they are, so there the sum moves by it.
 */
function withSizes(found: Found): Found {
  const { reading, sized } = found
  const level = rungOf(found)
  if (level === 'exact' || level === 'sketch' || reading.estimate <= 0) return found
  const ranges = sized.flatMap(({ standing: { list }, counted, size }) =>
    counted || !list || list.contradicted || size === 0 ? [] : [sketchSize(list.sketch)],
  )
  const share = (level === 'pairs' ? sizesOf(sized).reduce((sum, size) => sum + size, 0) : reading.estimate) / reading.estimate
  const down = ranges.reduce((most, { estimate, low }) => Math.max(most, 1 - low / estimate), 0) * share
  const up = ranges.reduce((most, { estimate, high }) => Math.max(most, high / estimate - 1), 0) * share
  if (up === 0) return found
  return { ...found, reading: widened(reading, { low: reading.estimate * Math.max(0, 1 - down), high: reading.estimate * (1 + up) }) }
}

/** The range holds what a list says and what the count of its days says instead. */
function withContradictions(found: Found): Found {
  const { more, less } = contradictionsOf(found.sized)
  const { low, high } = found.reading
  return { ...found, reading: { ...found.reading, low: low - less, high: high + more } }
}

/** The rung whose evidence it is, whatever the answer is called. */
const rungOf = ({ level, whole }: Found) => whole ?? level

/** What sums of fractions may be off by: a range must not open because of it. */
const ROUNDING = 1e-6

/** Whole numbers between what is proved, in order; the table never above what is said of it. */
function answer(given: Found, { evidence, pairs: known }: Question, complete: boolean) {
  const { reading, sized, dates, whole: _, ...found } = withContradictions(withSizes(given))
  const sizes = sizesOf(sized)
  const max = sizes.reduce((most, size) => Math.max(most, size), 0)
  const sum = sizes.reduce((total, size) => total + size, 0)
  // What was counted needs no proof, and the union need not be made twice.
  const counted = { low: reading.estimate, high: reading.estimate }
  const proved = rungOf(given) === 'exact' ? counted : proofOf(sized, known, evidence.now)
  const within = (value: number, { low, high }: Bounds) => Math.min(high, Math.max(low, Math.round(value)))
  const estimate = within(reading.estimate, proved ?? { low: max, high: sum })
  // Sizes that are estimates prove nothing: a range that ended at them would leave out what they are off by.
  const limits = proved ?? likelySizes(sized)
  const low = Math.min(estimate, within(Math.floor(reading.low + ROUNDING), limits))
  const high = Math.max(estimate, within(Math.ceil(reading.high - ROUNDING), limits))
  const at_least = reading.at_least?.map((count, m) => (m === 0 ? estimate : Math.min(count, estimate))) ?? null
  const as_of = oldest(dates)
  const stale = as_of !== null && daysBetween(evidence.now, as_of) > FRESH_DAYS
  // Of accounts of which nothing is known nothing is proved, and so of no set that they are in.
  return { ...found, estimate, low, high, max, sum, bounds: complete ? proved : null, within: proved, as_of, stale, at_least, reason: null }
}

/** An answer is as old as its oldest part. */
function oldest(dates: readonly (Date | null)[]): Date | null {
  const times = dates.flatMap((date) => (date ? [date.getTime()] : []))
  return times.length === 0 ? null : new Date(times.reduce((a, b) => Math.min(a, b)))
}

function sharesOf(all: readonly Standing[], pairs: PairsOf): EvidenceShares {
  const paired = new Set([...pairs.values()].flatMap(({ a, b }) => [a, b]))
  const counts = { sketch: 0, sample: 0, pairs: 0, count: 0, nothing: 0 }
  for (const { list, sample, account_id, size } of all) {
    if (list) counts.sketch++
    else if (sample) counts.sample++
    else if (paired.has(account_id)) counts.pairs++
    else if (size !== null) counts.count++
    else counts.nothing++
  }
  const of = (count: number) => (all.length === 0 ? 0 : count / all.length)
  return { sketch: of(counts.sketch), sample: of(counts.sample), pairs: of(counts.pairs), count: of(counts.count), nothing: of(counts.nothing) }
}
