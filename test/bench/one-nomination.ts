import { sql } from 'drizzle-orm'
import { loadConfig } from '../../src/config.js'
import { openDatabase } from '../../src/db/open.js'
import { prepareDatabase } from '../../src/db/prepare.js'
import { createStore } from '../../src/db/tx.js'
import { systemClock, systemIds } from '../../src/deps.js'
import { attachTarget } from '../../src/directory/identify.js'
import { entryKeys, entryOf } from '../../src/directory/identity/matching/entry.js'
import { type MatchReport, matchEntry } from '../../src/directory/identity/matching/service.js'
import { foldName } from '../../src/directory/names.js'
import { startPostgres } from '../helpers/postgres.js'
import { makeDirectory } from './dedupe-names.js'
import { rounded } from './measure.js'

const ROUNDS = 400
/** Before it is measured: what runs for the first time is compiled, which a server that has been up for a minute has behind it. */
const WARM_UP = 100
const handleOf = (n: number) => `body${n.toString(36)}_eg`

export interface OneNomination {
  p50_ms: number
  p99_ms: number
  /** Of this process, each: what others do on the machine does not lengthen it. */
  cpu_ms: number
  candidates: number
  key_rows: number
}

/**
 * One new nomination against a directory of `allies` stored entries, on a process that has seen some already: the entry is drafted, its keys are stored, those who share one are read and judged,
 * and what may be the same is kept. Half of the newcomers are known bodies spelt otherwise. Milliseconds; null without a Postgres.
 */
export async function oneNomination(allies: number): Promise<OneNomination | null> {
  const cluster = await startPostgres().catch(() => null)
  if (!cluster) return null
  const database = await openDatabase({ databaseUrl: cluster.url, dataDir: '.' })
  try {
    await prepareDatabase(database)
    const ids = systemIds(systemClock)
    const config = loadConfig({ SECRET: 'a secret of the bench, longer than thirty-two characters', PUBLIC_URL: 'http://localhost:3000' })
    const log = { info() {}, warn() {}, error() {}, debug() {} }
    const deps = { config, store: createStore(database, systemClock, ids), clock: systemClock, ids, platform: null, log }
    const { records } = makeDirectory(allies + ROUNDS)
    const newcomers = Array.from(
      { length: ROUNDS + WARM_UP },
      (_, n) => (n % 2 === 0 ? records[(n * 7919) % allies] : records[allies + (n % ROUNDS)])?.names[0] ?? '',
    )
    const at = new Date('2026-03-01T20:00:00Z').toISOString()
    let keyRows = 0
    for (let from = 0; from < allies; from += 2_000) {
      // Taken out of the list: a hundred thousand records that nobody asks for any more would be the bench's own garbage to look through.
      const part = records.splice(0, Math.min(2_000, allies - from)).map((record, i) => {
        const id = ids.next('aly')
        const facts = {
          id,
          kind: 'organisation' as const,
          name: record.names[0] ?? '',
          other_names: [],
          handles: [handleOf(from + i)],
          x_user_ids: [],
          urls: record.urls,
        }
        return { id, facts, keys: entryKeys(entryOf(facts)) }
      })
      const entries = part.map(({ id, facts }) => ({
        id,
        name: facts.name,
        name_key: foldName(facts.name),
        url: facts.urls[0] ?? null,
        handle: facts.handles[0],
      }))
      await database.executeSql(
        `with given as (select * from json_to_recordset($1::json) as g(id text, name text, name_key text, url text, handle text)), made as (
          insert into ally (id, kind, name, name_key, search_key, url, status, gate, gate_reasons, gate_by, own_gate, section_reasons, section_by, tags, canonical_id,
            matched_at, change_seq, created_at, updated_at)
          select id, 'organisation', name, name_key, name_key, url, 'approved', 'ally', '[]', 'organiser', '{"gate":"ally","reasons":[],"by":"organiser","at":null}', '[]', 'rules', '{}',
            id, $2, 0, $2, $2 from given),
        held as (
          insert into account (id, ally_id, handle_key, handle, state, created_at) select 'acc_' || substr(id, 5), id, handle, handle, 'unresolved', $2 from given returning id, handle_key)
        insert into account_handle (account_id, handle_key, "from") select id, handle_key, $2 from held`,
        [JSON.stringify(entries), at],
      )
      const keys = part.flatMap(({ id, keys: own }) => own.map((key) => ({ key, id })))
      keyRows += keys.length
      await database.executeSql(
        'insert into match_key (key, ally_id) select key, id from json_to_recordset($1::json) as g(key text, id text) on conflict do nothing',
        [JSON.stringify(keys)],
      )
    }
    // As it stands after a while; otherwise Postgres does it by itself amid the measurement.
    await database.withClient?.(async (client) => {
      await client.query('set statement_timeout = 0')
      for (const table of ['ally', 'account', 'account_handle', 'match_key']) await client.query(`vacuum (analyze) ${table}`)
      await client.query('reset statement_timeout')
    })
    const taken: number[] = []
    const report: MatchReport = { entries: 0, compared: 0, proposed: 0, merged: 0, dropped_blocks: 0 }
    let startCpu = process.cpuUsage()
    for (let n = 0; n < ROUNDS + WARM_UP; n++) {
      if (n === WARM_UP) startCpu = process.cpuUsage()
      const name = newcomers[n] ?? ''
      const display =
        name
          .split(/[^A-Za-z0-9]+/)
          .map((word) => word.slice(0, 5))
          .join('')
          .slice(0, 12) + n.toString(36)
      let naming = 0
      const started = performance.now()
      await deps.store.transaction(async (tx) => {
        const { ally_id } = await attachTarget(tx, deps, { kind: 'account', key: display.toLowerCase(), display }, { texts: [] })
        // In use the name comes from a profile, not with the nomination.
        const since = performance.now()
        await tx.db.execute(sql`update ally set name = ${name} where id = ${ally_id}`)
        naming = performance.now() - since
        await matchEntry(tx, deps, ally_id, report)
      })
      if (n >= WARM_UP) taken.push(performance.now() - started - naming)
    }
    const cpu = process.cpuUsage(startCpu)
    taken.sort((a, b) => a - b)
    const quantile = (share: number) => rounded(taken[Math.floor(share * (taken.length - 1))] ?? Number.NaN)
    const cpu_ms = rounded((cpu.user + cpu.system) / 1000 / ROUNDS)
    return { p50_ms: quantile(0.5), p99_ms: quantile(0.99), cpu_ms, candidates: rounded(report.compared / (ROUNDS + WARM_UP)), key_rows: keyRows }
  } finally {
    await database.close()
    await cluster.stop()
  }
}
