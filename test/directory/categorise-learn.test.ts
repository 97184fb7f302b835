import t from 'tap'
import { type LearnRow, learnFrom, openLearned, packLearned } from '../../src/directory/categorise/learn.js'
import { rankSections, suggestCategory } from '../../src/directory/categorise.js'
import { SECTION_GOLD } from '../../src/directory/taxonomy/section-gold.js'
import type { Subject } from '../../src/directory/types.js'

const body = (name: string, bio: string): Subject => ({ kind: 'organisation', name, handles: [], bio, texts: [] })
const best = (subject: Subject, learned: Parameters<typeof rankSections>[2] = null) => rankSections(subject, undefined, learned).votes[0]?.section

// Words that the training rows hardly know, used by bodies that this community's organisers count as culture.
const decisions: LearnRow[] = [
  { subject: body('Skein Circle', 'Yarnbombing and knitathons downtown'), section: 'A' },
  { subject: body('Purl City', 'Yarnbombing flash mobs, knitathons every spring'), section: 'A' },
  { subject: body('Needle Riot', 'Knitathons and yarnbombing tours'), section: 'A' },
]
const similar = body('Woolly Rebels', 'Yarnbombing and knitathons')
const others = SECTION_GOLD.map(([, name, bio]) => body(name, bio))

t.test('organisers’ decisions change the answer for bodies with the same words', async (t) => {
  const learned = learnFrom(decisions.map((row) => ({ ...row, section: 'G' })))
  const other = learnFrom(decisions.map((row) => ({ ...row, section: 'A' })))
  t.equal(best(similar, learned), 'G')
  t.equal(best(similar, other), 'A')
  const suggestion = suggestCategory(similar, other)
  t.match(suggestion.reasons.find(({ rule }) => rule === 'section.learned')?.detail, /“(?:yarnbombing|knitathons).*organisers have put/)
  t.match(suggestion.model_version, /^1-[0-9a-f]{8}\+[0-9a-f]{8}$/)
})

t.test('one organiser’s word about one body does not turn what is clear about others', async (t) => {
  const [taught, like] = [
    body('Harbour Food Bank', 'We collect and share food with families in need'),
    body('Hill Food Bank', 'We collect and share food with families in crisis'),
  ]
  t.equal(best(like), 'D')
  const one = learnFrom([{ subject: taught, section: 'F' }])
  t.equal(best(like, one), 'D')
  t.not(suggestCategory(like, one).section, 'F')
})

t.test('and leave bodies with other words as they were', async (t) => {
  const learned = learnFrom(decisions)
  for (const subject of others) {
    const [before, after] = [rankSections(subject), rankSections(subject, undefined, learned)]
    t.equal(after.votes[0]?.section, before.votes[0]?.section, subject.name)
    t.ok(Math.abs((after.votes[0]?.share ?? 0) - (before.votes[0]?.share ?? 0)) < 0.1, subject.name)
  }
  t.equal(suggestCategory(others[0] ?? similar, learned).reasons.filter(({ rule }) => rule === 'section.learned').length, 0)
})

t.test('deterministic, whatever the order; versioned by the rows; nothing learned is the shipped model', async (t) => {
  const learned = learnFrom(decisions)
  const again = learnFrom([...decisions].reverse())
  t.equal(again.version, learned.version)
  for (const subject of [similar, ...others.slice(0, 10)]) t.same(rankSections(subject, undefined, again), rankSections(subject, undefined, learned))
  t.not(learnFrom(decisions.slice(1)).version, learned.version)
  const none = learnFrom([])
  t.equal(none.rows, 0)
  t.same(rankSections(similar, undefined, none), rankSections(similar))
  t.equal(learnFrom([{ subject: similar, section: 'Z' }]).rows, 0, 'no section of ours')
})

t.test('it never loses on the gold sample, even if organisers turn everything round', async (t) => {
  const wrong = SECTION_GOLD.map(([section, name, bio]) => ({ subject: body(name, bio), section: section === 'A' ? 'L' : 'A' }))
  const learned = learnFrom(wrong)
  t.ok(learned.gold.after >= learned.gold.before)
  t.ok(learned.strength < 1)
  const kind = learnFrom(decisions)
  t.equal(kind.strength, 1)
  t.equal(kind.gold.rows, SECTION_GOLD.length)
})

t.test('what was learned survives being stored, and is dropped with another shipped model', async (t) => {
  const learned = learnFrom(decisions)
  const stored = JSON.parse(JSON.stringify(packLearned(learned)))
  const opened = openLearned(stored)
  t.same(rankSections(similar, undefined, opened), rankSections(similar, undefined, learned))
  t.equal(openLearned({ ...stored, model_version: '0-other' }), null)
})

t.test('five hundred decisions are learned in seconds', async (t) => {
  const rows = Array.from({ length: 500 }, (_, at) => {
    const [section, name, bio] = SECTION_GOLD[at % SECTION_GOLD.length] ?? ['A', '', '']
    return { subject: body(`${name} ${at}`, bio), section }
  })
  const before = process.cpuUsage()
  t.equal(learnFrom(rows).rows, 500)
  const { user, system } = process.cpuUsage(before)
  t.ok((user + system) / 1e6 < 10, `${((user + system) / 1e6).toFixed(1)} s`)
})
