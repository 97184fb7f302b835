import { createHash } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import { ANSWER_FROM, rankSections, suggestCategory } from '../../src/directory/categorise.js'
import { BODY_KINDS } from '../../src/directory/taxonomy/body-kinds.js'
import { SECTION_GOLD } from '../../src/directory/taxonomy/section-gold.js'
import { SECTION_MODEL, SECTION_MODEL_SHA256 } from '../../src/directory/taxonomy/section-model.js'
import { CLASSES, SECTIONS, sectionTitle } from '../../src/directory/taxonomy/sections.js'
import { TAGS, tagTitle } from '../../src/directory/taxonomy/tags.js'
import type { Subject } from '../../src/directory/types.js'

const body = (name: string, bio: string | null = null, texts: string[] = []): Subject => ({ kind: 'organisation', name, handles: ['x'], bio, texts })

t.test('the taxonomy is whole: 12 sections, 254 tags, 241 with a pattern, every related code known', async (t) => {
  t.same(SECTIONS.map(({ code }) => code).join(''), 'ABCDEFGHIJKL')
  t.equal(TAGS.length, 254)
  t.equal(TAGS.filter((row) => row[5] !== null).length, 241)
  t.equal(new Set(TAGS.map((row) => row[0])).size, 254)
  for (const [code, , , , related] of TAGS) for (const one of related) t.ok(CLASSES.has(one), `${code} → ${one}`)
  t.equal(sectionTitle('C'), 'Human health services')
  t.equal(sectionTitle('Z'), 'Z')
  t.equal(tagTitle('AN102'), 'Dogs')
})

t.test('the shipped model is the one its checksum names, knows only classes of the taxonomy, and is under 2 MB', async (t) => {
  const { vocabulary, weights, codes, quiet } = SECTION_MODEL
  t.equal(
    createHash('sha256')
      .update(vocabulary + weights)
      .digest('hex'),
    SECTION_MODEL_SHA256,
  )
  t.ok(vocabulary.length + weights.length < 2_000_000)
  for (const code of codes.split(' ')) t.ok(CLASSES.has(code), code)
  const tags = new Set(TAGS.map((row) => row[0]))
  for (const placed of quiet.split(' ')) t.ok(tags.has(placed.slice(0, -2)), placed)
})

t.test('clear words give tags, a section and the words that weighed', async (t) => {
  const cats = suggestCategory(body('Eastshire Cats and Dogs Home', 'Rescue charity for animals, rehoming dogs and cats'))
  t.equal(cats.section, 'E')
  t.ok(['AN', 'AN102'].every((code) => cats.tags.includes(code)))
  t.equal(cats.body_kind, 'charity')
  t.match(cats.reasons.find(({ rule }) => rule === 'tag.AN102')?.detail, '“Dogs” → Dogs')
  t.equal(cats.reasons[0]?.rule, 'section.words')
  t.match(cats.reasons[0]?.detail, /“(?:dogs|cats|animals)”.* speaks? for E, Environmental protection and animal welfare activities, rather than /)
  t.equal(cats.model_version, SECTION_MODEL.version)
  t.same(cats.runners_up.length, 2)
  t.notOk(cats.runners_up.some(({ section }) => section === 'E'))

  const cases: [string, string, string][] = [
    ['I', 'Ryedale Evangelical Church', 'Sunday worship and prayer'],
    ['A', 'Eastshire Choir', 'Choral concerts and singing'],
    ['H', 'The Larkin Charitable Trust', 'The trustees make grants to registered charities'],
    ['G', '5th Millbrook Scout Group', 'Scouts, cubs and beavers'],
  ]
  for (const [section, name, bio] of cases) t.equal(suggestCategory(body(name, bio)).section, section, name)
})

t.test('a name without spaces is read as its owner wrote it', async (t) => {
  t.equal(suggestCategory(body('MentalHealthTeam')).section, suggestCategory(body('Mental Health Team')).section)
  t.ok(suggestCategory(body('MentalHealthTeam')).tags.includes('HE210'))
})

t.test('what is excluded does not fire, and an empty subject suggests nothing', async (t) => {
  t.notOk(suggestCategory(body('The Salvation Army')).tags.includes('AF101'))
  t.notOk(suggestCategory(body('We win together')).tags.includes('AS107'), '"win" are no initials of the Women’s Institute')
  const nothing = suggestCategory(body('Xyzzyq'))
  t.match(nothing, { section: null, tags: [], body_kind: null, confidence: null })
  t.same(nothing.runners_up, [])
  t.equal(nothing.reasons[0]?.rule, 'section.none')
})

