import type { OrganiserView } from '../../access/organisers/service.js'
import type { Fault } from '../../kernel/errors.js'
import { Empty, Field, Note, When } from '../components.js'
import { renderPage } from '../layout.js'
import { type Desk, Done } from './parts.js'
import { ScopeChecks } from './scope-checks.js'

export interface OrganisersPage extends Desk {
  items: OrganiserView[]
  values: { handle: string; x_user_id: string; scopes: readonly string[] }
  /** There is an app at X in which people can sign in. */
  withX: boolean
  /** To be registered there. */
  callback: string
  done: string | undefined
  refused?: { message: string; faults: readonly Fault[] } | undefined
}

export function organisersPage({ site, holder, items, values, withX, callback, done, refused }: OrganisersPage): string {
  return renderPage({
    site,
    title: 'Organisers',
    holder: holder.name,
    children: (
      <>
        <h1>Organisers</h1>
        <p class="lead">
          Accounts on X that may sign in to the desk without a key. A change holds at once, on open sessions too. <a href="/desk/keys">Keys</a> have a page of
          their own.
        </p>
        <Done what={done} />
        {refused ? (
          <Note tone="bad">
            <p>{refused.message}</p>
          </Note>
        ) : null}
        {withX ? null : (
          <Note tone="warn">
            <p>
              Nobody can sign in with X here yet: X_CLIENT_ID is not set. Make an app at X with the callback address <span class="mono">{callback}</span>.
            </p>
          </Note>
        )}
        {items.length === 0 ? (
          <Empty>
            <p>Nobody yet. Keys work all the same.</p>
          </Empty>
        ) : (
          <ul class="plain stack">
            {items.map((one) => (
              <One key={one.id} {...one} />
            ))}
          </ul>
        )}
        <form method="post" action="/desk/organisers" class="card">
          <h2>Let somebody in</h2>
          <Field name="handle" label="Handle on X" required maxLength={16} value={values.handle} placeholder="@swchat_eg" faults={refused?.faults} />
          <Field
            name="x_user_id"
            label="Number of the account"
            maxLength={19}
            value={values.x_user_id}
            hint="Looked up on X if you leave it empty"
            faults={refused?.faults}
          />
          <ScopeChecks legend="What may they do?" chosen={values.scopes} />
          <button type="submit">Add</button>
        </form>
      </>
    ),
  })
}

const One = ({ id, x_user_id, handle, scopes, last_sign_in_at }: OrganiserView) => (
  <li class="card">
    <h2>@{handle}</h2>
    <p class="small soft">
      Number {x_user_id}.{' '}
      {last_sign_in_at ? (
        <>
          Last signed in on <When at={last_sign_in_at} time />.
        </>
      ) : (
        'Has not signed in yet.'
      )}
    </p>
    <details>
      <summary>{scopes.join(', ')}</summary>
      <form method="post" action="/desk/organisers">
        <input type="hidden" name="handle" value={handle} />
        <input type="hidden" name="x_user_id" value={x_user_id} />
        <ScopeChecks legend="What may they do?" chosen={scopes} />
        <button type="submit" class="quiet">
          Save<span class="hide"> for @{handle}</span>
        </button>
      </form>
    </details>
    <form method="post" action={`/desk/organisers/${id}/remove`}>
      <button type="submit" class="bad">
        Take off<span class="hide">: @{handle}</span>
      </button>
    </form>
  </li>
)
