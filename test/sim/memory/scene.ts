import type { Clock } from '../../../src/kernel/clock.js'
import { seededIds } from '../../../src/kernel/ids.js'
import { COOLDOWN, createIntent, planWait, WRITER } from '../../../src/lists/sync/lock.js'
import { makePlan } from '../../../src/lists/sync/make.js'
import type { Engine as SyncEngine, SyncPlan } from '../../../src/lists/sync/ports.js'
import { runPlan } from '../../../src/lists/sync/run.js'
import { startPlan } from '../../../src/lists/sync/start.js'
import { PRICES_MILLI_USD } from '../../../src/platform/port.js'
import { nextRandom } from '../../../src/platform/simulator/random.js'
import { type Life, newLife } from '../life.js'
import type { Mutant } from '../mutants.js'
import type { Scenario } from '../scenario.js'
import { type Engine, OWNER, type Scene, type Shown, START } from '../stage.js'
import { usersOf } from '../users.js'
import { newWitness, type Witness } from '../witness.js'
import { newDb, planOf } from './db.js'
import { makeChange } from './hands.js'
import { memoryStore } from './store.js'
import { lurk, newTurns, type Turns } from './turns.js'
import { type MemoryX, newMemoryX, type RawRemote } from './x.js'

const ACTOR = 'key:sim'
/** No real wait is longer; a longer one is told to the witness first. */
const LONGEST_MS = 26 * 3_600_000

/** The whole world in memory: X, the database and time are ours, and the engine is the product's own. */
export function setMemoryScene(scenario: Scenario, mutant: Mutant | undefined): Scene {
  const turns = newTurns(Date.parse(START), scenario.seed)
  const clock = { now: () => new Date(turns.now()), advance: turns.advance }
  const fieldsSent = ({ private: hidden }: { private?: boolean }) => {
    witness.count('fields-sent')
    if (hidden === false && db.list.private) witness.say('a list that is to be private was made public')
    if (hidden === true && !db.list.private) witness.say('a list that is to be public was hidden, against its definition')
  }
  const x = newMemoryX(turns.now, scenario.seed, usersOf(scenario), { owner: OWNER, fieldsSent, ...scenario.x })
  const db = newDb(scenario)
  const witness = newWitness(scenario, x, clock)
  const life = newLife()
  const budget = { usd: scenario.settings.budget_usd }
  let tick: (() => Promise<void>) | null = null
  const ticked = () => tick?.()

  const find = (id: string): SyncPlan => planOf(db, id).plan
  const worldOf = (own: Life, name: string, onTick: OnTick): Engine => {
    const worker = { name }
    const process = newProcess({ scenario, turns, x, witness, own, worker, onTick })
    const kept = memoryStore(db, own, process.pass)
    const store: typeof kept = {
      ...kept,
      noteIntent: (plan, op, at, fence) => {
        witness.meaning(op.verb, op.x_user_id, name)
        return kept.noteIntent(plan, op, at, fence)
      },
      settle: async (plan, settled, at, fence) => {
        const isKept = await kept.settle(plan, settled, at, fence)
        if (isKept && name === 'first') witness.learnt(true)
        return isKept
      },
    }
    const given: SyncEngine = {
      store,
      remote: process.remote((milli) => void db.calls.push({ at: turns.now(), milli })),
      clock: process.clock,
      random: process.random,
      ids: seededIds(scenario.seed + name.length, () => turns.now()),
      settings: {
        daily_cap: scenario.settings.daily_cap,
        hourly_cap: scenario.settings.hourly_cap,
        pause_ms: scenario.settings.pause_ms,
        get budget_usd() {
          return budget.usd
        },
        prices: PRICES_MILLI_USD,
        member_cap: scenario.x.full_at,
      },
    }
    const engine = mutant?.engine?.(given, { db, x }) ?? given
    const atWork = async <T>(work: () => Promise<T>): Promise<T> => {
      turns.enter(worker)
      process.begins()
      try {
        return await work()
      } finally {
        turns.leave(worker)
      }
    }
    return {
      plan: () => atWork(async () => shown(find(await makePlan(engine, ACTOR, db.list.id)))),
      start: (id, input) => atWork(() => (mutant?.start ?? startPlan)(engine, ACTOR, id, input)),
      run: (id) =>
        atWork(async () => {
          await runPlan(engine, id)
          return find(id)
        }),
    }
  }

  if (scenario.connected) {
    const made = x.addList({ owner_id: OWNER, name: 'Allies by hand' })
    db.list.x_list_id = made.id
    for (const id of scenario.connected) witness.handAdd(made.id, id)
  }
  /** The engine's clock may be wrong, and it is the engine that looks. */
  const waitsUntil = (id: string) => (find(id).status === 'waiting' ? (db.leases.get(planWait(id))?.until ?? 0) - scenario.skew : null)
  const underWay = () =>
    [...db.plans.values()].flatMap(({ plan }) =>
      plan.status === 'applying' || (waitsUntil(plan.id) ?? Number.POSITIVE_INFINITY) <= turns.now() ? plan.id : [],
    )
  return {
    scenario,
    clock,
    sim: x,
    life,
    engine: worldOf(life, 'first', ticked),
    together: true,
    intrude: () => {
      const second = worldOf(newLife(), 'second', () => undefined)
      return lurk(turns, async () => underWay(), second.run)
    },
    witness,
    change: async (change) => makeChange({ db, x, witness, now: turns.now }, change),
    setFaults: (round) => {
      for (const fault of round.faults) x.setFault(fault)
    },
    clearFaults: () => {
      x.clearFaults()
      x.state.revoked = false
    },
    onX: () => x.lists().at(-1)?.id,
    view: async (id) => shown(find(id)),
    outcomes: async (id) => planOf(db, id).ops,
    events: async () => db.outbox,
    statuses: async () => new Map([...db.plans.values()].map(({ plan }) => [plan.id, plan.status])),
    buried: async () => [...db.applied.values()].filter((row) => row.vanished_at !== null).map((row) => row.x_user_id),
    unfinished: async () => underWay(),
    waitsUntil: async (id) => waitsUntil(id),
    writing: async () => {
      const held = db.leases.get(WRITER)
      return held && held.until > turns.now() + scenario.skew ? held.holder : null
    },
    latest: async () => db.latest?.plan ?? null,
    cooldown: async () => db.leases.get(COOLDOWN)?.until ?? null,
    answeredFor: async () => new Set([...db.applied.values()].flatMap((row) => (row.vanished_at === null ? row.x_user_id : []))),
    connect: async (xListId) => {
      db.list.x_list_id = xListId
      db.list.x_owner_id = null
      db.list.version++
      db.leases.delete(createIntent(db.list.id))
      for (const row of [...db.applied.values()]) if (row.vanished_at === null) db.applied.delete(row.x_user_id)
      db.theirs.clear()
    },
    raiseBudget: () => {
      budget.usd = 1_000
    },
    onTick: (fn) => {
      tick = fn
    },
    settle: async () => undefined,
    close: async () => undefined,
  }
}

