import fp from 'fastify-plugin'
import type { App } from '../../src/http/app-types.js'
import { checkProof } from '../../src/privacy/look.js'
import { askToLeave } from '../../src/privacy/service.js'
import { onBoth } from '../helpers/engines.js'
import { type LeaveWorld, leaveWorld } from './world.js'

type Surface = string | ((world: LeaveWorld) => string[])

const SAME = 'the same bytes whatever the directory holds'
const OWN = 'shown to whoever holds its link, who wrote the name himself'

/**
 * Every public address, with where it is looked at; a text says why it is not. Whoever adds a route adds it here: a surface that nobody thought of is how
 * somebody who left stays to be seen.
 */
const SURFACES: Readonly<Record<string, Surface>> = {
  '/': () => ['/', '/?q=Harbour', '/?category=C'],
  '/allies/:id': ({ leaving }) => [`/allies/${leaving}`],
  '/lists': () => ['/lists'],
  '/lists/:id': ({ list }) => [`/lists/${list}`],
  '/chats/:id': ({ chat }) => [`/chats/${chat}`],
  '/chats/:id/board': ({ chat }) => [`/chats/${chat}/board`],
  '/chats/:id/board/events': 'a stream of what /api/v1/chats/:id/board answers (test/web/board.test.ts)',
  '/embed/allies': () => ['/embed/allies'],
  '/embed/lists/:id': ({ list }) => [`/embed/lists/${list}`],
  '/oembed': ({ list }) => [`/oembed?url=${encodeURIComponent(`http://localhost:3000/lists/${list}`)}`],
  '/api/v1/allies': () => ['/api/v1/allies', '/api/v1/allies?q=harbour', '/api/v1/allies?q=org1_eg', '/api/v1/allies?sort=-support&count=true'],
  '/api/v1/allies/:id': ({ leaving }) => [`/api/v1/allies/${leaving}`],
  '/api/v1/allies/:id/relations': ({ leaving, staying }) => [`/api/v1/allies/${leaving}/relations`, `/api/v1/allies/${staying}/relations`],
  '/api/v1/allies.csv': () => ['/api/v1/allies.csv'],
  '/api/v1/allies.jsonld': () => ['/api/v1/allies.jsonld'],
  '/api/v1/allies.atom': () => ['/api/v1/allies.atom'],
  '/api/v1/allies.feed.json': () => ['/api/v1/allies.feed.json'],
  '/api/v1/categories': () => ['/api/v1/categories'],
  '/api/v1/changes': () => ['/api/v1/changes', '/api/v1/changes?updated_since=2026-01-01T00:00:00Z'],
  '/api/v1/chats': () => ['/api/v1/chats'],
  '/api/v1/chats.ics': () => ['/api/v1/chats.ics'],
  '/api/v1/chats/:id': ({ chat }) => [`/api/v1/chats/${chat}`],
  '/api/v1/chats/:id/board': ({ chat }) => [`/api/v1/chats/${chat}/board`],
  '/api/v1/lists': () => ['/api/v1/lists'],
  '/api/v1/lists/:id': ({ list }) => [`/api/v1/lists/${list}`],
  '/api/v1/lists/:id/members': ({ list }) => [`/api/v1/lists/${list}/members`],
  '/api/v1/reach': ({ list }) => [`/api/v1/reach?list=${list}`],
  '/api/v1/reach.svg': ({ list }) => [`/api/v1/reach.svg?list=${list}`],
  '/api/v1/series': () => ['/api/v1/series'],
  '/api/v1/series/:id': ({ series }) => [`/api/v1/series/${series}`],
  '/api/v1/snapshots': () => ['/api/v1/snapshots'],
  '/api/v1/snapshots/:id': ({ snapshot }) => [`/api/v1/snapshots/${snapshot}`],
  '/api/v1/snapshots/:id/allies.json': ({ snapshot }) => [`/api/v1/snapshots/${snapshot}/allies.json`],
  '/api/v1/snapshots/:id/allies.csv': ({ snapshot }) => [`/api/v1/snapshots/${snapshot}/allies.csv`],
  '/snapshots': () => ['/snapshots'],
  '/snapshots/:id': ({ snapshot }) => [`/snapshots/${snapshot}`],
  '/api/v1/standing': 'repeats the name that was asked about, and says nothing of it (test/privacy/leave.test.ts)',
  '/api/v1/nomination-status/:code': OWN,
  '/api/v1/leave-requests/:request': OWN,
  '/status/:code': OWN,
  '/leave/:request': OWN,
  '/leave': () => ['/leave'],
  '/leave/callback': 'leads on to /leave/:request',
  '/nominate': () => ['/nominate'],
  '/about': () => ['/about'],
  '/desk': () => ['/desk'],
  '/desk/owner/callback': 'asks for a session',
  '/desk/sign-in/callback': 'who signed in, and nothing of the directory (test/access/organisers.test.ts)',
  '/.well-known/api-catalog': SAME,
  '/.well-known/security.txt': SAME,
  '/changelog': SAME,
  '/compatibility': SAME,
  '/assets/*': SAME,
  '/docs': SAME,
  '/docs/json': SAME,
  '/docs/samples': SAME,
  '/docs/static/*': SAME,
  '/docs/static/index.html': SAME,
  '/docs/static/swagger-initializer.js': SAME,
  '/docs/static/theme/icon.svg': SAME,
  '/docs/static/theme/own.css': SAME,
  '/docs/yaml': SAME,
  '/errors': SAME,
  '/errors/:code': SAME,
  '/formats': SAME,
  '/livez': SAME,
  '/llms.txt': SAME,
  '/openapi.json': SAME,
  '/readyz': SAME,
  '/widget.js': SAME,
}

/** Whatever tells who it is: the name, the handle, the number on X, the id of the entry. */
const MARKS = /harbour kitchen|harbour\.example|org1_eg|14000101/i

onBoth('who left is gone from every public address at once; a new address must say how it is looked at', async (t, deps) => {
  const routes = new Set<string>()
  const note = fp(async (app: App) => {
    app.addHook('onRoute', ({ method, url, config }) => {
      const isPublic = config?.scope === undefined && (config as { desk?: string } | undefined)?.desk === undefined
      if ([method].flat().includes('GET') && isPublic) routes.add(url.replace(/^\/assets\/.*/, '/assets/*'))
    })
  })
  const world = await leaveWorld(t, deps, note as never)
  t.same([...routes].sort(), Object.keys(SURFACES).sort(), 'every public address is in the table')

  const addresses = Object.values(SURFACES).flatMap((surface) => (typeof surface === 'string' ? [] : surface(world)))
  const shown = async () => {
    const bodies = new Map<string, string>()
    for (const url of addresses) {
      const answer = await world.app.inject(url)
      t.ok(answer.statusCode < 500, url)
      // What was asked is repeated in the address of the page itself.
      bodies.set(url, answer.body.replaceAll(/q=\w+/gi, '').replaceAll(/value="harbour"/gi, ''))
    }
    return bodies
  }
  const before = await shown()
  const seen = [...before].filter(([, body]) => MARKS.test(body)).map(([url]) => url)
  t.ok(seen.length >= 14, `it stood at ${seen.length} addresses: ${seen.join(' ')}`)

  const etag = String((await world.app.inject('/api/v1/allies')).headers.etag)

  const { request, secret } = await askToLeave(deps, { target: '@Org1_eg' })
  world.sim.changeUser('14000101', { description: request.code })
  await checkProof(deps, secret, 'profile')

  const after = await shown()
  for (const [url, body] of after) {
    t.notMatch(body, MARKS, url)
    // Whoever keeps a copy must be told which entry to drop, and is told nothing else.
    if (!url.includes(world.leaving) && !url.startsWith('/api/v1/changes')) t.notMatch(body, world.leaving, url)
  }
  for (const url of [`/allies/${world.leaving}`, `/api/v1/allies/${world.leaving}`]) t.equal((await world.app.inject(url)).statusCode, 404)
  t.match(after.get('/api/v1/allies'), /org2_eg/i, 'the other one is still there')

  t.equal(
    (await world.app.inject({ url: '/api/v1/allies', headers: { 'if-none-match': etag } })).statusCode,
    200,
    'a copy kept elsewhere is not said to be good still',
  )
})
