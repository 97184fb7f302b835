import type { NewUser } from '../../src/platform/simulator/index.js'
import { type Draw, drawFrom } from './draw.js'
import { withExtras } from './extras.js'
import type { Fault } from './faults.js'

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

/** What is done in the directory, to the list's definition, or to a plan under way. */
export type DeskChange = 'retire' | 'withdraw' | 'approve' | 'home' | 'exclude' | 'retire-all' | 'edit' | 'cancel'
/** An organiser's word on a member of the list; `take-over` also where the next plan takes it off. */
export type WordOn = 'adopt' | 'take-over' | 'ignore' | 'readd' | 'undo'
/** What is done on X by hand, or happens there. A member that leaves blocks the owner, which is the only way to leave. */
export type XChange =
  | 'hand-add'
  | 'hand-remove'
  | 'leave'
  | 'protect'
  | 'suspend'
  | 'delete'
  | 'rename'
  | 'list-delete'
  | 'list-give-away'
  | 'list-private'
  | 'list-rename'

/** Something a person does, in the directory or on X. `at` is before the plan, between plan and start, or after the n-th call or wait of the run. */
const WORDS: readonly string[] = ['adopt', 'take-over', 'ignore', 'readd', 'undo'] satisfies WordOn[]
export const isWord = (what: Change['what']): what is WordOn => WORDS.includes(what)

export interface Change {
  at: 'before-plan' | 'before-start' | number
  what: DeskChange | WordOn | XChange
  /** X user id; '' where it is about nobody. */
  who: string
}

export interface Crash {
  /** Counted from the beginning of the round. */
  step: number
  /**
   * `kill`: nothing works until a restart, as after kill -9. `hiccup`: one database call fails, perhaps after it was committed. `pause`: the process stands
   * still, for longer than its lease lasts, and goes on as if nothing had been.
   */
  kind: 'kill' | 'hiccup' | 'pause'
  ms?: number
}

export interface Round {
  faults: Fault[]
  changes: Change[]
  crashes: Crash[]
  /** The organiser confirms an unsafe plan. */
  confirms: boolean
  /** After how many hours the organiser applies a stopped plan again, once for each. */
  again: number[]
  /** A second worker is woken for the same plan after so many calls and waits. */
  intruder: number | null
  /** So many events of before are delivered again afterwards, in another order. */
  redelivered: number
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
  x: {
    refusal: 'forbidden' | 'errors' | 'not-found' | 'is-member-false'
    error_style: 'problem' | 'v1'
    /** Members on a page of the world in memory; the wire has 100. */
    page: number
    /** Members that fit on a list. */
    full_at: number
    /** Writes of a kind that a window of 15 minutes lets through, in memory. */
    window: number
    lock_removals: boolean
  }
  settings: { daily_cap: number; hourly_cap: number; pause_ms: number; budget_usd: number }
  /** How much the engine's clock is ahead of X's, in milliseconds. */
  skew: number
  rounds: Round[]
  /** The list leaves others' members to others, all of them. */
  ignores_all: boolean
  /** In the quiet days: what the organiser does with a stopped plan, and with an unsafe one. */
  habit: 'resume' | 'replan'
  confirms: boolean
}

const ADD = 'POST /2/lists/:id/members'
const REMOVE = 'DELETE /2/lists/:id/members/:user_id'
const MEMBERS = 'GET /2/lists/:id/members'
const ROUTES = [ADD, ADD, ADD, REMOVE, MEMBERS, 'GET /2/lists/:id', 'GET /2/users/me', 'POST /2/lists', 'PUT /2/lists/:id'] as const
const WRITES = [ADD, ADD, REMOVE, 'POST /2/lists', 'PUT /2/lists/:id'] as const
const BODIES = ['html', 'empty', 'json', 'v1'] as const

/** When a fault fires: once or a few times in a row, with a chance each time, or always. */
const times = (d: Draw) => d.pick([{ nth: d.int(1, 6) }, { nth: d.int(1, 4), next: d.int(2, 6) }, { chance: 0.3 }, { chance: 0.7, next: d.int(3, 12) }])

