import { existsSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { chromium } from 'playwright-core'
import t from 'tap'
import { readFault } from '../../src/platform/simulator/fault-spec.js'
import { OWNER, send, world } from './world.js'

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const skip = existsSync(CHROMIUM) ? false : `no Chromium at ${CHROMIUM}`

async function busy(t: Parameters<typeof world>[0]) {
  const all = await world(t, 3)
  const { simulator } = all
  simulator.changeUser('3', { name: '<img src=x onerror=alert(1)>' })
  const { id } = simulator.addList({ owner_id: OWNER, name: '<b>Allies', private: true })
  const token = simulator.addOAuth2(OWNER)
  const add = (user_id: string) => send(simulator.url, token, 'POST', `/2/lists/${id}/members`, { user_id })
  await add('1')
  simulator.setFault({ name: '5xx-before', nth: 2, variant: 'json' })
  await add('2')
  await add('2')
  return { ...all, id, token, add }
}

t.test('the overview tells what there is and gives no token away', async (t) => {
  const { simulator, id, token, clock } = await busy(t)
  const text = await (await fetch(`${simulator.url}/_sim/overview`)).text()
  const all = JSON.parse(text)
  t.match(all, {
    now: clock.now().getTime(),
    counts: { users: 4, lists: 1, calls: 3 },
    lists: [{ id, owner: 'owner_eg', private: true, member_count: 2, members: ['u2', 'u1'] }],
    log: [
      { seq: 3, status: 500, effect: 'none', faults: ['5xx-before'], about: '' },
      { seq: 2, status: 200, effect: 'member-added' },
      { seq: 1, status: 200, route: 'POST /2/lists/:id/members', owner: 'owner_eg', effect: 'member-added', cost_milli_usd: 5 },
    ],
    windows: [{ key: `user:${OWNER} POST /2/lists/:id/members`, limit: 300 }],
    ledger: { balance_milli_usd: null },
    faults: [],
  })
  const state = simulator.exportState()
  const secrets = [token, ...Object.keys(state.bearers), ...Object.values(state.apps).flatMap((app) => [app.secret, app.client_secret ?? '-', app.key])]
  for (const secret of secrets) if (secret !== '-') t.notOk(text.includes(secret))
})

t.test('the page runs nothing but its own script, and only on loopback names', async (t) => {
  const { simulator } = await world(t, 1)
  const page = await fetch(simulator.url)
  t.equal(page.status, 200)
  t.match(page.headers.get('content-type'), 'text/html')
  t.match(page.headers.get('content-security-policy'), /default-src 'none'.*script-src 'sha256-/)
  const html = await page.text()
  t.notMatch(html, /https?:\/\/|unsafe/, 'nothing from elsewhere')
  const status = await new Promise((resolve, reject) => {
    httpRequest(simulator.url, { headers: { host: 'rebound.example' } }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end()
  })
  t.equal(status, 403)
})

t.test('on a phone the page shows calls as they come, switches faults on and off, and suspends somebody', { skip, timeout: 120_000 }, async (t) => {
  const { simulator, add } = await busy(t)
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] })
  t.teardown(() => browser.close())
  const page = await (await browser.newContext({ viewport: { width: 390, height: 800 } })).newPage()
  const complaints: string[] = []
  page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())))
  page.on('pageerror', (error) => void complaints.push(String(error)))
  await page.goto(simulator.url)
  /** Playwright's own waiting would need eval, which the page forbids. */
  const until = async (condition: string) => {
    for (let i = 0; i < 100 && !(await page.evaluate(condition)); i++) await page.waitForTimeout(100)
    t.ok(await page.evaluate(condition), condition)
  }
  await page.waitForSelector('#log td')
  t.match(await page.textContent('#sum'), /4 accounts · lists: 1 · calls: 3/)
  t.match(await page.textContent('#users'), '<img src=x onerror', 'names are text')
  t.ok(Number(await page.evaluate('document.documentElement.scrollWidth')) <= 390, 'nothing runs out of the window')
  await add('2')
  await until(`document.querySelectorAll('#log tr').length === 5`)
  await page.selectOption('#fault [name=name]', 'credits-402')
  await page.fill('#fault [name=next]', '1')
  await page.click('#fault button')
  await page.waitForSelector('#faults button')
  t.match(simulator.exportState().faults, [{ name: 'credits-402', next: 1 }])
  await page.click('#faults button')
  await until(`document.querySelector('#faults button') === null`)
  t.same(simulator.exportState().faults, [])
  await page.fill('#fault [name=user_id]', 'nobody')
  await page.click('#fault button')
  await until(`document.querySelector('#said').textContent.includes('user_id')`)
  t.equal(complaints.splice(0).length, 1, 'the browser notes the refusal itself')
  await page.fill('#only', 'u2')
  await until(`document.querySelectorAll('#users tr').length === 2`)
  await page.click('#users button:nth-of-type(2)')
  await until(`document.querySelector('#users').textContent.includes('not suspended')`)
  t.equal(simulator.findUser('2')?.suspended, true)
  const list = () => simulator.lists()[0]
  await page.fill('#hand [name=what]', '@u3')
  await page.click('#hand [value=add]')
  await until(`document.querySelector('#lists').textContent.includes('@u3')`)
  await page.fill('#hand [name=what]', 'u1')
  await page.click('#hand [value=remove]')
  await until(`!document.querySelector('#lists').textContent.includes('@u1')`)
  await page.fill('#hand [name=what]', 'Renamed <by hand>')
  await page.click('#hand [value=name]')
  await until(`document.querySelector('#lists').textContent.includes('Renamed <by hand>')`)
  await page.click('#hand [value=private]')
  await until(`document.querySelector('#lists').textContent.includes('public')`)
  t.match(list(), { name: 'Renamed <by hand>', private: false })
  await page.click('#hand [value=add]')
  await until(`document.querySelector('#hand-said').textContent === 'Give the account.'`)
  t.ok(Number(await page.evaluate('document.documentElement.scrollWidth')) <= 390, 'nor does the form')
  await page.click('#hand [value=deleted]')
  await until(`document.querySelector('#lists').textContent.includes('no lists yet')`)
  t.equal(list(), undefined)
  await page.fill('#balance input', '0.004')
  await page.click('#balance button')
  await until(`document.querySelector('#sum').textContent.includes('balance $0.004')`)
  t.same(complaints, [])
})

