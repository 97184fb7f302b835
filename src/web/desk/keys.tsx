import type { KeyView } from '../../access/key-view.js'
import type { Fault } from '../../kernel/errors.js'
import { Empty, Field, Note, Tag, When } from '../components.js'
import { renderPage } from '../layout.js'
import { type Desk, Done } from './parts.js'
import { ScopeChecks } from './scope-checks.js'

export interface KeysPage extends Desk {
  items: KeyView[]
  values: { name: string; scopes: readonly string[]; last_day: string }
  /** Shown once. */
  made: { name: string; key: string } | null
  /** YYYY-MM-DD, in UTC. */
  today: string
  done: string | undefined
  refused?: { message: string; faults: readonly Fault[] } | undefined
}

export function keysPage({ site, holder, items, values, made, today, done, refused }: KeysPage): string {
  const live = items.filter(({ state }) => state === 'live')
  const ended = items.filter(({ state }) => state !== 'live')
  return renderPage({
    site,
    title: 'Keys',
    holder: holder.name,
    children: (
      <>
        <h1>Keys</h1>
        <p class="lead">
          Each opens the API, and the desk to whoever signs in with it. Ended ones open nothing from that moment on. Whoever has an account on X needs none: see{' '}
          <a href="/desk/organisers">Organisers</a>.
        </p>
        <Done what={done} />
        {refused ? (
          <Note tone="bad">
            <p>{refused.message}</p>
          </Note>
        ) : null}
        {made === null ? null : (
          <Note tone="good">
            <p>The key for {made.name}, shown only this once. Copy it now and hand it over safely; if it is lost, end it and make another:</p>
            <p class="key">{made.key}</p>
          </Note>
        )}
        {live.length === 0 ? (
          <Empty>
            <p>No key opens anything now.</p>
          </Empty>
        ) : (
          <ul class="plain stack">
            {live.map((one) => (
              <One key={one.id} {...one} />
            ))}
          </ul>
        )}
        <form method="post" action="/desk/keys" class="card">
          <h2>Make a key</h2>
          <Field name="name" label="Whose, or what for?" required maxLength={100} value={values.name} placeholder="Evening team" faults={refused?.faults} />
          <ScopeChecks
            legend="What may it do?"
            chosen={values.scopes}
            fault={refused?.faults.some(({ pointer = '' }) => pointer.startsWith('/scopes')) ? 'Please tick one at least.' : undefined}
          />
          <Field
            name="last_day"
            label="Last day"
            type="date"
            min={today}
            value={values.last_day}
            hint="It ends by itself at the end of this day (UTC). Without one it has no end."
            faults={refused?.faults}
          />
          <button type="submit">Make it</button>
        </form>
        {ended.length === 0 ? null : (
          <details>
            <summary>Ended keys ({ended.length.toLocaleString('en')})</summary>
            <ul class="plain stack">
              {ended.map((one) => (
                <One key={one.id} {...one} />
              ))}
            </ul>
          </details>
        )}
      </>
    ),
  })
}

const Facts = ({ prefix, scopes, state, created_at, expires_at, revoked_at, last_used_at }: KeyView) => (
  <>
    <p>{scopes.join(', ')}</p>
    <p class="small soft">
      Begins with <span class="mono">alk_live_{prefix}</span>. Made on <When at={created_at} />.{' '}
      {last_used_at ? (
        <>
          Last used on <When at={last_used_at} time />.
        </>
      ) : (
        'Never used.'
      )}{' '}
      {revoked_at ? (
        <>
          Ended on <When at={revoked_at} time />.
        </>
      ) : expires_at ? (
        <>
          {state === 'live' ? 'Ends' : 'Ended'} by itself on <When at={expires_at} time />.
        </>
      ) : (
        'It has no end.'
      )}
    </p>
  </>
)

function One(key: KeyView) {
  const { id, name, state, current } = key
  return (
    <li class="card">
      <div class="spread">
        <h2>{name}</h2>
        {current ? <Tag tone="accent">you are signed in with it</Tag> : state === 'live' ? null : <Tag>ended</Tag>}
      </div>
      <Facts {...key} />
      {state === 'live' ? (
        <p>
          <a class="button bad" href={`/desk/keys/${id}/end`}>
            End it<span class="hide">: {name}</span>
          </a>
        </p>
      ) : null}
    </li>
  )
}

export interface EndKeyPage extends Desk {
  key: KeyView
  /** Nobody else could sign in with the scope admin. */
  last: boolean
}

/** Asked first: a key that was ended never comes back, and a site that works with it stops. */
export function endKeyPage({ site, holder, key, last }: EndKeyPage): string {
  return renderPage({
    site,
    title: 'End a key',
    holder: holder.name,
    narrow: true,
    children: (
      <>
        <p class="small">
          <a href="/desk/keys">Keys</a>
        </p>
        <h1>{key.state === 'live' ? `End the key ${key.name}?` : `The key ${key.name} has ended`}</h1>
        {key.current ? (
          <Note tone="warn">
            <p>This is the key that you are signed in with: you will be signed out.</p>
          </Note>
        ) : null}
        {last ? (
          <Note tone="warn">
            <p>
              It is the last way in for an administrator. Afterwards only whoever runs the server can make another, with{' '}
              <span class="mono">allies key create</span> while it is stopped. If you can, make another one first.
            </p>
          </Note>
        ) : null}
        <div class="card">
          <Facts {...key} />
        </div>
        {key.state === 'live' ? (
          <>
            <p>Whoever works with it stops at once: sites and scripts that send it, and people who signed in to the desk with it. It cannot be brought back.</p>
            <form method="post" action={`/desk/keys/${key.id}/end`} class="row">
              <button type="submit" class="bad">
                End it for good
              </button>
              <a class="button quiet" href="/desk/keys">
                Keep it
              </a>
            </form>
          </>
        ) : null}
      </>
    ),
  })
}
