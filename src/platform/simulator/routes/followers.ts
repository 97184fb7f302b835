// ◆ pure
import { sha256 } from '../../../kernel/canonical.js'
import { notAuthorized, userNotFound, userSuspended } from '../../answers.js'
import { type Answer, type Call, faultNamed, ok, pageSize, pathId, userFields } from '../call.js'
import { nextToken, startOf } from '../pages.js'
import type { SimState, SimUser } from '../state.js'

/** Nobody keeps their accounts: followers are drawn from so many invented ones, so that the lists of two accounts overlap. A prime, so that none comes twice. */
const UNIVERSE = 1_000_003
const STEP = 7_919
const FIRST_ID = 1_500_000_000_000_000_000n

type Side = 'followers' | 'following'

/** The n-th follower of a user, the newest first: always the same one. */
export const followerId = (state: Pick<SimState, 'seed'>, user: Pick<SimUser, 'id'>, n: number, side: Side = 'followers'): string => {
  const start = Number.parseInt(sha256(`${state.seed}:${side}:${user.id}`).slice(0, 8), 16) % UNIVERSE
  return String(FIRST_ID + BigInt(((start + n) * STEP) % UNIVERSE))
}

export const getFollowers = (call: Call): Answer => page(call, 'followers')
export const getFollowing = (call: Call): Answer => page(call, 'following')

function page(call: Call, side: Side): Answer {
  userFields(call, 'max_results', 'pagination_token')
  const { state } = call
  const id = pathId(call, 'id')
  const size = pageSize(call, { least: 1, most: 1000, usual: 100 })
  const start = startOf(call, `${side}:${id}`)
  const user = state.users[id]
  const values = { host: state.settings.problem_host }
  const none = (row: object) => ok({ errors: [row] }, { user_id: id, charge: { resources: [] } })
  if (!user || user.gone) return none(userNotFound(id, 'id', values))
  if (user.suspended) return none(userSuspended(id, 'id', values))
  if (user.protected) return none(notAuthorized(id, 'user', 'id', values))
  const all = Math.min(side === 'followers' ? user.followers_count : user.following_count, UNIVERSE)
  const end = Math.min(all, start + (faultNamed(call, 'page-short') ? Math.ceil(size / 2) : size))
  const data = Array.from({ length: end - start }, (_, at) => followerId(state, user, start + at, side)).map((one) => ({
    id: one,
    name: `Follower ${one.slice(-7)}`,
    username: `follower${one.slice(-7)}`,
  }))
  const next = faultNamed(call, 'page-loop') && start > 0 ? start : end < all ? end : null
  const meta = { result_count: data.length, ...(next === null ? {} : { next_token: nextToken(state, `${side}:${id}`, next) }) }
  const body = { ...(data.length > 0 ? { data } : {}), ...(faultNamed(call, 'page-no-meta') ? {} : { meta }) }
  const owned = state.apps[call.who.app_id]?.owner_id === id
  return ok(body, { user_id: id, charge: { resources: data.map((one) => `user:${one.id}`), owned } })
}
