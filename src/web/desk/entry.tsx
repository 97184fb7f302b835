import type { ProfileView } from '../../directory/profiles.js'
import type { HistoryRow } from '../../directory/repo.js'
import { lookupCost } from '../../directory/resolve.js'
import { BODY_KINDS } from '../../directory/taxonomy/body-kinds.js'
import type { ReviewView } from '../../directory/views.js'
import type { Fault } from '../../kernel/errors.js'
import { usd } from '../../kernel/money.js'
import { Field, Handles, Note, plural, Reasons, Select, Tag, When } from '../components.js'
import { renderPage } from '../layout.js'
import { DecisionForm, type DecisionValues, RestoreForm, WithdrawForm } from './decision-form.js'
import { Conflicts, MergedNote, SAID_HERE, WhoItIs } from './identity.js'
import type { Refused } from './identity-forms.js'
import { type Desk, Done, GateTag, Held, History, SecondLooks, StatusTag, type Voice, Voices } from './parts.js'
import { Profiles } from './profiles.js'
import type { Who } from './who.js'
import { HashtagUse, Suggested, WorksForForm } from './works-for.js'

export interface EditValues {
  name: string
  url: string
  body_kind: string
  reason: string
}

export interface EntryPage extends Desk {
  entry: ReviewView
  history: (HistoryRow & { what: string })[]
  profiles: readonly ProfileView[]
  /** X can be asked how its accounts stand. */
  lookable: boolean
  voices: Voice[]
  tagTitles: string[]
  who: Who
  /** Why a withdrawn entry cannot be brought back; null if it can, or is not withdrawn. */
  notRestored: string | null
  done?: string | undefined
  /** Why the last form was not taken, with what was typed into it. */
  refused?: { message: string; stale: boolean; faults: readonly Fault[]; decision?: DecisionValues; edit?: EditValues; form?: Refused } | undefined
}

