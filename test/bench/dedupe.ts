import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import { startPostgres } from '../helpers/postgres.js'
import { measureCategorise } from './categorise.js'
import { makeDirectory } from './dedupe-names.js'
import { type Bench, rounded } from './measure.js'
import type { OneNomination } from './one-nomination.js'

const SMALL = 10_000
const LARGE = 100_000
/** A trigram join grows with the square, so the peer's way is measured at this size and at half of it. */
const PEER = 4_000
/** Below it `%` does not find. Above pg_trgm's default of .3, which is to the peer's favour: it has fewer pairs to look at, and finds fewer wrong ones. */
const PEER_THRESHOLD = 0.5

interface Run {
  ms: number
  cpu_ms: number
  max_rss_mb: number
  proposed: number
  compared: number
  auto: number
  review: number
  dropped_blocks: number
  merged: number
  merged_rightly: number
}

/** In a process of its own: its memory and its collections are its own. The last line it prints is the answer. */
async function apart<T>(file: string, count: number): Promise<T> {
  const script = fileURLToPath(new URL(file, import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script, String(count)], { maxBuffer: 1e6 })
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? 'null') as T
}

const deduplicating = (count: number) => apart<Run>('./dedupe-run.ts', count)

interface Joined {
  ms: number
  pairs: number
}

/** The peer's way: an index of trigrams, a join of the table with itself, similarity() as the only judge. */
async function joining(client: pg.Client, count: number): Promise<Joined> {
  const { records } = makeDirectory(count)
  await client.query('drop table if exists peer')
  await client.query('create table peer (id int primary key, name text not null)')
  await client.query('insert into peer select * from unnest($1::int[], $2::text[])', [
    records.map((_, at) => at),
    records.map(({ names }) => (names[0] ?? '').toLowerCase()),
  ])
  await client.query('create index peer_name on peer using gin (name gin_trgm_ops)')
  await client.query('analyze peer')
  await client.query(`set pg_trgm.similarity_threshold = ${PEER_THRESHOLD}`)
  // One core for the peer too.
  await client.query('set max_parallel_workers_per_gather = 0')
  const started = performance.now()
  const { rows } = await client.query<{ pairs: string }>(
    'select count(*) as pairs from peer a join peer b on a.name % b.name and a.id < b.id where similarity(a.name, b.name) >= $1',
    [PEER_THRESHOLD],
  )
  return { ms: performance.now() - started, pairs: Number(rows[0]?.pairs ?? 0) }
}

/** The join at half the size and at the whole; null without a Postgres. */
async function peerJoins(): Promise<{ half: Joined; whole: Joined } | null> {
  const cluster = await startPostgres().catch(() => null)
  if (!cluster) return null
  const client = new pg.Client({ connectionString: cluster.url })
  try {
    await client.connect()
    await client.query('create extension if not exists pg_trgm')
    return { half: await joining(client, PEER / 2), whole: await joining(client, PEER) }
  } finally {
    await client.end()
    await cluster.stop()
  }
}

/** What issue 4 asks for, beside what was measured. */
type Goal = readonly [figure: string, value: number | null, how: '<=' | '>=', goal: number, unit: string]

function sayGoals(goals: readonly Goal[]): void {
  for (const [figure, value, how, goal, unit] of goals) {
    const verdict = value === null ? 'not measured: there is no Postgres' : (how === '<=' ? value <= goal : value >= goal) ? 'reached' : 'MISSED'
    console.log(`${figure.padEnd(48)} ${String(value ?? '-').padStart(9)} ${unit.padEnd(4)} goal ${how} ${String(goal).padEnd(6)} ${verdict}`)
  }
}

/**
 * Deduplicating a directory of 10,000 and of 100,000 organisations made from ROR names, beside a self-join by trigrams on Postgres at a size it can do;
 * one new nomination against 100,000 stored entries; sections, tags and kinds of texts. `us / pg_trgm` compares the times for the same records; the join
 * grows with the square, ours does not.
 */
export async function dedupe(): Promise<Bench> {
  const small = await deduplicating(SMALL)
  const large = await deduplicating(LARGE)
  const own = await deduplicating(PEER)
  const peer = await peerJoins()
  const categorised = measureCategorise()
  const nomination = await apart<OneNomination | null>('./one-nomination-run.ts', LARGE)
  const growth = rounded(large.cpu_ms / small.cpu_ms)
  sayGoals([
    ['dedupe 100,000 organisations', rounded(large.ms / 1000), '<=', 60, 's'],
    ['  of it on the processor', rounded(large.cpu_ms / 1000), '<=', 60, 's'],
    ['  memory at most', rounded(large.max_rss_mb), '<=', 1024, 'MB'],
    ['  100,000 / 10,000 (processor time)', growth, '<=', 13, ''],
    ['one nomination against 100,000 entries, p99', nomination?.p99_ms ?? null, '<=', 20, 'ms'],
    ['texts categorised a second', categorised.texts_per_second, '>=', 2000, ''],
    ['  a second of processor time', categorised.texts_per_cpu_second, '>=', 2000, ''],
  ])
  return {
    name: 'dedupe',
    ratios: {
      'dedupe 100,000 / 10,000 (cpu)': growth,
      ...(peer && {
        [`us / pg_trgm, ${PEER} records`]: rounded(own.ms / peer.whole.ms),
        [`pg_trgm ${PEER} / ${PEER / 2}`]: rounded(peer.whole.ms / peer.half.ms),
      }),
    },
    absolute: {
      'dedupe 10,000 s': rounded(small.ms / 1000),
      'dedupe 10,000 cpu s': rounded(small.cpu_ms / 1000),
      'dedupe 100,000 s': rounded(large.ms / 1000),
      'dedupe 100,000 cpu s': rounded(large.cpu_ms / 1000),
      'dedupe 100,000 MB': rounded(large.max_rss_mb),
      'pairs proposed': large.proposed,
      'pairs compared': large.compared,
      'pairs merged by themselves': large.auto,
      'pairs for review': large.review,
      'records merged': large.merged,
      'of them rightly': rounded(large.merged_rightly / Math.max(1, large.merged), 4),
      [`dedupe ${PEER} s`]: rounded(own.ms / 1000),
      ...(peer && { [`pg_trgm join ${PEER} s`]: rounded(peer.whole.ms / 1000), [`pg_trgm pairs of ${PEER}`]: peer.whole.pairs }),
      ...(nomination && {
        'one nomination p50 ms': nomination.p50_ms,
        'one nomination p99 ms': nomination.p99_ms,
        'one nomination cpu ms': nomination.cpu_ms,
        'candidates of one nomination': nomination.candidates,
        'stored keys': nomination.key_rows,
      }),
      'texts categorised a second': categorised.texts_per_second,
      'texts categorised a cpu second': categorised.texts_per_cpu_second,
      ...(peer && nomination ? {} : { 'not measured': 'there is no Postgres' }),
    },
  }
}
