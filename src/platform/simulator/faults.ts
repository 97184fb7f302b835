// ◆ pure
import { AUTH_ROUTES, type AuthRoute, type RouteKey } from './contract.js'
import { nextRandom } from './random.js'
import type { ListRefusal, Refusal, SimState } from './state.js'

/**
 * What can be made to go wrong, by name (X-PLATFORM.md §6.5). A fault stands until it has fired as often as it says or is cleared;
 * several may stand together.
 */
export const FAULT_NAMES = [
  ...['lock-after-N', 'lock-silent', 'account-locked'],
  ...['protected', 'blocked-owner', 'suspended-target', 'gone-target'],
  ...['not-owner', 'owner-changed', 'list-deleted', 'list-made-private'],
  ...['list-full', 'too-many-lists'],
  ...['rate-429', 'rate-day', 'rate-lying'],
  ...['credits-402', 'usage-capped'],
  ...['5xx-before', '5xx-after'],
  ...['reset', 'hang', 'bad-json', 'cut-at-byte-n', 'slow-drip', 'gzip-garbage', 'redirect-301', 'endpoint-410'],
  ...['token-expired', 'token-revoked', 'refresh-race', 'token-server-down', 'scope-missing'],
  ...['stale-reads', 'omit-suspended'],
  ...['page-short', 'page-empty-middle', 'page-repeat', 'page-loop', 'page-foreign', 'page-no-meta'],
  ...['renamed', 'handle-reused'],
  ...['hand-add', 'hand-remove', 'self-leave'],
  ...['both-data-and-errors', 'already-member-409', 'not-a-member-110'],
  ...['ids-as-numbers', 'extra-fields', 'post_count', 'foreign-answer'],
  ...['bill-members-as-lists', 'bad-batch-400'],
] as const
export type FaultName = (typeof FAULT_NAMES)[number]

export interface FaultSpec {
  name: FaultName
  /** Only calls of this route count and fail; without it the fault's own usual routes, or all that are limited and charged. */
  route?: RouteKey | AuthRoute
  /** Fires on the n-th matching call from now on, counted from 1. */
  nth?: number
  /** Fires on so many matching calls in a row. Default: 1 with `nth`, else until cleared. */
  next?: number
  /** Of the calls it would fire on, the share it does fire on (0 to 1), drawn from the seed. */
  chance?: number
  /**
   * `lock-after-N`: additions let through before the lock. `cut-at-byte-n`: bytes sent. `page-short`: rows kept. `list-full`, `too-many-lists`: the limit
   * (default: what there is already). `bad-batch-400`: which value is called bad, from 0.
   */
  n?: number
  /** `lock-after-N`: how long the lock lasts after the last attempt; default 24. */
  hours?: number
  /** `lock-after-N`: removals are refused as well while the account is locked. */
  removals?: boolean
  /** `stale-reads`: how old the answer is (on GET /2/lists/:id the count of members alone); `slow-drip`: pause between two bytes. */
  ms?: number
  /** `reset` and `hang`: before (the default) or after the call took effect. `5xx-*` never take it: their name says it. */
  when?: 'before' | 'after'
  /** `5xx-*` and `token-server-down`: what the answer looks like; default html. */
  variant?: 'html' | 'empty' | 'json' | 'v1'
  /** `rate-429`: where the reset header points; default the end of the window. */
  reset?: 'proper' | 'past' | 'absent' | 'absurd' | 'lying' | 'day'
  /** `page-short`: the short page claims to be the last one. */
  end?: boolean
  /** What happens by hand or to a list just before the call is handled. Default: the list the call is about. */
  list_id?: string
  /**
   * Whom it happens to: by default the member the call is about, or one drawn from the seed. `owner-changed`: the new owner. The faults of single targets
   * count only the additions of this user, if one is given.
   */
  user_id?: string
  /** `renamed`, `handle-reused`: the new handle; default one made of the old. */
  username?: string
  /** The faults of single targets, and `both-data-and-errors`: how they are refused; default as the settings say. */
  how?: Refusal
  /** The faults of lists: the status of refused writes; default as the settings say. */
  status?: ListRefusal
  /** `scope-missing` on the token endpoint: what the user did not grant; default list.write. */
  scope?: string
}

export interface ActiveFault extends FaultSpec {
  id: number
  /** Matching calls so far. */
  seen: number
}

