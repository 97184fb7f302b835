import fc from 'fast-check'
import t from 'tap'
import type { AccountState, AllyStatus, Gate } from '../../src/db/schema/directory.js'
import type { ForeignPolicy } from '../../src/db/schema/lists.js'
import { byUserId, type Candidate, desiredMembers } from '../../src/lists/desired.js'
import { removedIfAdopted } from '../../src/lists/drift/adopt.js'
import { compareMembers, expectedCount } from '../../src/lists/drift/compare.js'
import { saidOf } from '../../src/lists/drift/said.js'
import { makePlan } from '../../src/lists/plan.js'
import { holds } from '../helpers/property.js'

/**
 * A world as the use-cases see it, each step by the same pure parts: X, the directory, what we added or took over, and the words of organisers. Whoever is on
 * X and neither added nor taken over by us must never be in a removal, whatever is decided, undone, missed or left in any order.
 */
interface World {
  onX: Set<string>
  entries: Map<string, { status: AllyStatus; gate: Gate; state: AccountState }>
  applied: Map<string, { adopted: boolean; seen: boolean; missed: boolean; vanished: boolean }>
  decisions: Map<string, 'adopt' | 'ignore' | 'readd'>
  pins: Set<string>
  policy: ForeignPolicy
  /** Added by somebody else and not taken over since: ours to leave alone. */
  theirs: Set<string>
  toldOfRemoval: Set<string>
}

const IDS = ['1', '2', '9007199254740993']
const id = fc.constantFrom(...IDS)
const word = fc.record({ do: fc.constantFrom('handAdd', 'handRemove', 'adopt', 'adoptAnyway', 'ignore', 'readd', 'undo', 'lookUp'), id })
const entry = fc.record({
  do: fc.constant('entry'),
  id,
  status: fc.constantFrom<AllyStatus>('proposed', 'approved', 'approved', 'rejected', 'retired', 'withdrawn'),
  gate: fc.constantFrom<Gate>('ally', 'ally', 'ally', 'home', 'unsure'),
})
const account = fc.record({
  do: fc.constant('account'),
  id,
  state: fc.constantFrom<AccountState>('active', 'active', 'suspended', 'protected', 'not_found', 'unresolved'),
})
const policy = fc.record({ do: fc.constant('policy'), policy: fc.constantFrom<ForeignPolicy>('ask', 'ignore', 'adopt') })
const seen = fc.record({ do: fc.constantFrom('plan', 'look'), complete: fc.constantFrom(true, true, false), counted: fc.constantFrom(true, true, false) })
const step = fc.oneof(
  { weight: 5, arbitrary: word },
  { weight: 3, arbitrary: entry },
  { weight: 1, arbitrary: account },
  { weight: 1, arbitrary: policy },
  { weight: 4, arbitrary: seen },
)
type Step = { do: string; id?: string; status?: AllyStatus; gate?: Gate; state?: AccountState; policy?: ForeignPolicy; complete?: boolean; counted?: boolean }

const allyOf = (one: string) => `aly_${one}`

function desired(world: World) {
  const candidates = [...world.entries].map(([one, { status, gate, state }]): Candidate => {
    const account = { x_user_id: one, handle: `h${one}`, state }
    return {
      id: allyOf(one),
      kind: 'organisation',
      name: one,
      status,
      gate,
      merged_into: null,
      section: null,
      tags: [],
      body_kind: null,
      support: 0,
      chat_ids: [],
      accounts: [account],
    }
  })
  const tombstones = new Set([...world.applied].filter(([, row]) => row.vanished).map(([one]) => one))
  const pins = new Map([...world.pins].map((one) => [allyOf(one), 'pinned']))
  return desiredMembers(candidates, { rule: { pinned_only: true }, pins, exclusions: new Map(), tombstones })
}

function planOf(world: World, complete: boolean, counted: boolean) {
  const shown = complete ? [...world.onX] : [...world.onX].slice(1)
  const rows = [...world.applied].map(([one, row]) => ({ x_user_id: one, ally_id: allyOf(one), ...row }))
  const said = saidOf({
    policy: world.policy,
    decisions: [...world.decisions].map(([x_user_id, decision]) => ({ x_user_id, decision })),
    applied: rows,
    entries: new Map([...world.entries].map(([one, entry]) => [allyOf(one), { ...entry, accounts: [{ x_user_id: one, state: entry.state }] }])),
  })
  return makePlan({
    list: { id: 'lst', version: 1, name: 'A', description: '', private: true, x_list_id: '7' },
    desired: desired(world),
    applied: rows.filter((row) => !row.vanished).map(({ x_user_id, ally_id, seen, missed }) => ({ x_user_id, ally_id, seen, missed_before: missed })),
    live: { complete, counted, owned: true, name: 'A', description: '', private: true, members: shown.map((one) => ({ id: one, username: `h${one}` })) },
    handles: new Map(),
    withdrawn: new Set(),
    said,
  })
}

