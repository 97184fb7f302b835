// ◆ pure
import type { HomeField } from './taxonomy/home-fields.js'

/** A bio is at most a few hundred characters; longer texts are cut so that no input can make judging slow. */
export const TEXT_CAP = 4000

export interface Word {
  /** Lower case. */
  text: string
  /** As written. */
  raw: string
  kind: 'word' | 'discipline' | 'people' | 'stop' | 'joint' | 'tag' | 'mention'
}

// Private-use marks stand in for the field's own words, one per character, so that offsets into the text stay true.
const DISCIPLINE = '\uE000'
const PEOPLE = '\uE001'
const TOKENS =
  /(?<d>\uE000+)|(?<p>\uE001+)|(?<u>https?:\/\/\S+)|(?<t>#[\p{L}\p{N}_]+)|(?<m>@\w+)|(?<w>[\p{L}\p{N}][\p{L}\p{N}'’-]*)|(?<j>[,&+/])|(?<s>[.;:!?|•·–—\n\r()]+)/gu

const markWith = (mark: string) => (found: string) => mark.repeat(found.length)

/** Compatibility forms folded ("𝗦𝗼𝗰𝗶𝗮𝗹" is a word too), marks of our own taken out, cut to the cap. */
export const readable = (text: string): string =>
  text
    .slice(0, TEXT_CAP)
    .normalize('NFKC')
    .replaceAll(/[\uE000\uE001]/g, ' ')
    .slice(0, TEXT_CAP)

/** Blanks what only looks like the field's name, keeping every offset. */
export const withoutLookalikes = (text: string, field: HomeField): string =>
  field.lookalikes.reduce((rest, pattern) => rest.replace(pattern, markWith(' ')), text)

/** The text as words, with the field's own words recognised. Stops separate clauses; joints (comma, and, &, /) only list things. */
export function readWords(input: string, field: HomeField): Word[] {
  const text = readable(input)
  const marked = withoutLookalikes(text, field).replace(field.people, markWith(PEOPLE)).replace(field.discipline, markWith(DISCIPLINE))
  return [...marked.matchAll(TOKENS)].flatMap((match): Word[] => {
    const raw = text.slice(match.index, match.index + match[0].length)
    const groups = match.groups ?? {}
    if (groups.u) return [{ text: '.', raw, kind: 'stop' }]
    const kind = groups.d ? 'discipline' : groups.p ? 'people' : groups.t ? 'tag' : groups.m ? 'mention' : groups.s ? 'stop' : groups.j ? 'joint' : 'word'
    const lower = raw.toLowerCase()
    return [{ text: lower, raw, kind: kind === 'word' && (lower === 'and' || lower === 'or') ? 'joint' : kind }]
  })
}

/** The parts of a handle as its owner wrote them: OfficialMacroSW → Official Macro SW; pen_sw → pen sw. */
export const handleParts = (handle: string): string[] => handle.replace(/^[@#]/, '').match(/[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+/g) ?? []
