import type { AudienceCost } from '../../reach/audiences/cost.js'
import type { ReachHistory } from '../../reach/history/service.js'
import { drawHistory } from '../../reach/pictures/history.js'
import type { Reach } from '../../reach/service.js'
import type { ExpectedViewers } from '../../reach/viewers.js'
import type { Overlap } from '../../reach/whom/service.js'
import { When } from '../components.js'
import { renderPage } from '../layout.js'
import { Picture, ScrollTable } from '../picture.js'
import { type Quote, ReachFigure } from '../reach-bar.js'
import { LEVEL_WORDS, number, percent } from '../reach-words.js'
import type { Desk } from './parts.js'
import { type Choices, ReachTabs, ScopeSelect } from './reach-parts.js'
import { type NamedRaise, Raised, Viewers } from './reach-raise.js'
import { Addition, type AdditionProps, type HandlesOf, Overlaps, Whom, type WhomProps } from './reach-whom.js'

export interface ReachPage extends Desk {
  of: string
  name: string
  choices: Choices
  reach: Reach
  quote: Quote | null
  raise: NamedRaise[]
  cost: AudienceCost
  profileUsd: number
  connected: boolean
  whom: Pick<WhomProps, 'from' | 'beside' | 'found'>
  addition: Pick<AdditionProps, 'candidates' | 'typed' | 'added' | 'refused'>
  overlap: Overlap
  viewers: ExpectedViewers | null
  /** Null for what is no list: only lists have one. */
  history: ReachHistory | null
  handles: HandlesOf
}

const Part = ({ id, title, children }: { id: string; title: string; children: preact.ComponentChildren }) => (
  <section class="part" aria-labelledby={id}>
    <h2 id={id}>{title}</h2>
    {children}
  </section>
)

export const reachPage = (page: ReachPage): string =>
  renderPage({
    site: page.site,
    holder: page.holder.name,
    title: 'Reach',
    at: 'reach',
    children: (
      <>
        <h1>Reach</h1>
        <p class="lead">How many accounts a set of allies can reach together, what that rests on, and whom to ask next.</p>
        <ReachTabs at="reach" />
        <form action="/desk/reach" method="get" class="inline">
          <ScopeSelect name="of" label="Which allies" value={page.of} choices={page.choices} />
          <button type="submit">Show</button>
        </form>
        <Part id="together" title={`Together: ${page.name}`}>
          <ReachFigure name={page.name} reach={page.reach} quote={page.quote} />
          {page.viewers ? <Viewers of={page.of} viewers={page.viewers} /> : null}
        </Part>
        <Part id="raise" title="What would make the range narrower">
          <Raised raise={page.raise} notUsed={page.reach.not_used} cost={page.cost} profileUsd={page.profileUsd} connected={page.connected} />
        </Part>
        <Part id="whom" title="Whom next">
          <Whom {...page.whom} of={page.of} choices={page.choices} handles={page.handles} />
        </Part>
        <Part id="adds" title="What does one more change?">
          <Addition {...page.addition} of={page.of} name={page.name} handles={page.handles} />
        </Part>
        <Part id="overlap" title="Whose audiences are the same">
          <Overlaps overlap={page.overlap} handles={page.handles} />
        </Part>
        {page.history === null ? null : (
          <Part id="history" title="How it moved">
            <Moved history={page.history} />
          </Part>
        )}
      </>
    ),
  })

function Moved({ history: { list, estimates } }: { history: ReachHistory }) {
  const known = estimates.flatMap(({ potential_unique_audience: audience, ...rest }) => (audience ? [{ ...rest, audience }] : []))
  if (known.length === 0) return <p class="soft">No estimate was kept yet.</p>
  return (
    <>
      <Picture
        drawing={drawHistory(
          list.name,
          known.map(({ at, audience }) => ({ at: Date.parse(at), ...audience })),
        )}
      />
      <details>
        <summary>The estimates as a table</summary>
        <ScrollTable label={`Estimates of ${list.name} over time`}>
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col" class="num">
                Estimate
              </th>
              <th scope="col" class="num">
                Range
              </th>
              <th scope="col" class="num">
                Accounts
              </th>
              <th scope="col" class="num">
                Of them known
              </th>
              <th scope="col">Evidence</th>
            </tr>
          </thead>
          <tbody>
            {[...known].reverse().map(({ at, audience, members, evidence_share, level }) => (
              <tr key={at}>
                <td>
                  <When at={at} time />
                </td>
                <td class="num">{number(audience.estimate)}</td>
                <td class="num">
                  {number(audience.low)} to {number(audience.high)}
                </td>
                <td class="num">{number(members)}</td>
                <td class="num">{percent(evidence_share)}</td>
                <td class="words">{LEVEL_WORDS[level]}</td>
              </tr>
            ))}
          </tbody>
        </ScrollTable>
      </details>
      <p class="small soft">A change of the members or of the evidence moves the line too.</p>
    </>
  )
}