export function entryPage({ site, holder, entry, history, profiles, lookable, voices, tagTitles, who, notRestored, done, refused }: EntryPage): string {
  const edit = refused?.edit ?? { name: entry.name, url: entry.url ?? '', body_kind: entry.body_kind ?? '', reason: '' }
  return renderPage({
    site,
    holder: holder.name,
    title: entry.name,
    at: 'review',
    children: (
      <>
        <p class="small">
          <a href="/desk/review">Review</a>
        </p>
        <h1>{entry.name}</h1>
        <p class="row">
          <StatusTag status={entry.status} />
          <GateTag gate={entry.gate} />
          <Handles ally={entry} />
          {entry.status === 'approved' && entry.gate.verdict === 'ally' && entry.merged_into === null ? <a href={`/allies/${entry.id}`}>Public page</a> : null}
        </p>
        {SAID_HERE.has(done) ? null : <Done what={done} />}
        <MergedNote entry={entry} who={who} refused={refused?.form} />
        {refused ? (
          <Note tone="bad">
            <p>
              <strong>{refused.stale ? 'Somebody else changed this entry in the meantime.' : 'That was not done.'}</strong>
            </p>
            <p>{refused.message}</p>
            {refused.stale ? <p>Below is how it is now, with what you typed still in the form. Look again, then send it if you still mean it.</p> : null}
          </Note>
        ) : null}
        <Conflicts entry={entry} />
        <div class="two">
          <div>
            <dl class="facts">
              <dt>Support</dt>
              <dd>
                {plural(entry.support.nominators, 'person', 'people')} in {plural(entry.support.chats, 'chat')}
                {entry.self_nominations > 0 ? <div class="small soft">Its own account nominated it too, which does not count.</div> : null}
              </dd>
              <dt>Category</dt>
              <dd>
                {entry.category?.title ?? 'none'} <span class="soft small">({entry.category_by === 'rules' ? 'suggested' : 'an organiser’s word'})</span>
                <Suggested suggested={who.categories.suggested} by={entry.category_by} />
                <Reasons reasons={entry.category_reasons} />
              </dd>
              <dt>Gate</dt>
              <dd>
                {entry.gate.verdict} <span class="soft small">({entry.gate.by === 'rules' ? 'suggested' : 'an organiser’s word'})</span>
                <Reasons reasons={entry.gate.reasons} />
              </dd>
              <dt>Causes</dt>
              <dd class="row">{tagTitles.length === 0 ? 'none' : tagTitles.map((title) => <Tag key={title}>{title}</Tag>)}</dd>
              <HashtagUse entry={entry} />
              <dt>Accounts</dt>
              <dd>
                {entry.account_states.length === 0 ? 'none: a hashtag' : null}
                {entry.account_states.map(({ handle, state, checked_at }) => (
                  <div key={handle}>
                    @{handle}: {state.replace('_', ' ')}
                    {checked_at ? (
                      <span class="soft small">
                        {' '}
                        on <When at={checked_at} />
                      </span>
                    ) : null}
                  </div>
                ))}
                {lookable && entry.account_states.length > 0 && entry.status !== 'withdrawn' ? (
                  <form method="post" action={`/desk/allies/${entry.id}/look`}>
                    <button type="submit" class="plain">
                      Look again now
                    </button>{' '}
                    <span class="small soft">at most {usd(lookupCost(entry.account_states.length))} of the month’s budget for X</span>
                  </form>
                ) : null}
              </dd>
              <Profiles profiles={profiles} />
              {entry.status === 'approved' && entry.merged_into === null ? (
                <>
                  <dt>Assured</dt>
                  <dd>
                    {entry.assured ? (
                      <>
                        on <When at={entry.assured.at} /> by {entry.assured.by}
                      </>
                    ) : (
                      <span class="soft">
                        never: <a href="/desk/freshness">what to look at again</a>
                      </span>
                    )}
                  </dd>
                </>
              ) : null}
              {entry.status_reason ? (
                <>
                  <dt>Reason given</dt>
                  <dd>{entry.status_reason}</dd>
                </>
              ) : null}
            </dl>
            <Held entry={entry} reasonId="held-reason" />
            <WhoItIs entry={entry} who={who} refused={refused?.form} done={done} />
            <h2 id="said">What was said</h2>
            {voices.length === 0 ? <p class="soft">No text is kept.</p> : <Voices voices={voices} />}
          </div>
          <div class="stack">
            <section class="card" aria-labelledby="decide">
              <h2 id="decide">Decide</h2>
              <SecondLooks entry={entry} />
              <DecisionForm entry={entry} values={refused?.decision} faults={refused?.decision ? refused.faults : undefined} />
              {entry.status === 'withdrawn' ? (
                <RestoreForm entry={entry} refused={notRestored} may={holder.scopes.includes('privacy:manage')} />
              ) : (
                <WithdrawForm entry={entry} />
              )}
            </section>
            <section class="card" aria-labelledby="edit">
              <h2 id="edit">Correct</h2>
              <form method="post" action={`/desk/allies/${entry.id}`}>
                <input type="hidden" name="etag" value={entry.etag} />
                <Field name="name" label="Name" value={edit.name} required maxLength={200} faults={refused?.edit && refused.faults} />
                <Field name="url" label="Website" type="url" value={edit.url} maxLength={500} faults={refused?.edit && refused.faults} />
                <Select
                  name="body_kind"
                  label="Kind of body"
                  value={edit.body_kind}
                  options={[['', 'not set'], ...BODY_KINDS.map((kind) => [kind, kind] as const)]}
                />
                <Field name="reason" label="Reason" value={edit.reason} required maxLength={500} faults={refused?.edit && refused.faults} autocomplete="off" />
                <button type="submit" class="quiet">
                  Save
                </button>
              </form>
            </section>
            <section class="card" aria-labelledby="works">
              <h2 id="works">What it works for</h2>
              <WorksForForm entry={entry} categories={who.categories} refused={refused?.form} />
            </section>
          </div>
        </div>
        <h2>History</h2>
        <History rows={history} />
      </>
    ),
  })
}
