import twitter from 'twitter-text'
import { extract } from '../../src/nominations/extract.js'
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
  const candidates = { ordinary: () => extract(ordinary), ...Object.fromEntries(Object.entries(HOSTILE).map(([name, unit]) => [name, hostile(unit)])) }
  const megabytes = takeTurns<string>(candidates, 3)
  const { ordinary: plain = Number.NaN, ...slow } = megabytes
  const [worst, ms] = Object.entries(slow).sort(([, a], [, b]) => b - a)[0] ?? ['', Number.NaN]
  return {
    name: 'extract',
    ratios: { time_to_twitter_text: rounded(taken.ours / taken.theirs), hostile_to_ordinary_megabyte: rounded(ms / plain) },
    absolute: {
      posts: POSTS,
      ours_ms: rounded(taken.ours),
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
