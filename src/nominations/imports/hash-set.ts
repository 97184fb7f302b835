// ◆ pure
/** Sets of texts of which only hashes are kept: eight bytes each, where a Set of strings takes a hundred. */

/**
 * 53 bits, so that it is exact as a number: two rounds of 32-bit multiplication (the mixing of MurmurHash3's finaliser). Among a million texts the chance that
 * any two agree is one in 18,000; nothing depends on it but a reason in a preview or a count.
 */
export function hash53(text: string): number {
  let low = 0xdeadbeef
  let high = 0x41c6ce57
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    low = Math.imul(low ^ unit, 2654435761)
    high = Math.imul(high ^ unit, 1597334677)
  }
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  return 4294967296 * (2097151 & high) + (low >>> 0)
}

export interface HashSet {
  /** False if it was there already. */
  add(hash: number): boolean
  has(hash: number): boolean
  readonly size: number
}

/** Open addressing over one array that is at most three quarters full. */
export function createHashSet(): HashSet {
  let slots = new Float64Array(1024)
  let size = 0
  const find = (table: Float64Array, hash: number): number => {
    let at = hash % table.length
    while (table[at] !== 0 && table[at] !== hash) at = (at + 1) % table.length
    return at
  }
  const grow = () => {
    const larger = new Float64Array(slots.length * 2)
    for (const hash of slots) if (hash !== 0) larger[find(larger, hash)] = hash
    slots = larger
  }
  // Zero marks a free slot.
  const stored = (hash: number) => (hash === 0 ? 1 : hash)
  return {
    add: (hash) => {
      const at = find(slots, stored(hash))
      if (slots[at] !== 0) return false
      slots[at] = stored(hash)
      if (++size * 4 > slots.length * 3) grow()
      return true
    },
    has: (hash) => slots[find(slots, stored(hash))] !== 0,
    get size() {
      return size
    },
  }
}
