import { usd } from '../../kernel/money.js'
import { lastSecond } from '../../lists/drift/standing.js'
import type { CheckView, DriftView } from '../../lists/drift/views.js'
import { driftLines, fieldWords, isOpen, outcomeWords } from '../../lists/drift/words.js'
import type { DeskListView } from '../../lists/service.js'
import { Check, Note, plural, Tag, type Tone, When } from '../components.js'
import type { Refusal } from '../refusal.js'
import { Connection, Lost } from './connection.js'
import { Decisions, Looks, Policy } from './drift-kept.js'
import { Reason } from './parts.js'

/** As many of a kind as one page bears; the command line and the API have them all. */
const SHOWN = 50

const TONE: Record<CheckView['outcome'], Tone | undefined> = {
  as_applied: 'good',
  drifted: 'warn',
  incomplete: 'warn',
  gone: 'bad',
  not_ours: 'bad',
  failed: 'warn',
}

export interface DriftPart {
  drift: DriftView
  checks: CheckView[]
}

/** What a form about one member held when it was refused. */
export interface DriftRefusal extends Refusal {
  member?: { x_user_id: string; reason: string }
}

/** The list as X shows it: the last look, what others changed there, and a word on each of it. */
export function DriftSection({
  list,
  part,
  connected,
  member,
  typed,
}: {
  list: DeskListView
  part: DriftPart
  connected: boolean
  member?: DriftRefusal['member']
  /** The list on X that was to be connected and was refused. */
  typed?: string | undefined
}) {
  const { drift, checks } = part
  const last = drift.last_check
  const gone = drift.left.filter(({ let_be }) => !let_be)
  return (
    <section aria-labelledby="on-x">
      <div class="spread">
        <h2 id="on-x">On X</h2>
        {connected ? <LookForms list={list} drift={drift} /> : null}
      </div>
      <div class="card">
        {last === null ? (
          <p class="soft">Nobody has looked at it yet since it is there. A look changes nothing.</p>
        ) : (
          <>
            <p class="row">
              {last.outcome === 'as_applied' && isOpen(drift) ? (
                <Tag tone="warn">by its count {outcomeWords(last.outcome)}; what earlier looks found is open</Tag>
              ) : (
                <Tag tone={TONE[last.outcome]}>{outcomeWords(last.outcome)}</Tag>
              )}
              <span class="small soft">
                looked at <When at={last.at} time />
                {last.member_count === null ? '' : `: X counts ${plural(last.member_count, 'member')}, we expected ${last.expected_count}`}
              </span>
            </p>
            {last.note ? (
              <Note tone={last.outcome === 'as_applied' ? undefined : 'warn'}>
                <p>{last.note}</p>
              </Note>
            ) : null}
          </>
        )}
        {last === null ? null : <Lost list={list} outcome={last.outcome} />}
        {drift.in_words.length === 0 ? null : <Plain drift={drift} />}
        {drift.fields.length === 0 ? null : <Fields list={list} drift={drift} />}
        {drift.foreign.length === 0 ? null : <Foreign list={list} drift={drift} member={member} />}
        {gone.length === 0 ? null : <Left list={list} left={gone} member={member} />}
        {drift.decisions.length === 0 ? null : <Decisions list={list} decisions={drift.decisions} />}
        <Policy list={list} drift={drift} />
        <Connection list={list} typed={typed} />
        {checks.length === 0 ? null : <Looks checks={checks} />}
        <p class="small soft">
          X is looked at once a day by its count ({usd(drift.costs.count_usd)}); its {plural(drift.costs.members, 'member')} are read only when the count says
          so, or once a week (about {usd(drift.costs.full_usd)}).
        </p>
      </div>
    </section>
  )
}

const LookForms = ({ list, drift }: { list: DeskListView; drift: DriftView }) => (
  <form method="post" action={`/desk/lists/${list.id}/checks`} class="row">
    <button type="submit" name="full" value="no" class="quiet">
      Look now ({usd(drift.costs.count_usd)})
    </button>
    <button type="submit" name="full" value="yes" class="quiet">
      Read every member (about {usd(drift.costs.full_usd)})
    </button>
  </form>
)

