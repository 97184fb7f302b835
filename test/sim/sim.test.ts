import t from 'tap'
import { MUTANTS } from './mutants.js'
import { play } from './play.js'
import { drawScenario } from './scenario.js'
import { openBackstage } from './scene.js'

/** Small worlds that between them have faults, hand edits, withdrawals and crashes. The many are played by `npm run sim`. */
const SEEDS = [2, 3, 6, 11, 13]
/** Each with a seed that catches it. */
const CAUGHT: [string, number][] = [
  ['trusts-the-answer', 1],
  ['no-lease', 6],
  ['two-way-diff', 4],
]

const pglite = await openBackstage()
t.teardown(() => pglite.close())

t.test('nothing that must hold is violated on the fixed seeds, and something went wrong on them', async (t) => {
  let [faults, crashes] = [0, 0]
  for (const seed of SEEDS) {
    const played = await play(pglite, drawScenario(seed))
    t.same(played.violations, [], `seed ${seed}`)
    faults += Object.values(played.faults).reduce((sum, times) => sum + times, 0)
    crashes += played.crashes
  }
  t.ok(faults > 10, `${faults} faults fired`)
  t.ok(crashes > 0, `${crashes} crashes`)
})

t.test('a seed played twice is played alike', async (t) => {
  const stories: string[][] = [[], []]
  for (const story of stories) await play(pglite, drawScenario(13), { trace: (line) => story.push(line) })
  t.ok((stories[0]?.length ?? 0) > 20)
  t.same(stories[0], stories[1])
})

t.test('a crash at a given step changes nothing in the end', async (t) => {
  const { steps } = await play(pglite, drawScenario(3), { crashAt: null })
  for (const crashAt of [Math.floor(steps / 4), Math.floor(steps / 2)]) {
    const played = await play(pglite, drawScenario(3), { crashAt })
    t.equal(played.crashes, 1)
    t.same(played.violations, [], `crash at step ${crashAt} of ${steps}`)
  }
})

for (const [name, seed] of CAUGHT) {
  t.test(`the invariants notice an engine that forgets: ${name}`, async (t) => {
    const mutant = MUTANTS.find((one) => one.name === name)
    t.ok(mutant)
    const played = await play(pglite, drawScenario(seed), { mutant })
    t.not(played.violations.length, 0)
  })
}
