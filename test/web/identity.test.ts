import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import t from 'tap'
import { createKey } from '../../src/access/service.js'
import { buildApp } from '../../src/app.js'
import { accountHandle } from '../../src/db/schema/index.js'
import { countMatches, getMatch } from '../../src/directory/identity/queue.js'
import { relateEntry } from '../../src/directory/identity/related.js'
import { editAlly, getReview } from '../../src/directory/service.js'
import { submitNominations } from '../../src/nominations/service.js'
import { propose } from '../directory/identity/pairs.js'
import { depsOn, onBoth, type TestDeps } from '../helpers/engines.js'
import { decide } from '../helpers/world.js'
import { onOneEngine } from '../http/one-engine.js'
import { openDesk } from './desk.js'

async function nominate(deps: TestDeps, target: string, people = ['@p_eg']): Promise<string> {
  let id = ''
  for (const nominator of people) {
    const { nominations } = await submitNominations(deps, { targets: [target], nominator, source: 'api', voice: `x ${nominator}`, actor: 'anyone' })
    id = nominations[0]?.ally_id ?? ''
  }
  return id
}

const etag = async (deps: TestDeps, id: string) => (await getReview(deps, id)).etag

onBoth('an entry is merged after a look, its page says so, and it is parted again', async (t, deps) => {
  const desk = await openDesk(t, deps)
  const [a, b] = [await nominate(deps, '@OrgA_eg', ['@p_eg', '@q_eg']), await nominate(deps, '@OrgB_eg')]
  const match = await propose(deps, a, b, 2.5)
  const queue = (await desk.get('/desk/review')).body
  t.match(queue, '1 pair</a> to look at'.replace('</a>', ''))
  const page = (await desk.get(`/desk/allies/${b}`)).body
  t.match(page, `/desk/matches?pair=${match}`)
  t.match(page, 'likely the same')

  for (const [typed, why] of [
    ['@nobody_eg', 'Nobody has nominated @nobody_eg yet'],
    ['Org A', 'write @handle, #hashtag'],
    ['@OrgB_eg', 'That is this very entry'],
    ['<script>alert(1)</script>', 'names no entry'],
  ] as const) {
    const look = await desk.get(`/desk/allies/${b}?into=${encodeURIComponent(typed)}`)
    t.equal(look.statusCode, 200)
    t.match(look.body, why, typed)
    t.notMatch(look.body, '<script>')
  }
  const look = (await desk.get(`/desk/allies/${b}?into=${encodeURIComponent('https://twitter.com/orga_eg')}`)).body
  t.match(look, 'Together they have the accounts @OrgA_eg, @OrgB_eg')
  t.match(look, '2 people in 0 chats')
  t.match(look, new RegExp(`name="stays" value="${a}" checked`))

  const nothing = await desk.post(`/desk/allies/${b}/merge`, { other: a, stays: a, reason: '  ' })
  t.equal(nothing.statusCode, 400)
  t.match(nothing.body, 'Please give a reason')
  t.match(nothing.body, 'Together they have', 'what would happen is still shown')
  const merged = await desk.post(`/desk/allies/${b}/merge`, { other: a, stays: a, reason: 'One kitchen, two accounts' })
  t.equal(merged.headers.location, `/desk/allies/${a}?done=merged#who`)
  const whole = (await desk.get(`/desk/allies/${a}?done=merged`)).body
  t.match(whole, 'this entry stands for both now')
  t.match(whole, /Part<span class="hide"> OrgB_eg</)
  t.match((await desk.get('/desk/review')).body, 'Merged into it: OrgB_eg')
  const part = (await desk.get(`/desk/allies/${b}`)).body
  t.match(part, 'This entry was merged into')
  t.match(part, 'One kitchen, two accounts')
  t.notMatch(part, 'Merge with another entry', 'what is a part is not merged further')

  const again = await desk.post(`/desk/allies/${b}/merge`, { other: a, stays: a, reason: 'once more' })
  t.equal(again.statusCode, 409)
  t.match(again.body, 'already')

  t.equal((await desk.post(`/desk/allies/${a}/part`, { entry: b, reason: 'Two kitchens' })).headers.location, `/desk/allies/${a}?done=parted#who`)
  t.equal((await getReview(deps, b)).merged_into, null)
  const late = await desk.post(`/desk/allies/${a}/part`, { entry: b, reason: 'I was slower' })
  t.equal(late.statusCode, 409)
  t.match(late.body, 'is not merged into anything now')
  const refused = (await desk.get(`/desk/allies/${b}?into=@OrgA_eg`)).body
  t.match(refused, 'that they are different: Two kitchens')
  t.notMatch(refused, 'Together they have')
  t.equal(await countMatches(deps, { state: 'open' }), 0)

  const [decision = ''] = /dec_[0-9a-z]{26}/.exec(refused) ?? []
  t.equal((await desk.post(`/desk/allies/${b}/undo`, { decision_id: decision, reason: 'Perhaps one after all' })).statusCode, 303)
  t.equal(await countMatches(deps, { state: 'open' }), 1, 'the question is open again')
  const twice = await desk.post(`/desk/allies/${b}/undo`, { decision_id: decision, reason: 'Kept when it comes back' })
  t.equal(twice.statusCode, 409)
  t.match(twice.body, 'was taken back on')
})

