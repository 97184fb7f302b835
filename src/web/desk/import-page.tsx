import type { ImportView } from '../../nominations/imports/service.js'
import { Empty, Note, plural, When } from '../components.js'
import { renderPage } from '../layout.js'
import { formatName, Readable, StateTag } from './import-parts.js'
import { type ImportPage, Preview } from './import-preview.js'
import { sentence } from './imports.js'
import { Done } from './parts.js'

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

function Busy({ one: { state, progress, problem } }: { one: ImportView }) {
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
      {problem === null ? null : <p>{problem}</p>}
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
