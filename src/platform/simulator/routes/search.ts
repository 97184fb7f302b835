// ◆ pure
import { type Answer, askedFields, badRequest, type Call, knownQuery, ok, pageSize, pick } from '../call.js'
import { TWEET_FIELDS, USER_FIELDS, USER_ID } from '../contract.js'
import { nextToken, startOf } from '../pages.js'
import type { SimPost } from '../state.js'
import { showUser } from './users.js'

const WEEK_MS = 7 * 86_400_000

/**
 * Newest first, the last seven days, no retweets (X stopped giving them in May 2026). Of X's query language only words, hashtags and mentions, all of which
 * must occur, and the operators that change nothing here.
 */
export function getRecentSearch(call: Call): Answer {
  knownQuery(call, ['query', 'max_results', 'since_id', 'next_token', 'pagination_token', 'tweet.fields', 'user.fields', 'expansions'])
  const query = call.query.get('query') ?? ''
  if (query.trim() === '' || query.length > 512) throw badRequest(call, 'query', query, 'There were errors processing your request: missing or too long query')
  const since = call.query.get('since_id')
  if (since !== null && !USER_ID.test(since)) throw badRequest(call, 'since_id', since, 'The `since_id` query parameter value is not valid')
  const asked = askedFields(call, 'tweet.fields', TWEET_FIELDS)
  const userFields = askedFields(call, 'user.fields', USER_FIELDS)
  const size = pageSize(call, { least: 10, most: 100, usual: 10 })
  const start = startOf(call, `search:${query}`)
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '' && !word.startsWith('-is:') && !word.startsWith('lang:'))
  const found = call.state.posts
    .filter((post) => post.retweet_of === null && post.created_at > call.now - WEEK_MS && post.created_at <= call.now)
    .filter((post) => (since === null || BigInt(post.id) > BigInt(since)) && words.every((word) => post.text.toLowerCase().includes(word)))
    .sort((a, b) => (BigInt(a.id) > BigInt(b.id) ? -1 : 1))
  const page = found.slice(start, start + size)
  const more = start + size < found.length ? { next_token: nextToken(call.state, `search:${query}`, start + size) } : {}
  const edges = page.length > 0 ? { newest_id: page[0]?.id, oldest_id: page.at(-1)?.id } : {}
  const authors = [...new Set(page.map((post) => post.author_id))].flatMap((id) => call.state.users[id] ?? [])
  const includes = (call.query.get('expansions') ?? '').split(',').includes('author_id')
    ? { includes: { users: authors.map((user) => showUser(user, userFields)) } }
    : {}
  return ok(
    { ...(page.length > 0 ? { data: page.map((post) => showPost(post, asked)), ...includes } : {}), meta: { result_count: page.length, ...edges, ...more } },
    { charge: { resources: page.map((post) => `post:${post.id}`) } },
  )
}

const showPost = (post: SimPost, asked: ReadonlySet<string>) =>
  pick({ id: post.id, text: post.text, author_id: post.author_id, created_at: new Date(post.created_at).toISOString() }, ['id', 'text'], asked)
