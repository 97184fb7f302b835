/** Second half of an import: from the preview to nominations. Each step is a unit of work that can be killed and taken up again. */
import { chatContext } from '../../chats/context.js'
import type { Actor } from '../../db/tx.js'
import type { Deps } from '../../deps.js'
import { attachTargets } from '../../directory/identify.js'
import { AppError } from '../../kernel/errors.js'
import { recountSupport } from '../collect.js'
import { wrongState } from './refuse.js'
import * as repo from './repo.js'
import * as storing from './storing/repo.js'
import { entriesInUnits, letOthers, unitsOf } from './units.js'

type Progress = ((done: number, total: number) => void) | undefined
/** How far it is, of the import's total. */
type Told = (done: number) => void

/**
 * Says that what is accepted shall be stored, and wakes whoever does it. Once more changes nothing.
 * @throws AppError not_found, conflict if it is not ready
 */
export async function startStoring(deps: Deps, actor: Actor, id: string): Promise<repo.ImportRow> {
  return deps.store.transaction(async (tx) => {
    const row = await repo.findImport(tx.db, id, true)
    if (!row) throw new AppError('not_found', `There is no import ${id}.`)
    if (row.state === 'storing' || row.state === 'done') return row
    if (row.state !== 'ready') throw wrongState(row, 'stored')
    const { nominations, targets } = await storing.countAccepted(tx.db, id)
    // Finding or drafting the entries takes longest, and counting them anew at the end as long as storing: all three show how far it is.
    const values = { state: 'storing' as const, progress_done: 0, progress_total: targets + nominations + targets, heartbeat_at: tx.now }
    await repo.updateImport(tx.db, id, values)
    await tx.audit({ actor, action: 'archive.import', subject: id, detail: { file: row.file_name, format: row.format, nominations } })
    await tx.emit('import.started', id, {})
    return { ...row, ...values }
  })
}

/** Carries it through, or takes up where somebody was interrupted. Run by two at once it is still done once. */
export async function runStoring(deps: Deps, id: string, onProgress?: Progress): Promise<void> {
  const row = await repo.findImport(deps.store.db, id)
  if (row?.state !== 'storing') return
  const total = row.progress_total
  const told = (done: number) => onProgress?.(Math.min(done, total), total)
  await deps.store.transaction(async (tx) => {
    await repo.takeYourTime(tx.db)
    await storing.keepFromTakingBack(tx.db)
    await storing.takeVoicesOfKnownPosts(tx.db, row)
    await storing.collectTargets(tx.db, id)
    await repo.refreshStatistics(tx.db)
  })
  for (let after: storing.TargetKey | null = null; ; ) {
    after = await identify(deps, id, after, told)
    if (after === null) break
  }
  await storeNominations(deps, row, told)
  await countEntries(deps, id, told)
  await finish(deps, id)
}

/** The next targets after this one. @returns the last of them, null if there is none left */
async function identify(deps: Deps, id: string, after: storing.TargetKey | null, told: Told): Promise<storing.TargetKey | null> {
  const { targets, lanes: most } = unitsOf(deps)
  const open = await storing.openTargets(deps.store.db, id, after, targets * most)
  if (open.length === 0) return null
  // While one lane waits for the database the other drafts: judging gate and cause is most of the work.
  const lanes = Array.from({ length: most }, (_, i) => open.slice(i * targets, (i + 1) * targets)).filter((lane) => lane.length > 0)
  await Promise.all(lanes.map(async (lane) => told(await identifyTargets(deps, id, lane))))
  await letOthers(deps)
  return open.at(-1) ?? null
}

/** @returns how far the import is */
async function identifyTargets(deps: Deps, id: string, open: readonly storing.OpenTarget[]): Promise<number> {
  return deps.store.transaction(async (tx) => {
    await storing.keepFromTakingBack(tx.db)
    const given = open.map(({ kind, key, display, texts }) => ({ target: { kind, key, display }, texts }))
    const found = await attachTargets(tx, deps, given, 'later')
    const identified = open.map(({ kind, key }) => {
      const entry = found.get(`${kind} ${key}`)
      // Without an entry it asked to be left out before anybody had nominated it.
      return { kind, key, ally_id: entry?.ally_id ?? '', drafted: entry?.created === true, refused: !entry || entry.status === 'withdrawn' }
    })
    await storing.saveTargets(tx.db, id, identified)
    return repo.progress(tx.db, id, open.length, tx.now)
  })
}

async function storeNominations(deps: Deps, row: repo.ImportRow, told: Told): Promise<void> {
  const startsAt = row.chat_id === null ? null : (await chatContext(deps, row.chat_id)).starts_at
  const { nominations, lanes: most } = unitsOf(deps)
  let after = -1
  const store = async (seqs: readonly number[]) => {
    const ids = seqs.map(() => deps.ids.next('nom'))
    const done = await deps.store.transaction(async (tx) => {
      await storing.keepFromTakingBack(tx.db)
      await storing.storeCandidates(tx.db, row, seqs, ids, startsAt ?? tx.now, tx.now)
      return repo.progress(tx.db, row.id, seqs.length, tx.now)
    })
    told(done)
  }
  for (;;) {
    const seqs = await storing.openCandidates(deps.store.db, row.id, after, nominations * most)
    const last = seqs.at(-1)
    if (last === undefined) return
    after = last
    const lanes = Array.from({ length: most }, (_, i) => seqs.slice(i * nominations, (i + 1) * nominations)).filter((lane) => lane.length > 0)
    await Promise.all(lanes.map(store))
    await letOthers(deps)
  }
}

/** Once for each entry, however many voices it got: counting at every batch would count the same voices again and again. */
async function countEntries(deps: Deps, id: string, told: Told): Promise<void> {
  for await (const ids of entriesInUnits(deps, id)) {
    const done = await deps.store.transaction(async (tx) => {
      await recountSupport(tx, ids)
      return repo.progress(tx.db, id, ids.length, tx.now)
    })
    told(done)
    await letOthers(deps)
  }
}

async function finish(deps: Deps, id: string): Promise<void> {
  await deps.store.transaction(async (tx) => {
    const row = await repo.findImport(tx.db, id, true)
    if (row?.state !== 'storing') return
    await repo.takeYourTime(tx.db)
    const outcomes = await storing.countOutcomes(tx.db, id)
    await storing.forgetPreview(tx.db, id)
    await repo.updateImport(tx.db, id, {
      state: 'done',
      counts: { ...row.counts, ...outcomes },
      stored_at: tx.now,
      heartbeat_at: null,
      problem: null,
      progress_done: row.progress_total,
    })
    await tx.emit('import.stored', id, { ...outcomes })
  })
}
