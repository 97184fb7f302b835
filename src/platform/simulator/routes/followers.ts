// ◆ pure
import { sha256 } from '../../../kernel/canonical.js'
import { notAuthorized, userNotFound, userSuspended } from '../../answers.js'
import { type Answer, askedFields, type Call, faultNamed, knownQuery, ok, pageSize, pathId } from '../call.js'
import { USER_FIELDS } from '../contract.js'
import { nextToken, startOf } from '../pages.js'
import type { SimState, SimUser } from '../state.js'

/** Nobody keeps their accounts: followers are drawn from so many invented ones, so that the lists of two accounts overlap. A prime, so that none comes twice. */
const UNIVERSE = 1_000_003
const STEP = 7_919
const FIRST_ID = 1_500_000_000_000_000_000n

/** The n-th follower of a user, the newest first: always the same one. */
export const followerId = (state: Pick<SimState, 'seed'>, user: Pick<SimUser, 'id'>, n: number): string => {
  const start = Number.parseInt(sha256(`${state.seed}:followers:${user.id}`).slice(0, 8), 16) % UNIVERSE
  return String(FIRST_ID + BigInt(((start + n) * STEP) % UNIVERSE))
}

export function getFollowers(call: Call): Answer {
  knownQuery(call, ['max_results', 'pagination_token', 'user.fields', 'expansions', 'tweet.fields'])
  const { state } = call
  const id = pathId(call, 'id')
  askedFields(call, 'user.fields', USER_FIELDS)
  const size = pageSize(call, { least: 1, most: 1000, usual: 100 })
  const start = startOf(call, `followers:${id}`)
  const user = state.users[id]
  const values = { host: state.settings.problem_host }
  const none = (row: object) => ok({ errors: [row] }, { user_id: id, charge: { resources: [] } })
  if (!user || user.gone) return none(userNotFound(id, 'id', values))
  if (user.suspended) return none(userSuspended(id, 'id', values))
  if (user.protected) return none(notAuthorized(id, 'user', 'id', values))
  const all = Math.min(user.followers_count, UNIVERSE)
  const end = Math.min(all, start + (faultNamed(call, 'page-short') ? Math.ceil(size / 2) : size))
  const data = Array.from({ length: end - start }, (_, at) => followerId(state, user, start + at)).map((one) => ({
    id: one,
    name: `Follower ${one.slice(-7)}`,
    username: `follower${one.slice(-7)}`,
  }))
  const next = faultNamed(call, 'page-loop') && start > 0 ? start : end < all ? end : null
  const meta = { result_count: data.length, ...(next === null ? {} : { next_token: nextToken(state, `followers:${id}`, next) }) }
  const body = { ...(data.length > 0 ? { data } : {}), ...(faultNamed(call, 'page-no-meta') ? {} : { meta }) }
  return ok(body, { user_id: id, charge: { resources: data.map((one) => `user:${one.id}`) } })
}
