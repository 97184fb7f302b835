import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
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

onBoth('units of work inside an open one are parts of it: committed together, each undone alone', async (t, deps) => {
  const { store } = deps
  const types = async () => (await waitingEvents(store.db, 10)).map(({ type, directory_version }) => [type, directory_version])
  const part = (type: string, fails = false) =>
    store.transaction(async (tx) => {
      await tx.touchDirectory()
      await tx.emit(type, 'aly_1')
      if (fails) throw new Error(type)
    })

  const first = await store.open()
  await first.run(async () => {
    await t.rejects(part('undone', true), /undone/)
    // At once, as a use-case may: one session, so they wait for one another.
    await Promise.all([part('a'), t.rejects(part('undone too', true)), part('b')])
    t.same(await types(), [
      ['a', 1],
      ['b', 1],
    ])
    await t.rejects(store.open(), /do not nest/)
    await t.rejects(
      store.transaction(() => store.transaction(async () => 1)),
      /do not nest/,
    )
    await t.rejects(
      store.transaction(async () => store.db.$count({} as never)),
      /inside a unit of work/,
    )
    await first.commit()
    t.equal((await types()).length, 2, 'after the end the code that goes on is outside again')
    await part('c')
  })
  t.same((await types()).at(-1), ['c', 2])
  await t.rejects(first.commit(), /given up/)

  const second = await store.open()
  await second.run(() => part('gone'))
  await second.rollback()
  await second.rollback()
  await t.rejects(second.commit(), /given up/)
  t.equal((await types()).length, 3)
  t.equal(await store.transaction((tx) => tx.touchDirectory()), 3, 'and the session is free')
})

onPostgres('what an open unit has not committed nobody else sees, and a part that runs late is refused', async (t, deps) => {
  const { store } = deps
  const unit = await store.open()
  let late: Promise<unknown> = Promise.resolve()
  await unit.run(async () => {
    await store.transaction((tx) => tx.emit('a', 'aly_1'))
    late = store.transaction(async (tx) => {
      await tx.emit('b', 'aly_1')
    })
    late.catch(() => undefined)
  })
  t.same(await waitingEvents(store.db, 10), [])
  await unit.commit()
  // What had begun before the end is part of it, or refused: never half.
  const done = await late.then(
    () => 2,
    () => 1,
  )
  t.equal((await waitingEvents(store.db, 10)).length, done)
})

onPostgres('many questions at once over one connection are asked one after another', async (t, deps) => {
  const warnings: string[] = []
  const listen = (warning: Error) => void warnings.push(warning.message)
  process.on('warning', listen)
  t.teardown(() => process.removeListener('warning', listen))
  const sums = await deps.store.transaction((tx) =>
    Promise.allSettled([1, 2, 3].map((n) => tx.db.execute(n === 2 ? sql`select * from no_such_table` : sql`select ${n}::int as n`))),
  )
  t.same(
    sums.map((one) => one.status),
    ['fulfilled', 'rejected', 'rejected'],
    'in order: what comes after a failure in the same unit fails too',
  )
  await new Promise(setImmediate)
  t.same(warnings, [])
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
