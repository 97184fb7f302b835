// ◆ pure
import type { Word } from '../field-words.js'
import {
  AFTER_MADE,
  AGENTS,
  AMONG,
  ARTICLES,
  BESIDE,
  CLIENTS,
  CUSTOM,
  DEMANDED,
  ENTERS,
  FOLLOWERS,
  FORMING,
  HAVING,
  HEADS,
  LINKS,
  MEETS,
  NOT,
  ON_DUTY,
  ONLY,
  OUTLETS,
  OWNERS,
  PAST,
  PERSONS,
  PLACES,
  REGULATES,
  SELVES,
  SINGLE,
  SOFT,
  STAFFED,
  STRONG,
  TELLS,
  TRADES,
  WARES,
} from './role-words.js'

/**
 * What a clause says about the field's word in it: is the body of the field, or does it serve the field (CATEGORIES §5)? The rules
 * look a few words to each side inside one clause, so they take linear time whatever the text.
 */
export type Role =
  /** A head noun of the field: "association of social workers", "social work podcast", "professor of nursing". */
  | 'headed'
  /** The body says that it is one: "we are social workers", "Social worker, reader, cook". */
  | 'self'
  /** The field is the object of help from outside: "funding social workers". */
  | 'served'
  /** Wares made for the field: "scrubs for nurses", "social work software". */
  | 'supplied'
  /** "former social worker": was one, and may be something else now. */
  | 'past'
  /** "trusted by 9,000 social workers": customers of the body's wares. */
  | 'custom'
  /** "families who have social workers involved": whom its clients meet. */
  | 'met'
  /** "our nurses", "social workers on staff": somebody else employs them. */
  | 'staff'
  /** "training social workers": a school of the field or a sponsor of it. */
  | 'formed'
  /** One profession in a list of several: "for nurses, teachers and social workers". */
  | 'listed'
  /** "member of", "accredited by", "partner of": beside the field. */
  | 'affiliated'
  /** "not social work". */
  | 'denied'
  | 'unclear'

export interface RoleFound {
  role: Role
  /** The words that decided, as written. */
  words: string
  /** For `listed`: the other trades in the list. */
  trades: number
}

const AND = (word: Word | undefined) => word?.kind === 'joint'
const isField = (word: Word | undefined) => word?.kind === 'people' || word?.kind === 'discipline'
const isIn = (among: ReadonlySet<string>, word: Word | undefined) => word?.kind === 'word' && among.has(word.text)

