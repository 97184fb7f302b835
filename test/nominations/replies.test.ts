import t from 'tap'
import { type Decision, decide } from '../../src/nominations/decide.js'
import { readArchive } from '../../src/nominations/formats/detect.js'

const read = (text: string) => readArchive(new TextEncoder().encode(text))
const PUT = 'the names a reply begins with are put there by X'
const chat = { hashtag_key: 'swhelper', host_keys: ['swchat_eg'] }
const counted = ({ nominations }: Decision) => nominations.map(({ nominator, voice, target }) => `${nominator ?? voice} ${target.key}`)
const why = ({ candidates }: Decision, nominator: string, raw: string) => candidates.find((one) => one.nominator === nominator && one.raw === raw)?.reason

interface Tweet {
  id: string
  by: string
  text: string
  to?: [string, string]
  range?: [number, number]
}
const v1 = (tweets: Tweet[]) =>
  tweets
    .map(({ id, by, text, to, range }) =>
      JSON.stringify({
        id_str: `45034856000000000${id}`,
        created_at: 'Sun Mar 30 19:02:00 +0000 2014',
        user: { screen_name: by },
        full_text: text,
        ...(to ? { in_reply_to_screen_name: to[0], in_reply_to_status_id_str: `45034856000000000${to[1]}` } : {}),
        ...(range ? { display_text_range: range } : {}),
      }),
    )
    .join('\n')
const START: Tweet[] = [
  { id: '1', by: 'swchat_eg', text: 'Q1: Who are our allies? #SWHelper' },
  { id: '2', by: 'ann_eg', text: 'A1 @FoodBank_eg #SWHelper' },
]

t.test('the names that X puts in front of a reply are no nominations; those that were typed there are', async (t) => {
  const cases: [string, Omit<Tweet, 'id' | 'by'>, string[]][] = [
    ['named in the post replied to', { text: '@ann_eg @FoodBank_eg great choice! #SWHelper', to: ['ann_eg', '2'] }, []],
    ['and something else behind the mark', { text: '@ann_eg @FoodBank_eg A1 @Legal_eg too #SWHelper', to: ['ann_eg', '2'] }, ['bob_eg legal_eg']],
    ['typed in reply to the question', { text: '@swchat_eg @FoodBank_eg is great #SWHelper', to: ['swchat_eg', '1'] }, ['bob_eg foodbank_eg']],
    ['typed behind those of X', { text: '@ann_eg @FoodBank_eg @Legal_eg A1', to: ['ann_eg', '2'] }, ['bob_eg legal_eg']],
    ['named once more in the words', { text: '@ann_eg @FoodBank_eg A1 yes @FoodBank_eg', to: ['ann_eg', '2'] }, ['bob_eg foodbank_eg']],
    ['with "and" X puts nothing', { text: '@swchat_eg and @FoodBank_eg A1', to: ['swchat_eg', '1'] }, ['bob_eg foodbank_eg']],
    ['the post replied to is not there', { text: '@eve_eg @FoodBank_eg A1 yes', to: ['eve_eg', '9'] }, []],
    ['the same in the words', { text: '@eve_eg A1 @FoodBank_eg', to: ['eve_eg', '9'] }, ['bob_eg foodbank_eg']],
    ['X says where the words begin', { text: '@swchat_eg @Night_eg for us', to: ['swchat_eg', '1'], range: [21, 27] }, []],
    ['and the name stands behind it', { text: '@swchat_eg @Night_eg for us', to: ['swchat_eg', '1'], range: [11, 27] }, ['bob_eg night_eg']],
    ['also where the post replied to is not there', { text: '@eve_eg @Night_eg A1', to: ['eve_eg', '9'], range: [8, 20] }, ['bob_eg night_eg']],
    ['of old posts the range says nothing', { text: '@ann_eg @FoodBank_eg great choice!', to: ['ann_eg', '2'], range: [0, 34] }, []],
    ['a range inside the words says nothing', { text: '@swchat_eg I say @Night_eg', to: ['swchat_eg', '1'], range: [22, 26] }, ['bob_eg night_eg']],
    ['no reply at all', { text: '@FoodBank_eg A1 #SWHelper' }, ['bob_eg foodbank_eg']],
  ]
  for (const [name, post, expected] of cases) {
    const decision = decide(read(v1([...START, { id: '3', by: 'bob_eg', ...post }])), chat)
    t.same(counted(decision), ['ann_eg foodbank_eg', ...expected], name)
  }
  const told = decide(read(v1([...START, { id: '3', by: 'bob_eg', text: '@eve_eg @FoodBank_eg A1 yes', to: ['eve_eg', '9'] }])), chat)
  t.match(
    told.candidates.filter(({ nominator }) => nominator === 'bob_eg'),
    [
      { raw: '@eve_eg', verdict: 'not' },
      { raw: '@FoodBank_eg', verdict: 'not', reason: PUT, target: { key: 'foodbank_eg' } },
    ],
    'an organiser sees it, and can include it',
  )
})

