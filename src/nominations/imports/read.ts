/** First half of an import: from a file to a preview in the database. Nothing of it is a nomination yet. */
import { createHash } from 'node:crypto'
import { availableParallelism } from 'node:os'
import type { ImportCounts } from '../../db/schema/imports.js'
import type { Deps } from '../../deps.js'
import { sha256 } from '../../kernel/canonical.js'
import { AppError } from '../../kernel/errors.js'
import type { GivenChat, ReadingContext } from '../decide.js'
import { notesOf } from '../formats/gather.js'
import { notesOf as formatNotes } from '../formats/json.js'
import type { BadLine, ColumnMap, FormatName } from '../formats/types.js'
import type { Given } from '../unpack.js'
import { openSources, readWhole, type Source, WEIGHED_BYTES } from '../unpack.js'
import { createHashSet, type HashSet, hash53 } from './hash-set.js'
import { FOR_FILES_MB, FOR_PORTIONS_MB, openPool, type Pool } from './pool.js'
import { portionsOf } from './portions.js'
import { LISTED_PORTIONS, OWN_TAG, readHead, readPortion, readWholeFile } from './reader.js'
import type { Head, PortionReading, Reading, ReadingSettings, Task } from './types.js'

/** Where the reading goes: the database, or memory for a dry run. */
export interface Sink {
  /** @param rows JSON arrays of rows */
  take(rows: readonly string[], bad: readonly BadLine[], progress: { done: number; total: number }): Promise<void>
  /** All rows were taken: conditions can be decided and repetitions found. Only asked after a reading in portions. */
  settle(isParticipant: (key: string) => boolean, repeatedPosts: number): Promise<void>
}

export interface ReadResult {
  format: FormatName
  /** Of the unpacked bytes. */
  sha256: string
  context: ReadingContext
  notes: string[]
  counts: ImportCounts
  left_out: Record<string, number>
}

export interface ReadInput {
  given: Given
  chat: GivenChat | null
  map: ColumnMap | undefined
  /** Told once it is clear that the file can be read and that this takes longer than a moment. */
  onBegun?: (() => void) | undefined
}

/** Told from this much of the beginning: what it is, and of which chat. */
const HEAD_BYTES = 1024 * 1024
/** Below this, starting a thread takes longer than reading. */
const SMALL_BYTES = 128 * 1024
/** What a thread for portions takes without trouble. */
const HEAVY_BYTES = 2 * 1024 * 1024
/** What is read whole takes about a second for each of these. */
const LONG_BYTES = 2 * 1024 * 1024
/** Portions that are read ahead while the database is busy. */
const AHEAD = 3
/** Rows are handed to the sink in units of about this size. */
const UNIT_BYTES = 512 * 1024
/** A file of which so many lines are broken is something else; listing more of them helps nobody. */
const MAX_BAD = 10_000

/**
 * Reads a file of any size, in bounded memory if it holds one post, or one page of posts, a line.
 * @throws AppError bad_input_file or payload_too_large for what cannot be read
 */
export async function readArchiveInto(deps: Pick<Deps, 'config'>, sink: Sink, input: ReadInput): Promise<ReadResult> {
  const { sources, close } = await openSources(input.given)
  try {
    const [only] = sources
    const head = only && sources.length === 1 ? await headOf(only) : null
    const begun = input.onBegun ?? (() => undefined)
    const settings: ReadingSettings = { given: input.chat, map: input.map, mark: head ? head.mark : '', secret: deps.config.SECRET }
    const small = sources.every(({ packed }) => packed <= SMALL_BYTES / sources.length)
    const done = await withPool(small ? HERE : withHeavy(openPool(threadCount(), FOR_PORTIONS_MB)), async (pool) => {
      const lined = head && (await pool.ask({ ask: 'head', ...head, settings }))
      return only && lined ? readPortions(pool, sink, only, lined, settings, begun) : null
    })
    return done ?? (await withPool(small ? HERE : openPool(1, FOR_FILES_MB), (pool) => readAtOnce(pool, sink, sources, settings, begun)))
  } finally {
    close()
  }
}

/** A core is left to what takes the portions and to the database: a thread more would only take turns with them, and 40 MB. */
const threadCount = () => Math.max(1, Math.min(4, availableParallelism() - 1))

