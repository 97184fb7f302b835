import { eq } from 'drizzle-orm'
import type { Test } from 'tap'
import { createChat, createSeries } from '../../src/chats/service.js'
import { archiveImport, audit, liveWatch, nomination } from '../../src/db/schema/index.js'
import { isAppError } from '../../src/kernel/errors.js'
import { liveBoard, liveStatus, pollLive, startLive, stopLive } from '../../src/nominations/live/service.js'
import { submitNominations } from '../../src/nominations/service.js'
import type { Meter } from '../../src/platform/port.js'
import { type Simulator, startSimulator } from '../../src/platform/simulator/index.js'
import { createXPlatform } from '../../src/platform/x/index.js'
import { onBoth, onPostgres, type TestDeps } from '../helpers/engines.js'

const OWNER = '14000001'
/** The clock of a test begins at 20:00 UTC, when this chat begins. */
const STARTS = '2026-03-01T20:00'
const MINUTE = 60_000

interface Live {
  sim: Simulator
  chat: string
  series: string
  calls: Parameters<Meter>[0][]
  /** As ids grow with time, every post takes a millisecond. */
  say(handle: string, text: string): string
  /** Moves the clock to the next poll and polls. */
  next(): ReturnType<typeof pollLive>
  row(): Promise<typeof liveWatch.$inferSelect>
  rows(): Promise<(typeof nomination.$inferSelect)[]>
}

async function openLive(t: Test, deps: TestDeps): Promise<Live> {
  const sim = await startSimulator({ clock: deps.clock, seed: 7, scenario: { users: [{ id: OWNER, username: 'swchat_eg' }] } })
  t.teardown(() => sim.close())
  const calls: Live['calls'] = []
  deps.platform = createXPlatform({
    baseUrl: sim.url,
    credentials: sim.credentials(OWNER),
    clock: deps.clock,
    meter: (call) => void calls.push(call),
    timeoutMs: 2_000,
    random: () => 0.5,
  })
  const series = await createSeries(deps, 'cli', { hashtag: 'SWHelper', name: 'Sample', timezone: 'UTC', hosts: ['swchat_eg'] })
  const chat = await createChat(deps, 'cli', {
    series_id: series.id,
    starts_at: STARTS,
    topic: 'Who stands beside us?',
    questions: [{ number: 1, text: 'Who?' }],
  })
  const row = async () => {
    const [found] = await deps.store.db.select().from(liveWatch).where(eq(liveWatch.chat_id, chat.id))
    if (!found) throw new Error('there is no watch')
    return found
  }
  return {
    sim,
    chat: chat.id,
    series: series.id,
    calls,
    row,
    rows: async () => deps.store.db.select().from(nomination).orderBy(nomination.id),
    say: (handle, text) => {
      deps.clock.advance(1)
      return sim.say(handle, text).id
    },
    next: async () => {
      const { next_poll_at } = await row()
      if (next_poll_at > deps.clock.now()) deps.clock.set(next_poll_at)
      return pollLive(deps, chat.id)
    },
  }
}

async function refusal(promise: Promise<unknown>) {
  const error = await promise.then(
    () => undefined,
    (failure: unknown) => failure,
  )
  if (!isAppError(error)) throw error ?? new Error('it should have been refused')
  return error
}

const searches = (sim: Simulator) => sim.log().filter(({ route }) => route === 'GET /2/tweets/search/recent')
const paid = (calls: Live['calls']) => calls.reduce((sum, { cost_milli_usd }) => sum + cost_milli_usd, 0)

