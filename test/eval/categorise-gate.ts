import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { evidenceOf } from '../../src/directory/gate/evidence.js'
import { GATE_RULES } from '../../src/directory/gate/rules.js'
import { findHomeField, judgeGate } from '../../src/directory/gate.js'
import type { Gate, Subject } from '../../src/directory/types.js'
import { readCsv } from './csv.js'

type Label = 'home' | 'ally' | 'either'
interface Row {
  field: string
  label: Label
  subject: Subject
}
type Judge = (row: Row) => Gate

const share = (part: number, whole: number) => (whole === 0 ? null : Math.round((part / whole) * 1e4) / 1e4)

/** The file whose truth is `is_social_work` (data/SOURCES.md). */
export const HANDMADE = 'field_gold_socialwork_handmade.csv'
const OWN = fileURLToPath(new URL('./gold/', import.meta.url))

/** "NAME @handle BIO"; without a handle the first sentence is the name. */
export function subjectOfText(text: string): Subject {
  const of = (name: string, handles: string[], bio: string): Subject => ({
    kind: 'organisation',
    name: name.trim(),
    handles,
    bio: bio.trim() || null,
    texts: [],
  })
  const handle = /@(\w+)/.exec(text)
  if (handle) return of(text.slice(0, handle.index), [handle[1] ?? ''], text.slice(handle.index + handle[0].length))
  const cut = /[.|:;–—]\s/.exec(text)
  return cut ? of(text.slice(0, cut.index), [], text.slice(cut.index + 1)) : of(text, [], '')
}

function handmadeRows(file: string): Row[] {
  return readCsv(readFileSync(file, 'utf8')).flatMap((row): Row[] => {
    const label = row.is_social_work === '1' ? 'home' : row.is_social_work === '0' ? 'ally' : null
    return label === null ? [] : [{ field: 'social-work', label, subject: subjectOfText(row.text ?? '') }]
  })
}

/** Columns field, kind, name, handle, bio, label, note; an empty bio is an unknown one. */
export function goldRows(file: string): Row[] {
  return readCsv(readFileSync(file, 'utf8')).map(
    ({ field = '', kind = '', name = '', handle = '', bio = '', label = '' }): Row => ({
      field,
      label: label === 'home' || label === 'ally' ? label : 'either',
      subject: {
        kind: kind === 'hashtag' ? 'hashtag' : 'organisation',
        name,
        handles: handle === '' ? [] : [handle],
        bio: bio === '' ? null : bio,
        texts: [],
      },
    }),
  )
}

/** Rows labelled `either` count for the share unsure only. */
export function measure(rows: readonly Row[], judge: Judge) {
  const judged = rows.map((row) => ({ label: row.label, gate: judge(row) }))
  const count = (label: Label, gate: Gate) => judged.filter((row) => row.label === label && row.gate === gate).length
  const homes = judged.filter(({ label }) => label === 'home').length
  const allies = judged.filter(({ label }) => label === 'ally').length
  return {
    precision: share(count('home', 'home'), count('home', 'home') + count('ally', 'home')),
    recall: share(count('home', 'home'), homes),
    unsure: share(judged.filter(({ gate }) => gate === 'unsure').length, judged.length),
    leak: share(count('home', 'ally'), homes),
    ally_precision: share(count('ally', 'ally'), count('ally', 'ally') + count('home', 'ally')),
    ally_recall: share(count('ally', 'ally'), allies),
    rows: judged.length,
  }
}

const shipped: Judge = ({ subject, field }) => judgeGate(subject, findHomeField(field)).gate

/** One pattern over everything, as CATEGORIES §5 measured it; what does not match is an ally. */
const BASELINES: Readonly<Record<string, RegExp>> = {
  'social-work':
    /social ?work|\b(?:nasw|basw|cswe|aasw|ifsw|casw|sswr|nabsw|aswb|swscmedia|macrosw|swhelper)|\b(?:msw|bsw|lcsw|lmsw|dsw|lsw|rsw)\b|school of social/i,
  nursing: /nurs(?:e|es|ing)\b|\b(?:rcn|ana|icn|aacn|nln)\b|\b(?:rn|bsn|msn|dnp|lpn)\b/i,
}
const baseline: Judge = ({ subject, field }) => {
  const text = `${subject.name} ${subject.handles.join(' ')} ${subject.bio ?? ''}`
  return BASELINES[field]?.test(text) ? 'home' : 'ally'
}

/**
 * Scores the shipped gate (CATEGORIES §6) on the file of `directory` and on our own labelled traps, which ship with the tests.
 * @returns human lines; the measures on the directory's file (null without it) with our own beside them; the absent file's name.
 */
export function scoreGate(directory: string): { human: string[]; result: ReturnType<typeof measure> | null; own: Record<string, object>; skipped: string[] } {
  const file = join(directory, HANDMADE)
  const handmade = existsSync(file) ? handmadeRows(file) : null
  const own = readdirSync(OWN)
    .filter((name) => /^gate-.*\.csv$/.test(name))
    .sort()
    .map((name) => [name, goldRows(join(OWN, name))] as const)
  const sets = [...(handmade ? [[HANDMADE, handmade] as const] : []), ...own]
  const human = sets.flatMap(([name, rows]) => [lineOf(name, 'one regex', measure(rows, baseline)), lineOf(name, 'gate', measure(rows, shipped))])
  const all = sets.flatMap(([, rows]) => rows)
  return {
    human: [...human, ...contributions(all)],
    result: handmade && measure(handmade, shipped),
    own: Object.fromEntries(own.map(([name, rows]) => [name.replace('.csv', ''), measure(rows, shipped)])),
    skipped: handmade ? [] : [HANDMADE],
  }
}

/**
 * What each rule buys on all sets together: the rows that it decides (home/ally/either by their labels), and the measures without it. A rule that reads
 * like no loss is one whose rows others decide alike.
 */
function contributions(rows: readonly Row[]): string[] {
  const line = (cells: (string | number | null)[]) => cells.map((cell, at) => String(cell ?? '-').padStart(at === 0 ? 16 : 8)).join(' ')
  const measures = (m: ReturnType<typeof measure>) => [m.ally_precision, m.ally_recall, m.leak, m.precision, m.recall, m.unsure]
  const deciders = rows.map((row) => {
    const evidence = evidenceOf(row.subject, findHomeField(row.field))
    return { label: row.label, id: GATE_RULES.find((rule) => rule.says(evidence) !== null)?.id }
  })
  const head = line(['gate without', 'home', 'ally', 'either', 'ally P', 'ally R', 'leak', 'home P', 'home R', 'unsure'])
  const count = (id: string, label: Label) => deciders.filter((decider) => decider.id === id && decider.label === label).length
  return [
    head,
    line(['one regex', '', '', '', ...measures(measure(rows, baseline))]),
    line(['no rule left out', '', '', '', ...measures(measure(rows, shipped))]),
    ...GATE_RULES.map(({ id }) => {
      const without = measure(rows, ({ subject, field }) => judgeGate(subject, findHomeField(field), id).gate)
      return line([id, count(id, 'home'), count(id, 'ally'), count(id, 'either'), ...measures(without)])
    }),
  ]
}

const lineOf = (name: string, what: string, m: ReturnType<typeof measure>) =>
  `gate ${name} (${m.rows}), ${what}: home P ${m.precision} R ${m.recall}, ally P ${m.ally_precision} R ${m.ally_recall}, unsure ${m.unsure}, leak ${m.leak}`
