import { decideAlly, editAlly, getReview } from '../../src/directory/service.js'
import { setException } from '../../src/lists/service.js'
import type { Change } from './scenario.js'
import type { Scene } from './scene.js'

const DESK = 'key:sim'

/** Carries one change out through the product's own use-cases, or on X by hand. What is not possible just now is left out. */
export async function makeChange(scene: Scene, change: Change): Promise<void> {
  const { witness } = scene
  if (change.what === 'retire-all') {
    for (const entry of scene.scenario.entries)
      if (witness.wanted(entry.x_user_id)) await makeChange(scene, { ...change, what: 'retire', who: entry.x_user_id })
    return
  }
  const list = scene.onX()
  if (change.what === 'hand-add' || change.what === 'hand-remove') {
    if (list === undefined || witness.entry(change.who)?.trouble) return
    if (change.what === 'hand-add') witness.handAdd(list, change.who)
    else witness.handRemove(list, change.who)
    return
  }
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

async function act(scene: Scene, allyId: string, user: string, action: 'retire' | 'withdraw' | 'approve' | 'reopen', status: string): Promise<void> {
  const { etag } = await getReview(scene.desk, allyId)
  await decideAlly(scene.desk, DESK, allyId, etag, { action, reason: 'simulated' })
  scene.witness.change(user, { status })
}
