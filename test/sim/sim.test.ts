import t from 'tap'
import { MUTANTS } from './mutants.js'
import { play } from './play.js'
import { drawScenario } from './scenario.js'
import { kindOf, shrink } from './shrink.js'
import { tableOf } from './table.js'
import { mutantNamed, perform, playInMemory } from './tasks.js'
import { openBackstage, setWireScene } from './wire/scene.js'

/** The many are played by `npm run sim`. */
const MANY = 250
/** Worlds that once showed a fault of the engine. */
const REGRESSIONS: [number, string][] = [
  [265, 'a count of none was believed of a list that was just connected, and members added by hand became ours and were removed'],
  [1196, 'a plan was called verified by who was wanted before X was asked'],
  [4769, 'a short page was taken for the whole list without asking for its count, and a member of ours for one added by hand'],
  [1910, 'our own removal, still shown by an old copy, was taken for their leaving'],
  [613, 'a plan that had stopped because the list had been given away was taken up again without asking whose the list was'],
  [462, 'attempts that X had not answered were counted as refusals, and a locked account was tried three times a day later'],
  [8571, 'a list that had been given away during a run, and was seen to be, was sent the rest of the plan'],
  [4754, 'members that only an idle run had seen were not remembered as seen, and were added again after they had left'],
  [16934, 'a plan was begun although the one it replaced had been taken up and had sent something since it was held against X'],
  [28962, 'a process that stood still before an intent was written sent it long after another had taken over'],
  [4249, 'a reading of a process that had lost the writing disowned what its successor had added since'],
  [18808, 'an addition that went out late was put back by another reading, and its member was taken for one added by hand'],
  [55505, 'who left before a removal was sent that was not wished any more was disowned, and added again'],
  [88633, 'the look of a run was not kept as the first of two readings, so a member that had gone was removed after a hand had added it'],
  [223865, "a look after a day's part saw that the list had been given away, and the rest was sent to it the next day"],
  [62593, 'a plan was cancelled while X put its reading off, and read again at once'],
  [867, 'who was seen on one day of a plan and had left by the next was sent again by the same plan'],
  [3529, 'who was refused by mistake, seen all the same, and had left since, was disowned and added again'],
  [288448, 'the last call of a plan met a limit of a day, which was not kept, and the next plan sent before its end'],
  [449948, "who was taken off and wanted again counted as there by an old copy that X's count contradicted, and the plan as verified"],
  [475634, "a removal that died unsent was taken for done by an old copy that X's count contradicted, and the member for one added by hand"],
  [770003217, 'a process that stood still while it wrote down that a list is about to be made, made a second one'],
  [1200006356, 'a list was found to be gone after three refusals, the account was taken for unlocked, and the next addition was refused by the lock'],
  [1200024837, 'whoever was refused once waited for ever behind members that X could not find, since these used up the cap of each day'],
  [1200041859, 'a reading that was short kept from being said that the list had been given away, and the next addition was sent to it'],
  [2000047080, 'a process that stood still found out that the account was locked, and the one that had taken over sent on'],
  [1200072525, 'a removal that X took ended a row of refusals, and a locked account was tried on'],
  [1200068987, 'a yes to members who were there all along was taken for the proof that a lock was over'],
  [1200099299, 'a plan that waited found the list given away, and sent on when it was applied again'],
  [500069329, 'whom X had refused and showed all the same counted as refused in the next round, and was added again after leaving'],
  [3000172474, 'a run that missed a member for the second time did not keep that it had left, and whom a hand added afterwards was removed as ours'],
  [3000282890, 'whom a hand had added meanwhile was added all the same, and the yes to it taken for the proof that a lock was over'],
  [100237788, 'a list that was full and had been given away was sent the rest of the plan'],
  [8062, 'a process stood still after a reading, and counted it as ten minutes later'],
  [203678, 'X gave the members and not the list, so a member that was read passed for one who never came, and was added again after a hand took it off'],
  [221490, 'of a member that such a broken-off reading had shown the addition was not called done, and was sent once more'],
  [160708, 'an addition of an earlier plan that no reading had shown stayed on the record, and whom a hand added later was removed as ours'],
  [1766, 'a yes that came late undid that a reading had shown the member, who was then taken for one added by hand'],
  [6535, 'an addition that went out after another process had put it back was sent again without a look'],
]
/** Small worlds that between them have faults, hand edits, withdrawals and crashes. */
const WIRE = [2, 3, 6, 11]
/** Three that fall early. */
const CAUGHT = ['two-way-diff', 'no-lease', 'trusts-the-answer']

t.test('nothing that must hold is violated in many small worlds, and much went wrong in them', async (t) => {
  const done = await perform({ kind: 'seeds', from: 1, count: MANY })
  t.same(done.violations, [])
  for (const { number, fault, times } of tableOf(done.faults)) t.ok(times > 0, `${number} ${fault}: ${times} times`)
  t.ok(done.crashes > MANY / 10, `${done.crashes} crashes`)
})

for (const [seed, was] of REGRESSIONS) {
  t.test(`seed ${seed}: ${was}`, async (t) => {
    t.same((await playInMemory(drawScenario(seed), undefined)).violations, [])
  })
}

t.test('a crash at any step changes nothing in the end', async (t) => {
  const done = await perform({ kind: 'crashes', seed: 3 })
  t.same(done.violations, [])
  t.ok(done.runs > 50, `${done.runs} runs`)
  t.equal(done.crashes, done.runs - 1)
})

t.test('a seed played twice is played alike, with two workers too', async (t) => {
  const seed = Array.from({ length: 100 }, (_, i) => i + 1).find((one) => drawScenario(one).rounds.some((round) => round.intruder !== null)) ?? 1
  const stories: string[][] = [[], []]
  for (const story of stories) await playInMemory(drawScenario(seed), undefined, { trace: (line) => story.push(line) })
  t.ok((stories[0]?.length ?? 0) > 20)
  t.same(stories[0], stories[1])
})

for (const name of CAUGHT) {
  t.test(`the invariants notice an engine that forgets: ${name}`, async (t) => {
    t.ok(MUTANTS.some((one) => one.name === name))
    t.not((await perform({ kind: 'hunt', mutant: name, from: 1, count: 300 })).violations.length, 0)
  })
}

t.test('what is violated is told as small as it can be', async (t) => {
  const mutant = mutantNamed('two-way-diff')
  const { violations } = await perform({ kind: 'hunt', mutant: 'two-way-diff', from: 1, count: 300 })
  const whole = drawScenario(violations[0]?.seed ?? 0)
  const kind = kindOf(violations[0]?.texts[0] ?? '')
  const small = await shrink(whole, async (one) => (await playInMemory(one, mutant)).violations.some((text) => kindOf(text) === kind))
  t.ok(JSON.stringify(small).length < JSON.stringify(whole).length / 2)
})

t.test('the same worlds over the wire', async (t) => {
  const pglite = await openBackstage()
  t.teardown(() => pglite.close())
  for (const seed of WIRE) t.same((await play(await setWireScene(pglite, drawScenario(seed)))).violations, [], `seed ${seed}`)
})
