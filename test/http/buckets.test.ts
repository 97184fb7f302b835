import fc from 'fast-check'
import t from 'tap'
import { type Bucket, giveBack, limitHeaders, type Quota, secondsToFull, secondsToNext, take } from '../../src/http/buckets.js'
import { holds } from '../helpers/property.js'

const QUOTA: Quota = { name: 'address', requests: 3, windowSeconds: 60 }

t.test('a full bucket gives its whole quota at once, then one as each comes back', async (t) => {
  let bucket: Bucket | undefined
  const ask = (at: number) => {
    const taken = take(bucket, QUOTA, at)
    bucket = taken.bucket
    return taken.allowed
  }
  t.same([0, 0, 0, 0].map(ask), [true, true, true, false])
  t.equal(bucket && secondsToNext(bucket, QUOTA), 20)
  t.notOk(ask(19_900))
  t.ok(ask(20_000))
  t.notOk(ask(20_001))
})

t.test('the headers are what the draft says', async (t) => {
  const { bucket } = take(undefined, QUOTA, 0)
  t.same(limitHeaders(bucket, QUOTA), { 'ratelimit-policy': '"address";q=3;w=60', ratelimit: '"address";r=2;t=20' })
  t.same(limitHeaders(giveBack(bucket, QUOTA), QUOTA).ratelimit, '"address";r=3;t=0')
})

const quotas = fc.record({ name: fc.constant('q'), requests: fc.integer({ min: 1, max: 100_000 }), windowSeconds: fc.integer({ min: 1, max: 3_600 }) })
const steps = fc.array(fc.integer({ min: -10, max: 5_000 }), { maxLength: 60 })

t.test('whatever the pace', async (t) => {
  holds(
    t,
    fc.property(quotas, steps, (quota, waits) => {
      let [now, allowed, back] = [1_000_000, 0, 0]
      let bucket: Bucket | undefined
      for (const wait of waits) {
        now += wait
        back += Math.max(0, wait)
        const taken = take(bucket, quota, now)
        bucket = taken.bucket
        if (taken.allowed) allowed++
        if (bucket.left < 0 || bucket.left > quota.requests) return false
      }
      // What came back after the clock was set back may be counted twice, by as much as it was set back.
      const setBack = waits.reduce((sum, wait) => sum + Math.max(0, -wait), 0)
      return allowed <= quota.requests + ((back + setBack) * quota.requests) / (quota.windowSeconds * 1_000) + 1
    }),
    'no more is let through than the quota and what came back since',
    500,
  )
  holds(
    t,
    fc.property(quotas, steps, (quota, waits) => {
      let now = 0
      let bucket: Bucket | undefined
      for (const wait of waits) {
        now += Math.max(0, wait)
        const taken = take(bucket, quota, now)
        bucket = taken.bucket
        if (!taken.allowed && !take(bucket, quota, now + 1_000 * secondsToNext(bucket, quota)).allowed) return false
        if (take(bucket, quota, now + 1_000 * secondsToFull(bucket, quota)).bucket.left < quota.requests - 1 - 1e-6) return false
      }
      return true
    }),
    'who waits as long as he is told is let in, and who waits for all has all',
    500,
  )
})
