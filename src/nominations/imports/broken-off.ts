/** Readings whose process is gone: whoever reads says all along that he does. */
import type { Deps } from '../../deps.js'
import * as repo from './repo.js'
import { isKept } from './spool.js'

/** While a file is read its import says so this often; one that has not for so long is taken up by whoever sees it. */
const BEAT_MS = 5_000
export const SILENT_MS = 30_000

/** For people. */
export const LOST = 'It was interrupted before it was read to the end: give the file again.'

/** Says all along that the import is being read. */
export async function withBeat<T>(deps: Deps, id: string, work: () => Promise<T>): Promise<T> {
  const beat = setInterval(() => {
    deps.store
      .transaction((tx) => repo.updateImport(tx.db, id, { heartbeat_at: tx.now }))
      .catch((error: unknown) => deps.log.warn({ err: error, import: id }, 'an import could not say that it goes on'))
  }, BEAT_MS).unref()
  try {
    return await work()
  } finally {
    clearInterval(beat)
  }
}

/** Nobody will read it to the end: what was read of it goes. */
export async function giveUpReading(deps: Deps, id: string): Promise<void> {
  await deps.store.transaction(async (tx) => {
    const row = await repo.findImport(tx.db, id, true)
    if (row?.state !== 'reading') return
    await repo.deleteReading(tx.db, id)
    await repo.updateImport(tx.db, id, { state: 'failed', problem: LOST, heartbeat_at: null })
  })
}

/**
 * For the command line, which has no background work: ends what an earlier command was killed in. Its file is where its giver has it. What was given to a
 * server is kept by it, and read when it is up again.
 * @returns how many
 */
export async function endBrokenOff(deps: Deps): Promise<number> {
  const readings = await repo.importsIn(deps.store.db, ['reading'])
  // The embedded database belongs to one process at a time: what another was reading nobody reads.
  const alone = deps.store.database.engine === 'pglite'
  const before = deps.clock.now().getTime() - SILENT_MS
  let ended = 0
  for (const { id, heartbeat_at } of readings) {
    if (!alone && (heartbeat_at?.getTime() ?? 0) >= before) continue
    if (await isKept(deps, id)) continue
    await giveUpReading(deps, id)
    ended++
  }
  return ended
}
