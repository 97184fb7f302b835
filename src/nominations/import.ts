import { type CollectionContext, chatContext, seriesContext } from '../chats/context.js'
import type { Actor, Tx } from '../db/tx.js'
import type { Deps } from '../deps.js'
import { foldHashtag } from '../directory/handle.js'
import { sha256 } from '../kernel/canonical.js'
import { AppError, isAppError } from '../kernel/errors.js'
import { collect, nominatorHash, type Voice } from './collect.js'
import { type DecidedNomination, type Decision, decide, type NotCounted } from './decide.js'
import { readParts } from './formats/detect.js'
import type { ColumnMap, FormatName, Part } from './formats/types.js'
import { type DryRun, dryRunOf, previewLines } from './preview.js'
import * as repo from './repo.js'
import { unpack } from './unpack.js'

export interface ImportInput {
  bytes: Uint8Array
  /** For the record only: the format is told from the content. */
  file_name: string
  /** A hashtag, in any spelling. */
  series?: string | undefined
  chat_id?: string | undefined
  /** Which column of a table is what; needed only for tables of no known kind. */
  map?: ColumnMap | undefined
  dry_run: boolean
  actor: Actor
  onProgress?: ((done: number, total: number) => void) | undefined
}

export interface ImportReport {
  /** Null for a dry run. */
  import_id: string | null
  format: FormatName
  posts: number
  /** Nominations in the file. */
  found: number
  /** Of these, stored now; the others were there already or refused. */
  added: number
  already: number
  refused: number
  /** Entries drafted for targets that nobody had nominated before. */
  drafted: number
  /** The same file had been imported for the same chat before, whole. */
  repeated: boolean
  skipped: NotCounted[]
  review: NotCounted[]
  result: DryRun
  /** The file as a person reads it, line by line. */
  preview: string[]
}

/** Small enough that a crash costs little and others get in between, large enough that commits do not dominate. */
const BATCH = 200

/**
 * Takes in a file. Nothing is written by a dry run. A real run stores batches, each a unit of work, so that a crash loses nothing:
 * the same call again completes it, and once it is complete adds nothing.
 * @throws AppError bad_input_file or payload_too_large for the file, not_found for the series or chat.
 */
export async function importArchive(deps: Deps, input: ImportInput): Promise<ImportReport> {
  const context = await readContext(deps, input)
  const parts = await unpack(input.bytes)
  const archive = readParts(parts, { map: input.map })
  const decision = decide(archive, context)
  const report: ImportReport = {
    import_id: null,
    format: archive.format,
    posts: archive.posts.length,
    found: decision.nominations.length,
    added: 0,
    already: 0,
    refused: 0,
    drafted: 0,
    repeated: false,
    skipped: decision.skipped,
    review: decision.review,
    result: dryRunOf(archive, decision),
    preview: previewLines(input.file_name, archive, decision),
  }
  return input.dry_run ? report : store(deps, input, digestOf(parts), context, decision, report)
}

/** Of what was packed, so that a file is known again whether it comes packed or not. */
const digestOf = (parts: readonly Part[]): string => {
  const digests = parts.map(({ bytes }) => sha256(bytes))
  return digests.length === 1 && digests[0] !== undefined ? digests[0] : sha256(digests.join(' '))
}

type Context = Pick<CollectionContext, 'hashtag_key' | 'host_keys' | 'starts_at'> & { series_id: string | null; chat_id: string | null }

async function readContext(deps: Deps, { series, chat_id, dry_run }: ImportInput): Promise<Context | null> {
  const key = series === undefined ? undefined : foldHashtag(series)
  if (key === null)
    throw new AppError('validation_failed', `${series} is not a hashtag.`, {
      errors: [{ parameter: 'series', code: 'hashtag', detail: 'series is not a hashtag.' }],
    })
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
    if (!isAppError(error) || error.code !== 'not_found') throw error
    // Looking needs no series; storing would have nowhere to file it.
    if (dry_run) return { series_id: null, chat_id: null, hashtag_key: key, host_keys: [], starts_at: null }
    throw new AppError('not_found', `There is no series with the hashtag #${key}. Make it first: allies series add`)
  }
}

