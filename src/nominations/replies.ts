// ◆ pure
/**
 * Which of the names that a post begins with its author did not type. X puts the author of the post replied to, and everybody named in it, in front
 * of a reply (X-PLATFORM.md §8): they say whom the thread reaches, and are no proposals, whether people's or organisations'.
 */
import type { FoundTarget } from './extract.js'
import type { FormatName, Post } from './formats/types.js'
import * as say from './phrases.js'
import type { ReadPost } from './reading-context.js'
import { marksOf } from './triggers.js'

export const PUT_BY_X = 'the names a reply begins with are put there by X'

/** Plain data, so that it can be sent to a worker. */
export interface ThreadsContext {
  /** By the id of a post, the folded handles of its author and of all whom it names, each between blanks: what X puts in front of a reply to it. */
  parents: [string, string][]
  /** Of a chat whose file says of no post that it is a reply; otherwise null. */
  unmarked: Unmarked | null
}
interface Unmarked {
  /** Folded handles of those who speak in it. */
  speakers: string[]
  /** By folded handle, the first and the last line of the posts that name it. */
  named: [string, number, number][]
  newest_first: boolean
}

/** The same, ready for looking up. */
export interface Threads {
  parents: ReadonlyMap<string, string>
  unmarked: { speakers: ReadonlySet<string>; named: ReadonlyMap<string, readonly [number, number]>; newest_first: boolean } | null
}

export interface Put {
  /** Where the names begin that X put there. */
  starts: ReadonlySet<number>
  /** Of the others at the beginning it is known that they were typed. */
  sure: boolean
}

const NO_STARTS: ReadonlySet<number> = new Set()
const NOTHING: Put = { starts: NO_STARTS, sure: false }
/** Formats that never say what is a reply, but for pages of X, which say it in words. */
const SILENT: readonly FormatName[] = ['transcript', 'mapped-csv']

export const NO_THREADS: ThreadsContext = { parents: [], unmarked: null }

export function threadsOf(
  read: readonly ReadPost[],
  speakers: ReadonlySet<string>,
  format: FormatName,
  newest_first: boolean,
  authorOf: (post: Post) => string | null,
): ThreadsContext {
  const replies = read.some(({ post }) => post.reply !== null)
  const parents = replies
    ? read.flatMap(({ post, found }): [string, string][] =>
        post.id === null
          ? []
          : [[post.id, ` ${[authorOf(post) ?? '', ...found.targets.flatMap(({ kind, key }) => (kind === 'account' ? [key] : []))].join(' ')} `]],
      )
    : []
  if (replies || !SILENT.includes(format)) return { parents, unmarked: null }
  const named = new Map<string, [string, number, number]>()
  for (const { post, found } of read)
    for (const { kind, key } of found.targets) {
      if (kind !== 'account') continue
      const known = named.get(key)
      if (known === undefined) named.set(key, [key, post.line, post.line])
      else [known[1], known[2]] = [Math.min(known[1], post.line), Math.max(known[2], post.line)]
    }
  return { parents, unmarked: { speakers: [...speakers], named: [...named.values()], newest_first } }
}

export const readThreads = ({ parents, unmarked }: ThreadsContext): Threads => ({
  parents: new Map(parents),
  unmarked: unmarked && {
    speakers: new Set(unmarked.speakers),
    named: new Map(unmarked.named.map(([key, first, last]) => [key, [first, last]])),
    newest_first: unmarked.newest_first,
  },
})

/** Names with nothing but blanks before and between them: so X puts them. "@one and @two" was typed. */
function leadingRun(text: string, targets: readonly FoundTarget[]): FoundTarget[] {
  const run: FoundTarget[] = []
  let end = 0
  for (const target of targets) {
    if (target.form !== 'mention' || target.start - end > 20 || text.slice(end, target.start).trim() !== '') break
    run.push(target)
    end = target.end
  }
  return run
}

const startsOf = (run: readonly FoundTarget[]): ReadonlySet<number> => (run.length === 0 ? NO_STARTS : new Set(run.map(({ start }) => start)))

/** Of the names a post begins with, those that X put there: as the file says, or as the post says that it replies to, or as the chat lets one think. */
export function putByX({ post, found, marks }: ReadPost, { parents, unmarked }: Threads, hosts: ReadonlySet<string>): Put {
  const run = leadingRun(post.text, found.targets)
  const [first] = run
  if (first === undefined) return NOTHING
  const from = post.words_from
  if (from != null) return { starts: startsOf(run.filter(({ end }) => end <= from)), sure: true }
  if (post.reply !== null) {
    const parent = post.reply.post == null ? undefined : parents.get(post.reply.post)
    // Nobody can tell what was typed: an organiser may.
    if (parent === undefined) return { starts: startsOf(run), sure: false }
    const to = post.reply.to?.toLowerCase()
    return { starts: startsOf(run.filter(({ key }) => key === to || parent.includes(` ${key} `))), sure: true }
  }
  if (unmarked === null || run.length < 2 || !unmarked.speakers.has(first.key)) return NOTHING
  // Who speaks to a host answers what the host asked.
  const proposes = marks.length > 0 || hosts.has(first.key) || isProposed(post.text, run)
  const earlier = (key: string): boolean => {
    const [from = post.line, to = post.line] = unmarked.named.get(key) ?? []
    return unmarked.newest_first ? to > post.line : from < post.line
  }
  // Whether the first is spoken to is told by the rules for people who take part.
  return { starts: startsOf(run.slice(1).filter(({ key }) => !proposes || earlier(key))), sure: false }
}

/** "@one @two deserves a place": in so many words, right behind the names. */
function isProposed(text: string, run: readonly FoundTarget[]): boolean {
  const end = run.at(-1)?.end ?? 0
  const after = text.slice(end, end + say.REACH)
  return say.proposedBy({ before: '', after, marks: marksOf(after) }) !== null
}
