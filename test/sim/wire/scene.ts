import { existsSync, readFileSync } from 'node:fs'
import { PGlite } from '@electric-sql/pglite'
import { loadConfig } from '../../../src/config.js'
import { migrate } from '../../../src/db/migrate.js'
import { extensions, wrapPglite } from '../../../src/db/open.js'
import { createStore } from '../../../src/db/tx.js'
import { type Deps, silentLog } from '../../../src/deps.js'
import { type Clock, manualClock } from '../../../src/kernel/clock.js'
import { seededIds } from '../../../src/kernel/ids.js'
import * as apply from '../../../src/lists/apply.js'
import type { ListPlatform } from '../../../src/lists/planning.js'
import { connectList, getDeskList, getPlan, planList } from '../../../src/lists/service.js'
import { meterSpending } from '../../../src/lists/spending.js'
import type { MembersRead, XList } from '../../../src/platform/port.js'
import { startSimulator } from '../../../src/platform/simulator/index.js'
import { createXPlatform } from '../../../src/platform/x/index.js'
import { isWireFault } from '../faults.js'
import { type Life, newLife } from '../life.js'
import type { Scenario } from '../scenario.js'
import { type Engine, OWNER, type Scene, START } from '../stage.js'
import { usersOf } from '../users.js'
import { newWitness, type Witness } from '../witness.js'
import { makeChange } from './hands.js'
import { mortalPglite } from './mortal.js'
import { type Onlooker, watched } from './watched.js'
import { defineList, EMPTY, envOf, fillDirectory, readsOf, settingsOf, wireScenario } from './world.js'

const ACTOR = 'key:sim'

/** One migrated database in memory for all seeds: a new one would cost seconds each time. */
export async function openBackstage(): Promise<PGlite> {
  const snapshot = process.env.ALLIES_TEST_SNAPSHOT
  if (snapshot && existsSync(snapshot)) return PGlite.create({ loadDataDir: new Blob([readFileSync(snapshot)]), extensions: await extensions() })
  const pglite = await PGlite.create('memory://', { extensions: await extensions() })
  await migrate(await wrapPglite(pglite))
  return pglite
}

/** Every call to X is a place to die before and after, is seen by the witness, and lets time's hook run. */
function onlooker(worker: string, life: Life, witness: Witness, ticked: () => Promise<void>): Onlooker {
  let from = 0
  return {
    before: async (name, args) => {
      life.point('before', name)
      from = witness.position()
      if (name === 'addMember' || name === 'removeMember') witness.sending(name === 'addMember' ? 'add' : 'remove', String(args[1]), undefined, worker)
    },
    after: async (name, _args, result) => {
      life.alive()
      if ('value' in result) {
        if (name === 'getList') witness.sawList(result.value as XList)
        if (name === 'readMembers') witness.sawMembers(result.value as MembersRead, from)
      }
      life.point('value' in result ? 'after' : 'after the failure of', name)
      await ticked()
    },
  }
}

/** The same world over the real wire: the genuine client, X's simulator over HTTP, and the product's own database. */
export async function setWireScene(pglite: PGlite, drawn: Scenario): Promise<Scene> {
  const scenario = wireScenario(drawn)
  await pglite.exec(EMPTY)
  const clock = manualClock(START)
  const sim = await startSimulator({ clock, seed: scenario.seed, scenario: { users: usersOf(scenario), settings: settingsOf(scenario) } })
  const config = loadConfig(envOf(scenario))
  const ids = seededIds(scenario.seed, () => clock.now().getTime())
  const life = newLife()
  const witness = newWitness(scenario, sim, clock)
  let tick: (() => Promise<void>) | null = null
  const ticked = async () => {
    await tick?.()
  }

  const raw = await wrapPglite(pglite)
  const desk: Deps = { config, store: createStore(raw, clock, ids), clock, ids, platform: null, log: silentLog }
  const credentials = sim.credentials(OWNER)
  const settlements: (() => Promise<void>)[] = []

  /** A process of its own: its own client, its own view of the database. */
  async function processOf(worker: string, own: Life, engineClock: Clock, onTick: () => Promise<void>): Promise<Deps> {
    const store = createStore(await wrapPglite(mortalPglite(pglite, own)), clock, ids)
    const spending = meterSpending(store, clock, silentLog, config.X_MONTHLY_BUDGET_USD)
    settlements.push(spending.settle)
    const platform = createXPlatform({ baseUrl: sim.url, credentials, clock: engineClock, meter: spending.meter, random: () => 0.5 }) as ListPlatform
    return { config, store, clock: engineClock, ids, platform: watched(platform, onlooker(worker, own, witness, onTick)), log: silentLog }
  }

  const slow: Clock = {
    now: clock.now,
    sleep: async (ms, signal) => {
      life.alive()
      witness.slept(ms)
      await clock.sleep(Math.min(ms, 26 * 3_600_000), signal)
      await ticked()
    },
  }
  const engine = await processOf('first', life, slow, ticked)
  const second = await processOf('second', newLife(), clock, async () => undefined)
  await fillDirectory(desk, scenario)
  const list = await defineList(desk, scenario)
  if (scenario.connected) {
    const made = sim.addList({ owner_id: OWNER, name: 'Allies by hand' })
    await connectList(desk, 'key:sim', list.id, list.etag, made.id)
    for (const id of scenario.connected) witness.handAdd(made.id, id)
  }
  const reads = readsOf(
    () => clock.now(),
    async (text, params) => (await pglite.query(text, params)).rows,
  )
  let atWork = false
  /** One call of the first worker's. */
  async function working<T>(work: () => Promise<T>): Promise<T> {
    witness.begins('first')
    atWork = true
    try {
      return await work()
    } finally {
      atWork = false
    }
  }
  return {
    scenario,
    clock,
    sim,
    life,
    engine: {
      plan: () => working(() => planList(engine, ACTOR, list.id)),
      start: (id, input) => working(() => apply.startPlan(engine, ACTOR, id, input)),
      run: (id) => working(() => apply.runPlan(engine, id)),
    } satisfies Engine,
    together: false,
    /** Where the first worker stands still amid its own call, the second must find the writer busy, or nothing to do; a plan that waits for either may be its. */
    intrude: async () => {
      const before = witness.sends.length
      witness.begins('second')
      for (const id of await reads.unfinished()) await apply.runPlan(second, id).catch((error: unknown) => error)
      if (atWork && witness.sends.length > before) witness.say('two workers wrote at once')
    },
    witness,
    change: (change) => makeChange({ scenario, desk, sim, witness, listId: list.id }, change),
    setFaults: (round) => {
      for (const fault of round.faults) if (isWireFault(fault)) sim.setFault(fault)
    },
    clearFaults: () => sim.clearFaults(),
    onX: () => sim.lists().at(-1)?.id,
    view: (id) => getPlan(desk, id),
    outcomes: async (id) => (await getPlan(desk, id)).outcomes,
    ...reads,
    connect: async (xListId) => {
      const { etag } = await getDeskList(desk, list.id)
      await connectList(desk, ACTOR, list.id, etag, xListId)
    },
    raiseBudget: () => {
      Object.assign(engine, { config: { ...engine.config, X_MONTHLY_BUDGET_USD: 1_000 } })
    },
    onTick: (fn) => {
      tick = fn
    },
    settle: async () => {
      for (const settle of settlements) await settle()
    },
    close: () => sim.close(),
  }
}
