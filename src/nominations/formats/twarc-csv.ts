// ◆ pure
/** twarc-csv: X API v2 posts, their members as dotted columns. Cells with JSON (entities) are not read: names are found in the text. */
import type { Cell, Has } from './tables.js'

export const isTwarcTable = (has: Has): boolean =>
  has('id', 'text') && (has('author.username') || has('referenced_tweets.replied_to.id') || has('conversation_id', 'author_id'))

export const twarcRow = (cell: Cell) => ({
  id: cell('id'),
  at: cell('created_at'),
  author: cell('author.username'),
  author_id: cell('author_id', 'author.id'),
  text: cell('note_tweet.text', 'text'),
  retweet: isSet(cell('referenced_tweets.retweeted.id')),
  reply: isSet(cell('referenced_tweets.replied_to.id', 'in_reply_to_user_id'))
    ? { to: cell('in_reply_to_username', 'in_reply_to_user.username'), post: cell('referenced_tweets.replied_to.id') }
    : null,
  quoted: isSet(cell('referenced_tweets.quoted.id')),
  quoted_post: cell('referenced_tweets.quoted.id'),
})

/** Data frames write `nan` for nothing. */
const isSet = (value: string) => /^\d/.test(value)
