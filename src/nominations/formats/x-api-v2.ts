// ◆ pure
/** X API v2 as the API answers it, as twarc2 keeps it (a page a line), and as `twarc2 flatten` writes it (a post a line). */
import { addPost, type Gathered, idOf } from './gather.js'
import { asArray, asObject, asText, type Members } from './lines.js'
import { skimmer } from './skim.js'

/** Finds the line of a post by its id. */
export type Locate = (id: string) => number

const isPost = (value: Members) => typeof value.text === 'string' && (typeof value.id === 'string' || typeof value.id === 'number')
/** `data` may be absent: a page without results has only meta or errors. */
export const isPage = (value: Members): boolean =>
  !isPost(value) && (Array.isArray(value.data) || asObject(value.data) !== null || (asObject(value.meta) !== null && 'result_count' in (value.meta as object)))
export const isFlattened = (value: Members): boolean => isPost(value) && asObject(value.author) !== null && !('user' in value)
export const isBarePost = (value: Members): boolean => isPost(value) && !('user' in value) && typeof value.author_id === 'string'

const LINKS = { urls: { url: {}, expanded_url: {} } }
const OF_POST = {
  id: {},
  text: {},
  created_at: {},
  author_id: {},
  author: { username: {} },
  in_reply_to_user_id: {},
  in_reply_to_user: { username: {} },
  referenced_tweets: { type: {}, id: {} },
  note_tweet: { text: {}, entities: LINKS },
  entities: LINKS,
}
/** All that is looked at below: what is missing here is not there for `takeV2`. */
export const skimV2 = skimmer({ ...OF_POST, data: OF_POST, includes: { users: { id: {}, username: {} } }, meta: { result_count: {} } })

/** Takes a page of posts, or one post. False if it is neither. */
export function takeV2(to: Gathered, value: Members, locate: Locate): boolean {
  if (isPage(value)) takePage(to, value, locate)
  else if (isPost(value)) takePosts(to, [value], new Map(), locate)
  else return false
  return true
}

function takePage(to: Gathered, page: Members, locate: Locate): void {
  const users = new Map<string, string>()
  for (const user of asArray(asObject(page.includes)?.users).map(asObject)) {
    const [id, username] = [asText(user?.id), asText(user?.username)]
    if (id && username) users.set(id, username)
  }
  // A line of the filtered stream holds one post instead of an array.
  takePosts(to, Array.isArray(page.data) ? page.data : page.data === undefined ? [] : [page.data], users, locate)
}

function takePosts(to: Gathered, values: readonly unknown[], users: ReadonlyMap<string, string>, locate: Locate): void {
  for (const value of values) {
    const raw = asObject(value)
    const line = locate((raw && idOf(raw.id)) ?? '')
    if (!raw || !isPost(raw)) {
      to.bad.push({ line, reason: 'holds something that is no post' })
      continue
    }
    const references = asArray(raw.referenced_tweets).map(asObject)
    const refersTo = (type: string) => references.find((reference) => reference?.type === type)
    const refers = (type: string) => refersTo(type) !== undefined
    addPost(to, {
      line,
      id: raw.id,
      at: raw.created_at,
      author: asText(asObject(raw.author)?.username) ?? users.get(idOf(raw.author_id) ?? ''),
      author_id: raw.author_id,
      text: asText(asObject(raw.note_tweet)?.text) ?? raw.text,
      retweet: refers('retweeted'),
      reply:
        refers('replied_to') || raw.in_reply_to_user_id !== undefined
          ? {
              to: asText(asObject(raw.in_reply_to_user)?.username) ?? users.get(idOf(raw.in_reply_to_user_id) ?? ''),
              post: refersTo('replied_to')?.id,
            }
          : null,
      quoted: refers('quoted'),
      quoted_post: refersTo('quoted')?.id,
      links: asObject(asObject(raw.note_tweet)?.entities)?.urls ?? asObject(raw.entities)?.urls,
    })
  }
}
