/**
 * Takes files out of gzip and zip, never by their names onto a disk. What is packed says nothing reliable about its size, so every
 * byte that comes out is counted against what went in; where a file is wanted whole it is unpacked twice, the first time only counted, so
 * that a bomb costs no memory.
 */
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { Readable, Transform } from 'node:stream'
import { constants, createGunzip, gunzipSync } from 'node:zlib'
import yauzl, { type Entry, type ZipFile } from 'yauzl'
import { AppError, isAppError } from '../kernel/errors.js'
import { MAX_FILE_BYTES } from './formats/detect.js'
import { type EndlessLine, seekEndless, withoutLines } from './formats/endless.js'
import type { Part } from './formats/types.js'
import { refusePrivate } from './formats/x-download.js'

/** Text shrinks to a tenth, tables of repeated words to a thirtieth. */
const MAX_RATIO = 100
/** From here on the ratio holds at every moment and not only in the end, so that a bomb is refused before a hundred times its size is read. */
const RATIO_FROM = 8 * 1024 * 1024
/** Of unpacked bytes: what tells most bombs. */
export const WEIGHED_BYTES = RATIO_FROM + 1024 * 1024
/** A whole X download with its pictures has some thousand files. */
const MAX_ENTRIES = 10_000
/** Files of a zip that are looked into. */
const MAX_PARTS = 20
const CHUNK = 256 * 1024

const refuse = (detail: string) => new AppError('bad_input_file', detail)
const tooLarge = () => new AppError('payload_too_large', `it unpacks to more than ${MAX_FILE_BYTES / 1024 / 1024} MB: split it`)

export type Given = { bytes: Uint8Array } | { path: string }

/** One file of what was given, to be read as often as wanted. */
export interface Source {
  /** Empty unless it is a file of a zip. */
  name: string
  /** Of the bytes as they were given: what progress is measured by. */
  packed: number
  /** It comes out of gzip or zip. */
  shrunk: boolean
  /**
   * Unpacked bytes; ends with bad_input_file if they are damaged or a bomb. A chunk is valid until the next one is asked for. `onRead` is told how
   * many packed bytes were taken so far.
   */
  stream(onRead?: (packed: number) => void): Promise<AsyncIterable<Uint8Array>>
}

/**
 * The files in what was given: itself, if it is not packed. `close` when they are read.
 * @throws AppError bad_input_file for what is damaged, encrypted or private
 */
export async function openSources(given: Given): Promise<{ sources: Source[]; close(): void }> {
  const size = 'bytes' in given ? given.bytes.length : (await stat(given.path)).size
  const head = 'bytes' in given ? given.bytes.subarray(0, 4) : await headOf(given.path)
  const plain = () => ('bytes' in given ? Readable.from(pieces(given.bytes), { objectMode: false }) : createReadStream(given.path, { highWaterMark: CHUNK }))
  const single = (stream: Source['stream'], shrunk: boolean) => ({ sources: [{ name: '', packed: size, shrunk, stream }], close: () => undefined })
  if (head[0] === 0x1f && head[1] === 0x8b) return single(async (onRead) => gunzipped(plain(), size, onRead), true)
  if (head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5)) return openZip(given, size)
  return single(async (onRead) => ('bytes' in given ? counted(pieces(given.bytes), onRead) : counted(chunksOf(given.path), onRead)), false)
}

/**
 * All of it, whole.
 * @throws AppError as openSources; payload_too_large beyond 64 MB.
 */
export async function unpack(bytes: Uint8Array): Promise<Part[]> {
  const { sources, close } = await openSources({ bytes })
  try {
    return await readWhole(sources)
  } finally {
    close()
  }
}

/** All is weighed before any of it is kept; of lines too long to be one nothing is. @throws AppError payload_too_large beyond 64 MB in all */
export async function readWhole(sources: readonly Source[], onRead?: (packed: number) => void): Promise<Part[]> {
  const weighed: Weighed[] = []
  let left = MAX_FILE_BYTES
  for (const source of sources) {
    const one = await weigh(source, left)
    left -= one.size
    weighed.push(one)
  }
  const parts: Part[] = []
  for (const [at, source] of sources.entries()) parts.push(await whole(source, weighed[at] ?? { size: 0, endless: [] }, onRead))
  return parts
}

interface Weighed {
  size: number
  endless: readonly EndlessLine[]
}

