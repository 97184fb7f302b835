import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import t from 'tap'
import { findHomeField, judgeGate } from '../../src/directory/gate.js'
import { bodies } from '../../src/directory/taxonomy/home-fields/define.js'
import { defineHomeField } from '../../src/directory/taxonomy/home-fields.js'
import type { Gate, Subject } from '../../src/directory/types.js'
import { goldRows, measure } from '../eval/categorise-gate.js'

const body = (name: string, handle: string, bio: string | null): Subject => ({ kind: 'organisation', name, handles: [handle], bio, texts: [] })
const field = findHomeField('social-work')
const judge = (name: string, bio: string | null, handle = 'account1') => judgeGate(body(name, handle, bio), field).gate

/** Written without sight of the rules, and hard (test/eval/gold/GATE.md): how many allies they keep off is not asked here. */
const HARD = ['gate-e.csv', 'gate-l.csv']
/** Titles of the fields' people that do not hold the field's name: nothing better than `unsure` is expected of them. */
const DISGUISED = 'gate-i.csv'

t.test('our own labelled traps: no home body is called an ally, nearly all allies are', async (t) => {
  const gold = fileURLToPath(new URL('../eval/gold/', import.meta.url))
  const files = readdirSync(gold).filter((name) => /^gate-.*\.csv$/.test(name) && !HARD.includes(name))
  const rows = files.flatMap((name) => goldRows(`${gold}${name}`))
  const open = files.filter((name) => name !== DISGUISED).flatMap((name) => goldRows(`${gold}${name}`))
  const of = (id: string, among = rows) =>
    measure(
      among.filter((row) => row.field === id),
      ({ subject }) => judgeGate(subject, findHomeField(id)).gate,
    )
  for (const [id, least] of [
    ['social-work', 220],
    ['nursing', 80],
  ] as const) {
    const figures = of(id)
    t.ok(figures.rows >= least, `${id}: ${figures.rows} rows`)
    t.equal(figures.leak, 0, `${id}: leak`)
    t.ok((figures.ally_precision ?? 0) >= 0.98 && (figures.ally_recall ?? 0) >= 0.95, `${id}: ally ${figures.ally_precision} ${figures.ally_recall}`)
    const { precision, recall } = of(id, open)
    t.ok((precision ?? 0) >= 0.98 && (recall ?? 0) >= 0.88, `${id}: home ${precision} ${recall}`)
  }
})

t.test('of traps that no rule was written for, no home body is called an ally', async (t) => {
  for (const name of HARD) {
    const figures = measure(
      goldRows(fileURLToPath(new URL(`../eval/gold/${name}`, import.meta.url))),
      ({ field: id, subject }) => judgeGate(subject, findHomeField(id)).gate,
    )
    t.match(figures, { leak: 0, ally_precision: 1 }, name)
  }
})

t.test('bodies of the field under another title, and those that say nothing, are never called an ally; other professions are', (t) => {
  for (const { field: id, label, subject } of goldRows(fileURLToPath(new URL(`../eval/gold/${DISGUISED}`, import.meta.url)))) {
    const { gate, reasons } = judgeGate(subject, findHomeField(id))
    t.equal(gate === 'ally', label === 'ally', `${subject.name}: ${subject.bio} → ${reasons[0]?.detail}`)
  }
  t.end()
})

/** A third field, as the head of home-fields/define.ts tells how: only data. */
const beekeeping = defineHomeField({
  id: 'beekeeping',
  title: 'beekeeping',
  discipline: ['beekeeping', 'apiculture', 'Imkerei', 'apicultura'],
  people: ['beekeeper*', 'Imker*', 'apicultor*'],
  lookalikes: [/\bqueen bee\b/g],
  body_acronyms: ['BBKA'],
  credentials: ['NDB'],
  handle_hints: [{ letters: 'bk', needs: /\b(?:hives?|honey)\b/i }],
  register: bodies(`
    national honey show; honeyshow
    ~the hive; hivechat`),
  hashtags: ['beechat'],
})

t.test('a field nobody has shipped goes through the same rules', async (t) => {
  const table: [Gate, string, string, string | null][] = [
    ['home', 'Dale Association of Beekeepers', 'dab', null],
    ['home', 'Deutscher Imkerbund', 'imkerbund', 'Verband der Imker'],
    ['home', 'Sam', 'sam', 'Beekeeper, baker, dad'],
    ['home', 'The Hive', 'hivechat', null],
    ['home', 'National Honey Show', 'x1', null],
    ['home', 'Dale BBKA', 'x2', 'Branch'],
    ['home', 'Jo Roe, NDB', 'x3', null],
    ['home', 'Dale', 'dalebeekeeping', null],
    ['home', 'Bеekeepеrs of Dale', 'x4', 'monthly'],
    ['ally', 'Seed Fund', 'x5', 'Charity funding beekeepers in schools'],
    ['ally', 'Dale Police', 'x6', null],
    ['ally', 'Queen Bee Nails', 'x7', 'Nail studio. Be a queen bee'],
    ['ally', 'Dale Association of Social Workers', 'x8', 'The voice of social workers'],
    ['ally', 'Wasps RFC', 'x9', 'Rugby. We are not beekeepers.'],
    ['unsure', 'The Hive', 'thehive', null],
    ['unsure', 'Dale', 'x10', 'Partner of beekeepers everywhere'],
  ]
  for (const [gate, name, handle, bio] of table) {
    const verdict = judgeGate(body(name, handle, bio), beekeeping)
    t.equal(verdict.gate, gate, `${name} @${handle}: ${bio} → ${verdict.reasons[0]?.rule}`)
  }
  t.equal(judgeGate({ kind: 'hashtag', name: '#BeeChat', handles: [], bio: null, texts: [] }, beekeeping).gate, 'home')
  const none = defineHomeField({ id: 'none', title: 'nothing', discipline: [], people: [] })
  t.equal(judgeGate(body('Anything', 'any', 'A food bank'), none).gate, 'ally')
  t.equal(judgeGate(body('Anything', 'any', 'Any text at all'), none).gate, 'unsure', 'silence is no evidence')
})

