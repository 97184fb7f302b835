// ◆ pure
import { type BodyRead, initialsOf } from './relate-read.js'
import { isGeneric, isNational, isPlace, isSmall, nationOf, type Word } from './relate-words.js'

/** A form under which a body's name can stand inside that of a part of it. */
export interface Base {
  words: readonly Word[]
  /** The nation that was taken off the whole's name: "American Red Cross" as "Red Cross". */
  nation: 'us' | 'uk' | null
  acronym: boolean
  /** "University" was taken off. */
  of_university: boolean
  /** Not made of words alone that thousands of bodies share. */
  distinct: boolean
  /** Distinct, or the body's own handle says that it goes by these words. */
  own: boolean
}

const LEGAL = new Set('ltd limited inc incorporated llc llp plc cic cio gmbh ev bv pty'.split(' '))

export const plain = (words: readonly Word[]): Word[] => words.filter((word) => !isSmall(word.text))
export const squashed = (words: readonly Word[]): string => words.map((word) => word.text).join('')

const EVERYWHERE = new Set('international worldwide global intl'.split(' '))
export const isEverywhere = (word: string): boolean => EVERYWHERE.has(word)
/** So many letters of common words, equal to the handle, are a name. */
const MIN_COMMON_HANDLE = 8

export function isDistinct(words: readonly Word[]): boolean {
  if (isPlace(squashed(words))) return false
  if (words.every((word) => isPlace(word.text) || isNational(word.text) || isSmall(word.text))) return false
  return words.some((word) => word.text.length >= 2) && !words.every((word) => isGeneric(word.text))
}

/** Each body is asked for many pairs. */
const KNOWN = new WeakMap<BodyRead, readonly Base[]>()

export function basesOf(whole: BodyRead): readonly Base[] {
  const known = KNOWN.get(whole)
  if (known) return known
  const bases = readBases(whole)
  KNOWN.set(whole, bases)
  return bases
}

function readBases(whole: BodyRead): Base[] {
  const handles = new Set(whole.handles.map((handle) => handle.core.toLowerCase().replaceAll('_', '')))
  const base = (words: readonly Word[], more: Partial<Base> = {}): Base => {
    const distinct = isDistinct(words)
    const text = squashed(words)
    const own = distinct || (words.length >= 2 && text.length >= MIN_COMMON_HANDLE && handles.has(text))
    return { words, nation: null, acronym: false, of_university: false, distinct, own, ...more }
  }
  return whole.names.flatMap(({ words }) => {
    const core = trimSmall(words)
    if (core.length === 0) return []
    const inLaw = core.findLastIndex((word) => !LEGAL.has(word.text)) + 1
    // "Ltd" and the like are left out by whoever speaks of the body.
    if (inLaw > 0 && inLaw < core.length) return namesOf(core.slice(0, inLaw))
    return namesOf(core)
  })

  function namesOf(core: readonly Word[]): Base[] {
    const bases: Base[] = [base(core, { acronym: core.length === 1 && /^\p{Lu}{2,}$/u.test(core[0]?.raw ?? '') })]
    const local = trimSmall(core.filter((word) => !EVERYWHERE.has(word.text)))
    if (local.length > 0 && local.length < core.length) bases.push(base(local))
    const first = nationOf(core[0]?.text ?? '')
    const final = nationOf(core[core.length - 1]?.text ?? '')
    const inland = first ? core.slice(1) : final ? trimSmall(core.slice(0, -1)) : []
    if (inland.length >= 2) bases.push(base(inland, { nation: first ?? final }))
    const last = core[core.length - 1]?.text
    if (core.length >= 2 && (last === 'university' || last === 'college')) bases.push(base(core.slice(0, -1), { of_university: true }))
    // An acronym counts where the body uses it itself: other bodies have the same initials.
    for (const small of [false, true]) {
      const initials = initialsOf(core, small)
      const used = whole.handles.some((handle) => handle.core.toLowerCase().replace(/_?(?:uk|us|usa|int|org)$/, '') === initials)
      if (initials.length >= 3 && core.length >= 3 && used) bases.push(base([{ text: initials, raw: initials.toUpperCase() }], { acronym: true }))
    }
    return bases
  }
}

export function trimSmall(words: readonly Word[]): readonly Word[] {
  let from = 0
  let to = words.length
  const article = (word: Word | undefined) => word !== undefined && isSmall(word.text) && !EVERYWHERE.has(word.text)
  while (from < to && article(words[from])) from++
  while (to > from && article(words[to - 1])) to--
  return words.slice(from, to)
}

/** The nation of a body that says so in its name: at the front or at the end. */
export function homeNation(body: BodyRead): 'us' | 'uk' | null {
  for (const { words } of body.names) {
    const nation = nationOf(words[0]?.text ?? '') ?? nationOf(words[words.length - 1]?.text ?? '')
    if (nation) return nation
  }
  return null
}