async function weigh(source: Source, most: number): Promise<Weighed> {
  let size = 0
  const seek = seekEndless()
  for await (const chunk of await source.stream()) {
    size += chunk.length
    if (size > most) throw tooLarge()
    seek.take(chunk)
  }
  return { size, endless: seek.end() }
}

async function whole(source: Source, { size, endless }: Weighed, onRead?: (packed: number) => void): Promise<Part> {
  const bytes = Buffer.allocUnsafeSlow(endless.reduce((left, { from, to }) => left - (to - from), size))
  let at = 0
  for await (const chunk of withoutLines(await source.stream(onRead), endless)) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return { name: source.name, bytes, endless: endless.map(({ line }) => line) }
}

async function headOf(path: string): Promise<Uint8Array> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** A file through one buffer: streams take a new one for each chunk, and a gigabyte of them waits for the garbage collector. */
async function* chunksOf(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path)
  const buffer = Buffer.allocUnsafeSlow(CHUNK)
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK)
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

async function* counted(chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>, onRead: ((size: number) => void) | undefined): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const chunk of chunks) {
    size += chunk.length
    onRead?.(size)
    yield chunk
  }
}

function* pieces(bytes: Uint8Array): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += CHUNK) yield Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.min(CHUNK, bytes.length - at))
}

function gunzipped(packed: Readable, size: number, onRead: ((packed: number) => void) | undefined): Readable {
  const gunzip = createGunzip({ chunkSize: 262_144 })
  packed.on('error', (error) => gunzip.destroy(error))
  gunzip.on('close', () => packed.destroy())
  const guarded = guard(
    size,
    () => onRead?.(gunzip.bytesWritten),
    () => gunzip.bytesWritten,
  )
  return through(packed.pipe(gunzip), guarded, () => refuse('the gzip file is damaged or cut off'))
}

/** `from` through `guarded`; what goes wrong on either side ends both. */
function through(from: Readable, guarded: Transform, explain = (error: unknown) => error as Error): Readable {
  from.on('error', (error) => guarded.destroy(explain(error)))
  guarded.on('close', () => from.destroy())
  return from.pipe(guarded)
}

/** Of a gzip file so many packed bytes tell whether it is a bomb: unpacked they are what is weighed. */
export const HEAD_BYTES = Math.floor(WEIGHED_BYTES / MAX_RATIO)

/**
 * Looks at the beginning of a file while the rest of it still comes: an endless bomb has no end to wait for.
 * @throws AppError bad_input_file
 */
export function refuseBombHead(head: Buffer): void {
  if (head[0] !== 0x1f || head[1] !== 0x8b) return
  try {
    gunzipSync(head, { maxOutputLength: Math.max(RATIO_FROM, head.length * MAX_RATIO), finishFlush: constants.Z_SYNC_FLUSH })
  } catch (error) {
    // What is damaged is told when it is read.
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw isBomb()
  }
}

const isBomb = () => refuse(`it unpacks to more than ${MAX_RATIO} times its size, which no archive of posts does`)

/** Lets bytes through as long as there are not far too many of them for what was packed, and for as much of it as was unpacked so far, where that is known. */
function guard(packed: number, onRead?: (size: number) => void, soFar: () => number = () => packed): Transform {
  let size = 0
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      size += chunk.length
      onRead?.(size)
      if (size > packed * MAX_RATIO || (size > RATIO_FROM && size > soFar() * MAX_RATIO)) done(isBomb())
      else done(null, chunk)
    },
  })
}

async function openZip(given: Given, packed: number): Promise<{ sources: Source[]; close(): void }> {
  let zip: ZipFile | null = null
  try {
    zip = await ('bytes' in given ? zipOf(Buffer.from(given.bytes.buffer, given.bytes.byteOffset, given.bytes.length)) : zipAt(given.path))
    const opened = zip
    const sources = (await chooseEntries(opened)).map((entry) => ({
      name: entry.fileName,
      packed: entry.compressedSize,
      shrunk: true,
      stream: (onRead?: (packed: number) => void) => entryStream(opened, entry, packed, onRead),
    }))
    return { sources, close: () => opened.close() }
  } catch (error) {
    zip?.close()
    throw readable(error)
  }
}

const readable = (error: unknown) =>
  isAppError(error) ? error : refuse(`the zip file cannot be read: ${(error instanceof Error ? error.message : '').slice(0, 200)}`)

