import type { Deps } from '../deps.js'
import { parseTarget } from '../directory/handle.js'
import { entryByTarget } from '../directory/service.js'
import { AppError } from '../kernel/errors.js'

/** The id of an entry that a person names by @handle, #hashtag, a link to a profile or its id. @throws AppError not_found */
export async function entryNamed(deps: Deps, name: string): Promise<string> {
  if (name.startsWith('aly_')) return name
  const parsed = parseTarget(name)
  if (!parsed.ok) throw new AppError('not_found', `"${name}" is neither an id nor an @handle: ${parsed.reason}.`)
  return (await entryByTarget(deps, parsed.target)).id
}
