import t from 'tap'
import { compareMembers, expectedCount, hasDrifted, type OurMember, type ReadingInput, readingDue } from '../../src/lists/drift/compare.js'
import { agreedAfter, compareFields, fieldFaults, fieldsToSet, isDrifted } from '../../src/lists/drift/fields.js'
import { lookCost, namedMember } from '../../src/lists/drift/looks.js'
import { driftLines } from '../../src/lists/drift/words.js'
import { parseListAddress } from '../../src/lists/dump/address.js'
import { PRICES_MILLI_USD } from '../../src/platform/port.js'

const row = (id: string) => ({ x_user_id: id, handle: `h${id}` })
const mine = (id: string, over: Partial<OurMember> = {}): OurMember => ({ ...row(id), seen: true, missed_before: false, hidden: false, ...over })
const compare = (over: Partial<Parameters<typeof compareMembers>[0]>) =>
  compareMembers({ shown: [], trusted: true, ours: [], theirs: [], wanted: new Set(), decisions: new Map(), policy: 'ask', known: new Map(), ...over })
const ids = (rows: readonly { x_user_id: string }[]) => rows.map(({ x_user_id }) => x_user_id)

t.test('whose each member is, by record, word, wish and policy', async (t) => {
  const shown = ['1', '2', '3', '4', '10'].map(row)
  const input = { shown, ours: [mine('1')], wanted: new Set(['2']), decisions: new Map([['3', 'ignore' as const]]) }
  const asked = compare(input)
  t.equal(asked.ours_shown, 1)
  t.same(ids(asked.also), ['2'])
  t.same(ids(asked.ignored), ['3'])
  t.same(ids(asked.foreign), ['4', '10'], 'in the order of numbers')
  t.same(ids(compare({ ...input, policy: 'ignore' }).ignored), ['3', '4', '10'])
  t.same(ids(compare({ ...input, policy: 'adopt' }).foreign), ['4', '10'], 'taking over is for the use-case, which knows the gate')
})

t.test('who of ours is missing, by how much the reading can be trusted', async (t) => {
  const ours = [mine('1'), mine('2', { missed_before: true }), mine('3', { hidden: true, missed_before: true }), mine('4', { seen: false })]
  const found = compare({ ours })
  t.same(ids(found.missed), ['1'])
  t.same(ids(found.left), ['2'])
  t.same(ids(found.hidden), ['3'], 'whom X suspended has not left')
  t.same(ids(found.unconfirmed), ['4'])
  const short = compare({ ours, trusted: false })
  t.same([short.missed, short.left, short.hidden, short.unconfirmed], [[], [], [], []], 'a short listing says nothing of absence')
})

t.test('a member called otherwise is the same member', async (t) => {
  const known = new Map([
    ['1', 'h1'],
    ['2', 'old'],
  ])
  const found = compare({ shown: [{ x_user_id: '1', handle: 'H1' }, row('2')], ours: [mine('1'), mine('2')], known })
  t.same(found.renamed, [{ x_user_id: '2', from: 'old', to: 'h2' }])
  t.notOk(hasDrifted({ fields: [], members: found }), 'and that is no drift')
})

t.test("a list's own fields, three ways", async (t) => {
  const fields = (name: string, description = 'd', hidden = true) => ({ name, description, private: hidden })
  const cases: [string, Parameters<typeof compareFields>, string[], object | null][] = [
    ['all the same', [fields('A'), fields('A'), fields('A')], [], null],
    ['edited here', [fields('B'), fields('A'), fields('A')], ['here'], { name: 'B' }],
    ['edited on X', [fields('A'), fields('A'), fields('C')], ['on_x'], null],
    ['edited on both sides', [fields('B'), fields('A'), fields('C')], ['both'], null],
    ['both sides came to the same', [fields('B'), fields('A'), fields('B')], [], null],
    ['nobody knows what was agreed', [fields('B'), null, fields('C')], ['unknown'], { name: 'B' }],
    ['each its own', [fields('B', 'd', true), fields('A', 'd', true), fields('A', 'e', true)], ['here', 'on_x'], { name: 'B' }],
  ]
  for (const [name, [ours, agreed, theirs], changed, set] of cases) {
    const differ = compareFields(ours, agreed, theirs)
    t.same(
      differ.map((one) => one.changed),
      changed,
      name,
    )
    t.same(fieldsToSet(ours, agreed, theirs), set, `${name}: what the plan sets`)
    t.equal(differ.some(isDrifted), changed.includes('on_x') || changed.includes('both'))
  }
  t.same(agreedAfter(fields('B'), fields('A'), fields('B')), fields('B'), 'what both show is agreed')
  t.same(agreedAfter(fields('A', 'x'), fields('A', 'd'), fields('C', 'x')), fields('A', 'x'), 'and the rest stays as it was')
  t.equal(agreedAfter(fields('A'), null, fields('C')), null)
})

