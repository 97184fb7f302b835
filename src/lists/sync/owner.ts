import { AppError } from '../../kernel/errors.js'
import { isPlatformError } from '../../platform/port.js'
import { goneWords, notOursWords, type Whose } from '../lost.js'
import type { Engine, SyncList, SyncStore } from './ports.js'

type Accounts = Pick<SyncStore, 'account' | 'nameOf'>
type Owned = Pick<SyncList, 'id' | 'x_list_id' | 'x_owner_id'>

/** A list as X showed it. */
export interface Seen {
  owner_id?: string
}

/**
 * For words: whose the list is by X, or else, where it does not show it, by what is known of it; and who is connected. `hidden` is why X may not show it.
 */
export async function whoseList(store: Accounts, list: Owned, seen: Seen | null, hidden: Whose['hidden']): Promise<Whose> {
  const account = await store.account?.()
  const connected = account?.acts ? { id: account.id, username: account.username } : null
  // Whose it was, if it is not shown to that very account: then nobody knows.
  const before = connected && list.x_owner_id !== connected.id ? list.x_owner_id : null
  const id = seen ? (seen.owner_id ?? null) : before
  return { connected, owner: id === null ? null : { id, username: (await store.nameOf?.(id)) ?? null }, hidden: seen ? null : hidden }
}

/** Whether another account is connected than the one that the list is known to belong to. Asks X nothing. */
export async function isAnothers(store: Accounts, list: Owned): Promise<boolean> {
  const account = await store.account?.()
  return account?.acts === true && list.x_owner_id !== null && list.x_owner_id !== account.id
}

/**
 * What X's silence about a list means, in words; undefined if the error is another one. To any account but its owner's X may say of a private list that there
 * is none.
 */
export async function lostWords(store: Accounts, list: Owned, error: unknown): Promise<{ code: 'gone' | 'conflict'; words: string } | undefined> {
  if (!isPlatformError(error)) return undefined
  if (error.kind === 'not-owner') return { code: 'conflict', words: notOursWords(list, await whoseList(store, list, null, 'private')) }
  if (error.kind !== 'gone') return undefined
  if (await isAnothers(store, list)) return { code: 'conflict', words: notOursWords(list, await whoseList(store, list, null, 'perhaps')) }
  return { code: 'gone', words: goneWords(list) }
}

/**
 * Nothing is sent to a list in the name of an account that is not known to own it, before X has said that it does: refusals would look like a locked account.
 * Costs a call only where there is a doubt. @throws AppError conflict, gone; PlatformError
 */
export async function refuseAnothers({ store, remote }: Pick<Engine, 'store' | 'remote'>, list: Owned): Promise<void> {
  const { x_list_id: xListId } = list
  const account = await store.account?.()
  if (xListId === null || !account?.acts || list.x_owner_id === account.id) return
  let shown: { owner_id: string }
  try {
    shown = await remote.getList(xListId)
  } catch (error) {
    const lost = await lostWords(store, list, error)
    throw lost ? new AppError(lost.code, lost.words, { cause: error }) : error
  }
  if (shown.owner_id !== account.id) throw new AppError('conflict', notOursWords(list, await whoseList(store, list, shown, null)))
}