onBoth('the address that a refused verdict leaves shows the pair, and what became of it; a name of two scripts is marked', async (t, deps) => {
  const desk = await openDesk(t, deps)
  const [a, b] = [await nominate(deps, '@OrgA_eg'), await nominate(deps, '@OrgB_eg')]
  const name = 'Hаrbour <Food>'
  await editAlly(deps, 'key:test', b, await etag(deps, b), { name, reason: 'its name' })
  const match = await propose(deps, a, b, 2.5)
  const refused = await desk.post(`/desk/matches/${match}`, { verdict: 'related', reason: 'part of it' })
  t.equal(refused.statusCode, 400)
  const again = await desk.get(`/desk/matches/${match}`)
  t.equal(again.statusCode, 302)
  t.equal(again.headers.location, `/desk/matches?pair=${match}`)
  const page = (await desk.get(`/desk/matches?pair=${match}`)).body
  t.match(page, `action="/desk/matches/${match}"`)
  t.match(page, '“Hаrbour &lt;Food>” mixes scripts: а (Cyrillic) looks like Latin letters.')
  t.equal(page.split('mixes scripts').length, 2, 'of the two only this one')
  t.equal((await desk.post(`/desk/matches/${match}`, { verdict: 'different', reason: 'Two kitchens' })).statusCode, 303)
  const late = await desk.get(`/desk/matches?pair=${match}`)
  t.match(late.body, /do not wait any more:.* are different \(Two kitchens\)/)
  t.equal((await desk.get('/desk/matches/undo')).headers.location, '/desk/matches')
  t.equal((await desk.get('/desk/matches/mtp_00000000000000000000000000')).statusCode, 404)
})

onBoth('the page and the API of an entry show what was said for all that was merged into it, until they are parted', async (t, deps) => {
  const desk = await openDesk(t, deps)
  const say = async (text: string, nominator: string, minute: number) => {
    deps.clock.advance(minute * 60_000)
    const { nominations } = await submitNominations(deps, { text, nominator, source: 'form', voice: nominator, actor: 'anyone' })
    return nominations[0]?.ally_id ?? ''
  }
  const whole = await say('Meals: @CyrKitchen_eg', '@ann_eg', 0)
  const member = await say('so good: @HarbourFood_eg', '@ben_eg', 1)
  const deeper = await say('the best: @ZwKitchen_eg', '@cat_eg', 1)
  await say('Warm: @CyrKitchen_eg', '@dee_eg', 1)
  t.notMatch((await desk.get(`/desk/allies/${whole}`)).body, 'so good')
  await desk.post(`/desk/allies/${deeper}/merge`, { other: member, stays: member, reason: 'one body' })
  await desk.post(`/desk/allies/${member}/merge`, { other: whole, stays: whole, reason: 'one body' })
  const page = (await desk.get(`/desk/allies/${whole}`)).body
  t.match(page, '4 people in 0 chats')
  const said = page.slice(page.indexOf('What was said'))
  t.ok(
    said.indexOf('Warm') < said.indexOf('the best') && said.indexOf('the best') < said.indexOf('so good') && said.indexOf('so good') < said.indexOf('Meals'),
    'newest first',
  )
  t.match(said, 'named @harbourfood_eg')
  t.notMatch(said, 'named @cyrkitchen_eg', 'its own needs no such word')
  t.match((await desk.get('/desk/review')).body, 'so good')
  const key = await desk.key('directory:curate')
  const nominations = async (id: string): Promise<string[]> => {
    const found: string[] = []
    for (let url = `/desk/allies/${id}/nominations?limit=3`; url !== ''; ) {
      const page = (await desk.call('GET', url, { key })).json()
      found.push(
        ...page.items.map(({ text, ally_id }: { text: string; ally_id: string }) => `${text.split(/[: ]/)[0]} ${[whole, member, deeper].indexOf(ally_id)}`),
      )
      url = page.next_cursor === null ? '' : `/desk/allies/${id}/nominations?limit=3&cursor=${page.next_cursor}`
    }
    return found
  }
  t.same(await nominations(whole), ['Warm 0', 'the 2', 'so 1', 'Meals 0'])
  t.same(await nominations(member), ['so 1'], 'a merged one shows its own')
  await desk.post(`/desk/allies/${whole}/part`, { entry: member, reason: 'Two bodies' })
  t.same(await nominations(whole), ['Warm 0', 'Meals 0'])
  t.same(await nominations(member), ['the 2', 'so 1'])
  t.notMatch((await desk.get(`/desk/allies/${whole}`)).body, 'so good')
})

