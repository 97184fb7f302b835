/**
 * What we ask of X, in narrow interfaces, and the one error through which it fails. Nothing outside platform/ knows how X spells
 * its answers; nothing in platform/ knows our domains.
 */

/**
 * X-PLATFORM.md §3: each kind has one reaction.
 *
 * `refused` is a candidate: one text of X's has at least five causes (locked, not the owner, protected, blocked, full), and only the caller sees the
 * neighbouring answers that tell them apart. `transient` on a write means that the effect is unknown: read before anything else.
 */
export type PlatformErrorKind =
  | 'rate'
  | 'credits'
  | 'auth'
  | 'locked'
  | 'not-owner'
  | 'refused'
  | 'protected-or-blocked'
  | 'list-full'
  | 'suspended'
  | 'gone'
  | 'transient'
  | 'invalid'

export class PlatformError extends Error {
  readonly kind: PlatformErrorKind
  /** When X says a limit ends (only `rate`). */
  readonly resetAt: Date | undefined
  /** HTTP status, if there was an answer. */
  readonly status: number | undefined

  constructor(kind: PlatformErrorKind, message: string, options: { resetAt?: Date | undefined; status?: number | undefined; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'PlatformError'
    this.kind = kind
    this.resetAt = options.resetAt
    this.status = options.status
  }
}

export const isPlatformError = (error: unknown): error is PlatformError => error instanceof PlatformError

/** A profile as X tells it now. Organisers and the reach model only (DESIGN.md §5.2). */
export interface XUser {
  /** Decimal digits; never a JavaScript number. */
  id: string
  username: string
  name: string
  description: string
  url: string | null
  protected: boolean
  followers_count: number | null
  /** When its newest post was made; null if it has none or X does not say. */
  last_post_at: Date | null
}

/** Every handle asked for ends in exactly one of these. */
export type LookupAnswer = { handle: string; status: 'found'; user: XUser } | { handle: string; status: 'suspended' | 'not_found' | 'unanswered' | 'invalid' }

/** The same by numeric id. */
export type IdAnswer = { id: string; status: 'found'; user: XUser } | { id: string; status: 'suspended' | 'not_found' | 'unanswered' | 'invalid' }

export interface UserLookup {
  /**
   * Any number of handles, any case, without @. Answers in the order asked. Chunks by 100.
   * @throws PlatformError if the first hundred fails; if a later one does, what was paid for is kept and the rest is `unanswered`
   */
  lookupUsers(handles: readonly string[], onProgress?: (done: number, total: number) => void): Promise<LookupAnswer[]>
  /** The same by numeric id, which stays when a handle changes: the answer tells the handle of now. */
  lookupUserIds(ids: readonly string[], onProgress?: (done: number, total: number) => void): Promise<IdAnswer[]>
}

export interface XList {
  id: string
  name: string
  description: string
  private: boolean
  owner_id: string
  member_count: number
}

/** `complete` only if X gave every page, without errors and without repeating itself. An incomplete read never causes a removal. */
export interface MembersRead {
  complete: boolean
  members: { id: string; username: string }[]
}

/** Reads are repeated a few times when the line or the server fails, and not otherwise. */
export interface ListReader {
  getList(listId: string): Promise<XList>
  readMembers(listId: string, onProgress?: (read: number) => void): Promise<MembersRead>
}

/** Each call is sent once: whoever gets `transient` must look before sending it again. */
export interface ListWriter {
  createList(input: { name: string; description: string; private: boolean }): Promise<{ id: string; name: string }>
  updateList(listId: string, input: { name?: string; description?: string; private?: boolean }): Promise<void>
  /** Resolves only if X says that the user is a member now. Saying so is not being so: read back. */
  addMember(listId: string, userId: string): Promise<void>
  /** Resolves if the user is not a member now, also if it was none before. */
  removeMember(listId: string, userId: string): Promise<void>
}

/** A post as X tells it. Its text is for collecting nominations, never for the public (DESIGN.md §5.2). */
export interface XPost {
  id: string
  /** As X sends it: with HTML entities, and whole where a long post is cut in X's own `text`. */
  text: string
  created_at: string | null
  author_id: string
  /** Null if X did not say whose it is. */
  author: string | null
  retweet: boolean
  quoted: boolean
  /** Ids of posts and the handle, as far as X says. */
  quoted_post: string | null
  reply: { to: string | null; post: string | null } | null
}

export interface PostQuery {
  /** X's query language, at most 512 characters. */
  query: string
  /** Only newer posts than this id; X refuses one that is older than seven days. */
  since_id: string
  /** Only older posts than this id. */
  until_id?: string | undefined
  /** 10 to 100. Every post returned is paid for. */
  most: number
  /** Of the page before. */
  next?: string | undefined
}

export interface PostSearch {
  /** One page of the last seven days, newest first. `next` is null on the last page; `charged` counts also posts that could not be read. */
  searchPosts(query: PostQuery): Promise<{ posts: XPost[]; charged: number; next: string | null }>
}

/** A page of followers, the newest first: the first pages are no sample of the whole. */
export interface FollowerPage {
  ids: string[]
  /** Null on the last page. */
  next: string | null
  /** X gave as many as it said, without errors. A list with a page that is not is no whole list. */
  sound: boolean
}

export interface FollowerReader {
  /** At most a thousand. Every follower returned is paid for. */
  readFollowers(userId: string, next?: string | undefined): Promise<FollowerPage>
}

export interface Account {
  id: string
  username: string
}

export interface Identity {
  /** The account in whose name lists are written. Of a connected one this is known; of keys X is asked once. @throws PlatformError */
  me(): Promise<Account>
  /** The same without asking X, and so for nothing; null if only X can tell, or if nobody is connected. */
  known(): Promise<Account | null>
}

export type Operation =
  | 'users.lookup'
  | 'users.me'
  | 'list.get'
  | 'list.create'
  | 'list.update'
  | 'list.members.read'
  | 'list.members.add'
  | 'list.members.remove'
  | 'posts.search'
  | 'users.followers'

/**
 * Prices in thousandths of a US dollar, per call or per resource returned (X's pricing page of August 2026, `*` inferred there;
 * they changed three times in ten months, hence one table).
 */
export const PRICES_MILLI_USD: Readonly<Record<Operation, { per: 'call' | 'resource'; price: number }>> = {
  'users.lookup': { per: 'resource', price: 10 },
  'users.me': { per: 'call', price: 10 },
  'list.get': { per: 'call', price: 5 },
  'list.create': { per: 'call', price: 10 },
  'list.update': { per: 'call', price: 5 },
  'list.members.read': { per: 'resource', price: 10 },
  'list.members.add': { per: 'call', price: 5 },
  'list.members.remove': { per: 'call', price: 5 },
  // Whether the authors that come with the posts are charged as users beside them, X's page does not say.
  'posts.search': { per: 'resource', price: 5 },
  'users.followers': { per: 'resource', price: 10 },
}

/**
 * Told once after every call that was sent, repeats included; `units` are calls or resources as the price table counts them, 0 if X did not get so far as
 * to charge. Refused writes and those with an unknown outcome count, so that a budget errs on the safe side.
 */
export type Meter = (call: { operation: Operation; units: number; cost_milli_usd: number }) => void

/** What X last said of one window: so many calls in all, so many left, and when it opens anew. */
export interface RateWindow {
  most: number
  remaining: number
  /** Believable: never further ahead than such windows last. */
  reset_at: Date
}

/**
 * What is known of rate windows, shared by every process that calls X: nobody calls into a window that is used up. `subject` is `app` or
 * the account in whose name calls go out, `window` our name of the call.
 */
export interface RateBook {
  /** When the last of these windows opens, if one is known to be used up. */
  closedUntil(subject: string, windows: readonly string[]): Promise<Date | null>
  /** Resolves when what others must know is stored; never rejects, since the call was made all the same. */
  note(subject: string, window: string, seen: RateWindow): Promise<void>
}

/** Tokens that X gave out for an account (OAuth 2.0). */
export interface TokenGrant {
  access_token: string
  /** Null if X gave none; at a refresh that means that the old one stays good. */
  refresh_token: string | null
  expires_at: Date
  /** Null if X did not say, which means those asked for (RFC 6749 §5.1). */
  scopes: string[] | null
}

/**
 * Signing an account in at X with OAuth 2.0 and PKCE (RFC 7636). Failures are PlatformErrors: `auth` if X refuses the code or the refresh
 * token (spent, expired, another verifier, access taken back), `invalid` if it does not know this app, `transient` if nothing can be said.
 */
export interface AccountSignIn {
  /** Where the account's owner is sent; `challenge` is the verifier's SHA-256 in base64url. */
  authorizeUrl(input: { state: string; challenge: string; scopes: readonly string[]; redirect_uri: string }): string
  /** Sent once: a code is spent by its first use. */
  exchangeCode(input: { code: string; verifier: string; redirect_uri: string }): Promise<TokenGrant>
  /** Sent once: X's refresh tokens rotate, and the one sent is spent whatever comes back. */
  refreshTokens(refreshToken: string): Promise<TokenGrant>
  /** Whether X said that it has ended them all. Never throws. */
  revokeTokens(tokens: readonly string[]): Promise<boolean>
  whoIs(accessToken: string): Promise<{ id: string; username: string }>
}

/** The whole of X as a deployment may have it: lookups with any token, lists only with the owner's. */
export interface Platform extends UserLookup, ListReader, PostSearch, FollowerReader {
  /** Absent with an app-only token. Where an owner can be connected it is there, and refuses with `auth` while nobody is. */
  lists?: ListWriter & Identity
  /** Present if this deployment has an app of its own in which accounts can be connected. */
  signIn?: AccountSignIn
}
