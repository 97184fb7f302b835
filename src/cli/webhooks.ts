import { type Command, InvalidArgumentError } from 'commander'
import { EVENT_TYPES, type EventType, isEventType } from '../webhooks/events.js'
import * as service from '../webhooks/service.js'
import { paint, say, sayJson, table } from './output.js'
import { ACTOR, atMost, type JsonOption, type Using, withDeps } from './run.js'

const typed = (text: string, before: EventType[] = []): EventType[] => {
  if (!isEventType(text)) throw new InvalidArgumentError(`It is one of ${EVENT_TYPES.join(', ')}.`)
  return [...before, text]
}

/** Addresses of others that are told of changes. */
export function webhookCommands(program: Command, using: Using = withDeps): void {
  const webhook = program.command('webhook').description('addresses that are told of changes, signed as Standard Webhooks has it')
  const shown = ({ id, url, enabled, disabled_because }: service.WebhookView) =>
    say(`${enabled ? paint('green', 'on') : paint('red', 'off')}  ${url}  ${id}${disabled_because ? `\n  ${disabled_because}` : ''}`)
  const secretOnce = (secret: string) => say(`  secret, shown only this once: ${paint('bold', secret)}`)

  webhook
    .command('list', { isDefault: true })
    .description('all of them, with what waits for each')
    .option('--json', 'print them as JSON')
    .action(async (options: JsonOption) => {
      const items = await using((deps) => service.listWebhooks(deps))
      const state = (one: service.WebhookView) => (one.enabled ? 'on' : 'off')
      say(
        items.length === 0
          ? 'There is none: allies webhook add URL.'
          : table(
              ['state', 'address', 'waiting', 'failed', 'last taken', 'id'],
              items.map((one) => [state(one), one.url, one.waiting, one.failed, one.last_delivered_at?.slice(0, 16).replace('T', ' ') ?? 'never', one.id]),
            ),
      )
      if (options.json) sayJson({ items })
    })

  webhook
    .command('add <url>')
    .description('tell an address of changes from now on; https only')
    .option('--type <event>', `what it is told of, as often as you like: ${EVENT_TYPES.join(', ')}; everything, if it is left out`, typed)
    .option('--description <text>', 'what it is for')
    .option('--json', 'print it as JSON')
    .action(async (url: string, options: { type?: EventType[]; description?: string } & JsonOption) => {
      const made = await using((deps) => service.addWebhook(deps, ACTOR, { url, types: options.type, description: options.description?.slice(0, 200) }))
      shown(made)
      secretOnce(made.secret)
      if (options.json) sayJson(made)
    })

  for (const [name, description, act] of [
    ['remove', 'tell it no more, and drop what waits for it', service.removeWebhook],
    ['on', 'switch it on again', (deps, actor, id) => service.switchWebhook(deps, actor, id, true)],
    ['off', 'switch it off', (deps, actor, id) => service.switchWebhook(deps, actor, id, false)],
  ] as readonly [string, string, typeof service.removeWebhook][])
    webhook
      .command(`${name} <webhook>`)
      .description(description)
      .option('--json', 'print it as JSON')
      .action(async (id: string, options: JsonOption) => {
        const view = await using((deps) => act(deps, ACTOR, id))
        if (name === 'remove') say(`${paint('yellow', 'removed')} ${view.url}`)
        else shown(view)
        if (options.json) sayJson(view)
      })

  webhook
    .command('rotate <webhook>')
    .description('give it a new secret; for a day the one before signs beside it')
    .option('--json', 'print it as JSON')
    .action(async (id: string, options: JsonOption) => {
      const made = await using((deps) => service.rotateSecret(deps, ACTOR, id))
      shown(made)
      secretOnce(made.secret)
      if (options.json) sayJson(made)
    })

  webhook
    .command('ping <webhook>')
    .description('send it an event that means nothing; the server sends it, so it must run')
    .option('--json', 'print the delivery as JSON')
    .action(async (id: string, options: JsonOption) => {
      const delivery = await using((deps) => service.pingWebhook(deps, id))
      say(`${paint('green', 'noted')}: see what became of it with allies webhook deliveries ${id}`)
      if (options.json) sayJson(delivery)
    })

  webhook
    .command('deliveries <webhook>')
    .description('what was sent to it in the last month, the last first')
    .option('--limit <n>', 'how many at most', atMost, 25)
    .option('--json', 'print them as JSON')
    .action(async (id: string, options: { limit: number } & JsonOption) => {
      const { items } = await using((deps) => service.listDeliveries(deps, id, { limit: options.limit }))
      say(
        items.length === 0
          ? 'Nothing was sent to it yet.'
          : table(
              ['when', 'event', 'state', 'tries', 'answer', 'id'],
              items.map((one) => [
                one.created_at.slice(0, 16).replace('T', ' '),
                one.type,
                one.state,
                one.attempts,
                one.last_error ?? one.last_status ?? '',
                one.id,
              ]),
            ),
      )
      if (options.json) sayJson({ items })
    })

  webhook
    .command('redeliver <webhook> <delivery>')
    .description('send one event again, under the same webhook-id')
    .option('--json', 'print the delivery as JSON')
    .action(async (id: string, delivery: string, options: JsonOption) => {
      const again = await using((deps) => service.redeliver(deps, ACTOR, id, delivery))
      say(`${paint('green', 'noted')}: the server sends it again`)
      if (options.json) sayJson(again)
    })
}
