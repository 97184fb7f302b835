import { parseTarget } from '../../src/directory/handle.js'
import { attachTarget } from '../../src/directory/identify.js'
import { decidePair, undoDecision } from '../../src/directory/identity/decisions.js'
import { resolveAccounts } from '../../src/directory/resolve.js'
import * as directory from '../../src/directory/service.js'
import { createList, listMemberIds } from '../../src/lists/service.js'
import { onBoth, type TestDeps } from '../helpers/engines.js'
import { decide, openWorld, organisation } from '../helpers/world.js'

async function propose(deps: TestDeps, text: string): Promise<string> {
  const parsed = parseTarget(text)
  if (!parsed.ok) throw new Error(parsed.reason)
  return (await deps.store.transaction((tx) => attachTarget(tx, deps, parsed.target, { texts: [] }))).ally_id
}

async function edit(deps: TestDeps, id: string, change: Parameters<typeof directory.editAlly>[4]) {
  deps.clock.advance(1_000)
  const { etag } = await directory.getReview(deps, id)
  return directory.editAlly(deps, 'key:test', id, etag, change)
}

const gateOf = async (deps: TestDeps, id: string) => (await directory.getReview(deps, id)).gate
const publicIds = async (deps: TestDeps) => (await directory.listAllies(deps, {}, 'name', { limit: 10 })).items.map(({ id }) => id).sort()
const saidOf = async (deps: TestDeps, id: string) => (await directory.getHistory(deps, id)).map(({ action }) => action)

/** Three entries, looked up: the first two are called the same on X, the third otherwise. */
async function threeBodies(t: Parameters<typeof openWorld>[0], deps: TestDeps) {
  const { sim } = await openWorld(t, deps, [organisation(1, { name: 'Lantern Circle' }), organisation(2, { name: 'LANTERN  Circle' }), organisation(3)])
  const ids = [await propose(deps, '@Org1_eg'), await propose(deps, '@Org2_eg'), await propose(deps, '@Org3_eg')] as const
  await resolveAccounts(deps)
  const list = await createList(deps, 'cli', { name: 'All' })
  return { sim, ids, onList: async () => (await listMemberIds(deps, list.id, 'organiser')).sort() }
}

onBoth(
  'an entry approved by the rules leaves directory and lists when another one of its name is called home, and comes back with the word',
  async (t, deps) => {
    const { ids, onList } = await threeBodies(t, deps)
    const [first, second, third] = ids
    for (const id of [first, third]) await decide(deps, id, 'approve')
    t.same(await publicIds(deps), [first, third].sort())
    deps.clock.advance(1_000)
    await decide(deps, second, 'reject', 'home')
    t.equal((await gateOf(deps, first)).verdict, 'home', 'they share nothing but what X calls them')
    t.same(await publicIds(deps), [third])
    t.same(await onList(), [third])
    t.ok((await saidOf(deps, first)).includes('ally.namesake'))
    t.ok((await saidOf(deps, second)).includes('ally.namesakes'))
    await edit(deps, second, { gate: null, reason: 'no, I was wrong' })
    t.same(await publicIds(deps), [first, third].sort())
    t.same(await onList(), [first, third].sort())
  },
)

onBoth('an organiser’s earlier “ally” is held by a later “home” of the same name until it is said once more', async (t, deps) => {
  const { ids, onList } = await threeBodies(t, deps)
  const [first, second, third] = ids
  for (const id of [first, third]) await decide(deps, id, 'approve', 'ally')
  await edit(deps, first, { name: 'Dale Lantern Fellowship', reason: 'as they spell it' })
  await edit(deps, second, { name: 'Our Own Fellows', aliases: ['Dale Lantern Fellowship'], gate: 'home', reason: 'they are practitioners of ours' })
  const held = await gateOf(deps, first)
  t.equal(held.verdict, 'unsure')
  t.match(held.reasons[0], { rule: 'held.same_name', detail: /“Our Own Fellows”.*they are practitioners of ours/ })
  t.same(await publicIds(deps), [third])
  t.same(await onList(), [third])
  await edit(deps, first, { gate: 'ally', reason: 'I asked them: another body' })
  t.same(await publicIds(deps), [first, third].sort())
  t.same(await onList(), [first, third].sort())
})

onBoth('two that are known to be different do not hold each other', async (t, deps) => {
  const { ids } = await threeBodies(t, deps)
  const [first, second] = ids
  await decide(deps, first, 'approve', 'ally')
  deps.clock.advance(1_000)
  await decide(deps, second, 'reject', 'home')
  t.same(await publicIds(deps), [])
  const said = { actor: 'key:test' as const, reason: 'two bodies' }
  const decision = await deps.store.transaction((tx) => decidePair(tx, deps, [first, second], { verdict: 'different' }, said))
  t.same(await publicIds(deps), [first])
  await undoDecision(deps, decision, said)
  t.equal((await gateOf(deps, first)).verdict, 'unsure')
  t.same(await publicIds(deps), [])
})

onBoth('an entry whose account takes the name of a body called home is judged by it at the next look-up', async (t, deps) => {
  const { sim, ids } = await threeBodies(t, deps)
  const [first, second, third] = ids
  for (const id of [first, third]) await decide(deps, id, 'approve')
  deps.clock.advance(1_000)
  await edit(deps, second, { name: 'Practice Fellows of Dale', gate: 'home', reason: 'ours' })
  await edit(deps, first, { gate: 'ally', reason: 'a choir' })
  t.same(await publicIds(deps), [first, third].sort())
  sim.changeUser(organisation(3).id, { name: 'Practice Fellows of Dale' })
  await resolveAccounts(deps, { entries: [third], stale_ms: 0 })
  t.equal((await gateOf(deps, third)).verdict, 'home')
  t.same(await publicIds(deps), [first])
})
