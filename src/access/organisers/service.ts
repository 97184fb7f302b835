import type { Actor } from '../../db/tx.js'
import type { Deps } from '../../deps.js'
import { AppError, type Fault } from '../../kernel/errors.js'
import { expandScopes } from '../scopes.js'
import { type Holder, scopeFaults } from '../service.js'
import * as repo from './repo.js'

/** Organisers who sign in to the desk with their account on X: who they are, and what each may do. Keys stand beside them, and open the API too. */

export interface OrganiserView {
  id: string
  x_user_id: string
  /** As X last called it, without @. */
  handle: string
  scopes: readonly string[]
  created_at: string
  changed_at: string
  last_sign_in_at: string | null
}

export interface NewOrganiser {
  /** With or without @. */
  handle: string
  /** Decimal digits; looked up on X if it is left out. */
  x_user_id?: string | undefined
  scopes: readonly string[]
}

/** More than any team has; each is a door. */
const MOST = 200

const viewOf = ({ username, added_by: _by, created_at, changed_at, last_sign_in_at, ...row }: repo.OrganiserRow): OrganiserView => ({
  ...row,
  handle: username,
  created_at: created_at.toISOString(),
  changed_at: changed_at.toISOString(),
  last_sign_in_at: last_sign_in_at?.toISOString() ?? null,
})

/** The longest-standing first. */
export const listOrganisers = async (deps: Deps): Promise<OrganiserView[]> => (await repo.allOrganisers(deps.store.db)).map(viewOf)

/**
 * Lets an account sign in to the desk with these scopes; one that may already gets these instead of those before, on open sessions too.
 * The account is its number on X: whoever takes over a handle that was given up gets in nowhere.
 * @throws AppError validation_failed, not_found (X has no such account), conflict (too many), platform_off (no number was given, and no X access); PlatformError
 */
export async function putOrganiser(deps: Deps, actor: Actor, input: NewOrganiser): Promise<{ organiser: OrganiserView; added: boolean }> {
  const handle = input.handle.trim().replace(/^@/, '')
  const faults: Fault[] = [...scopeFaults(input.scopes)]
  if (!/^[A-Za-z0-9_]{1,15}$/.test(handle)) faults.push({ pointer: '/handle', code: 'handle', detail: 'This is no handle on X.' })
  if (input.x_user_id !== undefined && !/^[1-9][0-9]{0,18}$/.test(input.x_user_id))
    faults.push({ pointer: '/x_user_id', code: 'pattern', detail: 'x_user_id is the number X has for the account: digits only.' })
  if (faults.length > 0) throw new AppError('validation_failed', faults.map(({ detail }) => detail).join(' '), { errors: faults })
  const account = input.x_user_id === undefined ? await lookedUp(deps, handle) : { id: input.x_user_id, username: handle }
  const scopes = [...new Set(input.scopes)].sort()

  return deps.store.transaction(async (tx) => {
    const before = await repo.holdByUser(tx.db, account.id)
    if (before) {
      const changed = { username: account.username, scopes, changed_at: tx.now }
      await repo.updateOrganiser(tx.db, before.id, changed)
      await tx.audit({ actor, action: 'organiser.scopes', subject: before.id, detail: { handle: account.username, scopes, before: before.scopes } })
      return { organiser: viewOf({ ...before, ...changed }), added: false }
    }
    if ((await repo.allOrganisers(tx.db)).length >= MOST) throw new AppError('conflict', `There are ${MOST} organisers already. Take somebody off first.`)
    const row = {
      id: deps.ids.next('org'),
      x_user_id: account.id,
      username: account.username,
      scopes,
      created_at: tx.now,
      added_by: actor,
      changed_at: tx.now,
      last_sign_in_at: null,
    }
    if (!(await repo.insertOrganiser(tx.db, row)))
      throw new AppError('conflict', 'Somebody added this account at this moment. Look at the list, then try again.')
    await tx.audit({ actor, action: 'organiser.add', subject: row.id, detail: { x_user_id: account.id, handle: account.username, scopes } })
    return { organiser: viewOf(row), added: true }
  })
}

async function lookedUp(deps: Deps, handle: string): Promise<{ id: string; username: string }> {
  if (!deps.platform) throw new AppError('platform_off', 'Without X access the number of the account has to be given (x_user_id, --id).')
  const [found] = await deps.platform.lookupUsers([handle])
  if (found?.status === 'found') return { id: found.user.id, username: found.user.username }
  throw new AppError('not_found', `X tells of no account @${handle} that could be let in.`)
}

/** Their sessions end with it. @throws AppError not_found */
export async function removeOrganiser(deps: Deps, actor: Actor, id: string): Promise<OrganiserView> {
  return deps.store.transaction(async (tx) => {
    const row = await repo.deleteOrganiser(tx.db, id)
    if (!row) throw new AppError('not_found', `There is no organiser ${id}.`)
    await tx.audit({ actor, action: 'organiser.remove', subject: id, detail: { handle: row.username } })
    return viewOf(row)
  })
}

/** For sessions: null once they were taken off. */
export async function findOrganiser(deps: Deps, id: string): Promise<Holder | null> {
  const row = await repo.findById(deps.store.db, id)
  return row ? { id: row.id, name: `@${row.username}`, scopes: expandScopes(row.scopes) } : null
}
