import { once } from 'node:events'
import { createConnection } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import fastify from 'fastify'
import t, { type Test } from 'tap'
import { lingering } from '../../src/http/lingering.js'

async function serve(t: Test) {
  const app = fastify()
  await app.register(lingering, { linger_ms: 200 })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined))
  app.post('/', async (_request, reply) => reply.code(413).send({ code: 'payload_too_large' }))
  await app.listen({ port: 0, host: '127.0.0.1' })
  t.teardown(() => app.close())
  const address = app.server.address()
  return typeof address === 'object' && address ? address.port : 0
}

t.test('whoever goes on sending after the answer gets to read it, and is cut off soon after', async (t) => {
  const socket = createConnection(await serve(t), '127.0.0.1')
  socket.on('error', () => undefined)
  let answer = ''
  socket.on('data', (chunk: Buffer) => {
    answer += chunk
  })
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.write('POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n')
  const started = performance.now()
  const sending = setInterval(() => socket.write('5\r\nhello\r\n'), 10)
  t.teardown(() => clearInterval(sending))
  await closed
  clearInterval(sending)
  t.match(answer, /^HTTP\/1.1 413 .*payload_too_large/s)
  t.ok(performance.now() - started >= 190, 'not at once')
})

t.test('a connection whose request was sent whole stays open for the next', async (t) => {
  const socket = createConnection(await serve(t), '127.0.0.1')
  t.teardown(() => socket.destroy())
  const ask = async () => {
    const answered = once(socket, 'data')
    socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\nhello')
    return String((await answered)[0])
  }
  t.match(await ask(), /^HTTP\/1.1 413/)
  await pause(400)
  t.match(await ask(), /^HTTP\/1.1 413/, 'the same connection, after the time')
})
