// ◆ pure
/** Chats copied from a window that shows a name on one line, the time on the next and the words below, as Slack does: the two are put on one line. */
import { isLoneTime } from './post-heads.js'
import { MARK } from './short-chats.js'

const MIN_POSTS = 3
/** One to four words without a sign: how people are called, not what they say. */
const NAME = /^\s{0,4}[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.'’()-]{0,30}(?:\s[\p{L}\p{N}(][\p{L}\p{M}\p{N}_.'’()-]{0,30}){0,3}\s{0,4}$/u
const OF_DAY = /\d[:.]\d{2}|\d\s?[ap]\.?m\b/i

/** The lines rewritten; null if the paste is none of these. */
export function withTimesBeside(texts: readonly string[]): string[] | null {
  const at: number[] = []
  const names = new Set<string>()
  let marked = 0
  for (let i = 0; i + 2 < texts.length; i++) {
    const [name, time] = [(texts[i] ?? '').slice(0, 140), (texts[i + 1] ?? '').slice(0, 60)]
    if (!NAME.test(name) || MARK.test(name) || isLoneTime(name) || !OF_DAY.test(time) || !isLoneTime(time)) continue
    at.push(i)
    names.add(name.trim().toLowerCase())
    if (MARK.test((texts[i + 2] ?? '').slice(0, 20))) marked++
  }
  // A programme of a day has names and times below each other too: there nobody speaks twice, or answers.
  if (at.length < MIN_POSTS || names.size < 2 || (names.size === at.length && marked < 2)) return null
  const out = [...texts]
  for (const i of at) {
    out[i] = ''
    out[i + 1] = `${(texts[i] ?? '').trim()}  ${(texts[i + 1] ?? '').trim()}`
  }
  return out
}
