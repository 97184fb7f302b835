import { eq } from 'drizzle-orm'
import { audit, nomination, outbox } from '../../src/db/schema/index.js'
import { mergeAlly } from '../../src/directory/identity/decisions.js'
import { resolveAccounts } from '../../src/directory/resolve.js'
import { countWaiting, editAlly, getReview, listReview } from '../../src/directory/service.js'
import type { AppError } from '../../src/kernel/errors.js'
import { publicListsOf } from '../../src/lists/membership.js'
import { createList, setException } from '../../src/lists/service.js'
import { askSecondLook, forgetTexts, nominationStatus, submitNominations } from '../../src/nominations/service.js'
import { statusPage } from '../../src/web/pages/status.js'
import { onBoth, onPostgres, type TestDeps } from '../helpers/engines.js'
import { decide, openWorld, organisation } from '../helpers/world.js'

const refusal = (promise: Promise<unknown>): Promise<AppError> =>
  promise.then(
    () => {
      throw new Error('nothing was refused')
    },
    (error: AppError) => error,
  )

async function nominate(deps: TestDeps, targets: string[], nominator: string) {
  const { nominations, status_code } = await submitNominations(deps, { targets, nominator, source: 'form', voice: 'x', actor: 'anyone' })
  return { code: status_code ?? '', ids: nominations.map(({ id }) => id), allies: nominations.map(({ ally_id }) => ally_id) }
}
const only = async (deps: TestDeps, code: string) => {
  const [one] = await nominationStatus(deps, code, publicListsOf)
  if (!one) throw new Error('no status')
  return one
}

onBoth('a second look stands in front of the organisers until the next decision answers it', async (t, deps) => {
  const { code, ids, allies } = await nominate(deps, ['@harbourfood_eg'], '@amara_eg')
  const [id = '', ally_id = ''] = [ids[0], allies[0]]
  const ask = (why = 'they feed half of our clients') => askSecondLook(deps, 'anyone', code, { nomination_id: id, why })
  t.equal((await refusal(ask())).code, 'conflict', 'there is no decision yet')
  t.equal((await only(deps, code)).may_ask, false)
  await decide(deps, ally_id, 'reject')
  t.match(await only(deps, code), { state: 'rejected', reason: 'reject in a test', may_ask: true, second_look: null })
  t.equal((await refusal(askSecondLook(deps, 'anyone', code, { nomination_id: 'nom_0', why: 'x' }))).code, 'not_found')
  deps.clock.advance(60_000)
  const asked_at = deps.clock.now().toISOString()
  await ask()
  t.match(await only(deps, code), { may_ask: false, second_look: { asked_at, why: 'they feed half of our clients', answered_at: null } })
  t.match(await getReview(deps, ally_id), { second_looks: [{ nomination_id: id, asked_at, why: 'they feed half of our clients' }] })
  t.same(
    (await listReview(deps, { second_look: true }, '-support', { limit: 10 })).items.map((entry) => entry.id),
    [ally_id],
  )
  t.same(await countWaiting(deps), { held_voices: 0, second_looks: 1 })
  const rows = await deps.store.db.select().from(audit).where(eq(audit.action, 'ally.second_look'))
  t.match(rows, [{ actor: 'anyone', subject: ally_id, detail: { nomination_id: id } }])
  t.equal(await deps.store.db.$count(outbox, eq(outbox.type, 'ally.second_look')), 1)

  const early = await refusal(ask('again'))
  t.equal(early.code, 'conflict')
  t.match(early, { message: /have not answered yet/, members: { asked_at, answered_at: null, status_now: 'rejected' } })

  deps.clock.advance(60_000)
  await decide(deps, ally_id, 'reject')
  const answered_at = deps.clock.now().toISOString()
  t.match(await only(deps, code), { state: 'rejected', may_ask: false, second_look: { answered_at } })
  t.same((await getReview(deps, ally_id)).second_looks, [])
  t.same(await countWaiting(deps), { held_voices: 0, second_looks: 0 })
  t.equal((await refusal(decide(deps, ally_id, 'reject'))).code, 'conflict', 'once answered, the same decision is not made again')
  t.match(await refusal(ask('again')), { message: /looked at again on .* it is rejected, because: reject in a test/, members: { answered_at } })

  const other = await nominate(deps, ['@harbourfood_eg'], '@joan_eg')
  await askSecondLook(deps, 'anyone', other.code, { nomination_id: other.ids[0] ?? '', why: 'me too' })
  t.match((await getReview(deps, ally_id)).second_looks, [{ why: 'me too' }], 'another nominator may ask')
  await decide(deps, ally_id, 'reopen')
  t.match(await only(deps, other.code), { state: 'received', second_look: { why: 'me too' } })
  t.ok((await only(deps, other.code)).second_look?.answered_at)
  deps.clock.advance(400 * 86_400_000)
  await forgetTexts(deps)
  t.equal((await only(deps, other.code)).second_look?.why, null, 'the words are forgotten in time')
})

