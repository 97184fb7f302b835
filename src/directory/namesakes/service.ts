import type { Actor, Tx } from '../../db/tx.js'
import type { Deps } from '../../deps.js'
import { nameKeysOf } from '../gate.js'
import { askForMatching } from '../identity/repo.js'
import { noteNames } from '../learning/repo.js'
import { judgesOf } from '../learning/service.js'
import { nameForm } from '../match/normalise.js'
import { foldName } from '../names.js'
import { findAlly } from '../repo.js'
import { refreshSuggestions } from '../suggest.js'
import * as repo from './repo.js'

/** What entries are called, and what was said of their field, before something of that changes. */
export type Before = readonly repo.Bearer[]

export const beforeChange = (tx: Pick<Tx, 'db'>, ids: readonly string[]): Promise<Before> => repo.bearers(tx.db, ids)

/**
 * Which of them are called something else now. They are compared again, and what is learned from organisers' words on them (learning/) is made anew. To be called
 * before anything is judged in the unit of work.
 */
export async function changedNames(tx: Tx, deps: Deps, before: Before): Promise<Before> {
  const now = new Map(
    (
      await repo.bearers(
        tx.db,
        before.map(({ id }) => id),
      )
    ).map((one) => [one.id, one.names.join('\n')]),
  )
  const changed = before.filter(({ id, names }) => now.get(id) !== names.join('\n'))
  if (changed.length === 0) return changed
  await askForMatching(tx.db, [...new Set(changed.map(({ canonical_id }) => canonical_id))])
  await noteNames(
    tx.db,
    changed.map(({ id }) => id),
    deps.ids.next('wrd'),
    tx.now,
  )
  return changed
}

const said = ({ own_gate: { by } }: repo.Bearer) => by === 'organiser'

/**
 * After an organiser said of an entry whose field it is, took that back, or the entry is called something else: whoever goes by one of its names is judged again, in the
 * same unit of work. What rules had taken for an ally is home or unsure by it, and what an organiser had called one is held (held.ts): it leaves directory and lists
 * at once, and comes back when the word is taken back or said of it once more. What becomes of approved entries stands on their record and on that of this one.
 */
export async function rejudgeNamesakes(tx: Tx, deps: Deps, before: repo.Bearer, because: { actor: Actor; reason: string }): Promise<void> {
  const { id } = before
  const [now] = await repo.bearers(tx.db, [id])
  if (!now || !(said(before) || said(now))) return
  const { called_home } = await judgesOf(tx.db, deps)
  const wasHome = said(before) && before.own_gate.gate === 'home'
  const names = [...new Set([...now.names, ...before.names])]
  // Of other names nobody said anything that could move another entry.
  const keys = new Set(nameKeysOf(names).filter((key) => wasHome || called_home.has(key)))
  if (keys.size === 0) return
  const sought = {
    keys: names.map((name) => `q:${nameForm(name).squashed.slice(0, 60)}`),
    folded: names.map((name) => foldName(name.replace(/^#/, ''))),
    names,
  }
  const found = (await repo.mayBear(tx.db, id, sought)).filter((other) => nameKeysOf(other.names).some((key) => keys.has(key)))
  const moved: string[] = []
  for (const one of found) {
    const was = await findAlly(tx.db, one.canonical_id)
    await refreshSuggestions(tx, deps, one.id)
    const is = await findAlly(tx.db, one.canonical_id)
    if (!was || !is || was.gate === is.gate || is.status !== 'approved') continue
    moved.push(is.name)
    await tx.audit({ ...because, action: 'ally.namesake', subject: is.id, detail: { other: id, gate: is.gate, gate_before: was.gate, version: was.version } })
  }
  if (moved.length > 0) await tx.audit({ ...because, action: 'ally.namesakes', subject: id, detail: { names: moved.slice(0, 20), count: moved.length } })
}
