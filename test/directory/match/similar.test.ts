import fc from 'fast-check'
import t from 'tap'
import { align, jaroWinkler, levenshteinShare } from '../../../src/directory/match/similar.js'

const one = () => 1

t.test('Jaro-Winkler gives the published values', async (t) => {
  // Winkler 1990, and the usual examples since.
  const table: [string, string, number][] = [
    ['martha', 'marhta', 0.9611],
    ['dixon', 'dicksonx', 0.8133],
    ['dwayne', 'duane', 0.84],
    ['', 'a', 0],
    ['abc', 'xyz', 0],
    ['same', 'same', 1],
  ]
  for (const [a, b, value] of table) t.ok(Math.abs(jaroWinkler(a, b) - value) < 0.0001, `${a} ${b} ${jaroWinkler(a, b)}`)
})

t.test('likeness is symmetric and between 0 and 1', async () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
      const share = levenshteinShare(a, b)
      const jaro = jaroWinkler(a, b)
      return share === levenshteinShare(b, a) && share >= 0 && share <= 1 && jaro >= 0 && jaro <= 1.0000001
    }),
  )
})

t.test('words are paired: equal, written together, as initials, with a slip', async (t) => {
  const pair = (a: string, b: string) => align(a.split(' '), b.split(' '), one)
  t.equal(pair('red cross', 'cross red').s, 1)
  t.strictSame(pair('good will fund', 'goodwill fund').abbreviated, [['good will', 'goodwill']])
  t.strictSame(pair('nc geological survey', 'north carolina geological survey').left_b, [])
  t.strictSame(pair('department energy', 'doe').abbreviated.length, 1, 'of leaves a letter in an acronym')
  t.strictSame(pair('barnardo trust', 'barnado trust').fuzzy, [['barnardo', 'barnado']])
  t.strictSame(pair('red cross', 'red crescent').left_b, ['crescent'])
  t.equal(pair('red cross', 'blue moon').s, 0)
  t.equal(pair('red cross', 'red cross youth').contained, 1)
})

t.test('what is paired and what is left over add up to the whole', async () => {
  const words = fc.array(fc.string({ unit: fc.constantFrom(...'abc'), minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(words, words, (a, b) => {
      const found = align(a, b, one)
      return (
        found.s >= 0 &&
        found.s <= 1.0000001 &&
        found.left_a.length <= a.length &&
        found.weight_a === found.left_a.length &&
        found.left_a.every((word) => a.includes(word))
      )
    }),
  )
})
