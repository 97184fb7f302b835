import { SECTIONS } from '../../directory/taxonomy/sections.js'
import type { ReviewView } from '../../directory/views.js'
import type { Fault } from '../../kernel/errors.js'

export interface DecisionValues {
  reason: string
  gate: string
  section: string
}

export interface DecisionFormProps {
  entry: ReviewView
  /** What was typed before, when the form comes back. */
  values?: DecisionValues | undefined
  faults?: readonly Fault[] | undefined
  /** Ids in a page must differ between the entries of the queue. */
  compact?: boolean
}

const SECTION_OPTIONS = [['', 'no category'] as const, ...SECTIONS.map(({ code, title }) => [code, title] as const)]

function Verdict({ entry, chosen }: { entry: ReviewView; chosen: string }) {
  const id = `gate-${entry.id}`
  const radio = (value: string, label: string) => (
    <label class="check">
      <input type="radio" name="gate" value={value} checked={chosen === value} />
      <span>{label}</span>
    </label>
  )
  return (
    <fieldset class="field" aria-describedby={id}>
      <legend>{entry.gate.verdict === 'unsure' ? 'Does it belong to the home field? The rules are not sure' : 'Gate'}</legend>
      {radio('ally', 'No: it stands outside, an ally')}
      {radio('home', 'Yes: it is one of our own, not an ally')}
      {entry.gate.verdict === 'unsure' ? null : radio('', `As the rules say: ${entry.gate.verdict === 'ally' ? 'an ally' : 'one of our own'}`)}
    </fieldset>
  )
}

/** Approve or reject with a reason. The hidden version tag makes sure that two organisers do not overwrite one another. */
export function DecisionForm({ entry, values, faults, compact = false }: DecisionFormProps) {
  const reasonId = `reason-${entry.id}`
  const own = faults?.filter(({ pointer }) => pointer === '/reason') ?? []
  const unsure = entry.gate.verdict === 'unsure'
  const category = (
    <div class="field">
      <label for={`section-${entry.id}`}>Category</label>
      <select id={`section-${entry.id}`} name="section">
        {SECTION_OPTIONS.map(([code, title]) => (
          <option key={code} value={code} selected={code === (values?.section ?? entry.category?.section ?? '')}>
            {title}
          </option>
        ))}
      </select>
    </div>
  )
  const verdict = <Verdict entry={entry} chosen={values?.gate ?? ''} />
  return (
    <form method="post" action={`/desk/allies/${entry.id}/decision`}>
      <input type="hidden" name="etag" value={entry.etag} />
      {unsure ? verdict : null}
      <details open={values !== undefined}>
        <summary>{unsure ? 'Change the category' : 'Change gate or category'}</summary>
        {unsure ? null : verdict}
        {category}
      </details>
      <div class="field">
        <label for={reasonId}>Reason</label>
        {compact ? null : <span class="hint">Kept on the record and shown to whoever nominated it.</span>}
        <input
          id={reasonId}
          name="reason"
          required
          maxLength={500}
          value={values?.reason ?? ''}
          aria-invalid={own.length > 0 ? true : undefined}
          autocomplete="off"
        />
        {own.length === 0 ? null : <span class="fault">{own.map(({ detail }) => detail).join(' ')}</span>}
      </div>
      <div class="row">
        {entry.status === 'proposed' ? (
          <>
            <button type="submit" name="action" value="approve">
              Approve
            </button>
            <button type="submit" name="action" value="reject" class="bad">
              Reject
            </button>
          </>
        ) : null}
        {entry.status === 'approved' ? (
          <button type="submit" name="action" value="retire" class="bad">
            Retire
          </button>
        ) : null}
        {entry.second_looks.length > 0 && (entry.status === 'rejected' || entry.status === 'retired') ? (
          <button type="submit" name="action" value={entry.status === 'rejected' ? 'reject' : 'retire'} class="bad">
            Stay with it
          </button>
        ) : null}
        {entry.status === 'approved' || entry.status === 'rejected' || entry.status === 'retired' ? (
          <button type="submit" name="action" value="reopen" class="quiet">
            Back to the queue
          </button>
        ) : null}
      </div>
    </form>
  )
}

/** Apart from the other decisions, since only a mistake takes it back. */
export const WithdrawForm = ({ entry }: { entry: ReviewView }) => (
  <details>
    <summary>It asked to be gone</summary>
    <p class="small">
      Withdrawing removes it from the directory and from every list at once, and it is never nominated again. Only a mistake can be put right, by whoever
      answers those who want to leave. If the body should be sure that nobody ever can, take its wish down at <a href="/leave">Leave the directory</a> and
      honour it under <a href="/desk/leave">Leaving</a>.
    </p>
    <form method="post" action={`/desk/allies/${entry.id}/decision`}>
      <input type="hidden" name="etag" value={entry.etag} />
      <div class="field">
        <label for="withdraw-reason">How it asked</label>
        <input id="withdraw-reason" name="reason" required maxLength={500} autocomplete="off" />
      </div>
      <label class="check">
        <input type="checkbox" required />
        <span>Yes, withdraw {entry.name} for good</span>
      </label>
      <button type="submit" name="action" value="withdraw" class="bad">
        Withdraw
      </button>
    </form>
  </details>
)

/** For what was withdrawn by mistake; who asked is told so instead. */
export const RestoreForm = ({ entry, refused, may }: { entry: ReviewView; refused: string | null; may: boolean }) =>
  refused !== null || !may ? (
    <p class="small soft">
      {refused ?? 'It was withdrawn without its own asking. If that was a mistake, somebody with the scope privacy:manage can bring it back.'}
    </p>
  ) : (
    <details>
      <summary>It was withdrawn by mistake</summary>
      <p class="small">
        It goes back into the queue, and can be nominated again; nothing is public before it is approved. Its follower lists and its places in snapshots are
        gone for good.
      </p>
      <form method="post" action={`/desk/allies/${entry.id}/restoration`}>
        <input type="hidden" name="etag" value={entry.etag} />
        <div class="field">
          <label for="restore-reason">What the mistake was</label>
          <input id="restore-reason" name="reason" required maxLength={500} autocomplete="off" />
        </div>
        <label class="check">
          <input type="checkbox" name="never_asked" value="yes" required />
          <span>{entry.name} never asked to be gone: my word, kept on the record</span>
        </label>
        <button type="submit">Back to the queue</button>
      </form>
    </details>
  )
