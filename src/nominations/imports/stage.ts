/** Where a reading goes: the preview in the database, or memory for a dry run. */
import type { Deps } from '../../deps.js'
import { type Candidate, eachPostOnce, settle } from '../decide.js'
import type { BadLine } from '../formats/types.js'
import type { Sink } from './read.js'
import type { Row } from './reader.js'
import * as repo from './repo.js'

const PAGE = 5000
/** Characters. */
const STATEMENT = 512 * 1024

/** Rows of one import. `onProgress` is told bytes of the file as it was given. */
export function databaseSink(deps: Deps, importId: string, onProgress?: (done: number, total: number) => void): Sink {
  let badSeq = 0
  return {
    take: async (rows, bad, { done, total }) => {
      await deps.store.transaction(async (tx) => {
        for (const json of inFew(rows)) await repo.stage(tx.db, importId, json)
        await repo.stageBadLines(tx.db, importId, badSeq, bad)
        await repo.updateImport(tx.db, importId, { progress_done: done, progress_total: total, heartbeat_at: tx.now })
      })
      badSeq += bad.length
      onProgress?.(done, total)
    },
    settle: async (isParticipant, repeatedPosts) => {
      for (let after = -1; ; ) {
        const page = await repo.conditionalCandidates(deps.store.db, importId, after, PAGE)
        const last = page.at(-1)
        if (!last) break
        after = last.seq
        const judged = page.flatMap(({ seq, conditions }) => {
          const met = conditions?.find(({ participants }) => participants.every(isParticipant))
          return met ? [{ seq, reason: met.reason }] : []
        })
        await deps.store.transaction((tx) => repo.judgeAnew(tx.db, importId, judged))
      }
      await deps.store.transaction(async (tx) => {
        await repo.takeYourTime(tx.db)
        await repo.refreshStatistics(tx.db)
        if (repeatedPosts > 0) await repo.markSamePosts(tx.db, importId)
        await repo.markRepeated(tx.db, importId)
      })
    },
  }
}

/** Each statement is planned anew, which takes longer than a hundred rows: arrays of few rows become one. */
function inFew(rows: readonly string[]): string[] {
  const few: string[] = []
  let open: string[] = []
  let size = 0
  const close = () => {
    if (open.length > 0) few.push(`[${open.join(',')}]`)
    open = []
    size = 0
  }
  for (const json of rows) {
    if (size + json.length > STATEMENT) close()
    open.push(json.slice(1, -1))
    size += json.length
  }
  close()
  return few
}

export interface MemorySink extends Sink {
  candidates: Candidate[]
  bad: BadLine[]
}

/** Nothing is written. The hash of a voice stands for the voice. */
export function memorySink(onProgress?: (done: number, total: number) => void): MemorySink {
  const sink: MemorySink = {
    candidates: [],
    bad: [],
    take: async (rows, bad, { done, total }) => {
      for (const json of rows) for (const row of JSON.parse(json) as Row[]) sink.candidates.push(candidateOf(row))
      sink.bad.push(...bad)
      onProgress?.(done, total)
    },
    settle: async (isParticipant, repeatedPosts) => {
      sink.candidates = settle(repeatedPosts > 0 ? eachPostOnce(sink.candidates) : sink.candidates, isParticipant)
    },
  }
  return sink
}

const candidateOf = (row: Row): Candidate => ({
  line: row.line,
  post_id: row.post_id ?? null,
  at: row.said_at === undefined ? null : new Date(row.said_at),
  nominator: row.nominator ?? null,
  voice: row.nominator_hash,
  question: row.question ?? null,
  target:
    row.target_kind === undefined || row.target_key === undefined
      ? null
      : { kind: row.target_kind, key: row.target_key, display: row.display ?? row.target_key },
  raw: row.raw,
  text: row.text,
  start: row.span_start,
  end: row.span_end,
  form: row.form,
  verdict: row.verdict,
  reason: row.reason,
  conditions: row.conditions ?? [],
})
