import type { Verdict } from '../../db/schema/imports.js'
import type { CandidateView, ImportView } from '../../nominations/imports/service.js'
import { Empty, Note, Pager, plural, When } from '../components.js'
import { renderPage } from '../layout.js'
import { link } from '../request.js'
import { Found, formatName, NameRow, type Place, Readable, StateTag, VERDICTS } from './import-parts.js'
import { sentence } from './imports.js'
import { type Desk, Done } from './parts.js'

export interface ImportPage extends Desk {
  one: ImportView
  accepted: { nominations: number; targets: number }
  reasons: { verdict: Verdict; reason: string; count: number }[]
  /** Names of what is kept, by verdict: names that are only counted are in no tab. */
  kept: Record<string, number>
  /** The chat it is filed with, in words. */
  where: string | null
  place: Place
  names: CandidateView[]
  bad: { line: number; reason: string }[]
  next: string | null
  first: string | null
  done: string | undefined
  refused?: { message: string } | undefined
}

/** How often the page loads itself again while something is under way. */
const REFRESH_S = 2

export function importPage(page: ImportPage): string {
  const { site, holder, one, done, refused } = page
  const busy = one.state === 'reading' || one.state === 'storing' || one.state === 'undoing'
  return renderPage({
    site,
    holder: holder.name,
    title: one.file_name || 'Import',
    at: 'imports',
    refresh: busy ? REFRESH_S : undefined,
    children: (
      <>
        <p class="small">
          <a href="/desk/imports">All imports</a>
        </p>
        <h1>{one.file_name || 'Import'}</h1>
        <p class="row">
          <StateTag state={one.state} />
          <span class="small soft">
            {one.format === null ? '' : `${formatName(one.format)}, `}
            {page.where === null ? '' : `for ${page.where}, `}
            given <When at={one.created_at} time />
          </span>
        </p>
        <Done what={done} />
        {refused ? (
          <Note tone="bad">
            <p>{refused.message}</p>
          </Note>
        ) : null}
        {busy ? <Busy one={one} /> : null}
        {one.state === 'failed' ? <Failed one={one} /> : null}
        {one.state === 'discarded' ? <Discarded one={one} /> : null}
        {one.state === 'undone' ? <Undone one={one} /> : null}
        {one.state === 'done' ? <Stored one={one} /> : null}
        {one.state === 'ready' || one.state === 'done' ? <Preview page={page} /> : null}
        {one.state === 'ready' ? <Bar page={page} /> : null}
      </>
    ),
  })
}

const BUSY = { reading: 'Reading the file', storing: 'Storing the nominations', undoing: 'Taking the nominations back' } as const
const megabytes = (bytes: number) => `${(bytes / 1_048_576).toLocaleString('en', { maximumFractionDigits: 1 })} MB`

function Busy({ one: { state, progress } }: { one: ImportView }) {
  const words = state === 'reading' || state === 'storing' || state === 'undoing' ? BUSY[state] : ''
  const number = state === 'reading' ? megabytes : (n: number) => n.toLocaleString('en')
  const done = Math.min(progress.done, progress.total)
  // Storing has steps of several kinds.
  const far = state === 'storing' ? `${Math.floor((100 * done) / Math.max(1, progress.total))} %` : `${number(done)} of ${number(progress.total)}`
  return (
    <div class="card" role="status">
      <p>
        <strong>{words}</strong>
      </p>
      {progress.total > 0 ? <progress aria-label={words} max={progress.total} value={done} /> : <progress aria-label={words} />}
      <p class="small soft">{progress.total > 0 ? `${far}. ` : ''}This page follows by itself. You may also leave it: the work goes on.</p>
    </div>
  )
}

const Failed = ({ one }: { one: ImportView }) => (
  <Note tone="bad">
    <p>
      <strong>It could not be read.</strong> {sentence((one.problem ?? 'Something failed').split('; readable: ')[0] ?? '')}
    </p>
    <Readable />
    <p>
      Nothing of it was taken in. <a href="/desk/imports">Give another file</a>
    </p>
  </Note>
)

function Discarded({ one }: { one: ImportView }) {
  const before = /imp_[0-9a-z]{26}/.exec(one.problem ?? '')?.[0]
  return (
    <Empty>
      <p>{before ? 'The very same file was given before.' : 'It was thrown away; nothing of it was stored.'}</p>
      <p>{before ? <a href={`/desk/imports/${before}`}>Go to that import</a> : <a href="/desk/imports">Give another file</a>}</p>
    </Empty>
  )
}

const Undone = ({ one }: { one: ImportView }) => (
  <>
    <Figures
      of={[
        [one.counts.removed, 'taken back'],
        [one.counts.kept, 'kept, said otherwise too'],
        [one.counts.undrafted, 'entries removed with them'],
      ]}
    />
    <p>
      Undone {one.undone_at === null ? '' : <When at={one.undone_at} time />}. The same file can be given again. <a href="/desk/imports">To the imports</a>
    </p>
  </>
)

const Stored = ({ one }: { one: ImportView }) => (
  <>
    <Figures
      of={[
        [one.counts.added, 'nominations added'],
        [one.counts.already, 'known already'],
        [one.counts.refused, 'not accepted'],
        [one.counts.drafted, 'new entries in the queue'],
      ]}
    />
    <p>
      <a class="button" href="/desk/review">
        Review the queue
      </a>
    </p>
    <UndoForm one={one} />
  </>
)

const Figures = ({ of }: { of: [number | undefined, string][] }) => (
  <ul class="report">
    {of.map(([n, words]) => (
      <li key={words}>
        <strong>{(n ?? 0).toLocaleString('en')}</strong>
        <span>{words}</span>
      </li>
    ))}
  </ul>
)

