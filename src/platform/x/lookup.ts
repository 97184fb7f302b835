import { Value } from 'typebox/value'
import { type IdAnswer, type LookupAnswer, PlatformError, PRICES_MILLI_USD, type UserLookup, type XUser } from '../port.js'
import { UserRow, UsersAnswer } from './answers.js'
import type { Caller } from './call.js'
import { type Candidate, readPartialError } from './classify.js'

const CHUNK = 100
const FIELDS = 'description,entities,most_recent_tweet_id,name,protected,public_metrics,url,username'

/** By what accounts are asked for: X takes both the same way and answers both alike. */
interface Way {
  path: string
  parameter: 'usernames' | 'ids'
  /** Of its rate limit: X counts the two routes apart. */
  window: string
  valid: RegExp
  fold(value: string): string
  keyOf(row: UserRow): string
}

const BY_HANDLE: Way = {
  path: 'users/by',
  parameter: 'usernames',
  window: 'users.lookup',
  valid: /^[A-Za-z0-9_]{1,15}$/,
  fold: (handle) => handle.toLowerCase(),
  keyOf: (row) => row.username.toLowerCase(),
}
const BY_ID: Way = { path: 'users', parameter: 'ids', window: 'users.lookup by id', valid: /^[0-9]{1,19}$/, fold: (id) => id, keyOf: (row) => row.id }

type Found = Exclude<LookupAnswer, { status: 'found' }>['status'] | XUser
/** Thousandths of a US dollar that may still be spent. */
type Left = () => Promise<number>
type Progress = (done: number, total: number) => void

export function createLookup(call: Caller, left?: Left): UserLookup['lookupUsers'] {
  const ask = askBy(call, BY_HANDLE, left)
  return async (handles, onProgress) => (await ask(handles, onProgress)).map((found, i): LookupAnswer => ({ handle: handles[i] ?? '', ...answerFor(found) }))
}

export function createIdLookup(call: Caller, left?: Left): UserLookup['lookupUserIds'] {
  const ask = askBy(call, BY_ID, left)
  return async (ids, onProgress) => (await ask(ids, onProgress)).map((found, i): IdAnswer => ({ id: ids[i] ?? '', ...answerFor(found) }))
}

/**
 * Looks accounts up by the hundred (X-PLATFORM.md §2, §3); what was found of each, in the order asked.
 *
 * Answers already paid for are not thrown away: if a later hundred fails, the rest is `unanswered` and the next lookup of those
 * meets the same failure at once. Only a failing first hundred throws. X charges for each account it finds, so near the end of the budget fewer are asked for.
 */
function askBy(call: Caller, way: Way, left: Left | undefined): (values: readonly string[], onProgress?: Progress) => Promise<(Found | undefined)[]> {
  return async (values, onProgress) => {
    const found = new Map<string, Found>()
    const wanted = [...new Set(values.filter((value) => way.valid.test(value)).map(way.fold))]
    for (let at = 0, size = 0; at < wanted.length; at += size) {
      const affordable = left ? Math.floor((await left()) / PRICES_MILLI_USD['users.lookup'].price) : CHUNK
      // At least one: if not even that can be paid, the call itself says so.
      size = Math.max(1, Math.min(CHUNK, affordable))
      const chunk = wanted.slice(at, at + size)
      try {
        await lookupChunk(chunk, found)
      } catch (error) {
        if (at === 0 || !(error instanceof PlatformError)) throw error
        break
      }
      onProgress?.(at + chunk.length, wanted.length)
    }
    return values.map((value) => (way.valid.test(value) ? found.get(way.fold(value)) : 'invalid'))
  }

  /** One bad value may fail the whole hundred: those X names are dropped and the rest is sent once more. */
  async function lookupChunk(chunk: readonly string[], found: Map<string, Found>): Promise<void> {
    let bad: string[] = []
    const answer = await ask(chunk, (candidate) => {
      bad = namedIn(chunk, candidate)
      // A 400 that names all of many blames the batch, not the values.
      if (bad.length === chunk.length && chunk.length > 1) bad = []
      return bad.length > 0 ? { errors: [] } : undefined
    })
    for (const value of bad) found.set(value, 'invalid')
    const rest = chunk.filter((value) => !bad.includes(value))
    if (rest.length > 0) read(way, bad.length > 0 ? await ask(rest) : answer, new Set(rest), found)
  }

  function ask(chunk: readonly string[], onFailure?: (candidate: Candidate) => UsersAnswer | undefined) {
    return call({
      operation: 'users.lookup',
      window: way.window,
      method: 'GET',
      path: way.path,
      query: { [way.parameter]: chunk.join(','), 'user.fields': FIELDS },
      schema: UsersAnswer,
      units: (answer) => ('data' in answer ? answer.data.length : 0),
      ...(onFailure ? { onFailure: (candidate) => (candidate.kind === 'invalid' ? onFailure(candidate) : undefined) } : {}),
    })
  }
}

/** X keeps neither order nor case, so rows are matched by what was asked for; a row nobody asked for is not ours. */
function read(way: Way, answer: UsersAnswer, asked: ReadonlySet<string>, found: Map<string, Found>): void {
  for (const row of answer.errors ?? []) {
    const partial = readPartialError(row)
    const key = partial && way.fold(partial.value)
    if (partial && key !== null && asked.has(key)) found.set(key, partial.status)
  }
  for (const row of 'data' in answer ? answer.data : []) {
    if (Value.Check(UserRow, row) && asked.has(way.keyOf(row))) found.set(way.keyOf(row), userOf(row))
  }
}

const namedIn = (chunk: readonly string[], { offending }: Candidate): string[] => {
  const named = new Set(offending.flatMap((value) => value.split(',')).map((value) => value.trim().toLowerCase()))
  return chunk.filter((value) => named.has(value))
}

function answerFor(found: Found | undefined) {
  if (found === undefined) return { status: 'unanswered' as const }
  return typeof found === 'string' ? { status: found } : { status: 'found' as const, user: found }
}

const userOf = (row: UserRow): XUser => ({
  id: row.id,
  username: row.username,
  name: row.name ?? row.username,
  description: row.description ?? '',
  url: linkOf(row),
  protected: row.protected ?? false,
  followers_count: row.public_metrics?.followers_count ?? null,
  last_post_at: postedAt(row.most_recent_tweet_id),
})

/** The first milliseconds of X's post ids; ids from before November 2010 hold no time and give that month, which is as long ago as anybody asks. */
const EPOCH = 1_288_834_974_657

function postedAt(id: unknown): Date | null {
  if (typeof id !== 'string' || !/^[0-9]{1,19}$/.test(id)) return null
  return new Date(Number(BigInt(id) >> 22n) + EPOCH)
}

/** `url` is X's short link; the address behind it stands in the entities. */
function linkOf({ url, entities }: UserRow): string | null {
  const expanded = (entities as { url?: { urls?: { expanded_url?: unknown }[] } } | undefined)?.url?.urls?.[0]?.expanded_url
  const link = typeof expanded === 'string' ? expanded : url
  return link !== undefined && /^https?:\/\//.test(link) ? link : null
}
