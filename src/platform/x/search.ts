import { Value } from 'typebox/value'
import type { PostSearch, XPost } from '../port.js'
import { IncludedUsers, PostRow, PostsAnswer, UserRow } from './answers.js'
import type { Caller } from './call.js'

/**
 * One page of recent search. Bounds are given as ids alone: X answers 400 to ids together with times
 * (plhery/node-twitter-api-v2#152). The loop over pages is the caller's, who stops it when the money ends.
 */
export function createPostSearch(call: Caller): PostSearch['searchPosts'] {
  return async ({ query, since_id, until_id, most, next }) => {
    const answer = await call({
      operation: 'posts.search',
      method: 'GET',
      path: 'tweets/search/recent',
      query: {
        query,
        since_id,
        max_results: String(most),
        'tweet.fields': 'author_id,created_at,in_reply_to_user_id,note_tweet,referenced_tweets',
        expansions: 'author_id,in_reply_to_user_id',
        'user.fields': 'username',
        ...(until_id === undefined ? {} : { until_id }),
        ...(next === undefined ? {} : { next_token: next }),
      },
      schema: PostsAnswer,
      units: ({ data = [] }) => data.length,
    })
    const names = usernames(answer)
    const posts = (answer.data ?? []).filter((row) => Value.Check(PostRow, row)).map((row) => postOf(row, names))
    return { posts, charged: answer.data?.length ?? 0, next: answer.meta.next_token ?? null }
  }
}

function usernames({ includes }: PostsAnswer): Map<string, string> {
  const users = Value.Check(IncludedUsers, includes) ? includes.users.filter((row) => Value.Check(UserRow, row)) : []
  return new Map(users.map(({ id, username }) => [id, username]))
}

function postOf(row: PostRow, names: ReadonlyMap<string, string>): XPost {
  const refers = (to: string) => (row.referenced_tweets ?? []).find(({ type }) => type === to)
  const [retweeted, quoted, answered] = ['retweeted', 'quoted', 'replied_to'].map(refers)
  return {
    id: row.id,
    text: row.note_tweet?.text ?? row.text,
    created_at: row.created_at ?? null,
    author_id: row.author_id,
    author: names.get(row.author_id) ?? null,
    retweet: retweeted !== undefined,
    quoted: quoted !== undefined,
    quoted_post: quoted?.id ?? null,
    reply:
      answered !== undefined || row.in_reply_to_user_id !== undefined
        ? { to: names.get(row.in_reply_to_user_id ?? '') ?? null, post: answered?.id ?? null }
        : null,
  }
}
