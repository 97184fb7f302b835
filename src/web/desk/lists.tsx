import type { Fault } from '../../kernel/errors.js'
import type { PlanHead } from '../../lists/plans.js'
import type { DeskListView, ListView, PlanView } from '../../lists/service.js'
import type { ReachResult } from '../../reach/describe.js'
import { Empty, Field, Note, plural, Tag } from '../components.js'
import { renderPage } from '../layout.js'
import { type Quote, ReachFigure } from '../reach-bar.js'
import { Connection } from './connection.js'
import { type DriftPart, type DriftRefusal, DriftSection } from './drift.js'
import { DumpForm } from './dump.js'
import { type ChatChoice, ListFields, type ListValues, NO_VALUES, valuesOf } from './list-fields.js'
import { type Desk, Done } from './parts.js'
import { PlanSection, refreshOf } from './plan.js'
import type { Writing } from './plan-body.js'

export interface ListsPage extends Desk {
  lists: ListView[]
  chats: readonly ChatChoice[]
  refused?: { message: string; faults: readonly Fault[]; values: ListValues } | undefined
}

export const deskListsPage = ({ site, holder, lists, chats, refused }: ListsPage): string =>
  renderPage({
    site,
    holder: holder.name,
    title: 'Lists',
    at: 'desk-lists',
    children: (
      <>
        <h1>Lists</h1>
        {refused ? (
          <Note tone="bad">
            <p>{refused.message}</p>
          </Note>
        ) : null}
        {lists.length === 0 ? (
          <Empty>
            <p>There is no list yet. A list is a rule over the approved allies, with your exceptions.</p>
          </Empty>
        ) : (
          <ul class="plain grid">
            {lists.map((list) => (
              <li class="card" key={list.id}>
                <h2>
                  <a href={`/desk/lists/${list.id}`}>{list.name}</a>
                </h2>
                <p>{list.description}</p>
                <span class="row">
                  <Tag tone={list.private ? undefined : 'good'}>{list.private ? 'private' : 'public'}</Tag>
                  <Tag>{list.on_x ? 'on X' : 'not on X yet'}</Tag>
                </span>
                <span class="foot">{plural(list.members, 'member')}</span>
              </li>
            ))}
          </ul>
        )}
        <p>
          <a href="/desk/owner">The account on X that owns these lists</a>
        </p>
        <section aria-labelledby="dump" class="narrow">
          <h2 id="dump">A list you already have on X</h2>
          <DumpForm />
        </section>
        <section aria-labelledby="new" class="narrow">
          <h2 id="new">New list</h2>
          <form method="post" action="/desk/lists" class="card">
            <ListFields values={refused?.values ?? NO_VALUES} chats={chats} faults={refused?.faults} />
            <button type="submit">Create list</button>
          </form>
        </section>
      </>
    ),
  })

export interface DeskListPage extends Desk {
  list: DeskListView
  /** Names of the entries that pins and exclusions speak of. */
  names: Map<string, string>
  chats: readonly ChatChoice[]
  candidates: { id: string; name: string }[]
  plan: PlanView | null
  now: Date
  /** Plans of before, newest first. */
  earlier: PlanHead[]
  reach: ReachResult | null
  quote: Quote | null
  /** Whether lists on X can be written: not at all, by the account that is connected, or once somebody connects one. */
  writing: Writing
  /** Null while it is not on X. */
  onX: DriftPart | null
  done?: string | undefined
  refused?:
    | {
        message: string
        stale: boolean
        faults: readonly Fault[]
        values?: ListValues
        exception?: { ally: string; kind: string; reason: string }
        member?: DriftRefusal['member']
        x_list?: string
      }
    | undefined
}

