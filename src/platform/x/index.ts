import type { Clock } from '../../kernel/clock.js'
import type { Meter, Platform } from '../port.js'
import { MeAnswer } from './answers.js'
import { createCaller } from './call.js'
import { createSender } from './client.js'
import { secretsOf, type UserCredentials, type XCredentials } from './credentials.js'
import { createFollowerReader } from './followers.js'
import { createListGetter, createListWriter } from './lists.js'
import { createIdLookup, createLookup } from './lookup.js'
import { createMembersReader } from './members.js'
import { createPostSearch } from './search.js'

export { credentialsFrom, type UserCredentials, type XCredentials } from './credentials.js'

export interface XPlatformOptions {
  /** X_API_BASE_URL; default X itself. */
  baseUrl?: string | undefined
  credentials: XCredentials
  /** Paces the repeats of failed reads and judges reset headers; time-outs of the line itself run on real time. */
  clock: Clock
  meter: Meter
  /** Longest silence on the line, in milliseconds; a whole call may take twice that. Default 10,000. */
  timeoutMs?: number
  /** Asked before every call; throws PlatformError `credits` to stop it. */
  allow?: () => Promise<void>
  /** Jitter of the repeats. */
  random?: () => number
}

/**
 * X through the genuine client. Reads and lookups go out under the token that suits them, writes under the list owner's.
 * Every failure is a PlatformError that holds nothing of the request.
 */
export function createXPlatform(options: XPlatformOptions): Platform {
  const { credentials, baseUrl = 'https://api.x.com', timeoutMs = 10_000, random = Math.random } = options
  const settings = { clock: options.clock, meter: options.meter, allow: options.allow, random, secrets: secretsOf(credentials) }
  const callerFor = (token: string | UserCredentials) => createCaller(createSender(token, baseUrl, timeoutMs), settings)
  const asUser = credentials.user && callerFor(credentials.user)
  const asApp = credentials.bearer === undefined ? asUser : callerFor(credentials.bearer)
  if (!asApp) throw new TypeError('X credentials hold neither a bearer token nor a user')
  // A private list is shown to its owner alone, so lists are read as the user wherever there is one.
  const reader = asUser ?? asApp
  return {
    lookupUsers: createLookup(asApp),
    lookupUserIds: createIdLookup(asApp),
    getList: createListGetter(reader),
    readMembers: createMembersReader(reader),
    searchPosts: createPostSearch(asApp),
    readFollowers: createFollowerReader(reader),
    ...(asUser
      ? {
          lists: {
            ...createListWriter(asUser),
            me: async () => {
              const { data } = await asUser({ operation: 'users.me', method: 'GET', path: 'users/me', schema: MeAnswer })
              return { id: data.id, username: data.username }
            },
          },
        }
      : {}),
  }
}
