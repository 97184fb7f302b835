import { addHashes, createSketch, DEFAULT_K, finishSketch, type Sketch } from '../../src/reach/sketch.js'

export const KEY = 7

/** splitmix64 (Steele, Lea and Flood 2014): hashes as evenly spread as the keyed ones, and the same in every run. */
export function mixed(n: number): bigint {
  let z = BigInt.asUintN(64, BigInt(n) * 0x9e3779b97f4a7c15n + 0x9e3779b97f4a7c15n)
  z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n)
  z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn)
  return z ^ (z >> 31n)
}

/** The sketch of accounts given by number, or by hash. */
export function sketchOf(members: Iterable<number | bigint>, k = DEFAULT_K, keyId = KEY): Sketch {
  const builder = createSketch(k, keyId)
  addHashes(builder, BigUint64Array.from([...members].map((member) => (typeof member === 'bigint' ? member : mixed(member)))))
  return finishSketch(builder)
}

export const numbers = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i)
