// ◆ pure
import { foldHashtag } from '../handle.js'
import { foldLetters } from './handles-names.js'
import { formOf, isCommonWord, isSentenceWord, type Part, segmentTag } from './hashtags-words.js'
import { nameForm } from './normalise.js'
import { squashed } from './relate-bases.js'
import { type BodyRead, initialsOf, readBody } from './relate-read.js'
import { isPlace, isSmall, splitRest, type Word } from './relate-words.js'
import type { MatchRecord, Reason } from './types.js'

/** Numbers at the end that belong to the word: no edition of anything. */
const NO_SERIES = new Set(
  'covid19 co2 mp3 h1n1 g20 g7 g8 web2 web3 catch22 section8 title9 4h b2b 911 9to5 24x7 route66 area51 f1 mi5 mi6 ps4 ps5 o2 e3 t20'.split(' '),
)
const MIN_SERIES = 3

export interface Edition {
  /** Folded tag without its year or number. */
  base: string
  mark: string
  is: 'year' | 'number'
}

/** The series that a tag with a year or a number names an edition of: `SWMonth2014` → swmonth, 2014. */
export function editionOf(tag: string): Edition | null {
  const key = foldHashtag(tag)
  if (key === null || NO_SERIES.has(key.replaceAll('_', ''))) return null
  const after = /(?<=\p{L})_?(\d{1,4})$/u.exec(key)
  const before = after ? null : /^(\d{4})_?(?=\p{L})/u.exec(key)
  const found = after ?? before
  const mark = found?.[1]
  if (!found || mark === undefined || mark.length === 3) return null
  const base = after ? key.slice(0, found.index) : key.slice(found[0].length)
  if ([...base].length < MIN_SERIES) return null
  const year = /^(?:19|20)\d\d$/.test(mark) || /^[0-3]\d$/.test(mark)
  // A four-digit number that is no year names something else (#Ward1408).
  if (!year && (mark.length > 2 || before)) return null
  return { base, mark, is: year ? 'year' : 'number' }
}

const tagOf = (record: MatchRecord): string => record.names[0] ?? record.handles[0] ?? ''

/**
 * How a hashtag belongs to another hashtag or to an organisation, read from `a` to `b` (IDENTITY.md §4.2 step 8): `variant` (both ways), `series` (a is
 * an edition of b), `owner` (a belongs to the organisation b). Null for the same tag, for strangers, for common words and where the strings cannot say. Tags
 * never merge with organisations.
 */
export function proposeTagRelation(a: MatchRecord, b: MatchRecord): { kind: 'variant' | 'series' | 'owner'; reasons: Reason[] } | null {
  if (a.kind !== 'hashtag') return null
  if (b.kind === 'hashtag') return relateTags(tagOf(a), tagOf(b))
  const reason = ownerReason(tagOf(a), b)
  return reason && { kind: 'owner', reasons: [reason] }
}

/** The same for two hashtags as typed. */
export function relateTags(a: string, b: string): { kind: 'variant' | 'series'; reasons: Reason[] } | null {
  const one = foldHashtag(a)
  const two = foldHashtag(b)
  if (one === null || two === null || one === two) return null
  const edition = editionOf(a)
  if (edition && edition.base === two.replaceAll(/_$/g, '')) {
    return { kind: 'series', reasons: [{ rule: 'tag.edition', detail: `#${one} is #${two} with the ${edition.is} ${edition.mark}` }] }
  }
  const detail = sameYear(edition, editionOf(b)) ?? variantReason(one, two)
  return detail && { kind: 'variant', reasons: [detail] }
}

/** Things that are counted: #District13 is no edition after #District12. */
const COUNTED = new Set(
  (
    'act age apt area article bus category channel chapter class clause day district division flat floor flight gate grade group hall highway house interstate issue key lane level line local ' +
    'lodge model number over pack page part phase platform post precinct psalm rank room route row school season section sector site stage step street team terminal tier title track troop under unit ' +
    'verse version vol volume ward week year zone'
  ).split(' '),
)
/** Every year or every other; what is further apart belongs together by the tag without a year. */
const MAX_YEARS = 2

/**
 * Whether `a` is the edition shortly after `b`, under the same name with a year written alike (#FenmoorCon25, #FenmoorCon24; #FenmoorCon2025, #FenmoorCon2024). To
 * be asked only where the tag without a year is not there: where it is, both are editions of that and nothing more to each other.
 */
