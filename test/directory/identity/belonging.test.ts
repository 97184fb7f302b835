import fc from 'fast-check'
import t from 'tap'
import { ally, relation } from '../../../src/db/schema/index.js'
import { circleRefusal, type Link, mergeCircleRefusal, wayAround, wayUp } from '../../../src/directory/identity/belonging/circles.js'
import { type Belonging, homeByRelation, type Standing } from '../../../src/directory/identity/belonging/home.js'
import { addRelation, endRelation, mergeAlly, undoDecision, unmergeAlly } from '../../../src/directory/identity/decisions.js'
import { listDecisions } from '../../../src/directory/identity/queue.js'
import { insertRelation, relationsOf } from '../../../src/directory/identity/repo.js'
import * as directory from '../../../src/directory/service.js'
import { AppError } from '../../../src/kernel/errors.js'
import { onBoth, type TestDeps } from '../../helpers/engines.js'
import { holds } from '../../helpers/property.js'
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

const standing = (id: string, gate: 'home' | 'ally' | 'unsure', by: 'rules' | 'organiser' = 'rules'): Standing => ({
  id,
  canonical_id: id,
  name: id,
  own_gate: { gate, by, at: null, reasons: [{ rule: 'x', detail: 'x' }] },
  merged_into: null,
  merged_at: null,
  same_account: false,
})
const chapter = (from_id: string, to_id: string): Belonging => ({ kind: 'chapter', from_id, to_id, to_name: to_id })

t.test('a circle of chapters is home only if something outside of it, or one of it by its own word, is', async (t) => {
  const circle = [chapter('a', 'b'), chapter('b', 'c'), chapter('c', 'a')]
  const allies = ['a', 'b', 'c'].map((id) => standing(id, 'ally'))
  t.same([...homeByRelation(allies, circle).keys()], [])
  t.same([...homeByRelation([...allies, standing('h', 'home')], [...circle, chapter('b', 'h')]).keys()].sort(), ['a', 'b', 'c'])
  t.same([...homeByRelation([standing('a', 'home', 'organiser'), ...allies.slice(1)], circle).keys()].sort(), ['b', 'c'])
  t.same(
    [...homeByRelation([standing('a', 'home'), standing('b', 'ally'), standing('c', 'ally', 'organiser')], circle).keys()],
    [],
    'c is the way, and a person said no',
  )
})

t.test('merged entries are home together, and one that belongs to another of them follows that one', async (t) => {
  const merged = { ...standing('m', 'ally'), canonical_id: 'h', merged_into: 'h', merged_at: new Date(0) }
  t.same([...homeByRelation([standing('h', 'home'), merged, standing('x', 'ally')], [chapter('x', 'm')]).keys()], [], 'the two disagree')
  t.same([...homeByRelation([standing('h', 'home'), merged, standing('x', 'ally')], [chapter('x', 'm'), chapter('m', 'h')]).keys()], ['m', 'x'])
})

const GATES = fc.constantFrom(
  ['home', 'rules'] as const,
  ['ally', 'rules'] as const,
  ['ally', 'rules'] as const,
  ['unsure', 'rules'] as const,
  ['home', 'organiser'] as const,
  ['ally', 'organiser'] as const,
)

t.test('home is what leads to one that is home by its own word, through others that nobody decided', async (t) => {
  holds(
    t,
    fc.property(fc.array(GATES, { minLength: 2, maxLength: 9 }), fc.array(fc.tuple(fc.nat(8), fc.nat(8)), { maxLength: 24 }), (gates, pairs) => {
      const members = gates.map(([gate, by], at) => standing(String(at), gate, by))
      const relations = pairs.filter(([a, b]) => a < gates.length && b < gates.length && a !== b).map(([a, b]) => chapter(String(a), String(b)))
      const follows = ({ own_gate }: Standing) => own_gate.by === 'rules' && own_gate.gate !== 'home'
      // Told in another way: walked from each entry by itself.
      const leads = (one: Standing, seen: readonly string[]): boolean =>
        one.own_gate.gate === 'home' ||
        (follows(one) &&
          relations.some(({ from_id, to_id }) => from_id === one.id && !seen.includes(to_id) && leads(members[Number(to_id)] ?? one, [...seen, one.id])))
      const expected = members.filter((one) => follows(one) && leads(one, [])).map(({ id }) => id)
      const found = homeByRelation(members, relations)
      for (const { to_id } of found.values()) if (!leads(members[Number(to_id)] as Standing, [])) return false
      return JSON.stringify([...found.keys()].sort()) === JSON.stringify(expected.sort())
    }),
    'reachability',
    2_000,
  )
})

