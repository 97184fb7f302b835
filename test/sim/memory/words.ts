import { removedIfAdopted } from '../../../src/lists/drift/adopt.js'
import type { Change, WordOn } from '../scenario.js'
import type { Witness } from '../witness.js'
import type { Db } from './db.js'

interface World {
  db: Db
  witness: Witness
  now: () => number
}

/**
 * An organiser's word on a member of the list, as lists/drift/decisions.ts keeps it: the same conditions, the same records. Who is meant is found among those
 * on whom that word can be said just now, as the last plan showed them.
 */
export function sayWord({ db, witness, now }: World, what: WordOn, { who }: Change): void {
  if ([...db.plans.values()].some(({ plan }) => plan.status === 'applying')) return
  const body = db.latest?.plan.body
  const shown = new Map([...(body?.foreign ?? []), ...(body?.theirs ?? [])].map((one) => [one.x_user_id, one.handle]))
  const standing = (user: string) => db.applied.get(user)?.vanished_at === null
  const others = [...shown.keys()].filter((user) => !standing(user))
  const away = [...db.applied.values()].filter((row) => row.vanished_at !== null || row.missing_at !== null)
  const choice: Record<WordOn, string[]> = {
    adopt: others,
    'take-over': others,
    ignore: others,
    readd: away.flatMap((row) => (db.entries.get(row.ally_id)?.status === 'withdrawn' ? [] : row.x_user_id)),
    undo: [...db.decisions.keys()],
  }
  const users = choice[what]
  const user = users[Number(who) % users.length]
  if (user === undefined) return
  if (what === 'adopt' || what === 'take-over') adopt(user, shown.get(user) ?? user, what === 'take-over')
  else if (what === 'ignore') db.decisions.set(user, 'ignore')
  else if (what === 'readd') {
    db.applied.delete(user)
    db.theirs.delete(user)
    db.adopted.delete(user)
    db.decisions.set(user, 'readd')
  } else if (!undo(user)) return
  if (what !== 'undo' && db.decisions.get(user) !== (what === 'take-over' ? 'adopt' : what)) return
  db.list.version++
  witness.word(user, what === 'take-over' ? 'adopt' : what)

  function adopt(id: string, handle: string, accepts: boolean): void {
    const known = [...db.entries.values()].find((entry) => entry.accounts.some((one) => one.x_user_id === id))
    const entry = known ?? draft(id, handle)
    const why = removedIfAdopted({ status: entry.status, gate: entry.gate, excluded: db.exclusions.has(entry.id) })
    if (why !== null && !accepts) return
    db.entries.set(entry.id, entry)
    if (!known) witness.meet({ ally_id: entry.id, x_user_id: id, handle, status: 'proposed', gate: 'ally', trouble: null })
    const at = new Date(now())
    db.applied.set(id, { x_user_id: id, ally_id: entry.id, seen_at: at, missing_at: null, vanished_at: null })
    db.theirs.delete(id)
    db.adopted.add(id)
    if (!db.pins.has(entry.id) && !db.exclusions.has(entry.id)) db.pins.set(entry.id, 'simulated')
    db.decisions.set(id, 'adopt')
  }

  function undo(id: string): boolean {
    const before = db.decisions.get(id)
    const row = db.applied.get(id)
    if (before === 'readd' && row?.vanished_at === null) return false
    if (before === 'adopt' && row?.vanished_at === null && db.adopted.has(id)) {
      db.pins.delete(row.ally_id)
      db.applied.delete(id)
      db.adopted.delete(id)
    }
    const entry = [...db.entries.values()].find((one) => one.accounts.some((account) => account.x_user_id === id))
    if (before === 'readd' && entry) db.applied.set(id, { x_user_id: id, ally_id: entry.id, seen_at: null, missing_at: null, vanished_at: new Date(now()) })
    return db.decisions.delete(id)
  }
}

const draft = (id: string, handle: string): NonNullable<ReturnType<Db['entries']['get']>> => ({
  id: `aly_${id.padStart(26, '0')}`,
  kind: 'organisation',
  name: handle,
  status: 'proposed',
  gate: 'ally',
  merged_into: null,
  section: null,
  tags: [],
  body_kind: null,
  support: 0,
  chat_ids: [],
  accounts: [{ x_user_id: id, handle, state: 'active' }],
})
