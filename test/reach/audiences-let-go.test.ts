import { createConnection } from 'node:net'
import { PassThrough } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { createKey } from '../../src/access/service.js'
import { buildApp } from '../../src/app.js'
import { letGo } from '../../src/reach/audiences/let-go.js'
import { depsOn } from '../helpers/engines.js'
import { entry } from './entries.js'

t.test(
  'a line of digits without end is refused where the sender can read it: after 3 MB and after 20 MB, on a connection that is not kept alive',
  async (t) => {
    const deps = await depsOn('pglite')
    await entry(deps, { handle: 'HarbourFood' })
    const { key } = await createKey(deps, { name: 'Evening team', scopes: ['admin'], actor: 'test' })
    const app = await buildApp(deps)
    t.teardown(() => app.close())
    await app.listen({ port: 0, host: '127.0.0.1' })
    const address = app.server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    for (const [path, megabytes, status] of [
      ['/api/v1/audiences?account=HarbourFood', 3, 422],
      ['/api/v1/audiences?account=HarbourFood', 20, 422],
      ['/api/v1/audiences?account=nobody_at_all', 20, 404],
    ] as const) {
      const length = megabytes * 1_000_000
      const socket = createConnection({ port, host: '127.0.0.1' })
      let answer = ''
      const faults: string[] = []
      socket.on('data', (bytes) => {
        answer += bytes.toString()
      })
      socket.on('error', (error) => faults.push(String(error)))
      const over = new Promise<void>((resolve) => socket.once('close', () => resolve()))
      socket.write(
        `POST ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer ${key}\r\nContent-Type: text/plain\r\nContent-Length: ${length}\r\n\r\n`,
      )
      const digits = Buffer.alloc(100_000, '7')
      let sent = 0
      for (; sent < length && !socket.destroyed; sent += digits.length)
        if (!socket.write(digits)) await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), over])
      await over
      t.same([sent, faults], [length, []], `${megabytes} MB: everything could be sent`)
      t.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `))
    }
  },
)

t.test('letting a body go by ends with the body, with its sender, or when it takes too long', async (t) => {
  const whole = new PassThrough()
  whole.end('abc')
  await letGo(whole)
  t.ok(whole.readableEnded)
  await letGo(whole)
  const gone = new PassThrough()
  const waiting = letGo(gone)
  gone.destroy()
  await waiting
  const slow = new PassThrough()
  slow.write('a')
  await letGo(slow, 20)
  t.notOk(slow.readableEnded)
  t.same(
    ['end', 'close', 'error'].map((event) => slow.listenerCount(event)),
    [0, 0, 0],
  )
  slow.destroy()
  await pause(1)
})
