import { spawn } from 'node:child_process'
import type { Test } from 'tap'
import { ownerStatus } from '../../src/access/owner/service.js'
import { systemClock } from '../../src/deps.js'
import { onPostgres, type TestDeps } from '../helpers/engines.js'
import { ALICE, ownerWorld, urlOf } from './owner-world.js'

/** One call in the account's name, as a process of its own makes it. */
const CALL = `
  const { compose } = await import(process.cwd() + '/dist/compose.js')
  const { loadConfig } = await import(process.cwd() + '/dist/config.js')
  const { deps, close } = await compose(loadConfig(process.env))
  const said = await deps.platform.lists.me().catch(({ kind, message }) => ({ kind, message }))
  await close()
  process.stdout.write(JSON.stringify(said))
`

/** A connected account whose token has run out, and processes that come to it and die. */
async function setUp(t: Test, deps: TestDeps) {
  const { sim, connect } = await ownerWorld(t, deps, { clock: systemClock, kind: 'public' })
  await connect()
  const runOut = () => deps.database.executeSql(`update x_owner set expires_at = now() - interval '1 minute'`)
  const url = await urlOf(deps)
  const { X_API_BASE_URL, X_CLIENT_ID, SECRET } = deps.config
  const env = { ...process.env, NODE_OPTIONS: '', DATABASE_URL: url, X_API_BASE_URL, X_CLIENT_ID, SECRET, LOG_LEVEL: 'silent' }
  const start = () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', CALL], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    child.stdout.on('data', (data) => {
      said += data
    })
    return { child, closed: new Promise<string>((resolve) => child.once('close', () => resolve(said))) }
  }
  /** Killed while the token endpoint holds its answer back. */
  const killAtRefresh = async (when: 'before' | 'after') => {
    await runOut()
    sim.setFault({ name: 'hang', route: 'POST /2/oauth2/token', when, next: 1 })
    const asked = () => sim.log().filter((row) => row.route === 'POST /2/oauth2/token').length
    const before = asked()
    const { child, closed } = start()
    for (const end = Date.now() + 30_000; asked() === before; ) {
      if (Date.now() > end) throw new Error('the process did not come to its refresh')
      await systemClock.sleep(20)
    }
    child.kill('SIGKILL')
    await closed
    t.match((await ownerStatus(deps)).account, { state: 'active', note: /being renewed since/ }, 'its intent is there')
    // The lease of the dead process need not be waited for here.
    await deps.database.executeSql(`update x_owner set refreshing_since = refreshing_since - interval '1 minute'`)
  }
  return { sim, killAtRefresh, call: async () => JSON.parse(await start().closed) }
}

onPostgres('killed -9 before X took the refresh: the next process renews the token and goes on', async (t, deps) => {
  const { killAtRefresh, call } = await setUp(t, deps)
  await killAtRefresh('before')
  t.same(await call(), { id: ALICE, username: 'alice_eg' })
  t.match((await ownerStatus(deps)).account, { state: 'active', note: null })
})

onPostgres('killed -9 after X took it: the old pair is tried once, then it says that the account has to be connected again', async (t, deps) => {
  const { sim, killAtRefresh, call } = await setUp(t, deps)
  await killAtRefresh('after')
  t.match(await call(), { kind: 'auth', message: /connected again/ })
  t.match((await ownerStatus(deps)).account, { state: 'reconnect', note: /broken off at/ })
  const asked = sim.log().length
  t.match(await call(), { kind: 'auth', message: /has to be connected again/ })
  t.equal(sim.log().length, asked, 'X is asked nothing more')
})
