import type { Command } from 'commander'
import { AppError } from '../kernel/errors.js'
import { estimateReach } from '../reach/service.js'
import { paint, say, sayJson } from './output.js'
import { type JsonOption, withDeps } from './run.js'

export function reachCommands(program: Command): void {
  program
    .command('reach')
    .description('how many accounts follow at least one of them: an estimate with its range and evidence')
    .option('--list <id>', 'of a list')
    .option('--category <section>', 'of all published allies of an ICNP/TSO section')
    .option('--ids <ids>', 'of these allies, separated by commas')
    .option('--json', 'print the estimate as JSON')
    .action(
      async (
        options: {
          list?: string
          category?: string
          ids?: string
        } & JsonOption,
      ) => {
        const given = [options.list, options.category, options.ids].filter((one) => one !== undefined)
        if (given.length !== 1) throw new AppError('validation_failed', 'Give exactly one of --list, --category and --ids.')
        const scope = options.list
          ? { list: options.list }
          : options.category
            ? { category: options.category }
            : { ids: (options.ids ?? '').split(',').map((id) => id.trim()) }
        const result = await withDeps((deps) => estimateReach(deps, scope, 'organiser'))
        say(paint('bold', result.statement))
        const sum = result.gross_followers === null ? 'nothing' : result.gross_followers.toLocaleString('en')
        say(
          paint(
            'dim',
            `  a plain sum of followers would say ${sum}; method ${result.method}, calibration ${result.calibration}, counts as of ${result.as_of ?? 'never'}`,
          ),
        )
        if (options.json) sayJson(result)
      },
    )
}
