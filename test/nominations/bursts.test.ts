/**
 * The burst limits tried on whole chats and whole campaigns, each drawn from a seed and played through the real use-case. The figures
 * are printed: they are the answer to "how many puppets count, and how many honest people wait".
 */
import { and, eq, isNotNull, like, not } from 'drizzle-orm'
import { nomination } from '../../src/db/schema/index.js'
import { submitNominations } from '../../src/nominations/service.js'
import { onPostgres, type TestDeps } from '../helpers/engines.js'
import { type Draw, drawFrom } from '../sim/draw.js'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

interface Said {
  at: number
  nominator: string
  targets: string[]
}

/** Every voice comes from a place of its own, so that nothing but the burst limits is at work. */
async function play(deps: TestDeps, said: Said[]): Promise<void> {
  const start = deps.clock.now().getTime()
  for (const { at, nominator, targets } of [...said].sort((a, b) => a.at - b.at)) {
    deps.clock.set(new Date(start + at))
    await submitNominations(deps, { targets, nominator, credit: true, source: 'form', voice: nominator, actor: 'anyone' })
  }
}

interface Crowd {
  people: number
  minutes: number
  /** Share of them that took part in a chat days ago. */
  regulars: number
  /** Share of them that names nothing but the one body. */
  single: number
}

/** A chat in which everybody names the same body, and most of them some others too, before or after, one by one. */
function drawChat(draw: Draw, seed: number, target: string, { people, minutes, regulars, single }: Crowd): { before: Said[]; during: Said[] } {
  const before: Said[] = []
  const during: Said[] = []
  const others = Array.from({ length: 15 }, (_, n) => `@o${seed}_${n}`)
  for (let n = 0; n < people; n++) {
    const nominator = `@p${seed}_${n}`
    if (draw.chance(regulars)) before.push({ at: draw.int(0, 3600) * 1000, nominator, targets: [draw.pick(others)] })
    const named = [target, ...(draw.chance(single) ? [] : draw.some(others, draw.int(1, 4)))]
    for (const one of named) during.push({ at: draw.int(0, minutes * 60) * 1000, nominator, targets: [one] })
  }
  return { before, during }
}

/** As many made-up people, evenly over the time, each naming the body and so many decoys in one go. */
const campaign = (seed: number, target: string, puppets: number, ms: number, decoys: number): Said[] =>
  Array.from({ length: puppets }, (_, n) => ({
    at: Math.floor((n * ms) / puppets),
    nominator: `@sock${seed}_${n}`,
    targets: [target, ...Array.from({ length: decoys }, (_, d) => `@d${seed}_${(n + d) % 25}`)],
  }))

async function outcome(deps: TestDeps, target: string) {
  const count = (puppet: boolean, held: boolean) => {
    const isPuppet = like(nomination.nominator_handle, 'sock%')
    const of = eq(nomination.target_key, target.slice(1))
    return deps.store.db.$count(nomination, and(of, puppet ? isPuppet : not(isPuppet), held ? isNotNull(nomination.hold) : undefined))
  }
  const [puppets, puppetsHeld, honest, honestHeld] = [await count(true, false), await count(true, true), await count(false, false), await count(false, true)]
  return { honest, honest_held: honestHeld, puppets, puppets_counted: puppets - puppetsHeld }
}

async function run(deps: TestDeps, seed: number, crowd: Crowd, attack: (target: string) => Said[] = () => []) {
  const target = `@bank_${seed}`
  const { before, during } = drawChat(drawFrom(seed), seed, target, crowd)
  await play(deps, before)
  deps.clock.advance(48 * HOUR)
  await play(deps, [...during, ...attack(target)])
  deps.clock.advance(48 * HOUR)
  return outcome(deps, target)
}

const LIVELY: Crowd = { people: 30, minutes: 5, regulars: 0.3, single: 0.4 }
/** The first chat ever: nobody was seen before. */
const FIRST: Crowd = { people: 30, minutes: 5, regulars: 0, single: 0.35 }
const NOBODY: Crowd = { people: 1, minutes: 5, regulars: 0, single: 1 }

onPostgres('a lively chat passes', async (t, deps) => {
  for (const [name, crowd, seeds] of [
    ['a lively chat', LIVELY, [1, 2, 3, 4]],
    ['the first chat ever', FIRST, [11, 12, 13, 14]],
  ] as const) {
    let held = 0
    for (const seed of seeds) {
      const { honest, honest_held } = await run(deps, seed, crowd)
      t.equal(honest, 30)
      held += honest_held
    }
    t.comment(`${name}, 30 people for one body in 5 minutes, ${seeds.length} seeds: ${held} of ${30 * seeds.length} honest voices held`)
    t.equal(held, 0, name)
  }
})

onPostgres('a campaign is held', async (t, deps) => {
  const rows: [name: string, crowd: Crowd, attack: (target: string) => Said[], most: number][] = [
    ['200 puppets in 5 minutes', NOBODY, (target) => campaign(21, target, 200, 5 * MINUTE, 0), 8],
    ['the same in a lively chat for that body', LIVELY, (target) => campaign(22, target, 200, 5 * MINUTE, 0), 8 + 30],
    ['200 puppets with a decoy each', NOBODY, (target) => campaign(23, target, 200, 5 * MINUTE, 1), 40],
    ['200 puppets with three decoys each', NOBODY, (target) => campaign(24, target, 200, 5 * MINUTE, 3), 120],
    ['200 puppets over 20 hours', NOBODY, (target) => campaign(25, target, 200, 20 * HOUR, 0), 30],
  ]
  for (const [i, [name, crowd, attack, most]] of rows.entries()) {
    const { honest, honest_held, puppets, puppets_counted } = await run(deps, 21 + i, crowd, attack)
    t.comment(`${name}: ${puppets_counted} of ${puppets} puppets counted before the hold, ${honest_held} of ${honest} honest voices held`)
    t.equal(puppets, 200, 'none is lost')
    // Whoever names only that body, and comes for the first time while it is flooded, cannot be told from a puppet.
    t.ok(honest_held <= Math.max(1, honest / 3), name)
    t.ok(puppets_counted <= most, name)
  }
})
