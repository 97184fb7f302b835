import type { Fault } from '../../kernel/errors.js'
import { staysWords } from '../../lists/plan-text.js'
import type { PlanView } from '../../lists/service.js'
import { Field, Note } from '../components.js'
import { renderPage } from '../layout.js'
import type { Desk } from './parts.js'

export type Ending = 'cancel' | 'rollback'

export interface PlanEndingPage extends Desk {
  plan: PlanView
  what: Ending
  refused?: { message: string; faults: readonly Fault[]; reason: string } | undefined
}

const WORDS: Record<Ending, { title: string; button: string; explained: (plan: PlanView) => string }> = {
  cancel: {
    title: 'Cancel the plan',
    button: 'Cancel it',
    explained: (plan) =>
      plan.status === 'applying'
        ? 'It stops before its next call to X. What was sent before is read back, and the plan says what that was. To undo that too, take the plan back afterwards.'
        : 'Nothing more of it is sent. What was sent before stays as it is on X; to undo that too, take the plan back afterwards.',
  },
  rollback: {
    title: 'Take the plan back',
    button: 'Make the plan that takes it back',
    explained: (plan) =>
      `Makes a new plan: what this one added is removed, what it removed is added again, as far as X still shows it so. Nothing is sent before that plan is carried out. Who withdrew is not added again. The next ordinary plan does the same again, unless you change the rule, the exceptions or the approvals first. ${staysWords(plan, plan.list_id) ?? ''}`.trim(),
  },
}

/** A page of its own: the list's page loads itself again while a plan runs, which would empty the field. */
export function planEndingPage({ site, holder, plan, what, refused }: PlanEndingPage): string {
  const { title, button, explained } = WORDS[what]
  return renderPage({
    site,
    holder: holder.name,
    title,
    at: 'desk-lists',
    narrow: true,
    children: (
      <>
        <p class="small">
          <a href={`/desk/lists/${plan.list_id}`}>{plan.list_name}</a>
        </p>
        <h1>{title}</h1>
        {refused ? (
          <Note tone="bad">
            <p>{refused.message}</p>
          </Note>
        ) : null}
        <p>
          {plan.counts.add} to add and {plan.counts.remove} to remove, {plan.outcomes.filter(({ state }) => state === 'done').length} of these done.
        </p>
        <p>{explained(plan)}</p>
        <form method="post" action={`/desk/plans/${plan.id}/${what}`} class="card">
          <Field
            name="reason"
            label="Reason"
            required
            maxLength={500}
            value={refused?.reason}
            faults={refused?.faults}
            hint="Kept on the record"
            autocomplete="off"
          />
          <button type="submit">{button}</button>
        </form>
      </>
    ),
  })
}
