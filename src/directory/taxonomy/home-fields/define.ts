// ◆ pure
import { plain, withoutAccents } from '../../field-words.js'

/**
 * What a profession is called, who its known bodies are, and which words only look like it: all that the gate knows of a field.
 * The gate's rules (gate/) know no profession.
 *
 * A third field is one file beside this one, `export const x = defineHomeField({ … })`, and its name in the list of home-fields.ts.
 * Only `id`, `title`, `discipline` and `people` are needed; nursing.ts is a full example.
 */
export interface HomeFieldSpec {
  /** The value of HOME_FIELD. */
  id: string
  /** As it stands in a sentence: "a body of social work". */
  title: string
  /**
   * Names of the discipline, in every language that should be known. Written in any case; a blank also stands for a hyphen or nothing, a
   * star at a word's end for any ending.
   */
  discipline: readonly string[]
  /** Names of the people who practise it, written in the same way. Tried before `discipline`. */
  people: readonly string[]
  /** Global patterns over folded text (lower case, no accents) of what contains the field's name and means something else. */
  lookalikes?: readonly RegExp[]
  /** The discipline's name inside a handle or hashtag, lower case, without blanks; absent: the names above, as far as they are long enough. */
  glued?: RegExp
  glued_lookalikes?: RegExp
  /** Acronyms of the field's bodies that mean nothing else: a name that holds one in capitals belongs to the field. */
  body_acronyms?: readonly string[]
  /** Acronyms that others bear too: they only keep a body from the lists until somebody has looked. */
  shared_acronyms?: readonly string[]
  /** Degrees and licences that only this field gives. */
  credentials?: readonly string[]
  /** Degrees and licences of others that stand beside them in the bio of a mixed team. */
  shared_credentials?: readonly string[]
  /** Letters that hint at the field inside a handle, with what name or bio must say before they are more than a hint. */
  handle_hints?: readonly HandleHint[]
  /** What these letters and acronyms mean elsewhere: with such a word beside them they say nothing. */
  other_meanings?: RegExp
  /** Neighbouring trades, often the same people. Global, over folded text. */
  neighbours?: RegExp
  /** Titles, places in law and trainings of the field's own people that do not hold its name. Over folded text. */
  kin?: RegExp
  /** Trades whose bodies are also the field's own: "nurses and midwives" is no list of strangers. Folded single words. */
  siblings?: readonly string[]
  /** Words beside a glued handle that say it is another trade altogether. */
  other_trades?: RegExp
  register?: readonly RegisteredBody[]
  /** Hashtags of the field beside those that contain its name. Lower case, without #. */
  hashtags?: readonly string[]
}

/** A well-known body: handles (lower case, without @) and those folded names that nobody else bears. */
export interface RegisteredBody {
  title: string
  names: readonly string[]
  handles: readonly string[]
}

export interface HandleHint {
  letters: string
  needs: RegExp | null
}

export interface HomeField extends Required<Omit<HomeFieldSpec, 'discipline' | 'people'>> {
  discipline: RegExp
  people: RegExp
  /** Bodies that an organiser of this deployment has found to be outside the field. */
  outsiders: readonly RegisteredBody[]
  /** Folded names that bodies of the field and others bear, as this deployment's organisers found. */
  contested: readonly string[]
  /** Word sequences (folded) that this deployment's organisers met in bodies of the field only. */
  learned_phrases: readonly string[]
}

/** Chinese, Japanese, Thai and Korean (before its particles) put no blanks between words: no boundary can be asked for there. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Hangul}]/u
const NEVER = /(?!)/

const source = (phrase: string): string => {
  const written = phrase.normalize('NFKC')
  // A Greek stem may consist of look-alikes only, which the whole word does not.
  return (/\p{Script=Latin}/u.test(written) ? plain(written) : withoutAccents(written))
    .replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(' ', String.raw`[\s-]{0,3}`)
    .replaceAll('*', String.raw`\p{L}{0,14}`)
}

/** One linear pattern for all phrases, the longest first, so that a longer name is not cut short. The word's beginning is asked for once: that is most of the speed. */
export function anyOf(phrases: readonly string[]): RegExp {
  if (phrases.length === 0) return new RegExp(NEVER, 'gu')
  const longest = [...phrases].sort((a, b) => b.length - a.length)
  const spaced = longest.filter((phrase) => !UNSPACED.test(phrase)).map(source)
  const unspaced = longest.filter((phrase) => UNSPACED.test(phrase)).map(source)
  const words = spaced.length === 0 ? [] : [String.raw`(?<![#@\p{L}\p{N}_])(?:${spaced.join('|')})(?:['’]s?(?!\p{L}))?(?![\p{L}\p{N}_])`]
  return new RegExp([...words, ...unspaced].join('|'), 'gu')
}

