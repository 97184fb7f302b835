import fc from 'fast-check'
import t from 'tap'
import { canonical } from '../../src/kernel/canonical.js'
import { belongingIds, byUserId, type Candidate, desiredMembers, type ListDefinition } from '../../src/lists/desired.js'
import { holds } from '../helpers/property.js'

export const candidate = (over: Partial<Candidate> = {}): Candidate => ({
  id: 'aly_1',
  kind: 'organisation',
  name: 'Harbour Food Trust',
  status: 'approved',
  gate: 'ally',
  merged_into: null,
  section: 'E',
  tags: [],
  body_kind: null,
  support: 1,
  chat_ids: [],
  accounts: [{ x_user_id: '11', handle: 'HarbourFood_eg', state: 'active' }],
  ...over,
})

const list = (over: Partial<ListDefinition> = {}): ListDefinition => ({ rule: {}, pins: new Map(), exclusions: new Map(), tombstones: new Set(), ...over })
const ids = (...args: Parameters<typeof desiredMembers>) => desiredMembers(...args).members.map((member) => member.x_user_id)

t.test('an empty rule takes every published organisation with an account', async (t) => {
  t.same(ids([candidate()], list()), ['11'])
})

t.test('what is not approved, or not an ally by the gate, never joins, pinned or not', async (t) => {
  for (const over of [
    { status: 'proposed' },
    { status: 'withdrawn' },
    { gate: 'home' },
    { gate: 'unsure' },
    { merged_into: 'aly_2' },
  ] as Partial<Candidate>[]) {
    const pinned = list({ pins: new Map([['aly_1', 'please']]) })
    t.same(ids([candidate(over)], list()), [])
    const { members, left_out } = desiredMembers([candidate(over)], pinned)
    t.same(members, [])
    t.equal(left_out.length, 1, 'a pinned entry that stays out says why')
  }
})

t.test('the members of a rule narrow one another, the values of each are alternatives', async (t) => {
  const entry = candidate({ section: 'E', tags: ['HO', 'FO'], support: 3, chat_ids: ['cht_1'], body_kind: 'charity' })
  const cases: [ListDefinition['rule'], boolean][] = [
    [{ sections: ['D', 'E'] }, true],
    [{ sections: ['D'] }, false],
    [{ tags: ['FO'] }, true],
    [{ tags: ['XX'] }, false],
    [{ sections: ['E'], tags: ['XX'] }, false],
    [{ min_support: 3 }, true],
    [{ min_support: 4 }, false],
    [{ chats: ['cht_1', 'cht_2'] }, true],
    [{ chats: ['cht_2'] }, false],
    [{ body_kinds: ['charity'] }, true],
    [{ body_kinds: ['school'] }, false],
    [{ sections: [] }, true],
  ]
  for (const [rule, joins] of cases) t.same(ids([entry], list({ rule })), joins ? ['11'] : [], JSON.stringify(rule))
})

t.test('with hashtag_owners an organisation belongs by a hashtag of its own that fits', async (t) => {
  const tag = candidate({ id: 'aly_9', kind: 'hashtag', name: '#HarbourFood', chat_ids: ['cht_1'], support: 4, accounts: [] })
  const owner = candidate({ hashtag_ids: ['aly_9'] })
  const rule = { chats: ['cht_1'], min_support: 3 }
  const owners = list({ rule: { ...rule, hashtag_owners: true } })
  t.same(ids([owner, tag], list({ rule })), [])
  t.same(ids([owner, tag], owners), ['11'])
  t.same(belongingIds([owner, tag], owners), ['aly_1', 'aly_9'])
  t.same(ids([candidate({ hashtag_ids: ['aly_9'], gate: 'home' }), tag], owners), [], 'the gate beats it')
  t.same(ids([owner, { ...tag, status: 'proposed' }], owners), [], 'a tag that is not published is no reason')
  t.same(ids([owner, { ...tag, support: 2 }], owners), [])
  t.same(ids([owner, tag], { ...owners, exclusions: new Map([['aly_9', 'not this one']]) }), [], 'nor is one that is kept off')
  t.same(ids([owner, tag], { ...owners, exclusions: new Map([['aly_1', 'left']]) }), [])
})

