import { usd } from '../../kernel/money.js'
import { fieldWords, secondWords } from '../../lists/drift/words.js'
import { heldWords, noneWords, outcomeWords, setWords, staysWords, whenWords } from '../../lists/plan-text.js'
import type { PlanView } from '../../lists/service.js'
import { Note, plural, Tag, type Tone, When } from '../components.js'

export const STATUS: Record<PlanView['status'], [string, Tone | undefined]> = {
  ready: ['ready, nothing sent yet', 'warn'],
  applying: ['being carried out', 'warn'],
  waiting: ['waiting; it goes on by itself', 'warn'],
  verified: ['done, and found so on X', 'good'],
  incomplete: ['done but for what is marked', 'warn'],
  stopped: ['stopped', 'bad'],
  superseded: ['replaced by a newer plan', undefined],
  cancelled: ['ended on request', undefined],
}

const OUTCOME: Record<string, [string, Tone | undefined]> = {
  pending: ['waiting', undefined],
  inflight: ['being sent', 'warn'],
  done: ['done', 'good'],
  skipped: ['skipped', 'warn'],
  failed: ['failed', 'bad'],
}

/** Whether lists on X can be written; `nobody` and `again`: as soon as the account that owns them is connected. */
export type Writing = 'on' | 'nobody' | 'again' | 'off'

const OPEN: ReadonlySet<PlanView['status']> = new Set(['ready', 'applying', 'waiting', 'stopped'])
const ENDED: ReadonlySet<PlanView['status']> = new Set(['verified', 'incomplete', 'stopped', 'cancelled'])

/** What a plan would do or did, and the one button that carries out exactly this. */
export function PlanBody({ plan, writing }: { plan: PlanView; writing: Writing }) {
  const finished = plan.outcomes.filter(({ state }) => state !== 'pending' && state !== 'inflight').length
  const empty = plan.outcomes.length === 0 && !plan.creates_list && plan.updates_list === null
  const status = STATUS[plan.status]
  const foreign = plan.foreign.filter(({ decided }) => !decided)
  const held = heldWords(plan)
  return (
    <div class="card">
      <p class="row">
        <Tag tone={status[1]}>{status[0]}</Tag>
        <span class="small soft">
          made <When at={plan.created_at} time />
          {plan.verified_at ? (
            <>
              , read back <When at={plan.verified_at} time />
            </>
          ) : null}
        </span>
      </p>
      {plan.waiting_until ? (
        <p>
          It goes on by itself at <When at={plan.waiting_until} time />. Until then nothing of it is sent, and it can be cancelled at once.
        </p>
      ) : null}
      {plan.note ? (
        <Note tone="warn">
          <p>{plan.note}</p>
        </Note>
      ) : null}
      {plan.status === 'applying' ? (
        <>
          <progress aria-label="Operations done" max={Math.max(1, plan.outcomes.length)} value={finished} />
          <p class="small soft">
            {plan.cancel_at ? 'It was asked to end, and stops before its next call to X. ' : ''}
            {plan.outcomes.length === 0 ? 'X is asked' : `${finished} of ${plan.outcomes.length}`}. This page loads itself again; additions are sent slowly on
            purpose.
          </p>
        </>
      ) : null}
      {plan.rollback_of ? <p>This plan takes an earlier one back. {staysWords(plan.not_taken_back, plan.list_id)}</p> : null}
      {plan.leavers ? <p>This plan takes only those off who asked to be gone, and was begun by itself.</p> : null}
      <p>
        {setWords(plan).map((words) => `${words}. `)}
        {plan.counts.add} to add, {plan.counts.remove} to remove, {plan.counts.keep} stay.{plan.outcomes.length === 0 ? ` ${noneWords(plan)}` : ''}
      </p>
      {plan.verdict.safe ? null : (
        <Note tone="bad">
          <p>
            <strong>Held back for safety</strong>
          </p>
          {plan.verdict.reasons.map(({ code, detail }) => (
            <p key={code}>{detail}</p>
          ))}
        </Note>
      )}
      {plan.fields_on_x.length === 0 ? null : <FieldsLeft plan={plan} />}
      {plan.outcomes.length === 0 ? null : <Operations plan={plan} />}
      {foreign.length > 0 ? <p class="small soft">On X by somebody’s hand, left as it is: {foreign.map(({ handle }) => `@${handle}`).join(', ')}.</p> : null}
      {plan.vanished.length > 0 ? (
        <p class="small soft">Left by themselves and not added again: {plan.vanished.map(({ handle }) => `@${handle}`).join(', ')}.</p>
      ) : null}
      {plan.unclear.length > 0 ? (
        <p class="small">
          X does not show {plan.unclear.map(({ handle }) => `@${handle}`).join(', ')}: neither added again nor given up before a second reading agrees
          {plan.second_reading_from ? `, ${secondWords(new Date(plan.second_reading_from))}` : ''}.
        </p>
      ) : null}
      <dl class="facts small">
        <dt>Cost</dt>
        <dd>
          {plural(plan.cost.calls, 'call')} to X, about {usd(plan.cost.usd)}
        </dd>
        <dt>When</dt>
        <dd>{whenWords(plan)}</dd>
        <dt>Checksum</dt>
        <dd>
          <code class="whole">{plan.checksum}</code>
        </dd>
      </dl>
      {writing === 'on' && held !== null ? (
        <Note tone="warn">
          <p>{held}</p>
        </Note>
      ) : null}
      {writing === 'on' && !plan.held && plan.status === 'waiting' ? <GoOnForm plan={plan} /> : null}
      {writing === 'on' && !plan.held && ((plan.status === 'ready' && !empty) || plan.status === 'stopped') ? <ApplyForm plan={plan} /> : null}
      <p class="row small">
        {OPEN.has(plan.status) && !plan.cancel_at ? <a href={`/desk/plans/${plan.id}/cancel`}>Cancel this plan</a> : null}
        {ENDED.has(plan.status) && plan.outcomes.some(({ state }) => state === 'done') ? (
          <a href={`/desk/plans/${plan.id}/rollback`}>Take this plan back</a>
        ) : null}
        <a href={`/desk/plans/${plan.id}/plan.md`}>As Markdown</a>
      </p>
    </div>
  )
}

