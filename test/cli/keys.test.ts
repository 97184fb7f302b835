import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { createKey, findKey } from '../../src/access/service.js'
import { serverDoor } from '../../src/cli/key-doors.js'
import { keyCommands } from '../../src/cli/keys.js'
import { loadConfig } from '../../src/config.js'
import { serve } from '../../src/server.js'
import { compileOnce, onBoth } from '../helpers/engines.js'
import { typed } from '../helpers/typed.js'

compileOnce()

onBoth('keys by command: made with an end, listed with how they stand, ended', async (t, deps) => {
  const run = typed(t, deps, keyCommands)
  const made = (await run('key', 'create', 'Evening team', '--scope', 'directory:curate', '--expires', '2030-06-30', '--json')).json
  t.match(made, { name: 'Evening team', scopes: ['directory:curate'], expires_at: '2030-07-01T00:00:00.000Z', state: 'live' })
  t.ok(await findKey(deps, made.key))
  t.match((await run('key', 'list')).out, /Evening[\s\S]*live until/)
  t.match((await run('key', 'revoke', made.id)).out, 'Evening team is revoked.')
  t.equal(await findKey(deps, made.key), null)
  t.match((await run('key')).out, /Evening[\s\S]*revoked/)
  const other = (await run('key', 'create', 'Found in a log', '--json')).json
  t.match((await run('key', 'list')).out, `alk_live_${other.prefix}`, 'what it begins with stands whole, to be copied')
  await t.rejects(run('key', 'revoke', 'alk_live_000000000000'), { code: 'not_found' })
  await t.rejects(run('key', 'revoke', 'key_nothing'), { code: 'not_found' })
  t.match((await run('key', 'revoke', `alk_live_${other.prefix}`)).out, 'Found in a log is revoked.')
  t.equal(await findKey(deps, other.key), null)
  for (const bad of ['2030-02-30', '2030-02-30T10:00Z', 'tomorrow', '2030-06-30T18:00'])
    await t.rejects(run('key', 'create', 'x', '--expires', bad), /It is a date as/, bad)
  await t.rejects(run('key', 'create', 'x', '--scope', 'all'), /There is no scope all/)
})

t.test('while a server holds the embedded database, keys are ended through it, at once', async (t) => {
  const place = mkdtempSync(join(tmpdir(), 'allies-keys-'))
  t.teardown(() => rmSync(place, { recursive: true, force: true }))
  const DATA_DIR = join(place, 'data')
  const server = await serve(loadConfig({ PORT: '0', DATA_DIR, LOG_LEVEL: 'silent', WORKER: 'false' }), { print: () => undefined })
  t.teardown(() => server.stop())
  const { deps } = server
  const admin = await createKey(deps, { name: 'Admin', scopes: ['admin'], actor: 'test' })
  const leaked = await createKey(deps, { name: 'Leaked', scopes: ['directory:curate'], actor: 'test' })
  /** As another process, as it is in life. */
  const allies = (key: string | undefined, ...words: string[]) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      const env = { ...process.env, DATA_DIR, NODE_OPTIONS: '', ...(key === undefined ? {} : { ALLIES_KEY: key }) }
      execFile(process.execPath, ['dist/cli.js', ...words], { env }, (error, out, err) => resolve({ code: Number(error?.code ?? 0), out, err }))
    })

  const without = await allies(undefined, 'key', 'revoke', leaked.id)
  t.equal(without.code, 4)
  t.match(without.err, 'Set ALLIES_KEY')
  t.match(without.err, `${server.url}/desk/keys`)
  t.ok(await findKey(deps, leaked.key))

  const gone = await allies(admin.key, 'key', 'revoke', leaked.id)
  t.match(gone, { code: 0, out: `(through the server at ${server.url})` })
  t.match(gone.out, 'Leaked is revoked.')
  t.equal(await findKey(deps, leaked.key), null, 'while the server runs')

  const made = await allies(admin.key, 'key', 'create', 'By command', '--scope', 'lists:apply', '--expires', '2030-06-30', '--json')
  const shown = JSON.parse(made.out.trimEnd().split('\n').at(-1) ?? '')
  t.match(shown, { name: 'By command', expires_at: '2030-07-01T00:00:00.000Z' })
  t.same((await findKey(deps, shown.key))?.scopes, ['lists:apply'])
  t.match((await allies(admin.key, 'key')).out, /By command[\s\S]*Leaked[\s\S]*revoked/)

  const weak = await allies(shown.key, 'key', 'list')
  t.equal(weak.code, 1)
  t.match(weak.err, 'lacks the scope admin')
  const bad = await allies(leaked.key, 'key', 'list')
  t.match(bad.err, 'ALLIES_KEY opens nothing there')
  t.notMatch(bad.err + bad.out, leaked.key.slice(-20), 'and is not shown')
  t.match((await allies(admin.key, 'key', 'revoke', 'key_nothing')).err, /validation|not/i)

  const own = await allies(admin.key, 'key', 'revoke', admin.id)
  t.match(own.out, 'It is the key in ALLIES_KEY')
  t.equal((await allies(admin.key, 'key', 'list')).code, 1)
})

t.test('a key is sent to the server itself and follows no redirect; one that does not answer is said to', async (t) => {
  const { createServer } = await import('node:http')
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.writeHead(307, { location: '/elsewhere' }).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await t.rejects(serverDoor(`http://127.0.0.1:${port}`, 'alk_live_x').list(), { code: 'unavailable' })
  t.same(asked, ['/api/v1/keys'])
  await new Promise((resolve) => server.close(resolve))
  await t.rejects(serverDoor(`http://127.0.0.1:${port}`, 'alk_live_x').list(), { code: 'unavailable', message: /does not answer/ })
})
