import type { Entry, Scenario } from './scenario.js'

export interface Standing {
  status: string
  gate: string
  excluded: boolean
}

/** Who is in the directory, what is decided about them, and whom X refuses. */
export interface Wishes {
  entry(user: string): Entry | undefined
  /** The X ids of all entries. */
  everyone(): Iterable<string>
  wanted(user: string): boolean
  everyoneWanted(): string[]
  /** By the directory of that moment. */
  wantedAt(user: string, moment: number): boolean
  status(user: string): Standing
  change(user: string, change: Partial<Standing>): void
  /** Somebody who was in nobody's directory gets an entry. */
  meet(entry: Entry): void
  /** X refused it at some time, or would have. */
  troubled(user: string): boolean
  trouble(user: string, what: string): void
}

const isWanted = ({ status, gate, excluded }: Standing): boolean => status === 'approved' && gate === 'ally' && !excluded

export function newWishes(scenario: Scenario, moment: () => number, tell: (text: string) => void): Wishes {
  const entries = new Map<string, Entry>()
  const states = new Map<string, Standing>()
  const meet = (entry: Entry) => {
    entries.set(entry.x_user_id, entry)
    states.set(entry.x_user_id, { status: entry.status, gate: entry.gate, excluded: false })
  }
  for (const entry of scenario.entries) meet(entry)
  const first = new Map([...states].map(([user, state]) => [user, isWanted(state)]))
  const turns: { user: string; wanted: boolean; moment: number }[] = []
  const troubled = new Set(scenario.entries.filter((entry) => entry.trouble).map((entry) => entry.x_user_id))
  const wanted = (user: string) => {
    const state = states.get(user)
    return state !== undefined && isWanted(state)
  }
  const status = (user: string) => states.get(user) ?? { status: 'none', gate: 'ally', excluded: false }
  return {
    entry: (user) => entries.get(user),
    everyone: () => entries.keys(),
    wanted,
    everyoneWanted: () => [...states.keys()].filter(wanted),
    wantedAt: (user, at) => turns.findLast((turn) => turn.user === user && turn.moment <= at)?.wanted ?? first.get(user) ?? false,
    status,
    change: (user, change) => {
      tell(`@${entries.get(user)?.handle}: ${JSON.stringify(change)}`)
      const before = wanted(user)
      states.set(user, { ...status(user), ...change })
      if (wanted(user) !== before) turns.push({ user, wanted: !before, moment: moment() })
    },
    meet,
    troubled: (user) => troubled.has(user),
    trouble: (user, what) => {
      troubled.add(user)
      tell(`on X: ${user} ${what}`)
    },
  }
}
