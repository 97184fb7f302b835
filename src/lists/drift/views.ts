import type { ForeignPolicy } from '../../db/schema/lists.js'
import { PRICES_MILLI_USD } from '../../platform/port.js'
import { type Drift, type ListedMember, type MemberDrift, secondFrom } from './compare.js'
import type { FieldDrift } from './fields.js'
import { lookCost } from './looks.js'
import type { CheckRow, DecisionRow } from './repo.js'
import { driftLines } from './words.js'

export interface CheckView {
  id: number
  list_id: string
  at: string
  /** `count`: one call. `full`: every member was read. */
  kind: CheckRow['kind']
  outcome: CheckRow['outcome']
  member_count: number | null
  expected_count: number
  fields: FieldDrift[]
  /** Null where members were not read, or X did not give them all. */
  members: MemberDrift | null
  note: string | null
  /** By X's price list; accounts that were looked up because they changed are not in it. */
  cost_usd: number
  in_words: string[]
}

export function checkView(row: CheckRow): CheckView {
  const drift = (row.drift as Drift | null) ?? { fields: [], members: null }
  return {
    id: row.seq,
    list_id: row.list_id,
    at: row.at.toISOString(),
    kind: row.kind,
    outcome: row.outcome,
    member_count: row.member_count,
    expected_count: row.expected_count,
    fields: drift.fields,
    members: drift.members,
    note: row.note,
    cost_usd: lookCost(row.kind === 'full' ? (row.member_count ?? 0) : null, PRICES_MILLI_USD),
    in_words: driftLines(drift, secondFrom(row.at)).map(({ text }) => text),
  }
}

export interface DecisionView extends ListedMember {
  decision: DecisionRow['decision']
  reason: string
  decided_at: string
  /** What it comes to, for people. */
  effect: string
}

/** How a list stands against X by the looks so far; asks X nothing. */
export interface DriftView {
  list_id: string
  foreign_members: ForeignPolicy
  last_check: CheckView | null
  last_read_at: string | null
  fields: FieldDrift[]
  foreign: (ListedMember & { would: string; removed: boolean })[]
  /** Ours once, and gone: not added again unless somebody says so. */
  left: (ListedMember & { since: string; let_be: boolean })[]
  /** Missed by one reading; one from `second_from` on counts as the second. */
  missed: (ListedMember & { since: string; second_from: string })[]
  hidden: ListedMember[]
  decisions: DecisionView[]
  /** What a look at the count, and one at all members, costs. */
  costs: { count_usd: number; full_usd: number; members: number }
  in_words: string[]
}
