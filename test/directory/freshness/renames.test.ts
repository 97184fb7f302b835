import { eq, ne } from 'drizzle-orm'
import type { Test } from 'tap'
import { account, accountHandle, ally } from '../../../src/db/schema/index.js'
import { parseTarget } from '../../../src/directory/handle.js'
import { attachTarget } from '../../../src/directory/identify.js'
import { matchEntries } from '../../../src/directory/identity/matching/service.js'
import { listMatches } from '../../../src/directory/identity/queue.js'
import { LOOK_NOW, resolveAccounts } from '../../../src/directory/resolve.js'
import * as directory from '../../../src/directory/service.js'
import { submitNominations } from '../../../src/nominations/service.js'
import type { Simulator } from '../../../src/platform/simulator/index.js'
import { onBoth, onPostgres, type TestDeps } from '../../helpers/engines.js'
import { approveAll, decide, openWorld, organisation } from '../../helpers/world.js'

const WEEK = 8 * 86_400_000
const targetOf = (text: string) => {
  const parsed = parseTarget(text)
  if (!parsed.ok) throw new Error(parsed.reason)
  return parsed.target
}
const propose = async (deps: TestDeps, text: string) => (await deps.store.transaction((tx) => attachTarget(tx, deps, targetOf(text), { texts: [] }))).ally_id
const leadsTo = async (deps: TestDeps, handle: string) =>
  directory.entryByTarget(deps, targetOf(`@${handle}`)).then(
    ({ id }) => id,
    () => null,
  )
const accountOf = async (deps: TestDeps, allyId: string) => (await deps.store.db.select().from(account).where(eq(account.ally_id, allyId)))[0]
const shown = async (deps: TestDeps, id: string) =>
  (await directory.getAlly(deps, id)).accounts.map(({ handle, user_id, renamed_from }) => [handle, user_id, renamed_from])
const idOf = (n: number) => organisation(n).id
const later = (deps: TestDeps, report = resolveAccounts) => {
  deps.clock.advance(WEEK)
  return report(deps)
}

/** What must hold whatever happened: one row for a key, one open period for a handle, none lost. */
async function consistent(t: Test, deps: TestDeps): Promise<void> {
  const accounts = await deps.store.db.select().from(account)
  const periods = await deps.store.db.select().from(accountHandle)
  t.equal(new Set(accounts.map(({ handle_key }) => handle_key)).size, accounts.length, 'never two accounts with one key')
  t.equal(new Set(accounts.flatMap(({ x_user_id }) => x_user_id ?? [])).size, accounts.filter(({ x_user_id }) => x_user_id !== null).length)
  for (const one of accounts) {
    const open = periods.filter((period) => period.account_id === one.id && period.to === null)
    t.same(
      open.map(({ handle_key }) => handle_key),
      one.handle_key.includes(':') ? [] : [one.handle_key],
      `the open period of ${one.handle_key} is its handle`,
    )
    t.ok(
      periods.some(({ account_id }) => account_id === one.id),
      'no history was lost',
    )
  }
}

onBoth('a rename is seen by the numeric id: the new handle is shown, the old one still leads there, and it is on the record', async (t, deps) => {
  const { sim, calls } = await openWorld(t, deps, [organisation(1)])
  const id = (await approveAll(deps, ['Org1_eg'])).get('Org1_eg') ?? ''
  const { etag } = await directory.getReview(deps, id)
  sim.changeUser(idOf(1), { username: 'Renamed_eg' })
  t.match(await later(deps), { looked_up: 1, found: 1, renamed: 1, duplicate: 0 })
  t.equal(calls.at(-1)?.units, 0, 'that nobody has the old handle costs nothing')
  t.same(await shown(deps, id), [['Renamed_eg', idOf(1), ['org1_eg']]])
  t.not((await directory.getReview(deps, id)).etag, etag, 'who reads it is told that it changed')
  for (const handle of ['Org1_eg', 'ORG1_EG', 'renamed_eg']) t.equal(await leadsTo(deps, handle), id, handle)
  t.equal(await propose(deps, '@Org1_eg'), id, 'a nomination under the old handle is one for the entry')
  t.same((await directory.listAllies(deps, { q: 'org1_eg' }, 'name', { limit: 5 })).items.length, 1, 'and it is found by it')
  t.same((await directory.listAllies(deps, { q: 'renamed_eg' }, 'name', { limit: 5 })).items.length, 1)
  const row = (await directory.getHistory(deps, id)).find(({ action }) => action === 'account.rename')
  t.match(row, { actor: 'worker', detail: { from: 'org1_eg', to: 'renamed_eg', x_user_id: idOf(1) } })
  t.match(await later(deps), { renamed: 0, found: 1 })
  sim.changeUser(idOf(1), { username: 'Org1_eg' })
  t.match(await later(deps), { renamed: 1 })
  t.same(await shown(deps, id), [['Org1_eg', idOf(1), ['renamed_eg']]], 'and back')
  await consistent(t, deps)
})