/** Small things are read without a thread. */
const HERE: Pool = {
  ask: async (task: Task) => (task.ask === 'head' ? readHead(task) : task.ask === 'portion' ? readPortion(task) : readWholeFile(task)) as never,
  close: async () => undefined,
}

/** Lines of many megabytes are rare, and the threads for all others are kept small: they get one of their own. */
function withHeavy(pool: Pool): Pool {
  let heavy: Pool | undefined
  return {
    ask: (task) => {
      if (task.ask !== 'portion' || task.bytes.length <= HEAVY_BYTES) return pool.ask(task)
      heavy ??= openPool(1, FOR_FILES_MB)
      return heavy.ask(task)
    },
    close: async () => {
      await Promise.all([pool.close(), heavy?.close()])
    },
  }
}

async function withPool<T>(pool: Pool, use: (pool: Pool) => Promise<T>): Promise<T> {
  try {
    return await use(pool)
  } finally {
    await pool.close()
  }
}

async function headOf(source: Source): Promise<{ bytes: Uint8Array; complete: boolean; mark: string }> {
  const pieces: Buffer[] = []
  let size = 0
  let complete = true
  for await (const chunk of await source.stream()) {
    pieces.push(Buffer.from(chunk))
    size += chunk.length
    if (size > HEAD_BYTES) {
      complete = false
      break
    }
  }
  if (!complete && source.shrunk) await weigh(source)
  const bytes = new Uint8Array(Buffer.concat(pieces))
  return { bytes, complete, mark: sha256(bytes) }
}

/** A bomb shows itself in its first megabytes, which cost far less to unpack than to read. @throws AppError bad_input_file */
async function weigh(source: Source): Promise<void> {
  let size = 0
  for await (const chunk of await source.stream()) {
    size += chunk.length
    if (size > WEIGHED_BYTES) return
  }
}

async function readAtOnce(threads: Pool, sink: Sink, sources: readonly Source[], settings: ReadingSettings, begun: () => void): Promise<ReadResult> {
  const parts = await readWhole(sources)
  const total = parts.reduce((sum, { bytes }) => sum + bytes.length, 0)
  if (total > LONG_BYTES) begun()
  const digests = parts.map(({ bytes }) => sha256(bytes))
  const digest = digests.length === 1 && digests[0] !== undefined ? digests[0] : sha256(digests.join(' '))
  // The bytes are handed over to another thread, which needs a buffer of their own.
  const owned = parts.map(({ bytes, ...part }) => ({ ...part, bytes: bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes) }))
  const reading = await threads.ask({ ask: 'whole', parts: owned, settings: { ...settings, mark: digest } })
  const bad = reading.bad.slice(0, MAX_BAD)
  await sink.take(reading.rows, bad, { done: total, total })
  const { format, context, notes, counts, left_out } = reading
  return {
    format,
    sha256: digest,
    context,
    notes,
    counts: { ...counts, bytes: total, posts: reading.posts, bad_lines: reading.bad.length },
    left_out,
  }
}

