// ◆ pure
import { MAX_NAME, nameForm } from './normalise.js'
import type { Prepared } from './prepare.js'
import type { MatchRecord } from './types.js'
import { STOP } from './words.js'

/** A body's full name that stands in what the other's account says of itself. */
export interface InBio {
  name: string
  /** It says outright that this is its name: “the operating name of …”. */
  said: boolean
}

const MAX_BIOS = 4
const MAX_BIO = 500
const MAX_SAID = 8
/** One word is a word of a sentence as often as a name. */
const LEAST_WORDS = 2

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '))
/** Directly before a name these say that somebody else is meant, or that it is denied. */
const OTHERS = set(
  'of by with for from at via to and in on supporting support supports supported funding funded fund thanks like unlike not no never against versus vs than see follow join ex partner partners partnering visit cc rt',
)
/** “The operating name of …”, “formerly known as …”: words before the name that say that it is its own. */
const NAMED = set('name names title known formerly previously nee called aka legally officially')
const SAYS =
  /\b(?:(?:operating|working|trading|public|brand|short|common|legal|registered|official|full) (?:name|title) (?:of|for|is)|formerly(?: known as)?|previously(?: known as)?|legally|trading as) (?:the )?/gi

interface BioRead {
  /** The words of each sentence, folded as names are. */
  sentences: readonly (readonly string[])[]
  /** What it says it is called, as it stands in the text. */
  said: readonly string[]
}

const NOTHING: BioRead = { sentences: [], said: [] }
/** Records are never changed, and each is read for many pairs. */
const READ = new WeakMap<MatchRecord, BioRead>()

function readBios(record: MatchRecord): BioRead {
  if (!record.bios || record.bios.length === 0) return NOTHING
  const known = READ.get(record)
  if (known) return known
  const sentences = record.bios.slice(0, MAX_BIOS).flatMap((bio) => bio.slice(0, MAX_BIO).split(/[.!?;|•·\n()"“”]/))
  const read = {
    sentences: sentences.map((one) => nameForm(one.slice(0, MAX_NAME)).words).filter((words) => words.length > 0),
    said: sentences
      .flatMap((one) => [...one.matchAll(SAYS)].map((found) => one.slice(found.index + found[0].length).split(/,| - | – |: | working | is | and we /)[0] ?? ''))
      .map((name) => name.trim())
      .filter((name) => nameForm(name).words.filter((word) => !STOP.has(word)).length >= LEAST_WORDS)
      .slice(0, MAX_SAID),
  }
  READ.set(record, read)
  return read
}

/** Names that profiles say the body has, beside the one it shows: for finding whom they mean. */
export const namesSaid = (record: MatchRecord): readonly string[] => readBios(record).said

/** A full name of one of the two in a profile of the other, that does not stand there as somebody else's. */
export function namedInBio(a: Prepared, b: Prepared): InBio | null {
  // Most pairs of a directory have no profile yet.
  if (!a.record.bios?.length && !b.record.bios?.length) return null
  const found = [inBioOf(a, b), inBioOf(b, a)].filter((one) => one !== null)
  return found.find(({ said }) => said) ?? found[0] ?? null
}

function inBioOf(teller: Prepared, named: Prepared): InBio | null {
  const { sentences } = readBios(teller.record)
  if (sentences.length === 0) return null
  let found: InBio | null = null
  for (const form of named.names) {
    if (form.words.filter((word) => !STOP.has(word)).length < LEAST_WORDS || teller.names.some((own) => own.squashed === form.squashed)) continue
    const words = form.words[0] === 'the' ? form.words.slice(1) : form.words
    for (const sentence of sentences) {
      const how = standsIn(sentence, words)
      if (how === 'said') return { name: form.raw, said: true }
      if (how === 'own') found ??= { name: form.raw, said: false }
    }
  }
  return found
}

function standsIn(sentence: readonly string[], words: readonly string[]): 'said' | 'own' | null {
  for (let at = 0; at + words.length <= sentence.length; at++) {
    if (!words.every((word, i) => sentence[at + i] === word)) continue
    let before = at - 1
    while (sentence[before] === 'the' || sentence[before] === 'our') before--
    const [last, earlier] = [sentence[before] ?? '', sentence[before - 1] ?? '']
    if (
      NAMED.has(last) ||
      ((last === 'of' || last === 'for' || last === 'as' || last === 'is') && NAMED.has(earlier)) ||
      (last === 'as' && earlier === 'trading')
    )
      return 'said'
    if (!OTHERS.has(last)) return 'own'
  }
  return null
}
