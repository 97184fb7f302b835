import { setImmediate } from 'node:timers/promises'
import type { Tx } from '../../db/tx.js'
import type { Deps } from '../../deps.js'
import { sha256 } from '../../kernel/canonical.js'
import { GATE_RULES_VERSION } from '../gate/rules.js'
import { findHomeField } from '../gate.js'
import { beforeChange, rejudgeNamesakes } from '../namesakes/service.js'
import { refreshSuggestions } from '../suggest.js'
import * as repo from './repo.js'

/** Entries between two notes of how far it is. */
const BATCH = 50

const digests = new Map<string, string>()
function rulesOf(id: string): string {
  const known = digests.get(id)
  if (known) return known
  const words = JSON.stringify(findHomeField(id), (_key, value: unknown) => (value instanceof RegExp ? String(value) : value))
  const digest = sha256(`${GATE_RULES_VERSION} ${words}`).slice(0, 16)
  digests.set(id, digest)
  return digest
}

const stands = (judged: repo.Judged | null, deps: Deps): judged is repo.Judged =>
  judged !== null && judged.field === deps.config.HOME_FIELD && judged.rules === rulesOf(deps.config.HOME_FIELD)

/** How many entries are still to be judged for the home field that is set, or by rules that are new; null if none. */
export async function judgingAgain(deps: Deps): Promise<{ field: string; left: number } | null> {
  const judged = await repo.readJudged(deps.store.db)
  const begun = stands(judged, deps)
  if (begun && judged.next === null) return null
  const left = await repo.countByRules(deps.store.db, begun && judged.next?.round === 'all' ? judged.next.after : '')
  return left === 0 ? null : { field: deps.config.HOME_FIELD, left }
}

const FOLLOWING = { namesakes: 'published', published: 'all', all: null } as const

async function judgeNamesakes(tx: Tx, deps: Deps, id: string): Promise<void> {
  for (const one of await beforeChange(tx, [id]))
    await rejudgeNamesakes(tx, deps, one, { actor: 'worker', reason: 'Judged again by the words that organisers had said.' })
}

/**
 * Judges every entry anew whose gate rules said, if they said it for another home field or were others: published ones first, since one that is home now leaves
 * the directory and the lists by it. An organiser's word stays. Each entry is a unit of work, and how far it is is kept, so it can be interrupted; of one that
 * is judged as before nothing changes.
 * @param rest between two entries: the embedded database works on our own thread, so whoever waits for a page gets a turn there
 * @returns how many were judged
 */
export async function judgeForField(deps: Deps, onProgress?: (done: number) => void, rest: () => Promise<void> = setImmediate): Promise<number> {
  const { db } = deps.store
  const found = await repo.readJudged(db)
  const begun = stands(found, deps)
  if (begun && found.next === null) return 0
  const now = { field: deps.config.HOME_FIELD, rules: rulesOf(deps.config.HOME_FIELD) }
  const note = (next: repo.Judged['next']) => deps.store.transaction((tx) => repo.saveJudged(tx.db, { ...now, next }, tx.now))
  let next: repo.Judged['next'] = begun ? found.next : { round: 'namesakes', after: '' }
  if (!begun) await note(next)
  let judged = 0
  while (next !== null) {
    const { round, after }: NonNullable<repo.Judged['next']> = next
    const ids: string[] = round === 'namesakes' ? await repo.idsCalledHome(db, after, BATCH) : await repo.idsByRules(db, after, round === 'published', BATCH)
    for (const id of ids) {
      await deps.store.transaction((tx) => (round === 'namesakes' ? judgeNamesakes(tx, deps, id) : refreshSuggestions(tx, deps, id)))
      await rest()
      // The last round has the published ones once more, since an entry may be published in between; each counts once.
      if (round !== 'all') continue
      judged++
      onProgress?.(judged)
    }
    const last: string | undefined = ids.at(-1)
    const following = FOLLOWING[round]
    next = last !== undefined ? { round, after: last } : following === null ? null : { round: following, after: '' }
    await note(next)
  }
  return judged
}
