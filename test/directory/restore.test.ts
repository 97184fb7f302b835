import fc from 'fast-check'
import type { Test } from 'tap'
import { mergeAlly, unmergeAlly } from '../../src/directory/identity/decisions.js'
import { resolveAccounts } from '../../src/directory/resolve.js'
import { exportDirectory, getHistory, getReview } from '../../src/directory/service.js'
import { getSnapshot, takeSnapshot } from '../../src/directory/snapshots/service.js'
import { restoreEntry, whyNotRestored } from '../../src/directory/suppressed/restore.js'
import { submitNominations } from '../../src/nominations/service.js'
import { checkProof } from '../../src/privacy/look.js'
import { answerLeaving, askToLeave, listLeaving } from '../../src/privacy/service.js'
import { onBoth, onPostgres, type TestDeps } from '../helpers/engines.js'
import { approveAll, decide, openWorld, organisation } from '../helpers/world.js'
import { testApp } from '../http/app.js'
import { openDesk } from '../web/desk.js'

const said = { actor: 'key:test', reason: 'in a test' }
const status = async (deps: TestDeps, id: string) => (await getReview(deps, id)).status
const nominate = (deps: TestDeps, target: string) =>
  submitNominations(deps, { targets: [target], nominator: 'other_eg', source: 'api', voice: 'v', actor: 'anyone' })
const restore = async (deps: TestDeps, id: string) => restoreEntry(deps, 'key:test', id, (await getReview(deps, id)).etag, { reason: 'It was parted.' })

/** @Org1_eg and @Org2_eg, both published; `leave` asks for one and shows the code in its profile. */
async function two(t: Test, deps: TestDeps) {
  const world = await openWorld(t, deps, [organisation(1), organisation(2)])
  const ids = await approveAll(deps, ['Org1_eg', 'Org2_eg'])
  const leave = async (n: 1 | 2) => {
    const { request, secret } = await askToLeave(deps, { target: `@Org${n}_eg` })
    world.sim.changeUser(`1400010${n}`, { description: request.code })
    await checkProof(deps, secret, 'profile')
  }
  return { ...world, one: ids.get('Org1_eg') ?? '', other: ids.get('Org2_eg') ?? '', leave }
}

for (const [asker, where] of [
  [1, 'is merged into the other'],
  [2, 'has the other merged into it'],
] as const)
  onBoth(`a body leaves that ${where} by mistake: it stays out for good, and the one that never asked can come back once they are parted`, async (t, deps) => {
    const { one, other, leave } = await two(t, deps)
    await mergeAlly(deps, one, other, said)
    await leave(asker)
    const [gone, innocent, innocentName] = asker === 1 ? [one, other, '@Org2_eg'] : [other, one, '@Org1_eg']
    t.same([await status(deps, one), await status(deps, other)], ['withdrawn', 'withdrawn'], 'both are one, and gone at once')
    await t.rejects(restore(deps, other), { code: 'conflict' }, 'not as long as they are one')
    await t.rejects(nominate(deps, innocentName), { code: 'not_accepted' })

    await unmergeAlly(deps, one, said)
    t.same([await status(deps, one), await status(deps, other)], ['withdrawn', 'withdrawn'], 'parting brings nobody back by itself')
    t.match(await whyNotRestored(deps, gone), /asked to be gone itself/)
    await t.rejects(restore(deps, gone), { code: 'conflict', message: /nobody can bring it back/ })
    t.equal(await whyNotRestored(deps, innocent), null)
    t.match(await restore(deps, innocent), { id: innocent, status: 'proposed' })
    t.same((await exportDirectory(deps)).allies, [], 'nothing is public yet')
    t.equal((await nominate(deps, innocentName)).nominations.length, 1)
    await decide(deps, innocent, 'approve', 'ally')
    t.same(
      (await exportDirectory(deps)).allies.map(({ id }) => id),
      [innocent],
    )
    await t.rejects(nominate(deps, `@Org${asker}_eg`), { code: 'not_accepted' })
    t.equal(await status(deps, gone), 'withdrawn')
    deps.clock.advance(8 * 86_400_000)
    await resolveAccounts(deps)
    t.same([await status(deps, gone), await status(deps, innocent)], ['withdrawn', 'approved'], 'nor does a look at X change it')
    const history = (await getHistory(deps, innocent)).map(({ what }) => what)
    t.ok(history.includes('brought back into the queue: its body had not asked to be gone'), history.join('; '))
    if (asker === 2) t.match(history.join('; '), /withdrawn with .*, as it was merged/)
  })

