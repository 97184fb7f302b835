// ◆ pure
/**
 * Chats of one line a post in which nothing marks off the author: `handle A1 @other 8:01 PM`, as TweetChat and the like print them, `8:01 PM handle A1
 * …`, `handle 8:01 PM A1 …`, `Name Surname A1 … 8:01 PM`, `A1 … — handle, 8:01 PM`. The times and the marks of questions and answers show what the lines
 * are: these are rewritten as `time @handle: words`, which every other part reads.
 */
import { RELATIVE, readHead, STAMP } from './post-heads.js'
import { MARK } from './short-chats.js'

/** Fewer posts show nothing. */
const MIN_POSTS = 3
const LOOKED_AT = 200
/** Of the end of a line, where its time stands. */
const TAIL = 60
const ENDS = new RegExp(String.raw`(?:[\s|·•,—–-]{1,4}|\s[([])((?:${STAMP}|${RELATIVE}))[)\]]?\s{0,4}$`, 'i')
const BEGINS = new RegExp(String.raw`^\s{0,4}[([]?((?:${STAMP}))[)\]]?[\s|·•,—–-]{1,4}`, 'i')
const FOLLOWS = new RegExp(String.raw`^[([]?((?:${STAMP}|${RELATIVE}))[)\]]?[\s|·•,—–-]{1,4}(?=\S)`, 'i')
/** A date or a number alone may end a sentence. */
const OF_DAY = /\d[:.h]\d{2}|\d\s?[ap]\.?m\b|^\d{1,3}\s?[smhd]\w{0,6}(?:\sago)?$/i

