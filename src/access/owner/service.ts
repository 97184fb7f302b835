import type { Actor, Tx } from '../../db/tx.js'
import type { Deps } from '../../deps.js'
import { AppError } from '../../kernel/errors.js'
import { isSealError } from '../../kernel/seal.js'
import type { AccountSignIn, TokenGrant } from '../../platform/port.js'
import { connectable, type InForce, inForce, whyNotConnectable } from './in-force.js'
import * as repo from './repo.js'
import { accessPlace, createSeals, refreshPlace } from './seals.js'
import { OTHER_SECRET, sealedTokens } from './tokens.js'

/** How long a signed-in account waits for the word that it shall take another one's place. */
const PENDING_MS = 10 * 60_000
const MOST_LISTS = 100

export interface OwnerView {
  kind: 'connected'
  id: string
  x_user_id: string
  username: string
  /** `reconnect`: X refuses its tokens, or they cannot be decrypted; `note` says why. */
  state: 'active' | 'reconnect' | 'disconnected'
  scopes: string[]
  connected_at: string
  updated_at: string
  note: string | null
  consent: { version: string; at: string; by: string }
}

/** Another account is connected: this one waits for a yes. */
export interface PendingSwitch {
  kind: 'confirm_switch'
  id: string
  username: string
  /** Who would go; null if only lists are left of it. */
  instead_of: string | null
  /** Lists on X that belong to others than the new account: they would be kept no longer. */
  lists_lost: number
}

export interface OwnerStatus {
  in_force: InForce
  /** The account that is connected here, or was last; it acts only while `in_force` is `connected_account`. */
  account: OwnerView | null
  /** Lists on X that only another account can keep in step; without an account all that had one. With keys of the environment nobody knows: empty. */
  lists_elsewhere: { id: string; name: string; x_user_id: string; username: string | null }[]
  /** Null if an account can be connected. */
  not_connectable: string | null
  connect_url: string
}

export async function ownerStatus(deps: Deps): Promise<OwnerStatus> {
  const connected = await repo.connectedOwner(deps.store.db)
  const row = connected ?? (await repo.lastOwner(deps.store.db))
  const in_force = inForce(deps)
  return {
    in_force,
    account: row ? viewOf(deps, row) : null,
    lists_elsewhere: in_force === 'connected_account' ? await repo.listsOfOthers(deps.store.db, connected?.x_user_id ?? null, MOST_LISTS) : [],
    not_connectable: whyNotConnectable(deps)?.why ?? null,
    connect_url: `${deps.config.PUBLIC_URL}/desk/owner`,
  }
}

function viewOf(deps: Deps, row: repo.OwnerRow): OwnerView {
  const foreign = row.state === 'active' && row.key_id !== createSeals(deps.config.SECRET).keyId
  return {
    kind: 'connected',
    id: row.id,
    x_user_id: row.x_user_id,
    username: row.username,
    state: foreign || row.state === 'pending' ? 'reconnect' : row.state,
    scopes: row.scopes,
    connected_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    note: foreign ? OTHER_SECRET : (row.note ?? brokenOff(row)),
    consent: { version: row.consent_version, at: row.consent_at.toISOString(), by: row.consent_by },
  }
}

const brokenOff = (row: repo.OwnerRow): string | null =>
  row.state === 'active' && row.refreshing_since ? `its tokens are being renewed since ${row.refreshing_since.toISOString()}` : null

export interface NewConnection {
  grant: TokenGrant & { scopes: string[] }
  account: { id: string; username: string }
  consent: { version: string; at: Date; by: Actor }
}

