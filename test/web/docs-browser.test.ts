import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import t from 'tap'
import { buildApp } from '../../src/app.js'
import { depsOn } from '../helpers/engines.js'

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const skip = existsSync(CHROMIUM) ? false : `no Chromium at ${CHROMIUM}`

t.test(
  'the page of the API: our own, on a phone within the window with operations open, and without scripts a way to the samples',
  { skip, timeout: 180_000 },
  async (t) => {
    const port = 20_000 + (process.pid % 20_000)
    const url = (path: string) => `http://127.0.0.1:${port}${path}`
    const deps = await depsOn('pglite', { config: { PUBLIC_URL: url('') } })
    const app = await buildApp(deps)
    await app.listen({ port, host: '127.0.0.1' })
    t.teardown(() => app.close())
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] })
    t.teardown(() => browser.close())
    const page = await (await browser.newContext({ viewport: { width: 360, height: 740 } })).newPage()
    const complaints: string[] = []
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    const overhang = () => page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')

    await page.goto(url('/docs'))
    await page.waitForSelector('.opblock')
    t.equal(await page.title(), 'Community Allies API')
    const text = await page.innerText('body')
    t.notMatch(text, 'Explore')
    t.equal(await page.$('.topbar'), null, 'neither a bar nor a logo of the library')
    t.equal(await overhang(), 0, 'closed')
    // Parameters, bodies, headers and many answers; the longest address and the first read. The library draws what is near the window only, so each is gone to.
    for (const [tag, id] of [
      ['directory', 'listAllies'],
      ['review', 'decideAlly'],
      ['nominations', 'submitNominations'],
      ['imports', 'createImport'],
      ['lists', 'undoListMemberDecision'],
      ['keys', 'createKey'],
      ['reach', 'estimateAddition'],
    ]) {
      await page.goto(url('/about'))
      await page.goto(url(`/docs#/${tag}/${id}`))
      const block = page.locator(`#operations-${tag}-${id}`)
      await block.locator('.responses-wrapper').waitFor()
      t.equal(await overhang(), 0, `${id} open`)
      const wide = await page.evaluate(
        `[...document.querySelectorAll('[id$="-${id}"] .opblock-body *')].filter((one) => {
        const box = one.getBoundingClientRect()
        if (box.width === 0 || box.right <= innerWidth + 1) return false
        for (let at = one.parentElement; at && at.id !== 'swagger-ui'; at = at.parentElement) if (/auto|scroll|hidden/.test(getComputedStyle(at).overflowX)) return false
        return true
      }).map((one) => one.tagName + '.' + one.className).slice(0, 5)`,
      )
      t.same(wide, [], `${id}: what is wider scrolls within itself`)
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${id}.png`, fullPage: false })
      if (process.env.SHOTS) await block.screenshot({ path: `${process.env.SHOTS}/${id}-block.png` })
      await block.locator('.opblock-summary-control').click()
    }
    t.same(complaints, [])
    t.ok(
      asked.every((one) => one.startsWith(url('/')) || one.startsWith('data:')),
      'nothing is loaded from elsewhere',
    )

    const bare = await (await browser.newContext({ viewport: { width: 360, height: 740 }, javaScriptEnabled: false })).newPage()
    await bare.goto(url('/docs'))
    t.match(await bare.innerText('body'), 'draws the document of the API with a script')
    if (process.env.SHOTS) await bare.screenshot({ path: `${process.env.SHOTS}/noscript.png` })
    await bare.click('.api-noscript a:has-text("a page without scripts")')
    t.equal(bare.url(), url('/docs/samples'))
    t.match(await bare.innerText('main'), 'Samples of the API')
    await bare.click('summary:has-text("Nominate") >> nth=0')
    t.match(await bare.innerText('main'), /curl -X POST "\$ALLIES\/api\/v1\/nominations"/)
    t.equal(await bare.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'), 0)
    if (process.env.SHOTS) await bare.screenshot({ path: `${process.env.SHOTS}/samples.png` })
    await bare.goto(url('/docs'))
    await bare.click('.api-noscript a:has-text("openapi.json")')
    t.match(await bare.content(), '3.1.1')
  },
)
