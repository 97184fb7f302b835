import { type Change, isWord } from '../scenario.js'
import { changeOnX, type XByHand } from '../users.js'
import type { Witness } from '../witness.js'
import type { Db } from './db.js'
import { sayWord } from './words.js'
import type { MemoryX } from './x.js'

/** Carries one change out, in the directory or on X, as somebody would by hand. What is not possible just now is left out. */
export function makeChange(world: { db: Db; x: MemoryX; witness: Witness; now: () => number }, change: Change): void {
  const { db, witness } = world
  if (change.what === 'retire-all') {
    for (const user of witness.everyoneWanted()) makeChange(world, { ...change, what: 'retire', who: user })
    return
  }
  if (change.what === 'edit') {
    // What matters most of it: who may see the list.
    db.list.private = !db.list.private
    db.list.version++
    return
  }
  if (change.what === 'cancel') {
    const open = [...db.plans.values()].find(({ plan }) => plan.status === 'applying' || plan.status === 'waiting')
    if (open) witness.cancelled = witness.moment()
    if (open) Object.assign(open.plan, { cancel_at: new Date(world.now()), cancel_reason: 'simulated' })
    if (open?.plan.status === 'applying') db.outbox.push({ seq: db.outbox.length + 1, type: 'plan.cancelling', subject: open.plan.id })
    if (open?.plan.status === 'waiting') db.outbox.push({ seq: db.outbox.length + 1, type: 'plan.cancelled', subject: open.plan.id })
    // One that waits is nobody's work, and ends at once.
    if (open?.plan.status === 'waiting') open.plan.status = 'cancelled'
    return
  }
  if (isWord(change.what)) {
    sayWord(world, change.what, change)
    return
  }
  if (changeOnX(byHand(world.x), witness, change)) return
  const entry = witness.entry(change.who)
  const row = entry && db.entries.get(entry.ally_id)
  if (!entry || !row) return
  const { status, gate } = witness.status(change.who)
  const become = (next: 'retired' | 'withdrawn' | 'approved') => {
    row.status = next
    witness.change(change.who, { status: next })
  }
  db.version++
  if (change.what === 'retire' && status === 'approved') become('retired')
  if (change.what === 'withdraw' && status !== 'withdrawn') become('withdrawn')
  if (change.what === 'approve' && gate === 'ally' && status !== 'withdrawn' && status !== 'approved') become('approved')
  if (change.what === 'home' && status !== 'withdrawn') {
    row.gate = 'home'
    witness.change(change.who, { gate: 'home' })
  }
  if (change.what === 'exclude') {
    db.exclusions.set(entry.ally_id, 'simulated')
    db.list.version++
    witness.change(change.who, { excluded: true })
  }
}

/** X in memory at the hands of those who use it. */
const byHand = (x: MemoryX): XByHand => ({
  log: x.log,
  list: () => {
    const id = x.lists().at(-1)?.id
    return id === undefined ? undefined : x.state.lists.get(id)
  },
  user: (id) => x.state.users.get(id),
  changeUser: (id, change) => void Object.assign(x.state.users.get(id) ?? {}, change),
  changeList: (id, { deleted, ...change }) => void Object.assign(x.state.lists.get(id) ?? {}, change, deleted ? { gone: true } : {}),
})
