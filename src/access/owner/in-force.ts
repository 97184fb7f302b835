import type { Deps } from '../../deps.js'
import { AppError } from '../../kernel/errors.js'
import { HOURLY_ADD_CAP } from '../../lists/pace.js'
import type { AccountSignIn } from '../../platform/port.js'
import { type ConsentText, consentText, ownerScopes } from './consent.js'

/**
 * Whose credentials write lists. Those of the environment win, since whoever sets them says so for the whole deployment; a connected account counts
 * only without them. Never both: taking consent back must end every write, and not fall back on other keys.
 */
export type InForce = 'environment_oauth1' | 'environment_oauth2' | 'connected_account' | 'none'

export function inForce({ config }: Pick<Deps, 'config'>): InForce {
  if (config.X_ACCESS_TOKEN !== undefined) return config.X_ACCESS_SECRET === undefined ? 'environment_oauth2' : 'environment_oauth1'
  return config.X_CLIENT_ID === undefined ? 'none' : 'connected_account'
}

/** An app-only token can read follower lists; without one the owner's has to. */
const readsFollowers = ({ config }: Pick<Deps, 'config'>) => config.X_BEARER_TOKEN === undefined

export const scopesOf = (deps: Pick<Deps, 'config'>): string[] => ownerScopes(readsFollowers(deps))

/** The text as it stands for this deployment now. */
export const consentOf = (deps: Pick<Deps, 'config'>): ConsentText =>
  consentText({
    community: deps.config.COMMUNITY_NAME,
    daily_cap: deps.config.X_DAILY_ADD_CAP,
    hourly_cap: HOURLY_ADD_CAP,
    pause_seconds: deps.config.X_ADD_PAUSE_MS / 1000,
    follows: readsFollowers(deps),
  })

/** Why no account can be connected now, or null. */
export function whyNotConnectable(deps: Pick<Deps, 'config' | 'platform'>): { code: 'platform_off' | 'conflict'; why: string } | null {
  if (deps.config.X_ACCESS_TOKEN !== undefined)
    return {
      code: 'conflict',
      why: 'The list owner’s keys are in the environment (X_ACCESS_TOKEN) and win. Take them out and restart to connect an account here.',
    }
  if (deps.platform?.signIn === undefined)
    return {
      code: 'platform_off',
      why: 'Connecting an account needs an app at X: set X_CLIENT_ID (and X_CLIENT_SECRET for a confidential client) and restart.',
    }
  return null
}

/** @throws AppError platform_off, conflict */
export function connectable(deps: Pick<Deps, 'config' | 'platform'>): AccountSignIn {
  const not = whyNotConnectable(deps)
  if (not) throw new AppError(not.code, not.why)
  // whyNotConnectable has looked.
  return deps.platform?.signIn as AccountSignIn
}
