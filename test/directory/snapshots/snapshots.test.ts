import { writeFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import t from 'tap'
import { verifyAudit } from '../../../src/access/audit/service.js'
import { snapshotCommands } from '../../../src/cli/snapshots.js'
import { mergeAlly } from '../../../src/directory/identity/decisions.js'
import { editAlly, getReview } from '../../../src/directory/service.js'
import { checkSnapshot, checksumOf, entryHash, type SnapshotItem } from '../../../src/directory/snapshots/checksum.js'
import { takeSnapshot } from '../../../src/directory/snapshots/service.js'
import { canonical } from '../../../src/kernel/canonical.js'
import { onBoth, onPostgres, type TestDeps } from '../../helpers/engines.js'
import { typed } from '../../helpers/typed.js'
import { approveAll, decide } from '../../helpers/world.js'
import { testApp } from '../../http/app.js'
import { openDesk } from '../../web/desk.js'

const sealed = (texts: readonly string[]) => {
  const sum = checksumOf()
  const items = texts.map((text, i): SnapshotItem => {
    const hash = entryHash(`salt ${i}`, text)
    sum.add(hash)
    return { n: i + 1, hash, salt: `salt ${i}`, text }
  })
  return { items, checksum: sum.end() }
}

t.test('the checksum holds whoever is taken out, and for nothing else', async (t) => {
  const texts = fc.array(fc.string(), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(texts, fc.array(fc.nat(11), { maxLength: 5 }), fc.nat(11), fc.string({ minLength: 1 }), (all, out, at, more) => {
      const { items, checksum } = sealed(all)
      const left = items.map((one, i) => (out.includes(i) ? { ...one, salt: null, text: null } : one))
      const found = checkSnapshot(left, checksum)
      t.equal(found.intact, true)
      t.equal(found.withdrawn, new Set(out.filter((i) => i < all.length)).size)
      const i = at % all.length
      const other = items.map((one, k) => (k === i ? { ...one, text: `${one.text}${more}` } : one))
      t.match(checkSnapshot(other, checksum), { intact: false, changed: [i + 1] })
      t.equal(checkSnapshot(items.slice(1), checksum).intact, false)
      if (all.length > 1) t.equal(checkSnapshot([...items].reverse(), checksum).intact, false)
    }),
    { numRuns: 60 },
  )
})

async function world(deps: TestDeps) {
  const ids = await approveAll(deps, ['Org1_eg', 'Org2_eg', 'Org3_eg', 'Org4_eg'])
  return ['Org1_eg', 'Org2_eg', 'Org3_eg', 'Org4_eg'].map((handle) => ids.get(handle) ?? '')
}

onBoth('a snapshot stays as it was taken while the directory goes on', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const own = await key('directory:curate')
  const [one = '', two = '', three = ''] = await world(deps)
  t.equal((await call('POST', '/snapshots', { body: { name: 'x' } })).statusCode, 401)
  for (const body of [{}, { name: '' }, { name: 'x'.repeat(101) }, { name: 'x', note: 'y'.repeat(1001) }, { name: 'x', entries: 3 }])
    t.equal((await call('POST', '/snapshots', { key: own, body })).statusCode, 400, JSON.stringify(body).slice(0, 40))
  const made = await call('POST', '/snapshots', { key: own, body: { name: 'Spring', note: 'For the wrap-up' } })
  t.equal(made.statusCode, 201)
  const snapshot = made.json()
  t.match(snapshot, { id: /^snp_/, name: 'Spring', entries: 4, withdrawn: 0, checksum: /^[0-9a-f]{64}$/, licence: /^https:/ })
  t.match(snapshot.citation, new RegExp(`Spring: directory of allies, 4 entries .*${snapshot.checksum}.*/snapshots/${snapshot.id}$`))
  t.equal(made.headers.location, `/api/v1/snapshots/${snapshot.id}`)
  const files = async () => ({
    json: (await call('GET', `/snapshots/${snapshot.id}/allies.json`)).body,
    csv: (await call('GET', `/snapshots/${snapshot.id}/allies.csv`)).body,
  })
  const before = await files()

  const { etag } = await getReview(deps, one)
  await editAlly(deps, 'test', one, etag, { name: 'Another name altogether', reason: 'test' })
  await decide(deps, two, 'retire')
  await approveAll(deps, ['Org5_eg'])
  t.same(await files(), before, 'not a byte is different')
  t.match((await call('GET', `/snapshots/${snapshot.id}`)).json(), snapshot)
  t.equal((await call('GET', '/allies')).json().items.length, 4)

  const { items } = JSON.parse(before.json)
  const asItems = items.map((one: { entry: unknown }) => ({ ...one, text: one.entry === null ? null : canonical(one.entry) }))
  t.match(checkSnapshot(asItems, snapshot.checksum), { intact: true, entries: 4 })
  t.equal((parse(before.csv, { columns: true }) as { id: string }[]).length, 4)

  deps.clock.advance(1000)
  const next = (await call('POST', '/snapshots', { key: own, body: { name: 'Later' } })).json()
  const first = (await call('GET', '/snapshots?limit=1')).json()
  t.match(first, { items: [{ id: next.id }], next_cursor: String })
  t.match((await call('GET', `/snapshots?limit=1&cursor=${first.next_cursor}`)).json(), { items: [{ id: snapshot.id }], next_cursor: null })
  t.equal((await call('GET', `/snapshots/${next.id.replace(/.$/, '0')}`)).statusCode, 404)
  t.ok(three)
  t.equal((await verifyAudit(deps)).intact, true)
})

