import { createIdReader } from '../../src/reach/audiences/read-ids.js'
import { recommend } from '../../src/reach/coverage.js'
import { createIdHasher } from '../../src/reach/keyed-hash.js'
import { addHashes, createSketch, DEFAULT_K, finishSketch, multiplicities, type Sketch, sizeAtLeast, sketchSize, unionOf } from '../../src/reach/sketch.js'
import { seeded } from '../eval/reach-families.js'
import { startPostgres } from '../helpers/postgres.js'
import { type Bench, median, rounded } from './measure.js'
import { openDuckDb, openRedis, type Peer } from './reach-peers.js'
import { answering } from './reach-service.js'
import { platform } from './reach-sets.js'
import { uploading } from './reach-upload.js'

type Part = Pick<Bench, 'ratios' | 'absolute'>

const SEED = 20_260
const IDS = 1_000_000
/** Other work on the machine disturbs short rounds most, so there are many of them. */
const ROUNDS = 31

/**
 * Sketches and what is made of them. Times are medians; beside each by the clock stands the processor's time (_cpu), which other work on the machine
 * hardly changes.
 */
export async function benchReach(): Promise<Bench> {
  const parts: Part[] = [await counting(), merging(), choosing(), ...(await onPostgres())]
  return {
    name: 'reach',
    ratios: Object.assign({}, ...parts.map(({ ratios }) => ratios)),
    absolute: Object.assign({}, ...parts.map(({ absolute }) => absolute)),
  }
}

/** What needs a database: skipped, visibly, where none starts. */
async function onPostgres(): Promise<Part[]> {
  const postgres = await startPostgres().catch((error: unknown) => String(error))
  if (typeof postgres === 'string') return [{ ratios: {}, absolute: { 'service and upload': `skipped: no Postgres here: ${postgres}` } }]
  try {
    // The server that takes uploads prints its key only on an empty database, so it comes first.
    return [await uploading(postgres.url), { ratios: {}, absolute: await answering(postgres.url) }]
  } finally {
    await postgres.stop()
  }
}

interface Taken {
  ms: number
  cpu_ms: number
}

/** Medians of rounds in which the candidates take turns, after one round that does not count. */
async function turns(candidates: Record<string, () => unknown>, rounds: number): Promise<Record<string, Taken>> {
  const taken = new Map<string, Taken[]>()
  for (let round = -1; round < rounds; round++) {
    for (const [name, run] of Object.entries(candidates)) {
      const cpu = process.cpuUsage()
      const started = performance.now()
      await run()
      const ms = performance.now() - started
      const { user, system } = process.cpuUsage(cpu)
      if (round >= 0) taken.set(name, [...(taken.get(name) ?? []), { ms, cpu_ms: (user + system) / 1000 }])
    }
  }
  return Object.fromEntries([...taken].map(([name, all]) => [name, { ms: median(all.map(({ ms }) => ms)), cpu_ms: median(all.map(({ cpu_ms }) => cpu_ms)) }]))
}

const sketched = (hashes: BigUint64Array, portion: number): Sketch[] => {
  const made: Sketch[] = []
  for (let at = 0; at < hashes.length; at += portion) {
    const builder = createSketch(DEFAULT_K, 1)
    addHashes(builder, hashes.subarray(at, at + portion))
    made.push(finishSketch(builder))
  }
  return made
}

/** One in five ids comes twice. They are of today's 19 digits, in no order. */
function makeIds(): { ids: string[]; distinct: number } {
  const random = seeded(SEED)
  const distinct = Math.floor(IDS / 1.2)
  const id = () => String(1_000_000_000_000_000_000n + BigInt(Math.floor(random() * 2 ** 31)) * 2_147_483_648n + BigInt(Math.floor(random() * 2 ** 31)))
  const ids = Array.from({ length: distinct }, id)
  while (ids.length < IDS) ids.push(ids[Math.floor(random() * distinct)] ?? '')
  return { ids, distinct: new Set(ids).size }
}

