// ◆ pure
import { WORD_GROUPS } from '../taxonomy/section-words.js'
import { stem } from './stem.js'

/** A word of a text as the model sees it. */
export interface Word {
  /** Lower case, without apostrophes. */
  text: string
  stem: string
  /** Says nothing of a cause: left out of every feature but two-word groups. */
  stop: boolean
  groups: readonly string[]
}

// Function words, and the register's own formulas ("within the area", "including").
const STOP = new Set(
  `a about above after again all also am an and any are as at be because been before being below between both but by can could did do does doing down
  during each etc few for from further had has have having he her here hers him his how i if in including into is it its itself just may me more most my
  no nor not now of off on once only or other our ours out over own same shall she should so some such than that the their theirs them then there these
  they this those through to too under until up upon us very was we well were what when where which while who whom why will with within would you your
  yours`.split(/\s+/),
)

interface Groups {
  whole: Map<string, string[]>
  /** Beginnings, for the entries with a star. */
  open: Map<string, string[]>
}

let groups: Groups | null = null

function wordGroups(): Groups {
  if (groups) return groups
  groups = { whole: new Map(), open: new Map() }
  for (const [name, list] of Object.entries(WORD_GROUPS)) {
    for (const entry of list.split(', ')) {
      const open = entry.endsWith('*')
      const map = open ? groups.open : groups.whole
      const text = open ? entry.slice(0, -1) : entry
      map.set(text, [...(map.get(text) ?? []), name])
    }
  }
  return groups
}

/** Groups of a word, or of two words with a space between. */
export function groupsOf(text: string): readonly string[] {
  const { whole, open } = wordGroups()
  const found = [...(whole.get(text) ?? [])]
  // A space ends the search: "sierra leone" is one entry, and "sierra*" none.
  for (let length = 2; length <= text.length; length++) {
    const names = open.get(text.slice(0, length))
    if (names) for (const name of names) if (!found.includes(name)) found.push(name)
  }
  return found
}

const NONE: readonly string[] = []
// What was read once need not be stemmed again. Emptied when full, so that no stream of invented words can fill the memory.
const CACHE_MOST = 40_000
const known = new Map<string, Word>()
const pairs = new Map<string, readonly string[]>()

function wordOf(text: string): Word {
  const found = known.get(text)
  if (found) return found
  if (known.size >= CACHE_MOST) known.clear()
  const word = { text, stem: stem(text), stop: STOP.has(text) || (text.length < 2 && !/\d/.test(text)), groups: groupsOf(text) }
  known.set(text, word)
  return word
}

/** Groups of two neighbouring words, as "village hall". */
export function pairGroups(left: Word, right: Word): readonly string[] {
  const key = `${left.text} ${right.text}`
  const found = pairs.get(key)
  if (found) return found
  if (pairs.size >= CACHE_MOST) pairs.clear()
  const { whole, open } = wordGroups()
  let names: readonly string[] = whole.get(key) ?? NONE
  for (let length = left.text.length + 2; length <= key.length; length++) {
    const more = open.get(key.slice(0, length))
    if (more) names = [...names, ...more]
  }
  pairs.set(key, names)
  return names
}

// A run of letters longer than this is no word; cut so that it costs nothing.
const WORD_MOST = 30

/** The words of a text, in order. */
export function wordsOf(text: string): Word[] {
  const found =
    text
      .toLowerCase()
      .replaceAll(/['’]/g, '')
      .match(/\p{L}+|\p{N}+/gu) ?? []
  return found.map((word) => wordOf(word.length > WORD_MOST ? word.slice(0, WORD_MOST) : word))
}
