import type { Change } from '../scenario.js'
import { OWNER } from '../stage.js'
import type { Witness } from '../witness.js'
import type { Db } from './db.js'
import type { MemoryX } from './x.js'

/** Carries one change out, in the directory or on X, as somebody would by hand. What is not possible just now is left out. */
export function makeChange(world: { db: Db; x: MemoryX; witness: Witness; now: () => number }, change: Change): void {
  const { db, witness } = world
  if (change.what === 'retire-all') {
    for (const user of witness.everyoneWanted()) makeChange(world, { ...change, what: 'retire', who: user })
    return
  }
  if (change.what === 'edit') {
    db.list.version++
    return
  }
  if (change.what === 'cancel') {
    const open = [...db.plans.values()].find(({ plan }) => plan.status === 'applying')
    if (open) witness.cancelled = witness.moment()
    if (open) Object.assign(open.plan, { cancel_at: new Date(world.now()), cancel_reason: 'simulated' })
    return
  }
  if (onX(world, change)) return
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

/** True if it was something on X. */
function onX({ x, witness }: { x: MemoryX; witness: Witness }, { what, who }: Change): boolean {
  const id = x.lists().at(-1)?.id
  const list = id === undefined ? undefined : x.state.lists.get(id)
  const user = x.state.users.get(who)
  switch (what) {
    case 'hand-add':
      if (list && !user?.protected && !user?.suspended && !user?.gone && !user?.blocks?.length) witness.handAdd(list.id, who)
      return true
    case 'hand-remove':
      if (list) witness.handRemove(list.id, who)
      return true
    case 'leave':
    case 'protect':
    case 'suspend':
    case 'delete':
      if (!user) return true
      witness.trouble(who, what)
      if (what === 'leave') user.blocks = [OWNER]
      if (what === 'protect') user.protected = true
      if (what === 'suspend') user.suspended = true
      if (what === 'delete') user.gone = true
      if (what === 'leave' && list) witness.handRemove(list.id, who)
      return true
    case 'rename':
      if (user) user.username = `${user.username.slice(0, 12)}_2`
      return true
    case 'list-delete':
    case 'list-give-away':
    case 'list-private':
    case 'list-rename':
      if (!list) return true
      witness.misfortune(what)
      if (what === 'list-delete') list.gone = true
      if (what === 'list-give-away') {
        list.owner_id = '14999999'
        // Of a private one the owner cannot be seen any more; of a public one X shows it.
        if (x.log().length % 2 === 0) list.private = false
      }
      if (what === 'list-private') list.private = !list.private
      if (what === 'list-rename') list.name = 'Renamed by hand'
      return true
    default:
      return false
  }
}
