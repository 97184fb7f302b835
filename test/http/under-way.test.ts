import Fastify from 'fastify'
import t, { type Test } from 'tap'
import type { Deps } from '../../src/deps.js'
import { givingWay, underWay } from '../../src/http/under-way.js'

/** A server whose requests to /held wait until they are let go, and whose /events begins its answer and stays open. */
async function serverOn(t: Test, deps: Pick<Deps, 'store'>) {
  const app = Fastify({ forceCloseConnections: true })
  const free: (() => void)[] = []
  await app.register(underWay, { deps })
  app.get('/held', async () => {
    await new Promise<void>((resolve) => free.push(resolve))
    return 'ok'
  })
  app.get('/events', (_request, reply) => {
    reply.hijack()
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream' })
    reply.raw.write(': here\n\n')
  })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  t.teardown(() => app.close())
  return { url, free, arrived: async () => t.ok(await until(() => free.length > 0)) }
}

async function until(holds: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 400 && !holds(); tries++) await new Promise((turn) => setTimeout(turn, 5))
  return holds()
}

const storeOf = () => ({ store: {} as Deps['store'] })

t.test('work in steps rests until those who wait have their answer', async (t) => {
  const deps = storeOf()
  const { url, free, arrived } = await serverOn(t, deps)
  const rest = givingWay(deps)
  const asked = fetch(`${url}/held`).then((answer) => answer.text())
  await arrived()
  const seen: string[] = []
  const rested = rest().then(() => seen.push('the next step'))
  setTimeout(() => {
    seen.push('the answer')
    free.shift()?.()
  }, 100)
  await Promise.all([rested, asked])
  t.same(seen, ['the answer', 'the next step'])
})

t.test('but it goes on where somebody waits for ever, and for another database than theirs at once', async (t) => {
  const deps = storeOf()
  const { url, free, arrived } = await serverOn(t, deps)
  const asked = fetch(`${url}/held`).then((answer) => answer.text())
  await arrived()
  const other = givingWay(storeOf())
  let [turns, over] = [0, false]
  const goOn = async () => {
    for (; !over; turns++) await other()
  }
  await Promise.all([
    givingWay(deps)().finally(() => {
      over = true
    }),
    goOn(),
  ])
  t.ok(turns > 20, `${turns} steps elsewhere meanwhile`)
  free.shift()?.()
  t.equal(await asked, 'ok')
})

t.test('a stream of events that stays open stops nothing', async (t) => {
  const deps = storeOf()
  const { url } = await serverOn(t, deps)
  const stop = new AbortController()
  await fetch(`${url}/events`, { signal: stop.signal })
  const rest = givingWay(deps)
  let [turns, over] = [0, false]
  setTimeout(() => {
    over = true
  }, 200)
  for (; !over; turns++) await rest()
  t.ok(turns > 20, `${turns} steps`)
  stop.abort()
})
