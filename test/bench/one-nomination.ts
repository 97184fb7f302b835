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
 * One new nomination against a directory of `allies` stored entries: the entry is drafted, its keys are stored, those who share one are read and judged,
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
      { length: ROUNDS + 20 },
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
            id, $2, 0, $2, $2 from given)
        insert into account (id, ally_id, handle_key, handle, state, created_at) select 'acc_' || substr(id, 5), id, handle, handle, 'unresolved', $2 from given`,
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
      for (const table of ['ally', 'account', 'match_key']) await client.query(`vacuum (analyze) ${table}`)
      await client.query('reset statement_timeout')
    })
    const taken: number[] = []
    const report: MatchReport = { entries: 0, compared: 0, proposed: 0, merged: 0, dropped_blocks: 0 }
    let startCpu = process.cpuUsage()
    for (let n = 0; n < ROUNDS + 20; n++) {
      if (n === 20) startCpu = process.cpuUsage()
      const name = newcomers[n] ?? ''
      const display =
        name
          .split(/[^A-Za-z0-9]+/)
          .map((word) => word.slice(0, 5))
          .join('')
          .slice(0, 12) + n.toString(36)
      const started = performance.now()
      await deps.store.transaction(async (tx) => {
        const { ally_id } = await attachTarget(tx, deps, { kind: 'account', key: display.toLowerCase(), display }, { texts: [] })
        await tx.db.execute(`update ally set name = '${name.replaceAll("'", "''")}' where id = '${ally_id}'`)
        await matchEntry(tx, deps, ally_id, report)
      })
      if (n >= 20) taken.push(performance.now() - started)
    }
    const cpu = process.cpuUsage(startCpu)
    taken.sort((a, b) => a - b)
    const quantile = (share: number) => rounded(taken[Math.floor(share * (taken.length - 1))] ?? Number.NaN)
    const cpu_ms = rounded((cpu.user + cpu.system) / 1000 / ROUNDS)
    return { p50_ms: quantile(0.5), p99_ms: quantile(0.99), cpu_ms, candidates: rounded(report.compared / (ROUNDS + 20)), key_rows: keyRows }
  } finally {
    await database.close()
    await cluster.stop()
  }
}