onBoth('an organiser’s slip is put right, with all that was merged; what is gone from snapshots stays gone', async (t, deps) => {
  const { one, other } = await two(t, deps)
  await mergeAlly(deps, one, other, said)
  const snapshot = await takeSnapshot(deps, 'test', { name: 'Before' })
  await decide(deps, other, 'withdraw')
  await t.rejects(nominate(deps, '@Org1_eg'), { code: 'not_accepted' })
  await t.rejects(restore(deps, one), { message: /part them first/ }, 'the whole is brought back, not a part')
  await restore(deps, other)
  t.same([await status(deps, one), await status(deps, other)], ['proposed', 'proposed'])
  t.equal((await nominate(deps, '@Org1_eg')).nominations.length, 1)
  t.equal((await getSnapshot(deps, snapshot.id)).withdrawn, 1)
  const { rows } = await deps.database.executeSql('select count(*)::int as n from x_profile', [])
  t.same(rows, [{ n: 0 }])
  await resolveAccounts(deps)
  t.same((await deps.database.executeSql('select count(*)::int as n from x_profile', [])).rows, [{ n: 2 }], 'profiles are looked up again at once')
  await t.rejects(restore(deps, other), { code: 'conflict', message: /not withdrawn/ })
})

onBoth(
  'what an organiser withdrew is the body’s own wish as soon as it asks; so is a request that an organiser honours, and all that stood before',
  async (t, deps) => {
    const { one, other, leave } = await two(t, deps)
    await decide(deps, one, 'withdraw')
    t.equal(await whyNotRestored(deps, one), null)
    await leave(1)
    await t.rejects(restore(deps, one), { code: 'conflict' })

    await askToLeave(deps, { target: '@Org2_eg' })
    const [waiting] = await listLeaving(deps, 'open')
    await answerLeaving(deps, 'key:test', waiting?.id ?? '', { answer: 'honour', reason: 'They wrote to us' })
    await t.rejects(restore(deps, other), { code: 'conflict', message: /asked to be gone itself/ })

    const third = (await approveAll(deps, ['Org3_eg'])).get('Org3_eg') ?? ''
    await decide(deps, third, 'withdraw')
    // As it was written when nobody noted who asked.
    await deps.database.executeSql(`insert into suppression (key_hash, by, created_at) select key_hash || 'x', by, created_at from suppression`, [])
    await deps.database.executeSql(`update suppression set asked = default, by = 'organiser'`, [])
    await t.rejects(restore(deps, third), { code: 'conflict' }, 'for whoever left before, nothing becomes weaker')
  },
)

onBoth('an account that comes back under another handle goes again, by its own wish or with an organiser’s decision as before', async (t, deps) => {
  const { one, other, leave, sim } = await two(t, deps)
  await leave(1)
  await decide(deps, other, 'withdraw')
  for (const [n, handle] of [
    [1, 'Fresh1_eg'],
    [2, 'Fresh2_eg'],
  ] as const) {
    sim.changeUser(`1400010${n}`, { username: handle })
    await nominate(deps, `@${handle}`).catch(() => undefined)
  }
  await resolveAccounts(deps)
  for (const id of [one, other]) t.equal(await status(deps, id), 'withdrawn')
  const { rows } = await deps.database.executeSql(
    `select a.id, a.status, c.handle_key from ally a join account c on c.ally_id = a.id where c.handle_key like 'fresh%' order by 3`,
    [],
  )
  for (const row of rows as { id: string; status: string; handle_key: string }[]) t.equal(row.status, 'withdrawn', row.handle_key)
  await restore(deps, other)
  await t.rejects(restore(deps, one), { code: 'conflict' })
})

onBoth('by the API: for whoever answers leavers, with a word and a reason, for the version that was read', async (t, deps) => {
  const { one } = await two(t, deps)
  const { call, key } = await testApp(t, deps)
  const { etag: before } = await getReview(deps, one)
  await decide(deps, one, 'withdraw')
  const { etag } = await getReview(deps, one)
  const [curator, keeper] = [await key('directory:curate'), await key('privacy:manage')]
  const body = { never_asked: true, reason: 'The wrong row was clicked' }
  const post = (who: string, sent: object, headers: Record<string, string> = { 'if-match': etag }) =>
    call('POST', `/allies/${one}/restoration`, { key: who, body: sent, headers })
  t.match((await post(curator, body)).json(), { status: 403, required_scope: 'privacy:manage' })
  t.equal((await post(keeper, body, {})).statusCode, 428)
  t.match((await post(keeper, body, { 'if-match': before })).json(), { status: 409, changes: [{ action: 'ally.withdraw' }] })
  t.match((await post(keeper, { ...body, never_asked: false })).json(), { status: 400, errors: [{ pointer: '/never_asked' }] })
  t.equal((await post(keeper, { reason: 'x' })).statusCode, 400)
  t.equal((await post(keeper, { ...body, reason: ' ' })).statusCode, 400)
  t.equal(await status(deps, one), 'withdrawn')
  const done = await post(keeper, body)
  t.equal(done.statusCode, 200, done.body)
  t.match(done.json(), { id: one, status: 'proposed', etag: (await getReview(deps, one)).etag })
  t.equal(done.headers.etag, done.json().etag)
  t.match((await post(keeper, body)).json(), { status: 409, changes: [{ what: /brought back into the queue/ }] })
  const history = await getHistory(deps, one)
  t.match(history.at(-1), { action: 'ally.restore', reason: 'The wrong row was clicked' })
})

