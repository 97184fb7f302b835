import { and, arrayContains, asc, desc, eq, gt, isNull, like, lt, lte, or, type SQL, sql } from 'drizzle-orm'
import type { Executor } from '../../db/open.js'
import { account, ally, xProfile } from '../../db/schema/index.js'
import type { CursorKeys, CursorKind } from '../../kernel/cursor.js'
import { containsPattern, foldName, PLAIN, slipsOfQuery } from '../names.js'
import { type AllyRow, type AllyWithAccounts, publicRows, withAccounts } from '../repo.js'
import { withHeldVoices, withOpenLook } from '../review/repo.js'

export interface AllyFilters {
  q?: string | undefined
  category?: string | undefined
  kind?: AllyRow['kind'] | undefined
  tag?: string | undefined
  status?: AllyRow['status'] | undefined
  gate?: AllyRow['gate'] | undefined
  /** Only those for which voices wait. */
  held?: boolean | undefined
  /** Only those that a nominator asked to be looked at again. */
  second_look?: boolean | undefined
}
export type Visibility = 'public' | 'organiser'

/** What tells the place of an entry in every order. */
type Placed = Pick<AllyRow, 'id' | 'name_key' | 'support' | 'published_at'>
export type Ranked = Placed & { rank: number }

/** Closed list of sort orders; each ends in the id, so that keyset pages never lose or repeat a row. */
const SORTS = {
  name: {
    order: [asc(ally.name_key), asc(ally.id)],
    kinds: ['text', 'text'],
    keys: (row: Placed): CursorKeys => [row.name_key, row.id],
    after: ([name, id]: CursorKeys) => sql`(${ally.name_key}, ${ally.id}) > (${name}, ${id})`,
  },
  '-support': {
    order: [desc(ally.support), asc(ally.id)],
    kinds: ['count', 'text'],
    keys: (row: Placed): CursorKeys => [row.support, row.id],
    // The first condition says nothing new; it is where the index begins to be read.
    after: ([support, id]: CursorKeys) => and(lte(ally.support, Number(support)), or(lt(ally.support, Number(support)), gt(ally.id, String(id)))),
  },
  '-published_at': {
    order: [sql`${ally.published_at} desc nulls last`, asc(ally.id)],
    kinds: ['date or none', 'text'],
    keys: (row: Placed): CursorKeys => [row.published_at?.toISOString() ?? null, row.id],
    after: ([at, id]: CursorKeys) =>
      at === null
        ? and(isNull(ally.published_at), gt(ally.id, String(id)))
        : or(lt(ally.published_at, new Date(String(at))), and(eq(ally.published_at, new Date(String(at))), gt(ally.id, String(id))), isNull(ally.published_at)),
  },
} as const satisfies Record<string, { kinds: readonly CursorKind[]; [other: string]: unknown }>
export type SortName = keyof typeof SORTS

/** 0 for what holds the very words that were asked for, 1 for what is only like them. */
export type Found = AllyWithAccounts & { rank: number }
/** What the keys of a cursor are. */
export const kindsOf = (sort: SortName): readonly CursorKind[] => ['count', ...SORTS[sort].kinds]
export const keysOf =
  (sort: SortName) =>
  (row: Ranked): CursorKeys => [row.rank, ...SORTS[sort].keys(row)]

/**
 * How alike the trigrams of the query and of the best run of whole words must be (pg_trgm, strict word similarity). A letter left out or doubled in
 * each word of a name gives .5, two changed places .53; “food” and “foot”, “health” and “wealth” have .43 and .40. Whole words, because parts of words are
 * alike too soon: “hat” and the first letters of “harbour” have .5.
 */
const ALIKE = 0.45
/** With fewer letters everything is like everything. */
const LETTERS = 3

/** What a letter is for pg_trgm beyond these follows from the locale that a cluster was made with: there only the very words are found, so that every engine finds the same. */
const isTolerant = (q: string | undefined): q is string => {
  const folded = foldName(q ?? '')
  return /^[\x20-\x7e]*$/.test(folded) && (folded.match(/[a-z0-9]/g) ?? []).length >= LETTERS
}

/** Capitals too: what `lower` does beyond A to Z follows from the locale of the cluster. */
const LETTERS_OF = PLAIN.flatMap(([plain, others]) =>
  [...others].flatMap((other) => [...new Set([other, other.toUpperCase()])].map((sign) => [sign, plain] as const)),
)
const ONE_FOR_ONE = LETTERS_OF.filter(([sign, plain]) => sign.length === 1 && plain.length === 1)
const ONE_FOR_MORE = LETTERS_OF.filter(([sign, plain]) => sign.length === 1 && plain.length > 1)

/** What foldName makes of a text that is not stored folded. */
function folded(text: SQL): SQL {
  const bare = sql`lower(regexp_replace(normalize(${text}, NFKD), '[\u0300-\u036f]', '', 'g'))`
  const single = sql`translate(${bare}, ${ONE_FOR_ONE.map(([sign]) => sign).join('')}, ${ONE_FOR_ONE.map(([, plain]) => plain).join('')})`
  return ONE_FOR_MORE.reduce((sofar, [sign, plain]) => sql`replace(${sofar}, ${sign}, ${plain})`, single)
}

