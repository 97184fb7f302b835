import type { Deps } from '../../deps.js'
import { AppError } from '../../kernel/errors.js'
import { holdersOf } from '../drafts/repo.js'
import { parseTarget } from '../handle.js'
import { getReview } from '../service.js'
import type { ReviewView } from '../views.js'

/** The id alone, or in the address of one of our own pages or of the API. */
const ID = /(?:^|\/)(aly_[0-9a-z]{26})(?:$|[/?#])/
const SPACE = /^\s+|\s+$/g

/**
 * The entry that people mean by what they typed: an id, the address of its page here, @handle (also one it had before and nobody has now), #hashtag, or a
 * link to X. Of a handle or hashtag that belongs to a merged entry it is the one that stands for it; `itself` takes the one that was merged.
 * @throws AppError not_found with the way out
 */
export async function entryNamed(deps: Deps, text: string, which: 'standing' | 'itself' = 'standing'): Promise<ReviewView> {
  const name = text.replace(SPACE, '')
  const id = ID.exec(name.slice(0, 500))?.[1]
  if (id !== undefined) return getReview(deps, id)
  const parsed = parseTarget(name)
  if (!parsed.ok) throw new AppError('not_found', `"${name.slice(0, 100)}" names no entry: ${parsed.reason}. An id (aly_…) does as well.`)
  const { target } = parsed
  const known = (await holdersOf(deps.store.db, [target])).get(`${target.kind} ${target.key}`)
  if (!known) throw new AppError('not_found', `Nobody has nominated ${target.kind === 'hashtag' ? '#' : '@'}${target.display} yet.`)
  return getReview(deps, which === 'itself' ? known.id : known.canonical_id)
}
