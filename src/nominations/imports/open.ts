/** Opening an import: the file is read into a preview; nothing of it is a nomination yet. */
import { type CollectionContext, chatContext, seriesContext } from '../../chats/context.js'
import { getSeries } from '../../chats/service.js'
import type { ImportContext } from '../../db/schema/imports.js'
import { type Actor, sqlState, type Tx } from '../../db/tx.js'
import type { Deps } from '../../deps.js'
import { foldHashtag } from '../../directory/handle.js'
import { canonical } from '../../kernel/canonical.js'
import { AppError, isAppError } from '../../kernel/errors.js'
import { type GivenChat, homeTags } from '../decide.js'
import type { ColumnMap } from '../formats/types.js'
import { type Given, refusePrivateName } from '../unpack.js'
import { withBeat } from './broken-off.js'
import { type ReadResult, readArchiveInto } from './read.js'
import * as repo from './repo.js'
import { databaseSink } from './stage.js'

export interface OpenInput {
  given: Given
  /** For the record only: the format is told from the content. */
  file_name: string
  /** A hashtag, in any spelling. */
  series?: string | undefined
  chat_id?: string | undefined
  /** Which column of a table is what; needed only for tables of no known kind. */
  map?: ColumnMap | undefined
  actor: Actor
  onProgress?: ((done: number, total: number) => void) | undefined
}

/** So many who name nothing else look like one person with many accounts. */
const CROWD = 20

/**
 * Reads a file into a preview. The same file for the same chat is the import it was before, whatever became of that one; only a preview that would be read
 * otherwise now gives way to the new one.
 * @returns the id of the import, and whether it was there before
 * @throws AppError bad_input_file or payload_too_large for the file, not_found for the series or chat
 */
export async function openImport(deps: Deps, input: OpenInput): Promise<{ id: string; repeated: boolean }> {
  const id = await registerImport(deps, input)
  return withBeat(deps, id, () => readImport(deps, id, input.given, { onProgress: input.onProgress }))
}

/** The row that stands for the import from now on, so that it can be watched while it is read. @throws AppError not_found, conflict */
export async function registerImport(deps: Deps, input: Omit<OpenInput, 'given' | 'onProgress'>): Promise<string> {
  refusePrivateName(input.file_name)
  const context = await contextFor(deps, input)
  return deps.store.transaction(async (tx) => {
    const id = deps.ids.next('imp')
    await repo.insertImport(tx.db, {
      id,
      state: 'reading',
      file_name: input.file_name.replaceAll('\0', '').slice(-255),
      series_id: context?.series_id ?? null,
      chat_id: context?.chat_id ?? null,
      map: input.map ? { ...input.map } : null,
      counts: {},
      heartbeat_at: tx.now,
      actor: input.actor,
      created_at: tx.now,
    })
    return id
  })
}

export interface Watch {
  /** Bytes of the file as it was given. */
  onProgress?: OpenInput['onProgress']
  /** Once it is clear that the file can be read, and that this takes a while. */
  onBegun?: (() => void) | undefined
}

/** Once more after a crash it begins again. @throws AppError what is wrong with the file, which the import then says too */
export async function readImport(deps: Deps, id: string, given: Given, { onProgress, onBegun }: Watch = {}): Promise<{ id: string; repeated: boolean }> {
  const row = await repo.findImport(deps.store.db, id)
  if (row?.state !== 'reading') throw new AppError('conflict', `The import ${id} is not to be read.`)
  await deps.store.transaction(async (tx) => {
    await repo.takeYourTime(tx.db)
    await repo.deleteReading(tx.db, id)
  })
  try {
    const map = row.map as ColumnMap | null
    const chat = await givenChat(deps, row)
    const result = await readArchiveInto(deps, databaseSink(deps, id, onProgress), { given, chat, map: map ?? undefined, onBegun })
    return await makeReady(deps, row, result)
  } catch (error) {
    await deps.store.transaction(async (tx) => {
      await repo.deleteReading(tx.db, id)
      await repo.updateImport(tx.db, id, { state: 'failed', problem: isAppError(error) ? error.message.slice(0, 2000) : 'Something failed on our side.' })
    })
    throw error
  }
}