export function proposeNextEdition(a: MatchRecord, b: MatchRecord): { kind: 'series'; reasons: Reason[] } | null {
  if (a.kind !== 'hashtag' || b.kind !== 'hashtag') return null
  const one = editionOf(tagOf(a))
  const other = editionOf(tagOf(b))
  if (!one || !other || one.base !== other.base || ![one, other].every(({ is, mark }) => is === 'year' && mark.length === one.mark.length)) return null
  const years = Number(one.mark) - Number(other.mark)
  if (years < 1 || years > MAX_YEARS || COUNTED.has(segmentTag(one.base).at(-1)?.text ?? '')) return null
  return { kind: 'series', reasons: [{ rule: 'tag.next_edition', detail: `#${one.base}${one.mark} is the edition after #${other.base}${other.mark}` }] }
}

/** Folded, of an edition: the tag without its year or number. */
export const baseOfTag = (record: MatchRecord): string | null => editionOf(tagOf(record))?.base ?? null

/** #FenmoorCon24 and #FenmoorCon2024: one edition in two writings. */
function sameYear(one: Edition | null, two: Edition | null): Reason | null {
  if (!one || !two || one.base !== two.base || one.is !== 'year' || two.is !== 'year') return null
  const [short, long] = one.mark.length < two.mark.length ? [one.mark, two.mark] : [two.mark, one.mark]
  return short.length === 2 && long === `20${short}` ? { rule: 'tag.year', detail: `${short} and ${long} are one year` } : null
}

/**
 * Of two variants the one that is read as the other's (IDENTITY.md §4.2 step 8 knows no direction): letters that only look alike beside plain ones, then the less
 * supported, then the longer.
 */
export function variantFirst(a: MatchRecord, b: MatchRecord): boolean {
  const [one, two] = [tagOf(a), tagOf(b)].map((tag) => foldHashtag(tag) ?? '')
  if (one === undefined || two === undefined) return true
  const plain = [one, two].map((key) => /^[a-z0-9_]*$/.test(key))
  if (plain[0] !== plain[1]) return plain[1] === true
  if ((a.support ?? 0) !== (b.support ?? 0)) return (a.support ?? 0) < (b.support ?? 0)
  return one.length > two.length || (one.length === two.length && one > two)
}

function variantReason(one: string, two: string): Reason | null {
  if (one.replaceAll('_', '') === two.replaceAll('_', '')) return { rule: 'tag.joiner', detail: 'they differ by _ alone' }
  const folded = foldLetters(one).replaceAll('_', '')
  if (folded !== '' && folded === foldLetters(two).replaceAll('_', ''))
    return { rule: 'tag.lookalike', detail: 'they differ by accents or by letters that look alike alone' }
  if (seen(one) === seen(two)) return { rule: 'tag.lookalike', detail: 'they differ by letters that look alike alone' }
  const [short, long] = one.length < two.length ? [one, two] : [two, one]
  // Only the last word bends: what stands before it has to be the same.
  const last = lastWord(short)
  const form = formOf(last, long.slice(short.length - last.length))
  if (form && long.startsWith(short.slice(0, -last.length)))
    return { rule: `tag.${form}`, detail: form === 'plural' ? `#${long} is the plural of #${short}` : `#${long} are those who do #${short}` }
  // Teachers beside Teacher is a plural; a base without its -e needs the whole word.
  return null
}

/** As it looks on a screen: letters of other scripts that pass for Latin ones read as those. */
function seen(key: string): string {
  const form = nameForm(key)
  return form.faults.includes('lookalike') ? form.words.join('') : key
}

function lastWord(key: string): string {
  const part = segmentTag(key).at(-1)?.text ?? key
  return key.endsWith(part) ? part : key
}

function ownerReason(raw: string, body: MatchRecord): Reason | null {
  const key = foldHashtag(raw)
  if (key === null) return null
  const tag = editionOf(raw)?.base ?? key
  const flat = tag.replaceAll('_', '')
  const parts = segmentTag(raw.toLowerCase() === raw ? tag : raw.replace(/_?\d+$/, ''))
  const words = segmentTag(flat)
  const ordinary = words.every((part) => part.common)
  if (isPlace(flat) || (ordinary && Math.min(parts.length, words.length) < 2)) return null
  const read = readBody(body)
  const handle = read.handles.find(({ shown, core }) => shown.toLowerCase() === tag || core.toLowerCase().replaceAll('_', '') === flat)
  if (handle && (!ordinary || words.length >= 3)) return { rule: 'tag.handle', detail: `it is spelt like @${handle.shown}` }
  const short = ordinary ? undefined : shortNameOf(flat, read)
  if (short) return { rule: 'tag.short_name', detail: `it is “${short.name}” without the kind of body, as @${short.handle} has it` }
  for (const { raw: name, words: own } of read.names) {
    const content = own.filter((word) => !isSmall(word.text))
    const squashed = [own, content].map((list) => list.map((word) => word.text).join(''))
    const named = squashed.includes(flat) && (!ordinary || own.length >= 3 || (own.length === 2 && handle !== undefined))
    if (named) return { rule: 'tag.name', detail: `it is the name “${name}” in one word` }
    // Three initials fit many bodies; with the handle or four letters they are worth a look.
    const initials = [initialsOf(own, false), initialsOf(own, true)].find((letters) => letters === flat)
    if (initials !== undefined && !isCommonWord(flat) && initials.length >= 4) return { rule: 'tag.acronym', detail: `it is the initials of “${name}”` }
  }
  return null
}

