import { and, eq, isNull, sql } from 'drizzle-orm'
import { createSeries } from '../../src/chats/service.js'
import { ally, archiveImport, audit, nomination, outbox } from '../../src/db/schema/index.js'
import { mergeAlly, unmergeAlly } from '../../src/directory/identity/decisions.js'
import { getAlly, getReview, listReview } from '../../src/directory/service.js'
import type { AppError } from '../../src/kernel/errors.js'
import { PEOPLE_PER_HOUR, senderOf } from '../../src/nominations/abuse.js'
import { decideHeld, forgetTexts, nominationStatus, nominationsOf, type Submission, submitNominations } from '../../src/nominations/service.js'
import { onBoth, onPostgres, type TestDeps } from '../helpers/engines.js'
import { decide } from '../helpers/world.js'

const MINUTE = 60_000
/** Each address is a household of its own: a documentation prefix of RFC 3849. */
const address = (n: number) => `2001:db8:${(n >> 16).toString(16)}:${(n & 0xffff).toString(16)}::1`

function nominate(deps: TestDeps, targets: string[], from: string, nominator?: string, more: Partial<Submission> = {}) {
  const sender = senderOf('anyone', from)
  return submitNominations(deps, { targets, nominator, source: 'form', voice: sender.id, sender, actor: 'anyone', ...more })
}

const refusal = (promise: Promise<unknown>): Promise<AppError> =>
  promise.then(
    () => {
      throw new Error('nothing was refused')
    },
    (error: AppError) => error,
  )

const entryNamed = async (deps: TestDeps, name: string) => {
  const [row] = await deps.store.db.select().from(ally).where(eq(ally.name, name))
  return getReview(deps, row?.id ?? '')
}
const heldOf = (deps: TestDeps, allyId: string) =>
  deps.store.db.$count(nomination, and(eq(nomination.ally_id, allyId), sql`${nomination.hold} is not null`, isNull(nomination.hold_decision)))
const typesOf = async (deps: TestDeps, allyId: string) =>
  (await deps.store.db.select().from(outbox).where(eq(outbox.subject, allyId)).orderBy(outbox.seq)).map(({ type, data }) =>
    `${type} ${data.count ?? ''}`.trim(),
  )

onBoth(
  'an address may send so many targets an hour; more are refused whole, with the time to wait',
  async (t, deps) => {
    const names = (from: number, count: number) => Array.from({ length: count }, (_, n) => `@org_${from + n}_eg`)
    await nominate(deps, names(0, 30), '192.0.2.1')
    deps.clock.advance(10 * MINUTE)
    await nominate(deps, names(30, 15), '::ffff:192.0.2.1')
    const over = await refusal(nominate(deps, names(200, 6), '192.0.2.1'))
    t.equal(over.code, 'quota_exceeded')
    t.equal(over.headers['retry-after'], String(50 * 60), 'until the first thirty are an hour old')
    t.same(over.members['violated-policies'], [{ name: 'nominations', quota: 50, window: 3600 }])
    t.equal(await deps.store.db.$count(nomination), 45, 'nothing of it was stored')
    t.equal((await nominate(deps, names(0, 30), '192.0.2.1')).nominations.filter(({ created }) => created).length, 0, 'what was said before costs nothing')
    t.equal((await nominate(deps, names(200, 5), '192.0.2.1')).nominations.length, 5)
    t.equal((await nominate(deps, names(300, 6), '192.0.2.2')).nominations.length, 6, 'another address')
    deps.clock.advance(50 * MINUTE)
    t.equal((await nominate(deps, names(200, 6), '192.0.2.1')).nominations.length, 6, 'after the time that was told')

    const key = senderOf('key:key_1', '192.0.2.1')
    for (let n = 0; n < 10; n++) await nominate(deps, names(0, 50), '', `@n${n}_eg`, { voice: key.id, sender: key })
    const tooMany = await refusal(nominate(deps, names(0, 1), '', '@n10_eg', { voice: key.id, sender: key }))
    t.same(tooMany.members['violated-policies'], [{ name: 'nominations', quota: 500, window: 3600 }])
    const stored = await deps.store.db.select({ hash: nomination.source_hash }).from(nomination)
    t.notOk(
      stored.some(({ hash }) => hash === null || !/^[0-9a-f]{64}$/.test(hash)),
      'only a keyed hash of the source is kept',
    )
    deps.clock.advance(400 * 24 * 60 * MINUTE)
    await forgetTexts(deps)
    t.equal(await deps.store.db.$count(nomination, sql`${nomination.source_hash} is not null`), 0, 'and that for the retention time')
  },
  { config: { NOMINATIONS_PER_HOUR: '50' } },
)

