import { type KeyView, keyView } from '../access/key-view.js'
import { createKey, listKeys, revokeKey } from '../access/service.js'
import type { Deps } from '../deps.js'
import { AppError, ERRORS, type ErrorCode, type Fault, isAppError } from '../kernel/errors.js'
import { ACTOR, config, type Using } from './run.js'

/** What the commands for keys do, wherever it is done. */
export interface KeyDoor {
  /** The server it goes through; null if this process holds the database itself. */
  through: string | null
  list(): Promise<KeyView[]>
  create(input: { name: string; scopes: string[]; expires_at?: Date | undefined }): Promise<KeyView & { key: string }>
  revoke(id: string): Promise<KeyView>
}

const ANSWER_MS = 15_000

const ownDoor = (deps: Deps): KeyDoor => {
  const view = (key: Parameters<typeof keyView>[0]) => keyView(key, deps.clock.now(), ACTOR)
  return {
    through: null,
    list: async () => (await listKeys(deps)).map(view),
    create: async (input) => {
      const { key, ...made } = await createKey(deps, { ...input, actor: ACTOR })
      return { ...view(made), key }
    },
    revoke: async (id) => view(await revokeKey(deps, ACTOR, id)),
  }
}

/** A running server, by its API. `key` goes to this address and nowhere else. @throws AppError as the server says, or unavailable */
export function serverDoor(url: string, key: string): KeyDoor {
  const ask = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const headers = { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
    const sent = {
      method,
      headers,
      redirect: 'error' as const,
      signal: AbortSignal.timeout(ANSWER_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }
    const answer = await fetch(`${url}/api/v1${path}`, sent).catch((error: unknown) => {
      throw new AppError('unavailable', `The server at ${url} does not answer: ${error instanceof Error ? error.message : String(error)}`)
    })
    const said = (await answer.json().catch(() => ({}))) as { code?: string; detail?: string; title?: string; errors?: Fault[] }
    if (answer.ok) return said as T
    const code: ErrorCode = said.code !== undefined && said.code in ERRORS ? (said.code as ErrorCode) : 'unavailable'
    const detail = code === 'unauthenticated' ? 'ALLIES_KEY opens nothing there: it is unknown, expired or revoked.' : (said.detail ?? said.title)
    throw new AppError(code, detail ?? `The server at ${url} answered ${answer.status}.`, said.errors ? { errors: said.errors } : {})
  }
  return {
    through: url,
    list: async () => (await ask<{ items: KeyView[] }>('GET', '/keys')).items,
    create: ({ expires_at, ...input }) => ask('POST', '/keys', { ...input, expires_at: expires_at?.toISOString() ?? null }),
    revoke: (id) => ask('DELETE', `/keys/${encodeURIComponent(id)}`),
  }
}

/**
 * The database, or, while a server holds the embedded one, that server: a key that leaked must be ended at once, not after a stop. For that ALLIES_KEY is
 * needed: who may read the files of the database is not yet known to the server as anybody.
 * @throws AppError data_dir_locked, saying what else there is
 */
export async function throughDoor<T>(using: Using, use: (door: KeyDoor) => Promise<T>): Promise<T> {
  try {
    return await using((deps) => use(ownDoor(deps)))
  } catch (error) {
    if (!isAppError(error) || error.code !== 'data_dir_locked') throw error
    const { url } = error.members
    if (typeof url !== 'string') throw error
    const key = config().ALLIES_KEY
    if (key === undefined)
      throw new AppError(
        'data_dir_locked',
        `The server at ${url} holds the database. Set ALLIES_KEY to a key with the scope admin, and this is done through the server; or open ${url}/desk/keys.`,
        { members: error.members },
      )
    return use(serverDoor(url, key))
  }
}