onBoth('a chat is followed from shortly before its start until after its end, and its posts are judged as an import would', async (t, deps) => {
  deps.clock.advance(-60 * MINUTE)
  const { sim, chat, say, next, row, rows } = await openLive(t, deps)
  say('ana_eg', 'A1 @TooEarly_eg, an hour before #SWHelper')
  t.match(await startLive(deps, 'cli', chat, { cap_usd: 2 }), { state: 'on', cap_usd: 2, spent_usd: 0, next_poll_at: '2026-03-01T19:55:00.000Z' })
  t.equal(await pollLive(deps, chat), null, 'not yet')
  t.match(await next(), { state: 'on', posts: 0, next_poll_at: new Date('2026-03-01T19:55:15.000Z') })
  t.equal(sim.ledger().spent_milli_usd, 0, 'what was said before the window is not paid for')
  for (let polls = 0; deps.clock.now() < new Date('2026-03-01T20:00:00Z'); polls++) {
    await next()
    if (polls > 40) throw new Error('the polls never reach the start')
  }
  t.equal(deps.clock.now().toISOString(), '2026-03-01T20:00:00.000Z', 'the first poll of the chat itself comes on time')

  say('swchat_eg', 'Q1: Who are our allies? #SWHelper')
  const first = say('ana_eg', 'A1 @HarbourFood_eg &amp; #FoodJustice_eg #swhelper')
  say('ben_eg', 'A1 .@harbourfood_eg! #SWHelper')
  say('ben_eg', '@ana_eg yes!! #SWHelper')
  say('cy_eg', 'A1 not @BigSoda_eg please #SWHelper')
  say('cy_eg', 'about something else #SWHelperUK @Nobody_eg')
  sim.addPost({ author_id: OWNER, text: 'RT @ana_eg: A1 @HarbourFood_eg #SWHelper', retweet_of: first })
  t.match(await next(), { posts: 5, nominations: 3 })
  t.same(
    (await rows())
      .map(({ raw, source, post_id, question, chat_id, nominator_handle, import_id }) => [
        raw,
        source,
        post_id === first,
        question,
        chat_id === chat,
        nominator_handle,
        import_id,
      ])
      .sort(),
    [
      ['#FoodJustice_eg', 'live', true, 1, true, null, null],
      ['@HarbourFood_eg', 'live', true, 1, true, null, null],
      ['@harbourfood_eg', 'live', false, 1, true, null, null],
    ],
  )
  t.match((await next())?.next_poll_at.getTime(), (await row()).last_poll_at ? deps.clock.now().getTime() + 15_000 : 0, 'quick while people talk')
  deps.clock.advance(4 * MINUTE)
  t.match((await next())?.next_poll_at.getTime(), deps.clock.now().getTime() + 60_000, 'slow while nobody does')
  say('fay_eg', 'A1 thanks @ana_eg, and @LateOne_eg #SWHelper')
  t.match(await next(), { posts: 1, nominations: 1 }, 'who took part before is thanked, not nominated')
  deps.clock.set(new Date('2026-03-01T21:14:50Z'))
  t.match(await next(), { state: 'on', next_poll_at: new Date('2026-03-01T21:15:00Z') }, 'the last poll comes at the end')
  say('dee_eg', 'A1 @LastCall_eg #SWHelper')
  deps.clock.set(new Date('2026-03-01T21:20:00Z'))
  say('dee_eg', 'A1 @FarTooLate_eg #SWHelper')
  t.match(await next(), { state: 'ended', reason: 'The chat is over.', posts: 1, nominations: 1 })
  t.equal(await next(), null, 'and no more')
  t.match(await row(), { posts: 7, spent_milli_usd: 35 })
  t.equal(sim.ledger().spent_milli_usd, 35, 'every post was paid for once')
  t.ok(searches(sim).every(({ url }) => url.includes('since_id=') && !url.includes('start_time')))
  t.same(
    (await deps.store.db.select().from(audit)).map(({ action }) => action).filter((action) => action.startsWith('live')),
    ['live.start', 'live.end'],
  )
  t.match((await refusal(startLive(deps, 'cli', chat))).code, 'conflict')
})

onBoth('several pages are read to the end, and only then is what was seen left behind', async (t, deps) => {
  const { sim, chat, say, next, row, rows, calls } = await openLive(t, deps)
  await startLive(deps, 'cli', chat, { cap_usd: 10 })
  await next()
  const ids = Array.from({ length: 350 }, (_, i) => say(`p${i}_eg`, `A1 @body${i % 40}_eg #SWHelper`))
  sim.setFault({ name: 'rate-429', route: 'GET /2/tweets/search/recent', nth: 3, reset: 'proper' })
  const broken = await next()
  t.match(broken, { state: 'on', posts: 200, nominations: 200, problem: /429/ })
  t.ok((broken?.next_poll_at.getTime() ?? 0) - deps.clock.now().getTime() <= 16 * MINUTE)
  t.equal((await row()).since_id, null, 'the older pages are still to come')
  const waited = deps.clock.now()
  t.match(await next(), { state: 'on', posts: 350, nominations: 150, problem: null })
  t.ok(deps.clock.now().getTime() - waited.getTime() >= MINUTE, 'after the wait that X asked for')
  t.equal((await row()).since_id, ids.at(-1))
  t.equal((await rows()).length, 350)
  t.equal(sim.ledger().spent_milli_usd, 350 * 5, 'X charges a post once a day, however often it is asked for')
  t.equal((await row()).spent_milli_usd, paid(calls), 'our own count errs on the safe side')
  t.match(await row(), { posts: 350, spent_milli_usd: 550 * 5 })
})

