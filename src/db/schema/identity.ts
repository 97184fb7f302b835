import { sql } from 'drizzle-orm'
import { boolean, index, integer, jsonb, pgTable, primaryKey, real, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { createdAt, ctext, instant, reason } from './columns.js'
import { ally, type Decider, type Reason } from './directory.js'

export type Band = 'auto' | 'review' | 'distinct'
export type RelationKind = 'parent' | 'chapter' | 'press' | 'campaign' | 'successor' | 'variant' | 'series' | 'owner'
/** Independent kinds of evidence; two that agree are asked for before anything merges by itself (IDENTITY.md §1.2). */
export type EvidenceKind = 'key' | 'name' | 'web' | 'place' | 'handle' | 'contact'

/** One line of the sum: what was compared, in words an organiser reads, and what it adds to the log-odds. */
export interface EvidencePoint {
  kind: EvidenceKind
  /** Stable name of the rule, such as `name.fingerprint`. */
  rule: string
  detail: string
  points: number
}

const entry = (name: string) =>
  ctext(name)
    .notNull()
    .references(() => ally.id)
/** Of what was worked out and goes with the entry; what people said keeps it from going. */
const derived = (name: string) =>
  ctext(name)
    .notNull()
    .references(() => ally.id, { onDelete: 'cascade' })

/** Another name of an entry, said by an organiser: searched, and compared like its own. */
export const alias = pgTable(
  'alias',
  {
    ally_id: entry('ally_id'),
    name: text('name').notNull(),
    /** Folded: one alias once. */
    name_key: ctext('name_key').notNull(),
    actor: text('actor').notNull(),
    created_at: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.ally_id, t.name_key] }), index('alias_name').on(t.name_key)],
)

/** Under which keys an entry is looked for when another might be the same (IDENTITY.md §4.2, blocks). Made from the entry alone, so always to be made again. */
export const matchKey = pgTable(
  'match_key',
  {
    key: ctext('key').notNull(),
    ally_id: derived('ally_id'),
  },
  (t) => [primaryKey({ columns: [t.key, t.ally_id] }), index('match_key_ally').on(t.ally_id)],
)

/** Two entries that may be one, for an organiser: with what speaks for it and against. Each pair once, however often it is found. */
export const matchProposal = pgTable(
  'match_proposal',
  {
    id: ctext('id').primaryKey(),
    /** The lesser id of the two. */
    a_id: derived('a_id'),
    b_id: derived('b_id'),
    z: real('z').notNull(),
    band: text('band').$type<Band>().notNull(),
    proposal: text('proposal').$type<'same' | RelationKind>().notNull(),
    /** Of a relation: which of the two is the chapter, press account … of the other. */
    from_id: ctext('from_id'),
    evidence: jsonb('evidence').$type<readonly EvidencePoint[]>().notNull(),
    vetoes: jsonb('vetoes').$type<readonly Reason[]>().notNull(),
    rule_version: text('rule_version').notNull(),
    /** `decided` by match_decision; `gone` if the evidence is no longer there. */
    state: text('state').$type<'open' | 'decided' | 'gone'>().notNull(),
    created_at: createdAt(),
    updated_at: instant('updated_at').notNull(),
  },
  (t) => [
    uniqueIndex('match_proposal_pair').on(t.a_id, t.b_id),
    index('match_proposal_queue').on(t.z, t.id).where(sql`${t.state} = 'open'`),
    index('match_proposal_b').on(t.b_id),
  ],
)

/** What was decided of two entries, by whom and on what evidence. Never edited; taken back by `undone_at`. */
export const matchDecision = pgTable(
  'match_decision',
  {
    id: ctext('id').primaryKey(),
    /** The lesser id of the two. */
    a_id: entry('a_id'),
    b_id: entry('b_id'),
    verdict: text('verdict').$type<'merge' | 'distinct' | 'relation'>().notNull(),
    /** Of a merge: which of the two points to the other. */
    child_id: ctext('child_id'),
    relation_kind: text('relation_kind').$type<RelationKind>(),
    z: real('z'),
    evidence: jsonb('evidence').$type<readonly EvidencePoint[]>().notNull(),
    rule_version: text('rule_version'),
    by: text('by').$type<Decider>().notNull(),
    actor: text('actor').notNull(),
    reason: reason(),
    created_at: createdAt(),
    undone_at: instant('undone_at'),
    undone_by: text('undone_by'),
    undone_reason: text('undone_reason'),
  },
  (t) => [
    // A pair is the same, distinct or related, not two of these; and of two organisers at once one is told.
    uniqueIndex('match_decision_pair').on(t.a_id, t.b_id).where(sql`${t.undone_at} is null`),
    index('match_decision_b').on(t.b_id),
    index('match_decision_child').on(t.child_id).where(sql`${t.undone_at} is null`),
  ],
)

/** How one entry belongs to another that it is not: "from is the kind of to". */
export const relation = pgTable(
  'relation',
  {
    id: ctext('id').primaryKey(),
    from_id: entry('from_id'),
    to_id: entry('to_id'),
    kind: text('kind').$type<RelationKind>().notNull(),
    by: text('by').$type<Decider>().notNull(),
    actor: text('actor').notNull(),
    reason: reason(),
    created_at: createdAt(),
    ended_at: instant('ended_at'),
    ended_by: text('ended_by'),
    ended_reason: text('ended_reason'),
  },
  (t) => [
    uniqueIndex('relation_once').on(t.from_id, t.to_id, t.kind).where(sql`${t.ended_at} is null`),
    index('relation_to').on(t.to_id).where(sql`${t.ended_at} is null`),
  ],
)

export type WordField = 'gate' | 'section' | 'tags' | 'body_kind' | 'hashtag_use'

/** What an organiser said of an entry where rules or a model suggest: final for the entry, and what this deployment learns from. */
export const organiserWord = pgTable(
  'organiser_word',
  {
    id: ctext('id').primaryKey(),
    ally_id: entry('ally_id'),
    field: text('field').$type<WordField>().notNull(),
    /** Null takes an earlier word back. */
    value: jsonb('value').$type<string | string[] | null>(),
    /** What had been suggested. */
    suggested: jsonb('suggested').$type<string | string[] | null>(),
    reason: text('reason'),
    actor: text('actor').notNull(),
    created_at: createdAt(),
  },
  (t) => [index('organiser_word_ally').on(t.ally_id, t.field, t.created_at)],
)

/** What a deployment has learned from its organisers, on top of what is shipped. The newest that is `active` is asked. */
export const learnedModel = pgTable(
  'learned_model',
  {
    version: ctext('version').primaryKey(),
    kind: text('kind').$type<'section' | 'gate'>().notNull(),
    /** Words it was made from. */
    words: integer('words').notNull(),
    data: jsonb('data').$type<unknown>().notNull(),
    /** How it did on the gold file that is shipped, beside the shipped model. */
    gold: jsonb('gold').$type<Record<string, number>>().notNull(),
    /** False if it lost on the gold file: kept, and not asked. */
    active: boolean('active').notNull(),
    created_at: createdAt(),
  },
  (t) => [index('learned_model_kind').on(t.kind, t.created_at)],
)
