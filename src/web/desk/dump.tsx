import type { Fault } from '../../kernel/errors.js'
import { usd } from '../../kernel/money.js'
import type { DumpQuote, DumpReport } from '../../lists/dump/service.js'
import { Check, Field, Note, plural, Tag } from '../components.js'
import { renderPage } from '../layout.js'
import type { Desk } from './parts.js'

/** The form on the page of all lists: the first step, which costs one call. */
export const DumpForm = ({ value, faults }: { value?: string | undefined; faults?: readonly Fault[] | undefined }) => (
  <form method="post" action="/desk/dump" class="card">
    <Field
      name="list"
      label="Its address or number on X"
      required
      maxLength={500}
      value={value}
      faults={faults}
      placeholder="https://x.com/i/lists/123"
      autocomplete="off"
      hint="First it is only looked at, and you are told what reading it costs"
    />
    <button type="submit" class="quiet">
      Look at it
    </button>
  </form>
)

export interface DumpPage extends Desk {
  /** What was typed. */
  typed: string
  quote?: DumpQuote | undefined
  report?: DumpReport | undefined
  refused?: { message: string; faults: readonly Fault[] } | undefined
}

export const dumpPage = ({ site, holder, typed, quote, report, refused }: DumpPage): string =>
  renderPage({
    site,
    holder: holder.name,
    title: 'A list you already have on X',
    at: 'desk-lists',
    children: (
      <>
        <p class="small">
          <a href="/desk/lists">Lists</a>
        </p>
        <h1>A list you already have on X</h1>
        {refused ? (
          <Note tone="bad">
            <p>
              <strong>That was not done.</strong>
            </p>
            <p>{refused.message}</p>
          </Note>
        ) : null}
        {report ? <Report report={report} /> : null}
        {quote && !report ? <Quote quote={quote} typed={typed} /> : null}
        {!quote && !report ? (
          <div class="narrow">
            <DumpForm value={typed} faults={refused?.faults} />
          </div>
        ) : null}
      </>
    ),
  })

function Quote({ quote, typed }: { quote: DumpQuote; typed: string }) {
  return (
    <section class="narrow" aria-labelledby="quote">
      <h2 id="quote">{quote.name}</h2>
      <p class="row">
        <Tag>{quote.private ? 'private' : 'public'}</Tag>
        <Tag tone={quote.ours ? 'good' : 'warn'}>{quote.ours ? 'yours' : quote.ours === null ? 'no owner account connected' : "another account's"}</Tag>
        {quote.list_id ? <a href={`/desk/lists/${quote.list_id}`}>known here already</a> : null}
      </p>
      <form method="post" action="/desk/dump" class="card">
        <p>
          It has {plural(quote.member_count, 'member')}. Reading {quote.member_count === 1 ? 'it' : 'them'} costs about <strong>{usd(quote.cost_usd)}</strong>.
          Each becomes an entry that waits for your decision, if it is none yet. Nothing is changed on X, and nobody is published by it.
        </p>
        {quote.ours ? null : <p class="small">Only its owner can keep a list in step: of this one the members are taken in, and no list is made here.</p>}
        <input type="hidden" name="list" value={typed} />
        {quote.ours && quote.list_id === null ? (
          <Field name="name" label="Another name here" maxLength={25} hint="At most 25 characters; the next plan sets it on X too" />
        ) : null}
        {quote.ours ? (
          <Check name="adopt">
            Take the members over: ours to answer for, and so to remove by a plan. Otherwise they stay others’ until you say so, one by one
          </Check>
        ) : null}
        <div class="row">
          <button type="submit" name="step" value="dump">
            Read it, about {usd(quote.cost_usd)}
          </button>
          <button type="submit" name="step" value="try" class="quiet">
            Read it and only show what would be made
          </button>
        </div>
      </form>
    </section>
  )
}

const OUTCOME: Record<DumpReport['members'][number]['outcome'], string> = {
  made: 'new entry',
  matched_by_id: 'known by its id',
  matched_by_handle: 'known by its handle',
  left_out: 'left out',
}

function Report({ report }: { report: DumpReport }) {
  const { counts } = report
  return (
    <section aria-labelledby="report">
      <h2 id="report">{report.name}</h2>
      <p>
        {plural(counts.members, 'member')}: {plural(counts.made, 'new entry', 'new entries')}, {counts.matched} known, {counts.left_out} left out
        {counts.adopted > 0 ? `, ${counts.adopted} taken over` : ''}.
      </p>
      {report.note ? (
        <Note tone="warn">
          <p>{report.note}</p>
        </Note>
      ) : null}
      {report.list_id && !report.dry_run ? (
        <p class="row">
          <a class="button" href={`/desk/lists/${report.list_id}`}>
            To the list
          </a>
          <a class="button quiet" href="/desk/review">
            To the queue
          </a>
        </p>
      ) : null}
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Account</th>
              <th scope="col">Entry</th>
              <th scope="col">Gate</th>
              <th scope="col">Note</th>
            </tr>
          </thead>
          <tbody>
            {report.members.slice(0, 500).map((one) => (
              <tr key={one.x_user_id}>
                <td>@{one.handle}</td>
                <td>
                  {one.ally_id && !(report.dry_run && one.outcome === 'made') ? (
                    <a href={`/desk/allies/${one.ally_id}`}>{OUTCOME[one.outcome]}</a>
                  ) : (
                    OUTCOME[one.outcome]
                  )}
                </td>
                <td>{one.gate ?? ''}</td>
                <td class="small">{one.note ?? ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {report.members.length > 500 ? <p class="small soft">and {report.members.length - 500} more</p> : null}
      </div>
    </section>
  )
}
