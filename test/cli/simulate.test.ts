import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { DEMO_OWNER } from '../../src/platform/simulator/invented.js'
import { compileOnce } from '../helpers/engines.js'
import { send } from '../platform/world.js'

compileOnce()

interface Started {
  child: ChildProcess
  url: string
  env: Record<string, string>
  oauth2_access_token: string
  printed: string
}

const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(X_|PUBLIC_URL|PORT$)/.test(name)))

function run(t: Test, args: string[]) {
  const child = spawn(process.execPath, ['dist/cli.js', 'simulate', '--port', '0', ...args], { env: clean, stdio: ['ignore', 'pipe', 'pipe'] })
  t.teardown(() => child.kill('SIGKILL'))
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  return { child, ended }
}

/** Resolves with the JSON line that --json prints once it listens. */
async function start(t: Test, args: string[] = []): Promise<Started & { stop: () => Promise<number | null> }> {
  const { child, ended } = run(t, ['--json', ...args])
  let printed = ''
  for await (const chunk of child.stdout ?? []) {
    printed += String(chunk)
    const line = printed.split('\n').find((one) => one.startsWith('{'))
    if (line !== undefined && printed.endsWith('\n')) {
      child.stdout?.resume()
      const stop = () => {
        child.kill('SIGINT')
        return ended
      }
      return { child, printed, ...JSON.parse(line), stop }
    }
  }
  throw new Error(`it ended: ${printed}`)
}

t.test('its app knows the addresses to which people who sign in are sent back', { timeout: 60_000 }, async (t) => {
  const { url, env, stop } = await start(t)
  const consent = (redirect_uri: string) =>
    fetch(
      `${url}/i/oauth2/authorize?${new URLSearchParams({
        response_type: 'code',
        client_id: env.X_CLIENT_ID ?? '',
        redirect_uri,
        scope: 'tweet.read users.read',
        state: 'a state',
        code_challenge: 'x'.repeat(43),
        code_challenge_method: 'S256',
      })}`,
    )
  for (const path of ['/desk/owner/callback', '/desk/sign-in/callback', '/leave/callback'])
    t.equal((await consent(`http://localhost:3000${path}`)).status, 200, path)
  t.equal((await consent('http://localhost:3000/other')).status, 400)
  await stop()
})

t.test('it starts alone, prints settings that work, saves what happened, and goes on from there with the same tokens', { timeout: 60_000 }, async (t) => {
  const file = join(t.testdir(), 'state.json')
  const first = await start(t, ['--seed', '7', '--save', file, '--fault', 'credits-402:nth=2', 'list-full:n=0'])
  t.match(first.env, { X_API_BASE_URL: first.url, X_BEARER_TOKEN: String, X_APP_KEY: String, X_CLIENT_ID: String, X_CLIENT_SECRET: String })
  for (const [name, value] of Object.entries(first.env)) t.ok(first.printed.includes(`${name}=${value}`), name)
  const me = (from: Started) => send(from.url, first.oauth2_access_token, 'GET', '/2/users/me')
  t.match(await me(first), { status: 200, body: { data: { id: DEMO_OWNER.id } } })
  t.equal((await me(first)).status, 402, 'the fault that was asked for')
  const made = await send(first.url, first.oauth2_access_token, 'POST', '/2/lists', { name: 'Kept' })
  t.equal(await first.stop(), 0)
  t.match(JSON.parse(readFileSync(file, 'utf8')), { version: 1, seed: 7 })
  const second = await start(t, ['--state', file])
  const { X_API_BASE_URL: _one, ...before } = first.env
  const { X_API_BASE_URL: _two, ...after } = second.env
  t.same(after, before)
  t.equal(second.oauth2_access_token, first.oauth2_access_token)
  const { id } = made.body.data as { id: string }
  t.match((await send(second.url, first.oauth2_access_token, 'GET', `/2/lists/${id}`)).body, { data: { name: 'Kept' } })
  t.match(await (await fetch(`${second.url}/_sim/faults`)).json(), { standing: [{ name: 'list-full' }] }, 'what was not spent stands')
  await second.stop()
  const third = await start(t, ['--seed', '8'])
  t.not(third.env.X_BEARER_TOKEN, first.env.X_BEARER_TOKEN)
  await third.stop()
})

t.test('what cannot be is said at once', { timeout: 60_000 }, async (t) => {
  const broken = join(t.testdir(), 'broken.json')
  writeFileSync(broken, '{"version": 2}')
  for (const [args, words] of [
    [['--fault', 'earthquake'], /no fault earthquake/],
    [['--state', join(broken, 'none')], /no saved state.*ENOTDIR|ENOENT/],
    [['--state', broken], /another kind or version/],
    [['--seed', 'x'], /whole number/],
  ] as [string[], RegExp][]) {
    const { child, ended } = run(t, args)
    let said = ''
    child.stderr?.on('data', (chunk) => {
      said += chunk
    })
    t.not(await ended, 0)
    t.match(said, words)
  }
})
