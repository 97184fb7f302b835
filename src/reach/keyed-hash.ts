import { createCipheriv, createHash, hkdfSync } from 'node:crypto'
import { LOW, wordsOf } from './hash-sets.js'

/** Turns X user ids into 64-bit hashes that nobody without the deployment's secret can make or undo. */
export interface IdHasher {
  /** 32 bits that tell the key, and nothing about it. Stored with every sketch. */
  keyId: number
  /** One hash for each id (audiences/ids.ts reads them), in their order. */
  hashNumbers(ids: BigUint64Array): BigUint64Array
}

const LABEL = 'community-allies reach sketch v1'
const BLOCK = 16
/** Ids a call of the cipher: 128 KiB in and out stay in the processor's cache, and the cost of a call is spread over all of them. */
const BATCH = 8192

/**
 * Hash = the first 8 bytes, little-endian, of AES-128 of the block that holds the id, little-endian, and 8 zeros (REACH §6). A block
 * cipher is a pseudorandom function of its block; each id is a block of its own, hence ECB: equal ids must give equal hashes.
 * The key is derived from the secret (HKDF, RFC 5869) under a label of its own, so that no other use of the secret tells anything of it.
 * @param secret the deployment's. Another one makes sketches that do not combine with the earlier ones.
 */
export function createIdHasher(secret: Buffer | string): IdHasher {
  const key = Buffer.from(hkdfSync('sha256', secret, '', LABEL, BLOCK))
  const keyId = createHash('sha256').update(`${LABEL} key id`).update(key).digest().readUInt32LE(0)
  const cipher = createCipheriv('aes-128-ecb', key, null)
  cipher.setAutoPadding(false)
  const blocks = Buffer.alloc(BATCH * BLOCK)
  const lanes = new DataView(blocks.buffer, blocks.byteOffset, blocks.length)

  const hashNumbers = (ids: BigUint64Array): BigUint64Array => {
    const hashes = new BigUint64Array(ids.length)
    const from = wordsOf(ids)
    const to = wordsOf(hashes)
    for (let start = 0; start < ids.length; start += BATCH) {
      const count = Math.min(BATCH, ids.length - start)
      for (let at = 0; at < count; at++) {
        lanes.setUint32(BLOCK * at, from[2 * (start + at) + LOW] as number, true)
        lanes.setUint32(BLOCK * at + 4, from[2 * (start + at) + 1 - LOW] as number, true)
      }
      const made = cipher.update(blocks.subarray(0, count * BLOCK))
      const view = new DataView(made.buffer, made.byteOffset, made.length)
      for (let at = 0; at < count; at++) {
        to[2 * (start + at) + LOW] = view.getUint32(BLOCK * at, true)
        to[2 * (start + at) + 1 - LOW] = view.getUint32(BLOCK * at + 4, true)
      }
    }
    return hashes
  }
  return { keyId, hashNumbers }
}
