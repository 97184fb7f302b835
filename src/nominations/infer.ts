// ◆ pure
import { foldHandle } from '../directory/handle.js'
import type { Extraction } from './extract.js'
import type { Post } from './formats/types.js'

/** A tag on fewer posts than this says nothing about whose chat it is. */
const MIN_POSTS = 3
const ASKS = /^\W{0,5}Q\s?\d{1,2}\b[^?？]{0,400}[?？]/i
const ANSWERS = /^\W{0,5}A\s?\d{1,2}\b/i

/**
 * The chat's own tag and its host, from the posts themselves: the tag that most of people's own posts carry, and the person who puts
 * the numbered questions and never answers one. Where that is not plain, nothing is inferred.
 */
export function inferChat(read: readonly { post: Post; found: Extraction }[]): {
  hashtag_keys: string[]
  host_keys: string[]
} {
  const own = read.filter(({ post }) => !post.retweet && !/^\W{0,3}(?:RT|MT)\b/i.test(post.text))
  const carried = new Map<string, number>()
  const asked = new Map<string, number>()
  const answered = new Set<string>()
  for (const { post, found } of own) {
    for (const key of new Set(found.targets.flatMap(({ kind, key }) => (kind === 'hashtag' ? [key] : [])))) carried.set(key, (carried.get(key) ?? 0) + 1)
    const author = foldHandle(post.author ?? '')
    if (author === null) continue
    if (ASKS.test(post.text)) asked.set(author, (asked.get(author) ?? 0) + 1)
    if (ANSWERS.test(post.text)) answered.add(author)
  }
  // Two chats that meet carry two tags.
  const tags = [...carried].filter(([, count]) => count >= MIN_POSTS && count * 2 > own.length).sort((a, b) => b[1] - a[1])
  const [host] = [...asked].filter(([author]) => !answered.has(author)).sort((a, b) => b[1] - a[1])
  return { hashtag_keys: tags.map(([key]) => key), host_keys: host ? [host[0]] : [] }
}
