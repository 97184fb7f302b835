import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { migrate } from '../../../src/db/migrate.js'
import { type Database, openDatabase } from '../../../src/db/open.js'
import { type ProductProcess, startProcess } from './workers.js'

/** A database of its own and the processes that work on it; seeds are played in it one after the other. */
export interface Lane {
  url: string
  database: Database
  /** Where the processes read what time it is. */
  setTime(at: number): void
  /** Processes that outlived a seed and work on in the next one, by their part in it. */
  kept: Map<string, ProductProcess>
  /** One in reserve: whoever was killed is followed by it at once. */
  take(): Promise<ProductProcess>
  close(): Promise<void>
}

let lanes = 0

/** @param server address of a maintenance database of a running Postgres */
export async function openLane(server: string): Promise<Lane> {
  const name = `sim_${process.pid}_${++lanes}`
  await ask(server, `create database ${name}`)
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).href
  const database = await openDatabase({ databaseUrl: url, dataDir: '.', connectionTimeoutMs: 30_000 })
  await migrate(database)
  const directory = mkdtempSync(join(tmpdir(), 'allies-sim-'))
  const file = join(directory, 'time')
  const time = openSync(file, 'w')
  const setTime = (at: number) => {
    const bytes = Buffer.alloc(8)
    bytes.writeDoubleLE(at)
    writeSync(time, bytes, 0, 8, 0)
  }
  setTime(0)
  const all: ProductProcess[] = []
  const start = async () => {
    const one = await startProcess(url, file)
    all.push(one)
    return one
  }
  let spare = start()
  return {
    url,
    database,
    setTime,
    kept: new Map(),
    take: async () => {
      const next = spare
      spare = start()
      return next
    },
    close: async () => {
      await spare
      await Promise.all(all.map((one) => one.kill()))
      await database.close()
      await ask(server, `drop database ${name} with (force)`)
      closeSync(time)
      rmSync(directory, { recursive: true })
    },
  }
}

async function ask(server: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  await client.query(sql)
  await client.end()
}
