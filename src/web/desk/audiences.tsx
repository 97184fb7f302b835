import type { BadLine } from '../../reach/audiences/read-ids.js'
import type { AudienceView } from '../../reach/audiences/service.js'
import { Empty, Field, Note, Pager, plural, Select, Tag, When } from '../components.js'
import { renderPage } from '../layout.js'
import { number } from '../reach-words.js'
import type { Refusal } from '../refusal.js'
import { AUDIENCE_SCRIPT_PATH } from './audience-script.js'
import type { Said } from './audience-words.js'
import { DropZone } from './drop-zone.js'
import { actorName, type Desk, Done } from './parts.js'
import { ReachTabs } from './reach-parts.js'

export interface GiveValues {
  account: string
  as_of: string
  kind: string
  column: string
  text: string
}

export interface AudiencesPage extends Desk {
  values: GiveValues
  /** Handles to pick from; any account of the directory is taken. */
  handles: readonly string[]
  /** Bytes that are taken as a file. */
  most: number
  today: string
  audiences: AudienceView[]
  /** Published entries by account. */
  entries: ReadonlyMap<string, string>
  /** What was given a moment ago. */
  given: { audience: AudienceView; before: AudienceView | null; said: Said } | null
  next: string | null
  first: string | null
  done: string | undefined
  refused?: (Pick<Refusal, 'message' | 'faults'> & { bad: BadLine[] }) | undefined
}

export const KIND_WORDS: Readonly<Record<AudienceView['kind'], string>> = {
  full: 'the whole list',
  sample: 'a random sample',
  'sample-newest': 'the newest followers',
}

export const audiencesPage = (page: AudiencesPage): string =>
  renderPage({
    site: page.site,
    holder: page.holder.name,
    title: 'Follower lists',
    at: 'reach',
    script: AUDIENCE_SCRIPT_PATH,
    children: (
      <>
        <h1>Follower lists</h1>
        <p class="lead">
          With the list of who follows an account, overlaps are counted instead of guessed. Every id is hashed and dropped as it is read: no follower can be
          told from what is kept.
        </p>
        <ReachTabs at="lists" />
        <Done what={page.done} />
        {page.given === null ? null : <Given {...page.given} />}
        {page.refused ? (
          <Note tone="bad">
            <p>{page.refused.message}</p>
            <BadLines bad={page.refused.bad} />
          </Note>
        ) : null}
        <h2 id="give">Give a list</h2>
        <GiveForm page={page} />
        <h2>Given so far</h2>
        {page.audiences.length === 0 ? (
          <Empty>
            <p>None yet. The owner of an account can export its list; the largest accounts help most.</p>
          </Empty>
        ) : (
          <ul class="names">
            {page.audiences.map((one) => (
              <Row key={one.id} one={one} entry={page.entries.get(one.account.id)} />
            ))}
          </ul>
        )}
        <Pager next={page.next} first={page.first} />
      </>
    ),
  })

const GiveForm = ({ page: { values, handles, most, today, refused } }: { page: AudiencesPage }) => (
  <form method="post" action="/desk/reach/lists" class="card">
    <div class="columns">
      <Field
        name="account"
        label="Whose followers"
        required
        maxLength={40}
        list="handles"
        placeholder="@HarbourFood_eg"
        value={values.account}
        faults={refused?.faults}
        autocapitalize="none"
        autocomplete="off"
      />
      <Field name="as_of" label="Read on" type="date" value={values.as_of} max={today} hint="Today if left empty" faults={refused?.faults} />
      <Select
        name="kind"
        label="What it is"
        value={values.kind}
        options={[
          ['full', 'the whole list'],
          ['sample', 'a random sample'],
          ['sample-newest', 'the newest followers'],
        ]}
      />
    </div>
    <datalist id="handles">
      {handles.map((handle) => (
        <option key={handle} value={`@${handle}`} />
      ))}
    </datalist>
    <div class="ways">
      <DropZone most={most} takes="Ids as text, CSV or NDJSON; gzip too">
        An id a line; a CSV with a column id, user_id or follower_id; or NDJSON, {'{"id": "…"}'} a line.
      </DropZone>
      <Field
        name="text"
        label="Paste ids"
        rows={8}
        required
        value={values.text}
        faults={refused?.faults}
        hint="An id a line, or a table with its header. Handles are no ids: they change."
        placeholder={'1234567890123456789\n1234567890123456790'}
      />
    </div>
    <details open={values.column !== '' || values.kind !== 'full'}>
      <summary>A table of my own, or a sample</summary>
      <Field name="column" label="Column of the ids" maxLength={100} value={values.column} placeholder="follower_id" autocomplete="off" />
      <p class="small soft">
        A sample says for each follower which of our accounts it follows: {'{"id": "…", "follows": ["HarbourFood_eg"]}'} a line. The first pages that X gives
        are the newest followers, and those are no random sample.
      </p>
    </details>
    <button type="submit">Give the pasted ids</button>
  </form>
)

