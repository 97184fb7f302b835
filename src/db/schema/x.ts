import { bigserial, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { createdAt, ctext, instant } from './columns.js'

/** What was sent to X and what it cost, for the daily cap and the monthly budget. */
export const xCall = pgTable(
  'x_call',
  {
    seq: bigserial('seq', { mode: 'number' }).primaryKey(),
    at: instant('at').notNull(),
    owner: text('owner').notNull(),
    operation: text('operation').notNull(),
    units: integer('units').notNull(),
    /** Thousandths of a US dollar. */
    cost_milli_usd: integer('cost_milli_usd').notNull(),
  },
  (t) => [index('x_call_at').on(t.at), index('x_call_owner').on(t.owner, t.operation, t.at)],
)

/** What X last said of a rate window, for every process that calls it: nobody calls into a window that is used up. */
export const xRate = pgTable(
  'x_rate',
  {
    /** Of the token: `app`, or the X id of the user in whose name calls go out. */
    subject: ctext('subject').notNull(),
    /** Our name of the call, as the price table has it. */
    operation: ctext('operation').notNull(),
    most: integer('most').notNull(),
    remaining: integer('remaining').notNull(),
    reset_at: instant('reset_at').notNull(),
    seen_at: instant('seen_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.subject, t.operation] })],
)

/**
 * The account on X that owns our lists, connected by OAuth 2.0. Tokens are sealed (AES-256-GCM, bound to this row and column); the plain ones are never
 * stored. A refresh is noted before its call, because X's refresh tokens can be used once.
 */
export const xOwner = pgTable('x_owner', {
  id: ctext('id').primaryKey(),
  x_user_id: ctext('x_user_id').notNull().unique(),
  username: text('username').notNull(),
  /** `pending`: signed in, but another account is connected and nobody has said yet that this one shall take its place. */
  state: text('state').$type<'active' | 'reconnect' | 'disconnected' | 'pending'>().notNull(),
  scopes: text('scopes').array().notNull(),
  /** Null once disconnected. */
  access_token: text('access_token'),
  refresh_token: text('refresh_token'),
  /** Which key sealed them. */
  key_id: text('key_id').notNull(),
  expires_at: instant('expires_at'),
  /** Rises with every new pair of tokens. */
  generation: integer('generation').notNull().default(1),
  /** Set before a refresh is asked for, cleared when its answer is stored. */
  refreshing_since: instant('refreshing_since'),
  note: text('note'),
  /** Which text of what will be done in its name was agreed to, when and through whom. */
  consent_version: text('consent_version').notNull(),
  consent_at: instant('consent_at').notNull(),
  consent_by: text('consent_by').notNull(),
  created_at: createdAt(),
  updated_at: instant('updated_at').notNull(),
})

/** A sign-in at X under way: one use, ten minutes. The state is kept as a hash, the PKCE verifier sealed. */
export const oauthAttempt = pgTable('oauth_attempt', {
  state_hash: ctext('state_hash').primaryKey(),
  verifier: text('verifier').notNull(),
  purpose: text('purpose').$type<'owner' | 'desk' | 'leave'>().notNull(),
  /** Who began it (a key's actor), or a hash of the browser's own cookie. */
  begun_by: text('begun_by').notNull(),
  return_to: text('return_to').notNull(),
  expires_at: instant('expires_at').notNull(),
  used_at: instant('used_at'),
  created_at: createdAt(),
})