onBoth('what was nominated under the new handle turns out to be the same account, whichever is looked up', async (t, deps) => {
  const { sim } = await openWorld(t, deps, [organisation(1), organisation(2)])
  const ids = await approveAll(deps, ['Org1_eg', 'Org2_eg'])
  for (const n of [1, 2]) sim.changeUser(idOf(n), { username: `New${n}_eg` })
  const one = await propose(deps, '@nEW1_eg')
  t.match(await resolveAccounts(deps), { looked_up: 1, duplicate: 1, renamed: 1 }, 'by the handle')
  deps.clock.advance(WEEK)
  const two = await propose(deps, '@New2_eg')
  t.match(await resolveAccounts(deps), { renamed: 1, duplicate: 1 }, 'by the id and the handle at once')
  t.same(await shown(deps, ids.get('Org1_eg') ?? ''), [['nEW1_eg', idOf(1), ['org1_eg']]], 'as the nominator typed it')
  for (const [n, other] of [
    [1, one],
    [2, two],
  ] as const) {
    const id = ids.get(`Org${n}_eg`) ?? ''
    t.match(await accountOf(deps, other), { state: 'duplicate', same_as: (await accountOf(deps, id))?.id, x_user_id: null })
    for (const handle of [`Org${n}_eg`, `New${n}_eg`]) t.equal(await leadsTo(deps, handle), id, handle)
  }
  t.equal((await matchEntries(deps)).merged, 2)
  const merged = await deps.store.db.select().from(ally).where(ne(ally.canonical_id, ally.id))
  t.same(new Set(merged.map(({ canonical_id }) => canonical_id)), new Set(ids.values()))
  t.match(await later(deps), { looked_up: 2, renamed: 0, duplicate: 0 }, 'each account is asked for once')
  t.equal((await directory.getAlly(deps, ids.get('Org1_eg') ?? '')).accounts.length, 1)
  await consistent(t, deps)
})

onBoth('a nomination under the new handle of a renamed ally never takes it off the public directory', async (t, deps) => {
  const oakvale = {
    ...organisation(1),
    username: 'OakvaleFood_eg',
    name: 'Oakvale Food Bank',
    description: 'A food bank for the people of Oakvale. Registered charity.',
  }
  const { sim } = await openWorld(t, deps, [oakvale])
  const id = await propose(deps, '@OakvaleFood_eg')
  await resolveAccounts(deps)
  await matchEntries(deps)
  t.match((await directory.getReview(deps, id)).gate, { verdict: 'ally', by: 'rules' })
  await decide(deps, id, 'approve')
  const renamedTo = async (username: string) => {
    sim.changeUser(oakvale.id, { username })
    deps.clock.advance(60_000)
    const { nominations } = await submitNominations(deps, {
      targets: [`@${username}`],
      nominator: '@passer_by',
      source: 'form',
      voice: username,
      actor: 'anyone',
    })
    // What the worker does with a new name: it is looked up, and then compared.
    t.match(await resolveAccounts(deps), { duplicate: 1, renamed: 1 })
    return nominations[0]?.ally_id ?? ''
  }
  t.not(await renamedTo('OakvaleFBank'), id)
  t.equal((await matchEntries(deps)).merged, 1)
  t.match(await directory.getReview(deps, id), { gate: { verdict: 'ally', by: 'rules' }, status: 'approved' })
  t.ok(await directory.getAlly(deps, id), 'it is public as before')
  t.equal(await leadsTo(deps, 'OakvaleFBank'), id)
  const other = await renamedTo('OakvaleFood2')
  const said = { gate: 'home', reasons: [{ rule: 'organiser', detail: 'Of the field.' }], by: 'organiser', at: deps.clock.now().toISOString() } as const
  await deps.store.db
    .update(ally)
    .set({ own_gate: { ...said, reasons: [...said.reasons] }, gate: 'home', gate_by: 'organiser' })
    .where(eq(ally.id, other))
  t.equal((await matchEntries(deps)).merged, 0, 'a true contradiction is left to the organisers')
  t.ok(await directory.getAlly(deps, id), 'who find it public until they have looked')
  t.ok((await listMatches(deps, { state: 'open' }, { limit: 5 })).items.length > 0)
})

