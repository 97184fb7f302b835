import { eq } from 'drizzle-orm'
import { audience, followerCount } from '../../src/db/schema/index.js'
import { onBoth } from '../helpers/engines.js'
import { approveAll, openWorld, organisation } from '../helpers/world.js'
import { entry } from '../reach/entries.js'
import { FORM, openDesk } from './desk.js'
import { followerIds } from './reach-world.js'

onBoth('ids are pasted without a script, answered in words, taken back and restored', async (t, deps) => {
  const { account, ally } = await entry(deps, { handle: 'Harbour_eg', followers: 150 })
  const desk = await openDesk(t, deps, ['directory:curate'])
  const form = (await desk.get('/desk/reach/lists?account=Harbour_eg')).body
  t.match(form, 'value="Harbour_eg"')
  t.match(form, '<option value="@Harbour_eg">')
  t.match(form, 'No follower can be told'.slice(3))

  const given = await desk.post('/desk/reach/lists', { account: '@harbour_eg', as_of: '2026-02-01', kind: 'full', column: '', text: followerIds(0, 100) })
  t.equal(given.statusCode, 303, given.body)
  t.match(
    (await desk.get(String(given.headers.location))).body,
    /<strong>@Harbour_eg<\/strong>, the whole list: 100 ids read, 100 of them different\. Every line could be read\./,
  )

  const text = `${followerIds(0, 150)}\r\n-7\r\nJane\r\n${followerIds(0, 2)}\r\n`
  const newer = await desk.post('/desk/reach/lists', { account: 'Harbour_eg', kind: 'full', text })
  const said = (await desk.get(String(newer.headers.location))).body
  t.match(said, /152 ids read, 150 of them different \(the others were repeated\)\. 2 lines hold no id and were passed over:/)
  t.match(said, 'Line 151 is negative, which no id is.')
  t.match(said, 'Line 152 is not a number.')
  t.notMatch(said, 'Jane', 'nothing of a follower is shown')
  t.match(said, 'It takes the place of the list of 2026-02-01')
  t.match(said, new RegExp(`<a href="/desk/allies/${ally}">@Harbour_eg</a></span><span class="tag good">in use</span>`))
  t.match(said, 'Not used: a newer one of the account stands.')

  const id = /given=(aud_\w+)/.exec(String(newer.headers.location))?.[1] ?? ''
  const back = await desk.post(`/desk/reach/lists/${id}`, { do: 'remove' })
  t.match(back.headers.location, '/desk/reach/lists?done=audience-remove')
  const without = (await desk.get(String(back.headers.location))).body
  t.match(without, 'Taken back: the list before it counts again')
  t.match(without, /value="restore" class="quiet small">Restore<span class="hide"> the list of @Harbour_eg/)
  await desk.post(`/desk/reach/lists/${id}`, { do: 'restore' })
  const rows = await deps.store.db.select({ removed: audience.removed_at }).from(audience).where(eq(audience.account_id, account))
  t.same(
    rows.map(({ removed }) => removed),
    [null, null],
  )
  t.equal((await desk.post(`/desk/reach/lists/${id}`, { do: 'burn' })).statusCode, 400)
  const forged = (await desk.get(`/desk/reach/lists?given=${id}&bad=1.%3Cb%3E-x.none-5.zero-6.toString`)).body
  t.match(forged, 'Line 5 is 0, which no id is.')
  t.notMatch(forged, 'Line 6', 'a link puts no words on our page')
})

onBoth('what cannot be taken says why, and keeps what was typed', async (t, deps) => {
  await entry(deps, { handle: 'Harbour_eg' })
  const desk = await openDesk(t, deps, ['directory:curate'])
  const give = (fields: Record<string, string>) => desk.post('/desk/reach/lists', { account: 'Harbour_eg', kind: 'full', text: '1', ...fields })
  for (const [fields, status, words] of [
    [{ account: '' }, 400, 'Say whose followers they are.'],
    [{ text: '' }, 400, 'Paste ids, or drop a file.'],
    [{ account: 'Nobody_eg' }, 404, 'The directory has no account @nobody_eg.'],
    [{ as_of: '2999-01-01' }, 400, 'That day is yet to come.'],
    [{ kind: 'half' }, 400, 'Please look at the marked fields.'],
    [{ text: 'name,place\nAlice,Leeds' }, 422, 'column'],
    [{ text: '1\nAlice\nBob' }, 422, 'Of 3 lines, read as text, 2 hold no id: nothing was kept.'],
  ] as const) {
    const refused = await give(fields)
    t.equal(refused.statusCode, status, JSON.stringify(fields))
    t.match(refused.body, words)
  }
  const kept = (await give({ as_of: '2999-01-01', text: '12\n13' })).body
  t.match(kept, 'value="2999-01-01"')
  t.match(kept, '>12\n13</textarea>')
  t.match((await give({ text: '1\nAlice\nBob' })).body, 'Line 2 is not a number.')
})

