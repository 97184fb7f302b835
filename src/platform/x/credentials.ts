import type { Config } from '../../config.js'
import type { Account } from '../port.js'

/** What a deployment has of X: an app-only token, a list owner's credentials, or both. At least one is there. */
export interface XCredentials {
  bearer?: string
  user?: UserCredentials | UserSource
}

/** An owner who is connected, exchanged or disconnected while the process runs: asked before every call. */
export interface UserSource {
  kind: 'source'
  /** @throws PlatformError auth while nobody is connected */
  current(): Promise<UserToken>
  /** After X answered 401 to this token: another one. @throws PlatformError auth if there is none to be had */
  renew(refused: string): Promise<UserToken>
  /** The account that is connected; null if there is none that can act. Refreshes nothing. */
  account(): Promise<Account | null>
}

export interface UserToken {
  access_token: string
  /** The account's id, under which its rate windows are kept. */
  subject: string
  username: string
}

export type UserCredentials =
  | { kind: 'oauth2'; access_token: string }
  | { kind: 'oauth1'; app_key: string; app_secret: string; access_token: string; access_secret: string }

type XConfig = Pick<Config, 'X_BEARER_TOKEN' | 'X_APP_KEY' | 'X_APP_SECRET' | 'X_ACCESS_TOKEN' | 'X_ACCESS_SECRET'>

/** @returns null if nothing is set that could sign a call. */
export function credentialsFrom(config: XConfig): (XCredentials & { user?: UserCredentials }) | null {
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
export const secretsOf = (credentials: string | UserCredentials): string[] =>
  typeof credentials === 'string'
    ? [credentials]
    : [credentials.access_token, ...(credentials.kind === 'oauth1' ? [credentials.app_secret, credentials.access_secret] : [])]

/** Whose rate windows these use up. OAuth 1.0a tokens begin with the account's id; of an OAuth 2.0 token nobody can tell. */
export const subjectOf = (credentials: string | UserCredentials): string =>
  typeof credentials === 'string' ? 'app' : (/^([0-9]{1,19})-/.exec(credentials.access_token)?.[1] ?? 'owner')
