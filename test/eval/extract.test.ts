import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { evaluate } from './extract.js'

/** One chat told in several formats, of which each holds other posts. */
const byPosts = (tp: number) => ({ tp, fp: 0, fn: 0, exact: null, name: { tp: 0, fp: 0, fn: 0 } })

t.test('the sample chat is scored with its names apart', async (t) => {
  const { result, human } = await evaluate(fileURLToPath(new URL('../fixtures/archives', import.meta.url)))
  t.same(result, {
    precision: 1,
    recall: 1,
    name_precision: 1,
    name_recall: 1,
    reproduced_exactly: 1,
    files: {
      'pasted.txt': { tp: 14, fp: 0, fn: 0, exact: true, name: { tp: 2, fp: 0, fn: 0 } },
      'hydrated-v1.1.jsonl': byPosts(7),
      'tags-v6.csv': byPosts(7),
      'twarc2-flattened.jsonl': byPosts(8),
      'twarc2-pages.jsonl': byPosts(8),
      'tweets.js': byPosts(3),
      'x-api-v2-search-page.json': byPosts(9),
    },
  })
  t.ok(human.some((line) => line.endsWith('reproduced exactly')))
})

t.test('wrong, missed and doubtful pairs count as they should, and a refused file has missed all', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'allies-eval-'))
  t.teardown(() => rmSync(directory, { recursive: true }))
  const answer = {
    nominations: [
      { nominator: 'A_eg', target: '@X_eg', form: 'mention' },
      { nominator: 'a_eg', target: '@missed_eg', form: 'mention' },
    ],
    needs_review: [{ nominator: 'a_eg', raw: '@open_eg' }],
  }
  mkdirSync(directory, { recursive: true })
  writeFileSync(join(directory, 'chat.expected.json'), JSON.stringify(answer))
  writeFileSync(join(directory, 'chat.txt'), '[20:01] @a_eg: A1 @x_eg @wrong_eg @open_eg\n[20:02] @b_eg: hello')
  writeFileSync(join(directory, 'chat.js'), 'window.YTD.account.part0 = [{"account": {"username": "a_eg", "accountId": "1"}}]')
  const { result, human } = await evaluate(directory)
  t.match(result, { precision: 0.5, recall: 0.25, files: { 'chat.txt': { tp: 1, fp: 1, fn: 1 }, 'chat.js': { tp: 0, fp: 0, fn: 2, refused: /account/ } } })
  t.ok(human.some((line) => line.startsWith('chat.txt: wrong a_eg @wrong_eg (line 1')))
  await t.rejects(evaluate(tmpdir().concat('/')), /no X\.expected\.json/)
})
