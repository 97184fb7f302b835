import { runPlan, startPlan } from '../../src/lists/apply.js'
import { decideFields } from '../../src/lists/drift/field-decisions.js'
import { checkList } from '../../src/lists/drift/service.js'
import { driftOf } from '../../src/lists/drift/standing.js'
import { planMarkdown, planText } from '../../src/lists/plan-text.js'
import * as lists from '../../src/lists/service.js'
import { onBoth } from '../helpers/engines.js'
import { onOneEngine } from '../http/one-engine.js'
import { openDesk } from '../web/desk.js'
import { ACTOR, apply, applyPlan, setUp } from './stage.js'

onBoth('a plan says what somebody changed of the list itself on X, leaves it so, and its end says who decides', async (t, deps) => {
  const { list, sim } = await setUp(t, deps, 2)
  await apply(deps, list.id)
  const xId = sim.lists()[0]?.id ?? ''
  deps.clock.advance(60_000)
  const calm = await lists.planList(deps, ACTOR, list.id)
  t.same(calm.fields_on_x, [])
  t.match(planText(calm), 'Nothing to do: X shows what we want')
  sim.changeList(xId, { name: 'Friends', private: false })
  deps.clock.advance(60_000)
  const plan = await lists.planList(deps, ACTOR, list.id)
  t.match(plan, {
    updates_list: null,
    fields_on_x: [
      { field: 'name', ours: 'Allies', theirs: 'Friends', changed: 'on_x' },
      { field: 'private', ours: true, theirs: false, changed: 'on_x' },
    ],
  })
  t.equal(plan.checksum, calm.checksum, 'what is left as it is makes no other plan')
  for (const text of [planText(plan), planMarkdown(plan)]) {
    t.match(text, 'The name is “Friends” on X and “Allies” here: somebody changed it on X.')
    t.match(text, 'The privacy is public on X and private here')
    t.match(text, 'allies drift keep lst')
    t.notMatch(text, 'X shows what we want')
  }
  const done = await applyPlan(deps, plan)
  t.match(done, { status: 'verified', note: /The name is “Friends” on X.*allies drift revert/ })
  t.match(sim.lists()[0], { name: 'Friends', private: false })
  t.match((await driftOf(deps, list.id)).fields, [{ field: 'name' }, { field: 'private' }], 'the list says so without another look')

  deps.clock.advance(60_000)
  await decideFields(deps, ACTOR, list.id, 'ours', 'A slip')
  deps.clock.advance(60_000)
  const set = await apply(deps, list.id)
  t.match(set, { status: 'verified', note: null, fields_on_x: [], updates_list: { name: 'Allies', private: true } })
  t.match(sim.lists()[0], { name: 'Allies', private: true })
  t.same((await driftOf(deps, list.id)).fields, [], 'nor does an older look speak against the plan')
  t.match(await checkList(deps, list.id), { outcome: 'as_applied', fields: [] })
})

onBoth('a plan that adds members leaves a changed name alone, and what was agreed before stays known', async (t, deps) => {
  const { list, sim, ally } = await setUp(t, deps, 2)
  await lists.setException(deps, ACTOR, list.id, ally('Org2_eg'), 'exclusion', 'later')
  await apply(deps, list.id)
  const xId = sim.lists()[0]?.id ?? ''
  sim.changeList(xId, { name: 'Friends' })
  await lists.setException(deps, ACTOR, list.id, ally('Org2_eg'), null, 'now')
  deps.clock.advance(60_000)
  const { etag } = await lists.getDeskList(deps, list.id)
  await lists.editList(deps, ACTOR, list.id, etag, { name: 'Partners', description: 'New words' })
  const done = await apply(deps, list.id)
  t.match(done, { status: 'verified', counts: { add: 1 }, updates_list: { description: 'New words' }, fields_on_x: [{ field: 'name', changed: 'both' }] })
  t.match(done.note, 'it was changed on both sides')
  t.match(sim.lists()[0], { name: 'Friends', description: 'New words' })
  t.match(await checkList(deps, list.id), { outcome: 'drifted', fields: [{ field: 'name', changed: 'both' }] }, 'it still is on both sides')
  await decideFields(deps, ACTOR, list.id, 'theirs', 'Theirs is better')
  t.equal((await lists.getDeskList(deps, list.id)).name, 'Friends')
  deps.clock.advance(60_000)
  t.match(await apply(deps, list.id), { status: 'verified', note: null, updates_list: null, fields_on_x: [] })
})

