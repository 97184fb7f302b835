import fc from 'fast-check'
import { ally } from '../../../src/db/schema/index.js'
import { addRelation, decidePair, endRelation, mergeAlly, undoDecision, unmergeAlly } from '../../../src/directory/identity/decisions.js'
import { relationsOf } from '../../../src/directory/identity/repo.js'
import * as directory from '../../../src/directory/service.js'
import { AppError } from '../../../src/kernel/errors.js'
import { onBoth, onPostgres, type TestDeps } from '../../helpers/engines.js'
import { decide } from '../../helpers/world.js'
import { nominate } from './voices.js'

const said = { actor: 'key:test', reason: 'in a test' }

async function refusal(promise: Promise<unknown>): Promise<AppError | null> {
  return promise.then(
    () => null,
    (error: unknown) => {
      if (error instanceof AppError) return error
      throw error
    },
  )
}

/** All that merging may move, of every entry; versions and times do not count. */
async function state(deps: TestDeps): Promise<Record<string, unknown>> {
  const rows = await deps.store.db.select().from(ally).orderBy(ally.id)
  const own = rows.map(({ version, updated_at, change_seq, matched_at, ...row }) => row)
  const seen = await directory.exportDirectory(deps)
  return JSON.parse(JSON.stringify({ own, allies: seen.allies, review: await Promise.all(rows.map((row) => reviewed(deps, row.id))) }))
}

async function reviewed(deps: TestDeps, id: string) {
  const { etag, updated_at, ...view } = await directory.getReview(deps, id)
  return view
}

onBoth('a merge joins accounts, voices and what is found, and parting gives each its own back', async (t, deps) => {
  const kitchen = await nominate(deps, '@HarbourFood_eg', ['@amara_eg', '@ben_eg'])
  const other = await nominate(deps, '@HarbourHub_eg', ['@ben_eg', '@chi_eg', '@dee_eg'])
  await decide(deps, kitchen, 'approve', 'ally')
  await decide(deps, other, 'approve', 'ally')
  const before = await state(deps)

  await mergeAlly(deps, kitchen, other, said)
  const whole = await directory.getAlly(deps, other)
  t.equal(whole.support.nominators, 4, 'distinct people, Ben once')
  t.same(
    whole.accounts.map(({ handle }) => handle),
    ['HarbourFood_eg', 'HarbourHub_eg'],
  )
  t.same(
    (await directory.listAllies(deps, { q: 'harbourfood_eg' }, 'name', { limit: 9 })).items.map(({ id }) => id),
    [other],
  )
  t.equal((await refusal(directory.getAlly(deps, kitchen)))?.code, 'not_found')
  await nominate(deps, '@HarbourFood_eg', ['@eve_eg'])
  t.equal((await directory.getAlly(deps, other)).support.nominators, 5, 'a voice for the merged handle counts for the whole')

  await unmergeAlly(deps, kitchen, said)
  t.equal((await directory.getAlly(deps, kitchen)).support.nominators, 3, 'and goes with the handle')
  t.equal((await directory.getAlly(deps, other)).support.nominators, 3)
  const after = (await state(deps)) as { own: { id: string; support: number }[] }
  t.same(
    after.own.find(({ id }) => id === other),
    (before as typeof after).own.find(({ id }) => id === other),
  )
  const again = await refusal(mergeAlly(deps, kitchen, other, said))
  t.equal(again?.code, 'conflict', 'parted entries are different')
  await undoDecision(deps, String(again?.members.decision_id), said)
  t.ok(await mergeAlly(deps, kitchen, other, said))
})

