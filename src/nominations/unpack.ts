/**
 * Takes files out of gzip and zip, in memory, never by their names onto a disk. What is packed says nothing reliable about its size, so
 * everything is unpacked twice: the first time only counted, so that a bomb costs no memory, then into one buffer of the very size.
 */
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import yauzl, { type Entry, type ZipFile } from 'yauzl'
import { AppError, isAppError } from '../kernel/errors.js'
import { MAX_FILE_BYTES } from './formats/detect.js'
import type { Part } from './formats/types.js'
import { refusePrivate } from './formats/x-download.js'

/** Text shrinks to a tenth, tables of repeated words to a thirtieth. */
const MAX_RATIO = 100
/** A whole X download with its pictures has some thousand files. */
const MAX_ENTRIES = 10_000
/** Files of a zip that are looked into. */
const MAX_PARTS = 20

const refuse = (detail: string) => new AppError('bad_input_file', detail)

/**
 * The files in what was given: itself, if it is not packed.
 * @throws AppError bad_input_file for what is damaged, encrypted, a bomb or private; payload_too_large beyond 64 MB.
 */
export async function unpack(bytes: Uint8Array): Promise<Part[]> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer[0] === 0x1f && buffer[1] === 0x8b) return [{ name: '', bytes: await gunzip(buffer) }]
  if (buffer[0] === 0x50 && buffer[1] === 0x4b && (buffer[2] === 3 || buffer[2] === 5)) return unzip(buffer)
  return [{ name: '', bytes }]
}

async function gunzip(buffer: Buffer): Promise<Buffer> {
  const stream = async () => {
    const gunzip = createGunzip({ chunkSize: 65_536 })
    gunzip.end(buffer)
    return gunzip
  }
  try {
    return await inflate(stream, buffer.length, MAX_FILE_BYTES)
  } catch (error) {
    throw isAppError(error) ? error : refuse('the gzip file is damaged or cut off')
  }
}

async function inflate(stream: () => Promise<Readable>, packed: number, most: number): Promise<Buffer> {
  let size = 0
  for await (const chunk of await stream()) {
    size += (chunk as Buffer).length
    if (size > packed * MAX_RATIO) throw refuse(`it unpacks to more than ${MAX_RATIO} times its size, which no archive of posts does`)
    if (size > most) throw new AppError('payload_too_large', `it unpacks to more than ${MAX_FILE_BYTES / 1024 / 1024} MB: split it`)
  }
  const out = Buffer.allocUnsafe(size)
  let at = 0
  for await (const chunk of await stream()) at += (chunk as Buffer).copy(out, at)
  return out
}

async function unzip(buffer: Buffer): Promise<Part[]> {
  let zip: ZipFile | null = null
  try {
    zip = await openZip(buffer)
    return await readZip(zip, buffer.length)
  } catch (error) {
    throw isAppError(error) ? error : refuse(`the zip file cannot be read: ${(error instanceof Error ? error.message : '').slice(0, 200)}`)
  } finally {
    zip?.close()
  }
}

async function readZip(zip: ZipFile, packed: number): Promise<Part[]> {
  if (zip.entryCount > MAX_ENTRIES) throw refuse(`the zip holds ${zip.entryCount} files: give a zip with only those to be read`)
  const entries = (await entriesOf(zip)).filter(({ fileName }) => !isNoise(fileName))
  const base = ({ fileName }: Entry) => fileName.slice(fileName.lastIndexOf('/') + 1).toLowerCase()
  if (entries.some((entry) => /direct[-_]?messages?/.test(base(entry)))) throw refusePrivate()
  if (entries.some(({ fileName }) => fileName === '[Content_Types].xml'))
    throw refuse('recognised as an office document: save the sheet as CSV, or copy the text')
  // Of an X download, posts and owner only; whether they are what their names say is told by their content.
  const download = entries.filter((entry) => /^(?:tweets?(?:-part\d{1,4})?|account)\.js$/.test(base(entry)))
  const chosen = download.some((entry) => base(entry) !== 'account.js') ? download : entries
  if (chosen.length === 0) throw refuse('the zip holds no files')
  if (chosen.length > MAX_PARTS) throw refuse(`the zip holds ${chosen.length} files: give one at a time`)
  const parts: Part[] = []
  let left = Math.min(MAX_FILE_BYTES, packed * MAX_RATIO)
  for (const entry of chosen.sort((a, b) => a.fileName.localeCompare(b.fileName, 'en', { numeric: true }))) {
    if (entry.isEncrypted()) throw refuse(`${entry.fileName.slice(0, 200)} in the zip is encrypted`)
    const bytes = await inflate(() => streamOf(zip, entry), entry.compressedSize, left)
    left -= bytes.length
    parts.push({ name: entry.fileName, bytes })
  }
  return parts
}

/** Folders, and what systems add unasked. */
const isNoise = (name: string) => name.endsWith('/') || name.startsWith('__MACOSX/') || /(?:^|\/)(?:\.[^/]*|thumbs\.db)$/i.test(name)

const openZip = (buffer: Buffer) =>
  new Promise<ZipFile>((resolve, reject) =>
    yauzl.fromBuffer(buffer, { lazyEntries: true, validateEntrySizes: true }, (error, zip) => (error ? reject(error) : resolve(zip))),
  )

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
