import { confirmSwitch, disconnectOwner, ownerStatus, sweepPending } from '../../src/access/owner/service.js'
import { createOwnerTokens, REFRESH_LEASE_MS } from '../../src/access/owner/tokens.js'
import { connectPlatform } from '../../src/compose.js'
import { openDatabase } from '../../src/db/open.js'
import { createStore } from '../../src/db/tx.js'
import { systemClock } from '../../src/deps.js'
import { isPlatformError, type Platform } from '../../src/platform/port.js'
import { onBoth, onPostgres, type TestDeps, testConfig } from '../helpers/engines.js'
import { failureOf } from '../platform/world.js'
import { ADMIN, ALICE, BOB, ownerWorld, urlOf } from './owner-world.js'

const HOUR = 3_600_000
const MINUTE = 60_000

/** One call in the account's name, about a list that is not there, and in whose name it was. */
const meOf = async (platform: Platform | null) => {
  if (!platform?.lists) throw new Error('lists should be there from the start')
  await platform.getList('1').catch((error: unknown) => {
    if (!isPlatformError(error) || error.kind !== 'gone') throw error
  })
  return platform.lists.me()
}
const me = (deps: TestDeps) => meOf(deps.platform)

/** What a process leaves that died between noting its refresh and storing the answer. */
const leaveIntent = (deps: TestDeps) => deps.database.executeSql('update x_owner set refreshing_since = $1', [deps.clock.now()])

onBoth('nobody connected: every call in a name is refused and says where to go; the moment somebody is, it works without a restart', async (t, deps) => {
  const { sim, connect, another } = await ownerWorld(t, deps)
  const before = await another()
  const failure = await failureOf(me(deps))
  t.equal(failure.kind, 'auth')
  t.match(failure.message, '/desk/owner')
  t.equal(sim.log().length, 0, 'nothing was sent')
  t.match(await connect(), { kind: 'connected', username: 'alice_eg', state: 'active' })
  t.same(await me(deps), { id: ALICE, username: 'alice_eg' })
  t.same(await meOf(before), { id: ALICE, username: 'alice_eg' }, 'in a process that was there before, too')
})

onBoth('a token is renewed five minutes before its end, once, and both halves of the new pair are stored', async (t, deps) => {
  const { connect, refreshes, another } = await ownerWorld(t, deps, { kind: 'public' })
  await connect()
  deps.clock.advance(2 * HOUR - 6 * MINUTE)
  await me(deps)
  t.equal(refreshes(), 0)
  deps.clock.advance(2 * MINUTE)
  await Promise.all([me(deps), me(deps), me(deps)])
  t.equal(refreshes(), 1, 'three calls at once share one refresh')
  for (let day = 0; day < 3; day++) {
    deps.clock.advance(24 * HOUR)
    await meOf(await another())
  }
  t.equal(refreshes(), 4, 'rotated tokens are good for the next time, also after a restart')
})

onBoth('a 401 amid its time refreshes once and repeats the call, writes too; what X has taken back ends in reconnect', async (t, deps) => {
  const { sim, connect, refreshes } = await ownerWorld(t, deps)
  await connect()
  sim.setFault({ name: 'token-expired', next: 1 })
  const made = await deps.platform?.lists?.createList({ name: 'Allies', description: '', private: true })
  t.ok(made?.id)
  t.equal(sim.lists().length, 1, 'made once')
  t.equal(refreshes(), 1)

  sim.setFault({ name: 'token-revoked', next: 1 })
  const failure = await failureOf(me(deps))
  t.equal(failure.kind, 'auth')
  t.match(failure.message, /connected again/)
  t.match(await ownerStatus(deps), { account: { state: 'reconnect', note: /X refuses to renew/ } })
  const calls = sim.log().length
  t.match(await failureOf(me(deps)), { kind: 'auth', message: /@alice_eg has to be connected again/ })
  t.equal(sim.log().length, calls, 'nothing is asked of X any more')
  await connect()
  t.same(await me(deps), { id: ALICE, username: 'alice_eg' })
  t.match(await ownerStatus(deps), { account: { state: 'active', note: null } })
})

