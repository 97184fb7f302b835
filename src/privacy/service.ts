import type { LeaveProof } from '../db/schema/privacy.js'
import type { Actor, Tx } from '../db/tx.js'
import type { Deps } from '../deps.js'
import { isPublic } from '../directory/decide.js'
import { entryNow, holderNow } from '../directory/entry-now.js'
import { asTyped, parseTarget, type Target } from '../directory/handle.js'
import { entriesById } from '../directory/service.js'
import { entriesWithNumber, namesOf, suppress, withdrawWhole } from '../directory/suppressed/service.js'
import { keyedHash } from '../kernel/canonical.js'
import { AppError } from '../kernel/errors.js'
import { leaveCode } from './proof.js'
import * as repo from './repo.js'

/** Public lists by entry; lists/ may not be asked from here, so whoever sees both passes it in. */
export type ListsOf = (deps: Deps, allyIds: readonly string[]) => Promise<ReadonlyMap<string, { id: string; name: string }[]>>

const DAY_MS = 86_400_000
/** How long a request waits for a proof or for an organiser. */
export const REQUEST_DAYS = 30
/** Nobody needs more; more would be somebody filling the queue. */
const MOST_A_DAY = 500
const MOST_FOR_ONE = 10

export type Way = Exclude<LeaveProof, 'organiser'>

export interface LeaveView {
  state: repo.RequestRow['state']
  /** What was asked about, as it is written on X; null once it is answered, when it is forgotten. */
  target: string | null
  code: string
  /** How the asker can show at once that it is theirs. Without any an organiser answers. */
  ways: Way[]
  /** The site at which the code would be looked for. */
  site: string | null
  proof: LeaveProof | null
  answer: string | null
  asked_at: string
  answered_at: string | null
  expires_at: string
}

const secretHash = (deps: Pick<Deps, 'config'>, secret: string) => keyedHash(deps.config.SECRET, 'leave-request', secret)
export const written = (kind: Target['kind'], key: string): string => `${kind === 'hashtag' ? '#' : '@'}${key}`

/** What somebody typed as an account or a hashtag. @throws AppError validation_failed */
export function targetOf(typed: string): Target {
  const parsed = parseTarget(typed.trim())
  if (parsed.ok) return parsed.target
  const detail = `${asTyped(typed)}: ${parsed.reason}.`
  throw new AppError('validation_failed', detail, {
    errors: [{ pointer: '/target', code: 'target', detail }],
  })
}

/**
 * Notes that somebody wants an account or a hashtag to be left out. It changes nothing until they show that it is theirs or an organiser says so, and
 * tells nobody whether it is known here.
 * @returns the request, and the secret of its link, which is not kept
 * @throws AppError validation_failed, quota_exceeded
 */
export async function askToLeave(deps: Deps, input: { target: string; why?: string | undefined }): Promise<{ request: LeaveView; secret: string }> {
  const target = targetOf(input.target)
  const [secret, code] = [deps.ids.secret(), leaveCode(deps.ids.secret())]
  const row = await deps.store.transaction(async (tx) => {
    const { all, same } = await repo.countSince(tx.db, new Date(tx.now.getTime() - DAY_MS), target.kind, target.key)
    if (all >= MOST_A_DAY || same >= MOST_FOR_ONE)
      throw new AppError('quota_exceeded', 'Too many requests of this kind were made today. Try again tomorrow, or write to the organisers.', {
        headers: { 'retry-after': '3600' },
      })
    return repo.insertRequest(tx.db, {
      id: deps.ids.next('lev'),
      secret_hash: secretHash(deps, secret),
      target_kind: target.kind,
      target_key: target.key,
      code,
      why: input.why?.trim() || null,
      state: 'open',
      created_at: tx.now,
      expires_at: new Date(tx.now.getTime() + REQUEST_DAYS * DAY_MS),
    })
  })
  return { request: await viewOf(deps, row), secret }
}

/** The request behind a link. @throws AppError not_found */
export async function requestOf(deps: Deps, secret: string): Promise<repo.RequestRow> {
  const row = await repo.bySecret(deps.store.db, secretHash(deps, secret))
  if (!row) throw new AppError('not_found', 'No request has this link.')
  return row
}

export const leaveStatus = async (deps: Deps, secret: string): Promise<LeaveView> => viewOf(deps, await requestOf(deps, secret))

