import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { eq } from 'drizzle-orm'
import { createChat, createSeries } from '../../src/chats/service.js'
import { account, accountHandle, ally, archiveImport, audit, importCandidate, nomination } from '../../src/db/schema/index.js'
import { decideAlly, getReview } from '../../src/directory/service.js'
import type { AppError } from '../../src/kernel/errors.js'
import { decide } from '../../src/nominations/decide.js'
import { readArchive } from '../../src/nominations/formats/detect.js'
import type { ColumnMap } from '../../src/nominations/formats/types.js'
import { dryRunImport } from '../../src/nominations/imports/dry-run.js'
import {
  acceptedOf,
  badLinesOf,
  candidatesOf,
  chooseCandidate,
  getImport,
  listImports,
  openImport,
  reasonsOf,
  resumeImport,
  runStoring,
  runUndoing,
  startStoring,
  startUndoing,
} from '../../src/nominations/imports/service.js'
import { forgetTexts, nominationStatus, submitNominations } from '../../src/nominations/service.js'
import { zip } from '../fixtures/pack.js'
import { anyCsv } from '../fixtures/retell.js'
import { onBoth, type TestDeps } from '../helpers/engines.js'

const sample = (name: string) => readFileSync(new URL(`../fixtures/archives/${name}`, import.meta.url))
const file = (text: string) => new TextEncoder().encode(text)

const rowsOf = (deps: TestDeps) => deps.store.db.select().from(nomination).orderBy(nomination.id)
const supports = async (deps: TestDeps) =>
  Object.fromEntries((await deps.store.db.select({ name: ally.search_key, support: ally.support }).from(ally)).map(({ name, support }) => [name, support]))

/** Everything an import could change, but for the ids of its own rows. */
async function stateOf(deps: TestDeps) {
  const { db } = deps.store
  const bare = (rows: Record<string, unknown>[]) => rows.map((row) => JSON.stringify(row)).sort()
  return {
    nominations: bare(await db.select().from(nomination)),
    allies: bare(await db.select().from(ally)),
    accounts: bare(await db.select().from(account)),
    handles: bare(await db.select().from(accountHandle)),
  }
}