const link = (from: string, to: string, kind: Link['kind'] = 'chapter'): Link => ({
  id: `rel_${from}${to}`,
  kind,
  from_id: from,
  to_id: to,
  from_name: from,
  to_name: to,
})

t.test('the way up is the shortest, a parent is above what it is the parent of, and circles that stand end', async (t) => {
  const links = [link('a', 'b'), link('b', 'c'), link('b', 'a'), link('d', 'c', 'parent'), link('a', 'x'), link('x', 'y'), link('y', 'c')]
  t.same(
    wayUp(links, 'a', 'd')?.map(({ id }) => id),
    ['rel_ab', 'rel_bc', 'rel_dc'],
  )
  t.equal(wayUp(links, 'd', 'a'), null)
  t.match(
    circleRefusal({ kind: 'press', from_name: 'd', to_name: 'a' }, wayUp(links, 'a', 'd') ?? []),
    /a is the chapter of b, and b is the chapter of c, and d is the parent body of c/,
  )
})

t.test('two that become one belong to themselves only through a third', async (t) => {
  const ids = (links: Link[] | null) => links?.map(({ id }) => id) ?? null
  const links = [link('a', 'b'), link('b', 'c'), link('a', 'c'), link('c', 'a'), link('x', 'a'), link('y', 'x', 'parent')]
  t.same(ids(wayAround(links, 'a', 'c')), ['rel_ab', 'rel_bc'], 'what stands between the two themselves says nothing then')
  t.same(ids(wayAround(links, 'c', 'a')), ['rel_ab', 'rel_bc'], 'whichever stays')
  t.equal(wayAround([link('a', 'b')], 'a', 'b'), null)
  t.equal(wayAround([link('a', 'c'), link('b', 'c'), link('d', 'a'), link('d', 'b')], 'a', 'b'), null, 'two parts of one body, or wholes of one part')
  t.match(mergeCircleRefusal('a', 'c', [link('a', 'b'), link('b', 'c')]), /a and c are one.*a is the chapter of b, and b is the chapter of c\. End one/)
})

async function three(deps: TestDeps): Promise<[string, string, string]> {
  return [await nominate(deps, '@OrgA_eg', ['@p_eg']), await nominate(deps, '@OrgB_eg', ['@p_eg']), await nominate(deps, '@OrgC_eg', ['@p_eg'])]
}

onBoth('whatever is of a body of the home field is of it: chapter, press, campaign, successor, hashtag; whoever it is a part of is not', async (t, deps) => {
  const body = await nominate(deps, '@HomeBody_eg', ['@p_eg'])
  const word = async (id: string, gate: 'home' | null) => {
    const { etag } = await directory.getReview(deps, id)
    await directory.editAlly(deps, 'key:test', id, etag, { gate, reason: 'in a test' })
  }
  await word(body, 'home')
  const gateOf = async (id: string) => (await directory.getReview(deps, id)).gate.verdict
  for (const [at, kind] of (['chapter', 'press', 'campaign', 'successor', 'owner'] as const).entries()) {
    const part = await nominate(deps, kind === 'owner' ? '#SoupWeek' : `@SoupKitchen${at}_eg`, ['@p_eg'])
    await decide(deps, part, 'approve', 'ally')
    // An organiser's word would stay: here the rules have it.
    await word(part, null)
    const before = await gateOf(part)
    t.not(before, 'home', kind)
    const decision = await addRelation(deps, { kind, from_id: part, to_id: body }, said)
    t.equal(await gateOf(part), 'home', kind)
    t.match((await directory.getReview(deps, part)).gate.reasons, [{ detail: /HomeBody_eg”, which belongs to the home field/ }])
    await undoDecision(deps, decision, said)
    t.equal(await gateOf(part), before, `${kind}, ended`)
  }
  const parent = await nominate(deps, '@CityUni_eg', ['@p_eg'])
  const before = await gateOf(parent)
  await addRelation(deps, { kind: 'parent', from_id: parent, to_id: body }, said)
  t.equal(await gateOf(parent), before)
  const child = await nominate(deps, '@HomeChild_eg', ['@p_eg'])
  const decision = await addRelation(deps, { kind: 'parent', from_id: body, to_id: child }, said)
  t.equal(await gateOf(child), 'home', 'the same as a chapter, said from above')
  t.match((await directory.getReview(deps, child)).gate.reasons, [{ detail: /is part of “@?HomeBody_eg”/ }])
  await word(body, null)
  t.not(await gateOf(child), 'home', 'and follows it')
  await word(body, 'home')
  t.equal(await gateOf(child), 'home')
  await undoDecision(deps, decision, said)
  t.not(await gateOf(child), 'home')
})

