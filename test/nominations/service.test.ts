import { eq } from 'drizzle-orm'
import { createChat, createSeries } from '../../src/chats/service.js'
import { account, ally, nomination, outbox } from '../../src/db/schema/index.js'
import { decideAlly, getReview } from '../../src/directory/service.js'
import type { AppError } from '../../src/kernel/errors.js'
import { forgetTexts, nominationStatus, nominationsOf, type Submission, submitNominations } from '../../src/nominations/service.js'
import { onBoth, onPostgres, type TestDeps } from '../helpers/engines.js'

const anyone: Pick<Submission, 'source' | 'voice' | 'actor'> = { source: 'api', voice: 'ip:192.0.2.1', actor: 'anyone' }

const rowsOf = (deps: TestDeps) => deps.store.db.select().from(nomination).orderBy(nomination.id)
const supports = async (deps: TestDeps) =>
  Object.fromEntries((await deps.store.db.select({ name: ally.search_key, support: ally.support }).from(ally)).map(({ name, support }) => [name, support]))

async function makeChat(deps: TestDeps) {
  const series = await createSeries(deps, 'cli', { hashtag: '#SWHelper', name: 'Sample chat', timezone: 'Europe/London', hosts: ['swchat_eg'] })
  return createChat(deps, 'cli', {
    series_id: series.id,
    starts_at: '2014-03-30T20:00',
    topic: 'Allies',
    questions: [
      { number: 1, text: 'Which organisations?' },
      { number: 2, text: 'Which hashtags?' },
    ],
  })
}

async function refusal(promise: Promise<unknown>): Promise<AppError> {
  try {
    await promise
  } catch (error) {
    return error as AppError
  }
  throw new Error('nothing was refused')
}

onBoth('a submission drafts entries, counts support, and the same one again gives the first', async (t, deps) => {
  const first = await submitNominations(deps, {
    ...anyone,
    targets: ['@HarbourFood_eg', 'https://x.com/QuayLibrary_eg?s=1', '#FoodJustice_eg'],
    nominator: '@amara_sw_eg',
    why: 'they feed us',
  })
  t.same(
    first.nominations.map(({ target, ally_status, created }) => [target.key, ally_status, created]),
    [
      ['harbourfood_eg', 'proposed', true],
      ['quaylibrary_eg', 'proposed', true],
      ['foodjustice_eg', 'proposed', true],
    ],
  )
  t.match(first.status_code, /^[0-9a-z]{26}$/)
  const again = await submitNominations(deps, { ...anyone, voice: 'ip:198.51.100.7', targets: ['＠harbourfood_EG'], nominator: 'AMARA_sw_eg' })
  t.equal(again.nominations[0]?.id, first.nominations[0]?.id, 'one voice per person, whatever the address')
  t.equal(again.nominations[0]?.created, false)
  t.equal(again.status_code, null)
  const second = await submitNominations(deps, { ...anyone, targets: ['@harbourfood_eg'] })
  t.equal(second.nominations[0]?.ally_id, first.nominations[0]?.ally_id)
  t.equal(second.nominations[0]?.created, true)

  const rows = await rowsOf(deps)
  t.equal(rows.length, 4)
  t.equal((await deps.store.db.select().from(ally)).length, 3)
  t.equal((await deps.store.db.select().from(account)).length, 2)
  t.equal((await supports(deps))['harbourfood_eg @harbourfood_eg'], 2)
  t.notOk(JSON.stringify(rows).toLowerCase().includes('amara'), 'without credit no handle is kept')
  const events = await deps.store.db.select().from(outbox).where(eq(outbox.type, 'nomination.received'))
  t.same(events.map(({ subject, data }) => [subject, data.count]).sort(), [...rows].map(({ ally_id }) => [ally_id, 1]).sort())
  const credited = await submitNominations(deps, {
    ...anyone,
    targets: ['@NightNurses_eg'],
    nominator: 'https://x.com/Joan_eg',
    credit: true,
  })
  t.equal((await nominationsOf(deps, credited.nominations[0]?.ally_id ?? '', { limit: 10 })).items[0]?.nominator, 'Joan_eg')
})

