import { type Bucket, giveBack, type Quota, secondsToNext, take } from '../../http/buckets.js'
import type { Clock } from '../../kernel/clock.js'
import { AppError } from '../../kernel/errors.js'
import { network } from '../../kernel/network.js'

/** A team behind one address signs in now and then; a guesser tries again and again. */
export const SIGN_IN_QUOTA: Quota = { name: 'sign-in', requests: 20, windowSeconds: 600 }
/** Addresses remembered at most; the one seen longest ago is forgotten first. */
const MOST_SOURCES = 10_000

/**
 * A limit on attempts to sign in that came to nothing, by address (an IPv6 /64 is one). Each attempt takes one out, and a success puts it back. Kept in the
 * process, as the limit of the API is (http/rate-limit.ts).
 */
export function createSignInRate(clock: Clock) {
  const buckets = new Map<string, Bucket>()
  const put = (source: string, bucket: Bucket) => {
    buckets.delete(source)
    buckets.set(source, bucket)
    const oldest = buckets.keys().next().value
    if (buckets.size > MOST_SOURCES && oldest !== undefined) buckets.delete(oldest)
  }
  return {
    /** @throws AppError quota_exceeded */
    spend: (address: string): void => {
      const source = network(address)
      const { bucket, allowed } = take(buckets.get(source), SIGN_IN_QUOTA, clock.now().getTime())
      put(source, bucket)
      if (allowed) return
      const wait = secondsToNext(bucket, SIGN_IN_QUOTA)
      throw new AppError('quota_exceeded', `Too many attempts to sign in came from this address. The next is taken in ${wait} s.`, {
        members: { 'violated-policies': [{ name: SIGN_IN_QUOTA.name, quota: SIGN_IN_QUOTA.requests, window: SIGN_IN_QUOTA.windowSeconds }] },
        headers: { 'retry-after': String(wait) },
      })
    },
    restore: (address: string): void => {
      const bucket = buckets.get(network(address))
      if (bucket) put(network(address), giveBack(bucket, SIGN_IN_QUOTA))
    },
  }
}
