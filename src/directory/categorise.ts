// ◆ pure
import { readable, TEXT_CAP } from './field-words.js'
import { KIND_RULES } from './taxonomy/body-kinds.js'
import { sectionTitle } from './taxonomy/sections.js'
import { TAGS, type TagRow } from './taxonomy/tags.js'
import type { Reason, Subject } from './types.js'

export interface CategorySuggestion {
  /** ICNP/TSO section A-L; null if the evidence is too thin or too divided. */
  section: string | null
  /** UK-CAT codes in the taxonomy's order. */
  tags: string[]
  body_kind: string | null
  reasons: Reason[]
  /** Share of training rows with such a margin whose best section was right; null without any vote. */
  confidence: number | null
}

export interface SectionRanking {
  /** Best first, with what each weighs; empty without any vote. */
  votes: { section: string; weight: number; tags: string[] }[]
  confidence: number | null
}

interface TagHit {
  row: TagRow
  words: string
  weight: number
}

/** Below this confidence no section is suggested: "needs organiser" (CATEGORIES §4.4). */
export const ANSWER_FROM = 0.6

// The name says more than a sentence of the bio; nominators' words say less (measured on the training rows with objects in their place).
const WEIGHTS = { name: 3, bio: 1, texts: 0.5 }

/**
 * Tags that tell how a body works or whom it resembles rather than what it is for: under a quarter of the training rows that carry one
 * lie in the section it relates to. They keep a small vote.
 */
const VAGUE = new Set([
  'AR202',
  'AS',
  'AS104',
  'CA103',
  'CV',
  'CV102',
  'CV104',
  'ED',
  'ED300',
  'HE',
  'HO101',
  'LE105',
  'RS',
  'RS103',
  'SO101',
  'SW106',
  'SW107',
])
const VAGUE_WEIGHT = 0.3

/** Which section wins when the votes are level: the more frequent one in the training rows. */
const PRIOR: Readonly<Record<string, number>> = { D: 0.03, G: 0.02, A: 0.02, B: 0.01, I: 0.01 }

/**
 * Margin → share right, in bands; `from` is the lower end of a band. Read off UK-CAT's own sample of 4,203 labelled charities, with and
 * without their objects. There ANSWER_FROM lets 49-51 % of the rows be answered, 79-81 % of them rightly; in-sample, so optimistic.
 */
const CALIBRATION: readonly { from: number; right: number }[] = [
  { from: 0, right: 0.35 },
  { from: 0.1, right: 0.5 },
  { from: 0.2, right: 0.57 },
  { from: 0.3, right: 0.63 },
  { from: 0.4, right: 0.69 },
  { from: 0.5, right: 0.79 },
  { from: 0.6, right: 0.84 },
  { from: 0.7, right: 0.89 },
  { from: 0.8, right: 0.94 },
  { from: 0.9, right: 0.98 },
]

/** Every tag whose pattern finds something, with the words found. */
function tagsIn(text: string): { row: TagRow; words: string }[] {
  if (text === '') return []
  return TAGS.flatMap((row) => {
    const [, , , , , pattern, exclude] = row
    const words = pattern?.exec(exclude ? text.replace(exclude, ' ') : text)?.[0].trim()
    return words ? [{ row, words }] : []
  })
}

function hitsOf(subject: Subject): TagHit[] {
  const parts: [string, number][] = [
    [subject.name.replace(/^[@#]/, ''), WEIGHTS.name],
    [subject.bio ?? '', WEIGHTS.bio],
    [subject.texts.join('\n').slice(0, TEXT_CAP), WEIGHTS.texts],
  ]
  const byCode = new Map<string, TagHit>()
  for (const [text, weight] of parts) {
    for (const { row, words } of tagsIn(readable(text))) {
      const hit = byCode.get(row[0])
      if (hit) hit.weight += weight
      else byCode.set(row[0], { row, words, weight })
    }
  }
  // In the taxonomy's order, so that equal subjects give equal bytes.
  return TAGS.flatMap((row) => byCode.get(row[0]) ?? [])
}

function rank(hits: TagHit[]): SectionRanking {
  const votes = new Map<string, { section: string; weight: number; tags: string[] }>()
  for (const { row, weight } of hits) {
    const [code, , , level, related] = row
    const sections = [...new Set(related.map((icnptso) => icnptso.slice(0, 1)))]
    const share = (weight * (VAGUE.has(code) ? VAGUE_WEIGHT : level >= 3 ? 1.5 : level === 2 ? 1.2 : 1)) / Math.max(1, sections.length)
    for (const section of sections) {
      const vote = votes.get(section) ?? { section, weight: PRIOR[section] ?? 0, tags: [] }
      vote.weight += share
      vote.tags.push(code)
      votes.set(section, vote)
    }
  }
  const ranked = [...votes.values()].sort((a, b) => b.weight - a.weight || (a.section < b.section ? -1 : 1))
  const [best, second] = ranked
  if (!best) return { votes: [], confidence: null }
  const total = ranked.reduce((sum, { weight }) => sum + weight, 0)
  // The 1 keeps a lone weak vote from looking unanimous.
  const margin = (best.weight - (second?.weight ?? 0)) / (total + 1)
  return { votes: ranked, confidence: CALIBRATION.findLast(({ from }) => margin >= from)?.right ?? 0 }
}

/** All sections with votes, best first: for evaluation and for showing the runners-up. */
export const rankSections = (subject: Subject): SectionRanking => rank(hitsOf(subject))

/**
 * Cause and kind of a body, as a suggestion with its reasons: an organiser's word replaces it for good. First version, by rules:
 * tags by UK-CAT's patterns, the section by the votes of the tags' related classes, the kind by words.
 */
export function suggestCategory(subject: Subject): CategorySuggestion {
  const hits = hitsOf(subject)
  const { votes, confidence } = rank(hits)
  const best = votes[0]
  const section = best && confidence !== null && confidence >= ANSWER_FROM ? best.section : null
  const kind = kindOf(subject)
  const reasons: Reason[] = []
  if (best) {
    const words = hits.filter(({ row }) => best.tags.includes(row[0])).map((hit) => `“${hit.words}” (${hit.row[1]})`)
    const said = `${words.join(', ')} ${words.length === 1 ? 'speaks' : 'speak'} for ${best.section}, ${sectionTitle(best.section)}`
    const runner = votes[1] ? `; next ${votes[1].section}, ${sectionTitle(votes[1].section)}` : ''
    reasons.push(
      section ? { rule: 'section.tags', detail: `${said}${runner}.` } : { rule: 'section.open', detail: `${said}, but not clearly enough${runner}.` },
    )
  } else reasons.push({ rule: 'section.none', detail: 'No word of the taxonomy was found: a description of the body would help.' })
  for (const { row, words } of hits) reasons.push({ rule: `tag.${row[0]}`, detail: `“${words}” → ${row[1]}` })
  if (kind) reasons.push({ rule: `kind.${kind.kind}`, detail: `“${kind.words}” → ${kind.kind}` })
  return { section, tags: hits.map(({ row }) => row[0]), body_kind: kind?.kind ?? null, reasons, confidence }
}

function kindOf(subject: Subject): { kind: string; words: string } | null {
  // A hashtag is no body.
  if (subject.kind === 'hashtag') return null
  for (const text of [subject.name, subject.handles.join(' '), subject.bio ?? '']) {
    for (const { kind, pattern } of KIND_RULES) {
      const words = pattern.exec(readable(text))?.[0]
      if (words) return { kind, words: words.trim() }
    }
  }
  return null
}
