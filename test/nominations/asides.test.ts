import t from 'tap'
import { whyAside } from '../../src/nominations/asides.js'
import { extract } from '../../src/nominations/extract.js'

/** Why the name `@it_eg` of a text is only mentioned. */
const why = (text: string) => {
  const found = extract(text).targets.find(({ key }) => key === 'it_eg')
  if (!found) throw new Error(`no @it_eg in ${text}`)
  return whyAside(text, found)
}

t.test('what is only mentioned, each with its reason', async (t) => {
  const cases: [string, string | null][] = [
    ['A1 @soup_eg. I used to work for @it_eg so I keep quiet', 'where the nominator works or was'],
    ['A1 I worked 22 years for @it_eg and they were fine', 'where the nominator works or was'],
    ['A1 I am on placement with @it_eg', 'where the nominator works or was'],
    ['My supervisor at @it_eg says hello', 'where the nominator works or was'],
    ['A1 they work with @it_eg and do wonders', null],
    ['A1 we work for refugees, like @it_eg', null],
    ['A1 @it_eg argh @it_now_eg', 'typed by mistake, and put right'],
    ['A1 @it_eg, sorry no link, and @other_eg', null],
    ['A2 @it_eg here. Wait. That’s their old name', 'typed by mistake, and put right'],
    ['Forget @it_eg, it’s @this_eg now', 'typed by mistake, and put right'],
    ['A1 never forget @it_eg', null],
    ['A1 and do not forget @it_eg', null],
    ['isn’t @it_eg the one that was sold?', 'asked about, not proposed'],
    ['For the record @it_eg is the small one, yeah?', 'asked about, not proposed'],
    ['A1 is there anybody better than @it_eg?', null],
    ['@dee_eg Love that! How long have you been working with @it_eg?', 'asked about, not proposed'],
    ['Ooh, where did you come across @it_eg?', 'asked about, not proposed'],
    ['A1 how could you forget @it_eg?', null],
    ['A1 where would we be without @it_eg?', null],
    ['A1 how have you all not said @it_eg yet?', null],
    ['A1 @it_eg? They answer at night', null],
    ['A1 my ally is @it_eg: who else rings back?', null],
    ['A1 I’d normally say @it_eg', 'thought of, and not meant'],
    ['A1 I had thought of @it_eg, but they were bought', 'thought of, and not meant'],
    ['A1 I had @it_eg in my kitchen all spring', null],
    ['A1 für mich nicht der große @it_eg, sondern @klein_eg', 'thought of, and not meant'],
    ['A1 nicht nur @it_eg', null],
    ['A1 @it_eg. just made it up', 'thought of, and not meant'],
    ['A1 @it_eg is sweet but they sell candles, so I’d rather @sit_eg', 'thought of, and not meant'],
    ['A1 @it_eg turned away a girl of mine', 'spoken ill of'],
    ['A1 @it_eg never turned anybody away', null],
    ['A1 Don’t know any. My niece says @it_eg', 'the nominator has nobody to name'],
    ['A1 Don’t know any, but maybe @it_eg', null],
    ['(So far @soup_eg, @it_eg and more)', 'a summary of what was named'],
    ['A1 so far nobody beats @it_eg', null],
  ]
  for (const [text, reason] of cases) t.equal(why(text), reason, text)
})

t.test('a text too long for an answer is not looked through', async (t) => {
  t.equal(why(`A1 ${'word '.repeat(250)} I used to work for @it_eg`), null)
})