/** In a handle a short word is part of too many others. */
const GLUED_FROM = 9
const gluedOf = (phrases: readonly string[]): RegExp => {
  const keys = phrases
    .map((phrase) => plain(phrase.normalize('NFKC')).replaceAll(/[ *'-]/g, ''))
    .filter((key) => /^[a-z]+$/.test(key) && key.length >= GLUED_FROM)
  return keys.length === 0 ? NEVER : new RegExp(keys.join('|'))
}

/** Makes a field of its description. Patterns are made from shipped constants only, never from what people send. */
export function defineHomeField(spec: HomeFieldSpec): HomeField {
  const names = gluedOf([...spec.people, ...spec.discipline])
  return {
    id: spec.id,
    title: spec.title,
    discipline: anyOf(spec.discipline),
    people: anyOf(spec.people),
    lookalikes: spec.lookalikes ?? [],
    glued: spec.glued ? new RegExp(`${spec.glued.source}|${names.source}`) : names,
    glued_lookalikes: spec.glued_lookalikes ?? NEVER,
    body_acronyms: spec.body_acronyms ?? [],
    shared_acronyms: spec.shared_acronyms ?? [],
    credentials: spec.credentials ?? [],
    shared_credentials: spec.shared_credentials ?? [],
    handle_hints: spec.handle_hints ?? [],
    other_meanings: spec.other_meanings ?? NEVER,
    neighbours: spec.neighbours ?? new RegExp(NEVER, 'g'),
    kin: spec.kin ?? NEVER,
    siblings: spec.siblings ?? [],
    other_trades: spec.other_trades ?? NEVER,
    register: spec.register ?? [],
    hashtags: spec.hashtags ?? [],
    outsiders: [],
    contested: [],
    learned_phrases: [],
  }
}

/** "title; handle handle" or "title | other name; handle", one body a line: a register that people can read and extend. */
export const bodies = (lines: string): RegisteredBody[] =>
  lines
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [said = '', handles = ''] = line.split(';')
      const names = said.split('|').map((name) => name.trim())
      return {
        title: (names[0] ?? '').replace(/^~/, ''),
        // A tilde marks a name that others bear too: only the handle is proof.
        names: names.filter((name) => !name.startsWith('~')).map((name) => plain(name.normalize('NFKC'))),
        handles: handles.split(' ').filter((handle) => handle !== ''),
      }
    })

/**
 * The phrase with one slip of the keyboard in one of its words: two neighbours swapped or a letter doubled, and in words of six letters or more a letter
 * lost. A lost letter makes another word of a short one ("social wok"), a wrong one of nearly any ("social world"): those are left alone.
 */
export function slipsOf(...phrases: readonly string[]): string[] {
  const all = phrases.flatMap((phrase) => {
    const parts = phrase.split(' ')
    return parts.flatMap((part, at) => slipsOfWord(part).map((slip) => parts.with(at, slip).join(' ')))
  })
  return [...new Set(all)].filter((slip) => !phrases.includes(slip))
}

function slipsOfWord(word: string): string[] {
  const bare = word.replace('*', '')
  const ending = word.slice(bare.length)
  return [...bare].flatMap((letter, at) => {
    const [before, next, after] = [bare.slice(0, at), bare[at + 1] ?? '', bare.slice(at + 2)]
    const swapped = next === '' || next === letter ? [] : [before + next + letter + after]
    const lost = bare.length >= 6 ? [before + next + after] : []
    return [...swapped, ...lost, before + letter + letter + next + after].map((slip) => slip + ending)
  })
}

export const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '')
