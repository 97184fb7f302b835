import type { Executor } from '../../db/open.js'
import type { Deps } from '../../deps.js'
import { type Learned, learnFrom, openLearned, packLearned, ROWS_MOST, type StoredLearned } from '../categorise/learn.js'
import { extendField, findHomeField, learnRegister, nameKeysOf } from '../gate.js'
import { judgeHashtagUse, type TagUse } from '../match/hashtags.js'
import type { HomeField } from '../taxonomy/home-fields.js'
import type { Subject } from '../types.js'
import * as repo from './repo.js'

/** What entries are judged with: what is shipped, and what this deployment's organisers have said since. */
export interface Judges {
  field: HomeField
  learned: Learned | null
  /** What organisers called home, by each folded name of those entries, oldest first. */
  called_home: ReadonlyMap<string, readonly repo.GateWord[]>
}

const known = new WeakMap<object, { mark: string; judges: Judges }>()

/**
 * The home field with the organisers' own register, and what was learned of sections. Made anew when a word was said; asking whether one was costs a small query.
 * @param asked what that query says now (learning/repo.ts), where it was asked together with something else
 */
export async function judgesOf(db: Executor, deps: Deps, asked: string | null = null): Promise<Judges> {
  const mark = `${asked ?? (await repo.wordsMark(db))} ${deps.config.HOME_FIELD}`
  const before = known.get(deps.store.database)
  if (before?.mark === mark) return before.judges
  const row = await repo.activeModel(db, 'section')
  const words = await repo.gateWords(db)
  const field = extendField(findHomeField(deps.config.HOME_FIELD), learnRegister(words))
  const judges = { field, learned: row ? openLearned(row.data as StoredLearned) : null, called_home: byName(words) }
  known.set(deps.store.database, { mark, judges })
  return judges
}

function byName(words: readonly repo.GateWord[]): Map<string, repo.GateWord[]> {
  const found = new Map<string, repo.GateWord[]>()
  for (const word of words) {
    if (word.gate !== 'home') continue
    for (const key of nameKeysOf([...word.names, ...(word.shown ?? [])])) found.set(key, [...(found.get(key) ?? []), word])
  }
  return found
}

export interface LearnReport {
  /** Organisers' words that went in. */
  words: number
  version: string
  /** How much of what they asked for stands: less than 1 where the whole would lose on the shipped gold sample. */
  strength: number
  gold: { rows: number; before: number; after: number }
  /** Nothing new was said since the last time. */
  known: boolean
}

/**
 * Learns sections anew from all organisers' words: on top of the shipped model, deterministic, and never so that it loses on the gold sample that is shipped.
 * Entries keep what they are until they are judged again.
 */
export async function learnSections(deps: Deps, subjectOf: (db: Executor, allyId: string) => Promise<Subject | null>): Promise<LearnReport> {
  const { db } = deps.store
  const words = await repo.sectionWords(db, ROWS_MOST)
  const rows = []
  for (const { ally_id, section } of words) {
    const subject = await subjectOf(db, ally_id)
    if (subject) rows.push({ subject, section })
  }
  const learned = learnFrom(rows)
  const { version, strength, gold } = learned
  const before = await repo.activeModel(db, 'section')
  const report = { words: rows.length, version, strength, gold, known: before?.version === version }
  if (report.known) return report
  await deps.store.transaction((tx) =>
    repo.saveModel(tx.db, {
      version,
      kind: 'section',
      words: rows.length,
      data: packLearned(learned),
      gold: { rows: gold.rows, before: gold.before, after: gold.after, strength },
      active: true,
      created_at: tx.now,
    }),
  )
  return report
}

/** Whether a tag is a community's own or a common word, from its spelling, the chats of this deployment and who used it there. */
export async function hashtagUse(db: Executor, judges: Judges, tag: string, key: string): Promise<TagUse> {
  const used = await repo.tagUse(db, key)
  return judgeHashtagUse(tag, { ...used, spellings: [tag, ...used.spellings], field_short: judges.field.handle_hints.map(({ letters }) => letters) })
}