/** What has no form of its own below. */
function Plain({ drift }: { drift: DriftView }) {
  const none = { ours_shown: 0, foreign: [], ignored: [], taken: [], also: [], left: [], unconfirmed: [], renamed: [] }
  const lines = driftLines({ fields: [], members: { ...none, missed: drift.missed, hidden: drift.hidden } }, lastSecond(drift.missed))
  if (lines.length === 0) return null
  return (
    <ul class="reasons">
      {lines.map(({ text }) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  )
}

function Fields({ list, drift }: { list: DeskListView; drift: DriftView }) {
  const open = drift.fields.some(({ changed }) => changed !== 'here')
  return (
    <section aria-labelledby="drift-fields">
      <h3 id="drift-fields">Name, description and privacy</h3>
      <ul class="reasons">
        {drift.fields.map((one) => (
          <li key={one.field}>{fieldWords(one)}</li>
        ))}
      </ul>
      {open ? (
        <form method="post" action={`/desk/lists/${list.id}/fields`}>
          <Reason id="fields-reason" />
          <div class="row">
            <button type="submit" name="take" value="theirs" class="quiet">
              Keep as it is on X
            </button>
            <button type="submit" name="take" value="ours" class="quiet">
              Set ours with the next plan
            </button>
          </div>
        </form>
      ) : null}
    </section>
  )
}

function Foreign({ list, drift, member }: { list: DeskListView; drift: DriftView; member?: DriftRefusal['member'] }) {
  return (
    <section aria-labelledby="drift-foreign">
      <h3 id="drift-foreign">Added by others on X</h3>
      <p class="small soft">
        Nobody is removed whom we did not add. Take one over, and it is an entry of the directory and ours to answer for; or leave it to them.
      </p>
      {drift.foreign.slice(0, SHOWN).map((one) => (
        <details key={one.x_user_id} open={member?.x_user_id === one.x_user_id}>
          <summary>
            @{one.handle} {one.removed ? <Tag tone="warn">would come off</Tag> : null}
          </summary>
          <p class="small">
            {one.would}{' '}
            <a href={`https://x.com/${one.handle}`} rel="noreferrer">
              Look at it on X
            </a>
          </p>
          <form method="post" action={`/desk/lists/${list.id}/decisions`}>
            <input type="hidden" name="x_user_id" value={one.x_user_id} />
            {/* Of one that has no entry yet the gate is judged only now: then the refusal says so, and this is the answer to it. */}
            {one.removed || member?.x_user_id === one.x_user_id ? (
              <Check name="accept_removal">Taken over, the next plan takes it off the list: I accept that</Check>
            ) : null}
            <Reason id={`why-${one.x_user_id}`} value={member?.x_user_id === one.x_user_id ? member.reason : undefined} />
            <div class="row">
              <button type="submit" name="decision" value="adopt" class="quiet">
                Take over
              </button>
              <button type="submit" name="decision" value="ignore" class="quiet">
                Leave to them
              </button>
            </div>
          </form>
        </details>
      ))}
      {drift.foreign.length > SHOWN ? <p class="small soft">and {drift.foreign.length - SHOWN} more</p> : null}
    </section>
  )
}

function Left({ list, left, member }: { list: DeskListView; left: DriftView['left']; member?: DriftRefusal['member'] }) {
  return (
    <section aria-labelledby="drift-left">
      <h3 id="drift-left">Left the list</h3>
      <p class="small soft">
        Somebody took them off, or they left: a member can leave a list on X only by blocking its owner. They are not added again by themselves.
      </p>
      {left.slice(0, SHOWN).map((one) => (
        <details key={one.x_user_id} open={member?.x_user_id === one.x_user_id}>
          <summary>
            @{one.handle}{' '}
            <span class="small soft">
              since <When at={one.since} />
            </span>
          </summary>
          <form method="post" action={`/desk/lists/${list.id}/decisions`}>
            <input type="hidden" name="x_user_id" value={one.x_user_id} />
            <Reason id={`why-${one.x_user_id}`} value={member?.x_user_id === one.x_user_id ? member.reason : undefined} />
            <div class="row">
              <button type="submit" name="decision" value="readd" class="quiet">
                Wish it again
              </button>
              <button type="submit" name="decision" value="ignore" class="quiet">
                Let it be
              </button>
            </div>
          </form>
        </details>
      ))}
      {left.length > SHOWN ? <p class="small soft">and {left.length - SHOWN} more</p> : null}
    </section>
  )
}
