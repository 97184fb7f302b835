import type { Command } from 'commander'
import type { Deps } from '../deps.js'
import { AppError, isAppError } from '../kernel/errors.js'
import { cancelPlan, type Override, type Progress, rollbackPlan, runPlan, startPlan } from '../lists/apply.js'
import { planMarkdown } from '../lists/plan-text.js'
import { LIFTABLE } from '../lists/safety.js'
import * as lists from '../lists/service.js'
import { EXIT, type ProgressBar, paint, progressBar, say, sayJson } from './output.js'
import { describePlan, nothingToDo, sayPlan } from './plan-lines.js'
import { ACTOR, type JsonOption, withDeps } from './run.js'

const gather = (value: string, before: string[] = []) => [...before, value]

const LABELS: Record<Progress['phase'], string> = { create: 'making list', send: 'sending', verify: 'reading back' }
/** How often a plan that another process carries out is looked at, and how often it is tried whether that one still lives. */
const LOOK_MS = 1_000
const LOOKS_A_TRY = 15

/**
 * Carries a begun plan out in this process, with a bar for each phase. If another one is at it, its progress is followed to the end; should that one die,
 * this one goes on where it was.
 */
export async function applyWithBars(deps: Deps, planId: string): Promise<lists.PlanView> {
  const bars = new Map<Progress['phase'], ProgressBar>()
  const show = ({ phase, done, total }: Progress) => {
    const bar = bars.get(phase) ?? progressBar(LABELS[phase])
    bars.set(phase, bar)
    bar.update(done, total)
  }
  try {
    while (!(await carriedOut(deps, planId, show))) {
      for (let looks = 0; looks < LOOKS_A_TRY; looks++) {
        const plan = await lists.getPlan(deps, planId)
        show({ phase: 'send', done: plan.outcomes.filter(({ state }) => state !== 'pending' && state !== 'inflight').length, total: plan.outcomes.length })
        if (plan.status !== 'applying') return plan
        await deps.clock.sleep(LOOK_MS)
      }
    }
  } finally {
    for (const bar of bars.values()) bar.stop()
  }
  return lists.getPlan(deps, planId)
}

/** False if another process holds the writing. */
async function carriedOut(deps: Deps, planId: string, onProgress: (progress: Progress) => void): Promise<boolean> {
  try {
    await runPlan(deps, planId, onProgress)
    return true
  } catch (error) {
    if (!isAppError(error) || error.code !== 'conflict') throw error
    return false
  }
}

/** Being carried out already, and the very plan that was seen: then it is followed to its end. */
async function isUnderWay(deps: Deps, planId: string, checksum: string): Promise<boolean> {
  const plan = await lists.getPlan(deps, planId)
  if (plan.status !== 'applying' || plan.checksum !== checksum) return false
  say(
    `Plan ${planId} is being carried out already${plan.started_at ? ` since ${plan.started_at.slice(0, 16).replace('T', ' ')} UTC` : ''}: followed to its end.`,
  )
  return true
}

/** What a script learns of a plan that was only made: whether there is anything to do, and whether it may be done as it is. */
const exitOfPlan = (plan: lists.PlanView) => (nothingToDo(plan) ? 0 : plan.verdict.safe ? EXIT.changes : EXIT.held_back)

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
      else sayPlan(plan)
      if (options.json) sayJson(plan)
      if (options.exitCode) process.exitCode = exitOfPlan(plan)
    })

  program
    .command('apply <plan>')
    .description('carry out exactly this plan, or take up one that stopped')
    .requiredOption('--checksum <sha256>', 'the checksum the plan shows: you have seen this very plan')
    .option('--override <code>', 'lift one safety limit for this plan only (repeat for more)', gather)
    .option('--reason <text>', 'why, with --override')
    .option('--now', 'a plan that waits: ask anew what stands in its way. What X itself has put off stays put off')
    .option('--json', 'print the plan with its outcomes as JSON')
    .addHelpText(
      'after',
      '\nExit codes: 0 done and found so on X · 1 failed · 3 held back (stale or unsafe) · 4 X not reachable · 6 done but for what is marked, or cancelled · 7 stopped: apply it again later · 8 waiting: a running server goes on with it by itself, or apply it again then',
    )
    .action(async (id: string, options: { checksum: string; override?: string[]; reason?: string; now?: boolean } & JsonOption) => {
      if (options.override && !options.reason) throw new AppError('validation_failed', 'An override needs --reason: it is kept on the record.')
      const unknown = options.override?.find((code) => !LIFTABLE.some((one) => one === code))
      if (unknown !== undefined)
        throw new AppError('validation_failed', `${unknown} is no safety limit that can be lifted: those are ${LIFTABLE.join(' and ')}.`)
      const override: Override | undefined = options.override && options.reason ? { codes: options.override, reason: options.reason } : undefined
      const plan = await withDeps(async (deps) => {
        const under_way = await isUnderWay(deps, id, options.checksum)
        if (!under_way) await startPlan(deps, ACTOR, id, { checksum: options.checksum, override, now: options.now })
        return applyWithBars(deps, id)
      })
      describePlan(plan)
      if (options.json) sayJson(plan)
      if (plan.status !== 'verified') process.exitCode = plan.status === 'stopped' ? EXIT.stopped : plan.status === 'waiting' ? EXIT.waiting : EXIT.incomplete
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
    .addHelpText(
      'after',
      '\nThe next ordinary plan does the same again unless rule, exceptions or approvals change. Who withdrew is not added again.\nName, description and privacy of the list stay: edit the list for that, and make a plan.',
    )
    .action(async (id: string, options: { reason: string } & JsonOption) => {
      const plan = await withDeps(async (deps) => lists.getPlan(deps, await rollbackPlan(deps, ACTOR, id, options.reason)))
      sayPlan(plan)
      if (options.json) sayJson(plan)
    })
}

/** The process that carried it out may have died. One that lives holds the writing, and ends the plan itself. */
async function endIfNobodyElseDoes(deps: Deps, planId: string): Promise<void> {
  if (deps.platform?.lists) await carriedOut(deps, planId, () => undefined)
}