onBoth('two accounts that swap their handles stay who they are, looked up together or one after the other', async (t, deps) => {
  const { sim } = await openWorld(t, deps, [organisation(1), organisation(2)])
  const ids = await approveAll(deps, ['Org1_eg', 'Org2_eg'])
  const [one, two] = [ids.get('Org1_eg') ?? '', ids.get('Org2_eg') ?? '']
  const swap = (first: string, second: string) => {
    sim.changeUser(idOf(1), { username: 'Passing_eg' })
    sim.changeUser(idOf(2), { username: second })
    sim.changeUser(idOf(1), { username: first })
  }
  swap('Org2_eg', 'Org1_eg')
  t.match(await later(deps), { renamed: 2, duplicate: 0 })
  t.same([await leadsTo(deps, 'Org2_eg'), await leadsTo(deps, 'Org1_eg')], [one, two])
  await consistent(t, deps)
  swap('Org1_eg', 'Org2_eg')
  deps.clock.advance(WEEK)
  t.match(await resolveAccounts(deps, { limit: 1 }), { renamed: 2 }, 'who asks for one learns of the other, since X says who has its handle')
  t.same([await shown(deps, one), await shown(deps, two)].flat(), [
    ['Org1_eg', idOf(1), ['org2_eg']],
    ['Org2_eg', idOf(2), ['org1_eg']],
  ])
  await consistent(t, deps)
})

onBoth('three that pass their handles on in a circle stay who they are', async (t, deps) => {
  const { sim } = await openWorld(t, deps, [organisation(1), organisation(2), organisation(3)])
  const ids = await approveAll(deps, ['Org1_eg', 'Org2_eg', 'Org3_eg'])
  for (const n of [1, 2, 3]) sim.changeUser(idOf(n), { username: `Passing${n}_eg` })
  for (const n of [1, 2, 3]) sim.changeUser(idOf(n), { username: `Org${(n % 3) + 1}_eg` })
  deps.clock.advance(WEEK)
  for (let i = 0; i < 4; i++) await resolveAccounts(deps, { limit: 1 })
  for (const n of [1, 2, 3]) t.equal(await leadsTo(deps, `Org${(n % 3) + 1}_eg`), ids.get(`Org${n}_eg`))
  await consistent(t, deps)
})

onBoth('a handle that was given up and taken by somebody else is another account, and is never mixed with the first', async (t, deps) => {
  const { sim } = await openWorld(t, deps, [organisation(1)])
  const id = (await approveAll(deps, ['Org1_eg'])).get('Org1_eg') ?? ''
  sim.changeUser(idOf(1), { username: 'Renamed_eg' })
  await later(deps)
  t.equal(await leadsTo(deps, 'Org1_eg'), id, 'as long as nobody has it')
  sim.addUser({ id: '999', username: 'Org1_eg', name: 'Somebody else', description: 'Crypto' })
  await later(deps)
  t.equal(await leadsTo(deps, 'Org1_eg'), null, 'it is a key for its time only')
  t.match((await directory.getHistory(deps, id)).at(-1), { action: 'account.handle_taken', detail: { handle: 'org1_eg', by: '999' } })
  const spent = sim.ledger().spent_milli_usd
  await later(deps)
  t.equal(sim.ledger().spent_milli_usd - spent, 10, 'what is known is not paid for again')
  const other = await propose(deps, '@Org1_eg')
  t.not(other, id)
  t.match(await resolveAccounts(deps), { found: 1, duplicate: 0 })
  t.equal((await accountOf(deps, other))?.x_user_id, '999')
  t.equal((await accountOf(deps, id))?.x_user_id, idOf(1))
  t.equal((await matchEntries(deps)).merged, 0)
  await consistent(t, deps)
})

