import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import t from 'tap'
import { AppError } from '../../src/kernel/errors.js'
import { decide } from '../../src/nominations/decide.js'
import { readArchive, readParts } from '../../src/nominations/formats/detect.js'
import { parseColumnMap } from '../../src/nominations/formats/mapped-csv.js'
import { htmlToText } from '../../src/nominations/formats/nitter-rss.js'
import { parseTime } from '../../src/nominations/formats/times.js'
import type { ParsedArchive } from '../../src/nominations/formats/types.js'
import { refusePrivateName, unpack } from '../../src/nominations/unpack.js'
import { zip } from '../fixtures/pack.js'
import * as retell from '../fixtures/retell.js'

const { told } = retell
const sample = (name: string) => new Uint8Array(readFileSync(new URL(`../fixtures/archives/${name}`, import.meta.url)))
const bytes = (text: string) => new TextEncoder().encode(text)
const read = (text: string) => readArchive(bytes(text))
const map = parseColumnMap('text=Body, whole,author=User,time=When,id=No')

const context = { hashtag_key: 'swhelper', host_keys: ['swchat_eg'] }
const nominated = (archive: ParsedArchive) =>
  decide(archive, context)
    .nominations.map(({ nominator, target, question, post_id, at, form }) => ({
      nominator,
      target: target.key,
      question,
      post_id,
      at: at?.toISOString(),
      form,
    }))
    .sort((a, b) => `${a.post_id}${a.target}`.localeCompare(`${b.post_id}${b.target}`))

const expected = nominated(readArchive(sample('hydrated-v1.1.jsonl')))
const onlyOf = (authors: readonly string[]) => expected.filter(({ nominator }) => authors.includes(nominator ?? ''))

t.test('the sample chat holds what the others are compared with', async (t) => {
  t.same(
    expected.map(({ nominator, target }) => `${nominator} ${target}`),
    [
      'amara_sw_eg foodjustice_eg',
      'amara_sw_eg harbourfood_eg',
      'amara_sw_eg tenantsunion_eg',
      'liam_bsw_eg 1kmeals_eg',
      'liam_bsw_eg nightnurses_eg',
      'liam_bsw_eg quaylibrary_eg',
      'liam_bsw_eg rightsdesk_eg',
    ],
  )
})

t.test('every format of one chat gives the same nominations', async (t) => {
  const noBreak = (text: string) => text.replaceAll('\n', ' ')
  const owner = told.filter(({ author }) => author === 'amara_sw_eg')
  const formats: [string, string, ParsedArchive, typeof expected?][] = [
    ['hydrated lines', 'hydrated-v1.1', readArchive(sample('hydrated-v1.1.jsonl'))],
    [
      'hydrated array',
      'hydrated-v1.1',
      read(
        JSON.stringify(
          Buffer.from(sample('hydrated-v1.1.jsonl'))
            .toString()
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line)),
          null,
          1,
        ),
      ),
    ],
    [
      'a search answer of v1.1',
      'hydrated-v1.1',
      read(`{"statuses": [${Buffer.from(sample('hydrated-v1.1.jsonl')).toString().trim().split('\n').join(',\n')}]}`),
    ],
    ['TAGS', 'tags', readArchive(sample('tags-v6.csv'))],
    ['TAGS with a byte order mark', 'tags', readArchive(Uint8Array.from([0xef, 0xbb, 0xbf, ...sample('tags-v6.csv')]))],
    ['TAGS with tabs, ids rounded', 'tags', read(retell.tagsTabs())],
    ['twarc-csv', 'twarc-csv', read(retell.twarcCsv())],
    ['SFM CSV', 'sfm-csv', read(retell.sfmCsv())],
    ['Apify JSON', 'apify', read(retell.apifyJson())],
    ['Apify JSON, other names', 'apify', read(retell.apifyOther())],
    ['Apify CSV', 'apify', read(retell.apifyCsv())],
    ['Nitter RSS', 'nitter-rss', read(retell.nitterRss())],
    ['any table', 'mapped-csv', readArchive(bytes(retell.anyCsv()), { map })],
    [
      'an X download',
      'x-download',
      readParts(
        await unpack(
          zip([
            { name: 'data/tweets.js', data: retell.download(owner) },
            { name: 'data/account.js', data: sample('account.js') },
          ]),
        ),
      ),
      onlyOf(['amara_sw_eg']),
    ],
  ]
  for (const [name, format, archive, only] of formats) {
    t.equal(archive.format, format, name)
    t.same(nominated(archive), only ?? expected, name)
    t.same(archive.bad_lines, [], name)
    const texts = new Map(told.map(({ id, text }) => [id, text.replaceAll('&amp;', '&')]))
    for (const { id, text, retweet } of archive.posts)
      if (!retweet && !text.includes('https://example.org')) t.equal(noBreak(text), noBreak(texts.get(id ?? '') ?? ''), `${name}: ${id}`)
  }
  for (const name of ['twarc2-pages.jsonl', 'twarc2-flattened.jsonl'])
    t.same(
      nominated(readArchive(sample(name))).filter(({ target }) => target !== 'gone_org_eg'),
      expected,
      name,
    )
})

