import { parseTarget } from '../../src/directory/handle.js'
import { attachTarget } from '../../src/directory/identify.js'
import { setSupports } from '../../src/directory/repo.js'
import { resolveAccounts } from '../../src/directory/resolve.js'
import * as directory from '../../src/directory/service.js'
import { AppError } from '../../src/kernel/errors.js'
import { onBoth, onPostgres, type TestDeps } from '../helpers/engines.js'
import { decide, openWorld, organisation } from '../helpers/world.js'

const target = (text: string) => {
  const parsed = parseTarget(text)
  if (!parsed.ok) throw new Error(parsed.reason)
  return parsed.target
}

const propose = (deps: TestDeps, text: string, texts: string[] = []) => deps.store.transaction((tx) => attachTarget(tx, deps, target(text), { texts }))

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'done',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  )
}

const paging = { limit: 50 }

onBoth('the tag of a hashtag is spelt as its entry is called, never as another tag', async (t, deps) => {
  const { ally_id } = await propose(deps, '#FoodJustice_eg')
  const now = () => directory.getReview(deps, ally_id)
  const rename = async (name: string) => directory.editAlly(deps, 'test', ally_id, (await now()).etag, { name, reason: 'As it is called' })
  t.equal((await now()).hashtag?.tag, 'FoodJustice_eg')
  t.equal((await rename('#foodJUSTICE_eg')).hashtag?.tag, 'foodJUSTICE_eg')
  for (const name of ['Food justice', 'FoodJustice', 'W'.repeat(200)]) t.equal((await rename(name)).hashtag?.tag, 'foodjustice_eg', name)
})
const names = (page: { items: { name: string }[] }) => page.items.map((one) => one.name)

onBoth('every spelling of a handle or tag leads to the same entry', async (t, deps) => {
  const first = await propose(deps, '@HarbourFood_eg')
  t.ok(first.created)
  for (const spelling of [
    '@harbourfood_EG',
    '＠HarbourFood_eg',
    'https://x.com/HarbourFood_eg',
    'https://mobile.twitter.com/harbourfood_eg/?lang=en',
    '@HarbourFood_eg,',
  ]) {
    t.same(await propose(deps, spelling), { ...first, created: false }, spelling)
  }
  const tag = await propose(deps, '#HousingFirst_eg')
  t.equal((await propose(deps, '＃housingfirst_EG')).ally_id, tag.ally_id)
  t.not(tag.ally_id, first.ally_id)
})

onBoth('nothing is public before it is approved, and only what is an ally by the gate can be', async (t, deps) => {
  const { ally_id } = await propose(deps, '@QuayLibrary_eg')
  t.equal(await codeOf(directory.getAlly(deps, ally_id)), 'not_found')
  t.equal(await codeOf(decide(deps, ally_id, 'approve')), 'conflict', 'the rules are unsure without a description')
  const done = await decide(deps, ally_id, 'approve', 'ally')
  t.equal(done.status, 'approved')
  t.same(done.gate.by, 'organiser')
  t.equal((await directory.getAlly(deps, ally_id)).name, 'QuayLibrary_eg')
  t.same(names(await directory.listAllies(deps, {}, 'name', paging)), ['QuayLibrary_eg'])
})

onBoth('a body of the home field is refused with the way out, and never public while the gate says home', async (t, deps) => {
  const { ally_id } = await propose(deps, '@NASW')
  const entry = await directory.getReview(deps, ally_id)
  t.equal(entry.gate.verdict, 'home')
  t.ok(entry.gate.reasons.length > 0)
  t.equal(await codeOf(decide(deps, ally_id, 'approve')), 'conflict')
  t.equal(await codeOf(decide(deps, ally_id, 'approve', 'home')), 'conflict')
  const { ally_id: other } = await propose(deps, '@QuayLibrary_eg')
  await decide(deps, other, 'approve', 'ally')
  const { etag } = await directory.getReview(deps, other)
  await directory.editAlly(deps, 'key:test', other, etag, {
    gate: 'home',
    reason: 'It is a library of a school of social work',
  })
  t.equal(await codeOf(directory.getAlly(deps, other)), 'not_found', 'a gate set to home takes it off at once')
})

