// ◆ pure
import { plain } from '../field-words.js'
import type { GateVerdict } from '../types.js'
import { capitalsAmong, capitalsIn, type Evidence, foundIn, gluedIn, isCrowd, isField, isFirm, lettersIn, spelledOtherwise } from './evidence.js'
import { byBioLetters, byInitials, byLearnedPhrase, byMention, byNeighbour, byNominators } from './hints.js'
import { bodyIn, causeIn, knownOutside, outsideWords } from './outside.js'
import { byKin, otherField } from './positive.js'
import { FOLLOWERS, HEADS, OTHER_BODY, PERSONS, TREATS } from './role-words.js'
import type { RoleFound } from './roles.js'
import { tagOfOthers, tagSpellsOtherwise } from './tags.js'
import { excerpt, type GateRule, quoted, verdict } from './verdicts.js'

export type { GateRule } from './verdicts.js'

/** Roles that say the field is somebody else's business. */
const BESIDE_FIELD = new Set(['served', 'supplied', 'staff', 'custom', 'met', 'past', 'listed'])
const mentions = (roles: readonly RoleFound[]) => roles.filter(({ role }) => role !== 'denied')

/** Raised with every change of the rules that judges standing entries differently: they are judged again by it. The field's words count by themselves. */
export const GATE_RULES_VERSION = 9

/** In the order in which they are asked. The last always answers. */
export const GATE_RULES: readonly GateRule[] = [
  { id: 'register', says: register },
  { id: 'outsiders', says: outsiders },
  { id: 'contested', says: contested },
  { id: 'hashtag', says: hashtag },
  { id: 'pun', says: byPun },
  { id: 'name', says: byName },
  { id: 'acronym', says: byAcronym },
  { id: 'credential', says: byCredentialInName },
  { id: 'known_other', says: knownOther },
  { id: 'handle', says: byHandle },
  { id: 'bio', says: byBio },
  { id: 'bio_credential', says: byCredentialInBio },
  { id: 'handle_letters', says: byHandleLetters },
  { id: 'field_beside', says: fieldBeside },
  { id: 'mention', says: byMention },
  { id: 'neighbour', says: byNeighbour },
  { id: 'kin', says: byKin },
  { id: 'letters', says: byBioLetters },
  { id: 'initials', says: byInitials },
  { id: 'learned', says: byLearnedPhrase },
  { id: 'told', says: byNominators },
  { id: 'outside_name', says: byOutsideName },
  { id: 'no_description', says: noDescription },
  { id: 'no_field_word', says: noFieldWord },
]

function register({ subject, field, keys, folded }: Evidence): GateVerdict | null {
  const known = bodyIn(field.register, keys, folded)
  return known ? verdict('home', 'register', `${quoted(subject.name)} is listed as a known body of ${field.title}: ${known.title}.`) : null
}

function outsiders({ subject, field, keys, folded }: Evidence): GateVerdict | null {
  const known = bodyIn(field.outsiders, keys, folded)
  return known ? verdict('ally', 'organiser_knows', `${quoted(subject.name)} was found to be outside ${field.title} before, as ${known.title}.`) : null
}

function contested({ subject, field, folded }: Evidence): GateVerdict | null {
  if (!field.contested.includes(folded)) return null
  return verdict(
    'unsure',
    'contested',
    `Organisers called one body named ${quoted(subject.name)} one of ${field.title}, and another an ally: which of them this is, a person says.`,
  )
}

