import type { ConsentText } from '../../access/owner/consent.js'
import type { OwnerStatus, OwnerView, PendingSwitch } from '../../access/owner/service.js'
import { Field, Note, plural, Tag, type Tone, When } from '../components.js'
import { renderPage, type Site } from '../layout.js'
import type { Refusal } from '../refusal.js'
import { actorName, type Desk, Done } from './parts.js'

export interface OwnerPage extends Desk {
  status: OwnerStatus
  pending: PendingSwitch | null
  consent: ConsentText
  /** To be registered with the app at X. */
  callback: string
  done: string | undefined
  refused?: Refusal | undefined
}

const STATE: Record<OwnerView['state'], [string, Tone | undefined]> = {
  active: ['connected', 'good'],
  reconnect: ['has to be connected again', 'bad'],
  disconnected: ['disconnected', undefined],
}

export const ownerPage = (page: OwnerPage): string =>
  renderPage({
    site: page.site,
    holder: page.holder.name,
    title: 'The account on X',
    at: 'desk-lists',
    narrow: true,
    children: (
      <>
        <h1>The account on X</h1>
        <p class="lead">Lists on X belong to an account. Its owner connects it here, once, and can take that back at any time.</p>
        <Done what={page.done} />
        {page.refused ? (
          <Note tone="bad">
            <p>{page.refused.message}</p>
            {page.refused.faults.map(({ detail }) => (
              <p key={detail}>{detail}</p>
            ))}
          </Note>
        ) : null}
        <div class="stack">
          {page.pending ? <Switch pending={page.pending} /> : null}
          <Present status={page.status} />
        </div>
        {page.pending ? null : <Connect page={page} />}
      </>
    ),
  })

function Present({ status: { account, in_force, lists_elsewhere } }: { status: OwnerStatus }) {
  const environment = in_force === 'environment_oauth1' || in_force === 'environment_oauth2'
  return (
    <>
      {environment ? (
        <Note>
          <p>
            Lists are written with keys that stand in the environment of this deployment ({in_force === 'environment_oauth1' ? 'OAuth 1.0a' : 'OAuth 2.0'}).
            They win over an account that is connected here. Only whoever set them can take them out; access can also be ended at X, under Connected apps.
          </p>
        </Note>
      ) : null}
      {account ? <Account account={account} acts={!environment} /> : null}
      <Elsewhere lists={lists_elsewhere} connected={account?.state === 'disconnected' ? null : (account?.username ?? null)} />
    </>
  )
}

/** Which account is needed for what. */
function Elsewhere({ lists, connected }: { lists: OwnerStatus['lists_elsewhere']; connected: string | null }) {
  if (lists.length === 0) return null
  return (
    <Note>
      <p>
        {connected === null ? 'No account is connected.' : `@${connected} is connected.`} Only the owner of a list can change it, and nothing is sent to these
        before theirs is connected:
      </p>
      <ul>
        {lists.map(({ id, name, username, x_user_id }) => (
          <li key={id}>
            <a href={`/desk/lists/${id}`}>{name}</a> belongs to {username === null ? `the account ${x_user_id}` : `@${username}`}
          </li>
        ))}
      </ul>
    </Note>
  )
}

const Account = ({ account, acts }: { account: OwnerView; acts: boolean }) => (
  <section class="card" aria-labelledby="account">
    <div class="spread">
      <h2 id="account">
        <a href={`https://x.com/${account.username}`} rel="noreferrer">
          @{account.username}
        </a>
      </h2>
      <Tag tone={STATE[account.state][1]}>{STATE[account.state][0]}</Tag>
    </div>
    {account.note ? <p>{`${account.note.charAt(0).toUpperCase()}${account.note.slice(1)}.`}</p> : null}
    {account.state === 'reconnect' ? <p>Nothing is sent meanwhile. Plans keep their place and can be applied again once it is connected.</p> : null}
    <p class="small soft">
      Connected <When at={account.connected_at} time />. Agreed to the text of version {account.consent.version} on <When at={account.consent.at} time />, by{' '}
      {actorName(account.consent.by)}.
    </p>
    <p class="small soft">Permissions at X: {account.scopes.join(', ')}.</p>
    {account.state === 'disconnected' ? (
      <p class="small soft">If you want to be sure that X has ended it as well: Settings, Security and account access, Apps and sessions, Connected apps.</p>
    ) : (
      <details>
        <summary>Withdraw consent</summary>
        <p>
          {acts ? 'Every change on X stops at once, also a plan that is being carried out. ' : ''}
          The tokens are deleted here and ended at X. Lists and members stay on X as they are.
        </p>
        <form method="post" action="/desk/owner/disconnect">
          <Field name="reason" label="Reason" maxLength={500} hint="For the record, if you like" />
          <button type="submit" class="quiet">
            Withdraw consent for @{account.username}
          </button>
        </form>
      </details>
    )}
  </section>
)