t.test('packed or not, a file is the same', async (t) => {
  const plain = sample('tags-v6.csv')
  for (const packed of [
    gzipSync(plain),
    zip([
      { name: '__MACOSX/._x.csv', data: 'x' },
      { name: 'a folder/', data: '' },
      { name: 'x.csv', data: plain },
    ]),
  ]) {
    const parts = await unpack(packed)
    t.same(
      parts.map((part) => Buffer.from(part.bytes)),
      [Buffer.from(plain)],
    )
    t.same(nominated(readParts(parts)), expected)
  }
})

t.test('ids that a spreadsheet has damaged', async (t) => {
  const ids = (archive: ParsedArchive) => archive.posts.map(({ id }) => id)
  const whole = told.map(({ id }) => id)
  const tags = readArchive(sample('tags-v6.csv'))
  t.same(ids(tags), whole)
  t.match(tags.notes, ['1 post had ids that were damaged as numbers; they were recovered from the addresses of the posts'])
  t.same(ids(read(retell.tagsTabs())), whole, 'digits replaced by zeros')
  const noAddress = read(
    retell.table({ id_str: ({ id }) => `${id.slice(0, 15)}000`, from_user: ({ author }) => author, text: ({ text }) => text, created_at: ({ at }) => at }),
  )
  t.same(ids(noAddress), [null, null, null, null], 'no address to recover them from')
  t.match(noAddress.notes, [/4 posts had ids that were damaged as numbers; they are read without their ids/])
  t.equal(noAddress.posts[0]?.at?.toISOString(), '2014-03-30T19:02:11.000Z')
  t.same(ids(read('id_str,from_user,text\n4.50348E+17,a_eg,x\n450347270534074370,b_eg,y\n,c_eg,z')), [null, '450347270534074370', null])
  t.equal(read('id_str,from_user,text\n20,a_eg,x\n20,a_eg,x').posts.length, 1, 'the same post twice')
})

t.test('rows that are broken are listed by line and cost no other row', async (t) => {
  const rows = [
    'id_str,from_user,text',
    '1,a_eg,"one',
    'and a half"',
    '2,b_eg,"stray" mark',
    '3,c_eg,three',
    '4,d_eg,un,quoted',
    '5,e_eg',
    '6,f_eg,six,,',
    '',
    '7,g_eg,"never closed',
    '8,h_eg,eight',
    '9,i_eg,nine "quoted" words',
  ]
  for (const end of ['\n', '\r\n', '\r']) {
    const { posts, bad_lines } = read(rows.join(end))
    t.same(
      posts.map(({ line, id, text }) => [line, id, text]),
      [
        [2, '1', 'one\nand a half'],
        [5, '3', 'three'],
        [8, '6', 'six'],
        [11, '8', 'eight'],
        [12, '9', 'nine "quoted" words'],
      ],
      JSON.stringify(end),
    )
    t.same(bad_lines, [
      { line: 4, reason: 'has text after a closing quotation mark' },
      { line: 6, reason: 'has 4 cells, not 3' },
      { line: 7, reason: 'has 2 cells, not 3' },
      { line: 10, reason: 'has a quotation mark that is not closed' },
    ])
  }
  const cut = readArchive(Uint8Array.from([...bytes('id_str,from_user,text\n1,a_eg,"x\n'), 0xff, ...bytes('"\n2,b_eg,nul\0\n3,c_eg,y')]))
  t.same(
    cut.posts.map(({ id }) => id),
    ['3'],
  )
  t.same(
    cut.bad_lines.map(({ line }) => line),
    [2, 3, 4],
  )
  const xml = read(retell.nitterRss().replace('</item>\n    <item>', '</item>\n    <item><broken></item>'))
  t.equal(xml.posts.length, 1)
  t.match(xml.bad_lines, [{ line: 14, reason: /not well-formed XML; what follows was not read/ }])
})

