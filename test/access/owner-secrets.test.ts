import { spawn } from 'node:child_process'
import { inspect } from 'node:util'
import { systemClock } from '../../src/deps.js'
import { type Simulator, startSimulator } from '../../src/platform/simulator/index.js'
import { onBoth, onPostgres } from '../helpers/engines.js'
import { FORM, form } from '../web/desk.js'
import { ALICE, dumpAll, ownerWorld, urlOf } from './owner-world.js'

/** Everything the simulated X ever gave out, and the app's own secret. */
function secretsOf(sim: Simulator): string[] {
  const { bearers, oauth, apps } = sim.exportState()
  return [
    ...Object.keys(bearers),
    ...Object.keys(oauth.refreshes),
    ...Object.keys(oauth.codes),
    ...Object.values(apps).flatMap((app) => app.client_secret ?? []),
  ]
}

const found = (text: string, secrets: readonly string[]) => secrets.filter((secret) => text.includes(secret))

onBoth('a dump of every table holds no token, code or verifier, and errors hold none either', async (t, deps) => {
  const { sim, connect } = await ownerWorld(t, deps)
  const states: string[] = []
  const begun = await connect()
  states.push(begun.kind)
  sim.setFault({ name: 'token-expired', next: 1 })
  const call = () => deps.platform?.getList('1').catch((error: unknown) => error)
  await call()
  sim.setFault({ name: 'token-revoked', next: 1 })
  const error = await call()
  const dump = await dumpAll(deps)
  const secrets = secretsOf(sim)
  t.ok(secrets.length >= 6)
  t.match(dump, 'alice_eg', 'the dump is one')
  t.match(dump, /s1\.[0-9a-f]{16}\./, 'and holds what is sealed')
  t.same(found(dump, secrets), [])
  t.same(found(inspect(error, { depth: 9, showHidden: true }), secrets), [])
})

onPostgres('at trace level, over a connection, a refresh and a failure, no secret is in the log, on a page, in the API or in the database', async (t, deps) => {
  const sim = await startSimulator({ clock: systemClock, seed: 5, scenario: { users: [{ id: ALICE, username: 'alice_eg' }] } })
  t.teardown(() => sim.close())
  const port = 40_000 + (process.pid % 20_000)
  const url = `http://127.0.0.1:${port}`
  const app = sim.addApp({ redirect_uris: [`${url}/desk/owner/callback`] })
  const child = spawn(process.execPath, ['dist/cli.js', 'serve'], {
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      PORT: String(port),
      PUBLIC_URL: url,
      DATABASE_URL: await urlOf(deps),
      SECRET: deps.config.SECRET,
      LOG_LEVEL: 'trace',
      X_API_BASE_URL: sim.url,
      X_CLIENT_ID: app.client_id,
      X_CLIENT_SECRET: app.client_secret ?? '',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const closed = new Promise((resolve) => child.once('close', resolve))
  t.teardown(() => child.kill('SIGKILL'))
  let log = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (log += data))
  const until = async (what: () => boolean) => {
    for (const end = Date.now() + 80_000; !what(); ) {
      if (Date.now() > end) throw new Error(`it did not come to that: ${log.slice(-2000)}`)
      await systemClock.sleep(50)
    }
  }
  await until(() => / is at http/.test(log))
  const key = /alk_live_\w+/.exec(log)?.[0] ?? ''
  let seen = ''
  const ask = async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(url + path, { redirect: 'manual', ...init })
    seen += await answer.text()
    return answer
  }
  const post = (path: string, fields: Record<string, string>, cookie = '') =>
    ask(path, { method: 'POST', headers: { ...FORM, origin: url, cookie }, body: form(fields) })
  const cookieOf = (answer: Response) => answer.headers.getSetCookie().map((one) => one.split(';')[0])

  const [session = ''] = cookieOf(await post('/desk', { key }))
  await ask('/desk/owner', { headers: { cookie: session } })
  const version = /name="version" value="([^"]+)"/.exec(seen)?.[1] ?? ''
  const states: string[] = []
  const begin = async () => {
    const sent = await post('/desk/owner/connect', { version, agree: 'yes' }, session)
    const authorize = sent.headers.get('location') ?? ''
    states.push(new URL(authorize).searchParams.get('state') ?? '')
    const back = await fetch(`${authorize}&_as=${ALICE}`, { redirect: 'manual' })
    return { path: (back.headers.get('location') ?? '').slice(url.length), cookie: [session, ...cookieOf(sent)].join('; ') }
  }
  // Once without the browser's cookie, once with it, once again: a refusal, a connection and another refusal.
  const { path, cookie } = await begin()
  t.equal((await ask(path, { headers: { cookie: session, accept: 'text/html' } })).status, 403)
  t.equal((await ask(path, { headers: { cookie } })).headers.get('location'), '/desk/owner?done=owner')
  t.equal((await ask(path, { headers: { cookie, accept: 'text/html' } })).status, 409)

  const nominate = (handle: string) =>
    ask('/api/v1/nominations', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ targets: [handle] }) })
  const lookups = () => sim.log().filter((row) => row.route === 'GET /2/users/by').length
  sim.setFault({ name: 'token-expired', route: 'GET /2/users/by', next: 1 })
  await nominate('@alice_eg')
  await until(() => lookups() >= 2)
  sim.setFault({ name: 'token-revoked', route: 'GET /2/users/by', next: 1 })
  await nominate('@another_eg')
  await until(() => /has to be connected again/.test(log))
  const again = await begin()
  await ask(again.path, { headers: { cookie: again.cookie } })
  await ask('/desk/owner', { headers: { cookie: session } })
  const api = { authorization: `Bearer ${key}` }
  t.equal((await ask('/api/v1/owner', { headers: api })).status, 200)
  t.equal((await ask('/api/v1/owner', { method: 'DELETE', headers: api })).status, 200)
  child.kill('SIGTERM')
  await closed

  const secrets = [...secretsOf(sim), ...states]
  t.ok(secrets.length >= 10, `${secrets.length} secrets`)
  t.match(log, /"level":10|"level":20|incoming request/, 'the log is talkative')
  t.match(log, '/desk/owner/callback', 'and tells of the callback')
  t.same(found(log, secrets), [])
  t.same(found(seen, secrets), [])
  const dump = await dumpAll(deps)
  t.match(dump, 'alice_eg')
  t.same(found(dump, secrets), [])
})
