import type { Clock } from '../../kernel/clock.js'
import type { Account, Identity, Meter, Platform, RateBook } from '../port.js'
import { MeAnswer } from './answers.js'
import { type Caller, createCaller } from './call.js'
import { createSenders } from './client.js'
import type { UserCredentials, UserSource, XCredentials } from './credentials.js'
import { createFollowerReader } from './followers.js'
import { fixedLine, sourceLine } from './line.js'
import { createListGetter, createListWriter } from './lists.js'
import { createIdLookup, createLookup } from './lookup.js'
import { createMembersReader } from './members.js'
import type { TokenEndpoint } from './oauth.js'
import { createPostSearch } from './search.js'

export { credentialsFrom, type UserCredentials, type UserSource, type UserToken, type XCredentials } from './credentials.js'
export { createTokenEndpoint, type OAuthOptions, type TokenEndpoint } from './oauth.js'

export interface XPlatformOptions {
  /** X_API_BASE_URL; default X itself. */
  baseUrl?: string | undefined
  credentials: XCredentials
  /** Paces the repeats of failed reads and judges reset headers; time-outs of the line itself run on real time. */
  clock: Clock
  meter: Meter
  /** Longest silence on the line, in milliseconds; a whole call may take twice that. Default 10,000. */
  timeoutMs?: number
  /** Asked before every call with the least that it costs, in thousandths of a US dollar; throws PlatformError `credits` to stop it. */
  allow?: (cost: number) => Promise<void>
  /** What may still be spent, in the same unit: no more accounts are asked for than that pays. */
  left?: () => Promise<number>
  /** What is known of rate windows, from other processes too. */
  rates?: RateBook
  /** Lets accounts be connected (createTokenEndpoint). */
  signIn?: TokenEndpoint
  /** Jitter of the repeats. */
  random?: () => number
}

/**
 * X through the genuine client. Reads and lookups go out under the token that suits them, writes under the list owner's.
 * Every failure is a PlatformError that holds nothing of the request.
 */
export function createXPlatform(options: XPlatformOptions): Platform {
  const { credentials, baseUrl = 'https://api.x.com', timeoutMs = 10_000, random = Math.random } = options
  const senderFor = createSenders(baseUrl, timeoutMs)
  const callerFor = (token: string | UserCredentials | UserSource, rates: RateBook | null = options.rates ?? null) => {
    const line = typeof token !== 'string' && token.kind === 'source' ? sourceLine(senderFor, token) : fixedLine(senderFor, token)
    return createCaller(line, { clock: options.clock, meter: options.meter, allow: options.allow, random, rates: rates ?? undefined })
  }
  const asUser = credentials.user && callerFor(credentials.user)
  const asApp = credentials.bearer === undefined ? asUser : callerFor(credentials.bearer)
  if (!asApp) throw new TypeError('X credentials hold neither a bearer token nor a user')
  // A private list is shown to its owner alone, so lists are read as the user wherever there is one.
  const reader = asUser ?? asApp
  const { signIn } = options
  return {
    lookupUsers: createLookup(asApp, options.left),
    lookupUserIds: createIdLookup(asApp, options.left),
    getList: createListGetter(reader),
    readMembers: createMembersReader(reader),
    searchPosts: createPostSearch(asApp),
    // A connected owner is asked for the right to read followers only where no app-only token can do it (access/owner/consent.ts).
    readFollowers: createFollowerReader(credentials.user?.kind === 'source' ? asApp : reader),
    ...(asUser && credentials.user ? { lists: { ...createListWriter(asUser), ...identityOf(asUser, credentials.user) } } : {}),
    // Whose windows a new token uses up is known only afterwards.
    ...(signIn ? { signIn: { ...signIn, whoIs: (token) => whoIs(callerFor({ kind: 'oauth2', access_token: token }, null)) } } : {}),
  }
}

/** Whoever is connected is known from the sign-in. Keys stay the same for the life of the process, so X, which charges for it, is asked once. */
function identityOf(call: Caller, user: UserCredentials | UserSource): Identity {
  if (user.kind === 'source')
    return {
      known: () => user.account(),
      me: async () => {
        const { subject, username } = await user.current()
        return { id: subject, username }
      },
    }
  let known: Account | null = null
  return {
    known: async () => known,
    me: async () => {
      known ??= await whoIs(call)
      return known
    },
  }
}

async function whoIs(call: Caller): Promise<Account> {
  const { data } = await call({ operation: 'users.me', method: 'GET', path: 'users/me', schema: MeAnswer })
  return { id: data.id, username: data.username }
}
