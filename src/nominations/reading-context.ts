// ◆ pure
/** What the posts of a chat are judged by: its tag, hosts, questions, and what its organisations are called in words. */
import { foldHandle } from '../directory/handle.js'
import { HOME_FIELDS } from '../directory/taxonomy/home-fields.js'
import { bodiesOf, fieldInWords, occasionsOf, warnedOf } from './context-parts.js'
import { type Correction, findCorrections } from './corrections.js'
import { type Extraction, extract } from './extract.js'
import type { FormatName, Post } from './formats/types.js'
import { lineHeads } from './in-document.js'
import { inferChat } from './infer.js'
import { findMarks, type Mark, withoutMarks } from './marks.js'
import { type AskedQuestion, findQuestions } from './questions-found.js'
import { NO_THREADS, type ThreadsContext, threadsOf } from './replies.js'
import { type GivenName, learnNames, type SpokenName } from './spoken-names.js'

/** What the record of a chat knows. Null and absent parts are inferred from the posts where that is safe. */
export interface GivenChat {
  hashtag_key: string | null
  /** Folded. A chat may have none on record: then the posts are asked. */
  host_keys: readonly string[]
  questions?: readonly { number: number; text: string }[]
  /** Folded tags of the community's own field, see `homeTags`. */
  home_tags?: readonly string[]
  /** What the directory knows its entries to be called. */
  names?: readonly GivenName[]
}

/** Plain data, so that it can be sent to a worker. */
export interface ReadingContext {
  /** An article rather than a chat: everything in it counts as named once. */
  document: boolean
  hashtag_keys: string[]
  host_keys: string[]
  /** Hosts of whom the file shows only a name, as `name:…`. */
  host_names: string[]
  inferred: boolean
  /** Folded handles of those whom a host announces: they are spoken to without taking part. */
  guest_keys: string[]
  home_tags: string[]
  /** Of those who take part, the handles that look like organisations': naming one of them is no talk among people. */
  body_keys: string[]
  /** Tags that hosts hang on to what they say beside the chat's own: of a day or an event. */
  occasion_keys: string[]
  /** In the order in which they were put. A number stands twice where two chats stand in one file. */
  questions: AskedQuestion[]
  /** Posts that put a question: a reply to one is an answer. */
  question_posts: [string, number][]
  /** People mark questions or answers with numbers. */
  numbered: boolean
  /** Numbers that mark an answer standing alone, `1. @name`: of the questions that are put in the chat. */
  bare_numbers: number[]
  /** The newest post stands first. */
  newest_first: boolean
  names: SpokenName[]
  corrections: Correction[]
  /** Folded handles of which somebody warns: to talk of one of them is not to propose it. */
  warned_keys: string[]
  /** What X puts in front of replies. */
  threads: ThreadsContext
  /** Of a transcript: what people are called in it, in small letters. Messengers write `@Liam Jones` for whoever is called so. */
  speaker_names: string[]
  /** Of a document: folded handles that lines begin with, as those of a chat do. */
  line_heads: string[]
}

/** A post with what was found in it. */
export interface ReadPost {
  post: Post
  marks: readonly Mark[]
  found: Extraction
}

/** A post with a thousand names proposes none of them; whoever made it wants to be read slowly. A line of a document may be a list. */
export const MOST_NAMES = 500

/** @param bare see `ReadingContext.bare_numbers` */
export function readPost(post: Post, most = MOST_NAMES, bare: readonly number[] = []): ReadPost {
  const marks = findMarks(post.text, bare)
  return { post, marks, found: extract(withoutMarks(post.text, marks), most) }
}

/** Tags that name social work itself rather than an ally, and what a mark of an answer never is. */
const NAMES_OF_FIELDS: Record<string, string[]> = {
  'social-work': ['socialwork', 'socialworker', 'socialworkers', 'socwork', 'socwk', 'swk', 'socialwrk', 'socialworkmonth', 'socialworkers'],
  nursing: ['nursing', 'nurse', 'nurses', 'nursetwitter', 'studentnurses', 'nurselife', 'nursesweek'],
}

/** Folded tags of a field, by the value of HOME_FIELD. */
export const homeTags = (field: string): string[] => [...(NAMES_OF_FIELDS[field] ?? []), ...(HOME_FIELDS.find(({ id }) => id === field)?.hashtags ?? [])]

/** Of the fields that the chat's own tag names; of social work if it names none. */
function tagsOfChat(keys: readonly string[]): string[] {
  const fields = HOME_FIELDS.filter(({ glued, glued_lookalikes, hashtags }) =>
    keys.some((key) => hashtags.includes(key) || (glued.test(key) && !glued_lookalikes.test(key))),
  )
  return fields.length > 0 ? fields.flatMap(({ id }) => homeTags(id)) : homeTags('social-work')
}

/** `outside #socialwork`, `allies to #socialwork`: the tag by which a question names those who ask. */
const BESIDE =
  /\b(?:outside(?: of)?|beyond|besides?|other than|not counting|apart from|aside from|except(?: for)?|all(?:y|ies) (?:to|of|for)|not(?: in)?|than just|no|que no sean|fuera del?|tu allan i|hors(?: de)?|außerhalb von|aliadas?(?: de)?|alongside|stand beside|us in|we in)\s(?:the )?$/i

