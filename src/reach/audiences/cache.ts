/** Sketches as they are computed with. An audience never changes, so what was parsed of it holds until it is thrown out for room. */
import type { SampledFollower } from '../../db/schema/reach.js'
import type { Deps } from '../../deps.js'
import type { Sketch } from '../sketch.js'
import { parseSketch } from '../sketch-bytes.js'
import * as repo from './repo.js'

export interface Hashes {
  sketch: Sketch | null
  sample: SampledFollower[] | null
}

/** About two thousand sketches of 32 KiB. */
export const CACHE_BYTES = 64 * 1024 * 1024
/** Of the database at once: 8 MB. */
const PAGE = 250

interface Cache {
  entries: Map<string, Hashes & { bytes: number }>
  bytes: number
}
const caches = new WeakMap<Deps['store'], Cache>()

export function cacheOf({ store }: Pick<Deps, 'store'>): Cache {
  let cache = caches.get(store)
  if (!cache) {
    cache = { entries: new Map(), bytes: 0 }
    caches.set(store, cache)
  }
  return cache
}

const bytesOf = ({ sketch, sample }: Hashes) => 200 + (sketch?.hashes.byteLength ?? 0) + (sample ?? []).reduce((sum, { f }) => sum + 100 + 40 * f.length, 0)

/** The hashes of these audiences, from memory where they are there. Those that were deleted meanwhile are left out. */
export async function hashesOf(deps: Pick<Deps, 'store'>, ids: readonly string[]): Promise<Map<string, Hashes>> {
  const cache = cacheOf(deps)
  const found = new Map<string, Hashes>()
  const missing: string[] = []
  for (const id of ids) {
    const entry = cache.entries.get(id)
    if (!entry) missing.push(id)
    else {
      // Used last: thrown out last.
      cache.entries.delete(id)
      cache.entries.set(id, entry)
      found.set(id, entry)
    }
  }
  for (let at = 0; at < missing.length; at += PAGE) {
    for (const { id, sketch, sample } of await repo.hashesOf(deps.store.db, missing.slice(at, at + PAGE))) {
      const parsed: Hashes = { sketch: sketch && parseSketch(sketch), sample }
      found.set(id, parsed)
      const bytes = bytesOf(parsed)
      cache.entries.set(id, { ...parsed, bytes })
      cache.bytes += bytes
    }
    for (const [id, { bytes }] of cache.entries) {
      if (cache.bytes <= CACHE_BYTES) break
      cache.entries.delete(id)
      cache.bytes -= bytes
    }
  }
  return found
}
