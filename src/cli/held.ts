import type { Command } from 'commander'
import type { ReviewView } from '../directory/views.js'
import { decideHeld, nominationsOf } from '../nominations/service.js'
import { entry, everyEntry } from './directory.js'
import { paint, say, sayJson, table } from './output.js'
import { ACTOR, type JsonOption, type Using, withDeps } from './run.js'

/** Voices that were held: to look at, to release, to dismiss, and to take a decision back. */
export function heldCommands(program: Command, using: Using = withDeps): void {
  program
    .command('held [entry]')
    .description('voices that wait for a word of yours: the entries, or the voices of one')
    .option('--json', 'print them as JSON')
    .action(async (name: string | undefined, options: JsonOption) => {
      if (name === undefined) {
        const items = await using((deps) => everyEntry(deps, { held: true }))
        say(
          table(
            ['name', 'status', 'held', 'why', 'dismissed', 'nominators', 'chats'],
            items.map((one) => [
              one.name,
              one.status,
              one.held.waiting,
              one.held.reasons.join(', '),
              one.held.dismissed,
              one.support.nominators,
              one.support.chats,
            ]),
          ),
        )
        if (options.json) sayJson({ items })
        return
      }
      const items = await using(async (deps) => (await nominationsOf(deps, (await entry(deps, name)).id, { limit: 200, held: true })).items)
      say(
        table(
          ['voice', 'names', 'held for', 'decision', 'when', 'said'],
          items.map((one) => [
            one.id,
            `${one.target.kind === 'hashtag' ? '#' : '@'}${one.target.key}`,
            one.hold,
            one.hold_decision ?? 'waits',
            one.created_at,
            one.text ?? one.raw,
          ]),
        ),
      )
      if (options.json) sayJson({ items })
    })

  const decisions = [
    ['release', 'let held voices count as support'],
    ['dismiss', 'keep held voices from counting; they can be released later'],
  ] as const
  for (const [decision, description] of decisions) {
    const opposite = decision === 'release' ? 'dismissed' : 'released'
    program
      .command(`${decision} <entry>`)
      .description(`${description}; by @handle, #hashtag or id`)
      .requiredOption('--reason <text>', 'kept on the record')
      .option(`--${opposite}`, `those that were ${opposite} before, instead of those that wait`)
      .option('--voice <ids...>', 'only these voices (see: allies held <entry>)')
      .option('--json', 'print the outcome as JSON')
      .action(async (name: string, options: { reason: string; dismissed?: true; released?: true; voice?: string[] } & JsonOption) => {
        const of = options.dismissed ? 'dismissed' : options.released ? 'released' : 'waiting'
        const { one, done } = await using(async (deps): Promise<{ one: ReviewView; done: Awaited<ReturnType<typeof decideHeld>> }> => {
          const found = await entry(deps, name)
          return { one: found, done: await decideHeld(deps, ACTOR, found.id, { decision, reason: options.reason, nomination_ids: options.voice, of }) }
        })
        say(`${paint(decision === 'release' ? 'green' : 'yellow', decision === 'release' ? 'released' : 'dismissed')} ${done.voices} voices for ${one.name}`)
        say(`  support: ${done.support.nominators} people in ${done.support.chats} chats`)
        if (options.json) sayJson(done)
      })
  }
}
