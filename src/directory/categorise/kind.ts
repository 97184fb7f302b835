// ◆ pure
import { readable } from '../field-words.js'
import { type BodyKind, KIND_RULES } from '../taxonomy/body-kinds.js'
import type { Subject } from '../types.js'

/** The kind of body by the first rule that finds its words, in the name before the handles before the description; a hashtag is no body. */
export function kindOf(subject: Subject): { kind: BodyKind; words: string } | null {
  if (subject.kind === 'hashtag') return null
  for (const text of [subject.name, subject.handles.join(' '), subject.bio ?? '']) {
    for (const { kind, pattern } of KIND_RULES) {
      const words = pattern.exec(readable(text))?.[0]
      if (words) return { kind, words: words.trim() }
    }
  }
  return null
}
