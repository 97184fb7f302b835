/** What an import of a file would be, without keeping anything. */
import type { ImportContext, ImportCounts, Verdict } from '../../db/schema/imports.js'
import type { Deps } from '../../deps.js'
import { AppError } from '../../kernel/errors.js'
import type { Candidate, GivenChat } from '../decide.js'
import type { BadLine, ColumnMap, FormatName } from '../formats/types.js'
import { readArchiveInto, type Sink } from './read.js'
import type { CandidateView } from './service.js'
import { memorySink } from './stage.js'

/** All names are held in memory until the end: some hundred bytes each, with their words. */
const MOST_NAMES = 20_000
const SHOWN = 50

export interface Trial {
  format: FormatName
  sha256: string
  context: ImportContext
  notes: string[]
  counts: ImportCounts
  accepted: { nominations: number; targets: number }
  reasons: { verdict: Verdict; reason: string; count: number }[]
  candidates: CandidateView[]
  bad_lines: BadLine[]
}

/** @throws AppError bad_input_file, or payload_too_large for a file or a number of names beyond what is looked at without keeping */
export async function tryFile(deps: Pick<Deps, 'config'>, path: string, chat: GivenChat | null, map: ColumnMap | undefined): Promise<Trial> {
  const memory = memorySink()
  const sink: Sink = {
    take: async (rows, bad, progress) => {
      await memory.take(rows, bad, progress)
      if (memory.candidates.length <= MOST_NAMES) return
      const detail = `It names more than ${MOST_NAMES.toLocaleString('en')} targets: import it without validate_only and look at its preview.`
      throw new AppError('payload_too_large', detail)
    },
    settle: memory.settle,
  }
  const { format, sha256, context, notes, counts, left_out } = await readArchiveInto(deps, sink, { given: { path }, chat, map })
  const settled: Partial<Record<Verdict, number>> = {}
  const reasons = new Map<string, Trial['reasons'][number]>()
  const count = (verdict: Verdict, reason: string, n: number) => {
    settled[verdict] = (settled[verdict] ?? 0) + n
    const key = `${verdict} ${reason}`
    reasons.set(key, { verdict, reason, count: (reasons.get(key)?.count ?? 0) + n })
  }
  for (const { verdict, reason } of memory.candidates) count(verdict, reason, 1)
  for (const [reason, n] of Object.entries(left_out)) count('not', reason, n)
  const taken = memory.candidates.flatMap((one) => (one.verdict === 'counted' && one.target ? [`${one.target.kind} ${one.target.key}`] : []))
  return {
    format,
    sha256,
    context: { hashtag_keys: context.hashtag_keys, host_keys: context.host_keys, inferred: context.inferred },
    notes,
    counts: { ...counts, ...settled },
    accepted: { nominations: taken.length, targets: new Set(taken).size },
    reasons: [...reasons.values()].sort((a, b) => b.count - a.count),
    candidates: memory.candidates.slice(0, SHOWN).map(viewOf),
    bad_lines: memory.bad.slice(0, SHOWN),
  }
}

const viewOf = (one: Candidate, seq: number): CandidateView => ({
  seq,
  line: one.line,
  nominator: one.nominator,
  question: one.question,
  target: one.target && { kind: one.target.kind, key: one.target.key, display: one.target.display },
  raw: one.raw,
  text: one.text,
  span: one.start === null || one.end === null ? null : { start: one.start, end: one.end },
  form: one.form,
  verdict: one.verdict,
  reason: one.reason,
  chosen: null,
  taken: one.verdict === 'counted' && one.target !== null,
  outcome: null,
})
