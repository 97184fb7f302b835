import t from 'tap'
import { createChat, createSeries } from '../../src/chats/service.js'
import { decideAlly, getReview } from '../../src/directory/service.js'
import { readWhat } from '../../src/web/nominate-routes.js'
import { onBoth, type TestDeps } from '../helpers/engines.js'
import { testApp } from '../http/app.js'
import { FORM, form, openDesk } from './desk.js'

async function openChat(deps: TestDeps) {
  const series = await createSeries(deps, 'test', { hashtag: 'SWHelper', name: 'Helper', timezone: 'UTC', hosts: ['swhelper'] })
  return createChat(deps, 'test', { series_id: series.id, starts_at: '2026-03-01T20:00', topic: 'Who stands beside us?' })
}

onBoth('a participant nominates on the phone and follows it by a link without an account', async (t, deps) => {
  const chat = await openChat(deps)
  const { app } = await testApp(t, deps)
  const page = await app.inject(`/nominate?chat=${chat.id}`)
  t.equal(page.statusCode, 200)
  t.match(page.body, 'Who stands beside us?')
  const post = (fields: Record<string, string>) => app.inject({ method: 'POST', url: '/nominate', headers: FORM, payload: form({ chat: chat.id, ...fields }) })

  const done = await post({ what: 'I say @FoodBank_eg and #EndHunger_eg, @swhelper, not @organizations', why: 'They are there at night', handle: '@me_eg' })
  t.equal(done.statusCode, 201)
  t.equal(done.headers['cache-control'], 'no-store')
  t.match(done.body, '2 nominations taken')
  t.match(done.body, 'a host of the chat')
  const link = /\/status\/[0-9a-z]{26}/.exec(done.body)?.[0] ?? ''
  const status = await app.inject(link)
  t.equal(status.statusCode, 200)
  t.equal(status.headers['cache-control'], 'no-store')
  t.match(status.body, 'waiting for an organiser')
  t.match(status.body, '@FoodBank_eg')

  const again = await post({ what: '@foodbank_EG', handle: 'me_eg' })
  t.equal(again.statusCode, 200)
  t.match(again.body, 'before. Your voice counts, once')
  t.notMatch(again.body, '/status/')

  const [entry] = (await openDesk(t, deps).then((desk) => desk.call('GET', '/allies'))).json().items
  t.equal(entry, undefined, 'nothing is public before an organiser said so')
  const { rows } = await deps.database.executeSql("select ally_id from nomination where target_key = 'foodbank_eg'", [])
  const id = (rows[0] as { ally_id: string }).ally_id
  await decideAlly(deps, 'test', id, (await getReview(deps, id)).etag, { action: 'approve', gate: 'ally', reason: 'Known in the town' })
  const after = (await app.inject(link)).body
  t.match(after, 'it is in the directory')
  t.match(after, 'Known in the town')
})

onBoth('a form that cannot be taken comes back whole, with the field marked', async (t, deps) => {
  const { app } = await testApp(t, deps)
  const post = (fields: Record<string, string>) => app.inject({ method: 'POST', url: '/nominate', headers: FORM, payload: form(fields) })
  const kept = { why: 'A reason worth keeping', handle: '@me_eg' }
  for (const what of ['', 'nobody in particular', '@this_handle_is_too_long_for_x', 'x'.repeat(4001)]) {
    const answer = await post({ what, ...kept })
    t.equal(answer.statusCode, what.startsWith('@') ? 200 : 400, what.slice(0, 40))
    if (answer.statusCode === 400) {
      t.match(answer.body, 'A reason worth keeping')
      t.match(answer.body, 'aria-invalid')
    } else t.match(answer.body, 'Not taken')
  }
  const handle = await post({ what: '@ok_eg', why: '', handle: 'no handle!' })
  t.equal(handle.statusCode, 400)
  t.match(handle.body, /id="handle"[^>]*aria-invalid|aria-invalid[^>]*id="handle"/)
  t.equal((await post({ what: '@ok_eg', chat: 'cht_01jnb1h6w0e3qxt6yz0p4v8kdm' })).statusCode, 400)
  t.equal((await app.inject('/nominate?chat=nonsense&target=%3Cscript%3E')).statusCode, 200)
  t.notMatch((await app.inject('/nominate?target=%3Cscript%3E')).body, '<script>')
  t.equal((await app.inject('/status/aaaaaaaaaaaaaaaaaaaaaaaaaa')).statusCode, 404)
})