const Switch = ({ pending }: { pending: PendingSwitch }) => (
  <section class="card" aria-labelledby="switch">
    <h2 id="switch">Is @{pending.username} to own the lists from now on?</h2>
    <p>
      {pending.instead_of === null
        ? 'You signed in at X with another account than the one that owned the lists so far.'
        : `You signed in at X as @${pending.username}, but @${pending.instead_of} is connected. If you go on, @${pending.instead_of} is disconnected and its tokens are deleted.`}
    </p>
    {pending.lists_lost === 0 ? null : (
      <p>
        <strong>
          {plural(pending.lists_lost, 'list')} on X {pending.lists_lost === 1 ? 'belongs' : 'belong'} to another account and can no longer be kept in step
        </strong>
        : only the owner of a list can change it. {pending.lists_lost === 1 ? 'It stays' : 'They stay'} on X as{' '}
        {pending.lists_lost === 1 ? 'it is' : 'they are'}.
      </p>
    )}
    <form method="post" action="/desk/owner/switch" class="row">
      <input type="hidden" name="id" value={pending.id} />
      <button type="submit" name="answer" value="yes">
        Yes, switch to @{pending.username}
      </button>
      <button type="submit" name="answer" value="no" class="quiet">
        No, leave it as it was
      </button>
    </form>
    <p class="small soft">Without a word from you within ten minutes it is let go again.</p>
  </section>
)

function Connect({ page: { status, consent, callback, site } }: { page: OwnerPage }) {
  if (status.not_connectable !== null)
    return (
      <section aria-labelledby="connect">
        <h2 id="connect">Connect an account</h2>
        <p>{status.not_connectable}</p>
        <p class="small soft">
          The app is made at X’s developer portal, with “Read and write” and this callback address, letter by letter: <code>{callback}</code>
        </p>
      </section>
    )
  const present = status.account?.state
  if (present === 'active')
    return (
      <details>
        <summary>Connect it again, or another account</summary>
        <ConsentForm consent={consent} callback={callback} site={site} />
      </details>
    )
  return (
    <section aria-labelledby="connect">
      <h2 id="connect">{present === 'reconnect' ? 'Connect it again' : 'Connect an account'}</h2>
      <ConsentForm consent={consent} callback={callback} site={site} />
    </section>
  )
}

const ConsentForm = ({ consent, callback, site }: Pick<OwnerPage, 'consent' | 'callback' | 'site'>) => (
  <>
    <p>
      Sign in at X with the account that shall own the lists: one of the community, not a personal one. Please read what you agree to; if you connect it for
      somebody else, read it with them.
    </p>
    <form method="post" action="/desk/owner/connect" class="card">
      {consent.sections.map(({ title, points }) => (
        <section key={title}>
          <h3>{title}</h3>
          <ul>
            {points.map((point) => (
              <li key={point}>{point}</li>
            ))}
          </ul>
        </section>
      ))}
      <p class="small">
        <a href="/about">How listed bodies and people are treated here</a>
      </p>
      <input type="hidden" name="version" value={consent.version} />
      <label class="check">
        <input type="checkbox" name="agree" value="yes" required />
        <span>I own this account or speak for its owner, and agree that {site.name} does this in its name.</span>
      </label>
      <button type="submit">Go to X and sign in</button>
    </form>
    <p class="small soft">
      Version of the text: {consent.version}. X must know this callback address: <code>{callback}</code>
    </p>
  </>
)

/** What an attempt ended in, with the way back. Nothing of the address that X sent is shown. */
export const refusedPage = (site: Site, holder: string | undefined, { title, help }: { title: string; help: string }): string =>
  renderPage({
    site,
    holder,
    title,
    at: holder === undefined ? undefined : 'desk-lists',
    narrow: true,
    noindex: true,
    children: (
      <>
        <h1>{title}</h1>
        <p class="lead">{help}</p>
        <p>
          <a class="button" href={holder === undefined ? '/desk?return_to=%2Fdesk%2Fowner' : '/desk/owner'}>
            {holder === undefined ? 'Sign in' : 'To the account on X'}
          </a>
        </p>
      </>
    ),
  })
