/** From the bytes of a file to a sketch or a sample. Here each id ends: what comes out holds keyed hashes only. */
import { createIdHasher } from '../keyed-hash.js'
import { addHashes, createSketch, finishSketch, isExact, sketchSize } from '../sketch.js'
import { serialiseSketch } from '../sketch-bytes.js'
import { createIdReader, type ReadIdsOptions, type ReadIdsResult, refuse } from './read-ids.js'

export interface SketchTask extends Pick<ReadIdsOptions, 'format' | 'column' | 'sample'> {
  secret: string
  k: number
}

export interface SketchedFile {
  read: ReadIdsResult
  key_id: number
  distinct: number
  /** False if distinct is an estimate. */
  exact: boolean
  /** Null of a sample. */
  sketch: Uint8Array<ArrayBuffer> | null
  /** Of a sample: each follower under its hash, with the accounts it follows as they were spelt. */
  sample: { h: string; follows: string[] }[] | null
}

/** Followers of a sample; REACH §5 gains nothing beyond some hundreds. */
export const MOST_SAMPLED = 5_000

export interface Sketcher {
  /** @throws AppError unusable_audience, payload_too_large */
  push(bytes: Uint8Array): void
  end(): SketchedFile
}

export function createSketcher({ secret, k, ...options }: SketchTask): Sketcher {
  const hasher = createIdHasher(secret)
  const builder = createSketch(k, hasher.keyId)
  const sampled = new Map<string, string[]>()
  const follows: string[][] = []
  const reader = createIdReader({
    ...options,
    onIds: (ids) => {
      const hashes = hasher.hashNumbers(ids)
      if (!options.sample) return addHashes(builder, hashes)
      hashes.forEach((hash, at) => void sampled.set(hash.toString(16).padStart(16, '0'), follows[at] ?? []))
      follows.length = 0
      if (sampled.size > MOST_SAMPLED)
        throw refuse(`A sample is of at most ${MOST_SAMPLED.toLocaleString('en')} followers: draw fewer, or give the whole list.`)
    },
    onFollows: (handles) => void follows.push(handles),
  })
  return {
    push: reader.push,
    end: () => {
      const read = reader.end()
      if (options.sample) {
        const sample = [...sampled].map(([h, names]) => ({ h, follows: names }))
        return { read, key_id: hasher.keyId, distinct: sample.length, exact: true, sketch: null, sample }
      }
      const sketch = finishSketch(builder)
      return {
        read,
        key_id: hasher.keyId,
        // An estimate may be more than were read; the truth is not.
        distinct: Math.min(read.ids_read, sketchSize(sketch).estimate),
        exact: isExact(sketch),
        sketch: new Uint8Array(serialiseSketch(sketch)),
        sample: null,
      }
    },
  }
}