onBoth('a snapshot has a name that can be read', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const curator = await key('directory:curate')
  for (const name of [' ', '\u00a0', '\n', ''])
    t.equal((await call('POST', '/snapshots', { key: curator, body: { name } })).statusCode, 400, JSON.stringify(name))
  t.equal((await call('POST', '/snapshots', { key: curator, body: { name: ' Spring ' } })).json().name, 'Spring')
})

onBoth('who withdraws is gone from every snapshot, also as a part of another entry; the checksum holds', async (t, deps) => {
  const { call } = await testApp(t, deps)
  const [one = '', two = '', three = ''] = await world(deps)
  const early = await takeSnapshot(deps, 'test', { name: 'Early' })
  await mergeAlly(deps, two, one, { actor: 'test', reason: 'one body' })
  const late = await takeSnapshot(deps, 'test', { name: 'Late' })
  t.equal(late.entries, 3)
  const read = async (id: string) => JSON.parse((await call('GET', `/snapshots/${id}/allies.json`)).body)
  const check = async (id: string) => {
    const { items, checksum } = await read(id)
    return checkSnapshot(
      items.map((item: { entry: unknown }) => ({ ...item, text: item.entry === null ? null : canonical(item.entry) })),
      checksum,
    )
  }
  await decide(deps, one, 'withdraw')
  for (const [snapshot, withdrawn] of [
    [early, 2],
    [late, 1],
  ] as const) {
    const file = await read(snapshot.id)
    t.notMatch(JSON.stringify(file), /org1_eg|org2_eg/i)
    t.notMatch(JSON.stringify(file.items), new RegExp(`${one}|${two}`))
    t.match(file, { withdrawn, entries: snapshot.entries, checksum: snapshot.checksum })
    t.match(await check(snapshot.id), { intact: true, withdrawn })
    t.notMatch((await call('GET', `/snapshots/${snapshot.id}/allies.csv`)).body, /org1_eg|org2_eg/i)
  }
  await decide(deps, three, 'retire')
  t.match(await check(late.id), { intact: true, withdrawn: 1 }, 'who is retired only was an ally then')
  const etags = new Set(await Promise.all(['json', 'csv'].map(async (form) => (await call('GET', `/snapshots/${late.id}/allies.${form}`)).headers.etag)))
  t.equal(etags.size, 2)
})

onBoth('a snapshot is taken back on its first day only; desk and command line do the same', async (t, deps) => {
  let desk = await openDesk(t, deps)
  const { call, key, app } = desk
  const own = await key('directory:curate')
  await world(deps)
  t.match((await desk.post('/desk/snapshots', { name: ' ', note: 'kept' })).body, /Please give it a name[\s\S]*kept/)
  t.equal((await desk.post('/desk/snapshots', { name: 'By <hand>', note: '' })).statusCode, 303)
  const [made] = (await call('GET', '/snapshots')).json().items
  t.equal(made.name, 'By <hand>')
  const pages = await Promise.all(['/snapshots', `/snapshots/${made.id}`].map(async (url) => (await app.inject(url)).body))
  for (const page of pages) t.match(page, /By &lt;hand>|By &lt;hand&gt;/)
  t.match(pages[1], made.checksum)

  const dir = t.testdir({})
  const run = typed(t, deps, snapshotCommands)
  const allies = (...words: string[]) => run('snapshot', ...words, '--json')
  deps.clock.advance(60_000)
  const second = (await allies('take', 'Typed', '--note', 'n')).json
  t.match((await allies('list')).json, { items: [{ id: second.id }, { id: made.id }] })
  const file = (await call('GET', `/snapshots/${second.id}/allies.json`)).body
  await writeFile(`${dir}/good.json`, file)
  await writeFile(`${dir}/bad.json`, file.replace('Org3_eg', 'Org9_eg'))
  await writeFile(`${dir}/none.json`, '{"items":[null]}')
  t.match((await allies('verify', `${dir}/good.json`)).json, { intact: true, entries: 4 })
  t.match(await allies('verify', `${dir}/bad.json`), { code: 1, json: { intact: false, changed: [Number] } })
  t.match(await allies('verify', `${dir}/good.json`, '--checksum', made.checksum), { code: 1, json: { intact: false } })
  for (const none of ['none.json', 'absent.json']) await t.rejects(allies('verify', `${dir}/${none}`), /is no snapshot|cannot be read/)

  t.equal((await desk.post(`/desk/snapshots/${made.id}/take-back`, {})).statusCode, 303)
  t.equal((await call('GET', `/snapshots/${made.id}/allies.json`)).statusCode, 404)
  deps.clock.advance(86_400_001)
  desk = await openDesk(t, deps)
  t.match((await call('DELETE', `/snapshots/${second.id}`, { key: own })).json(), { code: 'conflict', detail: /may have cited it/ })
  t.equal((await desk.post(`/desk/snapshots/${second.id}/take-back`, {})).statusCode, 409)
  t.notMatch((await desk.get('/desk/snapshots')).body, /Take back</)
  await t.rejects(allies('remove', second.id), /may have cited it/)
})

onPostgres('what is published while the copy is made waits, and is not half in it', async (t, deps) => {
  const ids = await world(deps)
  const [taken] = await Promise.all([
    takeSnapshot(deps, 'test', { name: 'Beside others' }),
    ...ids.map(async (id) => decide(deps, id, 'retire').catch(() => undefined)),
  ])
  const rows = await deps.store.db.execute<{ n: number }>(`select count(*)::int as n from snapshot_entry where snapshot_id = '${taken.id}'`)
  t.equal((rows as unknown as { rows: { n: number }[] }).rows[0]?.n, taken.entries)
  t.equal((await takeSnapshot(deps, 'test', { name: 'After' })).entries, 0)
})
