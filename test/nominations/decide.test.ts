import { readFileSync } from 'node:fs'
import t from 'tap'
import { type Candidate, decide, eachPostOnce } from '../../src/nominations/decide.js'
import { readArchive } from '../../src/nominations/formats/detect.js'
import type { ParsedArchive, Post } from '../../src/nominations/formats/types.js'
import { questionOf } from '../../src/nominations/marks.js'
import { dryRunOf, previewLines } from '../../src/nominations/preview.js'
import { isNegated } from '../../src/nominations/speech.js'

const fixture = (name: string) => readFileSync(new URL(`../fixtures/archives/${name}`, import.meta.url))
const of = (name: string) => decide(readArchive(fixture(name)), null)
const spell = ({ target }: { target: { kind: string; key: string } }) => (target.kind === 'account' ? '@' : '#') + target.key

const post = (text: string, more: Partial<Post> = {}): Post => ({
  line: 1,
  over_lines: false,
  id: null,
  at: null,
  author: 'amara_eg',
  author_mark: null,
  text,
  retweet: false,
  reply: null,
  quoted: false,
  ...more,
})
const lookOf = (archive: ParsedArchive) => {
  const { candidates, context } = decide(archive, null)
  return { format: archive.format, posts: archive.posts.length, notes: archive.notes, bad_lines: archive.bad_lines, context, candidates, left_out: {} }
}
const chat = { hashtag_key: 'swhelper', host_keys: ['swchat_eg'] }
const others = ['bo_eg', 'joan_eg'].map((author, i) => post('hello', { author, line: 90 + i }))
/** What one post nominates in a chat where bo and joan take part too. */
const nominated = (text: string, more: Partial<Post> = {}) =>
  decide({ format: 'transcript', posts: [post(text, more), ...others] }, chat).nominations.map(spell)
const skipped = (text: string, more: Partial<Post> = {}) =>
  decide({ format: 'transcript', posts: [post(text, more), ...others] }, chat).skipped.map(({ raw, reason }) => `${raw}: ${reason}`)

interface Expected {
  hosts: string[]
  nominations: { line: number; nominator: string; question: string; target: string; raw: string; form: string }[]
  needs_review: { line: number; nominator: string; raw: string }[]
  support: Record<string, number>
}

t.test('a pasted chat gives what a careful person takes from it', async (t) => {
  const expected = JSON.parse(fixture('pasted.expected.json').toString()) as Expected
  const found = of('pasted.txt')
  t.match(found.context, { hashtag_keys: ['swhelper'], host_keys: expected.hosts, inferred: true, numbered: true })
  t.same(
    found.context.questions.map(({ number, line, asks }) => [number, line, asks]),
    [
      [1, 4, true],
      [2, 12, true],
    ],
  )
  t.same(
    found.nominations.map((n) => ({
      line: n.line,
      nominator: n.nominator,
      question: `Q${n.question}`,
      target: spell(n),
      raw: n.raw,
      form: n.form.replace('_', '-'),
    })),
    expected.nominations.map(({ line, nominator, question, target, raw, form }) => ({ line, nominator, question, target, raw, form })),
  )
  t.same(
    found.review.map(({ line, nominator, raw }) => ({ line, nominator, raw })),
    expected.needs_review.map(({ line, nominator, raw }) => ({ line, nominator, raw })),
  )
  const support: Record<string, number> = {}
  for (const n of found.nominations) support[spell(n)] = (support[spell(n)] ?? 0) + 1
  t.same(support, expected.support, 'two of the four voices for one of them name it in words')
})

t.test('the same posts give the same nominations from each readable format', async (t) => {
  const expected = [
    'amara_sw_eg #foodjustice_eg Q1',
    'amara_sw_eg @harbourfood_eg Q1',
    'amara_sw_eg @tenantsunion_eg Q1',
    'liam_bsw_eg #1kmeals_eg Q1',
    'liam_bsw_eg @nightnurses_eg Q1',
    'liam_bsw_eg @quaylibrary_eg Q1',
    'liam_bsw_eg @rightsdesk_eg Q1',
    'x-id:14000009 @gone_org_eg Q1',
  ]
  const told = (name: string) =>
    of(name)
      .nominations.map((n) => `${n.nominator ?? n.voice} ${spell(n)} Q${n.question}`)
      .sort()
  t.same(told('twarc2-pages.jsonl'), expected)
  t.same(told('twarc2-flattened.jsonl'), expected)
  t.same(told('x-api-v2-search-page.json'), [...expected, 'priya_macro_eg @tenantsunion_eg Q1'].sort())
})

