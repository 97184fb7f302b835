import type { Deps } from '../../deps.js'
import { categoriesOf } from '../../directory/categories.js'
import { refuseMerge } from '../../directory/identity/cluster.js'
import { wholes } from '../../directory/identity/facts/service.js'
import { calledBy } from '../../directory/identity/in-words.js'
import { entryNamed } from '../../directory/identity/named.js'
import { listDecisions, listMatches } from '../../directory/identity/queue.js'
import type { DecisionView, MatchView } from '../../directory/identity/views.js'
import { getReview } from '../../directory/service.js'
import type { ReviewView } from '../../directory/views.js'
import { isAppError } from '../../kernel/errors.js'

/** A merge before it is done: which way it may go, and why not. */
export interface MergePreview {
  typed: string
  other: ReviewView | null
  /** Which of the two may stay, the likelier first. */
  mayStay: ReviewView[]
  refused: string | null
}

/** What the page of an entry shows of who it is and what it works for, beside the entry itself. */
export interface Who {
  pairs: MatchView[]
  decisions: DecisionView[]
  /** Other names of the entry itself, without those of what was merged into it. */
  ownNames: string[]
  /** The entry that stands for it, if it was merged. */
  standsUnder: ReviewView | null
  merge: MergePreview | null
  categories: Awaited<ReturnType<typeof categoriesOf>>
}

const PAIRS = 10
const DECISIONS = 20

export async function whoIs(deps: Deps, entry: ReviewView, into: string | undefined): Promise<Who> {
  const { id, merged_into, canonical_id } = entry
  const [{ items: pairs }, { items: decisions }, categories, found] = await Promise.all([
    listMatches(deps, { state: 'open', ally: id }, { limit: PAIRS }),
    listDecisions(deps, id, { limit: DECISIONS }),
    categoriesOf(deps, id),
    wholes(deps.store.db, [id]),
  ])
  return {
    pairs,
    decisions,
    categories,
    ownNames: found.get(id)?.members.find((one) => one.id === id)?.aliases ?? [],
    standsUnder: merged_into === null ? null : await getReview(deps, canonical_id),
    merge: into === undefined ? null : await previewMerge(deps, entry, decisions, into),
  }
}

const sideOf = ({ id, name, kind, status, merged_into, support, created_at }: ReviewView) => ({
  id,
  name,
  kind,
  status,
  merged_into,
  support: support.nominators,
  created_at: new Date(created_at),
})

async function previewMerge(deps: Deps, entry: ReviewView, decisions: readonly DecisionView[], typed: string): Promise<MergePreview> {
  const no = (refused: string, other: ReviewView | null = null): MergePreview => ({ typed, other, mayStay: [], refused })
  try {
    const other = await entryNamed(deps, typed)
    if (other.canonical_id === entry.canonical_id) return no(`That is this very entry: ${calledBy(other)}.`)
    const against = decisions.find(({ a, b, verdict, undone }) => verdict === 'different' && undone === null && (a.id === other.id || b.id === other.id))
    if (against)
      return no(`It was decided on ${against.created_at.slice(0, 10)} that they are different: ${against.reason} Take that decision back first, below.`, other)
    const ways: [ReviewView, string | null][] = [
      [other, refuseMerge(sideOf(entry), sideOf(other))],
      [entry, refuseMerge(sideOf(other), sideOf(entry))],
    ]
    const mayStay = ways.filter(([, refused]) => refused === null).map(([stays]) => stays)
    return mayStay.length === 0 ? no(ways[0]?.[1] ?? '', other) : { typed, other, mayStay, refused: null }
  } catch (error) {
    if (isAppError(error) && error.status < 500) return no(error.message)
    throw error
  }
}