onBoth('further people of one address are held, whoever spoke before may go on', async (t, deps) => {
  for (let n = 0; n < PEOPLE_PER_HOUR; n++) await nominate(deps, [`@org_${n}_eg`], '192.0.2.1', `@person_${n}_eg`)
  const held = await nominate(deps, ['@late_eg', '@more_eg'], '192.0.2.1', '@late_person_eg')
  t.equal(held.nominations.length, 2, 'taken like any other')
  t.match(held.status_code, /^[0-9a-z]{26}$/)
  t.match(await entryNamed(deps, 'late_eg'), { support: { nominators: 0 }, held: { waiting: 1, reasons: ['source'], dismissed: 0 } })
  await nominate(deps, ['@again_eg'], '192.0.2.1', '@late_person_eg')
  t.equal((await entryNamed(deps, 'again_eg')).held.waiting, 1, 'being held once does not make a person known')
  await nominate(deps, ['@again_eg'], '192.0.2.1', '@person_0_eg')
  t.equal((await entryNamed(deps, 'again_eg')).support.nominators, 1)
  const states = (await nominationStatus(deps, held.status_code ?? '')).map(({ state, status, support }) => [state, status, support.nominators])
  t.same(states, [
    ['waiting', 'proposed', 0],
    ['waiting', 'proposed', 0],
  ])
  deps.clock.advance(60 * MINUTE)
  await nominate(deps, ['@new_hour_eg'], '192.0.2.1', '@late_person_eg')
  t.equal((await entryNamed(deps, 'new_hour_eg')).support.nominators, 1, 'an hour later there is room again')
})

onBoth('an organiser releases or dismisses what was held, and can take it back', async (t, deps) => {
  for (let n = 0; n < 12; n++) await nominate(deps, ['@puppeteer_eg'], address(n), `@puppet_${n}_eg`)
  const { id } = await entryNamed(deps, 'puppeteer_eg')
  t.match(await getReview(deps, id), { support: { nominators: 8 }, held: { waiting: 4, reasons: ['burst'] } })
  t.same((await typesOf(deps, id)).slice(-5), ['nomination.received 1', 'nomination.held 1', 'nomination.held 1', 'nomination.held 1', 'nomination.held 1'])
  t.same(
    (await listReview(deps, { held: true }, '-support', { limit: 10 })).items.map((entry) => entry.id),
    [id],
  )
  const voices = (await nominationsOf(deps, id, { limit: 50, held: true })).items
  t.match(
    voices,
    Array.from({ length: 4 }, () => ({ hold: 'burst', hold_decision: null })),
  )
  const [one] = voices

  t.equal((await refusal(decideHeld(deps, 'key:a', id, { decision: 'release', reason: 'x', nomination_ids: [id.replace('aly', 'nom')] }))).code, 'not_found')
  t.match(await decideHeld(deps, 'key:a', id, { decision: 'release', reason: 'I know her', nomination_ids: [one?.id ?? ''] }), {
    voices: 1,
    support: { nominators: 9 },
  })
  t.match(await decideHeld(deps, 'key:a', id, { decision: 'dismiss', reason: 'made up' }), { voices: 3, support: { nominators: 9 } })
  t.match(await getReview(deps, id), { held: { waiting: 0, reasons: [], dismissed: 3 } })
  t.equal((await refusal(decideHeld(deps, 'key:a', id, { decision: 'dismiss', reason: 'made up' }))).code, 'conflict', 'nothing waits any more')
  t.match(await decideHeld(deps, 'key:a', id, { decision: 'release', of: 'dismissed', reason: 'they wrote to us' }), { voices: 3, support: { nominators: 12 } })
  t.match(await decideHeld(deps, 'key:a', id, { decision: 'dismiss', of: 'released', reason: 'after all' }), { voices: 4, support: { nominators: 8 } })
  t.same((await typesOf(deps, id)).slice(-4), ['nomination.received 1', 'nomination.dismissed 3', 'nomination.received 3', 'nomination.dismissed 4'])
  const rows = await deps.store.db.select().from(audit).where(eq(audit.subject, id)).orderBy(audit.seq)
  t.match(rows, [
    { action: 'nomination.release', actor: 'key:a', reason: 'I know her', detail: { voices: 1, from: 'waiting' } },
    { action: 'nomination.dismiss', reason: 'made up' },
    { action: 'nomination.release', detail: { from: 'dismissed' } },
    { action: 'nomination.dismiss', detail: { from: 'released' } },
  ])
  t.equal(await deps.store.db.$count(nomination), 12, 'nothing was deleted')
})