/** What a handle puts behind the name only because the name was taken: a short piece set off, a place, "official". */
const isAddition = (rest: string) =>
  /^_[a-z]{2,3}$/i.test(rest) || /^_?\d{1,4}$/.test(rest) || (splitRest(rest)?.every((word) => isPlace(word.text) || isSmall(word.text)) ?? false)

/**
 * The name and the handle that both are the tag with a little behind: "Lanternwick Foundation" @Lanternwick_uk. The name alone is not enough, since a place
 * or a founder may have given it; nor is the handle alone, which a body of another name may have.
 */
function shortNameOf(flat: string, { names, handles }: BodyRead): { name: string; handle: string } | null {
  if (flat.length < MIN_SHORT_NAME) return null
  const name = names.find(({ words }) => shortOf(words) === flat)
  const handle = name && handles.find(({ shown }) => shown.toLowerCase().startsWith(flat) && isAddition(shown.slice(flat.length)))
  return name && handle ? { name: name.raw, handle: handle.shown } : null
}

/** A name without its kinds of body at the end, in one word; null if it has none or nothing else. */
export function shortOf(words: readonly Word[]): string | null {
  const content = words.filter((word) => !isSmall(word.text))
  let end = content.length
  while (end > 0 && SHORTENED.has(content[end - 1]?.text ?? '')) end--
  return end === 0 || end === content.length ? null : squashed(content.slice(0, end))
}

const MIN_SHORT_NAME = 5
/** Kinds that bodies leave out when they speak of themselves; not those of which a place has one each (council, hospital, museum). */
const SHORTENED = new Set(
  'foundation fdn trust charity fund society association organisation organization project initiative network ltd limited inc cic llc plc'.split(' '),
)

/** What is known of how a tag is used; all may be missing. */
export interface TagEvidence {
  /** Spellings as typed, the commonest first. */
  spellings?: readonly string[]
  /** The tags of this deployment's own chats. */
  chat_tags?: readonly string[]
  /** Short names of the home field in tags, such as `sw`. */
  field_short?: readonly string[]
  /** Distinct people who used it inside chats. */
  chat_nominators?: number
  /** Times it was used in replies. */
  replies?: number
  /** The body that it is known to belong to. */
  owner?: string | null
}

export interface TagUse {
  /** `connecting`: a community's own coined tag, like a chat's. `topical`: a common word or words. Null: unsure. */
  use: 'connecting' | 'topical' | null
  reasons: Reason[]
}

const NO_CHAT = new Set('chat snapchat wechat livechat webchat videochat chitchat groupchat tweetchat twitterchat chatgpt'.split(' '))
const NO_HOUR = new Set('hour rushhour happyhour earthhour lunchhour darkesthour powerhour'.split(' '))
const WEEKDAY = /^(?:mon|tues|wednes|thurs|fri|satur|sun)day$/
/** Few are enough to look, not to call a tag a community's own. */
const USED_BY = 2
const USED_SLOGAN = 3

