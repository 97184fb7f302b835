import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Deps } from '../deps.js'
import { keyedHash, sha256 } from '../kernel/canonical.js'
import { AppError } from '../kernel/errors.js'
import { isSealError } from '../kernel/seal.js'
import { type AccountSignIn, isPlatformError, type PlatformErrorKind, type TokenGrant } from '../platform/port.js'
import { type SignInReason, SignInRefused } from './owner/refusals.js'
import * as repo from './owner/repo.js'
import { createSeals, verifierPlace } from './owner/seals.js'

/**
 * Showing that an account on X is one's own by signing in there once (OAuth 2.0 with PKCE, RFC 7636). Only who it is is asked; the tokens are ended at
 * once and never stored.
 */

/** Where X sends those back who want to leave the directory. */
export const LEAVE_CALLBACK = '/leave/callback'
export const PROOF_MS = 10 * 60_000
const DAY_MS = 86_400_000
/** What somebody can show it for: to have an account left out, or to be let in at the desk. */
export type ProofPurpose = 'leave' | 'desk'
/** Enough to be told who signed in, and for nothing else (API.md §10). */
const SCOPES = ['tweet.read', 'users.read']

/** What X says instead of who it is, in our reasons. */
const WHO_REFUSED: Partial<Record<PlatformErrorKind, SignInReason>> = { locked: 'account_locked', suspended: 'account_locked', auth: 'who_refused' }

const stateHash = (deps: Pick<Deps, 'config'>, state: string) => keyedHash(deps.config.SECRET, 'oauth-proof', state)

function signInOf(deps: Deps): AccountSignIn {
  if (!deps.platform?.signIn) throw new AppError('platform_off', 'Signing in with X is not set up here.')
  return deps.platform.signIn
}

/**
 * Begins a sign-in. `about` is what it is for, in the terms of its purpose, and comes back at its end; `browser` goes into a cookie, and who comes back must bring it.
 * @throws AppError platform_off
 */
export async function beginProof(deps: Deps, input: { purpose: ProofPurpose; about: string; redirect_uri: string }): Promise<{ url: string; browser: string }> {
  const signIn = signInOf(deps)
  const [state, verifier, browser] = [32, 32, 16].map((bytes) => randomBytes(bytes).toString('base64url')) as [string, string, string]
  const hash = stateHash(deps, state)
  await deps.store.transaction(async (tx) => {
    await repo.forgetAttempts(tx.db, input.purpose, new Date(tx.now.getTime() - DAY_MS))
    await repo.insertAttempt(tx.db, {
      state_hash: hash,
      verifier: createSeals(deps.config.SECRET).seal(verifierPlace(hash), verifier),
      purpose: input.purpose,
      begun_by: sha256(browser),
      return_to: input.about,
      expires_at: new Date(tx.now.getTime() + PROOF_MS),
      used_at: null,
      created_at: tx.now,
    })
  })
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  return { url: signIn.authorizeUrl({ state, challenge, scopes: SCOPES, redirect_uri: input.redirect_uri }), browser }
}

export interface ReturnedProof {
  /** A sign-in that was begun for one purpose is unknown to the other. */
  purpose: ProofPurpose
  browser: string
  redirect_uri: string
  state?: string | undefined
  code?: string | undefined
  error?: string | undefined
}

/** Who signed in, and what for. @throws SignInRefused; AppError platform_off */
export async function finishProof(deps: Deps, input: ReturnedProof): Promise<{ about: string; account: { id: string; username: string } }> {
  const signIn = signInOf(deps)
  if (!input.state || input.state.length > 200) throw new SignInRefused('incomplete')
  const row = await repo.findAttempt(deps.store.db, input.purpose, stateHash(deps, input.state))
  if (!row) throw new SignInRefused('unknown_state')
  if (row.used_at) throw new SignInRefused('used')
  if (row.expires_at <= deps.clock.now()) throw new SignInRefused('expired')
  if (!timingSafeEqual(Buffer.from(row.begun_by, 'hex'), Buffer.from(sha256(input.browser), 'hex'))) throw new SignInRefused('other_browser')
  // Only now: whoever does not hold what the beginning one holds must not be able to spend it.
  if (!(await repo.useAttempt(deps.store.db, row.state_hash, deps.clock.now()))) throw new SignInRefused('used')
  if (input.error !== undefined) throw new SignInRefused(input.error === 'access_denied' ? 'denied' : 'refused_by_x')
  if (!input.code || input.code.length > 2000) throw new SignInRefused('incomplete')
  const grant = await exchange(signIn, { code: input.code, verifier: verifierOf(deps, row), redirect_uri: input.redirect_uri })
  try {
    return { about: row.return_to, account: await signIn.whoIs(grant.access_token) }
  } catch (error) {
    if (!isPlatformError(error)) throw error
    throw new SignInRefused(WHO_REFUSED[error.kind] ?? 'x_down')
  } finally {
    await signIn.revokeTokens([grant.refresh_token, grant.access_token].filter((token) => token !== null))
  }
}

function verifierOf(deps: Deps, row: repo.AttemptRow): string {
  try {
    return createSeals(deps.config.SECRET).open(verifierPlace(row.state_hash), row.verifier)
  } catch (error) {
    if (!isSealError(error)) throw error
    throw new SignInRefused('unknown_state')
  }
}

async function exchange(signIn: AccountSignIn, sent: { code: string; verifier: string; redirect_uri: string }): Promise<TokenGrant> {
  try {
    return await signIn.exchangeCode(sent)
  } catch (error) {
    if (!isPlatformError(error)) throw error
    throw new SignInRefused(error.kind === 'auth' ? 'code_refused' : error.kind === 'invalid' ? 'app_unknown' : 'x_down')
  }
}
