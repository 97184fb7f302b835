// ◆ pure
/**
 * Rejections that are said anywhere in the sentence of a name, not right beside it: "Whatever you do, think twice before putting @name on the list", "I had
 * @name in mind until I read their report". People find new words for it; what they share is a few turns of phrase, and that the sentence ends, or turns
 * ("but", "instead"), before another name is meant.
 */
import type { Span } from './extract.js'

/** Of a post, as far as one sentence is looked at on either side. */
const REACH = 160
/** Ends a sentence; what stands between brackets belongs to it. */
const ENDS = /[.!?…\n](?=\s|$)|\n/g
/** What is said behind one of these is said of something else. */
const TURNS = /;|\s[–—]\s|(?:^|[^\p{L}])(?:but|instead|though|whereas|unlike|mais|pero|sino|aber|sondern)(?![\p{L}])/giu

const NOT_WORD = String.raw`(?:not|never|n['’]?t|dinna[e]?|didna[e]?|cannae|wouldna[e]?|nae)`
const SAY =
  'nam(?:e|ed|ing)|nominat(?:e|ed|ing)|propos(?:e|ed|ing)|suggest(?:ed|ing)?|recommend(?:ed|ing)?|add(?:ed|ing)?|list(?:ed|ing)?|pick(?:ed|ing)?|put(?:ting)?'
