import { usd } from '../kernel/money.js'
import { fieldsWayOut, fieldWords, secondWords } from '../lists/drift/words.js'
import { counted, heldWords, noneWords, outcomeWords, setWords, staysWords } from '../lists/plan-text.js'
import type * as lists from '../lists/service.js'
import { paint, say, table } from './output.js'

export function describePlan(plan: lists.PlanView): void {
  say(`${paint('bold', plan.list_name)}  ${plan.id}  ${plan.status}`)
  if (plan.rollback_of) say(`  takes back plan ${plan.rollback_of}`)
  const stays = staysWords(plan.not_taken_back, plan.list_id)
  if (stays !== null) say(`  ${paint('yellow', 'stays')} ${stays}`)
  if (plan.leavers) say('  takes only those off who asked to be gone; begun by itself')
  for (const words of setWords(plan)) say(`  ${words}`)
  say(`  ${plan.counts.add} to add, ${plan.counts.remove} to remove, ${plan.counts.keep} stay; ${plan.cost.calls} calls, about ${usd(plan.cost.usd)}`)
  for (const part of plan.timetable)
    say(paint('dim', `  ${part.at.slice(0, 16).replace('T', ' ')} UTC: ${counted(part.adds, 'addition')}, ${counted(part.removals, 'removal')}`))
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
  if (plan.waiting_until)
    say(`  ${paint('yellow', 'waiting')} until ${plan.waiting_until.slice(0, 16).replace('T', ' ')} UTC; it goes on by itself then while the server runs`)
  const held = heldWords(plan)
  if (held !== null) say(`  ${paint('yellow', 'held')} ${held}`)
  say(`  checksum ${plan.checksum}`)
}

export const nothingToDo = (plan: lists.PlanView) => plan.ops.length === 0 && plan.unclear.length === 0 && !plan.creates_list && plan.updates_list === null

const nextStep = (plan: lists.PlanView) =>
  plan.override
    ? plan.override.cli
    : plan.verdict.safe
      ? `allies apply ${plan.id} --checksum ${plan.checksum}`
      : 'nothing lifts what holds it back: make a new plan later'

/** A plan that was just made or looked at, and what comes next. */
export function sayPlan(plan: lists.PlanView): void {
  describePlan(plan)
  if (plan.status === 'ready' && !nothingToDo(plan)) say(paint('dim', `  apply it${plan.held ? ' then' : ''}: ${nextStep(plan)}`))
}
