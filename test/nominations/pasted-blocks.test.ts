import t from 'tap'
import { readArchive } from '../../src/nominations/formats/detect.js'

const read = (lines: string[]) => readArchive(new TextEncoder().encode(lines.join('\n')))

t.test('a page of X: names, replies, reposts, quotes and the numbers under posts', async (t) => {
  const { posts, format } = read([
    '#Nights - Search / X',
    'Top',
    '',
    'Nurse Chat',
    '@chat_eg · 58m',
    'Q1 - Who should be our allies?',
    '4',
    '12',
    '',
    'Sunil',
    '@sunil_eg · 54m',
    'A1',
    '@PorterUnion_eg',
    '#Nights',
    '2',
    '',
    'Wendy (MH nurse)',
    '@wend_eg · 53m',
    'Replying to @sunil_eg',
    'yes, them',
    '',
    'Lola reposted',
    'Sunil',
    '@sunil_eg · 54m',
    'A1',
    '@PorterUnion_eg',
    '',
    'Paed Pete',
    '@pete_eg · 47m',
    'this 👇',
    'Quote',
    'Sunil',
    '@sunil_eg · 54m',
    'A1',
    '@PorterUnion_eg',
    '2',
    '',
    'Show more replies',
  ])
  t.equal(format, 'transcript')
  t.match(posts, [
    { line: 6, author: 'chat_eg', author_name: 'Nurse Chat', text: 'Q1 - Who should be our allies?', retweet: false },
    { line: 12, author: 'sunil_eg', text: 'A1\n@PorterUnion_eg\n#Nights' },
    { line: 20, author: 'wend_eg', author_name: 'Wendy (MH nurse)', text: 'yes, them', reply: { to: 'sunil_eg' } },
    { line: 25, author: 'sunil_eg', reposted: true, retweet: false },
    { line: 30, author: 'pete_eg', text: 'this 👇', quoted: true },
  ])
  t.equal(posts.length, 5)
})

t.test('nicks are handles where people speak to them as such', async (t) => {
  const server = (...texts: string[]) => read(texts.flatMap((text, i) => [`nick${i}_eg — Today at 8:0${i} PM`, text, '']))
  t.match(server('hello @nick1_eg', 'hi @nick0_eg', 'A1 @x_eg').posts, [
    { author: 'nick0_eg' },
    { author: 'nick1_eg' },
    { author: 'nick2_eg', text: 'A1 @x_eg' },
  ])
  t.match(server('hello', 'hi', 'A1 @x_eg').posts, [{ author: null, author_mark: 'name:nick0_eg' }, {}, { author: null }])
  t.match(read(['20:00 <bo_eg> hi @tom_eg', '20:01 <tom_eg> hi @bo_eg', '20:02 <mo_eg> A1 @x_eg']).posts, [
    { author: 'bo_eg' },
    { author: 'tom_eg' },
    { author: 'mo_eg' },
  ])
})

t.test('a name may hold brackets, and links to profiles come out of their short form', async (t) => {
  t.match(read(['[20:01] Ruth (law centre) @ruth_eg: A1 @x_eg', '[20:02] Bo @bo_eg: hi']).posts, [
    { author: 'ruth_eg', author_name: 'Ruth (law centre)', text: 'A1 @x_eg' },
    {},
  ])
  const post = {
    id: '450347643827134467',
    author_id: '1',
    author: { id: '1', username: 'bo_eg' },
    created_at: '2014-03-30T19:03:40.000Z',
    text: 'A1 https://t.co/abc and https://t.co/def',
    entities: {
      urls: [
        { url: 'https://t.co/abc', expanded_url: 'https://x.com/Soup_eg' },
        { url: 'https://t.co/def', expanded_url: 'https://example.org/a' },
      ],
    },
  }
  t.match(read([JSON.stringify(post), JSON.stringify({ ...post, id: '450347643827134468' })]).posts, [
    { text: 'A1 https://x.com/Soup_eg and https://t.co/def' },
    {},
  ])
})