/** As decisions.ts does it: taken over only if it is there and not ours, and with a warning if it would come off the list. */
function adopt(world: World, one: string, anyway: boolean): void {
  const row = world.applied.get(one)
  if (!world.onX.has(one) || (row && !row.vanished)) return
  const entry = world.entries.get(one) ?? { status: 'proposed' as const, gate: 'unsure' as const, state: 'unresolved' as const }
  if (removedIfAdopted({ ...entry, excluded: false }) !== null) {
    if (!anyway) return
    world.toldOfRemoval.add(one)
  }
  world.entries.set(one, entry)
  world.applied.set(one, { adopted: true, seen: true, missed: false, vanished: false })
  world.decisions.set(one, 'adopt')
  world.pins.add(one)
  world.theirs.delete(one)
}

/** What comes off X by a plan: every other step changes only what we know. Returns what was wrong, if anything was. */
function take(world: World, given: Step): string | null {
  const one = given.id ?? ''
  const row = world.applied.get(one)
  const entry = world.entries.get(one)
  switch (given.do) {
    case 'handAdd':
      // What we added before and still answer for stays ours; anybody else is somebody else's.
      if (!world.onX.has(one) && (row === undefined || row.vanished)) world.theirs.add(one)
      world.onX.add(one)
      return null
    case 'handRemove':
      world.onX.delete(one)
      world.theirs.delete(one)
      return null
    case 'adopt':
    case 'adoptAnyway':
      adopt(world, one, given.do === 'adoptAnyway')
      return null
    case 'ignore':
      if (world.onX.has(one) && (row === undefined || row.vanished)) world.decisions.set(one, 'ignore')
      return null
    case 'readd':
      if (row && (row.vanished || row.missed) && entry?.status !== 'withdrawn') {
        // Missed is not gone: what we do not answer for any more, and is there all the same, is left alone.
        if (world.onX.has(one)) world.theirs.add(one)
        world.applied.delete(one)
        world.decisions.set(one, 'readd')
      }
      return null
    case 'undo':
      if (world.decisions.get(one) === 'adopt' && row?.adopted && !row.vanished) {
        world.applied.delete(one)
        world.pins.delete(one)
        if (world.onX.has(one)) world.theirs.add(one)
      }
      world.decisions.delete(one)
      return null
    case 'lookUp':
      if (entry) world.entries.set(one, { ...entry, state: 'active' })
      return null
    case 'entry':
      world.entries.set(one, { state: entry?.state ?? 'active', status: given.status ?? 'proposed', gate: given.gate ?? 'unsure' })
      if (given.status === 'approved') world.pins.add(one)
      return null
    case 'account':
      if (entry) world.entries.set(one, { ...entry, state: given.state ?? 'active' })
      return null
    case 'policy':
      world.policy = given.policy ?? 'ask'
      return null
    case 'look': {
      const found = look(world, given.complete === true && given.counted === true)
      const expected = expectedCount(
        [...world.applied].filter(([, one]) => !one.vanished).map(([x_user_id, one]) => ({ x_user_id, seen: one.seen, missing: one.missed })),
        found,
      )
      return given.complete && given.counted && expected !== world.onX.size ? `expects ${expected} of ${world.onX.size} right after a whole reading` : null
    }
    default: {
      const body = planOf(world, given.complete === true, given.counted === true)
      for (const op of body.ops) {
        if (op.verb === 'remove' && world.theirs.has(op.x_user_id)) return `removes ${op.x_user_id}, which somebody else added`
        if (op.verb === 'remove' && world.applied.get(op.x_user_id)?.adopted && !mayGo(world, op.x_user_id))
          return `removes ${op.x_user_id}, on which nobody has decided`
        if (op.verb === 'remove') {
          world.onX.delete(op.x_user_id)
          world.applied.delete(op.x_user_id)
        } else if (!world.onX.has(op.x_user_id)) {
          world.onX.add(op.x_user_id)
          world.applied.set(op.x_user_id, { adopted: false, seen: true, missed: false, vanished: false })
        }
      }
      return null
    }
  }
}

