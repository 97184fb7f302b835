// ◆ pure
import type { Calibration, SectionModel } from './model.js'
import { featureValue, SECTION_CODES, SECTION_COUNT } from './model.js'

/** Shifts of the section scores that organisers' words ask for: feature → one number per section (see learn.ts). */
export type LearnedWeights = ReadonlyMap<string, readonly number[]>

export interface SectionScores {
  /** Shares of the twelve sections, in the order of SECTION_CODES; they add up to 1. */
  shares: Float64Array
  /** Shares of the model's classes. */
  classes: Float64Array
  /** Margins of the sections and of the classes: what the shares are made of. */
  sectionMargins: Float64Array
  classMargins: Float64Array
}

// How much a margin says: fitted on the training rows by cross-validation, flat around these values.
export const SECTION_SHARPNESS = 1 / 0.3
export const CLASS_SHARPNESS = 1 / 0.15

/** Known features with their values, brought to length 1. */
export function vectorOf(model: SectionModel, features: readonly string[]): { feature: string; id: number; value: number }[] {
  let sum = 0
  const entries: { feature: string; id: number; value: number }[] = []
  for (const feature of features) {
    const id = model.ids.get(feature)
    if (id === undefined) continue
    const value = model.values[id] ?? 0
    sum += value * value
    entries.push({ feature, id, value })
  }
  const scale = sum > 0 ? 1 / Math.sqrt(sum) : 0
  for (const entry of entries) entry.value *= scale
  return entries
}

/** All features, known to the model or not, brought to length 1: organisers' words may be about what the training rows never said. */
export function openVectorOf(model: SectionModel, features: readonly string[]): { feature: string; value: number }[] {
  const entries = features.map((feature) => {
    const id = model.ids.get(feature)
    // As a feature of three rows of four thousand.
    return { feature, value: id === undefined ? featureValue(feature, 3, 4_000) : (model.values[id] ?? 0) }
  })
  const length = Math.sqrt(entries.reduce((sum, { value }) => sum + value * value, 0))
  return length > 0 ? entries.map(({ feature, value }) => ({ feature, value: value / length })) : []
}

/** The shift of each section's margin by what was learned. */
export function shiftOf(model: SectionModel, features: readonly string[], learned: LearnedWeights): Float64Array {
  const shift = new Float64Array(SECTION_COUNT)
  for (const { feature, value } of openVectorOf(model, features)) {
    const weights = learned.get(feature)
    if (weights) for (let at = 0; at < SECTION_COUNT; at++) shift[at] = (shift[at] ?? 0) + value * (weights[at] ?? 0)
  }
  return shift
}

/** Shares of the sections for a text's features; null if the model knows none of them, and nothing was learned of them. */
export function scoreSections(model: SectionModel, features: readonly string[], learned: LearnedWeights | null): SectionScores | null {
  const entries = vectorOf(model, features)
  const shift = learned && learned.size > 0 ? shiftOf(model, features, learned) : null
  if (entries.length === 0 && !shift?.some((one) => one !== 0)) return null
  const sectionMargins = Float64Array.from({ length: SECTION_COUNT }, (_, at) => model.sections[model.values.length * SECTION_COUNT + at] ?? 0)
  const classMargins = Float64Array.from(model.constants)
  for (const { id, value } of entries) {
    const from = id * SECTION_COUNT
    for (let at = 0; at < SECTION_COUNT; at++) sectionMargins[at] = (sectionMargins[at] ?? 0) + value * (model.sections[from + at] ?? 0)
    for (let at = model.classFrom[id] ?? 0, end = model.classFrom[id + 1] ?? 0; at < end; at++) {
      const place = model.classIds[at] ?? 0
      classMargins[place] = (classMargins[place] ?? 0) + value * (model.classWeights[at] ?? 0)
    }
  }
  if (shift) {
    for (let at = 0; at < SECTION_COUNT; at++) sectionMargins[at] = (sectionMargins[at] ?? 0) + (shift[at] ?? 0)
    for (let at = 0; at < classMargins.length; at++) classMargins[at] = (classMargins[at] ?? 0) + (shift[model.sectionOf[at] ?? 0] ?? 0)
  }
  const shares = sharesOf(sectionMargins, SECTION_SHARPNESS)
  const classes = sharesOf(classMargins, CLASS_SHARPNESS)
  // Two opinions, one from sections and one from classes added up: each errs where the other does not (measured: +0.5 points over the better one).
  if (classes.length === 0) return { shares, classes, sectionMargins, classMargins }
  for (let at = 0; at < SECTION_COUNT; at++) shares[at] = (shares[at] ?? 0) / 2
  for (let at = 0; at < classes.length; at++) {
    const section = model.sectionOf[at] ?? 0
    shares[section] = (shares[section] ?? 0) + (classes[at] ?? 0) / 2
  }
  return { shares, classes, sectionMargins, classMargins }
}

function sharesOf(margins: Float64Array, sharpness: number): Float64Array {
  const most = margins.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  const shares = margins.map((margin) => Math.exp((margin - most) * sharpness))
  const sum = shares.reduce((a, b) => a + b, 0)
  return shares.map((share) => share / sum)
}

export interface RankedSection {
  section: string
  share: number
}

/** Sections by share, best first; equal ones in the order of their codes. */
export const rankShares = (shares: Float64Array): RankedSection[] =>
  SECTION_CODES.map((section, at) => ({ section, share: shares[at] ?? 0 })).sort((a, b) => b.share - a.share || (a.section < b.section ? -1 : 1))

/** The best class, and of its section only if that is asked for. */
export function bestClass(model: SectionModel, classes: Float64Array, section?: string): string | null {
  let best: number | null = null
  for (let at = 0; at < classes.length; at++) {
    if (section !== undefined && SECTION_CODES[model.sectionOf[at] ?? 0] !== section) continue
    if (best === null || (classes[at] ?? 0) > (classes[best] ?? 0)) best = at
  }
  return best === null ? null : (model.codes[best] ?? null)
}

const logit = (share: number): number => Math.log(Math.max(1e-6, share) / Math.max(1e-6, 1 - share))

/** How probable it is that the best section is the right one. */
export const confidenceOf = (share: number, { slope, shift }: Calibration): number => 1 / (1 + Math.exp(-(slope * logit(share) + shift)))

/**
 * Platt's calibration (J. Platt, "Probabilistic Outputs for Support Vector Machines", 1999) of the best section's share against right and wrong,
 * by Newton's method with a little ridge so that few rows cannot make it run away.
 */
export function calibrate(answers: readonly { share: number; right: boolean }[]): Calibration {
  let slope = 1
  let shift = 0
  for (let step = 0; step < 25; step++) {
    // Gradient and Hessian of the log loss, with ridge 1e-3 towards (1, 0).
    let [g1, g0, h11, h10, h00] = [1e-3 * (slope - 1), 1e-3 * shift, 1e-3, 0, 1e-3]
    for (const { share, right } of answers) {
      const x = logit(share)
      const p = 1 / (1 + Math.exp(-(slope * x + shift)))
      const error = p - (right ? 1 : 0)
      const spread = p * (1 - p)
      g1 += error * x
      g0 += error
      h11 += spread * x * x
      h10 += spread * x
      h00 += spread
    }
    const determinant = h11 * h00 - h10 * h10
    slope -= (h00 * g1 - h10 * g0) / determinant
    shift -= (h11 * g0 - h10 * g1) / determinant
  }
  return { slope, shift }
}