/** Is it a community's own tag or an ordinary word? Suggestion with reasons; null where neither is clear. */
export function judgeHashtagUse(tag: string, evidence: TagEvidence = {}): TagUse {
  const key = foldHashtag(tag)
  if (key === null) return { use: null, reasons: [{ rule: 'tag.none', detail: 'it is no hashtag' }] }
  const edition = editionOf(tag)
  const reasons: Reason[] = edition
    ? [{ rule: 'tag.edition', detail: `the ${edition.is} ${edition.mark} at its end makes it an edition of #${edition.base}` }]
    : []
  const answer = (use: TagUse['use'], rule: string, detail: string): TagUse => ({ use, reasons: [{ rule, detail }, ...reasons] })
  const chats = new Set((evidence.chat_tags ?? []).map((chat) => foldHashtag(chat)).filter((chat) => chat !== null))
  if (chats.has(key)) return answer('connecting', 'tag.chat', 'it is the tag of a chat here')
  const base = edition?.base ?? key
  if (edition && chats.has(base)) return answer('connecting', 'tag.chat', `#${base} is the tag of a chat here`)
  const flat = base.replaceAll('_', '')
  if (evidence.owner)
    return answer(null, 'tag.owner', `it belongs to ${evidence.owner}: whether a community gathers under it is not to be read from its spelling`)
  if (/.chat$/.test(flat) && !NO_CHAT.has(flat)) return answer('connecting', 'tag.chat-word', 'it ends in “chat”')
  if (/.{3}hour$/.test(flat) && !NO_HOUR.has(flat)) return answer('connecting', 'tag.chat-word', 'it ends in “hour”, like the weekly hours of communities')
  return bySpelling(tag, flat, evidence, answer)
}

type Answer = (use: TagUse['use'], rule: string, detail: string) => TagUse

function bySpelling(tag: string, flat: string, evidence: TagEvidence, answer: Answer): TagUse {
  const parts = bestReading([tag, ...(evidence.spellings ?? []).slice(0, 5)], flat)
  const shown = parts.map((part) => part.text).join(' + ')
  const people = evidence.chat_nominators ?? 0
  const used = people >= USED_BY || (people >= 1 && (evidence.replies ?? 0) >= 5)
  if (parts.length === 0) return answer(null, 'tag.letters', 'no words of a kind that these rules know')
  if (parts.every((part) => part.common || (parts.length > 1 && isPlace(part.text) && part.text.length > 2))) {
    const sentence = parts.filter((part) => isSentenceWord(part.text))
    if (parts.length < 2 || sentence.length === 0)
      return parts.length <= 3
        ? answer('topical', 'tag.dictionary', `${shown}: ${parts.length === 1 ? 'a common word' : 'common words'}`)
        : answer(null, 'tag.phrase', `${shown}: common words, but a phrase of so many may be somebody's own`)
    if (people >= USED_SLOGAN) return answer('connecting', 'tag.slogan', `${shown}: a phrase of its own, used in chats by ${people}`)
    return answer(null, 'tag.slogan', `${shown}: common words, but a phrase of its own`)
  }
  const day = parts.find((part) => WEEKDAY.test(part.text))
  if (day) return answer(null, 'tag.weekday', `${shown}: a habit of a ${day.text}, everybody's`)
  const stubs = new Set([...(evidence.field_short ?? []).map((short) => short.toLowerCase()), ...stubsOf(evidence.chat_tags ?? [])])
  const stub = parts.find((part) => !part.common && stubs.has(part.text))
  if (stub && parts.length > 1) return answer('connecting', 'tag.coined', `${shown}: coined around “${stub.text}”, as this community's own tags are`)
  const coined = parts.filter((part) => !part.common).map((part) => `“${part.text}”`)
  if (used) return answer('connecting', 'tag.coined', `${coined.join(', ')}: no common word, and it is used in chats by ${people}`)
  return answer(null, 'tag.coined', `${coined.join(', ')}: no common word, but who uses it is not known`)
}

const CAPITALS = /\p{Ll}\p{Lu}|\p{Lu}{2}\p{Ll}/u

/**
 * The tag as words. Capitals inside a spelling say where they begin; without any, the reading with the most letters in common words wins, then the one with
 * the fewest words. A spelling of some other tag says nothing about this one.
 */
function bestReading(spellings: readonly string[], flat: string): Part[] {
  const readings = [...spellings, flat]
    .map((spelling) => ({ spelling, parts: segmentTag(spelling).filter((part) => !/^\d+$/.test(part.text)) }))
    .filter(({ spelling, parts }) => spelling === flat || parts.map((part) => part.text).join('') === flat)
  const capital = readings.filter(({ spelling }) => CAPITALS.test(spelling))
  const common = (parts: readonly Part[]) => parts.reduce((sum, part) => sum + (part.common ? part.text.length : 0), -parts.length * 0.1)
  return (capital.length > 0 ? capital : readings).reduce<Part[]>((best, { parts }) => (best.length === 0 || common(parts) > common(best) ? parts : best), [])
}

/** The uncommon short parts of the chats' own tags: `sw` of #swhelper. */
function stubsOf(chats: readonly string[]): string[] {
  return chats.slice(0, 50).flatMap((chat) => {
    const parts = segmentTag(chat)
    return parts.length > 1 ? parts.filter((part) => !part.common && /^[a-z]{2,5}$/.test(part.text)).map((part) => part.text) : []
  })
}
