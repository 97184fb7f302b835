/**
 * One process of the product, for the simulation to kill: its own client of X, its own connections to Postgres. Time is the simulation's, read from a file,
 * since processes share no memory; each call to X and each wait goes ahead when the simulation says so.
 */
import { openSync, readSync } from 'node:fs'
import { loadConfig } from '../../../src/config.js'
import { openDatabase } from '../../../src/db/open.js'
import { createStore } from '../../../src/db/tx.js'
import { type Deps, silentLog } from '../../../src/deps.js'
import type { Clock } from '../../../src/kernel/clock.js'
import { seededIds } from '../../../src/kernel/ids.js'
import { runPlan, startPlan } from '../../../src/lists/apply.js'
import type { ListPlatform } from '../../../src/lists/planning.js'
import { planList } from '../../../src/lists/service.js'
import { meterSpending } from '../../../src/lists/spending.js'
import { createXPlatform } from '../../../src/platform/x/index.js'
import { watched } from './watched.js'
import { type Ask, type FromChild, type Order, packError, type ToChild } from './words.js'

const ACTOR = 'key:sim'
const [, , databaseUrl = '', timeFile = '', serial = '0'] = process.argv

const timeFd = openSync(timeFile, 'r')
const now = (): number => {
  const bytes = Buffer.alloc(8)
  readSync(timeFd, bytes, 0, 8, 0)
  return bytes.readDoubleLE()
}

const say = (message: FromChild) => void process.send?.(message)
const waiting = new Map<number, () => void>()
let asked = 0
const ask = (what: Ask): Promise<void> =>
  new Promise((go) => {
    waiting.set(++asked, go)
    say({ ask: what, id: asked })
  })

const clock: Clock = { now: () => new Date(now()), sleep: (ms) => ask({ kind: 'sleep', ms }) }
const database = await openDatabase({ databaseUrl, dataDir: '.', poolSize: 4, connectionTimeoutMs: 30_000 })

let world: { deps: Deps; list: string; settle: () => Promise<void> } | null = null

function enter({ simulator, token, env, list, seed }: Extract<Order, { kind: 'world' }>): void {
  const config = loadConfig(env)
  const ids = seededIds(Math.imul(seed, 1009) + Number(serial), now)
  const store = createStore(database, clock, ids)
  const spending = meterSpending(store, clock, silentLog, config.X_MONTHLY_BUDGET_USD)
  const real = createXPlatform({
    baseUrl: simulator,
    credentials: { user: { kind: 'oauth2', access_token: token } },
    clock,
    meter: spending.meter,
    random: () => 0.5,
  }) as ListPlatform
  const platform = watched(real, {
    before: (name, args) => ask({ kind: 'before', name, args: args.filter((one) => typeof one !== 'function') }),
    after: (name, _args, result) =>
      ask({ kind: 'after', name, args: [], ...('value' in result ? { value: result.value } : { failed: packError(result.failed) }) }),
  })
  world = { deps: { config, store, clock, ids, platform, log: silentLog }, list, settle: spending.settle }
}

async function obey(order: Order): Promise<unknown> {
  if (order.kind === 'world') return enter(order)
  if (!world) throw new Error('there is no world yet')
  const { deps, list, settle } = world
  try {
    if (order.kind === 'plan') return await planList(deps, ACTOR, list)
    if (order.kind === 'start') return await startPlan(deps, ACTOR, order.plan, order.input)
    return await runPlan(deps, order.plan)
  } finally {
    await settle()
  }
}

process.on('message', (message: ToChild) => {
  if ('go' in message) {
    const go = waiting.get(message.go)
    waiting.delete(message.go)
    go?.()
    return
  }
  obey(message.order).then(
    (value) => say({ done: message.id, value }),
    (error: unknown) => say({ done: message.id, failed: packError(error) }),
  )
})
// Whoever started it is gone.
process.on('disconnect', () => process.exit(0))
say({ ready: true })
