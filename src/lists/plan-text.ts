// ◆ pure
import { usd } from '../kernel/money.js'
import { fieldsWayOut, fieldWords, secondWords } from './drift/words.js'
import type { PlanOutcome, PlanView } from './plans.js'

/** One plan for people, as plain text or as Markdown (for a merge request, an e-mail, a chat of organisers). The same facts in the same order. */
interface Part {
  title: string
  /** Sentences. */
  lines: string[]
  table?: { head: string[]; rows: string[][] }
}

const STATUS: Readonly<Record<PlanView['status'], string>> = {
  ready: 'ready, nothing sent yet',
  applying: 'being carried out',
  waiting: 'waiting; it goes on by itself',
  verified: 'done, and found so on X',
  incomplete: 'done but for what is marked',
  stopped: 'stopped; apply it again to go on',
  superseded: 'replaced by a newer plan',
  cancelled: 'ended on request',
}

const OUTCOME: Readonly<Record<string, string>> = {
  acknowledged: 'sent, not read back yet',
  silently_dropped: 'X said yes and did not do it',
  put_off: 'not sent: X put it off each time; a new plan tries again',
  still_there: 'X said yes, and it is still there',
  protected_or_blocking: 'refused: protected, suspended, or it has blocked the owner; X does not say which',
  suspended: 'suspended by X',
  protected: 'refused: the account is protected',
  not_found: 'no such account',
  list_full: 'the list is full',
  cooling_down: 'waits: X refused several in a row',
  cooling_down_again: 'waits: X refused it again, a day later',
  not_our_list: 'waits: the list is not ours',
  no_longer_wanted: 'skipped: no longer wanted',
  wanted_again: 'skipped: wanted again',
  list_deleted: 'skipped: the list is no longer defined',
  withdrawn: 'skipped: it withdrew',
  already_there: 'not sent: somebody else has added it meanwhile',
  cancelled: 'not sent: cancelled',
}

/** What became of one member, in words. Empty while nothing has. */
export function outcomeWords({ state, outcome, renamed_to }: Pick<PlanOutcome, 'state' | 'outcome' | 'renamed_to'>): string {
  if (outcome === 'renamed') return `added; X calls it @${renamed_to} now`
  if (outcome !== null) return OUTCOME[outcome] ?? outcome.replaceAll('_', ' ')
  return state === 'pending' ? '' : state === 'inflight' ? 'being sent' : state
}