t.test('a table is not mistaken for prose, nor prose for a table', async (t) => {
  t.equal(read('Hello, friends, today we thank @HarbourFood_eg,\nand others.').format, 'document')
  t.throws(() => read('Author;Text;Date\na;b;c'), { code: 'bad_input_file', message: /--map text=Text,author=Author; it has Author, Text, Date/ })
  t.throws(() => readArchive(bytes('a,b\n1,2'), { map: { text: 'Body' } }), { code: 'bad_input_file', message: /no column Body; it has a, b/ })
  t.throws(() => readArchive(bytes('only words\n1'), { map: { text: 'Body' } }), { code: 'bad_input_file', message: /no table/ })
  t.throws(() => readArchive(bytes(`${'a,'.repeat(100_000)}\n`), { map: { text: 'a' } }), { code: 'bad_input_file', message: /more than 5000 columns/ })
})

t.test('column mappings', async (t) => {
  t.same(parseColumnMap('text=Body'), { text: 'Body' })
  t.same(parseColumnMap(' Text = a=b , id=No'), { text: 'a=b', id: 'No' })
  for (const wrong of ['', 'author=A', 'text', 'text=', 'text=a,text=b', 'words=a', '__proto__=a,text=b'])
    t.throws(() => parseColumnMap(wrong), { code: 'validation_failed' }, wrong)
  const { posts } = readArchive(bytes('Who,What,Link\nAmara B.,A1 @x_eg,https://x.com/amara_eg/status/450347643827134467\nBo Ek,A1 @y_eg,\n'), {
    map: { text: 'what', author: 'WHO', id: 'Link' },
  })
  t.match(posts, [
    { id: '450347643827134467', author: 'amara_eg' },
    { id: null, author: null, author_mark: 'name:bo ek' },
  ])
})

