// ◆ pure
import { basesOf, homeNation, isDistinct, isEverywhere, plain, squashed, trimSmall } from './relate-bases.js'
import { type BodyRead, type NameRead, readBody } from './relate-read.js'
import { isPressOffice, isUniversity, readRest } from './relate-rules.js'
import { saidBy } from './relate-said.js'
import { classify, isGeneric, isNational, isPlace, nationOf, splitRest, type Word } from './relate-words.js'
import type { MatchRecord, Reason, RelationKind } from './types.js'
import { siteOf } from './web.js'
import { LEFT_OFF } from './words.js'

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
  const found = relateBoth(a, b)
  if (!found?.turned) return found && { kind: found.kind, reasons: found.reasons }
  return found.kind === 'chapter' ? { kind: 'parent', reasons: found.reasons } : null
}

/** The same, asked both ways and turned so that `from` is the chapter, press account, campaign or successor of `to`. */
export function relateEither(a: MatchRecord, b: MatchRecord): (Relation & { from: string; to: string }) | null {
  const found = relateBoth(a, b)
  if (!found) return null
  const { turned, ...relation } = found
  return turned ? { ...relation, from: b.id, to: a.id } : { ...relation, from: a.id, to: b.id }
}

/** Asked both ways at once; `turned` if it reads from `b` to `a`. */
export function relateBoth(a: MatchRecord, b: MatchRecord): (Relation & { turned: boolean }) | null {
  if (a.kind !== 'organisation' || b.kind !== 'organisation') return null
  if (a.x_user_ids.some((id) => b.x_user_ids.includes(id))) return null
  const one = readBody(a)
  const two = readBody(b)
  const wide = worldwide(one, two) ?? worldwide(two, one)
  if (wide && !samePage(a, b)) return { kind: wide.kind, reasons: wide.reasons, turned: wide.part !== one }
  const named = [byName(one, two), byName(two, one)] as const
  if (named.includes('no')) return null
  const there = relate(one, two, a, b, named[0])
  const back = relate(two, one, b, a, named[1])
  // Each seems a part of the other: the strings cannot say which.
  if (there && back) return null
  return there ? { ...there, turned: false } : back && { ...back, turned: true }
}

function relate(part: BodyRead, whole: BodyRead, a: MatchRecord, b: MatchRecord, named: Relation | 'no' | null): Relation | null {
  if (named === 'no') return null
  const successor = succeeds(part, whole)
  if (successor) return successor
  const found = bySaying(a, whole) ?? named ?? byHandle(part, whole) ?? bySite(a, b, () => isWhole(part, whole))
  if (!found) return null
  const reasons = [...found.reasons]
  if (a.x_user_ids.length > 0 && b.x_user_ids.length > 0) reasons.push({ rule: 'relation.ids', detail: 'they have different accounts on X' })
  if (found.reasons[0]?.rule !== 'relation.site' && siteBelow(a, b) !== null) reasons.push({ rule: 'relation.web', detail: 'they share a site' })
  return { kind: found.kind, reasons }
}

/** “Oxfam” beside “Oxfam International”: the national body is a part of the one that says it is everywhere, never the other way round. */
function worldwide(part: BodyRead, whole: BodyRead): (Relation & { part: BodyRead }) | null {
  for (const { words } of whole.names) {
    const local = trimSmall(words)
    const name = local.at(-1) && isEverywhere(local.at(-1)?.text ?? '') ? trimSmall(local.slice(0, -1)) : []
    if (name.length === 0 || !isDistinct(name)) continue
    const named = (body: BodyRead) => body.names.some((one) => same(trimSmall(one.words), name))
    // Who goes by both names is not two.
    if (!named(part) || named(whole) || part.names.some((one) => same(trimSmall(one.words), local))) continue
    const detail = `its name is “${joined(name)}”, and “${joined(words)}” is the body of that name everywhere`
    return { part, kind: 'chapter', reasons: [{ rule: 'relation.worldwide', detail }] }
  }
  return null
}

const same = (x: readonly Word[], y: readonly Word[]) => x.length === y.length && x.every((word, at) => word.text === y[at]?.text)
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

/** Its own profile says whose it is. */
function bySaying(part: MatchRecord, whole: BodyRead): Relation | null {
  const said = saidBy(part).find(({ handle }) => whole.handles.some(({ shown }) => shown.toLowerCase() === handle))
  return said ? { kind: said.kind, reasons: [{ rule: 'relation.said', detail: `its profile says that it is a ${said.word} of @${said.handle}` }] } : null
}

/** The first reading of the whole's name inside the part's; 'no' if what is left over makes another body of it. */
function byName(part: BodyRead, whole: BodyRead): Relation | 'no' | null {
  for (const base of basesOf(whole))
    for (const name of part.names) {
      const at = find(name.words, base.words)
      if (at === -1) continue
      const before = name.words.slice(0, at)
      const after = name.words.slice(at + base.words.length)
      if (plain(before).length + plain(after).length === 0) continue
      const within = after.length === 0 && base.words.some(({ text }) => isUniversity(text)) && endsAfterComma(name, base.words.length)
      if (within)
        return {
          kind: 'chapter',
          reasons: [{ rule: 'relation.name', detail: `its name is “${joined(before)}”, then a comma and “${joined(base.words)}”: a body there` }],
        }
      const read = readRest(before, after, base)
      if (read === 'no') return 'no'
      if (read) return { kind: read.kind, reasons: [{ rule: 'relation.name', detail: `its name is “${joined(base.words)}” and ${read.words}` }] }
    }
  return null
}

