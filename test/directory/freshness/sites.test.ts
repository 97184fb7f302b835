import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { askSite } from '../../../src/directory/freshness/sites.js'
import { isOpenAddress } from '../../../src/platform/open-web.js'

const HERE = { timeoutMs: 300, allowLoopback: true }

async function site(t: Test, listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

t.test('only addresses on the open internet are asked', async (t) => {
  const closed = [
    '127.0.0.1 127.9.9.9 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 255.255.255.255 192.0.2.1 198.18.0.1',
    ':: ::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 fe80::1 fc00::1 fd12::1 ff02::1 64:ff9b::7f00:1 2002:7f00:1:: 2001:db8::1 2001::1 3fff::1',
    'localhost nonsense',
  ]
  for (const address of closed.join(' ').split(' ')) t.notOk(isOpenAddress(address), address)
  for (const address of ['8.8.8.8', '172.32.0.1', '192.169.0.1', '2606:4700::1111', '2a00:1450::1']) t.ok(isOpenAddress(address), address)
})

t.test('this machine is not reached by number, by name, by other spellings, by other schemes, or by a redirect', async (t) => {
  let reached = 0
  const url = await site(t, (_request, response) => {
    reached++
    response.end()
  })
  const { port } = new URL(url)
  for (const address of [
    url,
    `http://localhost:${port}`,
    'http://localhost/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'file:///etc/passwd',
    'ftp://127.0.0.1/',
    'not an address',
  ])
    t.equal(await askSite(address, { timeoutMs: 300 }), 'gone', address)
  t.equal(reached, 0)
  const redirecting = await site(t, (_request, response) => response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end())
  t.equal(await askSite(redirecting, HERE), 'gone', 'a redirect is looked at like the first address')
})

t.test('a site is there, gone, or did not answer this time', async (t) => {
  const answers = new Map<string, [number, Record<string, string>?]>([
    ['/ok', [200]],
    ['/closed', [403]],
    ['/moved', [301, { location: '/ok' }]],
    ['/lost', [302, { location: '/missing' }]],
    ['/loop', [302, { location: '/loop' }]],
    ['/missing', [404]],
    ['/gone', [410]],
    ['/broken', [503]],
  ])
  const methods: string[] = []
  const url = await site(t, (request, response) => {
    methods.push(`${request.method} ${request.url}`)
    if (request.url === '/hang') return
    if (request.url === '/no-head') return void response.writeHead(request.method === 'HEAD' ? 404 : 200).end('x'.repeat(1_000_000))
    const [status, headers] = answers.get(request.url ?? '') ?? [404]
    response.writeHead(status, headers).end()
  })
  const expected = {
    ok: 'ok',
    closed: 'ok',
    moved: 'ok',
    lost: 'gone',
    loop: 'unknown',
    missing: 'gone',
    gone: 'gone',
    broken: 'unknown',
    hang: 'unknown',
    'no-head': 'ok',
  }
  for (const [path, state] of Object.entries(expected)) t.equal(await askSite(`${url}/${path}`, HERE), state, path)
  t.same(
    methods.filter((one) => one.endsWith('/no-head')),
    ['HEAD /no-head', 'GET /no-head'],
  )
  t.equal(await askSite('http://127.0.0.1:1/', HERE), 'gone', 'nobody listens')
})