/** An adopted member comes off only by a word: a decision on its entry, or the home field, of which one is told. */
function mayGo(world: World, one: string): boolean {
  const entry = world.entries.get(one)
  return (
    entry !== undefined &&
    (entry.gate === 'home' ||
      entry.status === 'rejected' ||
      entry.status === 'retired' ||
      entry.status === 'withdrawn' ||
      !world.pins.has(one) ||
      entry.gate === 'unsure')
  )
}

function look(world: World, trusted: boolean) {
  const found = compareMembers({
    theirs: [],
    shown: [...world.onX].map((one) => ({ x_user_id: one, handle: `h${one}` })),
    trusted,
    ours: [...world.applied]
      .filter(([, row]) => !row.vanished)
      .map(([one, row]) => {
        const state = world.entries.get(one)?.state
        return { x_user_id: one, handle: `h${one}`, seen: row.seen, missed_before: row.missed, hidden: state === 'suspended' || state === 'not_found' }
      }),
    wanted: new Set(desired(world).members.map(({ x_user_id }) => x_user_id)),
    decisions: world.decisions,
    policy: world.policy,
    known: new Map(),
  })
  for (const { x_user_id } of found.missed) {
    const row = world.applied.get(x_user_id)
    if (row) row.missed = true
  }
  for (const { x_user_id } of found.left) {
    const row = world.applied.get(x_user_id)
    if (row) row.vanished = true
  }
  for (const one of world.onX) {
    const row = world.applied.get(one)
    if (row && !row.vanished) row.missed = false
  }
  if (world.policy === 'adopt') for (const { x_user_id } of found.foreign) adopt(world, x_user_id, false)
  return found
}

const fresh = (): World => ({
  onX: new Set(),
  entries: new Map(),
  applied: new Map(),
  decisions: new Map(),
  pins: new Set(),
  policy: 'ask',
  theirs: new Set(),
  toldOfRemoval: new Set(),
})

t.test('nobody whom somebody else added is ever removed, whatever is decided, undone, missed and planned', async (t) => {
  let removals = 0
  holds(
    t,
    fc.property(fc.array(step, { minLength: 5, maxLength: 60, size: 'max' }), (steps) => {
      const world = fresh()
      for (const given of steps) {
        const before = world.applied.size
        const wrong = take(world, given as Step)
        if (wrong !== null) throw new Error(wrong)
        if (world.applied.size < before && given.do === 'plan') removals++
      }
    }),
    'no sequence removes a member of others',
    4_000,
  )
  t.ok(removals > 200, `plans that removed somebody were among them (${removals})`)
})

t.test('every member that X shows is in exactly one place, and absence is claimed only of ours', async (t) => {
  const some = fc.uniqueArray(id, { maxLength: 5 })
  holds(
    t,
    fc.property(
      some,
      some,
      some,
      some,
      fc.boolean(),
      fc.constantFrom<ForeignPolicy>('ask', 'ignore', 'adopt'),
      (shown, ours, wanted, ignored, trusted, policy) => {
        const found = compareMembers({
          theirs: [],
          shown: shown.map((one) => ({ x_user_id: one, handle: `h${one}` })),
          trusted,
          ours: ours.map((one) => ({ x_user_id: one, handle: `h${one}`, seen: true, missed_before: false, hidden: false })),
          wanted: new Set(wanted),
          decisions: new Map(ignored.map((one) => [one, 'ignore'])),
          policy,
          known: new Map(),
        })
        const placed = [...found.foreign, ...found.ignored, ...found.also].map(({ x_user_id }) => x_user_id)
        const absent = [...found.missed, ...found.left, ...found.hidden].map(({ x_user_id }) => x_user_id)
        return (
          found.ours_shown + placed.length === shown.length &&
          new Set(placed).size === placed.length &&
          placed.every((one) => shown.includes(one) && !ours.includes(one)) &&
          absent.every((one) => trusted && ours.includes(one) && !shown.includes(one)) &&
          [...found.foreign].sort((a, b) => byUserId(a.x_user_id, b.x_user_id)).every((one, at) => one === found.foreign[at])
        )
      },
    ),
    'each member in one place',
  )
})
