import { fileURLToPath } from 'node:url'
import t from 'tap'
import { evaluate } from './extract.js'

interface Score {
  precision: number
  recall: number
}

for (const [set, least] of [
  ['set-1', { precision: 1, recall: 1 }],
  ['set-2', { precision: 0.97, recall: 1 }],
  ['set-3', { precision: 1, recall: 1 }],
  ['set-4', { precision: 0.98, recall: 1 }],
  ['set-5', { precision: 0.98, recall: 1 }],
  ['set-6', { precision: 0.98, recall: 0.98 }],
  ['set-7', { precision: 0.97, recall: 0.99 }],
] as const)
  t.test(`invented chats, ${set}: what a careful reader takes from them`, async (t) => {
    const { result, human } = await evaluate(fileURLToPath(new URL(`../fixtures/chats/${set}`, import.meta.url)))
    const { precision, recall } = result as Score
    const mistakes = human.filter((line) => /: (?:wrong|missed) /.test(line)).join('\n')
    t.ok(precision >= least.precision, `precision ${precision}\n${mistakes}`)
    t.ok(recall >= least.recall, `recall ${recall}\n${mistakes}`)
  })
