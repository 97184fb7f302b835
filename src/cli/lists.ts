import type { Command } from 'commander'
import type { Deps } from '../deps.js'
import { parseTarget } from '../directory/handle.js'
import { entryByTarget } from '../directory/service.js'
import { AppError } from '../kernel/errors.js'
import { type Override, runPlan, startPlan } from '../lists/apply.js'
import * as lists from '../lists/service.js'
import { EXIT, type ProgressBar, paint, progressBar, say, sayJson, table } from './output.js'
import { ACTOR, type JsonOption, withDeps } from './run.js'

const gather = (value: string, before: string[] = []) => [...before, value]

async function allyId(deps: Deps, name: string): Promise<string> {
  if (name.startsWith('aly_')) return name
  const parsed = parseTarget(name)
  if (!parsed.ok) throw new AppError('not_found', `"${name}" is neither an id nor an @handle: ${parsed.reason}.`)
  return (await entryByTarget(deps, parsed.target)).id
}

interface RuleOptions {
  category?: string[]
  tag?: string[]
  chat?: string[]
  minSupport?: number
}
const ruleFrom = (options: RuleOptions) => ({
  ...(options.category ? { sections: options.category } : {}),
  ...(options.tag ? { tags: options.tag } : {}),
  ...(options.chat ? { chats: options.chat } : {}),
  ...(options.minSupport === undefined ? {} : { min_support: options.minSupport }),
})

function withRule(command: Command): Command {
  return command
    .option('--category <section>', 'only this ICNP/TSO section (repeat for more)', gather)
    .option('--tag <code>', 'only with this UK-CAT tag (repeat for more)', gather)
    .option('--chat <id>', 'only nominated in this chat (repeat for more)', gather)
    .option('--min-support <n>', 'only with at least so many supporters', Number)
}

export function describePlan(plan: lists.PlanView): void {
  say(`${paint('bold', plan.list_name)}  ${plan.id}  ${plan.status}`)
  if (plan.creates_list) say('  the list will be made on X')
  if (plan.updates_list) say(`  list fields to set: ${Object.keys(plan.updates_list).join(', ')}`)
  say(`  ${plan.counts.add} to add, ${plan.counts.remove} to remove, ${plan.counts.keep} stay; ${plan.cost.calls} calls, about $${plan.cost.usd.toFixed(3)}`)
  for (const day of plan.timetable) say(paint('dim', `  ${day.at.slice(0, 16).replace('T', ' ')} UTC: ${day.adds} additions, ${day.removals} removals`))
  say(
    table(
      ['', 'account', 'X id', 'outcome'],
      plan.outcomes.map((op) => [
        op.verb === 'add' ? paint('green', '+') : paint('red', '-'),
        `@${op.handle}`,
        op.x_user_id,
        op.outcome?.replaceAll('_', ' ') ?? (op.state === 'pending' ? '' : op.state),
      ]),
    ),
  )
  if (plan.foreign.length > 0) say(`  added by somebody else, left alone: ${plan.foreign.map((one) => `@${one.handle}`).join(' ')}`)
  if (plan.vanished.length > 0) say(`  left by themselves, not added again: ${plan.vanished.map((one) => `@${one.handle}`).join(' ')}`)
  if (plan.left_out.length > 0)
    say(
      table(
        ['left out', 'because'],
        plan.left_out.map((one) => [one.name, one.reason]),
      ),
    )
  if (plan.verdict.safe) say(`  ${paint('green', 'safe to apply')}`)
  for (const reason of plan.verdict.reasons) say(`  ${paint('red', 'held back')} ${reason.code}: ${reason.detail}`)
  if (plan.note) say(`  ${paint('yellow', 'note')} ${plan.note}`)
  say(`  checksum ${plan.checksum}`)
}

/** Applies in this process, with a bar for each phase. */
export async function applyWithBars(deps: Deps, planId: string): Promise<lists.PlanView> {
  const bars = new Map<string, ProgressBar>()
  const labels = {
    create: 'making list',
    send: 'sending',
    verify: 'reading back',
  }
  await runPlan(deps, planId, ({ phase, done, total }) => {
    const bar = bars.get(phase) ?? progressBar(labels[phase])
    bars.set(phase, bar)
    bar.update(done, total)
  }).finally(() => {
    for (const bar of bars.values()) bar.stop()
  })
  return lists.getPlan(deps, planId)
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

  withRule(list.command('edit <id>').description('change name, description, privacy or rule'))
    .option('--name <text>')
    .option('--description <text>')
    .option('--public', 'public here and on X')
    .option('--private', 'private here and on X')
    .option('--any', 'an empty rule: every published ally')
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
          const { etag } = await lists.getDeskList(deps, id)
          return lists.editList(deps, ACTOR, id, etag, {
            name: options.name,
            description: options.description,
            private: options.public ? false : options.private ? true : undefined,
            rule: options.any ? {} : Object.keys(rule).length > 0 ? rule : undefined,
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
        const done = await withDeps(async (deps) => lists.setException(deps, ACTOR, id, await allyId(deps, name), kind, options.reason))
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

  program
    .command('plan <list>')
    .description('what applying would do: operations, safety, cost, checksum; nothing is changed')
    .option('--json', 'print the plan as JSON')
    .action(async (id: string, options: JsonOption) => {
      const plan = await withDeps((deps) => (id.startsWith('pln_') ? lists.getPlan(deps, id) : lists.planList(deps, ACTOR, id)))
      describePlan(plan)
      if (plan.status === 'ready' && plan.ops.length > 0) say(paint('dim', `  apply it: allies apply ${plan.id} --checksum ${plan.checksum}`))
      if (options.json) sayJson(plan)
    })

  program
    .command('apply <plan>')
    .description('carry out exactly this plan, or take up one that stopped')
    .requiredOption('--checksum <sha256>', 'the checksum the plan shows: you have seen this very plan')
    .option('--override <code>', 'lift one safety limit for this plan only (repeat for more)', gather)
    .option('--reason <text>', 'why, with --override')
    .option('--json', 'print the plan with its outcomes as JSON')
    .addHelpText('after', '\nExit codes: 0 verified · 1 incomplete or stopped · 3 held back (stale or unsafe) · 4 X not reachable')
    .action(
      async (
        id: string,
        options: {
          checksum: string
          override?: string[]
          reason?: string
        } & JsonOption,
      ) => {
        if (options.override && !options.reason) throw new AppError('validation_failed', 'An override needs --reason: it is kept on the record.')
        const override: Override | undefined = options.override && options.reason ? { codes: options.override, reason: options.reason } : undefined
        const plan = await withDeps(async (deps) => {
          await startPlan(deps, ACTOR, id, {
            checksum: options.checksum,
            override,
          })
          return applyWithBars(deps, id)
        })
        describePlan(plan)
        if (options.json) sayJson(plan)
        if (plan.status !== 'verified') process.exitCode = EXIT.failed
      },
    )
}
