import { readFileSync } from 'node:fs'
import { eq, sql } from 'drizzle-orm'
import { account, alias, ally, xProfile } from '../../src/db/schema/index.js'
import { foldName, searchKey } from '../../src/directory/names.js'
import { pageOfAllies } from '../../src/directory/search/repo.js'
import { type AllyFilters, countReview, listAllies, listReview } from '../../src/directory/service.js'
import { formatId } from '../../src/kernel/ids.js'
import { onBoth, onPostgres, type TestDeps } from '../helpers/engines.js'
import { allyRow } from '../helpers/rows.js'

const idOf = (n: number) => formatId('aly', 1_700_000_000_000 + n, new Uint8Array(10))

/** Approved entries with these names, in one statement. */
async function fill(deps: TestDeps, names: readonly string[]): Promise<void> {
  const now = deps.clock.now()
  const rows = names.map((name, i) => allyRow(idOf(i), name, now, { search_key: searchKey(name, [`org${i}_eg`], null), section: null }))
  for (let from = 0; from < rows.length; from += 1_000) await deps.store.db.insert(ally).values(rows.slice(from, from + 1_000))
}

const NAMES = [
  'Harbour Food',
  'Harbour Foot Clinic',
  'Harvest Fields',
  'Hat Makers',
  'Kitchen of the North',
  'Wealth Advice',
  'Health Advice',
  'Fundación Niños del Río',
  'Łódź Pantry',
  'Кухня добра',
  'The Larder at Harbour Foods and Friends',
]

const find = async (deps: TestDeps, q: string) => (await listAllies(deps, { q }, 'name', { limit: 20 })).items.map(({ name }) => name)

onBoth('a search bears accents and slips of the pen, and finds nothing where nothing is like it', async (t, deps) => {
  await fill(deps, NAMES)
  const cases: [string, string[]][] = [
    ['harbour food', ['Harbour Food', 'The Larder at Harbour Foods and Friends', 'Harbour Foot Clinic']],
    ['harbur fod', ['Harbour Food']],
    ['harbuor food', ['Harbour Food']],
    ['food harbour', ['Harbour Food', 'Harbour Foot Clinic', 'The Larder at Harbour Foods and Friends']],
    ['kitchn', ['Kitchen of the North']],
    ['wealth', ['Wealth Advice']],
    ['fundacion ninos', ['Fundación Niños del Río']],
    ['Fundacíon ninnos', ['Fundación Niños del Río']],
    ['hat', ['Hat Makers']],
    ['кухня', ['Кухня добра']],
    ['кухна', []],
    ['łodz', ['Łódź Pantry']],
    ['pantri', ['Łódź Pantry']],
    ['lodz', ['Łódź Pantry']],
    ['@org1', ['Harbour Foot Clinic', 'The Larder at Harbour Foods and Friends']],
    ['xyz', []],
    ['qqqq zzzz', []],
    ['%', []],
    ['🐟🐟🐟', []],
  ]
  for (const [q, names] of cases) t.same(await find(deps, q), names, q)
  t.same(
    (await listReview(deps, { q: 'harbur fod' }, '-support', { limit: 9 })).items.map(({ name }) => name),
    ['Harbour Food'],
  )
  t.equal(await countReview(deps, { q: 'harbur fod' }), 1)
})

onBoth('letters that few keyboards have, and signs that phones curl, are found as they are typed elsewhere', async (t, deps) => {
  await fill(deps, ['Ørsted’s Œuvre', 'Müller-Hilfe Straße', 'Plain'])
  const cases: [string, string[]][] = [
    ["orsted's oeuvre", ['Ørsted’s Œuvre']],
    ['ØRSTED’S', ['Ørsted’s Œuvre']],
    ['oersted', ['Ørsted’s Œuvre']],
    ['muller-hilfe strasse', ['Müller-Hilfe Straße']],
    ['STRAẞE', ['Müller-Hilfe Straße']],
  ]
  for (const [q, names] of cases) t.same(await find(deps, q), names, q)
})

onBoth('pages of a search lose and repeat nothing, in every order', async (t, deps) => {
  const words = ['Harbour', 'Harbur', 'Harbor', 'Food', 'Fod', 'Foods', 'Kitchen', 'Trust']
  await fill(
    deps,
    Array.from({ length: 60 }, (_, i) => `${words[i % 3]} ${words[3 + (i % 5)]} ${i % 7}`),
  )
  for (const sort of ['name', '-support', '-published_at'] as const) {
    const filters: AllyFilters = { q: 'harbour food' }
    const whole = (await listReview(deps, filters, sort, { limit: 100 })).items.map(({ id }) => id)
    t.ok(whole.length > 10, `${whole.length} found`)
    t.equal(whole.length, await countReview(deps, filters))
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await listReview(deps, filters, sort, { limit: 3, cursor })
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.next_cursor ?? undefined
    } while (cursor)
    t.same(seen, whole, sort)
  }
})

