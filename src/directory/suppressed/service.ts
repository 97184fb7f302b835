import type { Executor } from '../../db/open.js'
import type { LeftBy } from '../../db/schema/privacy.js'
import type { Actor, Tx } from '../../db/tx.js'
import type { Deps } from '../../deps.js'
import { isPublic } from '../decide.js'
import { accountsByXIds } from '../freshness/handles/repo.js'
import { membersOf, setStatus } from '../identity/repo.js'
import { findAllies, findAlly, updateAlly } from '../repo.js'
import { takeOut } from '../snapshots/repo.js'
import { type Suppressible, suppressionHash } from './keys.js'
import * as repo from './repo.js'

const nameOf = ({ kind, key }: Suppressible) => `${kind} ${key}`

/** Which of these names are never taken again, as `kind key`. */
export async function suppressedAmong(db: Executor, deps: Pick<Deps, 'config'>, names: readonly Suppressible[]): Promise<Set<string>> {
  const byHash = hashesOf(deps, names)
  const known = await repo.knownHashes(db, [...byHash.keys()])
  return new Set([...byHash].flatMap(([hash, name]) => (known.has(hash) ? [name] : [])))
}

/** The hashes under which names are suppressed, each with the name as `kind key`: for whoever asks for them together with something else. */
export const hashesOf = (deps: Pick<Deps, 'config'>, names: readonly Suppressible[]): Map<string, string> =>
  new Map(names.map((name) => [suppressionHash(deps.config.SECRET, name), nameOf(name)]))

export const suppress = (tx: Tx, deps: Pick<Deps, 'config'>, names: readonly Suppressible[], by: LeftBy): Promise<void> =>
  repo.insertHashes(
    tx.db,
    names.map((name) => suppressionHash(deps.config.SECRET, name)),
    by,
    tx.now,
  )

/**
 * What follows when an entry is withdrawn: all that was merged into it goes with it, also out of snapshots, none of its names is taken again, and what was
 * fetched from X about it is forgotten. Follower lists and counts go by the event (jobs/handlers.ts).
 */
export async function sealWithdrawal(tx: Tx, deps: Pick<Deps, 'config'>, canonicalId: string, reason: string, by: LeftBy): Promise<void> {
  const members = (await membersOf(tx.db, canonicalId)).map(({ id }) => id)
  await setStatus(
    tx.db,
    members.filter((id) => id !== canonicalId),
    'withdrawn',
    reason,
    tx.now,
  )
  await takeOut(tx.db, [canonicalId, ...members], tx.now)
  const { accounts, tags } = await repo.namesOfEntries(tx.db, [canonicalId, ...members])
  const ids = accounts.flatMap(({ x_user_id }) => x_user_id ?? [])
  const names: Suppressible[] = [
    ...accounts.map(({ handle_key }) => ({ kind: 'account' as const, key: handle_key })),
    ...ids.map((key) => ({ kind: 'x_user' as const, key })),
    ...tags.map((key) => ({ kind: 'hashtag' as const, key })),
  ]
  await suppress(tx, deps, names, by)
  await repo.forgetProfiles(tx.db, ids)
}

/**
 * Withdraws an entry, whatever its state, because the body behind it showed that it is theirs: nobody's version stands against that.
 * @param id any entry of the whole
 * @returns the id of the whole, or null if there is none or it was withdrawn before
 */
export async function withdrawWhole(
  tx: Tx,
  deps: Pick<Deps, 'config'>,
  id: string,
  said: { actor: Actor; reason: string; by: LeftBy },
): Promise<string | null> {
  const own = await findAlly(tx.db, id)
  const row = own && (await findAlly(tx.db, own.canonical_id, true))
  if (!row || row.status === 'withdrawn') return null
  const changes = { status: 'withdrawn' as const, status_reason: said.reason, updated_at: tx.now }
  await updateAlly(tx.db, row.id, row.version, { ...changes, ...(isPublic(row) ? { change_seq: await tx.touchDirectory() } : {}) })
  await sealWithdrawal(tx, deps, row.id, said.reason, said.by)
  await tx.audit({
    actor: said.actor,
    action: 'ally.withdraw',
    subject: row.id,
    reason: said.reason,
    detail: { from: row.status, to: 'withdrawn', by: said.by },
  })
  await tx.emit('ally.withdrawn', row.id, { was: row.status })
  return row.id
}

/** Accounts that X says are ones which asked to be left out, under whatever handle they were nominated now. */
export async function withdrawSuppressed(tx: Tx, deps: Pick<Deps, 'config'>, xUserIds: readonly string[]): Promise<void> {
  const suppressed = await suppressedAmong(
    tx.db,
    deps,
    xUserIds.map((key) => ({ kind: 'x_user', key })),
  )
  if (suppressed.size === 0) return
  const accounts = await accountsByXIds(
    tx.db,
    xUserIds.filter((key) => suppressed.has(`x_user ${key}`)),
  )
  const entries = await findAllies(
    tx.db,
    accounts.map(({ ally_id }) => ally_id),
  )
  for (const { id } of entries) await withdrawWhole(tx, deps, id, { actor: 'worker', reason: 'This account asked to be left out before.', by: 'earlier' })
}
