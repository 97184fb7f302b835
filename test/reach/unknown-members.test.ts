import fc from 'fast-check'
import t from 'tap'
import { CALIBRATION } from '../../src/reach/calibration.js'
import { describeReach } from '../../src/reach/describe.js'
import { estimateReachOf } from '../../src/reach/estimate.js'
import type { Evidence } from '../../src/reach/evidence.js'
import { anyLists, daysAgo, evidenceOf, idOf, type Lists, member, membersOf, sketchesOf } from './ladder-world.js'

/** Sets with members of which nothing is known, and evidence that is old. */

const reach = (evidence: Evidence) => estimateReachOf(evidence, CALIBRATION)
const shown = (evidence: Evidence) => describeReach(reach(evidence), 'organiser')
const unknown = (at: number) => member(`unknown_${at}`, null)

const upTo = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at)
const THREE: Lists = [upTo(0, 120), [...upTo(0, 60), ...upTo(120, 160)], [...upTo(0, 40), ...upTo(160, 200)]]

t.test('one count beside an account of which nothing is known is no exact answer: at least so many, and nothing is proved', async (t) => {
  const found = shown(evidenceOf([member('known', 777), unknown(0)]))
  t.match(found, {
    level: 'counts',
    potential_unique_audience: { estimate: 777, low: 777, high: 777 },
    guaranteed: null,
    evidence_share: 0.5,
    statement:
      'At least 777 accounts follow one or more of these (their own counts, as far as known). This speaks of 1 of the 2 accounts: the count of the other is not known, and can only add.',
    open_ended: true,
  })
  t.match(found.method, /of the other accounts nothing is known/)
  t.match(shown(evidenceOf([member('known', 777)])), { level: 'exact', open_ended: false, guaranteed: { low: 777, high: 777 } }, 'alone it is')
})

t.test('an account nobody follows and one of which nothing is known: no figure, with the reason, never 0', async (t) => {
  for (const audience of ['organiser', 'public'] as const) {
    const found = describeReach(reach(evidenceOf([member('nobody', 0), unknown(0)])), audience)
    t.match(found, { level: 'none', potential_unique_audience: null, guaranteed: null, gross_followers: null, duplication: null, members_with_evidence: 1 })
    t.equal(found.reason, 'nobody follows the one account whose count is known, and of the other one neither a follower count nor a follower list is known')
    t.equal(found.statement, `There is no figure: ${found.reason}.`)
  }
  t.match(shown(evidenceOf([member('a', 0), member('b', 0), unknown(0), unknown(1)])).reason, /^nobody follows the 2 accounts .* of the other 2 neither/)
  t.match(shown(evidenceOf([member('a', 0)])), { level: 'exact', potential_unique_audience: { estimate: 0, high: 0 } }, 'whom nobody follows reaches nobody')
})

t.test('whole lists beside an account of which nothing is known are neither exact nor a sketch of the set', async (t) => {
  const exact = shown(evidenceOf([...membersOf(THREE), unknown(0)], { sketches: sketchesOf(THREE) }))
  t.match(exact, { level: 'mixed', potential_unique_audience: { estimate: 200, low: 200, high: 200 }, guaranteed: null })
  t.match(exact.statement, /^At least 200 accounts .*counted over all follower lists, as far as known.*3 of the 4 accounts/)
  const cut = shown(evidenceOf([...membersOf(THREE), unknown(0)], { sketches: sketchesOf(THREE, 64) }))
  t.match(cut, { level: 'mixed', guaranteed: null })
  t.match(cut.statement, /^About .*from the follower lists and counts that are known\)\. This speaks of 3 of the 4/)
  const alone = new Map(
    [[idOf(0), sketchesOf(THREE, 64).get(idOf(0))]].flatMap(([id, one]) => (typeof id === 'string' && typeof one === 'object' ? [[id, one]] : [])),
  )
  t.match(reach(evidenceOf([member(idOf(0), null), unknown(0)], { sketches: alone })), { level: 'mixed', bounds: null })
})

t.test('whatever is known of the others: a member of which nothing is known leaves the figure, takes the proof, and is never exact', async () => {
  const kinds = fc.constantFrom('count', 'list', 'small list')
  fc.assert(
    fc.property(anyLists, kinds, fc.integer({ min: 1, max: 3 }), fc.boolean(), (lists, kind, more, topical) => {
      const sketches = kind === 'count' ? new Map() : sketchesOf(lists, kind === 'list' ? 4096 : 16)
      const without = reach(evidenceOf(membersOf(lists), { sketches, topical }))
      const members = [...membersOf(lists), ...Array.from({ length: more }, (_, at) => unknown(at))]
      const found = reach(evidenceOf(members, { sketches, topical }))
      if (found.bounds !== null || found.level === 'exact' || found.level === 'sketch') return false
      if (without.estimate === 0) return found.level === 'none' && found.reason !== null
      const same = found.estimate === without.estimate && found.low === without.low && found.high === without.high
      return same && found.members === lists.length + more && found.known === lists.length && found.max <= found.estimate && found.estimate <= found.sum
    }),
    { numRuns: 200 },
  )
})

t.test('learning a count never widens what is proved, and never lowers the estimate', async () => {
  const width = ({ bounds }: ReturnType<typeof reach>) => (bounds === null ? Number.POSITIVE_INFINITY : bounds.high - bounds.low)
  fc.assert(
    fc.property(fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 12 }), fc.nat(1_000_000), fc.boolean(), (counts, learnt, topical) => {
      const members = counts.map((followers, at) => member(idOf(at), followers))
      const before = reach(evidenceOf([...members, unknown(0)], { topical }))
      const after = reach(evidenceOf([...members, { ...unknown(0), followers: learnt, as_of: daysAgo(1) }], { topical }))
      return width(after) <= width(before) && after.estimate >= before.estimate
    }),
    { numRuns: 200 },
  )
})

t.test('evidence of more than 30 days ago is marked as stale on every rung, and the sentence says since when', async (t) => {
  const old = daysAgo(31)
  const counted = (as_of: Date) => THREE.map((list, at) => member(idOf(at), list.length, { as_of }))
  const stale = shown(evidenceOf(counted(old)))
  t.match(stale, { level: 'counts', stale: true, as_of: old.toISOString() })
  t.match(stale.statement, / The oldest of this evidence is of 2026-01-29, more than 30 days ago\.$/)
  const fresh = shown(evidenceOf(counted(daysAgo(30))))
  t.match(fresh, { level: 'counts', stale: false })
  t.notMatch(fresh.statement, /days ago/)
  t.match(shown(evidenceOf([...counted(daysAgo(1)).slice(1), ...counted(old).slice(0, 1)])), { stale: true }, 'an answer is as old as its oldest part')
  t.match(shown(evidenceOf(counted(old), { sketches: sketchesOf(THREE, 4096, undefined, old) })), { level: 'exact', stale: true })
  t.match(shown(evidenceOf(membersOf(THREE), { sketches: sketchesOf(THREE, 4096, undefined, old) })), { level: 'stale', stale: true })
  t.match(describeReach(reach(evidenceOf(counted(old))), 'public'), { stale: true })
  t.match(shown(evidenceOf([])), { stale: false, as_of: null })
})
