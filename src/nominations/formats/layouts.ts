// ◆ pure
/**
 * In which layout a chat was pasted. Nobody's clipboard says so, but a chat says it by its regularity: most posts begin in the same shape. So
 * every line is read as if it began a post, the shapes are counted, and the one that most lines share, and that talks like a chat, is the file's;
 * lines of other shapes are words.
 */
import { placeOpened } from './opened-on.js'
import { isSystemLine, type PostHead, readHead, timeBelow } from './post-heads.js'
import { findReplying, type Replying } from './replying.js'
import { findFewPosts, findSpokenLines, isNamed, isUnderHeading, looksLikeBody, MARK, perhapsAuthors, showsItself, wordsOf } from './short-chats.js'

export interface PlacedHead extends PostHead {
  /** Lines that it takes. */
  lines: number
}
export interface Layout {
  /** By line; null for one that begins no post. */
  heads: (PlacedHead | null)[]
  /** Lines of a server, which belong to nobody. */
  system: boolean[]
  /** By line; to whom the post replies, where that stands on lines of its own. */
  replying: (Replying | null)[]
  /** Heads stand on lines of their own. */
  blocks: boolean
  /** There are too few posts to be sure by their number. */
  few: boolean
}
/** Of what is no chat: lines that are no words of it, and up to which offset each line may begin with its author. */
export interface NoLayout {
  heads: null
  replying: (Replying | null)[]
  perhaps: number[]
}

/**
 * `timed`: a time, a name or handle, a sign, the words. `handles`: the same without a time. `nicks`: names without either. `loose`: a time, a
 * handle and only a blank before the words. `blocks`, `named_blocks`, `lone_blocks`: on a line of its own, with a time; by name only; without a time.
 */
type Family = 'timed' | 'handles' | 'nicks' | 'loose' | 'blocks' | 'named_blocks' | 'lone_blocks'

function familyOf({ own, sign, timed, author }: PostHead): Family | null {
  if (own && sign !== ':') return timed ? (author === null ? 'named_blocks' : 'blocks') : author === null ? null : 'lone_blocks'
  if (sign === '') return timed && author !== null ? 'loose' : null
  return timed ? 'timed' : author !== null ? 'handles' : 'nicks'
}

/** Without times, `@name: text` may just as well be a list of organisations with a word on each. */
const MIN_TIMED = 2
const MIN_UNTIMED = 3
const MIN_NICKS = 4

interface Tally {
  family: Family
  count: number
  authors: Set<string>
  /** Posts that begin with the mark of an answer or a question. */
  marked: number
  signs: number
  /** Of the authors, those whom others call `@author`; asked only where it may decide. */
  spoken: number
  /** Posts with a name as people write theirs beside the handle. */
  named: number
  names: Set<string>
  /** Posts whose words name somebody or bear a mark. */
  talks: number
  /** Authors that look like organisations. */
  bodies: number
  /** Heads on lines of their own with words right below. */
  above: number
  /** Heads on lines of their own with a time, below which another one follows at once. */
  empty: number
  /** The line of the first. */
  first: number
}

export function findLayout(texts: readonly string[]): Layout | NoLayout {
  const system = texts.map(isSystemLine)
  const { replying, taken } = findReplying(texts)
  const heads = texts.map((_, i) => (system[i] || taken[i] ? null : placeHead(texts, i)))
  const tallies = new Map<string, Tally>()
  heads.forEach((head, i) => {
    const family = head && familyOf(head)
    if (!head || !family) return
    const shape = shapeOf(head, family)
    const tally = tallies.get(shape) ?? {
      family,
      count: 0,
      authors: new Set(),
      marked: 0,
      signs: 0,
      spoken: 0,
      named: 0,
      names: new Set(),
      talks: 0,
      bodies: 0,
      above: 0,
      empty: 0,
      first: i,
    }
    tallies.set(shape, tally)
    tally.count++
    tally.authors.add((head.author ?? head.name).toLowerCase())
    if (head.sign !== '') tally.signs++
    const marked = MARK.test(wordsOf(texts, replying, i, head))
    if (marked) tally.marked++
    if (family === 'blocks' && !hasWords(texts, heads, replying, i + head.lines)) tally.empty++
    if (head.author === null || head.timed) return
    if (head.name !== '' && isNamed(head)) tally.named++
    tally.names.add(head.name.toLowerCase())
    const words = head.own ? (texts[i + head.lines] ?? '') : (texts[i] ?? '').slice(head.from)
    if (marked || /[@＠]/.test(words)) tally.talks++
    if (looksLikeBody(head.author, head.name)) tally.bodies++
    if (head.own && words.trim() !== '' && heads[i + head.lines] === null) tally.above++
  })
  for (const tally of tallies.values())
    if (tally.family === 'nicks' || (tally.family === 'handles' && tally.count < SMALL)) tally.spoken = calledByOthers(texts, heads, tally)
  const filled = texts.reduce((count, text) => (text.trim() === '' ? count : count + 1), 0)
  const chats = [...tallies].filter(([, tally]) => isChat(tally, filled, () => isUnderHeading(texts, tally.first))).sort(([, a], [, b]) => b.count - a.count)
  // A handle alone on a line may be an answer, one with a time hardly.
  const timed = chats.find(([, { family }]) => family === 'blocks')?.[1].count ?? 0
  const best = chats.find(([, { family, count }]) => family !== 'lone_blocks' || timed * 4 < count)
  if (!best) {
    const found = findFewPosts(texts, heads, replying) ?? findSpokenLines(texts)
    return found ? { ...found, system, replying, few: true } : { heads: null, replying, perhaps: perhapsAuthors(texts, heads) }
  }
  const [shape, { family }] = best
  const blocks = family.endsWith('blocks')
  const isShape = (head: PlacedHead) => shapeOf(head, familyOf(head)) === shape
  // Below heads on lines of their own, a line that looks like another head is somebody's words.
  const mixed = !blocks && heads.some((head) => head !== null && !head.own && isShape(head))
  const own = heads.map((head, i) => {
    if (head === null) return null
    return isShape(head) || (mixed && showsItself(head, wordsOf(texts, replying, i, head))) ? head : null
  })
  if (family === 'blocks') placeOpened(texts, heads, own)
  return { heads: family === 'lone_blocks' ? beginningBlocks(texts, own) : own, system, replying, blocks, few: false }
}

