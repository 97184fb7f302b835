import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import Type from 'typebox'
import { buildOpenApi } from '../../../src/http/openapi.js'
import { ok } from '../../../src/http/schemas.js'
import { testApp } from '../app.js'
import { point } from './points.js'
import { operations, published, someAddress } from './world.js'

const run = promisify(execFile)

point(21, async (t, deps) => {
  const { app } = await testApp(t, deps)
  const generated = await buildOpenApi(app)
  const served = await app.inject('/openapi.json')
  t.ok(served.body === generated, 'served as generated')
  t.ok(readFileSync('openapi/openapi.json', 'utf8') === generated, 'committed as generated')
  t.match(JSON.parse(generated), { openapi: /^3\.1\./, info: { license: { identifier: String }, contact: {} }, servers: [{ url: '/api/v1' }] })
})

point(22, async (t, deps) => {
  const { app } = await testApp(t, deps)
  const redocly = join(dirname(createRequire(import.meta.url).resolve('@redocly/cli/package.json')), 'bin/cli.js')
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }
  const lint = async (document: string, name: string) => {
    const file = join(t.testdir(), name)
    writeFileSync(file, document)
    return run(process.execPath, [redocly, 'lint', file, '--config', 'openapi/redocly.yaml', '--format', 'json'], { env, maxBuffer: 1 << 26 }).then(
      ({ stdout }) => JSON.parse(stdout).problems.length as number,
      ({ stdout }: { stdout: string }) => JSON.parse(stdout).problems.length as number,
    )
  }
  t.match(readFileSync('openapi/redocly.yaml', 'utf8'), 'recommended-strict')
  const document = await buildOpenApi(app)
  t.equal(await lint(document, 'ours.json'), 0)
  t.ok((await lint(document.replace('"operationId": "listAllies"', '"operationId": "getAlly"'), 'spoilt.json')) > 0, 'a fault is found')
})

point(23, async (t, deps) => {
  // testApp checks each answer of every test in this suite against the document, and fails what is not in it.
  const client = await testApp(t, deps, async (app) => {
    const schema = { response: { 200: ok(Type.Object({ n: Type.Integer({ maximum: 5 }) }), 'A number.') } }
    app.get('/api/v1/good', { schema }, async () => ({ n: 5 }))
    app.get('/api/v1/bad', { schema }, async () => ({ n: 6 }))
    app.get('/api/v1/undocumented', { schema }, async (_request, reply) => {
      reply.statusCode = 202
      return { n: 1 }
    })
  })
  t.equal((await client.call('GET', '/good')).statusCode, 200)
  t.equal((await client.call('GET', '/bad')).statusCode, 500, 'a value out of bounds is a fault')
  t.equal((await client.call('GET', '/undocumented')).statusCode, 500, 'so is a status that is not in the document')
  await published(deps, ['Harbour Kitchen'])
  const own = await client.key('admin')
  let answers = 0
  for (const { method, path, operation } of await operations(client)) {
    if (['/good', '/bad', '/undocumented'].includes(path)) continue
    const answer = await client.call(method.toUpperCase() as 'GET', someAddress(path), { key: own, ...(method === 'get' ? {} : { body: {} }) })
    answers++
    t.ok(answer.statusCode < 500 || answer.statusCode === 503, `${operation.operationId} ${answer.statusCode}`)
  }
  t.ok(answers > 100)
})