function Preview({ page }: { page: ImportPage }) {
  const { one, accepted, reasons, kept, place, names, bad, next, first } = page
  const path = `/desk/imports/${one.id}`
  const tabs = [
    ...VERDICTS.filter(([verdict]) => (kept[verdict] ?? 0) > 0 || verdict === place.tab || verdict === 'counted').map(
      ([verdict, label]) => [verdict as string, label, kept[verdict] ?? 0] as const,
    ),
    ...((one.counts.bad_lines ?? 0) > 0 || place.tab === 'bad' ? [['bad', 'Not readable', one.counts.bad_lines ?? 0] as const] : []),
  ]
  const onlyCounted = Object.values(one.left_out).reduce((sum, n) => sum + n, 0)
  return (
    <>
      <Found one={one} accepted={accepted} />
      <Judged one={one} />
      {one.notes.length === 0 ? null : (
        <Note tone="warn">
          {one.notes.map((note) => (
            <p key={note}>{sentence(note)}</p>
          ))}
        </Note>
      )}
      <details>
        <summary>Why, in numbers</summary>
        <table class="small">
          <tbody>
            {reasons.slice(0, 60).map(({ verdict, reason, count }) => (
              <tr key={`${verdict}${reason}`}>
                <td class="num">{count.toLocaleString('en')}</td>
                <td>{reason}</td>
                <td class="soft">{VERDICTS.find(([name]) => name === verdict)?.[1].toLowerCase()}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
      <nav aria-label="Names by verdict" id="names">
        <ul class="chips">
          {tabs.map(([tab, label, n]) => (
            <li key={tab}>
              <a href={`${link(path, { tab })}#names`} aria-current={tab === place.tab ? 'page' : undefined}>
                {label} <span class="n">{n.toLocaleString('en')}</span>
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {place.tab === 'bad' ? null : (
        <form class="search" action={path} method="get">
          <input type="hidden" name="tab" value={place.tab} />
          <input
            type="search"
            name="q"
            value={place.q}
            maxLength={100}
            aria-label="Search for a name or a nominator"
            placeholder="Search: a name, a nominator"
          />
          <button type="submit" class="quiet">
            Search
          </button>
        </form>
      )}
      {place.tab === 'bad' ? <BadLines bad={bad} /> : null}
      {place.tab !== 'bad' && names.length === 0 ? (
        <Empty>
          <p>{place.q === '' ? 'There is none of these.' : 'Nothing fits.'}</p>
        </Empty>
      ) : null}
      {names.length === 0 ? null : (
        <ol class="names">
          {names.map((name) => (
            <NameRow key={name.seq} id={one.id} one={name} place={place} open={one.state === 'ready'} />
          ))}
        </ol>
      )}
      {place.tab === 'not' && onlyCounted > 0 ? (
        <p class="small soft">{plural(onlyCounted, 'more is', 'more are')} only counted, such as retweets and the tag of the chat itself.</p>
      ) : null}
      <Pager next={next} first={first} />
    </>
  )
}

function Judged({ one: { context } }: { one: ImportView }) {
  if (context === null || context.hashtag_keys.length + context.host_keys.length === 0) return null
  const tags = context.hashtag_keys.map((key) => `#${key}`).join(', ')
  const hosts = context.host_keys.map((key) => `@${key}`).join(', ')
  return (
    <p class="small soft">
      {context.inferred ? 'Told from the posts: ' : 'Of the chat: '}
      {tags === '' ? 'no tag' : `the tag ${tags}`}
      {hosts === '' ? '' : `, hosted by ${hosts}`}. These are no nominations.
    </p>
  )
}

const BadLines = ({ bad }: { bad: { line: number; reason: string }[] }) => (
  <section class="scroll" aria-label="Lines that could not be read">
    <table>
      <thead>
        <tr>
          <th scope="col" class="num">
            Line
          </th>
          <th scope="col">Why it could not be read</th>
        </tr>
      </thead>
      <tbody>
        {bad.map(({ line, reason }, i) => (
          <tr key={`${line} ${i}`}>
            <td class="num">{line}</td>
            <td>{reason}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
)

const Bar = ({ page: { one, accepted } }: { page: ImportPage }) => (
  <section class="sticky" aria-label="What to do with it">
    <form method="post" action={`/desk/imports/${one.id}/store`}>
      <button type="submit" disabled={accepted.nominations === 0}>
        {accepted.nominations === 0 ? 'Nothing to store' : `Store ${plural(accepted.nominations, 'nomination')} of ${plural(accepted.targets, 'target')}`}
      </button>
    </form>
    <form method="post" action={`/desk/imports/${one.id}/undo`}>
      <input type="hidden" name="sure" value="yes" />
      <button type="submit" class="quiet">
        Throw away
      </button>
    </form>
  </section>
)

const UndoForm = ({ one }: { one: ImportView }) => (
  <details>
    <summary>Undo this import</summary>
    <p class="small">
      Takes back exactly what it brought: {plural(one.counts.added ?? 0, 'nomination')}, and new entries that stand on nothing else. What was said otherwise too
      stays.
    </p>
    <form method="post" action={`/desk/imports/${one.id}/undo`}>
      <div class="field">
        <label for="reason">Why</label>
        <input id="reason" name="reason" required maxLength={500} autocomplete="off" />
      </div>
      <label class="check">
        <input type="checkbox" name="sure" value="yes" required />
        <span>Yes, take it back</span>
      </label>
      <button type="submit" class="bad">
        Undo this import
      </button>
    </form>
  </details>
)
