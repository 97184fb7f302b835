import t from 'tap'
import { CALIBRATION } from '../../src/reach/calibration.js'
import { readNewest, readSample, type SampledList } from '../../src/reach/levels/sample.js'

/** Random samples in which nobody was met twice. */

const apart = (size: number, k: number): SampledList => ({ size, follows: new Array<number>(k).fill(1) })

t.test('a random sample in which no overlap was seen leaves open what the rule of three leaves open', async (t) => {
  const { estimate, low, high } = readSample([apart(10_000, 100), apart(10_000, 100)], CALIBRATION)
  t.equal(estimate, 20_000)
  t.equal(high, 20_000, 'there is no more than the sum')
  // Of each list 3 in 100 of those that were not sampled, each counted half; the squares of two lists add.
  t.equal(Math.round(low), Math.round(20_000 - Math.SQRT2 * 9_900 * 0.015))
  const wider = readSample([apart(10_000, 25), apart(10_000, 25)], CALIBRATION)
  t.ok(wider.low < low, 'fewer sampled, wider')
  t.same(readSample([apart(100, 100), apart(80, 80)], CALIBRATION).low, 180, 'lists sampled to the last follower leave nothing open')
  t.ok(readNewest([apart(10_000, 100), apart(10_000, 100)], CALIBRATION).low < 20_000, 'of first pages it is no less')
})

t.test('where samples of 60 happen to miss a small overlap, the range holds the truth as often as it says', async (t) => {
  // Two lists of 3,000 with 30 in common: samples of 60 see none of them in about a third of the cases.
  let state = 7
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  let held = 0
  const runs = 400
  for (let run = 0; run < runs; run++) {
    const draw = (): SampledList => ({ size: 3_000, follows: Array.from({ length: 60 }, () => (random() < 0.01 ? 2 : 1)) })
    const { low, high } = readSample([draw(), draw()], CALIBRATION)
    if (low <= 5_970 && 5_970 <= high) held++
  }
  t.ok(held / runs >= 0.9, `${held} of ${runs}; without it a third of them have no range at all`)
})
