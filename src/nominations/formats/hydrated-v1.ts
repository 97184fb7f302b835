// ◆ pure
/** X API v1.1 posts: hydrated from ids, a post a line; or an array of them; or a search answer with `statuses`. */
import { addPost, type Gathered, idOf } from './gather.js'
import { asArray, asObject, asText, type Members } from './lines.js'
import type { Locate } from './x-api-v2.js'

export const isV1Post = (value: Members): boolean => 'id_str' in value && asObject(value.user) !== null && textOf(value) !== null
export const isV1Search = (value: Members): boolean => Array.isArray(value.statuses) && !('data' in value)

/** Takes one post or a search answer. False if it is neither. */
export function takeV1(to: Gathered, value: Members, locate: Locate): boolean {
  const posts = isV1Search(value) ? asArray(value.statuses) : [value]
  for (const post of posts) {
    const raw = asObject(post)
    if (raw && isV1Post(raw)) takePost(to, raw, locate)
    else if (post === value) return false
    else to.bad.push({ line: locate(''), reason: 'holds something that is no post' })
  }
  return true
}

function takePost(to: Gathered, raw: Members, locate: Locate): void {
  // X cuts the text of a retweet at 140 characters: the whole one stands in the post that was passed on.
  const original = asObject(raw.retweeted_status)
  const text = original ? `RT @${asText(asObject(original.user)?.screen_name) ?? 'unknown'}: ${textOf(original) ?? ''}` : textOf(raw)
  const user = asObject(raw.user)
  addPost(to, {
    line: locate(idOf(raw.id_str) ?? ''),
    // `id` beside it is a number and has lost its last digits.
    id: raw.id_str,
    at: raw.created_at,
    author: user?.screen_name,
    author_id: user?.id_str,
    text,
    retweet: original !== null,
    reply:
      asText(raw.in_reply_to_status_id_str) || asText(raw.in_reply_to_screen_name)
        ? { to: raw.in_reply_to_screen_name, post: raw.in_reply_to_status_id_str }
        : null,
    shown: asObject(raw.extended_tweet)?.display_text_range ?? raw.display_text_range,
    quoted: raw.is_quote_status === true,
    quoted_post: raw.quoted_status_id_str,
    links: linksOf(original ?? raw),
  })
}

const linksOf = (raw: Members): unknown => asObject(asObject(raw.extended_tweet)?.entities ?? raw.entities)?.urls

/** Extended mode has full_text; compatibility mode cuts `text` and keeps the whole one in extended_tweet. */
const textOf = (raw: Members): string | null => asText(asObject(raw.extended_tweet)?.full_text) ?? asText(raw.full_text) ?? asText(raw.text)
