/** An import that comes as a stream, over HTTP or from the desk: taken to disk, read into a preview here or, if that takes long, behind the answer. */
import { rm } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { chatContext, seriesContext } from '../../chats/context.js'
import type { Actor } from '../../db/tx.js'
import type { Deps } from '../../deps.js'
import { AppError, isAppError } from '../../kernel/errors.js'
import type { ColumnMap } from '../formats/types.js'
import { refusePrivateName } from '../unpack.js'
import { giveUpReading, SILENT_MS, withBeat } from './broken-off.js'
import { chatFor, readImport, registerImport, seriesKey } from './open.js'
import * as repo from './repo.js'
import { assign, drop, type Received, retake, spool, sweep, tooLarge } from './spool.js'
import { type Trial, tryFile } from './trial.js'

/** How long whoever gave a file waits for its preview, or to hear that it is refused, before he is told to come back for it. */
export const PATIENCE_MS = 5_000
/** As soon as it is clear that it can be read and takes a while, no longer than this. */
const ONCE_BEGUN_MS = 1_000
/** Readings at a time in this process, each with its threads; others wait. */
const MOST_AT_ONCE = 2

export interface Upload {
  from: Readable
  /** What the sender says it is long, if he does. */
  length?: number | undefined
  file_name: string
  chat_id?: string | undefined
  series?: string | undefined
  map?: ColumnMap | undefined
  actor: Actor
  patience_ms?: number | undefined
  /** Waits that long also when it is clear that it takes a while: the sender asked for it. */
  patient?: boolean | undefined
}

export interface Taken {
  id: string
  /** The same file for the same chat had been given before: id is that import. */
  repeated: boolean
  /** It is still being read. */
  reading: boolean
  received: Received
}

/**
 * Takes a file in and reads it into a preview; nothing of it is a nomination yet.
 * @throws AppError validation_failed for an unknown chat or series, conflict if they do not fit each other, payload_too_large, bad_input_file
 */
export async function takeFile(deps: Deps, upload: Upload): Promise<Taken> {
  const { path, received } = await receive(deps, upload)
  const { file_name, chat_id, series, map, actor } = upload
  let id: string
  let own: string
  try {
    id = await registerImport(deps, { file_name, chat_id, series, map, actor })
    own = await assign(deps, path, id)
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
  const { patience_ms = PATIENCE_MS, patient = false } = upload
  const pause = after(patient ? patience_ms : Math.min(ONCE_BEGUN_MS, patience_ms))
  let tell: (() => void) | undefined
  const clear = new Promise<void>((resolve) => {
    tell = resolve
  })
  const reading = readFile(deps, id, own, () => tell?.())
  if (patience_ms > 0) {
    const done = await within(patience_ms, Promise.race([reading, Promise.all([clear, pause]).then(() => null)]))
    if (done) return { ...done, reading: false, received }
  }
  reading.catch((error: unknown) => {
    // The import itself says what is wrong with the file.
    if (!isAppError(error)) deps.log.error({ err: error, import: id }, 'an import could not be read')
  })
  return { id, repeated: false, reading: true, received }
}

/** What an import of this file would be; nothing is kept. @throws AppError as takeFile */
export async function tryUpload(deps: Deps, upload: Upload): Promise<{ trial: Trial; received: Received }> {
  const { path, received } = await receive(deps, upload)
  try {
    return { trial: await tryFile(deps, path, await chatFor(deps, upload), upload.map), received }
  } finally {
    await rm(path, { force: true })
  }
}

async function receive(deps: Deps, { from, length, file_name, chat_id, series }: Upload): Promise<{ path: string; received: Received }> {
  const most = deps.config.IMPORT_MAX_MB * 1_048_576
  try {
    refusePrivateName(file_name)
    await checkFiling(deps, { chat_id, series })
    if (length !== undefined && length > most) throw tooLarge(most)
  } catch (error) {
    // Let by unread, so that the sender gets to read the answer.
    from.resume()
    throw error
  }
  return spool(deps, from, most)
}

/** Asked before the file comes, since finding out afterwards costs the sender the whole way. */
async function checkFiling(deps: Deps, { chat_id, series }: Pick<Upload, 'chat_id' | 'series'>): Promise<void> {
  const key = seriesKey(series)
  try {
    if (chat_id !== undefined) await chatContext(deps, chat_id)
    else if (key !== undefined) await seriesContext(deps, key)
  } catch (error) {
    if (!isAppError(error) || error.code !== 'not_found') throw error
    const parameter = chat_id === undefined ? 'series' : 'chat_id'
    const detail = chat_id === undefined ? `There is no series with the hashtag #${key}.` : error.message
    throw new AppError('validation_failed', detail, { errors: [{ parameter, code: 'unknown', detail }] })
  }
}

interface Running {
  readings: Map<string, Promise<Outcome>>
  active: number
  waiting: (() => void)[]
}
type Outcome = { id: string; repeated: boolean }

/** What this process is reading now, for each database it works on. */
const processes = new WeakMap<Deps['store'], Running>()

function runningOn({ store }: Deps): Running {
  let running = processes.get(store)
  if (!running) {
    running = { readings: new Map(), active: 0, waiting: [] }
    processes.set(store, running)
  }
  return running
}

/** Reads the file of an import, or joins whoever does here. The file is gone afterwards, unless reading was cut off. */
function readFile(deps: Deps, id: string, path: string, onBegun?: () => void): Promise<Outcome> {
  const running = runningOn(deps)
  const before = running.readings.get(id)
  if (before) return before
  const reading = inTurn(running, () => withBeat(deps, id, () => readImport(deps, id, { path }, { onBegun })))
  const whole = reading.finally(async () => {
    running.readings.delete(id)
    // If even that could not be noted (the database is gone), the import is read again when it is back, and needs its file.
    const state = await repo.findImport(deps.store.db, id).then(
      (row) => row?.state,
      () => 'reading',
    )
    if (state !== 'reading') await drop(deps, id)
  })
  running.readings.set(id, whole)
  return whole
}

async function inTurn<T>(running: Running, work: () => Promise<T>): Promise<T> {
  if (running.active >= MOST_AT_ONCE) await new Promise<void>((turn) => running.waiting.push(turn))
  else running.active++
  try {
    return await work()
  } finally {
    const next = running.waiting.shift()
    if (next) next()
    else running.active--
  }
}

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref())

