import type { ComponentChildren } from 'preact'
import { META_NAME, WELL_KNOWN } from '../../privacy/proof.js'
import { type LeaveView, REQUEST_DAYS, type Standing } from '../../privacy/service.js'
import { Field, Note, Tag, type Tone, When } from '../components.js'
import { renderPage, type Site } from '../layout.js'
import type { Refusal } from '../refusal.js'

export interface LeavePage {
  site: Site
  values: { target: string; why: string }
  /** Where the target stands, once it was named. */
  standing: Standing | null
  refused?: Refusal | undefined
}

export function leavePage({ site, values, standing, refused }: LeavePage): string {
  return renderPage({
    site,
    title: 'Leave the directory',
    at: 'leave',
    narrow: true,
    children: (
      <>
        <h1>Leave the directory</h1>
        <p class="lead">
          Are you listed here, or on one of our lists on X, and would rather not be? One step, no account, no reason needed. You will be gone from every page,
          feed and list, and nobody can nominate you back.
        </p>
        {refused ? (
          <Note tone="bad">
            <p>{refused.message}</p>
          </Note>
        ) : null}
        {standing ? <StandingCard standing={standing} /> : null}
        <form method="post" action="/leave" class="card">
          <Field
            name="target"
            label="Who shall be left out?"
            required
            maxLength={200}
            value={values.target}
            hint="@handle, #hashtag or a link to the profile on X. It need not be listed yet."
            placeholder="@HarbourFood_eg"
            faults={refused?.faults}
            autocapitalize="none"
          />
          <Field name="why" label="Anything the organisers should know?" rows={2} maxLength={500} value={values.why} faults={refused?.faults} />
          <p>
            <button type="submit">Go on</button>
          </p>
          <p class="small soft">Next you show that it is yours: by signing in with X, by a code in your profile or on your site, or an organiser answers.</p>
        </form>
        <form method="get" action="/leave" class="card">
          <h2>Which lists am I on?</h2>
          <div class="field">
            <label for="which">Handle or hashtag</label>
            <input id="which" name="target" required maxLength={200} autocapitalize="none" autocomplete="off" />
          </div>
          <p>
            <button type="submit" class="quiet">
              Look
            </button>
          </p>
        </form>
      </>
    ),
  })
}

