import type { Command } from 'commander'
import { publicListsOf } from '../lists/membership.js'
import { answerLeaving, listLeaving, standingOf } from '../privacy/service.js'
import { paint, say, sayJson, table } from './output.js'
import { ACTOR, type JsonOption, type Using, withDeps } from './run.js'

/** Wishes to be left out: who waits for a word, and the word. */
export function leaveCommands(program: Command, using: Using = withDeps): void {
  const leave = program.command('leave').description('wishes to be left out: what waits, and your answer')

  leave
    .command('list', { isDefault: true })
    .description('requests that wait for your word, oldest first')
    .option('--answered', 'those that were answered instead, the last one first')
    .option('--json', 'print them as JSON')
    .action(async (options: { answered?: true } & JsonOption) => {
      const items = await using((deps) => listLeaving(deps, options.answered ? 'answered' : 'open'))
      say(
        items.length === 0
          ? 'Nobody waits.'
          : table(
              ['who', 'entry', 'why', 'state', 'asked', 'id'],
              items.map((one) => [
                one.target ?? '(not kept)',
                one.entry ? `${one.entry.name} (${one.entry.status})` : '-',
                one.answer ?? one.why ?? '',
                one.proof ? `${one.state} (${one.proof})` : one.state,
                one.asked_at.slice(0, 10),
                one.id,
              ]),
            ),
      )
      if (options.json) sayJson({ items })
    })

  for (const [answer, description, done] of [
    ['honour', 'leave it out on its word, for good', 'left out'],
    ['refuse', 'keep it; the asker reads why', 'kept'],
  ] as const) {
    leave
      .command(`${answer} <request>`)
      .description(`${description}; by the id of the request`)
      .requiredOption('--reason <text>', 'what the asker reads; kept on the record')
      .option('--json', 'print what still waits as JSON')
      .action(async (id: string, options: { reason: string } & JsonOption) => {
        const items = await using(async (deps) => {
          await answerLeaving(deps, ACTOR, id, { answer, reason: options.reason })
          return listLeaving(deps, 'open')
        })
        say(`${paint(answer === 'honour' ? 'green' : 'yellow', done)}; ${items.length} still wait`)
        if (options.json) sayJson({ items })
      })
  }

  program
    .command('standing <target>')
    .description('which public lists an account or a hashtag is on; @handle, #hashtag or a link')
    .option('--json', 'print it as JSON')
    .action(async (target: string, options: JsonOption) => {
      const found = await using((deps) => standingOf(deps, target, publicListsOf))
      say(
        found.entry ? `${found.target} is in the public directory: ${found.entry.name}, ${found.entry.url}` : `${found.target} is not in the public directory.`,
      )
      for (const { name, url } of found.lists) say(`  on the list ${name}, ${url}`)
      if (options.json) sayJson(found)
    })
}