/** Null if the time was up first. People wait here, so it is the real clock's time. */
async function within<T>(ms: number, work: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined
  const up = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms)
  })
  try {
    return await Promise.race([work, up])
  } finally {
    clearTimeout(timer)
  }
}

/** Waits for what is being read here, at most so long: the rest is taken up after the next start. */
export async function settleReadings(deps: Deps, most_ms: number): Promise<void> {
  await within(most_ms, Promise.allSettled(runningOn(deps).readings.values()))
}

/** Imports whose reading somebody left: whoever worked on them has been silent for long. */
export async function interruptedReadings(deps: Deps): Promise<string[]> {
  const { readings } = runningOn(deps)
  const before = deps.clock.now().getTime() - SILENT_MS
  return (await repo.importsIn(deps.store.db, ['reading']))
    .filter(({ id, heartbeat_at }) => !readings.has(id) && (heartbeat_at?.getTime() ?? 0) < before)
    .map(({ id }) => id)
}

/** Reads the file of such an import from its beginning, or says on it that the file must be given again. */
export async function resumeReading(deps: Deps, id: string): Promise<void> {
  if (!(await interruptedReadings(deps)).includes(id)) return
  // Of several who see it one takes it: the others find it beating.
  const mine = await deps.store.transaction(async (tx) => {
    const row = await repo.findImport(tx.db, id, true)
    if (row?.state !== 'reading' || (row.heartbeat_at?.getTime() ?? 0) >= tx.now.getTime() - SILENT_MS) return false
    await repo.updateImport(tx.db, id, { heartbeat_at: tx.now })
    return true
  })
  if (!mine) return
  const path = await retake(deps, id)
  if (path === null) {
    await giveUpReading(deps, id)
    await drop(deps, id)
    return
  }
  await readFile(deps, id, path).catch((error: unknown) => {
    if (!isAppError(error)) throw error
  })
}

/** Removes files that were given and that nobody will read: their process ended before they had an import. */
export async function sweepUploads(deps: Deps): Promise<void> {
  await sweep(deps, new Set((await repo.importsIn(deps.store.db, ['reading'])).map(({ id }) => id)))
}