onPostgres('ten thousand entries are searched by the index', async (t, deps) => {
  const words = 'harbour north river food kitchen trust aid youth shelter garden library music forum alliance valley care legal rights women water'.split(' ')
  await fill(
    deps,
    Array.from({ length: 10_000 }, (_, i) => `${words[i % 20]} ${words[(i * 7 + 3) % 19]} ${words[Math.floor(i / 20) % 17]} ${i}`),
  )
  // As after a vacuum: what waits to be sorted into the index makes it look dearer than reading everything.
  await deps.store.db.execute(sql`select gin_clean_pending_list('ally_search'::regclass)`)
  await deps.store.db.execute(sql`analyze ally`)
  for (const sort of ['name', '-support', '-published_at'] as const)
    for (const visibility of ['public', 'organiser'] as const)
      await deps.store.db.transaction(async (tx) => {
        const started = performance.now()
        const found = await pageOfAllies(tx as never, { q: 'harbur fod' }, visibility, sort, 50, null)
        t.comment(`${visibility} by ${sort}: ${found.length} rows in ${(performance.now() - started).toFixed(1)} ms`)
        t.ok(found.length > 0)
        const { rows } = (await tx.execute(
          sql`select pg_stat_get_xact_numscans('ally'::regclass)::int as whole, pg_stat_get_xact_numscans('ally_search'::regclass)::int as searched`,
        )) as unknown as { rows: { whole: number; searched: number }[] }
        t.equal(rows[0]?.whole, 0, 'the table is not read from end to end')
        t.ok((rows[0]?.searched ?? 0) > 0, 'the index is asked')
      })
})

onBoth('organisers find an entry by what its account is called on X, the public does not', async (t, deps) => {
  await fill(deps, ['Harbour Food'])
  const now = deps.clock.now()
  await deps.store.db.insert(account).values({
    id: formatId('acc', 1, new Uint8Array(10)),
    ally_id: idOf(0),
    handle_key: 'hf_eg',
    handle: 'hf_eg',
    x_user_id: '42',
    state: 'active',
    created_at: now,
  })
  await deps.store.db.insert(xProfile).values({
    x_user_id: '42',
    username: 'hf_eg',
    name: 'Quayside Lárder ’Østlund’',
    description: '',
    url: null,
    protected: false,
    followers_count: 1,
    last_post_at: null,
    fetched_at: now,
  })
  for (const q of ['quayside', 'QU', 'larder', 'LÁRDER', 'ostlund', "'Østlund"]) {
    t.equal((await listReview(deps, { q }, 'name', { limit: 5 })).items.length, 1, q)
    t.equal((await listAllies(deps, { q }, 'name', { limit: 5 })).items.length, 0, q)
    t.equal(await countReview(deps, { q }), 1)
  }
})

onBoth('what is invisible alone is found nowhere', async (t, deps) => {
  await fill(deps, ['Harbour Food'])
  for (const q of ['\u200b', '\u2066\u2069', ' ']) t.equal((await listAllies(deps, { q }, 'name', { limit: 5 })).items.length, 0)
})

onBoth('a name typed as one word, or with two letters swapped, is found; a word that is merely like it is not', async (t, deps) => {
  await fill(deps, ['Oakvale Food Bank', 'Oka Vale Choir', 'Okavango Trust', 'Rule of Law', 'Ruel Library'])
  t.same(await find(deps, 'okavale'), ['Oakvale Food Bank', 'Oka Vale Choir'])
  t.same(await find(deps, 'oakvlae'), ['Oakvale Food Bank'])
  t.same(await find(deps, 'okavalechoir'), ['Oka Vale Choir'])
  t.same(await find(deps, 'rule'), ['Rule of Law'], 'four letters are another word when two of them change places')
})

onBoth('keys that were folded before, and aliases that are one by now, are brought to the form of today', async (t, deps) => {
  const now = deps.clock.now()
  const names = ['Ørsted’s Œuvre – Þór', 'Straße', 'Plain']
  await fill(deps, names)
  for (const [i, key] of ['ørsted’s œuvre – þor', 'straße', 'plain'].entries())
    await deps.store.db
      .update(ally)
      .set({ name_key: key, search_key: `${key} @org${i}_eg` })
      .where(eq(ally.id, idOf(i)))
  const called = ["o'reilly", 'o’reilly', 'ørsted', 'plain']
  await deps.store.db.insert(alias).values(called.map((name) => ({ ally_id: idOf(2), name, name_key: name, actor: 'cli', created_at: now })))
  const statements = readFileSync(new URL('../../migrations/0014_plain_letters.sql', import.meta.url), 'utf8').split('--> statement-breakpoint')
  await deps.store.db.transaction(async (tx) => {
    for (const statement of statements) await tx.execute(sql.raw(statement))
  })
  const rows = await deps.store.db.select({ name: ally.name, name_key: ally.name_key, search_key: ally.search_key }).from(ally).orderBy(ally.id)
  t.same(
    rows.map(({ name_key, search_key }) => [name_key, search_key]),
    names.map((name, i) => [foldName(name), searchKey(name, [`org${i}_eg`], null)]),
  )
  const keys = await deps.store.db.select({ key: alias.name_key }).from(alias).orderBy(alias.name_key)
  t.same(
    keys.map(({ key }) => key),
    ["o'reilly", 'orsted', 'plain'],
  )
  t.same(await find(deps, 'orsted'), ['Ørsted’s Œuvre – Þór'])
})
