import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ANSWER_FROM, rankSections, suggestCategory } from '../../src/directory/categorise.js'
import { findHomeField, judgeGate } from '../../src/directory/gate.js'
import type { Subject } from '../../src/directory/types.js'
import { readCsv } from './csv.js'

type Row = Record<string, string>

const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole)
const rounded = (value: number) => Math.round(value * 1e4) / 1e4

/**
 * Scores the shipped categoriser and gate as CATEGORIES §6 defines the measures.
 * @param directory any folder with the file names of data/SOURCES.md; an absent file is skipped by name.
 */
export async function evaluate(directory: string): Promise<{ human: string[]; result: object }> {
  const skipped: string[] = []
  const read = (name: string): Row[] | null => {
    const file = join(directory, name)
    if (existsSync(file)) return readCsv(readFileSync(file, 'utf8'))
    skipped.push(name)
    return null
  }
  const charities = read('ukcat_sample.csv')
  const gold = read('field_gold_socialwork_handmade.csv')
  // No secondary classification for US bodies yet.
  if (!existsSync(join(directory, 'ntee_mission.csv'))) skipped.push('ntee_mission.csv')

  const labelled = charities?.filter((row) => /^[A-L]/.test(row.ICNPTSO ?? '')) ?? null
  const section = labelled && scoreSections(labelled, true)
  const section_short = labelled && scoreSections(labelled, false)
  const tags = charities && scoreTags(charities.filter((row) => row.UKCAT))
  const gate = gold && scoreGate(gold.filter((row) => row.is_social_work === '1' || row.is_social_work === '0'))

  const human = [
    section
      ? `section        accuracy ${section.accuracy}, macro-F1 ${section.macro_f1}; answers ${section.answered} of ${labelled?.length} rows, ${section.selective_accuracy} of them rightly`
      : 'section        no file',
    section_short
      ? `section, short accuracy ${section_short.accuracy}, macro-F1 ${section_short.macro_f1}; answers ${section_short.answered}, ${section_short.selective_accuracy} rightly`
      : 'section, short no file',
    tags ? `tags           micro-F1 ${tags.micro_f1}, macro-F1 ${tags.macro_f1}` : 'tags           no file',
    gate
      ? `gate           precision ${gate.precision}, recall ${gate.recall}, unsure ${gate.unsure}, leak ${gate.leak} (${gate.rows} rows)`
      : 'gate           no file',
  ]
  return { human, result: { section, section_short, full: null, tags, ntee: null, gate, skipped } }
}

/** A charity's register entry as a subject: activities take the bio's place, objects that of the nominators' words. */
const subjectOf = (row: Row, withObjects: boolean): Subject => ({
  kind: 'organisation',
  name: row.name ?? '',
  handles: [],
  bio: row.activities ?? '',
  texts: withObjects ? [(row.objects ?? '').slice(0, 400)] : [],
})

export function scoreSections(rows: Row[], withObjects: boolean) {
  const guesses = rows.map((row) => {
    const { votes, confidence } = rankSections(subjectOf(row, withObjects))
    // An abstention counts as the best guess; without any vote there is none, and it is wrong.
    return { truth: (row.ICNPTSO ?? '').slice(0, 1), guess: votes[0]?.section ?? '', confidence: confidence ?? 0 }
  })
  const right = (some: typeof guesses) => some.filter(({ truth, guess }) => truth === guess).length
  const answered = guesses.filter(({ confidence }) => confidence >= ANSWER_FROM)
  // Stable sort: rows of equal confidence stay in the order of the file.
  const ranked = [...guesses].sort((a, b) => b.confidence - a.confidence)
  const best40 = ranked.slice(0, Math.floor(ranked.length * 0.4))
  const bins = Array.from({ length: 10 }, (_, bin) => guesses.filter(({ confidence }) => Math.min(9, Math.floor(confidence * 10)) === bin))
  const ece = bins.reduce((sum, bin) => sum + Math.abs(right(bin) - bin.reduce((total, { confidence }) => total + confidence, 0)), 0)
  return {
    accuracy: rounded(share(right(guesses), guesses.length)),
    macro_f1: rounded(
      macroF1(
        guesses.map(({ truth, guess }) => [new Set([truth]), new Set([guess])]),
        1,
      ),
    ),
    selective_accuracy: rounded(share(right(answered), answered.length)),
    answered: rounded(share(answered.length, guesses.length)),
    accuracy_at_40: rounded(share(right(best40), best40.length)),
    ece: rounded(share(ece, guesses.length)),
  }
}

function scoreTags(rows: Row[]) {
  const pairs = rows.map((row): [Set<string>, Set<string>] => {
    const truth = (row.UKCAT ?? '').split(/[;,]/).map((code) => code.trim())
    return [new Set(truth.filter(Boolean)), new Set(suggestCategory(subjectOf(row, false)).tags)]
  })
  let tp = 0
  let wrong = 0
  for (const [truth, guess] of pairs) {
    const hits = [...guess].filter((code) => truth.has(code)).length
    tp += hits
    wrong += guess.size + truth.size - 2 * hits
  }
  return { micro_f1: rounded(share(2 * tp, 2 * tp + wrong)), macro_f1: rounded(macroF1(pairs, 5)) }
}

/** Mean over the classes with at least `least` true rows of 2tp / (2tp + fp + fn). */
export function macroF1(pairs: (readonly [Set<string>, Set<string>])[], least: number): number {
  const counts = new Map<string, { tp: number; fp: number; fn: number }>()
  const at = (code: string) => {
    const known = counts.get(code) ?? { tp: 0, fp: 0, fn: 0 }
    counts.set(code, known)
    return known
  }
  for (const [truth, guess] of pairs) {
    for (const code of truth) at(code)[guess.has(code) ? 'tp' : 'fn']++
    for (const code of guess) if (!truth.has(code)) at(code).fp++
  }
  const scored = [...counts.values()].filter(({ tp, fn }) => tp + fn >= least)
  return share(
    scored.reduce((sum, { tp, fp, fn }) => sum + (2 * tp) / (2 * tp + fp + fn), 0),
    scored.length,
  )
}

/** "NAME @handle BIO"; without a handle the first sentence is the name. */
export function subjectOfText(text: string): Subject {
  const handle = /@(\w+)/.exec(text)
  if (handle)
    return {
      kind: 'organisation',
      name: text.slice(0, handle.index).trim(),
      handles: [handle[1] ?? ''],
      bio: text.slice(handle.index + handle[0].length).trim() || null,
      texts: [],
    }
  const cut = /[.|:;–—]\s/.exec(text)
  return {
    kind: 'organisation',
    name: (cut ? text.slice(0, cut.index) : text).trim(),
    handles: [],
    bio: cut ? text.slice(cut.index + 1).trim() || null : null,
    texts: [],
  }
}

function scoreGate(rows: Row[]) {
  const field = findHomeField('social-work')
  const judged = rows.map((row) => ({ home: row.is_social_work === '1', gate: judgeGate(subjectOfText(row.text ?? ''), field).gate }))
  const count = (home: boolean, gate: string) => judged.filter((row) => row.home === home && row.gate === gate).length
  const homes = judged.filter((row) => row.home).length
  return {
    precision: rounded(share(count(true, 'home'), count(true, 'home') + count(false, 'home'))),
    recall: rounded(share(count(true, 'home'), homes)),
    unsure: rounded(share(count(true, 'unsure') + count(false, 'unsure'), judged.length)),
    leak: rounded(share(count(true, 'ally'), homes)),
    rows: judged.length,
  }
}
