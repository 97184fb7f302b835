// ◆ pure
import { type ReadName, readNames } from './handles-names.js'

/** A handle on X has 15 characters; whatever is longer is cut, so that no input makes reading slow. */
const MAX_READ = 40

/** Weights of IDENTITY.md §3.4, a letter each. */
const TOKEN = 1
const PREFIX = 0.85
const INITIALS = 0.9
const SOME_INITIALS = 0.5
const MIN_PREFIX = 3

/** Folded letters and digits, without the words that only say "this is really us". */
export function coreOfHandle(handle: string): string {
  const folded = handle
    .slice(0, MAX_READ)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
  const core = folded.replace(/(?:official|hq)$/, '').replace(/^(?:theofficial|official|the(?=[a-z]{5}))/, '')
  return core.length >= 3 ? core : folded
}

/** What share of the handle the name explains, and what share of the name's words the handle shows; both 0..1. */
export interface Cover {
  cover: number
  named: number
}

/** The best way to read `core` as words, beginnings of words and initials of one name, in the name's order. */
export function coverOf(core: string, name: ReadName): Cover {
  if (core === '' || name.tokens.length === 0) return { cover: 0, named: 0 }
  let best: Cover = { cover: 0, named: 0 }
  const tokens = name.tokens
  const rows = tokens.length + 1
  const score = new Float64Array((core.length + 1) * rows).fill(-1)
  const shown = new Float64Array((core.length + 1) * rows)
  score[0] = 0
  const put = (at: number, j: number, value: number, seen: number) => {
    const key = at * rows + j
    const old = score[key] ?? -1
    if (value > old || (value === old && seen > (shown[key] ?? 0))) {
      score[key] = value
      shown[key] = seen
    }
  }
  for (let i = 0; i <= core.length; i++)
    for (let j = 0; j < rows; j++) {
      const value = score[i * rows + j] ?? -1
      if (value < 0) continue
      const seen = shown[i * rows + j] ?? 0
      if (i < core.length) put(i + 1, j, value, seen)
      const token = tokens[j]
      if (!token) continue
      put(i, j + 1, value, seen)
      let same = 0
      while (same < token.text.length && i + same < core.length && token.text[same] === core[i + same]) same++
      if (same === token.text.length) put(i + same, j + 1, value + same * TOKEN, seen + token.weight)
      else if (same >= MIN_PREFIX) put(i + same, j + 1, value + same * PREFIX, seen + (token.weight * same) / token.text.length)
      for (let run = 1; i + run <= core.length && tokens[j + run - 1]?.text[0] === core[i + run - 1]; run++) {
        const whole = j === 0 && run === tokens.length
        if (run >= 2 || tokens.length > 1) {
          let weight = 0
          for (let k = 0; k < run; k++) weight += tokens[j + k]?.weight ?? 0
          put(i + run, j + run, value + run * (whole ? INITIALS : SOME_INITIALS), seen + weight * (whole ? 1 : 0.5))
        }
      }
    }
  const end = core.length * rows + rows - 1
  const total = tokens.reduce((sum, token) => sum + token.weight, 0)
  best = { cover: (score[end] ?? 0) / core.length, named: Math.min(1, (shown[end] ?? 0) / total) }
  return best
}

/** How well the best of `names` explains the handle, 0..1, and which name it is; null if no name says anything readable. */
export function segmentCover(handle: string, names: readonly string[]): { cover: number; name: string } | null {
  const core = coreOfHandle(handle)
  let best: { cover: number; name: string } | null = null
  for (const name of names)
    for (const read of readNames(name)) {
      const { cover } = coverOf(core, read)
      if (best === null || cover > best.cover) best = { cover, name }
    }
  return best
}

const COVER_SHARE = 0.65
/** Frozen: chosen on the development file, checked on halves (see test/eval/dedupe-handles.ts). */
export const LINK_THRESHOLD = 0.75
export const LINK_LEAD = 0.02

/** How sure it is that the handle is this body's, 0..1: mostly what it explains of the handle, partly what it shows of the name. */
export function handleScore(core: string, names: readonly ReadName[]): number {
  let best = 0
  for (const name of names) {
    const { cover, named } = coverOf(core, name)
    best = Math.max(best, COVER_SHARE * cover + (1 - COVER_SHARE) * named)
  }
  return best
}
