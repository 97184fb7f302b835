import type { Deps } from '../../deps.js'
import { isSignInRefused } from '../owner/refusals.js'
import { beginProof, finishProof, type ReturnedProof } from '../prove.js'
import { localPath } from '../same-site.js'
import { expandScopes } from '../scopes.js'
import { type SessionCookie, sessionOf, signIn as signInWithKey } from '../sessions.js'
import * as repo from './repo.js'

/** Coming in to the desk, by a key or with X. Every attempt that gets as far as an answer stands on the record: who came in, or why nobody did. */

/** To be registered with the app at X, letter by letter. */
export const DESK_CALLBACK = '/desk/sign-in/callback'
export const deskCallbackUrl = (deps: Pick<Deps, 'config'>): string => deps.config.PUBLIC_URL + DESK_CALLBACK

/** Where somebody lands who asked for nothing in particular. */
export const DESK_HOME = '/desk/review'

/** Whether there is an app at X in which people can sign in. */
export const offersX = (deps: Pick<Deps, 'platform'>): boolean => deps.platform?.signIn !== undefined

/**
 * Begins a sign-in with X. `browser` goes into a cookie: who comes back must bring it.
 * @throws AppError platform_off
 */
export const beginDeskSignIn = (deps: Deps, returnTo: string | undefined): Promise<{ url: string; browser: string }> =>
  beginProof(deps, { purpose: 'desk', about: localPath(returnTo, DESK_HOME), redirect_uri: deskCallbackUrl(deps) })

export type DeskSignIn =
  | { kind: 'in'; cookie: SessionCookie; returnTo: string }
  /** X said who it was; nobody here has let this account in. */
  | { kind: 'stranger'; handle: string }

/**
 * What X sent back, as a session. The token was ended before this answers.
 * @throws SignInRefused; AppError platform_off
 */
export async function finishDeskSignIn(deps: Deps, input: Omit<ReturnedProof, 'purpose' | 'redirect_uri'>): Promise<DeskSignIn> {
  const { about, account } = await finishProof(deps, { ...input, purpose: 'desk', redirect_uri: deskCallbackUrl(deps) }).catch(async (error: unknown) => {
    if (isSignInRefused(error)) await noteRefused(deps, { by: 'x', why: error.reason })
    throw error
  })
  const row = await deps.store.transaction(async (tx) => {
    const found = await repo.holdByUser(tx.db, account.id)
    if (!found) return undefined
    await repo.updateOrganiser(tx.db, found.id, { username: account.username, last_sign_in_at: tx.now })
    await tx.audit({ actor: `session:${found.id}`, action: 'desk.sign_in', subject: found.id, detail: { by: 'x', scopes: expandScopes(found.scopes) } })
    return found
  })
  if (row) return { kind: 'in', cookie: sessionOf(deps, row), returnTo: localPath(about, DESK_HOME) }
  // Not who it was: the record is for ever, and they are no part of this.
  await noteRefused(deps, { by: 'x', why: 'not_an_organiser' })
  return { kind: 'stranger', handle: account.username }
}

/** A session for whoever holds this key; null if it is not good, and the caller is not told why. */
export async function enterWithKey(deps: Deps, key: string): Promise<SessionCookie | null> {
  const signed = await signInWithKey(deps, key)
  if (!signed) {
    await noteRefused(deps, { by: 'key', why: 'not_good' })
    return null
  }
  const { id } = signed.holder
  await deps.store.transaction((tx) => tx.audit({ actor: `session:${id}`, action: 'desk.sign_in', subject: id, detail: { by: 'key' } }))
  return signed.cookie
}

const noteRefused = (deps: Deps, detail: { by: 'x' | 'key'; why: string }) =>
  deps.store.transaction((tx) => tx.audit({ actor: 'anyone', action: 'desk.sign_in_refused', subject: 'desk', detail }))
