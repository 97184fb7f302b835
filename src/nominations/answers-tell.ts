// ◆ pure
/** What a question asks for is told by its words; where these do not tell it, by what people answer. */
import { foldHandle } from '../directory/handle.js'
import { type AskedQuestion, speakerOf } from './questions-found.js'
import type { ReadPost } from './reading-context.js'

/** Fewer voices show nothing. */
const MIN_VOICES = 2
/** A tag on so many of all posts is the chat's own. */
const OWN_TAG_SHARE = 0.3

/** For each question, whether most who answer it name somebody who takes no part in the chat, or a tag that is not the chat's own. */
export function namedInAnswers(read: readonly ReadPost[], hosts: ReadonlySet<string>): (question: AskedQuestion) => boolean {
  const here = new Set<string>(hosts)
  const carried = new Map<string, number>()
  for (const { post, found } of read) {
    const author = post.author === null ? null : foldHandle(post.author)
    if (author !== null) here.add(author)
    for (const key of new Set(found.targets.flatMap(({ kind, key }) => (kind === 'hashtag' ? [key] : [])))) carried.set(key, (carried.get(key) ?? 0) + 1)
  }
  const isOther = (kind: string, key: string) => (kind === 'hashtag' ? (carried.get(key) ?? 0) < Math.max(2, read.length * OWN_TAG_SHARE) : !here.has(key))
  return ({ number, post_id }) => {
    const voices = new Map<string, boolean>()
    for (const { post, marks, found } of read) {
      const speaker = speakerOf(post)
      const [mark] = marks
      const answers = mark === undefined ? post_id !== null && post.reply?.post === post_id : mark.kind === 'answer' && mark.number === number
      if (!answers || post.retweet || speaker === null || hosts.has(speaker)) continue
      voices.set(speaker, voices.get(speaker) === true || found.targets.some(({ kind, key }) => isOther(kind, key)))
    }
    const naming = [...voices.values()].filter((names) => names).length
    return naming >= MIN_VOICES && naming * 3 >= voices.size * 2
  }
}
