import { type Family, familyOf, seeded } from './reach-families.js'

/**
 * A made-up community. Users join over time, follow a number of accounts that depends on how active they are, and choose by popularity
 * and by what they care for. Nothing of a real community is copied: the worlds are there to be unlike each other, so that a constant that
 * holds in all of them may hold in one more.
 */
export interface WorldShape {
  name: string
  accounts: number
  users: number
  /** Accounts' popularity falls as rank^-slope. */
  slope: number
  /** Standard deviation of the logarithm of the users' activity. */
  activity_spread: number
  /** Accounts followed by the median user. */
  follows: number
  /** Causes that accounts and users belong to. */
  topics: number
  /** How much likelier a user follows an account of the own cause. */
  own_topic: number
  /** Share of users that follow some accounts of their cause whatever their popularity: the core. */
  core: number
  /** How much more active are those that joined first: API lists come newest-first, so this is what biases a first page. */
  early_bias: number
}

export const WORLD_SHAPES: readonly WorldShape[] = [
  { name: 'even', accounts: 120, users: 40_000, slope: 0.5, activity_spread: 1.5, follows: 1, topics: 1, own_topic: 1, core: 0, early_bias: 0.5 },
  { name: 'clusters', accounts: 150, users: 40_000, slope: 0.7, activity_spread: 1.4, follows: 1, topics: 10, own_topic: 25, core: 0, early_bias: 1 },
  { name: 'camps', accounts: 160, users: 50_000, slope: 0.7, activity_spread: 1.6, follows: 1, topics: 3, own_topic: 12, core: 0.005, early_bias: 1.2 },
  { name: 'celebrities', accounts: 120, users: 60_000, slope: 1.2, activity_spread: 1.3, follows: 1, topics: 6, own_topic: 6, core: 0.002, early_bias: 0.8 },
  { name: 'tiny', accounts: 120, users: 5000, slope: 0.5, activity_spread: 1.5, follows: 1.2, topics: 5, own_topic: 10, core: 0.01, early_bias: 0.5 },
  { name: 'core', accounts: 140, users: 40_000, slope: 0.8, activity_spread: 1.2, follows: 1, topics: 4, own_topic: 8, core: 0.03, early_bias: 1.5 },
  { name: 'local', accounts: 150, users: 40_000, slope: 0.6, activity_spread: 1, follows: 1, topics: 30, own_topic: 150, core: 0.005, early_bias: 0.6 },
  { name: 'experts', accounts: 120, users: 8000, slope: 0.4, activity_spread: 1.4, follows: 3, topics: 4, own_topic: 5, core: 0.01, early_bias: 0.3 },
]

/** One follow: who, and when, from 0 (the community begins) to 1 (now). */
interface Follow {
  user: number
  at: number
}

/** The first snapshot of a world is taken at this moment, the second at 1. */
const FIRST_SNAPSHOT = 0.85

/** A world with its earlier snapshot. Lists are newest-first, as X gives them. The same seed gives the same world. */
export function makeWorld(shape: WorldShape, seed: number): { before: Family; now: Family } {
  const random = seeded(seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const popularity = Array.from({ length: shape.accounts }, (_, rank) => (rank + 1) ** -shape.slope * Math.exp(0.3 * normal()))
  const topicOf = popularity.map(() => Math.floor(random() * shape.topics))
  const ladders = Array.from({ length: shape.topics }, (_, topic) =>
    cumulative(popularity.map((weight, at) => weight * (topicOf[at] === topic ? shape.own_topic : 1))),
  )
  const lists: Follow[][] = popularity.map(() => [])
  for (let user = 0; user < shape.users; user++) {
    const joined = random()
    const topic = Math.floor(random() * shape.topics)
    const ladder = ladders[topic] ?? []
    const wanted = shape.follows * Math.exp(shape.activity_spread * normal() + shape.early_bias * (0.5 - joined))
    const chosen = new Set<number>()
    const count = Math.min(Math.floor(shape.accounts * 0.7), Math.max(1, Math.round(wanted)))
    for (let tries = 0; chosen.size < count && tries < 20 * count; tries++) chosen.add(pick(ladder, random()))
    if (random() < shape.core) for (const [at, own] of topicOf.entries()) if (own === topic && random() < 0.7) chosen.add(at)
    // Most follow soon after they join.
    for (const at of chosen) lists[at]?.push({ user, at: joined + (1 - joined) * random() ** 2 })
  }
  for (const list of lists) list.sort((a, b) => b.at - a.at || a.user - b.user)
  const family = (until: number) =>
    familyOf(shape.name, new Map(lists.map((list, at) => [String(at), list.filter((follow) => follow.at <= until).map(({ user }) => user)])), shape.users)
  return { before: family(FIRST_SNAPSHOT), now: family(1) }
}

function cumulative(weights: readonly number[]): number[] {
  let total = 0
  const sums = weights.map((weight) => {
    total += weight
    return total
  })
  return sums.map((sum) => sum / total)
}

function pick(ladder: readonly number[], at: number): number {
  let low = 0
  let high = ladder.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ladder[middle] ?? 1) < at) low = middle + 1
    else high = middle
  }
  return low
}
