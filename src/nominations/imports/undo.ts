/** Taking an import back: exactly what it brought, and what stood on nothing else. */
import type { Actor } from '../../db/tx.js'
import type { Deps } from '../../deps.js'
import { removeUntouchedDrafts } from '../../directory/identify.js'
import { AppError } from '../../kernel/errors.js'
import { recountSupport } from '../collect.js'
import { wrongState } from './refuse.js'
import * as repo from './repo.js'
import * as storing from './storing/repo.js'
import { entriesInUnits, IDS, letOthers, unitsOf } from './units.js'

/**
 * A preview is thrown away; what was stored is taken back, by whoever is woken for it. Once more changes nothing.
 * @throws AppError not_found, conflict while it is read or stored
 */
export async function startUndoing(deps: Deps, actor: Actor, id: string, reason?: string): Promise<repo.ImportRow> {
  return deps.store.transaction(async (tx) => {
    const row = await repo.findImport(tx.db, id, true)
    if (!row) throw new AppError('not_found', `There is no import ${id}.`)
    if (row.state === 'undoing' || row.state === 'undone' || row.state === 'discarded') return row
    if (row.state === 'ready') {
      await repo.deleteReading(tx.db, id)
      await repo.updateImport(tx.db, id, { state: 'discarded', problem: 'Thrown away.' })
      await tx.audit({ actor, action: 'archive.discard', subject: id, reason })
      return { ...row, state: 'discarded' }
    }
    if (row.state !== 'done') throw wrongState(row, 'undone')
    const values = { state: 'undoing' as const, progress_done: 0, progress_total: row.counts.added ?? 0, heartbeat_at: tx.now }
    await repo.updateImport(tx.db, id, values)
    await tx.audit({ actor, action: 'archive.undo', subject: id, reason, detail: { file: row.file_name } })
    await tx.emit('import.undoing', id, {})
    return { ...row, ...values }
  })
}

/** Throws away what was looked at and never stored, and forgets what old imports read. */
export async function forgetReadings(deps: Deps, before: Date): Promise<void> {
  for (const id of await repo.readyBefore(deps.store.db, before)) await startUndoing(deps, 'worker', id, 'It was looked at and never stored.')
  await deps.store.transaction((tx) => repo.forgetCandidates(tx.db, before))
}

/** Carries it through, or takes up where somebody was interrupted. */
export async function runUndoing(deps: Deps, id: string, onProgress?: (done: number, total: number) => void): Promise<void> {
  const row = await repo.findImport(deps.store.db, id)
  if (row?.state !== 'undoing') return
  const { removals, entries } = unitsOf(deps)
  for (;;) {
    const ids = await storing.addedBy(deps.store.db, id, IDS)
    if (ids.length === 0) break
    for (let at = 0; at < ids.length; at += removals) {
      const done = await deps.store.transaction(async (tx) => {
        await storing.keepFromStoring(tx.db)
        const taken = await storing.takeBack(tx.db, id, ids.slice(at, at + removals))
        await repo.addCounts(tx.db, id, { removed: taken.removed, kept: taken.moved })
        return repo.progress(tx.db, id, taken.seen, tx.now)
      })
      onProgress?.(Math.min(done, row.progress_total), row.progress_total)
      await letOthers(deps)
    }
  }
  for await (const ids of entriesInUnits(deps, id)) {
    await deps.store.transaction((tx) => recountSupport(tx, ids))
    await letOthers(deps)
  }
  const alone = await storing.draftedAlone(deps.store.db, id)
  for (let at = 0; at < alone.length; at += entries) {
    await deps.store.transaction(async (tx) => {
      await storing.keepFromStoring(tx.db)
      const part = alone.slice(at, at + entries)
      const found = await storing.foundByOthers(tx.db, id, part)
      const gone = await removeUntouchedDrafts(
        tx,
        part.filter((one) => !found.has(one)),
      )
      await repo.addCounts(tx.db, id, { undrafted: gone.length })
    })
    await letOthers(deps)
  }
  await deps.store.transaction(async (tx) => {
    const now = await repo.findImport(tx.db, id, true)
    if (now?.state !== 'undoing') return
    await repo.takeYourTime(tx.db)
    await storing.keepFromStoring(tx.db)
    const said = await storing.countKept(tx.db, id)
    await storing.handDraftsOn(tx.db, id)
    await repo.deleteReading(tx.db, id)
    await repo.updateImport(tx.db, id, {
      state: 'undone',
      undone_at: tx.now,
      heartbeat_at: null,
      problem: null,
      counts: { ...now.counts, kept: (now.counts.kept ?? 0) + said },
    })
    await tx.emit('import.undone', id, {})
  })
}
