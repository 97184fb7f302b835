import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import t from 'tap'
import { isMigrated, migrate } from '../../src/db/migrate.js'
import { openDatabase } from '../../src/db/open.js'
import { waitingEvents } from '../../src/db/outbox.js'
import { prepareDatabase } from '../../src/db/prepare.js'
import { createStore, sqlState } from '../../src/db/tx.js'
import { manualClock } from '../../src/kernel/clock.js'
import { AppError } from '../../src/kernel/errors.js'
import { seededIds } from '../../src/kernel/ids.js'
import { onBoth, onPostgres } from '../helpers/engines.js'

onBoth('a unit of work is all or nothing, events and audit included', async (t, deps) => {
  await t.rejects(
    deps.store.transaction(async (tx) => {
      await tx.emit('x', 'aly_1')
      await tx.audit({ actor: 'a', action: 'x', subject: 'aly_1' })
      await tx.touchDirectory()
      throw new Error('changed my mind')
    }),
    /changed my mind/,
  )
  t.same(await waitingEvents(deps.store.db, 10), [])
  const version = await deps.store.transaction(async (tx) => {
    await tx.emit('x', 'aly_1', { n: 1 })
    return [await tx.touchDirectory(), await tx.touchDirectory()]
  })
  t.same(version, [1, 1], 'one unit of work raises the directory version once')
  t.match(await waitingEvents(deps.store.db, 10), [{ type: 'x', subject: 'aly_1', data: { n: 1 } }])
})

onBoth('using the root database inside a unit of work is an error, not a deadlock', async (t, deps) => {
  await t.rejects(
    deps.store.transaction(async () => deps.store.db.$count({} as never)),
    /inside a unit of work/,
  )
  await t.rejects(
    deps.store.transaction(() => deps.store.transaction(async () => 1)),
    /do not nest/,
  )
  t.equal(await deps.store.transaction(async () => 1), 1, 'and afterwards all is well')
})

onPostgres('directory versions are handed out in commit order, none twice', async (t, deps) => {
  const versions = await Promise.all(Array.from({ length: 20 }, () => deps.store.transaction((tx) => tx.touchDirectory())))
  t.same(
    [...versions].sort((a, b) => a - b),
    Array.from({ length: 20 }, (_, i) => i + 1),
  )
})

const POSTGRES = process.env.ALLIES_TEST_POSTGRES

t.test('several processes may start on an empty Postgres at once', { skip: POSTGRES ? false : 'no Postgres: run the suite with npm test' }, async (t) => {
  const name = `t_start_${process.pid}`
  const admin = new pg.Client({ connectionString: POSTGRES })
  await admin.connect()
  await admin.query(`create database ${name}`)
  t.teardown(async () => {
    await admin.query(`drop database if exists ${name} with (force)`)
    await admin.end()
  })
  const url = new URL(POSTGRES ?? '')
  url.pathname = `/${name}`
  const open = () => openDatabase({ databaseUrl: url.href, dataDir: '.' })
  const all = await Promise.all([open(), open(), open(), open()])
  const outcomes = await Promise.allSettled(all.map(prepareDatabase))
  t.same(
    outcomes.filter((one) => one.status === 'rejected'),
    [],
  )
  for (const database of all) t.ok(await isMigrated(database))
  await Promise.all(all.map((database) => database.close()))
})

t.test('the embedded database keeps what was written, and refuses a second holder', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'allies-data-'))
  t.teardown(() => rmSync(dataDir, { recursive: true, force: true }))
  const clock = manualClock('2026-03-01T00:00:00Z')
  const first = await openDatabase({ dataDir })
  await migrate(first)
  await createStore(
    first,
    clock,
    seededIds(1, () => 0),
  ).transaction((tx) => tx.emit('kept', 'aly_1'))
  const refused = await openDatabase({ dataDir }).then(
    () => null,
    (error: unknown) => error,
  )
  t.equal(refused instanceof AppError && refused.code, 'data_dir_locked')
  await first.close()
  const again = await openDatabase({ dataDir })
  await migrate(again)
  t.match(await waitingEvents(again.db, 10), [{ type: 'kept' }])
  await again.close()
})

t.test('the SQL state is found however deep the driver hides it', async (t) => {
  t.equal(sqlState({ cause: { cause: { code: '23505' } } }), '23505')
  t.equal(sqlState({ code: 'ECONNREFUSED' }), undefined)
  t.equal(sqlState(undefined), undefined)
})
