import { sql } from 'drizzle-orm'
import { listAudit, verifyAudit } from '../../../src/access/audit/service.js'
import { createKey, revokeKey } from '../../../src/access/service.js'
import { auditCommands } from '../../../src/cli/audit.js'
import { onBoth, onPostgres, type TestDeps } from '../../helpers/engines.js'
import { typed } from '../../helpers/typed.js'
import { testApp } from '../../http/app.js'
import { openDesk } from '../../web/desk.js'

const change = async (deps: TestDeps, count: number) => {
  for (let i = 0; i < count; i++) await createKey(deps, { name: `key ${i}`, scopes: ['admin'], actor: i % 2 ? 'cli' : 'key:key_x' })
}

/** As somebody with the database's own rights would do it, past the triggers. */
const behindTheBack = (deps: TestDeps, statements: string) =>
  deps.database.executeSql(`do $$ begin set local session_replication_role = replica; ${statements}; end $$`)

onBoth('every change is linked as it commits; what was given up leaves no link', async (t, deps) => {
  t.same(await verifyAudit(deps), { intact: true, verified: 0, links: 0, head: null, fault: null })
  await change(deps, 3)
  await t.rejects(
    deps.store.transaction(async (tx) => {
      await tx.audit({ actor: 'cli', action: 'key.create', subject: 'given up' })
      throw new Error('no')
    }),
  )
  await deps.store.transaction(async (tx) => {
    await tx.audit({ actor: 'worker', action: 'two.first', subject: 'x', reason: 'Ünïcødé “quotes” \\ and\nlines', detail: { b: 1, a: [null, 1.5] } })
    await tx.audit({ actor: 'worker', action: 'two.second', subject: 'x' })
  })
  const found = await verifyAudit(deps)
  t.match(found, { intact: true, verified: 5, links: 5, fault: null, head: /^5:[0-9a-f]{64}$/ })
  const { items } = await listAudit(deps, {}, { limit: 10 })
  t.same(
    items.map(({ link }) => link),
    [5, 4, 3, 2, 1],
  )
})

onBoth('the database itself refuses to change, delete or empty the record', async (t, deps) => {
  await change(deps, 2)
  for (const statement of [
    "update audit set reason = 'other'",
    'delete from audit',
    'truncate audit, audit_link',
    'update audit_link set n = n + 10',
    'delete from audit_link',
    'truncate audit_link',
  ])
    await t.rejects(deps.database.executeSql(statement), /only ever added to|foreign key/, statement)
  t.match(await verifyAudit(deps), { intact: true, verified: 2 })
})

onBoth('what is done behind the product’s back is found, and said', async (t, deps) => {
  await change(deps, 6)
  const { head } = await verifyAudit(deps)
  const expected = head ?? ''
  const cases: [string, string, object][] = [
    ['a reason is put in', "update audit set reason = 'because' where seq = 3", { kind: 'changed', link: 3, seq: 3 }],
    ['an actor is changed', "update audit set actor = 'cli' where seq = 3", { kind: 'changed', link: 3 }],
    ['a time is moved', "update audit set at = at + interval '1 millisecond' where seq = 2", { kind: 'changed', link: 2 }],
    ['a row is taken out', 'delete from audit where seq = 4', { kind: 'row_gone', link: 4, seq: 4 }],
    ['a row and its link are taken out', 'delete from audit where seq = 4; delete from audit_link where n = 4', { kind: 'gap', link: 5 }],
    ['the first is taken out', 'delete from audit where seq = 1; delete from audit_link where n = 1', { kind: 'gap', link: 2 }],
    [
      'a row is put in',
      "insert into audit (at, actor, action, subject, detail) values (now(), 'cli', 'key.create', 'x', '{}')",
      { kind: 'unlinked', link: null, seq: 7 },
    ],
  ]
  for (const [what, statements, fault] of cases) {
    await deps.database.executeSql('create temp table kept as select * from audit')
    await deps.database.executeSql('create temp table kept_links as select * from audit_link')
    await behindTheBack(deps, statements)
    t.match(await verifyAudit(deps), { intact: false, fault }, what)
    await behindTheBack(
      deps,
      'delete from audit; delete from audit_link; insert into audit select * from kept; insert into audit_link select * from kept_links',
    )
    await deps.database.executeSql('drop table kept; drop table kept_links')
    t.match(await verifyAudit(deps, { expected }), { intact: true }, `${what}, and put right again`)
  }

  await behindTheBack(deps, 'delete from audit where seq > 4; delete from audit_link where n > 4')
  t.match(await verifyAudit(deps), { intact: true, verified: 4 }, 'an end that is cut off leaves no trace by itself')
  t.match(await verifyAudit(deps, { expected }), { intact: false, fault: { kind: 'head_gone', link: 6 } }, 'a head that was kept shows it')
  await change(deps, 4)
  t.match(await verifyAudit(deps, { expected }), { intact: false, fault: { kind: 'head_differs', link: 6 } }, 'also when others were written since')
  await t.rejects(verifyAudit(deps, { expected: '6:abc' }), /64 hexadecimal digits/)
})