onBoth('free text is read for targets; placeholders, doubts and what is none are told', async (t, deps) => {
  const chat = await makeChat(deps)
  const text = 'A1 .@HarbourFood_eg, @swchat_eg and #SWHelper, not @BigSoda_eg; @organizations @CommunityHealthEG @me_eg @swchat_eg/list'
  const result = await submitNominations(deps, { ...anyone, text, chat_id: chat.id, question: 1, nominator: '@me_eg' })
  t.same(
    result.nominations.map(({ target }) => target.display),
    ['HarbourFood_eg', 'me_eg'],
  )
  t.same(
    result.nominations.map(({ self }) => self),
    [false, true],
  )
  t.same(result.placeholders, ['@organizations'])
  t.same(
    result.review.map(({ raw }) => raw),
    ['@CommunityHealthEG'],
  )
  t.same(result.skipped.map(({ raw }) => raw).sort(), ['#SWHelper', '@BigSoda_eg', '@swchat_eg', '@swchat_eg/list'])
  const [row, own] = (await rowsOf(deps)).sort((a, b) => (a.raw < b.raw ? -1 : 1))
  t.match(row, { text, raw: '@HarbourFood_eg', chat_id: chat.id, series_id: chat.series_id, question: 1, source: 'api' })
  t.equal(row?.text?.slice(row.span_start ?? 0, row.span_end ?? 0), '@HarbourFood_eg')
  const entry = await getReview(deps, row?.ally_id ?? '')
  t.same(entry.support, { nominators: 1, chats: 1 })
  t.match(await getReview(deps, own?.ally_id ?? ''), { support: { nominators: 0, chats: 0 }, self_nominations: 1 }, 'nobody supports himself')
})

onBoth('what does not fit is refused with the member named and nothing is written', async (t, deps) => {
  const chat = await makeChat(deps)
  const faults = async (input: Partial<Submission>) => (await refusal(submitNominations(deps, { ...anyone, ...input }))).errors?.map(({ pointer }) => pointer)
  t.same(await faults({}), [''])
  t.same(await faults({ text: 'no names here' }), ['/text'])
  t.same(await faults({ targets: ['@ok_eg', 'OxfamGB', '@CommunityHealthEG'] }), ['/targets/1', '/targets/2'])
  t.same(await faults({ targets: ['@ok_eg'], nominator: 'not a handle' }), ['/nominator'])
  t.same(await faults({ targets: ['@ok_eg'], question: 1 }), ['/question'])
  t.same(await faults({ targets: ['@ok_eg'], chat_id: chat.id, question: 9 }), ['/question'])
  t.same(await faults({ targets: ['@ok_eg'], chat_id: 'cht_00000000000000000000000000' }), ['/chat_id'])
  t.same(
    await faults({
      targets: Array.from({ length: 51 }, (_, i) => `@n${i}_eg`),
    }),
    ['/targets'],
  )
  t.equal((await rowsOf(deps)).length, 0)
  t.equal((await deps.store.db.select().from(ally)).length, 0)
})

onBoth('a status code tells what became of all of a submission, and of nothing else', async (t, deps) => {
  const { status_code, nominations } = await submitNominations(deps, { ...anyone, targets: ['@HarbourFood_eg', '#FoodJustice_eg'] })
  await submitNominations(deps, { ...anyone, voice: 'ip:198.51.100.7', targets: ['@Other_eg'] })
  const id = nominations[0]?.ally_id ?? ''
  await decideAlly(deps, 'cli', id, (await getReview(deps, id)).etag, { action: 'reject', reason: 'not this year' })
  const status = await nominationStatus(deps, status_code ?? '')
  t.same(
    status.map(({ target, status, reason }) => [target.key, status, reason]),
    [
      ['harbourfood_eg', 'rejected', 'not this year'],
      ['foodjustice_eg', 'proposed', null],
    ],
  )
  t.equal((await refusal(nominationStatus(deps, 'x'.repeat(26)))).code, 'not_found')
  t.notOk(JSON.stringify(await rowsOf(deps)).includes(status_code ?? ''), 'the code itself is not stored')
})

