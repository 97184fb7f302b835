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

/** @param asked whether the body asked for it itself: then nothing takes these names back again */
export const suppress = (tx: Tx, deps: Pick<Deps, 'config'>, names: readonly Suppressible[], by: LeftBy, asked: boolean): Promise<void> =>
  repo.insertHashes(
    tx.db,
    names.map((name) => suppressionHash(deps.config.SECRET, name)),
    by,
    asked,
    tx.now,
  )

/** Under what an entry, without those merged into it, is known: handles and numbers of its accounts, and its tag. */
export async function namesOf(db: Executor, allyIds: readonly string[]): Promise<Suppressible[]> {
  const { accounts, tags } = await repo.namesOfEntries(db, allyIds)
  return [
    ...accounts.map(({ handle_key }) => ({ kind: 'account' as const, key: handle_key })),
    ...accounts.flatMap(({ x_user_id }) => (x_user_id === null ? [] : { kind: 'x_user' as const, key: x_user_id })),
    ...tags.map((key) => ({ kind: 'hashtag' as const, key })),
  ]
}

/** Entries that have the account of this number on X, whatever it was called when X was last asked. */
export const entriesWithNumber = async (db: Executor, xUserId: string): Promise<string[]> => (await accountsByXIds(db, [xUserId])).map(({ ally_id }) => ally_id)

export interface Withdrawal {
  actor: Actor
  reason: string
  by: LeftBy
  /** The entry of the whole whose body asked; null if none did, and an organiser decided. */
  asker: string | null
}

/**
 * What follows when an entry is withdrawn: all that was merged into it goes with it, also out of snapshots, none of its names is taken again, and what was
 * fetched from X about it is forgotten. Follower lists and counts go by the event (jobs/handlers.ts). Of each name it is kept whether its own body asked: a
 * merge can be a mistake, and who never asked can be brought back after it was parted (restore.ts).
 */
export async function sealWithdrawal(tx: Tx, deps: Pick<Deps, 'config'>, canonicalId: string, { actor, reason, by, asker }: Withdrawal): Promise<void> {
  const members = await findAllies(
    tx.db,
    (await membersOf(tx.db, canonicalId)).map(({ id }) => id),
  )
  const others = members.filter(({ id }) => id !== canonicalId)
  await setStatus(
    tx.db,
    others.map(({ id }) => id),
    'withdrawn',
    reason,
    tx.now,
  )
  const ids = [...new Set([canonicalId, ...members.map(({ id }) => id)])]
  await takeOut(tx.db, ids, tx.now)
  for (const id of ids) await suppress(tx, deps, await namesOf(tx.db, [id]), by, id === asker)
  await repo.forgetProfiles(
    tx.db,
    (await namesOf(tx.db, ids)).flatMap(({ kind, key }) => (kind === 'x_user' ? key : [])),
  )
  for (const one of others)
    if (one.id !== asker)
      await tx.audit({ actor, action: 'ally.withdrawn_with', subject: one.id, reason, detail: { from: one.status, with: asker ?? canonicalId, by } })
}

/**
 * Withdraws an entry, whatever its state, because the body behind it showed that it is theirs: nobody's version stands against that.
 * @param id the entry of the whole whose body asked
 * @returns the id of the whole, or null if there is none or it was withdrawn before
 */
export async function withdrawWhole(
  tx: Tx,
  deps: Pick<Deps, 'config'>,
  id: string,
  said: { actor: Actor; reason: string; by: LeftBy; asked?: boolean },
): Promise<string | null> {
  const own = await findAlly(tx.db, id)
  const row = own && (await findAlly(tx.db, own.canonical_id, true))
  if (!row || row.status === 'withdrawn') return null
  const changes = { status: 'withdrawn' as const, status_reason: said.reason, updated_at: tx.now }
  await updateAlly(tx.db, row.id, row.version, { ...changes, ...(isPublic(row) ? { change_seq: await tx.touchDirectory() } : {}) })
  await sealWithdrawal(tx, deps, row.id, { ...said, asker: said.asked === false ? null : id })
  await tx.audit({
    actor: said.actor,
    action: 'ally.withdraw',
    subject: row.id,
    reason: said.reason,
    detail: { from: row.status, to: 'withdrawn', by: said.by, ...(id === row.id ? {} : { asked: id }) },
  })
  await tx.emit('ally.withdrawn', row.id, { was: row.status })
  return row.id
}

/**
 * Accounts that X says are ones which asked to be left out, or went along, under whatever handle they were nominated now.
 * @param named entries under whose handle X shows an account that another entry, perhaps a withdrawn one, has by its number already
 */
export async function withdrawSuppressed(
  tx: Tx,
  deps: Pick<Deps, 'config'>,
  xUserIds: readonly string[],
  named: readonly { ally_id: string; x_user_id: string }[] = [],
): Promise<void> {
  const names = hashesOf(
    deps,
    xUserIds.map((key) => ({ kind: 'x_user' as const, key })),
  )
  const known = await repo.knownHashes(tx.db, [...names.keys()])
  if (known.size === 0) return
  const asked = await repo.askedHashes(tx.db, [...known])
  const byNumber = new Map([...names].flatMap(([hash, name]) => (known.has(hash) ? [[name.replace('x_user ', ''), asked.has(hash)] as const] : [])))
  const accounts = await accountsByXIds(tx.db, [...byNumber.keys()])
  // In the order of entries, as everybody takes their rows.
  const found = [...accounts, ...named.filter(({ x_user_id }) => byNumber.has(x_user_id))]
  for (const { x_user_id, ally_id } of found.sort((a, b) => (a.ally_id < b.ally_id ? -1 : 1)))
    await withdrawWhole(tx, deps, ally_id, {
      actor: 'worker',
      reason: 'This account asked to be left out before.',
      by: 'earlier',
      asked: byNumber.get(x_user_id ?? '') ?? true,
    })
}
