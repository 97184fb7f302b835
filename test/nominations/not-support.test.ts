import t from 'tap'
import { decide } from '../../src/nominations/decide.js'
import { readParts } from '../../src/nominations/formats/detect.js'

const decided = (text: string) => decide(readParts([{ name: 'x.txt', bytes: new TextEncoder().encode(text) }]), null)
const OPENING = '[19:00] @host_eg: Q1: Which organisations are our allies? #Chat\n[19:00] @amy_eg: A1 @first_eg #Chat\n[19:01] @cy_eg: A1 @second_eg #Chat\n'
const answer = (words: string) =>
  decided(`${OPENING}[19:02] @bob_eg: ${words} #Chat`)
    .nominations.filter(({ nominator }) => nominator === 'bob_eg')
    .map(({ raw }) => raw)

t.test('what is warned of, asked after or credited in an answer is no support', async (t) => {
  for (const words of [
    'A1 none of them, especially @x_eg',
    'A1 none of them pick up the phone after 5pm, especially @x_eg',
    'A1 none of these, least of all @x_eg',
    'A1 not recommended: @x_eg',
    'Not recommended: @x_eg',
    'A1 definitely not the council, @x_eg',
    'A1 has anybody heard of @x_eg?',
    'A1 anyone know anything about @x_eg?',
    'A1 (not to be confused with @x_eg)',
    'A1 @x_eg less so',
    'A1 my own boss @x_eg made me come',
    'Nice hall. Photo by @x_eg',
    'A1 nobody yet. Photo: @x_eg',
    'A1 nothing new, h/t @x_eg',
    'thanks all! Off to follow @x_eg',
  ])
    t.same(answer(words), [], words)
})

t.test('words that only look like these leave a nomination what it is', async (t) => {
  for (const words of [
    'A1 anybody heard of @x_eg? They are brilliant',
    'A1 not the biggest, but @x_eg',
    'A1 my friends at @x_eg',
    'A1 why not @x_eg',
    'A1 none so kind as @x_eg',
    'A1 @x_eg, no less',
  ])
    t.same(answer(words), ['@x_eg'], words)
  t.same(answer('A1 @y_eg, via @x_eg'), ['@y_eg'])
  t.same(answer('A1 I like @y_eg, @x_eg less so'), ['@y_eg'])
})

t.test('somebody who is spoken to before the mark of the answer is not named in it', async (t) => {
  t.same(answer('.@cy_eg oh good one! A1 adding @x_eg'), ['@x_eg'])
  t.same(answer('@x_eg A1'), ['@x_eg'], 'nothing is said to it')
})

t.test('prose has its credits, warnings and questions too', async (t) => {
  const named = (text: string) => decided(`${text}\nWe also met @good_eg there.\n`).nominations.map(({ raw }) => raw)
  for (const text of [
    'Not recommended: @x_eg',
    'Photo by @x_eg',
    'Picture of the day, via @x_eg',
    'h/t @x_eg for the list',
    'Has anybody heard of @x_eg?',
    'None of them, especially @x_eg',
  ])
    t.same(named(text), ['@good_eg'], text)
  t.same(named('Our allies are @x_eg and @y_eg.'), ['@x_eg', '@y_eg', '@good_eg'])
})

t.test('a reply to the post of the question answers it, as a page of X shows it', async (t) => {
  const { nominations } = decided(
    [
      'Host Chat @host_eg · 2h\nQ1: Which organisations are our allies? Tag them!',
      'Ann Bell @ann_eg · 2h\nReplying to @host_eg\n@x_eg feed everybody who comes, every single night of the week',
      'Cy Dunn @cy_eg · 2h\nA1 @y_eg',
      'Dee Eve @dee_eg · 1h\nReplying to @host_eg\nThe people at @z_eg took in forty families over one weekend when nobody else had beds',
      'Eli Fox @eli_eg · 1h\nReplying to @cy_eg\nwe had @w_eg in once, long story',
      'Flo Gay @flo_eg · 1h\nReplying to @host_eg\nSorry I am late tonight, was at @v_eg',
    ].join('\n\n'),
  )
  t.same(
    nominations.map(({ nominator, raw, question }) => [nominator, raw, question]),
    [
      ['ann_eg', '@x_eg', 1],
      ['cy_eg', '@y_eg', 1],
      ['dee_eg', '@z_eg', 1],
    ],
  )
})

t.test('a question that its host announces in the same breath is one', async (t) => {
  const { nominations } = decided(
    [
      'Pia @pia_eg · 2h\nTonight’s #YouthChat: Q1 - who is your go-to partner when a young person has nowhere to sleep?',
      'Quill @quill_eg · 2h\nA1 @x_eg',
      'Ravi @ravi_eg · 1h\nReplying to @pia_eg\n@x_eg for us as well. Runner-up @y_eg',
      'Pia @pia_eg · 1h\nLovely. Q2 - what went wrong this year?',
    ].join('\n'),
  )
  t.same(
    nominations.map(({ nominator, raw, question }) => [nominator, raw, question]),
    [
      ['quill_eg', '@x_eg', 1],
      ['ravi_eg', '@x_eg', 1],
      ['ravi_eg', '@y_eg', 1],
    ],
  )
})

t.test('in a messenger where people show two names, one who shows one word is no handle, whoever calls her by it', async (t) => {
  const { nominations } = decided(
    [
      '[12/03/2025, 20:00:01] Fern Adeyemi: Q1 Which groups have helped? Give the @ if you know it',
      '[12/03/2025, 20:01:02] Gareth Pugh: A1 @x_eg',
      '[12/03/2025, 20:02:03] Dot: A1: @y_eg built our benches',
      '[12/03/2025, 20:03:04] Gareth Pugh: @Dot lovely benches',
      '[12/03/2025, 20:04:05] Priti: A1 @z_eg',
      '[12/03/2025, 20:05:06] Dot: @Priti they came to us!',
    ].join('\n'),
  )
  t.same(
    nominations.map(({ nominator, raw }) => [nominator, raw]),
    [
      [null, '@x_eg'],
      [null, '@y_eg'],
      [null, '@z_eg'],
    ],
  )
})

t.test('who asks to consider a body proposes it; an example is nobody', async (t) => {
  t.same(answer('Please consider @x_eg'), ['@x_eg'])
  t.same(answer('Could we consider adding @x_eg, they feed half the town'), ['@x_eg'])
  t.same(answer('A1 @yourorg or @example, you know'), [])
})
