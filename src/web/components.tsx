import type { ComponentChildren } from 'preact'
import type { Reason } from '../db/schema/directory.js'
import type { AllyView } from '../directory/views.js'
import type { Fault } from '../kernel/errors.js'
import { shortSection } from './section-names.js'

export type Tone = 'good' | 'warn' | 'bad' | 'accent'

export const Tag = ({ tone, children }: { tone?: Tone | undefined; children: ComponentChildren }) => (
  <span class={tone ? `tag ${tone}` : 'tag'}>{children}</span>
)

/** Read out by screen readers at once, since it is why the page came back. */
export const Note = ({ tone, children }: { tone?: Tone | undefined; children: ComponentChildren }) => (
  <div class={tone && tone !== 'accent' ? `note ${tone}` : 'note'} role={tone === 'bad' ? 'alert' : 'status'}>
    {children}
  </div>
)

export const Empty = ({ children }: { children: ComponentChildren }) => <div class="empty">{children}</div>

export const plural = (n: number, one: string, many = `${one}s`): string => `${n.toLocaleString('en')} ${n === 1 ? one : many}`

/** `1 March 2026`, with the time in UTC if wanted: the server does not know where the reader is. */
export function When({ at, time = false }: { at: string; time?: boolean }) {
  const options: Intl.DateTimeFormatOptions = { dateStyle: 'long', ...(time ? { timeStyle: 'short' as const } : {}), timeZone: 'UTC' }
  return <time dateTime={at}>{`${new Intl.DateTimeFormat('en-GB', options).format(new Date(at))}${time ? ' UTC' : ''}`}</time>
}

export interface FieldProps {
  name: string
  label: string
  value?: string | undefined
  hint?: ComponentChildren
  faults?: readonly Fault[] | undefined
  required?: boolean
  maxLength?: number
  /** The first and the last day of a date. */
  min?: string
  max?: string
  rows?: number
  type?: 'text' | 'password' | 'number' | 'url' | 'date' | 'datetime-local'
  list?: string
  placeholder?: string
  autocomplete?: string
  autocapitalize?: 'none' | 'sentences'
}

/** The faults of one field: those whose pointer begins with its name. */
const faultsOf = (faults: readonly Fault[] | undefined, name: string) =>
  faults?.filter(({ pointer = '' }) => pointer === `/${name}` || pointer.startsWith(`/${name}/`)) ?? []

export function Field({ name, label, value, hint, faults, required = false, rows, type = 'text', ...rest }: FieldProps) {
  const own = faultsOf(faults, name)
  const shared = {
    id: name,
    name,
    required,
    ...(own.length > 0 ? { 'aria-invalid': true } : {}),
    ...(hint || own.length > 0 ? { 'aria-describedby': [hint ? `${name}-hint` : '', own.length > 0 ? `${name}-fault` : ''].filter(Boolean).join(' ') } : {}),
    ...rest,
  }
  return (
    <div class="field">
      <label for={name}>
        {label}
        {required ? null : <span class="soft"> (optional)</span>}
      </label>
      {hint ? (
        <span class="hint" id={`${name}-hint`}>
          {hint}
        </span>
      ) : null}
      {rows === undefined ? <input {...({ type, value: value ?? '', ...shared } as object)} /> : <textarea rows={rows} {...shared} value={value ?? ''} />}
      {own.length === 0 ? null : (
        <span class="fault" id={`${name}-fault`}>
          {own.map(({ detail }) => detail).join(' ')}
        </span>
      )}
    </div>
  )
}

export interface SelectProps {
  name: string
  label: string
  value?: string | undefined
  options: readonly (readonly [value: string, label: string])[]
  hint?: string
}

export const Select = ({ name, label, value, options, hint }: SelectProps) => (
  <div class="field">
    <label for={name}>{label}</label>
    {hint ? <span class="hint">{hint}</span> : null}
    <select id={name} name={name}>
      {options.map(([option, text]) => (
        <option key={option} value={option} selected={option === (value ?? '')}>
          {text}
        </option>
      ))}
    </select>
  </div>
)

export const Check = ({ name, value = 'yes', checked = false, children }: { name: string; value?: string; checked?: boolean; children: ComponentChildren }) => (
  <label class="check">
    <input type="checkbox" name={name} value={value} checked={checked} />
    <span>{children}</span>
  </label>
)

export const Reasons = ({ reasons }: { reasons: readonly Reason[] }) =>
  reasons.length === 0 ? null : (
    <ul class="reasons">
      {reasons.map(({ rule, detail }) => (
        <li key={`${rule}${detail}`}>{detail}</li>
      ))}
    </ul>
  )

export const Pager = ({ next, first }: { next: string | null; first: string | null }) =>
  next === null && first === null ? null : (
    <nav class="pager" aria-label="Pages">
      {first === null ? null : (
        <a class="button quiet" href={first}>
          Back to the start
        </a>
      )}
      {next === null ? null : (
        <a class="button quiet" href={next} rel="next">
          More
        </a>
      )}
    </nav>
  )

/** Where the body can be found on X. Links to outside tell nothing of where they were followed. */
export const Handles = ({ ally }: { ally: Pick<AllyView, 'accounts' | 'hashtag'> }) => (
  <span class="row small">
    {ally.hashtag ? (
      <a href={ally.hashtag.url} rel="noreferrer">
        #{ally.hashtag.tag}
      </a>
    ) : null}
    {ally.accounts.map(({ handle, url }) => (
      <a key={handle} href={url} rel="noreferrer">
        @{handle}
      </a>
    ))}
  </span>
)

export const AllyCard = ({ ally }: { ally: AllyView }) => (
  <li class="card">
    <h2>
      <a href={`/allies/${ally.id}`}>{ally.name}</a>
    </h2>
    <Handles ally={ally} />
    <span class="row">
      {ally.category ? <Tag tone="accent">{shortSection(ally.category)}</Tag> : null}
      {ally.kind === 'hashtag' ? <Tag>hashtag</Tag> : ally.body_kind ? <Tag>{ally.body_kind}</Tag> : null}
    </span>
    <span class="foot">
      {ally.support.nominators > 0 ? <span>{plural(ally.support.nominators, 'nominator')}</span> : null}
      {ally.support.chats > 0 ? <span>{plural(ally.support.chats, 'chat')}</span> : null}
    </span>
  </li>
)
