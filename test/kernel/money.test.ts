import fc from 'fast-check'
import t from 'tap'
import { usd } from '../../src/kernel/money.js'
import { holds } from '../helpers/property.js'

t.test('dollars are shown in cents, and in tenths of a cent where there are any', async (t) => {
  for (const [dollars, words] of [
    [0, '$0.00'],
    [0.005, '$0.005'],
    [0.01, '$0.01'],
    [0.1 + 0.2, '$0.30'],
    [1.125, '$1.125'],
    [50, '$50.00'],
    [1234.5, '$1,234.50'],
  ] as const)
    t.equal(usd(dollars), words)
})

t.test('every whole number of tenths of a cent is read back as the same amount', async (t) => {
  const readBack = (words: string) => Math.round(Number(words.slice(1).replaceAll(',', '')) * 1000)
  holds(
    t,
    fc.property(fc.integer({ min: 0, max: 100_000_000 }), (milli) => readBack(usd(milli / 1000)) === milli),
    'no amount is rounded',
  )
})
