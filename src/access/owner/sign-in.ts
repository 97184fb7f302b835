import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Actor } from '../../db/tx.js'
import type { Deps } from '../../deps.js'
import { keyedHash, sha256 } from '../../kernel/canonical.js'
import { AppError } from '../../kernel/errors.js'
import { isSealError } from '../../kernel/seal.js'
import { type AccountSignIn, isPlatformError, type TokenGrant } from '../../platform/port.js'
import { connectable, consentOf, scopesOf } from './in-force.js'
import { type SignInReason, SignInRefused } from './refusals.js'
import * as repo from './repo.js'
import { createSeals, verifierPlace } from './seals.js'
import { connectAccount, type OwnerView, type PendingSwitch } from './service.js'

/** How long somebody may take at X. */
export const ATTEMPT_MS = 10 * 60_000
const DAY_MS = 86_400_000
export const CALLBACK_PATH = '/desk/owner/callback'

/** Where X sends people back; to be registered there with the app, letter by letter. */
export const callbackUrl = (deps: Pick<Deps, 'config'>): string => deps.config.PUBLIC_URL + CALLBACK_PATH

/** Sealed in the attempt's row: nobody who reads the database can finish it. */
interface Secrets {
  verifier: string
  /** SHA-256 of what the browser was given to keep; null on the command line. */
  browser: string | null
  consent: string
}

const stateHash = (deps: Deps, state: string) => keyedHash(deps.config.SECRET, 'oauth-state', state)

export interface Begun {
  /** X's page. */
  url: string
  /** For the browser's cookie: who comes back must bring it. */
  browser: string
  expires_at: Date
}

/**
 * Begins signing an account in, after the text was agreed to.
 * @param agreed the version of the text that was shown
 * @throws AppError platform_off, conflict (keys of the environment are in force), precondition_failed (another text stands now)
 */
export async function beginSignIn(deps: Deps, input: { actor: Actor; agreed: string; by: 'browser' | 'command line' }): Promise<Begun> {
  const signIn = connectable(deps)
  if (input.agreed !== consentOf(deps).version) throw new AppError('precondition_failed', 'The text was changed since you opened the page. Read it again.')
  const [state, verifier, browser] = [32, 32, 16].map((bytes) => randomBytes(bytes).toString('base64url')) as [string, string, string]
  const hash = stateHash(deps, state)
  const secrets: Secrets = { verifier, browser: input.by === 'browser' ? sha256(browser) : null, consent: input.agreed }
  const expires_at = new Date(deps.clock.now().getTime() + ATTEMPT_MS)
  await deps.store.transaction(async (tx) => {
    await repo.forgetAttempts(tx.db, 'owner', new Date(tx.now.getTime() - DAY_MS))
    await repo.insertAttempt(tx.db, {
      state_hash: hash,
      verifier: createSeals(deps.config.SECRET).seal(verifierPlace(hash), JSON.stringify(secrets)),
      purpose: 'owner',
      begun_by: input.actor,
      return_to: '/desk/owner',
      expires_at,
      used_at: null,
      created_at: tx.now,
    })
    await tx.audit({ actor: input.actor, action: 'owner.sign_in', subject: hash.slice(0, 16), detail: { consent: input.agreed } })
  })
  // RFC 7636 §4.2.
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  return { url: signIn.authorizeUrl({ state, challenge, scopes: scopesOf(deps), redirect_uri: callbackUrl(deps) }), browser, expires_at }
}

export interface Returned {
  actor: Actor
  /** What the browser kept; undefined on the command line. */
  browser?: string | undefined
  state?: string | undefined
  code?: string | undefined
  /** X's word for why there is no code. */
  error?: string | undefined
}

/**
 * What X sent back: exchanges the code and connects the account, or asks before it takes another one's place.
 * @throws SignInRefused; AppError platform_off, conflict
 */
