// ◆ pure
/** Of all lists and samples that are kept of an account, the ones that are used. */
import type { AudienceKind } from '../db/schema/reach.js'
import { CALIBRATION } from './calibration.js'
import { AGREE_FROM, daysBetween, doubtOf, type LastCount } from './standing.js'

/** A list or sample that was given and not taken back. */
export interface Kept {
  kind: AudienceKind
  k: number
  /** Of the secret that hashed it. */
  key_id: number
  distinct_ids: number
  /** Lines that were read as ids, with repetitions, and those that hold none. */
  ids_read: number
  bad_lines: number
  as_of: Date
  followers_then: number | null
  /** An organiser says that it is right, whatever the counts of then say. */
  vouched_at: Date | null
}

/**
 * Why one cannot be used: hashed under another secret; far shorter or longer than the counts say (standing.ts); of many lines
 * nothing could be read, and no count says how long it should be; a sample of too few.
 */
export type Fault = 'key' | 'cut' | 'long' | 'torn' | 'few'

/** What is used of one account. */
export interface InUse<T> {
  list: T | null
  sample: T | null
  /** Newer than what is used instead of them, and why they are not used. */
  passed: { kept: T; fault: Fault }[]
  /** Something speaks against one of them, newer or not. */
  faulty: boolean
}

/** A random sample is used before a newest-first one that is newer by at most so much: what moves in a year is less than what first pages are off by. */
const SAMPLE_KEEPS_DAYS = 365

/**
 * The newest list that stands is used, and the newest sample: one that cannot be used takes nobody's place. A random sample says more than the newest
 * followers do, so it goes before them (REACH §5).
 * @param kept of one account, the newest first
 * @param keyId of the secret of today
 */
export function inUse<T extends Kept>(kept: readonly T[], count: LastCount, keyId: number): InUse<T> {
  const lists = judged(kept, 'list', (one) => faultOfList(one, count, keyId))
  const [list = null] = lists.standing
  // As large as anything says it is: a sample that may be too small is no sample.
  const size = count.followers === null && list === null ? null : Math.max(count.followers ?? 0, list?.distinct_ids ?? 0)
  const samples = judged(kept, 'sample', (one) => faultOfSample(one, count, size, keyId))
  const [newest = null] = samples.standing
  const random = samples.standing.find(({ kind }) => kind === 'sample')
  const sample = random && newest && daysBetween(newest.as_of, random.as_of) <= SAMPLE_KEEPS_DAYS ? random : newest
  const passed = [...newerThan(lists.faulty, kept, list), ...newerThan(samples.faulty, kept, sample)]
  return { list, sample, passed, faulty: lists.faulty.length + samples.faulty.length > 0 }
}

const groupOf = ({ kind }: Kept) => (kind === 'full' ? 'list' : 'sample')

function judged<T extends Kept>(kept: readonly T[], group: 'list' | 'sample', faultOf: (one: T) => Fault | null) {
  const standing: T[] = []
  const faulty: { kept: T; fault: Fault }[] = []
  for (const one of kept) {
    if (groupOf(one) !== group) continue
    const fault = faultOf(one)
    if (fault === null) standing.push(one)
    else faulty.push({ kept: one, fault })
  }
  return { standing, faulty }
}

const newerThan = <T extends Kept>(faulty: readonly { kept: T; fault: Fault }[], order: readonly T[], used: T | null) =>
  used === null ? faulty : faulty.filter(({ kept }) => order.indexOf(kept) < order.indexOf(used))

const given = ({ distinct_ids, k, as_of, followers_then }: Kept) => ({ size: distinct_ids, k, as_of, followers_then })

function faultOfList(one: Kept, count: LastCount, keyId: number): Fault | null {
  if (one.key_id !== keyId) return 'key'
  if (one.vouched_at !== null) return null
  return doubtOf(given(one), count) ?? (count.followers === null && one.followers_then === null && isTorn(one) ? 'torn' : null)
}

/** As many as list and count may be apart (standing.ts): what could not be read would have been followers, as far as anybody knows. */
const isTorn = ({ ids_read, bad_lines }: Kept) => ids_read < AGREE_FROM * (ids_read + bad_lines)

/** Shorter than the count a sample always is. */
function faultOfSample(one: Kept, count: LastCount, size: number | null, keyId: number): Fault | null {
  if (one.key_id !== keyId) return 'key'
  if (size !== null && one.distinct_ids < Math.min(CALIBRATION.sample.least, size)) return 'few'
  return one.vouched_at === null && doubtOf(given(one), count) === 'long' ? 'long' : null
}
