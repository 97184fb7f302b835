import fc from 'fast-check'
import t from 'tap'
import { frameOf, oembed, shownAt } from '../../src/web/embed/oembed.js'
import { widgetScript } from '../../src/web/embed/widget.js'
import type { Site } from '../../src/web/layout.js'
import { holds } from '../helpers/property.js'
import { testApp } from '../http/app.js'
import { onOneEngine } from '../http/one-engine.js'
import { listOf } from './embed-world.js'

const SITE: Site = { name: 'Our "Allies" </script>', url: 'https://allies.example' }
const LIST = 'lst_01jnb1h6w0e3qxt6yz0p4v8kdm'

t.test('only addresses of ours that show something can stand elsewhere', async (t) => {
  const rows: [string, ReturnType<typeof shownAt>][] = [
    [`https://allies.example/lists/${LIST}`, { list: LIST }],
    [`https://allies.example/lists/${LIST}?cursor=x#top`, { list: LIST }],
    ['https://allies.example', { category: null }],
    ['https://allies.example/?category=C', { category: 'C' }],
    ['https://allies.example/?category=Z', null],
    ['https://allies.example/desk', null],
    ['https://allies.example/lists/other', null],
    [`http://allies.example/lists/${LIST}`, null],
    [`https://allies.example.evil.example/lists/${LIST}`, null],
    [`https://allies.example@evil.example/lists/${LIST}`, null],
    [`https://me@allies.example/lists/${LIST}`, null],
    [`https://allies.example:8443/lists/${LIST}`, null],
    ['javascript:alert(1)', null],
    ['', null],
  ]
  for (const [address, shown] of rows) t.same(shownAt(address, SITE), shown, address)
})

t.test('the frame fits the room there is, and nothing in a title ends its markup', async (t) => {
  t.match(oembed({ list: LIST }, 'x', SITE, {}), { version: '1.0', type: 'rich', width: 480, height: 600, cache_age: 300 })
  t.match(oembed({ list: LIST }, 'x', SITE, { maxwidth: 300, maxheight: 10 }), { width: 300, height: 200 })
  t.equal(frameOf({ category: 'C' }, SITE), 'https://allies.example/embed/allies?category=C')
  holds(
    t,
    fc.property(fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', 'a', ' ', '\u2028') }), (title) => {
      const { html } = oembed({ list: LIST }, title, SITE, {})
      return [...html.matchAll(/</g)].length === 2 && [...html.matchAll(/"/g)].length === 14
    }),
    'two tags and seven attributes',
  )
})

t.test('the script is small, and the name of a community cannot end it', async (t) => {
  const script = widgetScript(SITE)
  t.ok(Buffer.byteLength(script) <= 10 * 1024, `${Buffer.byteLength(script)} bytes`)
  t.notMatch(script, '</script')
  t.notMatch(script, /innerHTML|document\.cookie|localStorage|insertAdjacent|document\.write/)
})

onOneEngine('a list says how it can stand elsewhere, and what stands there is allowed to', async (t, deps) => {
  const { app } = await testApp(t, deps)
  const id = await listOf(deps, ['Harbour Food', '<img src=x onerror=alert(1)>'])
  const page = await app.inject(`/lists/${id}`)
  const [, address = ''] = /type="application\/json\+oembed" href="([^"]+)"/.exec(page.body) ?? []
  t.match(page.body, `data-list=&quot;${id}&quot;`, 'the lines to paste')
  const answer = await app.inject(address.replaceAll('&amp;', '&'))
  t.equal(answer.statusCode, 200)
  t.equal(answer.headers['access-control-allow-origin'], '*')
  const [, frame = ''] = /src="([^"]+)"/.exec((answer.json() as { html: string }).html) ?? []
  t.equal(frame, `http://localhost:3000/embed/lists/${id}`)
  const framed = await app.inject(new URL(frame).pathname)
  t.equal(framed.statusCode, 200)
  t.match(String(framed.headers['content-security-policy']), /form-action 'none'.*frame-ancestors \*/)
  t.notOk(framed.headers['x-frame-options'])
  t.notOk(framed.headers['set-cookie'])
  t.match(framed.body, 'Harbour Food')
  t.notMatch(framed.body, '<img')
  t.match(String(page.headers['content-security-policy']), "frame-ancestors 'none'", 'other pages stay out of frames')

  for (const [path, status] of [
    ['/oembed', 404],
    ['/oembed?url=https://elsewhere.example/', 404],
    [`/oembed?format=xml&url=http://localhost:3000/lists/${id}`, 501],
    [`/oembed?url=http://localhost:3000/lists/${LIST}`, 404],
    [`/embed/lists/${LIST}`, 404],
    ['/embed/allies?category=C&utm_source=x', 200],
  ] as const)
    t.equal((await app.inject(path)).statusCode, status, path)
})

onOneEngine('a private list stands nowhere', async (t, deps) => {
  const { app } = await testApp(t, deps)
  const id = await listOf(deps, ['Harbour Food'], true)
  for (const path of [`/lists/${id}`, `/embed/lists/${id}`, `/oembed?url=http://localhost:3000/lists/${id}`])
    t.equal((await app.inject(path)).statusCode, 404, path)
})
