import { loadConfig } from '../../src/config.js'
import { openDatabase } from '../../src/db/open.js'
import { prepareDatabase } from '../../src/db/prepare.js'
import { account, ally, audience, followerCount } from '../../src/db/schema/index.js'
import { createStore } from '../../src/db/tx.js'
import { type Deps, silentLog, systemClock, systemIds } from '../../src/deps.js'
import { createList } from '../../src/lists/service.js'
import { CALIBRATION } from '../../src/reach/calibration.js'
import { enterCount } from '../../src/reach/counts/service.js'
import { estimateReachOf } from '../../src/reach/estimate.js'
import { gatherEvidence, keyIdOf } from '../../src/reach/gather.js'
import { estimateReach } from '../../src/reach/service.js'
import { DEFAULT_K, sketchSize } from '../../src/reach/sketch.js'
import { serialiseSketch } from '../../src/reach/sketch-bytes.js'
import { allyRow } from '../helpers/rows.js'
import { median, rounded } from './measure.js'
import { platform } from './reach-sets.js'

const MEMBERS = 500
/** Published allies that are not on the list: who belongs to it is told from all of them. */
const OTHERS = 9_500
const ROUNDS = 31

/**
 * The reach of a list of 500 on Postgres, as the service answers it: `first` reads all evidence; `warm` has it in memory; `after a write` too, but something was
 * written since, so that what counts of each account is read again; `judged` is the pure estimate of evidence in memory, `judged anew` of lists that it has not seen. The processor's time is this
 * process's: the database is another, whose part is in the time by the clock.
 */
export async function answering(url: string): Promise<Record<string, number>> {
  const database = await openDatabase({ databaseUrl: url, dataDir: '.' })
  try {
    await prepareDatabase(database)
    const clock = systemClock
    const ids = systemIds(clock)
    const config = loadConfig({ SECRET: 'a secret of the bench, longer than thirty-two characters', PUBLIC_URL: 'http://localhost:3000' })
    const deps: Deps = { config, store: createStore(database, clock, ids), clock, ids, platform: null, log: silentLog }
    const first = await fill(deps)
    const { id } = await createList(deps, 'cli', { name: 'All of them', rule: { sections: ['C'] } })
    await database.executeSql('analyze')
    const ask = () => estimateReach(deps, { list: id }, 'organiser')
    const cold = await taken(ask)
    const { level, members } = await ask()
    if (level !== 'sketch' || members !== MEMBERS) throw new Error(`the bench is of ${members} members at level ${level}`)
    const { evidence } = await gatherEvidence(deps, { list: id }, 'organiser')
    // Near its list, which a count far from it would throw out.
    let followers = first.size
    let { sketches } = evidence
    return {
      ...figures('reach of a list of 500, first', [cold]),
      ...figures('reach of a list of 500, warm', await rounds(ask)),
      ...figures(
        'reach of a list of 500, after a write',
        await rounds(ask, async () => {
          // Of an account that is on the list, so that the evidence is another one.
          await enterCount(deps, 'cli', first.handle, { followers: followers++ })
        }),
      ),
      ...figures('reach of a list of 500, judged', await rounds(async () => estimateReachOf(evidence, CALIBRATION))),
      ...figures(
        'reach of a list of 500, judged anew',
        await rounds(
          async () => estimateReachOf({ ...evidence, sketches }, CALIBRATION),
          async () => {
            sketches = new Map([...evidence.sketches].map(([id, one]) => [id, { ...one, sketch: { ...one.sketch } }]))
          },
        ),
      ),
    }
  } finally {
    await database.close()
  }
}

interface Taken {
  ms: number
  cpu_ms: number
}

async function taken(run: () => Promise<unknown>): Promise<Taken> {
  const cpu = process.cpuUsage()
  const started = performance.now()
  await run()
  const ms = performance.now() - started
  const { user, system } = process.cpuUsage(cpu)
  return { ms, cpu_ms: (user + system) / 1000 }
}

async function rounds(run: () => Promise<unknown>, before: () => Promise<void> = async () => undefined): Promise<Taken[]> {
  const all: Taken[] = []
  for (let round = -3; round < ROUNDS; round++) {
    await before()
    const one = await taken(run)
    if (round >= 0) all.push(one)
  }
  return all
}

const figures = (name: string, all: readonly Taken[]) => ({
  [`${name}, ms`]: rounded(median(all.map(({ ms }) => ms))),
  [`${name}, cpu_ms`]: rounded(median(all.map(({ cpu_ms }) => cpu_ms))),
})

/** Returns the handle of the first. */
async function fill(deps: Deps): Promise<{ handle: string; size: number }> {
  const { draw, sizes } = platform(20_262)
  const { ids, clock } = deps
  const { db } = deps.store
  const keyId = keyIdOf(deps)
  const at = clock.now()
  const lists = sizes(MEMBERS).map((size) => ({ ...draw(size, DEFAULT_K), key_id: keyId }))
  // Counts and lists speak of one truth: a drawn list is not exactly as long as was asked, and one far from its count would not be used.
  const rows = lists.map((sketch, n) => ({
    sketch: serialiseSketch(sketch),
    size: sketchSize(sketch).estimate,
    handle: `member${n}`,
    ally: ids.next('aly'),
    account: ids.next('acc'),
    x_user_id: String(14_000_000 + n),
  }))
  for (let from = 0; from < OTHERS; from += 500) {
    const others = Array.from({ length: 500 }, (_, n) => ({ id: ids.next('aly'), account: ids.next('acc'), n: from + n }))
    await db.insert(ally).values(others.map(({ id, n }) => ({ ...allyRow(id, `other${n}`, at), section: 'D' })))
    await db.insert(account).values(
      others.map(({ id, account, n }) => ({
        id: account,
        ally_id: id,
        handle_key: `other${n}`,
        handle: `other${n}`,
        state: 'unresolved' as const,
        created_at: at,
      })),
    )
  }
  await db.insert(ally).values(rows.map(({ handle, ally: id }) => allyRow(id, handle, at)))
  await db.insert(account).values(
    rows.map((row) => ({
      id: row.account,
      ally_id: row.ally,
      handle_key: row.handle,
      handle: row.handle,
      x_user_id: row.x_user_id,
      state: 'active' as const,
      created_at: at,
    })),
  )
  await db
    .insert(followerCount)
    .values(
      rows.map((row) => ({ account_id: row.account, day: at.toISOString().slice(0, 10), source: 'organiser' as const, followers: row.size, read_at: at })),
    )
  for (let from = 0; from < rows.length; from += 100) {
    await db.insert(audience).values(
      rows.slice(from, from + 100).map(({ account: account_id, size, sketch }) => {
        const shared = { kind: 'full' as const, k: DEFAULT_K, key_id: keyId, ids_read: size, distinct_ids: size, bad_lines: 0, source: 'cli' as const }
        return { id: ids.next('aud'), account_id, sketch, ...shared, as_of: at, created_by: 'cli', created_at: at }
      }),
    )
  }
  return { handle: rows[0]?.handle ?? '', size: rows[0]?.size ?? 0 }
}
