// ◆ pure
import { AMBIGUOUS_SHORT, NATIONAL_WORDS, PLACES, type PlaceOf } from './relate-places.js'

/**
 * What a word says that stands in one body's name beside the whole of another's. `kind` words make another legal body of it
 * (foundation, trust, hospital): neither the same nor a part, and nothing is proposed.
 */
export type WordClass =
  | 'place'
  | 'area'
  | 'unit'
  | 'member'
  | 'school'
  | 'press'
  | 'service'
  | 'campaign'
  | 'event'
  | 'kind'
  | 'small'
  | 'year'
  | 'number'
  | 'unknown'

const CLASSES: Record<Exclude<WordClass, 'place' | 'year' | 'number' | 'unknown'>, string> = {
  area: 'greater metro metropolitan central north south east west northern southern eastern western northeast northwest southeast southwest midwest upstate downtown county counties city state states region regional valley coast coastal mid upper lower',
  unit: 'chapter chapters branch branches section sections local locals division affiliate affiliates district districts area areas lodge post council-area unit region regional',
  member: 'student students youth young youths junior juniors alumni graduates interns volunteers',
  school: 'school department dept college faculty institute centre center',
  press: 'press media news newsroom pr comms communications pressoffice newsdesk presscentre presscenter publicaffairs spokesperson mediateam pressteam',
  service:
    'careers career jobs job recruitment recruiting hiring vacancies support help helpdesk helps helpline customerservice customercare care service services cares shop store tickets feedback answers training learning events',
  campaign:
    'campaign campaigns campaigning campaigner campaigners action actionfund actionnetwork vote votes voter voters votes4 appeal appeals challenge fundraising fundraiser fundraisers petition pledge advocacy takeaction',
  event:
    'day week weekend month year walk walks run runs ride marathon conference congress summit meeting awards award gala forum expo festival hackathon telethon convention symposium',
  kind: 'foundation fdn fund trust endowment health healthcare hospital hospitals hospice system systems university society association federation union academy church company inc ltd llc corp press-ltd bank ventures capital museum library party hotel inn records',
  small: 'the of and for in at on a an to by de la le du org official hq our with from online team office global intl international worldwide centre-of',
}
const BY_WORD = new Map<string, WordClass>(
  (Object.entries(CLASSES) as [WordClass, string][]).flatMap(([kind, list]) =>
    list.split(' ').map((word): [string, WordClass] => [word.replaceAll('-', ''), kind]),
  ),
)

/** Heads and adjectives that thousands of bodies share: a name made of these alone is nobody's in particular. */
const GENERIC = new Set(
  (
    'university college school schools library hospital hospitals clinic museum church council police times post tribune herald gazette journal news bank center centre institute society association ' +
    'foundation fund trust federation union academy department ministry office agency board commission committee chamber commerce council zoo symphony opera theatre theater ballet orchestra team club group network ' +
    'public children childrens general memorial community city county state national regional medical health mental social services service human rights family families women womens youth young food legal aid law art arts history science ' +
    'fire rescue transit airport court parks housing authority red blue first new free press radio tv today weekly daily united the of and for in at'
  ).split(' '),
)

export const isSmall = (word: string): boolean => BY_WORD.get(word) === 'small'
export const isGeneric = (word: string): boolean => GENERIC.has(word) || isSmall(word)
export const isPlace = (word: string): boolean => PLACES.has(word)
export const isNational = (word: string): boolean => NATIONAL_WORDS.has(word)

/** The nation a body names itself after, as far as its places are known here. */
export const nationOf = (word: string): 'us' | 'uk' | null =>
  /^(?:american|america|usa|us)$/.test(word) ? 'us' : /^(?:british|britain|uk)$/.test(word) ? 'uk' : null

export interface Word {
  text: string
  /** As written, for capitals. */
  raw: string
}
export interface Classed {
  text: string
  kind: WordClass
  of?: PlaceOf
}

const YEAR = /^(?:19|20)\d\d$/

/** Classes the words of a left-over, longest places first ("new york city" is one). Linear: at most four words are joined. */
export function classify(words: readonly Word[]): Classed[] {
  const found: Classed[] = []
  for (let i = 0; i < words.length; ) {
    let taken = 0
    for (let size = Math.min(4, words.length - i); size >= 1 && taken === 0; size--) {
      const group = words.slice(i, i + size)
      const text = group.map((word) => word.text).join('')
      const of = PLACES.get(text)
      const short = size === 1 && (text.length <= 2 || AMBIGUOUS_SHORT.has(text)) && AMBIGUOUS_SHORT.has(text) && !/^\p{Lu}/u.test(group[0]?.raw ?? '')
      if (of !== undefined && !short) {
        found.push({ text: group.map((word) => word.text).join(' '), kind: 'place', of })
        taken = size
      }
    }
    if (taken === 0) {
      const text = words[i]?.text ?? ''
      found.push({ text, kind: YEAR.test(text) ? 'year' : /^\d+$/.test(text) ? 'number' : isNational(text) ? 'place' : (BY_WORD.get(text) ?? 'unknown') })
      taken = 1
    }
    i += taken
  }
  return found
}

/** The rest of a handle as known words, or null if any part of it is unknown: `PressUK` → press, uk. At most 40 characters are read. */
export function splitRest(rest: string): Word[] | null {
  const parts = rest.split('_').join(' ').trim().split(/ +/).filter(Boolean)
  const words: Word[] = []
  for (const part of parts) {
    const split = splitPart(part.slice(0, 40))
    if (split === null) return null
    words.push(...split)
  }
  return words
}

function splitPart(part: string): Word[] | null {
  const lower = part.toLowerCase()
  // ways[i]: the fewest known words that make up the first i characters.
  const ways: (Word[] | null)[] = [[]]
  for (let end = 1; end <= lower.length; end++) {
    let best: Word[] | null = null
    for (let start = 0; start < end; start++) {
      const before = ways[start]
      const text = lower.slice(start, end)
      const raw = part.slice(start, end)
      // A small word of two letters would take other words apart: today is not to + day.
      const word = BY_WORD.has(text) && (text.length > 2 || text === 'of' || text === 'pr')
      const known = word || isNational(text) || /^\d+$/.test(text) || (PLACES.has(text) && (text.length > 3 || start === 0 || /^\p{Lu}/u.test(raw)))
      if (before && known && (best === null || before.length + 1 < best.length)) best = [...before, { text, raw }]
    }
    ways[end] = best
  }
  return ways[lower.length] ?? null
}
