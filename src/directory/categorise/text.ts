// ◆ pure
import { handleParts, readable } from '../field-words.js'
import type { Subject } from '../types.js'
import type { SectionText } from './features.js'

// The part of the objects that the training rows have in the place of nominators' words.
const MORE_MOST = 400
// A bio has at most 160 signs, a charity's description seldom over 600.
const ABOUT_MOST = 1_500
const NAME_MOST = 300

/** What the model reads of a subject: its parts, capped. A name without spaces is taken apart as its owner wrote it: HelpTheHomeless → Help The Homeless. */
export function sectionTextOf(subject: Subject): SectionText {
  const name = subject.name.replace(/^[@#]/, '')
  return {
    name: readable(/^\w+$/.test(name) ? handleParts(name).join(' ') : name).slice(0, NAME_MOST),
    about: readable(subject.bio ?? '').slice(0, ABOUT_MOST),
    more: readable(subject.texts.join('\n').slice(0, MORE_MOST * 4)).slice(0, MORE_MOST),
  }
}
