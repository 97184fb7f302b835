// ◆ pure
import { sha256 } from '../../kernel/canonical.js'

/**
 * What makes a snapshot one that can be cited. Each entry has a hash of its own, SHA-256 over its salt, a line feed and its canonical JSON (members in the
 * order of their names, no blanks); the checksum is SHA-256 over the hashes in order, each followed by a line feed. Of an entry that was withdrawn later
 * salt and content are gone and the hash stays: the checksum still holds for all that is left, and nobody can tell what stood there.
 */
export const entryHash = (salt: string, text: string): string => sha256(`${salt}\n${text}`)

/** Takes hashes in order, in portions of any size. */
export function checksumOf(): { add(hash: string): void; end(): string } {
  let all = ''
  return {
    add: (hash) => {
      all += `${hash}\n`
    },
    end: () => sha256(all),
  }
}

/** An entry of a snapshot file; without content it was withdrawn. */
export interface SnapshotItem {
  n: number
  hash: string
  salt: string | null
  /** Canonical JSON. */
  text: string | null
}

export interface SnapshotCheck {
  intact: boolean
  entries: number
  withdrawn: number
  /** Over the hashes that are there. */
  checksum: string
  /** Places of entries whose content is not what was hashed. */
  changed: number[]
}

/** @param expected the checksum that was cited */
export function checkSnapshot(items: Iterable<SnapshotItem>, expected: string): SnapshotCheck {
  const sum = checksumOf()
  const changed: number[] = []
  let [entries, withdrawn] = [0, 0]
  for (const { n, hash, salt, text } of items) {
    entries++
    sum.add(hash)
    if (salt === null || text === null) withdrawn++
    else if (entryHash(salt, text) !== hash || n !== entries) changed.push(n)
  }
  const checksum = sum.end()
  return { intact: changed.length === 0 && checksum === expected, entries, withdrawn, checksum, changed }
}