onBoth('a withdrawn target is not accepted', async (t, deps) => {
  const { nominations } = await submitNominations(deps, { ...anyone, targets: ['@TenantsUnion_eg'] })
  const id = nominations[0]?.ally_id ?? ''
  await decideAlly(deps, 'cli', id, (await getReview(deps, id)).etag, { action: 'withdraw', reason: 'asked to be gone' })
  const error = await refusal(submitNominations(deps, { ...anyone, targets: ['@new_eg', '@tenantsunion_eg'] }))
  t.equal(error.code, 'not_accepted')
  t.notMatch(error.message, /asked|withdraw/)
  t.notOk('new_eg @new_eg' in (await supports(deps)), 'nothing half done')
})

onBoth('pages of nominations go through all of them once, newest first', async (t, deps) => {
  let id = ''
  for (let i = 0; i < 7; i++) {
    deps.clock.advance(1000)
    const { nominations } = await submitNominations(deps, {
      ...anyone,
      voice: `ip:${i}`,
      targets: ['@HarbourFood_eg'],
    })
    id = nominations[0]?.ally_id ?? ''
  }
  const seen: string[] = []
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const page = await nominationsOf(deps, id, { limit: 3, cursor })
    seen.push(...page.items.map((item) => item.created_at))
    cursor = page.next_cursor ?? undefined
  }
  t.equal(seen.length, 7)
  t.same(seen, [...new Set(seen)].sort().reverse())
  t.equal(
    (
      await refusal(
        nominationsOf(deps, 'aly_other', {
          limit: 3,
          cursor: (await nominationsOf(deps, id, { limit: 3 })).next_cursor ?? '',
        }),
      )
    ).code,
    'invalid_cursor',
  )
})

onBoth('texts are dropped after their time, the nominations stay', async (t, deps) => {
  await submitNominations(deps, { ...anyone, text: 'A1 @HarbourFood_eg', why: 'they feed us' })
  deps.clock.advance(200 * 86_400_000)
  await submitNominations(deps, { ...anyone, text: 'A1 @NightNurses_eg' })
  deps.clock.advance(200 * 86_400_000)
  t.equal(await forgetTexts(deps), 1)
  t.equal(await forgetTexts(deps), 0)
  t.same(
    (await rowsOf(deps)).map(({ raw, text, why, span_start }) => [raw, text, why, span_start]),
    [
      ['@HarbourFood_eg', null, null, null],
      ['@NightNurses_eg', 'A1 @NightNurses_eg', null, 3],
    ],
  )
})

onPostgres('fifty identical submissions at once make one nomination and one entry', async (t, deps) => {
  const results = await Promise.all(Array.from({ length: 50 }, () => submitNominations(deps, { ...anyone, targets: ['@HarbourFood_eg', '#FoodJustice_eg'] })))
  t.equal((await rowsOf(deps)).length, 2)
  t.equal((await deps.store.db.select().from(ally)).length, 2)
  t.equal((await deps.store.db.select().from(account)).length, 1)
  t.equal(results.filter(({ status_code }) => status_code !== null).length, 1, 'one of them is told that it is new')
  t.equal(new Set(results.map(({ nominations }) => nominations.map(({ id }) => id).join())).size, 1, 'and all get the same ids')
})

onPostgres('people who nominate overlapping targets at once are all counted', async (t, deps) => {
  const bodies = ['@a_eg', '@b_eg', '@c_eg', '#d_eg']
  await Promise.all(
    Array.from({ length: 40 }, (_, i) => {
      const turned = [...bodies.slice(i % 4), ...bodies.slice(0, i % 4)]
      return submitNominations(deps, {
        ...anyone,
        voice: `ip:${i}`,
        targets: i % 2 === 0 ? turned : [...turned].reverse(),
      })
    }),
  )
  t.same(Object.values(await supports(deps)), [40, 40, 40, 40])
  t.equal(new Set((await rowsOf(deps)).map(({ nominator_hash }) => nominator_hash)).size, 40)
})