onBoth('money, access and the cap end a watch with a reason for people, and starting again goes on where it stopped', async (t, deps) => {
  const { sim, chat, series, say, next, row, rows } = await openLive(t, deps)
  const other = await createChat(deps, 'cli', { series_id: series, starts_at: '2026-03-01T20:05', topic: 'Another', questions: [] })
  await startLive(deps, 'cli', chat, { cap_usd: 10 })
  await startLive(deps, 'cli', other.id, { cap_usd: 10 })
  await next()
  say('ana_eg', 'A1 @One_eg #SWHelper')
  sim.setFault({ name: 'credits-402', nth: 1 })
  t.match(await next(), { state: 'stopped', reason: /credits of the X account are used up/ })
  t.match(await liveStatus(deps, other.id), { state: 'stopped', reason: /credits/ }, 'nothing more is asked of X for any chat')
  const asked = searches(sim).length
  deps.clock.advance(10 * MINUTE)
  t.equal(await pollLive(deps, chat), null)
  t.equal(searches(sim).length, asked, 'not one more call')

  await startLive(deps, 'cli', chat)
  sim.setFault({ name: 'token-revoked', nth: 1 })
  t.match(await next(), { state: 'stopped', reason: /no longer accepts our access/ })
  deps.platform = createXPlatform({ baseUrl: sim.url, credentials: sim.credentials(OWNER), clock: deps.clock, meter: () => undefined, random: () => 0.5 })
  await startLive(deps, 'cli', chat)
  t.match(await next(), { state: 'on', posts: 1, nominations: 1 }, 'the post that was said meanwhile is not lost')

  sim.setFault({ name: '5xx-before', next: 4 })
  t.match(await next(), { state: 'on', problem: /503/ })
  t.equal((await row()).next_poll_at.getTime() - deps.clock.now().getTime(), 30_000)
  sim.setFault({ name: '5xx-before', next: 4 })
  await next()
  t.equal((await row()).next_poll_at.getTime() - deps.clock.now().getTime(), 60_000, 'and longer while it goes on')
  t.match(await next(), { problem: null })

  const before = (await row()).spent_milli_usd
  const had = (await row()).posts
  t.match(await startLive(deps, 'cli', chat, { cap_usd: (before + 73) / 1000 }), { state: 'on' }, 'the cap of a running watch can be changed')
  for (let i = 0; i < 40; i++) say(`q${i}_eg`, `A1 @body${i}_eg #SWHelper`)
  const capped = await next()
  t.match(capped, { state: 'stopped', reason: /of the cost cap of \$[\d.]+ is spent, and the next page of posts could pass it/, posts: 14, nominations: 14 })
  t.ok((await row()).spent_milli_usd <= before + 73, 'the cap is never passed')
  t.equal((await row()).posts, had + 14, 'what was paid for is counted, though nobody may ever take it up again')
  t.match((await refusal(startLive(deps, 'cli', chat, { cap_usd: 0.08 }))).errors, [{ pointer: '/cap_usd' }])
  await startLive(deps, 'cli', chat, { cap_usd: 5 })
  t.match(await next(), { state: 'on', posts: 40, nominations: 26 })
  t.equal((await row()).posts, had + 40, 'what comes again is counted once')
  t.equal((await rows()).length, 41)

  deps.platform = null
  t.match(await next(), { state: 'stopped', reason: /not connected/ })
})

onBoth('a budget of our own stops before X is asked', async (t, deps) => {
  const { sim, chat, say, next } = await openLive(t, deps)
  const { PlatformError } = await import('../../src/platform/port.js')
  deps.platform = createXPlatform({
    baseUrl: sim.url,
    credentials: sim.credentials(OWNER),
    clock: deps.clock,
    meter: () => undefined,
    allow: async () => {
      throw new PlatformError('credits', 'the monthly X budget of $25 is spent ($25.00): raise X_MONTHLY_BUDGET_USD or wait for the next month')
    },
  })
  await startLive(deps, 'cli', chat)
  say('ana_eg', 'A1 @One_eg #SWHelper')
  t.match(await next(), { state: 'stopped', reason: /^The monthly X budget of \$25 is spent/ })
  t.equal(sim.log().length, 0)
})

