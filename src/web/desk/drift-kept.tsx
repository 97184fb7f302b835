import { usd } from '../../kernel/money.js'
import type { CheckView, DecisionView, DriftView } from '../../lists/drift/views.js'
import { outcomeWords } from '../../lists/drift/words.js'
import type { DeskListView } from '../../lists/service.js'
import { plural, Select, Tag, When } from '../components.js'

/** As many decisions as one page bears; the command line and the API have them all. */
const SHOWN = 50

const DECISION: Record<DecisionView['decision'], string> = { adopt: 'taken over', ignore: 'left to them', readd: 'wished again' }

export function Decisions({ list, decisions }: { list: DeskListView; decisions: DecisionView[] }) {
  return (
    <details>
      <summary>{plural(decisions.length, 'member was', 'members were')} decided on</summary>
      <ul class="plain">
        {decisions.slice(0, SHOWN).map((one) => (
          <li key={one.x_user_id}>
            <form method="post" action={`/desk/lists/${list.id}/decisions`} class="row">
              <input type="hidden" name="x_user_id" value={one.x_user_id} />
              <input type="hidden" name="reason" value="Taken back at the desk." />
              <Tag>{DECISION[one.decision]}</Tag>
              <span class="small">
                @{one.handle}: {one.reason} <span class="soft">{one.effect}</span>
              </span>
              <button type="submit" name="decision" value="undo" class="quiet small">
                Take back
              </button>
            </form>
          </li>
        ))}
      </ul>
      {decisions.length > SHOWN ? <p class="small soft">and {decisions.length - SHOWN} more</p> : null}
    </details>
  )
}

export const Policy = ({ list, drift }: { list: DeskListView; drift: DriftView }) => (
  <details>
    <summary>What becomes of members that others add</summary>
    <form method="post" action={`/desk/lists/${list.id}/policy`}>
      <input type="hidden" name="etag" value={list.etag} />
      <Select
        name="foreign_members"
        label="Members that others add on X"
        value={drift.foreign_members}
        options={[
          ['ask', 'Show them here, and ask about each'],
          ['ignore', 'Leave them to those who add them'],
          ['adopt', 'Take them over, as entries to decide on'],
        ]}
      />
      <button type="submit" class="quiet">
        Save
      </button>
    </form>
  </details>
)

export const Looks = ({ checks }: { checks: CheckView[] }) => (
  <details>
    <summary>The last looks</summary>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Look</th>
            <th scope="col">Outcome</th>
            <th scope="col" class="num">
              Members
            </th>
            <th scope="col" class="num">
              Cost
            </th>
          </tr>
        </thead>
        <tbody>
          {checks.map((one) => (
            <tr key={one.id}>
              <td>
                <When at={one.at} time />
              </td>
              <td>{one.kind === 'full' ? 'every member' : 'the count'}</td>
              <td>{outcomeWords(one.outcome)}</td>
              <td class="num">{one.member_count ?? ''}</td>
              <td class="num">{usd(one.cost_usd)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </details>
)