async function makeChat(deps: TestDeps) {
  const series = await createSeries(deps, 'cli', { hashtag: '#SWHelper', name: 'Sample chat', timezone: 'Europe/London', hosts: ['swchat_eg'] })
  return createChat(deps, 'cli', {
    series_id: series.id,
    starts_at: '2014-03-30T20:00',
    topic: 'Allies',
    questions: [
      { number: 1, text: 'Which organisations are our allies?' },
      { number: 2, text: 'Which hashtags should we follow?' },
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

interface Given {
  bytes: Uint8Array
  name?: string
  series?: string
  chat_id?: string
  map?: ColumnMap
}

const read = (deps: TestDeps, { bytes, name = 'file.txt', series, chat_id, map }: Given) =>
  openImport(deps, { given: { bytes }, file_name: name, series, chat_id, map, actor: 'cli' })

/** From a file to nominations, as the command line does it. */
async function take(deps: TestDeps, given: Given) {
  const { id, repeated } = await read(deps, given)
  await startStoring(deps, 'cli', id)
  await runStoring(deps, id)
  const { format, counts } = await getImport(deps, id)
  return { ...counts, id, repeated, format }
}

async function undo(deps: TestDeps, id: string) {
  await startUndoing(deps, 'cli', id)
  await runUndoing(deps, id)
  return getImport(deps, id)
}

onBoth('a file becomes a preview, then nominations, each with its line; the same file twice adds nothing', async (t, deps) => {
  const chat = await makeChat(deps)
  const { id } = await read(deps, { bytes: sample('pasted.txt'), name: 'pasted.txt', chat_id: chat.id })
  t.match(await getImport(deps, id), { state: 'ready', format: 'transcript', counts: { posts: 22, counted: 16, doubtful: 1 } })
  t.equal((await rowsOf(deps)).length, 0, 'a preview is no nomination')
  t.same(await acceptedOf(deps, id), { nominations: 16, targets: 9 })
  const whole = decide(readArchive(sample('pasted.txt')), null).candidates.filter(({ verdict }) => verdict === 'counted')
  const shown = (await candidatesOf(deps, id, { verdict: 'counted' }, { limit: 200 })).items
  t.same(
    shown.map(({ line, nominator, raw, question }) => [line, nominator, raw, question]),
    whole.map(({ line, nominator, raw, question }) => [line, nominator, raw, question]),
  )
  t.ok(shown.every(({ reason }) => reason !== ''))
  const reasons = await reasonsOf(deps, id)
  t.ok(reasons.some(({ reason, count }) => reason === 'the tag of the chat itself' && count > 10))
  const kinds = reasons.map(({ verdict, reason }) => `${verdict} ${reason}`)
  t.same(kinds, [...new Set(kinds)], 'what is listed and what is only counted for one reason is one number')
  t.ok(Object.keys((await getImport(deps, id)).left_out).includes('a retweet is no support'))

  t.ok(
    (await deps.store.db.select().from(importCandidate)).some(({ reason, text }) => reason === 'a retweet is no support' && text?.startsWith('RT …: ')),
    'what was passed on is listed',
  )
  await startStoring(deps, 'cli', id)
  await runStoring(deps, id)
  const stored = await getImport(deps, id)
  t.match(stored, { state: 'done', counts: { added: 16, already: 0, refused: 0, drafted: 9 } })
  t.match(await supports(deps), { 'harbourfood_eg @harbourfood_eg': 4, 'tenantsunion_eg @tenantsunion_eg': 3, '#foodjustice_eg #foodjustice_eg': 2 })
  const rows = await rowsOf(deps)
  const one = rows.find(({ raw }) => raw === '@NightNurses_eg')
  t.match(one, { source: 'import', source_line: 24, question: 1, chat_id: chat.id, import_id: id, nominator_handle: null, self: false })
  t.equal(one?.text?.slice(one.span_start ?? 0, one.span_end ?? 0), '@NightNurses_eg')
  t.same(rows[0]?.nominated_at, new Date('2014-03-30T19:00:00Z'), 'the chat says when')

  t.notOk(JSON.stringify(await deps.store.db.select().from(importCandidate)).includes('amara'), 'who said it is not kept with the preview')

  t.match(await take(deps, { bytes: sample('pasted.txt'), name: 'copy.txt', chat_id: chat.id }), { id, repeated: true, added: 16 })
  t.equal((await rowsOf(deps)).length, 16)
  const imports = await deps.store.db.select().from(archiveImport)
  const [twin] = imports.filter(({ same_as }) => same_as !== null)
  t.equal(imports.length, 2)
  t.equal((await getImport(deps, twin?.id ?? '')).id, id, 'whoever follows the second one is shown the first')
  t.equal((await listImports(deps, { limit: 10 })).items.length, 1)
  t.equal((await deps.store.db.select().from(audit).where(eq(audit.action, 'archive.import'))).length, 1)
})

onBoth('each readable format of the same posts makes the same nominations, so a second one adds nothing', async (t, deps) => {
  await makeChat(deps)
  const from = (name: string) => take(deps, { bytes: sample(name), name, series: 'SWHelper' })
  t.match(await from('twarc2-pages.jsonl'), { format: 'twarc2-pages', added: 8 })
  t.match(await from('twarc2-flattened.jsonl'), { format: 'twarc2-flattened', added: 0, already: 8 })
  t.match(await from('x-api-v2-search-page.json'), { format: 'x-api-v2', added: 1, already: 8 })
  t.match(await from('hydrated-v1.1.jsonl'), { format: 'hydrated-v1.1', added: 0, already: 7 })
  const tags = await from('tags-v6.csv')
  t.match(tags, { format: 'tags', added: 0, already: 7 })
  const packed = await take(deps, { bytes: gzipSync(sample('tags-v6.csv')), name: 'tags.csv.gz', series: 'SWHelper' })
  t.match(packed, { id: tags.id, repeated: true }, 'known again though it is packed')
  const mapped = await take(deps, { bytes: file(anyCsv()), series: 'SWHelper', map: { text: 'Body, whole', author: 'User', id: 'No' } })
  t.match(mapped, { format: 'mapped-csv', added: 0, already: 7 })
  const owned = zip([
    { name: 'data/tweets.js', data: sample('tweets.js') },
    { name: 'data/account.js', data: sample('account.js') },
  ])
  t.match(await take(deps, { bytes: owned, name: 'mine.zip', series: 'SWHelper' }), { format: 'x-download', added: 0, already: 3 })
  const rows = await rowsOf(deps)
  t.same(
    rows.filter(({ post_id }) => post_id === '450347643827134467').map(({ nominated_at }) => nominated_at.toISOString()),
    ['2014-03-30T19:03:40.000Z', '2014-03-30T19:03:40.000Z', '2014-03-30T19:03:40.000Z'],
  )
  t.match(await from('tweets.js'), { format: 'x-download', added: 0, already: 3 }, 'whose posts they are the other files have said')
})

onBoth('without its owner the file with one’s own posts is a voice of its own', async (t, deps) => {
  await makeChat(deps)
  t.match(await take(deps, { bytes: sample('tweets.js'), name: 'tweets.js', series: 'SWHelper' }), { format: 'x-download', added: 3 })
  t.equal(new Set((await rowsOf(deps)).map((row) => row.nominator_hash)).size, 1)
})

onBoth('the organiser takes and leaves names one by one before anything is stored', async (t, deps) => {
  const { id } = await read(deps, { bytes: sample('pasted.txt') })
  const of = async (verdict: 'counted' | 'doubtful' | 'not') => (await candidatesOf(deps, id, { verdict }, { limit: 200 })).items
  const [first] = await of('counted')
  const [doubtful] = await of('doubtful')
  const warned = (await of('not')).find(({ raw }) => raw === '@BigSoda_eg')
  const list = (await of('not')).find(({ raw }) => raw === '@swchat_eg/allies-2013')
  t.match(warned, { reason: 'advised against', taken: false })
  t.match(await chooseCandidate(deps, 'cli', id, first?.seq ?? -1, { take: false }), { taken: false, chosen: false })
  t.match(await chooseCandidate(deps, 'cli', id, warned?.seq ?? -1, { take: true }), { taken: true })
  const unclear = await refusal(chooseCandidate(deps, 'cli', id, doubtful?.seq ?? -1, { take: true }))
  t.equal(unclear.code, 'conflict')
  t.match(unclear.message, /who @CommunityHealthEG is .*target/)
  t.match(await chooseCandidate(deps, 'cli', id, doubtful?.seq ?? -1, { take: true, target: '@CommHealth_eg' }), {
    taken: true,
    target: { kind: 'account', key: 'commhealth_eg' },
  })
  t.equal((await refusal(chooseCandidate(deps, 'cli', id, list?.seq ?? -1, { take: true }))).code, 'conflict', 'a list is nobody')
  t.equal((await refusal(chooseCandidate(deps, 'cli', id, first?.seq ?? -1, { take: true, target: 'not a handle' }))).code, 'validation_failed')
  t.equal((await refusal(chooseCandidate(deps, 'cli', id, 999_999, { take: true }))).code, 'not_found')
  t.same(await acceptedOf(deps, id), { nominations: 17, targets: 11 })
  await startStoring(deps, 'cli', id)
  await runStoring(deps, id)
  const stored = await supports(deps)
  t.match(stored, { 'harbourfood_eg @harbourfood_eg': 3, 'bigsoda_eg @bigsoda_eg': 1, 'commhealth_eg @commhealth_eg': 1 })
  t.equal((await refusal(chooseCandidate(deps, 'cli', id, first?.seq ?? -1, { take: null }))).code, 'conflict', 'too late')
  t.equal((await deps.store.db.select().from(audit).where(eq(audit.action, 'archive.choose'))).length, 3)
})

onBoth('undoing takes back exactly what the import brought', async (t, deps) => {
  const chat = await makeChat(deps)
  const form = { source: 'form', voice: 'ip:192.0.2.1', actor: 'anyone' } as const
  await submitNominations(deps, { ...form, targets: ['@HarbourFood_eg', '@Other_eg'], nominator: '@someone_eg', chat_id: chat.id })
  await submitNominations(deps, { ...form, targets: ['@TenantsUnion_eg'], nominator: '@amara_sw_eg', chat_id: chat.id })
  const before = await stateOf(deps)
  const { id, added, already } = await take(deps, { bytes: sample('pasted.txt'), chat_id: chat.id })
  t.same([added, already], [15, 1], 'amara had said one of hers in the form')
  t.equal((await supports(deps))['harbourfood_eg @harbourfood_eg'], 5)
  const undone = await undo(deps, id)
  t.match(undone, { state: 'undone', counts: { removed: 15, kept: 0, undrafted: 7 } })
  t.same(await stateOf(deps), before)
  t.equal((await deps.store.db.select().from(importCandidate)).length, 0)
  t.match(await undo(deps, id), { state: 'undone', counts: { removed: 15 } }, 'once more changes nothing')
  t.match(await take(deps, { bytes: sample('pasted.txt'), chat_id: chat.id }), { repeated: false, added: 15 }, 'the same file can come again')
})

onBoth('what somebody said otherwise too, or decided on, outlives the import', async (t, deps) => {
  const chat = await makeChat(deps)
  const { id } = await take(deps, { bytes: sample('pasted.txt'), chat_id: chat.id })
  await submitNominations(deps, { source: 'form', voice: 'ip:1', actor: 'anyone', targets: ['@RightsDesk_eg'], nominator: '@tom_eg', chat_id: chat.id })
  const decided = (await rowsOf(deps)).find(({ raw }) => raw === '@NightNurses_eg')?.ally_id ?? ''
  await decideAlly(deps, 'cli', decided, (await getReview(deps, decided)).etag, { action: 'reject', reason: 'not this year' })
  t.match((await undo(deps, id)).counts, { removed: 15, kept: 1, undrafted: 7 })
  t.same(
    (await rowsOf(deps)).map(({ raw }) => raw),
    ['@RightsDesk_eg'],
  )
  t.match(await supports(deps), { 'rightsdesk_eg @rightsdesk_eg': 1, 'nightnurses_eg @nightnurses_eg': 0 })
  t.match(await getReview(deps, decided), { status: 'rejected' })
})

onBoth('whoever was heard by a file and then nominates himself gets a status link, once, and keeps it when the import is undone', async (t, deps) => {
  const chat = await makeChat(deps)
  const { id } = await take(deps, { bytes: sample('pasted.txt'), chat_id: chat.id })
  const say = () =>
    submitNominations(deps, { source: 'form', voice: 'ip:1', actor: 'anyone', targets: ['@RightsDesk_eg'], nominator: '@tom_eg', chat_id: chat.id })
  const first = await say()
  t.match(first.nominations, [{ created: false, followed: true }])
  const code = first.status_code ?? ''
  t.match(await nominationStatus(deps, code), [{ raw: '@RightsDesk_eg', state: 'received' }])
  t.match(await say(), { status_code: null, nominations: [{ created: false, followed: false }] }, 'nobody takes the link from him by the same words')
  await undo(deps, id)
  t.match(await nominationStatus(deps, code), [{ raw: '@RightsDesk_eg', state: 'received', support: { nominators: 1 } }])
})

onBoth('a preview can be thrown away, and the file given again', async (t, deps) => {
  const { id } = await read(deps, { bytes: sample('pasted.txt') })
  t.match(await read(deps, { bytes: sample('pasted.txt') }), { id, repeated: true })
  t.match(await undo(deps, id), { state: 'discarded' })
  t.equal((await refusal(startStoring(deps, 'cli', id))).code, 'conflict')
  t.match(await take(deps, { bytes: sample('pasted.txt') }), { repeated: false, added: 16 })
})

onBoth('the same posts from a file that names their authors and from one that does not are the same voices, in either order', async (t, deps) => {
  const post = (n: number, named: boolean) => ({
    id: `144918923405${n}`,
    text: `A1 I nominate @Harbour_eg and @Other${n}_eg`,
    created_at: '2014-03-30T19:00:00.000Z',
    ...(named ? { author_id: `90${n}`, author: { id: `90${n}`, username: `ann${n}_eg` } } : { author: {} }),
    __twarc: { url: 'x', version: '2', retrieved_at: '2014-03-30T19:10:00Z' },
  })
  const lines = (named: boolean, more: number[] = []) => file([1, 2, 3, ...more].map((n) => JSON.stringify(post(n, named))).join('\n'))
  const { series_id } = await makeChat(deps)
  for (const named of [true, false]) {
    const chat = await createChat(deps, 'cli', { series_id, starts_at: `2014-04-0${named ? 1 : 2}T20:00`, topic: 'Allies' })
    const said = async () => (await rowsOf(deps)).filter((row) => row.chat_id === chat.id)
    const first = await take(deps, { bytes: lines(named), chat_id: chat.id })
    t.match(first, { added: 6 })
    const second = await take(deps, { bytes: lines(!named, [4]), chat_id: chat.id })
    t.match(second, { added: 2, already: 6 })
    const voices = await said()
    t.equal(voices.length, 8)
    t.equal(new Set(voices.map((row) => row.nominator_hash)).size, 4)
    t.match(await undo(deps, first.id), { counts: { removed: 0, kept: 6 } })
    t.equal((await said()).length, 8, 'the other file says it still')
    await undo(deps, second.id)
    t.same(await said(), [])
  }
})

onBoth('given again with other columns, a preview is read anew; a file that was stored stays what it is', async (t, deps) => {
  const bytes = file('No,Said,Also,User\n1,I nominate @Harbour_eg,I nominate @Shelter_eg,ann_eg\n')
  const first = await read(deps, { bytes, map: { text: 'Said', author: 'User', id: 'No' } })
  const second = await read(deps, { bytes, map: { text: 'Also', author: 'User', id: 'No' } })
  t.match(second, { repeated: false })
  t.not(second.id, first.id)
  t.match(await getImport(deps, first.id), { id: second.id, state: 'ready' }, 'whoever follows the first one is shown the new one')
  t.match(await read(deps, { bytes, map: { text: 'Also', author: 'User', id: 'No' } }), { id: second.id, repeated: true })
  t.match(await take(deps, { bytes, map: { text: 'Also', author: 'User', id: 'No' } }), { added: 1 })
  t.match(
    (await rowsOf(deps)).map((row) => row.target_key),
    ['shelter_eg'],
  )
  t.match(await read(deps, { bytes, map: { text: 'Said', author: 'User', id: 'No' } }), { id: second.id, repeated: true })
})

/** Voices for targets, several times in one file and in several files. */
const overlapping = (seed: number) =>
  Array.from({ length: 40 }, (_, i) => {
    const n = (i * 7 + seed * 13) % 23
    return `[20:${String(i).padStart(2, '0')}] @person${n % 6}_eg: A1 @body${(n * (seed + 3)) % 9}_eg #tag${n % 4}_eg`
  }).join('\n')

onBoth('what a file said is forgotten with the words of nominations, also of a file that nobody stored; stored ones can still be undone', async (t, deps) => {
  const { db } = deps.store
  const open = (text: string) => openImport(deps, { given: { bytes: file(text) }, file_name: 'chat.txt', actor: 'cli' })
  const kept = (await open('@ann_eg: A1 @HarbourFood_eg\n@ben_eg: A1 @QuayLibrary_eg\n@cat_eg: A1 @HarbourFood_eg\n')).id
  await startStoring(deps, 'cli', kept)
  await runStoring(deps, kept)
  const left = (await open('@dee_eg: A1 @OpenDoors_eg\n@eve_eg: A1 @OldMill_eg\n@fay_eg: A1 @OpenDoors_eg\n')).id
  deps.clock.advance(364 * 86_400_000)
  await forgetTexts(deps)
  t.equal((await getImport(deps, left)).state, 'ready', 'not before its time')
  deps.clock.advance(2 * 86_400_000)
  await forgetTexts(deps)
  t.equal((await getImport(deps, left)).state, 'discarded')
  t.same(await db.select().from(importCandidate), [])
  t.same(
    (await rowsOf(deps)).map(({ text }) => text),
    [null, null, null],
  )
  await startUndoing(deps, 'cli', kept)
  await runUndoing(deps, kept)
  t.same(await rowsOf(deps), [])
})

onBoth('however imports of overlapping files are stored and undone, what stands is what the stored ones say', async (t, deps) => {
  const files = [0, 1, 2].map((seed) => file(overlapping(seed)))
  const voicesOf = async () => (await rowsOf(deps)).map(({ nominator_hash, target_key }) => `${nominator_hash} ${target_key}`).sort()
  const alone: string[][] = []
  for (const bytes of files) {
    const { id } = await take(deps, { bytes })
    alone.push(await voicesOf())
    await undo(deps, id)
    t.same(await voicesOf(), [])
  }
  let state = 20_260_301
  const random = (n: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state >>> 8) % n
  }
  const standing = new Map<number, string>()
  for (let step = 0; step < 30; step++) {
    const which = random(3)
    const id = standing.get(which)
    if (id === undefined) standing.set(which, (await take(deps, { bytes: files[which] ?? new Uint8Array() })).id)
    else {
      await undo(deps, id)
      standing.delete(which)
    }
    const expected = [...new Set([...standing.keys()].flatMap((one) => alone[one] ?? []))].sort()
    t.same(await voicesOf(), expected, `step ${step}: ${[...standing.keys()].join(' and ') || 'nothing'} stands`)
  }
  const counted = await deps.store.db.select().from(ally)
  const rows = await rowsOf(deps)
  for (const { id, support, status } of counted)
    t.equal(support, new Set(rows.filter((row) => row.ally_id === id).map((row) => row.nominator_hash)).size, status)
})

/** Deps whose process dies before its unit of work number `last + 1`. */
function mortal(deps: TestDeps, last: number): { deps: TestDeps; died: () => boolean } {
  let done = 0
  let dead = false
  const store = {
    ...deps.store,
    get db() {
      return deps.store.db
    },
    transaction: async <T>(fn: Parameters<typeof deps.store.transaction<T>>[0]): Promise<T> => {
      if (dead || ++done > last) {
        dead = true
        throw new Error('the process died here')
      }
      return deps.store.transaction(fn)
    },
  }
  return { deps: { ...deps, store } as TestDeps, died: () => dead }
}

onBoth('an import that fails says so while it is tried again, and no more once it goes on', async (t, deps) => {
  const { id } = await read(deps, { bytes: sample('pasted.txt') })
  await startStoring(deps, 'cli', id)
  const run = (statement: string) => deps.database.executeSql(statement, [])
  await run(`create function refuse_all() returns trigger language plpgsql as $$ begin raise exception 'the disk is full'; end $$`)
  await run('create trigger refuse_all before insert on nomination execute function refuse_all()')
  await t.rejects(resumeImport(deps, id))
  t.match(await getImport(deps, id), { state: 'storing', problem: /failed on our side, and is tried again/ })
  await run('drop trigger refuse_all on nomination')
  await resumeImport(deps, id)
  t.match(await getImport(deps, id), { state: 'done', problem: null, counts: { added: 16 } })
})

onBoth('killed before any of its steps, an import ends with exactly the same nominations', async (t, deps) => {
  const chat = await makeChat(deps)
  const bytes = sample('pasted.txt')
  const said = async () => (await rowsOf(deps)).map(({ id: _, import_id: __, created_at: ___, ally_id: ____, ...row }) => JSON.stringify(row)).sort()
  const undisturbed = await take(deps, { bytes, chat_id: chat.id })
  const expected = { said: await said(), supports: await supports(deps) }
  const counts = (await getImport(deps, undisturbed.id)).counts
  await undo(deps, undisturbed.id)
  let deaths = 0
  for (let last = 0; ; last++) {
    const victim = mortal(deps, last)
    await take(victim.deps, { bytes, chat_id: chat.id }).catch((error: Error) => t.match(error.message, /died/))
    if (!victim.died()) break
    deaths++
    const rest = await take(deps, { bytes, chat_id: chat.id })
    t.same(await said(), expected.said, `dead before step ${last + 1}`)
    t.same(await supports(deps), expected.supports)
    t.same((await getImport(deps, rest.id)).counts, counts)
    const undoing = mortal(deps, last)
    await undo(undoing.deps, rest.id).catch((error: Error) => t.match(error.message, /died/))
    await undo(deps, rest.id)
    t.same([(await rowsOf(deps)).length, (await deps.store.db.select().from(ally)).length], [0, 0])
  }
  t.ok(deaths >= 8, `${deaths} steps`)
})

onBoth('a large file is read in portions by threads, and found to be the same', async (t, deps) => {
  // Who takes part is known only at the end: the last post makes @person0_eg a participant.
  const users = (n: number) => ({ id: String(1000 + n), username: `person${n}_eg` })
  const posts = Array.from({ length: 5000 }, (_, i) => ({
    id: String(450_000_000_000_000_000n + BigInt(i) * 4_194_304n),
    author_id: String(1000 + (i % 50) + 1),
    text: i % 5 === 0 ? '@person0_eg what do you think? #SWHelper' : `A1 @body${i % 70}_eg ${'and more words '.repeat(20)} #SWHelper`,
    author: users((i % 50) + 1),
  }))
  const lines = [
    ...posts,
    { ...posts[1], id: '450999999999999999', author_id: '1000', author: users(0), text: 'hello #SWHelper' },
    { ...posts[2], author_id: undefined, author: {} },
  ].map((post) => JSON.stringify(post))
  lines.splice(10, 0, '{"broken": ', '{"text": "a", "text": "b"}')
  const bytes = file(`${lines.join('\n')}\n`)
  t.ok(bytes.length > 1_200_000, 'several portions')
  const { id } = await read(deps, { bytes })
  const view = await getImport(deps, id)
  const whole = decide(readArchive(bytes), null)
  const counted = whole.candidates.filter(({ verdict }) => verdict === 'counted')
  t.match(view, { state: 'ready', format: 'twarc2-flattened', counts: { posts: 5002, counted: counted.length, bad_lines: 2, repeated_posts: 1 } })
  const shown = []
  for (let cursor: string | undefined, more = true; more; ) {
    const page = await candidatesOf(deps, id, {}, { limit: 200, cursor })
    shown.push(...page.items)
    cursor = page.next_cursor ?? undefined
    more = cursor !== undefined
  }
  const kept = whole.candidates.filter(({ reason }) => reason !== 'the tag of the chat itself')
  const told = (one: { line: number; raw: string; verdict: string; reason: string }) => `${one.line} ${one.raw} ${one.verdict} ${one.reason}`
  // The last post is one that stood there before: in portions that is only seen when all are counted.
  t.same(shown.filter(({ line }) => line < 5004).map(told), kept.filter(({ line }) => line < 5004).map(told))
  t.same(
    (await badLinesOf(deps, id, { limit: 10 })).items.map(({ line }) => line),
    [11, 12],
  )
  await startStoring(deps, 'cli', id)
  await runStoring(deps, id)
  t.equal((await rowsOf(deps)).length, counted.length, 'the post that came again without its author is no second voice')
  t.match(
    shown.find(({ line, raw }) => line === 5004 && raw !== '#SWHelper'),
    { verdict: 'repeated', reason: 'the same post again, see line 3' },
  )
})

onBoth('a dry run writes nothing, and what is wrong is named before anything is stored', async (t, deps) => {
  const bytes = sample('pasted.txt')
  const dry = await dryRunImport(deps, { given: { bytes }, file_name: 'pasted.txt', series: '#SWHelper' })
  t.equal(dry.result.accounts.length + dry.result.hashtags.length, 9)
  const error = await refusal(read(deps, { bytes, series: '#SWHelper' }))
  t.equal(error.code, 'not_found')
  t.match(error.message, /allies series add/)
  t.equal((await refusal(read(deps, { bytes, series: '#100' }))).code, 'validation_failed')
  t.equal((await refusal(read(deps, { bytes, chat_id: 'cht_00000000000000000000000000' }))).code, 'not_found')
  const chat = await makeChat(deps)
  t.equal((await refusal(read(deps, { bytes, series: '#other', chat_id: chat.id }))).code, 'conflict')
  t.equal((await deps.store.db.select().from(archiveImport)).length, 0)
  const failed = await refusal(read(deps, { bytes: file('%PDF-1.4 something'), name: 'a.pdf' }))
  t.equal(failed.code, 'bad_input_file')
  const [row] = await deps.store.db.select().from(archiveImport)
  t.match(row, { state: 'failed', problem: /PDF/ })
})

onBoth('a withdrawn target is left out, and a document speaks with one voice', async (t, deps) => {
  const { nominations } = await submitNominations(deps, { source: 'api', voice: 'ip:1', actor: 'anyone', targets: ['@TenantsUnion_eg'] })
  const id = nominations[0]?.ally_id ?? ''
  await decideAlly(deps, 'cli', id, (await getReview(deps, id)).etag, { action: 'withdraw', reason: 'asked to be gone' })
  const taken = await take(deps, { bytes: sample('pasted.txt') })
  t.match(taken, { added: 13, refused: 3 })
  t.equal((await undo(deps, taken.id)).counts.removed, 13)
  t.match(await getReview(deps, id), { status: 'withdrawn' })
  const article = file('Follow @HarbourFood_eg today.\nAlso @harbourfood_eg and #FoodJustice_eg.')
  t.match(await take(deps, { bytes: article }), { format: 'document', added: 2 })
  t.match(await take(deps, { bytes: file('Another text names @HarbourFood_eg.') }), { added: 1 })
  t.match(await supports(deps), { 'harbourfood_eg @harbourfood_eg': 2, '#foodjustice_eg #foodjustice_eg': 1 })
})

onBoth('one who names many others is no crowd; a crowd that names one is told of', async (t, deps) => {
  const crowd = Array.from({ length: 30 }, (_, i) => `[20:10] @new${i}_eg: A1 @Puppets_eg`)
  const honest = Array.from({ length: 30 }, (_, i) => `[20:11] @old${i}_eg: A1 @FoodBank_eg and @body${i}_eg`)
  const { id } = await read(deps, { bytes: file([...crowd, ...honest].join('\n')) })
  const { notes } = await getImport(deps, id)
  t.match(
    notes.filter((note) => note.includes('name nothing else')),
    ['30 of the 30 voices for @Puppets_eg'],
  )
})