/** The role of the field's word at `at`. `siblings` are trades whose bodies are the field's own. */
export function roleAt(words: readonly Word[], at: number, siblings: readonly string[]): RoleFound {
  const from = Math.max(lastStop(words, at) + 1, at - 8)
  let to = at + 1
  while (to < words.length && to <= at + 5 && words[to]?.kind !== 'stop') to++
  const said = (first: number, last: number) =>
    words
      .slice(Math.max(0, first), last + 1)
      .map((word) => word.raw)
      .join(' ')
  const found = (role: Role, first: number, last: number, trades = 0): RoleFound => ({ role, words: said(first, last), trades })
  const before = (among: ReadonlySet<string>, reach = 5) => {
    for (let i = at - 1; i >= Math.max(from, at - reach); i--) if (isIn(among, words[i])) return i
    return -1
  }

  // “Social work? No.”
  const asks = words[to]?.raw.startsWith('?') && to === at + 1
  if (asks && isIn(NOT, words[to + 1])) return found('denied', at, to + 1)
  const not = before(NOT, 4)
  if (not >= 0 && !isIn(ONLY, words[not + 1])) return found('denied', not, at)
  const beside = before(BESIDE, 7)
  if (beside >= 0 && words.slice(beside + 1, at).some((word) => LINKS.has(word.text) || word.text === 'with')) return found('affiliated', beside, at)

  const agent = before(AGENTS, 4)
  if (agent >= 0) {
    const made = words.slice(Math.max(from, agent - 4), agent).some((word) => AFTER_MADE.has(word.text))
    const left = words.slice(agent, at).some((word) => PAST.has(word.text))
    if (made) return found(left ? 'past' : 'headed', Math.max(from, agent - 2), at)
    for (let i = agent - 1; i >= Math.max(from, agent - 2); i--) if (isIn(CUSTOM, words[i])) return found('custom', i, at)
  }
  // "association supporting social workers" has its head before the verb; "funding schools of social work" after it.
  const crowd = /s['’]?$/.test(words[at]?.text ?? '') || /^(?:students|educators|graduates|practitioners|professionals|teams?)$/.test(words[at + 1]?.text ?? '')
  const actedOn = Math.max(before(STRONG), before(SOFT), crowd ? actedOnInList(words, at, from) : -1)
  const listed = listedAt(words, at, siblings)
  if (actedOn >= 0) return found('served', Math.min(actedOn, at), at, listed?.trades)
  const having = words[at]?.kind === 'people' ? before(HAVING, 4) : -1
  const addressed = crowd && words[at]?.kind === 'people' && !/['’]/.test(words[at]?.raw ?? '') && !isField(words[at + 1]) ? before(TELLS, 5) : -1
  if (addressed >= 0) return found('met', addressed, at)
  const asked = words[at]?.kind === 'people' && words.slice(from, at).some((word) => WHEN.has(word.text))
  const enters = asked ? words.slice(at + 1, Math.min(to, at + 4)).findIndex((word) => isIn(ENTERS, word)) : -1
  if (enters >= 0) return found('met', at, at + 1 + enters)
  const keeps = before(REGULATES, 4)
  if (keeps >= 0) return found('unclear', keeps, at)
  const clients = words.slice(from, Math.max(from, having + 1)).some((word) => CLIENTS.has(word.text) || word.text === 'whose')
  if (clients && !words.slice(from, at).some((word) => DEMANDED.has(word.text))) return found('met', having, at)

  // "Social worker, teacher, mum": one person lists what she is; "nurses, social workers and teachers" is a list of people.
  const single = words[at]?.kind === 'people' && !/s['’]?$/.test(words[at]?.text ?? '')
  const opens = words.slice(from, at).every((word) => SELVES.has(word.text) || AND(word))
  const closes = to === at + 1 || AND(words[at + 1]) || isIn(LINKS, words[at + 1]) || words[at + 1]?.kind === 'mention' || words[at + 1]?.text === 'at'
  // "Social workers at your door?" is said to somebody else.
  if (
    words
      .slice(at, at + 9)
      .find(({ kind }) => kind === 'stop')
      ?.raw.startsWith('?')
  )
    return found('unclear', at, at)
  const past = words.slice(from, at).some((word) => PAST.has(word.text))
  if (single && isIn(TURNED, beforeSelf(words, at, from))) return found('self', from, at)
  if (single && opens && closes) return found(past ? 'past' : 'self', from, at)
  const head = headBefore(before)
  const beforeIt = words[at - 1]
  // German and its like put the head right before the name; "school social worker" does not.
  const joined = beforeIt !== undefined && at - 1 >= from && isIn(HEADS, beforeIt) && !PLACES.has(beforeIt.text)
  const itself = /^(?:school|department)/.test(words[at]?.text ?? '')
  const linked = joined || itself || (head >= 0 && words.slice(head + 1, at).some((word) => LINKS.has(word.text)))
  // "School of Nursing and Health Sciences" is named after the field first; "Sociology and Social Work" is not.
  if (listed && listed.trades === 1 && listed.at > at && linked) return found('headed', head >= 0 ? head : at, at)
  // A department of several disciplines is a home to each.
  if (listed && linked && words[at]?.kind === 'discipline') return found('unclear', head >= 0 ? head : at, at)
  // "Coffee, cake and social work chat" is that chat.
  if (listed && listed.trades === 0 && isIn(OUTLETS, words[at + 1])) return found('unclear', at, at + 1)
  // “Our wardens work with GPs and social workers”: whom a body works with it is not.
  const workedWith = listed && crowd && words[at]?.kind === 'people' && !words.slice(from, at).some(({ text }) => text === 'by') ? before(ALONG, 6) : -1
  if (listed && workedWith >= 0) return found('staff', workedWith, at, listed.trades)
  if (listed) return found('listed', Math.min(listed.at, at), Math.max(listed.at, at), listed.trades)

  const people = words[at]?.kind === 'people'
  const owner = before(OWNERS, 3)
  const linkedOwner = owner >= 0 && words.slice(owner + 1, at).every((word) => word.kind === 'word' && !LINKS.has(word.text) && !HEADS.has(word.text))
  for (let i = at + 1; i < Math.min(to, at + 3); i++)
    if (people && (isIn(STAFFED, words[i]) || (words[i]?.text === 'on' && isIn(ON_DUTY, words[i + 1])))) return found('staff', at, i)
  if (people && linkedOwner) return found('staff', owner, at)
  if (single && words[at + 1]?.text === 'for') return found('staff', Math.max(from, at - 1), at + 1)
  // "500 beds, 900 nurses", "we work with charities & nurses": others of a list whose words need be no trades.
  const number = /^\d[\d.,k]*\+?$/
  const numbered =
    !single && number.test(words[at - 1]?.text ?? '') && words.slice(from, at - 1).some(AND) && words.slice(from, at - 1).some(({ text }) => number.test(text))
  if (people && numbered) return found('staff', at - 1, at)
  const along = people && !single && AND(words[at - 1]) ? before(ALONG, 5) : -1
  if (along >= 0) return found('staff', along, at)
  // "Adoptee stories. This week: the social worker who lost my file."
  const told = single && from > 0 && beforeIt?.text === 'the' && words[at + 1]?.text === 'who'
  if (told) return found('unclear', at - 1, at + 1)
  // "Train as a children's social worker": said by whoever forms them, and a sponsor speaks of them as others.
  const becoming = single ? before(FORMING, 6) : -1
  if (becoming >= 0 && words[becoming + 1]?.text === 'as') return found('headed', becoming, at)
  // "… and now a library social worker": somebody is one, but not the one who says so.
  const article = single && !opens && agent < 0 ? before(ARTICLES, 3) : -1
  if (article >= 0) return found('staff', article, at)
  const counted = single ? before(SINGLE, 3) : -1
  if (counted > from && words.slice(from, counted).some((word) => AND(word) || AMONG.has(word.text))) return found('staff', counted, at)
  const met = single ? before(MEETS, 6) : -1
  if (met >= 0) return found('staff', met, at)

  if (linked) return found('headed', head >= 0 ? head : at, at)
  const ware = before(WARES, 5)
  if (ware >= 0 && words.slice(ware + 1, at).some((word) => word.text === 'for' || word.text === 'to')) return found('supplied', ware, at)
  const forming = before(FORMING)
  if (forming >= 0) return found('formed', forming, at)
  for (let i = at + 1; i < Math.min(to, at + 4); i++) {
    const word = words[i]
    if (!word || (LINKS.has(word.text) && !isField(word))) break
    if (isIn(WARES, word)) return found('supplied', at, i)
    if (isIn(HEADS, word) || isIn(OUTLETS, word) || isIn(FOLLOWERS, word) || isIn(PERSONS, word))
      return owner >= 0 ? found('affiliated', owner, i) : found('headed', at, i)
  }
  if (words.slice(from, at).every((word) => SELVES.has(word.text))) return found(past ? 'past' : 'self', from, at)
  return found('unclear', Math.max(from, at - 3), Math.min(to, at + 3) - 1)
}

/** "nurse turned senior social worker": the word before it that is more than an adjective. */
function beforeSelf(words: readonly Word[], at: number, from: number): Word | undefined {
  const before = words.slice(Math.max(from, at - 3), at).reverse()
  return before.find((word) => TURNED.has(word.text) || !SELVES.has(word.text))
}
const WHEN: ReadonlySet<string> = new Set(['when', 'if', 'where', 'whenever', 'once'])
const ALONG: ReadonlySet<string> = new Set(['with', 'alongside', 'beside', 'avec', 'con', 'mit', 'med', 'met'])
const TURNED: ReadonlySet<string> = new Set(['turned', 'now'])

/**
 * The verb that governs the list in which the word at `at` stands last: "visiting wards, schools and stressed nurses". Farther away than a single object's,
 * and only if no subject of its own stands between.
 */
function actedOnInList(words: readonly Word[], at: number, from: number): number {
  let joined = false
  for (let i = at - 1; i >= from; i--) {
    const word = words[i]
    if (AND(word)) joined = true
    else if (word && /^(?:we|i|as|are|is|am|by)$/.test(word.text)) return -1
    else if (word?.text === 'visiting' && !isIn(PERSONS, words[i + 1])) return joined ? i : -1
    else if (word?.text.endsWith('ing') && (isIn(STRONG, word) || isIn(SOFT, word))) return joined ? i : -1
  }
  return -1
}

function headBefore(before: (among: ReadonlySet<string>, reach: number) => number): number {
  const body = before(HEADS, 8)
  return body >= 0 ? body : Math.max(before(OUTLETS, 8), before(PERSONS, 4))
}

/** The neighbouring trades with which the word at `at` is listed; null if it stands alone. */
function listedAt(words: readonly Word[], at: number, siblings: readonly string[]): { at: number; trades: number } | null {
  const trades: number[] = []
  const look = (step: 1 | -1) => {
    // A word or two may stand between the trade and the joint: "social care staff, nurses".
    let joined = false
    for (let i = at + step, seen = 0; seen < 8; i += step, seen++) {
      const word = words[i]
      if (!word || word.kind === 'stop') return
      if (AND(word)) joined = true
      // A word may stand between joint and field: "paramedics, flight nurses".
      else if (!joined && (step > 0 || seen > 1)) return
      if (joined && isIn(TRADES, word) && !siblings.includes(word.text)) trades.push(i)
    }
  }
  look(-1)
  look(1)
  const spans = words[at - 1]?.text === 'to' && words[at - 2]?.kind === 'word' && words[at - 2]?.text.endsWith('s')
  const joints = words.slice(lastStop(words, at) + 1, at).filter(AND).length
  const among = AND(words[at - 1]) && (AND(words[at + 1]) || joints >= 2)
  // A list of anything: "bins, roads, schools, social work". People in the plural are staff; a subject may be one person's interest.
  const crowd = words[at]?.kind === 'people' && /s['’]?$/.test(words[at]?.text ?? '')
  if (trades.length === 0 && (spans || among)) return { at: at - 2, trades: crowd ? 1 : 0 }
  const [first] = trades
  return first === undefined ? null : { at: first, trades: trades.length }
}

function lastStop(words: readonly Word[], at: number): number {
  for (let i = at - 1; i >= 0; i--) if (words[i]?.kind === 'stop') return i
  return -1
}
