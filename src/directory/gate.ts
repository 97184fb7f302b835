// ◆ pure
import { AppError } from '../kernel/errors.js'
import { handleParts, readable, readWords, type Word, withoutLookalikes } from './field-words.js'
import { OTHER_BODY, type RoleFound, roleAt } from './gate-roles.js'
import { foldName } from './names.js'
import { HOME_FIELDS, type HomeField } from './taxonomy/home-fields.js'
import type { GateVerdict, Reason, Subject } from './types.js'

/**
 * The field with this id (the value of HOME_FIELD).
 * @throws AppError bad_config naming the ids that exist.
 */
export function findHomeField(id: string): HomeField {
  const found = HOME_FIELDS.find((field) => field.id === id)
  if (found) return found
  const detail = `HOME_FIELD is "${id.slice(0, 60)}", which is not known here. Known: ${HOME_FIELDS.map((field) => field.id).join(', ')}.`
  throw new AppError('bad_config', detail, { errors: [{ parameter: 'HOME_FIELD', code: 'unknown', detail }] })
}

const quoted = (words: string) => `“${words.trim()}”`
/** X allows 15 characters; a hashtag may have 100. */
const SPELLING_CAP = 100
const handleKey = (handle: string) => handle.replace(/^[@#]/, '').toLowerCase()

/**
 * Whether a target belongs to the community's own profession (CATEGORIES §5). The organiser's word stands above this and is not asked
 * here. Evidence in order: the register; the name; the handle; the bio; hints. A home body on a list of allies is the error to avoid,
 * so whatever stays open is `unsure`, which never joins a list.
 */
export function judgeGate(given: Subject, field: HomeField): GateVerdict {
  const subject = { ...given, name: readable(given.name), handles: given.handles.map((handle) => handle.slice(0, SPELLING_CAP)) }
  const home = (rule: string, detail: string): GateVerdict => ({ gate: 'home', reasons: [{ rule: `home.${rule}`, detail }] })
  const unsure = (rule: string, detail: string): GateVerdict => ({ gate: 'unsure', reasons: [{ rule: `unsure.${rule}`, detail }] })

  const keys = [...subject.handles, ...(subject.kind === 'hashtag' ? [subject.name] : [])].map(handleKey)
  const folded = foldName(subject.name).replace(/^[@#]/, '')
  const known = field.register.find((body) => keys.some((key) => body.handles.includes(key)) || body.names.includes(folded))
  if (known) return home('register', `${quoted(subject.name)} is listed as a known body of ${field.title}: ${known.title}.`)
  if (subject.kind === 'hashtag') return judgeHashtag(subject, field)

  // One word that only repeats the handle is no name of its own.
  const nameIsHandle = keys.includes(folded)
  const name = nameIsHandle ? '' : subject.name
  const bio = subject.bio === null || subject.bio.trim() === '' ? null : readable(subject.bio)
  const nameRoles = rolesIn(name, field)
  const bioRoles = bio === null ? [] : rolesIn(bio, field)
  const context = `${name} ${bio ?? ''}`
  const outside = [...nameRoles, ...bioRoles].find(({ role }) => role === 'served')

  // In a name the field's word names the body itself, unless the name says otherwise.
  const named = nameRoles.find(({ role }) => role === 'headed' || role === 'self' || role === 'unclear')
  if (named && !(named.role === 'unclear' && isFor(name, field))) return home('name', `The name says ${quoted(named.words)}.`)
  const acronym = wordsAmong(name, field.body_acronyms)
  if (acronym) return home('acronym', `The name holds ${quoted(acronym)}, the acronym of a body of ${field.title}.`)
  const credential = wordsAmong(name, field.credentials)
  if (credential) return home('credential', `The name holds ${quoted(credential)}, a qualification in ${field.title}.`)

  const glued = gluedHandle([...subject.handles, ...(nameIsHandle ? [subject.name.slice(0, SPELLING_CAP)] : [])], field)
  if (glued) {
    const trade = field.other_trades.exec(context)?.[0]
    if (trade)
      return unsure('handle_other_trade', `The handle ${quoted(glued)} holds the name of ${field.title}, but the description speaks of ${quoted(trade)}.`)
    if (outside)
      return unsure(
        'handle_but_serves',
        `The handle ${quoted(glued)} holds the name of ${field.title}, but ${quoted(outside.words)} says that it serves the field.`,
      )
    return home('handle', `The handle ${quoted(glued)} holds the name of ${field.title}.`)
  }

  const identity = bioRoles.find(({ role }) => role === 'headed' || role === 'self')
  if (identity) return home('bio', `The description says ${quoted(identity.words)}.`)
  const qualified = bio === null ? null : credentialsIn(bio, field)
  if (qualified?.sure) return home('credential', `The description names ${quoted(qualified.words)}, qualifications in ${field.title}.`)

  const hint = handleHint(subject, nameIsHandle, context, field)
  if (hint?.backed) return home('handle_acronym', `The handle holds ${quoted(hint.letters)} and ${quoted(hint.backed)} stands beside it.`)
  const all = [...nameRoles, ...bioRoles]
  const first = all[0]
  if (hint && first && first.role !== 'served' && first.role !== 'listed')
    return home('handle_and_bio', `The handle holds ${quoted(hint.letters)} and ${quoted(first.words)} names the field.`)
  if (hint) return unsure('handle_acronym', `The handle holds ${quoted(hint.letters)}, which may stand for ${field.title}; an acronym alone decides nothing.`)

  if (first) {
    const otherBody = OTHER_BODY.exec(withoutLookalikes(context, field))?.[0]
    const open = all.find(({ role }) => role !== 'served' && role !== 'listed')
    // Help for the field may come from within it: only a body that shows another identity, or serves several trades, is an ally.
    const elsewhere = otherBody !== undefined || (outside !== undefined && all.some(({ role }) => role === 'listed'))
    if (open || bio === null || !elsewhere) {
      const { role, words } = open ?? first
      return unsure(`field_${role}`, `${quoted(words)} names the field, but not clearly as what the body is or as whom it serves.`)
    }
    const reasons: Reason[] = [
      { rule: `ally.field_${first.role}`, detail: `${quoted(first.words)} names the field as one that is served or listed among others.` },
    ]
    if (otherBody) reasons.push({ rule: 'ally.other_body', detail: `It calls itself something else: ${quoted(otherBody)}.` })
    return { gate: 'ally', reasons }
  }
  if (qualified) return unsure('credential', `The description names ${quoted(qualified.words)} among other qualifications.`)
  const mentioned = bio === null ? null : (wordsAmong(bio, field.body_acronyms) ?? tagIn(bio, field))
  if (mentioned) return unsure('mention', `The description mentions ${quoted(mentioned)}, which belongs to ${field.title}.`)
  const neighbour = neighbourIn(context, field)
  if (neighbour) return unsure('neighbour', `${quoted(neighbour)} is a trade next to ${field.title}, often of the same people.`)
  if (bio === null) return unsure('no_description', `Nothing names ${field.title}, but the account's description is not known.`)
  const told = toldBy(subject, keys, field)
  if (told) return unsure('told', `A nominator writes ${quoted(told)}.`)
  return {
    gate: 'ally',
    reasons: [{ rule: 'ally.no_field_word', detail: `Neither name, handle nor description names ${field.title}: ${quoted(excerpt(bio))}.` }],
  }
}

/** A tag has no description: what it joins is a question for a person, unless it names the field itself. */
function judgeHashtag(subject: Subject, field: HomeField): GateVerdict {
  const tag = subject.name.replace(/^#/, '').slice(0, SPELLING_CAP)
  if (field.hashtags.includes(tag.toLowerCase()))
    return { gate: 'home', reasons: [{ rule: 'home.hashtag', detail: `#${tag} is a known tag of ${field.title}.` }] }
  const glued = gluedHandle([tag], field)
  if (glued) return { gate: 'home', reasons: [{ rule: 'home.hashtag', detail: `#${tag} holds the name of ${field.title}: ${quoted(glued)}.` }] }
  const hint = handleHint({ ...subject, handles: [tag] }, false, '', field)
  const detail = hint
    ? `#${tag} holds ${quoted(hint.letters)}, which may stand for ${field.title}.`
    : `#${tag} does not name ${field.title}; a tag has no description, so an organiser decides whom it joins.`
  return { gate: 'unsure', reasons: [{ rule: hint ? 'unsure.hashtag_acronym' : 'unsure.hashtag', detail }] }
}

const isField = (word: Word) => word.kind === 'discipline' || word.kind === 'people'

function rolesIn(text: string, field: HomeField): RoleFound[] {
  const words = readWords(text, field)
  return words.flatMap((word, at) => (isField(word) ? [roleAt(words, at)] : []))
}

/** "Software for social workers": made for the field, not necessarily by it. */
function isFor(name: string, field: HomeField): boolean {
  const words = readWords(name, field)
  const at = words.findIndex(isField)
  return words.slice(0, Math.max(0, at)).some((word) => word.text === 'for')
}

/** The first of `wanted` (upper case) that stands in the text as a word in capitals. */
function wordsAmong(text: string, wanted: readonly string[]): string | null {
  for (const [word] of text.matchAll(/[A-Za-z]+/g)) if (word === word.toUpperCase() && wanted.includes(word)) return word
  return null
}

/** Sure if the qualification stands alone or beside a school; beside other professions' letters it is one of a list. */
function credentialsIn(bio: string, field: HomeField): { words: string; sure: boolean } | null {
  const capitals = [...bio.matchAll(/[A-Za-z]+/g)].map(([word]) => (word.toUpperCase() === word || word === 'PsyD' || word === 'PhD' ? word.toUpperCase() : ''))
  const own = capitals.filter((word) => field.credentials.includes(word))
  if (own.length === 0) return null
  const shared = capitals.filter((word) => field.shared_credentials.includes(word) && word !== 'PHD')
  return { words: [...new Set([...own, ...shared])].join(', '), sure: shared.length === 0 }
}

function gluedHandle(handles: string[], field: HomeField): string | null {
  for (const handle of handles) {
    const parts = handleParts(handle)
    const spaced = withoutLookalikes(parts.join(' '), field)
    const inParts = spaced.match(field.people) ?? spaced.match(field.discipline)
    if (inParts?.[0]) return inParts[0].replaceAll(' ', '')
    // Written with capitals the parts have had their say: SocialWorksAgency is "social works agency".
    const bare = handle.replace(/^[@#]/, '')
    const key = bare.toLowerCase().replaceAll('_', '')
    if (/[a-z][A-Z]/.test(bare) && field.lookalikes.some((pattern) => parts.join(' ').search(pattern) >= 0)) continue
    const found = field.glued.exec(key)?.[0]
    if (found && !field.glued_lookalikes.test(key)) return found
  }
  return null
}

/** Letters that hint at the field: a part of the handle as written, or from three letters on also its beginning or end. */
function handleHint(subject: Subject, nameIsHandle: boolean, context: string, field: HomeField): { letters: string; backed: string | null } | null {
  // A name without blanks shows the capitals that a folded handle has lost.
  const spelt = [...subject.handles, ...(nameIsHandle || !/\s/.test(subject.name) ? [subject.name.slice(0, SPELLING_CAP)] : [])]
  let weak: string | null = null
  for (const { letters, needs, unless } of field.handle_hints) {
    const holds = spelt.some((handle) => {
      const key = handleKey(handle).replaceAll('_', '')
      const asPart = handleParts(handle).some((part) => part === letters.toUpperCase()) || handleKey(handle).split('_').includes(letters)
      return asPart || (letters.length >= 3 && (key.startsWith(letters) || key.endsWith(letters)))
    })
    if (!holds || unless?.test(context)) continue
    const backed = needs?.exec(context)?.[0]
    if (backed) return { letters, backed }
    weak ??= letters
  }
  return weak === null ? null : { letters: weak, backed: null }
}

function tagIn(bio: string, field: HomeField): string | null {
  for (const word of readWords(bio, field)) {
    const key = word.kind === 'tag' ? handleKey(word.raw) : ''
    if (key && (field.hashtags.includes(key) || (field.glued.test(key) && !field.glued_lookalikes.test(key)))) return word.raw
    if (word.kind === 'mention' && field.register.some((body) => body.handles.includes(handleKey(word.raw)))) return word.raw
  }
  return null
}

/** "council of social care", "social care professionals": the people of the field under another word. */
function neighbourIn(context: string, field: HomeField): string | null {
  for (const found of context.matchAll(field.neighbours)) {
    const start = Math.max(0, found.index - 40)
    const before = context.slice(start, found.index)
    const after = context.slice(found.index + found[0].length, found.index + found[0].length + 20)
    // Whole words only: the window cuts wherever it falls.
    const around = `${start === 0 ? before : before.replace(/^\S*/, '')}${found[0]}${after.replace(/\S*$/, '')}`
    if (/\b(?:professionals?|work(?:ers?|force)|directors?|regulators?|registered|practitioners?)\b/i.test(around)) return around.trim()
  }
  return null
}

/** A nominator who says of this very handle that it is a body of the field. Anything looser would catch every post of the community. */
function toldBy(subject: Subject, keys: string[], field: HomeField): string | null {
  for (const text of subject.texts) {
    const words = readWords(text, field)
    for (const [at, word] of words.entries()) {
      if (word.kind !== 'mention' || !keys.includes(handleKey(word.raw))) continue
      const next = words.slice(at + 1, at + 9)
      const stop = next.findIndex(({ kind }) => kind === 'stop' || kind === 'mention')
      const clause = stop < 0 ? next : next.slice(0, stop)
      const field_at = clause.findIndex(isField)
      if (/^(?:is|are)$/.test(clause[0]?.text ?? '') && field_at >= 0 && roleAt(clause, field_at).role === 'headed')
        return [word, ...clause].map(({ raw }) => raw).join(' ')
    }
  }
  return null
}

const excerpt = (text: string) => (text.length <= 80 ? text : `${[...text].slice(0, 79).join('')}…`)
