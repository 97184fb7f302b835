import fc from 'fast-check'
import { SaxesParser } from 'saxes'
import t from 'tap'
import { drawBar } from '../../../src/reach/pictures/bar.js'
import { drawCurve } from '../../../src/reach/pictures/curve.js'
import { type Drawing, escaped, fitted, grouped, inline, short, standalone, ticks } from '../../../src/reach/pictures/drawing.js'
import { drawHeatMap, MOST_CELLS } from '../../../src/reach/pictures/heat-map.js'
import { drawHistory } from '../../../src/reach/pictures/history.js'

/** Reads it as XML; throws where it is not well-formed. Gives every number that is a place or a size. */
function read(svg: string) {
  const parser = new SaxesParser()
  const numbers: number[] = []
  const texts: string[] = []
  parser.on('opentag', ({ attributes }) => {
    for (const [name, value] of Object.entries(attributes)) {
      if (['x', 'y', 'x1', 'x2', 'y1', 'y2', 'cx', 'cy', 'width', 'height'].includes(name)) numbers.push(Number(value))
      if (name === 'points') numbers.push(...String(value).split(/[ ,]/).filter(Boolean).map(Number))
    }
  })
  parser.on('text', (text) => void texts.push(text))
  parser.on('error', (error) => {
    throw error
  })
  parser.write(svg).close()
  return { numbers, texts }
}

const name = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('<script>alert(1)</script>', '"&amp;\'', '\u0000\ud800', 'ب'.repeat(80), '🎉🎉'),
)
const count = fc.integer({ min: 0, max: 2 ** 40 })
const range = fc.tuple(count, count, count).map((three) => {
  const [low = 0, estimate = 0, high = 0] = [...three].sort((a, b) => a - b)
  return { low, estimate, high }
})

/** Well-formed, nothing outside the picture, no number that is none, nothing but the pictures' own marks. */
function isSound(drawing: Drawing): boolean {
  const { numbers } = read(standalone(drawing))
  read(inline(drawing))
  const most = Math.max(drawing.width, drawing.height)
  return (
    numbers.every((value) => Number.isFinite(value) && value >= 0 && value <= most) &&
    !/<script|javascript:|https?:\/\/(?!www\.w3\.org\/2000\/svg)/.test(standalone(drawing).replaceAll(/&lt;|&quot;/g, ''))
  )
}

t.test('a picture is sound XML whatever the names and figures, and stays within its frame', async () => {
  fc.assert(fc.property(name, range, fc.option(count), fc.boolean(), (of, figures, sum, open_ended) => isSound(drawBar(of, { ...figures, sum, open_ended }))))
  fc.assert(
    fc.property(fc.array(fc.record({ name, cumulative: range, incremental: count }), { maxLength: 12 }), count, (points, base) =>
      isSound(drawCurve(points, base)),
    ),
  )
  const heat = fc
    .array(name, { maxLength: MOST_CELLS + 3 })
    .chain((names) =>
      fc
        .array(fc.array(fc.option(count), { minLength: names.length, maxLength: names.length }), { minLength: names.length, maxLength: names.length })
        .map((overlap) => ({ names, overlap })),
    )
  fc.assert(
    fc.property(heat, (map) => isSound(drawHeatMap(map))),
    { numRuns: 30 },
  )
  const moments = fc.array(fc.integer({ min: 0, max: 4e12 }), { maxLength: 10 }).map((all) => [...all].sort((a, b) => a - b))
  fc.assert(
    fc.property(name, moments, range, (of, all, figures) =>
      isSound(
        drawHistory(
          of,
          all.map((at) => ({ at, ...figures })),
        ),
      ),
    ),
  )
})

t.test('the bar says estimate, range and sum, in words too', async (t) => {
  const drawing = drawBar('Allies & friends', { estimate: 12_000, low: 9_000, high: 15_000, sum: 40_500, open_ended: false })
  const svg = standalone(drawing)
  for (const said of ['About 12,000 accounts', 'between 9,000 and 15,000', 'plain sum 40,500', 'Allies &amp; friends', 'a follower is not a viewer'])
    t.ok(svg.includes(said), said)
  t.match(svg, /role="img" aria-labelledby="title description"/)
  t.match(standalone(drawBar('x', { estimate: 5, low: 5, high: 5, sum: null, open_ended: false })), /Known to the last digit shown\./)
  t.notMatch(standalone(drawBar('x', { estimate: 5, low: 5, high: 5, sum: null, open_ended: false })), /plain sum/)
})

t.test('the range lies left of the sum and holds the estimate', async (t) => {
  const { numbers } = read(`<svg>${drawBar('x', { estimate: 50, low: 25, high: 75, sum: 100, open_ended: false }).body}</svg>`)
  // text, track, naive, range, point: the range begins at a quarter of the track and is half as long.
  t.ok(numbers.includes(168) && numbers.includes(304), String(numbers))
})

