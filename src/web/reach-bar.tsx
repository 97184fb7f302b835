import type { ReachResult } from '../reach/describe.js'
import { drawBar } from '../reach/pictures/bar.js'
import { When } from './components.js'
import { Picture, ScrollTable } from './picture.js'
import { evidenceInWords, LEVEL_WORDS, number, percent } from './reach-words.js'

/** What people may carry out of the page: the public sentence and the public picture. */
export interface Quote {
  /** Absolute address of the picture. */
  picture: string
  statement: string
  as_of: string | null
}

interface FigureProps {
  /** What the set is called. */
  name: string
  reach: ReachResult
  quote?: Quote | null
}

/**
 * The estimate with its range against the plain sum of followers, which counts everybody who follows two bodies twice. The drawing is
 * an aid: the sentence and the table below it say the same.
 */
export function ReachFigure({ name, reach, quote = null }: FigureProps) {
  const { potential_unique_audience: audience, gross_followers: sum, open_ended } = reach
  if (audience === null) return <p class="soft">{reach.statement}</p>
  return (
    <div class="reach">
      <figure>
        <Picture drawing={drawBar(name, { ...audience, sum, open_ended })} fits />
        <figcaption class="small soft">
          {reach.statement}{' '}
          {sum === null ? '' : `The plain sum of followers would be ${number(sum)}, which counts whoever follows several of them several times. `}A potential
          audience: an account is not a person, and a follower is not a viewer.{reach.as_of ? ` Counts from ${reach.as_of.slice(0, 10)} or later.` : ''}
        </figcaption>
      </figure>
      <details>
        <summary>The figures, and what they rest on</summary>
        <ReachTable name={name} reach={reach} />
      </details>
      {quote === null ? null : <QuoteBox name={name} quote={quote} />}
    </div>
  )
}

function ReachTable({ name, reach }: FigureProps) {
  const { potential_unique_audience: audience, guaranteed, gross_followers: sum, duplication, at_least } = reach
  const row = (term: string, value: preact.ComponentChildren, hint = '') => (
    <tr>
      <th scope="row">
        {term}
        {hint === '' ? null : <span class="hint">{hint}</span>}
      </th>
      <td class="num">{value}</td>
    </tr>
  )
  return (
    <ScrollTable label={`Figures of ${name}`} facts>
      <caption class="hide">Potential unique audience of {name}</caption>
      <tbody>
        {audience ? (
          <>
            {row('Estimate', number(audience.estimate), 'accounts that follow at least one')}
            {row('Low', number(audience.low))}
            {row('High', `${number(audience.high)}${reach.open_ended ? ', or more' : ''}`, reach.open_ended ? 'what is not known can only add' : '')}
          </>
        ) : null}
        {guaranteed ? row('Proved bounds', `${number(guaranteed.low)} to ${number(guaranteed.high)}`, 'whatever the overlaps are') : null}
        {sum === null ? null : row('Plain sum of followers', number(sum), 'for comparison only')}
        {duplication === null ? null : row('Duplication', percent(duplication), 'of the sum falls on accounts counted already')}
        {at_least?.[1] === undefined ? null : row('Follow two or more', number(at_least[1]))}
        {at_least?.[2] === undefined ? null : row('Follow three or more', number(at_least[2]))}
        {row('Evidence', LEVEL_WORDS[reach.level])}
        {row('Known of the accounts', evidenceInWords(reach.evidence), `${number(reach.members_with_evidence)} of ${number(reach.members)} have any`)}
        {row('As of', reach.as_of ? <When at={reach.as_of} /> : 'not known', 'the oldest evidence used')}
        {row('Method', `${reach.method}; constants ${reach.calibration}`)}
      </tbody>
    </ScrollTable>
  )
}

const QuoteBox = ({ name, quote: { picture, statement, as_of } }: { name: string; quote: Quote }) => (
  <details>
    <summary>For pasting into a wrap-up</summary>
    <p class="small soft">The sentence, with its range and what it rests on:</p>
    <p class="key">
      {name}: {statement}
      {as_of === null ? '' : ` As of ${as_of.slice(0, 10)}.`}
    </p>
    <p class="small soft">
      The picture, at an address that anybody can open. It follows the figures: <a href={new URL(picture).pathname + new URL(picture).search}>look at it</a>.
    </p>
    <code class="key">{picture}</code>
  </details>
)