onBoth('relations are said and ended on the page, and shown in public between published allies', async (t, deps) => {
  const desk = await openDesk(t, deps)
  const [body, branch, tag] = [await nominate(deps, '@HarbourFood_eg'), await nominate(deps, '@HarbourYork_eg'), await nominate(deps, '#HarbourHour')]
  for (const id of [body, branch]) await decide(deps, id, 'approve', 'ally')
  const bad = await desk.post(`/desk/allies/${branch}/relations`, { way: 'chapter from', other: '@nobody_eg', reason: 'A long reason of mine' })
  t.equal(bad.statusCode, 404)
  t.match(bad.body, 'Nobody has nominated @nobody_eg yet')
  t.match(bad.body, 'A long reason of mine')
  t.match(bad.body, /aria-invalid/)
  t.equal((await desk.post(`/desk/allies/${branch}/relations`, { way: 'friend from', other: '@HarbourFood_eg', reason: 'x' })).statusCode, 400)
  const wrong = await desk.post(`/desk/allies/${branch}/relations`, { way: 'variant from', other: '@HarbourFood_eg', reason: 'x' })
  t.equal(wrong.statusCode, 409)
  t.match(wrong.body, 'holds between two hashtags')

  t.equal((await desk.post(`/desk/allies/${branch}/relations`, { way: 'chapter from', other: '@harbourfood_EG', reason: 'Its branch' })).statusCode, 303)
  t.equal((await desk.post(`/desk/allies/${body}/relations`, { way: 'owner to', other: '#harbourhour', reason: 'They host it' })).statusCode, 303)
  t.match((await desk.get(`/desk/allies/${branch}`)).body, /chapter of <a href="\/desk\/allies\/aly_[0-9a-z]+">HarbourFood_eg/)
  const page = (await desk.get(`/desk/allies/${body}`)).body
  t.match(page, 'has the chapter <a')
  t.match(page, 'owns <a')
  const shown = (await desk.app.inject(`/allies/${body}`)).body
  t.match(shown, `has the chapter <a href="/allies/${branch}"`)
  t.notMatch(shown, tag, 'what is not published is not told')

  const [relation = ''] = /relations\/(rel_[0-9a-z]{26})\/end/.exec((await desk.get(`/desk/allies/${branch}`)).body)?.slice(1) ?? []
  const foreign = await desk.post(`/desk/allies/${tag}/relations/${relation}/end`, { reason: 'not mine' })
  t.equal(foreign.statusCode, 404)
  t.equal((await desk.post(`/desk/allies/${branch}/relations/${relation}/end`, { reason: 'It left' })).statusCode, 303)
  t.same((await getReview(deps, branch)).relations, [])
  t.equal((await desk.post(`/desk/allies/${branch}/relations/${relation}/end`, { reason: 'again' })).statusCode, 409)
})