onBoth('held voices are nowhere in public', async (t, deps) => {
  await nominate(deps, ['@puppeteer_eg'], '192.0.2.1')
  const { id } = await entryNamed(deps, 'puppeteer_eg')
  await decide(deps, id, 'approve', 'ally')
  for (let n = 0; n < 20; n++) await nominate(deps, ['@puppeteer_eg'], address(n), `@puppet_${n}_eg`)
  t.equal(await heldOf(deps, id), 13)
  const shown = await getAlly(deps, id)
  t.same(shown.support, { nominators: 8, chats: 0 })
  t.notOk('held' in shown || 'self_nominations' in shown || 'second_looks' in shown)
})

onBoth('the tag of a series is no nomination, in whatever chat or in none', async (t, deps) => {
  await createSeries(deps, 'cli', { hashtag: 'SWHelper', name: 'Sample', timezone: 'Europe/London', hosts: [] })
  const result = await nominate(deps, ['#swhelper', 'https://x.com/hashtag/SWHelper?src=hashtag_click', '#other_eg'], '192.0.2.1')
  t.same(
    result.nominations.map(({ target }) => target.key),
    ['other_eg'],
  )
  t.match(result.skipped, [{ raw: '#swhelper', reason: /the tag of a chat/ }, { reason: /the tag of a chat/ }])
})

onBoth('what an import brought and a person says again is the person’s', async (t, deps) => {
  const first = await nominate(deps, ['@harbourfood_eg', '@quaylibrary_eg'], '192.0.2.1', '@amara_eg')
  const { db } = deps.store
  await db.insert(archiveImport).values({ id: 'imp_1', state: 'done', file_name: 'a.txt', counts: {}, actor: 'cli', created_at: deps.clock.now() })
  await db.update(nomination).set({ source: 'import', import_id: 'imp_1' })
  deps.clock.advance(MINUTE)
  const again = await nominate(deps, ['@harbourfood_eg'], '192.0.2.9', 'AMARA_eg')
  t.match(again.nominations, [{ id: first.nominations[0]?.id, created: false }])
  const rows = await db.select().from(nomination).orderBy(nomination.target_key)
  t.same(
    rows.map(({ target_key, said_again_at }) => [target_key, said_again_at?.toISOString() ?? null]),
    [
      ['harbourfood_eg', deps.clock.now().toISOString()],
      ['quaylibrary_eg', null],
    ],
  )
  deps.clock.advance(MINUTE)
  await nominate(deps, ['@harbourfood_eg'], '192.0.2.9', 'AMARA_eg')
  const [kept] = await db.select().from(nomination).where(eq(nomination.target_key, 'harbourfood_eg'))
  t.same(kept?.said_again_at, rows[0]?.said_again_at, 'the first time is kept')
})

onPostgres('fifty requests at once: one voice, one row', async (t, deps) => {
  const all = await Promise.all(Array.from({ length: 50 }, (_, n) => nominate(deps, ['@harbourfood_eg', '#foodjustice_eg'], address(n), '@amara_eg')))
  t.equal(all.filter(({ nominations }) => nominations[0]?.created).length, 1)
  t.equal(new Set(all.map(({ nominations }) => nominations[0]?.id)).size, 1)
  t.equal(await deps.store.db.$count(nomination), 2)
  t.equal((await entryNamed(deps, 'harbourfood_eg')).support.nominators, 1)
})

onPostgres('fifty requests at once: neither the cap nor the hold can be outrun', async (t, deps) => {
  const puppets = await Promise.all(Array.from({ length: 50 }, (_, n) => nominate(deps, ['@puppeteer_eg'], address(n), `@puppet_${n}_eg`)))
  t.ok(puppets.every(({ nominations }) => nominations[0]?.created))
  t.match(await entryNamed(deps, 'puppeteer_eg'), { support: { nominators: 8 }, held: { waiting: 42 } })

  const targets = (n: number) => Array.from({ length: 5 }, (_, i) => `@org_${n}_${i}_eg`)
  const sent = await Promise.allSettled(Array.from({ length: 50 }, (_, n) => nominate(deps, targets(n), '192.0.2.1')))
  t.equal(sent.filter(({ status }) => status === 'fulfilled').length, 20)
  const people = await Promise.all(Array.from({ length: 50 }, (_, n) => nominate(deps, [`@one_${n}_eg`], '192.0.2.7', `@person_${n}_eg`)))
  t.equal(people.length, 50)
  t.equal(await deps.store.db.$count(nomination, eq(nomination.hold, 'source')), 50 - PEOPLE_PER_HOUR)
})

