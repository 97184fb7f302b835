import { type Command, InvalidArgumentError } from 'commander'
import { isScope, SCOPES } from '../access/scopes.js'
import { createKey, type KeyInfo, listKeys, revokeKey } from '../access/service.js'
import { compose } from '../compose.js'
import { describeConfig } from '../config.js'
import { AppError } from '../kernel/errors.js'
import { paint, say, sayJson, table } from './output.js'
import { ACTOR, config, type JsonOption, withDeps } from './run.js'

export const untilSignal = () =>
  new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })

const DAY_MS = 24 * 3_600_000
const ending = (text: string): Date => {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text)
  const at = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?Z)?$/.test(text) ? new Date(text) : new Date(Number.NaN)
  // 2027-02-30 is read as a day of March.
  if (Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== text.slice(0, 10))
    throw new InvalidArgumentError('It is a date as 2027-06-30, or 2027-06-30T18:00:00Z.')
  return day ? new Date(at.getTime() + DAY_MS) : at
}

const stateOf = ({ revoked_at, expires_at }: Pick<KeyInfo, 'revoked_at' | 'expires_at'>): string => {
  if (revoked_at) return 'revoked'
  if (!expires_at) return 'live'
  return `${expires_at <= new Date() ? 'ended' : 'live until'} ${expires_at.toISOString().slice(0, 16).replace('T', ' ')}`
}

export function serverCommands(program: Command): void {
  program
    .command('serve')
    .description('serve the API and the pages, with background work; the first start prints an organiser key')
    .option('--port <n>', 'instead of PORT')
    .action(async (options: { port?: string }) => {
      if (options.port) process.env.PORT = options.port
      const { serve } = await import('../server.js')
      await serve(config())
    })

  program
    .command('worker')
    .description('only background work, for deployments with several processes on Postgres')
    .action(async () => {
      const { startWorker } = await import('../jobs/worker.js')
      const { deps, close } = await compose(config())
      const worker = await startWorker(deps)
      say('Working; stop with Ctrl-C.')
      await untilSignal()
      await worker.stop()
      await close()
    })

  program
    .command('migrate')
    .description('bring the database up to date and end')
    .action(async () => {
      await withDeps(async () => undefined)
      say('The database is up to date.')
    })

  program
    .command('demo')
    .description('the whole job on an invented chat, against the simulated X, in a temporary database')
    .option('--keep', 'leave the pages up to look at until Ctrl-C')
    .action(async (options: { keep?: boolean }) => {
      const { runDemo } = await import('../demo/run.js')
      await runDemo({ keep: options.keep === true })
    })

  program
    .command('openapi')
    .description('print the OpenAPI document')
    .action(async () => {
      const { openApiDocument } = await import('../openapi.js')
      process.stdout.write(await openApiDocument())
    })

  program
    .command('formats')
    .description('print what can be imported, as openapi/formats.md')
    .action(async () => {
      const { formatsDocument } = await import('../nominations/formats/catalogue.js')
      process.stdout.write(formatsDocument())
    })

  program
    .command('config')
    .description('every setting, its default and what it is now (secrets are not shown)')
    .option('--json', 'print them as JSON')
    .action((options: JsonOption) => {
      const rows = describeConfig(config())
      say(
        table(
          ['variable', 'now', 'default', 'meaning'],
          rows.map((row) => [row.name, row.value, row.default, row.description]),
        ),
      )
      if (options.json) sayJson({ settings: rows })
    })

  const key = program.command('key').description('keys for the API and the desk')

  key
    .command('create <name>')
    .description('make a key; it is shown only once')
    .option('--scope <scope>', `one of ${SCOPES.join(', ')} (repeat for more)`, (value: string, before: string[] = []) => [...before, value])
    .option('--expires <date>', 'when it ends by itself, as 2027-06-30 (the end of that day, UTC) or 2027-06-30T18:00:00Z', ending)
    .option('--json', 'print it as JSON')
    .action(async (name: string, options: { scope?: string[]; expires?: Date } & JsonOption) => {
      const scopes = options.scope ?? ['directory:curate', 'lists:apply']
      const unknown = scopes.filter((scope) => !isScope(scope))
      if (unknown.length > 0) throw new AppError('validation_failed', `There is no scope ${unknown.join(', ')}; there are ${SCOPES.join(', ')}.`)
      const made = await withDeps((deps) =>
        createKey(deps, {
          name,
          scopes: scopes.filter(isScope),
          expires_at: options.expires,
          actor: ACTOR,
        }),
      )
      say(`${paint('bold', made.key)}`)
      const end = made.expires_at ? ` It ends on ${made.expires_at.toISOString().slice(0, 16).replace('T', ' ')} UTC.` : ''
      say(paint('dim', `  ${made.id}: ${made.scopes.join(' ')}. It is shown only this once.${end}`))
      if (options.json) sayJson(made)
    })

  key
    .command('list', { isDefault: true })
    .description('all keys')
    .option('--json', 'print them as JSON')
    .action(async (options: JsonOption) => {
      const items = await withDeps(listKeys)
      say(
        table(
          ['name', 'scopes', 'last used', 'state', 'id'],
          items.map((one) => [one.name, one.scopes.join(' '), one.last_used_at?.toISOString() ?? 'never', stateOf(one), one.id]),
        ),
      )
      if (options.json) sayJson({ items })
    })

  key
    .command('revoke <id>')
    .description('end a key at once')
    .action(async (id: string) => {
      const gone = await withDeps((deps) => revokeKey(deps, ACTOR, id))
      say(`${gone.name} is revoked.`)
    })
}