onBoth('a token is refreshed once for a call, and a second 401 is the end of it', async (t, deps) => {
  const { sim, connect, refreshes } = await ownerWorld(t, deps)
  await connect()
  sim.setFault({ name: 'token-expired', next: 5 })
  t.match(await failureOf(me(deps)), { kind: 'auth', status: 401 })
  t.equal(refreshes(), 1)
  t.equal(sim.log().filter((row) => row.route === 'GET /2/lists/:id').length, 2)
})

onBoth('a 403 never refreshes and is never sent twice', async (t, deps) => {
  const { sim, connect, refreshes } = await ownerWorld(t, deps)
  await connect()
  const list = sim.addList({ owner_id: ALICE, name: 'Allies' })
  sim.setFault({ name: 'lock-after-N', n: 0 })
  t.match(await failureOf(deps.platform?.lists?.addMember(list.id, ALICE) ?? Promise.resolve()), { kind: 'refused' })
  t.equal(refreshes(), 0)
  t.equal(sim.log().filter((row) => row.route === 'POST /2/lists/:id/members').length, 1)
})

onBoth('the token server is down: the old token serves until its end, then the error says so, and nobody knocks all the time', async (t, deps) => {
  const { sim, connect, refreshes } = await ownerWorld(t, deps)
  await connect()
  deps.clock.advance(2 * HOUR - 4 * MINUTE)
  sim.setFault({ name: 'token-server-down' })
  const asked = () => sim.log().filter((row) => row.route === 'POST /2/oauth2/token').length
  const before = asked()
  t.same(await me(deps), { id: ALICE, username: 'alice_eg' })
  t.same(await me(deps), { id: ALICE, username: 'alice_eg' })
  t.equal(asked() - before, 1, 'left alone for half a minute')
  t.match(await ownerStatus(deps), { account: { state: 'active', note: /tried again/ } })
  deps.clock.advance(5 * MINUTE)
  const failure = await failureOf(me(deps))
  t.equal(failure.kind, 'auth', 'not transient, which of a write means that it may have happened')
  t.match(failure.message, /nothing needs to be connected anew/)
  sim.clearFaults()
  deps.clock.advance(MINUTE)
  t.same(await me(deps), { id: ALICE, username: 'alice_eg' })
  t.equal(refreshes(), 1)
  t.match(await ownerStatus(deps), { account: { state: 'active', note: null } })
})

onBoth('killed before the call reached X: after the lease the old refresh token is tried, and serves', async (t, deps) => {
  const { connect, refreshes, another } = await ownerWorld(t, deps)
  await connect()
  deps.clock.advance(2 * HOUR)
  await leaveIntent(deps)
  t.match(await ownerStatus(deps), { account: { state: 'active', note: /being renewed since/ } })
  const started = deps.clock.now().getTime()
  t.same(await meOf(await another()), { id: ALICE, username: 'alice_eg' })
  t.ok(deps.clock.now().getTime() - started >= REFRESH_LEASE_MS - 1000, 'the other might have been alive')
  t.equal(refreshes(), 1)
})

onBoth('killed between X’s answer and storing it: the pair is spent, and the state says so after one try', async (t, deps) => {
  const { sim, connect, another } = await ownerWorld(t, deps)
  await connect()
  deps.clock.advance(2 * HOUR)
  // What the dead process got from X: the rotation stands.
  sim.setFault({ name: 'refresh-race', next: 1 })
  t.match(await failureOf(me(deps)), { kind: 'auth', message: /gave no answer/ })
  await leaveIntent(deps)
  const asked = () => sim.log().filter((row) => row.route === 'POST /2/oauth2/token').length
  const before = asked()
  const restarted = await another()
  t.match(await failureOf(meOf(restarted)), { kind: 'auth', message: /connected again/ })
  t.equal(asked() - before, 1, 'the old pair was tried once')
  t.match(await ownerStatus(deps), { account: { state: 'reconnect', note: /broken off at 2026-/ } })
  t.match(await failureOf(meOf(restarted)), { kind: 'auth', message: /has to be connected again/ })
  t.equal(asked() - before, 1, 'and not again')
})