const shown = ({ body, id, checksum, status, note }: SyncPlan): Shown => ({ ...body, id, checksum, status, note })

interface ProcessParts {
  scenario: Scenario
  turns: Turns
  x: MemoryX
  witness: Witness
  own: Life
  worker: { name: string }
  onTick: OnTick
}

/** Lets things happen meanwhile; undefined if nothing does. */
type OnTick = () => Promise<void> | undefined

/** What one process has of the world: its own clock and dice, and a line to X on which it can die. */
function newProcess({ scenario, turns, x, witness, own, worker, onTick }: ProcessParts) {
  const dice = { rng: Math.imul(scenario.seed ^ 0x2545f491, 0x9e3779b1) >>> 0 }
  const watched = worker.name === 'first'
  let since = 0
  const cameBack = () => {
    since = witness.moment()
  }
  /** Between two steps: the process may stand still, and others may go first. */
  function pass(): Promise<void> | undefined {
    const nap = own.nap()
    return nap > 0 ? turns.sleep(worker, nap) : turns.yield(worker)
  }
  const aside = (waiting: Promise<void> | undefined) => waiting?.then(() => own.alive())
  const clock: Clock = {
    now: () => new Date(turns.now() + scenario.skew),
    sleep: async (ms) => {
      own.alive()
      witness.slept(ms)
      const others = turns.sleep(worker, Math.min(ms, LONGEST_MS))
      if (others) await others
      const tick = onTick()
      if (tick) await tick
      cameBack()
      own.alive()
    },
  }

  function remote(pay: (milli: number) => void): RawRemote {
    const line = {
      name: worker.name,
      now: turns.now,
      sleep: (ms: number) => turns.sleep(worker, ms),
      meter: ({ cost_milli_usd }: { cost_milli_usd: number }) => pay(cost_milli_usd),
    }
    const raw = x.remote(line)
    const call = async <T>(name: string, send: () => Promise<T>, seen: (result: T, from: number) => void = () => undefined): Promise<T> => {
      own.point('before', name)
      const others = aside(pass())
      if (others) await others
      const from = witness.position()
      try {
        const result = await send()
        own.alive()
        seen(result, from)
        own.point('after', name)
        const tick = onTick()
        if (tick) await tick
        return result
      } catch (error) {
        own.alive()
        own.point('after the failure of', name)
        const tick = onTick()
        if (tick) await tick
        throw error
      } finally {
        cameBack()
      }
    }
    const write = (verb: 'add' | 'remove', user: string, send: () => Promise<void>) =>
      call(verb === 'add' ? 'addMember' : 'removeMember', () => {
        witness.sending(verb, user, since, worker.name)
        return send()
      })
    return {
      me: () => call('me', raw.me),
      getList: (id) =>
        call(
          'getList',
          () => raw.getList(id),
          (list) => watched && witness.sawList(list),
        ),
      readMembers: (id) =>
        call(
          'readMembers',
          () => raw.readMembers(id),
          (read, from) => (watched ? witness.sawMembers(read, from) : witness.sawElsewhere(read)),
        ),
      createList: (input) => call('createList', () => raw.createList(input)),
      updateList: (id, input) => call('updateList', () => raw.updateList(id, input)),
      addMember: (id, user) => write('add', user, () => raw.addMember(id, user)),
      removeMember: (id, user) => write('remove', user, () => raw.removeMember(id, user)),
    }
  }
  return {
    pass,
    clock,
    remote,
    random: () => nextRandom(dice),
    begins: () => {
      cameBack()
      witness.begins(worker.name)
    },
  }
}
