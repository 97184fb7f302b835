// ◆ pure
import { sha256 } from '../../kernel/canonical.js'
import type { LogRow, Membership, NewUser, SimApp, SimBearer, SimList, SimPost, SimState, SimUser } from './state.js'

/** A token or key that looks like one and is the same for the same seed. */
export function makeSecret(state: SimState, prefix: string): string {
  state.sequence += 1
  return `${prefix}-${sha256(`${state.seed}:${state.sequence}:${prefix}`).slice(0, 32)}`
}

/** X's snowflake: 42 bits of milliseconds since its epoch, then 22 of which we use as a counter. Needs BigInt: it passes 2^53. */
export function makeId(state: SimState, now: number): string {
  state.sequence += 1
  return ((BigInt(Math.max(0, now - 1288834974657)) << 22n) | BigInt(state.sequence % 4194304)).toString()
}

export const newUser = (user: NewUser): SimUser => ({
  name: user.username,
  description: '',
  url: null,
  created_at: Date.UTC(2011, 0, 1),
  followers_count: 0,
  following_count: 0,
  tweet_count: 0,
  listed_count: 0,
  protected: false,
  suspended: false,
  gone: false,
  blocks: [],
  ...user,
})

export function addUser(state: SimState, user: NewUser): SimUser {
  const full = newUser(user)
  state.users[user.id] = full
  return full
}

export function changeUser(state: SimState, id: string, change: Partial<Omit<SimUser, 'id'>>): SimUser {
  const user = state.users[id]
  if (!user) throw new Error(`the simulator has no user ${id}`)
  return Object.assign(user, change)
}

/** Under a new handle from now on. */
export function renameUser(user: SimUser, username: string): void {
  user.former = [...(user.former ?? []), user.username]
  user.username = username
}

/** X lets nobody leave a list but by blocking its owner, which ends the membership in all of that owner's lists. */
export function blockOwner(state: SimState, user: SimUser, ownerId: string, now: number): void {
  if (!user.blocks.includes(ownerId)) user.blocks.push(ownerId)
  for (const list of listsOf(state, ownerId)) removeMember(list, user.id, now)
}

/** Living accounts by folded handle, found in one pass however many are asked for. */
export function usersByHandle(state: SimState, handles: readonly string[]): Map<string, SimUser> {
  const asked = new Set(handles.map((handle) => handle.toLowerCase()))
  const found = new Map<string, SimUser>()
  for (const user of Object.values(state.users)) {
    const handle = user.username.toLowerCase()
    if (!user.gone && asked.has(handle)) found.set(handle, user)
  }
  return found
}

/** By handle, of a living account first, or by id. */
export const findUser = (state: SimState, name: string): SimUser | undefined =>
  usersByHandle(state, [name]).get(name.toLowerCase()) ??
  Object.values(state.users).find((user) => user.id === name || user.username.toLowerCase() === name.toLowerCase())

export interface NewApp {
  id?: string
  owner_id?: string | null
  client_id?: string
  /** Null makes a public client. Default: a confidential one with a secret made for it. */
  client_secret?: string | null
  redirect_uris?: readonly string[]
}

export function addApp(state: SimState, { id, owner_id = null, client_id, client_secret, redirect_uris = [] }: NewApp = {}): SimApp {
  const name = id ?? String(Object.keys(state.apps).length + 1)
  // Made without counting on, so that the tokens and ids given out later do not depend on it.
  const made = (what: string) => sha256(`${state.seed}:app:${name}:${what}`).slice(0, 32)
  const app: SimApp = {
    id: name,
    owner_id,
    key: makeSecret(state, 'key'),
    secret: makeSecret(state, 'appsecret'),
    client_id: client_id ?? made('client'),
    client_secret: client_secret === undefined ? made('secret') : client_secret,
    redirect_uris: [...redirect_uris],
  }
  state.apps[app.id] = app
  return app
}

/** An app-only token if `user_id` is null. */
export function addBearer(state: SimState, token: Omit<SimBearer, 'revoked'>): string {
  const key = makeSecret(state, token.user_id === null ? 'bearer' : 'user')
  state.bearers[key] = { ...token, revoked: false }
  return key
}

export function addOAuth1(state: SimState, app_id: string, user_id: string): { token: string; secret: string } {
  const [token, secret] = [makeSecret(state, user_id), makeSecret(state, 'tokensecret')]
  state.oauth1[token] = { app_id, user_id, secret, revoked: false }
  return { token, secret }
}

/** Of either kind; unknown ones are none. A user who withdraws an app's access ends its refresh token too. */
export function revokeToken(state: SimState, key: string): void {
  const token = state.bearers[key] ?? state.oauth1[key]
  if (token) token.revoked = true
  const grant = state.bearers[key]?.grant
  if (grant !== undefined) revokeGrant(state, grant)
}

/** Ends every token that came of one consent. */
export function revokeGrant(state: SimState, grant: string): void {
  for (const token of [...Object.values(state.bearers), ...Object.values(state.oauth.refreshes)]) if (token.grant === grant) token.revoked = true
}

export function addPost(state: SimState, post: Omit<SimPost, 'id'> & { id?: string }): SimPost {
  const row = { ...post, id: post.id ?? makeId(state, post.created_at) }
  state.posts.push(row)
  return row
}

export function appendLog(state: SimState, row: Omit<LogRow, 'seq'>): void {
  state.log.push({ seq: state.log.length + 1, ...row })
}

export const liveList = (state: SimState, id: string): SimList | undefined => {
  const list = state.lists[id]
  return list && list.deleted_at === null ? list : undefined
}

export const listsOf = (state: SimState, ownerId: string): SimList[] =>
  Object.values(state.lists).filter((list) => list.owner_id === ownerId && list.deleted_at === null)

export function createList(
  state: SimState,
  now: number,
  input: { owner_id: string; name: string; description: string; private: boolean; id?: string },
): SimList {
  const list: SimList = {
    id: input.id ?? makeId(state, now),
    owner_id: input.owner_id,
    name: input.name,
    description: input.description,
    private: input.private,
    created_at: now,
    deleted_at: null,
    memberships: [],
  }
  state.lists[list.id] = list
  return list
}

export function updateList(list: SimList, input: { name?: string; description?: string; private?: boolean; owner_id?: string }): void {
  if (input.name !== undefined) list.name = input.name
  if (input.description !== undefined) list.description = input.description
  if (input.private !== undefined) list.private = input.private
  if (input.owner_id !== undefined) list.owner_id = input.owner_id
}

export function deleteList(list: SimList, now: number): void {
  list.deleted_at = now
}

/** Newest first, as X lists them; as they stood at `at`. */
export const membersAt = (list: SimList, at: number): Membership[] =>
  list.memberships.filter((row) => row.added_at <= at && (row.removed_at === null || row.removed_at > at)).sort((a, b) => b.seq - a.seq)

export const currentMembership = (list: SimList, userId: string): Membership | undefined =>
  list.memberships.find((row) => row.user_id === userId && row.removed_at === null)

/** False if it was a member already. */
export function addMember(state: SimState, list: SimList, userId: string, now: number): boolean {
  if (currentMembership(list, userId)) return false
  state.sequence += 1
  list.memberships.push({ seq: state.sequence, user_id: userId, added_at: now, removed_at: null })
  return true
}

/** False if it was no member. */
export function removeMember(list: SimList, userId: string, now: number): boolean {
  const row = currentMembership(list, userId)
  if (!row) return false
  row.removed_at = now
  return true
}
