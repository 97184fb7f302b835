// ◆ pure
import { type Reading, readFeatures } from './categorise/features.js'
import { kindOf } from './categorise/kind.js'
import type { Learned } from './categorise/learn.js'
import type { SectionModel } from './categorise/model.js'
import { quoted, titled, weighWords } from './categorise/reasons.js'
import { bestClass, confidenceOf, type LearnedWeights, type RankedSection, rankShares, type SectionScores, scoreSections } from './categorise/score.js'
import { shippedModel } from './categorise/shipped.js'
import { sectionTextOf } from './categorise/text.js'
import type { Reason, Subject } from './types.js'

export interface CategorySuggestion {
  /** ICNP/TSO section A-L; null if the evidence is too thin or too divided: an organiser decides. */
  section: string | null
  /** The best guess even where `section` abstains, with the next two; shares of 1. Empty without any known word. */
  runners_up: RankedSection[]
  /** UK-CAT codes in the taxonomy's order. */
  tags: string[]
  body_kind: string | null
  /** Never empty. */
  reasons: Reason[]
  /** How probable it is that the best section is right; null without any known word. */
  confidence: number | null
  /** Of the shipped model, with the version of what was learned behind a plus. */
  model_version: string
}

export interface SectionRanking {
  /** All twelve sections, best first; empty without any known word. */
  votes: RankedSection[]
  /** The best ICNP/TSO class of all. */
  code: string | null
  confidence: number | null
  /** UK-CAT codes that are suggested. */
  tags: string[]
}

/**
 * Below this confidence no section is suggested: "needs organiser" (CATEGORIES §4.4). Frozen on the 4,203 training rows, each answered and calibrated by
 * models that have not seen its fold: 43 % are answered, 90.8 % of them rightly; without the objects 41 %, 90.7 %.
 */
export const ANSWER_FROM = 0.8

/** All sections, the best class and the confidence: for evaluation, with another model than the shipped one if wanted. */
export function rankSections(subject: Subject, model: SectionModel = shippedModel(), learned: Learned | null = null): SectionRanking {
  const reading = readFeatures(sectionTextOf(subject))
  const scores = scoreSections(model, reading.features, learned ? learned.weights : null)
  const tags = reading.tags.flatMap(({ row, placed }) => (model.quiet.has(placed) ? [] : [row[0]]))
  if (!scores) return { votes: [], code: null, confidence: null, tags }
  const votes = rankShares(scores.shares)
  return { votes, code: bestClass(model, scores.classes), confidence: confidenceOf(votes[0]?.share ?? 0, model.calibration), tags }
}

/**
 * Cause and kind of a body, as a suggestion with its reasons: an organiser's word replaces it for good (CATEGORIES §4).
 * @param learned what this deployment's organisers have taught (see learn.ts); null for the shipped model alone.
 */
export function suggestCategory(subject: Subject, learned: Learned | null = null): CategorySuggestion {
  const model = shippedModel()
  const reading = readFeatures(sectionTextOf(subject), true)
  const weights = learned ? learned.weights : null
  const scores = scoreSections(model, reading.features, weights)
  const kind = kindOf(subject)
  const votes = scores ? rankShares(scores.shares) : []
  const confidence = scores ? confidenceOf(votes[0]?.share ?? 0, model.calibration) : null
  const section = confidence !== null && confidence >= ANSWER_FROM ? (votes[0]?.section ?? null) : null
  const reasons = scores ? reasonsFor(model, reading, scores, votes, section, weights) : [NO_WORD]
  const tags = reading.tags.filter(({ placed }) => !model.quiet.has(placed))
  for (const { row, words } of tags) reasons.push({ rule: `tag.${row[0]}`, detail: `“${words}” → ${row[1]}` })
  if (kind) reasons.push({ rule: `kind.${kind.kind}`, detail: `“${kind.words}” → ${kind.kind}` })
  return {
    section,
    runners_up: votes.slice(section === null ? 0 : 1, 3),
    tags: tags.map(({ row }) => row[0]),
    body_kind: kind?.kind ?? null,
    reasons,
    confidence,
    model_version: learned ? `${model.version}+${learned.version}` : model.version,
  }
}

const NO_WORD: Reason = { rule: 'section.none', detail: 'No known word was found: a description of the body would help.' }

function reasonsFor(
  model: SectionModel,
  reading: Reading,
  scores: SectionScores,
  votes: readonly RankedSection[],
  section: string | null,
  learned: LearnedWeights | null,
): Reason[] {
  const [best, second, third] = votes
  if (!best || !second || !third) return [NO_WORD]
  const weighed = weighWords(model, reading.features, reading.shown, scores, best.section, second.section, learned)
  const words = weighed.words.length > 0 ? quoted(weighed.words) : 'The text as a whole'
  const speaks = weighed.words.length > 1 ? 'speak' : 'speaks'
  const others = `${titled(second.section)} (${percent(second.share)}) or ${titled(third.section)} (${percent(third.share)})`
  const reasons: Reason[] = [
    section === null
      ? { rule: 'section.open', detail: `${words} ${speaks} for ${titled(best.section)} (${percent(best.share)}), but not clearly enough against ${others}.` }
      : { rule: 'section.words', detail: `${words} ${speaks} for ${titled(best.section)}, rather than ${others}.` },
  ]
  if (weighed.learned.length > 0)
    reasons.push({ rule: 'section.learned', detail: `${quoted(weighed.learned)}: organisers have put bodies with such words in ${titled(best.section)}.` })
  return reasons
}

const percent = (share: number): string => `${Math.round(share * 100)} %`
