import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { evaluate } from './dedupe.js'
import { readRor } from './dedupe-data.js'
import { halvesOf, halvesOfPairs } from './dedupe-halves.js'
import { scoreRenames } from './dedupe-renames.js'
import { closure, clusterRates, setStage } from './dedupe-score.js'

const directory = mkdtempSync(join(tmpdir(), 'allies-dedupe-'))
t.teardown(() => rmSync(directory, { recursive: true, force: true }))

const org = (id: string, name: string, more: object = {}) => JSON.stringify({ id, name, site: `https://${id}.org/`, city: 'Oxford', cc: 'GB', ...more })
writeFileSync(
  join(directory, 'ror_en_orgs.jsonl'),
  [
    org('a', 'Nekton Deep Ocean Mission', { aliases: ['Nekton Deep Ocean Mission Ltd', 'Nekton Deep Ocean Mission', 'Ñekton'], acronyms: ['NDOM'] }),
    org('b', 'Shelter'),
    '',
  ].join('\n'),
)

t.test('nominations are built from the names: own, printable aliases that differ, acronyms', async (t) => {
  const rows = readRor(directory) ?? []
  t.strictSame(
    rows.map(({ record }) => record.names[0]),
    ['Nekton Deep Ocean Mission', 'Nekton Deep Ocean Mission Ltd', 'NDOM', 'Shelter'],
  )
  t.strictSame(new Set(rows.map(({ truth }) => truth)).size, 2)
})

t.test('a stage counts true pairs, and clusters are scored by pairs', async (t) => {
  const stage = setStage(readRor(directory) ?? [])
  t.equal(stage.true_pairs, 3)
  t.strictSame(clusterRates(stage, [0, 0, 0, 3]), { precision: 1, recall: 1 })
  t.strictSame(clusterRates(stage, [0, 0, 2, 0]), { precision: 1 / 3, recall: 1 / 3 })
  t.equal(
    new Set(
      closure(4, [
        [0, 1],
        [1, 2],
      ]),
    ).size,
    2,
  )
})

t.test('halves are made of whole bodies, and of all pairs that name one body', async (t) => {
  const rows = readRor(directory) ?? []
  const halves = halvesOf(rows)
  t.equal(halves[0].length + halves[1].length, rows.length)
  for (const { truth } of rows) t.equal(halves.filter((half) => half.some((row) => row.truth === truth)).length, 1, truth)
  const pairs = Array.from({ length: 40 }, (_, at) => ({ a: `Body ${at}`, b: `Body ${at + 20 * (at % 2)}`, same: true }))
  const [one, other] = halvesOfPairs(pairs)
  const names = (half: typeof pairs) => new Set(half.flatMap(({ a, b }) => [a, b]))
  t.equal(one.length + other.length, 40)
  t.ok(one.length > 5 && other.length > 5, 'neither half is nearly all')
  t.strictSame(
    [...names(one)].filter((name) => names(other).has(name)),
    [],
  )
})

t.test('files that are absent are named, and their measures are null', async (t) => {
  const { human, result } = await evaluate(directory)
  const found = result as Record<string, unknown>
  t.equal(found.chicago, null)
  t.equal(found.names, null)
  t.equal(found.handles, null)
  t.equal(found.renames, null)
  t.strictSame(found.skipped, ['chicago_true_ids.csv', 'humanizr_org_accounts.csv', 'name_bench_cases.csv', 'handle_changes_congress.csv'])
  t.ok(human.some((line) => line.startsWith('skipped: chicago_true_ids.csv')))
  t.ok(human.some((line) => line.startsWith('halves of the bodies')))
  const ror = found.ror as Record<string, number>
  for (const key of ['auto_precision_pair', 'auto_precision_cluster', 'auto_recall', 'review_recall', 'blocking_completeness', 'reduction', 'review_per_1000'])
    t.type(ror[key], 'number', key)
})

t.test('a folder that holds none of the files is refused by name, not scored as nothing', async (t) => {
  const empty = t.testdir()
  await t.rejects(evaluate(empty), {
    message: `${empty} holds none of the files that are scored: ror_en_orgs.jsonl, chicago_true_ids.csv, humanizr_org_accounts.csv, name_bench_cases.csv, handle_changes_congress.csv`,
  })
})

t.test('handle changes are replayed through the product: by id they are one body, by looks alone never', async (t) => {
  const own = mkdtempSync(join(tmpdir(), 'allies-renames-'))
  t.teardown(() => rmSync(own, { recursive: true, force: true }))
  t.equal(await scoreRenames(own), null, 'without the file there is nothing to say')
  const rows = [
    'bioguide,seen_old,old_handle,old_id,seen_new,new_handle,new_id',
    'renamed,2012-01-01,RepBrook_eg,5001,2013-01-01,SenBrook_eg,5001',
    'another account,2012-01-01,RepVale_eg,5002,2013-01-01,SenVale_eg,5003',
    'nobody asked,2012-01-01,RepMoor_eg,,2013-01-01,SenMoor_eg,',
    'asked late,2012-01-01,RepFenn_eg,,2013-01-01,SenFenn_eg,5004',
    'its old handle is taken over,2012-02-01,First_eg,5005,2013-02-01,Second_eg,5005',
    'by this one,2012-02-01,Third_eg,5006,2013-02-01,First_eg,5006',
  ]
  writeFileSync(join(own, 'handle_changes_congress.csv'), `${rows.join('\n')}\n`)
  t.strictSame(await scoreRenames(own), { string_merges: 0, lost: 0, changes: 6, renamed_by_id: 3 })
})
