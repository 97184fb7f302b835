import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import t from 'tap'
import { listOrganisers, putOrganiser, removeOrganiser } from '../../src/access/organisers/service.js'
import { deskCallbackUrl } from '../../src/access/organisers/sign-in.js'
import { buildApp } from '../../src/app.js'
import { connectPlatform } from '../../src/compose.js'
import type { Platform } from '../../src/platform/port.js'
import { startSimulator } from '../../src/platform/simulator/index.js'
import { depsOn, testConfig } from '../helpers/engines.js'

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const skip = existsSync(CHROMIUM) ? false : `no Chromium at ${CHROMIUM}`
const [ALICE, BOB] = ['14000001', '14000002']

/** With a real browser, since its policies decide whether the form gets to X, and whether the cookies come back with it. */
t.test('on a phone: sign in with X, go where one wanted, out again; a stranger; taken off while signed in', { skip, timeout: 120_000 }, async (t) => {
  const port = 20_000 + (process.pid % 20_000)
  const url = (path: string) => `http://127.0.0.1:${port}${path}`
  const deps = await depsOn('pglite', { config: { PUBLIC_URL: url('') } })
  const users = [
    { id: ALICE, username: 'alice_eg', name: 'Alice' },
    { id: BOB, username: 'bob_eg', name: 'Bob' },
  ]
  const sim = await startSimulator({ clock: deps.clock, seed: 5, scenario: { users } })
  t.teardown(() => sim.close())
  const registered = sim.addApp({ redirect_uris: [deskCallbackUrl(deps)] })
  deps.config = testConfig({
    PUBLIC_URL: url(''),
    X_API_BASE_URL: sim.url,
    X_CLIENT_ID: registered.client_id,
    X_CLIENT_SECRET: registered.client_secret ?? '',
  })
  deps.platform = (await connectPlatform(deps, { meter: () => undefined, allow: async () => undefined, left: async () => Infinity })) as Platform
  await putOrganiser(deps, 'test', { handle: 'alice_eg', x_user_id: ALICE, scopes: ['admin'] })
  const app = await buildApp(deps)
  await app.listen({ port, host: '127.0.0.1' })
  t.teardown(() => app.close())
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] })
  t.teardown(() => browser.close())
  const page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    // The refusal below is meant; the simulated X has no icon.
    if (message.type() === 'error' && message.location().url.startsWith(url('/')) && !/status of 403/.test(message.text())) complaints.push(message.text())
  })
  const fits = async (name: string) =>
    t.equal(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'), 0, `${name} fits the width of a phone`)
  const signIn = async (who: string) => {
    await page.click('button:has-text("Sign in with X")')
    await page.selectOption('select[name=_as]', who)
    await page.click('button[value=authorize]')
  }

  await page.goto(url('/desk/organisers'))
  await fits('sign-in')
  await signIn(BOB)
  t.match(await page.innerText('main'), 'no organiser here')
  await fits('stranger')
  await page.click('text=To the sign-in page')
  await page.click('button:has-text("Sign in with X")')
  await page.click('button[value=cancel]')
  t.match(await page.innerText('main'), 'it was not agreed to')

  await page.goto(url('/desk/organisers'))
  await signIn(ALICE)
  t.equal(page.url(), url('/desk/organisers'), 'where she wanted to go')
  t.match(await page.innerText('footer'), 'Signed in as @alice_eg')
  await fits('organisers')
  t.match(
    (await page.context().cookies(url('/'))).map(({ name, httpOnly, sameSite }) => ({ name, httpOnly, sameSite })),
    [{ name: 'allies_session', httpOnly: true, sameSite: 'Lax' }],
  )
  await page.fill('input[name=handle]:visible', '@bob_eg')
  await page.fill('input[name=x_user_id]:visible', BOB)
  await page.click('button:text-is("Add")')
  t.match(await page.innerText('main'), '@bob_eg')
  t.match(
    (await listOrganisers(deps)).map(({ scopes }) => scopes),
    [['admin'], ['directory:curate', 'lists:apply']],
  )

  await page.click('footer a:text-is("Keys")')
  await page.fill('input[name=name]', 'A partner whose name is as long as names of partners are, and then some')
  await page.click('button:text-is("Make it")')
  t.match(await page.innerText('p.key'), /^alk_live_/)
  await fits('keys, with one that was just made')
  await page.click('a:has-text("End it")')
  await fits('the question before a key is ended')
  await page.click('button:text-is("End it for good")')
  t.match(await page.innerText('main'), /this key opens nothing any more[\s\S]*Ended keys \(1\)/)
  await fits('keys')

  await page.click('footer button')
  t.equal(page.url(), url('/desk'))
  await signIn(ALICE)
  t.equal(page.url(), url('/desk/review'))
  const [alice] = await listOrganisers(deps)
  await removeOrganiser(deps, 'test', alice?.id ?? '')
  await page.reload()
  t.match(page.url(), '/desk?return_to=')
  t.same(complaints, [])
})
