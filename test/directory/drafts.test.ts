import { sql } from 'drizzle-orm'
import { askOf, holdersOf } from '../../src/directory/drafts/repo.js'
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

onPostgres('what is asked before a target is drafted is planned once for a connection, and says the same as its parts', async (t, deps) => {
  const account = (n: number) => ({ kind: 'account' as const, key: `asked${n}`, display: `Asked${n}` })
  const tag = (n: number) => ({ kind: 'hashtag' as const, key: `asked${n}`, display: `Asked${n}` })
  const many = Array.from({ length: 1_000 }, (_, n) => [account(n), tag(n)]).flat()
  await deps.store.transaction((tx) =>
    attachTargets(
      tx,
      deps,
      many.map((target) => ({ target, texts: [] })),
      'later',
    ),
  )
  await deps.store.transaction(async (tx) => {
    await tx.db.execute(sql`insert into suppression (key_hash, by, created_at) values ('known', 'organiser', now())`)
    await tx.db.execute(sql`analyze ally, account, account_handle, suppression`)
    for (let n = 0; n < 12; n++) {
      const targets = [account(n), tag(n + 1), account(5_000 + n)]
      const { holders, suppressed, mark } = await askOf(tx.db, targets, ['known', 'unknown'], true)
      t.same(holders, await holdersOf(tx.db, targets))
      t.same(suppressed, new Set(['known']))
      t.type(mark, 'string', 'somebody is new')
    }
    t.equal((await askOf(tx.db, [account(1), tag(1)], [], true)).mark, null, 'nobody is new: what organisers said is not summed up')
    t.equal((await askOf(tx.db, [account(9_999)], [], false)).mark, null, 'not wanted')
    const result = await tx.db.execute(sql`select custom_plans::int as custom from pg_prepared_statements where name = 'targets_asked'`)
    t.same((result as unknown as { rows: unknown[] }).rows, [{ custom: 5 }])
  })
})

onPostgres('each entry that is drafted is told of once, in the order given, and one whose key another holds is not', async (t, deps) => {
  const target = (kind: 'account' | 'hashtag', key: string) => ({ target: { kind, key, display: key }, texts: [] })
  await deps.store.transaction((tx) => attachTargets(tx, deps, [target('account', 'told_a')]))
  const found = await deps.store.transaction((tx) =>
    attachTargets(tx, deps, [target('account', 'told_a'), target('account', 'told_b'), target('hashtag', 'told_c')]),
  )
  t.same(
    [...found.values()].map(({ created }) => created),
    [false, true, true],
  )
  const result = await deps.store.db.execute(sql`select subject, data ->> 'kind' as kind from outbox where type = 'ally.proposed' order by seq`)
  t.same((result as unknown as { rows: unknown[] }).rows.slice(1), [
    { subject: found.get('account told_b')?.ally_id, kind: 'organisation' },
    { subject: found.get('hashtag told_c')?.ally_id, kind: 'hashtag' },
  ])
})
