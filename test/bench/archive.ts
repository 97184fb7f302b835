/** Invented archives of any size, as twarc2 writes them: the same seed and size give the same bytes. Handles end in _eg. */
import { closeSync, openSync, writeSync } from 'node:fs'

export type Shape = 'pages' | 'flattened'

/** Of the posts, as in an archive of a tag over years: one in seven nominates (a third of these two targets), then replies, retweets, talk. */
const NOMINATE = 0.15
const REPLY = 0.4
const RETWEET = 0.75
const AUTHORS = 20_000
const TARGETS = 4_000
const SNOWFLAKE = 450_000_000_000_000_000n

/** A small generator (mulberry32): what is measured must not change from run to run. */
function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const WORDS =
  'they feed half of our caseload and never ask why the library opens early for families who wait at the bus stop with us every week a night line for nurses that answers when nobody else does legal advice without an appointment in four languages'.split(
    ' ',
  )

interface Made {
  post: Record<string, unknown>
  author: Record<string, unknown>
  mentions: { start: number; end: number; username: string; id: string }[]
}

/** Writes about `bytes` to `path`. Returns the number of posts. */
export function writeArchive(path: string, bytes: number, shape: Shape, seed = 1): number {
  const next = random(seed)
  const upTo = (n: number) => Math.floor(next() * n)
  // Few are named often, most seldom.
  const popular = (n: number) => Math.floor(n * next() ** 3)
  const words = (n: number) => Array.from({ length: n }, () => WORDS[upTo(WORDS.length)]).join(' ')
  const user = (n: number) => ({
    id: String(14_000_000 + n),
    username: `person${n}_eg`,
    name: `Person ${n}`,
    created_at: '2011-01-01T00:00:00.000Z',
    description: `I am number ${n}: ${words(12)}`,
    location: 'Sampletown',
    verified: false,
    protected: false,
    profile_image_url: `https://example.org/images/profile/${n}/normal.jpg`,
    url: '',
    public_metrics: { followers_count: n % 5000, following_count: n % 900, tweet_count: n % 40_000, listed_count: n % 50 },
  })
  let serial = 0
  const make = (): Made => {
    serial++
    const author = user(popular(AUTHORS))
    const kind = next()
    const target = () => `@Org${popular(TARGETS)}_eg`
    const question = 1 + upTo(6)
    const text =
      kind < NOMINATE
        ? `A${question} ${target()}${next() < 0.3 ? ` and ${target()}` : ''} ${words(6 + upTo(16))} #SWHelper`
        : kind < REPLY
          ? `@person${popular(AUTHORS)}_eg ${words(5 + upTo(18))} #SWHelper`
          : kind < RETWEET
            ? `RT @person${popular(AUTHORS)}_eg: A${question} ${target()} ${words(8)} #SWHelper`
            : `${words(8 + upTo(20))} #SWHelper`
    const id = String(SNOWFLAKE + BigInt(serial) * 4_194_304_000n)
    const mentions = [...text.matchAll(/@(\w+)/g)].map((found) => ({
      start: found.index,
      end: found.index + found[0].length,
      username: found[1] ?? '',
      id: String(15_000_000 + (found[1] ?? '').length),
    }))
    const post = {
      id,
      text,
      author_id: author.id,
      conversation_id: id,
      created_at: new Date(1_396_000_000_000 + serial * 1000).toISOString(),
      lang: 'en',
      source: 'Twitter for iPhone',
      possibly_sensitive: false,
      reply_settings: 'everyone',
      edit_history_tweet_ids: [id],
      public_metrics: {
        retweet_count: upTo(9),
        reply_count: upTo(5),
        like_count: upTo(40),
        quote_count: upTo(3),
        bookmark_count: 0,
        impression_count: upTo(4000),
      },
      entities: {
        mentions,
        hashtags: [{ start: text.length - 9, end: text.length, tag: 'SWHelper' }],
        annotations: [{ start: 0, end: 4, probability: 0.7, type: 'Organization', normalized_text: words(2) }],
      },
      context_annotations: [
        {
          domain: { id: '46', name: 'Business Taxonomy', description: words(12) },
          entity: { id: '1557697333571112960', name: words(3), description: words(9) },
        },
        { domain: { id: '131', name: 'Unified Taxonomy', description: words(8) }, entity: { id: '847888632711061504', name: words(2) } },
      ],
      ...(kind >= REPLY && kind < RETWEET ? { referenced_tweets: [{ type: 'retweeted', id: String(SNOWFLAKE + BigInt(upTo(serial)) * 4_194_304_000n) }] } : {}),
    }
    return { post, author, mentions }
  }
  const twarc = { url: 'https://api.example.org/2/tweets/search/all?query=%23swhelper', version: '2.14.0', retrieved_at: '2023-02-01T00:00:00+00:00' }
  const line = (): { text: string; posts: number } => {
    if (shape === 'flattened') {
      const { post, author, mentions } = make()
      const entities = { ...(post.entities as object), mentions: mentions.map((mention) => ({ ...user(mention.end), ...mention })) }
      return { text: JSON.stringify({ ...post, entities, author, __twarc: twarc }), posts: 1 }
    }
    const page = Array.from({ length: 100 }, make)
    const users = new Map(page.map(({ author }) => [author.id, author]))
    return {
      text: JSON.stringify({
        data: page.map(({ post }) => post),
        includes: { users: [...users.values()] },
        meta: { result_count: 100, next_token: 'b26v89c19zqg8o3f' },
        __twarc: twarc,
      }),
      posts: 100,
    }
  }
  const file = openSync(path, 'w')
  let written = 0
  let posts = 0
  let held: string[] = []
  let size = 0
  while (written < bytes) {
    const { text, posts: more } = line()
    held.push(text)
    size += text.length + 1
    posts += more
    if (size > 4_000_000 || written + size >= bytes) {
      written += writeSync(file, `${held.join('\n')}\n`)
      held = []
      size = 0
    }
  }
  closeSync(file)
  return posts
}
