import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import t from 'tap'
import { createKey } from '../../src/access/service.js'
import { buildApp } from '../../src/app.js'
import { listDecisions } from '../../src/directory/identity/queue.js'
import { editAlly, getReview } from '../../src/directory/service.js'
import { submitNominations } from '../../src/nominations/service.js'
import { propose } from '../directory/identity/pairs.js'
import { depsOn } from '../helpers/engines.js'

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const skip = existsSync(CHROMIUM) ? false : `no Chromium at ${CHROMIUM}`
const NAMES = ['Trussell', 'Trussell Trust', 'Harbour Kitchen', 'مطبخ الميناء — Harbour', 'Q'.repeat(180), '社会福祉の会'.repeat(20)]

/** As wide as fingers need, in CSS pixels (WCAG 2.2, 2.5.8 asks for 24). */
const FINGER = 24

t.test('pairs are decided by one key press on a desk, and by touch on a phone', { skip, timeout: 120_000 }, async (t) => {
  const port = 20_000 + ((process.pid + 7_000) % 20_000)
  const deps = await depsOn('pglite', { config: { PUBLIC_URL: `http://127.0.0.1:${port}` } })
  const ids: string[] = []
  for (const [n, name] of NAMES.entries()) {
    const { nominations } = await submitNominations(deps, { targets: [`@Body${n}_eg`], source: 'api', voice: 'x', actor: 'anyone' })
    const id = nominations[0]?.ally_id ?? ''
    ids.push(id)
    const { etag } = await getReview(deps, id)
    await editAlly(deps, 'key:test', id, etag, { name, reason: 'its name' })
  }
  const at = (n: number) => ids[n] ?? ''
  await propose(deps, at(0), at(1), 2.5)
  await propose(deps, at(2), at(3), 2)
  await propose(deps, at(4), at(5), 1.5)
  const { key } = await createKey(deps, { name: 'Evening team', scopes: ['admin'], actor: 'test' })
  const app = await buildApp(deps)
  await app.listen({ port, host: '127.0.0.1' })
  t.teardown(() => app.close())
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] })
  t.teardown(() => browser.close())
  const queue = `http://127.0.0.1:${port}/desk/matches`
  const complaints: string[] = []
  const open = async (options: Parameters<typeof browser.newContext>[0]) => {
    const page = await (await browser.newContext(options)).newPage()
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    await page.goto(queue)
    await page.fill('#key', key)
    await Promise.all([page.waitForURL(/desk\/matches/), page.click('main button')])
    return page
  }
  const verdicts = async () => (await listDecisions(deps, null, { limit: 10 })).items.filter(({ undone }) => undone === null).map(({ verdict }) => verdict)

  const desk = await open({ viewport: { width: 1280, height: 900 } })
  const press = async (letter: string) => {
    await Promise.all([desk.waitForNavigation(), desk.keyboard.press(letter)])
    return desk.textContent('main')
  }
  t.match(await desk.textContent('main'), /3 pairs wait/)
  t.match(await press('s'), /Trussell Trust|Trussell/)
  t.same(await verdicts(), ['same'])
  t.match(await press('u'), /3 pairs wait/)
  t.same(await verdicts(), [])
  await press('n')
  t.match(await desk.textContent('main'), 'Harbour Kitchen', 'left for later: the next one')
  await desk.keyboard.press('p')
  t.equal(await desk.evaluate('document.activeElement.id'), 'relation', 'how they belong together is not for a key to guess')
  t.ok(await desk.isVisible('#say-how'))
  await desk.selectOption('#relation', { index: 1 })
  await desk.keyboard.press('Escape')
  await press('p')
  t.same(await verdicts(), ['related'])
  await press('u')

  const phone = await open({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  const tap = async (selector: string) => Promise.all([phone.waitForNavigation(), phone.tap(selector)])
  const fits = async (what: string) =>
    t.ok(Number(await phone.evaluate('document.scrollingElement.scrollWidth')) <= 390, `${what}: nothing is wider than the phone`)
  for (const round of ['the first pair', 'the second', 'names without blanks']) {
    await fits(round)
    for (const verdict of ['same', 'related', 'different']) {
      const box = await phone.locator(`button[value=${verdict}]`).boundingBox()
      t.ok(box && box.height >= FINGER && box.width >= FINGER && box.x >= 0 && box.x + box.width <= 390, `${round}: ${verdict} can be touched`)
    }
    await tap('button[value=different]')
  }
  t.same(await verdicts(), ['different', 'different', 'different'])
  t.match(await phone.textContent('main'), 'No pair waits')
  await fits('nothing waits')
  await tap('[data-undo] button')
  t.match(await phone.textContent('main'), '1 pair waits')
  await tap('button[value=same]')
  t.same(new Set(await verdicts()), new Set(['same', 'different']))
  t.same(complaints, [])
})
