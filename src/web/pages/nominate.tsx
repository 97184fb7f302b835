import type { Chat } from '../../chats/schemas.js'
import type { Fault } from '../../kernel/errors.js'
import type { NominationStatus, SubmissionResult } from '../../nominations/service.js'
import { Check, Field, Note, plural, Select, Tag, type Tone, When } from '../components.js'
import { renderPage, type Site } from '../layout.js'

export interface NominateValues {
  what: string
  why: string
  handle: string
  credit: boolean
  chat: string
}

export interface NominatePage {
  site: Site
  chats: Chat[]
  values: NominateValues
  refused?: { message: string; faults: readonly Fault[] } | undefined
}

const chatLabel = (chat: Chat) => `#${chat.hashtag}, ${chat.local_start.slice(0, 10)} ${chat.local_start.slice(11, 16)}: ${chat.topic}`

export function nominatePage({ site, chats, values, refused }: NominatePage): string {
  const chosen = chats.find(({ id }) => id === values.chat)
  return renderPage({
    site,
    title: 'Nominate',
    at: 'nominate',
    narrow: true,
    children: (
      <>
        <h1>Nominate an ally</h1>
        <p class="lead">
          {chosen ? `For #${chosen.hashtag}: ${chosen.topic}` : 'An organisation or a hashtag that should stand beside us. No account needed.'}
        </p>
        {chosen ? (
          <p>
            <a href={`/chats/${chosen.id}/board`}>The live board of this chat</a>
          </p>
        ) : null}
        {refused ? (
          <Note tone="bad">
            <p>{refused.message}</p>
          </Note>
        ) : null}
        <form method="post" action="/nominate" class="card">
          <Field
            name="what"
            label="Who?"
            rows={3}
            required
            maxLength={4000}
            value={values.what}
            hint="One or more: @handle, #hashtag or a link to a profile on X. You can also paste what you posted."
            placeholder="@HarbourFood_eg #FoodJustice_eg"
            faults={refused?.faults}
            autocapitalize="none"
          />
          <Field name="why" label="Why?" rows={2} maxLength={1000} value={values.why} hint="Helps the organisers decide" faults={refused?.faults} />
          <Select
            name="chat"
            label="In which chat?"
            value={values.chat}
            options={[['', 'not in a chat'], ...chats.map((chat) => [chat.id, chatLabel(chat)] as const)]}
          />
          <Field
            name="handle"
            label="Your own handle"
            maxLength={100}
            value={values.handle}
            hint="Counts your voice once, also if you nominated in the chat itself. Only a keyed code of it is kept."
            faults={refused?.faults}
            autocomplete="on"
            autocapitalize="none"
          />
          <Check name="credit" checked={values.credit}>
            Keep my handle, so that organisers can thank me
          </Check>
          <p>
            <button type="submit">Nominate</button>
          </p>
        </form>
      </>
    ),
  })
}

export interface NominatedPage {
  site: Site
  result: SubmissionResult
  publicUrl: string
  chat: string
}

const again = (chat: string) => (chat === '' ? '/nominate' : `/nominate?chat=${encodeURIComponent(chat)}`)

export function nominatedPage({ site, result, publicUrl, chat }: NominatedPage): string {
  const made = result.nominations.filter(({ created }) => created)
  const before = result.nominations.filter(({ created }) => !created)
  const name = ({ kind, display }: { kind: string; display: string }) => `${kind === 'hashtag' ? '#' : '@'}${display}`
  return renderPage({
    site,
    title: made.length > 0 ? 'Thank you' : 'Nothing new',
    at: 'nominate',
    narrow: true,
    children: (
      <>
        <h1>{made.length > 0 ? 'Thank you' : 'Nothing new'}</h1>
        {made.length > 0 ? (
          <Note tone="good">
            <p>
              {plural(made.length, 'nomination')} taken: {made.map(({ target }) => name(target)).join(', ')}. An organiser will look at{' '}
              {made.length === 1 ? 'it' : 'them'}.
            </p>
          </Note>
        ) : null}
        {made.some(({ waits }) => waits) ? (
          <p>Your voice waits for an organiser before it counts: many came at once, or from one place. Nothing of it is lost.</p>
        ) : null}
        {made.some(({ self }) => self) ? <p>Your own account is noted, and counts as no voice: others have to name it.</p> : null}
        {before.length > 0 ? <Before names={before.map(({ target }) => name(target))} voice={result.voice} chat={chat} /> : null}
        {result.status_code === null ? null : (
          <section class="card">
            <h2>See what becomes of it</h2>
            <p>Keep this link. It works without an account, and only you have it.</p>
            <a class="key" href={`/status/${result.status_code}`}>
              {publicUrl}/status/{result.status_code}
            </a>
          </section>
        )}
        <NotTakenList result={result} />
        <p class="row">
          <a class="button" href={again(chat)}>
            Nominate another
          </a>
          {chat === '' ? null : <a href={`/chats/${encodeURIComponent(chat)}/board`}>To the live board</a>}
          <a href="/">To the directory</a>
        </p>
      </>
    ),
  })
}

/** Without a handle it may have been somebody else who spoke before. */
function Before({ names, voice, chat }: { names: string[]; voice: SubmissionResult['voice']; chat: string }) {
  if (voice === 'handle') return <p>You had nominated {names.join(', ')} before. Your voice counts, once.</p>
  const own = `/nominate?${new URLSearchParams({ target: names.join(' '), ...(chat === '' ? {} : { chat }) })}`
  return (
    <p>
      From {voice === 'browser' ? 'this browser' : 'your address'} {names.join(', ')} {names.length === 1 ? 'was' : 'were'} nominated before, and that counts
      once. Was it somebody else? <a href={own}>Give your own handle</a>, and your voice counts too.
    </p>
  )
}

function NotTakenList({ result }: { result: SubmissionResult }) {
  const rows = [...result.skipped, ...result.review, ...result.placeholders.map((raw) => ({ raw, reason: 'stands for a name, is none' }))]
  if (rows.length === 0) return null
  return (
    <section>
      <h2>Not taken</h2>
      <ul>
        {rows.map(({ raw, reason }) => (
          <li key={`${raw}${reason}`}>
            <span class="mono">{raw}</span>: {reason}
          </li>
        ))}
      </ul>
    </section>
  )
}

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
        {isOpen ? <li>An organiser looks at it</li> : null}
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
        {isOpen || one.state === 'approved' ? null : <li class="no">{label}</li>}
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
