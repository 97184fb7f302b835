import type { Actor } from '../../db/tx.js'
import type { Deps } from '../../deps.js'
import { entriesById } from '../../directory/service.js'
import { lockSupport, withMembers } from '../../directory/support/service.js'
import { AppError } from '../../kernel/errors.js'
import { idsByAlly, recountSupport } from '../collect.js'
import * as repo from './repo.js'

export type { HeldState } from './repo.js'

export interface HeldDecision {
  decision: 'release' | 'dismiss'
  reason: string
  /** Only these voices; without it all of the entry, and of what was merged into it, that are in the state `of`. */
  nomination_ids?: string[] | undefined
  /** `waiting` unless it is said; `dismissed` and `released` take an earlier decision back. */
  of?: repo.HeldState | undefined
}

export interface HeldOutcome {
  /** Voices decided on. */
  voices: number
  support: { nominators: number; chats: number }
}

const TO = { release: 'released', dismiss: 'dismissed' } as const

/**
 * An organiser's word on voices that were held: released ones count as support from now on, dismissed ones never do; neither
 * is deleted, and either can be taken back. Those for what was merged into the entry are decided with its own, and keep the decision when the two are parted. @throws AppError not_found, conflict if no voice of the entry is in that state
 */
export async function decideHeld(deps: Deps, actor: Actor, allyId: string, input: HeldDecision): Promise<HeldOutcome> {
  const [entry] = await entriesById(deps, [allyId])
  if (!entry) throw new AppError('not_found', `There is no entry ${allyId}.`)
  const from = input.of ?? 'waiting'
  const to = TO[input.decision]
  if (from === to) throw new AppError('conflict', `They are ${to} already.`)
  const voices = await deps.store.transaction(async (tx) => {
    const asked = await withMembers(tx.db, allyId)
    await lockSupport(tx, asked)
    // What was parted while we waited is no part of it any more; what was merged is left for the next decision.
    const members = (await withMembers(tx.db, allyId)).filter((id) => asked.includes(id))
    const found = await repo.findHeld(tx.db, members, input.nomination_ids ?? null)
    const missing = input.nomination_ids?.find((id) => !found.some((one) => one.id === id))
    if (missing !== undefined) throw new AppError('not_found', `${missing} is no voice for ${entry.name} that was held.`)
    const decided = await repo.decideOnHeld(
      tx.db,
      found.flatMap(({ id, state }) => (state === from ? [id] : [])),
      from,
      to,
    )
    if (decided.length === 0) throw new AppError('conflict', `No voice for ${entry.name} is ${from} now.`)
    const told = idsByAlly(decided)
    await recountSupport(tx, [...told.keys()], [{ type: to === 'released' ? 'nomination.received' : 'nomination.dismissed', ids: told }])
    const all = decided.map(({ id }) => id)
    for (const [subject, ids] of new Map([...told, [allyId, all] as const]))
      await tx.audit({
        actor,
        action: `nomination.${input.decision}`,
        subject,
        reason: input.reason,
        // A thousand ids would make the record unreadable; the voices themselves carry the decision.
        detail: { voices: ids.length, from, nomination_ids: ids.slice(0, 50), ...(subject === allyId ? {} : { through: allyId }) },
      })
    return all.length
  })
  const [now] = await entriesById(deps, [allyId])
  return { voices, support: { nominators: now?.support ?? 0, chats: now?.chat_ids.length ?? 0 } }
}
