// ◆ pure
import type { AccountState, AllyKind, AllyStatus, Decider, Gate, Reason } from '../../db/schema/directory.js'
import type { Band, EvidencePoint, RelationKind } from '../../db/schema/identity.js'
import { sectionTitle } from '../taxonomy/sections.js'
import { relationSentence, toldApart } from './relations.js'

/** An entry as it is put beside another one. Rows carry more; the view chooses. */
export interface SideRecord {
  id: string
  kind: AllyKind
  name: string
  url: string | null
  status: AllyStatus
  gate: Gate
  section: string | null
  body_kind: string | null
  support: number
  chat_ids: string[]
  created_at: Date
  merged_into: string | null
  accounts: { handle: string; state: AccountState; renamed_from: string[] }[]
}

export interface SideView {
  id: string
  kind: AllyKind
  name: string
  aliases: string[]
  accounts: { handle: string; state: AccountState; url: string; renamed_from: string[] }[]
  url: string | null
  status: AllyStatus
  gate: Gate
  category: { section: string; title: string } | null
  body_kind: string | null
  support: { nominators: number; chats: number }
  created_at: string
  merged_into: string | null
  members: { id: string; name: string }[]
}

export function sideView(record: SideRecord, { aliases, members }: { aliases: string[]; members: { id: string; name: string }[] }): SideView {
  const { id, kind, name, url, status, gate, section, body_kind, merged_into } = record
  return {
    id,
    kind,
    name,
    aliases,
    accounts: record.accounts.map(({ handle, state, renamed_from }) => ({ handle, state, url: `https://x.com/${handle}`, renamed_from })),
    url,
    status,
    gate,
    category: section ? { section, title: sectionTitle(section) } : null,
    body_kind,
    support: { nominators: record.support, chats: record.chat_ids.length },
    created_at: record.created_at.toISOString(),
    merged_into,
    members: members.map((one) => ({ id: one.id, name: one.name })),
  }
}

export interface ProposalRecord {
  id: string
  a_id: string
  b_id: string
  z: number
  band: Band
  proposal: 'same' | RelationKind
  from_id: string | null
  evidence: readonly EvidencePoint[]
  vetoes: readonly Reason[]
  rule_version: string
  state: 'open' | 'decided' | 'gone'
  created_at: Date
  updated_at: Date
}

export interface DecisionRecord {
  id: string
  a_id: string
  b_id: string
  verdict: 'merge' | 'distinct' | 'relation'
  child_id: string | null
  relation_kind: RelationKind | null
  z: number | null
  evidence: readonly EvidencePoint[]
  rule_version: string | null
  by: Decider
  actor: string
  reason: string
  created_at: Date
  undone_at: Date | null
  undone_by: string | null
  undone_reason: string | null
}

export interface DecisionView {
  id: string
  verdict: 'same' | 'related' | 'different'
  a: { id: string; name: string }
  b: { id: string; name: string }
  /** Of `same`: which of the two points to the other. */
  merged: { id: string; into: string } | null
  relation_kind: RelationKind | null
  z: number | null
  evidence: EvidencePoint[]
  rule_version: string | null
  by: Decider
  actor: string
  reason: string
  created_at: string
  undone: { at: string; by: string; reason: string } | null
}

/** The word an organiser used for it. */
const VERDICTS = { merge: 'same', relation: 'related', distinct: 'different' } as const

export function decisionView(record: DecisionRecord, names: ReadonlyMap<string, string>): DecisionView {
  const { id, a_id, b_id, verdict, child_id, relation_kind, z, evidence, rule_version, by, actor, reason, created_at, undone_at } = record
  return {
    id,
    verdict: VERDICTS[verdict],
    a: { id: a_id, name: names.get(a_id) ?? '' },
    b: { id: b_id, name: names.get(b_id) ?? '' },
    merged: child_id === null ? null : { id: child_id, into: child_id === a_id ? b_id : a_id },
    relation_kind,
    z,
    evidence: [...evidence],
    rule_version,
    by,
    actor,
    reason,
    created_at: created_at.toISOString(),
    undone: undone_at === null ? null : { at: undone_at.toISOString(), by: record.undone_by ?? '', reason: record.undone_reason ?? '' },
  }
}

export interface MatchView {
  id: string
  state: 'open' | 'decided' | 'gone'
  band: Band
  z: number
  proposal: 'same' | RelationKind
  /** What is proposed, spelt out, unless it is that both are the same. */
  relation: { kind: RelationKind; from_id: string; to_id: string; reads: string } | null
  evidence: EvidencePoint[]
  vetoes: Reason[]
  rule_version: string
  a: SideView
  b: SideView
  /** Which of the two stays if both are the same and nobody says otherwise. */
  stays_id: string
  decision: DecisionView | null
  created_at: string
  updated_at: string
  links: { self: string; decide: string; a: string; b: string }
}

export function matchView(record: ProposalRecord, a: SideView, b: SideView, stays_id: string, decision: DecisionView | null): MatchView {
  const { id, state, band, z, proposal, rule_version } = record
  const [from, to] = record.from_id === b.id ? [b, a] : [a, b]
  const relation =
    proposal === 'same'
      ? null
      : {
          kind: proposal,
          from_id: from.id,
          to_id: to.id,
          reads: relationSentence(proposal, ...toldApart(from, to)),
        }
  return {
    id,
    state,
    band,
    z,
    proposal,
    relation,
    evidence: [...record.evidence],
    vetoes: [...record.vetoes],
    rule_version,
    a,
    b,
    stays_id,
    decision,
    created_at: record.created_at.toISOString(),
    updated_at: record.updated_at.toISOString(),
    links: {
      self: `/api/v1/matches/${id}`,
      decide: `/api/v1/matches/${id}/decisions`,
      a: `/api/v1/desk/allies/${a.id}`,
      b: `/api/v1/desk/allies/${b.id}`,
    },
  }
}
