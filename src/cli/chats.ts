import type { Command } from 'commander'
import { chatContext, seriesContext } from '../chats/context.js'
import { createChat, createSeries, listChats, listSeries } from '../chats/service.js'
import { paint, say, sayJson, table } from './output.js'
import { ACTOR, type JsonOption, withDeps } from './run.js'

const gather = (value: string, before: string[] = []) => [...before, value]

export function chatCommands(program: Command): void {
  const series = program.command('series').description('recurring conversations under a hashtag')

  series
    .command('add <hashtag>')
    .description('start a series')
    .requiredOption('--name <text>', 'what people call it')
    .requiredOption('--timezone <zone>', 'IANA time zone, e.g. America/New_York')
    .option('--host <handle>', 'an account that hosts it (repeat for more): hosts nominate nothing', gather)
    .option('--json', 'print the series as JSON')
    .action(
      async (
        hashtag: string,
        options: {
          name: string
          timezone: string
          host?: string[]
        } & JsonOption,
      ) => {
        const made = await withDeps((deps) =>
          createSeries(deps, ACTOR, {
            hashtag,
            name: options.name,
            timezone: options.timezone,
            hosts: options.host ?? [],
          }),
        )
        say(`${paint('green', 'Started')} #${made.hashtag} (${made.id}), ${made.timezone}`)
        if (options.json) sayJson(made)
      },
    )

  series
    .command('list', { isDefault: true })
    .description('all series')
    .option('--json', 'print them as JSON')
    .action(async (options: JsonOption) => {
      const { items } = await withDeps((deps) => listSeries(deps, { limit: 200 }))
      say(
        table(
          ['hashtag', 'name', 'zone', 'hosts', 'id'],
          items.map((one) => [`#${one.hashtag}`, one.name, one.timezone, one.hosts.map((host) => `@${host}`).join(' '), one.id]),
        ),
      )
      if (options.json) sayJson({ items })
    })

  const chat = program.command('chat').description('dated chats of a series')

  chat
    .command('add')
    .description('announce a chat')
    .requiredOption('--series <hashtag>', 'the series it belongs to')
    .requiredOption('--start <time>', "local time in the series' zone (2026-03-01T15:00), or an instant with offset")
    .requiredOption('--topic <text>', 'what it is about')
    .option('--minutes <n>', 'how long it lasts', Number, 60)
    .option('--question <text>', 'Q1, Q2 ... in order (repeat)', gather)
    .option('--host <handle>', "hosts of this chat, if not the series'", gather)
    .option('--json', 'print the chat as JSON')
    .action(
      async (
        options: {
          series: string
          start: string
          topic: string
          minutes: number
          question?: string[]
          host?: string[]
        } & JsonOption,
      ) => {
        const made = await withDeps(async (deps) => {
          const { series_id } = await seriesContext(deps, options.series)
          const questions = (options.question ?? []).map((text, index) => ({
            number: index + 1,
            text,
          }))
          return createChat(deps, ACTOR, {
            series_id,
            starts_at: options.start,
            duration_minutes: options.minutes,
            topic: options.topic,
            questions,
            ...(options.host ? { hosts: options.host } : {}),
          })
        })
        say(`${paint('green', 'Announced')} "${made.topic}" (${made.id}), ${made.local_start}`)
        if (options.json) sayJson(made)
      },
    )

  chat
    .command('list', { isDefault: true })
    .description('chats, newest first')
    .option('--series <hashtag>', 'only of this series')
    .option('--json', 'print them as JSON')
    .action(async (options: { series?: string } & JsonOption) => {
      const { items } = await withDeps(async (deps) => {
        const of = options.series ? (await seriesContext(deps, options.series)).series_id : undefined
        return listChats(deps, { series: of }, { limit: 200 })
      })
      say(
        table(
          ['starts', 'series', 'topic', 'questions', 'id'],
          items.map((one) => [one.local_start, `#${one.hashtag}`, one.topic, one.questions.length, one.id]),
        ),
      )
      if (options.json) sayJson({ items })
    })

  chat
    .command('show <id>')
    .description('one chat with its questions')
    .option('--json', 'print it as JSON')
    .action(async (id: string, options: JsonOption) => {
      const context = await withDeps((deps) => chatContext(deps, id))
      say(`#${context.hashtag}, ${context.starts_at?.toISOString() ?? ''}`)
      for (const question of context.questions) say(`  Q${question.number} ${question.text}`)
      if (options.json) sayJson(context)
    })
}
