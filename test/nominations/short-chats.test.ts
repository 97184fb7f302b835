import t from 'tap'
import { decide } from '../../src/nominations/decide.js'
import { readArchive } from '../../src/nominations/formats/detect.js'
import { readReplying } from '../../src/nominations/formats/replying.js'

const read = (text: string) => readArchive(Buffer.from(text, 'latin1').includes(0xff) ? Buffer.from(text, 'latin1') : new TextEncoder().encode(text))
/** Who names what, of all that counts; and what is left for a person to decide. */
function told(text: string) {
  const archive = read(text)
  const { nominations, review } = decide(archive, null)
  return {
    format: archive.format,
    counted: nominations.map(({ nominator, voice, target }) => `${nominator ?? voice} ${target.kind === 'hashtag' ? '#' : '@'}${target.key}`),
    review: review.map(({ raw }) => raw),
  }
}

const ONE = 'Bob Ray\n@bob_eg\n·\n3h\nReplying to\n@ann_eg\n and \n@carl_eg\nA1: @NightNurses_eg'
const FOUR =
  'Ann Lee\n@ann_eg\n·\n4h\nQ1: Who are our allies?\nBob Ray\n@bob_eg\n·\n3h\nReplying to\n@ann_eg\n and \n@carl_eg\nA1: @NightNurses_eg\nDee Doe\n@dee_eg\n·\n2h\nReplying to\n@ann_eg\n@carl_eg\n and \n@bob_eg\nA1: @FoodBank_eg\n'
const SIX = ['ann', 'bob', 'carl', 'dee', 'eve', 'fay']
const page = (replying: string) => SIX.map((name, i) => `${name} Lee\n@${name}_eg\n·\n1h\n${replying}\nA1: @Org${i}_eg\n3\n12\n`).join('')

t.test('names to whom a post of a page of X replies are neither authors nor nominations, however the line is broken', async (t) => {
  t.same(told(ONE), { format: 'transcript', counted: ['bob_eg @nightnurses_eg'], review: [] })
  t.same(told(FOUR), { format: 'transcript', counted: ['bob_eg @nightnurses_eg', 'dee_eg @foodbank_eg'], review: [] })
  t.same(
    read(FOUR).posts.map(({ author, line, text, reply }) => [author, line, text, reply?.to ?? null]),
    [
      ['ann_eg', 5, 'Q1: Who are our allies?', null],
      ['bob_eg', 14, 'A1: @NightNurses_eg', 'ann_eg'],
      ['dee_eg', 24, 'A1: @FoodBank_eg', 'ann_eg'],
    ],
  )
  const replies = [
    'Replying to @ann_eg',
    'Replying to\n@ann_eg',
    'Replying to @ann_eg and @carl_eg',
    'Replying to\n@ann_eg\n and \n@carl_eg',
    'Replying to\n@ann_eg\n@bob_eg\n and \n@carl_eg',
    'Replying to\n@ann_eg\n, \n@bob_eg\n, and \n@carl_eg',
    'Replying to \n@ann_eg @bob_eg \nand\n3 others',
    'Replying to\n@ann_eg\n@bob_eg\nand 2 others',
    'Replying to\n\n@ann_eg\n\n and \n\n@carl_eg\n',
    'En respuesta a \n@ann_eg\n y \n@carl_eg',
  ]
  for (const replying of replies)
    t.same(told(page(replying)), { format: 'transcript', counted: SIX.map((name, i) => `${name}_eg @org${i}_eg`), review: [] }, replying.replaceAll('\n', '/'))
})

