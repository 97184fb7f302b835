import { systemClock } from '../../deps.js'
import type { FaultSpec } from './faults.js'
import { type Simulator, startSimulator } from './index.js'
import { DEMO_OWNER, inventedUsers } from './invented.js'
import type { NewUser, SimState } from './state.js'

export interface RunOptions {
  /** Default 4100, so that the printed settings stay the same from one start to the next. */
  port?: number
  /** Tokens, ids, orders and faults by chance come from it. Default 1. */
  seed?: number
  /** Accounts beside the invented ones; the same id or handle is taken once. */
  users?: readonly NewUser[]
  /** Goes on from here instead of the invented world. */
  state?: SimState
  faults?: readonly FaultSpec[]
  /** Where the product takes people back after they agreed on the authorize page. */
  callbacks?: readonly string[]
  /** Gets one line of text at a time. */
  log: (line: string) => void
}

export interface Running extends Simulator {
  /** Settings for the service, by the name of their variable; OAuth 1.0a for the owner. */
  env: Record<string, string>
  /** The owner's token of OAuth 2.0, instead of the four of OAuth 1.0a. */
  access_token: string
}

/**
 * `allies simulate`: a small invented world on loopback until it is closed. Tokens come from the seed, so they are the same at every start
 * and worth nothing anywhere else.
 */
export async function runSimulator({ port = 4100, seed = 1, users = [], state, faults = [], callbacks = [], log }: RunOptions): Promise<Running> {
  const taken = new Set(inventedUsers.flatMap((user) => [user.id, user.username.toLowerCase()]))
  const known = [...inventedUsers, ...users.filter((user) => !taken.has(user.id) && !taken.has(user.username.toLowerCase()))]
  const simulator = await startSimulator({ clock: systemClock, port, seed, scenario: state ? { state, faults } : { users: known, faults } })
  const tokens = settingsFor(simulator)
  for (const uri of callbacks) simulator.addRedirectUri(uri)
  const [app] = simulator.apps()
  const env = { ...tokens.env, X_CLIENT_ID: app?.client_id ?? '', ...(app?.client_secret ? { X_CLIENT_SECRET: app.client_secret } : {}) }
  const all = simulator.users()
  log(`A simulated X listens on ${simulator.url}; nothing on it is real and nothing costs money. Watch it there.`)
  log(`It knows ${all.length} invented accounts; the list owner is @${DEMO_OWNER.username}:`)
  log(`  ${all.map((user) => `@${user.username}`).join(' ')}`)
  log('Start the service against it with these settings:')
  for (const [name, value] of Object.entries(env)) if (!name.startsWith('X_CLIENT')) log(`  ${name}=${value}`)
  log(`Or with OAuth 2.0: X_ACCESS_TOKEN=${tokens.access_token} and no X_APP_ or X_ACCESS_SECRET setting.`)
  log('Or without any of the four, connecting the account on the desk:')
  for (const [name, value] of Object.entries(env)) if (name.startsWith('X_CLIENT')) log(`  ${name}=${value}`)
  for (const uri of app?.redirect_uris ?? []) log(`  (people come back to ${uri})`)
  log(`What the run would have cost: ${simulator.url}/_sim/ledger`)
  log(`Let somebody post: curl ${simulator.url}/_sim/posts -H 'content-type: application/json' -d '{"author":"ana_eg","text":"A1 @HarbourFood_eg #SWHelper"}'`)
  log(
    `Rename, suspend, protect or delete somebody: curl -X PATCH ${simulator.url}/_sim/users/ana_eg -H 'content-type: application/json' -d '{"username":"ana_new"}'`,
  )
  log(`  or {"suspended":true}, {"protected":true}, {"deleted":true}, {"followers_count":900}; POST ${simulator.url}/_sim/users adds one, GET lists all.`)
  log(`  Then look at once instead of within a week: npx allies resolve @ana_new (or: resolve --all)`)
  log(`Let something fail: curl ${simulator.url}/_sim/faults -H 'content-type: application/json' -d '{"name":"lock-after-N","n":3}' (GET names them all)`)
  log(`Every call so far: ${simulator.url}/_sim/log`)
  log(`The whole state: ${simulator.url}/_sim/state`)
  return Object.assign(simulator, { env, access_token: tokens.access_token })
}

/** Those of an earlier run if its state was loaded, so that settings once pasted go on working. */
function settingsFor(simulator: Simulator): { env: Record<string, string>; access_token: string } {
  const { bearers, oauth1, apps } = simulator.exportState()
  const [old, signed] = Object.entries(oauth1).find(([, token]) => token.user_id === DEMO_OWNER.id && !token.revoked) ?? []
  const bearer = Object.entries(bearers).find(([, token]) => token.user_id === null && !token.revoked)?.[0] ?? simulator.addBearer()
  const app = apps[signed?.app_id ?? '']
  const user =
    old !== undefined && signed && app
      ? { app_key: app.key, app_secret: app.secret, access_token: old, access_secret: signed.secret }
      : simulator.addOAuth1(DEMO_OWNER.id)
  const lasting = Object.entries(bearers).find(([, token]) => token.user_id === DEMO_OWNER.id && !token.revoked && token.expires_at === null)?.[0]
  return {
    env: {
      X_API_BASE_URL: simulator.url,
      X_BEARER_TOKEN: bearer,
      X_APP_KEY: user.app_key,
      X_APP_SECRET: user.app_secret,
      X_ACCESS_TOKEN: user.access_token,
      X_ACCESS_SECRET: user.access_secret,
    },
    access_token: lasting ?? simulator.addOAuth2(DEMO_OWNER.id),
  }
}