onBoth('what cannot be merged is refused with the way out', async (t, deps) => {
  const a = await nominate(deps, '@OrgA_eg', ['@amara_eg'])
  const b = await nominate(deps, '@OrgB_eg', ['@amara_eg'])
  const c = await nominate(deps, '@OrgC_eg', ['@amara_eg'])
  const tag = await nominate(deps, '#SomeTag_eg', ['@amara_eg'])
  const why = async (child: string, into: string) => (await refusal(mergeAlly(deps, child, into, said)))?.message ?? 'merged'
  t.match(await why(a, a), /itself/)
  t.match(await why(tag, a), /owns the hashtag/)
  await decide(deps, a, 'approve', 'ally')
  t.match(await why(a, b), /other way round/)
  await mergeAlly(deps, b, a, said)
  t.match(await why(b, c), /merged into OrgA_eg already/, 'by its name, not by a number')
  t.match(await why(c, b), /merged into .* already/)
  t.match((await refusal(decide(deps, b, 'approve', 'ally')))?.message, /decide on that one/)
  await decide(deps, c, 'withdraw')
  t.match(await why(c, a), /withdrawn/)
  t.match(await why(a, 'aly_00000000000000000000000000'), /no entry/)
  await unmergeAlly(deps, b, said)
  t.equal((await refusal(unmergeAlly(deps, b, said)))?.code, 'conflict')
})

onBoth('different means different for everything that was merged into the two', async (t, deps) => {
  const [a, b, c] = [await nominate(deps, '@OrgA_eg', ['@p_eg']), await nominate(deps, '@OrgB_eg', ['@p_eg']), await nominate(deps, '@OrgC_eg', ['@p_eg'])]
  await deps.store.transaction((tx) => decidePair(tx, deps, [a, c], { verdict: 'different' }, said))
  await mergeAlly(deps, a, b, said)
  const refused = await refusal(mergeAlly(deps, c, b, said))
  t.equal(refused?.code, 'conflict')
  t.match(refused?.message, /different/)
})

onBoth('entries that disagree on the gate come to unsure, which an organiser’s later word settles', async (t, deps) => {
  const one = await nominate(deps, '@OrgA_eg', ['@p_eg'])
  const home = await nominate(deps, '@NASW', ['@p_eg', '@q_eg'])
  await decide(deps, one, 'approve', 'ally')
  const before = await state(deps)
  await mergeAlly(deps, home, one, said)
  const view = await directory.getReview(deps, one)
  t.equal(view.gate.verdict, 'unsure')
  t.match(view.gate.reasons.map(({ detail }) => detail).join(' '), /NASW.*home/)
  t.equal((await refusal(directory.getAlly(deps, one)))?.code, 'not_found', 'not public while it is open')
  await unmergeAlly(deps, home, said)
  t.same(await state(deps), before)
  t.ok(await directory.getAlly(deps, one))
})

onBoth('who asked to be gone is gone with all that was merged into it, also after parting', async (t, deps) => {
  const a = await nominate(deps, '@OrgA_eg', ['@p_eg'])
  const b = await nominate(deps, '@OrgB_eg', ['@p_eg'])
  await mergeAlly(deps, b, a, said)
  await decide(deps, a, 'withdraw')
  t.equal((await refusal(nominate(deps, '@OrgB_eg', ['@q_eg'])))?.code, 'not_accepted')
  await unmergeAlly(deps, b, said)
  t.equal((await directory.getReview(deps, b)).status, 'withdrawn')
})

onBoth('a chapter of a body of the home field is home until the relation ends', async (t, deps) => {
  const naturally = await nominate(deps, '@NASW', ['@p_eg'])
  const chapter = await nominate(deps, '@HarbourSect_eg', ['@p_eg'])
  const before = (await directory.getReview(deps, chapter)).gate
  t.not(before.verdict, 'home')
  await addRelation(deps, { kind: 'chapter', from_id: chapter, to_id: naturally }, said)
  t.equal((await directory.getReview(deps, chapter)).gate.verdict, 'home')
  t.equal((await refusal(addRelation(deps, { kind: 'chapter', from_id: chapter, to_id: naturally }, said)))?.code, 'conflict')
  t.match((await refusal(addRelation(deps, { kind: 'variant', from_id: chapter, to_id: naturally }, said)))?.message, /two hashtags/)
  const [made] = await relationsOf(deps.store.db, [chapter])
  await endRelation(deps, made?.id ?? '', said)
  t.same((await directory.getReview(deps, chapter)).gate, before)
  t.equal((await refusal(endRelation(deps, made?.id ?? '', said)))?.code, 'conflict')
})

