import type { CollectionContext } from '../../chats/context.js'
import type { Deps } from '../../deps.js'
import type { XPost } from '../../platform/port.js'
import { authorKey, contextOf, type DecidedNomination, homeTags, judgePosts, settle } from '../decide.js'
import { addPost, gather } from '../formats/gather.js'
import type { Post } from '../formats/types.js'
import { byId } from './pace.js'

/**
 * What a process has seen of the chats it follows: a post is judged by the questions that were put and the people who took part before it. Only in memory,
 * since posts are not ours to keep; a process that begins in the middle of a chat judges by the record of the chat and by what comes.
 */
const memories = new WeakMap<object, Map<string, Map<string, Post>>>()
/** As many posts as an import looks at to learn whose chat it is. */
const REMEMBERED = 3_000

/** Posts of a chat that were counted: those of a poll that broke off, or stopped at the cap, come again. Ids only, as long as the process lives. */
const counted = new WeakMap<object, Map<string, Set<string>>>()

export function countedIn(deps: Deps, chatId: string): Set<string> {
  const chats = counted.get(deps.store) ?? new Map<string, Set<string>>()
  counted.set(deps.store, chats)
  const ids = chats.get(chatId) ?? new Set<string>()
  chats.set(chatId, ids)
  return ids
}

export const forgetCounted = (deps: Deps, chatId: string): void => void counted.get(deps.store)?.delete(chatId)

export const forgetChat = (deps: Deps, chatId: string): void => void memories.get(deps.store)?.delete(chatId)

function seenIn(deps: Deps, chatId: string): Map<string, Post> {
  const chats = memories.get(deps.store) ?? new Map<string, Map<string, Post>>()
  memories.set(deps.store, chats)
  const seen = chats.get(chatId) ?? new Map<string, Post>()
  chats.set(chatId, seen)
  return seen
}

/** Which of the posts nominate whom, as an import of all that was seen so far would judge them. `posts` are the oldest first. */
export function judge(deps: Deps, chat: CollectionContext, posts: readonly XPost[]): DecidedNomination[] {
  const fresh = toPosts(posts)
  const seen = seenIn(deps, chat.chat_id ?? '')
  for (const post of fresh) if (post.id !== null) seen.set(post.id, post)
  const known = [...seen].sort(([a], [b]) => byId({ id: a }, { id: b }))
  for (const [id] of known.splice(0, Math.max(0, known.length - REMEMBERED))) seen.delete(id)
  const all = known.map(([, post], i) => ({ ...post, line: i + 1 }))
  const context = contextOf(all, { ...chat, home_tags: homeTags(deps.config.HOME_FIELD) }, 'x-api-v2')
  const participants = new Set(all.flatMap((post) => authorKey(post) ?? []))
  const candidates = settle(judgePosts(fresh, context), (key) => participants.has(key))
  return candidates.flatMap(({ verdict, conditions: _, ...one }) => (verdict === 'counted' && one.target !== null ? [{ ...one, target: one.target }] : []))
}

/** Through the same gate as the posts of archives, so that both read alike. */
function toPosts(posts: readonly XPost[]): Post[] {
  const gathered = gather()
  posts.forEach(({ id, text, created_at: at, author, author_id, retweet, reply, quoted, quoted_post }, i) => {
    addPost(gathered, { line: i + 1, id, text, at, author, author_id, retweet, reply, quoted, quoted_post })
  })
  return gathered.posts
}