onBoth('the script sends a file as it is and is told where the answer stands', async (t, deps) => {
  await entry(deps, { handle: 'Harbour_eg' })
  const desk = await openDesk(t, deps, ['directory:curate'])
  const send = (query: Record<string, string>, payload: string, headers: Record<string, string> = {}) =>
    desk.app.inject({
      method: 'POST',
      url: `/desk/reach/lists/file?${new URLSearchParams(query)}`,
      headers: { ...FORM, cookie: desk.cookie, 'content-type': 'application/octet-stream', accept: 'application/json', ...headers },
      payload,
    })
  const answer = await send(
    { account: '@Harbour_eg', as_of: '', kind: 'full', column: 'who', file_name: 'x.csv' },
    `name,who\nx,${followerIds(0, 40).replaceAll('\n', '\nx,')}`,
  )
  t.equal(answer.statusCode, 200, answer.body)
  t.match((await desk.get(answer.json().page)).body, '40 ids read')
  const named = await send({ account: '@Harbour_eg', file_name: 'followers.txt.gz' }, `see/also\n${followerIds(0, 5)}`)
  t.match((await desk.get(named.json().page)).body, /5 ids read.*Line 1 is not a number\./s, 'what is called .txt is text')
  const refused = await send({ account: '@Harbour_eg' }, '1\na\nb\n')
  t.match([refused.statusCode, refused.headers['content-type']], [422, 'application/problem+json'])
  t.match(refused.json().bad, [{ line: 2, reason: 'is not a number' }, { line: 3 }])
  t.equal((await send({ account: 'Harbour_eg', as_of: '2999-01-01' }, '1')).json().errors[0].detail, 'That day is yet to come.')
  t.equal((await send({ account: '' }, '1')).json().errors[0].detail, 'Say whose followers they are.')
  t.equal((await send({ account: 'Harbour_eg' }, '1', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' })).statusCode, 403)
})

onBoth('counts are shown with growth and age, and entered by hand', async (t, deps) => {
  const { ally, account } = await entry(deps, { handle: 'Harbour_eg' })
  const desk = await openDesk(t, deps, ['directory:curate'])
  t.match((await desk.get('/desk/reach/counts')).body, /@Harbour_eg<\/a><\/th><td class="num">not known<\/td>/)
  const enter = (fields: Record<string, string>) => desk.post('/desk/reach/counts', { account: '@Harbour_eg', followers: '1000', as_of: '', ...fields })
  t.equal((await enter({ as_of: '2026-01-01' })).headers.location, '/desk/reach/counts?done=count')
  t.match((await desk.get('/desk/reach/counts')).body, /<span class="tag warn">stale<\/span>/)
  await enter({ followers: '1,100', as_of: '2026-01-31' })
  const shown = (await desk.get('/desk/reach/counts?done=count')).body
  t.match(shown, 'Saved: reach is estimated from it now.')
  t.match(shown, new RegExp(`<a href="/desk/allies/${ally}">@Harbour_eg</a></th><td class="num">1,100</td><td class="num">\\+100</td>`))
  t.notMatch(shown, 'class="tag warn">stale')
  t.match(shown, 'X is not connected')
  for (const [fields, words] of [
    [{ followers: '' }, 'Please fill this in.'],
    [{ followers: 'many' }, 'This does not have the right form.'],
    [{ followers: '-1' }, 'This is too small.'],
    [{ account: '' }, 'Please fill this in.'],
    [{ as_of: '2999-01-01' }, 'That day is yet to come.'],
    [{ account: 'not a handle' }, 'This is no handle on X.'],
  ] as const) {
    const refused = await enter(fields)
    t.equal(refused.statusCode, 400, JSON.stringify(fields))
    t.match(refused.body, words)
  }
  t.equal((await deps.store.db.select().from(followerCount).where(eq(followerCount.account_id, account))).length, 2)
  t.equal((await desk.post('/desk/reach/counts/refresh', {})).statusCode, 503, 'without X')
})

onBoth('counts are refreshed from X for a price that is said before', async (t, deps) => {
  await openWorld(t, deps, [organisation(1), organisation(2)])
  await approveAll(deps, ['Org1_eg', 'Org2_eg'])
  deps.clock.advance(40 * 86_400_000)
  const desk = await openDesk(t, deps, ['directory:curate'])
  t.match((await desk.get('/desk/reach/counts')).body, /up to 2 accounts: at most <strong>\$0\.02<\/strong>/)
  const done = await desk.post('/desk/reach/counts/refresh', {})
  t.equal(done.headers.location, '/desk/reach/counts?asked=2&found=2&mills=20&due=0&spent=0')
  const after = (await desk.get(String(done.headers.location))).body
  t.match(after, 'X was asked about 2 accounts and gave 2, for $0.02.')
  t.match((await desk.get('/desk/reach/counts?asked=0&found=0&mills=0')).body, 'Every count was read within the last day: nothing was asked of X.')
  t.notMatch(after, 'class="tag warn">stale')
  t.notMatch((await desk.get('/desk/reach/counts?asked=%3Cb%3E&found=1&mills=1')).body, 'X was asked')
})
