import type { Clock } from '../../kernel/clock.js'
import { ALL_SCOPES } from './contract.js'
import { type ActiveFault, clearFaults, type FaultName, type FaultSpec, setFault } from './faults.js'
import {
  addMember,
  addUser,
  createList,
  deleteList,
  type LogRow,
  liveList,
  makeId,
  makeSecret,
  membersAt,
  type NewUser,
  removeMember,
  type SimApp,
  type SimLedger,
  type SimList,
  type SimPost,
  type SimSettings,
  type SimState,
  type SimUser,
} from './state.js'

/** What a deployment would have in its environment; the adapter takes exactly this shape. */
export interface SimulatorCredentials {
  bearer: string
  user: { kind: 'oauth2'; access_token: string } | { kind: 'oauth1'; app_key: string; app_secret: string; access_token: string; access_secret: string }
}

/** The simulator's back door, in process. Instants are the given clock's. */
export interface SimulatorControl {
  addUser(user: NewUser): SimUser
  /** Changes an account: renames it, suspends it, lets it block an owner. */
  changeUser(id: string, change: Partial<Omit<SimUser, 'id'>>): SimUser
  addApp(app?: { id?: string; owner_id?: string | null }): SimApp
  /** An app-only token of the app. */
  addBearer(appId?: string): string
  addOAuth2(userId: string, options?: { app_id?: string; scopes?: readonly string[]; expires_at?: Date }): string
  addOAuth1(userId: string, options?: { app_id?: string }): { app_key: string; app_secret: string; access_token: string; access_secret: string }
  /** An app-only token and the user's own, of one app, made on demand. */
  credentials(userId: string, kind?: 'oauth1' | 'oauth2', scopes?: readonly string[]): SimulatorCredentials
  /** A list made on X by hand. */
  addList(input: { owner_id: string; name: string; description?: string; private?: boolean; id?: string }): SimList
  /** Deleted on X by hand, or given to somebody else, which X cannot do but a reused id would look like. */
  changeList(id: string, change: { deleted?: true; private?: boolean; owner_id?: string }): void
  addPost(post: { author_id: string; text: string; created_at?: Date; retweet_of?: string; id?: string }): SimPost
  lists(): SimList[]
  /** User ids, newest first; throws if there is no such list. */
  members(listId: string): string[]
  handAdd(listId: string, userId: string): void
  handRemove(listId: string, userId: string): void
  log(): readonly LogRow[]
  ledger(): SimLedger
  setBalance(usd: number | null): void
  setFault(fault: FaultSpec): ActiveFault
  clearFaults(name?: FaultName): void
  settings(change: Partial<SimSettings>): void
  /** A copy, as JSON. */
  exportState(): SimState
}

export function control({ state, clock }: { state: SimState; clock: Clock }): SimulatorControl {
  const now = () => clock.now().getTime()
  const listOf = (id: string): SimList => {
    const list = state.lists[id]
    if (!list) throw new Error(`the simulator has no list ${id}`)
    return list
  }
  const addApp: SimulatorControl['addApp'] = ({ id, owner_id = null } = {}) => {
    const app = { id: id ?? String(Object.keys(state.apps).length + 1), owner_id, key: makeSecret(state, 'key'), secret: makeSecret(state, 'appsecret') }
    state.apps[app.id] = app
    return app
  }
  const appOf = (id?: string): SimApp => {
    const app = id === undefined ? Object.values(state.apps)[0] : state.apps[id]
    if (!app && id !== undefined) throw new Error(`the simulator has no app ${id}`)
    return app ?? addApp()
  }
  const bearer = (appId: string | undefined, userId: string | null, scopes: readonly string[], expires: Date | undefined): string => {
    const token = makeSecret(state, userId === null ? 'bearer' : 'user')
    state.bearers[token] = { app_id: appOf(appId).id, user_id: userId, scopes: [...scopes], revoked: false, expires_at: expires?.getTime() ?? null }
    return token
  }
  const controls: SimulatorControl = {
    addUser: (user) => addUser(state, user),
    changeUser: (id, change) => {
      const user = state.users[id]
      if (!user) throw new Error(`the simulator has no user ${id}`)
      return Object.assign(user, change)
    },
    addApp,
    addBearer: (appId) => bearer(appId, null, [], undefined),
    addOAuth2: (userId, options = {}) => bearer(options.app_id, userId, options.scopes ?? ALL_SCOPES, options.expires_at),
    addOAuth1: (userId, options = {}) => {
      const app = appOf(options.app_id)
      const token = makeSecret(state, userId)
      const secret = makeSecret(state, 'tokensecret')
      state.oauth1[token] = { app_id: app.id, user_id: userId, secret, revoked: false }
      return { app_key: app.key, app_secret: app.secret, access_token: token, access_secret: secret }
    },
    credentials: (userId, kind = 'oauth2', scopes) => ({
      bearer: controls.addBearer(),
      user: kind === 'oauth1' ? { kind, ...controls.addOAuth1(userId) } : { kind, access_token: controls.addOAuth2(userId, scopes ? { scopes } : {}) },
    }),
    addList: (input) => createList(state, now(), { description: '', private: false, ...input }),
    changeList: (id, change) => {
      const list = listOf(id)
      if (change.deleted) deleteList(list, now())
      if (change.private !== undefined) list.private = change.private
      if (change.owner_id !== undefined) list.owner_id = change.owner_id
    },
    addPost: (post) => {
      const at = post.created_at?.getTime() ?? now()
      const row = { id: post.id ?? makeId(state, at), author_id: post.author_id, text: post.text, created_at: at, retweet_of: post.retweet_of ?? null }
      state.posts.push(row)
      return row
    },
    lists: () => Object.keys(state.lists).flatMap((id) => liveList(state, id) ?? []),
    members: (listId) => membersAt(listOf(listId), now()).map((row) => row.user_id),
    handAdd: (listId, userId) => void addMember(state, listOf(listId), userId, now()),
    handRemove: (listId, userId) => void removeMember(listOf(listId), userId, now()),
    log: () => state.log,
    ledger: () => structuredClone(state.ledger),
    setBalance: (usd) => {
      state.ledger.balance_milli_usd = usd === null ? null : Math.round(usd * 1000)
    },
    setFault: (fault) => setFault(state, fault),
    clearFaults: (name) => clearFaults(state, name),
    settings: (change) => void Object.assign(state.settings, change),
    exportState: () => structuredClone(state),
  }
  return controls
}
