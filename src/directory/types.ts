// ◆ pure
import type { AllyKind, Gate, Reason } from '../db/schema/directory.js'

export type { Gate, Reason } from '../db/schema/directory.js'

/** What is known of a target when it is judged. */
export interface Subject {
  kind: AllyKind
  /** As typed by a participant or an organiser; for a hashtag the tag, with or without #. */
  name: string
  /** Spelt as their owner spells them, with or without @: the case tells words apart. */
  handles: string[]
  /** The account's own description; null if it is not known. */
  bio: string | null
  /** What nominators wrote about it: weak evidence, since a community mentions itself all the time. */
  texts: string[]
}

export interface GateVerdict {
  gate: Gate
  /** Never empty: each names a rule and the very words that fired it. */
  reasons: Reason[]
}
