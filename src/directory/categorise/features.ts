// ◆ pure
import { findTags, placedTag, type TagHit } from './tags.js'
import { pairGroups, type Word, wordsOf } from './words.js'

/** What the model reads of a body. */
export interface SectionText {
  name: string
  /** What the body says of itself: a bio; in the training rows a charity's activities. */
  about: string
  /** What stands beside that: nominators' words; in the training rows the objects of the governing document. */
  more: string
}

export interface PlacedHit extends TagHit {
  placed: string
}

export interface Reading {
  /** Each once: what the text contains, as keys of the model's vocabulary. */
  features: string[]
  /** For people: the words behind each feature. Only filled when asked for. */
  shown: Map<string, string>
  /** Tags of name and about, for the entry itself, each with the place it was found in (tags.ts). */
  tags: PlacedHit[]
}

// The first words of a description name the main activity; the label is that of the main activity (measured: +1.0 points of accuracy).
const FIRST_WORDS = 8
const EARLY_WORDS = 16
const FIRST_GROUP_WORDS = 11

interface Collector {
  add(key: string, words: string): void
}

/** Single words, pairs of neighbours, and groups of the like-meaning. */
function readPart(words: readonly Word[], collector: Collector, mark: string): Word[] {
  const telling = words.filter((word) => !word.stop)
  let before: Word | null = null
  for (const word of telling) {
    collector.add(word.stem, word.text)
    if (before) collector.add(`${before.stem}_${word.stem}`, `${before.text} ${word.text}`)
    before = word
  }
  readGroups(words, collector, '%')
  readGroups(words, collector, mark)
  return telling
}

function readGroups(words: readonly Word[], collector: Collector, mark: string): void {
  if (mark === '') return
  let before: Word | null = null
  for (const word of words) {
    for (const group of word.groups) collector.add(`${mark}${group}`, word.text)
    if (before) for (const group of pairGroups(before, word)) collector.add(`${mark}${group}`, `${before.text} ${word.text}`)
    before = word
  }
}

/**
 * What a text contains. Kinds of features, by their first signs: `stem` and `stem_stem` anywhere; `n:` in the name, `l:` its last word; `f:` and `e:` among the
 * first 8 and 16 telling words of the description; `#`, `#a`, `#n` tags anywhere, in name or description, in the name; `%`, `%a`, `%n`, `%f` word groups anywhere,
 * in the description, in the name, at the beginning of the description.
 * The parts must be capped by the caller.
 */
export function readFeatures(text: SectionText, explain = false): Reading {
  const shown = new Map<string, string>()
  const seen = new Set<string>()
  const collector: Collector = {
    add(key, words) {
      if (explain && !seen.has(key)) shown.set(key, words)
      seen.add(key)
    },
  }
  const { add } = collector
  const aboutWords = wordsOf(text.about)
  const name = readPart(wordsOf(text.name), collector, '%n')
  for (const [at, word] of name.entries()) {
    add(`n:${word.stem}`, word.text)
    const before = name[at - 1]
    if (before) add(`n:${before.stem}_${word.stem}`, `${before.text} ${word.text}`)
  }
  const last = name.at(-1)
  if (last) add(`l:${last.stem}`, last.text)
  const about = readPart(aboutWords, collector, '%a')
  for (const word of about.slice(0, FIRST_WORDS)) add(`f:${word.stem}`, word.text)
  for (const word of about.slice(0, EARLY_WORDS)) add(`e:${word.stem}`, word.text)
  readGroups(aboutWords.slice(0, FIRST_GROUP_WORDS), collector, '%f')
  readPart(wordsOf(text.more), collector, '')

  const tags = new Map<string, PlacedHit>()
  const readTags = (part: string, marks: readonly string[]) => {
    for (const hit of findTags(part)) {
      const code = hit.row[0]
      for (const mark of marks) add(`${mark}${code}`, hit.words)
      if (marks.length > 1 && !tags.has(code)) tags.set(code, { ...hit, placed: placedTag(hit, marks.length > 2) })
    }
  }
  readTags(text.name, ['#n', '#a', '#'])
  readTags(text.about, ['#a', '#'])
  readTags(text.more, ['#'])
  return { features: [...seen], shown, tags: [...tags.values()] }
}

/** How much a kind of feature counts, beside how rare the feature is. Measured on the training rows, in steps of tenths; flat around the optimum. */
export function kindWeight(feature: string): number {
  const mark = feature[0]
  if (mark === '%') return 1.3
  if (mark === '#') return 1.5
  if (feature[1] === ':') return mark === 'f' || mark === 'e' ? 1 : 1.2
  return feature.includes('_') ? 0.7 : 1
}
