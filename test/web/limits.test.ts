import { eq } from 'drizzle-orm'
import { ally } from '../../src/db/schema/index.js'
import { submitNominations } from '../../src/nominations/service.js'
import { onBoth, type TestDeps } from '../helpers/engines.js'
import { decide } from '../helpers/world.js'
import { FORM, form, openDesk } from './desk.js'

const byName = async (deps: TestDeps, name: string) => (await deps.store.db.select().from(ally).where(eq(ally.name, name)))[0]?.id ?? ''

onBoth(
  'a form over the cap comes back with everything that was typed, and the time to wait',
  async (t, deps) => {
    const { app } = await openDesk(t, deps)
    const post = (what: string) =>
      app.inject({ method: 'POST', url: '/nominate', headers: FORM, payload: form({ what, why: 'They <are> there at night', handle: '@me_eg' }) })
    t.equal((await post(Array.from({ length: 50 }, (_, n) => `@org_${n}_eg`).join(' '))).statusCode, 201)
    const over = await post('@late_one_eg #late_tag_eg')
    t.equal(over.statusCode, 429)
    t.equal(over.headers['retry-after'], '3600')
    t.match(over.body, 'Nothing of this was stored: send it again in 60 minutes')
    t.match(over.body, '@late_one_eg #late_tag_eg')
    t.match(over.body, 'They &lt;are')
    t.match(over.body, '@me_eg')
    const api = await app.inject({ method: 'POST', url: '/api/v1/nominations', payload: { targets: ['@late_one_eg'] } })
    t.equal(api.statusCode, 429)
    t.match(api.json(), { type: 'https://iana.org/assignments/http-problem-types#quota-exceeded', code: 'quota_exceeded' })
    t.match(api.json()['violated-policies'], [{ name: 'nominations', quota: 50, window: 3600 }])
    t.equal(api.headers['retry-after'], '3600')
  },
  { config: { NOMINATIONS_PER_HOUR: '50' } },
)

