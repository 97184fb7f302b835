import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { foldHandle } from '../../src/directory/handle.js'
import { type HandleHistory, resolveHandle, seeHandle } from '../../src/directory/match/handles-history.js'
import { readCsv } from './csv.js'

export interface RenameScore {
  /** Accounts that came to have two handles without one numeric id for both. */
  string_merges: number
  /** Changes whose old handle is found nowhere any more, or whose one id ended in two accounts. */
  lost: number
  changes: number
  renamed_by_id: number
}

/** Replays the handle changes of the file in the order of time (IDENTITY.md §5.2); null if the file is absent. */
export function scoreRenames(directory: string): RenameScore | null {
  const path = join(directory, 'handle_changes_congress.csv')
  if (!existsSync(path)) return null
  const rows = readCsv(readFileSync(path, 'utf8')).map((row) => ({
    before: { at: row.seen_old ?? '', handle_key: foldHandle(row.old_handle ?? '') ?? '', x_user_id: row.old_id || null },
    after: { at: row.seen_new ?? '', handle_key: foldHandle(row.new_handle ?? '') ?? '', x_user_id: row.new_id || null },
  }))
  const sightings = rows.flatMap((row) => [row.before, row.after]).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  let histories: readonly HandleHistory[] = []
  for (const [at, sighting] of sightings.entries()) histories = seeHandle(histories, sighting, `a${at}`).histories
  const byNumber = (number: string) => histories.filter((history) => history.x_user_id === number)
  const has = (history: HandleHistory | undefined, key: string) => history?.periods.some((period) => period.handle_key === key) ?? false
  let lost = 0
  let renamed = 0
  for (const { before, after } of rows) {
    const kept = histories.some((history) => has(history, before.handle_key)) && resolveHandle(histories, before.handle_key) !== null
    const sameId = before.x_user_id !== null && before.x_user_id === after.x_user_id
    const owners = sameId ? byNumber(before.x_user_id ?? '') : []
    const together = owners.length === 1 && has(owners[0], before.handle_key) && has(owners[0], after.handle_key)
    if (!kept || (sameId && !together)) lost++
    if (sameId && together) renamed++
  }
  // Which ids each handle was ever seen with: two handles of one account have to share one.
  const ids = new Map<string, Set<string>>()
  for (const { handle_key: key, x_user_id: number } of sightings) if (number !== null) ids.set(key, (ids.get(key) ?? new Set()).add(number))
  const merged = histories.filter((history) =>
    history.periods.some((period) => history.periods.length > 1 && !ids.get(period.handle_key)?.has(history.x_user_id ?? '')),
  )
  return { string_merges: merged.length, lost, changes: rows.length, renamed_by_id: renamed }
}