const ADD: RouteKey[] = ['POST /2/lists/:id/members']
const REMOVE: RouteKey[] = ['DELETE /2/lists/:id/members/:user_id']
const LIST: RouteKey[] = ['GET /2/lists/:id']
const CHANGE: RouteKey[] = ['PUT /2/lists/:id', 'DELETE /2/lists/:id']
const MEMBERS: RouteKey[] = ['GET /2/lists/:id/members']
const LOOKUPS: RouteKey[] = ['GET /2/users/by', 'GET /2/users']

const TOKEN: AuthRoute[] = ['POST /2/oauth2/token']

const USUAL_ROUTES: Partial<Record<FaultName, (RouteKey | AuthRoute)[]>> = {
  'refresh-race': TOKEN,
  'token-server-down': TOKEN,
  'lock-after-N': ADD,
  'lock-silent': ADD,
  'account-locked': ['GET /2/users/me'],
  protected: ADD,
  'blocked-owner': ADD,
  'suspended-target': ADD,
  'gone-target': ADD,
  'not-owner': [...ADD, ...REMOVE, ...CHANGE, ...LIST],
  'list-full': ADD,
  'too-many-lists': ['POST /2/lists'],
  'both-data-and-errors': ADD,
  'already-member-409': ADD,
  'not-a-member-110': REMOVE,
  'bill-members-as-lists': MEMBERS,
  'bad-batch-400': LOOKUPS,
  'foreign-answer': LIST,
  'omit-suspended': [...MEMBERS, ...LIST],
  'page-foreign': MEMBERS,
  'page-short': MEMBERS,
  'page-empty-middle': MEMBERS,
  'page-repeat': MEMBERS,
  'page-loop': MEMBERS,
  'page-no-meta': MEMBERS,
  'stale-reads': MEMBERS,
}

export function setFault(state: SimState, spec: FaultSpec): ActiveFault {
  state.sequence += 1
  const fault = { ...spec, id: state.sequence, seen: 0 }
  state.faults.push(fault)
  return fault
}

/** All, those of one name, or the one with this id. */
export function clearFaults(state: SimState, which?: FaultName | number): void {
  state.faults = state.faults.filter((fault) => which !== undefined && fault.name !== which && fault.id !== which)
}

/**
 * Counts this call against every standing fault and gives those that fire on it. Spent faults are dropped.
 * @param concerns false for a fault that this call is nothing to, which is not counted then
 */
export function fireFaults(state: SimState, route: RouteKey | AuthRoute, concerns: (fault: FaultSpec) => boolean = () => true): ActiveFault[] {
  const fired: ActiveFault[] = []
  for (const fault of state.faults) {
    const routes = fault.route ? [fault.route] : usualRoutes(fault)
    if (routes ? !routes.includes(route) : (AUTH_ROUTES as readonly string[]).includes(route)) continue
    if (!concerns(fault)) continue
    fault.seen += 1
    if (fault.seen < first(fault) || fault.seen >= first(fault) + times(fault)) continue
    if (fault.chance === undefined || nextRandom(state) < fault.chance) fired.push({ ...fault })
  }
  state.faults = state.faults.filter((fault) => fault.seen < first(fault) + times(fault) - 1)
  return fired
}

const usualRoutes = ({ name, removals }: FaultSpec) => (name === 'lock-after-N' && removals ? [...ADD, ...REMOVE] : USUAL_ROUTES[name])

const first = (fault: FaultSpec) => fault.nth ?? 1
const times = (fault: FaultSpec) => fault.next ?? (fault.nth === undefined ? Number.POSITIVE_INFINITY : 1)

/**
 * The hidden account lock: after `n` additions every further one is refused with healthy headers, and each attempt while locked
 * prolongs it. @returns true if the addition must be refused.
 */
export function accountLocked(state: SimState, fault: FaultSpec, ownerId: string, now: number): boolean {
  const lasts = (fault.hours ?? 24) * 3_600_000
  let lock = state.locks[ownerId] ?? { added: 0, until: null }
  if (lock.until !== null && now >= lock.until) lock = { added: 0, until: null }
  state.locks[ownerId] = lock
  if (lock.until === null && lock.added < (fault.n ?? 0)) {
    lock.added += 1
    return false
  }
  lock.until = now + lasts
  return true
}

/** Whether removals are refused too; asking does not prolong the lock. */
export const removalsLocked = (state: SimState, ownerId: string, now: number): boolean => now < (state.locks[ownerId]?.until ?? Number.NEGATIVE_INFINITY)