onBoth('nobody approves by an old verdict what organisers have taught to be home since', async (t, deps) => {
  await openWorld(t, deps, [organisation(1, { name: 'Zebra Lantern Collective' }), organisation(2)])
  const [one, two] = [await propose(deps, '@Org1_eg'), await propose(deps, '@Org2_eg')]
  await resolveAccounts(deps)
  t.equal((await directory.getReview(deps, one.ally_id)).gate.verdict, 'ally')
  const { etag } = await directory.getReview(deps, two.ally_id)
  await directory.editAlly(deps, 'key:test', two.ally_id, etag, { gate: 'home', aliases: ['Zebra Lantern Collective'], reason: 'One of ours' })
  t.equal(await codeOf(decide(deps, one.ally_id, 'approve')), 'conflict')
  t.equal(await codeOf(directory.getAlly(deps, one.ally_id)), 'not_found')
  t.equal(await codeOf(decide(deps, one.ally_id, 'approve', 'ally')), 'done', 'a word of its own holds')
})

onBoth('an old version is refused, and the first decision stands', async (t, deps) => {
  const { ally_id } = await propose(deps, '@RightsDesk_eg')
  const { etag } = await directory.getReview(deps, ally_id)
  await directory.decideAlly(deps, 'key:a', ally_id, etag, {
    action: 'approve',
    reason: 'Known to us',
    gate: 'ally',
  })
  t.equal(
    await codeOf(
      directory.decideAlly(deps, 'key:b', ally_id, etag, {
        action: 'reject',
        reason: 'No',
      }),
    ),
    'precondition_failed',
  )
  t.equal((await directory.getReview(deps, ally_id)).status, 'approved')
})

onPostgres('of many organisers at once exactly one wins', async (t, deps) => {
  const { ally_id } = await propose(deps, '@RightsDesk_eg')
  const { etag } = await directory.getReview(deps, ally_id)
  const all = await Promise.all(
    Array.from({ length: 12 }, (_, i) =>
      codeOf(
        directory.decideAlly(deps, `key:${i}`, ally_id, etag, {
          action: 'approve',
          reason: 'x',
          gate: 'ally',
        }),
      ),
    ),
  )
  t.equal(all.filter((one) => one === 'done').length, 1)
  t.equal(all.filter((one) => one === 'precondition_failed').length, 11)
  t.equal((await directory.getHistory(deps, ally_id)).filter((row) => row.action === 'ally.approve').length, 1)
})

onPostgres('of many first proposals at once exactly one makes the entry', async (t, deps) => {
  for (const text of ['@HarbourFood_eg', '#FoodJustice_eg']) {
    const all = await Promise.all(Array.from({ length: 20 }, () => propose(deps, text)))
    t.equal(all.filter((one) => one.created).length, 1)
    t.equal(new Set(all.map((one) => one.ally_id)).size, 1)
  }
  t.equal(await directory.countReview(deps, {}), 2, 'no orphan drafts')
})

onBoth('every decision is on the record with who and why, and can be undone but for a withdrawal', async (t, deps) => {
  const { ally_id } = await propose(deps, '@RightsDesk_eg')
  await decide(deps, ally_id, 'reject')
  await decide(deps, ally_id, 'reopen')
  await decide(deps, ally_id, 'approve', 'ally')
  await decide(deps, ally_id, 'retire')
  await decide(deps, ally_id, 'reopen')
  await decide(deps, ally_id, 'withdraw')
  t.equal(await codeOf(decide(deps, ally_id, 'reopen')), 'conflict')
  const history = await directory.getHistory(deps, ally_id)
  t.same(
    history.map((row) => row.action),
    ['ally.draft', 'ally.reject', 'ally.reopen', 'ally.approve', 'ally.retire', 'ally.reopen', 'ally.withdraw'],
  )
  t.match(history[0], { actor: 'worker', reason: 'drafted from RightsDesk_eg' })
  t.ok(history.slice(1).every((row) => row.actor === 'key:test' && row.reason))
})

