// ◆ pure
/** Social Feed Manager, its columns of both generations (sfm.readthedocs.io, "Twitter CSV"). */
import type { Cell, Has } from './tables.js'

export const isSfmTable = (has: Has): boolean =>
  has('text') && ((has('screen_name') && (has('twitter_id') || has('tweet_id') || has('id'))) || (has('user_screen_name') && (has('id') || has('tweet_id'))))

export const sfmRow = (cell: Cell) => ({
  id: cell('twitter_id', 'tweet_id', 'id'),
  url: cell('tweet_url', 'twitter_url'),
  at: cell('created_at', 'parsed_created_at'),
  author: cell('screen_name', 'user_screen_name'),
  author_id: cell('user_id'),
  text: cell('text'),
  retweet: cell('tweet_type').toLowerCase() === 'retweet' || isYes(cell('is_retweet')),
  reply: cell('in_reply_to_screen_name', 'in_reply_to_status_id') === '' ? null : { to: cell('in_reply_to_screen_name'), post: cell('in_reply_to_status_id') },
  quoted: cell('tweet_type').toLowerCase() === 'quote' || isYes(cell('is_quote')),
  quoted_post: cell('quoted_status_id'),
})

const isYes = (value: string) => /^(?:yes|true|1)$/i.test(value)