const FieldsLeft = ({ plan }: { plan: PlanView }) => (
  <Note tone="warn">
    <p>
      <strong>Changed on X, and left so</strong>
    </p>
    {plan.fields_on_x.map((one) => (
      <p key={one.field}>{fieldWords(one)}</p>
    ))}
    <p>
      <a href={`/desk/lists/${plan.list_id}#drift-fields`}>Say which holds</a>. No plan changes it before.
    </p>
  </Note>
)

/** Done is what a reading has shown: X says yes to additions that never happen. */
function Outcome({ state, outcome, cancelled }: { state: string; outcome: string | null; cancelled: boolean }) {
  if (state === 'pending' && cancelled) return <Tag>not sent</Tag>
  const [words, tone] = state === 'done' && outcome === 'acknowledged' ? (['sent', 'warn'] as const) : (OUTCOME[state] ?? [state, undefined])
  return <Tag tone={tone}>{words}</Tag>
}

function Operations({ plan }: { plan: PlanView }) {
  return (
    <section class="scroll" aria-label="Operations">
      <table class="operations">
        <thead>
          <tr>
            <th scope="col" class="num">
              #
            </th>
            <th scope="col">Step</th>
            <th scope="col">Account</th>
            <th scope="col">Outcome</th>
          </tr>
        </thead>
        <tbody>
          {plan.outcomes.slice(0, 300).map(({ seq, verb, handle, state, outcome, renamed_to }) => (
            <tr key={seq}>
              <td class="num">{seq}</td>
              <td>{verb}</td>
              <td>@{handle}</td>
              <td>
                <Outcome state={state} outcome={outcome} cancelled={plan.status === 'cancelled'} />{' '}
                {outcome ? <span class="small soft">{outcomeWords({ state, outcome, renamed_to })}</span> : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {plan.outcomes.length > 300 ? <p class="small soft">and {plan.outcomes.length - 300} more</p> : null}
    </section>
  )
}

/** Before the end of its wait, for whoever knows that its reason is gone: caps that were raised, another list that was cancelled. */
const GoOnForm = ({ plan }: { plan: PlanView }) => (
  <form method="post" action={`/desk/plans/${plan.id}/apply`}>
    <input type="hidden" name="checksum" value={plan.checksum} />
    <input type="hidden" name="now" value="yes" />
    <button type="submit" class="quiet">
      Go on now
    </button>
    <p class="small soft">Caps and pauses hold all the same, and what X itself has put off stays put off.</p>
  </form>
)

/** Sends the checksum of the plan on this page: if anything changed since, nothing is done and the page says what. */
function ApplyForm({ plan }: { plan: PlanView }) {
  const liftable = plan.verdict.reasons.filter(({ override }) => override !== null)
  const blocked = plan.verdict.reasons.some(({ override }) => override === null)
  if (blocked) return <p>Nothing lifts this. Make a new plan when the cause is gone.</p>
  return (
    <form method="post" action={`/desk/plans/${plan.id}/apply`}>
      <input type="hidden" name="list" value={plan.list_id} />
      <input type="hidden" name="checksum" value={plan.checksum} />
      {liftable.map(({ code, detail }) => (
        <label class="check" key={code}>
          <input type="checkbox" name="codes" value={code} required />
          <span>I mean it: {detail}</span>
        </label>
      ))}
      {liftable.length > 0 ? (
        <div class="field">
          <label for="override-reason">Reason</label>
          <input id="override-reason" name="reason" required maxLength={500} autocomplete="off" />
        </div>
      ) : null}
      <button type="submit">{plan.status === 'stopped' ? 'Go on with this plan' : 'Carry out exactly this plan'}</button>
    </form>
  )
}