onBoth('unknown ids are not found', async (t, deps) => {
  const id = 'aly_00000000000000000000000000'
  t.equal(await codeOf(directory.getAlly(deps, id)), 'not_found')
  t.equal(await codeOf(directory.getReview(deps, id)), 'not_found')
  t.equal(await codeOf(directory.decideAlly(deps, 'k', id, '*', { action: 'reject', reason: 'x' })), 'not_found')
  t.equal(await codeOf(directory.editAlly(deps, 'k', id, '*', { reason: 'x' })), 'not_found')
})

onBoth('search finds names, handles and tags without regard to case and accents, and takes wildcards literally', async (t, deps) => {
  for (const handle of ['@CafeQuay_eg', '@Harbour_eg', '@Percent_eg']) await decide(deps, (await propose(deps, handle)).ally_id, 'approve', 'ally')
  await decide(deps, (await propose(deps, '#Unité_eg')).ally_id, 'approve', 'ally')
  const cafe = (await directory.listAllies(deps, { q: 'cafequay' }, 'name', paging)).items[0]
  const { etag } = await directory.getReview(deps, cafe?.id ?? '')
  await directory.editAlly(deps, 'key:test', cafe?.id ?? '', etag, {
    name: 'Café  100% Quai',
    reason: 'Its real name',
  })
  const found = async (q: string) => names(await directory.listAllies(deps, { q }, 'name', paging))
  t.same(await found('CAFE'), ['Café  100% Quai'])
  t.same(await found('quaí'), ['Café  100% Quai'])
  t.same(await found('@cafequay_EG'), ['Café  100% Quai'], 'the handle still finds it')
  t.same(await found('100%'), ['Café  100% Quai'])
  t.same(await found('%'), ['Café  100% Quai'])
  t.same(await found('a_o'), [], 'an underscore is no wildcard')
  t.same(await found('unite'), ['#Unité_eg'])
  t.same(await found("'; drop table ally; --"), [])
})

onBoth('pages neither lose nor repeat an entry while others are added, in every order', async (t, deps) => {
  for (let i = 0; i < 13; i++) {
    const { ally_id } = await propose(deps, `@Org${i}_eg`)
    await decide(deps, ally_id, 'approve', 'ally')
    await deps.store.transaction((tx) => setSupports(tx.db, [{ id: ally_id, support: i % 4, chat_ids: [] }]))
    deps.clock.advance(1_000)
  }
  for (const sort of ['name', '-support', '-published_at'] as const) {
    const seen: string[] = []
    let added = 0
    for (let cursor: string | undefined; ; ) {
      const page = await directory.listAllies(deps, {}, sort, {
        limit: 4,
        cursor,
      })
      seen.push(...page.items.map((one) => one.id))
      const { ally_id } = await propose(deps, `@New${sort.length}x${added++}_eg`)
      await decide(deps, ally_id, 'approve', 'ally')
      if (page.next_cursor === null) break
      cursor = page.next_cursor
    }
    t.equal(new Set(seen).size, seen.length, `${sort}: none twice`)
    t.ok(seen.length >= 13, `${sort}: none lost`)
  }
  const { next_cursor } = await directory.listAllies(deps, {}, 'name', {
    limit: 2,
  })
  t.equal(
    await codeOf(
      directory.listAllies(deps, { q: 'org' }, 'name', {
        limit: 2,
        cursor: next_cursor ?? '',
      }),
    ),
    'invalid_cursor',
    'a cursor belongs to its filters',
  )
  t.equal(
    await codeOf(
      directory.listAllies(deps, {}, 'name', {
        limit: 2,
        cursor: 'nonsense',
      }),
    ),
    'invalid_cursor',
  )
})

