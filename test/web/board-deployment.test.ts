import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { createKey } from '../../src/access/service.js'
import { createChat, createSeries } from '../../src/chats/service.js'
import { loadConfig } from '../../src/config.js'
import { systemClock } from '../../src/deps.js'
import { startSimulator } from '../../src/platform/simulator/index.js'
import { serve } from '../../src/server.js'
import { compileOnce } from '../helpers/engines.js'
import { listen } from './events.js'

compileOnce()

t.test('a whole deployment: a post on X is on the board after the next poll', { timeout: 90_000 }, async (t) => {
  const sim = await startSimulator({ clock: systemClock, scenario: { users: [{ id: '900', username: 'swchat_eg' }] } })
  t.teardown(() => sim.close())
  const directory = mkdtempSync(join(tmpdir(), 'allies-live-'))
  t.teardown(() => rmSync(directory, { recursive: true, force: true }))
  const credentials = sim.credentials('900')
  const config = loadConfig({ PORT: '0', DATA_DIR: directory, LOG_LEVEL: 'silent', X_API_BASE_URL: sim.url, X_BEARER_TOKEN: credentials.bearer })
  const server = await serve(config, { print: () => undefined })
  let stopping: Promise<void> | undefined
  const stop = () => {
    stopping ??= server.stop()
    return stopping
  }
  t.teardown(stop)
  const { key } = await createKey(server.deps, { name: 'organiser', scopes: ['admin'], actor: 'test' })
  const series = await createSeries(server.deps, 'cli', { hashtag: 'SWHelper', name: 'Sample', timezone: 'UTC', hosts: [] })
  const chat = await createChat(server.deps, 'cli', { series_id: series.id, starts_at: new Date().toISOString(), topic: 'Live', questions: [] })
  const board = await listen(`${server.url}/chats/${chat.id}/board/events`)
  const say = (author: string, text: string) =>
    fetch(`${sim.url}/_sim/posts`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ author, text }) })
  t.equal((await say('ana_eg', 'A1 @HarbourFood_eg #SWHelper')).status, 201)
  t.equal((await say('an a', 'x')).status, 400)
  const began = performance.now()
  const on = await fetch(`${server.url}/api/v1/chats/${chat.id}/live`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ cap_usd: 1 }),
  })
  t.equal(on.status, 201, await on.text())
  const has = (name: string) => () => board.events.some(({ data }) => data.targets.some((target) => target.name === name))
  await board.until(has('@HarbourFood_eg'), 10_000)
  const first = Math.round(performance.now() - began)
  await say('ben_eg', 'A1 @RoofFirst_eg and @HarbourFood_eg #SWHelper')
  const said = performance.now()
  await board.until(has('@RoofFirst_eg'), 25_000)
  t.comment(`from the start to the board ${first} ms, from a post on X to the board ${Math.round(performance.now() - said)} ms (polls every 15 s)`)
  t.ok(performance.now() - said < 20_000)
  t.equal(sim.ledger().spent_milli_usd, 10, 'two posts')
  const from = performance.now()
  await stop()
  t.ok(performance.now() - from < 8_000, `stopped in ${Math.round(performance.now() - from)} ms with a board open`)
})