t.test('a list is edited by hand over HTTP: members by handle or id, name, description, privacy, and gone', async (t) => {
  const { simulator, id } = await busy(t)
  const hand = async (change: object, list = id) => {
    const answer = await fetch(`${simulator.url}/_sim/lists/${list}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(change),
    })
    return { status: answer.status, ...((await answer.json()) as object) }
  }
  t.match(await hand({ add: '@U3', remove: '1' }), { status: 200, members: ['3', '2'] })
  t.match(await hand({ name: 'Friends', description: 'New words', private: false }), { name: 'Friends', description: 'New words', private: false })
  t.match(await hand({ add: 'nobody_here' }), { status: 404, detail: 'There is no account nobody_here' })
  t.match(await hand({ name: 'x'.repeat(26) }), { status: 400 })
  t.match(await hand({}), { status: 400 })
  t.match(await hand({ deleted: true }), { deleted: true })
  t.match(await hand({ name: 'Back' }), { status: 404 })
  t.same(simulator.lists(), [])
})

t.test('faults can be said in words, and what is wrong with them is said back', async (t) => {
  t.same(readFault('lock-after-N:n=5'), { name: 'lock-after-N', n: 5 })
  t.same(readFault('5xx-after:route=POST /2/lists/:id/members,chance=0.25,variant=json'), {
    name: '5xx-after',
    route: 'POST /2/lists/:id/members',
    chance: 0.25,
    variant: 'json',
  })
  t.same(readFault('protected:user_id=1234567890123456789,how=errors'), { name: 'protected', user_id: '1234567890123456789', how: 'errors' })
  t.same(readFault('page-short:end=true'), { name: 'page-short', end: true })
  t.match(readFault('earthquake'), /no fault earthquake.*lock-after-N/)
  t.match(readFault('hang:times=1'), /hang:times=1: /)
})