function StandingCard({ standing: { target, entry, lists } }: { standing: Standing }) {
  return (
    <section class="card" role="status">
      <h2>{target}</h2>
      {entry ? (
        <p>
          It is in the public directory: <a href={`/allies/${entry.id}`}>{entry.name}</a>.
        </p>
      ) : (
        <p>It is not in the public directory, and on none of the public lists.</p>
      )}
      {lists.length === 0 ? null : (
        <ul>
          {lists.map(({ id, name }) => (
            <li key={id}>
              On the list <a href={`/lists/${id}`}>{name}</a>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

const STATE: Record<LeaveView['state'], [string, Tone | undefined]> = {
  open: ['open', 'warn'],
  done: ['done', 'good'],
  refused: ['not done', 'bad'],
  expired: ['too old', undefined],
}

const HOW: Record<NonNullable<LeaveView['proof']>, string> = {
  sign_in: 'You signed in with X.',
  profile: 'The code was seen in the profile.',
  site: 'The code was seen on the site.',
  organiser: 'An organiser took it on your word.',
}

export interface LeaveRequestPage {
  site: Site
  secret: string
  request: LeaveView
  publicUrl: string
  refused: string | undefined
}

export function leaveRequestPage({ site, secret, request, publicUrl, refused }: LeaveRequestPage): string {
  const [label, tone] = STATE[request.state]
  return renderPage({
    site,
    title: 'Your wish to be left out',
    at: 'leave',
    narrow: true,
    noindex: true,
    children: (
      <>
        <div class="spread">
          <h1>{request.target ? `Leave out ${request.target}` : 'Your wish to be left out'}</h1>
          <Tag tone={tone}>{label}</Tag>
        </div>
        {refused === undefined ? null : (
          <Note tone="bad">
            <p>{refused}</p>
          </Note>
        )}
        {request.state === 'open' ? <Open request={request} secret={secret} publicUrl={publicUrl} /> : <Answered request={request} />}
      </>
    ),
  })
}

function Answered({ request: { state, proof, answer, answered_at } }: { request: LeaveView }) {
  if (state === 'expired')
    return (
      <p>
        Nobody showed within {REQUEST_DAYS} days that it was theirs, so nothing was changed. <a href="/leave">Ask again</a>
      </p>
    )
  return (
    <>
      {state === 'done' ? (
        <Note tone="good">
          <p>
            Done{answered_at ? ' on ' : ''}
            {answered_at ? <When at={answered_at} /> : null}. {proof ? HOW[proof] : ''} It is gone from the directory, every list page, feed, export and widget
            here at once, and cannot be nominated again. Lists on X follow with their next update; copies on other sites within a day.
          </p>
        </Note>
      ) : (
        <p>An organiser looked at it and left things as they are.</p>
      )}
      {answer ? <blockquote>{answer}</blockquote> : null}
      <p class="small soft">Your request does not say any more what it was about. If you had put a code somewhere, you can take it away.</p>
      {state === 'refused' ? (
        <p>
          <a href="/leave">Ask again</a>, and show that it is yours: then nobody has to agree.
        </p>
      ) : null}
    </>
  )
}

function Open({ request: { code, ways, site, target, expires_at }, secret, publicUrl }: { request: LeaveView; secret: string; publicUrl: string }) {
  return (
    <>
      <p>Nothing has changed yet. {ways.length > 0 ? `Show that ${target} is yours, in one of these ways, and it is done at once.` : ''}</p>
      {ways.includes('sign_in') ? (
        <form method="post" action={`/leave/${secret}/sign-in`} class="card">
          <h2>Sign in with X</h2>
          <p>The quickest. X tells us which account you are and nothing else; we keep no access to it.</p>
          <p>
            <button type="submit">Sign in as {target}</button>
          </p>
        </form>
      ) : null}
      {ways.includes('profile') ? (
        <CodeForm secret={secret} by="profile" title="A code in the profile">
          <p>Put this code anywhere into the description of {target} on X, save, then press the button. You can take it away afterwards.</p>
          <p class="key">{code}</p>
        </CodeForm>
      ) : null}
      {ways.includes('site') && site ? (
        <CodeForm secret={secret} by="site" title="A code on the site">
          <p>
            On <span class="mono">{new URL(site).host}</span>, either in a file <span class="mono">{WELL_KNOWN}</span> with this line, or in the head of{' '}
            <span class="mono">{site}</span>:
          </p>
          <p class="key">{code}</p>
          <p class="key">{`<meta name="${META_NAME}" content="${code}">`}</p>
        </CodeForm>
      ) : null}
      <section class="card">
        <h2>{ways.length > 0 ? 'Or wait for an organiser' : 'An organiser will answer'}</h2>
        <p>
          The organisers see your request and answer it here, until <When at={expires_at} />. Keep this link: it works without an account, and only you have it.
        </p>
        <a class="key" href={`/leave/${secret}`}>
          {publicUrl}/leave/{secret}
        </a>
      </section>
    </>
  )
}

/** A place where the asker puts the code, and the button that lets us look there. */
function CodeForm({ secret, by, title, children }: { secret: string; by: 'profile' | 'site'; title: string; children: ComponentChildren }) {
  return (
    <form method="post" action={`/leave/${secret}/check`} class="card">
      <h2>{title}</h2>
      {children}
      <input type="hidden" name="by" value={by} />
      <p>
        <button type="submit" class="quiet">
          It is there: look now
        </button>
      </p>
    </form>
  )
}