onBoth('a name by which an entry is also known tells a body of the home field as its own does', async (t, deps) => {
  const id = await nominate(deps, '@CafeSoli_eg', ['@p_eg'])
  const edit = async (aliases: string[]) => {
    const { etag } = await directory.getReview(deps, id)
    return (await directory.editAlly(deps, 'key:test', id, etag, { aliases, reason: 'in a test' })).gate.verdict
  }
  const before = await edit(['Café Solidaire'])
  t.not(before, 'home')
  t.equal(await edit(['Café Solidaire', 'British Association of Social Workers']), 'home')
  t.equal(await edit(['Café Solidaire']), before)
})

onBoth('a relation that would close a circle is refused with the chain that stands', async (t, deps) => {
  const [a, b, c] = await three(deps)
  const relate = (kind: 'chapter' | 'press' | 'parent' | 'successor', from_id: string, to_id: string) => addRelation(deps, { kind, from_id, to_id }, said)
  await relate('chapter', a, b)
  await relate('press', b, c)
  const refused = await refusal(relate('chapter', c, a))
  t.equal(refused?.code, 'conflict')
  t.match(
    refused?.message,
    /OrgC_eg is the chapter of OrgA_eg would close a circle.*OrgA_eg is the chapter of OrgB_eg, and OrgB_eg is the press account of OrgC_eg/,
  )
  t.equal((refused?.members.relation_ids as string[] | undefined)?.length, 2)
  t.equal((await refusal(relate('parent', a, c)))?.code, 'conflict', 'the same said from above')
  await relate('chapter', a, c).then(() => t.pass('two ways up are no circle'))
  const [d, e, f] = [await nominate(deps, '@OrgD_eg', ['@p_eg']), await nominate(deps, '@OrgE_eg', ['@p_eg']), await nominate(deps, '@OrgF_eg', ['@p_eg'])]
  await relate('successor', d, e)
  await relate('successor', e, f)
  t.match((await refusal(relate('successor', f, d)))?.message, /successor of.*circle/)
  t.equal(await refusal(relate('chapter', f, d)), null, 'who followed whom says nothing of who belongs to whom')
  // Through what was merged, too.
  const g = await nominate(deps, '@OrgG_eg', ['@p_eg'])
  await mergeAlly(deps, g, b, said)
  t.match((await refusal(relate('chapter', c, g)))?.message, /circle/)
})

onBoth('a merge that would close a circle is refused with the chain, also through what was merged before; parted relations do not count', async (t, deps) => {
  const [a, b, c] = await three(deps)
  const [d, e] = [await nominate(deps, '@OrgD_eg', ['@p_eg']), await nominate(deps, '@OrgE_eg', ['@p_eg'])]
  const relate = (kind: 'chapter' | 'parent' | 'successor', from_id: string, to_id: string) => addRelation(deps, { kind, from_id, to_id }, said)
  const whole = async (id: string) => (await directory.getReview(deps, id)).canonical_id
  await relate('chapter', a, b)
  await relate('parent', c, b)
  const before = await gates(deps)
  for (const [child, into] of [
    [c, a],
    [a, c],
  ] as const) {
    const refused = await refusal(mergeAlly(deps, child, into, said))
    t.equal(refused?.code, 'conflict')
    t.match(refused?.message, /are one entry would close a circle.*OrgA_eg is the chapter of OrgB_eg, and OrgC_eg is the parent body of OrgB_eg\. End one/)
    t.equal((refused?.members.relation_ids as string[] | undefined)?.length, 2)
  }
  t.same(await gates(deps), before)
  t.same([await whole(a), await whole(c)], [a, c], 'nothing was joined')
  await mergeAlly(deps, d, c, said)
  t.match((await refusal(mergeAlly(deps, a, c, said)))?.message, /circle/)
  await unmergeAlly(deps, d, said)
  await mergeAlly(deps, a, e, said)
  t.match((await refusal(mergeAlly(deps, c, e, said)))?.message, /OrgE_eg is the chapter of OrgB_eg/)
  await unmergeAlly(deps, a, said)
  t.equal(await refusal(mergeAlly(deps, b, a, said)), null, 'a part may turn out to be the whole itself')
  t.equal(await refusal(mergeAlly(deps, a, c, said)), null, 'and then nothing stands between any more')
})

