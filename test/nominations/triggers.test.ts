import fc from 'fast-check'
import t from 'tap'
import * as say from '../../src/nominations/phrases.js'
import * as speech from '../../src/nominations/speech.js'
import { allPhrases, marksOf, type Node, parse, phrase } from '../../src/nominations/triggers.js'
import { holds } from '../helpers/property.js'

/** Texts that between them take every way through a pattern: each of several, each thing that may be missing there and not there. */
function samples(nodes: readonly Node[]): string[] {
  let texts = ['']
  for (const node of nodes) {
    const ways = waysOf(node)
    // Each way of this node once, with some way of what stands before it.
    const next = ways.map((way, i) => (texts[i % texts.length] ?? '') + way)
    for (const [i, text] of texts.entries()) if (i >= ways.length) next.push(text + (ways[i % ways.length] ?? ''))
    texts = next
  }
  return texts
}
function waysOf(node: Node): string[] {
  if (node.is === 'nothing') return ['']
  if (node.is === 'one') return [node.sample]
  if (node.is === 'any_of') return node.sequences.flatMap(samples)
  return ['', ...samples([node.what]), ...(node.times > 1 ? samples([node.what]).map((text) => text + text) : [])]
}

t.test('whatever a phrase matches, it is looked for there: every alternative of every phrase', async (t) => {
  t.ok(say.REACH > 0 && speech.isNegated('not @x_eg', 4), 'the modules that make phrases are loaded')
  t.ok(allPhrases().length >= 28)
  for (const { bit, pattern } of allPhrases()) {
    const all = samples(parse(pattern.source))
    const matching = all.filter((text) => pattern.test(text))
    // Assertions about what stands beside rule some out; were it most of them, nothing would be proven.
    t.ok(matching.length * 10 >= all.length * 7, `${matching.length} of ${all.length} samples match ${pattern.source.slice(0, 60)}`)
    const passed = matching.filter((text) => (marksOf(text) & bit) === 0)
    t.same(passed, [], pattern.source.slice(0, 60))
  }
})

t.test('the same inside other words, in capitals, beside signs and pictures', async (t) => {
  const found = allPhrases().map(({ bit, pattern }) => ({ bit, pattern, texts: samples(parse(pattern.source)) }))
  holds(
    t,
    fc.property(
      fc.constantFrom(...found),
      fc.nat(),
      fc.constantFrom('', 'we saw ', '💛', 'é', '#x ', 'A1: ', '"'),
      fc.boolean(),
      ({ bit, pattern, texts }, i, lead, loud) => {
        const text = lead + (loud ? (texts[i % texts.length] ?? '').toUpperCase() : (texts[i % texts.length] ?? ''))
        return !pattern.test(text) || (marksOf(text) & bit) !== 0
      },
    ),
    'decorated',
  )
})

t.test('a phrase without three characters that every match holds is refused', async (t) => {
  for (const pattern of [/a|bcd/, /(?:abc)?/, /[^x]{3}/u, /ab/]) t.throws(() => phrase(pattern), /nothing is in all matches/)
  t.throws(() => phrase(/(a)\1/), /not understood/)
})

t.test('plain answers are not looked at closer', async (t) => {
  for (const text of ['A1 @Gull_eg', '@x_eg', '#Gull', 'A1 @x_eg 💛']) t.notOk(say.mayCaution(marksOf(text)), text)
})
