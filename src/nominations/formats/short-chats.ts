// ◆ pure
/**
 * Where too few lines share a shape to tell a chat by its regularity: one or two posts, or posts of several shapes in one paste. Then each line has
 * to show by itself that it begins a post, by its time, by `<nick>`, or by the mark of an answer behind the name. What only looks a little like it
 * stays a document, and says of the names it begins with that they may be its authors': an author is never counted as an ally.
 */
import type { PlacedHead } from './layouts.js'
import type { Replying } from './replying.js'

type Heads = readonly (PlacedHead | null)[]

/** `A1`, `Q2)`, `#A3` at the beginning of the words. */
export const MARK = /^[\s\W]{0,3}[AQ]\s?\d{1,2}\b/i
const BARE_MARK = /^[\s\W]{0,3}[AQ]\s?\d{1,2}\W{0,3}$/i
/** As people write their names: not `We love @name: …`, which is a sentence. */
const NAME_LIKE = /^(?:(?![\p{Ll}])\S{1,30}\s{0,3}){0,4}$/u
const SENTENCE = /^(?:we|i|our|my|the|a|an|thank|thanks|follow|love|see|join|meet|also|try|check|support|vote|with|for|from|and|at|hello|hi|dear|so|please)\b/i
const HTML =
  /^(?:a|abbr|article|aside|b|blockquote|body|br|code|dd|del|div|dl|dt|em|figure|footer|h[1-6]|head|header|hr|html|i|img|li|link|main|meta|nav|ol|p|pre|q|s|script|section|small|span|strong|style|sub|sup|table|tbody|td|th|thead|title|tr|u|ul)$/i
/** Longer than this it is an article or a whole page, of which one line says nothing. */
const SHORT = 30

const isAngled = ({ author, sign, name }: PlacedHead): boolean => sign === '>' && author === null && !HTML.test(name)
export const isNamed = ({ name }: PlacedHead): boolean => name === '' || (NAME_LIKE.test(name) && !SENTENCE.test(name))
const isInline = ({ own, sign }: PlacedHead): boolean => sign !== '' && (!own || sign === ':')

/** The first words of the post that a head begins. */
export function wordsOf(texts: readonly string[], replying: readonly (Replying | null)[], i: number, head: PlacedHead): string {
  if (!head.own) return (texts[i] ?? '').slice(head.from, head.from + 20)
  const below = i + head.lines
  const to = replying[below]
  return to ? (texts[below + to.lines] ?? '').slice(Math.max(0, to.rest), Math.max(0, to.rest) + 20) : (texts[below] ?? '').slice(0, 20)
}

/** A line that shows by itself that it begins a post, whatever shape the others have. */
export function showsItself(head: PlacedHead, words: string): boolean {
  if (!isInline(head)) return false
  if (isAngled(head)) return true
  if (head.author === null) return (head.timed || MARK.test(words)) && /^[:|]$/.test(head.sign)
  return isNamed(head) && (head.timed || MARK.test(words))
}

/** Heads of a paste of a few posts, and whether they stand on lines of their own; null if it does not look like a chat. */
export function findFewPosts(
  texts: readonly string[],
  heads: Heads,
  replying: readonly (Replying | null)[],
): { heads: (PlacedHead | null)[]; blocks: boolean } | null {
  const filled = texts.reduce((count, text) => (text.trim() === '' ? count : count + 1), 0)
  let [count, marked, shown] = [0, 0, 0]
  const inline = heads.map((head, i) => {
    if (head === null) return null
    const words = wordsOf(texts, replying, i, head)
    const itself = showsItself(head, words)
    if (!itself && !(isInline(head) && head.author !== null && isNamed(head))) return null
    count++
    if (MARK.test(words)) marked++
    if (isAngled(head) || (head.timed && head.author !== null)) shown++
    return head
  })
  if (count > 0 && count * 3 >= filled && (marked + shown) * 3 >= count) return { heads: inline, blocks: false }
  return filled <= SHORT ? oneBlock(texts, heads, replying) : null
}

/** One post of a page of X: its handle, its time and to whom it replies stand where only X puts them. */
function oneBlock(texts: readonly string[], heads: Heads, replying: readonly (Replying | null)[]): { heads: (PlacedHead | null)[]; blocks: boolean } | null {
  const at = heads.findIndex((head) => head?.own === true && head.author !== null && head.timed && head.sign !== ':')
  const head = heads[at]
  if (!head || texts.slice(0, at).filter((text) => text.trim() !== '').length > 2) return null
  const known = head.lines > 1 || replying[at + head.lines] != null || MARK.test(wordsOf(texts, replying, at, head))
  return known ? { heads: heads.map((one, i) => (i === at ? one : null)), blocks: true } : null
}

