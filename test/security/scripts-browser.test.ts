import { existsSync } from 'node:fs'
import { eq } from 'drizzle-orm'
import { chromium } from 'playwright-core'
import t from 'tap'
import { createKey } from '../../src/access/service.js'
import { buildApp } from '../../src/app.js'
import { createChat, createSeries } from '../../src/chats/service.js'
import { ally } from '../../src/db/schema/index.js'
import { createList } from '../../src/lists/service.js'
import { submitNominations } from '../../src/nominations/submit.js'
import { depsOn } from '../helpers/engines.js'
import { approveAll } from '../helpers/world.js'

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const skip = existsSync(CHROMIUM) ? false : `no Chromium at ${CHROMIUM}`

/** Ways out of text, of an attribute in either quote, of a script, a style, a comment, a title, a textarea, JSON and SVG, each with ways to run. */
const OUT = ['', '">', "'>", '</script>', '</style>', '-->', '</title>', '</textarea>', '"}]', '</svg>']
const RUN = [
  '<script>trap()</script>',
  '<img src=x onerror=trap()>',
  '<svg onload=trap()>',
  '<details open ontoggle=trap()>',
  '<input autofocus onfocus=trap()>',
  '<iframe srcdoc="<script>parent.trap()</script>">',
  '<a href="javascript:trap()">x</a>',
  '<math><mtext><style><img src onerror=trap()>',
  '" autofocus onfocus=trap() x="',
  "';trap();//",
]
const PAYLOADS = OUT.flatMap((out) => RUN.map((run) => `${out}${run}`))

t.test('whatever people write, nothing of it runs, even where a browser knows no policy', { skip, timeout: 180_000 }, async (t) => {
  t.equal(PAYLOADS.length, 100)
  const port = 20_000 + ((process.pid + 3_333) % 20_000)
  const deps = await depsOn('pglite', { config: { PUBLIC_URL: `http://127.0.0.1:${port}` } })
  const { key } = await createKey(deps, { name: `Team ${PAYLOADS[1]}`, scopes: ['admin'], actor: 'test' })
  const entries = await approveAll(
    deps,
    PAYLOADS.map((_, n) => `Body${n}_eg`),
  )
  const ids = [...entries.values()]
  await deps.store.transaction(async (tx) => {
    for (const [n, id] of ids.entries())
      await tx.db
        .update(ally)
        .set({ name: `${PAYLOADS[n]} ${n}`, section: 'C' })
        .where(eq(ally.id, id))
  })
  const hostile = PAYLOADS.slice(10, 21).join(' ')
  const series = await createSeries(deps, 'cli', { hashtag: '#HostileChat', name: PAYLOADS[11] ?? '', timezone: 'Europe/London', hosts: ['host_eg'] })
  const questions = [{ number: 1, text: `Which ${hostile.slice(0, 200)}?` }]
  const chat = await createChat(deps, 'cli', { series_id: series.id, starts_at: '2026-03-01T20:00', topic: hostile.slice(0, 150), questions })
  const lists = []
  for (const n of [11, 12, 21, 30])
    lists.push(
      await createList(deps, 'cli', {
        name: (PAYLOADS[n] ?? '').slice(0, 25),
        description: (PAYLOADS[n + 1] ?? '').slice(0, 100),
        private: false,
        rule: { sections: ['C'] },
      }),
    )
  for (const n of [0, 1, 2])
    await submitNominations(deps, {
      text: `I nominate @Body${n}_eg because ${hostile}`.slice(0, 900),
      why: hostile.slice(0, 200),
      chat_id: chat.id,
      nominator: `@ann${n}_eg`,
      credit: true,
      source: 'form',
      voice: `voice ${n}`,
      actor: 'participant',
    })
  const app = await buildApp(deps)
  await app.listen({ port, host: '127.0.0.1' })
  t.teardown(() => app.close())
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] })
  t.teardown(() => browser.close())
  // Without the policy of the pages, which would hide that something got out of its place.
  const context = await browser.newContext({ bypassCSP: true })
  const trapped: string[] = []
  const page = await context.newPage()
  await context.exposeFunction('trap', () => void trapped.push(page.url()))
  page.on('dialog', (dialog) => void dialog.dismiss())
  const url = (path: string) => `http://127.0.0.1:${port}${path}`
  const look = async (path: string) => {
    const answer = await page.goto(url(path), { waitUntil: 'load' })
    t.ok((answer?.status() ?? 0) < 500, `${path}: ${answer?.status()}`)
    await page.evaluate(() => {
      for (const one of Array.from(document.querySelectorAll('details'))) one.open = true
      for (const one of Array.from(document.querySelectorAll<HTMLElement>('input, a, textarea'))) one.focus()
    })
    const links = await page.evaluate(() => Array.from(document.querySelectorAll('a[href]')).map((one) => one.getAttribute('href') ?? ''))
    t.same(
      links.filter((href) => /^\s*javascript:/i.test(href)),
      [],
      path,
    )
  }
  // The trap works: otherwise nothing in it would prove anything.
  await page.setContent(`<img src=x onerror=trap()>`)
  await page.waitForTimeout(200)
  t.equal(trapped.length, 1)
  trapped.length = 0

  const shown = [
    '/',
    '/?category=C',
    `/?q=${encodeURIComponent(hostile.slice(0, 150))}`,
    '/lists',
    `/chats/${chat.id}`,
    `/chats/${chat.id}/board`,
    '/embed/allies',
  ]
  const addresses = lists.flatMap(({ id }) => [`/lists/${id}`, `/embed/lists/${id}`])
  const wrong = PAYLOADS.slice(0, 20).flatMap((payload) => [
    `/nominate?targets=${encodeURIComponent(payload)}`,
    `/${encodeURIComponent(payload)}`,
    `/desk?return_to=${encodeURIComponent(payload)}`,
  ])
  for (const path of [...shown, ...addresses, ...ids.slice(0, 20).map((id) => `/allies/${id}`), ...wrong]) await look(path)
  await page.goto(url('/desk'))
  await page.fill('input[name=key]', key)
  await Promise.all([page.waitForNavigation(), page.press('input[name=key]', 'Enter')])
  const desk = [
    '/desk/review',
    '/desk/lists',
    '/desk/chats',
    '/desk/matches',
    '/desk/imports',
    '/desk/reach',
    '/desk/audit',
    '/desk/keys',
    '/desk/held',
    '/desk/freshness',
  ]
  for (const path of [...desk, ...lists.map(({ id }) => `/desk/lists/${id}`), ...ids.slice(10, 30).map((id) => `/desk/allies/${id}`)]) await look(path)
  t.same(trapped, [])
})
