import { learnFrom } from '../../src/directory/categorise/learn.js'
import { findTagsPlainly } from '../../src/directory/categorise/tags.js'
import { rankSections, suggestCategory } from '../../src/directory/categorise.js'
import { SECTION_GOLD } from '../../src/directory/taxonomy/section-gold.js'
import type { Subject } from '../../src/directory/types.js'
import { readTrainingRows, subjectOf } from '../eval/training-rows.js'
import { type Bench, rounded, takeTurns } from './measure.js'

const COUNT = 500
const ROUNDS = 5

/** Texts a second of suggestCategory, reasons included, on the descriptions of real charities (260 characters on average); for the dedupe bench too. */
export function measureCategorise(): { texts_per_second: number; texts_per_cpu_second: number } {
  const subjects = subjectsToRead()
  const taken = takeTurns({ suggest: () => subjects.map((subject) => suggestCategory(subject)) }, ROUNDS)
  // On a machine with other work to do the clock tells of that work; the processor's time does not.
  const before = process.cpuUsage()
  for (const subject of subjects) suggestCategory(subject)
  const { user, system } = process.cpuUsage(before)
  return { texts_per_second: rounded((COUNT * 1_000) / taken.suggest), texts_per_cpu_second: rounded((COUNT * 1_000_000) / (user + system)) }
}

const subjectsToRead = (): Subject[] =>
  readTrainingRows()
    .slice(0, COUNT)
    .map((row) => subjectOf(row, false))

/** Suggesting against trying all of UK-CAT's patterns, as its authors do, on the same texts; learning against suggesting as often. */
export async function benchCategorise(): Promise<Bench> {
  const subjects = subjectsToRead()
  const decisions = SECTION_GOLD.map(([section, name, bio]) => ({
    subject: { kind: 'organisation' as const, name, handles: [], bio, texts: [] },
    section,
  }))
  const first = performance.now()
  suggestCategory({ kind: 'organisation', name: 'First', handles: [], bio: 'opens the model', texts: [] })
  const opening = performance.now() - first
  const taken = takeTurns(
    {
      suggest: () => subjects.map((subject) => suggestCategory(subject)),
      rank: () => subjects.map((subject) => rankSections(subject)),
      patterns: () => subjects.map((subject) => [...findTagsPlainly(subject.name), ...findTagsPlainly(subject.bio ?? '')]),
      learn: () => learnFrom(decisions),
    },
    ROUNDS,
  )
  return {
    name: 'categorise',
    ratios: { 'suggest / all patterns alone': rounded(taken.suggest / taken.patterns), 'rank / suggest': rounded(taken.rank / taken.suggest) },
    absolute: { ...measureCategorise(), 'opening the model, ms': rounded(opening), [`learning ${decisions.length} decisions, ms`]: rounded(taken.learn) },
  }
}