onBoth('other names and causes are an organiser’s word until it is given back', async (t, deps) => {
  const desk = await openDesk(t, deps)
  const id = await nominate(deps, '@HarbourFood_eg')
  const stale = await etag(deps, id)
  const names = await desk.post(`/desk/allies/${id}/names`, { aliases: 'Harbour Kitchen\r\n\r\n  Cegin yr Harbwr ', reason: 'its names', etag: stale })
  t.equal(names.statusCode, 303)
  t.same([...(await getReview(deps, id)).aliases].sort(), ['Cegin yr Harbwr', 'Harbour Kitchen'])
  t.match((await desk.get(`/desk/review?q=${encodeURIComponent('harbwr')}`)).body, 'HarbourFood_eg', 'found by it')
  const late = await desk.post(`/desk/allies/${id}/names`, { aliases: 'Typed by the slower one', reason: 'x', etag: stale })
  t.equal(late.statusCode, 412)
  t.match(late.body, 'Typed by the slower one')
  const empty = await desk.post(`/desk/allies/${id}/names`, { aliases: '\u200b', reason: 'x', etag: await etag(deps, id) })
  t.equal(empty.statusCode, 400)
  t.match(empty.body, 'aliases-fault')
  t.equal((await desk.post(`/desk/allies/${id}/names`, { aliases: 'Harbour Kitchen', reason: 'one is enough', etag: await etag(deps, id) })).statusCode, 303)
  t.same((await getReview(deps, id)).aliases, ['Harbour Kitchen'])

  const works = async (fields: Record<string, string | string[]>) => desk.post(`/desk/allies/${id}/works`, { etag: await etag(deps, id), ...fields })
  t.match((await works({ section: '', more: '', reason: 'x', tags: (await getReview(deps, id)).tags })).body, 'Nothing was changed')
  const unknown = await works({ section: 'F', more: 'Cats; Unicorns', reason: 'kept' })
  t.equal(unknown.statusCode, 400)
  t.match(unknown.body, 'No cause is called “Unicorns”')
  t.match(unknown.body, 'Cats; Unicorns')
  t.equal((await works({ section: 'F', more: 'cats; AN102', reason: 'they keep both' })).statusCode, 303)
  t.match(await getReview(deps, id), { category: { section: 'F' }, category_by: 'organiser', tags: ['AN101', 'AN102'], tags_by: 'organiser' })
  const page = (await desk.get(`/desk/allies/${id}`)).body
  t.match(page, /name="tags" value="AN101" checked/)
  t.match(page, 'Let the rules choose the causes again')
  t.equal((await works({ section: '', back: 'yes', reason: 'the rules know' })).statusCode, 303)
  t.match(await getReview(deps, id), { category_by: 'rules', tags_by: 'rules' })

  const tag = await nominate(deps, '#HarbourHour')
  t.equal(
    (await desk.post(`/desk/allies/${tag}/works`, { section: '', hashtag_use: 'connecting', reason: 'coined by them', etag: await etag(deps, tag) }))
      .statusCode,
    303,
  )
  t.match(await getReview(deps, tag), { hashtag_use: 'connecting', hashtag_use_by: 'organiser' })
  t.match((await desk.get(`/desk/allies/${tag}`)).body, 'coined by them')
})

onOneEngine('a page shows what was, what disagrees, and leads on from where a merged entry was', async (t, deps) => {
  const desk = await openDesk(t, deps)
  const [a, b] = [await nominate(deps, '@OrgA_eg', ['@p_eg', '@q_eg']), await nominate(deps, '@OrgB_eg')]
  const [known] = (await deps.store.db.select().from(accountHandle)).slice(0, 1)
  if (!known) throw new Error('no handle')
  await deps.store.db.insert(accountHandle).values({ account_id: known.account_id, handle_key: 'orga_old', from: new Date('2020-01-01T00:00:00Z') })
  t.match((await desk.get(`/desk/allies/${a}`)).body, /@orga_old <span[^>]*>now @OrgA_eg/)
  t.match((await desk.get(`/desk/allies/${b}?into=@OrgA_Old`)).body, 'Together they have', 'a former handle does')

  await decide(deps, a, 'approve', 'ally')
  await decide(deps, b, 'approve', 'ally')
  for (const [id, section] of [
    [a, 'C'],
    [b, 'F'],
  ] as const)
    t.equal((await desk.post(`/desk/allies/${id}/works`, { section, reason: 'known', etag: await etag(deps, id) })).statusCode, 303)
  t.equal((await desk.post(`/desk/allies/${a}/merge`, { other: b, stays: a, reason: 'one' })).statusCode, 303)
  const page = (await desk.get(`/desk/allies/${a}`)).body
  t.match(page, 'Organisers said different things')
  t.match(page, 'the category: OrgA_eg: Health')
  const moved = await desk.app.inject(`/allies/${b}`)
  t.equal(moved.statusCode, 301)
  t.equal(moved.headers.location, `/allies/${a}`)
  t.match((await desk.app.inject(`/allies/${a}`)).body, '@orga_old')

  const c = await nominate(deps, '@OrgC_eg')
  await relateEntry(deps, c, { kind: 'press', to: a }, { actor: 'key:test', reason: 'its press team' })
  await decide(deps, c, 'withdraw')
  const gone = (await desk.get(`/desk/allies/${c}`)).body
  t.notMatch(gone, 'Merge with another entry')
})

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const skip = existsSync(CHROMIUM) ? false : `no Chromium at ${CHROMIUM}`

