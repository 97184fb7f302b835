import { setTimeout as wait } from 'node:timers/promises'
import { loadConfig } from '../../../src/config.js'
import { createStore } from '../../../src/db/tx.js'
import { type Deps, silentLog } from '../../../src/deps.js'
import type { Clock } from '../../../src/kernel/clock.js'
import { seededIds } from '../../../src/kernel/ids.js'
import { connectList, getDeskList, getPlan } from '../../../src/lists/service.js'
import type { MembersRead, XList } from '../../../src/platform/port.js'
import { startSimulator } from '../../../src/platform/simulator/index.js'
import { drawFrom } from '../draw.js'
import { isWireFault } from '../faults.js'
import { Killed } from '../life.js'
import { lurk, newTurns } from '../memory/turns.js'
import type { Scenario } from '../scenario.js'
import { type Engine, OWNER, type Scene, type Shown, START } from '../stage.js'
import { usersOf } from '../users.js'
import { newWitness } from '../witness.js'
import { makeChange } from './hands.js'
import type { Lane } from './lane.js'
import { newMortality } from './mortality.js'
import type { Ask, Order } from './words.js'
import type { ProductProcess } from './workers.js'
import { defineList, EMPTY, envOf, fillDirectory, readsOf, settingsOf, wireScenario } from './world.js'

const ACTOR = 'key:sim'
const LONGEST_MS = 26 * 3_600_000

/**
 * The same world with processes: the genuine client, X's simulator over HTTP, and a real Postgres. Processes are killed with -9, at calls to X and anywhere
 * between them, and two of them work on one list at the same time. What X is asked goes one call after the other, so that each is known by its number.
 */