const BEFORE = new RegExp(
  String.raw`(?:^|[^\p{L}])(?:${[
    // Advised against.
    String.raw`(?:advis(?:e|ed|ing)|recommend(?:ed|ing)?|warn(?:ed|ing)?|caution(?:ed|ing)?|counsel|argue|vot(?:e|ed|ing)|speak|spoke) [^.!?]{0,40}\bagainst`,
    String.raw`(?:think|thought) (?:twice|hard|again|carefully) (?:before|about)`,
    String.raw`(?:a )?words? of (?:caution|warning)(?: (?:about|on|re|regarding))?`,
    String.raw`(?:whatever|wotever|whitever) (?:you|ye|u|we|yous|youse|y['’]?all) (?:do|dae)`,
    String.raw`${NOT_WORD} (?:(?:be|actually|really|seriously|here to|going to|gonna|trying to|officially) ){0,2}(?:${SAY})`,
    // What might have been.
    String.raw`(?:would|wd|i['’]?d|we['’]?d|might|could)(?: \p{L}{2,10}){0,1}(?:['’]ve|['’]?a| have| hae| of) (?:once )?(?:said|named|nominated|gone (?:for|with)|voted|put|added|picked|listed)`,
    String.raw`(?:nearly|almost|about to|tempted to|(?:was|were) going to|almost) (?:say|said|wrote|write|typ(?:e|ed)|tweet(?:ed)?|(?:${SAY}))`,
    String.raw`(?:i|we)(?:['’]?d| had| did| used to| once)? (?:${SAY}|said|mentioned) [^.!?]{0,40}(?:once|last (?:week|month|year|time)|years? ago|before)`,
    String.raw`(?:gave|given|giving) up on|gone off|went off|stopped (?:following|using|recommending)|unfollowed`,
    // Taken back.
    String.raw`(?:withdraw|retract|unsay|scrap|scratch|delete|je retire|retiro)(?: (?:that|it|this|my \p{L}{1,12}))?`,
    // "It is not the lawyers of @a, it is @b".
    String.raw`it(?:['’]s| is| was)(?: not|n['’]?t) (?:the |our )?\p{L}{2,14} (?:of|at|from)(?= $)`,
    // Somebody else's.
    String.raw`my (?:wife|husband|mother|mum|mam|father|dad|sister|brother|son|daughter|kids?|ex|boss|neighbou?r|landlord)(?: ?,[^,.!?]{1,30},)? (?:follows?|likes?|loves?|watches|swears by|works)`,
  ].join('|')})(?![\p{L}])`,
  'iu',
)
const AFTER = new RegExp(
  [
    // "leave @name off the list".
    String.raw`^ (?:well |right |firmly |all )?(?:off|out of|away from)(?: of)? (?:the|this|that|our|my|your|any) (?:\p{L}{1,12} )?(?:list|directory|table|it|a\d{1,2}|answers?)(?![\p{L}\d])`,
    String.raw`^[^.!?@＠]{0,30}(?<![\p{L}])(?:should|ought to|needs? to|must|deserves? to|can) (?:all )?(?:be |get )(?:banned|binned|closed|shut|sued|ashamed|reported|scrapped|abolished|retired|stopped|left (?:out|off))(?![\p{L}])`,
    String.raw`^[^.!?@＠]{0,12}(?<![\p{L}])(?:keep|keeps|kept) (?:on )?(?:asking|begging|pestering|emailing|nagging|lobbying|trying)(?![\p{L}])`,
    String.raw`^[^.!?@＠]{0,16}(?<![\p{L}])(?:until|till|til) (?:i|we|they|it|last|this|the (?:news|report|day|article|inspection|scandal|council|manager|board|cuts?))(?![\p{L}])`,
    String.raw`^[^.!?@＠]{0,16}(?<![\p{L}])(?:had (?:they|it) not|if (?:they|it) (?:had(?: not|n['’]?t)|didn['’]?t)|were it not)(?![\p{L}])`,
    String.raw`^[^@＠]{0,120}(?<![\p{L}])(?:on second thoughts?|(?:i(?:['’]ll| will)|gonna|going to) (?:have to )?(?:pass|skip)|(?:leave|scrap|forget|skip) (?:that|this|them|it)(?: (?:one|lot|out|off))?(?=\s{0,2}(?:[.!,]|$|[#＃])))`,
    // What they did: of bodies that were named for a reason nobody says it.
    String.raw`^[^@＠]{0,60}(?<![\p{L}])(?:they|who|it|which)(?:['’]ve| have| had| only| just| also| still| then| all)? (?:\p{L}{2,14} ){0,5}(?:evict(?:s|ed)?|sell (?:client|patient|our|your|people)|sold (?:client|patient|our|your|us|me|people)|charge[sd]? (?:tenants|clients|patients|families|people|us|me|my|our)|overcharge[sd]?|dismissed (?:their|all|the|half)|sack(?:s|ed)|lied|lie to|bull(?:y|ied|ies)|harass(?:es|ed)?|exploit(?:s|ed)?|defraud(?:s|ed)?|ghosted|cut (?:our|my|their) funding|delivered (?:none|nothing)|put (?:one|two|some) of (?:mine|ours|my|our))(?![\p{L}])`,
    // A verdict of its own behind it.
    String.raw`^[^@＠#＃]{0,120}[.!?…]\s{1,2}(?:so |and |but )?(?:nope|nah|not any ?more|no longer|no noo|not now|no thank|hard no|just no)(?![\p{L}])`,
    String.raw`^[^@＠#＃]{0,120}[.!?…]\s{1,2}(?:so |and |but )?no[.!](?=\s|$)`,
    String.raw`^[^@＠]{0,60}[.!?,…]\s{1,2}(?:but )?(?:i|we) (?:take|took) (?:it|that|this) (?:all )?back(?![\p{L}])`,
    String.raw`^[^@＠]{0,40}[.!?,…–—]\s{0,2}(?:only |just )?(?:kidding|joking)(?![\p{L}])`,
  ].join('|'),
  'iu',
)
/** Behind a turn too. */
const AFTER_ALL = /^[^@＠#＃]{0,140}(?<![\p{L}])(?:on second thoughts?|so (?:no|not)(?=\s{0,2}(?:[.!,]|$|[#＃]))|so i(?:['’]ll| will) (?:pass|skip))/iu
/** Most posts hold nothing of it. */
const MAY_REJECT =
  /cancel|against|twice|(?:caution|warning)|whatever|wotever|whitever|n['’]?t |\bnot |never |nae |dinna|nearly|almost|tempted|about to|going to|would|\bwd |['’]?d |might|could|withdraw|retract|unsay|scrap|scratch|delete|retir|my (?:wife|husb|moth|mum|mam|fath|dad|sist|broth|son|daug|kid|ex|boss|neigh|landl)|\boff\b|\bout of\b|banned|binned|keeps?\b|kept|until|till?\b|had (?:they|it)|\bif (?:they|it)|evict|sell|sold|charge|dismiss|sack|\blied?\b|bull|harass|exploit|defraud|ghost|funding|delivered|of (?:mine|ours|my|our)|nope|nah|longer|no noo|[.!?…]\s{1,2}(?:so |and |but )?no|back|kidding|joking|once|last |ago|before|second thought|pass|skip|thinking|considering|wanted|meant|planned|hoped|up on|(?:gone|went) off|stopped|unfollow|no me |everyone|people say|they all|instead|mejor|rather|own |what i|what we|propose|prefer|give me|lieber|plut|(?:take|taking|scrub|remove|removing|strike|drop|cross|knock|pull) /i

export const mayReject = (text: string): boolean => text.length <= 1000 && MAY_REJECT.test(text)

/** "I wanted to say @name, but …": only with what speaks against it. */
const HESITATED =
  /(?:^|[^\p{L}])(?:wanted|meant|planned|hoped|(?:was|were) (?:going|about)) to (?:say|name|put|add|nominate|suggest)[^.!?]{0,20}$|(?:^|[^\p{L}])(?:was|were|been) (?:thinking|considering)(?: of| about)?[^.!?]{0,20}$/iu
const BUT = /^[^@＠]{0,60}(?<![\p{L}])(?:but|until|till|then)(?![\p{L}])(?![^.!?]{0,40}(?:first|beat|already|taken|said (?:it|them)|stole))/iu
/** "can't recommend @name" speaks against it, "can't recommend @name enough" for it. */
const CANNOT_SAY =
  /(?:^|[^\p{L}])(?:can(?:no|['’]?)t|can not|could(?: not|n['’]?t)|would(?: not|n['’]?t)|won['’]?t|wouldna[e]?) (?:(?:really|honestly|personally|in good faith|any longer|ever) )?(?:recommend|endorse|suggest|vouch for)(?: (?:the|you|anybody|anyone))?\s$/iu
const ENOUGH = /^[^.!?@＠]{0,40}(?<![\p{L}])(?:enough|highly|too much|too strongly|more|better|strongly|warmly|loudly)(?![\p{L}])/iu

/** "Everyone says #this, I don't. What I would add is #that": what is wanted comes after, and of what stands before something is wrong. */
const RATHER =
  /(?<![\p{L}])(?:what (?:i|we)(?:['’]d| would|['’]ll| will| do)?(?: rather)? (?:add|say|pick|name|propose|nominate|choose)(?: instead)?(?: is)?|(?:my|our) own (?:pick|choice|answer|vote|one|tag|nomination)(?: is)?|(?:i|we)(?:['’]d| would| will|['’]ll)? (?:rather |instead )?(?:propose|nominate|pick|prefer|choose|suggest)|mejor|plut[ôo]t|lieber|dann lieber|give me|instead|rather)\s?[:,]?\s(?:the |our )?[@＠#＃]/iu
const WRONG_WITH_IT =
  /^[^@＠#＃]{0,30}(?:n['’]?t|(?<![\p{L}])(?:not|no|never|nothing|nobody|nicht|kein\p{L}?|too (?:\p{L}{3,14}))(?![\p{L}]))|^[^@＠#＃"”»]{0,60}["”»]/iu
const rejectedBefore = (clause: string): boolean =>
  /(?:^|[^\p{L}])(?:no me (?:convencen?|gustan?|sirven?)|everyone says|they all say|people say)\s$/iu.test(clause)

/** Whether another name is preferred to it in a later sentence. */
function isPassedOver(clause: string, rest: string): boolean {
  const rather = RATHER.exec(rest)
  if (rather === null) return false
  const between = rest.slice(0, rather.index)
  return !/[@＠#＃]/.test(between) && /[.!?…;]\s|,\s/.test(between) && (WRONG_WITH_IT.test(between) || rejectedBefore(clause))
}

/** "from my first answer please": of what is to be struck out. */
const STRUCK_BEFORE = /(?:^|[^\p{L}])(?:take|taking|scrub|remove|removing|strike|drop|cross|knock|delete|pull)(?: out| off)?\s{1,2}(?:the )?$/iu
const STRUCK_AFTER =
  /^\s{1,2}(?:back |right )?(?:off|from|out of) (?:my|the|our|your|that|this) (?:\p{L}{1,12} )?(?:a\d{1,2}|answers?|list|picks?|nominations?)(?![\p{L}\d])/iu

/** "the tag I gave, #name, turns out … cancel it please". */
const CANCELLED = /^[^@＠#＃]{0,90}(?<![\p{L}])(?:cancel|scrap|scratch|strike|drop|remove|delete) (?:it|that|that one|them|mine)(?![\p{L}])/iu

/** "Can I take @name off my A1?" @returns whether a name is struck out of what was said before. */
export const isStruckOut = (text: string, { start, end }: Pick<Span, 'start' | 'end'>): boolean =>
  CANCELLED.test(text.slice(end, end + 120)) || (STRUCK_AFTER.test(text.slice(end, end + 48)) && STRUCK_BEFORE.test(text.slice(Math.max(0, start - 24), start)))

/** Whether the sentence of a name speaks against it. Only asked of posts for which `mayReject` holds. */
export function isRejected(text: string, { start, end }: Pick<Span, 'start' | 'end'>): boolean {
  const from = Math.max(0, start - REACH)
  const before = behindLast(ENDS, text.slice(from, start))
  const clause = behindLast(TURNS, before)
  if (BEFORE.test(clause) && !PRAISES.test(clause)) return true
  const rest = text.slice(end, end + REACH)
  if (CANNOT_SAY.test(clause) && !ENOUGH.test(rest)) return true
  if (isPassedOver(clause, text.slice(end, end + 240))) return true
  if (isStruckOut(text, { start, end }) || (HESITATED.test(clause) && BUT.test(rest)) || AFTER_ALL.test(rest)) return true
  const turn = new RegExp(TURNS).exec(rest)
  return AFTER.test(turn === null ? rest : rest.slice(0, turn.index))
}

/** "I cannot not name", "never leave out", "would have nominated them twice": praise in the words of rejection. */
const PRAISES =
  /(?:^|[^\p{L}])(?:forget|leave out|without|why (?:not|has|did|have)|how (?:has|did|have|can)|no ?(?:one|body)|only|just|alone|(?:can|could)(?:no|n['’]?)t (?:praise|recommend|thank|rate) [^.!?]{0,30}enough)(?![\p{L}])/iu

/** What stands behind the last match. */
function behindLast(pattern: RegExp, text: string): string {
  let at = 0
  for (const found of text.matchAll(pattern)) at = found.index + found[0].length
  return text.slice(at)
}
