// ◆ pure
/**
 * Organisations that are named in words. What a name stands for is learnt from posts that say handle and name together, and from
 * handles that spell the name out; nothing is guessed from likeness (docs: IDENTITY.md §3.4). A name that two could claim is nobody's.
 */
import type { Target } from '../directory/handle.js'
import type { Span } from './extract.js'
import type { ReadPost } from './reading-context.js'

export interface GivenName {
  kind: Target['kind']
  key: string
  display: string
  name: string
}

export interface SpokenName {
  kind: Target['kind']
  key: string
  display: string
  /** Its words, small and without blanks: "Harbour-Food Trust" is `harbourfoodtrust`. */
  compact: string
  /** Number of its words; 1 only for an acronym. */
  words: number
  /** Somebody said so, rather than the handle spelling it. */
  told: boolean
}

export interface FoundName extends Span {
  target: Target
}

interface Token extends Span {
  folded: string
  capital: boolean
}

const TOKEN = /[\p{L}\p{N}][\p{L}\p{M}\p{N}'’]*|&/gu
const CONNECTORS = new Set('of the for and in on de la y at with to a'.split(' '))
/** What a handle leaves out at the end of a name. */
const KINDS = new Set(
  (
    'trust foundation network charity uk group society association centre center project campaign alliance union service services partnership ' +
    'cic ltd inc org fund coalition collective community club federation council institute action aid support house team forum initiative agency ' +
    'advice radio shelter assembly library co-op coop scheme hub line bank kitchen clinic programme program international england scotland wales ireland usa'
  ).split(' '),
)
/** Two capitals that are no name of a body. */
const NO_NAME =
  /^(?:social ?work(?:er|ers)?|mental health|happy (?:new year|\w+)|good (?:morning|evening|night|luck)|new year|(?:mon|tues|wednes|thurs|fri|satur|sun)day \w+|thank you|food bank|big issue)$/
const MAX_WORDS = 7

function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  for (let found = TOKEN.exec(text); found !== null; found = TOKEN.exec(text)) {
    const [raw] = found
    const folded =
      raw === '&'
        ? 'and'
        : raw
            .normalize('NFKC')
            .toLowerCase()
            .replace(/['’]s?$/, '')
            .replaceAll(/['’]/g, '')
    tokens.push({ raw, start: found.index, end: found.index + raw.length, folded, capital: raw === '&' || /^[\p{Lu}\p{N}]/u.test(raw) })
  }
  return tokens
}

const sticks = (text: string, a: Token, b: Token): boolean => /^(?: {1,2}| ?[-–] ?|\. ?|\/)?$/.test(text.slice(a.end, Math.min(b.start, a.end + 4)))

/** The capitalised words at the beginning of these tokens, joined without a break. */
function nameFrom(text: string, tokens: readonly Token[]): Token[] {
  const name: Token[] = []
  for (const token of tokens) {
    const last = name.at(-1)
    if (last && (!sticks(text, last, token) || text.charAt(last.end) === '.')) break
    const hyphened = last !== undefined && token.start === last.end + 1 && text.charAt(last.end) === '-'
    if (!token.capital && !hyphened && (name.length === 0 || !CONNECTORS.has(token.folded))) break
    name.push(token)
  }
  while (name.length > 0 && (name.at(-1)?.raw === '&' || CONNECTORS.has(name.at(-1)?.folded ?? ''))) name.pop()
  return name.slice(0, MAX_WORDS)
}

const wordsOf = (tokens: readonly Token[]): string[] => {
  const words = tokens.map(({ folded }) => folded)
  return words[0] === 'the' ? words.slice(1) : words
}
const isName = (words: readonly string[]): boolean => words.length >= 2 && words.join('').length >= 6 && !NO_NAME.test(words.join(' '))

/** Letters of a handle without what is hung on to it: `harbourfood_eg` and `HarbourFoodUK` are `harbourfood`. */
export const stemOf = (key: string): string => key.replace(/(?:_?(?:official|hq)|_[a-z]{2,3})$/, '').replaceAll('_', '')

const LEAD = /^(?:(?:that is|that['’]s|which is|who are|aka|a\.k\.a\.?|i\.e\.?|is|are|it['’]s|or|so|formerly|=|the)[\s,:]{1,2}){0,3}/i
const BRACKET = /^\s?[([]([^()[\]\n]{3,80})[)\]]/
const ALSO_KNOWN = /^[\s,]{0,2}\s?(?:aka|a\.k\.a\.?|that is,?|that['’]s|i\.e\.?|=|is the handle of|stands for)\s/i
/** Between a name and the handle that follows it. */
const TOLD =
  /(?:\s?[([]|\s?=\s?|,?\s(?:aka|on here (?:as|it['’]s)|(?:they['’]re |they are )?(?:on here|tweet(?:ing)?|on twitter|found|here) (?:as|at)|is on here as|handle(?: is)?|at)\s)[.]?$/i
const BESIDE = /(?:\s|,\s|:\s|\s[-–—]\s)[.]?$/
const ACRONYM = /(?<![\p{L}\p{N}@#])(\p{Lu}{2,8})\s?\(([^()\n]{5,60})\)|\((\p{Lu}{2,8})\)/gu

/** Learns from posts, and from the directory, what is called how. */
export function learnNames(read: readonly ReadPost[], given: readonly GivenName[], bodies: ReadonlySet<string>): SpokenName[] {
  const claims = new Map<string, { name: SpokenName; strength: number }[]>()
  const claim = (target: Pick<Target, 'kind' | 'key' | 'display'>, words: readonly string[], strength: number) => {
    if (!isName(words)) return
    const compact = words.join('')
    const list = claims.get(compact) ?? []
    if (list.length === 0) claims.set(compact, list)
    const known = list.find(({ name }) => name.key === target.key && name.kind === target.kind)
    if (known) known.strength = Math.max(known.strength, strength)
    else list.push({ name: { kind: target.kind, key: target.key, display: target.display, compact, words: words.length, told: strength > 1 }, strength })
  }
  for (const { name, ...target } of given) claim(target, wordsOf(tokensOf(name)), 2)
  const authors = new Set(read.flatMap(({ post: { author } }) => (author === null || bodies.has(author.toLowerCase()) ? [] : [author.toLowerCase()])))
  const stems = new Map<string, Target>()
  // Nothing that somebody typed in a chat is longer; what is, would cost more than it can tell.
  const short = read.filter(({ post }) => post.text.length <= 5000)
  for (const { post, found } of short) {
    for (const target of found.targets) {
      if (target.kind !== 'account') continue
      const stem = stemOf(target.key)
      if (stem.length >= 6 && !authors.has(target.key)) stems.set(stem, target)
      for (const words of namesBeside(post.text, target.start, target.end, stem)) claim(target, words, 2)
    }
    const shown = post.author_name == null ? [] : wordsOf(nameFrom(post.author_name, tokensOf(post.author_name)))
    const author = post.author?.toLowerCase() ?? ''
    if (bodies.has(author) && stemOf(author).length >= 6) stems.set(stemOf(author), { kind: 'account', key: author, display: post.author ?? author })
    if (post.author !== null && shown.some((word) => KINDS.has(word) || word === 'and'))
      claim({ kind: 'account', key: post.author.toLowerCase(), display: post.author }, shown, 2)
  }
  for (const { post } of short) for (const [target, words] of spelledOut(post.text, stems)) claim(target, words, 1)
  const names: SpokenName[] = []
  const only = (compact: string): SpokenName | null => {
    const list = claims.get(compact) ?? []
    const best = Math.max(...list.map(({ strength }) => strength))
    const [first, second] = list.filter(({ strength }) => strength === best)
    return first && !second ? first.name : null
  }
  for (const compact of claims.keys()) {
    const name = only(compact)
    if (name) names.push(name)
  }
  return [...names, ...acronymsOf(short, only)]
}

/** Names that stand in brackets behind a handle, or before one that stands in brackets. */
function namesBeside(text: string, start: number, end: number, stem: string): string[][] {
  const out: string[][] = []
  const after = text.slice(end, end + 120)
  const bracket = BRACKET.exec(after)?.[1] ?? null
  const known = bracket === null ? (ALSO_KNOWN.exec(after)?.[0] ?? null) : null
  const inside = bracket ?? (known === null ? null : after.slice(known.length))
  if (inside !== null) {
    const lead = LEAD.exec(inside)?.[0] ?? ''
    const rest = inside.slice(lead.length)
    const name = nameFrom(rest, tokensOf(rest))
    // "(Love Them)" says nothing: without a lead the whole bracket has to be the name.
    if (name[0]?.start === 0 && (lead !== '' || known !== null || name.at(-1)?.end === rest.trimEnd().length)) out.push(wordsOf(name))
  }
  const before = text.slice(Math.max(0, start - 120), start)
  const told = TOLD.exec(before)
  const gap = told ?? BESIDE.exec(before)
  if (!gap) return out
  const head = before.slice(0, gap.index)
  const tokens = tokensOf(head)
  if (tokens.at(-1)?.end !== head.length) return out
  for (let i = Math.max(0, tokens.length - MAX_WORDS); i < tokens.length - 1; i++) {
    const name = nameFrom(head, tokens.slice(i))
    if (i + name.length !== tokens.length) continue
    const words = wordsOf(name)
    // Of "Yes Harbour Food Trust" the part that the handle begins with; without likeness only what was told in so many words.
    if (alike(words, stem)) return [...out, words]
  }
  for (let i = Math.max(0, tokens.length - MAX_WORDS); told !== null && i < tokens.length - 1; i++) {
    const name = nameFrom(head, tokens.slice(i))
    if (i + name.length === tokens.length && i > 0) return [...out, wordsOf(name)]
  }
  return out
}

const alike = (words: readonly string[], stem: string): boolean => {
  const [first = ''] = words
  return words.length >= 2 && (stem.startsWith(first.slice(0, 4)) || (words.length >= 3 && stem.startsWith(words.map((word) => word.charAt(0)).join(''))))
}

/** Capitalised words that a handle spells, whole or with the kind of body left out. */
function* spelledOut(text: string, stems: ReadonlyMap<string, Target>): Generator<[Target, string[]]> {
  if (stems.size === 0 || !/\p{Lu}\S{0,30}[ -]\p{Lu}/u.test(text)) return
  const tokens = tokensOf(text)
  for (let i = 0; i < tokens.length; i++) {
    if (!tokens[i]?.capital || /[@＠#＃_/]/.test(text.charAt((tokens[i]?.start ?? 0) - 1))) continue
    const name = nameFrom(text, tokens.slice(i, i + MAX_WORDS))
    for (let length = 2; length <= name.length; length++) {
      const words = name.slice(0, length).map(({ folded }) => folded)
      const target = stems.get(words.join(''))
      if (!target) continue
      yield [target, words]
      const more = name.slice(length).map(({ folded }) => folded)
      for (let extra = 1; extra <= Math.min(2, more.length) && KINDS.has(more[extra - 1] ?? ''); extra++) yield [target, [...words, ...more.slice(0, extra)]]
    }
  }
}

/** "HFT (the Harbour-Food Trust)" and "Harbour Food Trust (HFT)". */
function acronymsOf(read: readonly ReadPost[], known: (compact: string) => SpokenName | null): SpokenName[] {
  const found = new Map<string, SpokenName | null>()
  for (const { post } of read) {
    ACRONYM.lastIndex = 0
    for (let match = ACRONYM.exec(post.text); match !== null; match = ACRONYM.exec(post.text)) {
      const acronym = (match[1] ?? match[3] ?? '').toLowerCase()
      let words: string[]
      if (match[2] !== undefined) words = wordsOf(tokensOf(match[2].replace(LEAD, '')))
      else {
        const head = post.text.slice(Math.max(0, match.index - 100), match.index).trimEnd()
        words = wordsOf(tokensOf(head).slice(-acronym.length - 2))
        while (words.length > 2 && known(words.join('')) === null) words = words.slice(1)
      }
      const name = known(words.join(''))
      const initials = words.map((word) => word.charAt(0)).join('')
      const short = words
        .filter((word) => !CONNECTORS.has(word))
        .map((word) => word.charAt(0))
        .join('')
      if (!name || (initials !== acronym && short !== acronym)) continue
      const before = found.get(acronym)
      found.set(acronym, before === undefined || before?.key === name.key ? { ...name, compact: acronym, words: 1, told: true } : null)
    }
  }
  return [...found.values()].filter((name) => name !== null)
}

export interface NameIndex {
  byCompact: ReadonlyMap<string, SpokenName>
  firsts: ReadonlySet<string>
}

/** For looking up; made once for many posts. */
export function indexNames(names: readonly SpokenName[]): NameIndex | null {
  if (names.length === 0) return null
  return { byCompact: new Map(names.map((name) => [name.compact, name])), firsts: new Set(names.map(({ compact }) => compact.slice(0, 2))) }
}

/** Known names in a text, the longest at each place. `taken` are spans in which nothing is looked for. */
export function findNames(text: string, { byCompact, firsts }: NameIndex, taken: readonly Span[]): FoundName[] {
  const tokens = tokensOf(text.length > 4000 ? text.slice(0, 4000) : text)
  const found: FoundName[] = []
  for (let i = 0; i < tokens.length; i++) {
    const first = tokens[i]
    if (!first || !firsts.has(first.folded.slice(0, 2)) || /[@＠#＃_/]/.test(text.charAt(first.start - 1))) continue
    const best = longestAt(text, tokens, i, byCompact)
    if (!best || taken.some(({ start, end }) => start < best.end && end > first.start)) continue
    const { name, end, length } = best
    found.push({ target: { kind: name.kind, key: name.key, display: name.display }, raw: text.slice(first.start, end), start: first.start, end })
    i += length - 1
  }
  return joinTwins(text, found)
}

function longestAt(text: string, tokens: readonly Token[], i: number, byCompact: ReadonlyMap<string, SpokenName>) {
  let compact = ''
  let capital = true
  let best: { name: SpokenName; end: number; length: number } | null = null
  for (let j = i; j < Math.min(tokens.length, i + MAX_WORDS); j++) {
    const [token, last] = [tokens[j], tokens[j - 1]]
    if (!token || (j > i && last && !sticks(text, last, token))) break
    compact += token.folded
    capital &&= token.capital || (j > i && (CONNECTORS.has(token.folded) || text.charAt(token.start - 1) === '-'))
    const name = byCompact.get(compact)
    if (!name || (name.words === 1) !== (j === i)) continue
    if (!(capital && (j > i || token.raw === token.raw.toUpperCase())) && !(name.told && name.words >= 3 && j - i >= 2)) continue
    const next = tokens[j + 1]
    // "Harbour Food Market" is another body than "Harbour Food".
    if (!name.told && next?.capital && sticks(text, token, next) && text.charAt(token.end) === ' ' && !KINDS.has(next.folded)) continue
    best = { name, end: token.end, length: j - i + 1 }
  }
  return best
}

/** "HFT (the Harbour-Food Trust)" is one name, not two. */
function joinTwins(text: string, found: readonly FoundName[]): FoundName[] {
  const out: FoundName[] = []
  for (const one of found) {
    const last = out.at(-1)
    const close = text.charAt(one.end) === ')'
    if (last && close && last.target.key === one.target.key && /^\s?\((?:the )?$/i.test(text.slice(last.end, one.start))) {
      last.end = one.end + 1
      last.raw = text.slice(last.start, last.end)
    } else out.push({ ...one })
  }
  return out
}
