import { getChat } from '../chats/service.js'
import { directoryVersionNow, visibleNow } from '../db/visible.js'
import type { Deps } from '../deps.js'
import { publicEntries } from '../directory/service.js'
import { SECTIONS } from '../directory/taxonomy/sections.js'
import { AppError } from '../kernel/errors.js'
import { getDeskList, getList, listMemberIds } from '../lists/service.js'

/** A curated list, an ICNP/TSO section, what was nominated in a chat, any set of ally ids, or everything that is published. */
export type ReachScope = { list: string } | { category: string } | { chat: string } | { ids: readonly string[] } | { all: true }

/** As it is said back. */
export interface NamedScope {
  kind: 'list' | 'category' | 'chat' | 'allies'
  of: string[]
}

/** Most ids in one question: a longer query string does not fit the server's header limit. */
export const MAX_IDS = 200

const distinct = (ids: readonly string[]) => [...new Set(ids)].sort()

export const named = (scope: ReachScope): NamedScope => {
  if ('list' in scope) return { kind: 'list', of: [scope.list] }
  if ('category' in scope) return { kind: 'category', of: [scope.category] }
  if ('chat' in scope) return { kind: 'chat', of: [scope.chat] }
  return { kind: 'allies', of: 'all' in scope ? [] : distinct(scope.ids) }
}

/** What a scope that was found is called. */
export async function titleOf(deps: Deps, scope: ReachScope, audience: 'public' | 'organiser'): Promise<string> {
  if ('list' in scope) return (await (audience === 'public' ? getList : getDeskList)(deps, scope.list)).name
  if ('category' in scope) return SECTIONS.find(({ code }) => code === scope.category)?.title ?? scope.category
  if ('chat' in scope) return (await getChat(deps, scope.chat)).topic
  return 'all' in scope ? 'all published allies' : scope.ids.length === 1 ? 'one ally' : `${distinct(scope.ids).length} allies`
}

/** A chat is over, and whoever was late has answered. */
const SETTLED_MS = 6 * 3_600_000
const settledAt = ({ starts_at }: { starts_at: string }): Date => new Date(new Date(starts_at).getTime() + SETTLED_MS)

/**
 * Why the public is not told of a scope yet, or null. Anybody can nominate into a chat, so its set would be one of his own choosing, as often as he likes, and two sets that
 * differ by one account give its count away (DESIGN.md §5.2). Some hours after its beginning the set is closed to all but organisers.
 */
export async function notYetTold(deps: Deps, scope: ReachScope): Promise<string | null> {
  if (!('chat' in scope) || deps.clock.now() >= settledAt(await getChat(deps, scope.chat))) return null
  return `shown from ${SETTLED_MS / 3_600_000} hours after the beginning of the chat on: until then anybody can still nominate into it`
}

/** Said of a chat in public: there may be more that only organisers are shown. */
export const NOTHING_IN_TIME = `nothing that is published was nominated in the first ${SETTLED_MS / 3_600_000} hours of the chat, and what came later by itself is shown to organisers only`

/** What the repository is asked for. */
/** `until`: what was nominated later by itself, and not taken in by an organiser, is left out. */
export type Chosen = { allyIds: readonly string[] } | { section: string } | { chat: string; until?: Date } | { all: true }

/** Of lists, with all their members. */
const MOST_REMEMBERED = 200
const memberships = new WeakMap<Deps['store'], Map<string, { version: number; ids: string[] }>>()

/**
 * Who belongs to a list is a matter of the public directory and of the list, both of which raise the directory's version when they change. So it is worked out once
 * for each: follower counts and nominations are written all the time, and reading 10,000 entries after each of them takes a quarter of a second of the processor.
 * @throws AppError as `listMemberIds`
 */
async function membersNow(deps: Deps, list: string, audience: 'public' | 'organiser'): Promise<string[]> {
  const { db } = deps.store
  // Within a unit of work that has written the version may be one that never comes to be.
  const settled = (await visibleNow(db)) !== null
  const version = await directoryVersionNow(db)
  const known = memberships.get(deps.store) ?? new Map<string, { version: number; ids: string[] }>()
  memberships.set(deps.store, known)
  const key = `${audience} ${list}`
  const last = known.get(key)
  if (settled && last?.version === version) return last.ids
  const ids = await listMemberIds(deps, list, audience)
  if (settled) {
    known.delete(key)
    known.set(key, { version, ids })
    for (const oldest of known.keys()) {
      if (known.size <= MOST_REMEMBERED) break
      known.delete(oldest)
    }
  }
  return ids
}

/**
 * The entries of a scope.
 * @param audience an organiser's lists may be private
 * @throws AppError not_found for an unknown or private list, a category or chat that does not exist, an id that is not published; validation_failed
 */
export async function chosen(deps: Deps, scope: ReachScope, audience: 'public' | 'organiser'): Promise<Chosen> {
  if ('all' in scope) return scope
  if ('list' in scope) return { allyIds: await membersNow(deps, scope.list, audience) }
  if ('category' in scope) {
    if (!SECTIONS.some(({ code }) => code === scope.category))
      throw new AppError('not_found', `There is no category ${scope.category.slice(0, 40)}: sections are A to L.`)
    return { section: scope.category }
  }
  if ('chat' in scope) {
    const until = settledAt(await getChat(deps, scope.chat))
    return audience === 'public' ? { ...scope, until } : scope
  }
  const ids = distinct(scope.ids)
  if (ids.length === 0 || ids.length > MAX_IDS)
    throw new AppError('validation_failed', `Name 1 to ${MAX_IDS} allies.`, { errors: [{ parameter: 'ids', code: 'invalid', detail: `1 to ${MAX_IDS} ids` }] })
  const published = new Set((await publicEntries(deps, ids)).map((entry) => entry.id))
  const missing = ids.filter((id) => !published.has(id))
  if (missing.length > 0) {
    throw new AppError('not_found', `Not published: ${missing.join(', ')}.`, {
      errors: missing.slice(0, 50).map((id) => ({ parameter: 'ids', code: 'not_found', detail: `${id} is not published.` })),
    })
  }
  return { allyIds: ids }
}
