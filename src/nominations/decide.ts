// ◆ pure
/**
 * From posts to nominations in three steps, each pure and its results plain data, so that a large file can be judged in chunks and in
 * workers: what the posts are judged by (`contextOf`), each post by itself (`judgePosts`), and what only the end of a file tells (`settle`).
 */
import type { Target } from '../directory/handle.js'
import type { ParsedArchive } from './formats/types.js'
import { type Candidate, type Form, judgePosts } from './judge.js'
import { authorKey, contextOf, type GivenChat, type ReadingContext } from './reading-context.js'

export { type Candidate, type Condition, type Form, judgePosts, type Verdict } from './judge.js'
export { authorKey, contextOf, type GivenChat, homeTags, type ReadingContext } from './reading-context.js'
export type { GivenName } from './spoken-names.js'

export interface DecidedNomination {
  line: number
  post_id: string | null
  at: Date | null
  /** Folded handle, or null if only `voice` tells nominators apart. */
  nominator: string | null
  voice: string
  question: number | null
  target: Target
  raw: string
  /** The words around it; `start` and `end` are UTF-16 offsets into them. */
  text: string
  start: number
  end: number
  form: Form
  reason: string
}

export interface NotCounted {
  line: number
  nominator: string | null
  raw: string
  reason: string
}

export interface Decision {
  /** All names of the file, in order of appearance, each with its verdict. */
  candidates: Candidate[]
  /** Those that count, each target once for each voice. */
  nominations: DecidedNomination[]
  skipped: NotCounted[]
  /** A person has to say what was meant. */
  review: NotCounted[]
  placeholders: (NotCounted & { target: Target })[]
  /** The context that was used, given or inferred. */
  context: ReadingContext
}

/** A whole file at once. */
export function decide(archive: Pick<ParsedArchive, 'format' | 'posts' | 'aside'>, given: GivenChat | null): Decision {
  const context = contextOf(archive.posts, given, archive.format)
  const participants = new Set(archive.posts.flatMap((post) => authorKey(post) ?? []))
  const candidates = settle(judgeArchive(archive, context), (key) => participants.has(key))
  const of = (verdict: Candidate['verdict']) => candidates.filter((one) => one.verdict === verdict)
  const told = ({ line, nominator, raw, reason }: Candidate): NotCounted => ({ line, nominator, raw, reason })
  return {
    candidates,
    nominations: of('counted').flatMap((one) => (one.target === null ? [] : [nominationOf(one, one.target)])),
    skipped: candidates
      .filter(({ verdict }) => verdict === 'not' || verdict === 'repeated')
      .map(told)
      .sort((a, b) => a.line - b.line),
    review: of('doubtful').map(told),
    placeholders: of('placeholder').flatMap((one) => (one.target === null ? [] : [{ ...told(one), target: one.target }])),
    context,
  }
}

/** All its names in order of appearance, those that stand beside its posts too. */
export const judgeArchive = ({ posts, aside = [] }: Pick<ParsedArchive, 'posts' | 'aside'>, context: ReadingContext): Candidate[] =>
  judgePosts(aside.length === 0 ? posts : [...posts, ...aside].sort((a, b) => a.line - b.line), context)

const nominationOf = ({ verdict: _, conditions: __, ...one }: Candidate, target: Target): DecidedNomination => ({ ...one, target })

/**
 * Of a file that brings a post twice, on two pages or lines of it: its names once, from where its author is known, else from the first. What one
 * reader saw whole has each post once already.
 */
export function eachPostOnce(candidates: readonly Candidate[]): Candidate[] {
  const best = new Map<string, Candidate>()
  const keyOf = ({ post_id, target, verdict }: Candidate): string | null =>
    post_id === null || target === null || (verdict !== 'counted' && verdict !== 'doubtful') ? null : `${post_id} ${target.kind} ${target.key}`
  for (const one of candidates) {
    const key = keyOf(one)
    const other = key === null ? undefined : best.get(key)
    if (key !== null && (other === undefined || (other.nominator === null && one.nominator !== null))) best.set(key, one)
  }
  return candidates.map((one) => {
    const first = best.get(keyOf(one) ?? '')
    return first === undefined || first === one ? one : { ...one, verdict: 'repeated', reason: `the same post again, see line ${first.line}`, conditions: [] }
  })
}

/**
 * Applies the conditions, then counts each target once for each voice, the first in the order given. Candidates that do not change
 * are the same objects.
 */
export function settle(candidates: readonly Candidate[], isParticipant: (key: string) => boolean): Candidate[] {
  const first = new Map<string, number>()
  return candidates.map((one) => {
    const met = one.conditions.find(({ participants }) => participants.every(isParticipant))
    if (met) return { ...one, verdict: 'not', reason: met.reason, conditions: [] }
    if (one.verdict !== 'counted' || one.target === null) return one
    const key = `${one.voice}\0${one.target.kind}\0${one.target.key}`
    const line = first.get(key)
    if (line === undefined) {
      first.set(key, one.line)
      return one
    }
    return { ...one, verdict: 'repeated', reason: `counted already, on line ${line}`, conditions: [] }
  })
}
