// ◆ pure
import { MAX_TOKENS, type ReadName, readNames } from './handles-names.js'

/** A handle on X has 15 characters; whatever is longer is cut, so that no input makes reading slow. */
const MAX_READ = 40

/** Weights of IDENTITY.md §3.4, a letter each. */
const TOKEN = 1
const PREFIX = 0.85
const INITIALS = 0.9
const SOME_INITIALS = 0.5
const MIN_PREFIX = 3

/** Folded letters and digits: all of them, and without the words that only say "this is really us". */
export function coresOfHandle(handle: string): string[] {
  const folded = handle
    .slice(0, MAX_READ)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
  const core = folded.replace(/(?:official|hq)$/, '').replace(/^(?:theofficial|official|the(?=[a-z]{4}))/, '')
  return core.length >= 3 && core !== folded ? [core, folded] : [folded]
}

/** The shorter of these: the handle without such words where there are any. */
export const coreOfHandle = (handle: string): string => coresOfHandle(handle)[0] ?? ''

/** What share of the handle the name explains, and what share of the name's words the handle shows; both 0..1. */
export interface Cover {
  cover: number
  named: number
}

const CELLS = (MAX_READ + 1) * (MAX_TOKENS + 1)
/** Four tables are needed for every pair of handle and name; new ones for each would cost more than the reading itself. */
const SCRATCH = { score: new Float64Array(CELLS), whole: new Float64Array(CELLS), letters: new Float64Array(CELLS), shown: new Float64Array(CELLS) }

/** The best way to read `core` as words, beginnings of words and initials of one name, in the order of its words. */
export function coverOf(given: string, name: ReadName): Cover {
  const core = given.slice(0, MAX_READ)
  const tokens = name.tokens
  if (core === '' || tokens.length === 0) return { cover: 0, named: 0 }
  if (core === name.squashed) return { cover: 1, named: 1 }
  const rows = tokens.length + 1
  const size = (core.length + 1) * rows
  // Of the best reading of the first i letters by the first j words: weight explained, weight with every word counting whole, letters explained, words shown.
  const { score, whole, letters, shown } = SCRATCH
  score.fill(-1, 0, size)
  whole[0] = 0
  letters[0] = 0
  shown[0] = 0
  const put = (to: number, from: number, weight: number, factor: number, count: number, seen: number) => {
    const value = (score[from] ?? 0) + weight * factor
    const words = (shown[from] ?? 0) + seen
    const old = score[to] ?? -1
    if (value < old || (value === old && words <= (shown[to] ?? 0))) return
    score[to] = value
    whole[to] = (whole[from] ?? 0) + weight
    letters[to] = (letters[from] ?? 0) + count
    shown[to] = words
  }
  score[0] = 0
  for (let i = 0; i <= core.length; i++)
    for (let j = 0; j < rows; j++) {
      const from = i * rows + j
      if ((score[from] ?? -1) < 0) continue
      if (i < core.length) put(from + rows, from, 0, 1, 0, 0)
      const token = tokens[j]
      if (!token) continue
      put(from + 1, from, 0, 1, 0, 0)
      let same = 0
      while (same < token.text.length && i + same < core.length && token.text[same] === core[i + same]) same++
      const to = (i + same) * rows + j + 1
      if (same === token.text.length) put(to, from, same * TOKEN, token.letter, same, token.weight)
      else if (same >= MIN_PREFIX) put(to, from, same * PREFIX, token.letter, same, (token.weight * same) / token.text.length)
      if (tokens.length === 1) continue
      let weight = 0
      for (let run = 1; i + run <= core.length && tokens[j + run - 1]?.text[0] === core[i + run - 1]; run++) {
        weight += tokens[j + run - 1]?.weight ?? 0
        const all = j === 0 && run === tokens.length
        put((i + run) * rows + j + run, from, run * (all ? INITIALS : SOME_INITIALS), 1, run, weight * (all ? 1 : 0.5))
      }
    }
  const end = size - 1
  // Words that thousands of names share count less, unless no letter is left over.
  const explained = (letters[end] ?? 0) === core.length ? (whole[end] ?? 0) : (score[end] ?? 0)
  return { cover: explained / core.length, named: Math.min(1, (shown[end] ?? 0) / name.weight) }
}

const COVER_SHARE = 0.65

/** How sure it is that the handle is this body's, 0..1: mostly what its best name explains of the handle, partly what the handle shows of that name. */
export function handleScore(cores: readonly string[], names: readonly ReadName[]): number {
  let best = 0
  for (const core of cores)
    for (const name of names) {
      const { cover, named } = coverOf(core, name)
      best = Math.max(best, COVER_SHARE * cover + (1 - COVER_SHARE) * named)
    }
  return best
}

/**
 * How well the best of `names` and the handle explain each other, 0..1 (see handleScore), and which name it is; null if none has anything of the handle.
 * From LINK_THRESHOLD on it is evidence; alone it never merges anything.
 */
export function segmentCover(handle: string, names: readonly string[]): { cover: number; name: string } | null {
  const cores = coresOfHandle(handle)
  let best: { cover: number; name: string } | null = null
  for (const name of names) {
    const cover = handleScore(cores, readNames(name))
    if (cover > (best?.cover ?? 0)) best = { cover, name }
  }
  return best
}

/**
 * Frozen. Chosen on the development file so that both halves of it (even and odd rows) keep a precision of 1 with some room: at .70 two of 662 links are
 * wrong, at .72 one, from .73 on none.
 */
export const LINK_THRESHOLD = 0.74
/** The best name has to be better than the next by this much. */
export const LINK_LEAD = 0.02

/** The one candidate that the handle belongs to, by the names of each; null if none is good enough or two are too much alike. */
export function linkHandle(handle: string, candidates: readonly (readonly ReadName[])[]): { at: number; score: number; decided: boolean } | null {
  const cores = coresOfHandle(handle)
  let at = -1
  let score = 0
  let second = 0
  for (const [i, names] of candidates.entries()) {
    const value = handleScore(cores, names)
    if (value > score) {
      second = score
      score = value
      at = i
    } else if (value > second) second = value
  }
  return at === -1 ? null : { at, score, decided: score >= LINK_THRESHOLD && score - second > LINK_LEAD }
}
