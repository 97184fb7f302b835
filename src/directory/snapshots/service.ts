import type { Actor } from '../../db/tx.js'
import type { Deps } from '../../deps.js'
import { csvHead, csvRows } from '../../formats/csv.js'
import { canonical } from '../../kernel/canonical.js'
import { decodeCursor, type Page, toPage } from '../../kernel/cursor.js'
import { AppError } from '../../kernel/errors.js'
import { type AllyView, publicView } from '../views.js'
import { checksumOf, entryHash } from './checksum.js'
import * as repo from './repo.js'

export interface SnapshotView {
  id: string
  name: string
  note: string | null
  community: string
  licence: string
  directory_version: number
  entries: number
  /** Of them, taken out since because the body behind them withdrew. */
  withdrawn: number
  checksum: string
  created_at: string
  /** Its page, and the two files. */
  url: string
  json_url: string
  csv_url: string
  /** A sentence to cite it by. */
  citation: string
}

/** Entries read and written at once. */
const PART = 500
/** A snapshot that nobody can have cited yet may be taken back. */
const TAKE_BACK_MS = 86_400_000

/** Whether it may still be taken back. */
export const isFresh = ({ clock }: Pick<Deps, 'clock'>, createdAt: string | Date): boolean =>
  clock.now().getTime() - new Date(createdAt).getTime() <= TAKE_BACK_MS

const notThere = (id: string) => new AppError('not_found', `There is no snapshot ${id}.`)

async function viewOf(deps: Deps, row: repo.SnapshotRow): Promise<SnapshotView> {
  const { PUBLIC_URL } = deps.config
  const url = `${PUBLIC_URL}/snapshots/${row.id}`
  const file = `${PUBLIC_URL}/api/v1/snapshots/${row.id}/allies`
  const created_at = row.created_at.toISOString()
  const { id, name, note, community, licence, directory_version, entries, checksum } = row
  return {
    ...{ id, name, note, community, licence, directory_version, entries, checksum, created_at, url },
    withdrawn: await repo.countWithdrawn(deps.store.db, id),
    json_url: `${file}.json`,
    csv_url: `${file}.csv`,
    citation: `${community} (${created_at.slice(0, 10)}). ${name}: directory of allies, ${entries} ${entries === 1 ? 'entry' : 'entries'} [data set]. SHA-256 ${checksum}. ${url}`,
  }
}

/**
 * Copies the public directory as it stands at one moment: who wants to change it waits until the copy is done.
 * @param progress entries copied so far
 */
export async function takeSnapshot(
  deps: Deps,
  actor: Actor,
  input: { name: string; note?: string | undefined },
  progress: (done: number) => void = () => undefined,
): Promise<SnapshotView> {
  const id = deps.ids.next('snp')
  const row = await deps.store.transaction(async (tx) => {
    const directory_version = await repo.holdVersion(tx.db)
    const { COMMUNITY_NAME: community, DATA_LICENCE: licence } = deps.config
    const base = { id, name: input.name.trim(), note: input.note?.trim() || null, community, licence, directory_version, created_at: tx.now }
    await repo.insertSnapshot(tx.db, { ...base, entries: 0, checksum: '' })
    const sum = checksumOf()
    let [entries, last] = [0, '']
    for (;;) {
      const part = await repo.publicAfter(tx.db, last, PART)
      if (part.length === 0) break
      const rows = part.map(({ row, ally_ids }) => {
        const [salt, entry] = [deps.ids.secret(), canonical(publicView(row))]
        const hash = entryHash(salt, entry)
        sum.add(hash)
        return { snapshot_id: id, n: ++entries, hash, salt, entry, ally_ids }
      })
      await repo.insertEntries(tx.db, rows)
      last = part.at(-1)?.row.id ?? last
      progress(entries)
    }
    const totals = { entries, checksum: sum.end() }
    await repo.setTotals(tx.db, id, totals)
    await tx.audit({ actor, action: 'snapshot.take', subject: id, detail: { name: base.name, ...totals } })
    await tx.emit('snapshot.taken', id)
    return { ...base, ...totals }
  })
  return viewOf(deps, row)
}

/** Newest first. @throws AppError invalid_cursor */
export async function listSnapshots(deps: Deps, paging: { limit: number; cursor?: string | undefined }): Promise<Page<SnapshotView>> {
  const bound = { of: 'snapshots' }
  const keys = paging.cursor === undefined ? null : decodeCursor(paging.cursor, bound, ['instant', 'text'])
  const rows = await repo.pageOf(deps.store.db, paging.limit, keys && { at: new Date(Number(keys[0])), id: String(keys[1]) })
  const views = new Map(await Promise.all(rows.map(async (row) => [row.id, await viewOf(deps, row)] as const)))
  return toPage(
    rows,
    paging.limit,
    bound,
    (row) => [row.created_at.getTime(), row.id],
    (row) => views.get(row.id) as SnapshotView,
  )
}

/** @throws AppError not_found */
export async function getSnapshot(deps: Deps, id: string): Promise<SnapshotView> {
  const row = await repo.findSnapshot(deps.store.db, id)
  if (!row) throw notThere(id)
  return viewOf(deps, row)
}

/** Takes one back on the day it was made; later somebody may have cited it. @throws AppError not_found, conflict */
export async function takeBackSnapshot(deps: Deps, actor: Actor, id: string): Promise<SnapshotView> {
  const view = await getSnapshot(deps, id)
  await deps.store.transaction(async (tx) => {
    const row = await repo.findSnapshot(tx.db, id, true)
    if (!row) throw notThere(id)
    if (!isFresh(deps, row.created_at))
      throw new AppError('conflict', `It was made on ${row.created_at.toISOString().slice(0, 10)}: after a day somebody may have cited it, so it stays.`)
    await repo.removeSnapshot(tx.db, id)
    await tx.audit({ actor, action: 'snapshot.take_back', subject: id, detail: { name: row.name, checksum: row.checksum } })
    await tx.emit('snapshot.taken_back', id)
  })
  return view
}

async function* entriesOf(deps: Deps, id: string): AsyncGenerator<repo.EntryRow[]> {
  for (let last = 0; ; ) {
    const rows = await repo.entriesAfter(deps.store.db, id, last, PART)
    if (rows.length === 0) return
    yield rows
    last = rows.at(-1)?.n ?? last
  }
}

/** The whole as JSON, by which the checksum can be computed again. */
export async function* snapshotJson(deps: Deps, snapshot: SnapshotView): AsyncGenerator<string> {
  yield `${JSON.stringify(snapshot).slice(0, -1)},"items":[`
  let first = true
  for await (const rows of entriesOf(deps, snapshot.id)) {
    const items = rows.map(({ n, hash, salt, entry }) => `{"n":${n},"hash":"${hash}","salt":${JSON.stringify(salt)},"entry":${entry ?? 'null'}}`)
    yield `${first ? '' : ',\n'}${items.join(',\n')}`
    first = false
  }
  yield ']}\n'
}

/** What is left of it as a table, with the columns of the directory's. */
export async function* snapshotCsv(deps: Deps, { id, community, licence, created_at }: SnapshotView): AsyncGenerator<string> {
  const taken = { community, licence, as_of: created_at, site: deps.config.PUBLIC_URL }
  yield csvHead()
  for await (const rows of entriesOf(deps, id)) {
    const left = rows.flatMap(({ entry }) => (entry === null ? [] : [JSON.parse(entry) as AllyView]))
    if (left.length > 0) yield csvRows(left, taken)
  }
}
