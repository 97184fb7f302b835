// ◆ pure
import { badRequest, type Call } from './call.js'
import { USER_ID } from './contract.js'
import type { SimPost, SimState } from './state.js'

export const WEEK_MS = 7 * 86_400_000
const EPOCH_MS = 1288834974657

/** Hashtags and names compare as wholes: `#chat` does not find `#chatter`. */
const TAG = /[#＃]([\p{L}\p{M}\p{Nd}_]+)/gu
const NAME = /[@＠]([a-z0-9_]+)/g

/** Which posts a query finds. Of X's query language hashtags, mentions, `from:`, words, each also with a minus, all of which must fit. */
export function readQuery(call: Call, query: string): (post: SimPost) => boolean {
  const bad = (message: string) => badRequest(call, 'query', query, `There were errors processing your request: ${message}`)
  if (query.trim() === '') throw bad('missing query')
  if (query.length > 512) throw bad('the query is longer than 512 characters')
  const terms = query.toLowerCase().trim().split(/\s+/)
  // X wants something to look for: an operator that only narrows down finds nothing by itself.
  if (terms.every((term) => term.startsWith('-') || term.startsWith('is:') || term.startsWith('lang:'))) throw bad('no standalone operator')
  const tests = terms.map((term) => {
    const minus = term.startsWith('-')
    const test = readTerm(call.state, minus ? term.slice(1) : term)
    if (!test) throw bad(`the term [${term}] is not understood`)
    return (post: SimPost) => test(post) !== minus
  })
  return (post) => tests.every((test) => test(post))
}

function readTerm(state: SimState, term: string): ((post: SimPost) => boolean) | null {
  const among = (pattern: RegExp, text: string) => [...text.toLowerCase().matchAll(pattern)].map(([, name]) => name)
  if (/^[#＃].+/.test(term)) return (post) => among(TAG, post.text).includes(term.slice(1))
  if (/^[@＠].+/.test(term)) return (post) => among(NAME, post.text).includes(term.slice(1))
  if (term.startsWith('from:')) return (post) => state.users[post.author_id]?.username.toLowerCase() === term.slice(5)
  if (term.startsWith('lang:')) return () => true
  if (term === 'is:retweet') return (post) => post.retweet_of !== null
  if (term === 'is:reply') return (post) => (post.reply_to ?? null) !== null
  if (term === 'is:quote') return (post) => (post.quote_of ?? null) !== null
  return term.includes(':') || term === '' ? null : (post) => post.text.toLowerCase().includes(term)
}

/** By ids or by times, never both: X answers 400 to that. */
export function readWindow(call: Call): (post: SimPost) => boolean {
  const [since, until] = (['since_id', 'until_id'] as const).map((name) => readId(call, name))
  const [start, end] = (['start_time', 'end_time'] as const).map((name) => readTime(call, name))
  if ((since ?? until) !== undefined && (start ?? end) !== undefined) {
    const message = "Invalid use of 'since_id' or 'until_id' in conjunction with 'start_time' or 'end_time'."
    throw badRequest(call, since === undefined ? 'until_id' : 'since_id', String(since ?? until), message)
  }
  return ({ id, created_at }) =>
    (since === undefined || BigInt(id) > since) &&
    (until === undefined || BigInt(id) < until) &&
    (start === undefined || created_at >= start) &&
    (end === undefined || created_at < end)
}

function readId(call: Call, name: 'since_id' | 'until_id'): bigint | undefined {
  const value = call.query.get(name)
  if (value === null) return undefined
  if (!USER_ID.test(value)) throw badRequest(call, name, value, `The \`${name}\` query parameter value [${value}] is not valid`)
  const at = Number(BigInt(value) >> 22n) + EPOCH_MS
  if (name === 'since_id' && at < call.now - WEEK_MS) {
    const message = `'since_id' must be a tweet id created after [${new Date(call.now - WEEK_MS).toISOString()}]. Please use a 'since_id' that is larger than ${value}`
    throw badRequest(call, name, value, message)
  }
  return BigInt(value)
}

export function readTime(call: Call, name: 'start_time' | 'end_time'): number | undefined {
  const value = call.query.get(name)
  if (value === null) return undefined
  const at = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z$/.test(value) ? Date.parse(value) : Number.NaN
  if (Number.isNaN(at)) throw badRequest(call, name, value, `The \`${name}\` query parameter value [${value}] is not a valid RFC 3339 time`)
  if (at < call.now - WEEK_MS) throw badRequest(call, name, value, `Invalid '${name}':'${value}'. It must be within the last 7 days`)
  if (at > call.now - 10_000) throw badRequest(call, name, value, `Invalid '${name}':'${value}'. It must be a minimum of 10 seconds prior to the request time`)
  return at
}
