import { matchProposal } from '../../../src/db/schema/index.js'
import type { TestDeps } from '../../helpers/engines.js'

type Proposal = Partial<typeof matchProposal.$inferInsert>

/** Puts a pair into the queue as matching would; its id. */
export async function propose(deps: TestDeps, one: string, other: string, z: number, more: Proposal = {}): Promise<string> {
  const [a_id, b_id] = one < other ? [one, other] : [other, one]
  const id = deps.ids.next('mtp')
  const now = deps.clock.now()
  const evidence = [
    { kind: 'name' as const, rule: 'name.fingerprint', detail: 'The names are the same but for the order of words.', points: z + 1.2 },
    { kind: 'place' as const, rule: 'place.city', detail: 'Different cities: York, Leeds.', points: -1.2 },
  ]
  const vetoes = [{ rule: 'veto.place', detail: 'A place is named on one side only.' }]
  await deps.store.db.insert(matchProposal).values({
    id,
    a_id,
    b_id,
    z,
    band: 'review',
    proposal: 'same',
    evidence,
    vetoes,
    rule_version: 'test-1',
    state: 'open',
    created_at: now,
    updated_at: now,
    ...more,
  })
  return id
}
