// ◆ pure
/** Turns of phrase right before or after a name that propose it, or show that it is only spoken of. Every window is short, so all is linear. */

import { allPhrases, holds, madeSince, type Phrase, phrase } from './triggers.js'

const FIRST = allPhrases().length
/** As far as a phrase may reach. */
export const REACH = 56
const before = (words: string, gap = String.raw`[\s,:;"“'‘(~.–—-]{0,4}(?:the |our |those |at |folks at |people at |team at |lot at )?`) =>
  phrase(new RegExp(String.raw`(?:^|[^\p{L}])(?:${words})${gap}$`, 'iu'))
/** What follows a name begins a word, since no name is followed by a letter at once. */
const after = (words: string) => phrase(new RegExp(String.raw`^(?:['’]s?)?[\s,:;"”'’)!.~–—-]{0,4}(?<![\p{L}])(?:${words})(?![\p{L}])`, 'iu'))

const JOIN =
  '(?:follow|follow(?:ing)?|be following|partner(?:ing)? (?:up )?with|work(?:ing)? (?:more )?(?:closely )?with|team(?:ing)? up with|link(?:ing)? (?:up )?with|join(?:ing)? (?:up|forces) with|include|including|invite|inviting|add|adding|list|know|know about|talk to|reach out to|learn from|connect with|collaborate with|listen to|watch|bring in|get|ally with|look at|thank)'