export const counted = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`
const instant = (iso: string) => `${iso.slice(0, 16).replace('T', ' ')} UTC`
/** To the minute, rounded up: nobody is sent too early. */
const instantUp = (iso: string) => instant(new Date(Math.ceil(Date.parse(iso) / 60_000) * 60_000).toISOString())

/** "50 now, 40 at 2026-03-01 10:00 UTC": when what is sent. */
export function whenWords(plan: Pick<PlanView, 'timetable' | 'status' | 'creates_list' | 'updates_list' | 'held'>): string {
  if (plan.held && plan.held.until === null) return 'not before that is mended'
  if (plan.timetable.length === 0) {
    if (plan.status !== 'ready' || !(plan.creates_list || plan.updates_list)) return 'nothing to send'
    return plan.held?.until ? `from ${instantUp(plan.held.until)} on` : 'at once'
  }
  return plan.timetable
    .map(({ at, adds, removals, now }) => {
      const what = [adds > 0 ? counted(adds, 'addition') : '', removals > 0 ? counted(removals, 'removal') : ''].filter(Boolean).join(' and ')
      return `${what} ${now && plan.status === 'ready' ? 'now' : `at ${instant(at)}`}`
    })
    .join(', ')
}

/** Why it cannot begin or go on now, and when it can; null if nothing stands in the way but what it waits for anyway. */
export function heldWords({ held, status, waiting_until }: Pick<PlanView, 'held' | 'status' | 'waiting_until'>): string | null {
  if (held === null || (held.until !== null && waiting_until !== null && waiting_until >= held.until)) return null
  return `It cannot ${status === 'ready' ? 'begin' : 'go on'} ${held.until ? `before ${instantUp(held.until)}` : 'now'}. ${held.why}`
}

const shown = (hidden: boolean) => (hidden ? 'private: only its owner sees it' : 'PUBLIC: everybody sees it and who is on it')

/** What is done to the list itself, with its values: whoever makes a list public should read so. */
export function setWords(plan: Pick<PlanView, 'creates_list' | 'updates_list' | 'list_private' | 'list_made' | 'status'>): string[] {
  const made = plan.creates_list ? [madeWords(plan)] : []
  const set = fieldsSetBy(plan)
  return set.length === 0 ? made : [...made, `Set on X: ${set.join('; ')}`]
}

function fieldsSetBy({ updates_list }: Pick<PlanView, 'updates_list'>): string[] {
  const { name, description, private: hidden } = updates_list ?? {}
  return [
    ...(name === undefined ? [] : [`the name “${name}”`]),
    ...(description === undefined ? [] : [description === '' ? 'no description' : `the description “${description}”`]),
    ...(hidden === undefined ? [] : [shown(hidden)]),
  ]
}

/** What a plan did to the list itself, which taking it back leaves as it is: the definition says so still, and only an organiser changes that. Null if it is nothing. */
export function staysWords(plan: Pick<PlanView, 'creates_list' | 'updates_list'> | null, listId: string): string | null {
  const set = plan ? fieldsSetBy(plan) : []
  const made = plan?.creates_list ? 'The list that it made stays on X. ' : ''
  if (set.length === 0) return made.trim() || null
  return `${made}What it set on X of the list itself is not taken back: ${set.join('; ')}. To change that, edit the list (on its page, or allies list edit ${listId}) and make a plan.`
}

/** How it was made then, nobody asks: it may have been changed since. */
function madeWords({ list_made, list_private, status }: Pick<PlanView, 'list_private' | 'list_made' | 'status'>): string {
  if (list_made) return 'The list was made on X'
  if (status === 'cancelled' || status === 'superseded') return 'The list would have been made on X'
  return `The list is made on X first${list_private === null ? '' : `, ${shown(list_private)}`}`
}

function summary(plan: PlanView): string[] {
  const { add, remove, keep } = plan.counts
  const stays = staysWords(plan.not_taken_back, plan.list_id)
  return [
    `Plan ${plan.id}: ${STATUS[plan.status]}${plan.waiting_until ? ` at ${plan.waiting_until}` : ''}.${plan.cancel_at && plan.status === 'applying' ? ' It was asked to end and stops before its next call.' : ''}`,
    ...(plan.rollback_of ? [`It takes back plan ${plan.rollback_of}.`, ...(stays === null ? [] : [stays])] : []),
    ...(plan.leavers ? ['It takes only those off who asked to be gone, and was begun by itself.'] : []),
    ...setWords(plan).map((words) => `${words}.`),
    `${add} to add, ${remove} to remove, ${keep} stay.`,
    ...(plan.note ? [plan.note] : []),
  ]
}

function verdict(plan: PlanView): string[] {
  if (plan.verdict.safe) return ['Safe to apply.']
  return [
    ...plan.verdict.reasons.map((reason) => `Held back (${reason.code}): ${reason.detail}`),
    plan.override ? `If it is really meant: ${plan.override.cli}` : 'Nothing lifts this. Make a new plan when the cause is gone.',
  ]
}

const named = (title: string, rows: readonly { x_user_id: string; handle: string }[]): Part[] =>
  rows.length === 0 ? [] : [{ title, lines: [], table: { head: ['account', 'X id'], rows: rows.map(({ handle, x_user_id }) => [`@${handle}`, x_user_id]) } }]

function partsOf(plan: PlanView): Part[] {
  const held = heldWords(plan)
  return [
    { title: plan.list_name, lines: summary(plan) },
    { title: 'Verdict', lines: verdict(plan) },
    ...(plan.fields_on_x.length === 0
      ? []
      : [{ title: 'Changed on X, and left so', lines: [...plan.fields_on_x.map(fieldWords), fieldsWayOut(plan.list_id)] }]),
    {
      title: 'Operations',
      lines: plan.outcomes.length === 0 ? [noneWords(plan)] : [],
      ...(plan.outcomes.length === 0
        ? {}
        : {
            table: {
              head: ['#', 'step', 'account', 'X id', 'outcome'],
              rows: plan.outcomes.map((op) => [String(op.seq), op.verb, `@${op.handle}`, op.x_user_id, outcomeWords(op)]),
            },
          }),
    },
    {
      title: 'When and at what cost',
      lines: [...(held === null ? [] : [held]), `${whenWords(plan)}.`, `${counted(plan.cost.calls, 'call')} to X, about ${usd(plan.cost.usd)}.`],
    },
    ...named(
      'On X by somebody else’s hand, left alone',
      plan.foreign.filter(({ decided }) => !decided),
    ),
    ...named('Left by themselves, not added again', plan.vanished),
    ...named(
      `Missed by one reading; a second one decides${plan.second_reading_from ? `, ${secondWords(new Date(plan.second_reading_from))}` : ''}`,
      plan.unclear,
    ),
    ...(plan.left_out.length === 0
      ? []
      : [{ title: 'Left out', lines: [], table: { head: ['entry', 'because'], rows: plan.left_out.map((one) => [one.name, one.reason]) } }]),
    { title: 'Checksum', lines: [plan.checksum] },
  ]
}

/** Why a plan has no operations; what else it does or leaves is said of the members too. */
export function noneWords(plan: Pick<PlanView, 'unclear' | 'read' | 'creates_list' | 'updates_list' | 'fields_on_x' | 'verdict'>): string {
  const how = plan.read === 'count' ? ', by its count of them' : ''
  if (plan.unclear.length > 0) return 'Nothing to send now: X does not show members of ours, and a second reading decides.'
  if (plan.creates_list) return 'Nobody is to be added yet.'
  if (plan.updates_list || plan.fields_on_x.length > 0) return `The members are as wished${how}.`
  return plan.verdict.safe ? `Nothing to do: X shows what we want${how && ', by its count of members'}.` : 'Nothing is sent.'
}

/** Line breaks and control characters would let one name look like several lines. */
const oneLine = (text: string) => text.replace(/\p{Cc}+/gu, ' ')

/** In 7-bit widths; a row is never cut. */
export function planText(plan: PlanView): string {
  const lines: string[] = []
  for (const { title, lines: said, table } of partsOf(plan)) {
    lines.push(oneLine(title), ...said.map((line) => `  ${oneLine(line)}`))
    if (table) {
      const rows = [table.head, ...table.rows.map((row) => row.map(oneLine))]
      const widths = table.head.map((_, column) => Math.min(40, Math.max(...rows.map((row) => (row[column] ?? '').length))))
      lines.push(...rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd()))
    }
    lines.push('')
  }
  return lines.join('\n')
}

const markdown = (text: string) => oneLine(text).replace(/[\\`*_{}[\]<>#|~]/g, '\\$&')
const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`

export function planMarkdown(plan: PlanView): string {
  const lines: string[] = []
  for (const [at, { title, lines: said, table }] of partsOf(plan).entries()) {
    lines.push(`${at === 0 ? '#' : '##'} ${markdown(title)}`, '')
    for (const line of said) lines.push(title === 'Checksum' ? `\`${line}\`` : markdown(line), '')
    if (table) lines.push(row(table.head), row(table.head.map(() => '---')), ...table.rows.map((cells) => row(cells.map(markdown))), '')
  }
  return lines.join('\n')
}