const UNNAMED = `[...document.querySelectorAll('main input:not([type=hidden]), main select, main textarea')]
  .filter((one) => one.labels.length === 0 && !one.hasAttribute('aria-label')).map((one) => one.outerHTML)`
const TWICE = `[...document.querySelectorAll('[id]')].map(({ id }) => id).filter((id, i, all) => all.indexOf(id) !== i)`

t.test('pairs are decided by the keyboard, and taken back', { skip, timeout: 120_000 }, async (t) => {
  const port = 21_000 + (process.pid % 20_000)
  const deps = await depsOn('pglite', { config: { PUBLIC_URL: `http://127.0.0.1:${port}` } })
  const ids: string[] = []
  for (const one of ['A', 'B', 'C', 'D']) ids.push(await nominate(deps, `@Org${one}_eg`))
  const [a = '', b = '', c = '', d = ''] = ids
  const [first, second] = [await propose(deps, a, b, 3), await propose(deps, c, d, 1)]
  const { key } = await createKey(deps, { name: 'Evening team', scopes: ['admin'], actor: 'test' })
  const app = await buildApp(deps)
  await app.listen({ port, host: '127.0.0.1' })
  t.teardown(() => app.close())
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] })
  t.teardown(() => browser.close())
  const page = await (await browser.newContext({ viewport: { width: 390, height: 800 } })).newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  const url = (path: string) => `http://127.0.0.1:${port}${path}`
  const fits = async (what: string) => t.ok(((await page.evaluate('document.documentElement.scrollWidth')) as number) <= 390, `${what} fits a phone`)
  await page.goto(url('/desk/matches'))
  await page.fill('#key', key)
  await page.click('main button')
  await fits('the pair')

  await Promise.all([page.waitForURL(/decision=dec_/), page.keyboard.press('s')])
  t.match(await page.textContent('main'), 'are the same')
  t.equal((await getMatch(deps, first)).decision?.verdict, 'same')
  await Promise.all([page.waitForURL(/matches$/), page.keyboard.press('u')])
  t.equal((await getMatch(deps, first)).decision, null)
  t.match(await page.textContent('main'), '2 pairs wait')
  await Promise.all([page.waitForURL(/decision=dec_/), page.keyboard.press('d')])
  t.match(await page.textContent('main'), 'are different')
  t.equal((await getMatch(deps, first)).decision?.verdict, 'different')
  t.equal((await getMatch(deps, second)).state, 'open')

  // The entry's own page: a merge with the keyboard alone.
  await page.goto(url(`/desk/allies/${d}`))
  await page.click('#merge > summary')
  await page.fill('#into', '@OrgC_eg')
  await page.keyboard.press('Enter')
  await page.waitForURL(/into=/)
  t.ok(await page.isVisible('text=Together they have the accounts'), 'the form is open again')
  await fits('the preview')
  await page.fill('#because-merge', 'Seen to be one')
  await page.keyboard.press('Enter')
  await page.waitForURL(/done=merged/)
  t.match(await page.textContent('main'), 'this entry stands for both now')
  await fits('the entry')

  // A name that nobody can break, everything unfolded: nothing runs out of the window, and every field says what it is for.
  await relateEntry(deps, a, { kind: 'chapter', to: c }, { actor: 'key:test', reason: 'x'.repeat(300) })
  await editAlly(deps, 'key:test', c, await etag(deps, c), { name: 'W'.repeat(200), aliases: ['م'.repeat(150), '🍲'.repeat(60)], reason: 'w'.repeat(400) })
  for (const path of [`/desk/allies/${c}`, `/desk/allies/${d}`, `/desk/allies/${c}?into=@OrgA_eg`, '/desk/review', '/desk/matches']) {
    await page.goto(url(path))
    await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    await fits(path)
    t.same(await page.evaluate(UNNAMED), [], `${path}: fields without a name`)
    t.same(await page.evaluate(TWICE), [], `${path}: ids that stand twice`)
  }
  t.same(complaints, [])
})