const isOver = (deps: Pick<Deps, 'clock'>, row: repo.RequestRow) => row.state === 'open' && row.expires_at <= deps.clock.now()

/** The web address of an entry that everybody can see anyway; of others nothing is told. */
export async function siteOfTarget(deps: Deps, target: Pick<Target, 'kind' | 'key'>): Promise<string | null> {
  const entry = await publicEntryOf(deps, target)
  return entry?.url ?? null
}

async function publicEntryOf(deps: Deps, target: Pick<Target, 'kind' | 'key'>) {
  const id = await entryNow(deps.store.db, target)
  const [entry] = id === null ? [] : await entriesById(deps, [id])
  return entry && isPublic(entry) ? entry : null
}

async function viewOf(deps: Deps, row: repo.RequestRow): Promise<LeaveView> {
  const open = row.state === 'open' && !isOver(deps, row) && row.target_key !== null
  const target = open && row.target_key !== null ? { kind: row.target_kind, key: row.target_key } : null
  const site = target && (await siteOfTarget(deps, target))
  const isAccount = target?.kind === 'account'
  return {
    state: isOver(deps, row) ? 'expired' : row.state,
    target: target && written(target.kind, target.key),
    code: row.code,
    ways: [
      ...(isAccount && deps.platform?.signIn ? (['sign_in'] as const) : []),
      ...(isAccount && deps.platform ? (['profile'] as const) : []),
      ...(site ? (['site'] as const) : []),
    ],
    site: site || null,
    proof: row.proof,
    answer: row.answer,
    asked_at: row.created_at.toISOString(),
    answered_at: row.answered_at?.toISOString() ?? null,
    expires_at: row.expires_at.toISOString(),
  }
}

/** @throws AppError conflict if it was answered, or its time is over */
export function requireOpen(deps: Pick<Deps, 'clock'>, row: repo.RequestRow): asserts row is repo.RequestRow & { target_key: string } {
  if (row.state !== 'open' || row.target_key === null)
    throw new AppError('conflict', `This request was answered before: it is ${row.state}.`, { members: { status_now: row.state } })
  if (isOver(deps, row)) throw new AppError('conflict', 'This request is too old: ask again.', { members: { status_now: 'expired' } })
}

const HOW: Readonly<Record<LeaveProof, string>> = {
  profile: 'It asked to be gone, and showed the code in its profile on X.',
  site: 'It asked to be gone, and showed the code on its site.',
  sign_in: 'It asked to be gone, and signed in with its account on X.',
  organiser: 'It asked to be gone, and an organiser took it on its word.',
}

/**
 * Carries a proven wish out, in one unit of work: the entry and all that was merged into it is withdrawn, and none of its names is taken again. Lists on X
 * follow by a plan of their own (the event asks for it, lists/leaving.ts), and no addition that is under way is sent any more.
 * @param xUserId the account that was seen, if one was
 * @throws AppError conflict
 */
export async function honour(deps: Deps, actor: Actor, id: string, proof: { by: LeaveProof; reason?: string; xUserId?: string }): Promise<void> {
  await deps.store.transaction(async (tx) => {
    const row = await repo.byId(tx.db, id, true)
    if (!row) throw new AppError('not_found', `There is no request ${id}.`)
    requireOpen(deps, row)
    const target = { kind: row.target_kind, key: row.target_key }
    const reason = proof.reason ?? HOW[proof.by]
    const holder = await holderNow(tx.db, target)
    // The account may be called otherwise by now than when X was last asked: the number that was seen says whose it is.
    const numbered = proof.xUserId === undefined ? [] : await entriesWithNumber(tx.db, proof.xUserId)
    const bodies = [...new Set([...(holder === null ? [] : [holder.id]), ...numbered])].sort()
    let withdrawn: string | null = null
    for (const one of bodies) withdrawn = (await withdrawWhole(tx, deps, one, { actor, reason, by: proof.by })) ?? withdrawn
    // Also of an entry that was withdrawn before: what an organiser had decided is its own wish from here on.
    const own = await namesOf(tx.db, bodies)
    await suppress(tx, deps, [target, ...own, ...(proof.xUserId === undefined ? [] : [{ kind: 'x_user' as const, key: proof.xUserId }])], proof.by, true)
    const said = { proof: proof.by, answer: proof.by === 'organiser' ? reason : null, entry: withdrawn }
    for (const one of [row.id, ...(await repo.openForSame(tx.db, row))]) await close(tx, actor, one, 'done', said)
  })
}