const BadLines = ({ bad }: { bad: readonly BadLine[] }) =>
  bad.length === 0 ? null : (
    <ul class="reasons">
      {bad.map(({ line, reason }) => (
        <li key={line}>
          Line {number(line)} {reason}.
        </li>
      ))}
    </ul>
  )

/** The answer to a list, in words. */
function Given({ audience, before, said }: NonNullable<AudiencesPage['given']>) {
  const { account, kind, ids_read, distinct, exact, bad_lines, counts } = audience
  return (
    <Note tone={counts && bad_lines === 0 ? 'good' : 'warn'}>
      <p>
        <strong>@{account.handle}</strong>, {KIND_WORDS[kind]}: {plural(ids_read, 'id')} read, {exact ? '' : 'about '}
        {number(distinct)} of them different{ids_read === distinct || !exact ? '' : ' (the others were repeated)'}.
        {bad_lines === 0
          ? ' Every line could be read.'
          : ` ${plural(bad_lines, 'line holds', 'lines hold')} no id and were passed over${bad_lines > said.bad.length && said.bad.length > 0 ? '; the first:' : said.bad.length > 0 ? ':' : '.'}`}
      </p>
      <BadLines bad={said.bad} />
      {said.unknown_follows > 0 ? (
        <p>
          {plural(said.unknown_follows, 'account that a follower is said to follow is', 'accounts that followers are said to follow are')} not in the directory.
        </p>
      ) : null}
      <p>
        {counts ? 'Reach is estimated from it now.' : `Kept and not used: ${audience.reason}.`}
        {audience.vouchable ? ' Whether it is right after all you can say below.' : ''}
        {before === null ? '' : ` It takes the place of the list of ${before.as_of.slice(0, 10)}, which comes back if you take this one back.`}
      </p>
      <Turn one={audience} />
    </Note>
  )
}

const Turn = ({ one: { id, removed_at, account } }: { one: AudienceView }) => (
  <form method="post" action={`/desk/reach/lists/${id}`}>
    <button type="submit" name="do" value={removed_at === null ? 'remove' : 'restore'} class="quiet small">
      {removed_at === null ? 'Take back' : 'Restore'}
      <span class="hide"> the list of @{account.handle}</span>
    </button>
  </form>
)

/** The word of an organiser over what counts say, and the way back. */
function Vouch({ one: { id, account, vouchable, vouched } }: { one: AudienceView }) {
  if (vouched !== null)
    return (
      <form method="post" action={`/desk/reach/lists/${id}`} class="small vouch">
        <p>
          {actorName(vouched.by)} vouches for it since <When at={vouched.at} />: {vouched.reason}
        </p>
        <button type="submit" name="do" value="unvouch" class="quiet small">
          Take the word back<span class="hide"> for the list of @{account.handle}</span>
        </button>
      </form>
    )
  return vouchable ? (
    <details class="small vouch">
      <summary>
        The list is right after all<span class="hide">: that of @{account.handle}</span>
      </summary>
      <form method="post" action={`/desk/reach/lists/${id}`}>
        <div class="field">
          <label for={`why-${id}`}>Why is it right?</label>
          <input id={`why-${id}`} name="reason" required maxLength={500} autocomplete="off" placeholder="The count on X is out of date" />
        </div>
        <button type="submit" name="do" value="vouch" class="quiet">
          I vouch for this list
        </button>
      </form>
    </details>
  ) : null
}

const Row = ({ one, entry }: { one: AudienceView; entry: string | undefined }) => (
  <li class={one.removed_at === null ? 'given' : 'given left'}>
    <div>
      <p class="row">
        <span class="what">{entry === undefined ? `@${one.account.handle}` : <a href={`/desk/allies/${entry}`}>@{one.account.handle}</a>}</span>
        {one.counts ? (
          <Tag tone="good">in use</Tag>
        ) : (
          <Tag tone={one.removed_at === null ? 'warn' : undefined}>{one.removed_at === null ? 'not used' : 'taken back'}</Tag>
        )}
      </p>
      <p>
        {one.exact ? '' : 'about '}
        {plural(one.distinct, 'follower')}, {KIND_WORDS[one.kind]}, as of <When at={one.as_of} />
        {one.bad_lines > 0 ? `; ${plural(one.bad_lines, 'line')} without an id` : ''}
      </p>
      <p class="small soft">
        Given <When at={one.created_at} time /> by {actorName(one.created_by)}
        {one.source === 'x' ? ', from X' : ''}
      </p>
      {one.removed_at === null && one.reason !== null ? <p class="small">Not used: {one.reason}.</p> : null}
      {one.removed_at === null ? <Vouch one={one} /> : null}
    </div>
    <Turn one={one} />
  </li>
)
