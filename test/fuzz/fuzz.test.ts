import t from 'tap'
import { BUGS } from './bugs.js'
import { chanceOf, mixed } from './chance.js'
import { hunt } from './hunt.js'
import { readOptions } from './options.js'
import { play } from './play.js'
import { closeTheWeb, openPglite } from './world.js'

/** The many requests, and all bugs, are `npm run fuzz`. */
const REQUESTS = 330
/** Those that fall early. */
const EARLY = [
  ...['bad-cursor-500', 'member-missing', 'leaks-a-member', 'wrong-media-type', 'tells-of-the-inside', 'no-location'],
  ...['writes-before-it-refuses', 'no-allow'],
]

t.teardown(closeTheWeb())
const opening = openPglite()
t.teardown(async () => (await opening).close())

t.test('nothing that must hold is broken in two small worlds, one with X and one without', async (t) => {
  const database = await opening
  for (const seed of [1, 2]) {
    const { findings, requests, answers, shutOut } = await play({ database, seed, requests: REQUESTS })
    t.same(
      findings.map(({ rule, operation, text, curl }) => `${rule}: ${operation}: ${text}\n${curl}`),
      [],
      `seed ${seed}`,
    )
    t.ok(requests >= REQUESTS)
    t.ok(shutOut > 8, `${shutOut} requests of somebody who may not`)
    const succeeded = [...answers.values()].filter((statuses) => [...statuses.keys()].some((status) => status < 300)).length
    t.ok(succeeded > 50, `${succeeded} of ${answers.size} operations did what they are for`)
  }
})

t.test('a planted bug is found', async (t) => {
  for (const name of EARLY) {
    const bug = BUGS.find((one) => one.name === name)
    if (!bug) return t.fail(`there is no bug ${name}`)
    const { finding, requests } = await hunt(await opening, bug, 1, 2_500)
    t.ok(finding, `${name} (${bug.wrong}) after ${requests} requests by ${finding?.rule}`)
  }
})

t.test('a seed played twice is played alike', async (t) => {
  const database = await opening
  const once = async () => {
    const { requests, answers, shutOut } = await play({ database, seed: 3, requests: 80 })
    return { requests, shutOut, answers: [...answers].map(([id, statuses]) => [id, [...statuses]]) }
  }
  t.same(await once(), await once())
})

t.test('chance is the same for the same seed, and even', async (t) => {
  const drawn = (seed: number) => Array.from({ length: 20 }, (_, i) => chanceOf(mixed(seed, i)).int(0, 9))
  t.same(drawn(7), drawn(7))
  t.notSame(drawn(7), drawn(8))
  const tens = Array.from({ length: 2_000 }, (_, i) => chanceOf(mixed(1, i)).percent(10)).filter(Boolean).length
  t.ok(tens > 140 && tens < 260, `${tens} of 2,000`)
})

t.test('options that cannot be understood are told in one line', async (t) => {
  t.match(readOptions([], []), { job: 'fuzz', requests: 50_000, seed: 1, postgres: false })
  t.match(readOptions(['--bug', 'a', '--seed', '3'], ['a']), { job: 'bugs', bug: 'a', seed: 3 })
  t.throws(() => readOptions(['--bug', 'b'], ['a']), { message: 'there is no bug b; there are a' })
  t.throws(() => readOptions(['--requests', '0'], []), { message: /--requests takes a number from 1/ })
  t.throws(() => readOptions(['--nothing'], []), { message: /--nothing/ })
})
