// ◆ pure
import { canonical, sha256 } from '../../kernel/canonical.js'
import { SECTION_GOLD } from '../taxonomy/section-gold.js'
import type { Subject } from '../types.js'
import { readFeatures } from './features.js'
import { SECTION_CODES, type SectionModel } from './model.js'
import { type LearnedWeights, openVectorOf, rankShares, type SectionScores, scoreSections } from './score.js'
import { shippedModel } from './shipped.js'
import { sectionTextOf } from './text.js'

/** An organiser's word: this body belongs to this section. */
export interface LearnRow {
  subject: Subject
  /** ICNP/TSO section A-L; other rows are left out. */
  section: string
}

/** What organisers have taught one deployment, on top of the shipped model; given to suggestCategory. */
export interface Learned {
  /** Digest of the rows and the shipped model: equal rows give the same version. */
  version: string
  /** The shipped model that it shifts; with another one it must be learned again. */
  model_version: string
  /** How many rows went in. */
  rows: number
  /** How much of what the rows asked for stands: 1, or less where the whole would lose on the gold sample; 0 is none. */
  strength: number
  /** Right answers among the gold sample, before and after. */
  gold: { rows: number; before: number; after: number }
  weights: LearnedWeights
}

/** The same as plain data, for storing as JSON. */
export interface StoredLearned extends Omit<Learned, 'weights'> {
  weights: [feature: string, shift: number[]][]
}

// An organiser's word weighs as much as five rows of the shipped model's training (CATEGORIES §4.6), whose cost per row is 0.12 (train.ts).
const COST = 5 * 0.12
/**
 * No single word moves a margin further than this, not even for the very body it was said of: what is suggested with some confidence takes two or three who
 * agree to be turned (the gap to the second best is some .8 there, and a word pulls one section up and the other down).
 */
const MOST_OF_ONE = 0.35
const ROUNDS = 30
const STRENGTHS = [1, 0.5, 0.25, 0]
/** Newest first counts; a deployment with more decisions learns from these many. */
export const ROWS_MOST = 5_000

/**
 * Learns from organisers' decisions: the smallest shift of the shipped model's margins (squared length) with which it answers them as they did, by dual coordinate
 * descent as in train.ts, with the shipped margins as the starting point. So it changes what has the same words and leaves the rest alone.
 * Pure and deterministic; the order of the rows does not matter. Learn anew from all current decisions whenever one is made or taken back: 1,000 rows take
 * about a second. What was learned may not lose on the gold sample; it is weakened until it does not.
 * @param rows one per organisation, with the section that stands by an organiser's word, the newest first; at most ROWS_MOST are used.
 */
export function learnFrom(rows: readonly LearnRow[], model: SectionModel = shippedModel()): Learned {
  const read = rows
    .filter(({ section }) => SECTION_CODES.includes(section))
    .slice(0, ROWS_MOST)
    .map(({ subject, section }) => ({ features: readFeatures(sectionTextOf(subject)).features, section }))
  const keyed = read.map((row) => ({ ...row, key: canonical([row.section, row.features]) })).sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  const version = sha256(canonical([model.version, COST, MOST_OF_ONE, keyed.map(({ key }) => key)])).slice(0, 8)
  const full = fitShift(model, keyed)
  const gold = SECTION_GOLD.map(([section, name, bio]) => ({
    section,
    features: readFeatures(sectionTextOf({ kind: 'organisation', name, handles: [], bio, texts: [] })).features,
  }))
  const before = countRight(model, gold, null)
  for (const strength of STRENGTHS) {
    const weights = scaled(full, strength)
    const after = countRight(model, gold, weights)
    if (after < before) continue
    return { version, model_version: model.version, rows: keyed.length, strength, gold: { rows: gold.length, before, after }, weights }
  }
  throw new Error('a shift of nothing loses nothing')
}

export const packLearned = (learned: Learned): StoredLearned => ({ ...learned, weights: [...learned.weights].map(([feature, shift]) => [feature, [...shift]]) })

