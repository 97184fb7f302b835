import { parseTarget } from '../../src/directory/handle.js'
import { attachTarget } from '../../src/directory/identify.js'
import { endRelation } from '../../src/directory/identity/decisions.js'
import { relateEntry } from '../../src/directory/identity/related.js'
import { createList, editList, getDeskList } from '../../src/lists/service.js'
import { onBoth } from '../helpers/engines.js'
import { decide } from '../helpers/world.js'
import { ACTOR, apply, setUp, shown } from './stage.js'

onBoth('a list can take who owns a hashtag that fits, as long as that stands', async (t, deps) => {
  const { sim, ally } = await setUp(t, deps, 2)
  const parsed = parseTarget('#HarbourFood_eg')
  if (!parsed.ok) throw new Error(parsed.reason)
  const { ally_id: tag } = await deps.store.transaction((tx) => attachTarget(tx, deps, parsed.target, { texts: [] }))
  await decide(deps, tag, 'approve', 'ally')
  const owner = ally('Org1_eg')
  await deps.store.db.execute(`update ally set support = 4 where id = '${tag}'`)
  const list = await createList(deps, ACTOR, { name: 'Food', rule: { min_support: 3, hashtag_owners: true } })
  t.equal(list.members, 1, 'the hashtag alone')
  const relation = await relateEntry(deps, tag, { kind: 'owner', to: owner }, { actor: ACTOR, reason: 'their own tag' })
  t.equal((await getDeskList(deps, list.id)).members, 2)
  await apply(deps, list.id)
  t.same(shown(sim), ['14000101'])
  await endRelation(deps, relation.id, { actor: ACTOR, reason: 'it was another body' })
  t.match(await getDeskList(deps, list.id), { members: 1, waiting: { add: 0, remove: 1 } })
})

onBoth('a rule that does not fit is refused whoever asks, with what is wrong in it', async (t, deps) => {
  for (const [rule, message] of [
    [{ sections: ['nonsense'] }, /nonsense is no category/],
    [{ chats: ['chat_x'] }, /chat_x is no id of a chat/],
    [{ min_support: Number.NaN }, /NaN is no number/],
    [{ tags: ['lower case'] }, /UK-CAT/],
  ] as const)
    await t.rejects(createList(deps, ACTOR, { name: 'Food', rule: rule as never }), { code: 'validation_failed', message })
  const list = await createList(deps, ACTOR, { name: 'Food', rule: { sections: ['D'], min_support: 2 } })
  await t.rejects(editList(deps, ACTOR, list.id, list.etag, { rule: { sections: ['Z'] } }), { code: 'validation_failed' })
  t.match((await getDeskList(deps, list.id)).rule, { sections: ['D'], min_support: 2 })
})
