import type { AuditView, Verification } from '../../access/audit/service.js'
import { Empty, Note, plural, Tag, When } from '../components.js'
import { renderPage } from '../layout.js'
import { ScrollTable } from '../picture.js'
import { number } from '../reach-words.js'
import { actorName, type Desk } from './parts.js'

export interface AuditPage extends Desk {
  values: { subject: string; action: string; head: string }
  entries: AuditView[]
  next: string | null
  /** Names of keys and organisers by id. */
  keys: ReadonlyMap<string, string>
  verification: Verification | null
  refused?: string | undefined
}

function Verified({ found: { intact, verified, head, fault } }: { found: Verification }) {
  return (
    <Note tone={intact ? 'good' : 'bad'}>
      <p>
        <strong>{intact ? 'The record is whole.' : 'The record is not whole.'}</strong> {fault ? fault.detail : `${plural(verified, 'link')} followed.`}
      </p>
      {head === null ? null : (
        <>
          <p>Keep this elsewhere. Given to a later verification, it shows whether the end was cut off or all was written anew:</p>
          <p class="key">{head}</p>
        </>
      )}
    </Note>
  )
}

/** `key:key_…` and `session:key_…` name a key. */
function whoDid(actor: string, keys: AuditPage['keys']): string {
  const [by, id = ''] = actor.split(':')
  const name = keys.get(id)
  return name === undefined ? actorName(actor) : by === 'session' ? name : `${name} (by API)`
}

/** Records that have a page of their own. */
const PAGE_OF: Readonly<Record<string, string>> = { aly: '/desk/allies/', lst: '/desk/lists/', pln: '/desk/plans/', imp: '/desk/imports/' }

function Subject({ id }: { id: string }) {
  const page = PAGE_OF[id.slice(0, 3)]
  return page ? (
    <a class="mono" href={`${page}${id}`}>
      {id}
    </a>
  ) : (
    <span class="mono">{id}</span>
  )
}

export function auditPage({ site, holder, values, entries, next, keys, verification, refused }: AuditPage): string {
  return renderPage({
    site,
    title: 'The record',
    holder: holder.name,
    children: (
      <>
        <h1>The record</h1>
        <p class="lead">Who did what, and why. It is only ever added to, and each row is chained to the one before it.</p>
        {refused === undefined ? null : (
          <Note tone="bad">
            <p>{refused}</p>
          </Note>
        )}
        {verification ? <Verified found={verification} /> : null}
        <details class="card" open={refused !== undefined}>
          <summary>Verify it</summary>
          <form method="get" action="/desk/audit">
            <input type="hidden" name="verify" value="yes" />
            <div class="field">
              <label for="head">Head of an earlier verification, if you kept one</label>
              <input id="head" name="head" maxLength={80} autocomplete="off" spellcheck={false} value={values.head} />
            </div>
            <button type="submit" class="quiet">
              Read all of it
            </button>
          </form>
        </details>
        <form method="get" action="/desk/audit" class="row">
          <div class="field">
            <label for="subject">Record</label>
            <input id="subject" name="subject" maxLength={100} placeholder="aly_…" autocomplete="off" value={values.subject} />
          </div>
          <div class="field">
            <label for="action">Action</label>
            <input id="action" name="action" maxLength={60} placeholder="ally.approve, or list." autocomplete="off" value={values.action} />
          </div>
          <button type="submit" class="quiet">
            Show
          </button>
        </form>
        {entries.length === 0 ? (
          <Empty>
            <p>Nothing of the kind was done.</p>
          </Empty>
        ) : (
          <ScrollTable label="What was done">
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">What</th>
                <th scope="col">Record</th>
                <th scope="col">Who</th>
                <th scope="col">Why</th>
              </tr>
            </thead>
            <tbody>
              {entries.map((one) => (
                <tr key={one.seq}>
                  <td>
                    <When at={one.at} time /> {one.link === null ? <Tag tone="bad">no link</Tag> : <span class="small soft">{number(one.link)}</span>}
                  </td>
                  <td>{one.action.replaceAll('.', ' ')}</td>
                  <td>
                    <Subject id={one.subject} />
                  </td>
                  <td>{whoDid(one.actor, keys)}</td>
                  <td>{one.reason ?? ''}</td>
                </tr>
              ))}
            </tbody>
          </ScrollTable>
        )}
        {next === null ? null : (
          <p>
            <a href={next}>Older</a>
          </p>
        )}
      </>
    ),
  })
}
