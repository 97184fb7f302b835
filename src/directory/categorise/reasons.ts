// ◆ pure
import { sectionTitle } from '../taxonomy/sections.js'
import type { SectionModel } from './model.js'
import { SECTION_CODES, SECTION_COUNT } from './model.js'
import { bestClass, CLASS_SHARPNESS, type LearnedWeights, openVectorOf, SECTION_SHARPNESS, type SectionScores, vectorOf } from './score.js'

export interface Weighing {
  /** As the text has them, the weightiest first. */
  words: string[]
  /** Words by which organisers' earlier decisions weigh for the best section. */
  learned: string[]
}

const WORDS_MOST = 4
const LEARNED_MOST = 3
// A shift smaller than this changes nobody's mind.
const LEARNED_LEAST = 0.02

/**
 * The words that speak most for the best section against the second: each feature's value times the difference of its weights, in the same
 * mixture of sections and classes that ranks them, summed over the features that the same words make.
 */
export function weighWords(
  model: SectionModel,
  features: readonly string[],
  shown: ReadonlyMap<string, string>,
  scores: SectionScores,
  best: string,
  second: string,
  learned: LearnedWeights | null,
): Weighing {
  const [bestAt, secondAt] = [SECTION_CODES.indexOf(best), SECTION_CODES.indexOf(second)]
  const place = (section: string) => model.codes.indexOf(bestClass(model, scores.classes, section) ?? '')
  const [bestPlace, secondPlace] = [place(best), place(second)]
  const weights = new Map<string, number>()
  for (const { feature, id, value } of vectorOf(model, features)) {
    const from = id * SECTION_COUNT
    let weight = SECTION_SHARPNESS * ((model.sections[from + bestAt] ?? 0) - (model.sections[from + secondAt] ?? 0))
    for (let at = model.classFrom[id] ?? 0, end = model.classFrom[id + 1] ?? 0; at < end; at++) {
      const sign = model.classIds[at] === bestPlace ? 1 : model.classIds[at] === secondPlace ? -1 : 0
      weight += sign * CLASS_SHARPNESS * (model.classWeights[at] ?? 0)
    }
    const words = shown.get(feature)
    if (words) weights.set(words, (weights.get(words) ?? 0) + value * weight)
  }
  const shifts = new Map<string, number>()
  if (learned)
    for (const { feature, value } of openVectorOf(model, features)) {
      const row = learned.get(feature)
      const words = shown.get(feature)
      if (row && words) shifts.set(words, (shifts.get(words) ?? 0) + value * ((row[bestAt] ?? 0) - (row[secondAt] ?? 0)))
    }
  return { words: weightiest(weights, 0, WORDS_MOST), learned: weightiest(shifts, LEARNED_LEAST, LEARNED_MOST) }
}

/** Longest phrases instead of their words: "night shelter" says what "night" and "shelter" would say again. */
function weightiest(weights: ReadonlyMap<string, number>, least: number, most: number): string[] {
  const ranked = [...weights].filter(([, weight]) => weight > least).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  const chosen: string[] = []
  for (const [words] of ranked) {
    if (chosen.length === most) break
    const lower = words.toLowerCase()
    if (!chosen.some((one) => overlaps(one.toLowerCase(), lower))) chosen.push(words)
  }
  return chosen
}

const overlaps = (one: string, other: string): boolean => {
  const words = new Set(one.split(' '))
  return other.split(' ').some((word) => words.has(word))
}

export const titled = (section: string): string => `${section}, ${sectionTitle(section)}`

export const quoted = (words: readonly string[]): string => words.map((word) => `“${word}”`).join(', ')