onBoth('an organiser stops it at once, sees its cost beforehand, and cannot start it without X', async (t, deps) => {
  const { chat, series, say, next, row } = await openLive(t, deps)
  t.match(await liveStatus(deps, chat), {
    state: 'off',
    x_connected: true,
    estimate: { posts: { low: 200, high: 1000 }, usd: { low: 1, high: 5 }, cap_usd: 5, earlier_chats: 0 },
  })
  const earlier = await createChat(deps, 'cli', { series_id: series, starts_at: '2026-02-22T20:00', topic: 'Last week', questions: [] })
  await deps.store.db.insert(archiveImport).values({
    id: 'imp_00000000000000000000000001',
    state: 'done',
    file_name: 'x',
    series_id: series,
    chat_id: earlier.id,
    counts: { posts: 120 },
    actor: 'cli',
    created_at: deps.clock.now(),
  })
  t.match((await liveStatus(deps, chat)).estimate, { posts: { low: 120, high: 180 }, usd: { low: 0.6, high: 0.9 }, cap_usd: 0.9, earlier_chats: 1 })
  t.match(await startLive(deps, 'cli', chat), { cap_usd: 0.9 })
  await next()
  say('ana_eg', 'A1 @One_eg #SWHelper')
  t.match(await stopLive(deps, 'session:x', chat), { state: 'stopped', reason: 'Stopped by an organiser.' })
  deps.clock.advance(MINUTE)
  t.equal(await pollLive(deps, chat), null)
  t.match(await stopLive(deps, 'session:x', chat), { state: 'stopped' }, 'twice is once')
  t.equal((await row()).polls, 1)
  deps.platform = null
  t.match(await refusal(startLive(deps, 'cli', chat)), { code: 'platform_off', message: /The board works from the form/ })
  t.match((await refusal(startLive(deps, 'cli', 'cht_00000000000000000000000000'))).code, 'not_found')
})

onBoth('a process that dies during a poll loses nothing and brings nothing twice', async (t, deps) => {
  const { sim, chat, say, next, row, rows } = await openLive(t, deps)
  await startLive(deps, 'cli', chat, { cap_usd: 20 })
  await next()
  for (let i = 0; i < 500; i++) say(`p${i}_eg`, `A1 @body${i % 100}_eg #SWHelper`)
  const real = deps.store.transaction
  let left = 1
  deps.store.transaction = async (fn) => {
    if (left-- === 0) throw new Error('killed here')
    return real(fn)
  }
  await t.rejects(next(), /killed here/)
  deps.store.transaction = real
  t.equal((await rows()).length, 200, 'the first unit of work stands')
  t.not((await row()).since_id, null, 'with its place')
  t.equal(await pollLive(deps, chat), null, 'the dead poll keeps its claim for a while')
  t.match(await next(), { posts: 300, nominations: 300 }, 'only the rest is asked for again')
  t.equal((await rows()).length, 500)
  t.equal(sim.ledger().spent_milli_usd, 500 * 5)
  t.match(await liveBoard(deps, chat), { people: 500, targets: { length: 100 } })
})

onBoth('what an organiser does while a poll is under way holds, and what was paid for is kept', async (t, deps) => {
  const { sim, chat, say, next, row, rows } = await openLive(t, deps)
  await startLive(deps, 'cli', chat, { cap_usd: 5 })
  await next()
  const real = deps.platform
  if (!real) throw new Error('no X')
  const meanwhile = (act: () => Promise<unknown>) => {
    deps.platform = {
      ...real,
      searchPosts: async (query) => {
        const answer = await real.searchPosts(query)
        await act()
        return answer
      },
    }
  }
  const first = say('ana_eg', 'A1 @One_eg #SWHelper')
  meanwhile(() => stopLive(deps, 'cli', chat))
  t.match(await next(), { state: 'stopped', reason: 'Stopped by an organiser.', posts: 1, nominations: 1 })
  t.match(await row(), { since_id: first, spent_milli_usd: 5 })
  deps.platform = real
  await startLive(deps, 'cli', chat)
  await next()
  say('ben_eg', 'A1 @Two_eg #SWHelper')
  meanwhile(async () => {
    await stopLive(deps, 'cli', chat)
    await startLive(deps, 'cli', chat)
  })
  t.equal(await next(), null, 'started anew: the new watch asks for these posts itself')
  t.equal((await rows()).length, 1)
  deps.platform = real
  t.match(await next(), { state: 'on', posts: 1, nominations: 1 })
  t.equal(sim.ledger().spent_milli_usd, 10)
})

