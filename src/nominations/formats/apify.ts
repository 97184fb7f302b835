// ◆ pure
/** Apify: JSON or CSV of scraping actors, whose names of members differ. What no known name tells is told by the address of the post. */
import { addPost, type Gathered, idOf, type RawPost } from './gather.js'
import { asArray, asObject, asText, type Members } from './lines.js'
import type { Cell, Has } from './tables.js'
import type { Locate } from './x-api-v2.js'

/** X Terms of Service, "Misuse of the Services": crawling or scraping without prior written consent is prohibited. */
export const SCRAPED = "collected by a scraper, which X's terms forbid: use an export of your own or the X API where you can"

export const isApify = (value: Members): boolean => {
  const author = asObject(value.author)
  return textOf(value) !== null && !('user' in value) && ('authorHandle' in value || author?.userName !== undefined || author?.screenName !== undefined)
}

/** False if it is no post. */
export function takeApify(to: Gathered, value: Members, locate: Locate): boolean {
  if (!isApify(value)) return false
  const author = asObject(value.author)
  const id = value.id ?? value.postId ?? value.tweetId
  const retweet = asObject(value.retweet) ?? asObject(value.retweeted_tweet)
  addPost(to, {
    line: locate(idOf(id) ?? ''),
    id,
    url: asText(value.url) ?? asText(value.twitterUrl) ?? asText(value.postUrl),
    at: value.createdAt ?? value.postDate ?? value.timestamp,
    author: asText(author?.userName) ?? asText(author?.screenName) ?? asText(value.authorHandle),
    author_id: author?.id,
    text: textOf(value),
    retweet: value.isRetweet === true || retweet !== null,
    reply:
      value.isReply === true || asText(value.inReplyToUsername) || asText(value.inReplyToId) ? { to: value.inReplyToUsername, post: value.inReplyToId } : null,
    links: linksOf(value),
    quoted: value.isQuote === true || asObject(value.quote) !== null,
    quoted_post: value.quoteId ?? asObject(value.quote)?.id,
  })
  return true
}

/** X's own entities as v1.1 writes them, where an actor passes them on: `entities.urls`, or `urls`; an empty list beside a filled one says nothing. */
const linksOf = (value: Members): unknown =>
  [asObject(value.entities)?.urls, asObject(asObject(value.legacy)?.entities)?.urls, value.urls].map(asArray).find((urls) => urls.length > 0)

const textOf = (value: Members): string | null => asText(value.fullText) ?? asText(value.text) ?? asText(value.postText)

export const isApifyTable = (has: Has): boolean =>
  (has('text') || has('fulltext') || has('posttext')) && (has('author/username') || has('author/screenname') || has('authorhandle'))

export const apifyRow = (cell: Cell): Omit<RawPost, 'line'> => ({
  id: cell('id', 'postid', 'tweetid'),
  url: cell('url', 'twitterurl', 'posturl'),
  at: cell('createdat', 'postdate', 'timestamp'),
  author: cell('author/username', 'author/screenname', 'authorhandle'),
  author_id: cell('author/id'),
  text: cell('fulltext', 'text', 'posttext'),
  links: Array.from({ length: MAX_LINKS }, (_, i) => ({ url: cell(`entities/urls/${i}/url`), expanded_url: cell(`entities/urls/${i}/expanded_url`) })),
  retweet: isTrue(cell('isretweet')) || cell('retweet/id') !== '',
  reply: isTrue(cell('isreply')) || cell('inreplytousername', 'inreplytoid') !== '' ? { to: cell('inreplytousername'), post: cell('inreplytoid') } : null,
  quoted: isTrue(cell('isquote')),
  quoted_post: cell('quoteid', 'quote/id'),
})

/** Flattened columns of links that are looked at; a post has room for no more than a few. */
const MAX_LINKS = 4

const isTrue = (value: string) => value.toLowerCase() === 'true'