/** `format` tells a document from a chat. For a large file the first few thousand posts do. */
export function contextOf(posts: readonly Post[], given: GivenChat | null, format: FormatName): ReadingContext {
  if (format === 'document')
    return {
      document: true,
      hashtag_keys: given?.hashtag_key == null ? [] : [given.hashtag_key],
      host_keys: [...(given?.host_keys ?? [])],
      host_names: [],
      inferred: false,
      guest_keys: [],
      home_tags: [],
      body_keys: [],
      occasion_keys: [],
      questions: [],
      question_posts: [],
      numbered: false,
      bare_numbers: [],
      newest_first: false,
      names: [],
      corrections: [],
      warned_keys: [],
      threads: NO_THREADS,
      speaker_names: [],
      line_heads: lineHeads(posts),
    }
  const said = posts.filter(({ set_aside }) => set_aside === undefined)
  const first = said.map((post) => readPost(post))
  const bare_numbers = numbersOf(first)
  const read = bare_numbers.length > 0 ? said.map((post) => readPost(post, MOST_NAMES, bare_numbers)) : first
  // A series may not say who hosts it: then the transcript is asked, as it is for everything when nothing is given.
  const inferred = given === null || given.host_keys.length === 0
  const chat = inferChat(read, given?.host_keys ?? [])
  const hashtag_keys = given === null ? chat.hashtag_keys : given.hashtag_key === null ? [] : [given.hashtag_key]
  const host_keys = [...new Set([...(given?.host_keys ?? []), ...chat.host_keys])]
  const bodies = bodiesOf(read)
  const { questions, newest_first } = findQuestions(read, [...host_keys, ...chat.host_names], given?.questions ?? [])
  const named = read.flatMap(({ post, found }) => {
    if (!questions.some(({ line, post_id }) => (post_id === null ? line === post.line : post_id === post.id))) return []
    let beside = -1
    return found.targets.flatMap(({ kind, key, start, end }) => {
      const gap = post.text.slice(Math.max(0, start - 24), start)
      if (kind !== 'hashtag' || !(BESIDE.test(gap) || (beside >= 0 && /^\s?(?:,|and|or|&|\/|nor|y|a|ac)\s?$/i.test(post.text.slice(beside, start))))) return []
      beside = end
      return [key]
    })
  })
  return {
    document: false,
    hashtag_keys,
    host_keys,
    host_names: chat.host_names,
    inferred,
    guest_keys: chat.guest_keys.filter((key) => !host_keys.includes(key)),
    home_tags: [...new Set([...(given?.home_tags ?? tagsOfChat(hashtag_keys)), ...named, ...fieldInWords(questions)])].filter(
      (key) => !hashtag_keys.includes(key),
    ),
    body_keys: bodies,
    occasion_keys: occasionsOf(read, new Set([...host_keys, ...chat.host_names]), hashtag_keys),
    questions,
    question_posts: questions.flatMap(({ post_id, number }): [string, number][] => (post_id === null ? [] : [[post_id, number]])),
    numbered: isNumbered(read),
    bare_numbers,
    newest_first,
    names: learnNames(read, given?.names ?? [], new Set(bodies)),
    corrections: findCorrections(read, newest_first, ({ kind, key }) => (kind === 'hashtag' ? hashtag_keys : host_keys).includes(key)),
    warned_keys: warnedOf(read),
    threads: threadsOf(read, new Set(posts.flatMap((post) => authorKey(post) ?? [])), format, newest_first, authorKey),
    speaker_names: format === 'transcript' ? speakerNames(posts) : [],
    line_heads: [],
  }
}

const MOST_SPEAKERS = 2000
/** Of those whose handle is not shown, so that they can be called by name only. */
const speakerNames = (posts: readonly Post[]): string[] =>
  [...new Set(posts.flatMap(({ author, author_name }) => (author !== null || author_name == null ? [] : [author_name.normalize('NFKC').toLowerCase()])))].slice(
    0,
    MOST_SPEAKERS,
  )

/** Of the questions that are put with a letter. */
const numbersOf = (read: readonly ReadPost[]): number[] => [
  ...new Set(
    read.flatMap(({ post, marks: [mark] }) => (!post.retweet && mark?.kind === 'question' && mark.place === 'head' && mark.number > 0 ? [mark.number] : [])),
  ),
]

/**
 * Whether answers are marked: a mark in some thousand posts is a slip of the fingers. Where questions have numbers and nobody's answer has, what is named under a
 * question answers it.
 */
function isNumbered(read: readonly ReadPost[]): boolean {
  const own = read.filter(({ post }) => !post.retweet)
  const marked = own.filter(({ marks }) => marks.some(({ number }) => number > 0)).length
  return marked > 0 && marked * 50 >= own.length && own.some(({ marks }) => marks.some(({ kind }) => kind === 'answer'))
}

export const authorKey = (post: Post): string | null => (post.author === null ? null : foldHandle(post.author))