t.test('X downloads: both prefixes, parts, the owner, and nothing else', async (t) => {
  const one = readArchive(sample('tweets.js'))
  t.match(one, { format: 'x-download', posts: [{ id: '450347643827134467', author: null, author_mark: 'document', line: 63 }] })
  t.match(one.notes, [/counts as one voice/])
  t.equal(read(retell.download(told, 'tweet.part0')).posts.length, 4)
  const parts = await unpack(
    zip([
      { name: 'tweets-part1.js', data: retell.download(told.slice(2), 'tweets.part1') },
      { name: 'tweets.js', data: retell.download(told.slice(0, 2)) },
      { name: 'account.js', data: sample('account.js') },
      { name: 'follower.js', data: 'window.YTD.follower.part0 = []' },
    ]),
  )
  const { posts, notes } = readParts(parts)
  t.same(
    posts.map(({ author }) => author),
    ['amara_sw_eg', 'amara_sw_eg', 'amara_sw_eg', 'amara_sw_eg'],
  )
  t.match(notes, ['read from 2 files; lines are counted in each'])
  t.notMatch(JSON.stringify({ posts, notes }), /example\.org"|amara@/, 'no e-mail address')
  const evil = 'window.YTD.tweets.part0 = (globalThis.ran = true, [])'
  t.throws(() => read(evil), { code: 'bad_input_file' })
  t.equal((globalThis as { ran?: boolean }).ran, undefined, 'never run')
})

t.test('direct messages are refused, wherever they are', async (t) => {
  const tweets = { name: 'data/tweets.js', data: retell.download() }
  for (const name of ['data/direct-messages.js', 'direct-message.js', 'data/direct_messages.js', 'data/direct-messages-group.js'])
    await t.rejects(unpack(zip([tweets, { name, data: '[]' }])), { code: 'bad_input_file', message: /direct messages/ }, name)
  for (const name of [
    'data/direct-messages-headers.js',
    'Direct-Message-Group-Headers.js',
    'data/direct_messages_media/1.jpg',
    'DMs.json',
    'data/dm-export.csv',
  ])
    await t.rejects(unpack(zip([tweets, { name, data: Buffer.from([0xff, 0x00, 0x80]) }])), { message: /direct messages \(.+\).*give tweets\.js alone/ }, name)
  for (const name of ['dmz.csv', 'admin.json', 'data/tweets.js']) await t.resolves(unpack(zip([{ name, data: '[]' }])), name)
  for (const data of ['[{"dmConversation":{"messages":[]}}]', '{"data":[{"id":"1","text":"hi","dm_conversation_id":"1-2"}]}'])
    t.throws(() => readArchive(new TextEncoder().encode(data)), { code: 'bad_input_file', message: /direct messages/ }, data)
  for (const name of ['direct-messages.js', 'direct-message-group-headers.js.gz']) t.throws(() => refusePrivateName(name), { message: /direct messages/ }, name)
  t.doesNotThrow(() => refusePrivateName('our chat on direct messages.txt'))
  const disguised = await unpack(zip([tweets, { name: 'data/tweets-part1.js', data: 'window.YTD.direct_messages.part0 = []' }]))
  t.throws(() => readParts(disguised), { code: 'bad_input_file', message: /direct messages/ })
})

t.test('feeds define no entities and reach for nothing', async (t) => {
  const feed = retell.nitterRss()
  for (const type of ['<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>', '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'])
    t.throws(() => read(feed.replace('?>\n', `?>\n${type}\n`)), { code: 'bad_input_file', message: /document type/ })
  t.throws(() => read('<rss><channel><item><title>&a;</title></item></channel></rss>'), { code: 'bad_input_file' })
  t.throws(() => read(`<rss>${'<a>'.repeat(20_000)}`), { code: 'bad_input_file', message: /deeper/ })
  t.throws(() => read('<rss><channel><item><title>News</title><link>https://example.org/1</link></item></channel></rss>'), { message: /no posts/ })
  t.equal(
    htmlToText('<p>See <a href="https://n.example/TenantsUnion_eg">n.example/Tena…</a> &amp;amp; <b>more</b></p>', 'n.example'),
    'See https://x.com/TenantsUnion_eg &amp; more',
  )
})

t.test('scraped posts come with a warning', async (t) => {
  for (const text of [retell.apifyJson(), retell.apifyCsv(), retell.apifyOther()]) t.match(read(text).notes.at(-1), /scraper, which X's terms forbid/)
  const lines = read('{"text":"A1 @x_eg","author":{"userName":"a_eg"},"id":"21"}\n{"noResults":true}')
  t.match(lines, { format: 'apify', posts: [{ author: 'a_eg', id: '21' }], bad_lines: [{ line: 2 }] })
})

t.test('v1.1 in its other shapes', async (t) => {
  const post = (more: object) => JSON.stringify({ id: 450347270534074370, id_str: '450347270534074370', user: { id_str: '1', screen_name: 'a_eg' }, ...more })
  const { posts } = read(
    [
      post({ text: 'cut…', extended_tweet: { full_text: 'A1 @x_eg &lt;3' } }),
      post({ id_str: '21', text: 'RT @b_eg: cut @…', retweeted_status: { text: 'whole @y_eg', user: { screen_name: 'b_eg' } } }),
      post({ id_str: '22', text: 'q', is_quote_status: true, in_reply_to_status_id_str: '5', in_reply_to_screen_name: null }),
    ].join('\n'),
  )
  t.match(posts, [
    { text: 'A1 @x_eg <3', retweet: false },
    { text: 'RT @b_eg: whole @y_eg', retweet: true },
    { quoted: true, reply: { to: null } },
  ])
})

t.test('times', async (t) => {
  const times: [unknown, string | null][] = [
    ['Sun Mar 30 19:02:11 +0000 2014', '2014-03-30T19:02:11.000Z'],
    ['Sun Mar 30 20:02:11 +0100 2014', '2014-03-30T19:02:11.000Z'],
    ['Sun, 30 Mar 2014 19:02:11 GMT', '2014-03-30T19:02:11.000Z'],
    ['2014-03-30T19:02:11.500Z', '2014-03-30T19:02:11.500Z'],
    ['2014-03-30 14:02:11-05:00', '2014-03-30T19:02:11.000Z'],
    ['2014-03-30 19:02', '2014-03-30T19:02:00.000Z'],
    [1_396_206_131_000, '2014-03-30T19:02:11.000Z'],
    ['30/03/2014 19:02:11', null],
    ['2014-02-31 19:02', null],
    ['Sun Foo 30 19:02:11 +0000 2014', null],
    ['x'.repeat(1e6), null],
    [Number.NaN, null],
    [{}, null],
  ]
  for (const [given, at] of times) t.equal(parseTime(given)?.toISOString() ?? null, at, String(given).slice(0, 40))
})

t.test('members that reach for a prototype, NUL and half characters', async (t) => {
  const evil = '__proto__,constructor,id_str,from_user,text\n1,2,3,a_eg,x\n1,2,4,b_eg,"a\0b"\n'
  const { posts, bad_lines } = read(evil)
  t.match(posts, [{ id: '3', author: 'a_eg' }])
  t.same(bad_lines, [{ line: 3, reason: 'holds a NUL byte' }])
  t.throws(() => read('[{"__proto__":{"x":1},"id":"1","text":"x","author":{"userName":"a"}}]'), { code: 'bad_input_file', message: /__proto__/ })
  t.throws(() => readArchive(bytes('a,b\n1,2'), { map: { text: '__proto__' } }), { code: 'bad_input_file' })
  t.match(read('[{"id":"1","text":"n\\u0000ul","author":{"userName":"a"}},{"id":"2","text":"\\ud83d","author":{"userName":"a"}}]'), {
    posts: [],
    bad_lines: [{ reason: /NUL/ }, { reason: /half a character/ }],
  })
})

t.test('whatever the bytes, they are read or refused', async (t) => {
  const whole = [
    sample('tags-v6.csv'),
    sample('hydrated-v1.1.jsonl'),
    sample('tweets.js'),
    ...[retell.nitterRss(), retell.twarcCsv(), retell.apifyJson(), retell.tagsTabs()].map(bytes),
    new Uint8Array(gzipSync(sample('tags-v6.csv'))),
    new Uint8Array(
      zip([
        { name: 'tweets.js', data: sample('tweets.js') },
        { name: 'account.js', data: sample('account.js') },
      ]),
    ),
  ]
  const change = fc.record({
    at: fc.nat(),
    insert: fc.oneof(fc.uint8Array({ maxLength: 8 }), fc.constantFrom('"', ',', '\n', '\t', '{', ']', '<', '\0', '"__proto__":').map(bytes)),
    drop: fc.nat(64),
  })
  const damaged = fc.tuple(fc.constantFrom(...whole), fc.array(change, { maxLength: 4 })).map(([start, changes]) =>
    changes.reduce((data, { at, insert, drop }) => {
      const from = at % (data.length + 1)
      return Uint8Array.from([...data.subarray(0, from), ...insert, ...data.subarray(from + drop)])
    }, start),
  )
  let readable = 0
  await fc.assert(
    fc.asyncProperty(fc.oneof({ weight: 4, arbitrary: damaged }, fc.uint8Array({ maxLength: 300 })), async (data) => {
      try {
        const archive = readParts(await unpack(data))
        decide(archive, null)
        readable++
        for (const { text, line } of archive.posts)
          if (text.includes('\0') || line < 1 || !Number.isInteger(line)) throw new Error('a post that cannot be stored')
      } catch (error) {
        if (!(error instanceof AppError) || error.status >= 500) throw error
      }
    }),
    { numRuns: 400 },
  )
  t.ok(readable > 50, `${readable} of 400 were read`)
})

t.test('an author may stand in a table as a handle, beside a name, or as the address of a profile: it is the same person', async (t) => {
  const ways = [
    'bo_eg',
    '@bo_eg',
    'Bo Lee (@bo_eg)',
    'Bo Lee @bo_eg',
    '@bo_eg (Bo Lee)',
    'https://x.com/bo_eg',
    'twitter.com/bo_eg?s=20',
    'https://www.x.com/@bo_eg/media',
  ]
  const table = ['Body,User', ...ways.map((way) => `A1 @one_eg,${way}`)].join('\n')
  const { posts } = readArchive(bytes(table), { map: parseColumnMap('text=Body,author=User') })
  t.same(
    posts.map(({ author }) => author),
    ways.map(() => 'bo_eg'),
  )
  const others = ['Bo Lee', 'https://x.com/home', 'https://example.org/bo_eg', 'bo@example.org', 'me @ home']
  const named = readArchive(bytes(['Body,User', ...others.map((way) => `A1 @one_eg,${way}`)].join('\n')), { map: parseColumnMap('text=Body,author=User') })
  t.same(
    named.posts.map(({ author }) => author),
    others.map(() => null),
  )
})
