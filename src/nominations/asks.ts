// ◆ pure
/** Whether a question of a chat asks people to name organisations or hashtags: only then is a name in its answer a nomination. */

/** What is nominated. */
const BODY = new Set(
  (
    'ally allies organisation organisations organization organizations org orgs nonprofit nonprofits charity charities ngo ngos agency agencies ' +
    'group groups account accounts hashtag hashtags tag tags handle handles body bodies partner partners partnership partnerships network networks ' +
    'union unions community communities campaign campaigns association associations foundation foundations service services institution institutions ' +
    'library libraries business businesses company companies coalition coalitions movement movements project projects ' +
    'profession professions sector sectors field fields collective collectives coop coops church churches club clubs society societies voice voices ' +
    'friend friends neighbour neighbours neighbor neighbors helper helpers chat chats people supporter supporters ' +
    'organiser organisers organizer organizers activist activists advocate advocates media outlet outlets trust trusts organizaciones organización entidades asociaciones colectivos aliados aliadas aliado aliada cuentas etiquetas grupos sefydliadau sefydliad elusennau hashnodau cynghreiriaid grwpiau associations alliés alliées comptes groupes organisationen verbände vereine verbündete konten gruppen centre centres center centers twibe twibes'
  ).split(' '),
)
/** After one of these a question is about how or why, whoever else is named in it. */
const ABOUT = new Set(
  (
    'way ways thing things barrier barriers advice tip tips makes make made keeps keep stops stop role roles lesson lessons skill skills experience ' +
    'experiences challenge challenges reason reasons difference question questions problem problems happens happen does do did can should could would ' +
    'will to with from about for by is are was were has have had of on in at if when that stood moment time part book books film films song songs ' +
    'word words habit habits meal snack feel feels step steps strategy strategies change changes'
  ).split(' '),
)
const STARTS = new Set(
  'which what whose any name list tag nominate recommend suggest drop favourite favorite best top other another qué que cuáles cuales cuál quelles quels quelle quel welche welcher pa pwy'.split(
    ' ',
  ),
)
const FILLERS = new Set(
  'of the a an your our us me my some is are those these other two three five one favourite favorite best top most new natural'.split(' '),
)

/** "One tag worth following?": how many are wanted, at the very beginning. */
const COUNTS = new Set('one two three 1 2 3 un una dos tres une deux trois'.split(' '))
/** "Which kinds of charities" asks for charities. */
const KINDS = new Set(
  'kind kinds type types sort sorts any all many both each either another others lots couple handful list lists range number names name handles handle more most few'.split(
    ' ',
  ),
)
/** "Community work", "service users": what stands before one of these only describes it. */
const ABOUT_BODIES = new Set(
  'working work works worker workers meeting meetings supervision users user practice skills model models agreement agreements rules rule culture building gaps gap days policy policies events training myths values theory life needs settings jargon'.split(
    ' ',
  ),
)