const HANDLE = /^\s{0,4}[@＠]?([A-Za-z0-9_]{2,15})(?:\s{1,3}[|·•—–-]\s{1,3}|[\s\t]{1,4}\|?\s{0,3})(?=\S)/
const NAME_AND_HANDLE = /^\s{0,4}([^@＠#\n\d]{1,40}?)\s{1,2}[([]?[@＠]([A-Za-z0-9_]{2,15})[)\]]?[\s|·•—–-]{1,4}(?=\S)/
/** Of one to four words that begin like names do. */
const NAME = /^\s{0,4}((?:\p{Lu}[\p{L}\p{M}.'’-]{0,20}\s){1,4})\s{0,2}(?:[|·•—–-]\s{1,3})?(?=[AQ]\s?\d{1,2}\b)/u
const SIGNED = /^(.{1,400}?)\s{0,2}[—–-]{1,2}\s?[@＠]?([A-Za-z0-9_]{2,15}),?$/

type Form = 'handle' | 'name and handle' | 'name' | 'signed'
const FORMS: readonly Form[] = ['handle', 'name and handle', 'name', 'signed']

interface Said {
  author: string
  name: string
  words: string
}

function read(form: Form, body: string, names: ReadonlySet<string>): Said | null {
  if (form === 'handle') {
    const found = HANDLE.exec(body)
    return found && { author: found[1] ?? '', name: '', words: body.slice(found[0].length) }
  }
  if (form === 'name and handle') {
    const found = NAME_AND_HANDLE.exec(body.slice(0, 100))
    return found && !/\b[AQ]\d/.test(found[1] ?? '') ? { author: found[2] ?? '', name: found[1] ?? '', words: body.slice(found[0].length) } : null
  }
  if (form === 'signed') {
    const found = SIGNED.exec(body)
    return found && { author: found[2] ?? '', name: '', words: found[1] ?? '' }
  }
  const known = NAME.exec(body.slice(0, 100))?.[1]?.trim() ?? wordsOf(body).find((words) => names.has(words))
  return known === undefined ? null : { author: '', name: known, words: body.trimStart().slice(known.length).trimStart() }
}

/** The first four, three, two words and the first alone. */
function wordsOf(body: string): string[] {
  const words = body.trimStart().slice(0, 100).split(/\s+/, 5)
  return [4, 3, 2, 1].flatMap((count) => (words.length > count ? [words.slice(0, count).join(' ')] : []))
}

type Place = 'end' | 'begin' | 'behind'
const PLACES: readonly Place[] = ['end', 'begin', 'behind']

function timeOf(place: Place, line: string): { time: string; body: string } | null {
  if (place === 'end') {
    const from = Math.max(0, line.length - TAIL)
    const found = ENDS.exec(line.slice(from))
    return found && OF_DAY.test(found[1] ?? '') ? { time: found[1] ?? '', body: line.slice(0, from + found.index) } : null
  }
  if (place === 'begin') {
    const found = BEGINS.exec(line.slice(0, TAIL))
    return found && OF_DAY.test(found[1] ?? '') ? { time: found[1] ?? '', body: line.slice(found[0].length) } : null
  }
  const author = HANDLE.exec(line.slice(0, TAIL))
  const found = author && FOLLOWS.exec(line.slice(author[0].length, author[0].length + TAIL))
  return author && found && OF_DAY.test(found[1] ?? '') ? { time: found[1] ?? '', body: `${author[0]}${line.slice(author[0].length + found[0].length)}` } : null
}

/** The lines rewritten; null if the paste is none of these. */
export function withTimesFirst(texts: readonly string[]): string[] | null {
  const filled = texts.filter((text) => text.trim() !== '').length
  if (filled < MIN_POSTS) return null
  // What marks its authors off is read as it is; the beginning of a long paste tells.
  const beginning = texts.filter((text) => text.trim() !== '').slice(0, LOOKED_AT)
  if (beginning.filter(isSigned).length * 3 >= beginning.length) return null
  for (const place of PLACES) {
    const timed = texts.map((text) => (text.trim() === '' ? null : timeOf(place, text)))
    const count = timed.filter((one) => one !== null).length
    if (count < MIN_POSTS || count * 5 < filled * 3) continue
    const form = bestForm(timed, place)
    if (form !== null) return rewritten(texts, timed, form.form, form.names, isOfX(texts))
  }
  return null
}

const isSigned = (text: string): boolean => {
  const head = readHead(text)
  return head !== null && head.sign !== '' && !head.own
}

interface Timed {
  time: string
  body: string
}

/** The form in which most words begin with the mark of an answer or a question, right behind the author. */
function bestForm(timed: readonly (Timed | null)[], place: Place): { form: Form; names: Set<string> } | null {
  let best: { form: Form; names: Set<string>; marked: number } | null = null
  for (const form of FORMS) {
    if (form === 'signed' && place !== 'end') continue
    const names = new Set<string>()
    if (form === 'name') for (const one of timed) if (one) names.add(read(form, one.body, names)?.name ?? '')
    const authors = new Set<string>()
    let [count, said, marked] = [0, 0, 0]
    for (const one of timed) {
      if (one === null) continue
      count++
      const post = read(form, one.body, names)
      if (post === null) continue
      said++
      authors.add((post.author || post.name).toLowerCase())
      if (MARK.test(post.words.slice(0, 20))) marked++
    }
    // A programme of a day has times and names too, and nobody in it answers.
    const isChat = marked >= 2 && marked * 4 >= count && said * 10 >= count * 7 && authors.size >= 2
    if (isChat && (best === null || marked > best.marked)) best = { form, names, marked }
  }
  return best
}

function rewritten(texts: readonly string[], timed: readonly (Timed | null)[], form: Form, names: ReadonlySet<string>, ofX: boolean): string[] {
  const out = [...texts]
  const known = new Set(timed.flatMap((one) => (one === null ? [] : (keyOf(read(form, one.body, names)) ?? []))))
  let from = 0
  timed.forEach((one, i) => {
    if ((texts[i] ?? '').trim() === '') from = i + 1
    if (one === null) return
    const single = read(form, one.body, names)
    // A post may go over several lines, of which the last has the time.
    let first = i
    if (form !== 'signed')
      for (let line = i - 1; line >= from && timed[line] === null; line--) if (isKnown(read(form, texts[line] ?? '', names), known)) first = line
    const said = first === i ? single : read(form, texts[first] ?? '', names)
    from = i + 1
    if (said === null) return
    if (first !== i) out[i] = one.body
    out[first] = `${one.time} ${shown(said, ofX)}: ${said.words}`
  })
  return out
}

const keyOf = (said: Said | null): string | null => (said === null ? null : (said.author || said.name).toLowerCase())
const isKnown = (said: Said | null, known: ReadonlySet<string>): boolean => known.has(keyOf(said) ?? '')
const shown = ({ author, name }: Said, ofX: boolean): string => (author === '' ? name : name !== '' ? `${name} (@${author})` : ofX ? `@${author}` : author)

/** Most lines carry one hashtag: then they are posts of X, where whoever speaks has a handle. */
export function isOfX(texts: readonly string[]): boolean {
  const tags = new Map<string, number>()
  let filled = 0
  for (const text of texts) {
    if (text.trim() === '') continue
    filled++
    for (const tag of new Set(Array.from(text.slice(0, 1000).matchAll(/[#＃][\p{L}\p{N}_]{2,50}/gu), ([tag]) => tag.slice(1).toLowerCase())))
      tags.set(tag, (tags.get(tag) ?? 0) + 1)
  }
  return [...tags.values()].some((count) => count >= MIN_POSTS && count * 2 > filled)
}