onBoth('a voice for whoever has a handle now is a voice of its own, and nothing is read from a handle that was another’s', async (t, deps) => {
  const { sim } = await openWorld(t, deps, [
    organisation(1, { username: 'Barnlight', name: 'Barnlight', description: 'We work with children and young people.' }),
    organisation(2, { username: 'BarnlightNews', name: 'News of Barnlight', description: 'News.' }),
  ])
  const say = async () => {
    const { nominations } = await submitNominations(deps, { source: 'api', voice: 'ip:192.0.2.1', actor: 'anyone', targets: ['@Barnlight'] })
    return nominations[0]
  }
  const first = await say()
  await propose(deps, '@BarnlightNews')
  await resolveAccounts(deps)
  sim.changeUser(idOf(1), { username: 'BarnlightUK' })
  sim.addUser({ id: '999', username: 'Barnlight', name: 'Crypto Barn', description: 'To the moon.' })
  await later(deps)
  const second = await say()
  t.match(second, { created: true })
  t.not(second?.id, first?.id)
  t.not(second?.ally_id, first?.ally_id)
  t.match(await say(), { id: second?.id, ally_id: second?.ally_id, created: false })
  const review = (id: string | undefined) => directory.getReview(deps, id ?? '')
  t.same([(await review(first?.ally_id)).support.nominators, (await review(second?.ally_id)).support.nominators], [1, 1])
  const pairs = async () => {
    await matchEntries(deps)
    return (await listMatches(deps, { state: 'open', ally: second?.ally_id }, { limit: 10 })).items
  }
  t.same(await pairs(), [], 'not looked up yet')
  await resolveAccounts(deps)
  t.equal((await accountOf(deps, second?.ally_id ?? ''))?.x_user_id, '999')
  t.same(await pairs(), [])
  t.match((await listMatches(deps, { state: 'open', ally: first?.ally_id }, { limit: 10 })).items, [{ proposal: 'press' }])
})

onBoth('taken in the same week as it was given up, or after its account was deleted, it leads nowhere until it is nominated', async (t, deps) => {
  const { sim } = await openWorld(t, deps, [organisation(1), organisation(2)])
  const ids = await approveAll(deps, ['Org1_eg', 'Org2_eg'])
  sim.changeUser(idOf(1), { username: 'Renamed_eg' })
  sim.addUser({ id: '998', username: 'Org1_eg' })
  sim.changeUser(idOf(2), { gone: true })
  sim.addUser({ id: '999', username: 'Org2_eg' })
  t.match(await later(deps), { renamed: 1, not_found: 1 })
  t.same([await leadsTo(deps, 'Org1_eg'), await leadsTo(deps, 'Org2_eg')], [null, null])
  await consistent(t, deps)
  t.match((await directory.getReview(deps, ids.get('Org2_eg') ?? '')).account_states, [{ state: 'not_found' }])
  t.match((await directory.getAlly(deps, ids.get('Org2_eg') ?? '')).accounts, [{ url: `https://x.com/i/user/${idOf(2)}` }], 'no link to a stranger')
  for (const [handle, number] of [
    ['Org1_eg', '998'],
    ['Org2_eg', '999'],
  ] as const) {
    const other = await propose(deps, `@${handle}`)
    t.not(other, ids.get(handle))
    await resolveAccounts(deps)
    t.equal((await accountOf(deps, other))?.x_user_id, number)
  }
  // Deleted accounts can come back for a month, under a new handle if theirs is taken.
  sim.changeUser(idOf(2), { gone: false, username: 'Back_eg' })
  t.match(await later(deps), { renamed: 1 })
  t.equal(await leadsTo(deps, 'Back_eg'), ids.get('Org2_eg'))
  await consistent(t, deps)
})

onBoth('suspended and deleted accounts keep their entry, id and handle, and are there again when they come back', async (t, deps) => {
  const { sim } = await openWorld(t, deps, [organisation(1), organisation(2)])
  const ids = await approveAll(deps, ['Org1_eg', 'Org2_eg'])
  sim.changeUser(idOf(1), { suspended: true })
  sim.changeUser(idOf(2), { gone: true })
  t.match(await later(deps), { suspended: 1, not_found: 1, renamed: 0 })
  for (const handle of ['Org1_eg', 'Org2_eg']) t.equal(await leadsTo(deps, handle), ids.get(handle))
  sim.changeUser(idOf(1), { suspended: false })
  sim.changeUser(idOf(2), { gone: false })
  t.match(await later(deps), { found: 2, renamed: 0 })
  t.match(await accountOf(deps, ids.get('Org1_eg') ?? ''), { state: 'active', x_user_id: idOf(1) })
  await consistent(t, deps)
})

onBoth('an account that X once did not know is not taken for one that has its handle since', async (t, deps) => {
  const { sim } = await openWorld(t, deps, [organisation(1)])
  const id = (await approveAll(deps, ['Org1_eg'])).get('Org1_eg') ?? ''
  const ghost = await propose(deps, '@Ghost_eg')
  await resolveAccounts(deps)
  sim.changeUser(idOf(1), { username: 'Ghost_eg' })
  t.match(await later(deps), { renamed: 1, duplicate: 0 })
  t.equal(await leadsTo(deps, 'Ghost_eg'), id)
  t.match(await accountOf(deps, ghost), { state: 'not_found', same_as: null, x_user_id: null })
  t.match(await later(deps), { looked_up: 1 }, 'what has neither handle nor id is not asked for')
  await consistent(t, deps)
})

