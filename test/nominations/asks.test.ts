import t from 'tap'
import { asksForNominations, asksForTags } from '../../src/nominations/asks.js'
import { contextOf } from '../../src/nominations/decide.js'
import type { Post } from '../../src/nominations/formats/types.js'
import { findNames, indexNames } from '../../src/nominations/spoken-names.js'

t.test('questions that ask for nominations', async (t) => {
  const asks = [
    'Which @organizations are natural allies to #socialwork? Share yours',
    'And which hashtags should we follow?',
    'Who outside of social work is doing the best work on housing? Tag them!',
    'Not counting nurses: which organisations turn up for us at 3am?',
    'Name a hashtag we should be watching on housing. One each please',
    'Tell us about a charity that never lets you down',
    'Hashtags! What should school people follow?',
    'Where do you send families when the food bank is closed?',
    'Any groups we have forgotten?',
    'Who else?',
    'Who inspires you outside the profession?',
    'What is your favourite local charity?',
    '¿Qué organizaciones fuera del trabajo social son nuestras aliadas?',
    'Pa sefydliadau ddylai fod yn gynghreiriaid i ni?',
    'Quelles associations sont nos alliées ?',
    'One tag worth following?',
    'Three organisations you would bring to our summer party?',
  ]
  for (const text of asks) t.ok(asksForNominations(text, false), text)
  const others = [
    'How do you rest after a hard week?',
    'What makes a coalition fall apart? Be honest.',
    'What barriers stop us from partnering with organisations outside our field?',
    'How can we work better with allies?',
    'Who are you, where do you work, and what is on your feet?',
    "Who's in the room? Name, where you are, what your food bank is called",
    'Which organisations have let you down?',
    'Which charities should we avoid?',
    'What do you tell a brand-new school social worker on day one?',
    'Which book kept you going this winter?',
    'What have we learnt tonight?',
    'Who here has slept this week?',
    'What lifts you on a bad day?',
    'Where are you joining from?',
    'What got you into libraries?',
    'Which allies did we lose and how do we win them back?',
    'Fill in the blank: I could not do this without ____',
  ]
  for (const text of others) t.notOk(asksForNominations(text, false), text)
  t.ok(asksForNominations('And in housing?', true), 'a short one goes on with the one before')
  t.notOk(asksForNominations('And in housing?', false))
  t.notOk(asksForNominations('and what made you laugh this week?', true))
  t.ok(asksForTags('Which hashtags should we follow?'))
  t.notOk(asksForTags('Which hashtags and accounts should we follow?'))
})

t.test('where the words of a question do not tell it, its answers do', async (t) => {
  const chat = (question: string, answers: readonly string[]) => [
    post('host_eg', `Q1: ${question} #XChat`, 0),
    ...answers.map((answer, i) => post(`person${i}_eg`, `A1: ${answer} #XChat`, i + 1)),
  ]
  const asks = (question: string, answers: readonly string[]) =>
    contextOf(chat(question, answers), { hashtag_key: 'xchat', host_keys: ['host_eg'], home_tags: [], questions: [], names: [] }, 'transcript').questions[0]
      ?.asks
  const open = 'And whose work should they read?'
  t.equal(asks(open, ['@NightShelter_eg', 'coffee, and @FoodBank_eg', '@FoodBank_eg']), true)
  t.equal(asks(open, ['coffee', 'coffee, and @FoodBank_eg', 'sleep']), false, 'a few who name somebody show nothing')
  t.equal(asks(open, ['@person1_eg', '@person0_eg', '@person0_eg']), false, 'those who take part are spoken to')
  t.equal(asks('How do you rest?', ['@NightShelter_eg', '@FoodBank_eg']), false, 'what asks for something else does so whatever is answered')
})

const post = (author: string, text: string, i: number): Post => ({
  line: i + 1,
  over_lines: false,
  id: null,
  at: null,
  author,
  author_mark: null,
  text,
  retweet: false,
  reply: null,
  quoted: false,
})
const learnt = (...texts: string[]) =>
  contextOf(
    texts.map((text, i) => post(`p${i}`, text, i)),
    null,
    'transcript',
  ).names
const found = (text: string, ...from: string[]) => {
  const index = indexNames(learnt(...from))
  return index === null ? [] : findNames(text, index, []).map(({ raw, target }) => `${raw} = ${target.key}`)
}

t.test('what goes on asking asks if what stood before it did', async (t) => {
  for (const text of ['Any more? Last five minutes', 'Anyone else?', 'Keep them coming! Any others?', 'What else?', 'Last ones, ten minutes to go']) {
    t.ok(asksForNominations(text, true), text)
    t.notOk(asksForNominations(text, false) && !/who/i.test(text), text)
  }
  for (const text of ['How was your week? Any more rain?', 'What have you learnt? Anything else?']) t.notOk(asksForNominations(text, true), text)
})

t.test('what is told beside a handle is its name', async (t) => {
  const told = [
    '@hft_eg (that is Harbour Food Trust for the newcomers)',
    '@hft_eg (Harbour Food Trust)',
    '@hft_eg (so Harbour Food Trust is their sunday name)',
    'I love Harbour Food Trust (@hft_eg)',
    'Harbour-Food Trust = @hft_eg',
    'Harbour Food Trust aka @hft_eg',
    'A1 Harbour Food Trust, on here as @hft_eg',
    'the Harbour Food Trust: @harbourfood_eg',
    'any news? Harbour Food Trust rocks @harbourfood_eg',
  ]
  for (const text of told) t.match(found('Harbour Food Trust! They feed us', text), [/^Harbour Food Trust = (hft|harbourfood)_eg$/], text)
  t.same(found('HFT (the Harbour-Food Trust) and HFT again', 'Harbour Food Trust (@harbourfood_eg)', 'HFT (the Harbour-Food Trust)'), [
    'HFT (the Harbour-Food Trust) = harbourfood_eg',
    'HFT = harbourfood_eg',
  ])
  t.same(found('the Clear Water Debt Advice people', '@cleardebt_eg (so Clearwater Debt Advice is their sunday name)'), [
    'Clear Water Debt Advice = cleardebt_eg',
  ])
})

t.test('nothing is guessed', async (t) => {
  const none: [string, ...string[]][] = [
    ['Harbour Food Trust', '@hft_eg (love them)', '@hft_eg (Love Them So)'],
    ['Harbour Food Trust', '@harbour_eg'],
    ['Harbour Food Market', '@harbourfood_eg', 'Harbour Food Trust'],
    ['Harbour Food Trust', '@a_eg (Harbour Food Trust)', '@b_eg (Harbour Food Trust)'],
    ['HFT', 'Harbour Food Trust (@hft_eg)', 'HFT (Hull Fire Team)'],
    ['harbour food is nice', 'Harbour Food (@harbourfood_eg)'],
    ['@HarbourFoodTrust', 'Harbour Food Trust (@hft_eg)'],
    ['Happy New Year', 'Happy New Year (@newyear_eg)'],
  ]
  for (const [text, ...from] of none) t.same(found(text, ...from), [], `${text} of ${from.join(' | ')}`)
})

t.test('a question for allies asks, however it is put; for how and why it does not', async (t) => {
  t.ok(asksForNominations('Allies again: one you have not worked with yet but want to?', false))
  t.ok(asksForNominations('One ally you met this year? Someone from outside the building', false))
  t.notOk(asksForNominations('What makes a good ally?', false))
  t.notOk(asksForNominations('How do we thank our allies?', false))
})
