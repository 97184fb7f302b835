// ◆ pure
import { nameForm } from './normalise.js'
import { stem } from './words.js'

/** The last seven digits tell a line; prefixes are written in too many ways to compare. Null if there are fewer. */
export function phoneOf(raw: string | null | undefined): string | null {
  const digits = (raw ?? '').slice(0, 60).replaceAll(/[^0-9]/g, '')
  return digits.length < 7 || /^0+$/.test(digits) ? null : digits.slice(-7)
}

export interface Street {
  /** The number of the house, without letters. */
  number: string
  /** n, s, e or w, if the street says one: in a grid of streets it is another house. */
  side: string
  /** The street's name in one word, without directions and kinds of street. */
  name: string
}

const NO_STREET = new Set(
  'street str avenue ave av road rd drive dr boulevard blvd lane ln place pl court ct square sq terrace ter parkway pkwy highway hwy way n s e w north south east west nw ne sw se floor fl suite ste unit apt room rm'.split(
    ' ',
  ),
)

const SIDES = /^(?:n|s|e|w|north|south|east|west)$/

/** House number and street of an address as typed; null if it does not begin with a number. A range of numbers is its first. */
export function streetOf(raw: string | null | undefined): Street | null {
  const text = (raw ?? '').slice(0, 200)
  const found = /^\s*([0-9]{1,6})/.exec(text)
  if (!found) return null
  const rest =
    text
      .slice(found[0].length)
      .replace(/^-[0-9]+/, '')
      .split(/,|\(/)[0] ?? ''
  const words = rest.toLowerCase().match(/[a-z]+|[0-9]+/g) ?? []
  const side = words.find((word) => SIDES.test(word))?.charAt(0) ?? ''
  const name = words.filter((word) => !NO_STREET.has(word) && !/^(?:st|nd|rd|th|dr)$/.test(word)).join('')
  return { number: String(Number(found[1])), side, name }
}

/** A city's words in one text, so that "St. Louis" is "Saint Louis"; null if there are none. */
export function cityOf(raw: string | null | undefined): string | null {
  const words = nameForm((raw ?? '').slice(0, 100))
    .core.map(stem)
    .join(' ')
  return words === '' ? null : words
}
