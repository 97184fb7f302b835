import { connect } from 'node:net'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { arrival } from '../../src/http/arrival.js'
import { tooSlow } from '../../src/http/client-error.js'

/** A server whose patience is a fifth of a second, and what it answers somebody who sends `pieces`, one every 50 ms. */
async function answered(test: Test, path: string, pieces: readonly string[]): Promise<string> {
  const app = Fastify()
  await app.register(arrival, { patience_ms: 200, file_patience_ms: 200, late: (socket) => tooSlow(socket, 'http://localhost', 'req_1') })
  app.addContentTypeParser('*', (_request, payload, done) => {
    let bytes = 0
    payload.on('data', (chunk: Buffer) => (bytes += chunk.length)).on('end', () => done(null, bytes))
  })
  app.post('/small', async (request) => ({ bytes: request.body }))
  app.post('/file', { config: { upload: true } }, async (request) => ({ bytes: request.body }))
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  test.teardown(() => app.close())
  const socket = connect(Number(new URL(address).port), '127.0.0.1')
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
  socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: text/x\r\nContent-Length: ${length}\r\n\r\n`)
  const chunks: Buffer[] = []
  socket.on('error', () => undefined)
  return new Promise((resolve) => {
    const all = () => Buffer.concat(chunks).toString()
    socket.on('data', (chunk) => {
      chunks.push(chunk)
      if (/\r\n\r\n.+/s.test(all())) {
        clearInterval(timer)
        socket.destroy()
        resolve(all())
      }
    })
    let at = 0
    const timer = setInterval(() => {
      const piece = pieces[at++]
      if (piece !== undefined && socket.writable) socket.write(piece)
    }, 50)
  })
}

t.test('a small body that does not come in time is ended with 408, and so is a file that nearly stands still', async (t) => {
  const drip = Array.from({ length: 40 }, () => 'x')
  for (const path of ['/small', '/file']) {
    const answer = await answered(t, path, drip)
    t.match(answer, /^HTTP\/1\.1 408 Request Timeout/, path)
    t.match(answer, /"code":"request_timeout"/)
    t.match(answer, /Retry-After: 5/i)
  }
})

t.test('a file that takes its time but comes is taken', async (t) => {
  const slow = Array.from({ length: 12 }, () => 'x'.repeat(2_000))
  t.match(await answered(t, '/file', slow), /\{"bytes":24000\}/)
  t.match(await answered(t, '/small', slow.slice(0, 2)), /\{"bytes":4000\}/)
})
