// ◆ pure
/** "Oops, I meant @x": what somebody put right or took back later. Only the posts together tell it, so it is part of the context. */
import type { FoundTarget } from './extract.js'
import type { Post } from './formats/types.js'
import { markAt } from './marks.js'
import type { ReadPost } from './reading-context.js'
import { isStruckOut } from './rejections.js'

/** Names of a post that its own author replaced or took back in a later one. */
export interface Correction {
  /** The post that is put right, see `postKey`. */
  of: string
  /** Kind and folded key, as `kindKey` spells them. */
  wrong: string
  reason: string
  /** The post that puts it right, the name it gives instead, and which question was answered; null if it only takes back. */
  by: { post: string; right: string; question: number | null } | null
}

export const kindKey = ({ kind, key }: Pick<FoundTarget, 'kind' | 'key'>): string => `${kind} ${key}`
/** Which post it is: by its id, or by its line where the file has no ids. */
export const postKey = ({ id, line }: Pick<Post, 'id' | 'line'>): string => id ?? `line ${line}`

/** Nobody puts right what stands further back among her own posts. */
const MAX_BACK = 4
const MEANT =
  /(?:^|[^\p{L}])(?:(?:i|we)(?: (?:of course|actually|obviously))? mean[t]?|meant(?: to (?:say|type|tag|write|put))?|should (?:be|say|read|have (?:been|said|read))|correction|corrected|right (?:handle|tag|spelling|one|account)(?: is)?|typo|make that|forget [@＠#＃]\w{1,20},? (?:it['’]?s|they['’]?re)|(?:remove|drop|scrap|delete|swap|replace) [@＠#＃]\w{1,20},? (?:and |with |for |then )?(?:i(?:['’]ll| will)? )?(?:put|add|use|make it|take|with|for)|quise decir|quería decir|perdón, es|je voulais dire|ich meinte|olygu)[\s,:;("“'–—-]{0,4}(?:the |is |it['’]s |of course )?$/iu
/** `*@name`, as people put letters right. */
const STARRED = /^\s{0,3}\*\s?$/
/** "(edit: @name, sorry!)", "@name oops, @name", "@name *@name": what follows may be an addition, so it has to be like what it puts right. */
const PERHAPS_MEANT =
  /(?:^|[^\p{L}])(?:edit(?:ed)?|oops|whoops|sorry|argh?|ugh|gah|d['’]?oh|rather|i\.?e\.?|wrong (?:one|handle|tag|account)|no wait|no,? not that one|that['’]?s|autocorrect)[\s,:;!.("“'–—-]{0,5}(?:it['’]s |that['’]s |is |the )?$|[\s(]\*\s?$/iu
const TAKES_BACK =
  /(?:^|[^\p{L}])(?:(?:i )?take(?:s|n)? (?:it )?back(?: (?:my|what i said about|the))?|scrap|scratch|strike|cross out|take off|forget what i said about|changed my mind (?:about|on)|i was wrong about|retract(?:ing)?|withdraw(?:ing)?|ignore my|retiro|retiro lo de|je retire)[\s,:;("“']{0,3}(?:the |my )?(?:\p{L}{1,14}[,.]? ){0,3}$/iu
const MAY_CORRECT =
  /take|taking|cancel|scrub|remove|drop|knock|delete|pull|mean|should|correct|right|typo|that|back|scr|strike|cross|off|forget|changed|wrong|retract|withdraw|ignore|decir|perd|voulais|meinte|olygu|retir|edit|oops|sorry|arg|ugh|gah|oh|rather|i\.?e|wait|\*/i

/** "Correction Dawn, the account is @name now": told by somebody else. */
const TELLS_RIGHT =
  /(?:^|[^\p{L}])(?:(?:account|handle|tag|name|spelling|one)(?: you (?:want|mean))?(?:['’]s| is| was)|(?:it['’]s|it is|they['’]re|they are|you mean|called|renamed|became)(?: (?:actually|now))?)[\s,:;("“'–—-]{0,4}$/iu
const MAY_TELL = /correct|actually|now\b|renamed|rebrand|moved|wrong|you mean|became|new (?:name|handle|account)|changed/i
/** "Ah ta! @name then": what was told is taken. */
const ACCEPTS =
  /(?:^|[^\p{L}])(?:ah|oh|ta|thx|ty|thanks|thank you|cheers|oops|whoops|of course|you['’]?re right|so|right|then|gracias|diolch|merci|danke)(?![\p{L}])/iu

const alike = (a: string, b: string): number => {
  let same = 0
  while (same < a.length && a[same] === b[same]) same++
  return same
}

/** Misspelt, or cut short: more than half of the shorter one is the same. */
const isLike = (a: FoundTarget, b: FoundTarget): boolean => {
  const same = alike(a.key, b.key)
  return a.kind === b.kind && a.key !== b.key && same >= 4 && same * 2 > Math.min(a.key.length, b.key.length) - 3
}

/** The one that is most likely meant: the only one of its kind, or by far the most alike. */
function replacedBy(right: FoundTarget, candidates: readonly FoundTarget[]): FoundTarget | null {
  const same = candidates.filter(({ kind, key }) => kind === right.kind && key !== right.key)
  const sorted = same.map((target) => ({ target, score: alike(target.key, right.key) })).sort((a, b) => b.score - a.score)
  const [best, second] = sorted
  if (best === undefined) return null
  return second === undefined || (best.score >= 3 && best.score > second.score) ? best.target : null
}

/** Names in words are not put right. */
export function findCorrections(read: readonly ReadPost[], newestFirst: boolean, isOwn: (target: FoundTarget) => boolean): Correction[] {
  const corrections: Correction[] = []
  if (!read.some(({ post }) => mayCorrect(post))) return corrections
  const earlier = new Map<string, ReadPost[]>()
  const told = new Set<string>()
  for (const one of inTime(read, newestFirst)) {
    const { post, found } = one
    const voice = post.author?.toLowerCase() ?? post.author_mark
    if (voice === null || post.retweet || found.targets.length === 0) continue
    const own = earlier.get(voice) ?? []
    if (own.length === 0) earlier.set(voice, own)
    if (mayCorrect(post)) correct(one, own, isOwn, corrections)
    accept(one, voice, own, told, isOwn, corrections)
    tell(one, voice, told)
    own.push(one)
    if (own.length > MAX_BACK) own.shift()
  }
  return corrections
}

const mayCorrect = ({ text }: Post): boolean => text.length <= 1000 && MAY_CORRECT.test(text)

/** As they were said: by their times if all have one. */
function inTime(read: readonly ReadPost[], newestFirst: boolean): readonly ReadPost[] {
  const [first, last] = [read[0]?.post.at?.getTime(), read.at(-1)?.post.at?.getTime()]
  const forward = newestFirst || (first !== undefined && last !== undefined && first > last) ? [...read].reverse() : read
  if (!read.every(({ post }) => post.at !== null)) return forward
  return [...forward].sort((a, b) => (a.post.at?.getTime() ?? 0) - (b.post.at?.getTime() ?? 0))
}

function correct(one: ReadPost, own: readonly ReadPost[], isOwn: (target: FoundTarget) => boolean, out: Correction[]): void {
  const { post, found } = one
  for (const target of found.targets) {
    const before = post.text.slice(Math.max(0, target.start - 48), target.start)
    const sure = !isOwn(target) && (MEANT.test(before) || STARRED.test(before))
    const perhaps = !sure && !isOwn(target) && PERHAPS_MEANT.test(before)
    const meant = sure || perhaps
    if (!meant && !TAKES_BACK.test(before) && !isStruckOut(post.text, target)) continue
    for (const said of perhaps ? [one] : [one, ...[...own].reverse()]) {
      // In the same post it stands before; a name at the very beginning is whom a reply is to.
      const names = said.found.targets.filter(
        (other) => !isOwn(other) && (said !== one || (other.end <= target.start && /\S/.test(post.text.slice(0, other.start)))),
      )
      if (names.length === 0) continue
      const like = perhaps ? names.filter((other) => isLike(other, target)) : names
      if (like.length === 0) continue
      const wrong = meant ? replacedBy(target, like) : (names.find((other) => kindKey(other) === kindKey(target)) ?? null)
      if (wrong === null && !meant) continue
      if (wrong !== null) {
        const by = meant ? { post: postKey(post), right: kindKey(target), question: answeredWith(wrong, said, own) } : null
        // Said again to be put right, it stands in what was said before, too.
        const again = said === one ? own.filter((before) => before.found.targets.some((other) => kindKey(other) === kindKey(wrong))) : []
        for (const where of [said, ...again])
          out.push({ of: postKey(where.post), wrong: kindKey(wrong), reason: meant ? 'put right by the nominator' : 'taken back by the nominator', by })
      }
      break
    }
  }
}

/** Which question a name answered, there or, if it is only said again to be put right, where its author named it before. */
function answeredWith(wrong: FoundTarget, said: ReadPost, own: readonly ReadPost[]): number | null {
  const here = markAt(said.marks, wrong.start)
  if (here !== null) return here.number
  for (const { marks, found } of [...own].reverse()) {
    const before = found.targets.find((other) => kindKey(other) === kindKey(wrong))
    const mark = before && markAt(marks, before.start)
    if (mark) return mark.number
  }
  return null
}

const between = (by: string, to: string, what: string): string => `${by} ${to} ${what}`
/** To whom a post speaks: the name at its very beginning. */
const spokenTo = ({ post, found: { targets } }: ReadPost): FoundTarget | null => {
  const [first] = targets
  return first?.kind === 'account' && post.text.slice(0, first.start).trim() === '' ? first : null
}

/** Keeps what somebody tells another to be the right name, for when she takes it. */
function tell(one: ReadPost, voice: string, told: Set<string>): void {
  const { post, found } = one
  const to = spokenTo(one)
  if (to === null || post.text.length > 1000 || !MAY_TELL.test(post.text)) return
  for (const target of found.targets)
    if (target !== to && TELLS_RIGHT.test(post.text.slice(Math.max(0, target.start - 48), target.start))) told.add(between(voice, to.key, kindKey(target)))
}

/** What she was told by the one she answers replaces the one name of its kind in what she said last. */
function accept(
  one: ReadPost,
  voice: string,
  own: readonly ReadPost[],
  told: ReadonlySet<string>,
  isOwn: (target: FoundTarget) => boolean,
  out: Correction[],
): void {
  const { post, found } = one
  const to = told.size === 0 ? null : spokenTo(one)
  if (to === null || post.text.length > 1000 || !ACCEPTS.test(post.text)) return
  for (const target of found.targets) {
    if (isOwn(target) || !told.has(between(to.key, voice, kindKey(target)))) continue
    const names = (said: ReadPost) => {
      const spoken = spokenTo(said)
      return said.found.targets.filter((other) => other !== spoken && other.kind === target.kind && !isOwn(other))
    }
    const said = [...own].reverse().find((said) => names(said).length > 0)
    const [wrong, more] = said === undefined ? [] : names(said)
    if (said === undefined || wrong === undefined || more !== undefined || wrong.key === target.key) continue
    out.push({
      of: postKey(said.post),
      wrong: kindKey(wrong),
      reason: 'put right by the nominator',
      by: { post: postKey(post), right: kindKey(target), question: markAt(said.marks, wrong.start)?.number ?? null },
    })
  }
}
