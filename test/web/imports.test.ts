import { existsSync, readFileSync } from 'node:fs'
import { chromium } from 'playwright-core'
import t, { type Test } from 'tap'
import { createKey } from '../../src/access/service.js'
import { buildApp } from '../../src/app.js'
import { createChat, createSeries } from '../../src/chats/service.js'
import { HANDLERS, leftOver } from '../../src/jobs/handlers.js'
import { registerImport } from '../../src/nominations/imports/open.js'
import { candidatesOf, getImport, listImports } from '../../src/nominations/imports/service.js'
import { depsOn, onBoth, type TestDeps } from '../helpers/engines.js'
import { testApp } from '../http/app.js'
import { onOneEngine } from '../http/one-engine.js'
import { FORM, openDesk } from './desk.js'

const CHAT = `[20:00] Ally Chat @host_eg: Q1: Who are our allies? #AllyChat
[20:01] Alice @alice_eg: A1 I nominate @HarbourFood_eg and #FoodJustice_eg #AllyChat
[20:02] Bob @bob_eg: A1 @HarbourFood_eg for me, too #AllyChat
[20:03] Carol @carol_eg: A1 Thank all @organizations and @ANameThatIsFarTooLong_eg #AllyChat
`

const withData = (t: Test, deps: TestDeps): TestDeps => ({ ...deps, config: { ...deps.config, DATA_DIR: t.testdir() } })

/** What the worker would do with what is under way. */
async function work(deps: TestDeps): Promise<void> {
  for (const { name, data } of await leftOver(deps)) await HANDLERS[name](deps, data)
}

onBoth('a pasted chat becomes a preview, is chosen from, stored and undone, without any script', async (t, given) => {
  const deps = withData(t, given)
  const desk = await openDesk(t, deps)
  const empty = await desk.get('/desk/imports')
  t.match(empty.body, 'Nothing yet')
  t.match(String(empty.headers['content-security-policy']), "script-src 'self'")
  const pasted = await desk.post('/desk/imports', { text: CHAT.replaceAll('\n', '\r\n'), where: '' })
  t.equal(pasted.statusCode, 303, pasted.body)
  const address = String(pasted.headers.location)
  const id = address.split('/').at(-1) ?? ''

  const page = await desk.get(address)
  t.notMatch(String(page.headers['content-security-policy']), 'script-src')
  t.match(page.body, 'Store 3 nominations of 2 targets')
  t.match(page.body, '<mark>@HarbourFood_eg</mark>')
  t.match(page.body, 'a pasted chat')
  t.match(page.body, 'the tag #allychat')
  t.notMatch(page.body, 'http-equiv="refresh"')

  const [first] = (await candidatesOf(deps, id, { verdict: 'counted' }, { limit: 10 })).items
  const left = await desk.post(`${address}/names/${first?.seq}`, { take: 'no', tab: 'counted' })
  t.equal(left.statusCode, 303)
  t.equal(left.headers.location, `${address}?tab=counted#n${first?.seq}`, 'one stays at the place')
  const after = await desk.get(String(left.headers.location))
  t.match(after.body, 'left out by you')
  t.match(after.body, 'Store 2 nominations of 2 targets')
  await desk.post(`${address}/names/${first?.seq}`, { take: 'undo' })
  t.match((await desk.get(address)).body, 'Store 3 nominations of 2 targets')

  const [doubtful] = (await candidatesOf(deps, id, { verdict: 'doubtful' }, { limit: 10 })).items
  t.match((await desk.get(`${address}?tab=doubtful`)).body, 'What was meant')
  const unsaid = await desk.post(`${address}/names/${doubtful?.seq}`, { take: 'yes', target: '', tab: 'doubtful' })
  t.equal(unsaid.statusCode, 409)
  t.match(unsaid.body, 'It cannot be told who')
  const wrong = await desk.post(`${address}/names/${doubtful?.seq}`, { take: 'yes', target: 'two words', tab: 'doubtful' })
  t.equal(wrong.statusCode, 400)
  t.equal((await desk.post(`${address}/names/${doubtful?.seq}`, { take: 'yes', target: '@NameTooLong_eg', tab: 'doubtful' })).statusCode, 303)
  t.match((await desk.get(address)).body, 'Store 4 nominations of 3 targets')

  t.match((await desk.get(`${address}?tab=placeholder`)).body, '@organizations')
  t.match((await desk.get(`${address}?tab=counted&q=nobody`)).body, 'Nothing fits')
  t.match((await desk.get(`${address}?tab=nonsense`)).body, '@HarbourFood_eg')

  t.equal((await desk.post(`${address}/store`, {})).headers.location, address)
  const storing = await desk.get(address)
  t.match(storing.body, 'Storing the nominations')
  t.match(storing.body, 'http-equiv="refresh" content="2"')
  await work(deps)
  const done = await desk.get(address)
  t.match(done.body, '<strong>4</strong><span>nominations added</span>')
  t.match(done.body, 'href="/desk/review"')
  t.notMatch(done.body, 'http-equiv="refresh"')
  t.match((await desk.post('/desk/imports', { text: CHAT })).headers.location, `${address}?done=same`)
  t.match((await desk.get(`${address}?done=same`)).body, 'given before')

  const unsure = await desk.post(`${address}/undo`, { reason: 'x' })
  t.equal(unsure.statusCode, 400)
  t.equal((await getImport(deps, id)).state, 'done')
  await desk.post(`${address}/undo`, { reason: 'It was the wrong chat', sure: 'yes' })
  t.match((await desk.get(address)).body, 'Taking the nominations back')
  await work(deps)
  t.match((await desk.get(address)).body, '<strong>4</strong><span>taken back</span>')
  t.match((await desk.get('/desk/imports')).body, 'undone')
  const { rows } = await deps.database.executeSql("select reason from audit where action = 'archive.undo'", [])
  t.same(rows, [{ reason: 'It was the wrong chat' }])
})

