import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import t from 'tap'
import { createKey } from '../../src/access/service.js'
import { buildApp } from '../../src/app.js'
import { ALICE, BOB, ownerWorld } from '../access/owner-world.js'
import { depsOn } from '../helpers/engines.js'

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const skip = existsSync(CHROMIUM) ? false : `no Chromium at ${CHROMIUM}`
/** A folder for pictures, for whoever wants to look. */
const SHOTS = process.env.ALLIES_SHOTS

/** With a real browser, since its policy for forms decides whether anybody gets to X at all, and its cookies whether they come back. */
t.test('on a phone: read, agree, sign in at X, come back; switch the account; withdraw', { skip, timeout: 120_000 }, async (t) => {
  const port = 40_000 + (process.pid % 20_000)
  const url = (path: string) => `http://127.0.0.1:${port}${path}`
  const deps = await depsOn('pglite', { config: { PUBLIC_URL: url('') } })
  await ownerWorld(t, deps, { config: { PUBLIC_URL: url('') } })
  const { key } = await createKey(deps, { name: 'Evening team', scopes: ['directory:curate', 'lists:apply'], actor: 'test' })
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
  const shoot = async (name: string) => {
    if (SHOTS === undefined) return
    await page.screenshot({ path: `${SHOTS}/${name}-phone.png`, fullPage: true })
    await page.setViewportSize({ width: 1280, height: 900 })
    await page.screenshot({ path: `${SHOTS}/${name}-wide.png`, fullPage: true })
    await page.setViewportSize({ width: 390, height: 844 })
  }
  const fits = async (name: string) => {
    const wide = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    t.equal(wide, 0, `${name} fits the width of a phone`)
    await shoot(name)
  }
  const signInAtX = async (who: string) => {
    await page.check('input[name=agree]')
    await page.click('text=Go to X and sign in')
    await page.selectOption('select[name=_as]', who)
    await page.click('button[value=authorize]')
  }

  await page.goto(url('/desk/owner'))
  await page.fill('#key', key)
  await page.click('main button')
  t.equal(page.url(), url('/desk/owner'))
  await fits('consent')
  await page.click('text=Go to X and sign in')
  t.equal(page.url(), url('/desk/owner'), 'without the tick the browser itself holds the form back')

  await page.check('input[name=agree]')
  await page.click('text=Go to X and sign in')
  await page.click('button[value=cancel]')
  t.match(page.url(), '/desk/owner/callback?')
  t.match(await page.innerText('main'), 'it was not agreed to')
  await fits('denied')
  await page.click('text=To the account on X')

  await signInAtX(ALICE)
  t.equal(page.url(), url('/desk/owner?done=owner'))
  t.match(await page.innerText('main'), '@alice_eg')
  await fits('connected')

  await page.click('summary:has-text("another account")')
  await signInAtX(BOB)
  t.match(await page.innerText('main'), 'Is @bob_eg to own the lists')
  await fits('switch')
  await page.click('text=Yes, switch to @bob_eg')
  t.match(await page.innerText('#account'), '@bob_eg')

  await page.click('summary:has-text("Withdraw consent")')
  await fits('withdraw')
  await page.click('button:has-text("Withdraw consent for")')
  t.match(await page.innerText('main'), 'Consent is withdrawn')
  await fits('withdrawn')
  t.same(complaints, [])
})