/** In so many words: enough wherever they stand. */
const STRONG_BEFORE = before(
  [
    String.raw`nominat(?:e|es|ed|ing|ion)(?: (?:is|goes to|for))?|(?:yo )?(?:s[ií] )?(?:nomino|propongo|recomiendo|sugiero|agrego|añado|apoyo|secundo|voto(?: por)?)(?: a)?|me sumo a|no (?:se )?olvid\p{L}{1,4}(?: (?:de|a))?|je (?:nomine|propose|recommande)|n['’]oubli\p{L}{1,4} pas|ich (?:nominiere|empfehle)|nicht vergessen|enweb(?:u|af)|peidiwch ag anghofio`,
    `(?:i |i['’]d |would |we )?(?:recommend|suggest|propose|endorse|put forward)(?:ing)?`,
    `(?:please|do|may i ask you to|could we|can we) consider(?: also| adding)?`,
    `(?:i |i['’]d |we |also |all )(?:support|back)(?:ing)?`,
    String.raw`shout[- ]?(?:ing )?(?:out )?(?:to|for|out)|shout[- ]?outs?|s\/o(?: to)?|big up|props to|kudos to|hats off to|(?:big )?love for|respect (?:to|for)|respect|applause for|cheers? for`,
    `(?:don['’]?t|do not|let['’]?s not|lets not|mustn['’]?t|must not|never|not to|can['’]?t|cannot|shouldn['’]?t|how (?:could|can|did) (?:we|i|you)) (?:we )?(?:forget|overlook|miss|leave out|sleep on)(?: about)?`,
    `(?:no ?one|nobody|anyone|anybody)(?: has|['’]s| else)? (?:has )?(?:mentioned|said|named|mention|say|nominated)(?: yet)?`,
    `(?:what|how) about|why not|(?:do )?check(?:ing)? out|have a look at|worth (?:a follow|following|a look|checking out|a mention|mentioning|a shout)|look no further than`,
    `swap(?:ping)? in|swap (?:it|them|that) for|add(?:ing)?|add to (?:the|that|this|my|our) list|one to add|room for|to add`,
    String.raw`(?:\+1|\+ 1)(?: (?:for|to|on|from me for))?|plus (?:one|1)(?: (?:for|to))?|(?:i )?second(?:ing|ed)?|co-?sign(?:ing|ed)?|(?:a )?vote (?:goes )?(?:for|to|is)|my vote|votes? for|yes to|a yes for|ditto(?: for)?|(?:seconded|ditto|snap|same|me too|hear hear|agreed)!{1,3}|same for|also for|(?:can['’]?t|cannot|won['’]?t|never) go wrong with|(?:can['’]?t|cannot) beat`,
    `(?:we|you|u|everyone|they|social workers|people|all)(?: all)? (?:should|must|need to|ought to|could|have to|gotta|really should|definitely should|can) (?:all |really |also |definitely |be )?${JOIN}`,
    `(?:let['’]?s|lets|want to|love to|like to|time to|please|pls|should|must|everyone|everybody|go) (?:all |also |go )?${JOIN}`,
    `(?:natural|great|good|true|real|strong|best|brilliant|perfect|obvious|other|another|key|vital|important|of our|fantastic|amazing|wonderful|excellent|new|potential|my|our|favou?rite|an) (?:ally|allies|partners?)(?: (?:is|are|would be|include|like|in|such as))?`,
    `my (?:pick|choice|answer|favou?rite|go-to|nominee|suggestion|ally|entry)s?(?: (?:is|are|would be|has to be))?`,
    `(?:forgot|missed|forgotten|left out|missing)(?: (?:about|one|to (?:say|add|mention|name)|off (?:the|my) list))?`,
    `put (?:me|us) down (?:as a yes )?for|(?:sign me up|count me in) for|put (?:my|our) name (?:down )?(?:to|for|against|behind)|put on (?:the|our|your|that) list`,
    `(?:late|last|final|one (?:more|last)|another|extra|bonus) (?:nomination|nominee|entry|addition|answer|pick|suggestion|shout|one|ally|vote)(?: (?:is|for|from me))?`,
  ].join('|'),
)
const STRONG_AFTER = after(
  [
    String.raw`(?:(?!not |never |don)[\p{L}’'-]{1,16}[\s,.!:;–—-]{1,3}){0,5}(?:(?:everyone|everybody|all of (?:you|us)|we|you|folks|people)(?: all)? (?:should|must|need to|ought to|have to) (?:all |really |definitely )?|(?:do |please |go |pls |so |just ))(?:follow|know about|support|back|join|look at|partner with|work with|nominate|add|include) (?:them|it|these|this lot)|give (?:them|it) a follow|(?:(?!not |never |don)[\p{L}’'-]{1,16}[\s,.!:;–—-]{1,3}){0,5}(?:they|it) (?:really |so |surely |definitely )?(?:belongs?|should (?:also )?(?:be|go|stand)|ought to be|needs? to be|deserves? to be) (?:on|in) (?:the|our|this|that|your|q\d{1,2}['’]?s)(?: \p{L}{1,12})? ?(?:list|directory|answers?)`,
    String.raw`(?:really |so |surely |definitely |certainly |always )?(?:deserves?|belongs?|merits?)\b.{0,20}(?:place|spot|mention|list|follow|q\d|here|there|vote|recognition|support|love|shout)`,
    `(?:should|must|needs? to|ought to|have to|has to) (?:definitely |really |also |so |all )?(?:be|go|get|join) (?:on|in|added|listed|here|there|an? ally|allies|our|included|followed|invited|part|with)`,
    `(?:gets?|has|have|got) my (?:vote|nomination)|(?:for|on) (?:the|our|this|that|your) (?:list|directory)|to (?:the|our|that|your) list`,
    `(?:is|are|is such|are such|would be|would make|makes?|have been|has been|as|being|remain)(?: (?:an?|our|my|such|the|really|so|always|some of|one of))*(?: (?:natural|great|good|true|real|strong|best|brilliant|perfect|obvious|key|vital|fantastic|amazing|wonderful|excellent|potential|long-?time|very|fab|lovely))* (?:ally|allies|partners?|nominee|nomination|must|must-follow|follow)`,
    `(?:is|are|would be|have to be|has to be) (?:my|our) (?:one|two|three|four|five|picks?|choices?|answers?|nominees?|nominations?|favou?rites?|go-tos?|votes?|suggestions?|ones?)`,
    `(?:is|are) (?:definitely |well |so )?worth (?:a |an )?(?:follow|look|mention|add|knowing|watching|checking)`,
  ].join('|'),
)
/** Praise and additions: enough where nominations are being asked for. */
const WEAK_BEFORE = before(
  [
    `también|hefyd|aussi|auch|also|plus|and also|as well as|and of course|of course|obviously|definitely|absolutely|especially|esp|100 ?%|particularly|always|maybe|perhaps|possibly|even|then|too`,
    `(?:i['’]?d|i would|i|gotta|got to|has to|have to|must|it has to|gonna) (?:say|go with|go for|pick|choose|be|vote)|(?:mine|ours)(?: (?:is|are|would be|has to be))?`,
    String.raw`(?:y )?(?:la|el|las|los) m[ií][oa]s?(?: es| son)?|la mienne(?: est| c['’]est)?|le mien(?: est| c['’]est)?|mein(?:e|er|s)?(?: tipp| favorit| vorschlag)?(?: ist| w[äa]re)?|(?:de|por) mi parte|para m[ií](?: es)?|pour moi(?: c['’]est)?|für (?:mich|uns)(?: ist es| klar)?|from me|for me clearly`,
    `for (?:me|us|my \\p{L}{1,14}|our \\p{L}{1,14})[,:]? (?:it['’]s|it is|it['’]d be|it would be|that['’]s|that is|that['’]d be|that would be|they(?:['’]re| are))(?: (?:always|definitely|got to be|gotta be))?`,
    `(?:big|huge|massive) fans? of|fans? of|(?:i |we |really |just |absolutely |also |do )?(?:love|adore|heart|rate|like|admire|trust|appreciate)(?: (?:what|how|the work of|working with))?|grateful (?:for|to)|inspired by|in awe of`,
    String.raw`such as|for example|for instance|e\.g\.?|eg|groups like|orgs like|organi[sz]ations like|people like|places like|charities like|accounts like|tags like`,
    String.raw`(?:yes|yep|yeah|agreed?|exactly|absolutely|definitely|this|oh|ooh|ah|and|again)[!,.\s]{1,4}(?:yes[!,. ]{1,3})?(?:and|also|plus|to)?`,
    `there['’]?s|there (?:is|are)|(?:you|we)['’]?(?:ve| have) (?:also )?got|go-to|thinking of|thought of|look(?:ing)? (?:at|up|to)|see also|great work (?:by|from|at)|thanks to|(?:have )?you (?:met|seen|tried|heard of)|work(?:ed|s|ing)? (?:closely )?with|follow|surely|has to be`,
  ].join('|'),
)
const WEAK_AFTER = after(
  [
    `too|as well|also|también|hefyd|aussi|auch|ook|igualmente|obvs|obviously|for sure|definitely|of course|all the way|every time|any ?day|please|surely|hands down|no contest|ftw|rocks?|rule|for the win|absolutely|for me|from me|comes? to mind|again`,
    `(?:is|are|was|were|have been|has been|['’]re) (?:so |really |very |just |absolutely |truly |simply |always |all |pretty |proper |also |a |an |the |my |our |one of the |such a |such |some of the |another )*(?:great|good|brilliant|amazing|fantastic|wonderful|awesome|excellent|superb|incredible|best|lovely|essential|invaluable|ace|fab|fabulous|outstanding|inspiring|inspirational|gem|gold|star|stars|lifesavers?|legends?|heroes|example|favou?rite|kind|vital|underrated|one|must|reliable|crucial|helpful|important|doing (?:great|amazing|brilliant|good|fantastic|wonderful|vital|important|incredible|such|so much|the|lots))`,
    `(?:do|does|did|are doing|is doing|who do)(?: (?:so|really|such|some|the|all|very|truly|a lot of))* (?:great|good|brilliant|amazing|fantastic|wonderful|awesome|excellent|superb|incredible|best|lovely|much|vital|important|heroic|essential|outstanding)`,
    `(?:help(?:s|ed)?|feed(?:s)?|support(?:s|ed)?|house(?:s|d)?|stand(?:s)?|stood|fight(?:s)?|get(?:s)? it|turn(?:s|ed)? up|show(?:s|ed)? up|save[sd]?|work(?:s|ed)?|never|always)`,
    `(?:is|are) (?:another|one|where|who|missing|the ones?|my)`,
  ].join('|'),
)

