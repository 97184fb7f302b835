// ◆ pure
/** Whose chat it is, from the posts themselves: the tag that most of people's own posts carry, and who puts the questions. */
import { foldHandle } from '../directory/handle.js'
import type { Post } from './formats/types.js'
import { asksSomething } from './questions-found.js'
import type { ReadPost } from './reading-context.js'

/** A tag on fewer posts than this says nothing about whose chat it is. */
const MIN_POSTS = 3
const PASSED_ON = /^\W{0,3}(?:RT|MT|QT)\b/i
const CO_HOST =
  /\b(?:me and|with me,?|alongside|helped by|helping|hosting with|yn helpu|(?:in the )?(?:co-?pilot|driving) seat) ?@|\bco-?\s?(?:host|pilot|mod(?:erat)?|chair|lead|captain)\p{L}{0,5}/iu
const HOSTING =
  /\b(?:(?:i['’]?m|i am|i['’]?ll be|we['’]?re|we are) (?:your host|hosting|moderating)|(?:your|tonight['’]?s|our) (?:hosts?|moderators?|mods?)\b|(?:use|answer with|start (?:your )?(?:answers|replies|posts|tweets)? ?with|begin with|mark (?:your )?answers) ["“']?[ar]1\b)/i
/** Who tells the others how to take part is one of the hosts. */
const INSTRUCTS = /\b(?:use|answer with|start (?:your )?(?:answers|replies|posts|tweets)? ?with|begin with|mark (?:your )?answers(?: with)?) ["“']?[ar]1\b/i
const HELPS = /\b(?:helping(?: out)?|co-?\s?host(?:ing)?(?: with| for)?|hosting with|yn helpu)\s$/i
const GUEST =
  /\b(?:(?:special |our |tonight['’]?s |today['’]?s )?guests?(?: (?:host|expert|tweeter|tonight|today|this week|speaker))?s?(?: (?:is|are|will be|for))?|joined (?:tonight |today )?by|invitad[oa]s?|(?:welcome|thank(?:s| you))(?: to)? our)\b/i
const OPENS =
  /\b(?:welcome (?:everyone |all |everybody |back )?to|tonight(?:['’]s topic)?|today['’]s (?:topic|chat)|(?:chat|we) (?:starts?|begins?|kicks? off)|that['’]?s (?:a wrap|all (?:we have )?time|our (?:hour|time)|time)|thanks? (?:all|everyone|everybody|you all|you everyone)|same time next week|introduce yoursel)/i

export interface InferredChat {
  hashtag_keys: string[]
  host_keys: string[]
  guest_keys: string[]
}

/** Where it is not plain, nothing is inferred. `known` hosts are not looked for, but those whom they bring along are. */
export function inferChat(read: readonly ReadPost[], known: readonly string[]): InferredChat {
  const own = read.filter(({ post }) => !post.retweet && !PASSED_ON.test(post.text))
  const tags = commonTags(own)
  const hosts = new Set(known)
  if (known.length === 0) for (const key of askers(own)) hosts.add(key)
  if (known.length === 0 && hosts.size === 0) for (const key of openers(own, tags)) hosts.add(key)
  for (const { post, found } of own) {
    const author = keyOf(post)
    const helps = found.targets.some(({ key, start }) => hosts.has(key) && HELPS.test(post.text.slice(Math.max(0, start - 40), start)))
    if (author !== null && hosts.size > 0 && (helps || INSTRUCTS.test(post.text))) hosts.add(author)
  }
  const guests = new Set<string>()
  for (const { post, found } of own) {
    const author = keyOf(post)
    if (author === null || !hosts.has(author)) continue
    for (const target of found.targets) {
      if (target.kind !== 'account' || target.key === author) continue
      const sentence = sentenceOf(post.text, target.start, target.end)
      if (CO_HOST.test(sentence)) hosts.add(target.key)
      else if (GUEST.test(sentence)) guests.add(target.key)
    }
  }
  return { hashtag_keys: tags, host_keys: [...hosts].filter((key) => !known.includes(key)), guest_keys: [...guests].filter((key) => !hosts.has(key)) }
}

const keyOf = (post: Post) => foldHandle(post.author ?? '')

/** Two chats that meet carry two tags. */
function commonTags(own: readonly ReadPost[]): string[] {
  const carried = new Map<string, number>()
  for (const { found } of own)
    for (const key of new Set(found.targets.flatMap(({ kind, key }) => (kind === 'hashtag' ? [key] : [])))) carried.set(key, (carried.get(key) ?? 0) + 1)
  return [...carried]
    .filter(([, count]) => count >= MIN_POSTS && count * 2 > own.length)
    .sort((a, b) => b[1] - a[1])
    .map(([key]) => key)
}

/** Who first puts a numbered question, and answers none or puts several. */
function askers(own: readonly ReadPost[]): string[] {
  const first = new Map<number, string>()
  const asked = new Map<string, Set<number>>()
  const answered = new Set<string>()
  for (const { post, marks } of own) {
    const author = keyOf(post)
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

/** In a chat without numbered questions, who bids the others welcome to its tag and farewell. */
function openers(own: readonly ReadPost[], tags: readonly string[]): string[] {
  const found = new Map<string, number>()
  for (const {
    post,
    found: { targets },
  } of own) {
    const author = keyOf(post)
    if (author === null) continue
    const welcome = targets.some(
      ({ kind, key, start }) =>
        kind === 'hashtag' && tags.includes(key) && /\bwelcome\b[^.!?]{0,30}\bto\s$/i.test(post.text.slice(Math.max(0, start - 50), start)),
    )
    const score = (welcome || HOSTING.test(post.text) ? 2 : 0) + (OPENS.test(post.text) ? 1 : 0)
    if (score > 0) found.set(author, (found.get(author) ?? 0) + score)
  }
  const best = [...found].filter(([, score]) => score >= 2).sort((a, b) => b[1] - a[1])[0]
  return best ? [best[0]] : []
}

function sentenceOf(text: string, start: number, end: number): string {
  const before = text.slice(Math.max(0, start - 100), start)
  const after = text.slice(end, end + 60)
  return `${before.slice(before.search(/[^.!?\n]*$/))}@${/^[^.!?\n]*/.exec(after)?.[0] ?? ''}`
}