t.test('where the reply ends and the words begin', async (t) => {
  const cases: [string, ReturnType<typeof readReplying>][] = [
    ['Replying to\n@a_eg\nA1 @x_eg', { to: ['a_eg'], lines: 2, rest: -1 }],
    ['Replying to\n@a_eg\n@x_eg and @y_eg #Chat', { to: ['a_eg'], lines: 2, rest: -1 }],
    ['Replying to\n@a_eg\n@x_eg', { to: ['a_eg'], lines: 2, rest: -1 }],
    ['Replying to\n@a_eg\nand they are good', { to: ['a_eg'], lines: 2, rest: -1 }],
    ['Replying to\n@a_eg\n and \n@b_eg\n@x_eg', { to: ['a_eg', 'b_eg'], lines: 4, rest: -1 }],
    ['Replying to\n@a_eg A1 @x_eg', { to: ['a_eg'], lines: 1, rest: 6 }],
    ['Replying to @a_eg and @b_eg A1: @x_eg', { to: ['a_eg', 'b_eg'], lines: 0, rest: 28 }],
    ['Replying to', { to: [], lines: 1, rest: -1 }],
    ['Replying to all of you', null],
    ['We are replying to\n@a_eg', null],
  ]
  for (const [text, expected] of cases) t.same(readReplying(text.split('\n'), 0), expected, text.replaceAll('\n', '/'))
  t.same(told('Our newsletter\nReplying to\n@a_eg\n and \n@b_eg\nwe praise @Soup_eg').counted, ['document @soup_eg'], 'in a document too')
})

t.test('a chat of one or two lines has authors', async (t) => {
  const cases: [string, string[]][] = [
    ['@a_eg: A1 @HarbourFood_eg great\n', ['a_eg @harbourfood_eg']],
    ['@a_eg: A1 @HarbourFood_eg great\n@b_eg: A1 @Foo_eg\n', ['a_eg @harbourfood_eg', 'b_eg @foo_eg']],
    ['@a_eg: A1 @HarbourFood_eg great\n@b_eg: A1 @Foo_eg\nbroken \0 line', ['a_eg @harbourfood_eg', 'b_eg @foo_eg']],
    ['@a_eg: A1 @HarbourFood_eg great\n@c_eg: A1 caf\xff\n@b_eg: A1 @Foo_eg\n', ['a_eg @harbourfood_eg', 'b_eg @foo_eg']],
    ['Allies chat, 5 May\n\n@a_eg - A1 @HarbourFood_eg', ['a_eg @harbourfood_eg']],
    ['Ann Lee (@ann_eg): A1 @HarbourFood_eg', ['ann_eg @harbourfood_eg']],
    ['@a_eg:\nA1 @HarbourFood_eg', ['a_eg @harbourfood_eg']],
    ['@a_eg - A1 @Foo_eg\nBo @b_eg: #A2 @Bar_eg', ['a_eg @foo_eg', 'b_eg @bar_eg']],
    ['[19:05] @carl_eg: A2) #FoodJustice_eg', ['carl_eg #foodjustice_eg']],
    ['<ann_eg> A1 @HarbourFood_eg', ['name:ann_eg @harbourfood_eg']],
    ['<ann_eg> A1 @HarbourFood_eg\n<bob_eg> #A1 #NightBus_eg', ['name:ann_eg @harbourfood_eg', 'name:bob_eg #nightbus_eg']],
    [
      '<ann_eg> A1 @HarbourFood_eg\n<bob_eg> #A1 @Foo_eg\n[19:05] @carl_eg: A2) #FoodJustice_eg',
      ['name:ann_eg @harbourfood_eg', 'name:bob_eg @foo_eg', 'carl_eg #foodjustice_eg'],
    ],
    [
      '<ann_eg> A1 @One_eg\n<bob_eg> A1 @Two_eg\n<ann_eg> A1 @Three_eg\n<bob_eg> A1 @Four_eg\n[19:05] @carl_eg: A2 #FoodJustice_eg',
      ['name:ann_eg @one_eg', 'name:bob_eg @two_eg', 'name:ann_eg @three_eg', 'name:bob_eg @four_eg', 'carl_eg #foodjustice_eg'],
    ],
    [
      '@dee_eg: A1 @One_eg\n@ann_eg: A1 @Two_eg\n@dee_eg: A1 @Three_eg\n[19:05] Bo: A1 @Four_eg',
      ['dee_eg @one_eg', 'ann_eg @two_eg', 'dee_eg @three_eg', 'name:bo @four_eg'],
    ],
  ]
  for (const [text, counted] of cases) t.same(told(text), { format: 'transcript', counted, review: [] }, JSON.stringify(text))
})