onBoth('on the desk: offered for a mistake, to whoever may; who asked is said to stay out', async (t, deps) => {
  const { one, other, leave } = await two(t, deps)
  await decide(deps, one, 'withdraw')
  await leave(2)
  const curator = await openDesk(t, deps, ['directory:curate'])
  t.match((await curator.get(`/desk/allies/${one}`)).body, 'somebody with the scope privacy:manage can bring it back')
  const etag = async () => (await getReview(deps, one)).etag
  t.equal((await curator.post(`/desk/allies/${one}/restoration`, { etag: await etag(), reason: 'x', never_asked: 'yes' })).statusCode, 403)
  const desk = await openDesk(t, deps)
  t.match((await desk.get(`/desk/allies/${other}`)).body, 'asked to be gone itself')
  t.notMatch((await desk.get(`/desk/allies/${other}`)).body, '/restoration')
  t.match((await desk.get(`/desk/allies/${one}`)).body, 'It was withdrawn by mistake')
  const unsaid = await desk.post(`/desk/allies/${one}/restoration`, { etag: await etag(), reason: 'x' })
  t.equal(unsaid.statusCode, 400)
  t.match(unsaid.body, 'tick that it never asked')
  const done = await desk.post(`/desk/allies/${one}/restoration`, { etag: await etag(), reason: 'The wrong row', never_asked: 'yes' })
  t.equal(done.headers.location, `/desk/allies/${one}?done=restore`)
  t.match((await desk.get(`/desk/allies/${one}?done=restore`)).body, 'Back in the queue')
  t.equal(
    (await desk.post(`/desk/allies/${other}/restoration`, { etag: (await getReview(deps, other)).etag, reason: 'x', never_asked: 'yes' })).statusCode,
    409,
  )
  t.equal(await status(deps, other), 'withdrawn')
})

onPostgres('of a wish and a bringing back at once, in either order, the wish stands', async (t, deps) => {
  const { one, leave } = await two(t, deps)
  await decide(deps, one, 'withdraw')
  const [brought] = await Promise.allSettled([restore(deps, one), leave(1)])
  t.equal(await status(deps, one), 'withdrawn')
  t.comment(brought.status)
  await t.rejects(restore(deps, one), { code: 'conflict' })
  await t.rejects(nominate(deps, '@Org1_eg'), { code: 'not_accepted' })
})

const ACTS = ['merge', 'part', 'withdraw', 'restore', 'approve', 'ask', 'nominate'] as const

onBoth('whatever is merged, parted, withdrawn, brought back and approved in whatever order: who asked is never seen again', async (t, deps) => {
  const handles = ['OrgA_eg', 'OrgB_eg', 'OrgC_eg']
  const step = fc.record({ act: fc.constantFrom(...ACTS), a: fc.nat(2), b: fc.nat(2) })
  let [round, brought, refused] = [0, 0, 0]
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 16 }), async (steps) => {
      round++
      const names = handles.map((handle) => `${handle.slice(0, -3)}${round}_eg`)
      const ids = [...(await approveAll(deps, names)).values()]
      const asked = new Set<number>()
      for (const { act, a, b } of steps) {
        const [id = '', into = ''] = [ids[a], ids[b]]
        const tried = await {
          merge: () => mergeAlly(deps, id, into, said),
          part: () => unmergeAlly(deps, id, said),
          withdraw: () => decide(deps, id, 'withdraw'),
          restore: () => restore(deps, id),
          approve: () => decide(deps, id, 'approve', 'ally'),
          nominate: () => nominate(deps, `@${names[a]}`),
          ask: async () => {
            await askToLeave(deps, { target: `@${names[a]}` })
            const waiting = (await listLeaving(deps, 'open')).find((one) => one.target === `@${names[a]}`.toLowerCase())
            await answerLeaving(deps, 'key:test', waiting?.id ?? '', { answer: 'honour', reason: 'Its wish' })
            asked.add(a)
          },
        }
          [act]()
          .then(
            () => true,
            (error: { code?: string }) => {
              if (!['conflict', 'not_accepted', 'quota_exceeded', 'precondition_failed'].includes(error.code ?? '')) throw error
              return false
            },
          )
        if (act === 'restore') tried ? brought++ : refused++
        if (act === 'nominate' && asked.has(a) && tried) throw new Error(`${names[a]} asked, and was nominated`)
        const seen = JSON.stringify(await exportDirectory(deps))
        for (const n of asked) {
          if ((await status(deps, ids[n] ?? '')) !== 'withdrawn') throw new Error(`${names[n]} asked, and is not withdrawn after ${act}`)
          if (seen.includes(names[n] ?? '')) throw new Error(`${names[n]} asked, and is seen`)
        }
      }
      deps.clock.advance(86_400_000)
    }),
    { numRuns: 25, seed: 20261123 },
  )
  t.ok(brought > 3 && refused > 3, `${brought} brought back, ${refused} refused`)
})