/** Stores an account that has just signed in. Another one's place it takes only after `confirmSwitch`. */
export async function connectAccount(deps: Deps, signIn: AccountSignIn, { grant, account, consent }: NewConnection): Promise<OwnerView | PendingSwitch> {
  await sweepPending(deps, signIn)
  const seals = createSeals(deps.config.SECRET)
  return deps.store.transaction(async (tx) => {
    await repo.lockOwners(tx.db)
    const [known, present] = [await repo.ownerByUser(tx.db, account.id), await repo.connectedOwner(tx.db)]
    const lists_lost = await repo.countListsOfOthers(tx.db, account.id)
    const other = present && present.x_user_id !== account.id ? present : undefined
    const asks = other !== undefined || lists_lost > 0
    const id = known?.id ?? deps.ids.next('own')
    const renewed = known?.state === 'active' || known?.state === 'reconnect'
    const row = {
      id,
      x_user_id: account.id,
      username: account.username,
      state: asks && !renewed ? ('pending' as const) : ('active' as const),
      scopes: grant.scopes,
      refresh_token: null,
      ...sealedTokens(seals, id, grant),
      expires_at: grant.expires_at,
      // Also ends a refresh of the old pair that is under way: its answer finds no row of its generation.
      generation: (known?.generation ?? 0) + 1,
      refreshing_since: null,
      note: null,
      consent_version: consent.version,
      consent_at: consent.at,
      consent_by: consent.by,
      created_at: renewed ? known.created_at : tx.now,
      updated_at: tx.now,
    }
    await repo.putOwner(tx.db, row)
    if (row.state === 'pending') return { kind: 'confirm_switch', id, username: account.username, instead_of: other?.username ?? null, lists_lost }
    await noteConnected(tx, row, consent.by)
    return viewOf(deps, row)
  })
}

async function noteConnected(tx: Tx, row: Pick<repo.OwnerRow, 'id' | 'x_user_id' | 'username' | 'scopes' | 'consent_version'>, actor: Actor): Promise<void> {
  const { x_user_id, username, scopes, consent_version } = row
  await tx.audit({ actor, action: 'owner.connect', subject: row.id, detail: { x_user_id, username, scopes, consent_version } })
  await tx.emit('owner.connected', row.id)
}

/** The switch that waits for this person's word, if there is one. */
export async function pendingSwitch(deps: Deps, actor: Actor): Promise<PendingSwitch | null> {
  const oldest = deps.clock.now().getTime() - PENDING_MS
  const row = (await repo.pendingOwners(deps.store.db)).find((one) => one.consent_by === actor && one.updated_at.getTime() > oldest)
  if (!row) return null
  const present = await repo.connectedOwner(deps.store.db)
  const lists_lost = await repo.countListsOfOthers(deps.store.db, row.x_user_id)
  return { kind: 'confirm_switch', id: row.id, username: row.username, instead_of: present?.username ?? null, lists_lost }
}

/**
 * The new account takes the place of the old one, whose tokens are deleted and ended at X.
 * @throws AppError not_found if there is none that waits for this person, or no longer
 */
export async function confirmSwitch(deps: Deps, actor: Actor, id: string): Promise<OwnerView> {
  const signIn = connectable(deps)
  const waiting = await pendingSwitch(deps, actor)
  if (waiting?.id !== id) throw new AppError('not_found', 'No account waits for your word. It may have waited too long: connect it again.')
  const { view, old } = await deps.store.transaction(async (tx) => {
    await repo.lockOwners(tx.db)
    const present = await repo.connectedOwner(tx.db)
    const old = present ? await wipe(deps, tx, present, actor, 'another account took its place') : []
    await repo.updateOwner(tx.db, id, { state: 'active', created_at: tx.now, updated_at: tx.now })
    const row = await repo.ownerById(tx.db, id)
    if (!row) throw new Error(`owner ${id} vanished`)
    await noteConnected(tx, row, actor)
    return { view: viewOf(deps, row), old }
  })
  await signIn.revokeTokens(old)
  return view
}

/** The new account is let go again. */
export async function declineSwitch(deps: Deps, actor: Actor): Promise<void> {
  const waiting = await pendingSwitch(deps, actor)
  if (waiting) await dropPending(deps, deps.platform?.signIn, waiting.id, actor, 'the other account was kept')
}

