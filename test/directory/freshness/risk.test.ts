import fc from 'fast-check'
import t from 'tap'
import { type AccountFacts, type EntryFacts, riskOf } from '../../../src/directory/freshness/risk.js'

const NOW = new Date('2026-03-01T20:00:00Z')
const ago = (days: number) => new Date(NOW.getTime() - days * 86_400_000)
const account = (over: Partial<AccountFacts> = {}): AccountFacts => ({
  handle: 'Org_eg',
  state: 'active',
  checked_at: ago(2),
  last_post_at: ago(3),
  renamed_at: null,
  lost: false,
  ...over,
})
const entry = (over: Partial<EntryFacts> = {}, ...accounts: AccountFacts[]): EntryFacts => ({
  gate: 'ally',
  gate_reasons: [],
  url: null,
  url_state: null,
  created_at: ago(40),
  published_at: ago(30),
  assured_at: null,
  accepted: [],
  accounts: accounts.length > 0 ? accounts : [account()],
  conflicts: [],
  ...over,
})
const rules = (facts: EntryFacts) => riskOf(facts, NOW).reasons.map(({ rule }) => rule)

t.test('each thing against an entry is a reason in words', async (t) => {
  const cases: [string, EntryFacts, string[]][] = [
    ['nothing', entry(), []],
    ['no account at all', entry({ accounts: [] }), []],
    ['not found', entry({}, account({ state: 'not_found' })), ['account.not_found']],
    ['suspended', entry({}, account({ state: 'suspended' })), ['account.suspended']],
    ['somebody else has the handle', entry({}, account({ state: 'not_found', lost: true })), ['account.lost']],
    ['renamed since', entry({}, account({ renamed_at: ago(5) })), ['account.renamed']],
    ['renamed before it was listed', entry({}, account({ renamed_at: ago(31) })), []],
    ['silent for a year', entry({}, account({ last_post_at: ago(366) })), ['account.silent']],
    ['a post a year ago', entry({}, account({ last_post_at: ago(365) })), []],
    ['no word of posts', entry({}, account({ last_post_at: null })), []],
    ['never looked up', entry({}, account({ state: 'unresolved', checked_at: null, last_post_at: null })), ['account.unseen']],
    ['old', entry({ published_at: ago(366) }), ['assurance.old']],
    ['not yet old', entry({ published_at: ago(365) }), []],
    ['assured since', entry({ published_at: ago(900), assured_at: ago(10) }), []],
    ['website gone', entry({ url: 'https://a.example', url_state: 'gone' }), ['site.gone']],
    ['the gate changed', entry({ gate: 'unsure', gate_reasons: [{ rule: 'x', detail: 'A school.' }] }), ['gate.doubt']],
    ['words disagree', entry({ conflicts: ['body_kind'] }), ['words.disagree']],
    ['two at once, the worse one first', entry({ url_state: 'gone' }, account({ state: 'suspended' })), ['account.suspended', 'site.gone']],
    ['risky and unassured for a quarter', entry({ published_at: ago(91) }, account({ state: 'suspended' })), ['account.suspended', 'assurance.old']],
  ]
  for (const [name, facts, expected] of cases) t.same(rules(facts), expected, name)
  t.match(riskOf(entry({ gate: 'unsure', gate_reasons: [{ rule: 'x', detail: 'A school.' }] }), NOW).reasons[0]?.detail, /unsure.*A school/)
})

t.test('what was seen at an assurance is quiet for a quarter; what is new is not', async (t) => {
  const seen = { assured_at: ago(20), accepted: ['account.silent'] }
  t.same(rules(entry(seen, account({ last_post_at: ago(500) }))), [])
  t.same(rules(entry(seen, account({ last_post_at: ago(500), state: 'suspended' }))), ['account.suspended'])
  t.same(rules(entry({ ...seen, assured_at: ago(91) }, account({ last_post_at: ago(500) }))), ['account.silent', 'assurance.old'])
})

t.test('one thing more against an entry never lowers its place, and no reasons mean no risk', async (t) => {
  const facts = fc.record({
    gate: fc.constantFrom('home' as const, 'ally' as const, 'unsure' as const),
    url_state: fc.constantFrom('ok' as const, 'gone' as const, null),
    published: fc.integer({ min: 0, max: 2_000 }),
    silent: fc.integer({ min: 0, max: 2_000 }),
    renamed: fc.option(fc.integer({ min: 0, max: 2_000 })),
  })
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(facts, ({ gate, url_state, published, silent, renamed }) => {
        const of = (state: AccountFacts['state']) =>
          riskOf(
            entry(
              { gate, url_state, published_at: ago(published) },
              account({ state, last_post_at: ago(silent), renamed_at: renamed === null ? null : ago(renamed) }),
            ),
            NOW,
          )
        const [calm, bad] = [of('active'), of('suspended')]
        return bad.score > calm.score && (calm.reasons.length === 0) === (calm.score === 0)
      }),
    ),
  )
})
