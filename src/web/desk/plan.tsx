import type { PlanHead } from '../../lists/plans.js'
import type { DeskListView, PlanView } from '../../lists/service.js'
import { Note, Tag, When } from '../components.js'
import { renderPage } from '../layout.js'
import type { Desk } from './parts.js'
import { PlanBody, STATUS, type Writing } from './plan-body.js'

/** The plan of a list: what would change on X, what it costs, whether it is safe, and the one button that carries out exactly this. */
export function PlanSection({ list, plan, earlier, writing }: { list: DeskListView; plan: PlanView | null; earlier: PlanHead[]; writing: Writing }) {
  return (
    <section aria-labelledby="plan">
      <div class="spread">
        <h2 id="plan">In step with X</h2>
        {writing === 'on' && plan?.status !== 'applying' ? (
          <form method="post" action={`/desk/lists/${list.id}/plan`}>
            <button type="submit" class={plan?.status === 'ready' ? 'quiet' : undefined}>
              {plan === null ? 'Make a plan' : 'Make a new plan'}
            </button>
          </form>
        ) : null}
      </div>
      {writing === 'on' ? null : <NotWriting writing={writing} />}
      {plan === null ? (
        <p class="soft">No plan was made yet. A plan shows what would change on X; making one changes nothing.</p>
      ) : (
        <PlanBody plan={plan} writing={writing} />
      )}
      {earlier.length === 0 ? null : <Earlier plans={earlier} />}
    </section>
  )
}

const NotWriting = ({ writing }: { writing: Writing }) => (
  <Note tone="warn">
    {writing === 'off' ? (
      <p>
        X is not connected on this deployment, so the list is published here only. <a href="/desk/owner">The account on X</a> says what is missing.
      </p>
    ) : (
      <>
        <p>
          {writing === 'again'
            ? 'The account that owns the lists has to be connected again: until then nothing can be read or sent.'
            : 'Nobody has connected the account that owns the lists yet: until then nothing can be read or sent.'}
        </p>
        <p>
          <a class="button" href="/desk/owner">
            Connect the account on X
          </a>
        </p>
      </>
    )}
  </Note>
)

const Earlier = ({ plans }: { plans: PlanHead[] }) => (
  <details>
    <summary>Earlier plans</summary>
    <ul class="plain">
      {plans.map((plan) => (
        <li key={plan.id} class="row small">
          <a href={`/desk/plans/${plan.id}`}>
            <When at={plan.created_at} time />
          </a>
          <span>
            {plan.rollback_of ? 'takes one back: ' : ''}
            {plan.counts.add} to add, {plan.counts.remove} to remove
          </span>
          <Tag tone={STATUS[plan.status][1]}>{STATUS[plan.status][0]}</Tag>
        </li>
      ))}
    </ul>
  </details>
)

export interface PlanPage extends Desk {
  plan: PlanView
  writing: Writing
  now: Date
}

/** How often a page loads itself again while a plan is carried out. */
const REFRESH_S = 2
const HOUR_S = 3600

/** In how many seconds the page of a plan is out of date; of one that waits when its wait is over, so that nobody's typing is lost before. */
export function refreshOf(plan: PlanView | null | undefined, now: Date): number | undefined {
  if (plan?.status === 'applying') return REFRESH_S
  if (plan?.status !== 'waiting' || plan.waiting_until === null) return undefined
  return Math.min(HOUR_S, Math.max(0, Math.ceil((Date.parse(plan.waiting_until) - now.getTime()) / 1000)) + REFRESH_S)
}

/** One plan by itself: also one of before. */
export const planPage = ({ site, holder, plan, writing, now }: PlanPage): string =>
  renderPage({
    site,
    holder: holder.name,
    title: `Plan of ${plan.list_name}`,
    at: 'desk-lists',
    refresh: refreshOf(plan, now),
    children: (
      <>
        <p class="small">
          <a href={`/desk/lists/${plan.list_id}`}>{plan.list_name}</a>
        </p>
        <h1>Plan</h1>
        <p class="small soft">
          Made <When at={plan.created_at} time />
          {plan.finished_at ? (
            <>
              , ended <When at={plan.finished_at} time />
            </>
          ) : null}
          .
        </p>
        <PlanBody plan={plan} writing={writing} />
      </>
    ),
  })
