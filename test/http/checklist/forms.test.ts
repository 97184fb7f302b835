import { parse } from 'csv-parse/sync'
import { SaxesParser } from 'saxes'
import { createChat, createSeries } from '../../../src/chats/service.js'
import { editAlly, getReview } from '../../../src/directory/service.js'
import { listOf } from '../../web/embed-world.js'
import { testApp } from '../app.js'
import { point } from './points.js'
import { itemsOf, published } from './world.js'

const HOSTILE = '=1+1 <script>alert(1)</script> & "Søn"'

point(16, async (t, deps) => {
  const { call } = await testApp(t, deps)
  await published(deps, ['Harbour Kitchen', HOSTILE, 'Line\nbreak, comma'])
  const items = itemsOf<{ id: string; name: string; accounts: { handle: string; user_id: string }[] }>(await call('GET', '/allies'))
  t.equal(items.length, 3)
  const rows = (text: string): Record<string, string>[] => parse(text, { columns: true })
  const bySuffix = rows((await call('GET', '/allies.csv')).body)
  const byAccept = await call('GET', '/allies', { headers: { accept: 'text/csv' } })
  t.match(String(byAccept.headers['content-type']), 'text/csv')
  const without = (all: Record<string, string>[]) => all.map(({ as_of: _, ...row }) => row)
  t.same(without(rows(byAccept.body)), without(bySuffix))
  t.same(
    bySuffix.map(({ id, name, handles, x_user_ids }) => [id, name?.replace(/^'(?==)/, ''), handles, x_user_ids]),
    items.map(({ id, name, accounts }) => [id, name, accounts[0]?.handle, accounts[0]?.user_id]),
  )
  t.equal(bySuffix.find(({ name }) => name?.includes('1+1'))?.name, `'${HOSTILE}`, 'no spreadsheet computes it')
  t.ok(bySuffix.every(({ licence, as_of }) => licence && as_of))
})

point(17, async (t, deps) => {
  const { call } = await testApp(t, deps)
  const [id = ''] = await published(deps, [HOSTILE, 'Harbour Kitchen'])
  const read = async () => {
    const atom = (await call('GET', '/allies.atom')).body
    const names: string[] = []
    const parser = new SaxesParser({ xmlns: true })
    parser.on('error', (error) => t.fail(error.message))
    parser.on('opentag', (tag) => void names.push(tag.local))
    parser.write(atom).close()
    for (const name of ['feed', 'id', 'title', 'updated', 'entry', 'link']) t.ok(names.includes(name), `atom:${name}`)
    const json = (await call('GET', '/allies.feed.json')).json() as {
      version: string
      title: string
      items: { id: string; url: string; title: string; date_published: string }[]
    }
    t.equal(json.version, 'https://jsonfeed.org/version/1.1')
    t.ok(json.title && json.items.every((item) => item.id && item.url && !Number.isNaN(Date.parse(item.date_published))))
    const ids = [...atom.matchAll(/<entry>.*?<id>([^<]+)<\/id>/gs)].map(([, one]) => one)
    t.same(
      ids,
      json.items.map((item) => item.id),
      'both name the same entries',
    )
    return json.items.map((item) => item.id).sort()
  }
  const before = await read()
  t.equal(before.length, 2)
  const { etag } = await getReview(deps, id)
  await editAlly(deps, 'test', id, etag, { name: 'Another name', reason: 'in a test' })
  t.same(await read(), before)
})

point(18, async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const series = await createSeries(deps, 'test', { hashtag: 'SWHelper', name: 'SW Helper', timezone: 'America/New_York', hosts: [] })
  const chats = []
  // The clocks of New York go forward on 8 March 2026.
  for (const day of ['2026-03-07', '2026-03-08'])
    chats.push(await createChat(deps, 'test', { series_id: series.id, starts_at: `${day}T15:00`, topic: 'Allies; and, more', questions: [] }))
  const events = async () => {
    const answer = await call('GET', '/chats.ics')
    t.match(String(answer.headers['content-type']), 'text/calendar')
    t.ok(answer.body.split('\r\n').every((line) => Buffer.byteLength(line) <= 75))
    const lines = answer.body.replaceAll('\r\n ', '').trimEnd().split('\r\n')
    t.same([lines[0], lines.at(-1)], ['BEGIN:VCALENDAR', 'END:VCALENDAR'])
    const all = (name: string) => lines.filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1))
    t.same([all('TZID'), all('BEGIN').filter((one) => one === 'VTIMEZONE')], [['America/New_York'], ['VTIMEZONE']], 'its zone with it')
    return { uids: all('UID').sort(), starts: all('DTSTART;TZID=America/New_York').sort(), sequences: all('SEQUENCE').sort() }
  }
  const first = await events()
  t.same(first.starts, ['20260307T150000', '20260308T150000'])
  t.not(new Date(chats[0]?.starts_at ?? 0).getUTCHours(), new Date(chats[1]?.starts_at ?? 0).getUTCHours())
  await call('PATCH', `/chats/${chats[0]?.id}`, { key: await key('admin'), body: { topic: 'Friends' }, headers: { 'if-match': chats[0]?.etag ?? '' } })
  const second = await events()
  t.same(second.uids, first.uids)
  t.same(
    [first.sequences, second.sequences],
    [
      ['0', '0'],
      ['0', '1'],
    ],
  )
})