t.test('names and descriptions beyond what X takes', async (t) => {
  t.same(fieldFaults({ name: 'x'.repeat(25), description: 'y'.repeat(100) }), [])
  t.same(fieldFaults({ name: '🏠'.repeat(25) }), [], 'counted as X counts, not in halves of signs')
  t.match(fieldFaults({ name: 'x'.repeat(26), description: 'y'.repeat(101) }), [
    { pointer: '/name', detail: /at most 25 .* has 26/ },
    { pointer: '/description', detail: /at most 100/ },
  ])
  t.match(fieldFaults({ name: '  ' }), [{ pointer: '/name' }])
})

t.test('when all members are read, and when the count is enough', async (t) => {
  const now = new Date('2026-03-08T12:00:00Z')
  const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000)
  const usual: ReadingInput = {
    asked: false,
    member_count: 5,
    expected: 5,
    last_read_at: ago(60),
    last: { member_count: 5, expected: 5 },
    missing_since: null,
    found_otherwise: null,
    now,
  }
  const cases: [string, Partial<ReadingInput>, string | null][] = [
    ['nothing changed', {}, null],
    ['asked for', { asked: true }, 'asked'],
    ['never read', { last_read_at: null, last: null }, 'never'],
    ['the count differs', { member_count: 6 }, 'count'],
    ['the same difference was read already', { member_count: 6, last: { member_count: 6, expected: 5 } }, null],
    ['read by a plan only, and differing', { member_count: 6, last: null }, 'count'],
    ['missed a minute ago', { missing_since: ago(1), last_read_at: ago(1) }, null],
    ['missed eleven minutes ago', { missing_since: ago(11), last_read_at: ago(11) }, 'second'],
    ['missed long ago, and read since', { missing_since: ago(600), last_read_at: ago(60) }, null],
    ['a week old', { last_read_at: ago(7 * 24 * 60) }, 'week'],
    ['a plan found others since', { found_otherwise: ago(5) }, 'found_otherwise'],
    ['a plan found others, and all were read since', { found_otherwise: ago(61) }, null],
    ['almost a week old', { last_read_at: ago(7 * 24 * 60 - 1) }, null],
  ]
  for (const [name, over, reason] of cases) t.equal(readingDue({ ...usual, ...over }), reason, name)
})

t.test('how many members X should count', async (t) => {
  const ours = [
    { x_user_id: '1', seen: true, missing: false },
    { x_user_id: '2', seen: true, missing: true },
    { x_user_id: '3', seen: false, missing: false },
  ]
  t.equal(expectedCount(ours, null), 1)
  t.equal(expectedCount(ours, { foreign: [row('8')], ignored: [row('9')], also: [row('1')], hidden: [] }), 3, 'one that was taken over since counts once')
  t.equal(expectedCount(ours, { foreign: [], ignored: [], also: [], hidden: [row('1')] }), 0, 'one that X hides is not counted by it')
})

t.test('what a look costs', async (t) => {
  t.equal(lookCost(null, PRICES_MILLI_USD), 0.005)
  t.equal(lookCost(500, PRICES_MILLI_USD), 5.005)
})

t.test('members are named by handle or by id', async (t) => {
  const rows = [
    { x_user_id: '9007199254740993', handle: 'Org_eg' },
    { x_user_id: '2', handle: '77' },
    { x_user_id: '77', handle: 'Seven' },
  ]
  t.equal(namedMember(rows, '@org_EG')?.x_user_id, '9007199254740993', 'an id beyond 2^53 is not damaged')
  t.equal(namedMember(rows, '77')?.handle, 'Seven')
  t.equal(namedMember(rows, '@nobody'), undefined)
})

t.test('addresses of lists on X', async (t) => {
  for (const [typed, id] of [
    ['1234567890123456789', '1234567890123456789'],
    [' https://x.com/i/lists/9007199254740993?s=20 ', '9007199254740993'],
    ['twitter.com/i/lists/12/members', '12'],
    ['https://mobile.x.com/I/Lists/12#top', '12'],
  ] as const)
    t.same(parseListAddress(typed), { ok: true, id }, typed)
  for (const [typed, reason] of [
    ['12345678901234567890', /19 digits/],
    ['https://x.com/swchat/lists/allies', /name of a list/],
    ['https://x.com/swchat', /not a list/],
    ['https://x.com.example.org/i/lists/12', /number of the list/],
    ['12e4', /number of the list/],
    ['', /number of the list/],
  ] as const)
    t.match(parseListAddress(typed), { ok: false, reason }, typed)
})

t.test('differences are said in words, the pressing ones first, long lists cut', async (t) => {
  const members = compare({ shown: Array.from({ length: 20 }, (_, n) => row(String(n + 1))), ours: [mine('50')] })
  const lines = driftLines({
    fields: compareFields(
      { name: 'A', description: '', private: true },
      { name: 'A', description: '', private: true },
      { name: 'A', description: '', private: false },
    ),
    members,
  })
  t.same(
    lines.map(({ about }) => about),
    ['foreign', 'missed', 'fields'],
  )
  t.match(lines[0]?.text, /@h1, @h2.* and 8 more/)
  t.match(lines[2]?.text, /privacy is public on X and private here: somebody changed it on X/)
})