/** What was stored, for suggestCategory; null if it belongs to another shipped model and has to be learned again. */
export const openLearned = (stored: StoredLearned, model: SectionModel = shippedModel()): Learned | null =>
  stored.model_version === model.version ? { ...stored, weights: new Map(stored.weights) } : null

interface ReadRow {
  features: readonly string[]
  section: string
}

function fitShift(model: SectionModel, rows: readonly ReadRow[]): Map<string, number[]> {
  const names: string[] = []
  const ids = new Map<string, number>()
  const vectors = rows.map(({ features }) => {
    const vector = openVectorOf(model, features)
    for (const { feature } of vector) if (!ids.has(feature)) ids.set(feature, names.push(feature) - 1)
    return { ids: Int32Array.from(vector, ({ feature }) => ids.get(feature) ?? 0), values: Float64Array.from(vector, ({ value }) => value) }
  })
  const margins = rows.map(({ features }) => marginsOf(model, scoreSections(model, features, null)))
  const columns = SECTION_CODES.map((section, at) =>
    fitColumn(
      vectors,
      margins.map((all) => all[at] ?? 0),
      rows.map((row) => (row.section === section ? 1 : -1)),
      names.length,
    ),
  )
  return new Map(names.map((name, id) => [name, columns.map((column) => column[id] ?? 0)]))
}

/** The shift of one section's margin: for each row, sign × (margin + shift) is to reach 1, as far as its cost allows. */
function fitColumn(
  vectors: readonly { ids: Int32Array; values: Float64Array }[],
  margins: readonly number[],
  signs: readonly number[],
  width: number,
): Float64Array {
  const column = new Float64Array(width)
  const dual = new Float64Array(vectors.length)
  const softness = 0.5 / COST
  for (let round = 0; round < ROUNDS; round++) {
    let most = 0
    for (const [row, { ids, values }] of vectors.entries()) {
      const sign = signs[row] ?? 1
      let shift = margins[row] ?? 0
      for (let at = 0; at < ids.length; at++) shift += (values[at] ?? 0) * (column[ids[at] ?? 0] ?? 0)
      const old = dual[row] ?? 0
      // The vectors have length 1.
      const now = Math.min(Math.max(old - (sign * shift - 1 + softness * old) / (1 + softness), 0), MOST_OF_ONE)
      if (Math.abs(now - old) < 1e-6) continue
      most = Math.max(most, Math.abs(now - old))
      dual[row] = now
      for (let at = 0; at < ids.length; at++) column[ids[at] ?? 0] = (column[ids[at] ?? 0] ?? 0) + (now - old) * sign * (values[at] ?? 0)
    }
    if (most < 1e-3) break
  }
  return column
}

/** What the shipped model says of each section before anything is learned: the mean of the section's own margin and its best class's. */
function marginsOf(model: SectionModel, scores: SectionScores | null): number[] {
  if (!scores) return SECTION_CODES.map(() => -1)
  const best = SECTION_CODES.map(() => Number.NEGATIVE_INFINITY)
  for (const [place, margin] of scores.classMargins.entries()) {
    const at = model.sectionOf[place] ?? 0
    best[at] = Math.max(best[at] ?? margin, margin)
  }
  return best.map((margin, at) => ((scores.sectionMargins[at] ?? 0) + (Number.isFinite(margin) ? margin : -1)) / 2)
}

// Rounded, so that what is stored and read back is what was learned.
const scaled = (weights: ReadonlyMap<string, number[]>, strength: number): Map<string, number[]> => {
  const kept = new Map<string, number[]>()
  for (const [feature, shift] of weights) {
    const rounded = shift.map((one) => Math.round(one * strength * 1e4) / 1e4)
    if (rounded.some((one) => one !== 0)) kept.set(feature, rounded)
  }
  return kept
}

const countRight = (model: SectionModel, gold: readonly ReadRow[], weights: LearnedWeights | null): number =>
  gold.filter(({ features, section }) => {
    const scores = scoreSections(model, features, weights)
    return scores !== null && rankShares(scores.shares)[0]?.section === section
  }).length
