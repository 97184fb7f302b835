import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import t from 'tap'
import { createKey } from '../../src/access/service.js'
import { buildApp } from '../../src/app.js'
import { depsOn } from '../helpers/engines.js'
import { followerIds, reachWorld } from './reach-world.js'

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const skip = existsSync(CHROMIUM) ? false : `no Chromium at ${CHROMIUM}`

t.test('on a phone a follower list is dropped, counts, and the figure follows; nothing runs out of the window', { skip, timeout: 120_000 }, async (t) => {
  const port = 20_000 + ((process.pid + 11_000) % 20_000)
  const deps = await depsOn('pglite', { config: { PUBLIC_URL: `http://127.0.0.1:${port}` } })
  const { list } = await reachWorld(deps)
  const { key } = await createKey(deps, { name: 'Evening team', scopes: ['admin'], actor: 'test' })
  const app = await buildApp(deps)
  await app.listen({ port, host: '127.0.0.1' })
  t.teardown(() => app.close())
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] })
  t.teardown(() => browser.close())
  const url = (path: string) => `http://127.0.0.1:${port}${path}`
  const page = await (await browser.newContext({ viewport: { width: 390, height: 800 }, colorScheme: 'dark' })).newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.goto(url('/desk?return_to=/desk/reach/lists'))
  await page.fill('#key', key)
  await page.click('main button')

  const drop = (text: string) =>
    page.evaluate(
      `(() => {
        const data = new DataTransfer()
        data.items.add(new File([${JSON.stringify(text)}], 'followers.txt'))
        document.querySelector('[data-drop]').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }))
      })()`,
    )
  await drop('1')
  t.equal(await page.evaluate('document.activeElement.id'), 'account', 'whose list it is comes first')
  await page.fill('#account', '@Silent_eg')
  await drop('1\nAlice\nBob')
  await page.waitForSelector('[data-fault]:not([hidden])')
  t.match(await page.textContent('[data-fault]'), /hold no id.*Line 2 is not a number/s)
  t.equal(complaints.splice(0).length, 1, 'the browser notes the refusal itself')

  // Large enough to be packed on the way.
  const sent = page.waitForRequest((request) => request.url().includes('/desk/reach/lists/file'))
  await drop(followerIds(0, 5_000))
  const length = Number((await (await sent).allHeaders())['content-length'])
  await page.waitForURL(/given=aud_/)
  t.ok(length > 0 && length < 50_000, `${length} bytes of 100,000 were sent`)
  t.match(await page.textContent('.note'), /@Silent_eg, the whole list: 5,000 ids read/)

  const width = async (path: string) => {
    await page.goto(url(path))
    await page.evaluate(`document.querySelectorAll('main details').forEach((one) => { one.open = true })`)
    return page.evaluate('document.documentElement.scrollWidth')
  }
  for (const path of [`/desk/reach?of=${list.id}`, '/desk/reach', '/desk/reach/lists', '/desk/reach/counts', `/lists/${list.id}`, `/desk/lists/${list.id}`])
    t.equal(await width(path), 390, path)
  await page.goto(url(`/desk/reach?list=${list.id}`))
  t.equal(await page.inputValue('#of'), list.id, 'an address made like one of the API is understood')
  for (const part of ['.scroll:has(.figures.fits)', '.picture.fits']) {
    const hidden = `[...document.querySelectorAll('#whom ~ ${part}')].map((one) => one.scrollWidth - one.clientWidth)`
    t.same(await page.evaluate(hidden), [0], `${part}: nothing of whom next is cut off`)
  }
  await page.goto(url('/desk/reach'))
  t.match(await page.textContent('#whom ~ .scroll tbody tr'), /1\. Silent_eg/, 'the largest is first now')
  t.equal(await page.evaluate(`getComputedStyle(document.querySelector('.drawing .point')).fill`), 'rgb(92, 201, 184)', 'colours of the dark scheme')
  t.same(complaints, [])
})
