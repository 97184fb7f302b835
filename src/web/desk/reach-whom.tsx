import { drawCurve } from '../../reach/pictures/curve.js'
import { drawHeatMap } from '../../reach/pictures/heat-map.js'
import type { AddedAlly, NamedAlly, Overlap, Recommended, Unmeasured } from '../../reach/whom/service.js'
import { Empty, Field, Note, plural, When } from '../components.js'
import { Picture, ScrollTable } from '../picture.js'
import { number, percent, ranged, rounded } from '../reach-words.js'
import { type Choices, giveAddress, ScopeSelect } from './reach-parts.js'

/** Handles by ally, of those that have an account. */
export type HandlesOf = ReadonlyMap<string, string>

export const NOBODY = 'none'

export interface WhomProps {
  of: string
  from: string
  /** A list, or NOBODY. */
  beside: string
  choices: Choices
  found: Recommended
  handles: HandlesOf
}

export function Whom({ of, from, beside, choices, found, handles }: WhomProps) {
  const { picks, before, candidates, inside, unmeasured, as_of } = found
  const points = picks.map(({ ally, cumulative, incremental }) => ({ name: ally.name, cumulative, incremental: incremental.estimate }))
  return (
    <>
      <p class="soft">Each is chosen for the accounts it adds to those before it, by follower lists. Large audiences that others have already come late.</p>
      <form action="/desk/reach#whom" method="get" class="inline ask">
        <input type="hidden" name="of" value={of} />
        <ScopeSelect name="from" label="Choose among" value={from} choices={choices} />
        <div class="field">
          <label for="beside">To stand beside</label>
          <select id="beside" name="beside">
            <option value={NOBODY}>nobody yet</option>
            {choices.lists.map(({ id, name }) => (
              <option key={id} value={id} selected={id === beside}>
                the list {name}
              </option>
            ))}
          </select>
        </div>
        <button type="submit" class="quiet">
          Choose again
        </button>
      </form>
      {picks.length === 0 ? (
        <Empty>
          <p>
            {candidates > 0
              ? 'There is nobody left to add.'
              : inside === 0
                ? `Nobody here has a follower list ${thatStands(unmeasured)}yet, so nobody can be compared.`
                : unmeasured.count === 0
                  ? 'Everybody here is in that list already: choose among others, or beside nobody yet.'
                  : `Everybody here who has a follower list ${thatStands(unmeasured)}is in that list already: choose among others, or beside nobody yet.`}
          </p>
          {inside > 0 && unmeasured.count === 0 ? null : (
            <p>
              <a href="/desk/reach/lists#give">Give a follower list</a>
            </p>
          )}
        </Empty>
      ) : (
        <>
          <Picture drawing={drawCurve(points, before.estimate)} fits />
          <ScrollTable label="Whom next, as a table" fits>
            <thead>
              <tr>
                <th scope="col">Ally</th>
                <th scope="col" class="num">
                  Adds
                </th>
                <th scope="col" class="num">
                  Reached already
                </th>
                <th scope="col" class="num">
                  Together
                </th>
              </tr>
            </thead>
            <tbody>
              {beside === NOBODY ? null : (
                <tr>
                  <td class="soft">before the first</td>
                  <td />
                  <td />
                  <td class="num">{ranged(before)}</td>
                </tr>
              )}
              {picks.map(({ ally, accounts, incremental, share_covered, cumulative }, at) => (
                <tr key={ally.id}>
                  <th scope="row">
                    {at + 1}. <a href={`/desk/allies/${ally.id}`}>{ally.name}</a>
                    <span class="hint">{accounts.map((handle) => `@${handle}`).join(' ')}</span>
                  </th>
                  <td class="num">{ranged(incremental)}</td>
                  <td class="num">{share_covered === null ? 'not known' : percent(share_covered)}</td>
                  <td class="num">{ranged(cumulative)}</td>
                </tr>
              ))}
            </tbody>
          </ScrollTable>
          <p class="small soft">
            {plural(candidates, 'ally', 'allies')} could be chosen.{' '}
            {as_of === null ? null : (
              <>
                The oldest list is of <When at={as_of} />.
              </>
            )}
          </p>
        </>
      )}
      <WithoutList unmeasured={unmeasured} handles={handles} />
    </>
  )
}

/** Of some a list is kept, and something speaks against it. */
const thatStands = ({ allies }: Unmeasured) => (allies.some(({ reason }) => reason !== null) ? 'that can be used ' : '')

/** Whose list nobody has is not ranked: theirs is not an audience of 0. */
export const WithoutList = ({ unmeasured: { count, allies }, handles }: { unmeasured: Unmeasured; handles: HandlesOf }) =>
  count === 0 ? null : (
    <details>
      <summary>
        {count === 1 ? 'One ally has no follower list' : `${number(count)} allies have no follower list`}
        {thatStands({ count, allies }) === '' ? '' : ' that can be used'}: that is not an audience of 0
      </summary>
      <ul class="reasons">
        {allies.map(({ id, name, reason }) => {
          const handle = handles.get(id)
          return (
            <li key={id}>
              <a href={`/desk/allies/${id}`}>{name}</a>
              {handle === undefined ? null : (
                <>
                  {': '}
                  <a href={giveAddress(handle)}>
                    give the list<span class="hide"> of {name}</span>
                  </a>
                </>
              )}
              {reason === null ? null : <span class="hint">One is kept and not used: {reason}.</span>}
            </li>
          )
        })}
      </ul>
      {count > allies.length ? <p class="small soft">and {number(count - allies.length)} more</p> : null}
    </details>
  )

