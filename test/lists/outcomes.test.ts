import { resolveAccounts } from '../../src/directory/resolve.js'
import { runPlan } from '../../src/lists/apply.js'
import { MEMBER_CAP } from '../../src/lists/desired.js'
import { getPlan, planList } from '../../src/lists/service.js'
import { PlatformError } from '../../src/platform/port.js'
import { onBoth } from '../helpers/engines.js'
import { decide, organisation } from '../helpers/world.js'
import { ACTOR, apply, applyPlan, begin, outcomes, rejectsWith, setUp, shown } from './stage.js'

const id = (n: number) => organisation(n).id

onBoth('each member has its own outcome, and none of them stops the rest', async (t, deps) => {
  const { sim, list, ally } = await setUp(t, deps, 9)
  const plan = await begin(deps, list.id)
  sim.setFault({ name: 'suspended-target', how: 'errors', user_id: id(1) })
  sim.setFault({ name: 'gone-target', how: 'not-found', user_id: id(9) })
  sim.changeUser(id(3), { protected: true })
  sim.changeUser(id(5), { username: 'NewName_eg' })
  await decide(deps, ally('Org6_eg'), 'withdraw')
  await decide(deps, ally('Org7_eg'), 'retire')
  await runPlan(deps, plan.id)
  const done = await getPlan(deps, plan.id)
  t.same(outcomes(done), {
    Org1_eg: 'suspended',
    Org2_eg: 'added',
    Org3_eg: 'protected_or_blocking',
    Org4_eg: 'added',
    Org5_eg: 'renamed',
    Org6_eg: 'withdrawn',
    Org7_eg: 'no_longer_wanted',
    Org8_eg: 'added',
    Org9_eg: 'not_found',
  })
  t.equal(done.outcomes.find((one) => one.handle === 'Org5_eg')?.renamed_to, 'NewName_eg')
  t.equal(done.status, 'incomplete')
  await resolveAccounts(deps, { entries: [ally('Org3_eg')], stale_ms: 0 })
  t.equal(outcomes(await getPlan(deps, plan.id)).Org3_eg, 'protected', 'what a look at the account tells is more exact')
  t.same(shown(sim), [2, 4, 5, 8].map(id))
})

onBoth('what is wanted again is not removed', async (t, deps) => {
  const { list, ally } = await setUp(t, deps, 4)
  await apply(deps, list.id)
  await decide(deps, ally('Org1_eg'), 'retire')
  const plan = await begin(deps, list.id)
  await decide(deps, ally('Org1_eg'), 'reopen')
  await decide(deps, ally('Org1_eg'), 'approve', 'ally')
  await runPlan(deps, plan.id)
  const done = await getPlan(deps, plan.id)
  t.same(outcomes(done), { Org1_eg: 'wanted_again' })
  t.equal(done.status, 'verified')
})

onBoth('a full list takes no more additions, and removals still go', async (t, deps) => {
  const { sim, list, ally } = await setUp(t, deps, 5)
  await decide(deps, ally('Org4_eg'), 'retire')
  await decide(deps, ally('Org5_eg'), 'retire')
  await apply(deps, list.id)
  for (const handle of ['Org4_eg', 'Org5_eg']) {
    await decide(deps, ally(handle), 'reopen')
    await decide(deps, ally(handle), 'approve', 'ally')
  }
  await decide(deps, ally('Org1_eg'), 'retire')
  const { platform } = deps
  if (!platform?.lists) throw new Error('no platform')
  let tried = 0
  deps.platform = {
    ...platform,
    lists: {
      ...platform.lists,
      addMember: async () => {
        tried++
        throw new PlatformError('list-full', `a list has at most ${MEMBER_CAP} members`)
      },
    },
  }
  const plan = await apply(deps, list.id)
  t.same(outcomes(plan), { Org1_eg: 'removed', Org4_eg: 'list_full', Org5_eg: 'list_full' })
  t.equal(tried, 1, 'the second is not tried')
  t.same(shown(sim), [2, 3].map(id))
})

onBoth('an unsafe plan is refused with the very words that would lift it, on the command line and in JSON', async (t, deps) => {
  const { list, ally } = await setUp(t, deps, 3)
  await apply(deps, list.id)
  for (const handle of ['Org1_eg', 'Org2_eg', 'Org3_eg']) await decide(deps, ally(handle), 'retire')
  const plan = await planList(deps, ACTOR, list.id)
  const refused = await rejectsWith(t, applyPlan(deps, plan), 'plan_unsafe', 'without override')
  const cli = `allies apply ${plan.id} --checksum ${plan.checksum} --override too_many_removals --override would_empty --reason "…"`
  t.match(refused.message, cli)
  const { override } = refused.members as { override: { cli: string; json: { checksum: string; override: { codes: string[]; reason: string } } } }
  t.equal(override.cli, cli)
  t.same(override.json, plan.override?.json)
  const done = await applyPlan(deps, plan, { ...override.json.override, reason: 'they closed' })
  t.equal(done.status, 'verified')
})

onBoth('bodies that withdrew leave without a second look, however many', async (t, deps) => {
  const { sim, list, ally } = await setUp(t, deps, 4)
  await apply(deps, list.id)
  for (const handle of ['Org1_eg', 'Org2_eg', 'Org3_eg']) await decide(deps, ally(handle), 'withdraw')
  const plan = await apply(deps, list.id)
  t.equal(plan.status, 'verified')
  t.same(shown(sim), [id(4)])
})

onBoth('what X drops silently every time is given up after six calls over the life of the plan', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 1)
  sim.setFault({ name: 'rate-429', route: 'POST /2/lists/:id/members' })
  let plan = await apply(deps, list.id)
  for (let day = 0; day < 4 && plan.status === 'stopped'; day++) {
    deps.clock.advance(25 * 3_600_000)
    plan = await applyPlan(deps, plan)
  }
  t.equal(plan.status, 'incomplete')
  t.equal(sim.log().filter((row) => row.route === 'POST /2/lists/:id/members').length, 6)
})