/** Accounts that waited in vain are let go: their tokens are deleted, and ended at X. */
export async function sweepPending(deps: Deps, signIn = deps.platform?.signIn): Promise<void> {
  const oldest = deps.clock.now().getTime() - PENDING_MS
  for (const row of await repo.pendingOwners(deps.store.db))
    if (row.updated_at.getTime() <= oldest) await dropPending(deps, signIn, row.id, 'worker', 'nobody said that it shall take the place of the other account')
}

async function dropPending(deps: Deps, signIn: AccountSignIn | undefined, id: string, actor: Actor, note: string): Promise<void> {
  const tokens = await deps.store.transaction(async (tx) => {
    await repo.lockOwners(tx.db)
    const row = await repo.ownerById(tx.db, id)
    return row?.state === 'pending' ? wipe(deps, tx, row, actor, note) : []
  })
  await signIn?.revokeTokens(tokens)
}

export interface Disconnected {
  account: OwnerView
  /** Whether X confirmed that the tokens are ended there too. They are deleted here in any case. */
  ended_at_x: boolean
}

/**
 * Consent taken back: the tokens are deleted first, so that nothing more is sent from any process, and then ended at X. A plan under way stops at its
 * next call and can be taken up again. Doing it twice is doing it once.
 * @throws AppError not_found if no account was ever connected; conflict if the keys of the environment are in force, which only whoever set them can take out
 */
export async function disconnectOwner(deps: Deps, actor: Actor, reason?: string): Promise<Disconnected> {
  const before = (await repo.connectedOwner(deps.store.db)) ?? (await repo.lastOwner(deps.store.db))
  if (!before) {
    if (deps.config.X_ACCESS_TOKEN !== undefined)
      throw new AppError('conflict', 'The list owner’s keys are in the environment: take X_ACCESS_TOKEN out and restart, and end the app’s access at X.')
    throw new AppError('not_found', 'No account is connected.')
  }
  const { row, tokens } = await deps.store.transaction(async (tx) => {
    await repo.lockOwners(tx.db)
    const present = await repo.ownerById(tx.db, before.id)
    const tokens = present && present.state !== 'disconnected' ? await wipe(deps, tx, present, actor, 'consent was taken back', reason) : []
    return { row: (await repo.ownerById(tx.db, before.id)) ?? before, tokens }
  })
  const ended_at_x = tokens.length > 0 && deps.platform?.signIn !== undefined && (await deps.platform.signIn.revokeTokens(tokens))
  return { account: viewOf(deps, row), ended_at_x }
}

/** @returns the plain tokens, which are now known to nobody else, to be ended at X */
async function wipe(deps: Deps, tx: Tx, row: repo.OwnerRow, actor: Actor, note: string, reason?: string): Promise<string[]> {
  const tokens = plainTokens(deps, row)
  await repo.updateOwner(tx.db, row.id, {
    state: 'disconnected',
    access_token: null,
    refresh_token: null,
    expires_at: null,
    refreshing_since: null,
    note,
    updated_at: tx.now,
  })
  await tx.audit({ actor, action: 'owner.disconnect', subject: row.id, reason, detail: { x_user_id: row.x_user_id, username: row.username, note } })
  await tx.emit('owner.disconnected', row.id)
  return tokens
}

function plainTokens(deps: Deps, row: repo.OwnerRow): string[] {
  const seals = createSeals(deps.config.SECRET)
  try {
    return [
      row.refresh_token === null ? [] : seals.open(refreshPlace(row.id), row.refresh_token),
      row.access_token === null ? [] : seals.open(accessPlace(row.id), row.access_token),
    ].flat()
  } catch (error) {
    // Sealed with another SECRET: they cannot be ended at X from here, but they are deleted.
    if (isSealError(error)) return []
    throw error
  }
}
