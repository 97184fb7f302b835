// ◆ pure
import type { AllyKind, Reason } from '../../db/schema/directory.js'
import type { Band, EvidencePoint, RelationKind } from '../../db/schema/identity.js'

export type { Reason } from '../../db/schema/directory.js'
export type { Band, EvidenceKind, EvidencePoint, RelationKind } from '../../db/schema/identity.js'

/** What is known of an entry, or of a row of a labelled file, when it is compared. Everything but the id may be missing. */
export interface MatchRecord {
  id: string
  kind: AllyKind
  /** Names in words, the entry's own first, then confirmed aliases and the name its account shows. Acronyms are names too. */
  names: readonly string[]
  /** Without @, spelt as their owner spells them. */
  handles: readonly string[]
  /** Numeric ids of its accounts on X. */
  x_user_ids: readonly string[]
  /** Addresses on the web as typed. */
  urls: readonly string[]
  /** What its accounts' profiles say, as text. */
  bios?: readonly string[]
  /** Distinct people who named it. */
  support?: number
  city?: string | null
  /** ISO 3166 alpha-2, upper case. */
  country?: string | null
  phone?: string | null
  address?: string | null
}

/**
 * What two records are to each other when they are not one. Read from the first record to the second: the first is the second's chapter, press account,
 * campaign, successor, spelling variant (hashtags) or edition of a series (hashtags); `parent` is chapter read the other way round;
 * `owner` says that the first, a hashtag, belongs to the second.
 */
export const RELATION_KINDS = ['parent', 'chapter', 'press', 'campaign', 'successor', 'variant', 'series', 'owner'] as const satisfies readonly RelationKind[]

export interface Judgement {
  band: Band
  /** The sum of the points: natural log-odds that both are one body, for nearly equal names no more than equal ones would get. */
  z: number
  evidence: readonly EvidencePoint[]
  /** Why this is never merged without a person, whatever z. */
  vetoes: readonly Reason[]
  /** What to propose to a person: the same, or how they belong together. */
  proposal: 'same' | RelationKind
  /** Kept with each decision, so that it can be told which rules made it. */
  rule_version: string
}