onBoth('what was said stands in the queue with its very words set off', async (t, deps) => {
  const chat = await openChat(deps)
  const desk = await openDesk(t, deps)
  await desk.app.inject({
    method: 'POST',
    url: '/nominate',
    headers: FORM,
    payload: form({ chat: chat.id, what: 'We should add @FoodBank_eg <b>now</b>', why: 'Because' }),
  })
  const queue = await desk.get('/desk/review')
  t.match(queue.body, '<mark>@FoodBank_eg</mark> &lt;b>now')
  t.match(queue.body, 'Why: Because')
  t.match(queue.body, '1 nominator in 1 chat')
})

t.test('a field of targets is read as targets, anything else as a post', async (t) => {
  t.same(readWhat('@a, #b;  https://x.com/c'), { targets: ['@a', '#b', 'https://x.com/c'] })
  t.same(readWhat('@a and @b'), { text: '@a and @b' })
  t.same(readWhat('@a_handle_that_is_far_too_long'), { text: '@a_handle_that_is_far_too_long' })
})

onBoth('two browsers behind one address are two voices, one browser is one, and the caps of the address hold', async (t, deps) => {
  const chat = await openChat(deps)
  const { app, call } = await testApp(t, deps)
  const open = async (url: string) => {
    const [cookie, ...more] = (await app.inject(url)).cookies
    t.same(more, [])
    t.match(cookie, { httpOnly: true, sameSite: 'Lax', path: '/' })
    return `${cookie?.name}=${cookie?.value}`
  }
  const [board, page] = [await open(`/chats/${chat.id}/board`), await open('/nominate')]
  t.not(board, page)
  t.same((await app.inject({ url: '/nominate', headers: { cookie: `other=1; ${board}` } })).cookies, [], 'a browser keeps its name')
  const body = { targets: ['@LiveOrg_eg'], chat_id: chat.id }
  const send = (cookie?: string, more: object = {}) =>
    call('POST', '/nominations', { body: { ...body, ...more }, headers: cookie === undefined ? {} : { cookie } })
  const first = await send(board)
  t.equal(first.statusCode, 201, first.body)
  t.equal(first.json().voice, 'browser')
  const form_ = (cookie: string) =>
    app.inject({ method: 'POST', url: '/nominate', headers: { ...FORM, cookie }, payload: form({ chat: chat.id, what: '@LiveOrg_eg' }) })
  t.equal((await form_(page)).statusCode, 201, 'the neighbour')
  t.equal((await send(board)).statusCode, 200, 'once more is the same voice')
  const again = await form_(page)
  t.match(again.body, 'From this browser @LiveOrg_eg was nominated before')
  t.match(again.body, `/nominate?target=%40LiveOrg_eg&amp;chat=${chat.id}`, 'and the way out')
  const bare = await send()
  t.match(bare.json(), { voice: 'address', nominations: [{ created: true }] }, 'without either the address speaks')
  t.equal((await send('allies_browser=x')).json().nominations[0].created, false, 'a name that we did not give is none')
  t.match((await send(board, { nominator: '@me_eg' })).json(), { voice: 'handle', nominations: [{ created: true }] })
  const support = async () => (await call('GET', `/chats/${chat.id}/board`)).json().targets[0].support
  t.equal(await support(), 4)

  for (let n = 0; n < 10; n++) t.equal((await send(await open('/nominate'))).statusCode, 201, 'nothing is thrown away')
  const late = (await send(await open('/nominate'))).json()
  t.match(late.nominations, [{ created: true, waits: true, name: '@LiveOrg_eg' }])
  t.match((await app.inject(`/status/${late.status_code}`)).body, /Your voice waits for an organiser before it counts\. 8 people named it/)
  t.match((await form_(await open('/nominate'))).body, /Your voice waits for an organiser before it counts/)
  t.match(first.json().nominations, [{ waits: false }])
  t.equal(await support(), 8, 'but what is more than a household waits for an organiser')
})