onPostgres('of two workers one asks, and no post is paid for twice', async (t, deps) => {
  const { sim, chat, say, row, rows, calls } = await openLive(t, deps)
  await startLive(deps, 'cli', chat, { cap_usd: 20 })
  let said = 0
  for (let round = 0; round < 12; round++) {
    for (let i = 0; i < 17; i++) say(`p${said}_eg`, `A1 @body${said++ % 30}_eg #SWHelper`)
    const { next_poll_at } = await row()
    if (next_poll_at > deps.clock.now()) deps.clock.set(next_poll_at)
    const polls = await Promise.all([pollLive(deps, chat), pollLive(deps, chat), pollLive(deps, chat)])
    t.equal(polls.filter((poll) => poll !== null).length, 1)
  }
  t.equal(
    calls.reduce((sum, { units }) => sum + units, 0),
    said,
    'units that were metered',
  )
  t.equal(sim.ledger().spent_milli_usd, said * 5)
  t.match(await row(), { posts: said, spent_milli_usd: said * 5, polls: 12 })
  t.equal((await rows()).length, said)
})

onBoth('the board counts people, and shows neither held, dismissed, rejected nor withdrawn names', async (t, deps) => {
  const { chat } = await openLive(t, deps)
  const nominate = (voice: string, ...targets: string[]) => submitNominations(deps, { targets, chat_id: chat, source: 'api', voice, actor: 'anyone' })
  await nominate('a', '@HarbourFood_eg', '#FoodJustice_eg')
  deps.clock.advance(1000)
  await nominate('b', 'https://x.com/harbourFOOD_eg')
  await nominate('c', '@Held_eg')
  await submitNominations(deps, { targets: ['@Elsewhere_eg'], source: 'api', voice: 'd', actor: 'anyone' })
  await deps.store.db.update(nomination).set({ hold: 'burst' }).where(eq(nomination.target_key, 'held_eg'))
  const board = await liveBoard(deps, chat)
  t.match(board, { chat: { topic: 'Who stands beside us?', hashtag: 'SWHelper', questions: [{ number: 1 }] }, people: 2 })
  t.match(board.targets, [
    { name: '@HarbourFood_eg', support: 2, kind: 'account' },
    { name: '#FoodJustice_eg', support: 1, kind: 'hashtag' },
  ])
  t.equal(board.targets.length, 2)
  t.notMatch(JSON.stringify(board), /voice|nominator|hash"|text":"A1/)
  await deps.store.db.update(nomination).set({ hold_decision: 'released' }).where(eq(nomination.target_key, 'held_eg'))
  t.equal((await liveBoard(deps, chat)).targets.length, 3)
  const { decideAlly, getReview } = await import('../../src/directory/service.js')
  for (const [name, action] of [
    ['@HarbourFood_eg', 'withdraw'],
    ['#FoodJustice_eg', 'reject'],
  ] as const) {
    const id = board.targets.find((target) => target.name === name)?.id ?? ''
    await decideAlly(deps, 'key:test', id, (await getReview(deps, id)).etag, { action, reason: 'in a test' })
  }
  t.match((await liveBoard(deps, chat)).targets, [{ name: '@Held_eg' }])
  t.equal((await liveBoard(deps, chat)).people, 1)
})

onBoth('a board of more names than it shows at once says how many there are and where the others begin', async (t, deps) => {
  const { chat } = await openLive(t, deps)
  const names = Array.from({ length: 310 }, (_, i) => `@body${i}_eg`)
  for (let from = 0; from < names.length; from += 31)
    await submitNominations(deps, { targets: names.slice(from, from + 31), chat_id: chat, source: 'api', voice: `v${from}`, actor: 'anyone' })
  const first = await liveBoard(deps, chat)
  t.match(first, { total: 310, next: 300, targets: { length: 300 } })
  const rest = await liveBoard(deps, chat, 300)
  t.match(rest, { total: 310, next: null, targets: { length: 10 } })
  t.equal(new Set([...first.targets, ...rest.targets].map(({ id }) => id)).size, 310, 'each once')
})