t.test('passing on is no support', async (t) => {
  t.same(nominated('A1 @x_eg', { retweet: true }), [])
  t.same(nominated('RT @bo_eg: A1 @x_eg #tag_eg'), [])
  t.same(nominated('RT@bo_eg A1 @x_eg'), [])
  t.same(nominated('MT @bo_eg: A1 @x_eg'), [])
  t.same(nominated('So true, and @y_eg! RT @bo_eg: A1 @x_eg'), ['@y_eg'], 'her own words before it count')
  t.same(nominated('“@bo_eg: A1 @x_eg” and also @y_eg'), ['@y_eg'])
  t.same(nominated('A1 SMART @x_eg'), ['@x_eg'])
})

t.test('speaking to people is no nomination', async (t) => {
  t.same(nominated('@bo_eg yes!! the library'), [])
  t.same(nominated('@bo_eg @swchat_eg A1 @x_eg'), ['@x_eg'])
  t.same(nominated('@x_eg is great'), ['@x_eg'], 'a name at the beginning may be the nomination')
  t.same(nominated('@x_eg thanks for joining'), [])
  t.same(nominated('.@bo_eg and @x_eg'), ['@bo_eg', '@x_eg'], 'a participant may be an organisation')
  t.same(nominated('@x_eg A1 @y_eg', { reply: { to: 'X_eg' } }), ['@y_eg'])
  t.same(nominated('@x_eg A1 @y_eg', { reply: { to: null } }), ['@y_eg'], 'the file says only that it is a reply')
  t.same(nominated('A1 @x_eg', { reply: { to: 'swchat_eg' } }), ['@x_eg'])
  t.same(nominated('A1 @x_eg, thanks @bo_eg, as @joan_eg said'), ['@x_eg'])
  t.same(nominated('A1 host: @swchat_eg, tag #SWHelper'), [])
  t.same(nominated('A1 me: @amara_eg'), ['@amara_eg'], 'marked as her own account')
  t.same(nominated('A1 @amara_eg, who else 😂'), [], 'a joke')
})

t.test('a host nominates nothing', async (t) => {
  t.same(nominated('Q1 Which #socialwork allies such as @x_eg?', { author: 'SWChat_eg' }), [])
  t.match(skipped('see @x_eg', { author: 'swchat_eg' }), ['@x_eg: said by a host of the chat'])
})

t.test('an explicit warning is no nomination', async (t) => {
  const warned = [
    'A1 not @x_eg please',
    'definitely not @x_eg',
    'not the @x_eg',
    'never @x_eg',
    'avoid @x_eg',
    'anyone but @x_eg',
    'stay away from @x_eg',
    "don't add @x_eg",
    'please don’t list @x_eg',
    'everyone except @x_eg',
    'not @x_eg or @z_eg',
    'neither @x_eg nor @z_eg',
    'not #x_eg',
    'A1 would never work with @x_eg again',
    "wouldn't give @x_eg the time of day",
    'A1 skip @x_eg, they just sell stress',
    "can't say a good word about @x_eg",
    'and @x_eg no no no, they only sell us things',
    'A1 sure, let us all thank @x_eg for the free samples. Not. #SWHelper',
  ]
  for (const text of warned) t.same(nominated(text), [], text)
  const meant: [string, string[]][] = [
    ['why not @x_eg?', ['@x_eg']],
    ['not only @x_eg', ['@x_eg']],
    ['not sure, maybe @x_eg', ['@x_eg']],
    ['not @x_eg but @y_eg', ['@y_eg']],
    ["don't forget @x_eg", ['@x_eg']],
    ['I cannot recommend @x_eg enough', ['@x_eg']],
    ['knot @x_eg', ['@x_eg']],
    ["A1 we wouldn't survive without @x_eg", ['@x_eg']],
    ['A1 would never forget @x_eg', ['@x_eg']],
    ["A1 can't say enough good about @x_eg", ['@x_eg']],
  ]
  for (const [text, expected] of meant) t.same(nominated(text), expected, text)
  t.notOk(isNegated('x'.repeat(60), 60))
})

t.test('the question is read from the beginning of the answer', async (t) => {
  const table: [string, number | null][] = [
    ['A1 @x', 1],
    ['a2: @x', 2],
    ['A.3 @x', 3],
    ['A12) @x', 12],
    ['A1b @x', 1],
    ['#SWHelper A4 @x', 4],
    ['@swchat_eg A5 - @x', 5],
    ['Q2: which?', 2],
    ['A 6: @x', 6],
    ['A 10 year old charity @x', null],
    ['A100 @x', null],
    ['the A1 road @x', null],
    ['@x', null],
  ]
  for (const [text, question] of table) t.equal(questionOf(text), question, text)
})