const INTRODUCES = before(
  String.raw`(?:i|we|i['’]m|i am|am|currently|now|also|who|and) (?:also |now |currently |just |both )?(?:work(?:ing|s)?|volunteer(?:ing)?|intern(?:ing)?|stud(?:y|ying)|train(?:ing|ed)?|based|employed|placed|on placement|teach(?:ing)?|run(?:ning)?|manage|lead|chair|founded|represent(?:ing)?)(?: (?:part[- ]time|full[- ]time|here|full|as an?(?: [\p{L}-]{1,16}){1,3}))?(?: (?:for|at|with|w\/|in))?|(?:my|our) (?:employer|workplace|agency|day job|own (?:org(?:ani[sz]ation)?|team|charity|agency))(?: is| at)?|my (?:house|museum|school|library|clinic|practice|branch|shop|ward|office|hospital|studio|base|place of work) is|representing|on behalf of|interning (?:at|w\/|with)|here (?:from|for)`,
)
const OURSELVES = before(
  `(?<!from |for |to |with |by |of |like |tell |let )(?:us|ourselves|me|myself)|my (?:own )?(?:lot|team|org|organi[sz]ation|charity|agency|employer)|our own|biased but|(?:shameless|cheeky|self) ?(?:self[- ])?(?:plug|promo(?:tion)?)(?: for)?`,
)
const COMES_FROM = before(String.raw`from|at|with|w\/|of|for|in`)
const GREETS =
  /(?:^|[^\p{L}])(?:i['’]?m|i am|my name(?:['’]s| is)|here|hi|hiya|hello|hey|evening|afternoon|morning|introduc\p{L}{1,5}|joining|tuning in|checking in|student|lecturer|worker|interning)(?![\p{L}])/iu
