import t from 'tap'
import { failureOf, send, world } from './world.js'

const ID = (ms: number) => ((BigInt(ms - 1288834974657) << 22n) - 1n).toString()
const DAY = 86_400_000

t.test('recent search pages from the newest to the oldest, whatever is posted meanwhile', async (t) => {
  const { simulator, clock, platform, calls } = await world(t, 0)
  const since = ID(clock.now().getTime())
  const said = Array.from({ length: 25 }, (_, i) => {
    clock.advance(1000)
    return simulator.say(`p${i % 5}_eg`, `${i} #Chat &amp; more`).id
  })
  const ask = (next?: string) => platform.searchPosts({ query: '#chat -is:retweet', since_id: since, most: 10, next })
  const first = await ask()
  t.same(
    first.posts.map(({ id }) => id),
    said.slice(15).reverse(),
  )
  t.match(first.posts[0], { text: '24 #Chat &amp; more', author: 'p4_eg', retweet: false, quoted: false, reply: null })
  simulator.say('late_eg', 'posted between two pages #chat')
  const second = await ask(first.next ?? '')
  const third = await ask(second.next ?? '')
  t.same(
    [...second.posts, ...third.posts].map(({ id }) => id),
    said.slice(0, 15).reverse(),
    'nothing twice, nothing left out',
  )
  t.equal(third.next, null)
  t.same(
    calls.map(({ operation, units, cost_milli_usd }) => [operation, units, cost_milli_usd]),
    [
      ['posts.search', 10, 50],
      ['posts.search', 10, 50],
      ['posts.search', 5, 25],
    ],
  )
  t.equal(simulator.ledger().spent_milli_usd, 125)
  t.equal((await platform.searchPosts({ query: '#chat', since_id: said.at(-1) ?? '', until_id: said.at(-1) ?? '', most: 10 })).posts.length, 0)
  t.same(
    (await platform.searchPosts({ query: '#chat', since_id: said[3] ?? '', until_id: said[5] ?? '', most: 10 })).posts.map(({ id }) => id),
    [said[4]],
    'both bounds are left out',
  )
})

t.test('a tag is found whole, and replies, quotes and long posts are told as such', async (t) => {
  const { simulator, clock, platform } = await world(t, 0)
  const since_id = ID(clock.now().getTime() - DAY)
  const first = simulator.say('ana_eg', 'Q1 #chat')
  const search = async (query: string) => (await platform.searchPosts({ query, since_id, most: 100 })).posts
  simulator.say('ben_eg', `${'long '.repeat(80)}#chat`)
  simulator.say('cy_eg', 'about #chatter')
  simulator.say('dee_eg', '@ana_eg A1 #chat', first.id)
  simulator.addPost({ author_id: first.author_id, text: 'RT @dee_eg #chat', retweet_of: first.id })
  simulator.addPost({ author_id: first.author_id, text: 'so true #chat', quote_of: first.id })
  const found = await search('#CHAT')
  t.same(found.map(({ author }) => author).sort(), ['ana_eg', 'ana_eg', 'ben_eg', 'dee_eg'])
  t.match(found.find(({ author }) => author === 'ben_eg')?.text, /^(long ){80}#chat$/, 'whole')
  t.match(
    found.find(({ author }) => author === 'dee_eg'),
    { reply: { to: 'ana_eg', post: first.id } },
  )
  t.match(
    found.find(({ quoted }) => quoted),
    { quoted_post: first.id, retweet: false },
  )
  t.equal((await search('#chat -is:reply -is:quote')).length, 2)
  t.equal((await search('from:dee_eg')).length, 1)
  t.equal((await search('#chat from:cy_eg')).length, 0)
})

t.test('what X refuses is refused: ids with times, ids and times that are too old, pages too small or large, queries of nothing', async (t) => {
  const { simulator, clock, platform } = await world(t, 1)
  const token = simulator.addBearer()
  const now = clock.now().getTime()
  const at = (ms: number) => new Date(ms).toISOString()
  const ask = (rest: string) => send(simulator.url, token, 'GET', `/2/tweets/search/recent?query=%23chat&${rest}`)
  for (const rest of [
    `since_id=${ID(now - DAY)}&start_time=${at(now - DAY)}`,
    `until_id=${ID(now)}&end_time=${at(now - DAY)}`,
    `since_id=${ID(now - 8 * DAY)}`,
    `start_time=${at(now - 8 * DAY)}`,
    `end_time=${at(now)}`,
    'start_time=yesterday',
    'since_id=x',
    'max_results=9',
    'max_results=101',
    'next_token=7z00',
    'sort=new',
    'expansions=author',
  ])
    t.match(await ask(rest), { status: 400, body: { title: 'Invalid Request', errors: [{ message: String }] } }, rest)
  for (const query of ['', '%20', '-is:retweet', 'is:retweet lang:en', 'colour:red', 'x'.repeat(513)])
    t.equal((await send(simulator.url, token, 'GET', `/2/tweets/search/recent?query=${query}`)).status, 400, query.slice(0, 20))
  t.match(await ask(`start_time=${at(now - DAY)}&end_time=${at(now - 20_000)}`), { status: 200, body: { meta: { result_count: 0 } } })
  t.match(await failureOf(platform.searchPosts({ query: '#chat', since_id: ID(now - 8 * DAY), most: 10 })), { kind: 'invalid', status: 400 })
})

t.test('posts can be said over the control route while it runs, by people who need not exist', async (t) => {
  const { simulator, clock, platform } = await world(t, 1)
  const say = (body: unknown) => send(simulator.url, '', 'POST', '/_sim/posts', body)
  const first = await say({ author: 'Ana_eg', text: 'A1 #chat' })
  t.equal(first.status, 201)
  t.equal((await say({ author: 'ana_EG', text: 'and #chat', reply_to: String(first.body.id) })).status, 201)
  for (const body of [{}, { author: 'no good', text: 'x' }, { author: 'a', text: '' }, { author: 'a', text: 'x', likes: 5 }])
    t.equal((await say(body)).status, 400)
  const { posts } = await platform.searchPosts({ query: '#chat', since_id: ID(clock.now().getTime() - DAY), most: 10 })
  t.same(
    posts.map(({ author }) => author),
    ['Ana_eg', 'Ana_eg'],
    'one person',
  )
})

t.test('an answer without its count, of another shape, or with misshapen posts costs what it holds and gives what can be read', async (t) => {
  const { simulator, clock, platform, calls } = await world(t, 1)
  simulator.addPost({ author_id: '1', text: '#chat' })
  const since_id = ID(clock.now().getTime() - DAY)
  simulator.setFault({ name: 'ids-as-numbers', next: 1 })
  t.match(await platform.searchPosts({ query: '#chat', since_id, most: 10 }), { posts: [], charged: 1, next: null })
  t.equal(calls.at(-1)?.units, 1)
  simulator.setFault({ name: 'bad-json', next: 4 })
  t.match(await failureOf(platform.searchPosts({ query: '#chat', since_id, most: 10 })), { kind: 'transient' })
  simulator.setFault({ name: 'usage-capped', next: 1 })
  t.match(await failureOf(platform.searchPosts({ query: '#chat', since_id, most: 10 })), { kind: 'credits' })
})