async function makeReady(deps: Deps, row: repo.ImportRow, result: ReadResult): Promise<{ id: string; repeated: boolean }> {
  const notes = [...result.notes, ...(await crowdNotes(deps, row.id))]
  const settled = new Map<string, number>()
  for (const { verdict, count } of await repo.countVerdicts(deps.store.db, row.id)) settled.set(verdict, (settled.get(verdict) ?? 0) + count)
  const leftOut = Object.values(result.left_out).reduce((sum, n) => sum + n, 0)
  const context: ImportContext = { hashtag_keys: result.context.hashtag_keys, host_keys: result.context.host_keys, inferred: result.context.inferred }
  const finish = (tx: Tx) =>
    repo.updateImport(tx.db, row.id, {
      state: 'ready',
      sha256: result.sha256,
      format: result.format,
      context,
      notes: notes.map((note) => note.slice(0, 500)),
      counts,
      left_out: result.left_out,
      heartbeat_at: null,
    })
  const counts = { ...result.counts, ...Object.fromEntries(settled), not: (settled.get('not') ?? 0) + leftOut }
  const read = canonical([row.map, context, counts])
  const same = async (tx: Tx) => {
    const before = await repo.findSame(tx.db, row, result.sha256)
    if (!before) return null
    if (before.state === 'ready' && canonical([before.map, before.context, before.counts]) !== read) {
      // Read with other columns, hosts or questions: whoever gives it again wants to see it so.
      await repo.deleteReading(tx.db, before.id)
      await repo.updateImport(tx.db, before.id, { state: 'discarded', same_as: row.id, problem: 'Read anew, and otherwise.' })
      return null
    }
    await repo.deleteReading(tx.db, row.id)
    await repo.updateImport(tx.db, row.id, { state: 'discarded', same_as: before.id, heartbeat_at: null })
    return before.id
  }
  try {
    return await deps.store.transaction(async (tx) => {
      const before = await same(tx)
      if (before === null) await finish(tx)
      return { id: before ?? row.id, repeated: before !== null }
    })
  } catch (error) {
    // Two readings of the same file ended at once: the other one was first.
    if (sqlState(error) !== '23505') throw error
    const before = await deps.store.transaction(same)
    if (before === null) throw error
    return { id: before, repeated: true }
  }
}

async function crowdNotes(deps: Deps, id: string): Promise<string[]> {
  const crowds = await repo.oneTargetCrowds(deps.store.db, id, CROWD)
  return crowds.map(
    ({ kind, display, voices, only }) =>
      `${only} of the ${voices} voices for ${kind === 'account' ? '@' : '#'}${display} name nothing else in this file: look at them before you store it`,
  )
}

/** @throws AppError not_found, conflict */
async function contextFor(deps: Deps, { series, chat_id }: Pick<OpenInput, 'series' | 'chat_id'>): Promise<CollectionContext | null> {
  const key = seriesKey(series)
  if (chat_id !== undefined) {
    const context = await chatContext(deps, chat_id)
    if (key !== undefined && key !== context.hashtag_key)
      throw new AppError('conflict', `The chat ${chat_id} belongs to the series #${context.hashtag}, not to #${key}.`)
    return context
  }
  if (key === undefined) return null
  try {
    return await seriesContext(deps, key)
  } catch (error) {
    if (isAppError(error) && error.code === 'not_found')
      throw new AppError('not_found', `There is no series with the hashtag #${key}. Make it first: allies series add`)
    throw error
  }
}

/** @throws AppError validation_failed */
export function seriesKey(series: string | undefined): string | undefined {
  const key = series === undefined ? undefined : foldHashtag(series)
  if (key === null)
    throw new AppError('validation_failed', `${series} is not a hashtag.`, {
      errors: [{ parameter: 'series', code: 'hashtag', detail: 'series is not a hashtag.' }],
    })
  return key
}

const withHomeTags = (deps: Deps, { hashtag_key, host_keys, questions }: CollectionContext): GivenChat => ({
  hashtag_key,
  host_keys,
  questions,
  home_tags: homeTags(deps.config.HOME_FIELD),
})

/** What is known of the chat beforehand; the rest is inferred from its posts. For looking only, a series need not be on record. */
export async function chatFor(deps: Deps, input: Pick<OpenInput, 'series' | 'chat_id'>): Promise<GivenChat | null> {
  try {
    const context = await contextFor(deps, input)
    return context && withHomeTags(deps, context)
  } catch (error) {
    const key = seriesKey(input.series)
    if (!isAppError(error) || error.code !== 'not_found' || input.chat_id !== undefined || key === undefined) throw error
    return { hashtag_key: key, host_keys: [], home_tags: homeTags(deps.config.HOME_FIELD) }
  }
}

async function givenChat(deps: Deps, { series_id, chat_id }: Pick<repo.ImportRow, 'series_id' | 'chat_id'>): Promise<GivenChat | null> {
  if (chat_id !== null) return withHomeTags(deps, await chatContext(deps, chat_id))
  return series_id === null ? null : withHomeTags(deps, await seriesContext(deps, (await getSeries(deps, series_id)).hashtag))
}
