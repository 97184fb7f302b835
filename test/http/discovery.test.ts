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