async function entryStream(zip: ZipFile, entry: Entry, packed: number, onRead: ((packed: number) => void) | undefined): Promise<Readable> {
  const stream = await streamOf(zip, entry).catch((error: unknown) => {
    throw readable(error)
  })
  // Entries may share one body: each counts by what it says it takes, never by more than the whole zip.
  const share = Math.min(entry.compressedSize, packed)
  // It cannot turn out to be larger or smaller than it says: then it is damaged.
  if (entry.uncompressedSize > Math.max(RATIO_FROM, share * MAX_RATIO)) throw isBomb()
  const guarded = guard(share, (size) => onRead?.(Math.min(share, Math.round((size / Math.max(1, entry.uncompressedSize)) * share))))
  return through(stream, guarded, readable)
}

async function chooseEntries(zip: ZipFile): Promise<Entry[]> {
  if (zip.entryCount > MAX_ENTRIES) throw refuse(`the zip holds ${zip.entryCount} files: give a zip with only those to be read`)
  const entries = (await entriesOf(zip)).filter(({ fileName }) => !isNoise(fileName))
  const base = ({ fileName }: Entry) => fileName.slice(fileName.lastIndexOf('/') + 1).toLowerCase()
  // By its name alone, whatever stands in it: a file that cannot be made out is not safe to look into either.
  const personal = entries.find(({ fileName }) => isPrivate(fileName))
  if (personal) throw refusePrivate(personal.fileName)
  if (entries.some(({ fileName }) => fileName === '[Content_Types].xml'))
    throw refuse('recognised as an office document: save the sheet as CSV, or copy the text')
  // Of an X download, posts and owner only; whether they are what their names say is told by their content.
  const download = entries.filter((entry) => /^(?:tweets?(?:-part\d{1,4})?|account)\.js$/.test(base(entry)))
  const chosen = download.some((entry) => base(entry) !== 'account.js') ? download : entries
  if (chosen.length === 0) throw refuse('the zip holds no files')
  if (chosen.length > MAX_PARTS) throw refuse(`the zip holds ${chosen.length} files: give one at a time`)
  for (const entry of chosen) if (entry.isEncrypted()) throw refuse(`${entry.fileName.slice(0, 200)} in the zip is encrypted`)
  return chosen.sort((a, b) => a.fileName.localeCompare(b.fileName, 'en', { numeric: true }))
}

/** `direct-messages.js`, `direct-message-group-headers.js`, `direct_messages_media/…`, `DMs.json`. */
const isPrivate = (name: string): boolean =>
  /direct[-_ .]?messages?/i.test(name) || /(?:^|\/)dms?(?:[-_ ](?:group|archive|export|headers?)\w{0,20})?\.(?:js|json|csv|txt|html?)$/i.test(name)

/** A file that was given by itself; of its name nothing else is believed. @throws AppError bad_input_file */
export function refusePrivateName(name: string): void {
  if (/direct[-_]?messages?[\w-]{0,40}\.js(?:on)?(?:\.gz)?$/i.test(name)) throw refusePrivate(name)
}

/** Folders, and what systems add unasked. */
const isNoise = (name: string) => name.endsWith('/') || name.startsWith('__MACOSX/') || /(?:^|\/)(?:\.[^/]*|thumbs\.db)$/i.test(name)

// Kept open until `close`, since entries are read after the directory.
const OPTIONS = { lazyEntries: true, validateEntrySizes: true, autoClose: false } as const
const zipOf = (buffer: Buffer) =>
  new Promise<ZipFile>((resolve, reject) => yauzl.fromBuffer(buffer, OPTIONS, (error, zip) => (error ? reject(error) : resolve(zip))))
const zipAt = (path: string) => new Promise<ZipFile>((resolve, reject) => yauzl.open(path, OPTIONS, (error, zip) => (error ? reject(error) : resolve(zip))))

const entriesOf = (zip: ZipFile) =>
  new Promise<Entry[]>((resolve, reject) => {
    const entries: Entry[] = []
    zip.on('error', reject)
    zip.on('end', () => resolve(entries))
    zip.on('entry', (entry: Entry) => {
      entries.push(entry)
      zip.readEntry()
    })
    zip.readEntry()
  })

const streamOf = (zip: ZipFile, entry: Entry) =>
  new Promise<Readable>((resolve, reject) => zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream))))