onBoth('consent taken back ends calls in every process at once, and the tokens are gone here and at X', async (t, deps) => {
  const { sim, connect, another } = await ownerWorld(t, deps)
  await connect()
  const worker = await another()
  await meOf(worker)
  t.match(await disconnectOwner(deps, 'session:key_02', 'New people'), { ended_at_x: true, account: { state: 'disconnected' } })
  const calls = sim.log().length
  t.match(await failureOf(meOf(worker)), { kind: 'auth', message: /taken back/ })
  t.equal(sim.log().length, calls)
  const { rows } = await deps.database.executeSql('select access_token, refresh_token, expires_at from x_owner')
  t.same(rows, [{ access_token: null, refresh_token: null, expires_at: null }])
  t.ok(Object.values(sim.exportState().oauth.refreshes).every((one) => one.revoked))
  t.match(await disconnectOwner(deps, 'session:key_02'), { account: { state: 'disconnected' } }, 'twice is once')
  const audit = await deps.database.executeSql(`select action, reason from audit where action = 'owner.disconnect'`)
  t.same(audit.rows, [{ action: 'owner.disconnect', reason: 'New people' }])
})

onBoth('X cannot be reached when consent is taken back: nothing is sent all the same', async (t, deps) => {
  const { sim, connect } = await ownerWorld(t, deps)
  await connect()
  await sim.close()
  t.match(await disconnectOwner(deps, 'cli'), { ended_at_x: false, account: { state: 'disconnected' } })
  t.match(await failureOf(me(deps)), { kind: 'auth', message: /taken back/ })
})

onBoth('another SECRET: what was sealed is told from damage, and connecting again mends it', async (t, deps) => {
  const { connect, sim } = await ownerWorld(t, deps)
  await connect()
  const config = { ...deps.config, SECRET: 'another secret of more than thirty-two characters' }
  const moved: TestDeps = { ...deps, config, platform: null }
  moved.platform = await connectPlatform(moved, { meter: () => undefined, allow: async () => undefined, left: async () => Infinity })
  t.match(await failureOf(me(moved)), { kind: 'auth', message: /another SECRET/ })
  t.match(await ownerStatus(moved), { account: { state: 'reconnect', note: /another SECRET/ } })
  t.same(await me(deps), { id: ALICE, username: 'alice_eg' }, 'with the old one back all is well')
  await deps.database.executeSql('update x_owner set access_token = refresh_token')
  t.match(await failureOf(me(deps)), { kind: 'auth', message: /damaged/ }, 'a token moved to another column does not open')
  await sim.close()
})

onBoth('keys of the environment win over a connected account', async (t, deps) => {
  const { sim, connect } = await ownerWorld(t, deps)
  await connect()
  const bob = sim.addOAuth2('14000002')
  const config = testConfig({ X_API_BASE_URL: sim.url, X_CLIENT_ID: 'app', X_ACCESS_TOKEN: bob })
  const other: TestDeps = { ...deps, config, platform: null }
  other.platform = await connectPlatform(other, { meter: () => undefined, allow: async () => undefined, left: async () => Infinity })
  t.match(await me(other), { username: 'bob_eg' })
  t.match(await ownerStatus(other), { in_force: 'environment_oauth2', not_connectable: /X_ACCESS_TOKEN/ })
  t.match(await ownerStatus(deps), { in_force: 'connected_account', not_connectable: null })
})

onBoth('the app is not known to X any more: the old token serves, and the note says where to look', async (t, deps) => {
  const { sim, connect } = await ownerWorld(t, deps)
  await connect()
  deps.config = { ...deps.config, X_CLIENT_SECRET: 'another' }
  deps.platform = await connectPlatform(deps, { meter: () => undefined, allow: async () => undefined, left: async () => Infinity })
  deps.clock.advance(2 * HOUR - 4 * MINUTE)
  t.same(await me(deps), { id: ALICE, username: 'alice_eg' })
  t.match(await ownerStatus(deps), { account: { state: 'active', note: /X_CLIENT_SECRET/ } })
  deps.clock.advance(5 * MINUTE)
  t.match(await failureOf(me(deps)), { kind: 'auth', message: /X_CLIENT_SECRET/ })
  t.ok(sim.log().length > 0)
})