onBoth('voices held stand in the review with two buttons, and can be released after a dismissal', async (t, deps) => {
  const desk = await openDesk(t, deps)
  for (let n = 0; n < 11; n++)
    await submitNominations(deps, { targets: ['@puppeteer_eg'], nominator: `@puppet_${n}_eg`, source: 'form', voice: `v${n}`, actor: 'anyone' })
  const id = await byName(deps, 'puppeteer_eg')
  const queue = await desk.get('/desk/review')
  t.match(queue.body, '3 voices held')
  t.match(queue.body, /href="\/desk\/review\?only=held"/)
  const held = await desk.get('/desk/review?only=held')
  t.match(held.body, '3 voices held: burst')
  t.match(held.body, '8 nominators in 0 chats')
  t.match(held.body, /name="decision" value="release"/)
  t.match(held.body, /name="decision" value="dismiss"/)
  t.match((await desk.get(`/desk/allies/${id}`)).body, 'held: no support yet')

  const bare = await desk.post(`/desk/allies/${id}/held`, { decision: 'dismiss', reason: '' })
  t.equal(bare.statusCode, 400)
  t.match(bare.body, 'give a reason')
  const dismissed = await desk.post(`/desk/allies/${id}/held`, { decision: 'dismiss', reason: 'made up', of: 'waiting' })
  t.equal(dismissed.statusCode, 303)
  const after = await desk.get(String(dismissed.headers.location))
  t.match(after.body, 'Dismissed: these voices do not count')
  t.match(after.body, '3 voices dismissed')
  t.match(after.body, 'made up', 'the history says why')
  t.equal((await desk.post(`/desk/allies/${id}/held`, { decision: 'release', reason: 'they wrote', of: 'dismissed' })).statusCode, 303)
  t.match((await desk.get(`/desk/allies/${id}`)).body, '11 people in 0 chats')
  const api = await desk.call('POST', `/desk/allies/${id}/held`, {
    key: await desk.key('directory:curate'),
    body: { decision: 'dismiss', reason: 'x', of: 'released' },
  })
  t.same(api.json(), { voices: 3, support: { nominators: 8, chats: 0 } })
  t.equal((await desk.call('POST', `/desk/allies/${id}/held`, { body: { decision: 'dismiss', reason: 'x' } })).statusCode, 401)
  const foreign = await desk.post(
    `/desk/allies/${id}/held`,
    { decision: 'release', reason: 'x' },
    { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  )
  t.equal(foreign.statusCode, 403)
})

onBoth('voices held for a merged entry stand in the queue and on the page of the one that stands for it', async (t, deps) => {
  const desk = await openDesk(t, deps)
  const key = await desk.key('directory:curate')
  const name = (target: string, n: number) =>
    submitNominations(deps, { targets: [target], nominator: `@puppet_${n}_eg`, source: 'form', voice: `v${n}`, actor: 'anyone' })
  for (let n = 0; n < 11; n++) await name('@puppeteer_eg', n)
  await name('@kitchen_eg', 20)
  const [member, whole] = [await byName(deps, 'puppeteer_eg'), await byName(deps, 'kitchen_eg')]
  t.equal((await desk.post(`/desk/allies/${member}/merge`, { other: whole, stays: whole, reason: 'one body' })).statusCode, 303)
  const queue = (await desk.get('/desk/review?only=held')).body
  t.match(queue, '3 voices held: burst')
  t.match(queue, `action="/desk/allies/${whole}/held"`)
  t.match((await desk.get(`/desk/allies/${whole}`)).body, 'held: no support yet')
  t.match((await desk.call('GET', '/desk/allies?held=true', { key })).json(), { items: [{ id: whole, held: { waiting: 3 } }] })
  const voices = (await desk.call('GET', `/desk/allies/${whole}/nominations?held=true`, { key })).json()
  t.match(voices.items, [{ ally_id: member }, { ally_id: member }, { ally_id: member }])
  t.equal((await desk.post(`/desk/allies/${whole}/held`, { decision: 'release', reason: 'they wrote', of: 'waiting' })).statusCode, 303)
  t.match((await desk.get(`/desk/allies/${whole}`)).body, '12 people in 0 chats')
  t.notMatch((await desk.get('/desk/review?only=held')).body, `/desk/allies/${whole}`)
})

onBoth('the status page takes one request for a second look, and says that it was looked at again', async (t, deps) => {
  const desk = await openDesk(t, deps)
  const { status_code: code, nominations } = await submitNominations(deps, {
    targets: ['@harbourfood_eg', '@me_eg'],
    nominator: '@me_eg',
    source: 'form',
    voice: 'v',
    actor: 'anyone',
  })
  const [one, own] = nominations
  const path = `/status/${code}`
  const page = () => desk.app.inject(path).then(({ body }) => body)
  t.match(await page(), 'You are the first to name it')
  t.match(await page(), 'It is your own account: organisers see that, and it counts as no voice')
  t.notMatch(await page(), 'second-look')
  await decide(deps, one?.ally_id ?? '', 'reject')
  t.match(await page(), `action="${path}/second-look"`)
  const ask = (fields: Record<string, string>) => desk.app.inject({ method: 'POST', url: `${path}/second-look`, headers: FORM, payload: form(fields) })
  const fields = { nomination_id: one?.id ?? '', why: 'They <feed> half of our clients' }
  t.equal((await ask({ ...fields, why: '' })).statusCode, 400)
  t.equal((await ask({ nomination_id: own?.id ?? '', why: 'x' })).statusCode, 409, 'nothing was decided about it')
  const asked = await ask(fields)
  t.equal(asked.statusCode, 303)
  t.match((await desk.app.inject(String(asked.headers.location))).body, 'The organisers were asked to look again')
  t.match(await page(), 'They &lt;feed> half of our clients')
  t.match(await page(), 'have not answered yet')
  const twice = await ask(fields)
  t.equal(twice.statusCode, 409)
  t.match(twice.body, 'A second look can be asked for once')
  const api = await desk.call('POST', `/nomination-status/${code}/second-look`, { body: fields })
  t.equal(api.statusCode, 409, api.body)
  t.match(api.json(), { code: 'conflict', status_now: 'rejected', answered_at: null })

  const review = await desk.get('/desk/review?only=second_look')
  t.match(review.body, 'Second look asked:')
  t.match(review.body, 'They &lt;feed> half of our clients')
  t.match(review.body, 'Stay with it')
  t.match((await desk.get('/desk/review')).body, /A second look was asked for at .*1 entry/)
  const found = await desk.call('GET', '/desk/allies?second_look=true', { key: await desk.key('directory:curate') })
  t.match(found.json().items, [{ id: one?.ally_id, second_looks: [{ why: fields.why }] }])

  deps.clock.advance(86_400_000)
  await decide(deps, one?.ally_id ?? '', 'reject')
  t.match(await page(), /It was looked at again on .*2 March 2026/)
  t.match(await page(), 'reject in a test')
  t.notMatch(await page(), `action="${path}/second-look"`)
  t.notMatch((await desk.get('/desk/review')).body, 'A second look was asked')
})
