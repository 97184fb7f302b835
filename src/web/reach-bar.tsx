import type { ReachResult } from '../reach/describe.js'

const WIDTH = 600
const number = (value: number) => value.toLocaleString('en')

/**
 * The estimate with its range against the plain sum of followers, which counts everybody who follows two bodies twice. The drawing is
 * an aid: the sentence above it says the same.
 */
export function ReachFigure({ reach }: { reach: ReachResult }) {
  const { potential_unique_audience: audience, gross_followers: sum } = reach
  if (audience === null) return <p class="soft">{reach.statement}</p>
  const most = Math.max(sum ?? 0, audience.high, 1)
  const at = (value: number) => Math.round((value / most) * WIDTH)
  return (
    <figure class="reach">
      <span class="big">{number(audience.estimate)}</span>{' '}
      <span class="soft">
        accounts follow at least one of them, by estimate: between {number(audience.low)} and {number(audience.high)}
      </span>
      <svg
        viewBox={`0 0 ${WIDTH} 40`}
        role="img"
        aria-label={`Estimate ${number(audience.estimate)}, range ${number(audience.low)} to ${number(audience.high)}, plain sum ${number(sum ?? 0)}`}
      >
        <rect class="track" x="0" y="8" width={WIDTH} height="12" rx="6" />
        {sum === null ? null : <rect class="naive" x="0" y="8" width={at(sum)} height="12" rx="6" />}
        <rect class="range" x={at(audience.low)} y="8" width={Math.max(4, at(audience.high) - at(audience.low))} height="12" rx="6" />
        <rect class="point" x={Math.min(WIDTH - 5, Math.max(0, at(audience.estimate) - 2))} y="3" width="5" height="22" rx="2.5" />
      </svg>
      <figcaption class="small soft">
        {reach.statement}{' '}
        {sum === null ? '' : `The plain sum of followers would be ${number(sum)}, which counts whoever follows several of them several times. `}A potential
        audience: an account is not a person, and a follower is not a viewer.{reach.as_of ? ` Counts from ${reach.as_of.slice(0, 10)} or later.` : ''}
      </figcaption>
    </figure>
  )
}