onBoth('a press account is no longer public once its parent turns out to be of the home field, by word or by merge', async (t, deps) => {
  const [body, press, chapter] = [
    await nominate(deps, '@HarbourBody_eg', ['@p_eg']),
    await nominate(deps, '@HarbourPress_eg', ['@p_eg']),
    await nominate(deps, '@HarbourYork_eg', ['@p_eg']),
  ]
  // Allies by the rules: no organiser has said so of them.
  for (const [id, name] of [
    [press, 'Casey Family Programs'],
    [chapter, 'American Library Association'],
  ] as const) {
    const { etag } = await directory.getReview(deps, id)
    await directory.editAlly(deps, 'key:test', id, etag, { name, reason: 'its name' })
    await decide(deps, id, 'approve')
    t.ok(await directory.getAlly(deps, id))
  }
  await addRelation(deps, { kind: 'press', from_id: press, to_id: body }, said)
  await addRelation(deps, { kind: 'chapter', from_id: chapter, to_id: press }, said)
  t.ok(await directory.getAlly(deps, press))
  const home = await nominate(deps, '@NASW', ['@p_eg'])
  await mergeAlly(deps, body, home, said)
  for (const id of [press, chapter]) {
    t.equal((await directory.getReview(deps, id)).gate.verdict, 'home')
    t.equal((await refusal(directory.getAlly(deps, id)))?.code, 'not_found')
  }
  await unmergeAlly(deps, body, said)
  for (const id of [press, chapter]) t.ok(await directory.getAlly(deps, id), 'and back')
  const { etag } = await directory.getReview(deps, body)
  await directory.editAlly(deps, 'key:test', body, etag, { gate: 'home', reason: 'one of ours' })
  t.equal((await refusal(directory.getAlly(deps, chapter)))?.code, 'not_found')
})

onBoth('what is rejected is not published by a merge, and a reason has to say something', async (t, deps) => {
  const [kept, refused] = [await nominate(deps, '@OrgA_eg', ['@p_eg']), await nominate(deps, '@OrgB_eg', ['@p_eg'])]
  await decide(deps, kept, 'approve', 'ally')
  await decide(deps, refused, 'reject')
  t.match((await refusal(mergeAlly(deps, refused, kept, said)))?.message, /rejected.*queue first/)
  t.equal((await refusal(mergeAlly(deps, refused, kept, { ...said, reason: '  ' })))?.code, 'validation_failed')
})

const SEQUENCES = Number(process.env.ALLIES_TEST_SEQUENCES ?? 25)

onBoth('a relation between two that are merged and parted again stands as it did, with the decision that takes it back', async (t, deps) => {
  const [a, b] = [await nominate(deps, '@OrgA_eg', ['@p_eg']), await nominate(deps, '@OrgB_eg', ['@p_eg'])]
  for (const ask_again of [false, true]) {
    const decision = await addRelation(deps, { kind: 'chapter', from_id: a, to_id: b }, said)
    deps.clock.advance(1_000)
    const before = await state(deps)
    const merged = await mergeAlly(deps, a, b, said)
    deps.clock.advance(1_000)
    await undoDecision(deps, merged, { ...said, ask_again })
    t.same(await state(deps), before)
    await undoDecision(deps, decision, said)
    t.same(await relationsOf(deps.store.db, [a, b]), [])
    deps.clock.advance(1_000)
  }
})

