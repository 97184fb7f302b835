import type { ReviewView } from '../../directory/views.js'
import { Empty, Handles, Note, Pager, plural, Reasons, Select, Tag } from '../components.js'
import { renderPage } from '../layout.js'
import { shortSection } from '../section-names.js'
import { DecisionForm } from './decision-form.js'
import { type Desk, Done, GateTag, Held, SecondLooks, StatusTag, type Voice, Voices } from './parts.js'

export interface ReviewPage extends Desk {
  status: string
  gate: string
  q: string
  waiting: number
  /** What else waits, whatever is shown. */
  /** Entries that are still to be judged for the home field that is set. */
  judging: { field: string; left: number } | null
  besides: { held_voices: number; second_looks: number }
  /** Shown are only entries with voices held, or with a second look asked. */
  only: 'held' | 'second_look' | ''
  matching: number
  items: ReviewView[]
  voices: Map<string, Voice[]>
  next: string | null
  first: string | null
  done: string | undefined
  about: string | undefined
}

const STATUSES = [
  ['proposed', 'Waiting'],
  ['approved', 'Approved'],
  ['rejected', 'Rejected'],
  ['retired', 'Retired'],
  ['withdrawn', 'Withdrawn'],
] as const

export function reviewPage({
  site,
  holder,
  status,
  gate,
  q,
  waiting,
  judging,
  besides,
  only,
  matching,
  items,
  voices,
  next,
  first,
  done,
  about,
}: ReviewPage): string {
  return renderPage({
    site,
    holder: holder.name,
    title: 'Review',
    at: 'review',
    children: (
      <>
        <div class="spread">
          <h1>Review</h1>
          <span class="soft">{plural(waiting, 'entry', 'entries')} waiting</span>
        </div>
        <Done what={done}>{about ? <a href={`/desk/allies/${about}`}>Look at it</a> : null}</Done>
        {judging === null ? null : (
          <Note tone="warn">
            <p>
              {plural(judging.left, 'entry is', 'entries are')} being judged anew for the home field {judging.field}: their gates may still be those of before.
              It goes on in the background; your own words stay.
            </p>
          </Note>
        )}
        {besides.second_looks > 0 && only !== 'second_look' ? (
          <Note tone="warn">
            <p>
              A second look was asked for at <a href="/desk/review?only=second_look">{plural(besides.second_looks, 'entry', 'entries')}</a>.
            </p>
          </Note>
        ) : null}
        {besides.held_voices > 0 && only !== 'held' ? (
          <Note tone="warn">
            <p>
              <a href="/desk/review?only=held">{plural(besides.held_voices, 'voice')} held</a>: no support until you have looked at them.
            </p>
          </Note>
        ) : null}
        <form class="inline" action="/desk/review" method="get" aria-label="Filter">
          <Select name="status" label="Show" value={status} options={only === '' ? STATUSES : [['', 'any'] as const, ...STATUSES]} />
          <Select
            name="gate"
            label="Gate"
            value={gate}
            options={[
              ['', 'any'],
              ['ally', 'ally'],
              ['unsure', 'unsure'],
              ['home', 'home field'],
            ]}
          />
          <Select
            name="only"
            label="Only"
            value={only}
            options={[
              ['', 'all'],
              ['held', 'with voices held'],
              ['second_look', 'second look asked'],
            ]}
          />
          <div class="field">
            <label for="q">Search</label>
            <input id="q" name="q" type="search" value={q} maxLength={100} />
          </div>
          <button type="submit" class="quiet">
            Show
          </button>
        </form>
        <h2>{plural(matching, 'entry', 'entries')}, most supported first</h2>
        {items.length === 0 ? (
          <Empty>
            <p>{status === 'proposed' && q === '' && only === '' ? 'Nothing is waiting. New nominations appear here.' : 'Nothing fits.'}</p>
          </Empty>
        ) : (
          <ol class="plain stack">
            {items.map((entry) => (
              <li class="card" key={entry.id}>
                <ReviewCard entry={entry} voices={voices.get(entry.id) ?? []} />
              </li>
            ))}
          </ol>
        )}
        <Pager next={next} first={first} />
      </>
    ),
  })
}

function ReviewCard({ entry, voices }: { entry: ReviewView; voices: Voice[] }) {
  const bad = entry.account_states.filter(({ state }) => state !== 'active' && state !== 'unresolved')
  return (
    <div class="two">
      <div>
        <h2>
          <a href={`/desk/allies/${entry.id}`}>{entry.name}</a>
        </h2>
        <p class="row">
          <Handles ally={entry} />
        </p>
        <p class="row">
          <StatusTag status={entry.status} />
          <GateTag gate={entry.gate} />
          {entry.category ? <Tag tone="accent">{shortSection(entry.category)}</Tag> : <Tag>no category</Tag>}
          {entry.body_kind ? <Tag>{entry.body_kind}</Tag> : null}
          {bad.map(({ handle, state }) => (
            <Tag key={handle} tone="bad">
              @{handle} {state.replace('_', ' ')}
            </Tag>
          ))}
        </p>
        <p class="small soft">
          {plural(entry.support.nominators, 'nominator')} in {plural(entry.support.chats, 'chat')}
          {entry.self_nominations > 0 ? ', and by its own account, which does not count' : ''}
        </p>
        {entry.open_matches > 0 ? (
          <p class="small">
            <a href={`/desk/allies/${entry.id}#who`}>{plural(entry.open_matches, 'pair')} to look at</a>: it may be the same as another entry.
          </p>
        ) : null}
        {entry.members.length > 0 ? <p class="small soft">Merged into it: {entry.members.map(({ name }) => name).join(', ')}</p> : null}
        <SecondLooks entry={entry} />
        <Held entry={entry} reasonId={`held-${entry.id}`} />
        <details>
          <summary>Why these suggestions</summary>
          <p class="small">Gate</p>
          <Reasons reasons={entry.gate.reasons} />
          <p class="small">Category</p>
          <Reasons reasons={entry.category_reasons} />
        </details>
        {entry.status_reason && entry.second_looks.length > 0 ? <p class="small">Reason given: {entry.status_reason}</p> : null}
        <Voices voices={voices.slice(0, 3)} />
        {voices.length > 3 ? <p class="small soft">and {plural(voices.length - 3, 'more', 'more')}, on the record</p> : null}
      </div>
      <DecisionForm entry={entry} compact />
    </div>
  )
}
