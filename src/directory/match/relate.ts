// ◆ pure
import { type BodyRead, initialsOf, type NameRead, readBody } from './relate-read.js'
import { type Classed, classify, isGeneric, isNational, isPlace, isSmall, splitRest, type Word } from './relate-words.js'
import type { MatchRecord, Reason, RelationKind } from './types.js'
import { siteOf } from './web.js'

export interface Relation {
  kind: RelationKind
  reasons: Reason[]
}

/**
 * How two organisations belong together without being one (IDENTITY.md §1.3, §4.2 step 7), read from `a` to `b`: `a` is the chapter, press account,
 * campaign or successor of `b`; `parent` is chapter read the other way round, the other kinds have no name for that way and are null there
 * (`relateEither` asks both ways). Null too for one and the same body, for strangers, for sisters under one roof and for a foundation, trust or hospital
 * beside its namesake. A proposal for a person, never a merge. Accounts for jobs or support are filed as `press`: accounts that speak for the body.
 */
export function proposeRelation(a: MatchRecord, b: MatchRecord): Relation | null {
  if (a.kind !== 'organisation' || b.kind !== 'organisation') return null
  if (a.x_user_ids.some((id) => b.x_user_ids.includes(id))) return null
  const one = readBody(a)
  const two = readBody(b)
  const there = relate(one, two, a, b)
  const back = relate(two, one, b, a)
  // Each seems a part of the other: the strings cannot say which.
  if (there && back) return null
  if (there) return there
  return back?.kind === 'chapter' ? { kind: 'parent', reasons: back.reasons } : null
}

/** The same, asked both ways and turned so that `from` is the chapter, press account, campaign or successor of `to`. */
export function relateEither(a: MatchRecord, b: MatchRecord): (Relation & { from: string; to: string }) | null {
  const there = proposeRelation(a, b)
  if (there && there.kind !== 'parent') return { ...there, from: a.id, to: b.id }
  const back = proposeRelation(b, a)
  return back && back.kind !== 'parent' ? { ...back, from: b.id, to: a.id } : null
}

function relate(part: BodyRead, whole: BodyRead, a: MatchRecord, b: MatchRecord): Relation | null {
  const successor = succeeds(part, whole)
  if (successor) return successor
  const found = byName(part, whole) ?? byHandle(part, whole) ?? bySite(a, b)
  if (!found) return null
  const reasons = [...found.reasons]
  if (a.x_user_ids.length > 0 && b.x_user_ids.length > 0) reasons.push({ rule: 'relation.ids', detail: 'they have different accounts on X' })
  if (found.reasons[0]?.rule !== 'relation.site' && siteBelow(a, b) !== null) reasons.push({ rule: 'relation.web', detail: 'they share a site' })
  return { kind: found.kind, reasons }
}

const same = (x: readonly Word[], y: readonly Word[]) => x.length === y.length && x.every((word, at) => word.text === y[at]?.text)
const plain = (words: readonly Word[]) => words.filter((word) => !isSmall(word.text))
const joined = (words: readonly Word[]) => words.map((word) => word.text).join(' ')

function succeeds(later: BodyRead, earlier: BodyRead): Relation | null {
  const names = (one: readonly NameRead[], other: readonly NameRead[]) =>
    one.find((x) => plain(x.words).length > 0 && other.some((y) => same(plain(x.words), plain(y.words))))
  const said = names(later.former, earlier.names) ?? names(earlier.later, later.names)
  return said
    ? {
        kind: 'successor',
        reasons: [{ rule: 'relation.former-name', detail: `it says that it was once “${joined(said.words)}”, or the other that it is now` }],
      }
    : null
}

interface Base {
  words: readonly Word[]
  /** What was taken off the whole's name to get here. */
  without: 'nothing' | 'national'
  acronym: boolean
}

const EVERYWHERE = new Set('international worldwide global intl'.split(' '))

/** The forms under which a body's name can stand inside that of a part of it. */
function basesOf(whole: BodyRead): Base[] {
  const bases: Base[] = []
  for (const { words } of whole.names) {
    const core = trimSmall(words)
    if (core.length === 0) continue
    const one = core.length === 1
    bases.push({ words: core, without: 'nothing', acronym: one && /^\p{Lu}{2,}$/u.test(core[0]?.raw ?? '') })
    const local = trimSmall(core.filter((word) => !EVERYWHERE.has(word.text)))
    if (local.length > 0 && local.length < core.length) bases.push({ words: local, without: 'nothing', acronym: false })
    const inland = trimSmall(core.filter((word, at) => !(isNational(word.text) && at === 0)))
    if (inland.length >= 2 && inland.length < core.length) bases.push({ words: inland, without: 'national', acronym: false })
    // "Columbia School of Social Work" is a part of Columbia University.
    const last = core[core.length - 1]
    if (core.length >= 2 && (last?.text === 'university' || last?.text === 'college'))
      bases.push({ words: core.slice(0, -1), without: 'nothing', acronym: false })
    // An acronym counts where the body uses it itself: other bodies have the same initials.
    for (const small of [false, true]) {
      const initials = initialsOf(core, small)
      const user = whole.handles.find((handle) => handle.core.toLowerCase().replace(/_?(?:uk|us|usa|int|org)$/, '') === initials)
      if (initials.length >= 3 && core.length >= 3 && user)
        bases.push({ words: [{ text: initials, raw: initials.toUpperCase() }], without: 'nothing', acronym: true })
    }
  }
  return bases
}

