// ◆ pure
/** Whose chat it is, from the posts themselves: the tag that most of people's own posts carry, and who puts the questions. */
import { asksForNominations } from './asks.js'
import { asksSomething, speakerOf } from './questions-found.js'
import type { ReadPost } from './reading-context.js'
import { stemOf } from './spoken-names.js'

/** A tag on fewer posts than this says nothing about whose chat it is. */
const MIN_POSTS = 3
/** Nothing that somebody typed in a chat is longer. */
const LONG = 5000
const PASSED_ON = /^\W{0,3}(?:RT|MT|QT)\b/i
const CO_HOST =
  /\b(?:me and|with me,?|alongside|helped by|helping|hosting with|yn helpu|(?:in the )?(?:co-?pilot|driving) seat|conmigo(?: est[áa]| hoy)?|avec moi|gyda fi) ?@|^@\w{1,15} (?:is|est[áa]|est) (?:here )?(?:with me|conmigo|avec moi)\b|\bco-?\s?(?:host|pilot|mod(?:erat)?|chair|lead|captain)\p{L}{0,5}(?! (?:privilege|prerogative|duties|voice|hat))/iu
const HOSTING =
  /\b(?:(?:i['’]?m|i am|i['’]?ll be|we['’]?re|we are) (?:your host|hosting|moderating)|(?:your|tonight['’]?s|our) (?:hosts?|moderators?|mods?)\b|(?:use|answer with|start (?:your )?(?:answers|replies|posts|tweets)? ?with|begin with|mark (?:your )?answers) ["“']?[ar]1\b)/i
/** Who tells the others how to take part is one of the hosts. */
const INSTRUCTS = /\b(?:use|answer with|start (?:your )?(?:answers|replies|posts|tweets)? ?with|begin with|mark (?:your )?answers(?: with)?) ["“']?[ar]1\b/i
/** In the name of those who run it. */
const SPEAKS_FOR_HOSTS =
  /\b(?:announcement|note|notice|reminder|word|message|news)s? from (?:the |your )?(?:moderators?|mods?|hosts?|organi[sz]ers|chat team)\b|\b(?:mod|moderator|host|admin) (?:note|announcement|reminder|hat)\b|(?:^|[.!?]\s)co-?\s?hosting (?!(?:was|were|is|a|the)\b)/i
const HELPS = /\b(?:helping(?: out)?|co-?\s?host(?:ing)?(?: with| for)?|hosting with|yn helpu)\s$/i
const GUEST =
  /\b(?:(?:special |our |tonight['’]?s |today['’]?s )?guests?(?: (?:host|expert|tweeter|tonight|today|this week|speaker))?s?(?: (?:is|are|will be|for))?|joined (?:tonight |today )?by|invitad[oa]s?|(?:welcome|thank(?:s| you))(?: to)? our)\b/i
const OPENS =
  /\b(?:welcome (?:everyone |all |everybody |back )?to|tonight(?:['’]s topic)?|today['’]s (?:topic|chat)|(?:chat|we) (?:starts?|begins?|kicks? off)|that['’]?s (?:a wrap|all (?:we have )?time|our (?:hour|time)|time)|thanks? (?:all|everyone|everybody|you all|you everyone)|same time next week|introduce yoursel)/i

export interface InferredChat {
  hashtag_keys: string[]
  host_keys: string[]
  /** Hosts of whom only the name is known, as `speakerOf` spells them. */
  host_names: string[]
  guest_keys: string[]
}

/** Where it is not plain, nothing is inferred. `known` hosts are not looked for, but those whom they bring along are. */
export function inferChat(read: readonly ReadPost[], known: readonly string[]): InferredChat {
  const own = read.filter(({ post }) => !post.retweet && post.text.length <= LONG && !PASSED_ON.test(post.text))
  const common = commonTags(own)
  const hosts = new Set(known)
  if (known.length === 0) for (const key of askers(own)) hosts.add(key)
  if (known.length === 0 && hosts.size === 0) for (const key of openers(own, common)) hosts.add(key)
  for (const { post, found } of own) {
    const author = speakerOf(post)
    const helps = found.targets.some(({ key, start }) => hosts.has(key) && HELPS.test(post.text.slice(Math.max(0, start - 40), start)))
    if (author !== null && hosts.size > 0 && (helps || INSTRUCTS.test(post.text) || SPEAKS_FOR_HOSTS.test(post.text.slice(0, 300)))) hosts.add(author)
  }
  const tags = common.length > 0 ? common : tagsOfHosts(own, hosts)
  const guests = new Set<string>()
  const onlyAnswers = answerersOf(own)
  for (const { post, found, marks } of own) {
    const author = speakerOf(post)
    // Where a word that makes a co-host belonged to the name before it.
    let taken = 0
    if (author === null || !hosts.has(author)) continue
    for (const target of found.targets) {
      if (target.kind !== 'account' || target.key === author) continue
      if (marks.some(({ kind }) => kind === 'answer')) continue
      const [before, after] = around(post.text, Math.max(taken, target.start - 60), target.start, target.end)
      taken = target.end
      const follows = CO_HOST.test(`@${after}`) || GUEST.test(after)
      const words = `${before}@${after}`
      // Who is announced as a helper, and then answers and puts no question, takes part like the others.
      if (CO_HOST.test(words)) (onlyAnswers.has(target.key) ? guests : hosts).add(target.key)
      else if (GUEST.test(words)) guests.add(target.key)
      if (follows) taken += after.length
    }
  }
  const found = [...hosts].filter((key) => !known.includes(key))
  return {
    hashtag_keys: tags,
    host_keys: found.filter((key) => !isName(key)),
    host_names: found.filter(isName),
    guest_keys: [...guests].filter((key) => !hosts.has(key)),
  }
}

const SAYS_HOSTING = /\b(?:co-?\s?)?(?:hosting|moderating|modding|co-?host)\b|\bi (?:really |probably )?should(?:n['’]?t| not)\b/i

/** "Was lovely to co-host, thanks": said when it is over, by whoever answered as the others did. */
const HAS_HOSTED = /\b(?:was|were|been|loved|enjoyed|lovely|pleasure|fun|honou?r(?:ed)?|thanks? (?:you )?for)\b[^.!?\n]{0,30}\bco-?\s?host(?:ing)?\b/i

function answerersOf(own: readonly ReadPost[]): Set<string> {
  const answering = new Set<string>()
  const asking = new Set<string>()
  for (const { post, marks } of own) {
    const author = speakerOf(post)
    const [mark] = marks
    if (author === null) continue
    if (SAYS_HOSTING.test(post.text) && !HAS_HOSTED.test(post.text)) asking.add(author)
    if (mark?.place !== 'head') continue
    if (mark.kind === 'answer') answering.add(author)
    else asking.add(author)
  }
  for (const key of asking) answering.delete(key)
  return answering
}

const isName = (key: string): boolean => key.startsWith('name:')

/** Two chats that meet carry two tags. Who is not used to it leaves the tag out, hosts less so. */
function commonTags(own: readonly ReadPost[]): string[] {
  const carried = new Map<string, number>()
  const asking = new Map<string, number>()
  let questions = 0
  const opened: string[] = []
  for (const { post, found, marks } of own) {
    const keys = new Set(found.targets.flatMap(({ kind, key }) => (kind === 'hashtag' ? [key] : [])))
    for (const key of keys) carried.set(key, (carried.get(key) ?? 0) + 1)
    const [mark] = marks
    if (mark?.kind === 'question' && mark.place === 'head' && asksSomething(post.text.slice(mark.end))) {
      questions++
      // The tag at the end is the chat's; one among the words may be what is asked about.
      for (const { kind, key, start, end } of found.targets)
        if (kind === 'hashtag' && (start === 0 || isEnd(post.text, end))) asking.set(key, (asking.get(key) ?? 0) + 1)
    }
    for (const { kind, key, start } of found.targets)
      if (kind === 'hashtag' && NAMES_CHAT.test(post.text.slice(Math.max(0, start - 50), start))) opened.push(key)
  }
  const common = [...carried]
    .filter(([key, count]) => count >= MIN_POSTS && (count * 2 > own.length || ((asking.get(key) ?? 0) >= 2 && (asking.get(key) ?? 0) * 2 >= questions)))
    .sort((a, b) => b[1] - a[1])
    .map(([key]) => key)
  return [...new Set([...common, ...opened.filter((key) => common.length === 0 || (carried.get(key) ?? 0) >= MIN_POSTS)])]
}

/** Where too few carry it: the tag that is called like a host's account, or that hosts hang on to what they say. */
function tagsOfHosts(own: readonly ReadPost[], hosts: ReadonlySet<string>): string[] {
  const handles = new Set([...hosts].map(stemOf))
  const named = new Set<string>()
  const hung = new Map<string, number>()
  for (const { post, found } of own) {
    const byHost = hosts.has(speakerOf(post) ?? '')
    for (const { kind, key, end } of found.targets) {
      if (kind !== 'hashtag') continue
      if (handles.has(stemOf(key))) named.add(key)
      if (byHost && isEnd(post.text, end)) hung.set(key, (hung.get(key) ?? 0) + 1)
    }
  }
  if (named.size > 0) return [...named]
  const [best, second] = [...hung].sort((a, b) => b[1] - a[1])
  return best && best[1] >= 2 && best[1] >= 2 * (second?.[1] ?? 0) ? [best[0]] : []
}

const NAMES_CHAT =
  /\b(?:welcome (?:\p{L}+ ){0,3}to|bienvenid\S{1,3} (?:\p{L}+ ){0,2}a|croeso i|bienvenue (?:sur|à|dans)|willkommen (?:zum|beim|bei)|this is|time for|it['’]?s)\s(?:the |our )?$|\b(?:hello|hi|hey|evening|afternoon|morning) (?:all )?$/iu
const isEnd = (text: string, end: number): boolean =>
  !/[\p{L}\p{N}]/u.test(text.slice(end, end + 100).replaceAll(/[#＃@＠][\p{L}\p{N}_]{1,50}|https?:\S{1,60}/gu, ''))

/** Who first puts a numbered question, and answers none or puts several. */
function askers(own: readonly ReadPost[]): string[] {
  const first = new Map<number, string>()
  const asked = new Map<string, Set<number>>()
  const answered = new Set<string>()
  for (const { post, marks } of own) {
    const author = speakerOf(post)
    const [mark] = marks
    if (author === null || mark === undefined) continue
    if (mark.kind === 'answer') answered.add(author)
    else if (mark.place === 'head' && asksSomething(post.text.slice(mark.end)) && (first.get(mark.number) ?? author) === author) {
      first.set(mark.number, author)
      asked.set(author, (asked.get(author) ?? new Set()).add(mark.number))
    }
  }
  return [...asked].filter(([author, numbers]) => !answered.has(author) || numbers.size > 1).map(([author]) => author)
}

/** In a chat without numbered questions, who bids the others welcome to its tag, asks them all, and bids farewell. */
function openers(own: readonly ReadPost[], tags: readonly string[]): string[] {
  const found = new Map<string, number>()
  const score = (author: string, points: number) => found.set(author, (found.get(author) ?? 0) + points)
  let first = true
  for (const {
    post,
    found: { targets },
  } of own) {
    const author = speakerOf(post)
    if (author === null) continue
    if (first && post.at === null) score(author, 1)
    first = false
    if (!found.has(author) && /(?:host|chat|hour|moderator|_mod|_hq|hr)(?:_|$)/.test(author)) score(author, 1)
    if (targets.some(({ kind, key, start }) => kind === 'hashtag' && tags.includes(key) && NAMES_CHAT.test(post.text.slice(Math.max(0, start - 50), start))))
      score(author, 2)
    if (HOSTING.test(post.text)) score(author, 2)
    if (OPENS.test(post.text)) score(author, 1)
    if (
      !/^\s{0,3}[@＠]/.test(post.text) &&
      post.reply === null &&
      /[?？]/.test(post.text) &&
      asksForNominations(post.text, false) &&
      targets.every(({ kind }) => kind === 'hashtag')
    )
      score(author, 1)
  }
  const [best, second] = [...found].filter(([, points]) => points >= 3).sort((a, b) => b[1] - a[1])
  return best && best[1] > (second?.[1] ?? 0) ? [best[0]] : []
}

/** The words around a name, from and up to another name or the end of the sentence. */
function around(text: string, from: number, start: number, end: number): [string, string] {
  const before = text.slice(Math.min(from, start), start)
  const after = /^[^.!?\n@＠]*/.exec(text.slice(end, end + 40))?.[0] ?? ''
  // "@a, co-host is @b" says nothing of @a.
  const own = /[@＠]/.test(text.charAt(end + after.length)) ? (after.split(/[,;]|\band\b/, 1)[0] ?? '') : after
  return [before.slice(before.search(/[^.!?\n@＠]*$/)), own]
}
