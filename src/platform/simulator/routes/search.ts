// ◆ pure
import { type Answer, askedFields, type Call, knownQuery, ok, pageSize, pick } from '../call.js'
import { TWEET_FIELDS, USER_FIELDS } from '../contract.js'
import { nextToken, startOf } from '../pages.js'
import { readQuery, readWindow, WEEK_MS } from '../queries.js'
import type { SimPost, SimState } from '../state.js'
import { showUser } from './users.js'

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
