import type { Deps } from '../../deps.js'
import { decodeCursor, encodeCursor } from '../../kernel/cursor.js'
import { isPublic } from '../decide.js'
import { type AllyWithAccounts, findAllies } from '../repo.js'
import { type AllyView, publicView } from '../views.js'
import * as repo from './repo.js'

/** What stands now, or that it is gone: then nothing but the id that a mirror knows it by, and where it went if it was merged. */
export interface Change {
  id: string
  changed_at: string
  deleted: boolean
  merged_into: string | null
  ally: AllyView | null
}

export interface ChangePage {
  items: Change[]
  /** Where to go on, also when nothing has changed yet: keep it. */
  next_cursor: string
  /** More is there already. */
  more: boolean
}

const BOUND = { of: 'changes' }

/**
 * What changed in the public directory, in the order of the changes. That order is the directory's version, which is raised under a lock that is held to the
 * end of its transaction, so that nothing slips in behind a reader; an instant or a sequence would let a late commit do that (API.md §12). Without a cursor
 * it begins with everything, or with what changed since an instant.
 * @throws AppError invalid_cursor
 */
export async function changes(deps: Deps, input: { since?: Date | undefined; cursor?: string | undefined; limit: number }): Promise<ChangePage> {
  const keys = input.cursor === undefined ? null : decodeCursor(input.cursor, BOUND, ['number', 'text'])
  const after = keys && { seq: Number(keys[0]), id: String(keys[1]) }
  const { db } = deps.store
  // Before the rows: what is committed between the two has a later place, and is not jumped over.
  const version = await repo.versionNow(db)
  const rows = await repo.changedAfter(db, after, after ? null : (input.since ?? null), input.limit + 1)
  const shown = rows.slice(0, input.limit)
  const last = shown.at(-1)
  const place = last ? [last.change_seq, last.id] : (keys ?? [version, PAST_EVERY_ID])
  return { items: await viewsOf(deps, shown), next_cursor: encodeCursor(place, BOUND), more: rows.length > input.limit }
}

const PAST_EVERY_ID = '~'

async function viewsOf(deps: Deps, rows: readonly AllyWithAccounts[]): Promise<Change[]> {
  const merged = rows.filter((row) => !isPublic(row) && row.merged_into !== null && row.status !== 'withdrawn')
  const wholes = new Map(
    (
      await findAllies(
        deps.store.db,
        merged.map(({ canonical_id }) => canonical_id),
      )
    ).map((row) => [row.id, row]),
  )
  return rows.map((row) => {
    const { id } = row
    const changed_at = row.updated_at.toISOString()
    if (isPublic(row)) return { id, changed_at, deleted: false, merged_into: null, ally: publicView(row) }
    const whole = row.merged_into === null || row.status === 'withdrawn' ? undefined : wholes.get(row.canonical_id)
    return { id, changed_at, deleted: true, merged_into: whole && isPublic(whole) ? whole.id : null, ally: null }
  })
}
