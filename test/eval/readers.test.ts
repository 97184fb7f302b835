import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { evaluate as categorise } from './categorise.js'
import { subjectOfText } from './categorise-gate.js'
import { readCsv } from './csv.js'
import { macroF1 } from './measures.js'
import { evaluate as reach } from './reach.js'
import { portfolios, readFamily, unionSize } from './reach-families.js'
import { foldOf, trainFolds } from './training-rows.js'

t.test('RFC 4180: quotes, doubled quotes, commas, line breaks inside, byte-order mark, CRLF, short rows', async (t) => {
  t.same(readCsv('\uFEFFa,b\r\n"x, ""y""\r\nz",2\r\n3\r\n'), [
    { a: 'x, "y"\r\nz', b: '2' },
    { a: '3', b: '' },
  ])
  t.same(readCsv('a,b\n1,\n\n,2'), [
    { a: '1', b: '' },
    { a: '', b: '2' },
  ])
  t.same(readCsv(''), [])
})

t.test('what a directory lacks is skipped by name; where it has nothing at all, nothing is scored', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'eval-'))
  t.teardown(() => rmSync(directory, { recursive: true }))
  await t.rejects(categorise(directory), {
    message: `${directory} holds none of the files that are scored: ukcat_sample.csv, ntee_mission.csv, field_gold_socialwork_handmade.csv`,
  })
  await t.rejects(reach(directory), { message: `${directory} holds none of the files that are scored: *.tsv.gz` })
  writeFileSync(join(directory, 'ntee_mission.csv'), '')
  const { result } = await categorise(directory)
  t.match(result, { section: null, tags: null, gate: null, skipped: ['ukcat_sample.csv', 'field_gold_socialwork_handmade.csv'] })
})

t.test('labelled rows are scored as defined', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'eval-'))
  t.teardown(() => rmSync(directory, { recursive: true }))
  writeFileSync(
    join(directory, 'ukcat_sample.csv'),
    'org_id,name,activities,objects,UKCAT,ICNPTSO\n1,Eastshire Choir,choral concerts,,AR301,A11\n2,Xyzzyq,,,,I10\n3,Dogs Home,animals,,AN;AN102,E21\n4,No label,music,,,\n',
  )
  writeFileSync(
    join(directory, 'field_gold_socialwork_handmade.csv'),
    'text,is_social_work\n"School of Social Work @essw x",1\n"Mind @mind mental health",0\n"Kin @kin family news",1\n"Open @open",\n',
  )
  const { result } = await categorise(directory)
  t.match(result, { section: { accuracy: 0.6667, macro_f1: 0.6667 }, gate: { precision: 1, recall: 0.5, leak: 0.5, unsure: 0, rows: 3 } })
  t.same((await categorise(directory)).result, result, 'two runs give the same')
})

t.test('the model for a fold has seen no row of it, nor has its calibration any', async (t) => {
  const ids = Array.from({ length: 60 }, (_, at) => `id-${at}`)
  const rows = ids.map((org_id, at) => ({
    org_id,
    name: `Body ${foldOf(org_id) === 0 ? 'zebraic' : 'quaggish'}`,
    activities: at % 2 === 0 ? 'choral concerts' : 'hospice care',
    objects: '',
    UKCAT: '',
    ICNPTSO: at % 2 === 0 ? 'A11' : 'C31',
  }))
  const folds = trainFolds(rows)
  t.ok([...folds.forFold(1).ids.keys()].some((feature) => feature.startsWith('zebra')))
  t.notOk([...folds.forFold(0).ids.keys()].some((feature) => feature.startsWith('zebra')))
  t.same(folds.full('x'), trainFolds(rows).full('x'), 'equal rows give equal bytes')
})

t.test('macro-F1 is over the classes of the truth only', async (t) => {
  const one = (...codes: string[]) => new Set(codes)
  t.equal(
    macroF1(
      [
        [one('a'), one('a')],
        [one('b'), one('c')],
      ],
      1,
    ),
    0.5,
  )
})

t.test('a line of text is a name, a handle and a description', async (t) => {
  t.match(subjectOfText('Mind @MindCharity mental health'), { name: 'Mind', handles: ['MindCharity'], bio: 'mental health' })
  t.match(subjectOfText('Mind @MindCharity'), { bio: null })
  t.match(subjectOfText('Mind. A charity'), { name: 'Mind', handles: [], bio: 'A charity' })
})

const family = () => {
  const rows: string[] = []
  for (let account = 0; account < 12; account++) for (let i = 0; i < 100 + account; i++) rows.push(`a${account}\t${account * 50 + i}`)
  return `account\tid\n${rows.join('\n')}\nshort\t1\n`
}

t.test('families: lists in full, short ones dropped, overlaps and unions exact, the same portfolios every time', async (t) => {
  const read = readFamily('f', family())
  t.equal(read.accounts.length, 12)
  t.equal(read.overlap[0 * 12 + 1], 50)
  t.equal(unionSize(read, [0, 1]), 151)
  const made = portfolios(read, 7, 6)
  t.same(made, portfolios(read, 7, 6))
  t.same([...new Set(made.map(({ n }) => n))], [3, 5])
  for (const { n, members } of made) t.equal(new Set(members).size, n)
})

t.test('reach is scored on any family in the directory', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'eval-'))
  t.teardown(() => rmSync(directory, { recursive: true }))
  writeFileSync(join(directory, 'other.tsv.gz'), gzipSync(family()))
  const { result } = await reach(directory, { madeUp: false })
  t.match(result, { bounds: { contained: 1 }, families: { other: { counts: { coverage: Number } } }, skipped: [] })
})
