import type { Deps } from '../../deps.js'
import { type DryRun, dryRunOf, previewLines } from '../preview.js'
import { chatFor, type OpenInput } from './open.js'
import { readArchiveInto } from './read.js'
import { memorySink } from './stage.js'

/**
 * What an import would find; nothing is written, and without a series or chat no database is asked.
 * @throws AppError as openImport
 */
export async function dryRunImport(deps: Deps, input: Omit<OpenInput, 'actor'>): Promise<{ result: DryRun; preview: string[] }> {
  const sink = memorySink(input.onProgress)
  const chat = await chatFor(deps, input)
  const { format, counts, notes, context, left_out } = await readArchiveInto(deps, sink, { given: input.given, chat, map: input.map })
  const look = { format, posts: counts.posts ?? 0, notes, context, candidates: sink.candidates, bad_lines: sink.bad, left_out }
  return { result: dryRunOf(look), preview: previewLines(input.file_name, look) }
}
