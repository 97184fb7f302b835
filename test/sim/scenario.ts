import type { FaultSpec, NewUser } from '../../src/platform/simulator/index.js'
import { type Draw, drawFrom } from './draw.js'

/** An account whose addition X refuses, and how X is made to say so. */
export type Trouble = 'protected' | 'suspended' | 'gone' | 'blocked'

export interface Entry {
  ally_id: string
  x_user_id: string
  handle: string
  status: 'approved' | 'proposed' | 'retired'
  gate: 'ally' | 'home'
  trouble: Trouble | null
}

/** Something a person does, in the directory or on X. `at` is before the plan, between plan and start, or after the n-th call or wait of the run. */
export interface Change {
  at: 'before-plan' | 'before-start' | number
  what: 'retire' | 'withdraw' | 'approve' | 'home' | 'exclude' | 'retire-all' | 'hand-add' | 'hand-remove'
  /** X user id; '' for everybody. */
  who: string
}

export interface Crash {
  /** Counted from the beginning of the round. */
  step: number
  /** `kill`: nothing works until a restart, as after kill -9. `hiccup`: one database call fails, perhaps after it was committed. */
  kind: 'kill' | 'hiccup'
}

export interface Round {
  faults: FaultSpec[]
  changes: Change[]
  crashes: Crash[]
  /** The organiser confirms an unsafe plan. */
  confirms: boolean
  /** After how many hours the organiser applies a stopped plan again, once for each. */
  again: number[]
  /** A second worker is woken for the same plan after so many calls and waits. */
  intruder: number | null
  /** Hours before the round. */
  after: number
}

export interface Scenario {
  seed: number
  entries: Entry[]
  /** Accounts that are in nobody's directory. */
  strangers: NewUser[]
  /** The list stands on X already and has these members by hand; null: it has to be made. */
  connected: string[] | null
  settings: { refusal: 'forbidden' | 'errors' | 'not-found' | 'is-member-false'; error_style: 'problem' | 'v1' }
  env: Record<string, string>
  rounds: Round[]
  /** In the quiet days: what the organiser does with a stopped plan, and with an unsafe one. */
  habit: 'resume' | 'replan'
  confirms: boolean
}

const ADD = 'POST /2/lists/:id/members'
const REMOVE = 'DELETE /2/lists/:id/members/:user_id'
const MEMBERS = 'GET /2/lists/:id/members'
const ROUTES = [ADD, ADD, ADD, REMOVE, MEMBERS, 'GET /2/lists/:id', 'GET /2/users/me', 'POST /2/lists', 'PUT /2/lists/:id'] as const
const WRITES = [ADD, ADD, REMOVE, 'POST /2/lists', 'PUT /2/lists/:id'] as const

/** When a fault fires: once or a few times in a row, with a chance each time, or always. */
const times = (d: Draw) => d.pick([{ nth: d.int(1, 6) }, { nth: d.int(1, 4), next: d.int(2, 6) }, { chance: 0.3 }, { chance: 0.7, next: d.int(3, 12) }])

const KINDS: Record<string, (d: Draw) => FaultSpec> = {
  'lock-after-N': (d) => ({ name: 'lock-after-N', n: d.int(0, 6), hours: d.pick([12, 20, 24]) }),
  'lock-silent': (d) => ({ name: 'lock-silent', ...times(d) }),
  'rate-429': (d) => ({ name: 'rate-429', route: d.pick(ROUTES), reset: d.pick(['proper', 'past', 'absent', 'absurd', 'lying', 'day'] as const), ...times(d) }),
  'credits-402': (d) => ({ name: 'credits-402', route: d.pick(ROUTES), nth: d.int(1, 8) }),
  '5xx-before': (d) => ({ name: '5xx-before', route: d.pick(ROUTES), variant: d.pick(['html', 'empty', 'json', 'v1'] as const), ...times(d) }),
  '5xx-after': (d) => ({ name: '5xx-after', route: d.pick(WRITES), variant: d.pick(['html', 'empty', 'json', 'v1'] as const), ...times(d) }),
  reset: (d) => ({ name: 'reset', route: d.pick(ROUTES), when: d.pick(['before', 'after'] as const), ...times(d) }),
  'bad-json': (d) => ({ name: 'bad-json', route: d.pick(ROUTES), ...times(d) }),
  'page-short': (d) => ({ name: 'page-short', n: d.int(1, 6), end: d.chance(0.5), ...times(d) }),
  'page-repeat': (d) => ({ name: 'page-repeat', ...times(d) }),
  'page-loop': (d) => ({ name: 'page-loop', ...times(d) }),
  'page-no-meta': (d) => ({ name: 'page-no-meta', ...times(d) }),
  'page-empty-middle': (d) => ({ name: 'page-empty-middle', ...times(d) }),
  'stale-reads': (d) => ({ name: 'stale-reads', ms: d.pick([4_000, 60_000, 3_600_000, 86_400_000]), ...times(d) }),
}
export const FAULT_KINDS = Object.keys(KINDS)

