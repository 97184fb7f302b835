import type { Chat } from '../../chats/schemas.js'
import type { Fault } from '../../kernel/errors.js'
import type { SubmissionResult } from '../../nominations/service.js'
import { Check, Field, Note, plural, Select } from '../components.js'
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
