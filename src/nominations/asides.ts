// ◆ pure
/**
 * Names that an answer holds without putting them forward: where its author works or was trained, what she typed first and puts right at once, what she asks
 * about, once thought of, or sums up. What they share is a turn of phrase right beside the name; whoever means the name says something else there.
 */
import type { Span } from './extract.js'

const REACH = 160
const phrase = (parts: readonly string[], end = '$') => new RegExp(String.raw`(?:^|[^\p{L}])(?:${parts.join('|')})${end}`, 'iu')

const SPENT = String.raw`(?: (?:for )?(?:a|an|my|\d{1,2}|\p{L}{2,8}) (?:years?|months?|weeks?|summers?|days?|decades?|shifts?))?`
const WORKS_THERE = phrase([
  String.raw`used to (?:work|be|volunteer|go|study|train|intern|temp)(?: (?:a|an) \p{L}{2,12})?${SPENT} (?:for|at|with|in)(?: the)?[ ]`,
  String.raw`(?:i|we|he|she)(?:['’]ve| have)? (?:worked|volunteered|interned|trained|studied|temped|retired)${SPENT} (?:for|at|with|from)(?: the)?[ ]`,
  String.raw`(?:i|we)(?:['’]m| am|['’]re| are|['’]ve been|['’]d been| was| were) (?:on|doing|in) (?:my |a |our )?placements? (?:with|at|in)(?: the)?[ ]`,
  String.raw`(?:i|we)(?:['’]m| am)? (?:follow(?:ed)?|take|took|taking|did|do|doing|attend(?:ed)?) (?:a |an |my |the |some )?(?:\p{L}{2,12} )?(?:course|class|classes|training|lessons|degree|module|workshop)s? (?:at|with|in|from)(?: the)?[ ]`,
  String.raw`(?:i|we|he|she) (?:bought|sold|rented|hired|ordered) (?:a |an |my |our |the )?\p{L}{2,12} (?:off|from|at|on|through)[ ]`,
  String.raw`my (?:supervisor|manager|team leader|line manager|tutor|placement|trainee(?:ship)?|shifts?|day job|ward|office)(?: is)? (?:at|with|in|from)(?: the)?[ ]`,
])

