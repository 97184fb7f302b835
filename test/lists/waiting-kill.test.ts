import { spawn } from 'node:child_process'
import { systemClock } from '../../src/deps.js'
import { cancelPlan, runPlan, startPlan, unfinishedPlanIds } from '../../src/lists/apply.js'
import { createList, getPlan, planList } from '../../src/lists/service.js'
import { startSimulator } from '../../src/platform/simulator/index.js'
import { createXPlatform } from '../../src/platform/x/index.js'
import { urlOf } from '../access/owner-world.js'
import { onPostgres, type TestDeps } from '../helpers/engines.js'
import { approveAll, OWNER, organisation } from '../helpers/world.js'
import { ACTOR, handles } from './stage.js'

const ADD = 'POST /2/lists/:id/members'
const N = 4

/** One run of a plan, in a process of its own. */
const RUN = `
  const { compose } = await import(process.cwd() + '/dist/compose.js')
  const { loadConfig } = await import(process.cwd() + '/dist/config.js')
  const { runPlan } = await import(process.cwd() + '/dist/lists/apply.js')
  const { deps, close } = await compose(loadConfig(process.env))
  await runPlan(deps, process.env.PLAN)
  await close()
`

onPostgres(
  'killed -9 amid an addition: another list waits for the dead writer’s lease, can be cancelled in that wait, and both go on without adding anybody twice',
  async (t, given) => {
    const sim = await startSimulator({
      clock: systemClock,
      seed: 7,
      scenario: { users: [{ id: OWNER, username: 'swchat_eg' }, ...Array.from({ length: N }, (_, i) => organisation(i + 1))] },
    })
    t.teardown(() => sim.close())
    const credentials = sim.credentials(OWNER)
    if (credentials.user.kind !== 'oauth2') throw new Error('a token was expected')
    const platform = createXPlatform({ baseUrl: sim.url, credentials, clock: systemClock, meter: () => undefined })
    const deps: TestDeps = { ...given, clock: { ...given.clock, now: systemClock.now, sleep: systemClock.sleep }, platform }
    await approveAll(deps, handles(N))
    const plans = []
    for (const name of ['Allies', 'More allies']) {
      const list = await createList(deps, ACTOR, { name })
      const plan = await planList(deps, ACTOR, list.id)
      await startPlan(deps, ACTOR, plan.id, { checksum: plan.checksum })
      plans.push(plan)
    }
    const [first, second] = plans
    if (!first || !second) throw new Error('no plans')

    sim.setFault({ name: 'hang', route: ADD, when: 'after', nth: 2 })
    const env = {
      ...process.env,
      NODE_OPTIONS: '',
      DATABASE_URL: await urlOf(deps),
      X_API_BASE_URL: sim.url,
      X_ACCESS_TOKEN: credentials.user.access_token,
      X_ADD_PAUSE_MS: '0',
      SECRET: deps.config.SECRET,
      LOG_LEVEL: 'silent',
      PLAN: first.id,
    }
    const child = spawn(process.execPath, ['--input-type=module', '-e', RUN], { env, stdio: ['ignore', 'ignore', 'inherit'] })
    const closed = new Promise((resolve) => child.once('close', resolve))
    const sent = () => sim.log().filter((row) => row.route === ADD)
    for (const end = Date.now() + 60_000; sent().length < 2; ) {
      if (Date.now() > end) throw new Error('the process did not come to its second addition')
      await systemClock.sleep(20)
    }
    child.kill('SIGKILL')
    await closed

    t.same((await unfinishedPlanIds(deps)).sort(), [first.id, second.id].sort(), 'both are to be taken up')
    const waiting = await runPlan(deps, second.id)
    t.equal(waiting.status, 'waiting', 'the dead one’s lease is still good')
    t.match(waiting.note, /take turns/)
    t.equal(await cancelPlan(deps, ACTOR, second.id, 'another evening'), 'cancelled')
    t.equal(sent().length, 2)

    // The lease of the dead process need not be waited for here.
    await deps.database.executeSql(`update lease set expires_at = now() - interval '1 second' where key = 'x-list-writer'`)
    t.equal((await runPlan(deps, first.id)).status, 'verified')
    t.equal((await getPlan(deps, first.id)).outcomes.filter((one) => one.outcome === 'added').length, N)
    t.equal(sent().length, N, 'each member was sent once, the one in flight too')
    t.equal((await runPlan(deps, second.id)).status, 'cancelled')
  },
  { config: { X_ADD_PAUSE_MS: '0' } },
)
