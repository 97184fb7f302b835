// ◆ pure
/** The names in a document, which is its own only voice: nobody replies and nobody hosts, but it may pass on what others said, and may be a chat that was not told. */
import { foldHandle } from '../directory/handle.js'
import { extract, type FoundTarget } from './extract.js'
import type { Post } from './formats/types.js'
import { asksAbout, credits, REACH } from './phrases.js'
import type { Reader } from './reading.js'
import type { Judgement } from './rules.js'
import type { Borrowed } from './speech.js'
import { marksOf } from './triggers.js'

/** "As @name said: …" */
const SAYS = /^\s(?:said|says|wrote|writes|tweeted|posted|put it|asked|replied)\b/i
const not = (reason: string): Judgement => ({ verdict: 'not', reason })

/** Folded handles that lines begin with as those of a chat begin with who wrote them. */
export function lineHeads(posts: readonly Post[]): string[] {
  const keys = new Set<string>()
  for (const { text, perhaps_author: end = 0, author } of posts) {
    if (end > 0) for (const { kind, key, start } of extract(text.slice(0, end)).targets) if (kind === 'account' && start < end) keys.add(key)
    const key = author === null ? null : foldHandle(author)
    if (key !== null) keys.add(key)
  }
  return [...keys]
}

/** It may be about the chat itself, or warn of somebody. `passed` is what the line passes on, looked for once for all its names. */
export function inDocument(
  target: FoundTarget,
  { ownTags, hosts, lineHeads }: Reader,
  negated: ReadonlySet<number>,
  post: Post,
  passed: Borrowed | null,
): Judgement {
  if (target.kind === 'hashtag' && ownTags.has(target.key)) return not('the tag of the chat itself')
  if (target.kind === 'account' && hosts.has(target.key)) return not('a host of the chat')
  if (passed !== null && target.start >= passed.start) return not(passed.reason)
  if (negated.has(target.start)) return not('advised against')
  if (target.start < (post.perhaps_author ?? 0))
    return { verdict: 'doubtful', reason: 'may be who wrote it: the line begins with this name, as lines of a chat do' }
  if (target.kind === 'account' && lineHeads.has(target.key)) return not('may be who wrote another line, which begins with this name as lines of a chat do')
  const before = post.text.slice(Math.max(0, target.start - REACH), target.start)
  const after = post.text.slice(target.end, target.end + REACH)
  const words = { before, after, marks: marksOf(before) | marksOf(after) }
  if (credits(words)) return not('a source, or somebody who is told of it')
  if (asksAbout(words)) return not('asked after, not proposed')
  if (SAYS.test(post.text.slice(target.end, target.end + 20))) return { verdict: 'doubtful', reason: 'perhaps only quoted' }
  return { verdict: 'counted', reason: 'named in the document' }
}
