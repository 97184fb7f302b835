// ◆ pure
/** How people in a chat pass on, answer, thank, warn: the turns of phrase that make a name no nomination. */
import type { FoundTarget, Span } from './extract.js'
import type { Post } from './formats/types.js'
import { isRejected, mayReject } from './rejections.js'
import type { Put } from './replies.js'
import { holds, marksOf, phrase } from './triggers.js'

/** Looks back a few words, never further: a phrase has to stand right before the name. */
const BEFORE = 48

export interface Borrowed {
  start: number
  end: number
  reason: string
}

const PASSED_ON = phrase(/(?:^|[^\p{L}\p{M}\p{N}_@＠#＃])(RT|MT|QT|PRT)(?::\s?|\s{1,3}|)[@＠]/iu)
const QUOTED = /["“„«][@＠][A-Za-z0-9_]{1,15}:/g
/** `"…" via @name`: the whole post is what somebody else said. */
const QUOTED_WHOLE =
  /^\s{0,3}["“„«][^"“”„«»]{1,600}["”“»][\s,]{0,3}(?:via|h\/t|ht|from|by|said|says|wrote|[—–-])\s{0,3}[@＠][A-Za-z0-9_]{1,15}(?![A-Za-z0-9_@])/iu
/** `"A1 @name" ← this`: nobody marks an answer inside quotation marks but who repeats somebody else's; and what stands above an arrow or beside the post itself. */
const QUOTED_ANSWER =
  /["“„«]\s?#?a\d{1,2}[a-d]?(?![\p{L}\p{N}])[^"“”„«»]{2,600}["”“»]|^\s{0,3}(?:[@＠]\w{1,15}\s){0,4}["“„«][^"“”„«»]{2,600}["”“»](?=\s{0,3}(?:[←⬅👆☝💯^]|<[-–—]|(?:this|so much this)[.!👏 ])|[^@＠#＃\n]{0,40}https?:\/\/(?:www\.|mobile\.)?(?:x|twitter)\.com\/\w{1,15}\/status\/\d)/giu
/** A quotation mark in front of the mark of a retweet belongs to it; the clients of X and of others wrote these too. */
const OTHERS_WORDS = /(?:^|[\s(])(?:♺|♻\ufe0f?|🔁|retweeted|reposted|quoting|quote)[\s:]{0,3}[@＠][A-Za-z0-9_]{1,15}|^>\s/giu

/** Keeps what is looked up for each name short: more quotations than any post has are one. */
const MAX_SPANS = 20
const QUOTED_IN_WORDS = phrase(/retweeted|reposted|quoting|quote/i)
const SIGNS_OF_QUOTES = /["“„«♺♻>]|🔁/u

const NO_SPANS: readonly Borrowed[] = []

/** From the mark of a retweet, RT, MT, QT or PRT before a name, to the end; null if there is none. */
export function passedOn(text: string, marks: number): Borrowed | null {
  const found = (marks & PASSED_ON.bit) === 0 ? null : PASSED_ON.pattern.exec(text)
  if (!found) return null
  const mark = (found[1] ?? '').toUpperCase()
  const reason = mark === 'MT' ? 'a modified retweet is no support' : mark === 'QT' ? 'quoted' : 'a retweet is no support'
  return { start: found.index, end: text.length, reason }
}

/**
 * Parts of a post in somebody else's words: after RT, MT or QT to the end, and `"@name: …"` to the closing quotation mark. `marks` are
 * those of the text, see triggers.ts.
 */
export function borrowedSpans(text: string, marks: number): readonly Borrowed[] {
  const signs = SIGNS_OF_QUOTES.test(text)
  if ((marks & (PASSED_ON.bit | QUOTED_IN_WORDS.bit)) === 0 && !signs) return NO_SPANS
  const spans: Borrowed[] = []
  const passed = passedOn(text, marks)
  if (passed) spans.push(passed)
  OTHERS_WORDS.lastIndex = 0
  const others = signs || (marks & QUOTED_IN_WORDS.bit) !== 0 ? OTHERS_WORDS.exec(text) : null
  if (others) spans.push({ start: others.index, end: text.length, reason: 'quoted' })
  if (!signs) return spans
  QUOTED.lastIndex = 0
  for (let quote = QUOTED.exec(text); quote !== null; quote = QUOTED.exec(text)) {
    if (spans.length === MAX_SPANS) {
      spans.push({ start: quote.index, end: text.length, reason: 'quoted' })
      break
    }
    const closing = text.slice(quote.index + 1).search(/["”“»]/)
    const end = closing === -1 ? text.length : quote.index + 1 + closing
    spans.push({ start: quote.index, end, reason: 'quoted' })
    QUOTED.lastIndex = end
  }
  for (const { index, 0: quote } of text.slice(0, 1000).matchAll(QUOTED_ANSWER)) spans.push({ start: index, end: index + quote.length, reason: 'quoted' })
  const whole = QUOTED_WHOLE.exec(text.slice(0, 1000))
  if (whole) spans.push({ start: 0, end: text.length, reason: 'quoted' })
  return spans
}

/** Words that speak to somebody rather than propose her. */
const ADDRESS =
  /^[\s,:!-]{0,4}(?:yes|yep|yeah|yup|nope|nah|no[,.!]|thanks?|thx|ty|cheers|agreed?|welcome|hi|hello|hey|evening|morning|lol|haha|indeed|exactly|true|same here|ditto|sorry|you|your|you're|u|ur|me too|(?:good|great|fair|nice) (?:point|question|idea|one)|love (?:this|that|it)|well said|so true|what|how|why)(?![\p{L}\p{N}])/iu

/** What is said to somebody who spoke, and of an organisation that somebody named: only of those who take part it is said to them. */
const AGREES = /^[\s,:!-]{0,4}(?:yes|yep|yeah|yup|agreed?|indeed|exactly|true|same here|ditto|me too|love (?:this|that|it)|so true)(?![\p{L}\p{N}])/iu

export interface Addressed {
  /** How many of the first names the post is addressed to, for certain. */
  certain: number
  /** Each further name of the same row is one too if it and those before it take part in the chat. */
  perhaps: readonly string[]
}

const NOBODY: Addressed = { certain: 0, perhaps: [] }
const BETWEEN = /^[\s,]{0,6}(?:(?:and|&|\+)\s{0,3})?$/i

/** The leading names of a reply: X treats a post that begins with a name as one (hence `.@name`). Hosts take part for certain. `put` are those that X put there. */
export function addressed(post: Post, targets: readonly FoundTarget[], hosts: ReadonlySet<string>, marked: boolean, put: Put): Addressed {
  const [first] = targets
  if (first === undefined || first.form !== 'mention' || post.text.slice(0, first.start).trim() !== '') return NOBODY
  const to = post.reply?.to?.toLowerCase() ?? null
  const leading: FoundTarget[] = []
  let end = 0
  for (const target of targets) {
    if (target.form !== 'mention' || (leading.length > 0 && !BETWEEN.test(post.text.slice(end, Math.min(target.start, end + 20))))) break
    if (target.start - end > 20) break
    leading.push(target)
    end = target.end
  }
  // "@a @b yes!! A1" is addressed to those of them who take part.
  const spokenTo = leading.length === 1 && !marked && ADDRESS.test(post.text.slice(end, end + BEFORE))
  const agrees = spokenTo && AGREES.test(post.text.slice(end, end + BEFORE))
  let certain = 0
  const perhaps: string[] = []
  for (const [i, target] of leading.entries()) {
    // X itself puts the names of a thread in front of a reply, and only those: a further one was typed, and is nobody spoken to.
    if (put.sure && i > 0 && target.key !== to && !hosts.has(target.key) && !put.starts.has(target.start)) break
    // To whom a reply goes is known, or it is the first name if the file says only that it is a reply.
    const known = post.reply !== null && (to === null ? i === 0 : target.key === to)
    if (perhaps.length === 0 && (known || (spokenTo && !agrees) || hosts.has(target.key))) certain++
    else perhaps.push(target.key)
  }
  return { certain, perhaps }
}

/** "@name has named all of mine except @other": what is left to be named. */
const ALL_BUT =
  /(?:named|said|listed|mentioned|covered|nominated|taken|stolen|got) (?:(?:all|most|everyone|everybody|everything|both|my|the|lot|of|mine|them|ours|list|ones|picks|allies|already),? ){1,5}except(?: for)?[\s,:]{1,3}(?:the )?$/iu

const NEGATION = phrase(
  /(?:^|[^\p{L}])(?:(?<!why |if |or |whether |cannot |forget )not|never|neither|nor|pas|jamais|nicht|niet|ikke|inte|não|avoid(?:ing)?|boycott(?:ing)?|no to|gochelwch|ojo(?: con)?|cuidado con|evit(?:ar|en|a)|(?:would|will|do|wouldn['’]?t|don['’]?t|do not|would not|never) (?:not )?(?:touch|go near|go anywhere near)|watch out for|instead of|rather than|as opposed to|nothing to do with|(?:not )?to be confused with|none of (?:them|these|those|the (?:above|others))|not recommended|tired of|sick of|fed up with|done with|not a fan of|never again|stop (?:using|following|working with|funding|praising)|warn(?:ing|ed)? (?:about|against|of)|unfollow(?:ed|ing)?|block(?:ed|ing)?|muted?|ignor(?:e|es|ed|ing)|(?:please|pls|and|then|should|to|just|i|i['’]ve|we|have) report(?:ed)?|no thanks? to|except(?: for)?|anyone but|anything but|(?:stay|keep|steer|stayed|keeping|staying) (?:well |far |right |very |miles |the hell )?(?:away|clear) (?:from|of)|run (?:a mile|away|far) from|swerve|beware(?: of)?|wary of|careful with|(?:don['’]?t|do not|wouldn['’]?t|would not|shouldn['’]?t|should not|won['’]?t|will not|not|not going to|refuse to|never|without) (?:naming|name|mention|mentioning|tag|tagging|naming and shaming|give my money to|give money to|counting|including|trust|use|add|list|ring|call|phone|contact|bother with|refer to|go to|include|nominate|follow|support|recommend|suggest|endorse|like))(?:[\s,:;–—-]{1,3}(?:especially|esp\.?|in particular|least of all|not even|certainly not|and (?:certainly|definitely) not))?[\s,:"“'(.]{0,3}(?:the |at )?$/iu,
)

/** "not @name", "stay away from @name": an explicit word right before. "why not @name" is a proposal. */
export const isNegated = (text: string, start: number): boolean => {
  const clause = lastClause(text, start)
  return holds(NEGATION, marksOf(clause), clause) && !ALL_BUT.test(text.slice(Math.max(0, start - 80), start))
}

/**
 * "would never work with @name", "won't go back to @name", "skip @name", "can't say a good word about @name", "do not send anyone to @name",
 * "one I'd leave off is @name", "can't stand @name", "anyone who isn't @name", "Dishonourable: @name"; not what one could not do without.
 */
const SPURNED_BEFORE =
  /(?:^|[^\p{L}])(?:[aq]\d{1,2}\W{1,4}(?:definitely |certainly |really |sadly |well )?not (?:the|our|my|your|any|those) (?:(?!but|only|just|yet|least|usual|obvious)\p{L}{1,14},? ){1,3}|skip(?:ping)?|(?<!(?:if|when|why|unless)(?: \p{L}{1,4})? )(?:don['’]?t|do not|never) (?:ever )?(?:send|refer|signpost|direct|point) (?:\p{L}{1,10} ){1,2}to|(?:i|we)(?:['’]d| would|['’]ll| will) (?:rather |happily |gladly |definitely |always )?leave (?:off|out)(?: (?:the|my|our|this|that|any) list)?(?: (?:is|are|would be))?|ones? (?:to|(?:i|we)(?:['’]d| would)) (?:leave (?:off|out)|avoid|skip|drop|strike)(?: (?:the|my|our|this|that) list)?(?: (?:is|are|would be))?|(?<!(?:had|got|was|were|be) )warn(?:ed|ing)? (?:(?!not)\p{L}{1,10} ){0,3}(?:off|away from|against|about|of)(?: (?:is|are|was|would be))?|(?:can['’]?t|cannot|couldn['’]?t|could not) (?:stand|bear|abide|stomach|rate|forgive)|(?<!(?:why|if) \p{L}{1,6} |to |don['’]?t )(?:hate|loathe|detest|despise|dislike|distrust|mistrust)|(?<!(?:if|when|why) )(?:who|that|which|they|this|these|those|anyone|anybody) (?:isn['’]?t|is not|aren['’]?t|are not|wasn['’]?t|weren['’]?t)|(?:dis-?hono(?:u?)rable mentions?|dis-?hono(?:u?)rable|least fav(?:ou?)rite|worst(?: of all)?|avoid list|wooden spoon|thumbs down|black ?list(?:ed)?|never)(?: (?:goes|go) to| for| to)?\s{0,2}:|(?:can['’]?t|cannot|couldn['’]?t) say (?:a|one|any) (?:good|nice|kind) (?:word|thing) (?:about|for|of)|(?:would never|will never|wouldn['’]?t|would not|won['’]?t|will not)(?! (?:be|forget|miss|do|cope|manage|survive|stop|hesitate|trade|swap|change|leave|overlook|exclude|say no))(?: (?!without)\p{L}{2,12}){1,3})[\s,:"“'(]{0,3}(?:the |at )?[."“'(]?$/iu
/** "@name no no no", "@name? No thanks", "I was told to ask @name. Don't.", "@name are good. They are not.", "@name 👎". */
const SPURNED_AFTER =
  /^[\s,]{1,2}(?:rather |much |a lot |quite )?less so(?![\p{L}])|^[\s,:–—-]{0,3}(?:🤮|🤢|👎|💩)|^[^@＠#＃\n.!?]{0,50}[.!?…–—-]{1,3}\s{1,2}(?:they|it|but they|but it|reader, they)(?:['’]re| are| is|['’]s| were| was| do| did| does)(?: not|n['’]?t)(?=\s{0,2}(?:[.!]|$|[#＃]))|^[^@＠#＃\n.!?]{0,40}[.!?;,…–—-]{1,3}\s{0,2}(?:but |and )?(?:i |we |i['’]d |we['’]d )?(?:wouldn['’]?t|would not|won['’]?t|will not|never) (?:use them |go back |do it |bother )?again(?![\p{L}])|^(?:[\s,:!?.)]{0,3}(?:no(?:[\s,]{1,2}no)+|over my dead body|(?:no|not a|fat) chance|not on your (?:life|nelly)|(?:god|hell|heavens|goodness|absolutely|definitely|certainly) (?:no|not)|as if|you must be joking|forget it|hard pass|not likely|no way|no thanks?|no thank you|nope|never again|not ever)|[\s:;!?.)…–—-]{1,5}(?:just |please |really |honestly,? )?(?:don['’]?t|do not)(?=[.!]|\s{0,2}$|\s[#＃])|[\s,:;!?.)–—-]{1,5}(?:please |so |just |and |folks,? |everyone )?(?:avoid|beware|steer clear|(?:stay|keep) (?:well |far |right )?(?:away|clear)|(?:report|block|unfollow|ignore|mute|avoid|boycott) (?:them|it|her|him|this (?:account|lot|one)|the account)|(?:don['’]?t|do not) (?:trust|follow|use|ring|call|reply to|click|give|go near|touch) (?:them|it|anything)|(?:they|it)(?:['’]?s| is| are|['’]re) (?:a )?(?:scam(?:mers)?|frauds?|fakes?|bots?|cowboys|sharks|crooks|bogus|rip[- ]?off)))(?![\p{L}])(?!\s(?:of |from )?(?:the )?[@＠#＃])/iu
/** "... for the free samples. Not." */
const TAKEN_BACK = /[.!…]\s{0,2}not[.!]{0,3}(?:\s{1,3}[#＃][\p{L}\p{M}\p{N}_]{1,60}){0,4}\s{0,3}$/iu
/** "None of them pick up the phone after five, especially @name": a clause may stand between. */
const NONE_ABOVE_ALL =
  /(?:^|[^\p{L}])(?:none|not one|nobody|hardly any) of (?:them|these|those|the [\p{L}]{1,14})(?![\p{L}])[^.!?;:@＠#＃\n]{0,70}[\s,–—-]{1,3}(?:especially|esp\.?|in particular|least of all|not even)\s{1,2}(?:the |our |at )?$/iu
const MAY_SPURN =
  /n['’]?t\b|\bnever\b|\bskip|\bnot\b|\bno\b|\bnope\b|cannot|avoid|beware|steer|less so|(?:none|one|nobody|any) of |away\b|leave (?:off|out)|hate|loathe|detest|despise|dislike|distrust|mistrust|dis-?hono|least fav|worst|spoon|thumbs|black ?list|avoid list|🤮|🤢|👎|💩|report|block|ignore|unfollow|mute|boycott|warn|as if|joking|forget|hard pass|dead body|chance|your life|nelly|scam|fraud|fake|crook|bogus|cowboy|shark|rip/i

const isSpurned = (text: string, { start, end }: Span): boolean =>
  SPURNED_BEFORE.test(lastClause(text, start)) ||
  NONE_ABOVE_ALL.test(text.slice(Math.max(0, start - 110), start)) ||
  SPURNED_AFTER.test(text.slice(end, end + 48))

const NONE: ReadonlySet<number> = new Set()

/** "not @a", and with it the rest of "not @a or @b": where those begin that are warned of. `marks` are those of the text. */
export function negatedTargets(text: string, targets: readonly Span[], marks: number): ReadonlySet<number> {
  const spurns = MAY_SPURN.test(text)
  const rejects = mayReject(text)
  if ((marks & NEGATION.bit) === 0 && !spurns && !rejects) return NONE
  if (spurns && TAKEN_BACK.test(text.slice(-280))) return new Set(targets.map(({ start }) => start))
  const negated = new Set<number>()
  targets.forEach((target, i) => {
    const before = targets[i - 1]
    const joined =
      before !== undefined &&
      negated.has(before.start) &&
      /^\s{0,3}(?:,|or|nor|,\s?n?or|\/|&)\s{0,3}$/i.test(text.slice(before.end, Math.min(target.start, before.end + 12)))
    if (joined || isNegated(text, target.start) || (spurns && isSpurned(text, target)) || (rejects && isRejected(text, target))) negated.add(target.start)
  })
  return negated
}

const GREETED = phrase(
  /(?:^|[^\p{L}])(?:thanks(?: again| so much| all| everyone| a lot| also)?(?: to| for)?|thank (?:you|u)(?: so much)?(?: to)?|thx(?: to)?|ta|ty|tysm|cheers|gracias|diolch|merci|danke|h\/t|ht|hat tip(?: to)?|via|cc|fao|ping|pinging|looking at you|over to you|well said|welcome(?: back)?(?: to)?|hi|hiya|hello|hey|evening|morning|night|bye|congrats(?: to)?|congratulations(?: to)?|love you|miss you|sorry|fight me|ask|asking|tell|tagging|credit to|nod to)[\s,:;!"“'(.]{0,4}$/iu,
)
/** Said of people; of an organisation that takes part it may well be support. */
const FOLLOWED = phrase(
  /(?:^|[^\p{L}])(?:agree(?:d|s|ing)?(?: with)?|i['’]?m with|same as|as per|per|as|like|what|echo(?:ing)?|inspired by|stolen? from|stole (?:this |that |it )?from|stealing from|learn(?:t|ed) (?:this |that |it )?from|heard (?:this |that |it )?from|(?:\+1|\+ 1)(?: (?:to|for))?|second(?:ing|ed)?|ditto|my (?:colleague|friend|mate|classmate|boss|tutor|student|professor|prof))[\s,:;!"“'(.]{0,4}$/iu,
)
const SAYS = phrase(
  /^(?:['’]s? (?:point|idea|question|answer|list|suggestion|tweet|post|pick|comment|thread|nomination)|[\s,:)]{0,3}(?<![\p{L}])(?:for (?:hosting|organi[sz]ing|sharing|reminding|running|leading|joining|keeping|moderating|the (?:tip|link|chat|question|idea|reminder|invite))|beat me|above|already said|you|your|you['’]re|u|ur|have you|did you|do you|are you|can you|will you|what about|how about|see you|thanks|thank you))(?![\p{L}])/iu,
)
/** Of an organisation that takes part the same words rather tell what it does. */
const SAYS_HERSELF = phrase(
  /^[\s,:)]{0,3}(?<![\p{L}])(?:(?:has |have |had |['’]s |['’]ve |already |just |has already |got )(?:already |just |all )?(?:named|said|listed|mentioned|covered|nominated|taken|stolen|there first)|(?:took|taken) the words|got in (?:first|before)|(?:has )?(?:beat(?:en)?|pipped|stole|stolen|nicked|pinched|robbed|reminded|told|persuaded|convinced|corrected) (?:me|mine|my)|because (?:she|he)|she['’]?s|he['’]?s|she|he|took mine|got mine|says|said|mentioned|mentions|suggested|suggests|nominated|wrote|put it|points? out|pointed out|asks|asked|is right|was right|has it|got it|got there|knows|what|how|why|yes|yep|lol|haha|never|i|i['’]m|i['’]d|snap|same|agreed?|good (?:one|point|shout|call|idea)|great (?:one|point|shout|call|idea))(?![\p{L}])/iu,
)
/** "@name hm, I'd …": whoever hesitates after a name speaks to her. */
const HESITATES = /^[\s,:)]{0,3}(?:hm+|er+m?|um+|uh+|mm+|ah+|oh+|ooh+|arg?h+|well|nah|ha(?:ha){0,3}|ouch|yikes|interesting|really)\s?[,.…!?]/iu
const SMILES = /^[\s,:)]{0,3}(?:😂|🤣|😀|😉|;-?\)|:-?\))/u

/** `known` are the marks of the text, if it is short. Only asked of those who take part in the chat themselves: they are thanked, greeted and quoted all the time. */
export const isThanks = (text: string, start: number, end: number, body: boolean, known: number | null): boolean => {
  const before = lastClause(text, start)
  const after = text.slice(end, end + BEFORE)
  const marks = known ?? marksOf(before) | marksOf(after)
  return (
    holds(GREETED, marks, before) ||
    holds(SAYS, marks, after) ||
    (!body && (holds(FOLLOWED, marks, before) || holds(SAYS_HERSELF, marks, after) || HESITATES.test(after) || SMILES.test(after)))
  )
}

const lastClause = (text: string, start: number): string => text.slice(Math.max(0, start - BEFORE), start)