/** Whether exactly so many words at the end stand behind the last comma. */
function endsAfterComma({ raw }: NameRead, words: number): boolean {
  const comma = raw.lastIndexOf(',')
  return (
    comma > 0 &&
    readBody({ id: '', kind: 'organisation', names: [raw.slice(comma + 1)], handles: [], x_user_ids: [], urls: [] }).names[0]?.words.length === words
  )
}

function find(words: readonly Word[], base: readonly Word[]): number {
  for (let at = 0; at + base.length <= words.length; at++) if (base.every((word, i) => words[at + i]?.text === word.text)) return at
  return -1
}

const HANDLE_BASES = new WeakMap<BodyRead, ReadonlyMap<string, string>>()

/** What the handles of a body's parts may begin or end with, and how to show it. Kept, since each body is asked for many pairs. */
function handleBases(whole: BodyRead): ReadonlyMap<string, string> {
  const known = HANDLE_BASES.get(whole)
  if (known) return known
  const bases = new Map<string, string>()
  for (const handle of whole.handles) bases.set(handle.core.toLowerCase().replaceAll('_', ''), handle.core)
  for (const name of whole.names) {
    const words = plain(name.words)
    if (words.length > 0 && isDistinct(words)) bases.set(squashed(words), joined(words))
  }
  HANDLE_BASES.set(whole, bases)
  return bases
}

/** A handle is the whole's handle or name with a place or a purpose at one end. Asked only where names do not contradict. */
function byHandle(part: BodyRead, whole: BodyRead): Relation | null {
  // Names that have no word in common say that a short likeness of handles is chance.
  const strangers = () => part.names.length > 0 && whole.names.length > 0 && !shareWord(part, whole)
  for (const handle of part.handles)
    for (const [base, shown] of handleBases(whole)) {
      if (base.length < 3 || isPlace(base) || isGeneric(base)) continue
      const flat = handle.core.replaceAll('_', '')
      const lower = flat.toLowerCase()
      if (lower === base) continue
      const rest = lower.startsWith(base) ? flat.slice(base.length) : lower.endsWith(base) ? flat.slice(0, -base.length) : null
      // A short base has to end where a word ends: "who" is not in "whoever".
      const boundary = rest !== null && (base.length >= 4 || /^[\p{Lu}\d]/u.test(rest) || handle.core.includes('_'))
      if (rest === null || !boundary || (base.length < 6 && strangers())) continue
      const words = splitRest(rest)
      if (words === null || words.some((word) => isNational(word.text)) || isAbroad(words, homeNation(whole))) continue
      // @refuge_uk of “Refuge Charity” beside “Refuge”: the same name, and where that body is.
      if (sameButKind(part, whole) && classify(words).every(({ kind, text, of }) => kind === 'place' && (of === 'country' || nationOf(text) !== null))) continue
      const read = readRest([], words, { words: [{ text: base, raw: shown }], nation: null, acronym: false, of_university: false, distinct: true, own: true })
      if (read !== null && read !== 'no')
        return { kind: read.kind, reasons: [{ rule: 'relation.handle', detail: `@${handle.shown} is “${shown}” and ${read.words}` }] }
    }
  return null
}

/** Whether a name of the one is a name of the other but for what kind of body it says it is. */
function sameButKind(one: BodyRead, other: BodyRead): boolean {
  const bare = ({ words }: NameRead) => plain(words).filter(({ text }) => !LEFT_OFF.has(text))
  return one.names.some((x) => bare(x).length > 0 && other.names.some((y) => same(bare(x), bare(y))))
}

/** @RedCrossLeeds is no branch of the American Red Cross, whose handle is @RedCross. */
const isAbroad = (words: readonly Word[], home: 'us' | 'uk' | null) =>
  home !== null && classify(words).some((item) => item.kind === 'place' && item.of !== home && item.of !== undefined)

function shareWord(a: BodyRead, b: BodyRead): boolean {
  const known = new Set(b.names.flatMap((name) => plain(name.words).map((word) => word.text)).filter((word) => !isGeneric(word)))
  return a.names.some((name) => name.words.some((word) => known.has(word.text)))
}

const samePage = (a: MatchRecord, b: MatchRecord): boolean =>
  a.urls.slice(0, 4).some((one) => {
    const x = siteOf(one)
    return x !== null && b.urls.slice(0, 4).some((other) => siteOf(other)?.host === x.host && siteOf(other)?.path === x.path)
  })

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

/** Whether a body can be the whole of another: a press office never is, nor what is called after that other. */
function isWhole(part: BodyRead, whole: BodyRead): boolean {
  if (whole.names.some(({ words }) => isPressOffice(words))) return false
  return !basesOf(part).some((base) => base.own && whole.names.some(({ words }) => words.length > base.words.length && find(words, base.words) !== -1))
}

/** A site below the other's, and two accounts: a part of it (a site alone never merges, IDENTITY.md §1.2). */
function bySite(a: MatchRecord, b: MatchRecord, isWholeOfIt: () => boolean): Relation | null {
  if (a.x_user_ids.length === 0 || b.x_user_ids.length === 0) return null
  const site = siteBelow(a, b)
  if ((site !== 'sub' && site !== 'path') || !isWholeOfIt()) return null
  return { kind: 'chapter', reasons: [{ rule: 'relation.site', detail: 'its site lies below the other’s' }] }
}
