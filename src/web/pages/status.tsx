import type { NominationStatus } from '../../nominations/service.js'
import { Note, plural, Tag, type Tone, When } from '../components.js'
import { renderPage, type Site } from '../layout.js'

const STATE: Record<NominationStatus['state'], [string, Tone | undefined]> = {
  received: ['waiting for an organiser', 'warn'],
  waiting: ['your voice waits for an organiser', 'warn'],
  approved: ['approved', 'good'],
  rejected: ['not taken', undefined],
  retired: ['no longer listed', undefined],
  withdrawn: ['no longer listed', undefined],
}

export interface StatusPage {
  site: Site
  code: string
  nominations: NominationStatus[]
  /** What was just done, if this page is its answer. */
  done?: 'asked' | undefined
  /** Why a second look was not taken on, with what was typed. */
  refused?: { nomination_id: string; message: string; why: string } | undefined
}

export function statusPage({ site, code, nominations, done, refused }: StatusPage): string {
  return renderPage({
    site,
    title: 'Your nominations',
    at: 'nominate',
    narrow: true,
    children: (
      <>
        <h1>Your nominations</h1>
        {done === 'asked' ? (
          <Note tone="good">
            <p>The organisers were asked to look again. Their answer will stand on this page.</p>
          </Note>
        ) : null}
        <ul class="plain stack">
          {nominations.map((one) => (
            <li class="card" key={one.id} id={one.id}>
              <StatusCard one={one} code={code} refused={refused?.nomination_id === one.id ? refused : undefined} />
            </li>
          ))}
        </ul>
        <p class="small soft">This page has no account behind it: whoever has its address can see it.</p>
      </>
    ),
  })
}

/** Support as the nominator is told it. */
function othersInWords({ self, state, support: { nominators, chats } }: NominationStatus): string {
  const people = `${plural(nominators, 'person', 'people')} named it${chats > 0 ? ` in ${plural(chats, 'chat')}` : ''}`
  if (self) return nominators === 0 ? 'It is your own account: organisers see that, and it counts as no voice' : `It is your own account. ${people}`
  if (state === 'waiting') return `Your voice waits for an organiser before it counts. ${nominators === 0 ? 'Nobody else has named it yet' : people}`
  if (nominators === 0) return 'Nobody else has named it yet'
  return nominators === 1 && state === 'received' ? 'You are the first to name it' : people
}

function StatusCard({ one, code, refused }: { one: NominationStatus; code: string; refused: StatusPage['refused'] }) {
  const [label, tone] = STATE[one.state]
  const isOpen = one.state === 'received' || one.state === 'waiting'
  return (
    <>
      <div class="spread">
        <h2>{one.raw}</h2>
        <Tag tone={tone}>{label}</Tag>
      </div>
      <ol class="steps">
        <li class="done">
          Nominated on <When at={one.nominated_at} />
        </li>
        {one.merged_into ? (
          <li class="done">
            It is part of {one.state === 'approved' ? <a href={`/allies/${one.merged_into.id}`}>{one.merged_into.name}</a> : one.merged_into.name}
          </li>
        ) : null}
        {one.state === 'withdrawn' ? null : <li class="done">{othersInWords(one)}</li>}
        {isOpen ? <li>{one.not_listed ?? 'An organiser looks at it'}</li> : null}
        {one.state === 'approved' ? (
          <li class="done">
            Approved: <a href={`/allies/${one.ally_id}`}>it is in the directory</a>
          </li>
        ) : null}
        {one.lists.map((list) => (
          <li class="done" key={list.id}>
            On the list <a href={`/lists/${list.id}`}>{list.name}</a>
          </li>
        ))}
        {isOpen || one.state === 'approved' ? null : <li class="no">{one.not_listed ?? label}</li>}
      </ol>
      {one.reason ? <blockquote>{one.reason}</blockquote> : null}
      <SecondLook one={one} code={code} refused={refused} />
    </>
  )
}

function SecondLook({ one, code, refused }: { one: NominationStatus; code: string; refused: StatusPage['refused'] }) {
  const { second_look: look } = one
  return (
    <>
      {refused ? (
        <Note tone="bad">
          <p>{refused.message}</p>
        </Note>
      ) : null}
      {look ? (
        <p class="small">
          On <When at={look.asked_at} /> you asked for a second look{look.why ? `: “${look.why}”` : '.'}{' '}
          {look.answered_at ? (
            <strong>
              It was looked at again on <When at={look.answered_at} />.
            </strong>
          ) : (
            'The organisers have not answered yet.'
          )}
        </p>
      ) : null}
      {one.may_ask ? (
        <details open={refused !== undefined}>
          <summary>Ask for a second look</summary>
          <form method="post" action={`/status/${code}/second-look`}>
            <input type="hidden" name="nomination_id" value={one.id} />
            <div class="field">
              <label for={`why-${one.id}`}>What should the organisers know?</label>
              <span class="hint">You can ask once. Only the organisers read it.</span>
              <textarea id={`why-${one.id}`} name="why" rows={3} required maxLength={1000}>
                {refused?.why ?? ''}
              </textarea>
            </div>
            <button type="submit" class="quiet">
              Ask
            </button>
          </form>
        </details>
      ) : null}
    </>
  )
}
