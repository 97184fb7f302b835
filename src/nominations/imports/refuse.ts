// ◆ pure
import type { ImportState } from '../../db/schema/imports.js'
import { AppError } from '../../kernel/errors.js'

const WORDS: Record<ImportState, string> = {
  reading: 'is still being read',
  ready: 'waits to be looked at',
  storing: 'is being stored',
  done: 'is stored',
  undoing: 'is being undone',
  undone: 'was undone: give the file again to import it again',
  failed: 'could not be read',
  discarded: 'was thrown away: give the file again',
}

/** @param step what was wanted, as in "stored" */
export const wrongState = ({ id, state, problem }: { id: string; state: ImportState; problem: string | null }, step: string): AppError =>
  new AppError('conflict', `The import ${id} cannot be ${step}: it ${WORDS[state]}${state === 'failed' && problem ? ` (${problem})` : ''}.`, {
    members: { state },
  })
