import type { Deps } from '../deps.js'
import { entriesById } from '../directory/service.js'
import { belongingIds } from './desired.js'
import { asCandidates, definitionOf } from './planning.js'
import * as repo from './repo.js'

/** Most public lists that are looked at; one community has a handful. */
const MOST_LISTS = 200

/** The public lists on which these entries stand, as their pages show them: by id of the entry, in the order of the lists' ids. */
export async function publicListsOf(deps: Deps, allyIds: readonly string[]): Promise<Map<string, { id: string; name: string }[]>> {
  const on = new Map<string, { id: string; name: string }[]>()
  const entries = await entriesById(deps, [...new Set(allyIds)])
  if (entries.length === 0) return on
  for (const list of (await repo.pageOfLists(deps.store.db, 'public', MOST_LISTS, null)).slice(0, MOST_LISTS)) {
    for (const id of belongingIds(await asCandidates(deps, list, entries), await definitionOf(deps, list)))
      on.set(id, [...(on.get(id) ?? []), { id: list.id, name: list.name }])
  }
  return on
}