t.test('a pin overrules the rule, an exclusion overrules a pin', async (t) => {
  const rule = { sections: ['A'] }
  t.same(ids([candidate()], list({ rule, pins: new Map([['aly_1', 'asked for']]) })), ['11'])
  t.same(ids([candidate()], list({ rule, pins: new Map([['aly_1', 'x']]), exclusions: new Map([['aly_1', 'left']]) })), [])
})

t.test('accounts that cannot be members are left out with the reason', async (t) => {
  const reasons = (['suspended', 'not_found', 'protected', 'duplicate', 'unresolved'] as const).map((state) => {
    const { members, left_out } = desiredMembers([candidate({ accounts: [{ x_user_id: state === 'unresolved' ? null : '11', handle: 'a', state }] })], list())
    t.same(members, [])
    return left_out[0]?.reason
  })
  t.equal(new Set(reasons).size, reasons.length, 'each state has its own reason')
  t.match(desiredMembers([candidate()], list({ tombstones: new Set(['11']) })).left_out[0]?.reason, /left the list by itself/)
  t.match(desiredMembers([candidate({ kind: 'hashtag', accounts: [] })], list()).left_out[0]?.reason, /hashtag/)
})

t.test('user ids are ordered as the numbers they are, beyond 53 bits', async (t) => {
  t.same(['9007199254740993', '9', '10', '9007199254740992'].sort(byUserId), ['9', '10', '9007199254740992', '9007199254740993'])
})

t.test('the order of the directory does not matter, and every member is approved, an ally and listed once', async (t) => {
  const entry = fc.record({
    id: fc.integer({ min: 1, max: 60 }).map((n) => `aly_${n}`),
    kind: fc.constantFrom('organisation' as const, 'hashtag' as const),
    name: fc.string({ maxLength: 8 }),
    status: fc.constantFrom('proposed' as const, 'approved' as const, 'withdrawn' as const, 'retired' as const),
    gate: fc.constantFrom('ally' as const, 'home' as const, 'unsure' as const),
    merged_into: fc.constantFrom(null, null, null, 'aly_1'),
    section: fc.constantFrom(null, 'A', 'E'),
    tags: fc.subarray(['FO', 'HO']),
    body_kind: fc.constant(null),
    support: fc.nat(5),
    chat_ids: fc.constant([] as string[]),
    accounts: fc.array(
      fc.record({
        x_user_id: fc.option(fc.bigInt({ min: 1n, max: 40n }).map(String)),
        handle: fc.constant('h'),
        state: fc.constantFrom('active' as const, 'suspended' as const, 'unresolved' as const),
      }),
      { maxLength: 2 },
    ),
  })
  const entries = fc.uniqueArray(entry, { maxLength: 25, selector: (one) => one.id })
  holds(
    t,
    fc.property(entries, fc.nat(), (all, seed) => {
      const shuffled = [...all].sort((a, b) => ((a.id.length * 7919 + seed) % 13) - ((b.id.length * 7919 + seed) % 13))
      const one = desiredMembers(all, list())
      if (canonical(one) !== canonical(desiredMembers(shuffled, list()))) return false
      const memberIds = one.members.map((member) => member.x_user_id)
      const byId = new Map(all.map((ally) => [ally.id, ally]))
      return (
        new Set(memberIds).size === memberIds.length &&
        one.members.every((member) => {
          const ally = byId.get(member.ally_id)
          return ally?.status === 'approved' && ally.gate === 'ally' && ally.merged_into === null && ally.kind === 'organisation'
        })
      )
    }),
    'for any directory',
  )
})

t.test('who belongs is asked of rule, pins and exclusions, not of X: accounts nobody looked up, suspended ones and hashtags belong', async (t) => {
  const here = [
    candidate({ id: 'a', accounts: [{ x_user_id: null, handle: 'a', state: 'unresolved' }] }),
    candidate({ id: 'b', accounts: [{ x_user_id: '12', handle: 'b', state: 'suspended' }] }),
    candidate({ id: 'c', kind: 'hashtag', accounts: [] }),
    candidate({ id: 'd', status: 'proposed' }),
    candidate({ id: 'e' }),
  ]
  t.same(belongingIds(here, list({ exclusions: new Map([['e', 'asked for']]) })), ['a', 'b', 'c'])
  t.same(desiredMembers(here, list({ exclusions: new Map([['e', 'asked for']]) })).members, [])
})