function trimSmall(words: readonly Word[]): readonly Word[] {
  let from = 0
  let to = words.length
  const article = (word: Word | undefined) => word !== undefined && isSmall(word.text) && !EVERYWHERE.has(word.text)
  while (from < to && article(words[from])) from++
  while (to > from && article(words[to - 1])) to--
  return words.slice(from, to)
}

/** A name of its own: not made of words alone that thousands share, nor a place. */
function isOwn(words: readonly Word[]): boolean {
  if (isPlace(words.map((word) => word.text).join(''))) return false
  if (words.every((word) => isPlace(word.text) || isNational(word.text) || isSmall(word.text))) return false
  const generic = words.every((word) => isGeneric(word.text))
  return !generic && words.some((word) => word.text.length >= 2)
}

function byName(part: BodyRead, whole: BodyRead): Relation | null {
  for (const base of basesOf(whole)) {
    for (const name of part.names) {
      const at = find(name.words, base.words)
      if (at === -1) continue
      const before = name.words.slice(0, at)
      const after = name.words.slice(at + base.words.length)
      if (plain(before).length + plain(after).length === 0) continue
      const read = readRest(before, after, base)
      if (read === 'no') return null
      if (read) {
        const reasons: Reason[] = [{ rule: 'relation.name', detail: `its name is “${joined(base.words)}” and ${read.words}` }]
        return { kind: read.kind, reasons }
      }
    }
  }
  return null
}

function find(words: readonly Word[], base: readonly Word[]): number {
  for (let at = 0; at + base.length <= words.length; at++) if (base.every((word, i) => words[at + i]?.text === word.text)) return at
  return -1
}

const quote = (items: readonly Classed[], kind: Classed['kind'][]) =>
  items
    .filter((item) => kind.includes(item.kind))
    .map((item) => `“${item.text}”`)
    .join(', ')

/** What the words beside the base make of it; 'no' if they make another body of it. */
function readRest(before: readonly Word[], after: readonly Word[], base: Base): { kind: RelationKind; words: string } | 'no' | null {
  const head = classify(before)
  const tail = classify(after)
  const rest = [...head, ...tail].filter((item) => item.kind !== 'small')
  const has = (...kinds: Classed['kind'][]) => rest.some((item) => kinds.includes(item.kind))
  const unknown = rest.filter((item) => item.kind === 'unknown').length
  const own = isOwn(base.words)
  const last = rest[rest.length - 1]

  // Schools and departments are parts of a university, whatever they teach.
  const university = base.words.some((word) => /^(?:university|college|universitat|institute)$/.test(word.text))
  const school = rest.find((item) => item.kind === 'school')
  if (
    school &&
    (university || own) &&
    (after[0]?.text === school.text || (before.length > 0 && before[0]?.text === school.text)) &&
    after.length + before.length >= 2
  )
    return { kind: 'chapter', words: `“${school.text}”: a part of it` }
  const fund = rest.findIndex((item, at) => item.text === 'fund' && rest[at - 1]?.text === 'action')
  if (rest.some((item, at) => item.kind === 'kind' && at !== fund)) return own ? 'no' : null
  if (school) return own ? 'no' : null
  // Two common words are enough of a name for its press office, not to tell a branch from a namesake.
  if (unknown === 0 && has('press') && (own || plain(base.words).length >= 2))
    return { kind: 'press', words: `${quote(rest, ['press'])}: an account for the press` }
  if (!own && !ownWithPlace(base.words)) return null
  if (has('unit') && tailOrPlace(rest, unknown)) return { kind: 'chapter', words: `${quote(rest, ['unit', 'place', 'area'])}: a branch` }
  if (unknown <= 2 && (has('year') || last?.kind === 'event' || last?.kind === 'campaign') && has('campaign', 'event', 'year'))
    return { kind: 'campaign', words: `${quote(rest, ['campaign', 'event', 'year'])}: a campaign or event` }
  if (unknown > 0) return null
  if (has('campaign', 'event')) return { kind: 'campaign', words: `${quote(rest, ['campaign', 'event', 'number'])}: a campaign or event` }
  if (has('service')) return { kind: 'press', words: `${quote(rest, ['service'])}: an account for one of its services` }
  if (has('member')) return { kind: 'chapter', words: `${quote(rest, ['member'])}: a section` }
  if (has('place') || has('area')) return placed(before, head, tail, base)
  return null
}

