/** Files that were given over HTTP, on disk while they are read: so reading survives a crash, and costs memory for no more than a part of them. */
import { createHash } from 'node:crypto'
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { access, mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Config } from '../../config.js'
import type { Deps } from '../../deps.js'
import { AppError } from '../../kernel/errors.js'
import { HEAD_BYTES, refuseBombHead } from '../unpack.js'

/** A file that ended the process so often while it was read would do so for ever. */
const MOST_TRIES = 3
/** A younger file may be on its way in another process that shares the folder. */
const ORPHAN_MS = 3_600_000

let temporary: string | undefined

/** Without a data directory there is nothing to survive: then it is one of this process. */
export function spoolFolder({ DATA_DIR }: Pick<Config, 'DATA_DIR'>): string {
  if (!DATA_DIR.startsWith('memory://')) return join(DATA_DIR, 'imports')
  if (temporary === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'allies-imports-'))
    temporary = made
    process.once('exit', () => rmSync(made, { recursive: true, force: true }))
  }
  return temporary
}

/** What came, byte for byte: tells whether the same is sent again. */
export interface Received {
  bytes: number
  sha256: string
}

/**
 * Writes what is given to a new file.
 * @param most bytes
 * @returns its path, and what came
 * @throws AppError payload_too_large, bad_input_file if it is empty, bad_request if the sender breaks off; then nothing is left on disk
 */
export async function spool(deps: Pick<Deps, 'config' | 'ids'>, from: Readable, most: number): Promise<{ path: string; received: Received }> {
  const folder = spoolFolder(deps.config)
  // What people said in a chat is nobody else's business on a shared machine.
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, `incoming-${deps.ids.secret()}`)
  try {
    const received = await write(from, path, most)
    if (received.bytes === 0) throw new AppError('bad_input_file', 'The file is empty.')
    return { path, received }
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}

/** By hand: a pipeline would end the connection along with itself, and with it the answer that says what is wrong. */
function write(from: Readable, path: string, most: number): Promise<Received> {
  return new Promise((resolve, reject) => {
    const file = createWriteStream(path, { flags: 'wx', mode: 0o600 })
    const hash = createHash('sha256')
    let size = 0
    let head: Buffer[] | null = []
    const stop = () => {
      from.off('data', take).off('end', end).off('close', brokenOff)
      file.off('drain', goOn)
    }
    const fail = (error: Error) => {
      stop()
      // The rest is let go by, so that the sender gets to read the answer; the server's own time limit ends it.
      from.resume()
      file.destroy()
      reject(error)
    }
    const take = (chunk: Buffer) => {
      size += chunk.length
      if (size > most) {
        fail(tooLarge(most))
        return
      }
      if (head !== null) {
        head.push(chunk)
        if (size >= HEAD_BYTES) {
          try {
            refuseBombHead(Buffer.concat(head))
          } catch (error) {
            fail(error as Error)
            return
          }
          head = null
        }
      }
      // As it comes: it is never held whole, and never read a second time.
      hash.update(chunk)
      if (!file.write(chunk)) from.pause()
    }
    const goOn = () => from.resume()
    const end = () => {
      stop()
      file.end()
    }
    const brokenOff = () => fail(new AppError('bad_request', 'The file broke off before its end.'))
    from.on('error', brokenOff)
    file.on('error', fail).on('drain', goOn)
    file.on('finish', () => resolve({ bytes: size, sha256: hash.digest('hex') }))
    from.on('data', take).on('end', end).on('close', brokenOff)
  })
}

export const tooLarge = (most: number) =>
  new AppError('payload_too_large', `At most ${Math.floor(most / 1_048_576)} MB can be given here: pack it with gzip, split it, or use the command line.`, {
    members: { max_bytes: most },
  })

const placeOf = (deps: Pick<Deps, 'config'>, id: string, tries: number) => join(spoolFolder(deps.config), tries === 0 ? id : `${id}.${tries}`)

/** From now on the file is this import's. @returns its path */
export async function assign(deps: Pick<Deps, 'config'>, path: string, id: string): Promise<string> {
  const own = placeOf(deps, id, 0)
  await rename(path, own)
  return own
}

/**
 * The file of an import whose reading was interrupted, one more try on its count.
 * @returns null if it is not here, or was tried too often
 */
export async function retake(deps: Pick<Deps, 'config'>, id: string): Promise<string | null> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const path = placeOf(deps, id, tries)
    if (!(await isThere(path))) continue
    if (tries + 1 === MOST_TRIES) return null
    const next = placeOf(deps, id, tries + 1)
    await rename(path, next)
    return next
  }
  return null
}

/** Whether the file of an import is here. */
export async function isKept(deps: Pick<Deps, 'config'>, id: string): Promise<boolean> {
  for (let tries = 0; tries < MOST_TRIES; tries++) if (await isThere(placeOf(deps, id, tries))) return true
  return false
}

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

/** Whatever there is of an import's file. */
export async function drop(deps: Pick<Deps, 'config'>, id: string): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries++) await rm(placeOf(deps, id, tries), { force: true })
}

/** Removes files that nobody reads any more. `wanted` says which imports are still to be read. */
export async function sweep(deps: Pick<Deps, 'config' | 'clock'>, wanted: ReadonlySet<string>): Promise<void> {
  const folder = spoolFolder(deps.config)
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  for (const name of names) {
    if (wanted.has(name.split('.')[0] ?? '')) continue
    const path = join(folder, name)
    const found = await stat(path).catch(() => null)
    if (found?.isFile() && found.mtimeMs < deps.clock.now().getTime() - ORPHAN_MS) await rm(path, { force: true })
  }
}
