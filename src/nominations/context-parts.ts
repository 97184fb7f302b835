// ◆ pure
/** Parts of the context that are read off all posts: which handles are bodies', what the home field is called, of whom somebody warns. */
import { foldHandle } from '../directory/handle.js'
import { type AskedQuestion, speakerOf } from './questions-found.js'
import type { ReadPost } from './reading-context.js'
import { negatedTargets } from './speech.js'
import { stemOf } from './spoken-names.js'
import { marksOf } from './triggers.js'

const KIND_OF_BODY =
  /\b(?:trust|foundation|network|charity|society|association|centre|center|project|campaign|alliance|union|services?|cic|fund|coalition|collective|federation|council|institute|shelter|library|radio|co-?op|kitchen|clinic|team|ltd|inc|youth club|farm|museum|school|college|hospital|museum|agency|hub|helpline|press|books|media)\b|&/i
const CAMEL = /[\p{Ll}\d]\p{Lu}/u
/** Who speaks for many. */
const SPEAKS_AS_BODY =
  /\b(?:on (?:the|our) [\p{L}’' -]{2,40} account|thanks? (?:you )?(?:so much )?for (?:having|including|mentioning|nominating|adding) us|(?:follow|dm|ring|call|e?-?mail|message|visit|contact) us\b|(?:we|our) (?:volunteers|helpline|advisers|advisors|drop-?in)\b)/iu

/**
 * Of those who take part. `HarbourFood_eg` is spelt like an organisation, by itself or by others, `amara_sw_eg` like a person; what
 * stands beside the handle, and how it speaks, may say it too.
 */
export function bodiesOf(read: readonly ReadPost[]): string[] {
  const keys = new Set<string>()
  const authors = new Set<string>()
  for (const { post } of read) {
    const { author, author_name, text } = post
    const key = author === null ? null : foldHandle(author)
    if (author === null || key === null) continue
    authors.add(key)
    if (keys.has(key)) continue
    if (
      CAMEL.test(author) ||
      (author_name != null && KIND_OF_BODY.test(author_name)) ||
      (!post.retweet && (saysItsName(text, key) || SPEAKS_AS_BODY.test(text.slice(0, 400))))
    )
      keys.add(key)
  }
  for (const { post, found } of read) {
    if (post.retweet) continue
    for (const { kind, key, display } of found.targets) if (kind === 'account' && CAMEL.test(display) && authors.has(key)) keys.add(key)
  }
  return [...keys]
}

/** "Debt Desk here" by `@debtdesk_eg`: people rarely give two names. */
function saysItsName(text: string, key: string): boolean {
  const words = /(?:^|[\s,!.])((?:\p{Lu}[\p{L}’'&-]{0,20} ){2,4})here\b/u.exec(text.slice(0, 200))?.[1]
  if (words === undefined) return false
  const stem = stemOf(key)
  const parts = words.trim().toLowerCase().split(' ')
  return parts.some((_, i) => parts.length - i >= 2 && parts.slice(i).join('') === stem)
}

/** "allies of vet nursing", "outside youth work", "the allies youth work needs": what follows is who asks. */
const FIELD =
  /\b(?:(all(?:y|ies) (?:to|of)|outside(?: of)?|beyond|other than|apart from|besides)|all(?:y|ies)(?: for| in)?)\s(?:the |our |all )?(\p{L}{2,20}(?:[ -]\p{L}{2,20}){0,3})/giu
const NO_FIELD = new Set(
  'us we our your this that the a an to of for in on and or who which what should be must need needs make do does can will tonight it them they you new people families children clients'.split(
    ' ',
  ),
)

/** Folded tags that spell the home field as the questions that ask for allies name it in words. */
export function fieldInWords(questions: readonly AskedQuestion[]): string[] {
  const keys = new Set<string>()
  for (const { text, asks } of questions) {
    if (!asks) continue
    for (const [, plain, phrase = ''] of text.slice(0, 500).matchAll(FIELD)) {
      const words = phrase.toLowerCase().split(/[ -]/)
      const end = words.findIndex((word) => NO_FIELD.has(word))
      const named = (end === -1 ? words : words.slice(0, end)).slice(0, 3)
      for (let from = 0; from < named.length; from++) for (let to = from + 2; to <= named.length; to++) keys.add(named.slice(from, to).join(''))
      // One word alone is often what is asked about: "allies for housing".
      if (plain !== undefined && named.length === 1) keys.add(named.join(''))
    }
  }
  return [...keys]
}

const ENDS = /^(?:[^\p{L}\p{N}]|[#＃][\p{L}\p{M}\p{N}_]{1,60})*$/u

/** Folded tags that hosts hang on to the end of posts that ask and answer nothing. */
export function occasionsOf(read: readonly ReadPost[], hosts: ReadonlySet<string>, own: readonly string[]): string[] {
  const keys = new Set<string>()
  for (const { post, marks, found } of read) {
    if (post.retweet || marks.length > 0 || post.text.length > 1000 || !hosts.has(speakerOf(post) ?? '')) continue
    for (const { kind, key, end } of found.targets) if (kind === 'hashtag' && !own.includes(key) && ENDS.test(post.text.slice(end, end + 200))) keys.add(key)
  }
  return [...keys]
}

/** Folded handles of which somebody warns: to talk of one of them is not to propose it. */
export function warnedOf(read: readonly ReadPost[]): string[] {
  const warned = new Set<string>()
  for (const { post, found } of read) {
    if (post.retweet || post.text.length > 1000) continue
    for (const key of negatedTargets(post.text, found.targets, marksOf(post.text))) {
      const target = found.targets.find(({ start }) => start === key)
      if (target?.kind === 'account') warned.add(target.key)
    }
  }
  return [...warned]
}
