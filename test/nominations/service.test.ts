import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { eq } from 'drizzle-orm'
import { createChat, createSeries } from '../../src/chats/service.js'
import { account, ally, archiveImport, audit, nomination, outbox } from '../../src/db/schema/index.js'
import { decideAlly, getReview } from '../../src/directory/service.js'
import type { AppError } from '../../src/kernel/errors.js'
import { forgetTexts, importArchive, nominationStatus, nominationsOf, type Submission, submitNominations } from '../../src/nominations/service.js'
import { zip } from '../fixtures/pack.js'
import { anyCsv } from '../fixtures/retell.js'
import { onBoth, onPostgres, type TestDeps } from '../helpers/engines.js'

const anyone: Pick<Submission, 'source' | 'voice' | 'actor'> = { source: 'api', voice: 'ip:192.0.2.1', actor: 'anyone' }
const sample = (name: string) => readFileSync(new URL(`../fixtures/archives/${name}`, import.meta.url))
const file = (text: string) => new TextEncoder().encode(text)
const pasted = () => ({ bytes: sample('pasted.txt'), file_name: 'pasted.txt', dry_run: false, actor: 'cli' })

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

onBoth('a withdrawn target is not accepted, and an import goes on without it', async (t, deps) => {
  const { nominations } = await submitNominations(deps, { ...anyone, targets: ['@TenantsUnion_eg'] })
  const id = nominations[0]?.ally_id ?? ''
  await decideAlly(deps, 'cli', id, (await getReview(deps, id)).etag, { action: 'withdraw', reason: 'asked to be gone' })
  const error = await refusal(submitNominations(deps, { ...anyone, targets: ['@new_eg', '@tenantsunion_eg'] }))
  t.equal(error.code, 'not_accepted')
  t.notMatch(error.message, /asked|withdraw/)
  t.notOk('new_eg @new_eg' in (await supports(deps)), 'nothing half done')
  const report = await importArchive(deps, pasted())
  t.match(report, { found: 14, added: 11, refused: 3 })
  t.ok(report.skipped.some(({ raw, reason }) => raw === '@TenantsUnion_eg' && reason === 'not accepted here'))
})

onBoth('an import stores every nomination once with its line, and the same file twice adds nothing', async (t, deps) => {
  const chat = await makeChat(deps)
  const seen: number[] = []
  const report = await importArchive(deps, { ...pasted(), series: '#swhelper', chat_id: chat.id, onProgress: (done, total) => seen.push(done, total) })
  t.match(report, { found: 14, added: 14, already: 0, refused: 0, repeated: false, format: 'transcript' })
  t.equal(report.drafted, 9)
  t.same(seen, [14, 14])
  t.match(await supports(deps), { 'harbourfood_eg @harbourfood_eg': 2, 'tenantsunion_eg @tenantsunion_eg': 3, '#foodjustice_eg #foodjustice_eg': 2 })
  const rows = await rowsOf(deps)
  t.match(
    rows.find(({ raw }) => raw === '@NightNurses_eg'),
    { source: 'import', source_line: 24, question: 1, chat_id: chat.id, import_id: report.import_id, nominator_handle: null },
  )
  t.same(rows[0]?.nominated_at, new Date('2014-03-30T19:00:00Z'), 'the chat says when')
  const again = await importArchive(deps, { ...pasted(), file_name: 'copy.txt', chat_id: chat.id })
  t.match(again, { added: 0, already: 14, drafted: 0, repeated: true, import_id: report.import_id })
  t.equal((await rowsOf(deps)).length, 14)
  t.equal((await deps.store.db.select().from(archiveImport)).length, 1)
  t.equal((await deps.store.db.select().from(audit).where(eq(audit.action, 'archive.import'))).length, 1)
})

onBoth('an import that broke off is completed by the same call', async (t, deps) => {
  const posts = Array.from({ length: 450 }, (_, i) => `[20:${String(i % 60).padStart(2, '0')}] @person${i}_eg: A1 @body${i % 300}_eg`).join('\n')
  const input = { bytes: file(posts), file_name: 'big.txt', dry_run: false, actor: 'cli' }
  const error = await refusal(
    importArchive(deps, {
      ...input,
      onProgress: (done) => {
        if (done === 200) throw new Error('the process died here')
      },
    }),
  )
  t.match(error.message, /died/)
  t.equal((await rowsOf(deps)).length, 200)
  const rest = await importArchive(deps, input)
  t.match(rest, { found: 450, added: 250, already: 200, repeated: false })
  const [row] = await deps.store.db.select().from(archiveImport)
  t.same(row?.counts, { found: 450, added: 450, complete: 1 })
  const counted = await supports(deps)
  t.equal(Object.keys(counted).length, 300)
  t.equal(
    Object.values(counted).reduce((a, b) => a + b, 0),
    450,
  )
})

