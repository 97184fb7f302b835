import type { Chat, Series } from '../../chats/schemas.js'
import type { Fault } from '../../kernel/errors.js'
import type { LiveStatus } from '../../nominations/live/service.js'
import { Empty, Field, Note, plural, Select, When } from '../components.js'
import { renderPage } from '../layout.js'
import { LiveControl } from './live.js'
import { type Desk, Done } from './parts.js'

export interface ChatsPage extends Desk {
  series: Series[]
  chats: Chat[]
  /** By chat; those that are over and were never followed are missing. */
  live: ReadonlyMap<string, LiveStatus>
  now: Date
  publicUrl: string
  done?: string | undefined
  refused?: { form: 'series' | 'chat' | 'live'; chat_id?: string; message: string; faults: readonly Fault[]; values: Record<string, string> } | undefined
}

/** A few zones to pick from; any IANA name is taken. */
const ZONES = [
  'Europe/London',
  'Europe/Dublin',
  'Europe/Berlin',
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Los_Angeles',
  'America/Toronto',
  'Australia/Sydney',
  'Pacific/Auckland',
  'Africa/Johannesburg',
  'Asia/Kolkata',
  'UTC',
]

export function chatsPage({ site, holder, series, chats, live, now, publicUrl, done, refused }: ChatsPage): string {
  const of = (form: 'series' | 'chat') => (refused?.form === form ? refused : undefined)
  const value = (form: 'series' | 'chat', name: string, fallback = '') => of(form)?.values[name] ?? fallback
  return renderPage({
    site,
    holder: holder.name,
    title: 'Chats',
    at: 'chats',
    children: (
      <>
        <h1>Chats</h1>
        <p class="lead">Where nominations are made. Every chat has a link that people can nominate by.</p>
        <Done what={done} />
        {refused ? (
          <Note tone="bad">
            <p>{refused.message}</p>
          </Note>
        ) : null}
        <details open={chats.length === 0 || of('chat') !== undefined || of('series') !== undefined}>
          <summary>New chat or series</summary>
          <div class="two">
            <section aria-labelledby="new-chat">
              <h2 id="new-chat">New chat</h2>
              {series.length === 0 ? (
                <p class="soft">Make a series first.</p>
              ) : (
                <form method="post" action="/desk/chats" class="card">
                  <Select
                    name="series_id"
                    label="Series"
                    value={value('chat', 'series_id')}
                    options={series.map(({ id, hashtag, timezone }) => [id, `#${hashtag} (${timezone})`] as const)}
                  />
                  <Field name="topic" label="Topic" required maxLength={300} value={value('chat', 'topic')} faults={of('chat')?.faults} />
                  <Field
                    name="starts_at"
                    label="Start"
                    type="datetime-local"
                    required
                    value={value('chat', 'starts_at')}
                    hint="Local time of the series"
                    faults={of('chat')?.faults}
                  />
                  <Field
                    name="duration_minutes"
                    label="Minutes"
                    type="number"
                    required
                    value={value('chat', 'duration_minutes', '60')}
                    faults={of('chat')?.faults}
                  />
                  <Field
                    name="hosts"
                    label="Hosts"
                    maxLength={500}
                    value={value('chat', 'hosts')}
                    hint="Handles; the series’ hosts if left empty"
                    faults={of('chat')?.faults}
                    autocapitalize="none"
                  />
                  <Field name="questions" label="Questions" rows={5} value={value('chat', 'questions')} hint="One a line: Q1: …" faults={of('chat')?.faults} />
                  <button type="submit">Create chat</button>
                </form>
              )}
            </section>
            <section aria-labelledby="new-series">
              <h2 id="new-series">New series</h2>
              <form method="post" action="/desk/series" class="card">
                <Field
                  name="hashtag"
                  label="Hashtag"
                  required
                  maxLength={101}
                  value={value('series', 'hashtag')}
                  faults={of('series')?.faults}
                  autocapitalize="none"
                />
                <Field name="name" label="Name" required maxLength={120} value={value('series', 'name')} faults={of('series')?.faults} />
                <Field
                  name="timezone"
                  label="Time zone"
                  required
                  maxLength={64}
                  list="zones"
                  value={value('series', 'timezone')}
                  hint="As in Europe/London"
                  faults={of('series')?.faults}
                  autocapitalize="none"
                />
                <datalist id="zones">
                  {ZONES.map((zone) => (
                    <option key={zone} value={zone} />
                  ))}
                </datalist>
                <Field
                  name="hosts"
                  label="Hosts"
                  maxLength={500}
                  value={value('series', 'hosts')}
                  hint="Handles, separated by blanks"
                  faults={of('series')?.faults}
                  autocapitalize="none"
                />
                <button type="submit" class="quiet">
                  Create series
                </button>
              </form>
            </section>
          </div>
        </details>
        {chats.length === 0 ? (
          <Empty>
            <p>{series.length === 0 ? 'There is no series yet. Make one above: a name, a hashtag, a time zone.' : 'There is no chat yet. Make one above.'}</p>
          </Empty>
        ) : (
          <ul class="plain grid">
            {chats.map((chat) => {
              const status = live.get(chat.id)
              return (
                <li class="card" key={chat.id}>
                  <h2>{chat.topic}</h2>
                  <span>
                    #{chat.hashtag}, <When at={chat.starts_at} time />
                  </span>
                  <span class="small soft">
                    {chat.local_start.slice(11, 16)} in {chat.timezone}
                    {chat.questions.length > 0 ? `, ${plural(chat.questions.length, 'question')}` : ''}
                  </span>
                  <span class="foot">
                    <a href={`/nominate?chat=${chat.id}`}>Link to nominate</a>
                    <a href={`/chats/${chat.id}/board`}>Live board</a>
                  </span>
                  <code class="small">
                    {publicUrl}/nominate?chat={chat.id}
                  </code>
                  {status ? (
                    <LiveControl live={status} now={now} fault={refused?.form === 'live' && refused.chat_id === chat.id ? refused.message : undefined} />
                  ) : null}
                </li>
              )
            })}
          </ul>
        )}
      </>
    ),
  })
}