t.test('in doubt the name that a line begins with is for a person to decide, and all others count', async (t) => {
  const cases: [string, string[], string[]][] = [
    ['@a_eg: @HarbourFood_eg great', ['@harbourfood_eg'], ['@a_eg']],
    ['@HarbourFood_eg: feeds people\n@NightNurses_eg: nurses', [], ['@HarbourFood_eg', '@NightNurses_eg']],
    ['@host_eg A1 @Foo_eg', ['@foo_eg'], ['@host_eg']],
    ['@ann_eg\nA1 @Foo_eg', ['@foo_eg'], ['@ann_eg']],
    ['We met for a day.\nIt was long.\nIt was good.\n@a_eg: A1 @HarbourFood_eg', ['@harbourfood_eg'], ['@a_eg']],
    ['Organisations to follow:\n@HarbourFood_eg: feeds people\n\n@NightNurses_eg - nurses', ['@harbourfood_eg', '@nightnurses_eg'], []],
    ['Allies chat:\n@a_eg: hello\n@b_eg: hi', [], ['@a_eg', '@b_eg']],
    ['Our allies:\n@a_eg: I say @HarbourFood_eg', ['@harbourfood_eg'], ['@a_eg']],
    ['We love @HarbourFood_eg: they cook.\nThey cook well.', ['@harbourfood_eg'], []],
    ['A1\n@Foo_eg\nA2\n@Bar_eg', ['@foo_eg', '@bar_eg'], []],
    ['<p> hello @Soup_eg', ['@soup_eg'], []],
  ]
  for (const [text, counted, review] of cases)
    t.same(told(text), { format: 'document', counted: counted.map((name) => `document ${name}`), review }, JSON.stringify(text))
  t.match(read('@a_eg: @HarbourFood_eg great').notes, [/document/, '1 line begins with a name, as lines of a chat do: it may be who wrote it'])
  const { candidates } = decide(read('@a_eg: @HarbourFood_eg great'), null)
  t.match(candidates[0], { verdict: 'doubtful', target: { key: 'a_eg' }, reason: /may be who wrote it/ })
})

t.test('a small table of unknown columns is refused with the way out, not read as prose', async (t) => {
  const refused: [string, RegExp][] = [
    ['Body;User\nA1 @HarbourFood_eg;ann_eg\n', /--map text=Body,author=User; it has Body, User/],
    ['Body;User\nA1 @HarbourFood_eg;ann_eg\nA2 @Foo_eg;bob_eg\n', /--map text=Body,author=User/],
    ['Tweet,Handle\n"A1 @HarbourFood_eg, yes",ann_eg', /--map text=Tweet,author=Handle/],
    ['Timestamp,Nickname,Reply\n2023-05-02 20:01,ann,"A1 @HarbourFood_eg, yes"', /--map text=Reply,author=Nickname; it has Timestamp, Nickname, Reply/],
    ['Zeit,Wer,Beitrag\n20:01,ann,A1 @HarbourFood_eg\n20:02,bob,nein', /--map text=Beitrag,author=Wer; it has Zeit, Wer, Beitrag/],
    ['Your name;What you say\nann;A1 @HarbourFood_eg is it', /--map "text=What you say,author=Your name"; it has/],
    ['Wer;Was\nann_eg;A1 @HarbourFood_eg', /--map text=Was,author=Wer; it has Wer, Was/],
  ]
  for (const [text, message] of refused) t.throws(() => read(text), { code: 'bad_input_file', message }, text)
  for (const prose of ['Hello; all\nthanks to @a_eg; bye', 'Hello;all\nthanks to @a_eg', 'Text, and more\nthanks, @a_eg'])
    t.equal(read(prose).format, 'document', prose)
  t.match(read('Time\tWho\tTweet\n20:01\t@ann_eg\tA1 @HarbourFood_eg\n20:02\t@bob_eg\tA1 @Foo_eg'), {
    format: 'mapped-csv',
    posts: [{ author: 'ann_eg' }, { author: 'bob_eg' }],
    notes: [/--map text=Tweet,author=Who/],
  })
  t.match(readArchive(new TextEncoder().encode('Body;User\nA1 @HarbourFood_eg;ann_eg\n'), { map: { text: 'Body', author: 'User' } }).posts, [
    { author: 'ann_eg' },
  ])
})
