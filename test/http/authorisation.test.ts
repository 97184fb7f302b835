import { SCOPES } from '../../src/access/scopes.js'
import { createKey, revokeKey } from '../../src/access/service.js'
import { buildOpenApi } from '../../src/http/openapi.js'
import { testApp } from './app.js'
import { onOneEngine } from './one-engine.js'

const DAY_MS = 86_400_000
const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const

interface Operation {
  operationId: string
  'x-required-scope'?: string
}

/** Addresses that exist in form: what is behind them is found missing, which is told only to who may ask. */
const addressOf = (path: string) =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => (name === 'id' ? 'aly_01jnb1h6w0e3qxt6yz0p4v8kdm' : '00000000000000000000000000'))

onOneEngine('every operation for everybody: without a key, with each scope, with a revoked, an expired and an invented key', async (t, deps) => {
  const { app, call } = await testApp(t, deps)
  const document = JSON.parse(await buildOpenApi(app)) as { paths: Record<string, Record<string, Operation>> }
  const keyOf = async (scope: string) => [scope, (await createKey(deps, { name: scope, scopes: [scope], actor: 'test' })).key] as const
  const keys = new Map(await Promise.all(SCOPES.map(keyOf)))
  const revoked = await createKey(deps, { name: 'revoked', scopes: ['admin'], actor: 'test' })
  await revokeKey(deps, 'test', revoked.id)
  const expired = await createKey(deps, { name: 'expired', scopes: ['admin'], actor: 'test', expires_at: new Date(deps.clock.now().getTime() + DAY_MS) })
  deps.clock.advance(2 * DAY_MS)
  const bad = { revoked: revoked.key, expired: expired.key, invented: `${[...keys.values()][0]?.slice(0, -4)}0000` }

  let asked = 0
  const wrong: string[] = []
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = operations[method]
      if (!operation) continue
      const needed = operation['x-required-scope']
      const ask = async (who: string, key: string | undefined, expected: (status: number) => boolean) => {
        asked++
        const upper = method.toUpperCase() as 'GET'
        const answer = await call(upper, addressOf(path), { ...(key ? { key } : {}), ...(method === 'get' ? {} : { body: {} }) })
        const challenge = String(answer.headers['www-authenticate'] ?? '')
        const named = answer.statusCode === 401 ? challenge.startsWith('Bearer') : answer.statusCode === 403 ? challenge.includes(`scope="${needed}"`) : true
        if (!expected(answer.statusCode) || !named) wrong.push(`${operation.operationId} as ${who}: ${answer.statusCode} ${challenge}`)
        if (answer.statusCode === 403 && answer.json().required_scope !== needed) wrong.push(`${operation.operationId} as ${who}: does not name ${needed}`)
      }
      // 503 is what needs X says here, where there is none.
      const letsIn = (status: number) => status !== 401 && status !== 403 && (status < 500 || status === 503)
      await ask('anyone', undefined, needed ? (status) => status === 401 : letsIn)
      for (const [scope, key] of keys)
        await ask(scope, key, needed === undefined || scope === needed || scope === 'admin' ? (status) => letsIn(status) : (status) => status === 403)
      if (needed) for (const [who, key] of Object.entries(bad)) await ask(who, key, (status) => status === 401)
    }
  }
  t.same(wrong, [])
  t.ok(asked > 700, `${asked} requests`)
})