export async function finishSignIn(deps: Deps, input: Returned): Promise<OwnerView | PendingSwitch> {
  const signIn = connectable(deps)
  if (!input.state || input.state.length > 200) throw new SignInRefused('incomplete')
  const { row, secrets } = await attemptOf(deps, input, input.state)
  // Only now: whoever does not hold what the beginning one holds must not be able to spend it.
  if (!(await repo.useAttempt(deps.store.db, row.state_hash, deps.clock.now()))) throw new SignInRefused('used')
  if (input.error !== undefined) throw denied(input.error)
  if (!input.code || input.code.length > 2000) throw new SignInRefused('incomplete')
  if (secrets.consent !== consentOf(deps).version) throw new SignInRefused('text_changed')
  const grant = await exchange(deps, signIn, input.code, secrets.verifier)
  const account = await whoIs(signIn, grant)
  return connectAccount(deps, signIn, { grant, account, consent: { version: secrets.consent, at: row.created_at, by: row.begun_by } })
}

async function attemptOf(deps: Deps, input: Returned, state: string): Promise<{ row: repo.AttemptRow; secrets: Secrets }> {
  const row = await repo.findAttempt(deps.store.db, 'owner', stateHash(deps, state))
  if (!row) throw new SignInRefused('unknown_state')
  if (row.used_at) throw new SignInRefused('used')
  if (row.expires_at <= deps.clock.now()) throw new SignInRefused('expired')
  let secrets: Secrets
  try {
    secrets = JSON.parse(createSeals(deps.config.SECRET).open(verifierPlace(row.state_hash), row.verifier)) as Secrets
  } catch (error) {
    if (!isSealError(error)) throw error
    throw new SignInRefused('unknown_state')
  }
  if (secrets.browser === null && input.browser !== undefined) throw new SignInRefused('command_line')
  if (row.begun_by !== input.actor) throw new SignInRefused('other_organiser')
  if (secrets.browser !== null && !sameHash(secrets.browser, sha256(input.browser ?? ''))) throw new SignInRefused('other_browser')
  return { row, secrets }
}

const sameHash = (a: string, b: string) => timingSafeEqual(Buffer.from(a, 'hex'), Buffer.from(b, 'hex'))

/** X's word is shown only if it is one word: it came in an address anybody can write. */
function denied(error: string): SignInRefused {
  if (error === 'access_denied') return new SignInRefused('denied')
  return new SignInRefused('refused_by_x', /^[a-z_]{1,40}$/.test(error) ? `It says ${error}.` : undefined)
}

const REASON_OF: Readonly<Record<string, SignInReason>> = { auth: 'code_refused', invalid: 'app_unknown' }

async function exchange(deps: Deps, signIn: AccountSignIn, code: string, verifier: string): Promise<TokenGrant & { scopes: string[] }> {
  const asked = scopesOf(deps)
  let grant: TokenGrant
  try {
    grant = await signIn.exchangeCode({ code, verifier, redirect_uri: callbackUrl(deps) })
  } catch (error) {
    if (!isPlatformError(error)) throw error
    throw new SignInRefused(REASON_OF[error.kind] ?? 'x_down')
  }
  const scopes = grant.scopes ?? asked
  const missing = asked.filter((scope) => !scopes.includes(scope))
  if (missing.length > 0 || grant.refresh_token === null) {
    await endGrant(signIn, grant)
    throw new SignInRefused('scope_missing', `Missing: ${missing.length > 0 ? missing.join(', ') : 'a refresh token'}.`)
  }
  return { ...grant, scopes }
}

/** Tokens that will not be kept are ended, as far as X lets us. */
const endGrant = (signIn: AccountSignIn, { access_token, refresh_token }: TokenGrant) =>
  signIn.revokeTokens([refresh_token, access_token].filter((token) => token !== null))

async function whoIs(signIn: AccountSignIn, grant: TokenGrant) {
  try {
    return await signIn.whoIs(grant.access_token)
  } catch (error) {
    await endGrant(signIn, grant)
    if (!isPlatformError(error)) throw error
    throw new SignInRefused('x_down', `It would not say which account this is (${error.kind}).`)
  }
}