onBoth('whoever belongs to one of two, and followed the other, is no circle; ending a relation lets the merge through', async (t, deps) => {
  const [a, b, c] = await three(deps)
  await addRelation(deps, { kind: 'successor', from_id: a, to_id: b }, said)
  const decision = await addRelation(deps, { kind: 'successor', from_id: b, to_id: c }, said)
  t.match((await refusal(mergeAlly(deps, a, c, said)))?.message, /successor of OrgB_eg.*circle|circle.*successor of OrgB_eg/)
  await undoDecision(deps, decision, said)
  await addRelation(deps, { kind: 'chapter', from_id: b, to_id: c }, said)
  t.equal(await refusal(mergeAlly(deps, a, c, said)), null, 'who followed whom says nothing of who belongs to whom')
})

onBoth('home that a person gave and gave back to the rules does not stay in a circle that merges made once', async (t, deps) => {
  const [mc1, mc2, mc3, mc4] = [...(await three(deps)), await nominate(deps, '@OrgD_eg', ['@p_eg'])]
  for (const id of [mc1, mc2]) await decide(deps, id, 'approve', 'ally')
  for (const id of [mc1, mc2]) await gate(deps, id, null)
  const before = await gates(deps)
  await addRelation(deps, { kind: 'chapter', from_id: mc1, to_id: mc2 }, said)
  await mergeAlly(deps, mc3, mc1, said)
  await mergeAlly(deps, mc4, mc2, said)
  // As a database may hold it in which merges could close one.
  await insertRelation(deps.store.db, { id: 'rel_circle', from_id: mc4, to_id: mc3, kind: 'chapter', by: 'organiser', ...said, created_at: deps.clock.now() })
  await gate(deps, mc1, 'home')
  t.same((await directory.getReview(deps, mc2)).gate.verdict, 'home')
  await gate(deps, mc1, null)
  const after = await gates(deps)
  for (const id of [mc1, mc2, mc3, mc4]) t.equal(after.get(id), before.get(id), 'nothing is home of itself')
})

const gates = async (deps: TestDeps) =>
  new Map((await deps.store.db.select().from(ally)).map(({ id, own_gate, gate }) => [id, `${own_gate.gate} ${own_gate.reasons[0]?.rule} ${gate}`]))

async function gate(deps: TestDeps, id: string, word: 'home' | 'ally' | null): Promise<void> {
  const { etag } = await directory.getReview(deps, id)
  // Of words of the same moment none is the last.
  deps.clock.advance(1_000)
  await directory.editAlly(deps, 'key:test', id, etag, { gate: word, reason: 'a word' })
}

const SEQUENCES = Number(process.env.ALLIES_TEST_SEQUENCES ?? 15)
type Step = readonly ['relate' | 'end' | 'merge' | 'part' | 'home' | 'ally' | 'back', number, number]

/** So that each step is taken at least once, and that a circle that merges would close is among them. */
const EXAMPLES: [Step[]][] = [
  [
    [
      ['relate', 0, 1],
      ['relate', 1, 2],
      ['merge', 3, 2],
      ['home', 2, 0],
      ['part', 3, 0],
      ['end', 0, 0],
      ['back', 2, 0],
    ],
  ],
  [
    [
      ['relate', 0, 1],
      ['relate', 3, 2],
      ['merge', 2, 0],
      ['merge', 3, 1],
      ['home', 0, 0],
      ['back', 0, 0],
    ],
  ],
]