/** "@harbr_eg argh @harbour_eg": only with another name behind it that begins like it. */
const SLIPPED =
  /^[^@＠\n]{0,25}(?<![\p{L}])(?:auto-?correct|typo|wrong (?:one|handle|account)|arg+h?|ag+h|gah|ugh|oops|whoops|ag nee|d['’]?oh|fat fingers?|sorry|i mean(?:t)?|no wait)(?![\p{L}])[^@＠\n]{0,25}[@＠]([A-Za-z0-9_]{2,20})/iu
const BEGINS_ALIKE = 3
/** "Wait. That's their old name", "they closed that account". */
const IS_OLD =
  /^[^@＠\n]{0,60}(?:(?<![\p{L}])(?:wait|hang on|hold on|hmm+)[.!,…]{0,3}\s[^@＠\n]{0,20}(?:old|former|previous|wrong) (?:name|handle|account|one)|(?<![\p{L}])(?:i think )?they(?:['’]ve| have)? (?:closed|deleted|shut|left|abandoned) (?:that|the|their|this) (?:account|handle|page))(?![\p{L}])/iu
/** "Oops I typed @name in my DM". */
const TYPED = /(?:^|[^\p{L}])(?:oops|whoops|ugh|gah|sorry|d['’]?oh)[^@＠#＃.!?]{0,20}(?:typed|tweeted|wrote|tagged|put|pasted)\s$/iu
/** "Forget @old, it's @new now": in other places forgetting is what nobody should. */
const FORGET = /^\W{0,3}(?:(?:ok(?:ay)?|so|oh|actually|yup|yes|no)[.,!]?\s){0,2}forget(?: about)?\s$/iu

/** "isn't @name the one that was sold?"; "does @name count?" proposes. */
const ASKED_ABOUT = phrase([String.raw`(?:is|was|are|were)(?:n['’]?t)?(?: (?:it|that|this))?[ ]`])
const THE_ONE = /^ (?:the|that|those|these) (?:ones?|lot|crowd|people|account|charity|group|place|outfit)(?![\p{L}])[^.!?\n]{0,100}\?/iu
const TAG_QUESTION = /^ (?:is|are|was|were)[^.!?\n]{3,90},? (?:yeah|right|innit|correct|no|eh|isn['’]?t it|aren['’]?t they)\?/iu

/** "How long have you been working with @name?": asks somebody who named it. */
const ASKS_SOMEBODY =
  /(?:^\s{0,2}(?:[@＠]\w{1,15}\s){0,3}|[,;:–—!]\s{0,2}|(?:and|so|but|oh|ooh|ok|out of interest|curious|may i ask|can i ask)[,:]?\s)(?:(?:and|so|but|oh|ooh|ok(?:ay)?)[,]?\s)?(?:how|when|where|since when|how (?:long|often|many|much|soon))(?: (?:long|often|much|soon|exactly))? (?:have|has|do|did|does|are|were|was|is) (?:you|u|ye|y['’]?all|your|they|she|he)(?![\p{L}])(?![^@＠]{0,70}(?<![\p{L}])(?:not|never|forg|miss|without|live))[^.!?@＠#＃\n]{0,70}$/iu
const IS_ASKED = /^[^.!@＠#＃\n?]{0,50}\?/u

const THOUGHT_OF = phrase([
  String.raw`(?:i(?:['’]d| would)|we(?:['’]d| would)) (?:normally|usually|once|in other years) (?:say|name|pick|put|go (?:for|with))(?: the)?[ ]`,
  String.raw`(?:thought|think|assumed|mistook|took) (?:that )?(?:we|i|us|me|he|she)(?: (?:were|was|are|is|am|for))?[ ]`,
  String.raw`(?:für mich |bei mir )?nicht (?!nur|vergessen|zuletzt|zu )(?:(?:der|die|das|den|dem|unbedingt|mehr) )(?:\p{L}{2,14} ){0,2}`,
])
/** Only where it goes on against it. */
const CONSIDERED = phrase([String.raw`(?:had|have|did) (?:thought|think) of[ ]`, String.raw`i (?:had|hatte)[ ]`, String.raw`ich hatte[ ]`])
const DROPPED = /^[^@＠\n]{0,70}(?:(?<![\p{L}])(?:but|aber|until)(?![\p{L}])|auf dem (?:zettel|schirm))/iu
const MADE_UP = /^[^@＠\n]{0,10}[.!,…–—-]{1,2}\s{0,3}(?:i )?(?:just )?(?:made|making) (?:it|that|this) up(?![\p{L}])/iu
/** Behind whatever it is praised for. */
const NOT_THEM =
  /^[^@＠\n]{0,120}(?<![\p{L}])(?:so (?:not (?:them|it|those|that)|let it be|leave (?:it|them)|i(?:['’]d| had)? better (?:keep|stay|not)|i(?:['’]d| would) rather(?! not))|not from me|i (?:want|wanted|try|tried) to (?:like|love) (?:them|it), but)(?![\p{L}])/iu
/** "A caution, if I may. @name has been phoning families." */
const WARNED =
  /(?:^|[.!?\n]\s{0,2}|[:)]\s)(?:(?:a|one|just|small|quick|gentle|word of|words of) ){0,3}(?:caution|warning|be careful|beware)[^.!?@＠#＃]{0,30}[.:!]\s{1,2}$/iu
const IF_IT_EXISTED =
  /^[^@＠#＃]{0,30}(?<![\p{L}])if (?:it|they|that|such a thing|only (?:it|they)) (?:existed|were real|was real|were a thing|was a thing)(?![\p{L}])/iu
const WRONGED =
  /^ (?:\p{L}{2,12} ){0,2}(?:turned (?:away|down)|refused|rejected|hung up on|laughed at|blamed|shamed|let down|threw out|kicked out|walked out on) (?:a|an|one|two|my|our|me|us|him|her|them|his|some)(?![\p{L}])/iu

/** Whoever has nobody to name says so first; a turn of the talk takes it back. */
const NOBODY =
  /(?:^|[^\p{L}])(?:(?:don['’]?t|do not|dinnae) (?:really )?(?:know|have) (?:any|one|anybody|anyone|a nominee|a nomination)(?: (?:yet|myself|of those))?|no nominee|nobody to name|(?:can['’]?t|cannot) (?:think of|name|pick) (?:any|one)|(?:none|nothing) (?:from|for) me)(?=[.,;!…])(?!.{0,120}(?<![\p{L}])(?:but|except|apart|though|unless|maybe|perhaps|ok(?:ay)?|actually|wait|if))/isu
/** Those who take notes say what there is so far. */
const SO_FAR = /(?:^|[.!?(]\s{0,2})so far(?: we have| we['’]ve got| named)?[:,]?\s(?:[@＠#＃][\p{L}\p{N}_]{1,40},?\s(?:and |& )?)*$/iu

const MAY =
  /work|volunteer|placement|trained|studied|intern|temp|retired|supervisor|manager|tutor|shift|day job|ward|office|used to|corre|typo|wrong|arg|agh|gah|ugh|oops|whoops|ag nee|fat finger|sorry|i mean|wait|hang on|hold on|hm|closed|deleted|abandon|forget|\?|normally|usually|once|thought|think|assumed|mistook|took|nicht|i had|hatte|made|making|so not|let it|leave|better|rather|from me|to like|to love|turned|refused|rejected|hung|laughed|blamed|shamed|let down|threw|kicked|walked|any|nominee|nobody|none|nothing|so far|caution|warning|careful|beware|existed|a thing|were real|was real|typed|tweeted|wrote|tagged|pasted|course|class|training|lesson|degree|module|bought|sold|rented|hired|ordered/i

const WORK = 'where the nominator works or was'
const SLIP = 'typed by mistake, and put right'

/** Why a name is only mentioned, or null. Of a post that is short enough to be an answer. */
export function whyAside(text: string, { start, end }: Pick<Span, 'start' | 'end'>): string | null {
  if (text.length > 1000 || !MAY.test(text)) return null
  const before = text.slice(Math.max(0, start - REACH), start)
  const after = text.slice(end, end + REACH)
  const sentence = before.slice(Math.max(0, ...[...before.matchAll(/[.!?…\n](?=\s|$)|\n/g)].map(({ index, 0: { length } }) => index + length)))
  if (WORKS_THERE.test(sentence)) return WORK
  if (isSlip(text.slice(start + 1, end), after) || IS_OLD.test(after) || FORGET.test(sentence) || TYPED.test(sentence)) return SLIP
  if ((ASKED_ABOUT.test(sentence) && THE_ONE.test(after)) || TAG_QUESTION.test(after) || (IS_ASKED.test(after) && ASKS_SOMEBODY.test(sentence)))
    return 'asked about, not proposed'
  if (THOUGHT_OF.test(sentence) || MADE_UP.test(after) || NOT_THEM.test(after) || (CONSIDERED.test(sentence) && DROPPED.test(after)))
    return 'thought of, and not meant'
  if (WRONGED.test(after) || WARNED.test(before)) return 'spoken ill of'
  if (IF_IT_EXISTED.test(after)) return 'said not to exist'
  if (NOBODY.test(before)) return 'the nominator has nobody to name'
  return SO_FAR.test(before) ? 'a summary of what was named' : null
}

function isSlip(name: string, after: string): boolean {
  const next = SLIPPED.exec(after)?.[1]?.toLowerCase()
  return next !== undefined && next !== name.toLowerCase() && next.slice(0, BEGINS_ALIKE) === name.slice(0, BEGINS_ALIKE).toLowerCase()
}
