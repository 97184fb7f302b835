import t from 'tap'
import { decide } from '../../src/nominations/decide.js'
import { withTimesFirst } from '../../src/nominations/formats/bare-handles.js'
import { readArchive } from '../../src/nominations/formats/detect.js'

const read = (text: string) => readArchive(new TextEncoder().encode(text))
const counted = (text: string) => decide(read(text), null).nominations.map(({ nominator, voice, target }) => `${nominator ?? voice} ${target.key}`)

const SAID: [string, string, string, string][] = [
  ['kin_hour_eg', 'Mo Hart', '8:01 PM', 'Q1 Who are our allies? #KinHour'],
  ['rosa_eg', 'Rosa Pell', '8:02 PM', 'A1 @LibraryLink_eg #KinHour'],
  ['dev_kin_eg', 'Dev M', '8:03 PM', 'A1 @SchoolMeals_eg #KinHour'],
  ['rosa_eg', 'Rosa Pell', '8:04 PM', '@dev_kin_eg lovely #KinHour'],
]
const chat = (line: (handle: string, name: string, time: string, text: string) => string) => SAID.map((one) => line(...one)).join('\n')

t.test('lines that nothing but a blank divides into author, words and time are read as posts', async (t) => {
  const handles = ['rosa_eg librarylink_eg', 'dev_kin_eg schoolmeals_eg']
  const layouts: [string, string][] = [
    ['handle text time', chat((h, _, at, text) => `${h} ${text} ${at}`)],
    ['@handle text time', chat((h, _, at, text) => `@${h} ${text} ${at}`)],
    ['handle text · time', chat((h, _, at, text) => `${h} ${text} · ${at}`)],
    ['handle text (time)', chat((h, _, at, text) => `${h} ${text} (${at})`)],
    ['time handle text', chat((h, _, at, text) => `${at} ${h} ${text}`)],
    ['[time] handle text', chat((h, _, at, text) => `[${at}] ${h} ${text}`)],
    ['handle time text', chat((h, _, at, text) => `${h} ${at} ${text}`)],
    ['Name @handle text time', chat((h, name, at, text) => `${name} @${h} ${text} ${at}`)],
    ['text — handle, time', chat((h, _, at, text) => `${text} — ${h}, ${at}`)],
    ['handle | text | time', chat((h, _, at, text) => `${h} | ${text} | ${at}`)],
  ]
  for (const [name, text] of layouts) {
    t.same(counted(text), handles, name)
    t.equal(read(text).posts.length, 4, name)
    t.notMatch(
      read(text)
        .posts.map((post) => post.text)
        .join(' '),
      /8:0\d/,
      `${name}: the time is no words of the post`,
    )
  }
  t.same(
    counted(chat((_, name, at, text) => `${name} ${text.replace(' #KinHour', '').replace('@dev_kin_eg', 'Dev')} ${at}`)),
    ['name:rosa pell librarylink_eg', 'name:dev m schoolmeals_eg'],
    'names only',
  )
})

t.test('a post over two lines has its time on the last; a title above is none', async (t) => {
  const text = 'KinHour, 4 May\nkin_hour_eg Q1 Who are our allies? #KinHour 8:01 PM\nrosa_eg A1 @LibraryLink_eg\nand their van #KinHour 8:02 PM\n'
  const { posts } = read(`${text}dev_kin_eg A1 @SchoolMeals_eg #KinHour 8:03 PM\nrosa_eg night all #KinHour 8:04 PM`)
  t.match(posts, [{ author: 'kin_hour_eg', line: 2 }, { author: 'rosa_eg', line: 3, text: /van/ }, { author: 'dev_kin_eg', line: 5 }, { author: 'rosa_eg' }])
})

t.test('a programme with times, a list and prose are no chat', async (t) => {
  const others = [
    'Registration 9:00 AM\nOpening by @a_eg 9:30 AM\nPanel with @b_eg 10:00 AM\nPanel with @c_eg 11:00 AM\nLunch 12:00 PM',
    '9:00 Doors\n9:30 Panel with @b_eg\n10:00 Panel with @c_eg',
    'We met @a_eg at 8:00 PM\nand @b_eg at 9:00 PM\nthen home at 10:00 PM',
    '@rosa_eg: A1 @a_eg 8:01 PM\n@dev_eg: A1 @b_eg 8:02 PM\n@mo_eg: A1 @c_eg 8:03 PM',
  ]
  for (const text of others) t.equal(withTimesFirst(text.split('\n')), null, text)
  t.equal(read(others[0] ?? '').format, 'document')
})