onBoth('whatever is related, merged, parted and decided: no gate stands on itself, and all is as before when all is taken back', async (t, deps) => {
  const ids: string[] = []
  for (const handle of ['@OrgA_eg', '@OrgB_eg', '@OrgC_eg', '@OrgD_eg', '@NASW', '@OrgE_eg']) ids.push(await nominate(deps, handle, ['@p_eg']))
  const before = await gates(deps)
  const place = fc.nat({ max: ids.length - 1 })
  const step: fc.Arbitrary<Step> = fc.tuple(
    fc.constantFrom('relate', 'relate', 'relate', 'end', 'merge', 'merge', 'part', 'home', 'ally', 'back'),
    place,
    place,
  )
  const done = new Map<string, number>()
  let byRelation = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      for (const [what, one, other] of steps) {
        deps.clock.advance(1_000)
        const [a = '', b = ''] = [ids[one], ids[other]]
        if ((await refusal(act(deps, what, a, b))) === null) done.set(what, (done.get(what) ?? 0) + 1)
        byRelation += await grounded(deps)
      }
      for (const id of ids) {
        for (const made of await relationsOf(deps.store.db, [id])) await endRelation(deps, made.id, said)
      }
      for (const id of ids) await refusal(part(deps, id))
      for (const id of ids) if ((await directory.getReview(deps, id)).gate.by === 'organiser') await gate(deps, id, null)
      const after = await gates(deps)
      for (const id of ids) if (after.get(id) !== before.get(id)) throw new Error(`${id} was ${before.get(id)} and is ${after.get(id)}`)
    }),
    { numRuns: SEQUENCES, endOnFailure: true, examples: EXAMPLES },
  )
  for (const what of ['relate', 'end', 'merge', 'part', 'home', 'back']) t.ok((done.get(what) ?? 0) > 0, `${what} ${done.get(what)}`)
  t.ok(byRelation > 4, `${byRelation} gates by a relation`)
})

async function part(deps: TestDeps, id: string): Promise<void> {
  await unmergeAlly(deps, id, said)
  const [last] = (await listDecisions(deps, null, { limit: 1 })).items
  await undoDecision(deps, last?.id ?? '', said)
}

async function act(deps: TestDeps, what: Step[0], a: string, b: string): Promise<unknown> {
  if (what === 'relate') return addRelation(deps, { kind: 'chapter', from_id: a, to_id: b }, said)
  if (what === 'merge') return mergeAlly(deps, a, b, said)
  if (what === 'part') return part(deps, a)
  if (what === 'end') {
    const [made] = await relationsOf(deps.store.db, [a])
    return made ? endRelation(deps, made.id, said) : Promise.reject(new AppError('not_found', 'none'))
  }
  return gate(deps, a, what === 'back' ? null : what)
}

/** No entry belongs to itself, however things came to stand together; every gate by a relation leads to a home of its own, and what leads to a home has its gate; how many gates there are by a relation. */
async function grounded(deps: TestDeps): Promise<number> {
  const rows = await deps.store.db.select().from(ally)
  const byId = new Map(rows.map((row) => [row.id, row]))
  const standing = (await deps.store.db.select().from(relation)).filter(({ ended_at }) => ended_at === null)
  const isByRelation = ({ own_gate }: (typeof rows)[number]) => own_gate.reasons[0]?.rule === 'home.relation'
  const whole = (id: string) => byId.get(byId.get(id)?.canonical_id ?? '')
  const reached = (id: string, seen: Set<string>): boolean => {
    const at = byId.get(id)?.canonical_id ?? ''
    if (seen.has(at)) return false
    seen.add(at)
    const together = rows.filter(({ canonical_id }) => canonical_id === at)
    if (together.some((row) => row.own_gate.gate === 'home' && !isByRelation(row))) return true
    return standing.some(({ from_id, to_id }) => together.some((row) => row.id === from_id && isByRelation(row)) && reached(to_id, seen))
  }
  const ups = standing.map(({ from_id, to_id }) => [whole(from_id)?.id, whole(to_id)?.id] as const).filter(([from, to]) => from !== to)
  // Whoever has nothing above goes first: what is left at the end goes round.
  for (let left = ups; left.length > 0; ) {
    const next = left.filter(([, to]) => left.some(([from]) => from === to))
    if (next.length === left.length) throw new Error(`a circle: ${next.map((pair) => pair.join(' of ')).join(', ')}`)
    left = next
  }
  for (const row of rows) {
    const up = standing.filter(({ from_id }) => from_id === row.id)
    if (isByRelation(row) && !up.some(({ to_id }) => reached(to_id, new Set()))) throw new Error(`${row.name} is home of nothing`)
    const leads = up.some(({ to_id }) => whole(to_id)?.id !== row.canonical_id && whole(to_id)?.gate === 'home')
    if (leads && row.own_gate.by === 'rules' && row.own_gate.gate !== 'home') throw new Error(`${row.name} belongs to a home body and is not home`)
  }
  return rows.filter(isByRelation).length
}