point(19, async (t, deps) => {
  const { app, call } = await testApp(t, deps)
  const [id = ''] = await published(deps, ['</script><script>alert(1)</script>', 'Harbour Kitchen'])
  const graph = (await call('GET', '/allies.jsonld')).json() as {
    '@context': string
    '@type': string
    itemListElement: { item: { '@type': string; sameAs: string[] } }[]
  }
  t.match(graph, { '@context': /schema\.org/, '@type': 'ItemList' })
  t.ok(
    graph.itemListElement.length === 2 &&
      graph.itemListElement.every(({ item }) => item['@type'] === 'Organization' && item.sameAs[0]?.startsWith('https://x.com/')),
  )
  t.equal((await call('GET', '/allies', { headers: { accept: 'application/ld+json' } })).json()['@type'], 'ItemList')
  const page = (await app.inject(`/allies/${id}`)).body
  const [, script = ''] = /<script type="application\/ld\+json"[^>]*>(.*?)<\/script>/s.exec(page) ?? []
  t.match(JSON.parse(script || 'null'), { '@type': 'Organization', name: '</script><script>alert(1)</script>' })
  t.notMatch(page, '<script>alert')
})

point(20, async (t, deps) => {
  const { app } = await testApp(t, deps)
  const list = await listOf(deps, ['Harbour Kitchen', HOSTILE])
  const script = await app.inject('/widget.js')
  t.ok(Buffer.byteLength(script.body) <= 10 * 1024, `${Buffer.byteLength(script.body)} bytes`)
  t.notMatch(script.body, /document\.cookie|localStorage|innerHTML|document\.write/)
  const page = await app.inject(`/lists/${list}`)
  const [, href = ''] = /type="application\/json\+oembed" href="([^"]+)"/.exec(page.body) ?? []
  const embed = await app.inject(href.replaceAll('&amp;', '&'))
  t.match(embed.json(), { version: '1.0', type: 'rich', html: /^<iframe / })
  const frame = await app.inject(`/embed/lists/${list}`)
  t.match(frame.body, 'Harbour Kitchen')
  t.notMatch(frame.body, '<script>alert')
  for (const answer of [script, embed, frame]) t.notOk(answer.headers['set-cookie'])
  t.match(String(frame.headers['content-security-policy']), 'frame-ancestors *')
  t.equal((await app.inject('/oembed?url=https://elsewhere.example/')).statusCode, 404)
})
