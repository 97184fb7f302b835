import {
  type Identity,
  type ListReader,
  type ListWriter,
  type Operation,
  PlatformError,
  type PlatformErrorKind,
  PRICES_MILLI_USD,
  type XList,
} from '../../../src/platform/port.js'
import type { RouteKey } from '../../../src/platform/simulator/contract.js'
import { nextRandom } from '../../../src/platform/simulator/random.js'
import type { NewUser, Refusal } from '../../../src/platform/simulator/state.js'
import type { Fault } from '../faults.js'
import type { SeenRow } from '../stage.js'
import { newReading } from './pages.js'
import { fire, isMember, type ListOnX, lockedOut, lyingReset, membersAt, putOn, takeFromWindow, takeOff, type XSettings, type XState } from './x-state.js'

/** Who calls: its own patience, and what it is told when a request went out. */
export interface Line {
  name: string
  now(): number
  sleep(ms: number): Promise<void> | undefined
  /** Told after each request that was sent, with what it cost. */
  meter(call: { operation: Operation; units: number; cost_milli_usd: number }): void
}

export type RawRemote = ListReader & ListWriter & Pick<Identity, 'me'>

export interface MemoryX {
  state: XState
  log(): readonly SeenRow[]
  lists(): { id: string }[]
  members(listId: string): string[]
  addList(input: { owner_id: string; name: string; description?: string; private?: boolean }): ListOnX
  handAdd(listId: string, user: string): void
  handRemove(listId: string, user: string): void
  setFault(fault: Fault): void
  clearFaults(): void
  /** X as one process sees it. */
  remote(line: Line): RawRemote
}

export interface Answer<T> {
  status: number
  value?: T
  error?: PlatformError
  effect?: SeenRow['effect']
  until?: number | undefined
  locked?: boolean
  user_id?: string
  /** Resources, where X charges by them. */
  units?: number
}

const OPERATION: Partial<Record<RouteKey, Operation>> = {
  'POST /2/lists': 'list.create',
  'PUT /2/lists/:id': 'list.update',
  'GET /2/lists/:id': 'list.get',
  'POST /2/lists/:id/members': 'list.members.add',
  'DELETE /2/lists/:id/members/:user_id': 'list.members.remove',
  'GET /2/lists/:id/members': 'list.members.read',
  'GET /2/users/me': 'users.me',
}

const NONE: Fault['name'][] = []

/** Answers that say something of the member they were given for. */
const ABOUT_ONE: ReadonlySet<PlatformErrorKind> = new Set(['refused', 'protected-or-blocked', 'suspended', 'gone', 'list-full', 'not-owner', 'invalid'])

/** As the client gives up: so many tries of a read, and what one call may take. */
const READ_TRIES = 4
const DEADLINE_MS = 20_000
const MOST_PAGES = 100

const fail = (status: number, kind: PlatformErrorKind, text: string, resetAt?: number): Answer<never> => ({
  status,
  ...(kind === 'rate' ? { until: resetAt } : {}),
  error: new PlatformError(kind, text, { status, ...(resetAt === undefined ? {} : { resetAt: new Date(resetAt) }) }),
})

const REFUSED: Record<Refusal, { status: number; kind: PlatformErrorKind }> = {
  forbidden: { status: 403, kind: 'refused' },
  errors: { status: 200, kind: 'protected-or-blocked' },
  'not-found': { status: 404, kind: 'gone' },
  'is-member-false': { status: 200, kind: 'refused' },
}

/**
 * X in memory, seen through the port that the client implements: it lies in all the ways that the simulator does (X-PLATFORM.md §6.5), only without the
 * wire. It keeps the same log, so that the same witness watches both.
 */
export function newMemoryX(start: () => number, seed: number, users: readonly NewUser[], settings: XSettings): MemoryX {
  const state: XState = {
    users: new Map(users.map((user) => [user.id, user])),
    lists: new Map(),
    log: [],
    faults: [],
    windows: new Map(),
    lock: { added: 0, until: null },
    rng: { rng: seed >>> 0 },
    ids: 0,
    revoked: false,
    settings,
  }
  const listOf = (id: string): ListOnX => {
    const list = state.lists.get(id)
    if (!list) throw new Error(`there is no list ${id} on X`)
    return list
  }
  const addList: MemoryX['addList'] = (input) => {
    const list = { description: '', private: false, ...input, id: String(1_700_000_000_000_000_001n + BigInt(state.ids++)), gone: false, rows: [] }
    state.lists.set(list.id, list)
    return list
  }
  return {
    state,
    log: () => state.log,
    lists: () => [...state.lists.values()].filter((list) => !list.gone),
    members: (id) => membersAt(listOf(id), start()),
    addList,
    handAdd: (id, user) => void putOn(listOf(id), user, start()),
    handRemove: (id, user) => void takeOff(listOf(id), user, start()),
    setFault: (fault) => void state.faults.push({ ...fault, seen: 0 }),
    clearFaults: () => {
      state.faults = []
    },
    remote: (line) => remoteOf(state, line, addList),
  }
}