const KINDS: Record<string, (d: Draw) => Fault> = {
  'lock-after-N': (d) => ({ name: 'lock-after-N', n: d.int(0, 6), hours: d.pick([12, 20, 24]) }),
  'lock-silent': (d) => ({ name: 'lock-silent', ...times(d) }),
  'rate-429': (d) => ({ name: 'rate-429', route: d.pick(ROUTES), reset: d.pick(['proper', 'past', 'absent', 'absurd', 'lying', 'day'] as const), ...times(d) }),
  'credits-402': (d) => ({ name: 'credits-402', route: d.pick(ROUTES), nth: d.int(1, 8) }),
  'usage-capped': (d) => ({ name: 'usage-capped', route: d.pick(ROUTES), nth: d.int(1, 8) }),
  '5xx-before': (d) => ({ name: '5xx-before', route: d.pick(ROUTES), variant: d.pick(BODIES), ...times(d) }),
  '5xx-after': (d) => ({ name: '5xx-after', route: d.pick(WRITES), variant: d.pick(BODIES), ...times(d) }),
  reset: (d) => ({ name: 'reset', route: d.pick(ROUTES), when: d.pick(['before', 'after'] as const), ...times(d) }),
  hang: (d) => ({ name: 'hang', route: d.pick(ROUTES), when: d.pick(['before', 'after'] as const), nth: d.int(1, 8) }),
  'slow-drip': (d) => ({ name: 'slow-drip', route: d.pick(ROUTES), nth: d.int(1, 8) }),
  'bad-json': (d) => ({ name: 'bad-json', route: d.pick(ROUTES), ...times(d) }),
  'cut-at-byte-n': (d) => ({ name: 'cut-at-byte-n', route: d.pick(ROUTES), n: d.int(0, 200), ...times(d) }),
  'gzip-garbage': (d) => ({ name: 'gzip-garbage', route: d.pick(ROUTES), nth: d.int(1, 8) }),
  'redirect-301': (d) => ({ name: 'redirect-301', route: d.pick(ROUTES), nth: d.int(1, 8) }),
  'endpoint-410': (d) => ({ name: 'endpoint-410', route: d.pick(ROUTES), ...times(d) }),
  'ids-as-numbers': (d) => ({ name: 'ids-as-numbers', route: MEMBERS, ...times(d) }),
  'page-short': (d) => ({ name: 'page-short', n: d.int(1, 6), end: d.chance(0.5), ...times(d) }),
  'page-repeat': (d) => ({ name: 'page-repeat', ...times(d) }),
  'page-loop': (d) => ({ name: 'page-loop', ...times(d) }),
  'page-no-meta': (d) => ({ name: 'page-no-meta', ...times(d) }),
  'page-empty-middle': (d) => ({ name: 'page-empty-middle', ...times(d) }),
  'page-foreign': (d) => ({ name: 'page-foreign', ...times(d) }),
  'stale-reads': (d) => ({ name: 'stale-reads', ms: d.pick([4_000, 60_000, 3_600_000, 86_400_000]), ...times(d) }),
  'stale-count': (d) => ({ name: 'stale-count', ms: d.pick([4_000, 60_000, 3_600_000, 86_400_000]), ...times(d) }),
  'wrong-answer': (d) => ({ name: 'wrong-answer', route: d.pick(ROUTES), ...times(d) }),
  'token-revoked': (d) => ({ name: 'token-revoked', route: d.pick(ROUTES), nth: d.int(1, 10) }),
  'token-server-down': (d) => ({ name: 'token-server-down', ...times(d) }),
}
export const FAULT_KINDS = Object.keys(KINDS)

/** One small world with everything that will happen to it. The same seed gives the same bytes. */
export const drawScenario = (seed: number): Scenario => withExtras(drawBareScenario(seed))

