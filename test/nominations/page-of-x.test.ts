import * as fc from 'fast-check'
import t from 'tap'
import { decide } from '../../src/nominations/decide.js'
import { readArchive } from '../../src/nominations/formats/detect.js'

const read = (...lines: string[]) => readArchive(new TextEncoder().encode(lines.join('\n')))
const decided = (...lines: string[]) => decide(read(...lines), null)
const counted = (...lines: string[]) => decided(...lines).nominations.map(({ nominator, raw }) => `${nominator} ${raw}`)
const post = (name: string, handle: string, ...words: string[]) => [name, `@${handle}`, '·', 'Mar 30, 2014', ...words, '2', '5']
const CHAT = [
  ...post('Chat Host', 'chathost_eg', 'Q1 Who are our allies? #AlliesChat'),
  ...post('Amara Okafor', 'amara_eg', 'A1 @HarbourFood_eg #AlliesChat'),
  ...post('Liam Jones', 'liam_eg', 'A1 @RightsDesk_eg #AlliesChat'),
]
const SIDE = [
  'Relevant people',
  'Amara Okafor',
  '@amara_eg',
  'Follow',
  'Volunteer at @NightShelter_eg. #HousingFirst',
  'Who to follow',
  'Penguin',
  '@Penguin_eg',
  'Follow',
]
const TRENDS = ["What's happening", 'Premier League', 'LIVE', 'Trending in United Kingdom', '#MondayMood', '12.4K posts']

t.test('what stands beside the posts of a page is nobody’s words, and each of its names says so', async (t) => {
  const expected = ['amara_eg @HarbourFood_eg', 'liam_eg @RightsDesk_eg']
  t.same(counted(...CHAT, ...SIDE, ...TRENDS), expected)
  t.same(counted(...CHAT.slice(0, 14), ...SIDE, ...CHAT.slice(14)), expected, 'amid the posts too')
  const { skipped } = decided(...CHAT, ...SIDE, ...TRENDS)
  const beside = skipped.filter(({ reason }) => reason.startsWith('stands beside the posts')).map(({ raw }) => raw)
  t.same(beside, ['@amara_eg', '@NightShelter_eg', '#HousingFirst', '@Penguin_eg', '#MondayMood'])
  t.same(
    counted(...CHAT, ...post('Priya', 'priya_eg', 'A1', 'Who to follow', '@YouthHub_eg')),
    [...expected, 'priya_eg @YouthHub_eg'],
    'the heading alone is words',
  )
  t.same(counted(...CHAT, 'Cloud Shelf', '@cloudshelf_eg', 'Ad', 'Try it free #CloudShelf_eg', ...post('Priya', 'priya_eg', 'A1 @YouthHub_eg')), [
    ...expected,
    'priya_eg @YouthHub_eg',
  ])
})

t.test('the post that a page was opened on has its time below its words', async (t) => {
  const opened = (...below: string[]) => ['Post', 'Bo Lee', '@bo_eg', 'A1', '@NightShelter_eg', ...below, '2', '5', 'Post your reply', ...CHAT]
  for (const below of [['8:02 PM · Mar 30, 2014'], ['8:02 PM · Mar 30, 2014 · 1,234 Views'], ['8:02 PM · Mar 30, 2014', '·', '1,234', ' Views']]) {
    const { posts } = read(...opened(...below))
    t.match(posts[0], { author: 'bo_eg', text: 'A1\n@NightShelter_eg', line: 4 }, below.join(' '))
    t.ok(counted(...opened(...below)).includes('bo_eg @NightShelter_eg'))
  }
})

t.test('the words of a repost are their author’s, if she said them in this chat', async (t) => {
  const priya = post('Priya Shah', 'priya_eg', 'A1 @YouthHub_eg')
  t.ok(counted(...CHAT, 'Tom Bell reposted', ...priya).includes('priya_eg @YouthHub_eg'))
  t.match(decided(...CHAT, 'Tom Bell reposted', ...priya).nominations.at(-1)?.reason, /author’s own words/)
  const twice = decided(...CHAT, ...priya, 'Tom Bell reposted', ...priya)
  t.equal(twice.nominations.filter(({ raw }) => raw === '@YouthHub_eg').length, 1)
  t.match(twice.skipped.at(-1), { raw: '@YouthHub_eg', reason: /^a repost is no support; its author’s own post stands on line 26$/ })
  const other = decided(...CHAT, 'Tom Bell reposted', ...post('News', 'news_eg', 'Great work by @YouthHub_eg'))
  t.match(other.skipped.at(-1), { raw: '@YouthHub_eg', reason: /outside this chat/ })
})

t.test('a quoted post’s names are shown, and are nobody’s here', async (t) => {
  const { skipped, nominations } = decided(...CHAT, ...post('Bo', 'bo_eg', 'this!', 'Quote', ...post('News', 'news_eg', 'A1 @YouthHub_eg and #Housing_eg')))
  t.equal(nominations.length, 2)
  t.match(skipped.slice(-2), [
    { raw: '@YouthHub_eg', reason: /quoted/ },
    { raw: '#Housing_eg', reason: /quoted/ },
  ])
})

