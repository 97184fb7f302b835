import type { Command } from 'commander'
import type { Deps } from '../deps.js'
import { AppError, isAppError } from '../kernel/errors.js'
import { usd } from '../kernel/money.js'
import { cancelPlan, type Override, rollbackPlan, runPlan, startPlan } from '../lists/apply.js'
import { fieldsWayOut, fieldWords, secondWords } from '../lists/drift/words.js'
import { noneWords, outcomeWords, planMarkdown } from '../lists/plan-text.js'
import * as lists from '../lists/service.js'
import { EXIT, type ProgressBar, paint, progressBar, say, sayJson, table } from './output.js'
import { ACTOR, type JsonOption, withDeps } from './run.js'

const gather = (value: string, before: string[] = []) => [...before, value]

export function describePlan(plan: lists.PlanView): void {
  say(`${paint('bold', plan.list_name)}  ${plan.id}  ${plan.status}`)
  if (plan.rollback_of) say(`  takes back plan ${plan.rollback_of}`)
  if (plan.creates_list) say('  the list will be made on X')
  if (plan.updates_list) say(`  list fields to set: ${Object.keys(plan.updates_list).join(', ')}`)
  say(`  ${plan.counts.add} to add, ${plan.counts.remove} to remove, ${plan.counts.keep} stay; ${plan.cost.calls} calls, about ${usd(plan.cost.usd)}`)
  for (const part of plan.timetable) say(paint('dim', `  ${part.at.slice(0, 16).replace('T', ' ')} UTC: ${part.adds} additions, ${part.removals} removals`))
  for (const one of plan.fields_on_x) say(`  ${paint('yellow', 'changed on X')} ${fieldWords(one)}`)
  if (plan.fields_on_x.length > 0) say(paint('dim', `  ${fieldsWayOut(plan.list_id)}`))
  if (plan.outcomes.length === 0) say(`  ${noneWords(plan)}`)
  else
    say(
      table(
        ['', 'account', 'X id', 'outcome'],
        plan.outcomes.map((op) => [op.verb === 'add' ? paint('green', '+') : paint('red', '-'), `@${op.handle}`, op.x_user_id, outcomeWords(op)]),
      ),
    )
  const foreign = plan.foreign.filter(({ decided }) => !decided)
  if (foreign.length > 0) say(`  added by somebody else, left alone: ${foreign.map((one) => `@${one.handle}`).join(' ')}`)
  if (plan.vanished.length > 0) say(`  left by themselves, not added again: ${plan.vanished.map((one) => `@${one.handle}`).join(' ')}`)
  if (plan.unclear.length > 0)
    say(
      `  missed by one reading: ${plan.unclear.map((one) => `@${one.handle}`).join(' ')}. A second one decides${plan.second_reading_from ? `, ${secondWords(new Date(plan.second_reading_from))}` : ''}`,
    )
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

const nothingToDo = (plan: lists.PlanView) => plan.ops.length === 0 && plan.unclear.length === 0 && !plan.creates_list && plan.updates_list === null

/** What a script learns of a plan that was only made: whether there is anything to do, and whether it may be done as it is. */
const exitOfPlan = (plan: lists.PlanView) => (nothingToDo(plan) ? 0 : plan.verdict.safe ? EXIT.changes : EXIT.held_back)

const nextStep = (plan: lists.PlanView) =>
  plan.override
    ? plan.override.cli
    : plan.verdict.safe
      ? `allies apply ${plan.id} --checksum ${plan.checksum}`
      : 'nothing lifts what holds it back: make a new plan later'

export function planCommands(program: Command): void {
  program
    .command('plan <list>')
    .description('what applying would do: operations, safety, cost, times, checksum; nothing is changed. A plan id shows that plan again')
    .option('--markdown', 'print the plan as a Markdown document')
    .option('--exit-code', 'tell by the exit code whether there is anything to do')
    .option('--json', 'print the plan as JSON')
    .addHelpText('after', '\nExit codes with --exit-code: 0 nothing to do · 3 something to do, held back for safety · 5 something to do')
    .action(async (id: string, options: JsonOption & { markdown?: boolean; exitCode?: boolean }) => {
      const plan = await withDeps((deps) => (id.startsWith('pln_') ? lists.getPlan(deps, id) : lists.planList(deps, ACTOR, id)))
      if (options.markdown) say(planMarkdown(plan))
      else {
        describePlan(plan)
        if (plan.status === 'ready' && !nothingToDo(plan)) say(paint('dim', `  apply it: ${nextStep(plan)}`))
      }
      if (options.json) sayJson(plan)
      if (options.exitCode) process.exitCode = exitOfPlan(plan)
    })

  program
    .command('apply <plan>')
    .description('carry out exactly this plan, or take up one that stopped')
    .requiredOption('--checksum <sha256>', 'the checksum the plan shows: you have seen this very plan')
    .option('--override <code>', 'lift one safety limit for this plan only (repeat for more)', gather)
    .option('--reason <text>', 'why, with --override')
    .option('--json', 'print the plan with its outcomes as JSON')
    .addHelpText(
      'after',
      '\nExit codes: 0 done and found so on X · 1 failed · 3 held back (stale or unsafe) · 4 X not reachable · 6 done but for what is marked, or cancelled · 7 stopped: apply it again later',
    )
    .action(async (id: string, options: { checksum: string; override?: string[]; reason?: string } & JsonOption) => {
      if (options.override && !options.reason) throw new AppError('validation_failed', 'An override needs --reason: it is kept on the record.')
      const override: Override | undefined = options.override && options.reason ? { codes: options.override, reason: options.reason } : undefined
      const plan = await withDeps(async (deps) => {
        await startPlan(deps, ACTOR, id, { checksum: options.checksum, override })
        return applyWithBars(deps, id)
      })
      describePlan(plan)
      if (options.json) sayJson(plan)
      if (plan.status !== 'verified') process.exitCode = plan.status === 'stopped' ? EXIT.stopped : EXIT.incomplete
    })

  program
    .command('cancel <plan>')
    .description('end a plan: at once if it is not being carried out, else before its next call')
    .requiredOption('--reason <text>', 'kept on the record')
    .option('--json', 'print the plan as JSON')
    .action(async (id: string, options: { reason: string } & JsonOption) => {
      const plan = await withDeps(async (deps) => {
        if ((await cancelPlan(deps, ACTOR, id, options.reason)) === 'applying') await endIfNobodyElseDoes(deps, id)
        return lists.getPlan(deps, id)
      })
      say(
        plan.status === 'applying'
          ? `${paint('yellow', 'Asked to end')}: the process that carries it out stops before its next call. See: allies plan ${id}`
          : `${paint('green', 'Cancelled')} ${plan.note ?? ''}`,
      )
      if (options.json) sayJson(plan)
    })

  program
    .command('rollback <plan>')
    .description('make the plan that takes back what a plan achieved; nothing is sent before it is applied')
    .requiredOption('--reason <text>', 'kept on the record')
    .option('--json', 'print the new plan as JSON')
    .addHelpText('after', '\nThe next ordinary plan does the same again unless rule, exceptions or approvals change. Who withdrew is not added again.')
    .action(async (id: string, options: { reason: string } & JsonOption) => {
      const plan = await withDeps(async (deps) => lists.getPlan(deps, await rollbackPlan(deps, ACTOR, id, options.reason)))
      describePlan(plan)
      if (!nothingToDo(plan)) say(paint('dim', `  apply it: ${nextStep(plan)}`))
      if (options.json) sayJson(plan)
    })
}

/** The process that carried it out may have died. One that lives holds the writing, and ends the plan itself. */
async function endIfNobodyElseDoes(deps: Deps, planId: string): Promise<void> {
  if (!deps.platform?.lists) return
  try {
    await runPlan(deps, planId)
  } catch (error) {
    if (!isAppError(error) || error.code !== 'conflict') throw error
  }
}
