import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import t from 'tap'
import { createKey } from '../../src/access/service.js'
import { buildApp } from '../../src/app.js'
import { resolveAccounts } from '../../src/directory/resolve.js'
import { runPlan } from '../../src/lists/apply.js'
import { getDeskList } from '../../src/lists/service.js'
import { depsOn } from '../helpers/engines.js'
import { openWorld, organisation } from '../helpers/world.js'

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const skip = existsSync(CHROMIUM) ? false : `no Chromium at ${CHROMIUM}`

/** The whole way through a real browser: chat, nomination on a phone, review, list, plan, apply, public page. */
t.test('a name from a phone becomes a published, verified list', { skip, timeout: 120_000 }, async (t) => {
  const port = 20_000 + (process.pid % 20_000)
  const deps = await depsOn('pglite', { config: { PUBLIC_URL: `http://127.0.0.1:${port}` } })
  await openWorld(t, deps, [organisation(1), organisation(2)])
  const { key } = await createKey(deps, { name: 'Evening team', scopes: ['admin'], actor: 'test' })
  const app = await buildApp(deps)
  await app.listen({ port, host: '127.0.0.1' })
  t.teardown(() => app.close())
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] })
  t.teardown(() => browser.close())
  const url = (path: string) => `http://127.0.0.1:${port}${path}`

  const complaints: string[] = []
  const open = async (width: number, height: number) => {
    const page = await (await browser.newContext({ viewport: { width, height } })).newPage()
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('request', (request) => {
      if (!request.url().startsWith(url('/'))) complaints.push(`asked elsewhere: ${request.url()}`)
    })
    return page
  }
  const desk = await open(1280, 900)
  const phone = await open(360, 740)

  await desk.goto(url('/desk/chats'))
  t.match(desk.url(), '/desk?return_to=')
  await desk.fill('#key', key)
  await desk.click('main button')
  t.equal(desk.url(), url('/desk/chats'))
  await desk.fill('#hashtag', 'SWHelper')
  await desk.fill('#name', 'Social Work Helper')
  await desk.fill('#timezone', 'Europe/London')
  await desk.click('text=Create series')
  await desk.fill('#topic', 'Who stands beside us?')
  await desk.fill('#starts_at', '2026-03-01T20:00')
  await desk.click('text=Create chat')
  const nominate = await desk.getAttribute('a:has-text("Link to nominate")', 'href')

  await phone.goto(url(nominate ?? ''))
  await phone.fill('#what', 'I thank @Org1_eg and @Org2_eg')
  await phone.fill('#why', 'They cook for everybody')
  await phone.keyboard.press('Tab')
  await phone.click('main button')
  t.match(await phone.textContent('h1'), 'Thank you')
  await phone.click('a.key')
  t.match(await phone.textContent('main'), 'waiting for an organiser')
  t.ok(((await phone.evaluate('document.documentElement.scrollWidth')) as number) <= 360, 'nothing runs out of a narrow window')

  await resolveAccounts(deps)
  await desk.goto(url('/desk/review'))
  for (const handle of ['Org1_eg', 'Org2_eg']) {
    const card = desk.locator('li.card', { hasText: `@${handle}` }).first()
    const unsure = card.getByText('No: it stands outside, an ally')
    if (await unsure.isVisible()) await unsure.click()
    await card.locator('input[name=reason]').fill('Known partner')
    await card.getByRole('button', { name: 'Approve' }).click()
    t.match(await desk.textContent('main'), 'it is in the public directory now')
  }
  await phone.reload()
  t.match(await phone.textContent('main'), 'it is in the directory')

  await desk.goto(url('/desk/lists'))
  await desk.fill('#name', 'Allies')
  await desk.check('input[name=public]')
  await desk.click('text=Create list')
  const id = new URL(desk.url()).pathname.split('/').at(-1) ?? ''
  await desk.click('text=Make a plan')
  t.match(await desk.textContent('main'), '2 to add')
  await desk.click('text=Carry out exactly this plan')
  t.match(await desk.textContent('main'), 'The plan was begun')
  await runPlan(deps, (await getDeskList(deps, id)).latest_plan?.id ?? '')
  await desk.goto(url(`/desk/lists/${id}`))
  t.match(await desk.textContent('main'), 'done, and found so on X')

  await phone.goto(url(`/lists/${id}`))
  t.match(await phone.textContent('main'), 'Found in step with X')
  t.equal(await phone.locator('main li.card').count(), 2)
  t.same(complaints, [])
})
