import { Value } from 'typebox/value'
import { type LookupAnswer, PlatformError, type UserLookup, type XUser } from '../port.js'
import { UserRow, UsersAnswer } from './answers.js'
import type { Caller } from './call.js'
import { type Candidate, readPartialError } from './classify.js'

const CHUNK = 100
const HANDLE = /^[A-Za-z0-9_]{1,15}$/
const FIELDS = 'description,entities,name,protected,public_metrics,url,username'

type Found = Exclude<LookupAnswer, { status: 'found' }>['status'] | XUser

/**
 * Looks handles up by the hundred (X-PLATFORM.md §2, §3).
 *
 * Answers already paid for are not thrown away: if a later hundred fails, the rest is `unanswered` and the next lookup of those
 * meets the same failure at once. Only a failing first hundred throws.
 */
export function createLookup(call: Caller): UserLookup['lookupUsers'] {
  return async (handles, onProgress) => {
    const found = new Map<string, Found>()
    const wanted = [...new Set(handles.filter((handle) => HANDLE.test(handle)).map((handle) => handle.toLowerCase()))]
    for (let at = 0; at < wanted.length; at += CHUNK) {
      const chunk = wanted.slice(at, at + CHUNK)
      try {
        await lookupChunk(chunk, found)
      } catch (error) {
        if (at === 0 || !(error instanceof PlatformError)) throw error
        break
      }
      onProgress?.(at + chunk.length, wanted.length)
    }
    return handles.map((handle) => answerFor(handle, HANDLE.test(handle) ? found.get(handle.toLowerCase()) : 'invalid'))
  }

  /** One bad value may fail the whole hundred: those X names are dropped and the rest is sent once more. */
  async function lookupChunk(chunk: readonly string[], found: Map<string, Found>): Promise<void> {
    let bad: string[] = []
    const answer = await ask(chunk, (candidate) => {
      bad = namedIn(chunk, candidate)
      // A 400 that names all of many blames the batch, not the handles.
      if (bad.length === chunk.length && chunk.length > 1) bad = []
      return bad.length > 0 ? { errors: [] } : undefined
    })
    for (const handle of bad) found.set(handle, 'invalid')
    const rest = chunk.filter((handle) => !bad.includes(handle))
    if (rest.length > 0) read(bad.length > 0 ? await ask(rest) : answer, new Set(rest), found)
  }

  function ask(chunk: readonly string[], onFailure?: (candidate: Candidate) => UsersAnswer | undefined) {
    return call({
      operation: 'users.lookup',
      method: 'GET',
      path: 'users/by',
      query: { usernames: chunk.join(','), 'user.fields': FIELDS },
      schema: UsersAnswer,
      units: (answer) => ('data' in answer ? answer.data.length : 0),
      ...(onFailure ? { onFailure: (candidate) => (candidate.kind === 'invalid' ? onFailure(candidate) : undefined) } : {}),
    })
  }
}

/** X keeps neither order nor case, so rows are matched by folded username; a row nobody asked for is not ours. */
function read(answer: UsersAnswer, asked: ReadonlySet<string>, found: Map<string, Found>): void {
  for (const row of answer.errors ?? []) {
    const partial = readPartialError(row)
    const handle = partial?.value.toLowerCase()
    if (partial && handle !== undefined && asked.has(handle)) found.set(handle, partial.status)
  }
  for (const row of 'data' in answer ? answer.data : []) {
    if (Value.Check(UserRow, row) && asked.has(row.username.toLowerCase())) found.set(row.username.toLowerCase(), userOf(row))
  }
}

const namedIn = (chunk: readonly string[], { offending }: Candidate): string[] => {
  const named = new Set(offending.flatMap((value) => value.split(',')).map((value) => value.trim().toLowerCase()))
  return chunk.filter((handle) => named.has(handle))
}

function answerFor(handle: string, found: Found | undefined): LookupAnswer {
  if (found === undefined) return { handle, status: 'unanswered' }
  return typeof found === 'string' ? { handle, status: found } : { handle, status: 'found', user: found }
}

const userOf = (row: UserRow): XUser => ({
  id: row.id,
  username: row.username,
  name: row.name ?? row.username,
  description: row.description ?? '',
  url: linkOf(row),
  protected: row.protected ?? false,
  followers_count: row.public_metrics?.followers_count ?? null,
})

/** `url` is X's short link; the address behind it stands in the entities. */
function linkOf({ url, entities }: UserRow): string | null {
  const expanded = (entities as { url?: { urls?: { expanded_url?: unknown }[] } } | undefined)?.url?.urls?.[0]?.expanded_url
  const link = typeof expanded === 'string' ? expanded : url
  return link !== undefined && /^https?:\/\//.test(link) ? link : null
}
