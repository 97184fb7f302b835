import type { Chat, Series } from '../../chats/schemas.js'
import type { ImportView } from '../../nominations/imports/service.js'
import { Empty, Field, Note, Pager, plural, When } from '../components.js'
import { renderPage } from '../layout.js'
import type { Refusal } from '../refusal.js'
import { DropZone } from './drop-zone.js'
import { formatName, Readable, StateTag } from './import-parts.js'
import { IMPORT_SCRIPT_PATH } from './import-script.js'
import { type Desk, Done } from './parts.js'

export interface PasteValues {
  text: string
  where: string
  col_text: string
  col_author: string
  col_time: string
  col_id: string
}

export const NOTHING: PasteValues = { text: '', where: '', col_text: '', col_author: '', col_time: '', col_id: '' }

export interface ImportsPage extends Desk {
  chats: Chat[]
  series: Series[]
  imports: ImportView[]
  /** Bytes that are taken as a file. */
  most: number
  values: PasteValues
  next: string | null
  first: string | null
  done: string | undefined
  refused?: (Pick<Refusal, 'message' | 'faults'> & { unreadable: boolean }) | undefined
}

export const importsPage = ({ site, holder, chats, series, imports, most, values, next, first, done, refused }: ImportsPage): string =>
  renderPage({
    site,
    holder: holder.name,
    title: 'Imports',
    at: 'imports',
    script: IMPORT_SCRIPT_PATH,
    children: (
      <>
        <h1>Imports</h1>
        <p class="lead">Bring what was said in a chat: a file from any of the usual tools, or a pasted page. You see it before anything counts.</p>
        <Done what={done} />
        {refused ? (
          <Note tone="bad">
            <p>{sentence(refused.message.split('; readable: ')[0] ?? '')}</p>
            {refused.unreadable ? <Readable /> : null}
          </Note>
        ) : null}
        <form method="post" action="/desk/imports" class="card">
          <Where chats={chats} series={series} value={values.where} />
          <div class="ways">
            <DropZone most={most} takes="JSON, CSV, RSS, text, tweets.js; gzip and zip too">
              <a href="/formats">What can be read</a>
            </DropZone>
            <Field
              name="text"
              label="Paste a chat"
              rows={8}
              value={values.text}
              faults={refused?.faults}
              required
              hint="The whole page, with who said it; or any text that names organisations."
              placeholder={'[20:03] Amara @amara_eg: A1 @HarbourFood_eg, no contest\n[20:04] Liam @liam_eg: A1 @TenantsUnion_eg'}
            />
          </div>
          <details open={[values.col_text, values.col_author, values.col_time, values.col_id].some((one) => one !== '')}>
            <summary>It is a table of my own</summary>
            <p class="small soft">For a CSV or spreadsheet that is not recognised by itself: the names in its first line. The text alone is enough.</p>
            <div class="columns">
              <Field
                name="col_text"
                label="Column of the text"
                value={values.col_text}
                faults={refused?.faults}
                maxLength={200}
                autocomplete="off"
                placeholder="Body"
              />
              <Field name="col_author" label="… of the author" value={values.col_author} maxLength={200} autocomplete="off" placeholder="User" />
              <Field name="col_time" label="… of the time" value={values.col_time} maxLength={200} autocomplete="off" placeholder="Date" />
              <Field name="col_id" label="… of the id" value={values.col_id} maxLength={200} autocomplete="off" placeholder="Id" />
            </div>
          </details>
          <div class="spread">
            <button type="submit">Look at the pasted text</button>
            <a class="small" href="/formats">
              What can be read
            </a>
          </div>
        </form>
        <h2>Given so far</h2>
        {imports.length === 0 ? (
          <Empty>
            <p>Nothing yet. Whatever you give can be looked at first, and undone afterwards.</p>
          </Empty>
        ) : (
          <Given imports={imports} />
        )}
        <Pager next={next} first={first} />
      </>
    ),
  })

/** Messages of reading begin small, since the command line puts the name of the file before them. */
export const sentence = (message: string): string => `${message.charAt(0).toUpperCase()}${message.slice(1)}${/[.?!]$/.test(message) ? '' : '.'}`

function Where({ chats, series, value }: { chats: Chat[]; series: Series[]; value: string }) {
  const tags = new Map(series.map(({ id, hashtag }) => [id, hashtag]))
  return (
    <div class="field">
      <label for="where">Which chat is it of?</label>
      <span class="hint">Then its hashtag and hosts are known. Otherwise they are told from the posts.</span>
      <select id="where" name="where">
        <option value="">I leave it open</option>
        {chats.length === 0 ? null : (
          <optgroup label="Chats">
            {chats.map(({ id, topic, local_start, series_id }) => (
              <option key={id} value={id} selected={id === value}>
                {/* Two chats of a day, or of one start, are told apart by their time and topic. */}
                {`#${tags.get(series_id) ?? ''} ${local_start.slice(0, 10)} ${local_start.slice(11, 16)}: ${topic}`}
              </option>
            ))}
          </optgroup>
        )}
        {series.length === 0 ? null : (
          <optgroup label="Only the series">
            {series.map(({ id, hashtag }) => (
              <option key={id} value={`#${hashtag}`} selected={`#${hashtag}` === value}>
                #{hashtag}, no single chat
              </option>
            ))}
          </optgroup>
        )}
      </select>
    </div>
  )
}

const Given = ({ imports }: { imports: ImportView[] }) => (
  <ul class="names">
    {imports.map((one) => (
      <li key={one.id} class="given">
        <div>
          <a href={`/desk/imports/${one.id}`}>{nameOf(one)}</a>
          <p class="small soft">
            {summary(one)}
            <When at={one.created_at} time />
          </p>
          {one.state === 'failed' && one.problem !== null ? <p class="small">{sentence(one.problem.split('; readable: ')[0] ?? '')}</p> : null}
        </div>
        <StateTag state={one.state} />
      </li>
    ))}
  </ul>
)

/** The API may be given a file without its name: then it is called what it is. */
const nameOf = ({ file_name, format }: ImportView): string =>
  file_name || (format === null ? 'A file without a name' : sentence(formatName(format)).replace(/\.$/, ''))

function summary({ file_name, format, counts }: ImportView): string {
  const { posts, counted, added } = counts
  return [
    format === null || file_name === '' ? '' : formatName(format),
    posts === undefined ? '' : plural(posts, 'post'),
    added !== undefined ? `${plural(added, 'nomination')} added` : counted !== undefined ? plural(counted, 'nomination') : '',
    '',
  ]
    .filter((part, i) => part !== '' || i === 3)
    .join(', ')
}
