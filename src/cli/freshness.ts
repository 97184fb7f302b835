import { type Command, Option } from 'commander'
import { ROLES, type Role } from '../directory/freshness/risk.js'
import { assureAlly, checkSites, listStale } from '../directory/freshness/service.js'
import { AppError } from '../kernel/errors.js'
import { entry } from './directory.js'
import { paint, progressBar, say, sayJson, table } from './output.js'
import { ACTOR, type JsonOption, withDeps } from './run.js'

/** Entries that somebody should look at again, and the word that one is right. */
export function freshnessCommands(program: Command): void {
  program
    .command('freshness')
    .description('published entries that somebody should look at again, riskiest first')
    .option('--limit <n>', 'so many at most', Number, 50)
    .option('--json', 'print them as JSON')
    .action(async (options: { limit: number } & JsonOption) => {
      const limit = Number.isInteger(options.limit) ? Math.min(200, Math.max(1, options.limit)) : 50
      const { items, next_cursor } = await withDeps((deps) => listStale(deps, { limit }))
      say(
        table(
          ['risk', 'name', 'why', 'assured', 'id'],
          items.map((one) => [
            one.score.toFixed(1),
            one.name,
            one.reasons.map(({ detail }) => detail).join(' '),
            one.assured ? `${one.assured.at.slice(0, 10)} by ${one.assured.by}` : 'never',
            one.id,
          ]),
        ),
      )
      if (next_cursor !== null) say(paint('dim', 'There are more: --limit takes up to 200.'))
      if (options.json) sayJson({ items, more: next_cursor !== null })
    })

  program
    .command('assure <entry>')
    .description('say that an entry is right as it stands; by @handle, #hashtag or id')
    .addOption(new Option('--role <role>', 'in which role you say so; shown in public').choices([...ROLES]).makeOptionMandatory())
    .requiredOption('--reason <text>', 'kept on the record')
    .option('--json', 'print the entry as JSON')
    .action(async (name: string, options: { role: Role; reason: string } & JsonOption) => {
      const done = await withDeps(async (deps) => {
        const one = await entry(deps, name)
        return assureAlly(deps, ACTOR, one.id, one.etag, { role: options.role, reason: options.reason })
      })
      say(`${paint('green', 'assured')} ${done.name} by ${options.role}`)
      if (options.json) sayJson(done)
    })

  program
    .command('check-sites')
    .description('ask the websites of listed bodies whether they are still there (needs SITE_CHECKS=true)')
    .option('--limit <n>', 'most websites in this run', Number, 500)
    .option('--json', 'print the report as JSON')
    .action(async (options: { limit: number } & JsonOption) => {
      const bar = progressBar('asking')
      const report = await withDeps((deps) => {
        if (!deps.config.SITE_CHECKS) throw new AppError('conflict', 'Websites are asked only with SITE_CHECKS=true.')
        return checkSites(deps, { limit: options.limit, onProgress: bar.update })
      }).finally(bar.stop)
      say(`${report.asked} asked: ${report.ok} there, ${report.gone} gone, ${report.unknown} did not answer`)
      if (options.json) sayJson(report)
    })
}