const PASSING = phrase(
  /(?:^|[^\p{L}])(?:popp(?:ed|ing) (?:in|into|to|by|round)|nipp(?:ed|ing) (?:in|into|to|out)|walk(?:ed|ing)?|drove|driving|sat|sitting|stuck|waiting|typing|tweeting|posting|writing|eating|drinking|having|coffee|latte|lunch|dinner|breakfast|tea|beer|wine|pizza|cake|train|bus|flight|on (?:the|my) way|bumped into|(?:i['’]?m|i am|i was|we were|we['’]re|i['’]ve been|been|just left|stood) (?:at|in|on|outside|near)|watch(?:ed|ing)|listening|reading|delayed|queue|queu(?:e)?ing|parked|sponsored by|brought to you by|tickets?|watching|off to (?:follow|look up|find|check out|read)|(?:i['’]?m |now |just )(?:now |just )?follow(?:ed|ing)|seen (?:on|in)|saw (?:on|in)|read in|via)(?![\p{L}])[^.!?\n]{0,28}$/iu,
)
const ASKED_ABOUT = before(
  `(?:know|knows|knew|wonder|wondering|sure|any idea|idea|hear|heard|tell me|asking|ask)(?: (?:if|whether|anything about|what happened to|why|how|when|where))|(?:what|whatever) happened to|anyone (?:from|at)|is anyone from|(?:has |have |did |does )?any(?:one|body)(?: else)?(?: here)? (?:ever )?(?:tried|used|heard (?:of|from|about)|come across|met|worked with|dealt with|know(?: of| about| anything about)?)|(?:does|do|did|has|have|would) (?:some(?:one|body)|any(?:one|body)|one of you|any of you)(?: else)?(?: here| in here| tonight)? (?:ever |still |actually )?(?:know|knows|known|use|used|try|tried|heard? (?:of|from|about)|come across|meet|met|work(?:ed)? with|deal(?:t)? with)|who (?:runs|is|owns|are)|(?:never|not|haven['’]?t|hadn['’]?t) (?:ever )?heard of|first (?:i|we)(?:['’]ve)? (?:hear|heard|hearing) of|what(?:['’]s| is)`,
)
const IS_IT = phrase(
  /(?:^|[.!?:;]\s|\b[aq]\d{1,2}\W{1,3})\s{0,3}(?:also |and |so |but |wait,? |(?:can|could|may|might) (?:i|we) (?:just )?ask,? )?(?:is|are|does|do|would|has|did|was)\s$/i,
)
/** What is passed on or named as its source. */
const CREDIT = before(
  String.raw`sponsored by|brought to you by|powered by|fuel+ed by|\/cc|cc|via|h\/t|ht|hat tip(?: to)?|fao|ping|seen (?:in|on)|featured (?:in|on)|according to|reported (?:in|by)|read (?:about (?:it|this|them) )?(?:in|on)|(?:photo|pic|image|credit|source|written|article|piece|report|story|write[- ]?up|podcast|interview|blog|post|thread|video)s?:?(?: (?:by|in|from|on|credit))?`,
)
const GONE_OR_BAD = after(
  String.raw`(?:(?:who|which|that|they|it|sadly|apparently|has|have|is|are|was|were|just|recently|unfortunately|really|so|too|very|a bit|now|all|kind of|been|sadly|long|but|then|only)\s){0,5}(?:closed|shut(?: down)?|folded|gone|defunct|(?:(?:total|complete|utter|absolute|real|massive) )?(?:waste of (?:time|space|money|breath)|nightmare|disaster|shambles|disgrace|let[- ]?down|no[- ]no)|foe|useless|overrated|dead|spam|spammy|broad|awful|terrible|rubbish|toxic|a scam|scammers|no longer|never again|pulled out|let (?:us|me|them|clients|people|families) down|hijacked|banned|ripped (?:off|me|us|my|our|people|clients|families)|scammed|conned|stole|took (?:my|our|her|his|their|all|people['’]s|clients['’]|£|money|advantage)|full of (?:bots|spam|trolls|ads|adverts)|get[s]? (?:thanked|praised|mentioned) (?:far |way )?too|used to be (?:so |really |very |the |a )?(?:good|great|best|brilliant|lovely|helpful|useful|okay?|fine|reliable|decent|amazing|fantastic|better|independent|trusted)|did(?:n['’]t| not) (?:know|care|help|call|answer|reply|turn up|show)|never (?:replied|called|answered|rang|got back|turned up)|(?:no|not?) (?:es|son) |es una estafa|not (?:great|good|helpful|an ally|allies|welcome|recommended|worth|safe|one of|on the list|my|our|your|friends|for (?:me|us)|any ?more)|isn['’]?t (?:an ally|great|good|helpful|worth)|aren['’]?t (?:allies|great|good|helpful|worth|our|my|friends)|no,? thank(?:s| you)|no way|is not(?! (?:just|only|as|the only|alone|even|quite|about|strictly|technically|exactly)(?![\p{L}]))|(?:blocked|blocks|ghosted|ignored) (?:me|us)|said no(?:body| ?one) ever|hahaha\p{L}{0,10} no|lol no|haha no|no(?=\s{0,2}[.!;]|$)|(?:can|should) get lost|can (?:go away|do one|jog on)|cold[- ]?call|(?:lobbie[sd]|lobbying|campaign(?:s|ed|ing)?|voted|spoke|speaks|testified|briefed) against (?:us|me|(?:our|my) (?:\p{L}{1,12} ){0,2}(?:claim|rise|strike|union|rights|members|clients|patients|people|families|profession|jobs|funding|recognition|registration|licen[cs](?:e|ing|ure))))`,
)
/** "I used to recommend @name", "wish I could say @name". */
const ONCE = before(
  `used to (?:recommend|love|like|use|say|nominate|swear by|follow|rate|trust)|wish (?:i|we) could (?:say|nominate|recommend|add|suggest|include)|would have (?:said|nominated|picked|gone for|gone with)|imagine if (?:i|we|somebody|someone) (?:said|nominated)`,
)
const JOKE = phrase(
  /(?:^|[^\p{L}])(?:(?<!(?:not|n['’]?t|no|never|without) (?:just |only )?)(?:just |only )?(?:kidding|joking)|jk|a joke|not really|ha(?:ha)+h? no|lol no|\/s)(?![\p{L}])/iu,
)

/** "can I nominate my dog? @name", "my cat has one: #Name". */
const PET = before(
  `my (?:own )?(?:dog|cat|puppy|pup|kitten|rabbit|hamster|guinea pig|pet|parrot|budgie|goldfish|tortoise|pony|horse|perro|perra|gato|gata|ci|cath)(?:['’]s)?(?: (?:has|have|is|runs|writes|wants|says|would say|votes for|tweets)(?: (?:one|his|her|its|their|a|an|own|account|tag|hashtag|too|as|at)){0,4})?[?!]?`,
)

/** "So far we have @a and @b", "recap: …": what others named, said once more. */
const SUMS_UP =
  /(?:^|[.!?\n:]\s{0,3})(?:ok(?:ay)?,? |right,? |and |so,? |quick |here['’]?s |a |the ){0,4}(?:re-?cap\b|round[- ]?up\b|wrap[- ]?up\b|summary\b|summing up\b|to sum up\b|(?:what )?we(?:['’]ve| have) (?:so far|had tonight)|so far(?:,? (?:we|you|i)(?: all)?(?:['’]ve| have)(?: got| had| named)?|\s?:)|that['’]?s [@＠]|(?:list|allies|nominations|names|nominees|orgs|organi[sz]ations|tags|hashtags)(?: (?:named|nominated|mentioned|suggested))?(?: so far| tonight| today| this evening)\b|(?:tonight|today)['’]?s (?:allies|nominations|nominees|list|names)\b|(?:named|nominated|mentioned|suggested)(?: so far| tonight| today| this evening)?\s?:)/iu

export interface Windows {
  /** The words before the name, and after it. */
  before: string
  after: string
  /** The phrases that may stand in them, see triggers.ts. */
  marks: number
}

export const sumsUp = (text: string): boolean => SUMS_UP.test(text.slice(0, 400))
/** The words that propose it; null if none do. */
export const proposedBy = (w: Windows): string | null => tidy(found(STRONG_BEFORE, w.marks, w.before) ?? found(STRONG_AFTER, w.marks, w.after))
const found = ({ bit, pattern }: Phrase, marks: number, window: string): string | undefined => ((marks & bit) === 0 ? undefined : pattern.exec(window)?.[0])
const tidy = (words: string | undefined): string | null => (words === undefined ? null : words.replaceAll(/^[^\p{L}+]+|[^\p{L}\p{N}]+$/gu, ''))
export const proposesWeakly = (w: Windows): boolean => holds(WEAK_BEFORE, w.marks, w.before) || holds(WEAK_AFTER, w.marks, w.after)
/** "I work for @name". */
export const introduces = (w: Windows): boolean => holds(INTRODUCES, w.marks, w.before)
/** "us, @name", "@name, yes I'm biased". */
/** "I work for @name, my agency @name": of those who answer, a volunteer or a student may well propose where she goes. */
export const worksFor = (w: Windows): boolean =>
  introduces(w) &&
  !/\b(?:volunteer|intern|stud(?:y|ying)|train|placement|placed|partner|work(?:ing|s)? (?:very |so )?(?:closely |together )?with\b)/i.test(w.before.slice(-32))
/** Of the phrases that propose, those that do so beyond thanks and praise. */
export const namesAlly = (words: string): boolean => /nominat|all(?:y|ies)|partner|deserv|belong|vote|follow|list/i.test(words.slice(words.indexOf('“')))
/** "I nominate @name, who": of somebody who takes part too, unless it is for something to do. */
export const nominates = (w: Pick<Windows, 'before' | 'after'>): boolean => NOMINATES.test(w.before) && !FOR_A_TASK.test(w.after)
const NOMINATES =
  /(?:^|[^\p{L}])(?:i|we|i['’]?ll|i['’]?d|we['’]?d|i['’]?m|(?:want|like|love|going) to|can i|may i) (?:\p{L}{2,10} )?nominat(?:e|ing)\s{1,2}(?:the |our |my )?$/iu
const FOR_A_TASK =
  /^[\s,]{1,3}(?:to|for|as)\s(?:be |our |the |a |next |do |take |run ){0,3}(?:host|co-?host|chair|lead|moderat|guest|speak|bring|make|buy|turn|job|task|tea|minutes|notes)/i
/** "agree on #this, and I'd add #that" is for both. */
export const agreesAndAdds = (w: Pick<Windows, 'before' | 'after'>): boolean => AGREES_ON.test(w.before) && AND_ADDS.test(w.after)
const AGREES_ON = /(?:^|[^\p{L}])(?<!(?:not|n['’]?t|never|cannot) )agreed? (?:on|about|re)\s{1,2}(?:the )?$/iu
const AND_ADDS = /^[\s,;!–—-]{1,4}(?:and|plus|but|&|\+|also)\s(?:(?:i|we)(?:['’]d|['’]ll| would| will)? )?(?:also |just |only )?add(?:ing)?\s/iu
/** "Seconding @name! Also our local @name": where another name of the post is proposed. */
export const addsAnother = (w: Pick<Windows, 'before'>): boolean => ADDS.test(w.before)
const ADDS =
  /(?:^|[^\p{L}])(?:also|plus|and|as well as|not to mention|along with|alongside)\s{1,2}(?:(?:our|my|the|your|their|your own|our own|my own)\s)?(?:(?:local|own|lovely|brilliant|amazing|fantastic|wonderful|great|friends? at|people at|folks? at|team at)\s){0,2}$/iu
export const namesOurselves = (w: Windows): boolean => holds(OURSELVES, w.marks, w.before) || holds(BIASED, w.marks, w.after)
const BIASED = phrase(
  /^[^@＠#＃]{0,24}\b(?:i['’]?m (?:so |a bit |totally )?biased|i work (?:there|for them|with them)|where i work|my (?:own )?(?:employer|org|workplace)|full disclosure|disclosure)\b/i,
)
/** "@name, not sure they count". */
export const doubts = (w: Windows): boolean => holds(DOUBTS, w.marks, w.after) || holds(DOUBTS_AFTER_ALL, w.marks, w.after)
/** "My head @name made me come": somebody in her life, of whom it cannot be told whether she is meant as an ally. */
export const isPerson = (w: Pick<Windows, 'before'>): boolean => PERSON.test(w.before)
const PERSON =
  /(?:^|[^\p{L}])(?:my|our|his|her)\s(?:(?:own|old|new|lovely|amazing|brilliant|wonderful|fantastic|great|dear|poor|ex|former)[\s-]){0,2}(?:ta|lsa|head|head ?teacher|deputy|boss|manager|line manager|supervisor|mum|mam|mom|dad|sister|brother|wife|husband|daughter|son|nan|gran|grandma|auntie?|uncle|cousin|neighbou?r|doctor|gp|tutor|lecturer|professor|teacher|colleague|friend|mate|classmate|flatmate|roommate|buddy)(?:[\s,:(]{1,3}|\s[–—-]\s)$/iu
/** "Does @name count?" */
export const asksIfItCounts = (w: Windows): boolean => holds(COUNTS, w.marks, w.after) && holds(IS_IT, w.marks, w.before) && !ANSWERS_ITSELF.test(w.after)
const DOUBTS_AFTER_ALL = phrase(/^[\s,(–—-]{0,4}(?:before|until|till) (?:they|it|the|that|\d{4})\b/i)
const COUNTS = phrase(/^\s?(?:count|an? all(?:y|ies)|eligible|allowed|ok to say)\b[^.!\n]{0,24}\?/i)
const DOUBTS = phrase(/^[\s,(–—-]{0,4}(?:but |though )?(?:i['’]?m )?not (?:so |very |entirely |100% )?(?:sure|certain)/i)
/** "Hi, Bo from @name": only asked of posts that answer nothing. */
export const greetsFrom = (w: Windows, text: string): boolean =>
  holds(COMES_FROM, w.marks, w.before) && GREETS.test(text.slice(0, 160)) && !HELP_FROM.test(w.before)
/** "The best help is from @name". */
const HELP_FROM =
  /(?:^|[^\p{L}])(?:help|support|advice|training|comfort|rescue|back-?up|referrals?|backing|kindness|the best|most)(?![\p{L}])[^.!?]{0,24} from (?:the )?$/iu
/**
 * "I had a call from @name today", "in 2011 we asked @name for a ramp": what happened once, with no word of what is thought of it.
 */
export const tellsStory = (w: Pick<Windows, 'before'>): boolean => HAPPENED.test(w.before)
const HAPPENED =
  /(?:^|[^\p{L}])(?:i|we)(?: have|['’]ve| had| just| once| still){0,2} (?:asked|rang|rung|phoned|e-?mailed|wrote(?: to)?|written(?: to)?|applied(?: to)?|complained(?: to)?|waited (?:for|on)|argued with|believed|(?:had|got|received) (?:a|an|another|my|our|the) (?:\p{L}{2,10} )?(?:call|letter|e-?mail|text|message|bill|invoice|row|argument|refusal|reply|answer|leaflet)(?: back)? (?:from|with|of|at))\s(?:the )?$/iu
export const inPassing = (w: Windows): boolean => holds(PASSING, w.marks, w.before)
export const asksAbout = (w: Windows): boolean =>
  (holds(ASKED_ABOUT, w.marks, w.before) || (w.after.includes('?') && holds(IS_IT, w.marks, w.before))) && !ANSWERS_ITSELF.test(w.after)
/** "Does @name still run? If so, them." */
const ANSWERS_ITSELF =
  /[?？]\s{0,3}(?:if (?:so|yes|they (?:do|are|have|still)|it (?:is|does|has))\b|(?:because |cos )?(?:they|that|those)(?:['’]?d| would| are|['’]?re) (?:be )?(?:mine|my)|(?:they(?:['’]re| are|['’]ve| have| do| did| run| help| feed| give| make)|brilliant|amazing|fantastic|great|lovely|love|so good|(?:well )?worth\b(?![^.!?\n]{0,24}\?))\b)/i
/** "cc @a @b": all of the row. */
export const copies = (w: Windows): boolean => holds(COPY, w.marks, w.before)
const COPY = before(String.raw`\/cc|cc|h\/t|ht|fao|ping`)
export const credits = (w: Windows): boolean => holds(CREDIT, w.marks, w.before)
/** "@name closed in November", "@name is useless". */
export const speaksIll = (w: Windows): boolean =>
  holds(GONE_OR_BAD, w.marks, w.after) || holds(ONCE, w.marks, w.before) || holds(ASKED_AND_DENIED, w.marks, w.after)
const ASKED_AND_DENIED = phrase(/^\?{1,3}\s{1,2}(?:no|nope|nah|never)(?!\p{L})/iu)
export const isPet = (w: Windows): boolean => holds(PET, w.marks, w.before)
export const takesBack = (w: Windows): boolean => holds(TAKES_BACK, w.marks, w.before)
const TAKES_BACK = phrase(/(?:^|[^\p{L}])(?:take|taking) (?:(?:it|that|this|them|all that) )?back(?![\p{L}])[^@＠#＃]*$/iu)
/** "@bo they are @name", "@bo the Soup Run is @name :)": told to somebody who asked. */
export const tellsHandle = (w: Windows): boolean => TELLS.test(w.before)
const TELLS = /(?:they(?:['’]re| are)|it['’]?s|it is|that['’]?s|that is|is|are|handle:?|here:?|as)\s$/i
/** Laughter around a name that nothing else proposes. */
export const laughs = (w: Windows): boolean => LAUGHS.test(w.after)
const LAUGHS =
  /^[^@＠#＃]{0,50}(?:\b(?:lol|lmao|rofl|ha(?:ha)+h?|jaja(?:ja)*|hehe)\b|[😂🤣😹😜😝🤪])(?!\s{0,2},?(?:but|tho(?:ugh)?|no,?) (?:honestly|seriously|really|actually))/iu
/** Only asked of the words after a name, up to the next one. */
export const isJoke = (marks: number, after: string): boolean => holds(JOKE, marks, after)

const SPAM = phrase(
  /\b(?:win an?\b|giveaway|\d+ (?:real )?followers|follow ?back|free (?:bets?|iphone|trial|spins?)|^\s{0,3}(?:sponsored|promoted|advert(?:isement)?)\s?[:|–—-]|#(?:sponsored|advert|ad)\b|(?:use|with|promo|discount) (?:the )?code\b|crypto\b|bitcoin|forex(?! (?:ad|spam|bot|trader|people))|air-?drops?\b|\bnfts?\b|web3\b|no credit checks?|payday loan|(?:dm|whatsapp|text|message) (?:me|us) (?:to|for|now|and|if you (?:need|want)) (?:earn|invest|make|get|loans?|cash|money|your|an? |details|info)|double your|passive income|earn [£$€]?\d|[£$€]\d[\d,]* (?:a|per) (?:day|week|month)|work from home|singles|casino|only ?fans|plag(?:iarism)? ?free)/i,
)
/** Nobody answers like this, whatever mark stands before it. */
export const isSpam = (text: string, marks: number): boolean => holds(SPAM, marks, text.slice(0, 400))
const ADVERT = phrase(
  /\b(?:win an?\b|giveaway|\d+ (?:real )?followers|follow ?back|free (?:bets?|iphone|trial|spins|quote|delivery|sample|shipping)|\bdm (?:me|us|for|@)|link in (?:my |our )?(?:bio|profile)|first \d+ (?:people|followers|users|customers|orders|sign)|followers? (?:instantly|fast|cheap)|special offer|this week only|use code|book (?:now|today)|for (?:more|daily) (?:✨|inspiration|quotes|tips|motivation)|cheap|\d+ ?% off|discount|promo ?codes?|buy now|click (?:here|the link)|order now|limited (?:time|offer)|plag(?:iarism)? ?free|lose \d+ ?(?:lbs?|kgs?|pounds)|2x1|ofertas?|casino|betting|great deals|deals on|(?:try|sign up|register) (?:it |now |today )?(?:for )?free|in bio|shop now|all sizes|from [£$€]\d)/i,
)
/** Somebody selling: only asked of posts that answer nothing. */
export const advertises = (text: string, marks: number): boolean => holds(ADVERT, marks, text.slice(0, 400))

/**
 * All that speaks against a name in an answer, asks after it, credits it or owns it: most posts can hold none of these. A phrase that
 * is forgotten here costs time, never a judgement.
 */
const AGAINST = [STRONG_BEFORE, STRONG_AFTER, WEAK_BEFORE, WEAK_AFTER, COMES_FROM, PASSING, SPAM, ADVERT].reduce(
  (bits, { bit }) => bits & ~bit,
  madeSince(FIRST),
)
export const mayCaution = (marks: number): boolean => (marks & AGAINST) !== 0

const PROPOSES = STRONG_BEFORE.bit | STRONG_AFTER.bit
/** Whether it is worth looking for names in words in a post that answers nothing. */
export const mayPropose = (marks: number): boolean => (marks & PROPOSES) !== 0