onBoth('voices held for what was merged into an entry are seen and decided there, and keep the decision when the two are parted', async (t, deps) => {
  for (let n = 0; n < 12; n++) await nominate(deps, ['@puppeteer_eg'], address(n), `@puppet_${n}_eg`)
  for (let n = 20; n < 31; n++) await nominate(deps, ['@canonical_eg'], address(n), `@puppet_${n}_eg`)
  const [member, whole] = [(await entryNamed(deps, 'puppeteer_eg')).id, (await entryNamed(deps, 'canonical_eg')).id]
  const queue = async () => (await listReview(deps, { held: true }, '-support', { limit: 10 })).items.map(({ id, held }) => [id, held.waiting])
  const said = { actor: 'key:a', reason: 'one body' }
  await mergeAlly(deps, member, whole, said)
  t.match(await getReview(deps, whole), { support: { nominators: 16 }, held: { waiting: 7, reasons: ['burst'], dismissed: 0 } })
  t.match(await getReview(deps, member), { held: { waiting: 4 } }, 'what named the merged one stands there too')
  t.same(await queue(), [[whole, 7]])
  const voices = (await nominationsOf(deps, whole, { limit: 50, held: true })).items
  t.same([...new Set(voices.map(({ ally_id }) => ally_id))].sort(), [member, whole].sort())
  const ofMember = voices.filter(({ ally_id }) => ally_id === member)
  t.match(await decideHeld(deps, 'key:a', whole, { decision: 'release', reason: 'I know her', nomination_ids: [ofMember[0]?.id ?? ''] }), {
    voices: 1,
    support: { nominators: 17 },
  })
  t.match(await decideHeld(deps, 'key:a', whole, { decision: 'dismiss', reason: 'made up' }), { voices: 6, support: { nominators: 17 } })
  t.same(await queue(), [])
  t.same((await typesOf(deps, member)).slice(-2), ['nomination.received 1', 'nomination.dismissed 3'])
  t.equal((await typesOf(deps, whole)).at(-1), 'nomination.dismissed 3')
  const recorded = async (id: string) =>
    (await deps.store.db.select().from(audit).where(eq(audit.subject, id)).orderBy(audit.seq)).flatMap(({ action, reason, detail }) =>
      action.startsWith('nomination.') ? [`${action} ${reason} ${detail.voices}`] : [],
    )
  t.same(await recorded(whole), ['nomination.release I know her 1', 'nomination.dismiss made up 6'])
  t.same(await recorded(member), ['nomination.release I know her 1', 'nomination.dismiss made up 3'])
  await unmergeAlly(deps, member, said)
  t.match(await getReview(deps, whole), { support: { nominators: 8 }, held: { waiting: 0, dismissed: 3 } })
  t.match(await getReview(deps, member), { support: { nominators: 9 }, held: { waiting: 0, dismissed: 3 } })
  t.equal((await refusal(decideHeld(deps, 'key:a', whole, { decision: 'release', reason: 'x', nomination_ids: [ofMember[1]?.id ?? ''] }))).code, 'not_found')
})

onPostgres('voices decided on, arriving and merged at the same moment wait for each other, and all are counted', async (t, deps) => {
  const said = { actor: 'key:a', reason: 'one body' }
  for (let round = 0; round < 6; round++) {
    const [one, other] = [`@left_${round}_eg`, `@right_${round}_eg`]
    for (let n = 0; n < 10; n++) await nominate(deps, [one], address(round * 100 + n), `@puppet_${round}_${n}_eg`)
    await nominate(deps, [other], address(round * 100 + 50), `@known_${round}_eg`)
    const [a, b] = [(await entryNamed(deps, one.slice(1))).id, (await entryNamed(deps, other.slice(1))).id]
    // Which of the two has the lesser id decides in which order they are locked.
    const [child, into] = round % 2 === 0 ? [a, b] : [b, a]
    const merged = mergeAlly(deps, child, into, said)
    const [decided] = await Promise.allSettled([
      decideHeld(deps, 'key:a', into, { decision: 'release', reason: 'seen' }),
      ...[0, 1, 2].map((n) => nominate(deps, [n === 1 ? one : other], address(round * 100 + 60 + n), `@late_${round}_${n}_eg`)),
      merged,
    ])
    if (decided.status === 'rejected') t.match(decided.reason, { code: 'conflict' }, 'it came before the merge, when nothing waited there')
    const { held, support } = await getReview(deps, into)
    const all = await deps.store.db.$count(nomination, sql`${nomination.ally_id} in (${a}, ${b})`)
    t.equal(all, 14)
    t.equal(support.nominators + held.waiting, all)
  }
})
