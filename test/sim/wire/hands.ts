import type { Deps } from '../../../src/deps.js'
import { decideAlly, editAlly, getReview } from '../../../src/directory/service.js'
import { cancelPlan, unfinishedPlanIds } from '../../../src/lists/apply.js'
import { editList, getDeskList, setException } from '../../../src/lists/service.js'
import type { Simulator } from '../../../src/platform/simulator/index.js'
import { type Change, isWord, type Scenario } from '../scenario.js'
import { changeOnX, type XByHand } from '../users.js'
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
  if (change.what === 'cancel') {
    await cancel(scene)
    return
  }
  // Said of members that a look has shown: looks are the product's own way of reading, and their part is tested in test/lists/drift*.
  if (isWord(change.what)) return
  if (changeOnX(byHand(scene.sim), witness, change)) return
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

/** Asks for the end of the plan under way. */
async function cancel({ desk, witness }: Desk): Promise<void> {
  const [open] = await unfinishedPlanIds(desk)
  if (open === undefined) return
  await cancelPlan(desk, DESK, open, 'simulated')
  witness.cancelled = witness.moment()
}

async function act(scene: Desk, allyId: string, user: string, action: 'retire' | 'withdraw' | 'approve' | 'reopen', status: string): Promise<void> {
  const { etag } = await getReview(scene.desk, allyId)
  await decideAlly(scene.desk, DESK, allyId, etag, { action, reason: 'simulated' })
  scene.witness.change(user, { status })
}

const byHand = (sim: Simulator): XByHand => ({
  log: sim.log,
  list: () => sim.lists().at(-1),
  user: (id) => sim.users().find((one) => one.id === id),
  changeUser: sim.changeUser,
  changeList: sim.changeList,
})