t.test('the API tells by referenced posts what is replied to', async (t) => {
  const page = (text: string, to: string) =>
    JSON.stringify({
      data: [
        { id: '450348560000000001', text: 'Q1: Who are our allies? #SWHelper', author_id: '100' },
        { id: '450348560000000002', text: 'A1 @FoodBank_eg #SWHelper', author_id: '101' },
        { id: '450348560000000003', text, author_id: '102', in_reply_to_user_id: '101', referenced_tweets: [{ type: 'replied_to', id: to }] },
      ],
      includes: { users: ['swchat_eg', 'ann_eg', 'bob_eg'].map((username, i) => ({ id: String(100 + i), username })) },
    })
  t.same(counted(decide(read(page('@ann_eg @FoodBank_eg great choice!', '450348560000000002')), chat)), ['ann_eg foodbank_eg'])
  t.same(counted(decide(read(page('@swchat_eg @FoodBank_eg great!', '450348560000000001')), chat)), ['ann_eg foodbank_eg', 'bob_eg foodbank_eg'])
})

t.test('in a pasted chat a post that begins with somebody who speaks there is a reply', async (t) => {
  const start = '@swchat_eg: Q1 Which organisations do you want on our list? #SWHelper\n@ann_eg: A1 @FoodBank_eg\n'
  const cases: [string, string[]][] = [
    ['@ann_eg @FoodBank_eg A1 @Other_eg', ['bob_eg other_eg']],
    ['@ann_eg @FoodBank_eg lovely evening all', []],
    ['@ann_eg @NewOrg_eg lovely evening', []],
    ['@ann_eg @NewOrg_eg A1 what a chat', ['bob_eg neworg_eg']],
    ['@ann_eg @NewOrg_eg deserves a place on our list', ['bob_eg neworg_eg']],
    ['@ann_eg I nominate @FoodBank_eg', ['bob_eg foodbank_eg']],
    ['@FoodBank_eg @Legal_eg A1', ['bob_eg foodbank_eg', 'bob_eg legal_eg']],
    ['A1 @ann_eg @FoodBank_eg', ['bob_eg foodbank_eg']],
  ]
  for (const [text, expected] of cases) {
    const decision = decide(read(`${start}@bob_eg: ${text}\n@cat_eg: A1 @Legal_eg`), chat)
    t.same(
      counted(decision).filter((one) => one.startsWith('bob_eg')),
      expected,
      text,
    )
  }
  const newest = decide(read(`@cat_eg: A1 @Legal_eg\n@bob_eg: @ann_eg @FoodBank_eg A1\n@ann_eg: A1 @FoodBank_eg\n@dan_eg: A1 @Legal_eg`), chat)
  t.equal(why(newest, 'bob_eg', '@FoodBank_eg'), 'named in answer to Q1', 'what is named later on is not yet named')
})