onPostgres('many writers at once leave one chain without gaps, and wait for nobody who waits', async (t, deps) => {
  const ids = await Promise.all(Array.from({ length: 40 }, async (_, i) => (await createKey(deps, { name: `key ${i}`, scopes: ['admin'], actor: 'cli' })).id))
  await Promise.all(ids.flatMap((id) => [revokeKey(deps, 'cli', id), revokeKey(deps, 'worker', id)]))
  t.match(await verifyAudit(deps), { intact: true, verified: 80, links: 80 })
  const { rows } = await deps.database.executeSql('select count(*)::int as n, max(n)::int as last from audit_link', [])
  t.same(rows, [{ n: 80, last: 80 }])
})

onBoth('rows of before the chain are linked by the migration, in their order', async (t, deps) => {
  await change(deps, 3)
  const { head } = await verifyAudit(deps)
  await behindTheBack(deps, 'delete from audit_link')
  t.match(await verifyAudit(deps), { fault: { kind: 'unlinked', seq: 1 } })
  await deps.store.db.execute(sql`select audit_link_add(one) from (select * from audit order by seq) one`)
  t.equal((await verifyAudit(deps)).head, head)
})

onBoth('the record by API, on the desk and on the command line', async (t, deps) => {
  const { call } = await testApp(t, deps)
  const { key, id } = await createKey(deps, { name: 'Ana', scopes: ['admin'], actor: 'cli' })
  await createKey(deps, { name: 'Ben', scopes: ['directory:curate'], actor: `key:${id}` })
  await revokeKey(deps, 'worker', id).then(() => undefined)
  const admin = (await createKey(deps, { name: 'Eve', scopes: ['admin'], actor: 'cli' })).key

  t.equal((await call('GET', '/audit', { key })).statusCode, 401, 'a revoked key reads nothing')
  const first = await call('GET', '/audit?limit=2', { key: admin })
  t.match(first.json(), {
    items: [
      { action: 'key.create', link: 4 },
      { action: 'key.revoke', actor: 'worker', subject: id },
    ],
    next_cursor: String,
  })
  const second = await call('GET', `/audit?limit=2&cursor=${first.json().next_cursor}`, { key: admin })
  t.match(second.json(), { items: [{ link: 2, actor: `key:${id}` }, { link: 1 }], next_cursor: null })
  const of = async (filter: string) => (await call('GET', `/audit?${filter}`, { key: admin })).json().items.length
  t.same([await of(`subject=${id}`), await of('action=key.'), await of('action=key.revoke'), await of('action=key_'), await of('actor=cli')], [2, 4, 1, 0, 2])

  const verification = await call('GET', '/audit/verification', { key: admin })
  t.match(verification.json(), { intact: true, verified: 4, links: 4, fault: null })
  const { head } = verification.json()
  t.match((await call('GET', `/audit/verification?head=${head}`, { key: admin })).json(), { intact: true })
  t.equal((await call('GET', '/audit/verification?head=4:abc', { key: admin })).statusCode, 400)

  const { get: page } = await openDesk(t, deps)
  const now = (await verifyAudit(deps)).head ?? ''
  const shown = await page('/desk/audit?verify=yes')
  t.equal(shown.statusCode, 200)
  t.match(shown.body, /The record is whole\./)
  t.match(shown.body, now)
  t.match(shown.body, /Ana \(by API\)/)
  t.match((await page('/desk/audit?action=nothing.')).body, /Nothing of the kind was done/)
  const refused = await page('/desk/audit?verify=yes&head=nonsense')
  t.equal(refused.statusCode, 400)
  t.match(refused.body, /A head is N:HASH/)

  const allies = typed(t, deps, auditCommands)
  t.match((await allies('audit', 'list', '--action', 'key.revoke', '--json')).json, { items: [{ subject: id }] })
  const whole = await allies('audit', 'verify', '--head', head, '--json')
  t.equal(whole.code, process.exitCode)
  // The fifth is the key that opened the desk, the sixth that somebody came in with it.
  t.match(whole.json, { intact: true, verified: 6 })
  await behindTheBack(deps, "update audit set subject = 'other' where seq = 1")
  t.match(await allies('audit', 'verify', '--json'), { code: 1, json: { intact: false, fault: { kind: 'changed', seq: 1 } } })
  await t.rejects(allies('audit', 'verify', '--head', 'x'), /64 hexadecimal digits/)
})
