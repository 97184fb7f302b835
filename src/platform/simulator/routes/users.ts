// ◆ pure
import { invalidRequest, userNotFound, userSuspended } from '../../answers.js'
import { type Answer, batch, type Call, failed, ok, pick, userFields } from '../call.js'
import { usersByHandle } from '../changes.js'
import { HANDLE, USER_ID } from '../contract.js'
import { shuffled } from '../random.js'
import type { SimState, SimUser } from '../state.js'

export const getUsersBy = (call: Call): Answer =>
  lookup(call, 'usernames', (handles) => {
    const byHandle = usersByHandle(call.state, handles)
    return (handle) => byHandle.get(handle.toLowerCase())
  })

export const getUsers = (call: Call): Answer => lookup(call, 'ids', () => (id) => call.state.users[id])

export function getMe(call: Call): Answer {
  const asked = userFields(call)
  const user = call.state.users[call.who.user_id ?? '']
  if (!user) return failed(call.state, 'unauthorized')
  if (user.suspended) return failed(call.state, 'account-suspended-v1')
  return ok({ data: showUser(user, asked, newestPosts(call.state, asked)) }, { charge: { resources: [`user:${user.id}`] } })
}

/** Found ones in no order, the rest as partial errors; neither key if it would be empty (X-PLATFORM.md §6.2). */
function lookup(call: Call, parameter: 'usernames' | 'ids', finder: (values: readonly string[]) => (value: string) => SimUser | undefined): Answer {
  const asked = userFields(call, parameter)
  const values = { host: call.state.settings.problem_host }
  const found = new Map<string, SimUser>()
  const errors: object[] = []
  const wanted = batch(call, parameter)
  const find = finder(wanted)
  for (const value of new Set(wanted)) {
    const user = find(value)
    if (!(parameter === 'ids' ? USER_ID : HANDLE).test(value)) errors.push(malformed(value, parameter, values))
    else if (!user || user.gone) errors.push(userNotFound(value, parameter, values))
    else if (user.suspended) errors.push(userSuspended(value, parameter, values))
    else found.set(user.id, user)
  }
  const posts = newestPosts(call.state, asked)
  const data = shuffled(call.state, [...found.values()]).map((user) => showUser(user, asked, posts))
  return ok(
    { ...(data.length > 0 ? { data } : {}), ...(errors.length > 0 ? { errors } : {}) },
    { charge: { resources: [...found.keys()].map((id) => `user:${id}`) } },
  )
}

/** X names a bad value in a row of its own where it does not fail the batch. */
const malformed = (value: string, parameter: string, values: { host: 'api.twitter.com' | 'api.x.com' }) => ({
  ...invalidRequest(parameter, value, '', values),
  value,
  parameter,
  resource_type: 'user',
  resource_id: value,
  errors: undefined,
})

/** Ids grow with time, so the longest and greatest is the newest. By author; not worked out for whoever does not ask. */
function newestPosts(state: SimState, asked: ReadonlySet<string>): ReadonlyMap<string, string> {
  const newest = new Map<string, string>()
  if (!asked.has('most_recent_tweet_id')) return newest
  for (const { author_id, id } of state.posts) {
    const known = newest.get(author_id)
    if (known === undefined || id.length > known.length || (id.length === known.length && id > known)) newest.set(author_id, id)
  }
  return newest
}

export const showUser = (user: SimUser, asked: ReadonlySet<string>, newest: ReadonlyMap<string, string> = new Map()) =>
  pick(
    {
      id: user.id,
      name: user.name,
      username: user.username,
      created_at: new Date(user.created_at).toISOString(),
      description: user.description,
      entities: user.url === null ? undefined : { url: { urls: [{ start: 0, end: 23, url: shortLink(user), expanded_url: user.url, display_url: user.url }] } },
      most_recent_tweet_id: newest.get(user.id),
      protected: user.protected,
      public_metrics: {
        followers_count: user.followers_count,
        following_count: user.following_count,
        tweet_count: user.tweet_count,
        listed_count: user.listed_count,
      },
      url: user.url === null ? '' : shortLink(user),
      verified: false,
    },
    ['id', 'name', 'username'],
    asked,
  )

/** X wraps every link; the true one stands in `entities` alone. */
const shortLink = (user: SimUser) => `https://t.co/sim${user.id}`
