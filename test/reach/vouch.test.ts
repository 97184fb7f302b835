import { Readable } from 'node:stream'
import { setVouch, takeAudience } from '../../src/reach/audiences/service.js'
import { enterCount } from '../../src/reach/counts/service.js'
import { estimateReach } from '../../src/reach/service.js'
import { onBoth, type TestDeps } from '../helpers/engines.js'
import { testApp } from '../http/app.js'
import { openDesk } from '../web/desk.js'
import { entry } from './entries.js'

const BASE = 1_200_000_000_000_000_000n
const ids = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => String(BASE + BigInt(from + at))).join('\n')

async function give(deps: TestDeps, account: string, from: number, to: number) {
  deps.clock.advance(1_000)
  return (await takeAudience(deps, { from: Readable.from([Buffer.from(ids(from, to))]), account, source: 'cli', actor: 'cli' })).audience
}

onBoth('an organiser vouches for a list that an old count contradicts, and takes the word back', async (t, deps) => {
  const shelter = await entry(deps, { handle: 'Shelter_eg', followers: 100 })
  await entry(deps, { handle: 'Mind_eg', followers: 800 })
  const older = await give(deps, 'Shelter_eg', 0, 120)
  await give(deps, 'Mind_eg', 500, 1_300)
  const list = await give(deps, 'Shelter_eg', 0, 1_000)
  t.match(list, {
    counts: false,
    vouchable: true,
    vouched: null,
    reason: /^it holds 1,000 followers, and 100 were counted.*or vouch for it; until then the one of 2026-03-01 is used$/,
  })
  const reach = () => estimateReach(deps, { all: true }, 'organiser')
  t.match(await reach(), { level: 'stale', potential_unique_audience: { estimate: 900 }, not_used: [{ id: list.id }] })

  const { call, key } = await testApp(t, deps)
  const own = await key('directory:curate')
  const vouch = (id: string, body: object) => call('PUT', `/audiences/${id}/vouch`, { key: own, body })
  t.equal((await vouch(list.id, { reason: '  ' })).statusCode, 400, 'a reason is words')
  t.equal((await vouch(list.id, {})).statusCode, 400)
  t.equal((await vouch('aud_01jnb1h6w0e3qxt6yz0p4v8kdm', { reason: 'x' })).statusCode, 404)
  t.match((await vouch(older.id, { reason: 'x' })).json(), { status: 409, detail: 'Nothing speaks against this list.' })
  t.equal((await call('PUT', `/audiences/${list.id}/vouch`, { body: { reason: 'x' } })).statusCode, 401)
  const said = await vouch(list.id, { reason: 'The count is of last year' })
  t.equal(said.statusCode, 200, said.body)
  t.match(said.json(), { counts: true, reason: null, vouchable: false, vouched: { at: deps.clock.now().toISOString(), reason: 'The count is of last year' } })
  t.match(await reach(), { level: 'exact', gross_followers: 1_800, potential_unique_audience: { estimate: 1_300 }, not_used: [] }, 'at once')
  t.match((await vouch(list.id, { reason: 'Its owner exported it' })).json(), { vouched: { reason: 'Its owner exported it' } })

  t.match((await call('DELETE', `/audiences/${list.id}/vouch`, { key: own })).json(), { counts: false, vouched: null, vouchable: true })
  t.equal((await call('DELETE', `/audiences/${list.id}/vouch`, { key: own })).statusCode, 200, 'twice is once')
  t.match(await reach(), { potential_unique_audience: { estimate: 900 } })
  const { rows } = await deps.database.executeSql(`select action, reason from audit where subject = $1 and action like 'audience.%vouch' order by seq`, [
    shelter.ally,
  ])
  t.same(rows, [
    { action: 'audience.vouch', reason: 'The count is of last year' },
    { action: 'audience.vouch', reason: 'Its owner exported it' },
    { action: 'audience.unvouch', reason: null },
  ])
})

onBoth('a word helps against counts only, and counts that are read later are believed again', async (t, deps) => {
  await entry(deps, { handle: 'Shelter_eg', followers: 100_000 })
  await entry(deps, { handle: 'Gone_eg', followers: 10, state: 'suspended' })
  const list = await give(deps, 'Shelter_eg', 0, 6_000)
  t.match(list, { counts: false, vouchable: true, exact: false, reason: /^it was cut short/ })
  t.match(await setVouch(deps, 'cli', list.id, 'It was counted with the accounts that X deleted'), { counts: true })
  const reach = () => estimateReach(deps, { all: true }, 'organiser')
  const found = await reach()
  t.ok((found.gross_followers ?? 0) < 6_500, 'the size is that of the list')
  deps.clock.advance(1_000)
  await enterCount(deps, 'cli', 'Shelter_eg', { followers: 6_100 })
  t.match(await reach(), { gross_followers: 6_100 })

  const other = { ...deps, config: { ...deps.config, SECRET: 'another secret of more than thirty-two characters' } }
  const lost = await give(other, 'Shelter_eg', 0, 6_100)
  await t.rejects(setVouch(deps, 'cli', lost.id, 'x'), { code: 'conflict', message: /another SECRET/ })
  const gone = await give(deps, 'Gone_eg', 0, 4_000)
  t.match(gone, { counts: false, vouchable: false, reason: /suspended/ })
  await t.rejects(setVouch(deps, 'cli', gone.id, 'x'), { code: 'conflict', message: /suspended/ })
})

onBoth('at the desk the word is given with a reason, seen in the history of the entry, and taken back', async (t, deps) => {
  const { ally } = await entry(deps, { handle: 'Shelter_eg', followers: 100 })
  const list = await give(deps, 'Shelter_eg', 0, 1_000)
  const desk = await openDesk(t, deps, ['directory:curate'])
  t.match((await desk.get('/desk/reach/lists')).body, 'I vouch for this list')
  t.match((await desk.get(`/desk/reach/lists?given=${list.id}`)).body, 'Whether it is right after all you can say below.')
  const post = (fields: Record<string, string>) => desk.post(`/desk/reach/lists/${list.id}`, fields)
  t.equal((await post({ do: 'vouch', reason: ' ' })).statusCode, 400)
  const done = await post({ do: 'vouch', reason: 'Its <owner> exported it' })
  t.equal(done.headers.location, '/desk/reach/lists?done=audience-vouch')
  const page = (await desk.get(String(done.headers.location))).body
  t.match(page, 'Noted: the list is used by your word')
  t.match(page, /organiser \(\w+\) vouches for it since <time[^>]*>1 March 2026<\/time>: Its &lt;owner> exported it/)
  t.match(page, '<span class="tag good">in use</span>')
  t.match((await desk.get(`/desk/allies/${ally}`)).body, /audience vouch<\/td><td>organiser \(\w+\)<\/td><td>Its &lt;owner> exported it/)
  t.equal((await post({ do: 'unvouch' })).headers.location, '/desk/reach/lists?done=audience-unvouch')
  t.match((await desk.get('/desk/reach/lists')).body, 'I vouch for this list')
})
