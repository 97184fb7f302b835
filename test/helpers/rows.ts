import type { ally } from '../../src/db/schema/index.js'

type AllyRow = typeof ally.$inferInsert

/** An approved ally in section C by an organiser's word, as a row to insert; `over` says what is different. */
export const allyRow = (id: string, name: string, at: Date, over: Partial<AllyRow> = {}): AllyRow => ({
  id,
  canonical_id: id,
  kind: 'organisation',
  name,
  name_key: name.toLowerCase(),
  search_key: name.toLowerCase(),
  status: 'approved',
  gate: 'ally',
  gate_reasons: [],
  gate_by: 'organiser',
  own_gate: { gate: over.gate ?? 'ally', reasons: [], by: 'organiser', at: null },
  section: 'C',
  section_reasons: [],
  section_by: 'organiser',
  tags: [],
  change_seq: 0,
  created_at: at,
  updated_at: at,
  ...over,
})
