import fc from 'fast-check'
import t from 'tap'
import { extendField, findHomeField, judgeGate, learnRegister, type OrganiserWord } from '../../src/directory/gate.js'
import type { Gate, Subject } from '../../src/directory/types.js'

const field = findHomeField('social-work')
const body = (name: string, handle: string, bio: string | null = null): Subject => ({ kind: 'organisation', name, handles: [handle], bio, texts: [] })
const gates = fc.constantFrom<Gate>('home', 'ally', 'unsure')
const said = (gate: Gate, names: string[], handles: string[] = [], reason: string | null = null): OrganiserWord => ({ gate, names, handles, reason })

t.test('what an organiser called home is home again under every name and handle it had', async (t) => {
  const word = said('home', ['Kindred Circle', 'Kindred Circle Chat'], ['KindredCircle', '@kcchat'], 'run by practitioners of ours')
  const learned = extendField(field, learnRegister([word]))
  for (const [name, handle] of [
    ['Kindred Circle', 'newhandle'],
    ['KINDRED CIRCLE CHAT', 'other'],
    ['Something', 'kcchat'],
    ['@KCChat', 'KCCHAT'],
  ] as const) {
    t.equal(judgeGate(body(name, handle, 'poetry nights'), field).gate, 'ally', 'before')
    t.equal(judgeGate(body(name, handle, 'poetry nights'), learned).gate, 'home', `${name} @${handle}`)
  }
  t.equal(judgeGate(body('Kindred Spirits', 'ks', 'poetry nights'), learned).gate, 'ally', 'others are not touched')
})

t.test('what an organiser called an ally is an ally, even against the shipped register', async (t) => {
  const learned = extendField(field, learnRegister([said('ally', ['Families in Society'], ['famsoc'], 'another magazine of that name')]))
  t.equal(judgeGate(body('Families in Society', 'x'), field).gate, 'home')
  t.equal(judgeGate(body('Families in Society', 'x'), learned).gate, 'ally')
  t.equal(judgeGate(body('Anything', 'famsoc'), learned).gate, 'ally')
})

t.test('a name on which decisions disagree is home if that was said last, else a question; short ones are not learned', async (t) => {
  const additions = learnRegister([
    said('home', ['Open Table'], ['opentable1']),
    said('ally', ['Open Table'], ['opentable2']),
    said('home', ['Mind'], ['mindsw']),
  ])
  t.same(
    additions.home.flatMap(({ names }) => names),
    [],
  )
  t.same(
    additions.home.flatMap(({ handles }) => handles),
    ['opentable1', 'mindsw'],
  )
  t.same(
    additions.outside.flatMap(({ handles }) => handles),
    ['opentable2'],
  )
  t.same(learnRegister([said('unsure', ['Some Body'], ['some'])]), { home: [], outside: [], contested: [], phrases: [] })

  const asked = extendField(field, additions)
  t.same(asked.contested, ['open table'])
  t.match(judgeGate(body('Open Table', 'opentable3', 'poetry nights'), asked), { gate: 'unsure', reasons: [{ rule: 'unsure.contested' }] })
  t.equal(judgeGate(body('Open Table', 'opentable2', 'poetry nights'), asked).gate, 'ally', 'its own handle tells it')
  const later = extendField(field, learnRegister([said('ally', ['Open Table'], ['opentable2']), said('home', ['Open Table'], ['opentable1'])]))
  t.equal(judgeGate(body('Open Table', 'opentable3', 'poetry nights'), later).gate, 'home')
  t.same(later.contested, [])
})

t.test('what X calls an account tells a body of the home field, and makes nobody an ally', async (t) => {
  const home = extendField(field, learnRegister([{ ...said('home', ['kc_eg'], ['kc_eg']), shown: ['Kindred Circle'] }]))
  t.equal(judgeGate(body('Kindred Circle', 'other', 'poetry nights'), home).gate, 'home')
  const additions = learnRegister([{ ...said('ally', ['fs_eg'], ['fs_eg']), shown: ['Families in Society'] }])
  t.notOk(additions.outside.some(({ names }) => names.length > 1))
  t.equal(judgeGate(body('Families in Society', 'x'), extendField(field, additions)).gate, 'home', 'anybody may take a name on X')
})

t.test('words that stood in three home bodies and no other keep a body from the lists', async (t) => {
  const home = ['Dale Radical Practice Circle', 'Radical Practice North', 'Leeds Radical Practice'].map((name, at) => said('home', [name], [`rp${at}`]))
  const additions = learnRegister(home)
  t.same(additions.phrases, ['radical practice'])
  const learned = extendField(field, additions)
  t.match(judgeGate(body('Radical Practice Wales', 'rpw', 'meets monthly'), learned), { gate: 'unsure', reasons: [{ rule: 'unsure.learned' }] })
  t.same(learnRegister([...home, said('ally', ['Radical Practice Yoga'])]).phrases, [], 'unless an ally bears them too')
  t.same(learnRegister(home.slice(0, 2)).phrases, [])
})

t.test('learning is deterministic, and never makes an ally of what was called home', async () => {
  const names = fc.constantFrom('Open Table Forum', 'Kindred Circle', 'Radical Practice', 'Dale Voices United', 'Hilltop Gathering')
  const word = fc.record({
    names: fc.array(names, { maxLength: 2 }),
    handles: fc.array(fc.constantFrom('aa1', 'bb2', 'cc3', 'dd4', 'ee5', 'zz9'), { maxLength: 2 }),
    gate: gates,
    reason: fc.constant(null),
  })
  fc.assert(
    fc.property(fc.array(word, { maxLength: 8 }), names, fc.constantFrom('aa1', 'bb2', 'cc3', 'dd4', 'ee5', 'zz9'), (words, name, handle) => {
      const learned = extendField(field, learnRegister(words))
      const again = learnRegister(structuredClone(words))
      if (JSON.stringify(learnRegister(words)) !== JSON.stringify(again)) return false
      const calls = (wanted: Gate) => words.filter((one) => one.gate === wanted && (one.names.includes(name) || one.handles.includes(handle)))
      const { gate } = judgeGate(body(name, handle, 'poetry nights'), learned)
      // Whoever was called home only, by this very name or handle, is home.
      if (calls('home').length > 0 && calls('ally').length === 0 && calls('unsure').length === 0) return gate === 'home'
      return true
    }),
    { numRuns: 500 },
  )
})
