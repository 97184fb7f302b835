import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import t from 'tap'
import { loadConfig } from '../../src/config.js'
import { serve } from '../../src/server.js'
import { compileOnce } from '../helpers/engines.js'

compileOnce()

const place = mkdtempSync(join(tmpdir(), 'allies-serve-'))
t.teardown(() => rmSync(place, { recursive: true, force: true }))
/** Made by the first test, as by a first start; the second test finds it as a later start would. */
const directory = join(place, 'data')

t.test('the first start prints an organiser key that works, later starts print none', async (t) => {
  const config = loadConfig({ PORT: '0', DATA_DIR: directory, LOG_LEVEL: 'silent', WORKER: 'false' })
  const lines: string[] = []
  const first = await serve(config, { print: (line) => lines.push(line) })
  t.match(first.url, /^http:\/\/127\.0\.0\.1:\d+$/)
  t.equal(first.deps.config.PUBLIC_URL, `http://localhost:${new URL(first.url).port}`, 'links name the real port')
  const key = /alk_live_\w+/.exec(lines.join('\n'))?.[0] ?? ''
  t.equal(lines.length, 2)
  t.equal((await fetch(`${first.url}/readyz`)).status, 200)
  t.equal((await fetch(`${first.url}/api/v1/desk/allies`, { headers: { authorization: `Bearer ${key}` } })).status, 200)

  await t.rejects(serve(config, { print: () => undefined }), { code: 'data_dir_locked' }, 'a second server on the same directory is refused')
  t.equal((await fetch(`${first.url}/readyz`)).status, 200, 'and the first goes on')
  await first.stop()
  await t.rejects(fetch(`${first.url}/livez`))

  const again: string[] = []
  const second = await serve(config, { print: (line) => again.push(line) })
  t.equal(again.length, 1)
  t.equal((await fetch(`${second.url}/api/v1/desk/allies`, { headers: { authorization: `Bearer ${key}` } })).status, 200)
  await second.stop()
})

t.test('a signal ends the process in order: requests under way are answered and the data directory is free again', async (t) => {
  const child = spawn(process.execPath, ['dist/cli.js', 'serve'], {
    env: { ...process.env, PORT: '0', DATA_DIR: directory, LOG_LEVEL: 'silent', NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let complaints = ''
  child.stderr.on('data', (data) => {
    complaints += data
  })
  const exit = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  let url = ''
  for await (const line of createInterface({ input: child.stdout })) {
    url = / is at (http:\S+)/.exec(line)?.[1] ?? ''
    if (url) break
  }
  t.ok(url, complaints)
  t.ok(existsSync(`${directory}/pglite.lock`))
  const answers = Promise.all(Array.from({ length: 40 }, async () => (await fetch(`${url}/api/v1/series`)).status))
  const page = () => fetch(`${url}/api/v1/series`)
  t.not((await page()).headers.get('connection'), 'close')
  child.kill('SIGTERM')
  while ((await fetch(`${url}/readyz`)).status === 200) await new Promise((resolve) => setTimeout(resolve, 5))
  const last = await page()
  t.match([last.status, last.headers.get('connection')], [200, 'close'], 'while it drains it answers, and tells to connect elsewhere')
  const settled = await answers.catch((error: unknown) => error)
  if (Array.isArray(settled)) t.ok(settled.every((status) => status === 200))
  else
    t.match(
      String((settled as { cause?: { code?: string } }).cause?.code),
      /ECONNREFUSED|ECONNRESET|UND_ERR/,
      'a connection that came too late was refused, not answered wrongly',
    )
  t.equal(await exit, 0)
  t.notOk(existsSync(`${directory}/pglite.lock`))
})
