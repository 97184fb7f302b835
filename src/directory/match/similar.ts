// ◆ pure
import { distance } from 'fastest-levenshtein'

/** Jaro-Winkler similarity of two short words, 0..1 (Winkler 1990: prefix weight .1, at most 4 letters). */
export function jaroWinkler(a: string, b: string): number {
  if (a === b) return 1
  const m = a.length
  const n = b.length
  if (m === 0 || n === 0) return 0
  const reach = Math.max(0, (Math.max(m, n) >> 1) - 1)
  const inA = new Array<boolean>(m).fill(false)
  const inB = new Array<boolean>(n).fill(false)
  let matches = 0
  for (let i = 0; i < m; i++) {
    for (let j = Math.max(0, i - reach); j < Math.min(n, i + reach + 1); j++) {
      if (inB[j] || a[i] !== b[j]) continue
      inA[i] = true
      inB[j] = true
      matches++
      break
    }
  }
  if (matches === 0) return 0
  let swapped = 0
  for (let i = 0, j = 0; i < m; i++) {
    if (!inA[i]) continue
    while (!inB[j]) j++
    if (a[i] !== b[j]) swapped++
    j++
  }
  const jaro = (matches / m + matches / n + (matches - swapped / 2) / matches) / 3
  let prefix = 0
  while (prefix < 4 && prefix < m && prefix < n && a[prefix] === b[prefix]) prefix++
  return jaro + prefix * 0.1 * (1 - jaro)
}

/** Share of letters that stay: 1 - edits / longer length. */
export const levenshteinShare = (a: string, b: string): number => (a === b ? 1 : 1 - distance(a, b) / Math.max(a.length, b.length, 1))

export interface Alignment {
  /** Weight of what both share over the weight of all, 0..1. */
  s: number
  /** Share of the lighter name that is found in the other, 0..1. */
  contained: number
  /** Rarity of what both share: natural log, summed over the shared words. */
  info: number
  /** Words with no partner, of each side. */
  left_a: readonly string[]
  left_b: readonly string[]
  /** Weight of those. */
  weight_a: number
  weight_b: number
  /** Pairs of words that are taken for one though spelt differently. */
  fuzzy: readonly (readonly [string, string])[]
  /** Groups of words that stand as initials in the other name. */
  abbreviated: readonly (readonly [string, string])[]
}

/** How alike two words are as one word with a slip in it, 0 if they are not. */
export function slip(a: string, b: string): number {
  if (a.length < 4 || b.length < 4 || /[0-9]/.test(a) || /[0-9]/.test(b)) return 0
  if (Math.abs(a.length - b.length) > 3) return a.startsWith(b) || b.startsWith(a) ? 0.75 : 0
  if (a[0] !== b[0] && a[1] !== b[1]) return 0
  const edits = distance(a, b)
  const longest = Math.max(a.length, b.length)
  if (edits === 1 && longest >= 5) return 0.92
  if (edits === 1) return 0.8
  if (edits <= 2 && longest >= 7) return 0.88
  if (a.startsWith(b) || b.startsWith(a)) return 0.8
  return jaroWinkler(a, b) >= 0.92 ? 0.8 : 0
}

/**
 * Pairs off the words of two names, heavier words counting more: equal words first, then words written together or apart, then runs of words
 * that stand as initials in the other name, then words with a slip. Names are bounded (MAX_TOKENS), so the work is too.
 */
export function align(a: readonly string[], b: readonly string[], weigh: (word: string) => number): Alignment {
  const restA = [...a]
  const restB = [...b]
  let shared = 0
  let sharedInfo = 0
  const fuzzy: [string, string][] = []
  const abbreviated: [string, string][] = []
  const total = (words: readonly string[]) => {
    let weight = 0
    for (const word of words) weight += weigh(word)
    return weight
  }
  const totalA = total(a)
  const totalB = total(b)
  for (let i = restA.length - 1; i >= 0; i--) {
    const word = restA[i] ?? ''
    const j = restB.indexOf(word)
    if (j < 0) continue
    const weight = weigh(word)
    shared += 2 * weight
    sharedInfo += weight
    restA.splice(i, 1)
    restB.splice(j, 1)
  }
  if (restA.length > 0 && restB.length > 0) {
    const join = (mine: string[], others: string[], flipped: boolean) => {
      for (let i = mine.length - 1; i >= 0; i--) {
        const word = mine[i] ?? ''
        for (let j = 0; j < others.length; j++) {
          const run = runOf(word, others, j)
          if (run === 0) continue
          const words = others.slice(j, j + run)
          const spelt = words.join('') === word
          const weight = total(words)
          shared += (weigh(word) + weight) * (spelt ? 1 : 0.9)
          sharedInfo += Math.min(weigh(word), weight)
          abbreviated.push(flipped ? [words.join(' '), word] : [word, words.join(' ')])
          others.splice(j, run)
          mine.splice(i, 1)
          break
        }
      }
    }
    join(restA, restB, false)
    join(restB, restA, true)
  }
  for (let i = restA.length - 1; i >= 0 && restB.length > 0; i--) {
    const word = restA[i] ?? ''
    let best = 0
    let at = -1
    for (let j = 0; j < restB.length; j++) {
      const alike = slip(word, restB[j] ?? '')
      if (alike > best) {
        best = alike
        at = j
      }
    }
    if (at < 0) continue
    const other = restB[at] ?? ''
    shared += (weigh(word) + weigh(other)) * best
    sharedInfo += Math.min(weigh(word), weigh(other)) * best
    fuzzy.push([word, other])
    restA.splice(i, 1)
    restB.splice(at, 1)
  }
  const weight_a = total(restA)
  const weight_b = total(restB)
  const lighter = Math.min(totalA, totalB)
  return {
    s: totalA + totalB === 0 ? 0 : shared / (totalA + totalB),
    contained: lighter === 0 ? 0 : Math.min(1, 1 - (totalA <= totalB ? weight_a : weight_b) / lighter),
    info: sharedInfo,
    left_a: restA,
    left_b: restB,
    weight_a,
    weight_b,
    fuzzy,
    abbreviated,
  }
}

/** How many of `others` from `at` on are written in `word`: joined together, or by their first letters (2-6 words); 0 if none. */
export function runOf(word: string, others: readonly string[], at: number): number {
  if (word.length < 2 || others[at]?.[0] !== word[0]) return 0
  let letters = others[at] ?? ''
  for (let run = 2; run <= 3 && at + run <= others.length; run++) {
    letters += others[at + run - 1] ?? ''
    if (letters === word) return run
  }
  if (word.length > 7) return 0
  return initialsRun(word, others, at)
}

/** Letters that "of", "and", "for", "the", "de" leave in an acronym; the words themselves are no longer among the tokens. */
export const SKIPPED = 'oaftd'

/** How many words from `at` on have `word` as their initials, in order, at least two. */
function initialsRun(word: string, others: readonly string[], at: number): number {
  let used = 0
  for (let i = 0; i < word.length; ) {
    const next = others[at + used]
    if (next !== undefined && next[0] === word[i]) {
      used++
      i += next === 'usa' && word[i + 1] === 's' ? 2 : 1
    } else if (i > 0 && SKIPPED.includes(word[i] ?? '')) i++
    else return 0
  }
  return used >= 2 || (used === 1 && word === 'us') ? used : 0
}