t.test('a few lines in which people speak are a chat, whose participants are no nominations', async (t) => {
  const chats: [string, string[]][] = [
    ['Ann @ann_eg: @bob_eg lovely to see you!\nBob @bob_eg: @ann_eg you too, how is @mike_eg?\nCat @cat_eg: hi @ann_eg @bob_eg', []],
    ['Ann @ann_eg: hello all\nBob @bob_eg: good evening\nCat @cat_eg: night', []],
    ['@ann_eg: lovely chat tonight\n@bob_eg: @ann_eg see you next week\n@cat_eg: night all, thanks @swchat_eg', []],
    ['Ann @ann_eg\nHello all from Leeds\n\nBob @bob_eg\n@ann_eg hello!\n\nCat @cat_eg\nA1 @FoodBank_eg', ['cat_eg foodbank_eg']],
    ['Ann @ann_eg\nHello all\n\nBob @bob_eg\nA1 @FoodBank_eg', ['bob_eg foodbank_eg']],
    [
      'Ann @ann_eg: I want to nominate @FoodBank_eg\nBob @bob_eg: RT @ann_eg: I want to nominate @FoodBank_eg\nCat @cat_eg: "I want to nominate @FoodBank_eg" via @ann_eg',
      ['ann_eg foodbank_eg'],
    ],
    ['@ann_eg A1 @FoodBank_eg\n@bob_eg RT @ann_eg A1 @FoodBank_eg\n@cat_eg A1 @Legal_eg', ['ann_eg foodbank_eg', 'cat_eg legal_eg']],
    ['@\u200bcat_eg: A1 @Shelter_eg', ['cat_eg shelter_eg']],
  ]
  for (const [text, expected] of chats) {
    const archive = read(text)
    t.equal(archive.format, 'transcript', JSON.stringify(text))
    t.same(counted(decide(archive, null)), expected, JSON.stringify(text))
  }
  const lists = [
    'Our allies:\nSoup @soup_eg: feeds people\nLegal @legal_eg: free advice\nNight @night_eg: beds',
    'Trussell Trust @TrussellTrust_eg: parcels\nLegal Aid @LegalAid_eg: free advice\nNight Stop @night_eg: beds',
    'Food Bank @FoodBank_eg\nMeals for all\n\nLegal Aid @LegalAid_eg\nFree advice',
    'We love @soup_eg: they cook\nWe love @legal_eg: they advise\nWe love @night_eg: they have beds',
    '@host_eg A1 @soup_eg\n@host_eg A1 @legal_eg\n@host_eg A1 @night_eg',
    '@soup_eg feeds people\n@legal_eg gives advice\n@night_eg has beds',
  ]
  for (const text of lists) t.equal(read(text).format, 'document', JSON.stringify(text))
})

t.test('a document passes on no support, and names nobody whom it shows speaking', async (t) => {
  const cases: [string, string[]][] = [
    ['RT @ann_eg: I nominate @FoodBank_eg', []],
    ['As @cat_eg said: MT @dan_eg A1 @Night_eg', []],
    ['Bob @bob_eg: RT @ann_eg: I nominate @FoodBank_eg', []],
    ['We met @FoodBank_eg. RT @ann_eg: I nominate @Legal_eg', ['foodbank_eg']],
    ['We start with @FoodBank_eg and @Legal_eg', ['foodbank_eg', 'legal_eg']],
    ['@ann_eg: hello @bob_eg\nsome words between\nand more of them\nin the end @ann_eg and @FoodBank_eg', ['bob_eg', 'foodbank_eg']],
  ]
  for (const [text, expected] of cases) {
    const archive = read(text)
    t.equal(archive.format, 'document', text)
    t.same(
      decide(archive, null).nominations.map(({ target }) => target.key),
      expected,
      text,
    )
  }
})

t.test('a name behind an invisible character is for a person to decide, and is not lost', async (t) => {
  const { review, nominations } = decide(read('@ann_eg: A1 @\u200dZwj_eg\n@bob_eg: A1 @Legal_eg'), null)
  t.match(review, [{ nominator: 'ann_eg', raw: '@\u200dZwj_eg', reason: /invisible character/ }])
  t.same(
    nominations.map(({ target }) => target.key),
    ['legal_eg'],
  )
  t.same(decide(read('@ann_eg: A1 @\u200d @ \u200d and so on\n@bob_eg: A1 @Legal_eg'), null).review, [], 'a sign without a name is none')
})

t.test('of a page of X, names on lines of their own below "Replying to" are those replied to', async (t) => {
  const page = (words: string) =>
    `Ann Lee\n@ann_eg\n·\nMar 30, 2014\nA1: @FoodBank_eg\n\nBob\n@bob_eg\n·\nMar 30, 2014\nReplying to\n@ann_eg\n${words}\n\nCat\n@cat_eg\n·\nMar 30, 2014\nA1: @Legal_eg`
  const bob = (words: string) => counted(decide(read(page(words)), null)).filter((one) => one.startsWith('bob_eg'))
  t.same(bob('@FoodBank_eg\nGreat'), [])
  t.same(bob('@FoodBank_eg\n@Night_eg\nA1 @Soup_eg'), ['bob_eg soup_eg'])
  t.same(bob('A1\n@Night_eg'), ['bob_eg night_eg'], 'behind the words they are the post’s own')
  t.same(bob('@Night_eg A1 as well'), ['bob_eg night_eg'], 'and with words on the same line')
})
