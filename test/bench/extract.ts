import twitter from 'twitter-text'
import { contextOf, judgePosts } from '../../src/nominations/decide.js'
import { extract } from '../../src/nominations/extract.js'
import type { Post } from '../../src/nominations/formats/types.js'
import { type Bench, rounded, takeTurns } from './measure.js'

const POSTS = 2_000
const MEGABYTE = 1_000_000

/** Invented posts of a chat: mentions, hashtags, links, plain words, some emoji and some Japanese. */
function posts(): string[] {
  const starts = ['A1: I nominate', 'Q2 yes,', 'RT @chat_eg: our allies are', 'Have you met', '今日は', '🙌 So many:']
  const ends = [
    'for housing work.',
    'https://t.co/AbCdEf123 #SWHelper',
    '(via https://x.com/Org_eg/status/12345)',
    'they feed a whole town each week!',
    '😀 #住まい #Housing',
  ]
  return Array.from({ length: POSTS }, (_, n) => {
    const named = Array.from({ length: 1 + (n % 4) }, (_, i) => (i % 3 === 2 ? `#Cause${n % 97}` : `@Org${(n * 7 + i) % 500}_eg`)).join(n % 2 ? ' and ' : ', ')
    return `${starts[n % starts.length]} ${named} ${ends[n % ends.length]}`
  })
}

/** A megabyte each, made to be slow: runs that are almost something, over and over. */
const HOSTILE: Record<string, string> = {
  'only @': '@',
  '@ and a letter': '@a',
  'handles without end': '@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  'only #': '#',
  'a hashtag without end': '#あ',
  'schemes without addresses': 'https://',
  'addresses without end': 'https://x.com/a/https://x.com/',
  'cut mentions': '@a… ',
  'slashes and signs': '/@/#/?',
  'tags with something invisible behind': '#a\u200b',
  'names with something invisible behind': '@a\u200b',
  'addresses of profiles, joined by commas': 'x.com/a,',
  'addresses of tags, joined by commas': 'x.com/hashtag/a,',
}

/** An invented chat as it is met in an archive: half of it talk that names nobody, a quarter passed on, a fifth answers. */
function chat(): Post[] {
  const talk = [
    'waiting for the bus again, half an hour of it',
    'who else was at the meeting last night',
    'nobody answers the advice line before noon',
    'same here!',
  ]
  const answers = ['A1 @Org7_eg and @Org12_eg, they answer', 'A2: #Cause9 of course', 'A1 @Org3_eg every time', 'and @Org5_eg too']
  return Array.from({ length: POSTS }, (_, n) => {
    const kind = n % 20
    const text =
      n === 0
        ? 'Q1: Which organisations should be our allies? #SWHelper'
        : n === 1
          ? 'Q2: Which hashtags should we follow? #SWHelper'
          : kind < 5
            ? `RT @person${n % 300}_eg: ${answers[n % 4]} #SWHelper`
            : kind < 9
              ? `${answers[n % 4]} ${n % 3 === 0 ? 'because they are there when it matters' : ''} #SWHelper`
              : kind < 13
                ? `@person${n % 300}_eg ${talk[n % 4]} #SWHelper`
                : `${talk[n % 4]} and so it goes on and on every week of the year #SWHelper`
    const author = n < 2 ? 'swhelper_eg' : `person${(n * 7) % 300}_eg`
    return {
      line: n + 1,
      over_lines: false,
      id: String(n + 1),
      at: new Date(1_396_000_000_000 + n * 1000),
      author,
      author_mark: null,
      text,
      retweet: n > 1 && kind < 5,
      reply: null,
      quoted: false,
    }
  })
}

/** Our extractor against X's own library on the same posts, and on text made to be slow. */
export async function benchExtract(): Promise<Bench> {
  const texts = posts()
  const joined = texts.join('\n')
  const ordinary = joined.repeat(Math.ceil(MEGABYTE / joined.length)).slice(0, MEGABYTE)
  const taken = takeTurns(
    {
      ours: () => texts.map(extract),
      // What answers the same question: accounts (lists apart), hashtags.
      theirs: () => texts.map((text) => [twitter.extractMentionsOrListsWithIndices(text), twitter.extractHashtagsWithIndices(text)]),
    },
    9,
  )
  const posted = chat()
  const context = contextOf(posted, null, 'twarc2-flattened')
  const judged = takeTurns({ judge: () => judgePosts(posted, context), extract: () => posted.map(({ text }) => extract(text)) }, 61)
  const candidates = { ordinary: () => extract(ordinary), ...Object.fromEntries(Object.entries(HOSTILE).map(([name, unit]) => [name, hostile(unit)])) }
  const megabytes = takeTurns<string>(candidates, 3)
  const { ordinary: plain = Number.NaN, ...slow } = megabytes
  const [worst, ms] = Object.entries(slow).sort(([, a], [, b]) => b - a)[0] ?? ['', Number.NaN]
  return {
    name: 'extract',
    ratios: {
      time_to_twitter_text: rounded(taken.ours / taken.theirs),
      hostile_to_ordinary_megabyte: rounded(ms / plain),
      judging_to_extracting: rounded(judged.judge / judged.extract),
    },
    absolute: {
      posts: POSTS,
      ours_ms: rounded(taken.ours),
      judged_posts_per_second: Math.round((POSTS / judged.judge) * 1000),
      extracted_posts_per_second: Math.round((POSTS / judged.extract) * 1000),
      twitter_text_ms: rounded(taken.theirs),
      ordinary_megabyte_ms: rounded(plain),
      hostile_megabyte_ms: rounded(ms),
      hostile_text: worst,
    },
  }
}

function hostile(unit: string): () => unknown {
  const text = unit.repeat(Math.ceil(MEGABYTE / unit.length)).slice(0, MEGABYTE)
  return () => extract(text)
}