/** "One ally you met this year?": what a chat of nominations is about, unless it is asked how or why. */
const ALLIES = /\b(?:ally|allies|aliad[oa]s?|alli[eé]e?s|cynghreiriaid)\b/i
/** "No tagging needed". */
const NO_NAMES =
  /(?:^|[.!?:;,(–—-]\s{0,3})(?:and |but |so )?(?:no (?:need (?:to|for) )?(?:names?|naming|tags?|tagging|handles?|orgs?|@s?)(?: (?:names?|anyone|anybody|people))?|(?:please )?(?:don['’]?t|do not) (?:name|tag)(?: (?:names?|anyone|anybody|people|orgs?))?)(?![\p{L}])(?! (?:too|is|off|left|barred))/iu
/** Warnings are asked for, not allies. */
const AGAINST =
  /\b(?:avoid|(?:drives?|makes?|driving|making) (?:you|us|we) (?:mad|crazy|cross|angry|despair|scream|furious|up the wall|round the bend)|annoy|frustrat|irritat|infuriat|winds? you up|gets? on your nerves|do you (?:hate|dread|loathe)|let (?:you|us|them|people|clients) down|failed (?:you|us)|stay away|steer clear|worst|(?:have|did|do) (?:we|you|i) (?:ever )?(?:los[et]|upset|f[ae]ll(?:en)? out with|drop(?:ped)?|alienated?|scared? off)|unhelpful|never work with|not (?:to )?(?:work|partner|trust|follow)|least)\b/i
const WHO =
  /\bwho(?:['’]s|['’]d| else)?\b(?!(?: here)? (?:has|had|have|feels?|finds?|struggles?|wants?|taught|remembers?|looks? after you|are you|am i|is (?:here|with us|joining|in|about|new)|else (?:feels?|finds?|struggles?|has|is here))\b|['’]?s (?:here|with us|joining|in|about|around|new|tired)\b)/i
const WHOM_TO = /\bwhere (?:do|would|can|should|could) (?:you|we|people|families|clients|they) (?:send|refer|turn|go for|point|signpost|get help)\b/i
/** At the beginning of a sentence, to people. */
const BID = /(?:^|[.!?:;…]\s{0,3}|\bplease )(?:share|send|give|tell|add|post|bring|shout)(?: (?:us|me|it|out))?(?: (?:to|for|about|with))?\s/i
/** A tag is a thing to be followed, whatever stands between. */
const TAGS_WANTED = /\b(?:hash ?tags?|hashnodau|etiquetas)\b/i
/** A question about an occasion: whoever is named in its answers was there. */
const OCCASION =
  /^\W{0,4}(?:[aq]\d{1,2}\W{1,4})?(?:and |so |now |ok(?:ay)?,? )?(?:where|when|how (?:often|long|many|much|old)) (?:did|do|does|have|has|was|were|is|are|had)\b/i
/** What happened once: whoever is named in its answers was there. */
const STORY =
  /\b(?:meetings?|visits?|moments?|occasions?|(?:a |one |the |your )?time (?:when|you|that|a)|day (?:when|you|that)|stor(?:y|ies)|anecdotes?|memor(?:y|ies)|mistakes?|mishaps?|encounters?|went (?:sideways|wrong|well)|sat through|lived through)\b/i
const INTRODUCTIONS =
  /\b(?:introduce|who are (?:you|we|u)|who(?:['’]?s| is) (?:in|here|with)|where (?:are|r) (?:you|u|we)|your names?|tell us (?:a bit )?about you|say hi)\b/i
const SIGNS = /(?:^|[\s"“(])[@＠#＃](?:\s|$|["”).,?]|orgs?\b|organi[sz]ations?\b|hashtags?\b|handles?\b|names?\b|accounts?\b)/i
const NAMING =
  /\b(?:nominat\w{0,6}|shout[- ]?outs?|who(?:m)? (?:should|would|could|do) (?:we|you|i)|tag (?:them|it|one|two|three|away)|name (?:them|names|one|two|three|drop)|which ones?)\b/i
const SAME_AGAIN = /^\W{0,6}(?:and|same|what about|how about|now|also|next)\b/i
/** "Any more?", "who else?", "last five minutes": goes on with the question before it. */
const MORE =
  /\b(?:any(?:one|body|thing|where)? ?(?:more|others?|else)|what else|who else|keep (?:them|em|'em|those|these)? ?coming|last (?:few|two|five|ten|\d{1,2}) min\p{L}{0,5}|last (?:orders|call|chance|ones?)|(?:two|five|ten|\d{1,2}) (?:more )?min\p{L}{0,5} (?:left|to go)|any (?:late|last|final) (?:ones?|answers?|thoughts?|entries)|alguna m[aá]s|algo m[aá]s|rhagor|d['’]autres)\b/iu
/** "What got you into libraries?": what is named behind it is not asked for. */
const WHAT_MOVED =
  /\bwhat (?:first |really |ever )?(?:got|drew|brought|led|made|attracted|inspired|keeps|kept|gets|brings|pulled|pushed) (?:you|us|you all|everyone)\b/i
const FEELING =
  /\bhow (?:do|does|did|can|could|should|would|is|was|were|are|have|has|might)\b|\bwhy\b|\bwhen\b|\bwhat (?:makes|stops|keeps|does|do|did|would|should|is it|happens|have|has|can|went|will)\b/i

/**
 * `before` says whether the question before it asked, which a short "And in housing?" goes on with. What cannot be told, such as a
 * question of one word, is taken to ask, since a chat of nominations is what is being read.
 */
export function asksForNominations(question: string, before: boolean): boolean {
  const text = question.slice(0, 1000)
  if (NO_NAMES.test(text) || AGAINST.test(text) || INTRODUCTIONS.test(text) || WHAT_MOVED.test(text)) return false
  if (SIGNS.test(text) || NAMING.test(text) || WHOM_TO.test(text)) return true
  if (OCCASION.test(text) || STORY.test(text)) return false
  const words = text.toLowerCase().match(/[\p{L}\p{N}’']+/gu) ?? []
  if (words.some((word, i) => STARTS.has(word) && namesBody(words, i + 1))) return true
  if (COUNTS.has(words[0] ?? '') && namesBody(words.slice(0, 5), 1)) return true
  const bid = BID.exec(text)
  if (
    bid &&
    namesBody(
      text
        .slice(bid.index + bid[0].length)
        .toLowerCase()
        .match(/[\p{L}\p{N}’']+/gu) ?? [],
      0,
    )
  )
    return true
  if (TAGS_WANTED.test(text) && !/\b(?:how|why)\b/i.test(text)) return true
  if (WHO.test(text)) return true
  if (FEELING.test(text)) return false
  if (ALLIES.test(text)) return true
  if (before && words.length <= 14 && MORE.test(text)) return true
  if (SAME_AGAIN.test(text) && words.length <= 8 && !/\b(?:you|your|we|us|do|does|did|is|are|was|were|made|makes|went|feel)\b/i.test(text)) return before
  return words.length > 0 && words.length <= 3 && before
}

/** Of a question that does not ask in so many words: whether nothing in it shows that it asks for something else. Then its answers tell. */
export function leavesOpen(question: string): boolean {
  const text = question.slice(0, 1000)
  return ![NO_NAMES, AGAINST, INTRODUCTIONS, WHAT_MOVED, FEELING, OCCASION, STORY, OTHER_THINGS].some((pattern) => pattern.test(text))
}
/** What has accounts of its own without being an ally. */
const OTHER_THINGS =
  /\b(?:books?|films?|movies?|songs?|albums?|podcasts?|shows?|series|novels?|authors?|singers?|bands?|snacks?|meals?|drinks?|apps?|tools?|gadgets?|brands?|teams?|holidays?|lessons?|changed|taught|surprised|proud(?:est)?|regrets?|where|foes?|enem(?:y|ies)|villains?|what)\b/i

/** From "which", over words that describe, to what is asked for: "which local housing charities". */
function namesBody(words: readonly string[], from: number): boolean {
  for (let i = from; i < Math.min(words.length, from + 8); i++) {
    const word = words[i] ?? ''
    // "Which parts of partnership working": of it something else is asked.
    if (word === 'of' && i > from && !FILLERS.has(words[i - 1] ?? '') && !KINDS.has(words[i - 1] ?? '')) return false
    if (BODY.has(word) && !ABOUT_BODIES.has(words[i + 1] ?? '')) return true
    if (ABOUT.has(word) && !FILLERS.has(word)) return false
  }
  return false
}

const TAGS = /\bhash ?tags?\b|(?:^|\s)#(?:\s|$|s\b)/i
const BODIES =
  /\b(?:organi[sz]ations?|orgs?|charit(?:y|ies)|nonprofits?|agenc(?:y|ies)|accounts?|handles?|allies|ally|partners?|groups?|who|bod(?:y|ies))\b|(?:^|\s)@/i

/** It asks for hashtags only: then a person's name in an answer is not what was asked for. */
export const asksForTags = (question: string): boolean => TAGS.test(question.slice(0, 1000)) && !BODIES.test(question.slice(0, 1000))
