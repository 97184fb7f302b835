import type { Deps } from '../../deps.js'
import { readJudged } from './repo.js'

/** The field that the entries of this database were judged for, if it is not the one that is set: asked by every command, so it loads no rules. */
export async function judgedForOther(deps: Deps): Promise<string | null> {
  const judged = await readJudged(deps.store.db)
  return judged && judged.field !== deps.config.HOME_FIELD ? judged.field : null
}
