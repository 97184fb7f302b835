import t from 'tap'
import { isRejected, mayReject } from '../../src/nominations/rejections.js'

const rejected = (text: string): boolean => {
  const at = /[@#]\w+_eg/.exec(text)
  if (at === null) throw new Error(`no name in ${text}`)
  return mayReject(text) && isRejected(text, { start: at.index, end: at.index + at[0].length })
}

t.test('somewhere in its sentence somebody speaks against a name', async (t) => {
  for (const text of [
    'A1 I had @a_eg in mind until I read their report. So no.',
    'A1. I would advise colleagues against @a_eg: they charge tenants for viewing',
    'A1 I would have named @a_eg had they not closed the advice team',
    'A1 whatever you do, think twice before putting @a_eg on the list',
    'A1: please leave @a_eg off the list',
    'A1 eish I nearly wrote @a_eg',
    'A2 whatever ye dae dinnae follow #a_eg',
    'A1 tempted to say @a_eg since they send me so many patients. Kidding!',
    'A1 word of caution about @a_eg, and another from my boss',
    'For the record I am not nominating @a_eg',
    'Last month I told you all to add @a_eg. I take it back',
    'A1: @a_eg keep asking to be on this list. No.',
    'A1 @a_eg should be banned',
    'A1 it is not the lawyers of @a_eg who help, it is the clinic',
    'pls delete my A1, i withdraw @a_eg',
    'A4: I wanted to say @a_eg but they have not paid their volunteers',
    'A4 would’ve said @a_eg but they’ve just shut their helpline, so no',
    'A4. Can I take @a_eg off my A1?',
    'A2 I gave up on #a_eg, it is all mugs',
    'A3 earlier I was thinking @a_eg but their workers get no wages, so I will pass',
    'Year afore last I’d hae said @a_eg as well',
  ])
    t.ok(rejected(text), text)
})

t.test('a turn of the sentence, another sentence, or praise in the words of rejection', async (t) => {
  for (const text of [
    'A1 I would advise against banks, but @a_eg are different',
    'A1 I nearly forgot @a_eg!',
    'A1 I can’t recommend @a_eg enough',
    'A1 not only @a_eg',
    'A1 no one has mentioned @a_eg yet',
    'A1 whatever you do. @a_eg is my answer',
    'A1 @a_eg, who never charge a penny',
    'A1 @a_eg kept us going',
    'A1 @a_eg took us in when we were evicted',
    'A1 I would add @a_eg',
    'A1 @a_eg stayed until midnight',
    'A1 Would have been lost without @a_eg',
    'A2 wanted to say @a_eg but Ayo got there first',
    'A1 never a bad word about @a_eg',
  ])
    t.notOk(rejected(text), text)
})

t.test('a long text is looked at for one sentence only', async (t) => {
  const long = `${'would have '.repeat(90)}@a_eg`
  t.equal(mayReject(long), true)
  const started = performance.now()
  for (let n = 0; n < 50; n++) rejected(long)
  t.ok(performance.now() - started < 2_000)
  t.equal(mayReject('not '.repeat(300)), false, 'what is too long is no post')
})
