import type { Command } from 'commander'
import { AppError } from '../kernel/errors.js'
import { usd } from '../kernel/money.js'
import { countsOf, enterCount, refreshCounts } from '../reach/counts/service.js'
import { paint, progressBar, say, sayJson, table } from './output.js'
import { estimateCommand, whomCommands } from './reach-whom.js'
import { ACTOR, type JsonOption, type Using, withDeps } from './run.js'

const n = (count: number | null) => (count === null ? '' : count.toLocaleString('en'))

export function reachCommands(program: Command, using: Using = withDeps): void {
  const reach = program.command('reach').description('how many accounts follow at least one of them, and the follower counts that it rests on')

  estimateCommand(reach, using)
  whomCommands(reach, using)

  reach
    .command('refresh')
    .description('read the follower counts of published accounts from X, the stalest first, within the budget of the month')
    .option('--limit <n>', 'so many accounts at most', Number, 1000)
    .option('--json', 'print the report as JSON')
    .action(async (options: { limit: number } & JsonOption) => {
      const limit = Number.isInteger(options.limit) && options.limit > 0 ? options.limit : 1000
      const bar = progressBar('asking X')
      const report = await using((deps) => refreshCounts(deps, { limit, onProgress: bar.update })).finally(bar.stop)
      if (report.looked_up === 0) say('every count was read within the last day: nothing was asked of X')
      else
        say(
          `${paint('green', n(report.found))} counts read for ${usd(report.cost_usd)}; ${n(report.suspended + report.not_found)} accounts are gone or suspended`,
        )
      if (report.stopped_by !== null)
        say(
          paint(
            'yellow',
            `  ${n(report.still_due)} more are due: ${report.stopped_by === 'budget' ? 'the money of the month is spent' : 'run it again, or with a larger --limit'}`,
          ),
        )
      say(paint('dim', `  spent on X in this month: ${usd(report.spent_usd)} of ${usd(report.budget_usd)}`))
      if (options.json) sayJson(report)
    })

  reach
    .command('counts <account>')
    .description('the follower counts of one account over time')
    .option('--json', 'print them as JSON')
    .action(async (account: string, options: JsonOption) => {
      const found = await using((deps) => countsOf(deps, account))
      const growth = found.growth_per_30_days
      say(
        `@${found.account.handle}: ${found.followers === null ? 'no count is known' : `${n(found.followers)} followers`}${found.stale && found.followers !== null ? paint('yellow', ', read more than thirty days ago') : ''}${growth === null ? '' : `, ${growth < 0 ? '' : '+'}${n(growth)} in thirty days`}`,
      )
      say(
        table(
          ['day', 'followers', 'from'],
          found.series.slice(-30).map((one) => [one.read_at.slice(0, 10), n(one.followers), one.source === 'x' ? 'X' : 'by hand']),
        ),
      )
      if (options.json) sayJson(found)
    })

  reach
    .command('count <account> <followers>')
    .description('enter a follower count by hand, where X is not connected')
    .option('--as-of <day>', 'when it was read, as 2026-03-01; now, if it is not said')
    .option('--json', 'print the counts of the account as JSON')
    .action(async (account: string, text: string, options: { asOf?: string } & JsonOption) => {
      if (!/^\d{1,10}$/.test(text) || Number(text) > 2_147_483_647) throw new AppError('validation_failed', 'A follower count is a whole number.')
      const found = await using((deps) => enterCount(deps, ACTOR, account, { followers: Number(text), as_of: options.asOf }))
      say(`${paint('green', 'noted')} @${found.account.handle} had ${n(Number(text))} followers`)
      if (found.not_used !== null) say(`${paint('yellow', 'not used')} ${found.not_used}`)
      if (options.json) sayJson(found)
    })
}
