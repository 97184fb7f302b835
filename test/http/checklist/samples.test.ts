import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { createChat, createSeries } from '../../../src/chats/service.js'
import { takeSnapshot } from '../../../src/directory/snapshots/service.js'
import { buildOpenApi } from '../../../src/http/openapi.js'
import { SAMPLE_ID, type Sample } from '../../../src/http/samples.js'
import { createList } from '../../../src/lists/service.js'
import { testApp } from '../app.js'
import { point } from './points.js'
import { type Operation, published } from './world.js'

const run = promisify(execFile)
type Script = (...given: unknown[]) => Promise<{ status: number }>
const ScriptOf = Object.getPrototypeOf(async () => undefined).constructor as new (...parts: string[]) => Script

/** What a request that is rightly made may meet: what it names is not there, has changed, is in another state, or needs X, which is off here. */
const STATE = [404, 409, 410, 412, 422, 503]
/** Who reads without a key asks for what is public, which is there; these ask for what only its maker knows. */
const PERSONAL = ['getNominationStatus', 'getLeaveRequest']

point(39, async (t, given) => {
  // The first of each kind has the id that the samples name.
  const taken = new Set<string>()
  const ids: typeof given.ids = {
    ...given.ids,
    next: (prefix) => {
      if (taken.has(prefix)) return given.ids.next(prefix)
      taken.add(prefix)
      return `${prefix}_${SAMPLE_ID}`
    },
  }
  const deps = { ...given, ids, config: { ...given.config, DATA_DIR: t.testdir() } }
  await published(deps, ['Harbour Kitchen', 'Shelter', 'Night School'])
  const series = await createSeries(deps, 'test', { hashtag: 'AllyChat', name: 'Ally Chat', timezone: 'UTC', hosts: [] })
  await createChat(deps, 'test', { series_id: series.id, starts_at: '2026-03-01T15:00', topic: 'Allies', questions: [] })
  await createList(deps, 'test', { name: 'Allies', private: false })
  await takeSnapshot(deps, 'test', { name: 'Spring' })
  const { app, key } = await testApp(t, deps)
  const ALLIES = await app.listen({ port: 0, host: '127.0.0.1' })
  // The samples end the first.
  await key('directory:curate')
  const ALLIES_KEY = await key('admin')

  const { paths } = JSON.parse(await buildOpenApi(app)) as {
    paths: Record<string, Record<string, Operation & { 'x-codeSamples'?: Sample[]; responses: object }>>
  }
  let ran = 0
  // What is deleted is deleted last.
  for (const part of [['get'], ['post', 'put', 'patch'], ['delete']])
    for (const [path, method, operation] of Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => [path, method, operation] as const),
    )) {
      if (!part.includes(method)) continue
      const name = operation.operationId
      const samples = operation['x-codeSamples'] ?? []
      const source = (label: string) => samples.find((one) => one.label === label)?.source ?? ''
      const fits = (status: number, by: string) => {
        ran++
        const open = method === 'get' && !operation['x-required-scope'] && !PERSONAL.includes(name)
        const good = status in operation.responses && (status < 300 || (!open && STATE.includes(status)))
        t.ok(good, `${name} by ${by}: ${status} (${method} ${path})`)
      }
      const env = { PATH: process.env.PATH, ALLIES, ALLIES_KEY }
      // As written, but that the status is told.
      const { stdout } = await run('sh', ['-c', `${source('curl')} -s -o /dev/null -w '%{http_code}'`], { env })
      fits(Number(stdout), 'curl')
      const fetched = await new ScriptOf('ALLIES', 'ALLIES_KEY', `${source('fetch')}\nawait answer.arrayBuffer()\nreturn answer`)(ALLIES, ALLIES_KEY)
      fits(fetched.status, 'fetch')
    }
  t.ok(ran > 200, `${ran} samples ran`)
  t.match((await app.inject('/docs/json')).body, /```sh\\ncurl/, 'the page shows them')
})