t.test('divided evidence abstains but names the best guess and the next two', async (t) => {
  const mixed = suggestCategory(body('Horizon', 'Advice, training, events and support for everybody'))
  t.equal(mixed.section, null)
  t.ok(mixed.confidence !== null && mixed.confidence < ANSWER_FROM)
  t.equal(mixed.reasons[0]?.rule, 'section.open')
  t.match(mixed.reasons[0]?.detail, /but not clearly enough against/)
  t.equal(mixed.runners_up.length, 3)
})

t.test('kinds of body, the name before the description', async (t) => {
  const kinds: [string | null, string, string | null][] = [
    ['association', 'Police Federation of Dale', 'The voice of rank and file police officers'],
    ['association', 'Dale Fire Brigades Union', null],
    ['government', 'Dale County Council', null],
    ['association', 'Royal College of Occupational Therapists', null],
    ['association', 'National Alliance to End Homelessness', 'a nonprofit'],
    ['school', 'Eastshire University', null],
    ['school', 'Silver', 'Graduate school in Eastshire'],
    ['media', 'Community Care', 'news for care professionals'],
    ['media', 'Eastshire University Press', null],
    ['chat', 'Nurse chat', null],
    ['chat', 'Local gov', 'Weekly twitter chat about councils'],
    ['government', 'Eastshire County Council', null],
    ['government', 'Barts NHS Trust', null],
    ['charity', 'Mind', 'mental health charity'],
    ['company', 'Buffer', 'a software company'],
    [null, 'Xyzzy', 'plugh'],
  ]
  for (const [kind, name, bio] of kinds) t.equal(suggestCategory(body(name, bio)).body_kind, kind, name)
  t.equal(suggestCategory({ ...body('#nursechat'), kind: 'hashtag' }).body_kind, null, 'a hashtag is no body')
})

t.test('nominators’ words weigh less than the body’s own', async (t) => {
  const { votes } = rankSections(body('Eastshire Choir', 'choral concerts', ['they once sang at a hospice']))
  t.equal(votes[0]?.section, 'A')
})

t.test('on the invented profiles: most are answered rightly, and what is answered with confidence hardly ever wrongly', async (t) => {
  const answers = SECTION_GOLD.map(([section, name, bio]) => {
    const suggestion = suggestCategory(body(name, bio))
    return { section, answered: suggestion.section, best: suggestion.section ?? suggestion.runners_up[0]?.section }
  })
  const right = answers.filter(({ section, best }) => section === best).length
  const answered = answers.filter((one) => one.answered !== null)
  t.ok(right >= 45, `${right} of ${answers.length} right`)
  t.ok(answered.length >= 0.4 * answers.length, `${answered.length} answered`)
  t.ok(answered.filter(({ section, answered }) => section !== answered).length <= 1)
})

const phrase = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc
    .array(fc.constantFrom('charity', 'school', 'dogs', 'housing', 'church', 'music', 'refugees', 'the', 'of', 'hospital', '__proto__', 'constructor'), {
      maxLength: 10,
    })
    .map((words) => words.join(' ')),
)

t.test('any input gives known codes, reasons, and the same bytes twice; a section only from the threshold on', async () => {
  const codes = new Set(TAGS.map((row) => row[0]))
  fc.assert(
    fc.property(phrase, fc.option(phrase), fc.array(phrase, { maxLength: 3 }), (name, bio, texts) => {
      const one = suggestCategory(body(name, bio, texts))
      if (JSON.stringify(one) !== JSON.stringify(suggestCategory(body(name, bio, texts)))) return false
      if ((one.section !== null) !== (one.confidence !== null && one.confidence >= ANSWER_FROM)) return false
      if (one.body_kind !== null && !(BODY_KINDS as readonly string[]).includes(one.body_kind)) return false
      return one.reasons.length > 0 && one.tags.every((code) => codes.has(code)) && (one.confidence === null || (one.confidence >= 0 && one.confidence <= 1))
    }),
  )
})

t.test('hostile texts stay quick: everything is capped and linear enough', async (t) => {
  const hostile = [
    'disabled '.repeat(5000),
    'maintenance and '.repeat(5000),
    'religio advance of '.repeat(5000),
    'social activities'.repeat(5000),
    '0'.repeat(50000),
    'ponieponieponies'.repeat(5000),
    `${'accommodat'.repeat(5000)}!`,
    'home'.repeat(20000),
    ' '.repeat(50000),
    'coffee preservation '.repeat(5000),
    '@#'.repeat(50000),
    'aA'.repeat(50000),
  ]
  suggestCategory(body('warm'))
  for (const text of hostile) {
    const before = process.cpuUsage()
    suggestCategory(body(text, text, [text, text]))
    const { user, system } = process.cpuUsage(before)
    t.ok((user + system) / 1000 < 500, `${text.slice(0, 20)}…: ${((user + system) / 1000).toFixed(0)} ms`)
  }
})
