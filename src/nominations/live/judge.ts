import type { CollectionContext } from '../../chats/context.js'
import type { Deps } from '../../deps.js'
import type { XPost } from '../../platform/port.js'
import { type DecidedNomination, decide } from '../decide.js'
import { addPost, gather } from '../formats/gather.js'

/** Which of the posts nominate whom, as an import of the same posts would judge them. */
export async function judge(_deps: Deps, chat: CollectionContext, posts: readonly XPost[]): Promise<DecidedNomination[]> {
  const gathered = gather()
  posts.forEach((post, i) => {
    addPost(gathered, {
      line: i + 1,
      id: post.id,
      at: post.created_at,
      author: post.author,
      author_id: post.author_id,
      text: post.text,
      retweet: post.retweet,
      reply: post.reply,
      quoted: post.quoted,
    })
  })
  return decide({ format: 'x-api-v2', posts: gathered.posts }, chat).nominations
}
