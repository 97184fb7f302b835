import type { Config } from '../../config.js'

/** What a deployment has of X: an app-only token, a list owner's credentials, or both. At least one is there. */
export interface XCredentials {
  bearer?: string
  user?: UserCredentials
}

export type UserCredentials =
  | { kind: 'oauth2'; access_token: string }
  | { kind: 'oauth1'; app_key: string; app_secret: string; access_token: string; access_secret: string }

type XConfig = Pick<Config, 'X_BEARER_TOKEN' | 'X_APP_KEY' | 'X_APP_SECRET' | 'X_ACCESS_TOKEN' | 'X_ACCESS_SECRET'>

/** @returns null if X is switched off: nothing set that could sign a call. */
export function credentialsFrom(config: XConfig): XCredentials | null {
  const { X_BEARER_TOKEN: bearer } = config
  const user = userFrom(config)
  return bearer === undefined && user === undefined ? null : { ...(bearer === undefined ? {} : { bearer }), ...(user === undefined ? {} : { user }) }
}

function userFrom({ X_APP_KEY, X_APP_SECRET, X_ACCESS_TOKEN, X_ACCESS_SECRET }: XConfig): UserCredentials | undefined {
  if (X_ACCESS_TOKEN === undefined) return undefined
  if (X_ACCESS_SECRET === undefined) return { kind: 'oauth2', access_token: X_ACCESS_TOKEN }
  // The configuration refuses a secret without its key; without this check a half-set one would be sent as OAuth 2.
  if (X_APP_KEY === undefined || X_APP_SECRET === undefined) return undefined
  return { kind: 'oauth1', app_key: X_APP_KEY, app_secret: X_APP_SECRET, access_token: X_ACCESS_TOKEN, access_secret: X_ACCESS_SECRET }
}

/** Every string that must not appear in an error or a log. */
export const secretsOf = ({ bearer, user }: XCredentials): string[] =>
  [bearer, user?.access_token, ...(user?.kind === 'oauth1' ? [user.app_secret, user.access_secret] : [])].filter((secret) => secret !== undefined)
