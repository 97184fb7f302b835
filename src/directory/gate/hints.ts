// ◆ pure
import { readable, readWords, type Word } from '../field-words.js'
import type { GateVerdict } from '../types.js'
import { capitalsIn, type Evidence, handleKey, isField, spelledOtherwise, spellsOther } from './evidence.js'
import { causeIn } from './outside.js'
import { FOLLOWERS, HEADS, LINKS, OTHER_BODY, PERSONS } from './role-words.js'
import { roleAt } from './roles.js'
import { quoted, verdict } from './verdicts.js'

/** Rules that never make an ally: what they find keeps a body from the lists until somebody has looked. */

/** "Not affiliated with NASW". */
const DISOWNED = /\b(?:not|no|unrelated|unaffiliated|nothing to do)(?: (?:the|that|affiliated|connected|related|relation|to|with|by)){0,3} ?$/i

export function byMention(e: Evidence): GateVerdict | null {
  const { bio, bioWords, context, field } = e
  if (bio === null) return null
  const tagged = bioWords.find((word) => {
    const key = word.kind === 'tag' || word.kind === 'mention' ? handleKey(word.raw) : ''
    if (word.kind === 'tag') return field.hashtags.includes(key) || (field.glued.test(key) && !field.glued_lookalikes.test(key))
    return word.kind === 'mention' && field.register.some(({ handles }) => handles.includes(key))
  })
  const shared = field.other_meanings.test(context) ? [] : field.shared_acronyms
  const wanted = [...field.body_acronyms, ...shared]
  const acronym = capitalsIn(bio).find(({ word, before }) => wanted.includes(word) && !spelledOtherwise(e, word) && !DISOWNED.test(before))
  const mentioned = acronym?.word ?? tagged?.raw
  return mentioned ? verdict('unsure', 'mention', `The description mentions ${quoted(mentioned)}, which belongs to ${field.title}.`) : null
}

/** "directors of adult social services", "child welfare workers": the people of the field under another word. */
export function byNeighbour({ context, raw, field }: Evidence): GateVerdict | null {
  for (const found of context.matchAll(field.neighbours)) {
    const start = Math.max(0, found.index - 40)
    const before = context.slice(start, found.index)
    const after = context.slice(found.index + found[0].length, found.index + found[0].length + 20)
    // Whole words only: the window cuts wherever it falls.
    const from = found.index - (start === 0 ? before : before.replace(/^\S*/, '')).length
    const to = found.index + found[0].length + after.replace(/\S*$/, '').length
    const around = context.slice(from, to)
    if (
      !/\b(?:work(?:ers?|force)|directors?|regulat(?:e|es|ors?|ion)|regist(?:er|ered|ration)|practitioners?|(?:association|society|college|institute|union) (?:of|for))\b/.test(
        around,
      )
    )
      continue
    return verdict('unsure', 'neighbour', `${quoted(raw.slice(from, to))} is a trade next to ${field.title}, often of the same people.`)
  }
  return null
}

/** What organisers of this deployment met in bodies of the field only keeps a body from the lists until somebody has looked. */
export function byLearnedPhrase({ context, field }: Evidence): GateVerdict | null {
  const text = ` ${context.replaceAll(/[^\p{L}\p{N}]+/gu, ' ')} `
  const found = field.learned_phrases.find((phrase) => text.includes(` ${phrase} `))
  return found ? verdict('unsure', 'learned', `${quoted(found)} stood in bodies of ${field.title} before.`) : null
}

/** A nominator who says of this very handle that it is a body of the field. Anything looser would catch every post of the community. */
export function byNominators({ subject, keys, field, bio }: Evidence): GateVerdict | null {
  if (bio === null) return null
  for (const text of subject.texts) {
    const words = readWords(readable(text), field)
    for (const [at, word] of words.entries()) {
      if (word.kind !== 'mention' || !keys.includes(handleKey(word.raw))) continue
      const next = words.slice(at + 1, at + 9)
      const stop = next.findIndex(({ kind }) => kind === 'stop' || kind === 'mention')
      const clause = stop < 0 ? next : next.slice(0, stop)
      const place = clause.findIndex(isField)
      if (/^(?:is|are)$/.test(clause[0]?.text ?? '') && place >= 0 && roleAt(clause, place, field.siblings).role === 'headed')
        return verdict('unsure', 'told', `A nominator writes ${quoted([word, ...clause].map(({ raw }) => raw).join(' '))}.`)
    }
  }
  return null
}

/** "SW student by day", "estudiantes de TS": letters that may stand for the field, next to what people of a field are or do. */
export function byBioLetters({ field, nameWords, bioWords, context }: Evidence): GateVerdict | null {
  if (field.other_meanings.test(context)) return null
  const letters = new Set(field.handle_hints.map((hint) => hint.letters))
  const near = (word: Word | undefined) => word?.kind === 'word' && (FOLLOWERS.has(word.text) || PERSONS.has(word.text) || HEADS.has(word.text))
  for (const words of [nameWords, bioWords])
    for (const [at, word] of words.entries()) {
      const linked = LINKS.has(words[at - 1]?.text ?? '') ? words[at - 2] : words[at - 1]
      // Longer letters in small are words of a language: "son".
      const held = letters.has(word.text) || letters.has(word.text.replace(/s$/, ''))
      const asLetters = word.text.length <= 2 || /^[A-Z]+s?$/.test(word.raw)
      if (word.kind === 'word' && held && asLetters && (near(words[at + 1]) || near(linked)))
        return verdict('unsure', 'letters', `${quoted(word.raw)} may stand for ${field.title}.`)
    }
  return null
}

/** "ESWRA, a European research association": an acronym that holds the field's initials, on a body that does not say what else it is. */
export function byInitials({ field, subject, context, nameWords, bioWords }: Evidence): GateVerdict | null {
  const initials = field.title
    .split(' ')
    .map((word) => word[0]?.toUpperCase() ?? '')
    .join('')
  if (initials.length < 2 || field.other_meanings.test(context) || OTHER_BODY.test(context)) return null
  const body = [...nameWords, ...bioWords].some(({ text }) => HEADS.has(text) || FOLLOWERS.has(text))
  if (!body) return null
  const acronym = [subject.name, ...subject.handles]
    .flatMap((text) => text.match(/[A-Z]{4,8}(?![a-z])/g) ?? [])
    .find((word) => word.includes(initials) && !word.startsWith('NSW') && !spellsOther(nameWords, word, field) && !spellsOther(bioWords, word, field))
  // Asked last: it takes longer than all the rest.
  return acronym && causeIn(context) === null ? verdict('unsure', 'initials', `${quoted(acronym)} may stand for a body of ${field.title}.`) : null
}