export async function setProcessScene(lane: Lane, drawn: Scenario): Promise<Scene> {
  // What a killed process spent last may not be written down, so money is no matter here.
  const scenario = wireScenario({ ...drawn, settings: { ...drawn.settings, budget_usd: 1_000 }, skew: 0 })
  const { database } = lane
  await database.executeSql(EMPTY)
  const turns = newTurns(Date.parse(START), scenario.seed, lane.setTime)
  turns.advance(0)
  const clock: Clock & { advance(ms: number): void } = { now: () => new Date(turns.now()), sleep: async (ms) => turns.advance(ms), advance: turns.advance }
  const sim = await startSimulator({ clock, seed: scenario.seed, scenario: { users: usersOf(scenario), settings: settingsOf(scenario) } })
  const witness = newWitness(scenario, sim, clock)
  const d = drawFrom(scenario.seed ^ 0x1b873593)
  const ids = seededIds(scenario.seed, () => turns.now())
  const env = envOf(scenario)
  const desk: Deps = { config: loadConfig(env), store: createStore(database, clock, ids), clock, ids, platform: null, log: silentLog }
  await fillDirectory(desk, scenario)
  const list = await defineList(desk, scenario)
  if (scenario.connected) {
    const made = sim.addList({ owner_id: OWNER, name: 'Allies by hand' })
    await connectList(desk, ACTOR, list.id, list.etag, made.id)
    for (const id of scenario.connected) witness.handAdd(made.id, id)
  }
  const reads = readsOf(
    () => clock.now(),
    async (text, params) => (await database.executeSql(text, params ?? [])).rows,
  )
  const credentials = sim.credentials(OWNER)
  const token = credentials.user.kind === 'oauth2' ? credentials.user.access_token : ''
  const world: Order = { kind: 'world', simulator: sim.url, token, env, list: list.id, seed: scenario.seed }
  const life = newMortality()
  let tick: (() => Promise<void>) | null = null

  /** Who is on the line to X. */
  let line: Promise<void> = Promise.resolve()
  let hangUp: () => void = () => undefined
  let holder: Hand | null = null
  async function pickUp(hand: Hand): Promise<void> {
    while (holder !== null) await line
    holder = hand
    line = new Promise((free) => {
      hangUp = () => {
        holder = null
        free()
      }
    })
  }

  interface Hand {
    name: 'first' | 'second'
    process: ProductProcess | null
    /** It knows of this world. */
    told: boolean
    busy: boolean
    since: number
    from: number
  }
  const hand = (name: Hand['name']): Hand => ({ name, process: lane.kept.get(name) ?? null, told: false, busy: false, since: 0, from: 0 })
  const [first, second] = [hand('first'), hand('second')]

  /** The process that stands here dies if its time has come, at once or a moment after it went on. @throws Killed */
  async function strike(of: Hand, what: string): Promise<void> {
    if (of !== first) return
    const fate = life.strike(what)
    if (fate === 'go') return
    if (typeof fate === 'number') {
      await turns.sleep(of, fate)
      return
    }
    const { process } = of
    if (fate === 'now') await process?.kill()
    else void wait(d.int(0, 8)).then(() => process?.kill())
    if (fate === 'now') throw new Killed(life.where())
  }

  async function answer(of: Hand, ask: Ask): Promise<void> {
    if (ask.kind === 'sleep') {
      witness.slept(ask.ms)
      await turns.sleep(of, Math.min(ask.ms, LONGEST_MS))
      if (of === first) await tick?.()
      await strike(of, 'a wait')
      of.since = witness.moment()
      return
    }
    const write = ask.name === 'addMember' ? 'add' : ask.name === 'removeMember' ? 'remove' : null
    if (ask.kind === 'before') {
      const user = String(ask.args[1])
      if (write) witness.meaning(write, user, of.name)
      await strike(of, `before ${ask.name}`)
      await turns.yield(of)
      await pickUp(of)
      of.from = witness.position()
      if (write) witness.sending(write, user, of.since, of.name)
      return
    }
    hangUp()
    if (ask.failed === undefined) {
      if (ask.name === 'getList' && of === first) witness.sawList(ask.value as XList)
      if (ask.name === 'readMembers') of === first ? witness.sawMembers(ask.value as MembersRead, of.from) : witness.sawElsewhere(ask.value as MembersRead)
    }
    if (of === first) await tick?.()
    await strike(of, `after ${ask.name}`)
    of.since = witness.moment()
  }

  async function obey(of: Hand, order: Order): Promise<unknown> {
    turns.enter(of)
    witness.begins(of.name)
    of.since = witness.moment()
    of.busy = true
    try {
      of.process ??= await lane.take()
      if (!of.told) await of.process.obey(world, async () => undefined)
      of.told = true
      return await of.process.obey(order, (ask) => answer(of, ask))
    } catch (error) {
      if (error instanceof Killed) await buryProcess(of)
      throw error
    } finally {
      of.busy = false
      turns.leave(of)
    }
  }

  /** What its database still had to do is done, as the server notices the dead line; and what it wrote down and did not send is known. */
  async function buryProcess(of: Hand): Promise<void> {
    const name = of.process?.name
    of.process = null
    of.told = false
    life.died()
    if (holder === of) hangUp()
    for (let left = 1; left > 0; ) {
      const { rows } = await database.executeSql('select count(*)::int as n from pg_stat_activity where application_name = $1', [name])
      left = (rows[0] as { n: number }).n
      if (left > 0) await wait(2)
    }
    for (const user of await reads.inFlight()) witness.meaning('add', user, of.name)
  }

  const engineOf = (of: Hand): Engine => ({
    plan: async () => (await obey(of, { kind: 'plan' })) as Shown,
    start: async (plan, input) => void (await obey(of, { kind: 'start', plan, input })),
    run: async (plan) => (await obey(of, { kind: 'run', plan })) as { status: string; note: string | null },
  })
  const secondEngine = engineOf(second)
  return {
    scenario,
    clock,
    sim,
    life,
    engine: engineOf(first),
    together: true,
    intrude: () => lurk(turns, reads.unfinished, (id) => secondEngine.run(id)),
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
    raiseBudget: () => undefined,
    onTick: (fn) => {
      tick = fn
    },
    settle: async () => undefined,
    close: async () => {
      lane.kept.clear()
      for (const of of [first, second]) {
        if (of.busy) await of.process?.kill()
        else if (of.process) lane.kept.set(of.name, of.process)
      }
      await sim.close()
    },
  }
}
