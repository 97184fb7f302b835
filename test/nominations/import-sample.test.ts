import t from 'tap'
import type { Deps } from '../../src/deps.js'
import { readArchiveInto } from '../../src/nominations/imports/read.js'
import { memorySink } from '../../src/nominations/imports/stage.js'

const deps = { config: { SECRET: 'a test secret of more than thirty-two characters' } } as Pick<Deps, 'config'>
const post = (i: number) =>
  `${JSON.stringify({
    id: String(450348608517066758n + BigInt(i) * 4194304n),
    author_id: '14000009',
    author: { username: `a${i % 50}_eg` },
    text: i % 2 === 0 ? `RT @someone_eg: A1 @org${i}_eg and words that go on for a while` : `A1 @org${i}_eg for a while #Chat`,
  })}\n`
const RETWEET = 'a retweet is no support'

t.test('of a long file retweets are listed as a sample and counted by reason, and the preview says so', async (t) => {
  const long = Array.from({ length: 60_000 }, (_, i) => post(i)).join('')
  const sink = memorySink()
  const { notes, left_out } = await readArchiveInto(deps, sink, { given: { bytes: Buffer.from(long) }, chat: null, map: undefined })
  const listed = sink.candidates.filter(({ reason }) => reason === RETWEET)
  t.ok(listed.length > 1000, 'a sample')
  t.equal((left_out[RETWEET] ?? 0) + listed.length, 60_000, 'each name of a retweet is listed or counted')
  t.match(notes, [/^the file is long: .*as a sample; [\d,]+ more are only counted: [\d,]+ × a retweet is no support$/])
})

t.test('whose words were passed on is not kept in a preview; where a name stands in them is', async (t) => {
  const sink = memorySink()
  const { notes, left_out } = await readArchiveInto(deps, sink, { given: { bytes: Buffer.from([0, 1, 2, 3].map(post).join('')) }, chat: null, map: undefined })
  t.notOk(JSON.stringify(sink.candidates).includes('someone'))
  t.equal(left_out[RETWEET], 2)
  const [first] = sink.candidates.filter(({ reason }) => reason === RETWEET)
  t.equal(first?.text.slice(first.start, first.end), '@org0_eg')
  t.same(
    notes.filter((note) => note.includes('listed')),
    [],
  )
})
