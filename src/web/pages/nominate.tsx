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

const chatLabel = (chat: Chat) => `#${chat.hashtag}, ${chat.local_start.slice(0, 10)}: ${chat.topic}`

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
        {before.length > 0 ? <p>You had nominated {before.map(({ target }) => name(target)).join(', ')} before. Your voice counts, once.</p> : null}
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
          <a href="/">To the directory</a>
        </p>
      </>
    ),
  })
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

const STATUS: Record<NominationStatus['status'], [string, Tone | undefined]> = {
  proposed: ['waiting for an organiser', 'warn'],
  approved: ['approved', 'good'],
  rejected: ['not taken', undefined],
  retired: ['no longer listed', undefined],
  withdrawn: ['no longer listed', undefined],
}

export function statusPage(site: Site, nominations: NominationStatus[]): string {
  return renderPage({
    site,
    title: 'Your nominations',
    at: 'nominate',
    narrow: true,
    children: (
      <>
        <h1>Your nominations</h1>
        <ul class="plain stack">
          {nominations.map((one) => (
            <li class="card" key={one.id}>
              <div class="spread">
                <h2>{one.raw}</h2>
                <Tag tone={STATUS[one.status][1]}>{STATUS[one.status][0]}</Tag>
              </div>
              <ol class="steps">
                <li class="done">
                  Nominated on <When at={one.nominated_at} />
                </li>
                <li class="done">{one.support > 1 ? `${plural(one.support, 'person', 'people')} named it` : 'You are the first to name it'}</li>
                {one.status === 'proposed' ? <li>An organiser looks at it</li> : null}
                {one.status === 'approved' ? (
                  <li class="done">
                    Approved: <a href={`/allies/${one.ally_id}`}>it is in the directory</a>
                  </li>
                ) : null}
                {one.status === 'proposed' || one.status === 'approved' ? null : <li class="no">{STATUS[one.status][0]}</li>}
              </ol>
              {one.reason && one.status !== 'proposed' && one.status !== 'withdrawn' ? <blockquote>{one.reason}</blockquote> : null}
            </li>
          ))}
        </ul>
        <p class="small soft">This page has no account behind it: whoever has its address can see it.</p>
      </>
    ),
  })
}