onBoth('looking accounts up brings ids and states, judges again, and leaves the organiser’s word alone', async (t, deps) => {
  const { calls } = await openWorld(t, deps, [
    organisation(1),
    organisation(2, {
      description: 'We are the professional association of social workers.',
      name: 'Association of Social Workers',
    }),
    organisation(3, { suspended: true }),
    organisation(4, { protected: true }),
    organisation(5, { description: 'School of social work' }),
  ])
  const ids = new Map<string, string>()
  for (const handle of ['Org1_eg', 'Org2_eg', 'Org3_eg', 'Org4_eg', 'Org5_eg', 'Ghost_eg']) ids.set(handle, (await propose(deps, `@${handle}`)).ally_id)
  const five = ids.get('Org5_eg') ?? ''
  await directory.editAlly(deps, 'key:test', five, (await directory.getReview(deps, five)).etag, { gate: 'ally', reason: 'A namesake' })
  const report = await resolveAccounts(deps)
  t.match(report, {
    looked_up: 6,
    found: 4,
    protected: 1,
    suspended: 1,
    not_found: 1,
  })
  t.ok(
    calls.some((call) => call.operation === 'users.lookup' && call.units === 4),
    'four profiles were paid for',
  )
  const of = async (handle: string) => directory.getReview(deps, ids.get(handle) ?? '')
  t.match(await of('Org1_eg'), {
    gate: { verdict: 'ally', by: 'rules' },
    account_states: [{ state: 'active' }],
    accounts: [{ user_id: '14000101' }],
  })
  t.match(await of('Org2_eg'), { gate: { verdict: 'home' } })
  t.match(await of('Org3_eg'), { account_states: [{ state: 'suspended' }] })
  t.match(await of('Org4_eg'), { account_states: [{ state: 'protected' }] })
  t.match(await of('Org5_eg'), {
    gate: { verdict: 'ally', by: 'organiser' },
  })
  t.match(await of('Ghost_eg'), { account_states: [{ state: 'not_found' }] })
  const { etag } = await of('Org1_eg')
  t.match(await resolveAccounts(deps), { looked_up: 0 }, 'nothing is paid for twice within a week')
  deps.clock.advance(8 * 86_400_000)
  await resolveAccounts(deps)
  t.equal((await of('Org1_eg')).etag, etag, 'a refresh that brings nothing new disturbs nobody')
})

onBoth('what X tells of an account never reaches the public view', async (t, deps) => {
  await openWorld(t, deps, [
    organisation(1, {
      name: 'CANARY NAME',
      description: 'CANARY BIO',
      url: 'https://canary.example.org',
    }),
  ])
  const { ally_id } = await propose(deps, '@Org1_eg')
  await resolveAccounts(deps)
  await decide(deps, ally_id, 'approve', 'ally')
  t.notMatch(JSON.stringify([await directory.getAlly(deps, ally_id), await directory.exportDirectory(deps)]), /canary/i)
})

onBoth('a handle that X says is an account of another entry cannot be approved', async (t, deps) => {
  const { sim } = await openWorld(t, deps, [organisation(1)])
  const first = await propose(deps, '@Org1_eg')
  await resolveAccounts(deps)
  sim.changeUser('14000101', { username: 'NewName_eg' })
  const second = await propose(deps, '@NewName_eg')
  t.match(await resolveAccounts(deps), { duplicate: 1 })
  t.equal(await codeOf(decide(deps, second.ally_id, 'approve', 'ally')), 'conflict')
  t.match((await directory.getReview(deps, second.ally_id)).status_reason, first.ally_id)
})

onBoth('a name that cannot be seen is refused, and what turns a line round is taken out of it', async (t, deps) => {
  const { ally_id } = await propose(deps, '@HarbourFood_eg')
  const rename = async (name: string) => {
    const { etag } = await directory.getReview(deps, ally_id)
    return directory.editAlly(deps, 'key:test', ally_id, etag, { name, reason: 'a name' })
  }
  for (const name of ['\u200b', '\u202e\u2066', ' \u00a0 ']) t.equal(await codeOf(rename(name)), 'validation_failed')
  t.equal((await rename('\u202eHarbour\u200b Food\u2069 ')).name, 'Harbour Food')
})

onBoth(
  'a new name is judged, also of an account that was looked up: a body of the home field is not approved by what it was called before',
  async (t, deps) => {
    await openWorld(t, deps, [organisation(1)])
    const { ally_id } = await propose(deps, '@Org1_eg')
    await resolveAccounts(deps)
    t.equal((await directory.getReview(deps, ally_id)).gate.verdict, 'ally', 'by what X says of it')
    const { etag } = await directory.getReview(deps, ally_id)
    const named = await directory.editAlly(deps, 'key:test', ally_id, etag, { name: 'British Association of Social Workers', reason: 'its name' })
    t.equal(named.gate.verdict, 'home')
    t.equal(await codeOf(decide(deps, ally_id, 'approve')), 'conflict')
  },
)
