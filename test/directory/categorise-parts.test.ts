import fc from 'fast-check'
import t from 'tap'
import { kindWeight, readFeatures } from '../../src/directory/categorise/features.js'
import { openModel, packModel } from '../../src/directory/categorise/model.js'
import { calibrate, confidenceOf, rankShares, scoreSections } from '../../src/directory/categorise/score.js'
import { stem } from '../../src/directory/categorise/stem.js'
import { findTags, findTagsPlainly, startsOf } from '../../src/directory/categorise/tags.js'
import { prepareRows, trainSections } from '../../src/directory/categorise/train.js'
import { groupsOf, wordsOf } from '../../src/directory/categorise/words.js'
import { WORD_GROUPS } from '../../src/directory/taxonomy/section-words.js'
import { TAGS } from '../../src/directory/taxonomy/tags.js'

t.test('stems, by the examples of Porter’s paper', async (t) => {
  const stems: [string, string][] = [
    ['caresses', 'caress'],
    ['ponies', 'poni'],
    ['cats', 'cat'],
    ['agreed', 'agre'],
    ['feed', 'feed'],
    ['plastered', 'plaster'],
    ['bled', 'bled'],
    ['motoring', 'motor'],
    ['sing', 'sing'],
    ['conflated', 'conflat'],
    ['hopping', 'hop'],
    ['falling', 'fall'],
    ['filing', 'file'],
    ['happy', 'happi'],
    ['sky', 'sky'],
    ['relational', 'relat'],
    ['conditional', 'condit'],
    ['digitizer', 'digit'],
    ['operator', 'oper'],
    ['hopefulness', 'hope'],
    ['formalize', 'formal'],
    ['goodness', 'good'],
    ['adjustable', 'adjust'],
    ['adoption', 'adopt'],
    ['probate', 'probat'],
    ['rate', 'rate'],
    ['controll', 'control'],
    ['housing', 'hous'],
    ['of', 'of'],
    ['žluť', 'žluť'],
    ['24', '24'],
  ]
  for (const [word, expected] of stems) t.equal(stem(word), expected, word)
})

t.test('every tag pattern compiles, and hardly any has to be tried on every text', async (t) => {
  const patterns = TAGS.flatMap((row) => row[5] ?? [])
  for (const pattern of patterns) t.doesNotThrow(() => new RegExp(pattern.source, pattern.flags))
  t.ok(patterns.filter(({ source }) => startsOf(source) === null).length <= 8)
  t.same([...(startsOf('\\b(cats?|felines?)\\b') ?? [])].sort(), ['cat', 'fel'])
  t.same([...(startsOf('\\b(in|on x|[ae]b)\\b') ?? [])].sort(), ['ab', 'eb', 'in', 'on'])
  t.same([...(startsOf('\\b(p\\.?t\\.?a)\\b') ?? [])].sort(), ['p', 'pt', 'pta'])
  t.equal(startsOf('cats'), null)
  t.equal(startsOf('\\b(cats)|dogs'), null)
  t.equal(startsOf('\\b(.?x)'), null)
})

