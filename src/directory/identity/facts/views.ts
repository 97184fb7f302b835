// ◆ pure
import type { AllyKind, AllyStatus, Decider, Gate, OwnGate } from '../../../db/schema/directory.js'
import type { RelationKind } from '../../../db/schema/identity.js'
import { RELATION_WORDS } from '../relations.js'

interface End {
  id: string
  name: string
  kind: AllyKind
  status: AllyStatus
  gate: Gate
}

export interface RelationRecord {
  row: {
    id: string
    from_id: string
    to_id: string
    kind: RelationKind
    by: Decider
    actor: string
    reason: string
    created_at: Date
    ended_at: Date | null
    ended_by: string | null
    ended_reason: string | null
  }
  from: End
  to: End
}

/** How an entry belongs to another, seen from the entry: “chapter of”, “has the chapter”. */
export interface RelationView {
  id: string
  kind: RelationKind
  direction: 'from' | 'to'
  reads: string
  ally: { id: string; name: string; kind: AllyKind }
  since: string
}

export interface RelationReview extends RelationView {
  /** Between which entries it was said, which may have been merged since. */
  from_id: string
  to_id: string
  other: { status: AllyStatus; gate: Gate }
  by: Decider
  actor: string
  reason: string
  ended: { at: string; by: string; reason: string } | null
}

/** From the side of the entries with these ids: an entry and what was merged into it. */
export function relationView({ row, from, to }: RelationRecord, own: ReadonlySet<string>): RelationView {
  const direction = own.has(row.from_id) ? 'from' : 'to'
  const other = direction === 'from' ? to : from
  const words = RELATION_WORDS[row.kind]
  return {
    id: row.id,
    kind: row.kind,
    direction,
    reads: direction === 'from' ? words.of : words.has,
    ally: { id: other.id, name: other.name, kind: other.kind },
    since: row.created_at.toISOString(),
  }
}

export function relationReview(record: RelationRecord, own: ReadonlySet<string>): RelationReview {
  const { row, from, to } = record
  const view = relationView(record, own)
  const { status, gate } = view.direction === 'from' ? to : from
  return {
    ...view,
    from_id: row.from_id,
    to_id: row.to_id,
    other: { status, gate },
    by: row.by,
    actor: row.actor,
    reason: row.reason,
    ended: row.ended_at === null ? null : { at: row.ended_at.toISOString(), by: row.ended_by ?? '', reason: row.ended_reason ?? '' },
  }
}

/** Words that organisers gave on entries which are one now, and which do not agree. */
export interface Conflict {
  field: 'gate' | 'section' | 'body_kind'
  words: { id: string; name: string; value: string | null }[]
}

export interface ConflictRecord {
  id: string
  name: string
  merged_into: string | null
  merged_at: Date | null
  own_gate: OwnGate
  section: string | null
  section_by: Decider
  body_kind: string | null
  body_kind_by: Decider
}

/**
 * Where organisers' words on the members of a whole disagree. A word on the canonical entry given after the last one joined settles it, as it does for the gate
 * (cluster.ts). `saidAt` is when the canonical entry's word on a field was given, if that is known.
 */
export function conflictsOf(members: readonly ConflictRecord[], saidAt: (field: Conflict['field']) => Date | null): Conflict[] {
  const root = members.find(({ merged_into }) => merged_into === null)
  if (!root || members.length < 2) return []
  const joined = Math.max(...members.map(({ merged_at }) => merged_at?.getTime() ?? 0))
  const fields: [Conflict['field'], (one: ConflictRecord) => { by: Decider; value: string | null }][] = [
    ['gate', ({ own_gate }) => ({ by: own_gate.by, value: own_gate.gate })],
    ['section', ({ section_by, section }) => ({ by: section_by, value: section })],
    ['body_kind', ({ body_kind_by, body_kind }) => ({ by: body_kind_by, value: body_kind })],
  ]
  return fields.flatMap(([field, read]) => {
    const said = [root, ...members.filter((one) => one !== root)].filter((one) => read(one).by === 'organiser')
    const last = field === 'gate' && root.own_gate.at !== null ? new Date(root.own_gate.at) : saidAt(field)
    const settled = read(root).by === 'organiser' && last !== null && last.getTime() > joined
    if (settled || new Set(said.map((one) => read(one).value)).size < 2) return []
    return [{ field, words: said.map((one) => ({ id: one.id, name: one.name, value: read(one).value })) }]
  })
}

export interface MemberView {
  id: string
  name: string
  merged_at: string | null
  decision_id: string | null
}

export const memberView = ({
  id,
  name,
  merged_at,
  decision_id,
}: {
  id: string
  name: string
  merged_at: Date | null
  decision_id: string | null
}): MemberView => ({
  id,
  name,
  merged_at: merged_at?.toISOString() ?? null,
  decision_id,
})

/** What is known of an entry's identity beside its row. */
export interface IdentityFacts {
  canonical_id: string
  members: MemberView[]
  conflicts: Conflict[]
  /** Other names, also those of its members. */
  aliases: string[]
  open_matches: number
  relations: RelationReview[]
}
