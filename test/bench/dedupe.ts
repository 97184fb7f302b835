import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import { startPostgres } from '../helpers/postgres.js'
import { makeDirectory } from './dedupe-names.js'
import { type Bench, rounded } from './measure.js'

const SMALL = 10_000
const LARGE = 100_000
/** A trigram join of all would take the better part of an hour, so the peer's way is measured at this size and at half of it. */
const PEER = 4_000
/** pg_trgm's own default, below which `%` does not find. */
const PEER_THRESHOLD = 0.5

interface Run {
  ms: number
  cpu_ms: number
  max_rss_mb: number
  compared: number
  auto: number
  review: number
  dropped_blocks: number
  merged: number
  merged_rightly: number
}

/** In a process of its own, on one thread: its memory is what it says, and nothing is warm. */
async function deduplicating(count: number): Promise<Run> {
  const script = fileURLToPath(new URL('./dedupe-run.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script, String(count)], { maxBuffer: 1e6 })
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as Run
}

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
    'select count(*) as pairs from peer a join peer b on a.name % b.name and a.id < b.id where similarity(a.name, b.name) >= 0.5',
  )
  return { ms: performance.now() - started, pairs: Number(rows[0]?.pairs ?? 0) }
}

/**
 * Deduplicating a directory of 10,000 and of 100,000 organisations made from ROR names, beside a self-join by trigrams on Postgres at a size it can do.
 * `us / pg_trgm` compares the time for each record at the sizes measured; the join grows with the square, ours does not.
 */
export async function dedupe(): Promise<Bench> {
  const small = await deduplicating(SMALL)
  const large = await deduplicating(LARGE)
  const own = await deduplicating(PEER)
  const cluster = await startPostgres()
  const client = new pg.Client({ connectionString: cluster.url })
  try {
    await client.connect()
    await client.query('create extension if not exists pg_trgm')
    const half = await joining(client, PEER / 2)
    const peer = await joining(client, PEER)
    return {
      name: 'dedupe',
      ratios: {
        'dedupe 100,000 / 10,000 (cpu)': rounded(large.cpu_ms / small.cpu_ms),
        [`us / pg_trgm, ${PEER} records`]: rounded(own.ms / peer.ms),
        [`pg_trgm ${PEER} / ${PEER / 2}`]: rounded(peer.ms / half.ms),
      },
      absolute: {
        'dedupe 10,000 s': rounded(small.ms / 1000),
        'dedupe 100,000 s': rounded(large.ms / 1000),
        'dedupe 100,000 cpu s': rounded(large.cpu_ms / 1000),
        'dedupe 100,000 MB': rounded(large.max_rss_mb),
        'pairs compared': large.compared,
        'pairs merged by themselves': large.auto,
        'pairs for review': large.review,
        'records merged': large.merged,
        'of them rightly': rounded(large.merged_rightly / Math.max(1, large.merged), 4),
        [`dedupe ${PEER} s`]: rounded(own.ms / 1000),
        [`pg_trgm join ${PEER} s`]: rounded(peer.ms / 1000),
        [`pg_trgm pairs of ${PEER}`]: peer.pairs,
      },
    }
  } finally {
    await client.end()
    await cluster.stop()
  }
}
