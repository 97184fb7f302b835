import { testApp } from './app.js'
import { onOneEngine } from './one-engine.js'

onOneEngine('who knows only the site finds the API, and every address that is named is there', async (t, deps) => {
  const { app } = await testApp(t, deps)
  const catalog = await app.inject('/.well-known/api-catalog')
  t.equal(catalog.statusCode, 200)
  t.match(String(catalog.headers['content-type']), /^application\/linkset\+json; profile="https:\/\/www\.rfc-editor\.org\/info\/rfc9727"/)
  const [entry] = catalog.json().linkset
  t.equal(entry.anchor, 'http://localhost:3000/api/v1')
  const page = await app.inject('/llms.txt')
  t.match(String(page.headers['content-type']), 'text/plain')
  t.match(page.body, /^# Community Allies\n\n> /)
  const own = /http:\/\/localhost:3000(\/[\w./-]+)/g
  const named = new Set([...catalog.body.matchAll(own), ...page.body.matchAll(own)].map(([, path]) => path ?? ''))
  named.delete('/api/v1')
  t.ok(named.size >= 8)
  for (const path of named) t.equal((await app.inject({ url: path, headers: { accept: '*/*' } })).statusCode, 200, path)
})

const told = { config: { CONTACT: 'mailto:hello@allies.example' } }

onOneEngine(
  'who finds a weakness learns whom to tell, in a file that has not expired',
  async (t, deps) => {
    const { app } = await testApp(t, deps)
    const file = await app.inject('/.well-known/security.txt')
    t.match(String(file.headers['content-type']), 'text/plain')
    const fields = Object.fromEntries(
      file.body
        .trim()
        .split('\n')
        .map((line) => line.split(/: (.*)/)),
    )
    t.equal(fields.Contact, 'mailto:hello@allies.example')
    t.equal(fields.Canonical, 'http://localhost:3000/.well-known/security.txt')
    const left = Date.parse(fields.Expires) - deps.clock.now().getTime()
    t.ok(left > 86_400_000 && left < 365 * 86_400_000)
    deps.clock.advance(400 * 86_400_000)
    t.ok(Date.parse(/Expires: (.*)/.exec((await app.inject('/.well-known/security.txt')).body)?.[1] ?? '') > deps.clock.now().getTime())
  },
  told,
)

onOneEngine('without a contact there is no such file', async (t, deps) => {
  const { app } = await testApp(t, deps)
  t.equal((await app.inject('/.well-known/security.txt')).statusCode, 404)
})