export interface AdditionProps {
  of: string
  name: string
  /** Allies that are not in the set; too many to choose from are typed. Null: everybody is in it. */
  candidates: readonly NamedAlly[] | null
  typed: string
  added: AddedAlly | null
  refused: string | null
  handles: HandlesOf
}

/** More options than that make a page slow to load and no choice easier. */
const MOST_OPTIONS = 500

export function Addition({ of, name, candidates, typed, added, refused, handles }: AdditionProps) {
  if (candidates === null) return <p class="soft">Everybody is in this set already. Choose a list or a category above.</p>
  if (candidates.length === 0) return <p class="soft">There is no ally beside this set.</p>
  return (
    <>
      <form action="/desk/reach#adds" method="get" class="inline ask">
        <input type="hidden" name="of" value={of} />
        {candidates.length > MOST_OPTIONS ? (
          <Field name="add" label="The ally: its @handle" value={typed} required maxLength={100} autocapitalize="none" autocomplete="off" />
        ) : (
          <div class="field">
            <label for="add">The ally</label>
            <select id="add" name="add">
              {candidates.map(({ id, name }) => (
                <option key={id} value={id} selected={id === typed}>
                  {name}
                </option>
              ))}
            </select>
          </div>
        )}
        <button type="submit" class="quiet">
          What does it change?
        </button>
      </form>
      {refused === null ? null : (
        <Note tone="warn">
          <p>{refused}</p>
          {handles.has(typed) ? (
            <p>
              <a href={giveAddress(handles.get(typed) ?? '')}>Give its follower list</a>
            </p>
          ) : null}
        </Note>
      )}
      {added === null ? null : <AddedWords name={name} added={added} />}
    </>
  )
}

const AddedWords = ({ name, added: { ally, before, after, incremental, share_covered, unmeasured, as_of } }: { name: string; added: AddedAlly }) => (
  <Note tone="accent">
    <p>
      With <a href={`/desk/allies/${ally.id}`}>{ally.name}</a> the audience of {name} grows from {ranged(before)} to <strong>{ranged(after)}</strong>:{' '}
      {ranged(incremental)} accounts follow it and nobody of the set.{' '}
      {share_covered === null
        ? 'How much of its own audience is reached already cannot be told.'
        : `${percent(share_covered)} of its own audience is reached already.`}
    </p>
    <p class="small soft">
      By follower lists{as_of === null ? '' : `, the oldest of ${as_of.slice(0, 10)}`}.
      {unmeasured.count > 0 ? ` ${plural(unmeasured.count, 'member has', 'members have')} none, so what they share with it is not seen.` : ''}
    </p>
  </Note>
)

export function Overlaps({ overlap: { allies, overlap, left_out, unmeasured }, handles }: { overlap: Overlap; handles: HandlesOf }) {
  if (allies.length < 2)
    return (
      <>
        <p class="soft">Two follower lists at least are needed to compare.</p>
        <WithoutList unmeasured={unmeasured} handles={handles} />
      </>
    )
  const names = allies.map(({ name }) => name)
  const share = (row: number, column: number) => {
    const [both, own] = [overlap[row]?.[column], overlap[row]?.[row]]
    return !both || !own || own.estimate === 0 ? 0 : Math.min(1, both.estimate / own.estimate)
  }
  return (
    <>
      <p class="soft">In each row: how much of that audience follows the other one too, in percent.</p>
      <Picture drawing={drawHeatMap({ names, overlap: overlap.map((row) => row.map(({ estimate }) => estimate)) })} />
      <details>
        <summary>The overlaps as a table</summary>
        <ScrollTable label="Overlap of each two audiences">
          <thead>
            <tr>
              <th scope="col">Audience of</th>
              {allies.map(({ id, name }) => (
                <th key={id} scope="col" class="num">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {allies.map(({ id, name, audience }, row) => (
              <tr key={id}>
                <th scope="row">
                  <a href={`/desk/allies/${id}`}>{name}</a>
                </th>
                {allies.map((other, column) => (
                  <td key={other.id} class="num">
                    {row === column ? ranged(audience) : `${rounded(overlap[row]?.[column] ?? audience)} (${percent(share(row, column))})`}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </ScrollTable>
      </details>
      {left_out > 0 ? (
        <p class="small soft">
          The largest {number(allies.length)}; {number(left_out)} smaller ones are left out.
        </p>
      ) : null}
      <WithoutList unmeasured={unmeasured} handles={handles} />
    </>
  )
}
