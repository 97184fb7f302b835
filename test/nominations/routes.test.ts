import { createChat, createSeries } from '../../src/chats/service.js'
import { nomination } from '../../src/db/schema/index.js'
import { onBoth } from '../helpers/engines.js'
import { testApp } from '../http/app.js'

onBoth('nominating needs no key, says what is new, and the status link shows it', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const body = { targets: ['@HarbourFood_eg', '#FoodJustice_eg'], why: 'they feed us' }
  const first = await call('POST', '/nominations', { body })
  t.equal(first.statusCode, 201, first.body)
  const taken = first.json()
  t.equal(first.headers.location, `/api/v1/nomination-status/${taken.status_code}`)
  t.match(taken.nominations, [
    { target: { kind: 'account', key: 'harbourfood_eg' }, ally_status: 'proposed', created: true },
    { target: { kind: 'hashtag', key: 'foodjustice_eg' }, created: true },
  ])
  const again = await call('POST', '/nominations', { body })
  t.equal(again.statusCode, 200)
  t.equal(again.json().nominations[0].id, taken.nominations[0].id)
  t.equal(again.json().status_code, null)
  t.equal((await deps.store.db.select().from(nomination)).length, 2)

  const status = await call('GET', `/nomination-status/${taken.status_code}`)
  t.equal(status.statusCode, 200, status.body)
  t.match(status.headers['cache-control'], /no-store/)
  t.match(status.json(), {
    nominations: [{ state: 'received', status: 'proposed', reason: null, support: { nominators: 1, chats: 0 } }, { status: 'proposed' }],
  })
  t.equal((await call('GET', `/nomination-status/${'0'.repeat(26)}`)).statusCode, 404)

  const id = taken.nominations[0].ally_id
  t.equal((await call('GET', `/desk/allies/${id}/nominations`)).statusCode, 401)
  const desk = await call('GET', `/desk/allies/${id}/nominations`, { key: await key('directory:curate') })
  t.equal(desk.statusCode, 200, desk.body)
  t.match(desk.json().items, [{ raw: '@HarbourFood_eg', why: 'they feed us', source: 'api', nominator: null }])
})

onBoth('a key is a voice of its own', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const body = { targets: ['@HarbourFood_eg'] }
  t.equal((await call('POST', '/nominations', { body })).statusCode, 201)
  t.equal((await call('POST', '/nominations', { body, key: await key('nominations:write') })).statusCode, 201)
  t.equal((await call('POST', '/nominations', { body, key: 'alk_live_unknown' })).statusCode, 401)
})

onBoth('free text with a chat and question', async (t, deps) => {
  const { call } = await testApp(t, deps)
  const series = await createSeries(deps, 'cli', { hashtag: 'SWHelper', name: 'Sample', timezone: 'Europe/London', hosts: ['swchat_eg'] })
  const chat = await createChat(deps, 'cli', { series_id: series.id, starts_at: '2026-03-01T20:00', topic: 'Allies', questions: [{ number: 1, text: 'Who?' }] })
  const text = 'A1 @HarbourFood_eg and @CommunityHealthEG, not @BigSoda_eg, ask your @organizations 💛 #SWHelper'
  const answer = await call('POST', '/nominations', { body: { text, chat_id: chat.id, question: 1, nominator: '@amara_eg', credit: true } })
  t.equal(answer.statusCode, 201, answer.body)
  t.match(answer.json(), {
    nominations: [{ target: { key: 'harbourfood_eg' } }],
    placeholders: ['@organizations'],
    review: [{ raw: '@CommunityHealthEG' }],
    skipped: [{ raw: '@BigSoda_eg' }, { raw: '#SWHelper' }],
  })
})

onBoth('what does not fit is refused with the member named', async (t, deps) => {
  const { call } = await testApp(t, deps)
  const refused: [unknown, string][] = [
    [{}, ''],
    [{ targets: [] }, '/targets'],
    [{ targets: ['OxfamGB'] }, '/targets/0'],
    [{ targets: ['@ok_eg'], nominatr: '@me' }, '/nominatr'],
    [{ text: 'no names' }, '/text'],
    [{ text: 'a\u0000@ok_eg' }, '/text'],
    [{ targets: ['@ok_eg'], why: 'half a character: \ud83d' }, '/why'],
    [{ text: '\udc00 @ok_eg' }, '/text'],
    [{ targets: ['@ok_eg'], question: 1 }, '/question'],
    [{ targets: ['@ok_eg'], chat_id: 'cht_00000000000000000000000000' }, '/chat_id'],
    [{ targets: ['@ok_eg'], nominator: '#tag' }, '/nominator'],
  ]
  const long = (await call('POST', '/nominations', { body: { targets: ['@HarbourFoodTrust_eg'] } })).json()
  t.match(long.errors[0].detail, /^“@HarbourFoodTrust_eg”: 19 characters/, 'what was typed names it, for people who see no pointers')
  for (const [body, pointer] of refused) {
    const answer = await call('POST', '/nominations', { body })
    t.equal(answer.statusCode, 400, JSON.stringify(body))
    t.equal(
      answer.json().errors?.[0]?.pointer ?? answer.json().code,
      answer.json().code === 'bad_request' ? 'bad_request' : pointer,
      JSON.stringify(answer.json().errors),
    )
  }
  t.equal((await deps.store.db.select().from(nomination)).length, 0)
})
