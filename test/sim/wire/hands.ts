import type { Deps } from '../../../src/deps.js'
import { decideAlly, editAlly, getReview } from '../../../src/directory/service.js'
import { editList, getDeskList, setException } from '../../../src/lists/service.js'
import type { Simulator } from '../../../src/platform/simulator/index.js'
import type { Change, Scenario } from '../scenario.js'
import { OWNER } from '../stage.js'
import type { Witness } from '../witness.js'

const DESK = 'key:sim'

interface Desk {
  scenario: Scenario
  desk: Deps
  sim: Simulator
  witness: Witness
  listId: string
}

/** Carries one change out through the product's own use-cases, or on X by hand. What is not possible just now is left out. */
export async function makeChange(scene: Desk, change: Change): Promise<void> {
  const { witness } = scene
  if (change.what === 'retire-all') {
    for (const entry of scene.scenario.entries)
      if (witness.wanted(entry.x_user_id)) await makeChange(scene, { ...change, what: 'retire', who: entry.x_user_id })
    return
  }
  if (change.what === 'edit') {
    const { etag, description } = await getDeskList(scene.desk, scene.listId)
    await editList(scene.desk, DESK, scene.listId, etag, { description })
    return
  }
  if (change.what === 'cancel' || onX(scene, change)) return
  const entry = witness.entry(change.who)
  if (!entry) return
  const { status, gate } = witness.status(change.who)
  switch (change.what) {
    case 'retire':
      if (status === 'approved') await act(scene, entry.ally_id, change.who, 'retire', 'retired')
      return
    case 'withdraw':
      if (status !== 'withdrawn') await act(scene, entry.ally_id, change.who, 'withdraw', 'withdrawn')
      return
    case 'approve':
      if (gate !== 'ally' || status === 'approved' || status === 'withdrawn') return
      if (status !== 'proposed') await act(scene, entry.ally_id, change.who, 'reopen', 'proposed')
      await act(scene, entry.ally_id, change.who, 'approve', 'approved')
      return
    case 'home': {
      if (status === 'withdrawn') return
      const { etag } = await getReview(scene.desk, entry.ally_id)
      await editAlly(scene.desk, DESK, entry.ally_id, etag, { gate: 'home', reason: 'simulated' })
      witness.change(change.who, { gate: 'home' })
      return
    }
    case 'exclude':
      await setException(scene.desk, DESK, scene.listId, entry.ally_id, 'exclusion', 'simulated')
      witness.change(change.who, { excluded: true })
      return
  }
}

async function act(scene: Desk, allyId: string, user: string, action: 'retire' | 'withdraw' | 'approve' | 'reopen', status: string): Promise<void> {
  const { etag } = await getReview(scene.desk, allyId)
  await decideAlly(scene.desk, DESK, allyId, etag, { action, reason: 'simulated' })
  scene.witness.change(user, { status })
}

/** True if it was something on X. */
function onX({ sim, witness }: Desk, { what, who }: Change): boolean {
  const list = sim.lists().at(-1)
  const user = sim.users().find((one) => one.id === who)
  switch (what) {
    case 'hand-add':
      if (list && !user?.protected && !user?.suspended && !user?.gone && !user?.blocks.length) witness.handAdd(list.id, who)
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
      if (what === 'leave') sim.changeUser(who, { blocks: [OWNER] })
      if (what === 'protect') sim.changeUser(who, { protected: true })
      if (what === 'suspend') sim.changeUser(who, { suspended: true })
      if (what === 'delete') sim.changeUser(who, { gone: true })
      if (what === 'leave' && list) witness.handRemove(list.id, who)
      return true
    case 'rename':
      if (user) sim.changeUser(who, { username: `${user.username.slice(0, 12)}_2` })
      return true
    case 'list-delete':
    case 'list-give-away':
    case 'list-private':
    case 'list-rename':
      if (!list) return true
      witness.misfortune(what)
      if (what === 'list-delete') sim.changeList(list.id, { deleted: true })
      if (what === 'list-give-away') sim.changeList(list.id, { owner_id: '14999999' })
      if (what === 'list-private') sim.changeList(list.id, { private: !list.private })
      if (what === 'list-rename') list.name = 'Renamed by hand'
      return true
    default:
      return false
  }
}
