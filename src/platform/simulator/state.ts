// ◆ pure
import { sha256 } from '../../kernel/canonical.js'
import type { ActiveFault } from './faults.js'

/**
 * All that the simulator knows, as plain JSON, and the only functions that change it. Instants are epoch milliseconds; ids are
 * strings of digits, as X gives them.
 */
export interface SimState {
  version: 1
  seed: number
  /** The random generator's word (random.ts). */
  rng: number
  /** Counts ids and memberships given out, so that both are unique and deterministic. */
  sequence: number
  settings: SimSettings
  apps: Record<string, SimApp>
  bearers: Record<string, SimBearer>
  oauth1: Record<string, SimOAuth1>
  users: Record<string, SimUser>
  lists: Record<string, SimList>
  posts: SimPost[]
  /** Rate windows by subject and route (rates.ts). */
  windows: Record<string, { started: number; used: number }>
  ledger: SimLedger
  faults: ActiveFault[]
  /** Additions each owner has made since the start or the last lock, and until when the account is locked. */
  locks: Record<string, { added: number; until: number | null }>
  log: LogRow[]
}

/** How the four kinds of target that cannot be added are refused: X's true body is unknown, so every variant can be had. */
export type Refusal = 'forbidden' | 'errors' | 'not-found' | 'is-member-false'

export interface SimSettings {
  members_per_list: number
  lists_per_owner: number
  refusal: { protected: Refusal; blocked: Refusal; suspended: Refusal; gone: Refusal }
  /** Which of X's two spellings rate limits and refused additions take. */
  error_style: 'problem' | 'v1'
  problem_host: 'api.twitter.com' | 'api.x.com'
}

export interface SimApp {
  id: string
  /** Reads of what this user owns are cheaper. */
  owner_id: string | null
  key: string
  secret: string
}

export interface SimBearer {
  app_id: string
  /** Null for an app-only token. */
  user_id: string | null
  scopes: string[]
  revoked: boolean
  expires_at: number | null
}

export interface SimOAuth1 {
  app_id: string
  user_id: string
  secret: string
  revoked: boolean
}

export interface SimUser {
  id: string
  username: string
  name: string
  description: string
  url: string | null
  created_at: number
  followers_count: number
  following_count: number
  tweet_count: number
  listed_count: number
  protected: boolean
  suspended: boolean
  gone: boolean
  /** Owners this account has blocked: it cannot be added to their lists. */
  blocks: string[]
}

export interface SimList {
  id: string
  owner_id: string
  name: string
  description: string
  private: boolean
  created_at: number
  deleted_at: number | null
  /** Never deleted from, so that a lagging read can show an earlier moment. */
  memberships: Membership[]
}

export interface Membership {
  seq: number
  user_id: string
  added_at: number
  removed_at: number | null
}

export interface SimPost {
  id: string
  author_id: string
  text: string
  created_at: number
  retweet_of: string | null
}

export interface SimLedger {
  /** Thousandths of a US dollar; null never runs out. */
  balance_milli_usd: number | null
  spent_milli_usd: number
  by_route: Record<string, { calls: number; units: number; cost_milli_usd: number }>
  /** Resources already charged for, by UTC day. */
  charged: Record<string, string[]>
}

export interface LogRow {
  seq: number
  at: number
  method: string
  route: string
  url: string
  /** Id of the user in whose name, or null for the app's. */
  owner: string | null
  /** 0 if the connection was cut without an answer. */
  status: number
  effect: 'none' | 'list-created' | 'list-updated' | 'list-deleted' | 'member-added' | 'member-removed'
  list_id: string | null
  user_id: string | null
  cost_milli_usd: number
  faults: string[]
}

export type NewUser = Pick<SimUser, 'id' | 'username'> & Partial<Omit<SimUser, 'id' | 'username'>>

export const DEFAULT_SETTINGS: SimSettings = {
  members_per_list: 5000,
  lists_per_owner: 1000,
  refusal: { protected: 'forbidden', blocked: 'forbidden', suspended: 'forbidden', gone: 'not-found' },
  error_style: 'problem',
  problem_host: 'api.twitter.com',
}

