import { existsSync } from 'node:fs'
import { chromium, type Page } from 'playwright-core'
import t from 'tap'
import { buildApp } from '../../src/app.js'
import { depsOn } from '../helpers/engines.js'
import { makeChat, nominate } from './events.js'

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const skip = existsSync(CHROMIUM) ? false : `no Chromium at ${CHROMIUM}`

t.test('in a browser: one tap nominates, others see it move, and without script the forms do', { skip, timeout: 120_000 }, async (t) => {
  const port = 20_000 + ((process.pid + 7_777) % 20_000)
  const deps = await depsOn('pglite', { config: { PUBLIC_URL: `http://127.0.0.1:${port}` } })
  const app = await buildApp(deps)
  await app.listen({ port, host: '127.0.0.1' })
  t.teardown(() => app.close())
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] })
  t.teardown(() => browser.close())
  const chat = await makeChat(deps)
  await nominate(deps, chat, '@HarbourFood_eg')
  await nominate(deps, chat, '@RoofFirst_eg')
  const address = `http://127.0.0.1:${port}/chats/${chat}/board`
  const complaints: string[] = []
  const open = async (javaScriptEnabled: boolean): Promise<Page> => {
    const page = await (await browser.newContext({ viewport: { width: 360, height: 740 }, javaScriptEnabled })).newPage()
    page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())))
    page.on('pageerror', (error) => void complaints.push(String(error)))
    await page.goto(address)
    return page
  }
  const [one, other] = [await open(true), await open(true)]
  await one.waitForSelector('.board.live')
  await other.waitForSelector('.board.live')
  t.ok(((await one.evaluate('document.documentElement.scrollWidth')) as number) <= 360, 'nothing runs out of a narrow window')

  await one.click('summary:has-text("Your own handle")')
  await one.fill('#handle', '@ana_eg')
  const row = (page: Page, name: string) => page.locator('.board-list > li', { hasText: name })
  const tapped = performance.now()
  await row(one, '@RoofFirst_eg').getByRole('button').click()
  await row(other, '@RoofFirst_eg').locator('.board-n', { hasText: '2' }).waitFor()
  const took = Math.round(performance.now() - tapped)
  t.comment(`from the tap to the other phone: ${took} ms`)
  t.ok(took < 2_000, `${took} ms`)
  t.match(await one.textContent('.board-said'), 'Thank you: @RoofFirst_eg.')
  t.equal(await row(one, '@RoofFirst_eg').getByRole('button').textContent(), '✓')
  await other
    .locator('.board-list > li')
    .first()
    .locator('.board-name', { hasText: /^@RoofFirst_eg$/ })
    .waitFor()

  deps.clock.advance(1_000)
  await one.fill('#what', 'NightNurses_eg')
  await one.keyboard.press('Enter')
  await row(other, '@NightNurses_eg').waitFor()
  t.equal(await other.locator('.board-ticker li').first().textContent(), '@NightNurses_eg')
  t.equal(await one.inputValue('#what'), '', 'ready for the next')
  await one.fill('#what', 'nobody in particular')
  await one.click('.board-form button')
  await one.waitForSelector('.board-said.bad')
  await one.fill('#what', '@RoofFirst_eg')
  await one.click('.board-form button')
  await one.locator('.board-said', { hasText: /^You had named/ }).waitFor()
  await one.reload()
  await one.waitForSelector('.board-list button.done')
  t.equal(await row(one, '@RoofFirst_eg').getByRole('button').textContent(), '✓', 'remembered')

  // A neighbour at the same address, who gave no handle either.
  const neighbours = [await open(true), await open(true)]
  for (const page of neighbours) {
    await row(page, '@NightNurses_eg').getByRole('button').click()
    await page.locator('.board-said', { hasText: /^Thank you: @NightNurses_eg/ }).waitFor()
  }
  await row(other, '@NightNurses_eg').locator('.board-n', { hasText: '3' }).waitFor()
  const [neighbour] = neighbours
  await neighbour?.locator('.board-list button.done').first().click()
  await neighbour?.locator('.board-said', { hasText: /^From this browser @NightNurses_eg was named already.*Give your own handle/ }).waitFor()
  t.ok(await neighbour?.isVisible('#handle'), 'the field that it speaks of is open')

  // Where too many boards are open already, the page asks every few seconds instead.
  const late = await (await browser.newContext()).newPage()
  await late.route('**/board/events', (route) => route.fulfill({ status: 503, body: '' }))
  await late.goto(address)
  await late.locator('[data-line]', { hasText: /^every few seconds$/ }).waitFor()
  await nominate(deps, chat, '@SafeHaven_eg')
  await row(late, '@SafeHaven_eg').waitFor({ timeout: 8_000 })

  const plain = await open(false)
  await row(plain, '@HarbourFood_eg').getByRole('button').click()
  t.match(await plain.textContent('h1'), 'Thank you')
  await row(other, '@HarbourFood_eg').locator('.board-n', { hasText: '2' }).waitFor()
  t.same(
    complaints.filter((text) => !text.includes('400')),
    [],
    'but for the one that was to be refused',
  )
})
