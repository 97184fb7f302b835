// ◆ pure
import { type Answer, askedFields, badRequest, type Call, knownQuery, ok, pageSize, pick } from '../call.js'
import { TWEET_FIELDS, USER_FIELDS, USER_ID } from '../contract.js'
import { nextToken, startOf } from '../pages.js'
import type { SimPost, SimState } from '../state.js'
import { showUser } from './users.js'

const WEEK_MS = 7 * 86_400_000
const EPOCH_MS = 1288834974657
const EXPANSIONS = ['author_id', 'in_reply_to_user_id']
const KNOWN = [
  'query',
  'max_results',
  'since_id',
  'until_id',
  'start_time',
  'end_time',
  'next_token',
  'pagination_token',
  'tweet.fields',
  'user.fields',
  'expansions',
]

/**
 * Newest first, the last seven days, no retweets (X stopped giving them in May 2026). Of X's query language hashtags, mentions,
 * `from:`, words, each also with a minus, all of which must fit.
 */
export function getRecentSearch(call: Call): Answer {
  knownQuery(call, KNOWN)
  const query = call.query.get('query') ?? ''
  const fits = readQuery(call, query)
  const window = readWindow(call)
  const asked = askedFields(call, 'tweet.fields', TWEET_FIELDS)
  const userFields = askedFields(call, 'user.fields', USER_FIELDS)
  const expansions = askedFields(call, 'expansions', EXPANSIONS)
  const size = pageSize(call, { least: 10, most: 100, usual: 10 })
  // A page goes on below the last post of the page before: what was posted meanwhile must not shift it.
  const scope = `search:${query}:${call.query.get('since_id') ?? ''}`
  const below = call.state.posts[startOf(call, scope) - 1]
  const found = call.state.posts
    .filter((post) => post.retweet_of === null && post.created_at > call.now - WEEK_MS && post.created_at <= call.now && window(post) && fits(post))
    .sort((a, b) => (BigInt(a.id) > BigInt(b.id) ? -1 : 1))
  const rest = below === undefined ? found : found.filter((post) => BigInt(post.id) < BigInt(below.id))
  const page = rest.slice(0, size)
  const last = page.at(-1)
  const more = last && rest.length > size ? { next_token: nextToken(call.state, scope, place(call.state, last)) } : {}
  const edges = last ? { newest_id: page[0]?.id, oldest_id: last.id } : {}
  const shown = page.map((post) => showPost(call.state, post, asked))
  const named = shown.flatMap(({ whole }) => EXPANSIONS.flatMap((name) => (expansions.has(name) ? (whole[name] ?? []) : [])))
  const users = [...new Set(named)].flatMap((id) => call.state.users[String(id)] ?? [])
  return ok(
    {
      ...(last ? { data: shown.map(({ visible }) => visible) } : {}),
      ...(users.length > 0 ? { includes: { users: users.map((user) => showUser(user, userFields)) } } : {}),
      meta: { result_count: page.length, ...edges, ...more },
    },
    { charge: { resources: page.map((post) => `post:${post.id}`) } },
  )
}

/** Posts are never deleted from the state, so the place in it, from 1, names a post for a page token. */
const place = (state: SimState, post: SimPost): number => state.posts.indexOf(post) + 1

/** Hashtags and names compare as wholes: `#chat` does not find `#chatter`. */
const TAG = /[#＃]([\p{L}\p{M}\p{Nd}_]+)/gu
const NAME = /[@＠]([a-z0-9_]+)/g

function readQuery(call: Call, query: string): (post: SimPost) => boolean {
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
function readWindow(call: Call): (post: SimPost) => boolean {
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

function readTime(call: Call, name: 'start_time' | 'end_time'): number | undefined {
  const value = call.query.get(name)
  if (value === null) return undefined
  const at = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z$/.test(value) ? Date.parse(value) : Number.NaN
  if (Number.isNaN(at)) throw badRequest(call, name, value, `The \`${name}\` query parameter value [${value}] is not a valid RFC 3339 time`)
  if (at < call.now - WEEK_MS) throw badRequest(call, name, value, `Invalid '${name}':'${value}'. It must be within the last 7 days`)
  if (at > call.now - 10_000) throw badRequest(call, name, value, `Invalid '${name}':'${value}'. It must be a minimum of 10 seconds prior to the request time`)
  return at
}

/** All that there is to show, and the part that was asked for. */
function showPost(state: SimState, post: SimPost, asked: ReadonlySet<string>): { whole: Record<string, unknown>; visible: Record<string, unknown> } {
  const answered = state.posts.find(({ id }) => id === post.reply_to)
  const references = [...(post.reply_to ? [{ type: 'replied_to', id: post.reply_to }] : []), ...(post.quote_of ? [{ type: 'quoted', id: post.quote_of }] : [])]
  // X cuts long posts in `text` and gives them whole beside it.
  const long = [...post.text].length > 280
  const whole = {
    id: post.id,
    text: long ? `${[...post.text].slice(0, 279).join('')}…` : post.text,
    author_id: post.author_id,
    created_at: new Date(post.created_at).toISOString(),
    in_reply_to_user_id: answered?.author_id,
    note_tweet: long ? { text: post.text } : undefined,
    referenced_tweets: references.length > 0 ? references : undefined,
  }
  return { whole, visible: pick(whole, ['id', 'text'], asked) }
}
