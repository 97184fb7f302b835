// ◆ pure
/** twarc-csv: X API v2 posts, their members as dotted columns. Of the cells with JSON only the links are read: names are found in the text. */
import { parseJson } from './lines.js'
import type { Cell, Has } from './tables.js'

export const isTwarcTable = (has: Has): boolean =>
  has('id', 'text') && (has('author.username') || has('referenced_tweets.replied_to.id') || has('conversation_id', 'author_id'))

export const twarcRow = (cell: Cell) => ({
  id: cell('id'),
  at: cell('created_at'),
  author: cell('author.username'),
  author_id: cell('author_id', 'author.id'),
  text: cell('note_tweet.text', 'text'),
  links: linksIn(cell('note_tweet.entities.urls', 'entities.urls')),
  retweet: isSet(cell('referenced_tweets.retweeted.id')),
  reply: isSet(cell('referenced_tweets.replied_to.id', 'in_reply_to_user_id'))
    ? { to: cell('in_reply_to_username', 'in_reply_to_user.username'), post: cell('referenced_tweets.replied_to.id') }
    : null,
  quoted: isSet(cell('referenced_tweets.quoted.id')),
  quoted_post: cell('referenced_tweets.quoted.id'),
})

/** The cell holds JSON. */
function linksIn(urls: string): unknown {
  const parsed = urls.includes('"expanded_url"') ? parseJson(urls) : null
  return parsed?.ok ? parsed.value : undefined
}

/** Data frames write `nan` for nothing. */
const isSet = (value: string) => /^\d/.test(value)
