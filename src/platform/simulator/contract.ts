// ◆ pure
/**
 * Our own contract of the calls we use (X-PLATFORM.md §2): limits, scopes and prices as data. X's specification is under X's agreement and
 * is not part of this project.
 */
export type RouteKey =
  | 'POST /2/lists'
  | 'PUT /2/lists/:id'
  | 'DELETE /2/lists/:id'
  | 'GET /2/lists/:id'
  | 'GET /2/users/:id/owned_lists'
  | 'POST /2/lists/:id/members'
  | 'DELETE /2/lists/:id/members/:user_id'
  | 'GET /2/lists/:id/members'
  | 'GET /2/users/by'
  | 'GET /2/users'
  | 'GET /2/users/:id/followers'
  | 'GET /2/users/:id/following'
  | 'GET /2/users/me'
  | 'GET /2/tweets/search/recent'
  | 'GET /2/tweets/counts/recent'
  | 'GET /2/usage/tweets'

/** The routes of OAuth 2.0: neither limited nor charged. */
export type AuthRoute = 'GET /i/oauth2/authorize' | 'POST /i/oauth2/authorize' | 'POST /2/oauth2/token' | 'POST /2/oauth2/revoke'
export const AUTH_ROUTES: readonly AuthRoute[] = ['GET /i/oauth2/authorize', 'POST /i/oauth2/authorize', 'POST /2/oauth2/token', 'POST /2/oauth2/revoke']

/** Calls per 15 minutes; null where this kind of token has no access. */
export const LIMITS: Readonly<Record<RouteKey, { app: number | null; user: number | null }>> = {
  'POST /2/lists': { app: null, user: 300 },
  'PUT /2/lists/:id': { app: null, user: 300 },
  'DELETE /2/lists/:id': { app: null, user: 300 },
  'GET /2/lists/:id': { app: 75, user: 75 },
  'GET /2/users/:id/owned_lists': { app: 15, user: 15 },
  'POST /2/lists/:id/members': { app: null, user: 300 },
  'DELETE /2/lists/:id/members/:user_id': { app: null, user: 300 },
  'GET /2/lists/:id/members': { app: 900, user: 900 },
  'GET /2/users/by': { app: 300, user: 900 },
  'GET /2/users': { app: 300, user: 900 },
  'GET /2/users/:id/followers': { app: 300, user: 300 },
  'GET /2/users/:id/following': { app: 300, user: 300 },
  'GET /2/users/me': { app: null, user: 75 },
  'GET /2/tweets/search/recent': { app: 450, user: 300 },
  // X's specification lists user tokens here too; its page of limits has none for them.
  'GET /2/tweets/counts/recent': { app: 300, user: null },
  'GET /2/usage/tweets': { app: 50, user: null },
}

const read = ['tweet.read', 'users.read', 'list.read']
const write = ['tweet.read', 'users.read', 'list.write']
const users = ['tweet.read', 'users.read']

/** All of these are needed by an OAuth 2.0 user token; one missing is a plain 403. */
export const SCOPES: Readonly<Record<RouteKey, readonly string[]>> = {
  'POST /2/lists': [...write, 'list.read'],
  'PUT /2/lists/:id': write,
  'DELETE /2/lists/:id': write,
  'GET /2/lists/:id': read,
  'GET /2/users/:id/owned_lists': read,
  'POST /2/lists/:id/members': write,
  'DELETE /2/lists/:id/members/:user_id': write,
  'GET /2/lists/:id/members': read,
  'GET /2/users/by': users,
  'GET /2/users': users,
  'GET /2/users/:id/followers': [...users, 'follows.read'],
  'GET /2/users/:id/following': [...users, 'follows.read'],
  'GET /2/users/me': users,
  'GET /2/tweets/search/recent': users,
  'GET /2/tweets/counts/recent': [],
  'GET /2/usage/tweets': [],
}

export const ALL_SCOPES = ['tweet.read', 'users.read', 'list.read', 'list.write', 'follows.read', 'offline.access'] as const

/**
 * Thousandths of a US dollar. X changed its prices three times in ten months: a new table is a new version, chosen by name, never an
 * edit of an old one. `owned` is the price where :id is the user who owns the developer app.
 */
export const PRICE_TABLES = {
  '2026-08': {
    'POST /2/lists': { per: 'call', price: 10 },
    'PUT /2/lists/:id': { per: 'call', price: 5 },
    'DELETE /2/lists/:id': { per: 'call', price: 5 },
    'GET /2/lists/:id': { per: 'resource', price: 5 },
    'GET /2/users/:id/owned_lists': { per: 'resource', price: 5, owned: 1 },
    'POST /2/lists/:id/members': { per: 'call', price: 5 },
    'DELETE /2/lists/:id/members/:user_id': { per: 'call', price: 5 },
    'GET /2/lists/:id/members': { per: 'resource', price: 10 },
    'GET /2/users/by': { per: 'resource', price: 10 },
    'GET /2/users': { per: 'resource', price: 10 },
    'GET /2/users/:id/followers': { per: 'resource', price: 10, owned: 1 },
    'GET /2/users/:id/following': { per: 'resource', price: 10, owned: 1 },
    'GET /2/users/me': { per: 'resource', price: 10 },
    'GET /2/tweets/search/recent': { per: 'resource', price: 5 },
    'GET /2/tweets/counts/recent': { per: 'call', price: 5 },
    'GET /2/usage/tweets': { per: 'call', price: 0 },
  },
} as const satisfies Record<string, Record<RouteKey, { per: 'call' | 'resource'; price: number; owned?: number }>>

export const USER_FIELDS = [
  'created_at',
  'description',
  'entities',
  'id',
  'location',
  'most_recent_tweet_id',
  'name',
  'protected',
  'public_metrics',
  'url',
  'username',
  'verified',
] as const
export const LIST_FIELDS = ['created_at', 'description', 'follower_count', 'id', 'member_count', 'name', 'owner_id', 'private'] as const
export const TWEET_FIELDS = ['author_id', 'created_at', 'id', 'in_reply_to_user_id', 'note_tweet', 'referenced_tweets', 'text'] as const

export const USER_EXPANSIONS = ['affiliation.user_id', 'most_recent_tweet_id', 'pinned_tweet_id'] as const
export const LIST_EXPANSIONS = ['owner_id'] as const

export const HANDLE = /^[A-Za-z0-9_]{1,15}$/
export const USER_ID = /^[0-9]{1,19}$/
