// ◆ pure
/**
 * Words that stand for "any account" or "any hashtag" in instructions ("share @organizations and #hashtags"): reported, not
 * collected. Only words whose use as a name is far less likely than as an example: `@people` is a magazine, so it is not here.
 */
const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/))

/** Folded, without @. */
export const PLACEHOLDER_HANDLES = words(
  `account accounts accountname accountnames anyone charities everyone example examplehandle example_handle exampleorg friend friends handle handles handlename mention mentions name names
  nonprofit nonprofits organisation organisations organization organizations orgs participant participants screenname screennames somebody
  someone twitterhandle twitter_handle twitterhandles twittername user users username usernames user_name youraccount yourhandle your_handle
  yourname your_name yourorg yourusername`,
)

/** Asides in the shape of a tag (`#justsaying`): nobody means them to be followed. Folded, without #. */
const REMARKS = words(
  `amen awkward blessed boom busted cheers coffee confession confessions dead done dying exhausted facepalm fact facts fail ff finally firsttime
  fml followback followfriday foodforthought friday fridayfeeling fun funny goals gratitude grateful guilty handsdown happy hmm humblebrag icymi ily
  imho imo irony joke joking jk kidding justsaying justsayin rebel luddite brr brrr lastone late latetotheparty learning lol loveit mic micdrop mindblown mondaymotivation monday mood newbie nocontest
  noob nope notsponsored nowords obvious oldschool omg oops ouch party perspective pleaseandthankyou preach priceless protip qotd random rant realtalk
  rip sadly sarcasm selfcare sharing shameless shamelessplug shoutout smh sorry sorrynotsorry soexcited sotrue sotired spoileralert storyofmylife
  sunday tbh tbt teamwork thankful thankyou thanks thatisall thestruggleisreal thisisus throwback throwbackthursday thursday tired travel true truestory
  truth truthbomb tuesday two three one wednesday winning win woohoo wow yas yay yes yesplease yikes yolo giveaway sponsored ad spon promo sale deal deals`,
)
/** A state, then a time or what one longs for: `#longday`, `#needcoffee`, `#GinTime`. */
const MOOD =
  /^(?:(?:long|hard|bad|rough|tough|busy|crazy|mad|lazy|quiet|early|late|sleepy|rainy|fun|best|worst|nice|happy)(?:day|days|week|weeks|night|nights|shift|shifts|morning|evening|monday|friday|weekend|month|year|times|life|job|ever)|(?:(?:need|want|more|send|bring|give|time|allthe|hello|yay|mmm|love)(?:me|more|a|for|my|some|us)?)?(?:wine|coffee|tea|cake|chocolate|gin|sleep|nap|biscuits?|pizza|crisps|snacks?|cheese|toast|beer|bed|hugs?|holiday|break|pyjamas|socks)(?:time|please|now|oclock|needed|addict|lover|fiend)?|(?:mon|tues|wednes|thurs|fri|satur|sun)day(?:s|mood|vibes|feels|feeling|blues|night|morning|motivation|thoughts)?|(?:so|too|very|soo+)(?:tired|cold|hungry|sleepy|old|good|proud|happy|sad|true|excited|late|much|wet|funny|soggy)|(?:soggy|hungry|sleepy|knackered|shattered|frazzled|proud|chuffed|buzzing|jealous|nosy|cranky|grumpy|freezing|melting|cansado|cansada|blino))$/
/** Letters that stand for a country or a kind, hung on with a line: `#monday_uk`. */
export const bareTag = (key: string): string => key.replace(/_[a-z]{2,3}$/, '')
/** Sentences in one word, always in small letters: `#sofastmyphoneisdying`. */
const SENTENCE =
  /^(?:so|my|im|ive|ill|its|isnt|not|cant|dont|wont|didnt|when|why|what|how|that|thats|this|these|who|backto|back2|need|want|wish|still|too|just|please|if|because|cos|can|could|should|would|must|get|got|gonna|lets|where|never|always|sorry|late|send|wheres|whos|asif|tired|no|yes|oh|hello|good|bring|love)(?=[a-z]{3,}$)/
const FUNCTION_WORDS =
  /(?:isa|isthe|ofthe|inthe|tothe|tobed|forthe|onmy|inmy|ofmy|tomy|myphone|isdying|iknow|youknow|wecan|tome|forme|atall|nomore|again|tonight|anyway|obviously)/

/** `display` is the tag as written, without #. */
export function isRemark(display: string, key: string): boolean {
  const bare = bareTag(key)
  if (REMARKS.has(bare)) return true
  if (MOOD.test(bare)) return true
  return display === key && /^[a-z]{8,}$/.test(bare) && SENTENCE.test(bare) && (bare.length >= 14 || FUNCTION_WORDS.test(bare))
}

/** Folded, without #. */
export const PLACEHOLDER_HASHTAGS = words(
  `chathashtag chattag eventhashtag eventtag hashtag hashtags hashtagname hash_tag keyword keywords somehashtag tag tags thehashtag
  thishashtag yourhashtag your_hashtag yourtag`,
)
