import { systemClock } from '../../deps.js'
import { type Simulator, startSimulator } from './index.js'
import { DEMO_OWNER, inventedUsers } from './invented.js'
import type { NewUser } from './state.js'

export interface RunOptions {
  /** Default 4100, so that the printed settings stay the same from one start to the next. */
  port?: number
  /** Accounts beside the invented ones; the same id or handle is taken once. */
  users?: readonly NewUser[]
  /** Gets one line of text at a time. */
  log: (line: string) => void
}

/**
 * `allies simulate`: a small invented world on loopback until it is closed. Tokens come from the seed, so they are the same at every start
 * and worth nothing anywhere else.
 */
export async function runSimulator({ port = 4100, users = [], log }: RunOptions): Promise<Simulator> {
  const taken = new Set(inventedUsers.flatMap((user) => [user.id, user.username.toLowerCase()]))
  const known = [...inventedUsers, ...users.filter((user) => !taken.has(user.id) && !taken.has(user.username.toLowerCase()))]
  const simulator = await startSimulator({ clock: systemClock, port, scenario: { users: known } })
  const { bearer, user } = simulator.credentials(DEMO_OWNER.id, 'oauth1')
  log(`A simulated X listens on ${simulator.url}; nothing on it is real and nothing costs money.`)
  log(`It knows ${known.length} invented accounts; the list owner is @${DEMO_OWNER.username}:`)
  log(`  ${known.map((user) => `@${user.username}`).join(' ')}`)
  log('Start the service against it with these settings:')
  log(`  X_API_BASE_URL=${simulator.url}`)
  log(`  X_BEARER_TOKEN=${bearer}`)
  if (user.kind === 'oauth1') {
    log(`  X_APP_KEY=${user.app_key}`)
    log(`  X_APP_SECRET=${user.app_secret}`)
    log(`  X_ACCESS_TOKEN=${user.access_token}`)
    log(`  X_ACCESS_SECRET=${user.access_secret}`)
  }
  log(`Or with OAuth 2.0: X_ACCESS_TOKEN=${simulator.addOAuth2(DEMO_OWNER.id)} and no X_APP_ or X_ACCESS_SECRET setting.`)
  log(`What the run would have cost: ${simulator.url}/_sim/ledger`)
  log(`Let somebody post: curl ${simulator.url}/_sim/posts -H 'content-type: application/json' -d '{"author":"ana_eg","text":"A1 @HarbourFood_eg #SWHelper"}'`)
  log(
    `Rename, suspend, protect or delete somebody: curl -X PATCH ${simulator.url}/_sim/users/ana_eg -H 'content-type: application/json' -d '{"username":"ana_new"}'`,
  )
  log(`  or {"suspended":true}, {"protected":true}, {"deleted":true}, {"followers_count":900}; POST ${simulator.url}/_sim/users adds one, GET lists all.`)
  log(`  Then look at once instead of within a week: npx allies resolve @ana_new (or: resolve --all)`)
  log(`Every call so far: ${simulator.url}/_sim/log`)
  log(`The whole state: ${simulator.url}/_sim/state`)
  return simulator
}
