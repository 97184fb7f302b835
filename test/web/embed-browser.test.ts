import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { chromium } from 'playwright-core'
import t from 'tap'
import { buildApp } from '../../src/app.js'
import { depsOn } from '../helpers/engines.js'
import { listOf } from './embed-world.js'

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const skip = existsSync(CHROMIUM) ? false : `no Chromium at ${CHROMIUM}`
const HOSTILE = '<img src=x onerror="document.title=1">'

t.test(
  'on a page of another origin: the widget shows the list, in the colours of the reader, and nothing of it runs',
  { skip, timeout: 120_000 },
  async (t) => {
    const port = 20_000 + ((process.pid + 3_333) % 20_000)
    const site = `http://127.0.0.1:${port}`
    const deps = await depsOn('pglite', { config: { PUBLIC_URL: site } })
    const app = await buildApp(deps)
    await app.listen({ port, host: '127.0.0.1' })
    t.teardown(() => app.close())
    const list = await listOf(deps, ['Harbour Food', 'Roof First', HOSTILE])

    // Somebody else's site, with as strict a policy as it can have and still use the widget, and styles that would spoil ours.
    const elsewhere = createServer((request, response) => {
      const gone = request.url === '/gone'
      response.setHeader('content-type', 'text/html; charset=utf-8')
      response.setHeader('content-security-policy', `default-src 'none'; script-src ${site}; connect-src ${site}; style-src 'sha256-none' 'nonce-own'`)
      response.end(`<!doctype html><title>Elsewhere</title><style nonce="own">a { color: red; display: none } li { float: left }</style>
      <h1>Our friends</h1><script async src="${site}/widget.js" data-list="${gone ? 'lst_01jnb1h6w0e3qxt6yz0p4v8kdm' : list}" data-limit="3"></script>
      <noscript><a href="${site}/lists/${list}">Allies</a></noscript>`)
    })
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
    t.teardown(() => elsewhere.close())
    const address = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`

    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] })
    t.teardown(() => browser.close())
    const open = async (path: string, colorScheme: 'light' | 'dark') => {
      const context = await browser.newContext({ viewport: { width: 390, height: 844 }, colorScheme })
      const page = await context.newPage()
      const complaints: string[] = []
      page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())))
      page.on('pageerror', (error) => void complaints.push(String(error)))
      await page.goto(address + path)
      return { context, page, complaints }
    }

    const { context, page, complaints } = await open('/', 'light')
    await page.getByRole('link', { name: 'Harbour Food' }).waitFor()
    t.equal(await page.getByRole('heading', { level: 3 }).textContent(), 'Allies <b>in</b> health')
    t.equal(await page.getByRole('region', { name: 'Allies <b>in</b> health' }).count(), 1)
    t.same(await page.getByRole('listitem').getByRole('link').allTextContents(), [
      HOSTILE,
      '@Member2_eg',
      'Harbour Food',
      '@Member0_eg',
      'Roof First',
      '@Member1_eg',
    ])
    t.equal(await page.title(), 'Elsewhere', 'a name is text')
    t.same(await context.cookies(), [])
    t.same(complaints, [])
    t.ok(((await page.evaluate('document.documentElement.scrollWidth')) as number) <= 390, 'nothing runs out of a phone')
    await page.keyboard.press('Tab')
    t.equal(await page.evaluate("document.querySelector('div').shadowRoot.activeElement.textContent"), HOSTILE, 'the keyboard reaches it')
    const paper = "getComputedStyle(document.querySelector('div').shadowRoot.querySelector('section')).backgroundColor"
    t.equal(await page.evaluate(paper), 'rgb(255, 255, 255)')
    const link = "getComputedStyle(document.querySelector('div').shadowRoot.querySelector('a')).color"
    t.equal(await page.evaluate(link), 'rgb(11, 107, 96)', 'not the colours of the page around')

    const dark = await open('/', 'dark')
    await dark.page.getByRole('link', { name: 'Harbour Food' }).waitFor()
    t.equal(await dark.page.evaluate(paper), 'rgb(26, 32, 42)')

    const gone = await open('/gone', 'light')
    await gone.page.getByText('This list is not public, or not there any more.').waitFor()
    t.equal(await gone.page.getByRole('link').getAttribute('href'), site)

    const frame = await open('/', 'light')
    await frame.page.goto(`${site}/embed/lists/${list}`)
    t.equal(await frame.page.getByRole('link', { name: HOSTILE }).count(), 1)
    t.ok(((await frame.page.evaluate('document.documentElement.scrollWidth')) as number) <= 390)
    await frame.page.setViewportSize({ width: 200, height: 300 })
    t.ok(((await frame.page.evaluate('document.documentElement.scrollWidth')) as number) <= 200, 'the least frame there is')
  },
)