onBoth('each readable format of the same posts makes the same nominations, so a second one adds nothing', async (t, deps) => {
  await makeChat(deps)
  const take = (name: string) => importArchive(deps, { bytes: sample(name), file_name: name, series: 'SWHelper', dry_run: false, actor: 'cli' })
  t.match(await take('twarc2-pages.jsonl'), { format: 'twarc2-pages', found: 8, added: 8 })
  t.match(await take('twarc2-flattened.jsonl'), { format: 'twarc2-flattened', found: 8, added: 0, already: 8 })
  t.match(await take('x-api-v2-search-page.json'), { format: 'x-api-v2', found: 9, added: 1, already: 8 })
  t.match(await take('hydrated-v1.1.jsonl'), { format: 'hydrated-v1.1', found: 7, added: 0, already: 7 })
  t.match(await take('tags-v6.csv'), { format: 'tags', found: 7, added: 0, already: 7, repeated: false })
  const given = { series: 'SWHelper', dry_run: false, actor: 'cli' }
  const packed = await importArchive(deps, { ...given, bytes: gzipSync(sample('tags-v6.csv')), file_name: 'tags.csv.gz' })
  t.match(packed, { found: 7, added: 0, already: 7, repeated: true }, 'known again though it is packed')
  const mapped = await importArchive(deps, { ...given, bytes: file(anyCsv()), file_name: 'sheet.csv', map: { text: 'Body, whole', author: 'User', id: 'No' } })
  t.match(mapped, { format: 'mapped-csv', found: 7, added: 0, already: 7 })
  const owned = zip([
    { name: 'data/tweets.js', data: sample('tweets.js') },
    { name: 'data/account.js', data: sample('account.js') },
  ])
  t.match(await importArchive(deps, { ...given, bytes: owned, file_name: 'mine.zip' }), { format: 'x-download', found: 3, added: 0, already: 3 })
  const rows = await rowsOf(deps)
  t.same(
    rows.filter(({ post_id }) => post_id === '450347643827134467').map(({ nominated_at }) => nominated_at.toISOString()),
    ['2014-03-30T19:03:40.000Z', '2014-03-30T19:03:40.000Z', '2014-03-30T19:03:40.000Z'],
  )
  t.match(await take('tweets.js'), { format: 'x-download', found: 3, added: 3 }, 'without its owner the file is a voice of its own')
})

onBoth('a dry run writes nothing, and an unknown series is named before anything is stored', async (t, deps) => {
  const dry = await importArchive(deps, { ...pasted(), series: '#SWHelper', dry_run: true })
  t.equal(dry.import_id, null)
  t.equal(dry.found, 14)
  const error = await refusal(importArchive(deps, { ...pasted(), series: '#SWHelper' }))
  t.equal(error.code, 'not_found')
  t.match(error.message, /allies series add/)
  t.equal((await refusal(importArchive(deps, { ...pasted(), series: '#100' }))).code, 'validation_failed')
  t.equal((await refusal(importArchive(deps, { ...pasted(), chat_id: 'cht_00000000000000000000000000' }))).code, 'not_found')
  const chat = await makeChat(deps)
  t.equal((await refusal(importArchive(deps, { ...pasted(), series: '#other', chat_id: chat.id }))).code, 'conflict')
  t.equal((await deps.store.db.select().from(archiveImport)).length, 0)
  t.equal((await rowsOf(deps)).length, 0)
})

onBoth('a document speaks with one voice', async (t, deps) => {
  const bytes = file('Follow @HarbourFood_eg today.\nAlso @harbourfood_eg and #FoodJustice_eg.')
  const input = { bytes, file_name: 'article.txt', dry_run: false, actor: 'cli' }
  t.match(await importArchive(deps, input), { format: 'document', found: 2, added: 2 })
  t.match(await importArchive(deps, { ...input, bytes: file('Another text names @HarbourFood_eg.') }), { added: 1 })
  t.match(await supports(deps), { 'harbourfood_eg @harbourfood_eg': 2, '#foodjustice_eg #foodjustice_eg': 1 })
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
