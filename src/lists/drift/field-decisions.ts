import type { Actor } from '../../db/tx.js'
import type { Deps } from '../../deps.js'
import { AppError } from '../../kernel/errors.js'
import * as lists from '../repo.js'
import { compareFields, type FieldName, isDrifted, pick } from './fields.js'
import { fieldsSeen, mustFind, openForWord } from './listed.js'
import * as repo from './repo.js'
import { driftOf } from './standing.js'
import type { DriftView } from './views.js'

/**
 * An organiser's word on a list's own fields that were changed on X. `theirs`: our definition follows X; `ours`: the next plan sets ours again. Nothing is sent.
 * @throws AppError not_found; conflict if the last look saw no such change
 */
export async function decideFields(deps: Deps, actor: Actor, listId: string, take: 'theirs' | 'ours', reason: string): Promise<DriftView> {
  const seen = await fieldsSeen(deps, await mustFind(deps, listId))
  await deps.store.transaction(async (tx) => {
    const list = await openForWord(tx, listId)
    const theirs = pick({ ...(list.x_fields ?? pick(list)), ...Object.fromEntries(seen.map(({ field, theirs }) => [field, theirs])) })
    const differ = compareFields(pick(list), list.x_fields, theirs).filter((one) => isDrifted(one) || one.changed === 'unknown')
    if (differ.length === 0)
      throw new AppError('conflict', `The last look saw nothing of ${list.name} changed on X that waits for a word. Look again first: allies drift ${list.id}.`)
    const taken = Object.fromEntries(differ.map(({ field, theirs: value }) => [field, value])) as Partial<Record<FieldName, never>>
    const changes = take === 'theirs' ? pick({ ...pick(list), ...taken }) : {}
    // What X shows is known and agreed on as the ground from which the next plan sets ours, or keeps theirs.
    await repo.noteAgreed(tx.db, listId, { x_fields: theirs })
    await lists.updateList(tx.db, listId, list.version, { ...changes, updated_at: tx.now })
    await tx.audit({ actor, action: `list.fields.${take}`, subject: listId, reason, detail: { fields: differ } })
    await tx.emit('list.edited', listId)
    await tx.touchDirectory()
  })
  return driftOf(deps, listId)
}
