// ◆ pure
/**
 * Phrases are looked for in posts that mostly hold none of them. So each phrase is entered, when it is made, in one table of three
 * characters in a row that every match of it must hold; a post is run over once, and only the phrases that it could hold are tried.
 * What must be held is read off the pattern itself (as code search does it with an index of trigrams: R. Cox, Regular Expression
 * Matching with a Trigram Index, 2012), so that no phrase can be added and forgotten here.
 */

export interface Phrase {
  /** One bit, for `marksOf`. */
  bit: number
  pattern: RegExp
}

/** Letters 1 to 26; what is neither letter, digit nor one of the signs below is 0, and so is all that is not ASCII. */
const DIGIT = 27
const SIGNS = new Map([
  ['+', 28],
  ['/', 29],
  ['?', 30],
  ["'", 31],
])
/** No letter of ASCII. */
const NO_LETTER: readonly number[] = [0, DIGIT, ...SIGNS.values()]
const CLASSES = Uint8Array.from({ length: 128 }, (_, code) => {
  const sign = String.fromCharCode(code).toLowerCase()
  return /[a-z]/.test(sign) ? sign.charCodeAt(0) - 96 : /\d/.test(sign) ? DIGIT : (SIGNS.get(sign) ?? 0)
})
const LONG_S = 0x17f
const KELVIN = 0x212a
/** In a pattern without regard to case these two are `s` and `k`. */
const classOf = (code: number): number => (code < 128 ? (CLASSES[code] ?? 0) : code === LONG_S ? 19 : code === KELVIN ? 11 : 0)

const TABLE = new Uint32Array(1 << 15)
const MAX_PHRASES = 32
const MADE: Phrase[] = []

/** The phrases that a text could hold, a bit each. Linear. */
export function marksOf(text: string): number {
  let marks = 0
  // As if a blank stood before it.
  let three = 0
  for (let i = 0; i < text.length; i++) {
    three = ((three << 5) | classOf(text.charCodeAt(i))) & 0x7fff
    marks |= TABLE[three] ?? 0
  }
  // The end of a text ends a word.
  return marks | (TABLE[(three << 5) & 0x7fff] ?? 0)
}

/** @throws if some match of the pattern need not hold any three characters in a row: then it cannot be told beforehand where to look */
export function phrase(pattern: RegExp): Phrase {
  const parts = requiredOf(parse(pattern.source), [])
  if (parts === null || MADE.length === MAX_PHRASES)
    throw new Error(`${parts === null ? 'nothing is in all matches of' : 'there are too many phrases to add'} ${pattern}`)
  const bit = 1 << MADE.length
  for (const part of parts) TABLE[part] = (TABLE[part] ?? 0) | bit
  const one = { bit, pattern }
  MADE.push(one)
  return one
}

export const allPhrases = (): readonly Phrase[] => MADE
/** The bits of all phrases made since there were so many. */
export const madeSince = (count: number): number => MADE.slice(count).reduce((bits, { bit }) => bits | bit, 0)

/** `marks` are those of the text from which the window is taken. */
export const holds = ({ bit, pattern }: Phrase, marks: number, window: string): boolean => (marks & bit) !== 0 && pattern.test(window)

/** One character out of these classes, null for any; one of several sequences; or what may be missing or come in any number. */
export type Node =
  | { is: 'one'; of: readonly number[] | null; sample: string }
  | { is: 'any_of'; sequences: Node[][] }
  | { is: 'maybe'; what: Node; times: number }
  | { is: 'nothing' }

const NOTHING: Node = { is: 'nothing' }
/** Takes no character, and says of the one beside it that it is no letter: only used where nothing else is said of that one. */
const BESIDE_A_WORD = /^\(\?<?!\[?\\p\{L\}\]?\)$/