function remoteOf(state: XState, line: Line, addList: MemoryX['addList']): RawRemote {
  /** One request: it arrives at once, its answer takes a while. */
  async function exchange<T>(route: RouteKey, list_id: string | null, handle: (faults: readonly Fault[], now: number) => Answer<T>): Promise<T> {
    const operation = OPERATION[route] as Operation
    const now = line.now()
    const faults = fire(state, route)
    const row: SeenRow = {
      seq: state.log.length + 1,
      at: now,
      method: route.slice(0, route.indexOf(' ')),
      route,
      url: list_id === null ? route : `${route} ${list_id}`,
      owner: state.settings.owner,
      status: 0,
      effect: 'none',
      list_id,
      user_id: null,
      cost_milli_usd: 0,
      faults: faults.length === 0 ? NONE : faults.map((fault) => fault.name),
      by: line.name,
    }
    state.log.push(row)
    const answer = answerTo(route, faults, now, handle)
    row.status = answer.status
    row.effect = answer.effect ?? 'none'
    row.user_id = answer.user_id ?? null
    if (answer.until !== undefined) row.until = answer.until
    if (answer.locked) row.locked = true
    if (answer.error && ABOUT_ONE.has(answer.error.kind)) row.refused = true
    const charged = PRICES_MILLI_USD[operation]
    const units = charged.per === 'resource' ? (answer.units ?? 0) : answer.status === 0 || [429, 402, 401, 400].includes(answer.status) ? 0 : 1
    row.cost_milli_usd = units * charged.price
    line.meter({ operation, units, cost_milli_usd: row.cost_milli_usd })
    const took = faults.some((fault) => fault.name === 'hang' || fault.name === 'slow-drip') ? DEADLINE_MS : 80 + Math.floor(nextRandom(state.rng) * 300)
    const others = line.sleep(took)
    if (others) await others
    if (answer.error) throw answer.error
    return answer.value as T
  }

  function answerTo<T>(route: RouteKey, faults: readonly Fault[], now: number, handle: (faults: readonly Fault[], now: number) => Answer<T>): Answer<T> {
    if (faults.length === 0 && !state.revoked) {
      const closed = takeFromWindow(state, route, now)
      return closed === null ? handle(faults, now) : fail(429, 'rate', 'Too Many Requests', closed)
    }
    const named = (name: Fault['name']) => faults.find((fault) => fault.name === name)
    const cut = named('reset') ?? named('hang')
    if (cut && cut.when !== 'after') return fail(0, 'transient', 'no answer: ECONNRESET')
    if (named('token-server-down')) return fail(0, 'transient', 'no answer: the token could not be renewed')
    if (named('5xx-before')) return fail(503, 'transient', '503')
    if (named('redirect-301')) return fail(301, 'transient', '301')
    if (named('endpoint-410')) return fail(410, 'transient', '410')
    if (named('token-revoked')) state.revoked = true
    if (state.revoked) return fail(401, 'auth', 'Unauthorized')
    const used = takeFromWindow(state, route, now)
    const limited = named('rate-429')
    if (limited) return fail(429, 'rate', 'Too Many Requests', lyingReset(limited, used ?? now + 15 * 60_000, now))
    if (used !== null) return fail(429, 'rate', 'Too Many Requests', used)
    if (named('usage-capped')) return fail(429, 'credits', 'Usage cap exceeded')
    if (named('credits-402')) return fail(402, 'credits', 'no credits')
    const answer = handle(faults, now)
    const late = named('5xx-after')
    const lost = late ? 503 : (cut ?? named('bad-json') ?? named('cut-at-byte-n') ?? named('gzip-garbage') ?? named('slow-drip')) ? 0 : null
    if (lost !== null) return { ...answer, ...fail(lost, 'transient', lost === 0 ? 'broken off' : '503'), status: lost }
    // Somebody else's answer: X did what was asked, or nothing, and says the opposite.
    if (named('wrong-answer') && (route.startsWith('POST /2/lists/:id') || route.startsWith('DELETE')) && !answer.error)
      return { ...answer, error: new PlatformError('refused', 'X answered about another member', { status: 200 }) }
    if (named('wrong-answer')) return { ...answer, error: new PlatformError('transient', 'X answered about another list', { status: 200 }) }
    return answer
  }

  /** Reads are repeated by the client when the line or the server fails. */
  async function read<T>(once: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await once()
      } catch (error) {
        if (!(error instanceof PlatformError) || error.kind !== 'transient' || tries >= READ_TRIES) throw error
        const others = line.sleep(Math.floor(nextRandom(state.rng) * Math.min(8_000, 500 * 2 ** (tries - 1))))
        if (others) await others
      }
    }
  }

  /** The list, if the caller may see it. */
  function seen(id: string): ListOnX | Answer<never> {
    const list = state.lists.get(id)
    if (!list || list.gone) return fail(404, 'gone', 'Could not find list')
    if (list.private && list.owner_id !== state.settings.owner) return fail(200, 'not-owner', 'not authorized to see the list')
    return list
  }

  function add(id: string, user: string, faults: readonly Fault[], now: number): Answer<void> {
    const list = state.lists.get(id)
    if (!list || list.gone) return fail(404, 'gone', 'Could not find list')
    const refuse = ({ status, kind } = REFUSED.forbidden): Answer<void> => ({
      ...fail(status, kind, 'You are not allowed to add members to this List.'),
      user_id: user,
    })
    if (list.owner_id !== state.settings.owner) return refuse()
    const lock = faults.find((fault) => fault.name === 'lock-after-N')
    // A list that is full explains a refusal just as well: then nobody can see the lock behind it.
    if (lock && lockedOut(state, lock, true, now)) return { ...refuse(), locked: membersAt(list, now).length < state.settings.full_at }
    const target = state.users.get(user)
    if (!target || target.gone || target.suspended || target.protected || target.blocks?.includes(list.owner_id)) {
      const row = REFUSED[state.settings.refusal]
      return refuse(
        row.kind === 'protected-or-blocked' && (target?.suspended || target?.gone) ? { status: 200, kind: target.gone ? 'gone' : 'suspended' } : row,
      )
    }
    if (isMember(list, user)) return { status: 200, user_id: user }
    if (membersAt(list, now).length >= state.settings.full_at) {
      // X says the same of a full list as of a locked account, or says that it is full.
      return refuse(state.settings.refusal === 'forbidden' ? REFUSED.forbidden : { status: 403, kind: 'list-full' })
    }
    if (faults.some((fault) => fault.name === 'lock-silent')) return { status: 200, user_id: user }
    putOn(list, user, now)
    return { status: 200, user_id: user, effect: 'member-added' }
  }

  function remove(id: string, user: string, now: number): Answer<void> {
    const list = state.lists.get(id)
    if (!list || list.gone) return fail(404, 'gone', 'Could not find list')
    const lock = state.faults.find((fault) => fault.name === 'lock-after-N')
    if (list.owner_id !== state.settings.owner || (lock && lockedOut(state, lock, false, now)))
      return { ...fail(403, 'refused', 'You are not allowed to remove members from this List.'), user_id: user }
    return { status: 200, user_id: user, ...(takeOff(list, user, now) ? { effect: 'member-removed' as const } : {}) }
  }

  const show = (list: ListOnX, count: number): XList => ({
    id: list.id,
    name: list.name,
    description: list.description,
    private: list.private,
    owner_id: list.owner_id,
    member_count: count,
  })

  return {
    me: () => read(() => exchange('GET /2/users/me', null, () => ({ status: 200, units: 1, value: { id: state.settings.owner, username: 'owner_eg' } }))),
    getList: (id) =>
      read(() =>
        exchange('GET /2/lists/:id', id, (faults, now) => {
          const list = seen(id)
          if (!('rows' in list)) return list
          const stale = faults.find((fault) => fault.name === 'stale-count')
          return { status: 200, value: show(list, membersAt(list, now - (stale?.ms ?? 0)).length) }
        }),
      ),
    readMembers: async (id) => {
      const reading = newReading(state)
      for (let page = 0; page < MOST_PAGES; page++) {
        const whole = reading.take(await read(() => exchange('GET /2/lists/:id/members', id, (faults, now) => reading.page(seen(id), faults, now))))
        if (whole !== null) return reading.read(whole)
      }
      return reading.read(false)
    },
    createList: (input) =>
      exchange('POST /2/lists', null, () => {
        state.settings.fieldsSent?.(input)
        const list = addList({ ...input, owner_id: state.settings.owner })
        return { status: 201, value: { id: list.id, name: list.name }, effect: 'list-created' }
      }),
    updateList: (id, input) =>
      exchange('PUT /2/lists/:id', id, () => {
        const list = state.lists.get(id)
        if (!list || list.gone) return fail(400, 'gone', 'You cannot update a List that does not exist.')
        if (list.owner_id !== state.settings.owner) return fail(403, 'not-owner', 'You are not allowed to update this List.')
        state.settings.fieldsSent?.(input)
        Object.assign(list, input)
        return { status: 200, effect: 'list-updated' }
      }),
    addMember: (id, user) => exchange('POST /2/lists/:id/members', id, (faults, now) => add(id, user, faults, now)),
    removeMember: (id, user) => exchange('DELETE /2/lists/:id/members/:user_id', id, (_faults, now) => remove(id, user, now)),
  }
}