t.test('one voice for a nominator and target; other voices count', async (t) => {
  const posts = [
    post('@x_eg', { line: 1 }),
    post('@X_EG again and https://x.com/x_eg', { line: 2 }),
    post('@x_eg', { line: 3, author: 'bo_eg' }),
    post('A1 @x_eg', { line: 4, author: null }),
  ]
  const found = decide({ format: 'transcript', posts }, chat)
  t.same(
    found.nominations.map(({ line, voice }) => [line, voice]),
    [
      [1, 'x:amara_eg'],
      [3, 'x:bo_eg'],
      [4, 'line:4'],
    ],
  )
  t.same(
    found.skipped.map(({ line, reason }) => [line, reason]),
    [[2, 'counted already, on line 1']],
  )
})

t.test('tag and host are inferred only where they are plain', async (t) => {
  const talk = (texts: string[]) => decide({ format: 'transcript', posts: texts.map((text, i) => post(text, { author: `p${i}_eg`, line: i + 1 })) }, null)
  t.match(talk(['@x_eg #a', '@y_eg #b', '@z_eg #c']).context, { hashtag_keys: [], host_keys: [], inferred: true })
  t.match(talk(['Q1 who? #a #b', 'A1 @x_eg #a #b', 'A1 @y_eg #a #b', 'A1 #c #a #b']).context, {
    hashtag_keys: ['a', 'b'],
    host_keys: ['p0_eg'],
    inferred: true,
  })
  const asked = decide({ format: 'transcript', posts: [post('Q1 who? me?'), post('A1 @x_eg')] }, null)
  t.same(asked.context.host_keys, [], 'who answers is no host')
  const known = decide(
    { format: 'transcript', posts: [post('Q1 who?', { author: 'swchat_eg' }), post('A1 @swchat_eg @x_eg #swhelper')] },
    { hashtag_key: 'swhelper', host_keys: [] },
  )
  t.same(known.context.host_keys, ['swchat_eg'], 'a series without hosts leaves them to the transcript')
  t.same(known.nominations.map(spell), ['@x_eg'])
})

t.test('a very long post keeps the part around the target', async (t) => {
  const text = `${'💛'.repeat(3000)} A1 @x_eg ${'💛'.repeat(3000)}`
  const [found] = decide({ format: 'transcript', posts: [post(text)] }, chat).nominations
  t.ok(found && found.text.length <= 2000)
  t.equal(found?.text.slice(found.start, found.end), '@x_eg')
  t.notMatch(found?.text, /\p{Surrogate}/u, 'cut between characters')
})

t.test('a post that two pages bring speaks once, by whom it is known to be', async (t) => {
  const once = decide(
    { format: 'twarc2-flattened', posts: [post('A1 @x_eg #Chat', { id: '1', author: null }), post('A1 @x_eg #Chat', { id: '1', line: 9 })] },
    null,
  )
  const named = eachPostOnce(once.candidates.filter(({ target }) => target?.key === 'x_eg'))
  t.same(
    named.map(({ nominator, verdict, reason }: Candidate) => [nominator, verdict, reason.startsWith('the same post again')]),
    [
      [null, 'repeated', true],
      ['amara_eg', 'counted', false],
    ],
  )
})

t.test('the dry run of a document: each name once, as first spelt, in order', async (t) => {
  const text =
    'Follow @HarbourFood_eg, @harbourfood_EG and #FoodJustice_eg\nShare your @organizations and #Hashtags or #tags or #hashtags.\n#foodjustice_eg, @NightNurses_eg, @HARBOURFOOD_EG'
  const archive = readArchive(new TextEncoder().encode(text))
  t.same(dryRunOf(lookOf(archive)), {
    accounts: ['HarbourFood_eg', 'NightNurses_eg'],
    hashtags: ['FoodJustice_eg'],
    placeholders: ['organizations', 'Hashtags', 'tags'],
    bad_lines: [],
  })
})

t.test('the preview tells people line, target, nominator, question and reason', async (t) => {
  const archive = readArchive(fixture('pasted.txt'))
  const text = previewLines('pasted\u001b[31m.txt', lookOf(archive)).join('\n')
  t.match(text, /a pasted chat, 22 posts/)
  t.match(text, /the chat's tag is #swhelper, hosted by @swchat_eg/)
  t.match(text, /Would be collected: 16 nominations of 9 targets/)
  t.match(text, /line 24 {2}@NightNurses_eg +by @nadia_phd_eg +named in answer to Q1/)
  t.match(text, /line 11 {2}@CommunityHealthEG +17 characters/)
  t.match(text, /line 22 {2}@BigSoda_eg +advised against/)
  t.notOk(text.includes('\u001b'), 'a file name cannot colour the terminal')
})
