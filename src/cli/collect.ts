import type { Command } from 'commander'
import { publicListsOf } from '../lists/membership.js'
import { nominationStatus, submitNominations } from '../nominations/service.js'
import { paint, say, sayJson, table } from './output.js'
import { ACTOR, config, type JsonOption, withDeps } from './run.js'

export function collectCommands(program: Command): void {
  program
    .command('nominate <target...>')
    .description('nominate @organisations and #hashtags by hand')
    .option('--by <handle>', 'who nominates; kept only as a keyed hash')
    .option('--chat <id>', 'the chat it was said in')
    .option('--question <n>', 'the question it answers, e.g. 1', Number)
    .option('--why <text>', 'in the words of the nominator')
    .option('--json', 'print the result as JSON')
    .action(async (targets: string[], options: { by?: string; chat?: string; question?: number; why?: string } & JsonOption) => {
      const result = await withDeps((deps) =>
        submitNominations(deps, {
          targets,
          nominator: options.by,
          chat_id: options.chat,
          question: options.question,
          why: options.why,
          source: 'api',
          voice: 'command line',
          actor: ACTOR,
        }),
      )
      for (const one of result.nominations)
        say(`${one.created ? paint('green', 'new') : paint('dim', 'known')} ${one.target.kind === 'hashtag' ? '#' : '@'}${one.target.display}  ${one.ally_id}`)
      for (const one of [...result.skipped, ...result.review]) say(`${paint('yellow', 'not taken')} ${one.raw}: ${one.reason}`)
      if (result.status_code) say(paint('dim', `  what became of it: ${config().PUBLIC_URL}/status/${result.status_code}`))
      if (options.json) sayJson(result)
    })

  program
    .command('status <code>')
    .description('what became of nominations, by the code their nominator was given')
    .option('--json', 'print it as JSON')
    .action(async (code: string, options: JsonOption) => {
      const status = await withDeps((deps) => nominationStatus(deps, code, publicListsOf))
      say(
        table(
          ['target', 'state', 'part of', 'support', 'lists', 'reason', 'second look'],
          status.map((one) => [
            one.self ? `${one.raw} (own account)` : one.raw,
            one.state,
            one.merged_into?.name,
            `${one.support.nominators} in ${one.support.chats} chats`,
            one.lists.map(({ name }) => name).join(', '),
            one.reason,
            one.second_look ? (one.second_look.answered_at ? `looked at again on ${one.second_look.answered_at.slice(0, 10)}` : 'asked') : '',
          ]),
        ),
      )
      if (options.json) sayJson({ items: status })
    })
}
