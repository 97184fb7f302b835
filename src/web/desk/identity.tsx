import type { MemberView, RelationReview } from '../../directory/identity/facts/views.js'
import { calledBy, decided, strengthOf } from '../../directory/identity/in-words.js'
import type { DecisionView } from '../../directory/identity/views.js'
import { sectionTitle } from '../../directory/taxonomy/sections.js'
import type { ReviewView } from '../../directory/views.js'
import { Check, Note, plural, Tag, When } from '../components.js'
import { shortSection } from '../section-names.js'
import { MergeForm, NamesForm, type Refused, RelateForm } from './identity-forms.js'
import { actorName, Done } from './parts.js'
import type { Who } from './who.js'

interface Section {
  entry: ReviewView
  who: Who
  refused?: Refused | undefined
}

interface WithReason {
  /** Where the form goes. */
  action: string
  /** Makes the ids of its fields different from those of the other forms. */
  of: string
  summary: string
  /** What it is of, for who does not see where it stands. */
  of_what?: string
  button: string
  label?: string
  refused: Refused | undefined
  hidden?: Record<string, string>
  children?: preact.ComponentChildren
}

/** A button that needs a reason, folded away until it is wanted. Open again, with what was typed, if it was refused. */
function Reasoned({ action, of, summary, of_what, button, label, refused, hidden = {}, children }: WithReason) {
  const mine = refused?.of === of ? refused : undefined
  return (
    <details open={mine !== undefined}>
      <summary class="small">
        {summary}
        {of_what ? <span class="hide"> {of_what}</span> : null}
      </summary>
      <form method="post" action={action}>
        {Object.entries(hidden).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <input type="hidden" name="of" value={of} />
        <div class="field">
          <label for={`because-${of}`}>{label ?? 'Reason'}</label>
          <input id={`because-${of}`} name="reason" required maxLength={500} value={mine?.values.reason ?? ''} autocomplete="off" />
        </div>
        {children}
        <button type="submit" class="quiet small">
          {button}
        </button>
      </form>
    </details>
  )
}

/** At the top of a merged entry's page: where it stands now, and the way back. */
export function MergedNote({ entry, who, refused }: Section) {
  const { standsUnder, decisions } = who
  if (standsUnder === null) return null
  const made = decisions.find(({ merged, undone }) => merged?.id === entry.id && undone === null)
  return (
    <Note tone="warn">
      <p>
        <strong>
          This entry was merged into <a href={`/desk/allies/${standsUnder.id}`}>{calledBy(standsUnder)}</a>
        </strong>
        {made ? (
          <>
            {' '}
            on <When at={made.created_at} />: {made.reason}
          </>
        ) : (
          '.'
        )}
      </p>
      <p class="small">
        Its accounts and voices count there, and its address leads there. What you decide here is kept for the day it stands for itself again.
      </p>
      <Reasoned
        action={`/desk/allies/${entry.id}/part`}
        of={entry.id}
        hidden={{ entry: entry.id }}
        summary="It is a body of its own"
        button="Part"
        label="Why it is not the same"
        refused={refused}
      />
    </Note>
  )
}

const FIELDS = { gate: 'the gate', section: 'the category', body_kind: 'the kind of body' } as const

/** Words of organisers on entries that are one now, and which do not agree. */
export const Conflicts = ({ entry }: { entry: ReviewView }) =>
  entry.conflicts.length === 0 ? null : (
    <Note tone="warn">
      <p>
        <strong>Organisers said different things</strong> of entries that are one now. A new word of yours on this page settles it.
      </p>
      <ul class="reasons">
        {entry.conflicts.map(({ field, words }) => (
          <li key={field}>
            {FIELDS[field]}:{' '}
            {words
              .map(
                ({ name, value }) =>
                  `${name}: ${value === null ? 'none' : field === 'section' ? shortSection({ section: value, title: sectionTitle(value) }) : value}`,
              )
              .join(' · ')}
          </li>
        ))}
      </ul>
    </Note>
  )

/** What is said where it was done: people are brought back to this section, below what the page begins with. */
export const SAID_HERE: ReadonlySet<string | undefined> = new Set(['names', 'merged', 'parted', 'related', 'unrelated', 'undone'])

export function WhoItIs({ entry, who, refused, done }: Section & { done: string | undefined }) {
  const former = entry.accounts.filter(({ renamed_from }) => renamed_from.length > 0)
  const theirs = entry.aliases.filter((name) => !who.ownNames.includes(name))
  return (
    <section aria-labelledby="who">
      <h2 id="who">Who it is</h2>
      {SAID_HERE.has(done) ? <Done what={done} /> : null}
      <dl class="facts who">
        {former.length === 0 ? null : (
          <>
            <dt>Once</dt>
            <dd>
              {former.map(({ handle, renamed_from }) => (
                <div key={handle}>
                  {renamed_from.map((one) => `@${one}`).join(', ')} <span class="soft small">now @{handle}</span>
                </div>
              ))}
            </dd>
          </>
        )}
        <dt>Other names</dt>
        <dd>
          {entry.aliases.length === 0 ? <span class="soft">none</span> : who.ownNames.join(' · ')}
          {theirs.length === 0 ? null : <div class="soft small">by what was merged into it: {theirs.join(' · ')}</div>}
          <NamesForm entry={entry} names={who.ownNames} refused={refused} />
        </dd>
        {who.pairs.length === 0 ? null : (
          <>
            <dt>To decide</dt>
            <dd>
              {who.pairs.map(({ id, a, b, z, relation }) => {
                const other = a.id === entry.id ? b : a
                return (
                  <div key={id}>
                    <a href={`/desk/matches?pair=${id}`}>{calledBy(other)}</a> <span class="soft small">{relation ? relation.reads : strengthOf(z)}</span>
                  </div>
                )
              })}
              {entry.open_matches > who.pairs.length ? <div class="soft small">and {entry.open_matches - who.pairs.length} more</div> : null}
            </dd>
          </>
        )}
        {entry.members.length === 0 ? null : (
          <>
            <dt>Merged into it</dt>
            <dd>
              {entry.members.map((member) => (
                <Member key={member.id} entry={entry} member={member} refused={refused} />
              ))}
            </dd>
          </>
        )}
        <dt>Relations</dt>
        <dd>
          {entry.relations.length === 0 ? <span class="soft">none</span> : null}
          {entry.relations.map((relation) => (
            <Relation key={relation.id} entry={entry} relation={relation} refused={refused} />
          ))}
          {entry.merged_into === null && entry.status !== 'withdrawn' ? <RelateForm entry={entry} refused={refused} /> : null}
        </dd>
      </dl>
      {entry.merged_into === null && entry.kind === 'organisation' && entry.status !== 'withdrawn' ? (
        <MergeForm entry={entry} preview={who.merge} refused={refused} />
      ) : null}
      <Decisions entry={entry} decisions={who.decisions} refused={refused} />
    </section>
  )
}

const Member = ({ entry, member, refused }: { entry: ReviewView; member: MemberView; refused: Refused | undefined }) => (
  <div>
    <a href={`/desk/allies/${member.id}`}>{member.name}</a>{' '}
    {member.merged_at ? (
      <span class="soft small">
        since <When at={member.merged_at} />
      </span>
    ) : null}
    <Reasoned
      action={`/desk/allies/${entry.id}/part`}
      of={member.id}
      hidden={{ entry: member.id }}
      summary="Part"
      of_what={member.name}
      button="Part"
      label="Why it is not the same"
      refused={refused}
    />
  </div>
)

const Relation = ({ entry, relation, refused }: { entry: ReviewView; relation: RelationReview; refused: Refused | undefined }) => (
  <div>
    {relation.reads} <a href={`/desk/allies/${relation.ally.id}`}>{relation.ally.name}</a>{' '}
    {relation.other.gate === 'home' ? <Tag tone="bad">home field</Tag> : null}
    <div class="soft small">
      {relation.by === 'rules' ? 'found by rules' : `by ${actorName(relation.actor)}`}, <When at={relation.since} />: {relation.reason}
    </div>
    <Reasoned
      action={`/desk/allies/${entry.id}/relations/${relation.id}/end`}
      of={relation.id}
      summary="End"
      of_what={`“${relation.reads} ${relation.ally.name}”`}
      button="End"
      refused={refused}
    />
  </div>
)

function Decisions({ entry, decisions, refused }: { entry: ReviewView; decisions: DecisionView[]; refused: Refused | undefined }) {
  if (decisions.length === 0) return null
  return (
    <details open={decisions.some(({ id }) => id === refused?.of)} id="decisions">
      <summary>{plural(decisions.length, 'decision')} on it and others</summary>
      <ul class="plain stack">
        {decisions.map((one) => (
          <li key={one.id}>
            {one.undone ? <s>{decided(one)}</s> : decided(one)}
            <div class="soft small">
              {one.by === 'rules' ? 'by rules' : `by ${actorName(one.actor)}`}, <When at={one.created_at} />: {one.reason}
            </div>
            {one.undone ? (
              <div class="small">
                Taken back on <When at={one.undone.at} />: {one.undone.reason}
              </div>
            ) : (
              <Reasoned
                action={`/desk/allies/${entry.id}/undo`}
                of={one.id}
                hidden={{ decision_id: one.id }}
                summary="Undo"
                of_what={`“${decided(one)}”`}
                button="Take it back"
                refused={refused}
              >
                {one.verdict === 'same' ? <Check name="ask_again">Ask again, instead of remembering that they are different</Check> : null}
              </Reasoned>
            )}
          </li>
        ))}
      </ul>
    </details>
  )
}