/** From ids to a number of distinct ones: ours in all its steps, others beside it. */
async function counting(): Promise<Part> {
  const { ids, distinct } = makeIds()
  const hasher = createIdHasher('a secret for the bench, not for use')
  const numbers = BigUint64Array.from(ids, BigInt)
  const hashes = hasher.hashNumbers(numbers)
  const text = Buffer.from(`${ids.join('\n')}\n`)
  const ofNumbers = () => {
    const builder = createSketch(DEFAULT_K, hasher.keyId)
    for (let at = 0; at < numbers.length; at += 8192) addHashes(builder, hasher.hashNumbers(numbers.subarray(at, at + 8192)))
    return sketchSize(finishSketch(builder)).estimate
  }
  const ofText = () => {
    const builder = createSketch(DEFAULT_K, hasher.keyId)
    const reader = createIdReader({ format: 'text', onIds: (batch) => addHashes(builder, hasher.hashNumbers(batch)) })
    for (let at = 0; at < text.length; at += 65_536) reader.push(text.subarray(at, at + 65_536))
    reader.end()
    return sketchSize(finishSketch(builder)).estimate
  }
  const peers: Record<string, Peer | string> = { redis: await openRedis(ids), duckdb: await openDuckDb(ids) }
  const open = Object.entries(peers).flatMap(([name, peer]) => (typeof peer === 'string' ? [] : [[name, peer] as const]))
  try {
    const taken = await turns(
      {
        add: () => sketched(hashes, IDS),
        'add to lists of 2,000': () => sketched(hashes, 2000),
        'ids to sketch': ofNumbers,
        'text to sketch': ofText,
        Set: () => new Set(ids).size,
        ...Object.fromEntries(open.map(([name, peer]) => [name, () => peer.count()])),
      },
      5,
    )
    const ratios: Part['ratios'] = {}
    const absolute: Part['absolute'] = { ids: IDS, distinct, 'sketch, error': rounded(Math.abs(ofNumbers() / distinct - 1), 2) }
    for (const [name, { ms, cpu_ms }] of Object.entries(taken)) {
      absolute[`${name}, M/s`] = rounded(IDS / ms / 1000)
      // A peer's work is done in its own process or threads.
      if (!(name in peers)) absolute[`${name}, M/cpu_s`] = rounded(IDS / cpu_ms / 1000)
    }
    for (const [name, peer] of Object.entries(peers)) {
      if (typeof peer === 'string') absolute[name] = peer
      else absolute[`${name}, error`] = rounded(Math.abs((await peer.count()) / distinct - 1), 2)
    }
    const mine = taken['text to sketch']
    for (const other of ['Set', ...Object.keys(peers)]) {
      const theirs = taken[other]
      if (mine && theirs) ratios[`text to sketch / ${other}`] = rounded(mine.ms / theirs.ms)
    }
    return { ratios, absolute }
  } finally {
    for (const [, peer] of open) await peer.close()
  }
}

/** Milliseconds, and what they stand in. */
function timed(name: string, run: () => unknown, rounds = ROUNDS): Record<string, number> {
  for (let warm = 0; warm < 3; warm++) run()
  const times: Taken[] = []
  for (let round = 0; round < rounds; round++) {
    const cpu = process.cpuUsage()
    const started = performance.now()
    run()
    const ms = performance.now() - started
    const { user, system } = process.cpuUsage(cpu)
    times.push({ ms, cpu_ms: (user + system) / 1000 })
  }
  return { [`${name}, ms`]: rounded(median(times.map(({ ms }) => ms))), [`${name}, cpu_ms`]: rounded(median(times.map(({ cpu_ms }) => cpu_ms))) }
}

/** The largest list decides theta. Where it is much larger than the others, few of their hashes lie below; where all are equal, all do: that is the worst case. */
function merging(): Part {
  const { draw, sizes } = platform(SEED)
  const usual = sizes(1000).map((size) => draw(size, 1024))
  const equal = Array.from({ length: 1000 }, () => draw(20_000, 1024))
  const members = sizes(500).map((size) => draw(size, DEFAULT_K))
  const reach = () => {
    const table = multiplicities(members)
    return [1, 2, 3].map((m) => sizeAtLeast(table, m))
  }
  const hashes = members.flatMap((sketch) => [...sketch.hashes])
  const merged = timed('reach of 500 at k = 4,096', reach)
  const plain = timed('a Set of their hashes', () => new Set(hashes).size, 5)
  return {
    ratios: {
      'reach of 500 / a Set of their hashes': rounded((merged['reach of 500 at k = 4,096, ms'] ?? 0) / (plain['a Set of their hashes, ms'] ?? 1)),
    },
    absolute: {
      ...timed('union of 1,000 at k = 1,024', () => unionOf(usual)),
      ...timed('the same, all lists equally long', () => unionOf(equal)),
      ...merged,
    },
  }
}

const PICKS = 10

function choosing(): Part {
  const { draw, sizes } = platform(SEED + 1)
  const lengths = sizes(10_000)
  const candidates = lengths.map((size, i) => ({ id: `ally${i}`, sketch: draw(size, 512) }))
  const { evaluations } = recommend(candidates, PICKS)
  return {
    ratios: { 'gains counted / plain greedy': rounded(evaluations / (candidates.length * PICKS)) },
    absolute: {
      'memberships of 10,000, M': rounded(lengths.reduce((sum, size) => sum + size, 0) / 1e6),
      ...timed('top 10 of 10,000 at k = 512', () => recommend(candidates, PICKS)),
      evaluations,
    },
  }
}
