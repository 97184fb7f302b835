import type { Deps } from '../deps.js'
import { entryNow } from '../directory/entry-now.js'
import { entriesById } from '../directory/service.js'
import { AppError } from '../kernel/errors.js'
import { askWeb, type OpenWebOptions } from '../platform/open-web.js'
import { headShowsCode, showsCode, WELL_KNOWN, wellKnownOf } from './proof.js'
import * as repo from './repo.js'
import { honour, type LeaveView, leaveStatus, requestOf, requireOpen, siteOfTarget } from './service.js'

/** Between two looks for one request. */
const PAUSE_MS = 20_000
/** Looks for one request, and for all of them in a day: each look into a profile costs a cent, and anybody may ask for one. */
const MOST_LOOKS = 20
const MOST_LOOKS_A_DAY = 200
const DAY_MS = 86_400_000
/** A head is seldom longer. */
const MOST_BYTES = 262_144
const MOST_HOPS = 3

const missing = (detail: string) => new AppError('proof_missing', detail)

/**
 * Looks whether the code is shown where only the owner could put it, and if so carries the wish out.
 * @throws AppError not_found, conflict, quota_exceeded, proof_missing, platform_off; PlatformError
 */
export async function checkProof(deps: Deps, secret: string, by: 'profile' | 'site', web: OpenWebOptions = { timeoutMs: 5_000 }): Promise<LeaveView> {
  const row = await requestOf(deps, secret)
  requireOpen(deps, row)
  const now = deps.clock.now()
  const ago = (ms: number) => new Date(now.getTime() - ms)
  if (row.checks >= MOST_LOOKS || (await repo.checksSince(deps.store.db, ago(DAY_MS))) >= MOST_LOOKS_A_DAY)
    throw new AppError('quota_exceeded', 'It was looked often enough. The organisers have your request and will answer it.', {
      headers: { 'retry-after': '3600' },
    })
  if (!(await repo.noteCheck(deps.store.db, row.id, now, ago(PAUSE_MS))))
    throw new AppError('quota_exceeded', 'It was looked a moment ago. Wait half a minute.', { headers: { 'retry-after': '30' } })
  const target = { kind: row.target_kind, key: row.target_key }
  if (by === 'profile') await honour(deps, 'anyone', row.id, { by, xUserId: await seenInProfile(deps, target, row.code) })
  else {
    await seenOnSite(await siteOfTarget(deps, target), row.code, web)
    await honour(deps, 'anyone', row.id, { by })
  }
  return leaveStatus(deps, secret)
}

/** @returns the numeric id of the account that shows it */
async function seenInProfile(deps: Deps, target: { kind: 'account' | 'hashtag'; key: string }, code: string): Promise<string> {
  if (target.kind !== 'account') throw missing('A hashtag has no profile: an organiser answers.')
  if (!deps.platform) throw new AppError('platform_off', 'Profiles cannot be read here: an organiser answers.')
  // By its number, if it is known: then a handle that was changed or taken over misleads nobody.
  const known = await numberOf(deps, target)
  const [answer] = known === null ? await deps.platform.lookupUsers([target.key]) : await deps.platform.lookupUserIds([known])
  if (answer?.status !== 'found') throw missing(`X shows no account @${target.key} now.`)
  const { user } = answer
  if (![user.description, user.name, user.url ?? ''].some((text) => showsCode(text, code)))
    throw missing(`The profile of @${user.username} does not show ${code} yet. X can take a minute to show a change.`)
  return user.id
}

/** The account on X that is known here under a handle, now or before; null if X was never asked about it. */
async function numberOf(deps: Deps, target: { kind: 'account' | 'hashtag'; key: string }): Promise<string | null> {
  const id = await entryNow(deps.store.db, target)
  const [entry] = id === null ? [] : await entriesById(deps, [id])
  return entry?.accounts.find(({ handle_key, renamed_from }) => handle_key === target.key || renamed_from.includes(target.key))?.x_user_id ?? null
}

async function seenOnSite(site: string | null, code: string, web: OpenWebOptions): Promise<void> {
  const file = site && wellKnownOf(site)
  if (!site || !file) throw missing('No site is known here for it: an organiser answers.')
  const texts = [showsCode(await textAt(file, web), code), headShowsCode(await textAt(site, web), code)]
  if (!texts.includes(true)) throw missing(`${new URL(site).host} shows the code neither in ${WELL_KNOWN} nor in the head of ${site}.`)
}

/** What an address answers, redirects within its own host followed; nothing if it does not answer well. */
async function textAt(address: string, web: OpenWebOptions): Promise<string> {
  try {
    let url = new URL(address)
    const { host } = url
    for (let hop = 0; hop <= MOST_HOPS; hop++) {
      const answer = await askWeb('GET', url, web, MOST_BYTES)
      if (answer.location === null) return answer.status === 200 ? answer.text : ''
      url = new URL(answer.location, url)
      // Elsewhere somebody else speaks. www. and https are the same house.
      if (url.host.replace(/^www\./, '') !== host.replace(/^www\./, '')) return ''
    }
    return ''
  } catch {
    return ''
  }
}

/** Carries the wish out after its account was seen signed in. @throws AppError not_found, conflict if another account signed in, or it was answered */
export async function honourSignIn(deps: Deps, id: string, account: { id: string; username: string }): Promise<void> {
  const row = await repo.byId(deps.store.db, id)
  if (!row) throw new AppError('not_found', 'There is no such request.')
  requireOpen(deps, row)
  const known = row.target_kind === 'account' ? await numberOf(deps, { kind: row.target_kind, key: row.target_key }) : null
  const own = known === null ? account.username.toLowerCase() === row.target_key : account.id === known
  if (row.target_kind !== 'account' || !own)
    throw new AppError(
      'conflict',
      account.username.toLowerCase() === row.target_key
        ? `@${row.target_key} is another account on X now than the one that is known here. The organisers have your request and will answer it.`
        : `You signed in as @${account.username}; the request is for @${row.target_key}. Sign in with that account at X, then try again.`,
    )
  await honour(deps, 'anyone', id, { by: 'sign_in', xUserId: account.id })
}