/** "Police Scotland": common words and a place together are one body's name. */
const ownWithPlace = (words: readonly Word[]) =>
  words.length >= 2 && words.some((word) => isPlace(word.text)) && words.some((word) => isGeneric(word.text) && !isSmall(word.text))

/** "Gateway Chapter": one or two names of no map, right beside the word for the unit. */
const tailOrPlace = (rest: readonly Classed[], unknown: number) => unknown <= 2 && rest.length <= 6

function placed(before: readonly Word[], head: readonly Classed[], tail: readonly Classed[], base: Base): { kind: RelationKind; words: string } | null {
  const places = [...head, ...tail].filter((item) => item.kind === 'place')
  // "Scottish Association" beside "British Association": sisters as likely as not.
  if (base.without === 'national' && (before.some((word) => isNational(word.text)) || places.some((item) => item.of === 'country'))) return null
  // "… of America" at the end belongs to the name itself, more often than not.
  const country = places.length === 1 && places[0]?.of === 'country'
  if (country && tail[0]?.kind === 'small' && tail[0].text === 'of') return null
  return { kind: 'chapter', words: `${quote([...head, ...tail], ['place', 'area', 'number'])}: a place` }
}

/** A handle is the whole's handle or name with a place or a purpose at one end. Asked only where names do not contradict. */
function byHandle(part: BodyRead, whole: BodyRead): Relation | null {
  const bases = new Map<string, string>()
  for (const handle of whole.handles) bases.set(handle.core.toLowerCase().replaceAll('_', ''), handle.core)
  for (const { words } of whole.names) {
    const text = plain(words)
      .map((word) => word.text)
      .join('')
    if (text !== '' && isOwn(plain(words))) bases.set(text, joined(words))
  }
  const strangers = part.names.length > 0 && whole.names.length > 0 && !shareWord(part, whole)
  for (const handle of part.handles)
    for (const [base, shown] of bases) {
      if (base.length < 3 || isPlace(base) || isGeneric(base) || (strangers && base.length < 6)) continue
      const flat = handle.core.replaceAll('_', '')
      const lower = flat.toLowerCase()
      if (lower === base) continue
      const rest = lower.startsWith(base) ? flat.slice(base.length) : lower.endsWith(base) ? flat.slice(0, -base.length) : null
      // A short base has to end where a word ends: "who" is not in "whoever".
      const boundary = rest !== null && (base.length >= 4 || /^[\p{Lu}\d]/u.test(rest) || handle.core.includes('_'))
      if (rest === null || !boundary) continue
      const words = splitRest(rest)
      if (words === null) continue
      const read = readRest([], words, { words: [{ text: base, raw: shown }], without: 'nothing', acronym: false })
      if (read !== null && read !== 'no')
        return { kind: read.kind, reasons: [{ rule: 'relation.handle', detail: `@${handle.shown} is “${shown}” and ${read.words}` }] }
    }
  return null
}

function shareWord(a: BodyRead, b: BodyRead): boolean {
  const known = new Set(b.names.flatMap((name) => plain(name.words).map((word) => word.text)).filter((word) => !isGeneric(word)))
  return a.names.some((name) => name.words.some((word) => known.has(word.text)))
}

/** The host of `a` below that of `b`, or the same host: null if they have nothing in common. */
function siteBelow(a: MatchRecord, b: MatchRecord): 'sub' | 'path' | 'same' | null {
  for (const one of a.urls.slice(0, 4))
    for (const two of b.urls.slice(0, 4)) {
      const x = siteOf(one)
      const y = siteOf(two)
      if (!x || !y) continue
      if (x.host === y.host) return x.path !== '' && y.path === '' ? 'path' : 'same'
      if (x.host.endsWith(`.${y.host}`) && y.path === '') return 'sub'
    }
  return null
}

/** A site below the other's, and two accounts: a part of it (a site alone never merges, IDENTITY.md §1.2). */
function bySite(a: MatchRecord, b: MatchRecord): Relation | null {
  if (a.x_user_ids.length === 0 || b.x_user_ids.length === 0) return null
  const site = siteBelow(a, b)
  if (site !== 'sub' && site !== 'path') return null
  return { kind: 'chapter', reasons: [{ rule: 'relation.site', detail: 'its site lies below the other’s' }] }
}
