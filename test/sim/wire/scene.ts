import { existsSync, readFileSync } from 'node:fs'
import { PGlite } from '@electric-sql/pglite'
import { loadConfig } from '../../../src/config.js'
import { migrate } from '../../../src/db/migrate.js'
import { extensions, wrapPglite } from '../../../src/db/open.js'
import { account, ally } from '../../../src/db/schema/index.js'
import { createStore } from '../../../src/db/tx.js'
import { type Deps, silentLog } from '../../../src/deps.js'
import { type Clock, manualClock } from '../../../src/kernel/clock.js'
import { seededIds } from '../../../src/kernel/ids.js'
import * as apply from '../../../src/lists/apply.js'
import type { ListPlatform } from '../../../src/lists/planning.js'
import { connectList, createList, getDeskList, getPlan, planList } from '../../../src/lists/service.js'
import { meterSpending } from '../../../src/lists/spending.js'
import { startSimulator } from '../../../src/platform/simulator/index.js'
import { createXPlatform } from '../../../src/platform/x/index.js'
import { isWireFault } from '../faults.js'
import { type Life, newLife } from '../life.js'
import type { Scenario } from '../scenario.js'
import { type Engine, OWNER, type Scene, START } from '../stage.js'
import { newWitness, type Witness } from '../witness.js'
import { makeChange } from './hands.js'
import { mortalPglite } from './mortal.js'

const ACTOR = 'key:sim'
const TABLES = 'ally, account, list, list_exception, list_applied, plan, plan_op, lease, x_call, audit, outbox, directory_version'

/** One migrated database in memory for all seeds: a new one would cost seconds each time. */
export async function openBackstage(): Promise<PGlite> {
  const snapshot = process.env.ALLIES_TEST_SNAPSHOT
  if (snapshot && existsSync(snapshot)) return PGlite.create({ loadDataDir: new Blob([readFileSync(snapshot)]), extensions: await extensions() })
  const pglite = await PGlite.create('memory://', { extensions: await extensions() })
  await migrate(await wrapPglite(pglite))
  return pglite
}

