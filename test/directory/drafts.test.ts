import { sql } from 'drizzle-orm'
import { holdersOf } from '../../src/directory/drafts/repo.js'
import { attachTargets } from '../../src/directory/identify.js'
import { onPostgres } from '../helpers/engines.js'

onPostgres('who holds a handle is planned once for a connection, not with every nomination', async (t, deps) => {
  const account = (n: number) => ({ kind: 'account' as const, key: `body${n}`, display: `Body${n}` })
  const many = Array.from({ length: 3_000 }, (_, n) => ({ target: account(10_000 + n), texts: [] }))
  await deps.store.transaction((tx) => attachTargets(tx, deps, many, 'later'))
  await deps.store.db.execute(sql`analyze ally, account, account_handle`)
  const planned = await deps.store.transaction(async (tx) => {
    for (let n = 0; n < 12; n++) t.equal((await holdersOf(tx.db, [account(10_000 + n)])).size, 1)
    const result = await tx.db.execute(sql`select custom_plans::int as custom from pg_prepared_statements where name = 'handle_holders'`)
    return (result as unknown as { rows: { custom: number }[] }).rows
  })
  // The first five times Postgres always makes a plan for the very values.
  t.same(planned, [{ custom: 5 }])
})
