import type { Executor } from '../../../db/open.js'
import { openCounts } from '../queue/repo.js'
import * as repo from './repo.js'
import { conflictsOf, type IdentityFacts, memberView, relationReview } from './views.js'

/** The members of each of these entries beside itself, and all other names they go by. */
export async function wholes(
  db: Executor,
  ids: readonly string[],
): Promise<Map<string, { members: repo.WholeRow[]; others: repo.WholeRow[]; aliases: string[] }>> {
  const rows = await repo.wholesOf(db, ids)
  return new Map(
    ids.map((id) => {
      const members = rows.filter((row) => row.canonical_id === id || row.id === id)
      return [id, { members, others: members.filter((row) => row.id !== id), aliases: members.flatMap((row) => row.aliases) }]
    }),
  )
}

/** What stands beside these entries about who is who, by id. */
export async function identityFacts(db: Executor, entries: readonly { id: string; canonical_id: string }[]): Promise<Map<string, IdentityFacts>> {
  const ids = entries.map(({ id }) => id)
  const found = await wholes(db, ids)
  // Only where several are one can words disagree.
  const joined = ids.filter((id) => (found.get(id)?.others.length ?? 0) > 0)
  const [open, relations, words] = [await openCounts(db, ids), await repo.relationsSeen(db, ids, 'standing'), await repo.lastWords(db, joined)]
  return new Map(
    entries.map(({ id, canonical_id }) => {
      const { members = [], others = [], aliases = [] } = found.get(id) ?? {}
      const own = new Set(members.map((one) => one.id))
      const saidAt = (field: string) => words.find((one) => one.ally_id === id && one.field === field)?.created_at ?? null
      return [
        id,
        {
          canonical_id,
          members: others.map(memberView),
          conflicts: conflictsOf(members, saidAt),
          aliases,
          open_matches: open.get(id) ?? 0,
          relations: relations.filter(({ row }) => own.has(row.from_id) || own.has(row.to_id)).map((one) => relationReview(one, own)),
        },
      ]
    }),
  )
}
