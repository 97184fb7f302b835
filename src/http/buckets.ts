// ◆ pure
/**
 * A token bucket: it holds as many requests as the quota, and fills evenly over the window. Unlike counting in fixed windows nobody gets
 * twice the quota around the change of a window, and whoever waits as long as he is told is let in.
 */

export interface Quota {
  /** As the headers name it. */
  name: string
  /** Most requests at once, and in a window when they come evenly. */
  requests: number
  windowSeconds: number
}

/** Requests left, fractions included, at a moment in ms. */
export interface Bucket {
  left: number
  at: number
}

export interface Taken {
  bucket: Bucket
  allowed: boolean
}

/** Requests per ms. */
const rate = ({ requests, windowSeconds }: Quota) => requests / (windowSeconds * 1_000)

/** What has come back since. A clock that was set back gives nothing. */
const filled = (bucket: Bucket, quota: Quota, now: number): Bucket => ({
  left: Math.min(quota.requests, bucket.left + Math.max(0, now - bucket.at) * rate(quota)),
  at: now,
})

/** Takes one request out, if there is a whole one. `undefined`: a source that was not seen lately. */
export function take(bucket: Bucket | undefined, quota: Quota, now: number): Taken {
  const full = bucket ? filled(bucket, quota, now) : { left: quota.requests, at: now }
  // Sums of fractions fall short of whole numbers by rounding: who waited as told must not be sent away again.
  const allowed = full.left >= 1 - 1e-6
  return { bucket: allowed ? { left: Math.max(0, full.left - 1), at: now } : full, allowed }
}

/** One that was taken and is not to count. */
export const giveBack = (bucket: Bucket, quota: Quota): Bucket => ({ left: Math.min(quota.requests, bucket.left + 1), at: bucket.at })

/** Whole seconds until there is one again; 0 if there is. */
export const secondsToNext = (bucket: Bucket, quota: Quota): number => (bucket.left >= 1 ? 0 : Math.max(1, Math.ceil((1 - bucket.left) / rate(quota) / 1_000)))

/** Whole seconds until the bucket is full. */
export const secondsToFull = (bucket: Bucket, quota: Quota): number => Math.ceil((quota.requests - bucket.left) / rate(quota) / 1_000)

/** `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-11), lists of structured fields (RFC 9651). */
export const limitHeaders = (bucket: Bucket, quota: Quota): { 'ratelimit-policy': string; ratelimit: string } => ({
  'ratelimit-policy': `"${quota.name}";q=${quota.requests};w=${quota.windowSeconds}`,
  ratelimit: `"${quota.name}";r=${Math.floor(bucket.left + 1e-6)};t=${secondsToFull(bucket, quota)}`,
})