onBoth('an edit made here while a plan is carried out is set by the next plan, and is nobody’s doing on X', async (t, deps) => {
  const { list, sim } = await setUp(t, deps, 1)
  const plan = await lists.planList(deps, ACTOR, list.id)
  const first = await applyPlan(deps, plan)
  t.equal(first.status, 'verified')
  deps.clock.advance(60_000)
  const edited = await lists.planList(deps, ACTOR, list.id)
  await startPlan(deps, ACTOR, edited.id, { checksum: edited.checksum })
  const { etag } = await lists.getDeskList(deps, list.id)
  await lists.editList(deps, ACTOR, list.id, etag, { name: 'Edited amid' })
  await runPlan(deps, edited.id)
  deps.clock.advance(60_000)
  t.match(await checkList(deps, list.id), { outcome: 'as_applied', fields: [{ field: 'name', changed: 'here' }] })
  t.match(await apply(deps, list.id), { updates_list: { name: 'Edited amid' }, status: 'verified' })
  t.equal(sim.lists()[0]?.name, 'Edited amid')
})

onBoth('a member that one reading misses is named with the minute from which a second one decides', async (t, deps) => {
  const { list, sim } = await setUp(t, deps, 3)
  await apply(deps, list.id)
  const xId = sim.lists()[0]?.id ?? ''
  const [gone = ''] = sim.members(xId)
  sim.handRemove(xId, gone)
  deps.clock.advance(60_000)
  const first = deps.clock.now()
  const plan = await lists.planList(deps, ACTOR, list.id)
  t.equal(plan.second_reading_from, new Date(first.getTime() + 600_000).toISOString())
  const minute = new Date(Math.ceil(first.getTime() / 60_000) * 60_000 + 600_000).toISOString().slice(0, 16).replace('T', ' ')
  t.match(planText(plan), `ten minutes after the first or later: from ${minute} UTC on`)
  t.match(planText(plan), 'Nothing to send now: X does not show members of ours')
  deps.clock.advance(60_000)
  const check = await checkList(deps, list.id, { full: true })
  t.match(check.in_words.join(' '), /a second one agrees, one made ten minutes after the first or later/)
  const standing = await driftOf(deps, list.id)
  t.match(standing.missed, [{ x_user_id: gone, second_from: plan.second_reading_from }])
  t.match(standing.in_words.join(' '), `from ${minute} UTC on`)
  t.match(await applyPlan(deps, plan), { status: 'incomplete', note: /second reading decides, ten minutes/ })
  deps.clock.advance(600_000)
  t.match(await checkList(deps, list.id), { kind: 'full', members: { left: [{ x_user_id: gone }] } })
  t.equal((await lists.planList(deps, ACTOR, list.id)).second_reading_from, null)
})

onOneEngine('the page of the list shows the whole checksum, what was changed on X, and costs to half a cent', async (t, deps) => {
  const { list, sim } = await setUp(t, deps, 1)
  await apply(deps, list.id)
  sim.changeList(sim.lists()[0]?.id ?? '', { name: 'Friends & <Co>' })
  deps.clock.advance(60_000)
  const plan = await lists.planList(deps, ACTOR, list.id)
  const page = (await (await openDesk(t, deps)).get(`/desk/lists/${list.id}`)).body
  t.match(page, plan.checksum)
  t.match(page, 'The name is “Friends &amp; &lt;Co>” on X and “Allies” here')
  t.match(page, 'Set ours with the next plan', 'the form to decide is there without another look')
  t.match(page, 'about $0.005')
})