/** Without what was thought of later (extras.ts). */
export function drawBareScenario(seed: number): Scenario {
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
  const scenario: Scenario = {
    seed,
    entries,
    strangers,
    connected: d.chance(0.4) ? d.some(everybody, d.int(0, 4)) : null,
    x: {
      refusal: d.pick(['forbidden', 'errors', 'not-found', 'is-member-false'] as const),
      error_style: d.pick(['problem', 'v1'] as const),
      page: d.pick([100, 100, 3, 5]),
      full_at: d.chance(0.04) ? d.int(4, 8) : 5_000,
      window: d.chance(0.15) ? d.int(2, 6) : 300,
      lock_removals: d.chance(0.3),
    },
    settings: {
      daily_cap: d.chance(0.2) ? d.int(4, 7) : 100,
      hourly_cap: d.chance(0.2) ? d.int(3, 6) : 50,
      pause_ms: d.pick([0, 3_000, 3_000, 3_000, 20_000, 200_000]),
      budget_usd: d.chance(0.1) ? 0.2 : 25,
    },
    skew: d.chance(0.1) ? d.pick([-3_600_000, -20_000, 20_000, 3_600_000]) : 0,
    rounds: Array.from({ length: d.int(1, 3) }, (_, i) => drawRound(d, i, entries, everybody)),
    ignores_all: false,
    habit: d.pick(['resume', 'replan'] as const),
    confirms: d.chance(0.75),
  }
  // With a clock that is an hour wrong nobody can wait for a window's end, and so narrow a one would never let anything through.
  return Math.abs(scenario.skew) < 60_000 ? scenario : { ...scenario, x: { ...scenario.x, window: 300 } }
}

function drawRound(d: Draw, index: number, entries: readonly Entry[], everybody: readonly string[]): Round {
  const wild = d.chance(0.15)
  const kinds = d.some(FAULT_KINDS, wild ? d.int(4, 7) : d.int(0, 3))
  const ours = entries.map((entry) => entry.x_user_id)
  const change = (): Change => {
    const at = d.pick(['before-plan', 'before-plan', 'before-start', d.int(1, 30), d.int(1, 12)] as const)
    // A first plan with nothing to do would prove nothing.
    const what =
      index === 0 && at === 'before-plan'
        ? 'approve'
        : d.pick(['retire', 'retire', 'withdraw', 'withdraw', 'approve', 'approve', 'home', 'exclude', 'edit'] as const)
    return { at, what, who: d.pick(ours) }
  }
  const byHand = (): Change => ({
    at: d.pick(['before-plan', 'before-start', d.int(1, 30)] as const),
    what: d.pick(['hand-add', 'hand-add', 'hand-remove', 'hand-remove', 'leave', 'protect', 'suspend', 'delete', 'rename'] as const),
    who: d.pick(everybody),
  })
  /** What befalls the whole list, now and then. */
  const misfortune = (): Change => ({
    at: d.pick(['before-plan', 'before-start', d.int(1, 30)] as const),
    what: d.pick(['list-delete', 'list-give-away', 'list-private', 'list-rename', 'cancel', 'cancel'] as const),
    who: '',
  })
  return {
    faults: kinds.map((kind) => (KINDS[kind] as (d: Draw) => Fault)(d)),
    changes: [
      ...Array.from({ length: d.int(0, 4) }, change),
      ...Array.from({ length: d.int(0, 3) }, byHand),
      ...(d.chance(0.06) ? [misfortune()] : []),
      ...(index > 0 && d.chance(0.08) ? [{ at: 'before-plan', what: 'retire-all', who: '' } as const] : []),
    ],
    crashes: d.chance(0.5)
      ? Array.from({ length: d.int(1, 2) }, () => ({
          step: d.int(1, 140),
          kind: d.pick(['kill', 'kill', 'hiccup', 'pause'] as const),
          ms: d.pick([90_000, 600_000]),
        }))
      : [],
    confirms: d.chance(0.5),
    again: Array.from({ length: d.int(0, 2) }, () => d.pick([0, 1, 25])),
    intruder: d.chance(0.25) ? d.int(1, 25) : null,
    redelivered: 0,
    after: d.pick([0, 1, 25]),
  }
}
