import { type Command, InvalidArgumentError, Option } from 'commander'
import { AppError } from '../kernel/errors.js'
import { replaceList } from '../lists/replace.js'
import * as lists from '../lists/service.js'
import { entryNamed } from './entry-named.js'
import { paint, say, sayJson, table } from './output.js'
import { sayPlan } from './plan-lines.js'
import { ACTOR, type JsonOption, withDeps } from './run.js'

const gather = (value: string, before: string[] = []) => [...before, value]

const supporters = (text: string) => {
  if (/^[0-9]{1,9}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It is a whole number of supporters.')
}

interface RuleOptions {
  category?: string[]
  tag?: string[]
  chat?: string[]
  minSupport?: number
  hashtagOwners?: boolean
}
const ruleFrom = (options: RuleOptions) => ({
  ...(options.category ? { sections: options.category } : {}),
  ...(options.tag ? { tags: options.tag } : {}),
  ...(options.chat ? { chats: options.chat } : {}),
  ...(options.minSupport === undefined ? {} : { min_support: options.minSupport }),
  ...(options.hashtagOwners === undefined ? {} : { hashtag_owners: options.hashtagOwners }),
})

function withRule(command: Command): Command {
  return command
    .option('--category <section>', 'only this ICNP/TSO section (repeat for more)', gather)
    .option('--tag <code>', 'only with this UK-CAT tag (repeat for more)', gather)
    .option('--chat <id>', 'only nominated in this chat (repeat for more)', gather)
    .option('--min-support <n>', 'only with at least so many supporters', supporters)
    .option('--hashtag-owners', 'also who owns a hashtag that fits')
    .option('--no-hashtag-owners', 'not them')
}

export function listCommands(program: Command): void {
  const list = program.command('list').description('curated lists: a rule, pins and exclusions')

  withRule(list.command('create <name>').description('define a list; an empty rule takes every published ally'))
    .option('--description <text>', 'at most 100 characters', '')
    .option('--public', 'public here and on X (lists start private)')
    .option('--json', 'print the list as JSON')
    .action(
      async (
        name: string,
        options: RuleOptions & {
          description: string
          public?: boolean
        } & JsonOption,
      ) => {
        const made = await withDeps((deps) =>
          lists.createList(deps, ACTOR, {
            name,
            description: options.description,
            private: options.public !== true,
            rule: ruleFrom(options),
          }),
        )
        say(`${paint('green', 'Defined')} ${made.name} (${made.id}): ${made.members} members by the directory of now. Next: allies plan ${made.id}`)
        if (options.json) sayJson(made)
      },
    )

  withRule(list.command('edit <id>').description('change name, description, privacy or rule; of the rule only what is given, with --any nothing else stays'))
    .option('--name <text>')
    .option('--description <text>')
    .addOption(new Option('--public', 'public here and on X').conflicts('private'))
    .addOption(new Option('--private', 'private here and on X').conflicts('public'))
    .option('--any', 'forget the rule so far: every published ally, or whom the other options name')
    .option('--json', 'print the list as JSON')
    .action(
      async (
        id: string,
        options: RuleOptions & {
          name?: string
          description?: string
          public?: boolean
          private?: boolean
          any?: boolean
        } & JsonOption,
      ) => {
        const rule = ruleFrom(options)
        const changed = await withDeps(async (deps) => {
          const { etag, rule: before } = await lists.getDeskList(deps, id)
          return lists.editList(deps, ACTOR, id, etag, {
            name: options.name,
            description: options.description,
            private: options.public ? false : options.private ? true : undefined,
            rule: options.any ? rule : Object.keys(rule).length > 0 ? { ...before, ...rule } : undefined,
          })
        })
        say(`${changed.name}: ${changed.members} members, ${changed.private ? 'private' : 'public'}`)
        if (options.json) sayJson(changed)
      },
    )

  list
    .command('show <id>')
    .description('members by the directory of now, and everyone left out with the reason')
    .option('--json', 'print it as JSON')
    .action(async (id: string, options: JsonOption) => {
      const one = await withDeps((deps) => lists.getDeskList(deps, id))
      say(`${paint('bold', one.name)} ${one.private ? '(private)' : ''} ${one.members} members; ${one.waiting.add} to add, ${one.waiting.remove} to remove`)
      say(`  rule ${JSON.stringify(one.rule)}`)
      say(`  on X: ${one.on_x ? `${one.on_x.url}, verified ${one.on_x.verified_at ?? 'never'}` : 'not yet'}`)
      for (const pin of one.pins) say(`  pinned ${pin.ally_id}: ${pin.reason}`)
      for (const exclusion of one.exclusions) say(`  excluded ${exclusion.ally_id}: ${exclusion.reason}`)
      say(
        table(
          ['left out', 'because'],
          one.left_out.map((out) => [out.name, out.reason]),
        ),
      )
      if (options.json) sayJson(one)
    })

  list
    .command('ls', { isDefault: true })
    .description('all lists')
    .option('--json', 'print them as JSON')
    .action(async (options: JsonOption) => {
      const { items } = await withDeps((deps) => lists.listLists(deps, 'organiser', { limit: 200 }))
      say(
        table(
          ['name', 'members', '', 'on X', 'id'],
          items.map((one) => [
            one.name,
            one.members,
            one.private ? 'private' : 'public',
            one.on_x?.verified_at ?? (one.on_x ? 'not verified' : 'not yet'),
            one.id,
          ]),
        ),
      )
      if (options.json) sayJson({ items })
    })

  for (const [verb, kind, description] of [
    ['pin', 'pin', 'put an ally on the list beside the rule'],
    ['exclude', 'exclusion', 'keep an ally off the list whatever the rule says'],
    ['clear', null, 'take a pin or an exclusion back'],
  ] as const) {
    list
      .command(`${verb} <id> <ally>`)
      .description(description)
      .requiredOption('--reason <text>', 'kept on the record')
      .action(async (id: string, name: string, options: { reason: string }) => {
        const done = await withDeps(async (deps) => lists.setException(deps, ACTOR, id, await entryNamed(deps, name), kind, options.reason))
        say(`${done.name}: ${done.members} members`)
      })
  }

  list
    .command('connect <id> <x-list-id>')
    .description('connect with a list that is on X already; "none" disconnects')
    .action(async (id: string, xListId: string) => {
      const done = await withDeps(async (deps) => {
        const { etag } = await lists.getDeskList(deps, id)
        return lists.connectList(deps, ACTOR, id, etag, xListId === 'none' ? null : xListId)
      })
      say(`${done.name} ${done.on_x ? `is connected with ${done.on_x.url}` : 'is not connected with X'}`)
    })

  list
    .command('disconnect <id>')
    .description('keep the list here alone: it stays on X as it is, and nothing is sent there any more')
    .option('--json', 'print the list as JSON')
    .action(async (id: string, options: JsonOption) => {
      const { was, done } = await withDeps(async (deps) => {
        const { etag, on_x } = await lists.getDeskList(deps, id)
        return { was: on_x?.id ?? null, done: await lists.connectList(deps, ACTOR, id, etag, null) }
      })
      say(`${done.name} is not connected with X`)
      if (was !== null) say(paint('dim', `  to take that back: allies list connect ${id} ${was}`))
      if (options.json) sayJson(done)
    })

  list
    .command('replace <id>')
    .description('if its list on X was deleted, or is another account’s: make a plan for a new one in its place; nothing is sent before it is applied')
    .requiredOption('--reason <text>', 'kept on the record')
    .option('--json', 'print the plan as JSON')
    .action(async (id: string, options: { reason: string } & JsonOption) => {
      const { was, plan } = await withDeps(async (deps) => {
        const { name, on_x } = await lists.getDeskList(deps, id)
        if (on_x === null) throw new AppError('conflict', `${name} is not connected with a list on X: make a plan, which makes one there: allies plan ${id}.`)
        return { was: on_x.id, plan: await replaceList(deps, ACTOR, id, { x_list_id: on_x.id, reason: options.reason }) }
      })
      sayPlan(plan)
      say(paint('dim', `  to take that back before it is applied: allies list connect ${id} ${was}`))
      if (options.json) sayJson(plan)
    })
}
