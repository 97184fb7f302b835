// ◆ pure
/** How people in a chat pass on, answer, thank, warn: the turns of phrase that make a name no nomination. */
import type { FoundTarget } from './extract.js'
import type { Post } from './formats/types.js'

/** Looks back a few words, never further: a phrase has to stand right before the name. */
const BEFORE = 48

/** `A1`, `a.1`, `Q1a)`; with a blank (`A 1:`) only before a sign, since "A 10 year old charity" answers no question 10. */
const ANSWER = /^(?:[\s.,:"'“(\-–—]|[@＠#＃][\p{L}\p{M}\p{N}_]{1,100}){0,12}[AQ](?:\.?#?(\d{1,2})[a-d]?(?![\p{L}\p{N}])|\s(\d{1,2})\s?[:.)\]])/iu

/** Number n of the question a post answers, by `An` or `Qn` at its beginning (after names and tags); null if it does not say. */
export function questionOf(text: string): number | null {
  const found = ANSWER.exec(text.slice(0, 400))
  const number = Number(found?.[1] ?? found?.[2] ?? 0)
  return number >= 1 && number <= 50 ? number : null
}

export interface Borrowed {
  start: number
  end: number
  reason: string
}

const PASSED_ON = /(?:^|[\s"“”'(:;,.!?|>-])(RT|MT|QT|PRT)(?::\s?|\s{1,3}|)[@＠]/gi
const QUOTED = /["“„«][@＠][A-Za-z0-9_]{1,15}:/g

/** Parts of a post in somebody else's words: after RT, MT or QT to the end, and `"@name: …"` to the closing quotation mark. */
export function borrowedSpans(text: string): Borrowed[] {
  const spans: Borrowed[] = []
  PASSED_ON.lastIndex = 0
  const passed = PASSED_ON.exec(text)
  if (passed) {
    const mark = (passed[1] ?? '').toUpperCase()
    spans.push({
      start: passed.index,
      end: text.length,
      reason: mark === 'MT' ? 'a modified retweet is no support' : mark === 'QT' ? 'quoted' : 'a retweet is no support',
    })
  }
  QUOTED.lastIndex = 0
  for (let quote = QUOTED.exec(text); quote !== null; quote = QUOTED.exec(text)) {
    const closing = text.slice(quote.index + 1).search(/["”“»]/)
    const end = closing === -1 ? text.length : quote.index + 1 + closing
    spans.push({ start: quote.index, end, reason: 'quoted' })
    QUOTED.lastIndex = end
  }
  return spans
}

/** Words that speak to somebody rather than propose her. */
const ADDRESS =
  /^[\s,:!-]{0,4}(?:yes|yep|yeah|yup|nope|nah|no[,.!]|thanks?|thx|ty|cheers|agreed?|welcome|hi|hello|hey|evening|morning|lol|haha|indeed|exactly|true|same here|ditto|sorry|you|your|you're|u|ur|me too|(?:good|great|fair|nice) (?:point|question|idea|one)|love (?:this|that|it)|well said|so true|what|how|why)(?![\p{L}\p{N}])/iu

/** Offset up to which leading names are those of a reply: X treats a post that begins with a name as one (hence `.@name`). */
export function leadingReplyEnd(post: Post, targets: readonly FoundTarget[], isParticipant: (key: string) => boolean): number {
  const to = post.reply?.to?.toLowerCase() ?? null
  let end = 0
  const leading: FoundTarget[] = []
  for (const target of targets) {
    if (target.form !== 'mention' || post.text.slice(end, target.start).trim() !== '') break
    leading.push(target)
    end = target.end
  }
  if (leading.length === 0) return 0
  const addressed = ADDRESS.test(post.text.slice(end, end + BEFORE))
  let reply = 0
  for (const [i, target] of leading.entries()) {
    // To whom a reply goes is known, or it is the first name if the file says only that it is a reply.
    const known = post.reply !== null && (to === null ? i === 0 : target.key === to)
    if (!known && !addressed && !isParticipant(target.key)) break
    reply = target.end
  }
  return reply
}

const NEGATION =
  /(?:^|[^\p{L}])(?:(?<!why )not|never|neither|nor|avoid(?:ing)?|boycott(?:ing)?|except(?: for)?|anyone but|anything but|(?:stay|keep|steer) (?:well )?(?:away|clear) (?:from|of)|beware(?: of)?|wary of|careful with|(?:don['’]?t|do not|wouldn['’]?t|would not|shouldn['’]?t|should not) (?:trust|use|add|list|include|nominate|follow|support|recommend|suggest|endorse|like))[\s,:"“'(.]{0,3}(?:the |at )?$/iu

/** "not @name", "stay away from @name": an explicit word right before. "why not @name" is a proposal. */
export const isNegated = (text: string, start: number): boolean => NEGATION.test(lastClause(text, start))

const THANKS =
  /(?:^|[^\p{L}])(?:thanks(?: again)?(?: to)?|thank you|thx(?: to)?|ty|cheers|h\/t|ht|hat tip(?: to)?|via|cc|agree(?:d)? with|echo(?:ing)?|well said|welcome|hi|hello|hey)[\s,:"“'(.]{0,3}$/iu
const SAYS = /^[\s,]{0,3}(?:says|said|mentioned|suggested|wrote|put it|points? out|pointed out|asks|asked)\b/i

/** Only asked of people who take part in the chat themselves: they are thanked and quoted all the time. */
export const isThanks = (text: string, start: number): boolean => {
  const name = /^[@＠][A-Za-z0-9_]{1,15}/.exec(text.slice(start, start + 20))?.[0] ?? ''
  return THANKS.test(lastClause(text, start)) || SAYS.test(text.slice(start + name.length, start + name.length + BEFORE))
}

const lastClause = (text: string, start: number): string => text.slice(Math.max(0, start - BEFORE), start)
