// ◆ pure
import { type Base, plain } from './relate-bases.js'
import { type Classed, classify, isGeneric, isNational, isPlace, isSmall, nationOf, type Word } from './relate-words.js'
import type { RelationKind } from './types.js'

export interface RestReading {
  kind: RelationKind
  /** What is beside the whole's name, in words. */
  words: string
}

const quote = (items: readonly Classed[], kind: Classed['kind'][]) =>
  items
    .filter((item) => kind.includes(item.kind))
    .map((item) => `“${item.text}”`)
    .join(', ')

/** "Police Scotland": common words and a place together are one body's name. */
const ownWithPlace = (words: readonly Word[]) =>
  words.length >= 2 && words.some((word) => isPlace(word.text)) && words.some((word) => isGeneric(word.text) && !isSmall(word.text))

const UNIVERSITY = /^(?:university|college|universitat|institute)$/
export const isUniversity = (word: string): boolean => UNIVERSITY.test(word)

/** Parts of a university: "School of …" on either side of its name. */
function isSchoolOf(before: readonly Word[], after: readonly Word[], school: string, base: Base): boolean {
  const place = after.findIndex((word) => word.text === school)
  // A donor's name may stand between: "USC Suzanne Dworak-Peck School of …".
  const follows = place !== -1 && place <= 3 && after.length >= place + 2 && (place === 0 || after[place + 1]?.text === 'of')
  if (base.of_university || base.acronym) return follows
  return base.words.some((word) => UNIVERSITY.test(word.text)) && (follows || (before[0]?.text === school && before.length >= 2))
}

/** What the words beside the base make of it; 'no' if they make another body of it; null if they say nothing clear. */
export function readRest(before: readonly Word[], after: readonly Word[], base: Base): RestReading | 'no' | null {
  const head = classify(before)
  const tail = classify(after)
  const all = [...head, ...tail].filter((item) => item.kind !== 'small')
  // "Press Office": the room says nothing more.
  const rest = all.filter((item, at) => !(PRESS_ROOM.has(item.text) && all[at - 1]?.kind === 'press'))
  const has = (...kinds: Classed['kind'][]) => rest.some((item) => kinds.includes(item.kind))
  const unknown = rest.filter((item) => item.kind === 'unknown').length
  const last = rest[rest.length - 1]

  // "Press Centre" is no school.
  const school = has('press') ? undefined : rest.find((item) => item.kind === 'school')
  if (school && isSchoolOf(before, after, school.text, base)) return { kind: 'chapter', words: `“${school.text}”: a part of it` }
  const fund = rest.findIndex((item, at) => item.text === 'fund' && rest[at - 1]?.text === 'action')
  if (school || rest.some((item, at) => item.kind === 'kind' && at !== fund)) return base.own ? 'no' : null
  // Without its nation the name is any nation's: only places inside that nation are its branches.
  if (base.nation !== null) return unknown === 0 && onlyPlaces(rest) ? placed(head, tail, base) : null

  if (has('campaign') && isAgainst(before)) return null
  const occasion = unknown <= 2 && has('campaign', 'event', 'year') && (has('year') || last?.kind === 'event' || last?.kind === 'campaign')
  // A university's place and a year beside other words are anybody's there: "Harbour Volunteers Summer 2021".
  const anybodys = base.of_university && unknown > 0 && last?.kind !== 'event' && last?.kind !== 'campaign'
  if (occasion && base.distinct && !anybodys) return { kind: 'campaign', words: `${quote(rest, ['campaign', 'event', 'year'])}: a campaign or event` }
  // Two common words are enough of a name for its press office, not to tell a branch from a namesake.
  if (unknown === 0 && has('press') && (base.own || plain(base.words).length >= 2))
    return { kind: 'press', words: `${quote(rest, ['press'])}: an account for the press` }
  if (!base.own && !ownWithPlace(base.words)) return null
  // "Gateway Chapter": one or two names of no map beside the word for the unit.
  if (has('unit') && unknown <= 2 && rest.length <= 6) return { kind: 'chapter', words: `${quote(rest, ['unit', 'place', 'area', 'unknown'])}: a branch` }
  if (unknown > 0) return null
  if (has('campaign', 'event'))
    return base.distinct ? { kind: 'campaign', words: `${quote(rest, ['campaign', 'event', 'number'])}: a campaign or event` } : null
  if (has('service')) return { kind: 'press', words: `${quote(rest, ['service'])}: an account for one of its services` }
  if (has('member')) return { kind: 'chapter', words: `${quote(rest, ['member'])}: a section` }
  return has('place') || has('area') ? placed(head, tail, base) : null
}

const PRESS_ROOM = new Set('office desk room team bureau'.split(' '))
const AGAINST = new Set('stop against anti ban boycott defund abolish end oust resist fight close shut expose'.split(' '))

/** "Stop …", "Campaign against the …": whatever is directly before the whole's name. */
const isAgainst = (before: readonly Word[]) => AGAINST.has(before.findLast((word) => !isSmall(word.text))?.text ?? '')

/** Whether a name says that it is the press office of some body. A press alone may be a publisher, which has parts. */
export function isPressOffice(words: readonly Word[]): boolean {
  const found = classify(words)
  return found.some(
    ({ text, kind }, at) =>
      kind === 'press' && (/^(?:newsroom|newsdesk|press..+|pr|comms|communications|spokesperson|mediateam)$/.test(text) || isRoom(found[at + 1]?.text)),
  )
}
const isRoom = (text: string | undefined) => text !== undefined && (PRESS_ROOM.has(text) || /^cent(?:re|er)$/.test(text))

const onlyPlaces = (rest: readonly Classed[]) =>
  rest.some((item) => item.kind === 'place') && rest.every((item) => item.kind === 'place' || item.kind === 'area' || item.kind === 'unit')

function placed(head: readonly Classed[], tail: readonly Classed[], base: Base): RestReading | null {
  const places = [...head, ...tail].filter((item) => item.kind === 'place')
  // "Scottish Association" beside "British Association": sisters as likely as not.
  if (base.nation !== null && places.some((item) => isNational(item.text) || item.of !== base.nation)) return null
  // "… of America" at the end belongs to the name itself, more often than not.
  const country = places.length === 1 && (places[0]?.of === 'country' || nationOf(places[0]?.text ?? '') !== null)
  if (country && tail[0]?.kind === 'small' && tail[0].text === 'of') return null
  return { kind: 'chapter', words: `${quote([...head, ...tail], ['place', 'area', 'number'])}: a place` }
}
