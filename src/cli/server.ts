import type { Command } from 'commander'
import { compose } from '../compose.js'
import { describeConfig } from '../config.js'
import { say, sayJson, table } from './output.js'
import { config, type JsonOption, withDeps } from './run.js'

export const untilSignal = () =>
  new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })

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
}