onBoth('any sequence of merges and unmerges restores the exact state', async (t, deps) => {
  const people = ['@p1_eg', '@p2_eg', '@p3_eg', '@p4_eg']
  const ids: string[] = []
  for (const [i, handle] of ['@OrgA_eg', '@OrgB_eg', '@OrgC_eg', '@OrgD_eg', '@NASW', '@OrgE_eg'].entries())
    ids.push(await nominate(deps, handle, people.slice(i % 3, 1 + (i % 4) + (i % 3))))
  for (const i of [0, 1, 3]) await decide(deps, ids[i] ?? '', 'approve', 'ally')
  const before = await state(deps)
  const place = fc.nat({ max: ids.length - 1 })
  const step = fc.oneof({ weight: 3, arbitrary: fc.tuple(fc.constant('merge' as const), place, place) }, fc.tuple(fc.constant('part' as const), place, place))
  let merged = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 9 }), fc.shuffledSubarray([...ids.keys()], { minLength: ids.length }), async (steps, order) => {
      const part = async (id: string) => {
        const { merged_into } = (await deps.store.db.select().from(ally)).find((row) => row.id === id) ?? {}
        if (merged_into)
          await deps.store.transaction((tx) =>
            import('../../../src/directory/identity/merge.js').then((m) =>
              m.partEntries(tx, deps, { child_id: id, by: 'organiser', ...said, remember: false }),
            ),
          )
      }
      for (const [what, one, other] of steps) {
        const [a = '', b = ''] = [ids[one], ids[other]]
        if (what === 'part') await part(a)
        else if ((await refusal(mergeAlly(deps, a, b, said))) === null) merged++
        const rows = new Map((await deps.store.db.select().from(ally)).map((row) => [row.id, row]))
        for (const row of rows.values()) {
          const seen = new Set<string>()
          let at = row
          while (at.merged_into && !seen.has(at.id)) {
            seen.add(at.id)
            at = rows.get(at.merged_into) ?? at
          }
          if (at.id !== row.canonical_id || at.merged_into) throw new Error(`${row.id} leads to ${at.id}, not to ${row.canonical_id}`)
        }
      }
      for (const at of order) await part(ids[at] ?? '')
      if (JSON.stringify(await state(deps)) !== JSON.stringify(before)) t.same(await state(deps), before)
      return true
    }),
    { numRuns: SEQUENCES, endOnFailure: true },
  )
  t.ok(merged > SEQUENCES, `${merged} merges`)
  t.same(await state(deps), before)
})

onPostgres('of two merges at once one wins and the other is told', async (t, deps) => {
  for (let round = 0; round < 8; round++) {
    const [a, b, c] = [
      await nominate(deps, `@A${round}_eg`, ['@p_eg']),
      await nominate(deps, `@B${round}_eg`, ['@p_eg']),
      await nominate(deps, `@C${round}_eg`, ['@p_eg']),
    ]
    const both = await Promise.all([refusal(mergeAlly(deps, a, b, said)), refusal(mergeAlly(deps, a, c, said)), refusal(mergeAlly(deps, b, a, said))])
    t.equal(both.filter((one) => one === null).length >= 1, true)
    for (const one of both.filter((lost) => lost !== null)) {
      t.equal(one.code, 'conflict')
      t.ok(one.members.entries_now, 'says what they are now')
    }
  }
})

onPostgres('of a merge and a withdrawal at once one wins, and the other is told who was faster, when and with what', async (t, deps) => {
  const rounds = 50
  const lost = { merge: 0, withdrawal: 0 }
  for (let round = 0; round < rounds; round++) {
    const [d, e] = [await nominate(deps, `@D${round}_eg`, ['@p_eg']), await nominate(deps, `@E${round}_eg`, ['@p_eg'])]
    // What is merged away is withdrawn in one half of the rounds, what stays in the other; each is asked first in turn.
    const gone = round % 2 === 0 ? e : d
    const { etag } = await directory.getReview(deps, gone)
    const withdraw = () => refusal(directory.decideAlly(deps, 'key:wish', gone, etag, { action: 'withdraw', reason: 'Its wish' }))
    const merge = () => refusal(mergeAlly(deps, d, e, said))
    const [merged, withdrawn] = round % 4 < 2 ? await Promise.all([merge(), withdraw()]) : (await Promise.all([withdraw(), merge()])).reverse()
    const told = merged === null ? withdrawn : merged
    t.equal([merged, withdrawn].filter((one) => one === null).length, 1, 'one wins')
    if (!told) return
    t.equal(told.code, 'conflict')
    const changes = told.members.changes as { id: string; at: string; by: string; action: string; what: string; reason: string }[]
    const by = merged === null ? { by: 'key:test', action: 'ally.merge', reason: 'in a test' } : { by: 'key:wish', action: 'ally.withdraw', reason: 'Its wish' }
    t.match(
      changes.find(({ id }) => id === gone),
      { ...by, at: /^2026-/, what: merged === null ? /was merged into/ : /was withdrawn/ },
    )
    t.match(
      (told.members.entries_now as { id: string }[]).find(({ id }) => id === gone),
      merged === null ? { merged_into: gone === d ? e : null } : { status: 'withdrawn' },
    )
    lost[merged === null ? 'withdrawal' : 'merge']++
    const rows = new Map((await deps.store.db.select().from(ally)).map((row) => [row.id, row]))
    t.equal(rows.get(gone)?.status, merged === null ? 'proposed' : 'withdrawn')
    t.equal(rows.get(d)?.merged_into, merged === null ? e : null)
  }
  t.equal(lost.merge + lost.withdrawal, rounds)
  t.comment(`lost: ${lost.merge} merges, ${lost.withdrawal} withdrawals`)
})