export const emptyState = (seed: number, settings: Partial<SimSettings> = {}): SimState => ({
  version: 1,
  seed,
  rng: seed >>> 0,
  sequence: 0,
  settings: { ...DEFAULT_SETTINGS, ...settings },
  apps: {},
  bearers: {},
  oauth1: {},
  users: {},
  lists: {},
  posts: [],
  windows: {},
  ledger: { balance_milli_usd: null, spent_milli_usd: 0, by_route: {}, charged: {} },
  faults: [],
  locks: {},
  log: [],
})

/** A token or key that looks like one and is the same for the same seed. */
export function makeSecret(state: SimState, prefix: string): string {
  state.sequence += 1
  return `${prefix}-${sha256(`${state.seed}:${state.sequence}:${prefix}`).slice(0, 32)}`
}

/** X's snowflake: 42 bits of milliseconds since its epoch, then 22 of which we use as a counter. Needs BigInt: it passes 2^53. */
export function makeId(state: SimState, now: number): string {
  state.sequence += 1
  return ((BigInt(Math.max(0, now - 1288834974657)) << 22n) | BigInt(state.sequence % 4194304)).toString()
}

export function addUser(state: SimState, user: NewUser): SimUser {
  const full: SimUser = {
    name: user.username,
    description: '',
    url: null,
    created_at: Date.UTC(2011, 0, 1),
    followers_count: 0,
    following_count: 0,
    tweet_count: 0,
    listed_count: 0,
    protected: false,
    suspended: false,
    gone: false,
    blocks: [],
    ...user,
  }
  state.users[user.id] = full
  return full
}

/** The living account with this handle now, in any case. */
export function userByHandle(state: SimState, handle: string): SimUser | undefined {
  const folded = handle.toLowerCase()
  return Object.values(state.users).find((user) => !user.gone && user.username.toLowerCase() === folded)
}

export const liveList = (state: SimState, id: string): SimList | undefined => {
  const list = state.lists[id]
  return list && list.deleted_at === null ? list : undefined
}

export const listsOf = (state: SimState, ownerId: string): SimList[] =>
  Object.values(state.lists).filter((list) => list.owner_id === ownerId && list.deleted_at === null)

export function createList(
  state: SimState,
  now: number,
  input: { owner_id: string; name: string; description: string; private: boolean; id?: string },
): SimList {
  const list: SimList = {
    id: input.id ?? makeId(state, now),
    owner_id: input.owner_id,
    name: input.name,
    description: input.description,
    private: input.private,
    created_at: now,
    deleted_at: null,
    memberships: [],
  }
  state.lists[list.id] = list
  return list
}

export function updateList(list: SimList, input: { name?: string; description?: string; private?: boolean }): void {
  if (input.name !== undefined) list.name = input.name
  if (input.description !== undefined) list.description = input.description
  if (input.private !== undefined) list.private = input.private
}

export function deleteList(list: SimList, now: number): void {
  list.deleted_at = now
}

/** Newest first, as X lists them; as they stood at `at`. */
export const membersAt = (list: SimList, at: number): Membership[] =>
  list.memberships.filter((row) => row.added_at <= at && (row.removed_at === null || row.removed_at > at)).sort((a, b) => b.seq - a.seq)

export const currentMembership = (list: SimList, userId: string): Membership | undefined =>
  list.memberships.find((row) => row.user_id === userId && row.removed_at === null)

/** False if it was a member already. */
export function addMember(state: SimState, list: SimList, userId: string, now: number): boolean {
  if (currentMembership(list, userId)) return false
  state.sequence += 1
  list.memberships.push({ seq: state.sequence, user_id: userId, added_at: now, removed_at: null })
  return true
}

/** False if it was no member. */
export function removeMember(list: SimList, userId: string, now: number): boolean {
  const row = currentMembership(list, userId)
  if (!row) return false
  row.removed_at = now
  return true
}