async function store(deps: Deps, input: ImportInput, digest: string, context: Context | null, decision: Decision, report: ImportReport): Promise<ImportReport> {
  const { nominations } = decision
  const opened = await deps.store.transaction(async (tx) => {
    const id = deps.ids.next('imp')
    const row = await repo.openImport(tx.db, {
      id,
      sha256: digest,
      format: report.format,
      file_name: input.file_name.replaceAll('\0', '').slice(-255),
      series_id: context?.series_id ?? null,
      chat_id: context?.chat_id ?? null,
      state: 'storing',
      counts: { counted: nominations.length, added: 0 },
      actor: input.actor,
      created_at: tx.now,
    })
    if (row.id === id)
      await tx.audit({
        actor: input.actor,
        action: 'archive.import',
        subject: id,
        detail: { file: row.file_name, format: row.format, found: nominations.length },
      })
    return row
  })
  report.import_id = opened.id
  report.repeated = opened.state === 'done'
  const counts = { counted: nominations.length, added: opened.counts.added ?? 0 }

  for (let from = 0; from < nominations.length; from += BATCH) {
    const batch = nominations.slice(from, from + BATCH)
    const last = from + BATCH >= nominations.length
    const done = await deps.store.transaction(async (tx) => {
      const stored = await storeBatch(tx, deps, batch, (one) => voiceOf(one, digest, opened.id, context, tx.now))
      await repo.saveCounts(tx.db, opened.id, { ...counts, added: counts.added + stored.added }, last ? 'done' : opened.state)
      return stored
    })
    // Only now: a unit of work that was tried twice must not be counted twice.
    counts.added += done.added
    report.added += done.added
    report.already += done.already
    report.drafted += done.drafted
    report.refused += done.refused.length
    for (const { line, nominator, raw } of done.refused) report.skipped.push({ line, nominator, raw, reason: 'not accepted here' })
    input.onProgress?.(Math.min(from + BATCH, nominations.length), nominations.length)
  }
  if (nominations.length === 0) await deps.store.transaction((tx) => repo.saveCounts(tx.db, opened.id, counts, 'done'))
  return report
}

async function storeBatch(tx: Tx, deps: Deps, batch: readonly DecidedNomination[], toVoice: (one: DecidedNomination) => Voice) {
  const all = batch.map((one) => {
    const voice = toVoice(one)
    const key = { nominator_hash: nominatorHash(deps, voice.voice), target_kind: voice.target.kind, target_key: voice.target.key }
    return { one, voice, key }
  })
  // What an earlier run stored needs no second look at its entry.
  const known = await repo.findByVoices(
    tx.db,
    all.map(({ key }) => key),
    all[0]?.voice.chat_id ?? null,
  )
  const fresh = all.filter(({ key }) => !known.has(repo.voiceKey(key)))
  const { collected, refused, drafted } = await collect(
    tx,
    deps,
    fresh.map(({ voice }) => voice),
  )
  const added = collected.filter((one) => one?.created).length
  return {
    added,
    drafted,
    refused: fresh.flatMap(({ one }, i) => (refused.has(i) ? [one] : [])),
    already: batch.length - added - refused.size,
  }
}

function voiceOf(one: DecidedNomination, digest: string, importId: string, context: Context | null, now: Date): Voice {
  const { target, raw, text, start, end, voice, line, post_id, question, at } = one
  return {
    target,
    raw,
    text,
    span: { start, end },
    why: null,
    // Voices that mean something only within the file are bound to it.
    voice: voice === 'document' || voice.startsWith('line:') ? `${voice}:${digest}` : voice,
    nominator_handle: null,
    source: 'import',
    import_id: importId,
    source_line: line,
    post_id,
    series_id: context?.series_id ?? null,
    chat_id: context?.chat_id ?? null,
    question,
    nominated_at: at ?? context?.starts_at ?? now,
    status_hash: null,
  }
}