async function readPortions(
  threads: Pool,
  sink: Sink,
  source: Source,
  head: NonNullable<Head>,
  settings: ReadingSettings,
  begun: () => void,
): Promise<ReadResult> {
  const sums = openSums()
  const hash = createHash('sha256')
  let packed = 0
  let bytes = 0
  let rows: string[] = []
  let size = 0
  let bad: BadLine[] = []
  /** The unit that the sink is taking. */
  let taking: Promise<void> = Promise.resolve()
  /** Reading goes on while the sink takes a unit, but not while two would wait for it. */
  const flush = async () => {
    await taking
    const unit: [string[], BadLine[]] = [rows, bad]
    rows = []
    bad = []
    size = 0
    taking = sink.take(...unit, { done: packed, total: source.packed })
    // It is awaited before the next; until then nobody else looks after its failure.
    taking.catch(() => undefined)
  }
  /** Portions are handed on in the order of the file, one unit at a time: while the database is slow, reading waits. */
  const under: Promise<PortionReading>[] = []
  const spent: ArrayBuffer[] = []
  const takeFirst = async () => {
    const reading = await under.shift()
    if (!reading) return
    spent.push(reading.spent)
    sums.add(reading)
    if (reading.posts > 0 && source.packed > LONG_BYTES) begun()
    rows.push(...reading.rows)
    for (const row of reading.rows) size += row.length
    if (sums.counts.bad_lines <= MAX_BAD) bad.push(...reading.bad)
    if (size >= UNIT_BYTES || bad.length >= 1000) await flush()
  }
  let number = 0
  try {
    for await (const portion of portionsOf(
      await source.stream((done) => {
        packed = done
      }),
      spent,
    )) {
      hash.update(portion.bytes)
      bytes += portion.bytes.length
      bad.push(...portion.bad)
      sums.counts.bad_lines += portion.bad.length
      sums.first_bad ??= portion.bad[0]
      const { first_line } = portion
      const reading = threads.ask({ ask: 'portion', number: number++, bytes: portion.bytes, first_line, format: head.format, context: head.context, settings })
      // It is awaited later; until then nobody else looks after its failure.
      reading.catch(() => undefined)
      under.push(reading)
      if (under.length >= AHEAD) await takeFirst()
    }
    while (under.length > 0) await takeFirst()
    await flush()
    await taking
  } catch (error) {
    await Promise.allSettled([...under, taking])
    throw error
  }
  await sink.settle((key) => sums.authors.has(hash53(key)), sums.counts.repeated_posts)
  const { counts, left_out, tally } = sums
  if (counts.posts === 0) throw new AppError('bad_input_file', `none of its lines holds a post${firstBad(sums)}`)
  return {
    format: head.format,
    sha256: hash.digest('hex'),
    context: head.context,
    notes: [
      ...notesOf({ ...tally, repeated: tally.repeated + counts.repeated_posts }),
      ...formatNotes(head.format),
      ...(number > LISTED_PORTIONS ? notListed(left_out) : []),
    ],
    counts: { ...counts, bytes },
    left_out,
  }
}

/** Of a long file what is no nomination is listed for its beginning only, as a sample; beyond it the reasons are counted. */
function notListed(left_out: Record<string, number>): string[] {
  const beyond = Object.entries(left_out)
    .filter(([reason]) => reason !== OWN_TAG)
    .sort(([, a], [, b]) => b - a)
  if (beyond.length === 0) return []
  const n = (count: number) => count.toLocaleString('en')
  const told = beyond.slice(0, 3).map(([reason, count]) => `${n(count)} × ${reason}`)
  const all = beyond.reduce((sum, [, count]) => sum + count, 0)
  return [
    `the file is long: of the names that are no nominations those of its beginning are listed, as a sample; ${n(all)} more are only counted: ${told.join('; ')}${beyond.length > 3 ? '; and others' : ''}`,
  ]
}

const firstBad = ({ first_bad, counts }: Sums): string => {
  if (!first_bad) return ''
  return `: line ${first_bad.line} ${first_bad.reason}${counts.bad_lines > 1 ? `, and ${counts.bad_lines - 1} more cannot be read` : ''}`
}

interface Sums {
  first_bad: BadLine | undefined
  counts: ImportCounts & { posts: number; bad_lines: number; repeated_posts: number }
  left_out: Record<string, number>
  tally: Reading['tally']
  authors: HashSet
  add(reading: Reading): void
}

function openSums(): Sums {
  const posts = createHashSet()
  const sums: Sums = {
    first_bad: undefined,
    counts: { posts: 0, bad_lines: 0, repeated_posts: 0 },
    left_out: {},
    tally: { repeated: 0, recovered: 0, damaged: 0, unknown: 0 },
    authors: createHashSet(),
    add: (reading) => {
      const { counts, left_out, tally, authors } = sums
      for (const id of reading.post_ids) if (!posts.add(id)) counts.repeated_posts++
      for (const author of reading.authors) authors.add(author)
      counts.posts += reading.posts
      counts.bad_lines += reading.bad.length
      sums.first_bad ??= reading.bad[0]
      for (const [verdict, n] of Object.entries(reading.counts)) counts[verdict as keyof ImportCounts] = (counts[verdict as keyof ImportCounts] ?? 0) + n
      for (const [reason, n] of Object.entries(reading.left_out)) left_out[reason] = (left_out[reason] ?? 0) + n
      for (const [name, n] of Object.entries(reading.tally)) tally[name as keyof Reading['tally']] += n
    },
  }
  return sums
}