const contains = (q: string) => like(ally.search_key, containsPattern(q))
/**
 * Found first and by the index for texts, whatever else is asked of the rows: any other index would have the operator compare every row it gives. Organisers find
 * an entry by what its account is called on X too; in public that would give fetched names away, letter by letter.
 */
function isFound(q: string, visibility: Visibility): SQL {
  // Invisible marks alone: nothing is called so, though everything contains it.
  if (foldName(q) === '') return sql`false`
  const slips = sql.join(
    slipsOfQuery(q).map((slip) => sql` or hit.search_key like ${containsPattern(slip)}`),
    sql``,
  )
  const like = isTolerant(q) ? sql`or hit.search_key %>> ${foldName(q)}${slips}` : sql``
  const called = sql`union select "of".canonical_id from ${xProfile} x join ${account} c on c.x_user_id = x.x_user_id join ${ally} "of" on "of".id = c.ally_id
    where ${folded(sql`x.name`)} like ${containsPattern(q)}`
  return sql`${ally.id} = any(array(
    select hit.id from ${ally} hit where hit.search_key like ${containsPattern(q)} ${like} ${visibility === 'public' ? sql`` : called}))`
}
const rankFor = (q: string) => sql<number>`case when ${contains(q)} then 0 else 1 end`

/**
 * The operator's threshold is a setting: it is set for the one transaction, so that no other query on the connection sees it. So is the second: Postgres
 * counts the operator as cheap as a comparison of numbers and would rather ask it of every row than the index.
 */
export async function tolerantly<T>(db: Executor, q: string | undefined, read: (db: Executor) => Promise<T>): Promise<T> {
  if (!isTolerant(q)) return read(db)
  return db.transaction(async (tx) => {
    await tx.execute(sql`select set_config('pg_trgm.strict_word_similarity_threshold', ${String(ALIKE)}, true), set_config('enable_seqscan', 'off', true)`)
    return read(tx as unknown as Executor)
  })
}

/** Best hits first where something is searched for; null where nothing is told apart by how well it fits. */
export const rankIn = ({ q }: AllyFilters): SQL<number> | null => (isTolerant(q) ? rankFor(q) : null)

/** Condition and order of a page. */
export function pageParts(filters: AllyFilters, visibility: Visibility, sort: SortName, after: CursorKeys | null): { where: SQL | undefined; order: SQL[] } {
  const { order, after: beyond } = SORTS[sort]
  const rank = rankIn(filters)
  const [rankBefore, ...keysBefore] = after ?? []
  const onward = !after
    ? undefined
    : rank
      ? or(sql`${rank} > ${Number(rankBefore)}`, and(sql`${rank} = ${Number(rankBefore)}`, beyond(keysBefore)))
      : beyond(keysBefore)
  return { where: and(visible(visibility), conditions(filters, visibility), onward), order: [...(rank ? [asc(rank)] : []), ...order] }
}

/** For organisers, all that is on record. One row more than `limit`, so that the caller knows whether there is a next page. */
export async function pageOfAllies(
  db: Executor,
  filters: AllyFilters,
  visibility: Visibility,
  sort: SortName,
  limit: number,
  after: CursorKeys | null,
): Promise<Found[]> {
  const { where, order } = pageParts(filters, visibility, sort, after)
  return tolerantly(db, filters.q, async (db) => {
    const rows = await db
      .select({ row: ally, rank: rankIn(filters) ?? sql<number>`0` })
      .from(ally)
      .where(where)
      .orderBy(...order)
      .limit(limit + 1)
    const ranks = new Map(rows.map(({ row, rank }) => [row.id, rank]))
    const found = await withAccounts(
      db,
      rows.map(({ row }) => row),
    )
    return found.map((row) => ({ ...row, rank: ranks.get(row.id) ?? 0 }))
  })
}

export async function countAllies(db: Executor, filters: AllyFilters, visibility: Visibility): Promise<number> {
  return tolerantly(db, filters.q, (db) => db.$count(ally, and(visible(visibility), conditions(filters, visibility))))
}

const visible = (visibility: Visibility) => (visibility === 'public' ? publicRows() : isNull(ally.merged_into))

function conditions({ q, category, kind, tag, status, gate, held, second_look }: AllyFilters, visibility: Visibility): SQL | undefined {
  return and(
    q ? isFound(q, visibility) : undefined,
    category ? eq(ally.section, category) : undefined,
    kind ? eq(ally.kind, kind) : undefined,
    tag ? arrayContains(ally.tags, [tag]) : undefined,
    status ? eq(ally.status, status) : undefined,
    gate ? eq(ally.gate, gate) : undefined,
    held ? withHeldVoices() : undefined,
    second_look ? withOpenLook() : undefined,
  )
}