/** An organiser's no, with the reason, which the asker reads. @throws AppError not_found, conflict */
export async function refuse(deps: Deps, actor: Actor, id: string, reason: string): Promise<void> {
  await deps.store.transaction(async (tx) => {
    const row = await repo.byId(tx.db, id, true)
    if (!row) throw new AppError('not_found', `There is no request ${id}.`)
    requireOpen(deps, row)
    await close(tx, actor, id, 'refused', { proof: null, answer: reason, entry: null })
  })
}

/** Either, as the desk, the command line and the API say it. */
export const answerLeaving = (deps: Deps, actor: Actor, id: string, { answer, reason }: { answer: 'honour' | 'refuse'; reason: string }): Promise<void> =>
  answer === 'honour' ? honour(deps, actor, id, { by: 'organiser', reason }) : refuse(deps, actor, id, reason)

async function close(
  tx: Tx,
  actor: Actor,
  id: string,
  state: 'done' | 'refused',
  { proof, answer, entry }: { proof: LeaveProof | null; answer: string | null; entry: string | null },
): Promise<void> {
  await repo.closeRequest(tx.db, id, { state, proof, answer, answered_at: tx.now })
  await tx.audit({
    actor,
    action: `leave.${state}`,
    subject: id,
    ...(answer ? { reason: answer } : {}),
    detail: { ...(proof ? { proof } : {}), ...(entry ? { entry } : {}) },
  })
  await tx.emit(`leave.${state}`, id)
}

export interface QueuedRequest {
  id: string
  state: repo.RequestRow['state']
  target: string | null
  why: string | null
  proof: LeaveProof | null
  answer: string | null
  checks: number
  asked_at: string
  answered_at: string | null
  expires_at: string
  /** The entry it would take away, if there is one. */
  entry: { id: string; name: string; status: string } | null
}

/** For organisers: what waits for a word, first come first, or what was answered. */
export async function listLeaving(deps: Deps, state: 'open' | 'answered', limit = 100): Promise<QueuedRequest[]> {
  const rows = await repo.listRequests(deps.store.db, state, limit)
  return Promise.all(
    rows.map(async (row) => {
      const holder = row.target_key === null ? null : await entryNow(deps.store.db, { kind: row.target_kind, key: row.target_key })
      const [entry] = holder === null ? [] : await entriesById(deps, [holder])
      return {
        id: row.id,
        state: isOver(deps, row) ? ('expired' as const) : row.state,
        target: row.target_key === null ? null : written(row.target_kind, row.target_key),
        why: row.why,
        proof: row.proof,
        answer: row.answer,
        checks: row.checks,
        asked_at: row.created_at.toISOString(),
        answered_at: row.answered_at?.toISOString() ?? null,
        expires_at: row.expires_at.toISOString(),
        entry: entry ? { id: entry.id, name: entry.name, status: entry.status } : null,
      }
    }),
  )
}

export const countLeaving = (deps: Deps): Promise<number> => repo.countOpen(deps.store.db)
export const expireLeaving = (deps: Deps): Promise<number> => repo.expireRequests(deps.store.db, deps.clock.now())

export interface Standing {
  target: string
  /** In the public directory. */
  entry: { id: string; name: string; url: string } | null
  /** The public lists on which it stands. */
  lists: { id: string; name: string; url: string }[]
}

/** "Which lists am I on?": of what is public only, so that it tells nothing that the pages do not. @throws AppError validation_failed */
export async function standingOf(deps: Deps, typed: string, listsOf: ListsOf): Promise<Standing> {
  const target = targetOf(typed)
  const entry = await publicEntryOf(deps, target)
  const at = (path: string) => `${deps.config.PUBLIC_URL}${path}`
  const lists = entry ? ((await listsOf(deps, [entry.id])).get(entry.id) ?? []) : []
  return {
    target: written(target.kind, target.key),
    entry: entry && { id: entry.id, name: entry.name, url: at(`/allies/${entry.id}`) },
    lists: lists.map(({ id, name }) => ({ id, name, url: at(`/lists/${id}`) })),
  }
}