t.test('where of some accounts nothing is known the range stays open to the right, and says so', async (t) => {
  const figures = { estimate: 12_000, low: 9_000, high: 15_000, sum: 40_500 }
  const [open, closed] = [true, false].map((open_ended) => standalone(drawBar('x', { ...figures, open_ended })))
  t.match(open, /between 9,000 and 15,000 accounts, or more/)
  t.match(open, /or more: some are not known/)
  t.match(open, /<path class="point"/)
  t.notMatch(closed, /or more|<path/)
  t.match(standalone(drawBar('x', { estimate: 5, low: 5, high: 5, sum: 5, open_ended: true })), /An estimate with its range: 5 accounts, or more/)
})

t.test('the curve names every pick with what it adds', async (t) => {
  const at = (estimate: number) => ({ estimate, low: estimate * 0.9, high: estimate * 1.1 })
  const drawing = drawCurve([
    { name: 'Shelter', incremental: 900, cumulative: at(900) },
    { name: 'Mind', incremental: 300, cumulative: at(1_200) },
  ])
  t.equal(drawing.description, '1. Shelter adds 900, together 900; 2. Mind adds 300, together 1,200.')
  t.match(drawing.title, '2 recommended allies: about 1,200 accounts follow at least one')
  t.match(drawCurve([]).description, /No ally/)
})

t.test('the heat map shows shares of the row, leaves the unknown open and says the strongest', async (t) => {
  const drawing = drawHeatMap({
    names: ['Big', 'Small', 'Nobody', 'Unknown'],
    overlap: [
      [1_000, 90, 0, null],
      [90, 100, 0, null],
      [0, 0, 0, null],
      [null, null, null, null],
    ],
  })
  t.match(drawing.description, /The strongest: 90 % of Small's followers follow Big too; 9 % of Big's followers follow Small too/)
  t.match(drawing.body, 'Small × Big: 90, 90 % of the row&apos;s'.replace('&apos;', "'"))
  t.equal(drawing.body.match(/not known/g)?.length, 7)
  t.match(drawHeatMap({ names: [], overlap: [] }).description, /No two audiences/)
  const many = Array.from({ length: MOST_CELLS + 5 }, (_, n) => `Body ${n}`)
  t.match(drawHeatMap({ names: many, overlap: many.map(() => many.map(() => 1)) }).body, /the first 30 of 35/)
})

t.test('numbers in little room', async (t) => {
  const table: [number, string][] = [[0, '0'], [999, '999'], [1_000, '1k'], [1_234, '1.2k'], [9_960, '10k'], [34_400, '34k'], [999_499, '999k'], [999_950, '1M'], [1_250_000, '1.3M'], [4e9, '4B']] // biome-ignore format: a table
  for (const [value, text] of table) t.equal(short(value), text, String(value))
  t.equal(grouped(1_234_567), '1,234,567')
  t.equal(fitted('Nekton Deep Ocean', 70), 'Nekton De…')
  t.equal(fitted('🎉🎉🎉🎉', 21), '🎉🎉…')
  t.same(ticks(0), [0, 1])
  t.same(ticks(10), [0, 5, 10])
  t.same(ticks(1_900), [0, 500, 1000, 1500, 2000])
  fc.assert(fc.property(fc.integer({ min: 0, max: 2 ** 45 }), (most) => ticks(most).length <= 7 && (ticks(most).at(-1) ?? -1) >= most))
  t.equal(escaped('a\u0000<\ud800>"&'), 'a&lt;&gt;&quot;&amp;')
})

t.test('the heat map says in sight what it shows and what its shades mean', async (t) => {
  const { body } = drawHeatMap({
    names: ['A', 'B'],
    overlap: [
      [10, 5],
      [5, 20],
    ],
  })
  t.match(body, /<text[^>]*class="strong"[^>]*>Who follows both/)
  for (const words of ['>0 %<', '>100 %<', 'of the row’s followers']) t.ok(body.includes(words), words)
})

t.test('a history of one day tells its ends apart by the time', async (t) => {
  const point = (at: string) => ({ at: Date.parse(at), estimate: 5, low: 4, high: 6 })
  const drawing = drawHistory('Health', [point('2026-03-01T09:10:00Z'), point('2026-03-01T17:40:00Z')])
  t.match(drawing.body, />2026-03-01 09:10</)
  t.match(drawing.body, />2026-03-01 17:40 UTC</)
  t.match(drawing.title, /from 2026-03-01 09:10 to 2026-03-01 17:40/)
  t.match(drawHistory('Health', [point('2026-03-01T09:10:00Z'), point('2026-03-02T17:40:00Z')]).body, />2026-03-02</)
})