export function deskListPage({
  site,
  holder,
  list,
  names,
  chats,
  candidates,
  plan,
  now,
  earlier,
  reach,
  quote,
  writing,
  onX,
  done,
  refused,
}: DeskListPage): string {
  return renderPage({
    site,
    holder: holder.name,
    title: list.name,
    at: 'desk-lists',
    refresh: refreshOf(plan, now),
    children: (
      <>
        <p class="small">
          <a href="/desk/lists">Lists</a>
        </p>
        <h1>{list.name}</h1>
        <p class="row">
          <Tag tone={list.private ? undefined : 'good'}>{list.private ? 'private' : 'public'}</Tag>
          {list.on_x ? <a href={list.on_x.url}>on X</a> : <Tag>not on X yet</Tag>}
          {list.private ? null : <a href={`/lists/${list.id}`}>Public page</a>}
          <span class="soft">
            {plural(list.members, 'member')} {list.rule.pinned_only ? 'by pins alone' : 'by the rule'}
          </span>
        </p>
        <Done what={done} />
        {refused ? (
          <Note tone="bad">
            <p>
              <strong>{refused.stale ? 'Something changed in the meantime.' : 'That was not done.'}</strong>
            </p>
            <p>{refused.message}</p>
          </Note>
        ) : null}
        <PlanSection list={list} plan={plan} earlier={earlier} writing={writing} />
        {onX === null ? (
          writing === 'off' ? null : (
            <Connection list={list} typed={refused?.x_list} />
          )
        ) : (
          <DriftSection list={list} part={onX} connected={writing === 'on'} member={refused?.member} typed={refused?.x_list} />
        )}
        {reach === null ? null : (
          <section aria-labelledby="reach">
            <h2 id="reach">Reach</h2>
            <ReachFigure name={list.name} reach={reach} quote={quote} />
            <p class="small">
              <a href={`/desk/reach?of=${list.id}`}>Whom to ask next, what would make it narrower, and how it moved</a>
            </p>
          </section>
        )}
        <div class="two">
          <section aria-labelledby="rule">
            <h2 id="rule">Name and rule</h2>
            <form method="post" action={`/desk/lists/${list.id}`} class="card">
              <input type="hidden" name="etag" value={list.etag} />
              <ListFields values={refused?.values ?? valuesOf(list)} chats={chats} faults={refused?.values && refused.faults} />
              <button type="submit" class="quiet">
                Save
              </button>
            </form>
          </section>
          <section aria-labelledby="exceptions">
            <h2 id="exceptions">Your exceptions</h2>
            <Exceptions list={list} names={names} />
            <form method="post" action={`/desk/lists/${list.id}/exceptions`} class="card">
              <div class="field">
                <label for="ally">Ally</label>
                <select id="ally" name="ally" required>
                  {candidates.map(({ id, name }) => (
                    <option key={id} value={id} selected={refused?.exception?.ally === id}>
                      {name}
                    </option>
                  ))}
                </select>
              </div>
              <fieldset class="field">
                <legend>Exception</legend>
                <label class="check">
                  <input type="radio" name="kind" value="pin" checked={refused?.exception?.kind !== 'exclusion'} />
                  <span>Pin: belongs whatever the rule says</span>
                </label>
                <label class="check">
                  <input type="radio" name="kind" value="exclusion" checked={refused?.exception?.kind === 'exclusion'} />
                  <span>Exclude: does not belong whatever the rule says</span>
                </label>
              </fieldset>
              <Field
                name="reason"
                label="Reason"
                required
                maxLength={500}
                value={refused?.exception?.reason}
                faults={refused?.exception && refused.faults}
                autocomplete="off"
              />
              <button type="submit" class="quiet">
                Set
              </button>
            </form>
          </section>
        </div>
        {list.left_out.length === 0 ? null : (
          <details>
            <summary>{plural(list.left_out.length, 'approved entry is', 'approved entries are')} not on it, and why</summary>
            <ul class="reasons">
              {list.left_out.map(({ ally_id, name, reason }) => (
                <li key={ally_id}>
                  <a href={`/desk/allies/${ally_id}`}>{name}</a>: {reason}
                </li>
              ))}
            </ul>
          </details>
        )}
      </>
    ),
  })
}

function Exceptions({ list, names }: { list: DeskListView; names: Map<string, string> }) {
  const rows = [...list.pins.map((row) => ({ ...row, kind: 'pinned' })), ...list.exclusions.map((row) => ({ ...row, kind: 'excluded' }))]
  if (rows.length === 0) return <p class="soft">None.</p>
  return (
    <ul class="plain">
      {rows.map(({ ally_id, kind, reason }) => (
        <li key={ally_id}>
          <form method="post" action={`/desk/lists/${list.id}/exceptions`} class="row">
            <input type="hidden" name="ally" value={ally_id} />
            <input type="hidden" name="kind" value="none" />
            <input type="hidden" name="reason" value="Taken back at the desk" />
            <Tag tone={kind === 'pinned' ? 'good' : 'bad'}>{kind}</Tag>
            <span>
              <a href={`/desk/allies/${ally_id}`}>{names.get(ally_id) ?? ally_id}</a> <span class="soft small">{reason}</span>
            </span>
            <button type="submit" class="quiet small">
              Take back
            </button>
          </form>
        </li>
      ))}
    </ul>
  )
}
