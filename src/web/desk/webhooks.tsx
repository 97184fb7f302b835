import type { Fault } from '../../kernel/errors.js'
import { EVENT_TYPES } from '../../webhooks/events.js'
import type { DeliveryView, WebhookView } from '../../webhooks/service.js'
import { Check, Empty, Field, Note, plural, Tag, When } from '../components.js'
import { renderPage } from '../layout.js'
import { ScrollTable } from '../picture.js'
import { type Desk, Done } from './parts.js'

export interface WebhooksPage extends Desk {
  items: { webhook: WebhookView; deliveries: DeliveryView[] }[]
  values: { url: string; description: string; types: readonly string[] }
  /** Shown once. */
  secret: { url: string; secret: string } | null
  done: string | undefined
  refused?: { message: string; faults: readonly Fault[] } | undefined
}

export function webhooksPage({ site, holder, items, values, secret, done, refused }: WebhooksPage): string {
  return renderPage({
    site,
    title: 'Webhooks',
    holder: holder.name,
    children: (
      <>
        <h1>Webhooks</h1>
        <p class="lead">Addresses that are told of changes at once, signed, so that other sites need not ask again and again.</p>
        <Done what={done} />
        {refused ? (
          <Note tone="bad">
            <p>{refused.message}</p>
          </Note>
        ) : null}
        {secret === null ? null : (
          <Note tone="good">
            <p>The secret of {secret.url}, shown only this once. Receivers check signatures with it:</p>
            <p class="key">{secret.secret}</p>
          </Note>
        )}
        {items.length === 0 ? (
          <Empty>
            <p>Nobody is told yet.</p>
          </Empty>
        ) : (
          <ul class="plain stack">
            {items.map((one) => (
              <One key={one.webhook.id} {...one} />
            ))}
          </ul>
        )}
        <form method="post" action="/desk/webhooks" class="card">
          <h2>Tell another address</h2>
          <Field
            name="url"
            label="Address"
            type="url"
            required
            maxLength={500}
            value={values.url}
            placeholder="https://example.org/hooks/allies"
            hint="https, on the open internet"
            faults={refused?.faults}
          />
          <Field name="description" label="What is it for?" maxLength={200} value={values.description} faults={refused?.faults} />
          <fieldset>
            <legend>Of what? Everything, if nothing is ticked</legend>
            {EVENT_TYPES.map((type) => (
              <Check key={type} name="types" value={type} checked={values.types.includes(type)}>
                {type.replace('.', ': ').replace('_', ' ')}
              </Check>
            ))}
          </fieldset>
          <button type="submit">Add it</button>
        </form>
      </>
    ),
  })
}

function One({ webhook, deliveries }: WebhooksPage['items'][number]) {
  const { id, url, description, enabled, disabled_because, waiting, failed, last_delivered_at } = webhook
  const button = (path: string, label: string, tone: 'quiet' | 'bad' = 'quiet') => (
    <form method="post" action={`/desk/webhooks/${id}/${path}`}>
      <button type="submit" class={tone}>
        {label}
        <span class="hide">: {url}</span>
      </button>
    </form>
  )
  return (
    <li class="card">
      <div class="spread">
        <h2 class="mono">{url}</h2>
        <Tag tone={enabled ? 'good' : 'bad'}>{enabled ? 'on' : 'off'}</Tag>
      </div>
      {description ? <p>{description}</p> : null}
      {disabled_because ? <p>{disabled_because}</p> : null}
      <p class="small soft">
        {plural(waiting, 'event')} waiting, {failed.toLocaleString('en')} given up.{' '}
        {last_delivered_at ? (
          <>
            Last taken on <When at={last_delivered_at} time />.
          </>
        ) : (
          'Nothing was taken yet.'
        )}
      </p>
      <div class="row">
        {enabled ? button('ping', 'Try it') : null}
        {button(enabled ? 'off' : 'on', enabled ? 'Switch off' : 'Switch on')}
        {button('rotate', 'New secret')}
        {button('remove', 'Remove', 'bad')}
      </div>
      {deliveries.length === 0 ? null : (
        <details>
          <summary>The last events</summary>
          <ScrollTable label={`Sent to ${url}`}>
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Event</th>
                <th scope="col">Became</th>
                <th scope="col">
                  <span class="hide">What to do</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {deliveries.map((one) => (
                <tr key={one.id}>
                  <td>
                    <When at={one.created_at} time />
                  </td>
                  <td>{one.type}</td>
                  <td>
                    {one.state}
                    {one.last_error ? `: ${one.last_error}` : ''}
                    {one.attempts > 1 ? `, ${plural(one.attempts, 'try', 'tries')}` : ''}
                  </td>
                  <td>{enabled ? button(`again/${one.id}`, 'Send again') : null}</td>
                </tr>
              ))}
            </tbody>
          </ScrollTable>
        </details>
      )}
    </li>
  )
}