t.test('disguises do not turn a home body into an ally', async (t) => {
  const home = ['Dale Association of Social Workers', 'School of Social Work', 'Network of Social Workers']
  const disguises: [string, (text: string) => string][] = [
    ['zero-width signs', (text) => [...text].join('\u200B')],
    ['soft hyphens', (text) => [...text].join('\u00AD')],
    ['full width', (text) => text.replaceAll(/[a-z]/gi, (letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0))],
    ['Cyrillic letters', (text) => text.replaceAll('o', 'о').replaceAll('a', 'а').replaceAll('c', 'с')],
    ['Greek letters', (text) => text.replaceAll('o', 'ο')],
    ['accents', (text) => text.replaceAll('o', 'ö').replaceAll('a', 'á')],
    ['combining marks', (text) => [...text].join('\u0336')],
    ['digits', (text) => text.replaceAll(/(?<=\w)o(?=\w)/g, '0')],
    [
      'spaces',
      (text) =>
        text
          .split(' ')
          .map((word) => [...word].join(' '))
          .join('   '),
    ],
    ['capitals', (text) => text.toUpperCase()],
    ['hyphens', (text) => text.replaceAll('Social ', 'Social-')],
    ['emoji', (text) => `🏠✨ ${text} ✨`],
    ['a long tail', (text) => `${text} ${'and more '.repeat(1200)}`],
  ]
  for (const [what, disguise] of disguises)
    for (const name of home) t.equal(judge(disguise(name), 'News and events'), 'home', `${what}: ${disguise(name).slice(0, 60)}`)
  t.equal(judge('Dale', `${'xyz '.repeat(2500)}. We are social workers.`), 'home', 'at the end of 10,000 characters')
  t.equal(judge('Dale', 'xyz '.repeat(20_000)), 'unsure', 'a text that was not read to its end is no proof of absence')
})

t.test('texts without words, right-to-left and mixed ones are judged without a crash', async (t) => {
  const odd = ['', '   ', '😊🎉', '\u200B\u200B', '!!!', '\uD800', 'مرحبا بالعالم social', 'שלום', '\u202Eabc', 'नमस्ते', 'i̇stanbul İÇİN', 'ﬀ ﬁ'.repeat(3000)]
  for (const name of odd) for (const bio of [...odd, null]) t.ok(judge(name, bio, name))
  t.equal(judge('😊🎉', '😊'), 'unsure')
  t.equal(judge('', null, ''), 'unsure')
})

t.test('words put around the name of a home body never make it an ally', async () => {
  const names = fc.constantFrom(
    'Association of Social Workers',
    'School of Social Work',
    'Social Work Podcast',
    'Colegio de Trabajo Social',
    'Berufsverband Soziale Arbeit',
  )
  const words = fc
    .array(fc.constantFrom('Dale', 'the', 'North', 'of', 'charity', 'and', 'our', '2026', '|', ',', 'fund', '✨', 'UK', 'new'), { maxLength: 4 })
    .map((all) => all.join(' '))
  fc.assert(
    fc.property(names, words, fc.option(fc.string({ unit: 'grapheme', maxLength: 80 })), (name, after, bio) => judge(`${name} ${after}`, bio) !== 'ally'),
    { numRuns: 500 },
  )
  fc.assert(
    fc.property(
      names,
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      (name, noise) => judge(name, noise) === 'home' && judge('Dale', `${noise}. ${name}`) !== 'ally',
    ),
    { numRuns: 500 },
  )
})

t.test('without a description only a name that says something else is an ally’s', async (t) => {
  for (const name of [
    'National Alliance to End Homelessness',
    'Habitat for Humanity',
    'Royal College of Nursing',
    'Dale Wildlife Hospital',
    'Socialist Workers Party',
  ])
    t.equal(judge(name, null), 'ally', name)
  for (const name of [
    'Hilltop',
    'The Collective',
    'Association for Change',
    'Dr Priya N',
    'Family Welfare Network',
    'Community First',
    'SW Cancer',
    'Child Welfare Workers',
  ])
    t.equal(judge(name, null), 'unsure', name)
})