/** A tag has no description: what it joins is a question for a person, unless it names the field itself or clearly something else. */
function hashtag(e: Evidence): GateVerdict | null {
  const { subject, field } = e
  if (subject.kind !== 'hashtag') return null
  const tag = subject.name.replace(/^#/, '').slice(0, 100)
  if (field.hashtags.includes(tag.toLowerCase())) return verdict('home', 'hashtag', `#${tag} is a known tag of ${field.title}.`)
  const glued = gluedIn([tag], '', field)
  if (glued) return verdict('home', 'hashtag', `#${tag} holds the name of ${field.title}: ${quoted(glued)}.`)
  const hint = lettersIn(e, [tag])
  if (hint && tagSpellsOtherwise(tag, hint.letters))
    return verdict('ally', 'hashtag_spelt_out', `#${tag} spells ${quoted(hint.letters)} out as something else than ${field.title}.`)
  const other = hint ? null : tagOfOthers(tag, field)
  if (other) return verdict('ally', 'hashtag_other', `#${tag} speaks of ${quoted(other)}, and nothing in it names ${field.title}.`)
  return hint
    ? verdict('unsure', 'hashtag_acronym', `#${tag} holds ${quoted(hint.letters)}, which may stand for ${field.title}.`)
    : verdict('unsure', 'hashtag', `#${tag} does not name ${field.title}; a tag has no description, so an organiser decides whom it joins.`)
}

/** "Social Work Weekend Coffee": it trades in what its name says, and its description never names the field. */
function byPun({ name, bio, nameRoles, bioRoles, bioWords, field }: Evidence): GateVerdict | null {
  const goods = TREATS.exec(plain(name))
  if (bio === null || nameRoles.length === 0 || bioRoles.length > 0 || !goods || !TREATS.test(plain(bio))) return null
  if (capitalsAmong(bio, [...field.body_acronyms, ...field.shared_acronyms, ...field.credentials])) return null
  if (bioWords.some((word) => (word.kind === 'tag' || word.kind === 'mention') && word.raw.length > 1)) return null
  const [first, second] = field.title.split(' ')
  const apart = bioWords.some((word, at) => second !== undefined && word.text === first && bioWords.slice(at + 1, at + 4).some(({ text }) => text === second))
  const trade = quoted(name.slice(goods.index, goods.index + goods[0].length))
  return apart
    ? verdict('ally', 'pun', `The name only plays with the words, as the description does: it is about ${trade}.`)
    : verdict('unsure', 'pun', `The name names the field, but it is about ${trade}, as is the description.`)
}

/** In a name the field's word names the body itself, unless the name says otherwise. */
function byName(e: Evidence): GateVerdict | null {
  const { nameRoles, nameWords, bioRoles, bio, field } = e
  const first = nameWords.findIndex(isField)
  // "Dogs for social workers": made for the field, not necessarily by it; "Parents against social workers": nor is that of the field.
  const isFor = nameWords.slice(0, Math.max(0, first)).some((word) => word.text === 'for' || word.text === 'against')
  const trade = bioRoles.length === 0 && bio !== null ? foundIn(e, field.other_trades) : null
  const open = nameRoles.some(({ role }) => role === 'unclear' || role === 'self') && nameRoles.every(({ role }) => role !== 'headed' && role !== 'formed')
  if (open && trade) return verdict('unsure', 'name_other_trade', `The name names the field, but the description speaks of ${quoted(trade)}.`)
  const named = nameRoles.find(({ role }) => role === 'headed' || role === 'self' || role === 'formed' || (role === 'unclear' && !isFor))
  return named ? verdict('home', 'name', `The name says ${quoted(named.words)}.`) : null
}

function byAcronym(e: Evidence): GateVerdict | null {
  const { name, subject, field, context, bio } = e
  // A bare handle in capitals is no name (CATEGORIES §5: an acronym in a handle alone is unsure), unless a description goes with it.
  const sure = capitalsAmong(bio === null ? name : subject.name, field.body_acronyms)
  if (sure && !spelledOtherwise(e, sure.word))
    return verdict('home', 'acronym', `The name holds ${quoted(sure.word)}, the acronym of a body of ${field.title}.`)
  const shared = capitalsAmong(name, field.shared_acronyms)
  // Others bear it too: with a description of something else it says nothing.
  if (!shared || spelledOtherwise(e, shared.word) || field.other_meanings.test(context) || (bio !== null && OTHER_BODY.test(context))) return null
  return bio === null ? verdict('unsure', 'acronym', `The name holds ${quoted(shared.word)}, which may stand for a body of ${field.title}.`) : null
}

/** "Jane Doe, LCSW": after the name, or before "students". "MSW Recycling" is neither. */
function byCredentialInName(e: Evidence): GateVerdict | null {
  const { name, field, context, bio } = e
  const found = capitalsAmong(name, field.credentials)
  if (!found || field.other_meanings.test(context) || isFirm(e) || spelledOtherwise(e, found.word)) return null
  const next = /^[\s,.()-]*(?<word>[\p{L}\p{N}]+)/u.exec(found.after)?.groups?.word ?? ''
  const letters = next !== '' && next.length <= 6 && next === next.toUpperCase()
  // "NQSW & ASYE Hub": several of them are about the field, whatever the body is called.
  const others = new Set(capitalsIn(name).flatMap(({ word }) => (field.credentials.includes(word) ? [word] : [])))
  if (others.size >= 2) return verdict('home', 'credential', `The name holds ${quoted([...others].join(', '))}, qualifications in ${field.title}.`)
  const named = FOLLOWERS.has(plain(next)) || HEADS.has(plain(next)) || /^(?:candidate|class|cohort)$/i.test(next)
  const detail = `The name holds ${quoted(found.word)}, a qualification in ${field.title}.`
  if (named || ((next === '' || letters) && found.before.trim() !== '')) return verdict('home', 'credential', detail)
  return bio === null ? verdict('unsure', 'credential', detail) : null
}

function knownOther({ subject, field, keys, folded }: Evidence): GateVerdict | null {
  const known = knownOutside(keys, folded, field)
  return known ? verdict('ally', 'known_body', `${quoted(subject.name)} is widely known as ${known.title}, which is not a body of ${field.title}.`) : null
}

function byHandle(e: Evidence): GateVerdict | null {
  const { subject, name, spelt, field, nameRoles, bioRoles } = e
  const glued = gluedIn(spelt, subject.name, field)
  if (!glued) return null
  const holds = `The handle ${quoted(glued)} holds the name of ${field.title}`
  // The name has said that it is something beside the field; the handle only repeats it.
  if (mentions(nameRoles).length > 0 && name !== '') return null
  const trade = foundIn(e, field.other_trades)
  if (trade) return verdict('unsure', 'handle_other_trade', `${holds}, but the description speaks of ${quoted(trade)}.`)
  const outside = bioRoles.find(({ role }) => role === 'served' || role === 'supplied')
  if (outside) return verdict('unsure', 'handle_but_serves', `${holds}, but ${quoted(outside.words)} says that it serves the field.`)
  return verdict('home', 'handle', `${holds}.`)
}

function byBio({ bioRoles }: Evidence): GateVerdict | null {
  const identity = bioRoles.find(({ role }) => role === 'headed' || role === 'self')
  return identity ? verdict('home', 'bio', `The description says ${quoted(identity.words)}.`) : null
}

/** Sure if the qualification stands alone or beside a school; beside other professions' letters it is one of a list. */
function byCredentialInBio(e: Evidence): GateVerdict | null {
  const { bio, bioWords, bioRoles, field, context } = e
  if (bio === null || field.other_meanings.test(context)) return null
  const capitals = capitalsIn(bio).map(({ word }) => word)
  const own = capitals.filter((word) => field.credentials.includes(word) && !spelledOtherwise(e, word))
  const shared = capitals.filter((word) => field.shared_credentials.includes(word) && word !== 'PHD' && word !== 'MA')
  const words = [...new Set([...own, ...shared])].join(', ')
  // "Our board has a judge, 2 LCSWs & a pastor": people among others are no qualification of the body's own.
  const crowds = bioWords.filter(({ raw }) => isCrowd(raw, field.credentials)).length
  const among = bioRoles.every(({ role, trades }) => BESIDE_FIELD.has(role) && (role !== 'listed' || trades >= 2))
  if (shared.length === 0 && own.length > 0 && crowds === own.length && among) {
    const staff = bioRoles.find(({ role }) => role === 'staff' || role === 'served')
    return staff ? verdict('unsure', 'credential', `${quoted(staff.words)} names people with a qualification in ${field.title}.`) : null
  }
  if (own.length > 0)
    return shared.length === 0
      ? verdict('home', 'credential', `The description names ${quoted(words)}, qualifications in ${field.title}.`)
      : verdict('unsure', 'credential', `The description names ${quoted(words)} among other qualifications.`)
  // "msw '25": in small letters it is a hint, and two letters are a word of many languages.
  const small = bioWords.find(
    ({ kind, text }) => kind === 'word' && text.length >= 3 && field.credentials.includes(text.toUpperCase().replace(/(?<=...)S$/, '')),
  )
  return small ? verdict('unsure', 'credential', `The description says ${quoted(small.raw)}, which may be a qualification in ${field.title}.`) : null
}

function byHandleLetters(e: Evidence): GateVerdict | null {
  const hint = lettersIn(e)
  if (!hint) return null
  const { field, nameRoles, bioRoles } = e
  const holds = `The handle holds ${quoted(hint.letters)}`
  if (hint.backed) return verdict('home', 'handle_acronym', `${holds} and ${quoted(hint.backed)} stands beside it.`)
  const said = mentions([...nameRoles, ...bioRoles]).find(({ role }) => !BESIDE_FIELD.has(role))
  if (said) return verdict('home', 'handle_and_bio', `${holds} and ${quoted(said.words)} names the field.`)
  return verdict('unsure', 'handle_acronym', `${holds}, which may stand for ${field.title}; an acronym alone decides nothing.`)
}

/** The field is named, but neither as what the body is nor in its name. Help may come from within: only a body that shows another identity is an ally. */
function fieldBeside(e: Evidence): GateVerdict | null {
  const { nameRoles, bioRoles, bio, name, field, cut } = e
  const all = mentions([...nameRoles, ...bioRoles])
  const [first] = all
  if (!first) return null
  const open = all.find(({ role }) => !BESIDE_FIELD.has(role))
  const otherBody = foundIn(e, OTHER_BODY)
  // A list of anything at all says little: then the name itself has to be another's.
  const loose = all.every(({ role, trades }) => role === 'listed' && trades === 0)
  const staffed = all.every(({ role }) => role === 'staff' || role === 'custom') && bio !== null ? causeIn(bio) : null
  const turned = all.some(({ role }) => role === 'past') ? turnedInto(e.bioWords) : null
  const ownName = turned ?? outsideWords(name, field) ?? (OTHER_BODY.test(plain(name)) ? name : null)
  const elsewhere = loose ? ownName : (otherBody ?? ownName ?? staffed ?? (all.some(({ trades }) => trades >= 2) ? first.words : null))
  const served = all.some(({ role }) => role === 'served') && all.some(({ role }) => role === 'listed')
  const supplied = all.find(({ role }) => role === 'supplied' || role === 'met')
  if (open || bio === null || cut || !(elsewhere || served || supplied)) {
    const { role, words } = open ?? first
    return verdict('unsure', `field_${role}`, `${quoted(words)} names the field, but not clearly as what the body is or as whom it serves.`)
  }
  const { gate, reasons } = verdict(
    'ally',
    `field_${first.role}`,
    `${quoted(first.words)} names the field as one that is served, employed or listed among others.`,
  )
  return { gate, reasons: otherBody ? [...reasons, { rule: 'ally.other_body', detail: `It calls itself something else: ${quoted(otherBody)}.` }] : reasons }
}

/** "turned novelist", but not "turned lecturer": who teaches a field is still in it. */
function turnedInto(words: Evidence['bioWords']): string | null {
  const at = words.findIndex(({ text }) => text === 'turned')
  const next = words.slice(at + 1, at + 4)
  const within = next.some((word) => isField(word) || PERSONS.has(word.text) || FOLLOWERS.has(word.text) || HEADS.has(word.text))
  return at < 0 || within || next[0]?.kind !== 'word' ? null : `turned ${next[0].raw}`
}

/** Only for a body without a description; one that is described has been judged by it. */
function byOutsideName(e: Evidence): GateVerdict | null {
  const { name, bio, field } = e
  if (bio !== null) return null
  const spelt = capitalsAmong(name, [...field.body_acronyms, ...field.shared_acronyms, ...field.credentials])
  if (spelt && spelledOtherwise(e, spelt.word))
    return verdict('ally', 'outside_name', `The name spells ${quoted(spelt.word)} out as something else than ${field.title}.`)
  const found = outsideWords(name, field)
  return found ? verdict('ally', 'outside_name', `Nothing names ${field.title}, and the name speaks of something else: ${quoted(found)}.`) : null
}

function noDescription({ bio, field }: Evidence): GateVerdict | null {
  return bio === null ? verdict('unsure', 'no_description', `Nothing names ${field.title}, but the account's description is not known.`) : null
}

function noFieldWord(e: Evidence): GateVerdict {
  const { bio, field, cut, subject } = e
  const text = bio ?? subject.name
  if (cut) return verdict('unsure', 'too_long', `The text is too long to be read to its end: ${quoted(excerpt(text))}.`)
  if (!/\p{L}{2}/u.test(text)) return verdict('unsure', 'no_words', `The description has no words: ${quoted(excerpt(text))}.`)
  const other = otherField(e)
  if (other === null)
    return verdict('unsure', 'says_little', `Nothing names ${field.title}, but nothing shows another field, trade or cause either: ${quoted(excerpt(text))}.`)
  return verdict('ally', 'no_field_word', `Neither name, handle nor description names ${field.title}; it speaks of something else: ${quoted(excerpt(other))}.`)
}