onBoth(
  'an old tag is a conflict with what changed after a merge, a parting or a withdrawal, and a failed precondition after anything else',
  async (t, deps) => {
    const [a, b] = [await nominate(deps, '@OrgA_eg', ['@p_eg']), await nominate(deps, '@OrgB_eg', ['@p_eg'])]
    const tagOf = async (id: string) => (await directory.getReview(deps, id)).etag
    const rename = (etag: string) => refusal(directory.editAlly(deps, 'key:slow', a, etag, { name: 'Slow', reason: 'Its own name' }))
    const first = await tagOf(a)
    t.equal(await rename(first), null)
    const stale = await rename(first)
    t.equal(stale?.code, 'precondition_failed', 'a plain edit: read again and repeat')
    t.equal(stale?.headers.etag, await tagOf(a))
    t.equal((await rename('"other.v1"'))?.code, 'precondition_failed')

    const before = await tagOf(a)
    await mergeAlly(deps, b, a, said)
    t.match(await rename(before), { code: 'conflict', members: { changes: [{ by: 'key:test', what: 'OrgB_eg was merged into Slow' }] } })
    t.match((await rename(before))?.message, /OrgB_eg was merged into Slow by key:test at 2026-/)
    t.equal((await rename('"aly_nothing.v1"'))?.code, 'precondition_failed', 'a tag of something else was never read here')
    const whole = await tagOf(a)
    t.equal(await rename(whole), null)
    t.equal((await rename(whole))?.code, 'precondition_failed', 'who read it after the merge knows of that')
    const joined = await tagOf(a)
    await unmergeAlly(deps, b, said)
    t.match(await rename(joined), { code: 'conflict', members: { changes: [{ what: 'OrgB_eg was parted from Slow' }] } })
    const alone = await tagOf(a)
    await decide(deps, a, 'withdraw')
    t.match(await rename(alone), {
      code: 'conflict',
      members: { changes: [{ what: 'Slow was withdrawn', action: 'ally.withdraw' }], entries_now: [{ status: 'withdrawn' }] },
    })
  },
)

onPostgres('voices that arrive while entries are merged and parted are all counted', async (t, deps) => {
  const a = await nominate(deps, '@OrgA_eg', ['@p0_eg'])
  const b = await nominate(deps, '@OrgB_eg', ['@p0_eg'])
  const voices = Array.from({ length: 7 }, (_, i) => nominate(deps, i % 2 ? '@OrgA_eg' : '@OrgB_eg', [`@v${i}_eg`]))
  const moves = (async () => {
    for (let i = 0; i < 6; i++) {
      const id = await mergeAlly(deps, a, b, said)
      await undoDecision(deps, id, { ...said, ask_again: true })
    }
    await mergeAlly(deps, a, b, said)
  })()
  await Promise.all([...voices, moves])
  t.equal((await directory.getReview(deps, b)).support.nominators, 8)
})