/** What stands over a list of organisations, and not over a chat. */
const HEADING = /^#{1,4}\s|[:：]\s{0,3}$|\b(?:allies|organi[sz]ations|accounts|groups|charities|who to follow|to follow)\b/i
const OF_A_CHAT = /\b(?:chat|transcript|log|hour|tweets?|posts?|replies|answers)\b/i

const BODY =
  /\b(?:trust|foundation|network|charity|society|association|centre|center|project|campaign|alliance|union|services?|cic|fund|coalition|federation|council|shelter|library|kitchen|clinic|bank|aid|helpline|line|club|hub)\b|&/i
/** `FoodBank_eg`, `Night Shelter`: as organisations are spelt, and people rarely. */
export const looksLikeBody = (handle: string, name: string): boolean => /[\p{Ll}\d]\p{Lu}/u.test(handle) || BODY.test(name)

/** Whether what stands above a line announces a list. */
export function isUnderHeading(texts: readonly string[], i: number): boolean {
  let above = i - 1
  while (above >= 0 && (texts[above] ?? '').trim() === '') above--
  const heading = (texts[above] ?? '').slice(0, 200)
  return above >= 0 && HEADING.test(heading) && !OF_A_CHAT.test(heading) && !heading.includes('@')
}

const SPOKEN_LINE = /^\s{0,5}[@＠]([A-Za-z0-9_]{1,15})\s{1,3}(?=\S)/
const PASSES_ON = /^[\s"“]{0,3}(?:RT|MT)\b/

/** Each line a handle, a blank and words, most of which answer: `@name A1 @other`. Where one handle begins them all it is rather spoken to. Null if not. */
export function findSpokenLines(texts: readonly string[]): { heads: (PlacedHead | null)[]; blocks: boolean } | null {
  const authors = new Set<string>()
  let [filled, answers] = [0, 0]
  const heads: (PlacedHead | null)[] = []
  for (const text of texts) {
    if (text === '') {
      heads.push(null)
      continue
    }
    const found = SPOKEN_LINE.exec(text.slice(0, 40))
    const [lead = '', author = ''] = found ?? []
    heads.push(found && { at: null, author, name: '', from: lead.length, timed: false, sign: '', own: false, cell: false, lines: 1 })
    if (text.trim() === '') continue
    filled++
    if (!found) return null
    authors.add(author.toLowerCase())
    const words = text.slice(lead.length, lead.length + 20)
    if (MARK.test(words) || PASSES_ON.test(words)) answers++
  }
  return filled >= 3 && authors.size >= 3 && authors.size * 2 >= filled && answers * 3 >= filled * 2 ? { heads, blocks: false } : null
}

/** For each line of a document, up to which offset the name it begins with may be its author's. */
export function perhapsAuthors(texts: readonly string[], heads: Heads): number[] {
  const ends = texts.map((text, i) => {
    const head = heads[i]
    if (!head || head.author === null || (!head.timed && (head.sign === '' || !isNamed(head)))) return spokenTo(text)
    return head.own ? text.length : head.from
  })
  texts.forEach((text, i) => {
    // A handle on a line of its own above an answer.
    const below = texts[i + 1] ?? ''
    if (ends[i] === 0 && heads[i]?.own && heads[i]?.author != null && MARK.test(below.slice(0, 20)) && !BARE_MARK.test(texts[i - 1] ?? ''))
      ends[i] = text.length
  })
  for (let i = 0; i < texts.length; i++) if ((ends[i] ?? 0) > 0) i = takeList(texts, heads, ends, i)
  return ends
}

/** "@name A1 …": whoever wrote it, it is not the name that is the answer. */
function spokenTo(text: string): number {
  const found = /^\s{0,5}[@＠][A-Za-z0-9_]{1,15}(?=\s)/.exec(text.slice(0, 40))
  return found && MARK.test(text.slice(found[0].length, found[0].length + 20)) ? found[0].length : 0
}

const BULLET = /^\s{0,8}(?:[-*•·●▪◦–]|\d{1,3}[.)])\s/
/** A list under its heading, each line a name with a remark, which names nobody or follows a bullet: these are what is listed. Returns the last line of the list. */
function takeList(texts: readonly string[], heads: Heads, ends: number[], from: number): number {
  let last = from
  for (let i = from; i < texts.length && ((ends[i] ?? 0) > 0 || (texts[i] ?? '').trim() === ''); i++) if ((ends[i] ?? 0) > 0) last = i
  if (!isUnderHeading(texts, from)) return last
  for (let i = from; i <= last; i++) {
    const head = heads[i]
    if ((ends[i] ?? 0) > 0 && (!head || head.timed || head.own || (!BULLET.test(texts[i] ?? '') && /[@＠#＃]/.test((texts[i] ?? '').slice(head.from)))))
      return last
  }
  ends.fill(0, from, last + 1)
  return last
}