onBoth('consent taken back while X answers a refresh: the new pair is not kept, but ended at X', async (t, deps) => {
  const { sim, connect } = await ownerWorld(t, deps)
  await connect()
  deps.clock.advance(2 * HOUR)
  const signIn = deps.platform?.signIn
  if (!signIn) throw new Error('an app is there')
  const source = createOwnerTokens({
    ...deps,
    secret: deps.config.SECRET,
    endpoint: {
      ...signIn,
      refreshTokens: async (token) => {
        const granted = await signIn.refreshTokens(token)
        // X cannot be told this time, so that the new pair is still good when it comes.
        await disconnectOwner({ ...deps, platform: null }, 'cli')
        return granted
      },
    },
  })
  t.match(await failureOf(source.current()), { kind: 'auth', message: /taken back/ })
  t.same((await deps.database.executeSql('select access_token, refresh_token from x_owner')).rows, [{ access_token: null, refresh_token: null }])
  t.ok(Object.values(sim.exportState().oauth.refreshes).every((one) => one.revoked))
})

onBoth('the database stumbles when the new pair is to be stored: it is asked again, and nothing is lost', async (t, deps) => {
  const { connect, refreshes } = await ownerWorld(t, deps)
  await connect()
  deps.clock.advance(2 * HOUR)
  await deps.database.executeSql(`
    create function stumble() returns trigger language plpgsql as $$ begin
      if new.generation > old.generation and nextval('stumbles') <= 3 then raise exception 'the disk is full' using errcode = '53100'; end if;
      return new;
    end $$;
    create sequence stumbles;
    create trigger stumble before update on x_owner for each row execute function stumble()`)
  t.teardown(() => deps.database.executeSql('drop trigger stumble on x_owner; drop function stumble; drop sequence stumbles'))
  t.same(await me(deps), { id: ALICE, username: 'alice_eg' })
  t.equal(refreshes(), 1)
  t.match(await ownerStatus(deps), { account: { state: 'active', note: null } })
})

onPostgres('four processes with pools of their own that need a new token at once refresh once', async (t, deps) => {
  const { sim, connect, refreshes } = await ownerWorld(t, deps, { clock: systemClock })
  await connect()
  const url = await urlOf(deps)
  const workers = await Promise.all(
    [1, 2, 3, 4].map(async () => {
      const database = await openDatabase({ databaseUrl: url, dataDir: '.', poolSize: 2, connectionTimeoutMs: 30_000 })
      t.teardown(() => database.close())
      const store = createStore(database, deps.clock, deps.ids)
      return connectPlatform({ ...deps, store }, { meter: () => undefined, allow: async () => undefined, left: async () => Infinity })
    }),
  )
  for (let round = 1; round <= 5; round++) {
    await deps.database.executeSql(`update x_owner set expires_at = now() - interval '1 second'`)
    const found = await Promise.all(workers.flatMap((worker) => [meOf(worker), meOf(worker)]))
    t.equal(found.length, 8)
    t.equal(refreshes(), round, `round ${round}: eight calls in four processes, one refresh`)
  }
  t.ok(Object.values(sim.exportState().oauth.refreshes).filter((one) => one.spent).length === 5)
})

onBoth('an account that waited in vain for a word is let go, with its tokens', async (t, deps) => {
  const { sim, connect } = await ownerWorld(t, deps)
  await connect()
  const waiting = await connect(BOB)
  t.equal(waiting.kind, 'confirm_switch')
  deps.clock.advance(9 * MINUTE)
  await sweepPending(deps)
  t.equal((await deps.database.executeSql(`select 1 from x_owner where state = 'pending'`)).rows.length, 1, 'not before its time')
  deps.clock.advance(2 * MINUTE)
  await sweepPending(deps)
  t.same((await deps.database.executeSql(`select state, access_token, refresh_token from x_owner where x_user_id = '${BOB}'`)).rows, [
    { state: 'disconnected', access_token: null, refresh_token: null },
  ])
  t.ok(Object.values(sim.exportState().oauth.refreshes).every((one) => one.user_id === ALICE || one.revoked))
  await t.rejects(confirmSwitch(deps, ADMIN, waiting.id), { code: 'not_found' })
  t.same(await me(deps), { id: ALICE, username: 'alice_eg' })
})
