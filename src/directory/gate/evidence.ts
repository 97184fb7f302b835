// ◆ pure
import { handleParts, plain, readable, readWords, type Word, withoutLookalikes } from '../field-words.js'
import type { HomeField } from '../taxonomy/home-fields.js'
import type { Subject } from '../types.js'
import { nameKey } from './outside.js'
import { COMMERCE } from './role-words.js'
import { type RoleFound, roleAt } from './roles.js'

/** X allows 15 characters; a hashtag may have 100. */
const SPELLING_CAP = 100
/** Websites' texts are pasted whole; past this nothing is read, and nothing is concluded from silence. */
export const READ_CAP = 20_000

export const handleKey = (handle: string): string => handle.replace(/^[@#]/, '').toLowerCase()

/** All that the rules look at, read once. */
export interface Evidence {
  subject: Subject
  field: HomeField
  /** Folded handles; for a hashtag its own key. */
  keys: string[]
  /** The name as registers hold it. */
  folded: string
  /** One word that only repeats the handle is no name of its own: then this is empty. */
  name: string
  /** Null if unknown or blank. */
  bio: string | null
  nameWords: Word[]
  bioWords: Word[]
  nameRoles: RoleFound[]
  bioRoles: RoleFound[]
  /** Name and bio, folded, without what only looks like the field. */
  context: string
  /** The same as written, every character in its place. */
  raw: string
  /** Handles, and a name without blanks, as spelt: capitals tell words apart. */
  spelt: string[]
  /** Something was too long to be read to its end. */
  cut: boolean
}

export function evidenceOf(given: Subject, field: HomeField): Evidence {
  const name = readable(given.name, READ_CAP)
  const subject = { ...given, name, handles: given.handles.map((handle) => handle.slice(0, SPELLING_CAP)) }
  const keys = [...subject.handles, ...(subject.kind === 'hashtag' ? [name.slice(0, SPELLING_CAP)] : [])].map(handleKey)
  const folded = nameKey(name)
  const nameIsHandle = keys.includes(folded.replaceAll(' ', ''))
  const own = nameIsHandle && !/\s/.test(name.trim()) ? '' : name
  const bio = given.bio === null ? null : readable(given.bio, READ_CAP)
  const known = bio === null || bio.trim() === '' ? null : bio
  const raw = `${own} ${known ?? ''}`
  const nameWords = readWords(own, field)
  const bioWords = known === null ? [] : readWords(known, field)
  return {
    subject,
    field,
    keys,
    folded,
    name: own,
    bio: known,
    nameWords,
    bioWords,
    nameRoles: rolesIn(nameWords, field),
    bioRoles: rolesIn(
      bioWords.map((word) => asPeople(word, field)),
      field,
    ),
    context: withoutLookalikes(plain(raw), field),
    raw,
    spelt: [...subject.handles, ...(/\s/.test(name.trim()) ? [] : [name.slice(0, SPELLING_CAP)])],
    cut: given.name.length > READ_CAP || (given.bio?.length ?? 0) > READ_CAP,
  }
}

/** "2 LCSWs" are people, whatever else the letters say. */
const asPeople = (word: Word, field: HomeField): Word => (word.kind === 'word' && isCrowd(word.raw, field.credentials) ? { ...word, kind: 'people' } : word)
export const isCrowd = (raw: string, credentials: readonly string[]): boolean => /^[A-Z]{2,}s$/.test(raw) && credentials.includes(raw.slice(0, -1))

/** The first words of name and bio that the pattern (not global) finds, as written. */
export function foundIn({ context, raw }: Evidence, pattern: RegExp): string | null {
  const found = pattern.exec(context)
  return found && raw.slice(found.index, found.index + found[0].length)
}

export const isField = (word: Word): boolean => word.kind === 'discipline' || word.kind === 'people'

export const rolesIn = (words: readonly Word[], field: HomeField): RoleFound[] =>
  words.flatMap((word, at) => (isField(word) ? [roleAt(words, at, field.siblings)] : []))

/** Words in capitals, their plural's s taken off, with where they stand. Hashtags and handles are no words. */
export const capitalsIn = (text: string): { word: string; before: string; after: string }[] =>
  [...text.matchAll(/(?<![#@\p{L}\p{N}_])(?<word>[A-Z][A-Z]+)s?(?![\p{L}\p{N}])/gu)].map((found) => ({
    word: found.groups?.word ?? '',
    before: text.slice(0, found.index),
    after: text.slice(found.index + found[0].length),
  }))

/** The first of `wanted` (upper case) that stands in the text as a word in capitals. */
export const capitalsAmong = (text: string, wanted: readonly string[]) => capitalsIn(text).find(({ word }) => wanted.includes(word)) ?? null

/** The field's name inside a handle or tag; null if another word explains it. */
export function gluedIn(handles: readonly string[], name: string, field: HomeField): string | null {
  for (const handle of handles) {
    const bare = plain(readable(handle.replace(/^[@#]/, '')))
    const key = bare.replaceAll(/[^\p{L}\p{N}]/gu, '')
    const parts = plain(handleParts(handle).join(' '))
    const spaced = withoutLookalikes(parts, field)
    const inParts = (spaced.match(field.people) ?? spaced.match(field.discipline))?.[0]
    // The name spells the handle out, and it is a look-alike: "Antisocial Work Club".
    const low = plain(name)
    const explained = withoutLookalikes(low, field) !== low && low.replaceAll(/[^a-z0-9]/g, '').includes(key.slice(0, 10))
    if (explained) continue
    if (inParts && !alikeIn(handle, key, field)) return inParts.replaceAll(' ', '')
    // Written with capitals the parts have had their say: SocialWorksAgency is "social works agency".
    if (/[a-z][A-Z]/.test(handle) && spaced !== parts) continue
    const found = field.glued.exec(key)?.[0]
    if (found && !field.glued_lookalikes.test(key)) return found
  }
  return null
}

/** Whether what only looks like the field stands in the key; where capitals part the words it has to end with one: #SocialWorkSoWhite is no "works". */
function alikeIn(handle: string, key: string, field: HomeField): boolean {
  const found = field.glued_lookalikes.exec(key)
  if (!found) return false
  if (!/[a-z][A-Z]/.test(handle)) return true
  let end = 0
  for (const part of handleParts(handle)) {
    end += part.length
    if (end === found.index + found[0].length) return true
  }
  return false
}

/** The name is a firm's, and the field is nowhere named: "MSW Logistics". */
export const isFirm = (e: Evidence): boolean => e.nameRoles.length === 0 && e.bioRoles.length === 0 && COMMERCE.test(plain(e.name))

/** Letters that hint at the field: a part of the handle as written, or from three letters on also its beginning or end; a word of the name in capitals. */
export function lettersIn(e: Evidence, handles = e.spelt): { letters: string; backed: string | null } | null {
  const { field, context } = e
  if (field.other_meanings.test(context) || isFirm(e)) return null
  const inName = capitalsIn(e.name).map(({ word }) => word.toLowerCase())
  let weak: string | null = null
  for (const { letters, needs } of field.handle_hints) {
    const holds = handles.some((handle) => {
      const key = handleKey(handle).replaceAll('_', '')
      const asPart = handleParts(handle).some((part) => part === letters.toUpperCase()) || handleKey(handle).split('_').includes(letters)
      return asPart || (letters.length >= 3 && (key.startsWith(letters) || key.endsWith(letters)))
    })
    if (!(holds || inName.includes(letters)) || spellsOther(e.nameWords, letters, field) || spellsOther(e.bioWords, letters, field)) continue
    const backed = needs && foundIn(e, needs)
    if (backed) return { letters, backed }
    weak ??= letters
  }
  return weak === null ? null : { letters: weak, backed: null }
}

const SMALL = new Set(['of', 'the', 'for', 'in', 'to', 'a', 'an', 'on', 'at', 'de', 'la'])

/**
 * Whether other words than the field's begin with these letters in this order: SSWorks is Social Security Works. Shortened or misspelt words of the
 * field's own ("Assn of Soc Wkrs") are no others.
 */
export function spellsOther(words: readonly Word[], acronym: string, field: HomeField): boolean {
  const letters = acronym.toLowerCase()
  const own = field.title.split(' ').map((word) => word.slice(0, word === field.title ? 4 : 3))
  let run: Word[] = []
  const spells = () => {
    const initials = run.map(({ text }) => text[0] ?? '').join('')
    for (let at = initials.indexOf(letters); at >= 0; at = initials.indexOf(letters, at + 1)) {
      const spelling = run.slice(at, at + letters.length)
      const ours = spelling.some((_, from) => own.every((start, part) => spelling[from + part]?.text.startsWith(part === 0 ? start : (start[0] ?? ''))))
      if (!ours) return true
    }
    return false
  }
  for (const word of [...words, { kind: 'stop', text: '', raw: '' } as const]) {
    if (word.kind === 'joint' || SMALL.has(word.text)) continue
    if (word.kind === 'word' && /^\p{Lu}/u.test(word.raw)) run.push(word)
    else {
      if (spells()) return true
      run = []
    }
  }
  return false
}

/**
 * Whether name or description spells the acronym out as something else: "NASW" beside "National Association of Science Writers". Three letters at least; the
 * acronym itself and lists of words prove nothing.
 */
export function spelledOtherwise({ nameWords, bioWords, field }: Evidence, acronym: string): boolean {
  const apart = (words: readonly Word[]) =>
    words.map((word) => ((word.kind === 'joint' && word.raw === ',') || /^[A-Z]{2,}$/.test(word.raw) ? { ...word, kind: 'stop' as const } : word))
  return acronym.length >= 3 && [nameWords, bioWords].some((words) => spellsOther(apart(words), acronym, field))
}
