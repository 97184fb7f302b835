import fc from 'fast-check'
import t from 'tap'
import { rankSections, suggestCategory } from '../../src/directory/categorise.js'
import { BODY_KINDS } from '../../src/directory/taxonomy/body-kinds.js'
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

t.test('clear words give tags, a section and the words that fired', async (t) => {
  const cats = suggestCategory(body('Eastshire Cats and Dogs Home', 'Rescue charity for animals'))
  t.equal(cats.section, 'E')
  t.ok(['AN', 'AN101', 'AN102'].every((code) => cats.tags.includes(code)))
  t.equal(cats.body_kind, 'charity')
  t.match(cats.reasons.find(({ rule }) => rule === 'tag.AN102')?.detail, '“Dogs” → Dogs')
  t.match(cats.reasons[0]?.detail, /speaks? for E, Environmental protection/)

  const church = suggestCategory(body('Ryedale Evangelical Church', 'Sunday worship and prayer'))
  t.equal(church.section, 'I')
})

t.test('what is excluded does not fire, and an empty subject suggests nothing', async (t) => {
  t.notOk(suggestCategory(body('The Salvation Army')).tags.includes('AF101'))
  t.ok(suggestCategory(body('The Army')).tags.includes('AF101'))
  t.notOk(suggestCategory(body('We win together')).tags.includes('AS107'), '"win" are no initials of the Women’s Institute')
  const nothing = suggestCategory(body('Xyzzy'))
  t.match(nothing, { section: null, tags: [], body_kind: null, confidence: null })
  t.equal(nothing.reasons[0]?.rule, 'section.none')
})

t.test('divided evidence abstains but still names the best guess', async (t) => {
  const mixed = suggestCategory(body('Horizon', 'Music, housing, prayer and dogs'))
  t.equal(mixed.section, null)
  t.equal(mixed.reasons[0]?.rule, 'section.open')
  t.ok(rankSections(body('Horizon', 'Music, housing, prayer and dogs')).votes.length >= 3)
})

t.test('kinds of body, the name before the description', async (t) => {
  const kinds: [string | null, string, string | null][] = [
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

const phrase = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc
    .array(fc.constantFrom('charity', 'school', 'dogs', 'housing', 'church', 'music', 'refugees', 'the', 'of', 'hospital'), { maxLength: 10 })
    .map((words) => words.join(' ')),
)

t.test('any input gives known codes, reasons, and the same bytes twice; a section only from 0.6 confidence on', async () => {
  const codes = new Set(TAGS.map((row) => row[0]))
  fc.assert(
    fc.property(phrase, fc.option(phrase), fc.array(phrase, { maxLength: 3 }), (name, bio, texts) => {
      const one = suggestCategory(body(name, bio, texts))
      if (JSON.stringify(one) !== JSON.stringify(suggestCategory(body(name, bio, texts)))) return false
      if (one.section !== null && !(one.confidence !== null && one.confidence >= 0.6)) return false
      if (one.body_kind !== null && !(BODY_KINDS as readonly string[]).includes(one.body_kind)) return false
      return one.reasons.length > 0 && one.tags.every((code) => codes.has(code)) && (one.confidence === null || (one.confidence >= 0 && one.confidence <= 1))
    }),
  )
})

t.test('hostile texts stay quick: every pattern is capped and linear enough', async (t) => {
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
  ]
  for (const text of hostile) {
    const start = process.hrtime.bigint()
    suggestCategory(body(text, text, [text, text]))
    const ms = Number(process.hrtime.bigint() - start) / 1e6
    t.ok(ms < 500, `${text.slice(0, 20)}…: ${ms.toFixed(0)} ms`)
  }
})
