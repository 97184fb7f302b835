import type { Clock } from '../../kernel/clock.js'
import * as changes from './changes.js'
import { ALL_SCOPES } from './contract.js'
import { type ActiveFault, clearFaults, type FaultName, type FaultSpec, setFault } from './faults.js'
import { setBalance } from './ledger.js'
import { issue, type TokenGrant } from './oauth.js'
import { overview } from './overview.js'
import type { LogRow, NewUser, SimApp, SimLedger, SimList, SimPost, SimSettings, SimState, SimUser } from './state.js'

/** What a deployment would have in its environment; the adapter takes exactly this shape. */
export interface SimulatorCredentials {
  bearer: string
  user: { kind: 'oauth2'; access_token: string } | { kind: 'oauth1'; app_key: string; app_secret: string; access_token: string; access_secret: string }
}

/** The simulator's back door, in process. Instants are the given clock's. */
export interface SimulatorControl {
  addUser(user: NewUser): SimUser
  /** The same with an id made for it if none is given. */
  newUser(user: Omit<NewUser, 'id'> & { id?: string }): SimUser
  /** Changes an account: renames it, suspends it, lets it block an owner. */
  changeUser(id: string, change: Partial<Omit<SimUser, 'id'>>): SimUser
  /** By handle or id, also an account that is deleted. */
  findUser(name: string): SimUser | undefined
  users(): SimUser[]
  addApp(app?: changes.NewApp): SimApp
  /** So that the authorize page redirects there; of the first app if none is named. */
  addRedirectUri(uri: string, appId?: string): SimApp
  apps(): SimApp[]
  /** An app-only token of the app. */
  addBearer(appId?: string): string
  addOAuth2(userId: string, options?: { app_id?: string; scopes?: readonly string[]; expires_at?: Date }): string
  /** What a connection would have given: an access token of two hours and, with offline.access, a refresh token that rotates. */
  grant(userId: string, options?: { app_id?: string; scopes?: readonly string[] }): TokenGrant
  addOAuth1(userId: string, options?: { app_id?: string }): { app_key: string; app_secret: string; access_token: string; access_secret: string }
  /** An app-only token and the user's own, of one app, made on demand. */
  credentials(userId: string, kind?: 'oauth1' | 'oauth2', scopes?: readonly string[]): SimulatorCredentials
  /** A list made on X by hand. */
  addList(input: { owner_id: string; name: string; description?: string; private?: boolean; id?: string }): SimList
  /** Edited or deleted on X by hand, or given to somebody else, which X cannot do but a reused id would look like. */
  changeList(id: string, change: { deleted?: true; name?: string; description?: string; private?: boolean; owner_id?: string }): void
  addPost(post: { author_id: string; text: string; created_at?: Date; retweet_of?: string; reply_to?: string; quote_of?: string; id?: string }): SimPost
  /** By handle, of an account that is made if there is none: so a chat can happen while the simulator runs. */
  say(handle: string, text: string, reply_to?: string): SimPost
  lists(): SimList[]
  /** User ids, newest first; throws if there is no such list. */
  members(listId: string): string[]
  handAdd(listId: string, userId: string): void
  handRemove(listId: string, userId: string): void
  /** As if so many more calls had been made in the window that stands under this key (`user:ID ROUTE` or `app:ID ROUTE`). */
  useUp(window: string, calls: number): void
  log(): readonly LogRow[]
  ledger(): SimLedger
  setBalance(usd: number | null): void
  setFault(fault: FaultSpec): ActiveFault
  clearFaults(which?: FaultName | number): void
  settings(change: Partial<SimSettings>): void
  /** What the page of the simulator shows. */
  overview(): ReturnType<typeof overview>
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
  /** The first app, made if there is none, where nobody cares which. */
  const appOf = (id?: string): SimApp => {
    const app = id === undefined ? (Object.values(state.apps)[0] ?? changes.addApp(state)) : state.apps[id]
    if (!app) throw new Error(`the simulator has no app ${id}`)
    return app
  }
  const controls: SimulatorControl = {
    addUser: (user) => changes.addUser(state, user),
    newUser: (user) => changes.addUser(state, { ...user, id: user.id ?? changes.makeId(state, now()) }),
    changeUser: (id, change) => changes.changeUser(state, id, change),
    findUser: (name) => changes.findUser(state, name),
    users: () => Object.values(state.users),
    addApp: (app) => changes.addApp(state, app),
    addRedirectUri: (uri, appId) => {
      const app = appOf(appId)
      if (!app.redirect_uris.includes(uri)) app.redirect_uris.push(uri)
      return app
    },
    apps: () => Object.values(state.apps),
    grant: (userId, { app_id, scopes = ALL_SCOPES } = {}) =>
      issue(state, { app_id: appOf(app_id).id, user_id: userId, scopes: [...scopes], grant: changes.makeSecret(state, 'grant'), generation: 1 }, now()),
    addBearer: (appId) => changes.addBearer(state, { app_id: appOf(appId).id, user_id: null, scopes: [], expires_at: null }),
    addOAuth2: (userId, { app_id, scopes = ALL_SCOPES, expires_at } = {}) =>
      changes.addBearer(state, { app_id: appOf(app_id).id, user_id: userId, scopes: [...scopes], expires_at: expires_at?.getTime() ?? null }),
    addOAuth1: (userId, { app_id } = {}) => {
      const app = appOf(app_id)
      const { token, secret } = changes.addOAuth1(state, app.id, userId)
      return { app_key: app.key, app_secret: app.secret, access_token: token, access_secret: secret }
    },
    credentials: (userId, kind = 'oauth2', scopes) => ({
      bearer: controls.addBearer(),
      user: kind === 'oauth1' ? { kind, ...controls.addOAuth1(userId) } : { kind, access_token: controls.addOAuth2(userId, scopes ? { scopes } : {}) },
    }),
    addList: (input) => changes.createList(state, now(), { description: '', private: false, ...input }),
    changeList: (id, { deleted, ...change }) => {
      changes.updateList(listOf(id), change)
      if (deleted) changes.deleteList(listOf(id), now())
    },
    addPost: ({ created_at, retweet_of = null, ...post }) => changes.addPost(state, { ...post, created_at: created_at?.getTime() ?? now(), retweet_of }),
    say: (handle, text, reply_to) => {
      const known = changes.usersByHandle(state, [handle]).get(handle.toLowerCase())
      const author = known ?? changes.addUser(state, { id: changes.makeId(state, now()), username: handle })
      return controls.addPost({ author_id: author.id, text, ...(reply_to === undefined ? {} : { reply_to }) })
    },
    lists: () => Object.keys(state.lists).flatMap((id) => changes.liveList(state, id) ?? []),
    members: (listId) => changes.membersAt(listOf(listId), now()).map((row) => row.user_id),
    handAdd: (listId, userId) => void changes.addMember(state, listOf(listId), userId, now()),
    handRemove: (listId, userId) => void changes.removeMember(listOf(listId), userId, now()),
    useUp: (key, calls) => {
      const window = state.windows[key]
      if (!window) throw new Error(`no window stands under ${key}`)
      window.used += calls
    },
    log: () => state.log,
    ledger: () => structuredClone(state.ledger),
    setBalance: (usd) => setBalance(state, usd),
    setFault: (fault) => setFault(state, fault),
    clearFaults: (which) => clearFaults(state, which),
    settings: (change) => void Object.assign(state.settings, change),
    overview: () => overview(state, now()),
    exportState: () => structuredClone(state),
  }
  return controls
}