/** Times differ in shape within a file and are hard to mistake; without them the sign and the name have to be the same too. */
const shapeOf = ({ timed, sign, name, author, own }: PostHead, family: Family | null): string =>
  timed || family === null ? String(family) : `${family} ${author === null} ${own} ${sign} ${family === 'lone_blocks' && name !== ''}`

/** Chats have answers, a common tag, or people who speak twice; a list of names with remarks has none of these. */
function isChat(tally: Tally, filled: number, underHeading: () => boolean): boolean {
  const { family, count, authors, marked, signs, spoken } = tally
  const repeats = authors.size < count
  switch (family) {
    case 'timed':
      return count >= MIN_TIMED
    case 'blocks':
      // `Panel with @name 10:00`, line by line, is the programme of a day: nobody says anything.
      return count >= MIN_TIMED && tally.empty * 2 <= count
    case 'handles':
      // A short paste of people who speak of others, with nothing else in it.
      if (count === filled && count >= 2 && tally.bodies === 0 && tally.talks === count && arePeople(tally, underHeading) && !underHeading()) return true
      // A list under its heading, each line a name with a word on it: these are what is listed, whoever else is named there.
      if (!repeats && marked < 2 && underHeading()) return false
      return count >= MIN_UNTIMED && count * 3 >= filled && (repeats || marked >= 2 || spoken > 0 || arePeople(tally, underHeading))
    case 'loose':
      return count >= MIN_UNTIMED && count * 4 >= filled && (repeats || marked >= 2)
    case 'nicks':
      if (count === filled && count >= 2 && spoken > 0 && !underHeading()) return true
      return count >= MIN_NICKS && count * 5 >= filled * 2 && (marked >= 2 || spoken >= 2) && authors.size * 4 <= count * 3
    case 'named_blocks':
      return count >= MIN_TIMED && (signs === count || (count >= MIN_UNTIMED && (repeats || marked >= 2)))
    case 'lone_blocks':
      return (
        (count >= MIN_UNTIMED && count * 6 >= filled && authors.size * 4 <= count * 3) ||
        (count >= MIN_TIMED && count * 4 >= filled && tally.above === count && arePeople(tally, underHeading))
      )
  }
}

/**
 * `Name @handle` before or above words of their own, each time: so people are shown in a chat. Organisations are listed like that too, under a heading
 * or with names that look like theirs, and then the words name nobody.
 */
function arePeople({ count, named, names, authors, talks, bodies }: Tally, underHeading: () => boolean): boolean {
  if (named < count || names.size < authors.size) return false
  return talks > 0 || (bodies * 2 < count && !underHeading())
}

/** Whether words follow, over blank lines and a name or two that stand alone, before the next head. */
function hasWords(texts: readonly string[], heads: readonly (PlacedHead | null)[], replying: readonly (Replying | null)[], below: number): boolean {
  for (let i = below; i < Math.min(texts.length, below + 4); i++) {
    if (heads[i] && replying[i] == null) return false
    if ((texts[i] ?? '').trim() !== '') return true
  }
  return false
}

/** Larger ones are told by those who speak twice. */
const SMALL = 30
/** How many authors others call `@author` in their words: of lines that begin with `@author`, what they begin with calls nobody. */
const calledByOthers = (texts: readonly string[], heads: readonly (PlacedHead | null)[], { family, authors }: Tally): number =>
  spokenTo(family === 'nicks' ? texts : texts.map((text, i) => text.slice(heads[i]?.from ?? 0)), authors).size

const CALLED = /[@＠]([A-Za-z0-9_]{1,15})(?![A-Za-z0-9_])/g
export function spokenTo(texts: readonly string[], authors: ReadonlySet<string>): Set<string> {
  const called = new Set<string>()
  for (const text of texts) for (const [, name = ''] of text.matchAll(CALLED)) if (authors.has(name.toLowerCase())) called.add(name.toLowerCase())
  return called
}

function placeHead(texts: readonly string[], i: number): PlacedHead | null {
  const head = readHead(texts[i] ?? '')
  // Below the words it is an attribution: `— Name (@handle) March 30, 2014`.
  if (!head || (head.own && /^\s{0,3}(?:[—–]|--)/.test(texts[i] ?? ''))) return null
  const below = head.own && !head.timed && head.author !== null ? timeBelow(texts, i) : 0
  return { ...head, timed: head.timed || below > 0, lines: 1 + below }
}

/** A handle alone on a line may also be an answer: where posts begin after a blank line, only what stands there begins one. */
function beginningBlocks(texts: readonly string[], heads: readonly (PlacedHead | null)[]): (PlacedHead | null)[] {
  const blank = (i: number) => (texts[i] ?? '').trim() === ''
  const placed = heads.flatMap((head, i) => (head ? [i] : []))
  for (const above of [1, 2]) {
    const fits = (i: number) => blank(i - above) && !(above === 2 && blank(i - 1))
    if (placed.filter(fits).length * 10 >= placed.length * 7) return heads.map((head, i) => (head && fits(i) ? head : null))
  }
  return [...heads]
}
