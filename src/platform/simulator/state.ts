// ◆ pure
import type { ActiveFault } from './faults.js'

/**
 * All that the simulator knows, as plain JSON, so that a run can be exported and gone on with. Changed only by changes.ts and, each for its own
 * member, by rates.ts, ledger.ts, faults.ts and random.ts. Instants are epoch milliseconds; ids are strings of digits, as X gives them.
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
  /** What the authorize page and the token endpoint gave out (oauth.ts). */
  oauth: { codes: Record<string, SimCode>; refreshes: Record<string, SimRefresh> }
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

/** The status with which writes to a list are refused that is gone or somebody else's; each of them has been seen. */
export type ListRefusal = 400 | 403 | 404

export interface SimSettings {
  members_per_list: number
  lists_per_owner: number
  refusal: { protected: Refusal; blocked: Refusal; suspended: Refusal; gone: Refusal }
  /** Null: 404 for its members, 400 for itself. */
  missing_list: ListRefusal | null
  foreign_list: ListRefusal
  /** An addition to a full list: refused with 403 or 400, or acknowledged and not done. */
  full: 'forbidden' | 'invalid' | 'silent'
  too_many_lists: 'forbidden' | 'invalid'
  /** A handle that cannot be one fails the whole lookup, or only itself. */
  bad_handle: 'batch' | 'alone'
  /** Calls a UTC day per user or app, with X's 24-hour headers; none by default, as X lists none for these calls. */
  day_limits: Record<string, number>
  /** How far X's clock is from ours, as its reset headers tell it. */
  clock_skew_ms: number
  /** Problems travel under either type. */
  problem_content_type: 'application/problem+json' | 'application/json'
  /** Which of X's two spellings errors take that have both. */
  error_style: 'problem' | 'v1'
  problem_host: 'api.twitter.com' | 'api.x.com'
  /** How the token endpoint calls a refresh token that is no good; both have been seen. */
  bad_refresh: 'invalid_request' | 'invalid_grant'
  /** Whether a refresh also ends the access token before it: X does not say. */
  refresh_ends_access: boolean
}

export interface SimApp {
  id: string
  /** Reads of what this user owns are cheaper. */
  owner_id: string | null
  key: string
  secret: string
  /** Of OAuth 2.0. A public client has no secret. */
  client_id: string
  client_secret: string | null
  redirect_uris: string[]
}

/** An authorization code: it lives 30 seconds and is taken once. */
export interface SimCode {
  app_id: string
  user_id: string
  scopes: string[]
  redirect_uri: string
  challenge: string
  method: 'S256' | 'plain'
  expires_at: number
  used: boolean
}

/** Refresh tokens rotate: each is good for one use, and its successor is of the same grant. */
export interface SimRefresh {
  app_id: string
  user_id: string
  scopes: string[]
  /** What the user agreed to once; revoking ends all of it. */
  grant: string
  generation: number
  spent: boolean
  revoked: boolean
}

export interface SimBearer {
  app_id: string
  /** Null for an app-only token. */
  user_id: string | null
  scopes: string[]
  revoked: boolean
  expires_at: number | null
  /** Only of tokens that came out of the token endpoint. */
  grant?: string
  generation?: number
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
  /** Handles it had before, the last one last. */
  former?: string[]
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
  /** Ids of posts. */
  reply_to?: string | null
  quote_of?: string | null
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
  effect: 'none' | 'list-created' | 'list-updated' | 'list-deleted' | 'member-added' | 'member-removed' | 'token-issued' | 'token-refreshed' | 'token-revoked'
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
  missing_list: null,
  foreign_list: 403,
  full: 'forbidden',
  too_many_lists: 'forbidden',
  bad_handle: 'batch',
  day_limits: {},
  clock_skew_ms: 0,
  problem_content_type: 'application/problem+json',
  error_style: 'problem',
  problem_host: 'api.twitter.com',
  bad_refresh: 'invalid_request',
  refresh_ends_access: false,
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
  oauth: { codes: {}, refreshes: {} },
  windows: {},
  ledger: { balance_milli_usd: null, spent_milli_usd: 0, by_route: {}, charged: {} },
  faults: [],
  locks: {},
  log: [],
})