// Words out of the patterns themselves, whole and cut, so that texts hit them and nearly hit them.
const patternWords = [...new Set(TAGS.flatMap((row) => row[5]?.source.match(/[a-z']{2,}/gi) ?? []))]
const tagText = fc
  .array(fc.tuple(fc.constantFrom(...patternWords), fc.constantFrom('', 's', 'ing', '-', ' ', '. ', "'s ", '1')), { maxLength: 25 })
  .map((parts) => parts.map(([word, end]) => `${word}${end} `).join(''))

t.test('the index of beginnings changes no finding', async () => {
  fc.assert(
    fc.property(fc.oneof(tagText, fc.string({ unit: 'grapheme', maxLength: 60 })), (text) => {
      const plain = findTagsPlainly(text).map(({ row, words, at }) => [row[0], words, at])
      const quick = findTags(text).map(({ row, words, at }) => [row[0], words, at])
      return JSON.stringify(plain) === JSON.stringify(quick)
    }),
    { numRuns: 200 },
  )
})

t.test('words: apostrophes go, endless runs are cut, function words say nothing', async (t) => {
  t.same(
    wordsOf("Children's HOMES of 2024").map(({ text, stop }) => [text, stop]),
    [
      ['childrens', false],
      ['homes', false],
      ['of', true],
      ['2024', false],
    ],
  )
  t.equal(wordsOf('x'.repeat(500))[0]?.text.length, 30)
  t.same(wordsOf('😀 — …'), [])
})

t.test('groups: whole words, beginnings and two words', async (t) => {
  t.ok(groupsOf('lesotho').includes('africa'))
  t.ok(groupsOf('kenyan').includes('africa'))
  t.notOk(groupsOf('ma').length)
  t.ok(groupsOf('village hall').includes('hall'))
  for (const [name, list] of Object.entries(WORD_GROUPS))
    for (const entry of list.split(', ')) t.match(entry, /^[\p{L}\p{N}]+(?: [\p{L}\p{N}]+)?\*?$/u, `${name}: “${entry}”`)
})

t.test('features tell where a word stands, and how much its kind counts', async (t) => {
  const { features, shown } = readFeatures({ name: 'Dogs Trust', about: 'Kennels for old dogs', more: 'a church' }, true)
  for (const one of [
    'dog',
    'n:dog',
    'l:trust',
    'n:dog_trust',
    'f:kennel',
    'e:kennel',
    'kennel_old',
    '#nAN102',
    '#aAN102',
    '#AN102',
    '%nanimal',
    '%fanimal',
    'church',
  ])
    t.ok(features.includes(one), one)
  t.notOk(features.includes('f:church'))
  t.notOk(features.includes('#aRL302'), 'what others say is not what the body says')
  t.equal(shown.get('n:dog'), 'dogs')
  t.equal(new Set(features).size, features.length)
  t.ok(kindWeight('#AN') > kindWeight('dog') && kindWeight('dog') > kindWeight('dog_trust'))
  t.equal(readFeatures({ name: 'Dogs', about: '', more: '' }).shown.size, 0, 'words are kept only when asked for')
})

const row = (code: string, name: string, about: string, tags: string[] = []) => ({ text: { name, about, more: '' }, code, tags })
const toy = Array.from({ length: 12 }, (_, at) => [
  row('A11', `Choir ${at}`, 'singing choral concerts'),
  row('C31', `Hospice ${at}`, 'palliative nursing care', ['HE307']),
  row('I10', `Church ${at}`, 'worship and prayer with singing'),
]).flat()

t.test('training: equal rows give equal bytes, and the model answers them after packing and opening', async (t) => {
  const prepared = prepareRows(toy)
  const all = toy.map((_, at) => at)
  const pack = () => packModel(trainSections(prepared, all), { slope: 1, shift: 0 }, 'toy')
  const packed = pack()
  t.same(packed, pack())
  const model = openModel(packed)
  t.same(model.codes, ['A11', 'C31', 'I10'])
  for (const { text, code } of toy) {
    const scores = scoreSections(model, readFeatures(text).features, null)
    t.equal(scores && rankShares(scores.shares)[0]?.section, code.slice(0, 1))
    t.ok(scores && Math.abs(scores.shares.reduce((a, b) => a + b, 0) - 1) < 1e-9)
  }
  t.equal(scoreSections(model, ['unknown'], null), null)
  t.throws(() => openModel({ ...packed, weights: packed.weights.slice(4) }))
})

t.test('a tag that is seldom right where it is found is kept quiet there only', async (t) => {
  const wrong = Array.from({ length: 40 }, (_, at) => row('B13', `School ${at}`, 'music lessons', ['ED']))
  const right = Array.from({ length: 10 }, (_, at) => row('A11', `Music ${at}`, 'concerts', ['AR303']))
  const { quiet } = trainSections(
    prepareRows([...wrong, ...right]),
    Array.from({ length: 50 }, (_, at) => at),
    { classes: false },
  )
  t.ok(quiet.includes('AR303.1'))
  t.notOk(quiet.includes('AR303.0'))
})

t.test('calibration recovers how often a share was right, and rises with it', async (t) => {
  // Right three times out of four at a share of .9, one time out of four at .4.
  const answers = Array.from({ length: 400 }, (_, at) => (at % 2 === 0 ? { share: 0.9, right: at % 8 !== 0 } : { share: 0.4, right: at % 8 === 1 }))
  const map = calibrate(answers)
  t.ok(Math.abs(confidenceOf(0.9, map) - 0.75) < 0.01)
  t.ok(Math.abs(confidenceOf(0.4, map) - 0.25) < 0.01)
  t.ok(confidenceOf(1, map) <= 1 && confidenceOf(0, map) >= 0)
  t.ok(map.slope > 0)
})