/** As much of the language of patterns as phrases use. @throws for the rest */
export function parse(source: string): Node[] {
  let at = 0
  const choices = (): Node[][] => {
    const sequences: Node[][] = [[]]
    while (at < source.length && source.charAt(at) !== ')') {
      if (source.charAt(at) === '|') {
        at++
        sequences.push([])
      } else sequences.at(-1)?.push(...counted(element()))
    }
    return sequences
  }
  const element = (): Node => {
    const sign = source.charAt(at++)
    if (sign === '[') return readClass()
    if (sign === '(') {
      const from = at - 1
      const lead = /^\?(?:<?[=!]|:)/.exec(source.slice(at))?.[0] ?? ''
      at += lead.length
      const sequences = choices()
      at++
      if (lead !== '' && lead !== '?:') return BESIDE_A_WORD.test(source.slice(from, at)) ? { is: 'one', of: NO_LETTER, sample: '' } : NOTHING
      // Begins a word: the beginning of the text, or what is no letter.
      const [begin, other, more] = sequences
      if (more === undefined && begin?.length === 1 && begin[0]?.is === 'nothing' && other?.length === 1 && other[0]?.is === 'one') return other[0]
      return { is: 'any_of', sequences }
    }
    if (sign === '^' || sign === '$') return NOTHING
    if (sign === '.') return { is: 'one', of: null, sample: 'x' }
    return sign === '\\' ? readEscape() : literal(sign)
  }
  const readEscape = (): Node => {
    const sign = source.charAt(at++)
    if (sign === 'b') return NOTHING
    if (sign === 's') return { is: 'one', of: [0], sample: ' ' }
    if (sign === 'd') return { is: 'one', of: [DIGIT], sample: '7' }
    if (sign === 'W') return { is: 'one', of: NO_LETTER, sample: ' ' }
    if (sign === 'w') return { is: 'one', of: null, sample: 'x' }
    if (sign === 'p') {
      at = source.indexOf('}', at) + 1
      return { is: 'one', of: null, sample: 'x' }
    }
    if (/[A-Za-z0-9]/.test(sign)) throw new Error(`\\${sign} is not understood`)
    return literal(sign)
  }
  const readClass = (): Node => {
    const end = source.indexOf(']', source.startsWith('\\]', at) ? at + 2 : at)
    const inside = source.slice(at, end)
    at = end + 1
    if (/^\^\\p\{L\}/.test(inside)) return { is: 'one', of: NO_LETTER, sample: ' ' }
    const simple = /^(?:[^\\^-]|\\[^A-Za-z])+$/u.test(inside) || /^(?:[^\\^-]|\\[^A-Za-z])+-$/u.test(inside)
    const signs = [...inside.replaceAll('\\', '')]
    const sample = inside.startsWith('^')
      ? ' '
      : inside.startsWith('\\p')
        ? 'x'
        : inside.startsWith('\\d')
          ? '7'
          : inside.startsWith('\\')
            ? ' '
            : (signs[0] ?? '')
    return { is: 'one', of: simple && signs.every((sign) => sign.length === 1) ? [...new Set(signs.map((sign) => classOf(sign.charCodeAt(0))))] : null, sample }
  }
  const counted = (node: Node): Node[] => {
    const found = /^(?:[?*+]|\{(\d+)(?:,\d*)?\})/.exec(source.slice(at))
    if (!found) return [node]
    at += found[0].length
    if (source.charAt(at) === '?') at++
    const least = found[1] === undefined ? (found[0] === '+' ? 1 : 0) : Number(found[1])
    const all: Node[] = Array.from({ length: Math.min(least, 4) }, () => node)
    return /^\{(\d+)\}$/.test(found[0]) ? all : [...all, { is: 'maybe', what: node, times: found[0] === '?' ? 1 : 2 }]
  }
  const sequences = choices()
  if (at < source.length) throw new Error(`${source} ends too early`)
  return sequences.length === 1 ? (sequences[0] ?? []) : [{ is: 'any_of', sequences }]
}

const literal = (sign: string): Node => ({ is: 'one', of: [classOf(sign.toLowerCase().charCodeAt(0))], sample: sign })

/** How often letters are met in English, about, in thousandths; and all that is none of them. */
const COMMON = [900, 82, 15, 28, 43, 127, 22, 20, 61, 70, 2, 8, 40, 24, 67, 75, 19, 1, 60, 63, 91, 28, 10, 24, 2, 20, 1, 20, 1, 5, 10, 20]
const costOf = (parts: readonly number[]): number =>
  parts.reduce((sum, part) => sum + (COMMON[part >> 10] ?? 0) * (COMMON[(part >> 5) & 31] ?? 0) * (COMMON[part & 31] ?? 0), 0)

/** Three characters in a row of which every match has at least one; null if there are none. `before` are the classes right before it. */
function requiredOf(nodes: readonly Node[], before: readonly (readonly number[])[]): number[] | null {
  let best: number[] | null = null
  const offer = (parts: number[] | null) => {
    if (parts !== null && (best === null || costOf(parts) < costOf(best))) best = parts
  }
  let last = before
  const rest = nodes.filter(({ is }) => is !== 'nothing')
  for (const [i, node] of rest.entries()) {
    if (node.is === 'nothing') continue
    if (node.is === 'one' && node.of !== null && node.of.length <= 6) {
      last = [...last, node.of].slice(-3)
      const [a, b, c] = last
      if (a && b && c) offer(a.flatMap((x) => b.flatMap((y) => c.map((z) => (x << 10) | (y << 5) | z))))
      continue
    }
    if (node.is === 'any_of') {
      const next = rest.slice(i + 1, i + 3)
      const stop = next.findIndex(({ is }) => is !== 'one')
      const after = stop === -1 ? next : next.slice(0, stop)
      const parts = node.sequences.map((sequence) => requiredOf([...sequence, ...after], last.slice(-2)))
      if (parts.every((one) => one !== null)) offer([...new Set(parts.flat())])
    }
    last = []
  }
  return best
}
