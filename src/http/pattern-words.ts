// ◆ pure
/** Text that is not blank. */
export const SAID = '^[^\\u0000]*[^\\u0000\\s][^\\u0000]*$'
/** One line that is not blank. */
export const SAID_IN_A_LINE = '^[^\\u0000-\\u001f]*[^\\u0000-\\u001f\\s][^\\u0000-\\u001f]*$'
export const WEB_ADDRESS = '^https?://'

const WORDS: ReadonlyMap<unknown, string> = new Map([
  [SAID, 'must say something: spaces alone say nothing'],
  [SAID_IN_A_LINE, 'must be one line that says something: spaces alone say nothing'],
  [WEB_ADDRESS, 'must begin with http:// or https://'],
])

/** Whether a text that is refused by this pattern may well be nothing but spaces. */
export const asksForText = (pattern: unknown): boolean => pattern === SAID || pattern === SAID_IN_A_LINE

/** What a pattern asks for, in words for a person, who reads no patterns. */
export function patternInWords(pattern: unknown): string {
  const id = typeof pattern === 'string' ? /^\^([a-z]{3})_\[/.exec(pattern) : null
  return WORDS.get(pattern) ?? (id ? `must be an id: ${id[1]}_ and 26 letters and digits` : 'does not have the form that the document of the API asks for')
}