onBoth('never looked up ones come first, published ones before proposed ones, and then the stalest', async (t, deps) => {
  const { sim } = await openWorld(
    t,
    deps,
    [1, 2, 3, 4].map((n) => organisation(n)),
  )
  await approveAll(deps, ['Org1_eg'])
  deps.clock.advance(86_400_000)
  await approveAll(deps, ['Org2_eg'])
  deps.clock.advance(WEEK)
  await propose(deps, '@Org3_eg')
  const four = await propose(deps, '@Org4_eg')
  await decide(deps, four, 'approve', 'ally')
  const order: string[] = []
  for (let i = 0; i < 4; i++) {
    await resolveAccounts(deps, { limit: 1 })
    order.push(decodeURIComponent(/(?:ids|usernames)=([^&]*)/.exec(sim.log().at(-1)?.url ?? '')?.[1] ?? ''))
  }
  t.same(order, ['org4_eg', 'org3_eg', idOf(1), idOf(2)])
})

onBoth('what was paid for is kept when the budget ends between two questions', async (t, deps) => {
  const { sim } = await openWorld(t, deps, [organisation(1), organisation(2)])
  const id = (await approveAll(deps, ['Org1_eg'])).get('Org1_eg') ?? ''
  sim.changeUser(idOf(1), { username: 'Renamed_eg' })
  await propose(deps, '@Org2_eg')
  deps.clock.advance(WEEK)
  sim.setFault({ name: 'credits-402', route: 'GET /2/users/by', nth: 1, next: 1 })
  t.match(await resolveAccounts(deps), { looked_up: 1, renamed: 1, unanswered: 1 })
  t.same(await shown(deps, id), [['Renamed_eg', idOf(1), ['org1_eg']]])
  t.match(await resolveAccounts(deps), { looked_up: 1, found: 1 }, 'the rest waits')
  await consistent(t, deps)
})

/** Handles swap, move and are nominated under new names while two runs and nominators are at it at once. */
async function scramble(deps: TestDeps, sim: Simulator, round: number): Promise<void> {
  sim.changeUser(idOf(1), { username: 'Passing_eg' })
  sim.changeUser(idOf(2), { username: round % 2 ? 'Org2_eg' : 'Org1_eg' })
  sim.changeUser(idOf(1), { username: round % 2 ? 'Org1_eg' : 'Org2_eg' })
  sim.changeUser(idOf(3), { username: `Moved${round}_eg` })
  deps.clock.advance(WEEK)
}

onPostgres('of two runs at once nothing is done twice, and nominations at the same moment find the right entry', async (t, deps) => {
  const { sim } = await openWorld(t, deps, [organisation(1), organisation(2), organisation(3)])
  const ids = await approveAll(deps, ['Org1_eg', 'Org2_eg', 'Org3_eg'])
  for (let round = 0; round < 8; round++) {
    await scramble(deps, sim, round)
    const [a, b] = await Promise.all([resolveAccounts(deps), resolveAccounts(deps), ...Array.from({ length: 6 }, () => propose(deps, `@Moved${round}_eg`))])
    t.equal(a.renamed + b.renamed, 3, 'each rename once')
    await resolveAccounts(deps)
    t.equal(await leadsTo(deps, `Moved${round}_eg`), ids.get('Org3_eg'))
    t.equal(await leadsTo(deps, round % 2 ? 'Org1_eg' : 'Org2_eg'), ids.get('Org1_eg'))
  }
  const renames = (await directory.getHistory(deps, ids.get('Org3_eg') ?? '')).filter(({ action }) => action === 'account.rename')
  t.equal(renames.length, 8)
  await consistent(t, deps)
})

onBoth('an organiser looks again without waiting for the week to end, at one entry or at all', async (t, deps) => {
  const { sim, calls } = await openWorld(t, deps, [organisation(1), organisation(2)])
  const id = (await approveAll(deps, ['Org1_eg', 'Org2_eg'])).get('Org1_eg') ?? ''
  sim.changeUser(idOf(1), { username: 'Renamed_eg' })
  sim.changeUser(idOf(2), { suspended: true })
  t.match(await resolveAccounts(deps), { looked_up: 0 })
  const before = calls.length
  t.match(await resolveAccounts(deps, { ...LOOK_NOW, entries: [id] }), { looked_up: 1, renamed: 1, suspended: 0 })
  t.ok(calls.length > before, 'it is metered, so the budget holds')
  t.match(await resolveAccounts(deps, LOOK_NOW), { looked_up: 2, renamed: 0, suspended: 1 })
})