/** One small world with everything that will happen to it. The same seed gives the same bytes. */
export function drawScenario(seed: number): Scenario {
  const d = drawFrom(seed)
  const entries = Array.from({ length: d.int(5, 15) }, (_, i): Entry => {
    const n = String(i + 1).padStart(2, '0')
    return {
      ally_id: `aly_${'0'.repeat(24)}${n}`,
      x_user_id: String(14_000_100 + i + 1),
      handle: `Org${i + 1}_eg`,
      status: d.chance(0.8) ? 'approved' : d.pick(['proposed', 'retired'] as const),
      gate: d.chance(0.93) ? 'ally' : 'home',
      trouble: d.chance(0.08) ? d.pick(['protected', 'suspended', 'gone', 'blocked'] as const) : null,
    }
  })
  const strangers = Array.from({ length: 3 }, (_, i): NewUser => ({ id: String(15_000_001 + i), username: `Stranger${i + 1}` }))
  const everybody = [...entries.map((entry) => entry.x_user_id), ...strangers.map((user) => user.id)]
  return {
    seed,
    entries,
    strangers,
    connected: d.chance(0.4) ? d.some(everybody, d.int(0, 4)) : null,
    settings: { refusal: d.pick(['forbidden', 'errors', 'not-found', 'is-member-false'] as const), error_style: d.pick(['problem', 'v1'] as const) },
    env: {
      X_DAILY_ADD_CAP: String(d.chance(0.2) ? d.int(4, 7) : 100),
      X_ADD_PAUSE_MS: d.pick(['0', '3000', '3000', '3000', '20000', '200000']),
      X_MONTHLY_BUDGET_USD: d.chance(0.1) ? '0.2' : '25',
    },
    rounds: Array.from({ length: d.int(1, 3) }, (_, i) => drawRound(d, i, entries, everybody)),
    habit: d.pick(['resume', 'replan'] as const),
    confirms: d.chance(0.75),
  }
}

function drawRound(d: Draw, index: number, entries: readonly Entry[], everybody: readonly string[]): Round {
  const wild = d.chance(0.15)
  const kinds = d.some(FAULT_KINDS, wild ? d.int(4, 7) : d.int(0, 3))
  const ours = entries.map((entry) => entry.x_user_id)
  const change = (): Change => {
    const at = d.pick(['before-plan', 'before-plan', 'before-start', d.int(1, 30), d.int(1, 12)] as const)
    // A first plan with nothing to do would prove nothing.
    const what =
      index === 0 && at === 'before-plan' ? 'approve' : d.pick(['retire', 'retire', 'withdraw', 'withdraw', 'approve', 'approve', 'home', 'exclude'] as const)
    return { at, what, who: d.pick(ours) }
  }
  const byHand = (): Change => ({
    at: d.pick(['before-plan', 'before-start', d.int(1, 30)] as const),
    what: d.pick(['hand-add', 'hand-remove'] as const),
    who: d.pick(everybody),
  })
  return {
    faults: kinds.map((kind) => (KINDS[kind] as (d: Draw) => FaultSpec)(d)),
    changes: [
      ...Array.from({ length: d.int(0, 4) }, change),
      ...Array.from({ length: d.int(0, 3) }, byHand),
      ...(index > 0 && d.chance(0.08) ? [{ at: 'before-plan', what: 'retire-all', who: '' } as const] : []),
    ],
    crashes: d.chance(0.5) ? Array.from({ length: d.int(1, 2) }, () => ({ step: d.int(1, 140), kind: d.pick(['kill', 'kill', 'hiccup'] as const) })) : [],
    confirms: d.chance(0.5),
    again: Array.from({ length: d.int(0, 2) }, () => d.pick([0, 1, 25])),
    intruder: d.chance(0.25) ? d.int(1, 25) : null,
    after: d.pick([0, 1, 25]),
  }
}