t.test('short pastes: who speaks is no nomination', async (t) => {
  t.same(counted('Amara @amara_sw_eg: I nominate @HarbourFood_eg', 'Liam @liam_eg: and @RightsDesk_eg please'), [
    'amara_sw_eg @HarbourFood_eg',
    'liam_eg @RightsDesk_eg',
  ])
  t.same(counted('ann: I nominate @HarbourFood_eg', 'bob: @ann and @RightsDesk_eg too'), ['ann @HarbourFood_eg', 'bob @RightsDesk_eg'])
  t.same(counted('amara_sw_eg: A1 @HarbourFood_eg', 'liam_bsw_eg: @amara_sw_eg +1', 'priya_eg: A1 @RightsDesk_eg'), [
    'amara_sw_eg @HarbourFood_eg',
    'priya_eg @RightsDesk_eg',
  ])
  const messenger = ['Amara: Q1 who are our allies?', 'Liam Jones: A1 @HarbourFood_eg', 'Priya: @Liam Jones good idea!', 'Priya: A1 @RightsDesk_eg']
  t.same(
    decided(...messenger.map((line, i) => `[30/03/2014, 20:0${i}:10] ${line}`)).nominations.map(({ raw }) => raw),
    ['@HarbourFood_eg', '@RightsDesk_eg'],
  )
  const listed = ['Here are the allies you named:', '- @HarbourFood_eg: food, with @RightsDesk_eg', '- @RightsDesk_eg: advice', '- @YouthHub_eg: a place to go']
  t.equal(read(...listed).format, 'document', 'a list under its heading')
  t.ok(
    ['@HarbourFood_eg', '@RightsDesk_eg', '@YouthHub_eg'].every((raw) =>
      decided(...listed).candidates.some((one) => one.raw === raw && one.verdict === 'counted'),
    ),
  )
})

t.test('"Also our local @name" beside a name that is proposed', async (t) => {
  t.ok(
    counted('[20:00] @host_eg: Q1 Who are our allies?', '[20:01] @bo_eg: Seconding @HarbourFood_eg! Also our local @RightsDesk_eg').includes(
      'bo_eg @RightsDesk_eg',
    ),
  )
})

t.test('every name in the words of a page is a nomination or has a reason', async (t) => {
  const name = fc.constantFrom('@HarbourFood_eg', '#Housing_eg', '@RightsDesk_eg', '@YouthHub_eg', '@NightShelter_eg', '#Food_eg')
  const words = fc.array(fc.oneof(name, fc.constantFrom('A1', 'yes', 'this!', 'RT', 'thanks')), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(' '))
  const who = fc.constantFrom(['Amara Okafor', 'amara_eg'], ['Liam Jones', 'liam_eg'], ['Priya', 'priya_eg'])
  const one = fc.tuple(who, words, words, fc.constantFrom('plain', 'reposted', 'quoting', 'beside')).map(([[shown = '', handle = ''], said, more, how]) => {
    if (how === 'reposted') return ['Tom Bell reposted', ...post(shown, handle, said, more)]
    if (how === 'quoting') return [...post(shown, handle, said, 'Quote', ...post('News', 'news_eg', more))]
    return how === 'beside' ? [...post(shown, handle, said), 'Who to follow', 'Penguin', '@Penguin_eg', 'Follow', more] : post(shown, handle, said, more)
  })
  fc.assert(
    fc.property(fc.array(one, { minLength: 1, maxLength: 5 }), (blocks) => {
      const lines = ['Page of #Chat', ...post('Chat Host', 'chathost_eg', 'Q1 Who?'), ...blocks.flat()]
      const names = [...lines.join('\n').matchAll(/[@#](?:HarbourFood|Housing|RightsDesk|YouthHub|NightShelter|Food|Chat)(?:_eg)?\b/g)]
        .map(([raw]) => raw)
        .sort()
      const { candidates } = decided(...lines)
      const found = candidates.filter(({ raw, reason }) => names.includes(raw) && reason !== '').map(({ raw }) => raw)
      // The same name twice in one post is one.
      t.strictSame([...new Set(found)].sort(), [...new Set(names)])
      return true
    }),
    { numRuns: 60 },
  )
})

t.test('a few posts under names and times are told by the marks of their answers', async (t) => {
  const lines = [
    'Mo Hart  8:01 PM',
    'Q1 who should be on our list?',
    'Rosa Pell  8:02 PM',
    'A1 @LibraryLink_eg',
    'Dev M  8:03 PM',
    '@Rosa Pell +1, plus @SchoolMeals_eg',
  ]
  t.same(
    decided(...lines).nominations.map(({ voice, raw }) => `${voice} ${raw}`),
    ['name:rosa pell @LibraryLink_eg', 'name:dev m @SchoolMeals_eg'],
  )
})