onBoth('a retired entry may be asked about, a withdrawn one may not', async (t, deps) => {
  const { code, ids, allies } = await nominate(deps, ['@harbourfood_eg'], '@amara_eg')
  const ask = () => askSecondLook(deps, 'anyone', code, { nomination_id: ids[0] ?? '', why: 'please' })
  await decide(deps, allies[0] ?? '', 'approve', 'ally')
  t.equal((await refusal(ask())).code, 'conflict')
  await decide(deps, allies[0] ?? '', 'retire')
  t.equal((await only(deps, code)).may_ask, true)
  await decide(deps, allies[0] ?? '', 'withdraw')
  t.match(await only(deps, code), { state: 'withdrawn', may_ask: false, reason: null })
  t.equal((await refusal(ask())).code, 'conflict')
  const [row] = await deps.store.db.select().from(nomination)
  t.equal(row?.second_look_at, null, 'what was refused is not used up')
})

onPostgres('twenty requests at once ask once', async (t, deps) => {
  const { code, ids, allies } = await nominate(deps, ['@harbourfood_eg'], '@amara_eg')
  await decide(deps, allies[0] ?? '', 'reject')
  const all = await Promise.allSettled(
    Array.from({ length: 20 }, (_, n) => askSecondLook(deps, 'anyone', code, { nomination_id: ids[0] ?? '', why: `why ${n}` })),
  )
  t.equal(all.filter(({ status }) => status === 'fulfilled').length, 1)
  t.ok(all.every((one) => one.status === 'fulfilled' || (one.reason as AppError).code === 'conflict'))
  t.equal(await deps.store.db.$count(audit, eq(audit.action, 'ally.second_look')), 1)
})

onBoth('the status names the entry it was merged into, and the public lists on which that stands', async (t, deps) => {
  await openWorld(t, deps, [organisation(1), organisation(2)])
  const { code, allies } = await nominate(deps, ['@Org1_eg'], '@amara_eg')
  const into = await nominate(deps, ['@Org2_eg'], '@joan_eg')
  await resolveAccounts(deps)
  const [from = '', to = ''] = [allies[0], into.allies[0]]
  await mergeAlly(deps, from, to, { actor: 'key:test', reason: 'one body' })
  t.match(await only(deps, code), { ally_id: to, state: 'received', merged_into: { id: to, name: 'Org2_eg' }, lists: [] })
  await decide(deps, to, 'approve', 'ally')
  const open = await createList(deps, 'cli', { name: 'Allies', private: false })
  const hidden = await createList(deps, 'cli', { name: 'Drafts', private: true })
  const without = await createList(deps, 'cli', { name: 'Others', private: false })
  await setException(deps, 'cli', without.id, to, 'exclusion', 'not here')
  t.ok(hidden.id)
  t.match(await only(deps, code), {
    state: 'approved',
    merged_into: { name: 'Org2_eg' },
    lists: [{ id: open.id, name: 'Allies', url: `http://localhost:3000/lists/${open.id}` }],
  })
  t.equal((await only(deps, code)).lists.length, 1)
  await decide(deps, to, 'retire')
  await askSecondLook(deps, 'anyone', code, { nomination_id: (await only(deps, code)).id, why: 'it moved' })
  t.match((await getReview(deps, to)).second_looks, [{ why: 'it moved' }], 'it is asked about the entry it is part of')
  await decide(deps, to, 'withdraw')
  t.match(await only(deps, code), { state: 'withdrawn', merged_into: null, lists: [] })
})

onBoth('whoever named an entry that was approved and then found to be home, or is in doubt, is told so gently and not that it is approved', async (t, deps) => {
  const { code, allies } = await nominate(deps, ['@QuayFellows_eg'], '@amara_eg')
  const [id = ''] = allies
  const say = async (gate: 'ally' | 'home' | 'unsure', reason: string) => {
    deps.clock.advance(1_000)
    await editAlly(deps, 'key:test', id, (await getReview(deps, id)).etag, { gate, reason })
  }
  await decide(deps, id, 'approve', 'ally')
  t.match(await only(deps, code), { state: 'approved', reason: 'approve in a test', not_listed: null })
  await say('home', 'a secret between organisers')
  const told = await only(deps, code)
  t.match(told, { state: 'retired', status: 'approved', reason: null, not_listed: /at home in social work itself.*says nothing against it/, lists: [] })
  const page = statusPage({ site: { community: 'Sample', version: '1' } as never, code, nominations: [told] })
  t.match(page, /says nothing against it/)
  t.notMatch(page, />approved<|Approved:|a secret/)
  await say('unsure', 'who knows')
  const open = await only(deps, code)
  t.match(open, { state: 'received', reason: null, not_listed: /looking at it once more/ })
  t.notMatch(statusPage({ site: { community: 'Sample', version: '1' } as never, code, nominations: [open] }), />approved<|Approved:|who knows/)
  await say('ally', 'they wrote to us')
  t.match(await only(deps, code), { state: 'approved', not_listed: null })
})
