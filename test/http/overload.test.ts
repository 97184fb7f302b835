import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { Type } from 'typebox'
import type { App } from '../../src/http/app-types.js'
import { onBoth } from '../helpers/engines.js'
import { testApp } from './app.js'

onBoth('who comes while too many wait is turned away at once, with when to come again; the health of the server is told all the same', async (t, deps) => {
  let free: () => void = () => undefined
  const held = new Promise<void>((resolve) => {
    free = resolve
  })
  const slow = async (app: App) => {
    app.get('/slow', { schema: { response: { 200: Type.Object({}) } } }, async () => {
      await held
      return {}
    })
  }
  const { app } = await testApp(t, deps, slow, { most_waiting: 3 })
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  const waiting = [1, 2, 3].map(() => fetch(`${address}/slow`))
  await pause(100)
  // Those who dawdle do not count: their requests keep nobody busy.
  const dawdlers = Array.from({ length: 5 }, () => {
    const socket = connect(Number(new URL(address).port), '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write('POST /api/v1/nominations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{')
    return socket
  })
  t.teardown(() => dawdlers.map((socket) => socket.destroy()))
  await pause(100)
  const refused = await fetch(`${address}/api/v1/allies`)
  t.equal(refused.status, 503)
  t.match(refused.headers.get('content-type'), /problem\+json/)
  t.match(Number(refused.headers.get('retry-after')), Number)
  t.ok(Number(refused.headers.get('retry-after')) > 0)
  t.equal(refused.headers.get('access-control-allow-origin'), '*')
  t.match(await refused.json(), { code: 'unavailable', detail: /More is being asked for/ })
  t.equal((await fetch(`${address}/readyz`)).status, 200)
  t.equal((await fetch(`${address}/livez`)).status, 200)
  free()
  for (const answer of await Promise.all(waiting)) t.equal(answer.status, 200)
  t.equal((await fetch(`${address}/api/v1/allies`)).status, 200, 'and then all are answered again')
})
