import { isGrave, ROLES } from '../../directory/freshness/risk.js'
import type { StaleView } from '../../directory/freshness/service.js'
import { Empty, Note, Pager, plural, Tag, type Tone, When } from '../components.js'
import { renderPage } from '../layout.js'
import { type Desk, Done } from './parts.js'

export interface FreshnessPage extends Desk {
  waiting: number
  items: StaleView[]
  next: string | null
  first: string | null
  done: string | undefined
  refused?: string | undefined
}

const TAGS: Readonly<Record<string, readonly [string, Tone | undefined]>> = {
  'account.lost': ['handle taken', 'bad'],
  'account.not_found': ['account gone', 'bad'],
  'account.suspended': ['suspended', 'bad'],
  'account.renamed': ['renamed', 'warn'],
  'account.silent': ['silent', 'warn'],
  'account.unseen': ['never looked up', 'warn'],
  'gate.doubt': ['gate', 'bad'],
  'words.disagree': ['words disagree', 'warn'],
  'site.gone': ['website gone', 'warn'],
  'assurance.old': ['long ago', undefined],
}

function Stale({ one }: { one: StaleView }) {
  const role = `role-${one.id}`
  return (
    <li class="card">
      <h2>
        <a href={`/desk/allies/${one.id}`}>{one.name}</a>
      </h2>
      <p class="row">
        {[...new Set(one.reasons.map(({ rule }) => rule))].map((rule) => (
          <Tag key={rule} tone={TAGS[rule]?.[1]}>
            {TAGS[rule]?.[0] ?? rule}
          </Tag>
        ))}
      </p>
      <ul class="reasons">
        {one.reasons.map(({ rule, detail }) => (
          <li key={`${rule}${detail}`}>{detail}</li>
        ))}
      </ul>
      <p class="small soft">
        {one.assured ? (
          <>
            Assured on <When at={one.assured.at} /> by {one.assured.by}
          </>
        ) : (
          <>
            Never assured; listed since <When at={one.since} />
          </>
        )}
      </p>
      <form method="post" action={`/desk/freshness/${one.id}`} class="row">
        <input type="hidden" name="etag" value={one.etag} />
        <label for={role} class="hide">
          In which role do you say that {one.name} is right?
        </label>
        <select id={role} name="role">
          {ROLES.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
        {isGrave(one.reasons) ? (
          <>
            <label for={`reason-${one.id}`} class="hide">
              Why is {one.name} right all the same?
            </label>
            <input id={`reason-${one.id}`} name="reason" required maxLength={500} autocomplete="off" placeholder="Why it is right all the same" />
          </>
        ) : null}
        <button type="submit">Still right</button>
      </form>
    </li>
  )
}

export function freshnessPage({ site, holder, waiting, items, next, first, done, refused }: FreshnessPage): string {
  return renderPage({
    site,
    title: 'Freshness',
    at: 'freshness',
    holder: holder.name,
    children: (
      <>
        <h1>Freshness</h1>
        <p class="lead">
          Published entries that somebody should look at again, the riskiest first. “Still right” says that the entry is to stay as it is listed; what speaks
          against it now is left alone for three months.
        </p>
        <Done what={done} />
        {refused === undefined ? null : (
          <Note tone="bad">
            <p>{refused}</p>
          </Note>
        )}
        {items.length === 0 ? (
          <Empty>
            <p>Nothing needs a second look now.</p>
          </Empty>
        ) : (
          <>
            <p role="status">{plural(waiting, 'entry', 'entries')} to look at.</p>
            <ul class="plain grid">
              {items.map((one) => (
                <Stale key={one.id} one={one} />
              ))}
            </ul>
          </>
        )}
        <Pager next={next} first={first} />
      </>
    ),
  })
}