onBoth('a file goes in as it is, for the chat that was chosen', async (t, given) => {
  const deps = withData(t, given)
  const desk = await openDesk(t, deps)
  const series = await createSeries(deps, 'test', { hashtag: 'AllyChat', name: 'Ally chat', timezone: 'Europe/London', hosts: ['@host_eg'] })
  const chat = await createChat(deps, 'test', { series_id: series.id, topic: 'Who are <our> allies?', starts_at: '2026-03-01T20:00' })
  t.match((await desk.get('/desk/imports')).body, /#AllyChat 2026-03-01 \d\d:\d\d: Who are &lt;our> allies\?/)
  const give = (payload: Buffer | string, query: Record<string, string>, headers: Record<string, string> = {}) =>
    desk.app.inject({
      method: 'POST',
      url: `/desk/imports/file?${new URLSearchParams(query)}`,
      headers: { ...FORM, cookie: desk.cookie, 'content-type': 'application/octet-stream', accept: 'application/json', ...headers },
      payload,
    })
  const answer = await give(CHAT, { file_name: 'chat <1>.txt', where: chat.id })
  t.equal(answer.statusCode, 200, answer.body)
  const { page } = answer.json() as { page: string }
  const body = (await desk.get(page)).body
  t.match(body, 'chat &lt;1>.txt')
  t.match(body, 'for #AllyChat of 2026-03-01')
  t.match(body, 'Of the chat: the tag #allychat, hosted by @host_eg')

  const table = await give('Who,What\nAlice,I nominate @Quay_eg\n', {
    file_name: 't.csv',
    where: '#AllyChat',
    col_text: 'What',
    col_author: 'Who',
    col_time: '',
    col_id: '',
  })
  t.equal(table.statusCode, 200, table.body)
  t.match(await getImport(deps, (table.json() as { page: string }).page.split('/').at(-1) ?? ''), { format: 'mapped-csv', series_id: series.id, chat_id: null })

  for (const [status, payload, query] of [
    [400, '', { file_name: 'empty.txt' }],
    [400, '%PDF-1.7', { file_name: 'x.pdf' }],
    [400, CHAT, { where: 'cht_01jnb1h6w0e3qxt6yz0p4v8kdm' }],
    [400, CHAT, { where: '#nosuch' }],
    [400, 'a,b\n1,2\n', { col_author: 'b' }],
  ] as const) {
    const refused = await give(payload, query)
    t.equal(refused.statusCode, status, refused.body)
    t.equal(refused.headers['content-type'], 'application/problem+json', 'for the script to show')
    t.ok(refused.json().detail)
  }
  t.equal((await give(CHAT, {}, { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' })).statusCode, 403)
  t.equal((await give(CHAT, {}, { cookie: '' })).statusCode, 303, 'nobody is signed in')
})

onBoth('what cannot be read says why, and what can', async (t, given) => {
  const deps = withData(t, given)
  const desk = await openDesk(t, deps)
  const refused = await desk.post('/desk/imports', { text: '<html><body>@x</body></html>', where: '' })
  t.equal(refused.statusCode, 400)
  t.match(refused.body, 'Recognised as a web page')
  t.match(refused.body, '/formats')
  t.match(refused.body, '&lt;html>', 'what was pasted is still there')
  const [failed] = (await listImports(deps, { limit: 1 })).items
  const page = await desk.get(`/desk/imports/${failed?.id}`)
  t.match(page.body, 'It could not be read')
  t.match(page.body, 'Social Feed Manager CSV')
  t.match(page.body, 'Give another file')

  t.match((await desk.post('/desk/imports', { text: '  ' })).body, 'Paste what was said')
  const long = await desk.post('/desk/imports', { text: 'A1 @x '.repeat(180_000) })
  t.equal(long.statusCode, 400)
  t.match(long.body, 'more than 1 MB')
  const columns = await desk.post('/desk/imports', { text: 'a,b', col_author: 'b' })
  t.match(columns.body, 'at least the column of the text')
  t.match(columns.body, 'value="b"')
  t.equal((await desk.get('/desk/imports/imp_01jnb1h6w0e3qxt6yz0p4v8kdm')).statusCode, 404)
})

onBoth('every state has its page', async (t, given) => {
  const deps = withData(t, given)
  const desk = await openDesk(t, deps)
  const id = await registerImport(deps, { file_name: 'big.jsonl', actor: 'test' })
  const set = (values: string) => deps.database.executeSql(`update archive_import set ${values} where id = '${id}'`, [])
  const see = async () => (await desk.get(`/desk/imports/${id}`)).body
  t.match(await see(), 'Reading the file')
  await set('progress_done = 1048576, progress_total = 4194304')
  t.match(await see(), '<progress aria-label="Reading the file" max="4194304" value="1048576">')
  t.match(await see(), '1 MB of 4 MB')
  t.equal((await desk.post(`/desk/imports/${id}/store`, {})).statusCode, 409, 'a form of an older page')
  await set(`state = 'discarded', problem = 'The same file as imp_01jnb1h6w0e3qxt6yz0p4v8kdm.'`)
  t.match(await see(), '/desk/imports/imp_01jnb1h6w0e3qxt6yz0p4v8kdm')
  await set(`state = 'discarded', problem = 'Thrown away.'`)
  t.match(await see(), 'nothing of it was stored')
  await set(`state = 'failed', problem = 'Something failed on our side.'`)
  t.match(await see(), 'Something failed on our side.')
  const made = await desk.post('/desk/imports', { text: CHAT })
  const thrown = await desk.post(`${made.headers.location}/undo`, { sure: 'yes' })
  t.equal(thrown.headers.location, '/desk/imports?done=discard')
  t.match((await desk.get(String(thrown.headers.location))).body, 'Thrown away')
})

onOneEngine('imports are on the desk, behind a key that curates; the formats are for everybody', async (t, deps) => {
  const { app } = await testApp(t, deps)
  t.equal((await app.inject('/desk/imports')).headers.location, '/desk?return_to=%2Fdesk%2Fimports')
  const weak = await openDesk(t, deps, ['nominations:write'])
  t.equal((await weak.get('/desk/imports')).statusCode, 403)
  const formats = await app.inject('/formats')
  t.equal(formats.statusCode, 200)
  t.match(formats.body, '<code>window.YTD.tweets.part0 =</code>')
  t.notMatch(formats.body, '`')
})

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const skip = existsSync(CHROMIUM) ? false : `no Chromium at ${CHROMIUM}`

t.test('in a browser a file is dropped, looked at, one name left out, stored and undone', { skip, timeout: 120_000 }, async (t) => {
  const port = 20_000 + ((process.pid + 7_000) % 20_000)
  const deps = await depsOn('pglite', { config: { PUBLIC_URL: `http://127.0.0.1:${port}`, DATA_DIR: t.testdir() } })
  const { key } = await createKey(deps, { name: 'Evening team', scopes: ['admin'], actor: 'test' })
  const app = await buildApp(deps)
  await app.listen({ port, host: '127.0.0.1' })
  t.teardown(() => app.close())
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] })
  t.teardown(() => browser.close())
  const url = (path: string) => `http://127.0.0.1:${port}${path}`
  const page = await (await browser.newContext({ viewport: { width: 360, height: 740 } })).newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.goto(url('/desk?return_to=/desk/imports'))
  await page.fill('#key', key)
  await page.click('main button')

  const drop = (name: string, text: string) =>
    page.evaluate(
      `(() => {
        const data = new DataTransfer()
        data.items.add(new File([${JSON.stringify(text)}], ${JSON.stringify(name)}))
        document.querySelector('[data-drop]').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }))
      })()`,
    )
  await drop('x.pdf', '%PDF-1.7')
  await page.waitForSelector('[data-fault]:not([hidden])')
  t.match(await page.textContent('[data-fault]'), 'Recognised as a PDF')
  t.equal(complaints.length, 1, 'the browser notes the refusal itself')

  // More than a form holds goes the way of a file.
  await page.goto(url('/desk/imports'))
  await page.evaluate(`document.querySelector('#text').value = '[20:01] @a_eg: A1 @HarbourFood_eg\\n'.repeat(50_000)`)
  const long = page.waitForRequest((request) => request.url().includes('/desk/imports/file'))
  await page.click('text=Look at the pasted text')
  t.match((await long).url(), 'file_name=pasted')
  await page.waitForURL(/imports\/imp_/)

  // Large enough to be packed on the way.
  const archive = readFileSync(new URL('../fixtures/archives/pasted.txt', import.meta.url), 'utf8')
  const talk = Array.from({ length: 2_000 }, (_, i) => `[21:00] Talker ${i} @talker${i}_eg: A2 good point number ${i * 7919} #SWHelper`).join('\n')
  await page.goto(url('/desk/imports'))
  const sent = page.waitForRequest((request) => request.url().includes('/desk/imports/file'))
  await drop('chat.txt', `${archive}\n${talk}\n`)
  const length = Number((await (await sent).allHeaders())['content-length'])
  await page.waitForURL(/imports\/imp_/)
  t.ok(length > 0 && length < (archive.length + talk.length) / 2, `${length} bytes of ${archive.length + talk.length} were sent`)
  t.match(await page.textContent('h1'), 'chat.txt')
  for (let i = 0; i < 30 && !(await page.isVisible('.sticky')); i++) await page.waitForTimeout(500)
  const before = (await page.textContent('.sticky button')) ?? ''
  t.match(before, /^Store \d+ nominations of \d+ targets$/)
  t.ok(((await page.evaluate('document.documentElement.scrollWidth')) as number) <= 360, 'nothing runs out of a narrow window')

  const name = page.locator('.names > li', { hasText: '@NightNurses_eg' }).first()
  await name.getByRole('button', { name: /^Leave out/ }).click()
  t.match(new URL(page.url()).hash, /^#n\d+$/)
  t.match(await page.textContent('.names > li:target'), 'left out by you')
  const after = (await page.textContent('.sticky button')) ?? ''
  t.equal(Number(/\d+/.exec(after)?.[0]), Number(/\d+/.exec(before)?.[0]) - 1)

  await page.click('.sticky button')
  await work(deps)
  await page.waitForSelector('.report')
  t.match(await page.textContent('.report'), `${/\d+/.exec(after)?.[0]}nominations added`)
  await page.click('text=Undo this import')
  await page.fill('#reason', 'It was the wrong chat')
  await page.check('input[name=sure]')
  await page.click('button.bad')
  await work(deps)
  await page.waitForSelector('text=taken back')
  t.equal(complaints.length, 1)
})

onOneEngine('a paste beyond what a form holds comes back with the limit and the way out', async (t, given) => {
  const desk = await openDesk(t, withData(t, given))
  const some = await desk.post('/desk/imports', { text: 'A1 @HarbourFood_eg\n'.repeat(60_000), where: '' })
  t.equal(some.statusCode, 400)
  t.match(some.body, 'This is more than 1 MB: save it as a file')
  const most = await desk.post('/desk/imports', { text: 'A1 @HarbourFood_eg\n'.repeat(300_000), where: '' })
  t.equal(most.statusCode, 413)
  t.match(most.body, /at most 1 MB here, and this one could not be kept\. Save it as a file and drop that on this page: up to 64 MB/)
  t.match(most.body, 'Given so far', 'the page itself, not a bare refusal')
})

onOneEngine('the list of imports calls each something, and says why one was refused; chats of one day are told apart', async (t, given) => {
  const deps = withData(t, given)
  const desk = await openDesk(t, deps)
  const series = await createSeries(deps, 'test', { hashtag: 'AllyChat', name: 'Ally Chat', timezone: 'UTC', hosts: [] })
  for (const starts_at of ['2026-03-01T20:00', '2026-03-01T21:30']) await createChat(deps, 'test', { series_id: series.id, starts_at, topic: 'Allies' })
  const key = await desk.key('directory:curate')
  for (const payload of [CHAT, '[1,2,3]'])
    await desk.app.inject({
      method: 'POST',
      url: '/api/v1/imports',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'text/plain', 'idempotency-key': payload.slice(0, 3) },
      payload,
    })
  const page = (await desk.get('/desk/imports')).body
  t.match(page, /A pasted chat<\/a>/)
  t.match(page, /A file without a name<\/a>/)
  t.match(page, 'It is JSON, but holds no posts.')
  t.notMatch(page, 'without a name, ')
  t.match(page, '#AllyChat 2026-03-01 20:00: Allies')
  t.match(page, '#AllyChat 2026-03-01 21:30: Allies')
  const chats = (await desk.get('/desk/chats')).body
  t.ok(chats.indexOf('New chat') < chats.indexOf('Live board'), 'the form stands above the list')
})
