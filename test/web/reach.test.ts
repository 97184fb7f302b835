import { eq, inArray } from 'drizzle-orm'
import { createChat, createSeries } from '../../src/chats/service.js'
import { ally } from '../../src/db/schema/index.js'
import { createList } from '../../src/lists/service.js'
import { onBoth } from '../helpers/engines.js'
import { testApp } from '../http/app.js'
import { entry } from '../reach/entries.js'
import { openDesk } from './desk.js'
import { giveList, reachWorld } from './reach-world.js'

/** One row of a table of figures: its heading, a hint perhaps, and its value. */
const row = (heading: string, value: string) => new RegExp(`<th scope="row">${heading}(?:<span class="hint">[^<]*</span>)?</th><td class="num">${value}</td>`)

onBoth('the public page of a list draws its reach, says it in a table, and offers both for a wrap-up', async (t, deps) => {
  const { list } = await reachWorld(deps)
  const { app } = await testApp(t, deps)
  const { body } = await app.inject(`/lists/${list.id}`)
  t.match(body, /<svg class="drawing" viewBox="0 0 640 96" role="img" aria-label="Potential unique audience of Allies &lt;in&gt; health: about 260 accounts">/)
  t.match(body, row('Estimate', '260'))
  t.match(body, row('Plain sum of followers', '320'))
  t.match(body, row('Duplication', '19 %'))
  t.match(body, row('Follow two or more', '60'))
  t.match(body, row('Evidence', 'exact: counted over whole follower lists'))
  t.match(body, row('Known of the accounts', 'a follower list of 100 %'))
  t.match(body, /<p class="key">Allies &lt;in> health: .*260 accounts follow at least one of these .* As of 2026-03-01\.<\/p>/)
  t.match(body, `<code class="key">${deps.config.PUBLIC_URL}/api/v1/reach.svg?list=${list.id}</code>`)
  t.notMatch(body, / style="/, 'the policy would not apply it')
  t.notMatch(body, 'Shelter_eg: 100', 'no figure of a single account')
  const picture = await app.inject(`/api/v1/reach.svg?list=${list.id}`)
  t.match([picture.statusCode, picture.headers['content-type']], [200, /^image\/svg\+xml/])
  t.match(picture.body, 'About 260 accounts')
})

onBoth('the desk shows a list: its figure, who comes next, overlaps and history', async (t, deps) => {
  const { list, arts, shelter } = await reachWorld(deps)
  const desk = await openDesk(t, deps, ['directory:curate'])
  const { statusCode, body } = await desk.get(`/desk/reach?of=${list.id}`)
  t.equal(statusCode, 200)
  t.match(body, '<a href="/desk/reach" aria-current="page">Reach</a>')
  t.match(body, `<option value="${list.id}" selected>Allies`)
  t.match(body, row('Estimate', '260'))
  t.match(body, /with a chance between 5 % and 35 %, then between <strong>\d+<\/strong> and <strong>\d+<\/strong>/, 'a range with its chance')
  t.match(
    body,
    new RegExp(
      `1\\. <a href="/desk/allies/${arts.ally}">Arts_eg</a><span class="hint">@Arts_eg</span></th><td class="num">40</td><td class="num">50 %</td><td class="num">300</td>`,
    ),
  )
  t.match(body, /<td class="soft">before the first<\/td><td><\/td><td><\/td><td class="num">260<\/td>/)
  t.match(body, /One ally has no follower list.*href="\/desk\/reach\/lists\?account=Silent_eg#give"/)
  t.match(body, 'aria-label="Overlap of 3 audiences"')
  t.match(body, /<td class="num">60 \(60 %\)<\/td>/, 'of the 100 of the shelter 60 follow the second too')
  t.match(body, `Audience of Allies &lt;in&gt; health from 2026-03-01 to 2026-03-01`)
  t.match(body, '<th scope="col">Evidence</th>')
  t.notMatch(body, '<script')
  t.notMatch(body, / style="/, 'the policy would not apply it')

  const added = (await desk.get(`/desk/reach?of=${list.id}&add=${arts.ally}`)).body
  t.match(added, /grows from 260 to <strong>300<\/strong>: 40 accounts follow it and nobody of the set\. 50 % of its own audience is reached already\./)
  t.match((await desk.get(`/desk/reach?of=${list.id}&add=${shelter.ally}`)).body, 'It is in this set already.')
  const silent = (await desk.get(`/desk/reach?of=${list.id}&add=@Silent_eg`)).body
  t.match(silent, 'No follower list of it is known')
  t.match(silent, /role="status"><p>No follower[^<]*<\/p><p><a href="\/desk\/reach\/lists\?account=Silent_eg#give">Give its follower list/)
  t.match((await desk.get(`/desk/reach?of=${list.id}&add=@nobody_at_all`)).body, 'Nobody has nominated @nobody_at_all yet')
  t.match((await desk.get(`/desk/reach?list=${list.id}`)).body, `<option value="${list.id}" selected>Allies`, 'the API’s name for it is understood, too')
  t.match((await desk.get(`/desk/lists/${list.id}`)).body, `href="/desk/reach?of=${list.id}"`)
})

onBoth('all, a category and nonsense can be asked for; what is missing is named, with its price', async (t, deps) => {
  const { silent, shelter, mind, food } = await reachWorld(deps)
  const desk = await openDesk(t, deps, ['directory:curate'])
  const all = (await desk.get('/desk/reach')).body
  t.match(all, 'Together: all published allies')
  t.match(all, `The whole follower list of 1 account</strong>`)
  t.match(all, 'From X that would cost $50.00.')
  t.match(all, new RegExp(`<a href="/desk/allies/${silent.ally}">@Silent_eg</a> \\(<a href="/desk/reach/lists\\?account=Silent_eg#give">give it`))
  t.match(
    all,
    'X would charge $50.00 for whole lists where there is none (1 account, 5,000 followers), and $10.00 for the newest thousand of each, which are no random sample.',
  )
  t.match(all, 'X is not connected')
  t.match(all, 'Everybody is in this set already')
  t.notMatch(all, 'For pasting into a wrap-up', 'this set has no public address')
  t.notMatch(all, 'How it moved')
  const arts = (await desk.get('/desk/reach?of=A&from=all')).body
  t.match(arts, 'Together: Culture, communication and recreation activities')
  t.match(arts, 'Two follower lists at least are needed')
  const series = await createSeries(deps, 'test', { hashtag: 'AllyChat', name: 'Ally chat', timezone: 'Europe/London', hosts: [] })
  const chat = await createChat(deps, 'test', { series_id: series.id, topic: 'Who are <our> allies?', starts_at: '2026-03-01T20:00' })
  await deps.store.db
    .update(ally)
    .set({ chat_ids: [chat.id] })
    .where(inArray(ally.id, [shelter.ally, mind.ally, food.ally]))
  const said = (await desk.get(`/desk/reach?of=${chat.id}`)).body
  t.match(said, 'Together: Who are &lt;our> allies?')
  t.match(said, row('Estimate', '260'))
  t.notMatch(said, `/api/v1/reach.svg?chat=${chat.id}`, 'no public address while anybody can still nominate into it')
  t.match((await desk.get('/desk/reach?of=%3Cscript%3E&from=x&beside=y')).body, 'Together: all published allies')
  t.equal((await desk.get('/desk/reach?of=lst_01jnb1h6w0e3qxt6yz0p4v8kdm')).statusCode, 404)
  t.equal((await desk.app.inject('/desk/reach')).statusCode, 303, 'nobody sees it who is not signed in')
})

onBoth('an empty directory and a private list have a page too, without a quotation', async (t, deps) => {
  const desk = await openDesk(t, deps, ['directory:curate'])
  const empty = await desk.get('/desk/reach')
  t.equal(empty.statusCode, 200)
  t.match(empty.body, 'Nobody here has a follower list yet')
  const handles = ['One_eg', 'Two_eg', 'Three_eg']
  for (const handle of handles) await entry(deps, { handle, followers: 1_000 })
  const hidden = await createList(deps, 'test', { name: 'Hidden' })
  const { body } = await desk.get(`/desk/reach?of=${hidden.id}`)
  t.match(body, row('Evidence', 'from follower counts alone, so the range is wide'))
  t.match(body, row('Proved bounds', '1,000 to 3,000'))
  t.notMatch(body, 'Follow two or more', 'counts cannot tell')
  t.notMatch(body, 'For pasting into a wrap-up')
})

onBoth('a list that is kept and not used is said where its figure is missing', async (t, deps) => {
  const { list, silent } = await reachWorld(deps)
  await giveList(deps, 'Silent_eg', 0, 1_000)
  await giveList(deps, 'Food_eg', 0, 20)
  const desk = await openDesk(t, deps, ['directory:curate'])
  const page = (await desk.get(`/desk/reach?of=${list.id}`)).body
  t.match(page, row('Estimate', '260'), 'the older list of Food_eg counts as before')
  t.match(page, /One list is kept and not used.*@Food_eg, <time[^>]*>1 March 2026<\/time>: it was cut short: it holds 20 of the followers/)
  t.match(page, /until then the one of 2026-03-01 is used\./)
  t.match(page, 'One ally has no follower list that can be used: that is not an audience of 0')
  t.match(
    page,
    '<span class="hint">One is kept and not used: it was cut short: it holds 1,000 of the followers, of whom 5,000 were counted then: give the whole one, or vouch for it if the count was wrong.</span>',
  )
  const adds = (await desk.get(`/desk/reach?of=${list.id}&add=${silent.ally}`)).body
  t.match(adds, 'Its follower list is kept and not used, so nobody can say what it adds: it was cut short')
  t.match((await desk.get('/desk/reach/lists')).body, 'Not used: it was cut short: it holds 20 of the followers')
})

onBoth('where everybody with a follower list is in the list already, the page says so', async (t, deps) => {
  const { shelter } = await reachWorld(deps)
  await deps.store.db.update(ally).set({ status: 'retired' }).where(eq(ally.section, 'A'))
  const all = await createList(deps, 'test', { name: 'Everybody', private: false, rule: {} })
  const desk = await openDesk(t, deps, ['directory:curate'])
  const { body } = await desk.get(`/desk/reach?of=${all.id}`)
  t.match(body, 'Everybody here is in that list already: choose among others, or beside nobody yet.')
  t.notMatch(body, 'Nobody here has a follower list')
  t.ok(shelter)
})