/** The same world over the real wire: the genuine client, X's simulator over HTTP, and the product's own database. */
export async function setWireScene(pglite: PGlite, scenario: Scenario): Promise<Scene> {
  await pglite.exec(`truncate ${TABLES} restart identity cascade`)
  const clock = manualClock(START)
  const sim = await startSimulator({ clock, seed: scenario.seed, scenario: { users: usersOf(scenario), settings: settingsOf(scenario) } })
  const config = loadConfig({
    SECRET: 'a secret of the simulation, longer than thirty-two characters',
    LOG_LEVEL: 'silent',
    PUBLIC_URL: 'http://localhost:3000',
    ...envOf(scenario),
  })
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
  async function processOf(own: Life, engineClock: Clock, onTick: () => Promise<void>): Promise<Deps> {
    const store = createStore(await wrapPglite(mortalPglite(pglite, own)), clock, ids)
    const spending = meterSpending(store, clock, silentLog, config.X_MONTHLY_BUDGET_USD)
    settlements.push(spending.settle)
    const platform = createXPlatform({ baseUrl: sim.url, credentials, clock: engineClock, meter: spending.meter, random: () => 0.5 }) as ListPlatform
    return { config, store, clock: engineClock, ids, platform: watched(platform, own, witness, onTick), log: silentLog }
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
  const engine = await processOf(life, slow, ticked)
  const second = await processOf(newLife(), clock, async () => undefined)
  await fillDirectory(desk, scenario)
  const list = await createList(desk, 'key:sim', { name: 'Allies', description: 'A simulated list' })
  if (scenario.connected) {
    const made = sim.addList({ owner_id: OWNER, name: 'Allies by hand' })
    await connectList(desk, 'key:sim', list.id, list.etag, made.id)
    for (const id of scenario.connected) witness.handAdd(made.id, id)
  }
  const sql = async <T>(text: string, params: unknown[] = []) => (await pglite.query<T>(text, params)).rows
  const latest = async () =>
    (await sql<{ id: string; status: string; note: string | null }>('select id, status, note from plan order by created_at desc, id desc limit 1'))[0] ?? null
  const underWay = async () => (await sql<{ id: string }>("select id from plan where status = 'applying' order by id")).map((row) => row.id)
  const engineOf = (deps: Deps): Engine => ({
    plan: () => planList(deps, ACTOR, list.id),
    start: (id, input) => apply.startPlan(deps, ACTOR, id, input),
    run: (id) => apply.runPlan(deps, id),
  })
  return {
    scenario,
    clock,
    sim,
    life,
    engine: engineOf(engine),
    together: false,
    /** The first worker stands still meanwhile, so the second must find the writer busy, or nothing to do. */
    intrude: async () => {
      const before = witness.sends.length
      for (const id of await underWay())
        await engineOf(second)
          .run(id)
          .catch((error: unknown) => error)
      if (witness.sends.length > before) witness.say('two workers wrote at once')
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
    buried: async () => (await sql<{ id: string }>('select x_user_id as id from list_applied where vanished_at is not null')).map((row) => row.id),
    unfinished: underWay,
    latest,
    cooldown: async () => {
      const [row] = await sql<{ until: Date }>("select expires_at as until from lease where key = 'x-list-cooldown'")
      return row ? new Date(row.until).getTime() : null
    },
    answeredFor: async () => (await sql<{ n: number }>('select count(*)::int as n from list_applied where vanished_at is null'))[0]?.n ?? 0,
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

const envOf = ({ settings }: Scenario) => ({
  X_DAILY_ADD_CAP: String(settings.daily_cap),
  X_ADD_PAUSE_MS: String(settings.pause_ms),
  X_MONTHLY_BUDGET_USD: String(settings.budget_usd),
})

/** Every call to X is a place to die before and after, is seen by the witness, and lets time's hook run. */
function watched(platform: ListPlatform, life: Life, witness: Witness, ticked: () => Promise<void>): ListPlatform {
  const wrap =
    <A extends unknown[], R>(name: string, fn: (...args: A) => Promise<R>, seen: (args: A, result: R, from: number) => void = () => undefined) =>
    async (...args: A): Promise<R> => {
      life.point('before', name)
      const from = witness.position()
      if (name === 'addMember' || name === 'removeMember') witness.sending(name === 'addMember' ? 'add' : 'remove', String(args[1]))
      try {
        const result = await fn(...args)
        seen(args, result, from)
        life.point('after', name)
        await ticked()
        return result
      } catch (error) {
        life.alive()
        life.point('after the failure of', name)
        await ticked()
        throw error
      }
    }
  const { lists } = platform
  return {
    ...platform,
    getList: wrap('getList', platform.getList, (_args, shown) => witness.sawList(shown)),
    readMembers: wrap(
      'readMembers',
      (id: string) => platform.readMembers(id),
      (_args, read, from) => witness.sawMembers(read, from),
    ),
    lists: {
      me: wrap('me', lists.me),
      createList: wrap('createList', lists.createList),
      updateList: wrap('updateList', lists.updateList),
      addMember: wrap('addMember', lists.addMember),
      removeMember: wrap('removeMember', lists.removeMember),
    },
  }
}

const usersOf = ({ entries, strangers }: Scenario) => [
  { id: OWNER, username: 'swchat_eg' },
  ...entries.map(({ x_user_id, handle, trouble }) => ({
    id: x_user_id,
    username: handle,
    protected: trouble === 'protected',
    suspended: trouble === 'suspended',
    gone: trouble === 'gone',
    blocks: trouble === 'blocked' ? [OWNER] : [],
  })),
  ...strangers,
]

const settingsOf = ({ x: { refusal, error_style, full_at } }: Scenario) => ({
  members_per_list: full_at,
  refusal: { protected: refusal, blocked: refusal, suspended: refusal, gone: refusal },
  error_style,
})

/** As identification and lookup leave it; all accounts count as active, because trouble that shows only later is the harder case. */
async function fillDirectory(desk: Deps, { entries }: Scenario): Promise<void> {
  const at = desk.clock.now()
  await desk.store.db.insert(ally).values(
    entries.map((entry) => ({
      id: entry.ally_id,
      kind: 'organisation' as const,
      name: entry.handle,
      name_key: entry.handle.toLowerCase(),
      search_key: entry.handle.toLowerCase(),
      status: entry.status,
      gate: entry.gate,
      gate_reasons: [],
      gate_by: 'organiser' as const,
      own_gate: { gate: entry.gate, reasons: [], by: 'organiser' as const, at: null },
      canonical_id: entry.ally_id,
      section_reasons: [],
      section_by: 'rules' as const,
      tags: [],
      change_seq: 0,
      created_at: at,
      updated_at: at,
    })),
  )
  await desk.store.db.insert(account).values(
    entries.map((entry, i) => ({
      id: `acc_${'0'.repeat(24)}${String(i + 1).padStart(2, '0')}`,
      ally_id: entry.ally_id,
      handle_key: entry.handle.toLowerCase(),
      handle: entry.handle,
      x_user_id: entry.x_user_id,
      state: 'active' as const,
      checked_at: at,
      created_at: at,
    })),
  )
}