t.test('a summary names again what people said, and nobody twice', async (t) => {
  const body = '@kin_eg: Q1 Who are our allies? #KinHour\n@rosa_eg: A1 @LibraryLink_eg #KinHour\n@dev_eg: A1 @SchoolMeals_eg #KinHour\n'
  const said = ['rosa_eg librarylink_eg', 'dev_eg schoolmeals_eg']
  const summaries: [string, RegExp][] = [
    ['@kin_eg: Thanks @rosa_eg @dev_eg! Allies tonight:\n- @LibraryLink_eg (rosa)\n- @SchoolMeals_eg (dev)\n- @GranNet_eg', /said by a host/],
    ['\nWrap-up\nAllies nominated: @LibraryLink_eg, @SchoolMeals_eg\nThanks to @rosa_eg and @dev_eg', /summary of the chat/],
    ['\nAllies:\n@LibraryLink_eg\n@SchoolMeals_eg', /summary of the chat/],
    ['Named tonight:\n@LibraryLink_eg\n@SchoolMeals_eg', /summary of the chat/],
    ['@mo_eg: Recap: so far we have @LibraryLink_eg @SchoolMeals_eg #KinHour', /sums up what others named/],
    ['@mo_eg: ok so allies so far: @LibraryLink_eg and @SchoolMeals_eg', /sums up what others named/],
  ]
  for (const [summary, reason] of summaries) {
    t.same(counted(body + summary), said, summary)
    const { skipped } = decide(read(body + summary), null)
    t.ok(skipped.filter(({ line, reason: why }) => line > 3 && reason.test(why)).length >= 2, `${summary}: says why`)
  }
  for (const own of ['@mo_eg: A1 my list:\n@GranNet_eg\n@Foo_eg', '@mo_eg: I nominate @GranNet_eg and @Foo_eg'])
    t.same(counted(body + own), [...said, 'mo_eg grannet_eg', 'mo_eg foo_eg'], own)
  const unnumbered =
    '20:00 Mo: evening all, who should be our allies?\n20:01 Rosa: @LibraryLink_eg\n20:02 Dev: my nominations tonight: @SchoolMeals_eg, @GranNet_eg\n'
  t.same(counted(`${unnumbered}20:05 Mo: So that's @LibraryLink_eg and @SchoolMeals_eg, thanks Rosa and Dev`), [
    'name:rosa librarylink_eg',
    'name:dev schoolmeals_eg',
    'name:dev grannet_eg',
  ])
})

t.test('one mark may answer several questions', async (t) => {
  const asked = '@kin_eg: Q1 Which organisations are our allies?\n@kin_eg: Q2 And which charities for teenagers?\n@kin_eg: Q3 How do you feel?\n'
  const answered = (text: string) =>
    decide(read(`${asked}@rosa_eg: ${text}\n@dev_eg: A3 well`), null).nominations.map(({ question, reason }) => `${question} ${reason}`)
  const both = 'named in answer to Q1 and Q2, which ask for nominations'
  for (const mark of [
    'A1&2',
    'A1 & A2',
    'A1/2',
    'A1+2',
    'A1/A2:',
    'A1 and 2 -',
    'A1, A2:',
    'A1-2',
    'A1 + A2',
    'A1 and A2:',
    'A1 A2',
    'A1,2',
    'A1&2&3',
    'A1-3',
    'Q1&2',
  ])
    t.same(answered(`${mark} @x_eg`), [`1 ${both}`], mark)
  const one = 'named in answer to Q1, which asks for nominations'
  for (const mark of ['A1', 'A1 & 2 friends of', 'A1 2/3', 'A1 (1 of 2)', 'A1/3', 'A1: 2 of them:']) t.same(answered(`${mark} @x_eg`), [`1 ${one}`], mark)
  t.same(answered('A2&3 @x_eg'), ['2 named in answer to Q2, which asks for nominations'])
  t.same(answered('A3/1 @x_eg'), [], 'numbers go up: this is a part of one answer')
  t.same(answered('A1 @x_eg A2 @y_eg'), [`1 ${one}`, '2 named in answer to Q2, which asks for nominations'], 'each behind its own mark')
})

t.test('a name, its time below and the words below that, as Slack copies them', async (t) => {
  const text =
    'Mo Hart\n  8:01 PM\nQ1 Who are our allies?\nRosa Pell\n  8:02 PM\nA1 @LibraryLink_eg\n8:03\nand @SchoolMeals_eg\nDev M\n  8:04 PM\n@Rosa Pell same here, A1 @LibraryLink_eg\n'
  t.same(counted(text), ['name:rosa pell librarylink_eg', 'name:rosa pell schoolmeals_eg', 'name:dev m librarylink_eg'])
  t.match(read(text).posts, [{ line: 3 }, { line: 6 }, { line: 11 }])
  t.equal(read('Doors\n8:00 PM\nCome early\nPanel\n8:30 PM\nwith @a_eg\nBar\n9:30 PM\nuntil late').format, 'document', 'a programme')
})

t.test('what TweetDeck shows as retweeted, a question behind a sentence, and who is called by a nick with a dot', async (t) => {
  const deck =
    'Kin Hour @kin_eg 32m\nQ1 Who are our allies?\nRosa @rosa_eg 31m\nA1 @LibraryLink_eg\nDev @dev_eg 30m\nRetweeted Rosa @rosa_eg:\nA1 @LibraryLink_eg\n' +
    'Kin Hour @kin_eg 29m\nLovely: @LibraryLink_eg. Q2 how do you rest?\nDev @dev_eg 28m\nA2 with @QuietBooks_eg\n'
  t.same(counted(deck), ['rosa_eg librarylink_eg'])
  const nicks = 'mo_k — 04/05/2023 20:00\nQ1: which orgs?\nlou.b — 04/05/2023 20:02\nA1 @Barn_eg\nkit — 04/05/2023 20:03\n@lou.b A1 @Barn_eg, and @Van_eg\n'
  t.same(counted(nicks), ['name:lou.b barn_eg', 'name:kit barn_eg', 'name:kit van_eg'])
})
