// ◆ pure
import { HIGH, LOW, splitWords, wordsOf } from './hash-sets.js'
import { FULL_THETA, SKETCH_VERSION, type Sketch } from './sketch.js'

/**
 * A sketch as bytes, for a column. All numbers little-endian:
 *
 *   0  u8   version
 *   1  u16  k
 *   3  u32  key id
 *   7  u64  theta in units of 2^-64; 0 stands for 2^64, which is theta = 1
 *   15 u32  n
 *   19 u64  n hashes, ascending
 */
const HEADER = 19

/** Bytes that are no sketch, or one of a version that is not known here. */
export class SketchFormatError extends Error {
  override name = 'SketchFormatError'
}

export function serialiseSketch(sketch: Sketch): Uint8Array {
  const words = wordsOf(sketch.hashes)
  const bytes = new Uint8Array(HEADER + 4 * words.length)
  const view = new DataView(bytes.buffer)
  view.setUint8(0, sketch.version)
  view.setUint16(1, sketch.k, true)
  view.setUint32(3, sketch.key_id, true)
  view.setBigUint64(7, sketch.theta === FULL_THETA ? 0n : sketch.theta, true)
  view.setUint32(15, sketch.hashes.length, true)
  for (let at = 0; at < words.length; at += 2) {
    view.setUint32(HEADER + 4 * at, words[at + LOW] as number, true)
    view.setUint32(HEADER + 4 * at + 4, words[at + HIGH] as number, true)
  }
  return bytes
}

/**
 * Reads what serialiseSketch wrote. What it returns satisfies everything that the functions of sketch.ts take for granted.
 * @throws SketchFormatError that says what is wrong.
 */
export function parseSketch(bytes: Uint8Array): Sketch {
  if (bytes.length < HEADER) throw new SketchFormatError(`a sketch has at least ${HEADER} bytes, not ${bytes.length}`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const version = view.getUint8(0)
  if (version !== SKETCH_VERSION) throw new SketchFormatError(`sketches of version ${version} are not known here`)
  const k = view.getUint16(1, true)
  const key_id = view.getUint32(3, true)
  const theta = view.getBigUint64(7, true) || FULL_THETA
  const n = view.getUint32(15, true)
  if (k === 0) throw new SketchFormatError('k is 0')
  if (n > k) throw new SketchFormatError(`it says that it holds ${n} hashes, more than its k of ${k}`)
  if (bytes.length !== HEADER + 8 * n) throw new SketchFormatError(`${n} hashes take ${HEADER + 8 * n} bytes, not ${bytes.length}`)
  const hashes = new BigUint64Array(n)
  const words = wordsOf(hashes)
  let high = -1
  let low = 0
  for (let at = 0; at < words.length; at += 2) {
    const l = view.getUint32(HEADER + 4 * at, true)
    const h = view.getUint32(HEADER + 4 * at + 4, true)
    if (h < high || (h === high && l <= low)) throw new SketchFormatError(`hash ${at / 2} is not above the one before it`)
    words[at + LOW] = l
    words[at + HIGH] = h
    high = h
    low = l
  }
  const limit = splitWords(theta)
  if (high > limit.high || (high === limit.high && low >= limit.low)) throw new SketchFormatError('its last hash is not below theta')
  return { version, key_id, k, theta, hashes }
}
