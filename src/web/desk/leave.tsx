import type { QueuedRequest } from '../../privacy/service.js'
import { Empty, Note, plural, Tag, When } from '../components.js'
import { renderPage } from '../layout.js'
import { type Desk, Done } from './parts.js'

export interface LeaveQueuePage extends Desk {
  open: QueuedRequest[]
  answered: QueuedRequest[]
  done: string | undefined
  refused?: { id: string; message: string; reason: string } | undefined
}

function Waiting({ one, reason }: { one: QueuedRequest; reason: string }) {
  return (
    <li class="card">
      <h2>{one.target}</h2>
      <p>
        {one.entry ? (
          <>
            <a href={`/desk/allies/${one.entry.id}`}>{one.entry.name}</a> <Tag>{one.entry.status}</Tag>
          </>
        ) : (
          'Nobody has nominated it: it would be kept out from the start.'
        )}
      </p>
      {one.why ? <blockquote>{one.why}</blockquote> : null}
      <p class="small soft">
        Asked on <When at={one.asked_at} />. {one.checks > 0 ? `The code was looked for ${plural(one.checks, 'time')} and not found.` : 'No proof was tried.'}{' '}
        It waits until <When at={one.expires_at} />.
      </p>
      <form method="post" action={`/desk/leave/${one.id}`}>
        <div class="field">
          <label for={`reason-${one.id}`}>Your answer, which the asker reads</label>
          <input id={`reason-${one.id}`} name="reason" required maxLength={500} autocomplete="off" value={reason} />
        </div>
        <p class="row">
          <button type="submit" name="answer" value="honour">
            Leave it out, for good
          </button>
          <button type="submit" name="answer" value="refuse" class="quiet">
            Keep it
          </button>
        </p>
      </form>
    </li>
  )
}

const STATE = { open: 'open', done: 'left out', refused: 'kept', expired: 'nobody showed it was theirs' } as const

export function leaveQueuePage({ site, holder, open, answered, done, refused }: LeaveQueuePage): string {
  return renderPage({
    site,
    title: 'Wishes to be left out',
    at: 'leave',
    holder: holder.name,
    children: (
      <>
        <h1>Wishes to be left out</h1>
        <p class="lead">Whoever can show that an account is theirs needs nobody’s word. These have not shown it, and wait for yours.</p>
        <Done what={done} />
        {refused ? (
          <Note tone="bad">
            <p>{refused.message}</p>
          </Note>
        ) : null}
        {open.length === 0 ? (
          <Empty>
            <p>Nobody waits.</p>
          </Empty>
        ) : (
          <ul class="plain grid">
            {open.map((one) => (
              <Waiting key={one.id} one={one} reason={refused?.id === one.id ? refused.reason : ''} />
            ))}
          </ul>
        )}
        {answered.length === 0 ? null : (
          <section>
            <h2>Answered</h2>
            <ul>
              {answered.map((one) => (
                <li key={one.id}>
                  <When at={one.answered_at ?? one.asked_at} />: {STATE[one.state]}
                  {one.proof ? ` (${one.proof.replace('_', ' ')})` : ''}
                  {one.answer ? `: ${one.answer}` : ''}
                </li>
              ))}
            </ul>
            <p class="small soft">
              A request forgets what it was about once it is answered. An entry that stood stays here as <em>withdrawn</em>, for organisers only, so that
              nothing brings it back.
            </p>
          </section>
        )}
      </>
    ),
  })
}
