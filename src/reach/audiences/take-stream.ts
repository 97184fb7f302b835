/** A follower list as a stream, packed or not, read on the way: it is never on disk and never whole in memory. */
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { createGunzip, type Gunzip } from 'node:zlib'
import { AppError, isAppError } from '../../kernel/errors.js'
import { isPlatformError } from '../../platform/port.js'
import { refuse } from './read-ids.js'
import { openSketching } from './sketch-thread.js'
import type { SketchedFile, SketchTask } from './sketching.js'

export interface TakeOptions {
  task: SketchTask
  /** Most bytes as they come; unpacked they may be so many times as many. */
  most?: number | undefined
  onProgress?: ((bytes: number) => void) | undefined
}

export interface TakenStream {
  file: SketchedFile
  /** What came, byte for byte: tells whether the same is sent again. */
  received: { bytes: number; sha256: string }
}

/** Ids shrink to a third, with their JSON around them to a tenth. */
const MAX_RATIO = 100
const FREE_BYTES = 1024 * 1024
const UNPACKED_TIMES = 16
const CHUNK = 256 * 1024

export const tooLarge = (most: number) =>
  new AppError('payload_too_large', `At most ${Math.floor(most / 1_048_576)} MB can be given here: pack it with gzip, or use the command line.`, {
    members: { max_bytes: most },
  })

/**
 * @throws AppError unusable_audience for what holds no ids, payload_too_large, bad_request if the sender breaks off. The stream is never destroyed: over HTTP
 * that would end the connection, and with it the answer that says what is wrong.
 */
export async function takeStream(from: Readable, { task, most = Number.POSITIVE_INFINITY, onProgress }: TakeOptions): Promise<TakenStream> {
  const hash = createHash('sha256')
  let bytes = 0
  async function* counted(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of from.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        bytes += chunk.length
        if (bytes > most) throw tooLarge(most)
        hash.update(chunk)
        onProgress?.(bytes)
        yield chunk
      }
    } catch (error) {
      if (isAppError(error) || isPlatformError(error)) throw error
      throw new AppError('bad_request', 'The file broke off before its end.', { cause: error })
    }
  }
  const sketching = openSketching(task)
  try {
    for await (const chunk of unpacked(counted(), most * UNPACKED_TIMES)) await sketching.push(chunk)
    if (bytes === 0) throw refuse('The file is empty. To say that nobody follows the account, give a count of 0.')
    return { file: await sketching.end(), received: { bytes, sha256: hash.digest('hex') } }
  } finally {
    await sketching.close()
    // What is left is let go by, so that the sender gets to read the answer; the server's own time limit ends it.
    from.resume()
  }
}

async function* unpacked(packed: AsyncGenerator<Uint8Array>, most: number): AsyncGenerator<Uint8Array> {
  const { value: first, done } = await packed.next()
  if (done) return
  async function* whole() {
    yield first as Uint8Array
    yield* packed
  }
  if (first[0] !== 0x1f || (first.length > 1 && first[1] !== 0x8b)) {
    yield* whole()
    return
  }
  const gunzip = createGunzip({ chunkSize: CHUNK })
  const source = Readable.from(whole())
  source.on('error', (error) => gunzip.destroy(error))
  try {
    yield* guarded(source.pipe(gunzip), most)
  } finally {
    source.destroy()
    gunzip.destroy()
  }
}

async function* guarded(gunzip: Gunzip, most: number): AsyncGenerator<Uint8Array> {
  let size = 0
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > FREE_BYTES + gunzip.bytesWritten * MAX_RATIO)
        throw new AppError('payload_too_large', `It unpacks to more than ${MAX_RATIO} times its size, which no list of ids does.`)
      if (size > most) throw new AppError('payload_too_large', `It unpacks to more than ${Math.floor(most / 1_048_576)} MB: use the command line.`)
      yield chunk
    }
  } catch (error) {
    if (isAppError(error)) throw error
    throw refuse('The gzip file is damaged or cut off.')
  }
}
