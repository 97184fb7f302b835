import type { AllyStatus, Gate } from '../../db/schema/directory.js'
import type { Actor, Tx } from '../../db/tx.js'
import type { Deps } from '../../deps.js'
import { lockHandles } from '../freshness/handles/repo.js'
import { parseTarget, type Target } from '../handle.js'
import { attachTargets } from '../identify.js'
import { type AllyWithAccounts, findAllies } from '../repo.js'
import { accountsOnX, giveId, holdersOfHandles, type KnownAccount } from './repo.js'

export type { KnownAccount } from './repo.js'

/** An account as X shows it on a list: the id is what it is, the handle what it is called now. */
export interface SeenOnX {
  x_user_id: string
  handle: string
}

export interface AttachedEntry {
  ok: true
  ally_id: string
  name: string
  status: AllyStatus
  gate: Gate
  /** How the entry was found: by numeric id, by a handle whose id was not known yet, or not at all and so drafted. */
  by: 'id' | 'handle' | 'new'
}

export type Attached = AttachedEntry | { ok: false; reason: string }

const READ_AT_ONCE = 1_000

/** Entries of these X user ids, by id; those that nobody here knows are left out. */
export async function entriesOnX(deps: Deps, xUserIds: readonly string[]): Promise<Map<string, KnownAccount>> {
  const known = new Map<string, KnownAccount>()
  for (let from = 0; from < xUserIds.length; from += READ_AT_ONCE)
    for (const row of await accountsOnX(deps.store.db, xUserIds.slice(from, from + READ_AT_ONCE))) known.set(row.x_user_id, row)
  return known
}

/** The same inside a unit of work, for one. */
export const entryOnX = async (tx: Pick<Tx, 'db'>, xUserId: string): Promise<KnownAccount | undefined> => (await accountsOnX(tx.db, [xUserId]))[0]

/** One entry by its id inside a unit of work. */
export const entryIn = async (tx: Pick<Tx, 'db'>, id: string): Promise<AllyWithAccounts | undefined> => (await findAllies(tx.db, [id]))[0]

/**
 * The entries of accounts that X shows somewhere, drafted (proposed) where there is none: by numeric id first and only then by handle, and never by the handle
 * of somebody whose id is another, since handles are given up and taken (X-PLATFORM.md §4). At most a few hundred at once; by X user id.
 * @param from where they were seen; kept on the record of what is drafted
 */
export async function attachFromX(tx: Tx, deps: Deps, seen: readonly SeenOnX[], from: { actor: Actor; reason: string }): Promise<Map<string, Attached>> {
  await lockHandles(tx.db)
  const attached = new Map<string, Attached>()
  const take = async (ids: readonly string[], by: AttachedEntry['by']) => {
    for (const { x_user_id, canonical_id, name, status, gate } of await accountsOnX(tx.db, ids))
      attached.set(x_user_id, { ok: true, ally_id: canonical_id, name, status, gate, by })
  }
  await take(
    seen.map(({ x_user_id }) => x_user_id),
    'id',
  )
  const named = seen.flatMap((one): (SeenOnX & { target: Target })[] => {
    if (attached.has(one.x_user_id)) return []
    const parsed = parseTarget(`@${one.handle}`)
    if (parsed.ok && parsed.target.kind === 'account') return [{ ...one, target: parsed.target }]
    attached.set(one.x_user_id, { ok: false, reason: 'X gave no handle that could be one' })
    return []
  })
  const holders = await holdersOfHandles(
    tx.db,
    named.map(({ target }) => target.key),
  )
  const others = named.filter(({ x_user_id, target }) => (holders.get(target.key) ?? x_user_id) !== x_user_id)
  for (const one of others)
    attached.set(one.x_user_id, { ok: false, reason: `the directory knows @${one.handle} as another account: look that one up on X first` })
  const free = named.filter(({ x_user_id }) => !attached.has(x_user_id))
  const drafted = await attachTargets(
    tx,
    deps,
    free.filter(({ target }) => !holders.has(target.key)).map(({ target }) => ({ target, texts: [] })),
  )
  const made: string[] = []
  const found: string[] = []
  for (const { x_user_id, handle, target } of free) {
    const draft = drafted.get(`account ${target.key}`)
    if (!draft && !holders.has(target.key)) {
      attached.set(x_user_id, { ok: false, reason: 'it asked to be left out' })
      continue
    }
    // Found under a handle it had once: that was somebody else.
    if (draft && !draft.created)
      attached.set(x_user_id, { ok: false, reason: `@${handle} was the handle of another account in the directory: look that one up on X first` })
    else {
      await giveId(tx.db, target.key, x_user_id)
      ;(draft ? made : found).push(x_user_id)
    }
    if (draft?.created) await tx.audit({ actor: from.actor, action: 'ally.from_x', subject: draft.ally_id, reason: from.reason, detail: { x_user_id, handle } })
  }
  await take(made, 'new')
  await take(found, 'handle')
  return attached
}
