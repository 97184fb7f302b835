// ◆ pure
import { handleParts, plain, withoutLookalikes } from '../field-words.js'
import { segmentTag } from '../match/hashtags-words.js'
import { HOME_FIELDS, type HomeField } from '../taxonomy/home-fields.js'
import { KNOWN_TAGS } from '../taxonomy/other-causes.js'
import { gluedIn, handleKey } from './evidence.js'
import { causeIn } from './outside.js'
import { TRADES } from './role-words.js'

/** How trades shorten themselves in the names of their talks. */
const SHORT_TRADES = new Set('psych med edu law ot physio pharm dental vet cop paramedic academic bio chem phil'.split(' '))
const TALKS = /^(?:twitter|chat|hour|talk|x|bluesky)$/
/** With one of these a neighbouring trade is that of its people, who are often the field's own. */
const OF_PEOPLE = /^(?:work|works|workers?|workforce|directors?|practitioners?|professionals?|officers?|teams?|leaders?|students?|practice)$/

const LONG_TAG = 10

/**
 * What a tag that holds neither the name nor the letters of the field speaks of, if that is clearly something else: the tag of another shipped field, a
 * word that only sounds like this one (#NursingHomes), or common words with another trade or cause among them (#HousingFirst). Null leaves it open.
 */
export function tagOfOthers(tag: string, field: HomeField): string | null {
  const key = handleKey(tag)
  if ([...field.body_acronyms, ...field.shared_acronyms].some((letters) => key.startsWith(letters.toLowerCase()) || key.endsWith(letters.toLowerCase())))
    return null
  const owned = plain(handleParts(tag).join(' '))
  const split = segmentTag(tag).map(({ text, common }) => ({ text: plain(text), common }))
  const spaced = split.map(({ text }) => text).join(' ')
  const neighbour = [owned, spaced].some((text) => [...text.matchAll(field.neighbours)].length > 0)
  if (neighbour && split.some(({ text }) => OF_PEOPLE.test(text))) return null
  const others = HOME_FIELDS.filter(({ id }) => id !== field.id)
  if (others.some((other) => other.hashtags.includes(key) || gluedIn([tag], '', other) !== null)) return tag
  if (namesLookalike(owned, field) || namesLookalike(spaced, field)) return tag
  if (KNOWN_TAGS.has(key)) return tag
  // One long word of another language: #Obdachlosigkeit. With "arbeit" or "work" in it it may be the field's people.
  if (key.length >= LONG_TAG && !/arbeit|work/.test(plain(tag)) && causeIn(tag)?.length === tag.length) return tag
  const known = split.every(({ text, common }) => common || SHORT_TRADES.has(text) || /^\d+$/.test(text))
  if (!known) return null
  const talk = split.some(({ text }) => SHORT_TRADES.has(text) || TRADES.has(text)) && split.some(({ text }) => TALKS.test(text))
  return causeIn(spaced) ?? (talk ? tag : null)
}

/** "nursing homes", but not "social works": with an s behind it the field's own name is still the field's name. */
function namesLookalike(text: string, field: HomeField): boolean {
  const rest = withoutLookalikes(text, field)
  if (rest === text) return false
  const blanked = [...text].map((sign, at) => (rest[at] === sign ? '' : sign)).join('')
  const bare = blanked.replace(/s$/, '').trim()
  return bare !== '' && bare.replaceAll(' ', '') !== field.title.replaceAll(' ', '')
}

/** "#NASWsciencewriters": the words after the acronym spell its end out as something else. */
export function tagSpellsOtherwise(tag: string, letters: string): boolean {
  const rest = tag.replace(/^#/, '').slice(letters.length)
  if (letters.length < 4 || !handleKey(tag).startsWith(letters) || rest === '') return false
  const parts = segmentTag(rest)
  const initials = parts.map(({ text }) => text[0]?.toLowerCase() ?? '').join('')
  return parts.every(({ common }) => common) && initials.length >= 2 && letters.endsWith(initials)
}
