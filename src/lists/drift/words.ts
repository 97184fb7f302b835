// ◆ pure
import type { Drift, ListedMember } from './compare.js'
import type { FieldDrift, FieldName } from './fields.js'
import type { DriftView } from './views.js'

/** One difference, as a sentence for people, and what can be done about it. */
export interface DriftLine {
  about: 'foreign' | 'missed' | 'left' | 'hidden' | 'renamed' | 'fields' | 'taken' | 'ignored'
  text: string
}

const NAMED = 12

/** `@a, @b and 3 more`. */
export function named(members: readonly Pick<ListedMember, 'handle'>[]): string {
  const shown = members.slice(0, NAMED).map(({ handle }) => `@${handle}`)
  return members.length > NAMED ? `${shown.join(', ')} and ${members.length - NAMED} more` : shown.join(', ')
}

/** Which reading counts as the second, to the minute: rounded up, so that nobody is sent too early. */
export const secondWords = (from: Date): string =>
  `one made ten minutes after the first or later: from ${new Date(Math.ceil(from.getTime() / 60_000) * 60_000).toISOString().slice(0, 16).replace('T', ' ')} UTC on, by a look, a new plan or the daily look`

const FIELD: Record<FieldName, string> = { name: 'name', description: 'description', private: 'privacy' }
const shownValue = (value: string | boolean) => (typeof value === 'boolean' ? (value ? 'private' : 'public') : value === '' ? 'empty' : `“${value}”`)

/** What is other about one of the list's own fields. */
export function fieldWords({ field, ours, theirs, changed }: FieldDrift): string {
  const there = `The ${FIELD[field]} is ${shownValue(theirs)} on X and ${shownValue(ours)} here`
  switch (changed) {
    case 'on_x':
      return `${there}: somebody changed it on X.`
    case 'both':
      return `${there}: it was changed on both sides.`
    case 'here':
      return `${there}: the next plan sets ours.`
    default:
      return `${there}: which came first is not known; the next plan sets ours.`
  }
}

/** What differs on X by hand, and who decides; for the end of a plan and for its page. Null if nothing does. */
export function fieldsLeft(listId: string, fields: readonly FieldDrift[]): string | null {
  if (fields.length === 0) return null
  return `${fields.map(fieldWords).join(' ')} ${fieldsWayOut(listId)}`
}

/** Where it is decided which of two values holds. */
export const fieldsWayOut = (listId: string): string =>
  `No plan changes that before you say which holds: on the page of the list under “On X”, or with allies drift keep ${listId} or allies drift revert ${listId}.`

/** All that a look found, the most pressing first. Empty if the list is as it was left. `second_from`: when another reading counts as the second one. */
export function driftLines({ fields, members }: Drift, second_from: Date | null = null): DriftLine[] {
  const lines: DriftLine[] = []
  const say = (about: DriftLine['about'], rows: readonly Pick<ListedMember, 'handle'>[], words: (who: string, many: boolean) => string) => {
    if (rows.length > 0) lines.push({ about, text: words(named(rows), rows.length > 1) })
  }
  if (members) {
    say('foreign', members.foreign, (who) => `Somebody added ${who} on X. Take over, or leave: nobody is removed whom we did not add.`)
    say(
      'left',
      members.left,
      (who, many) => `${who} left, or ${many ? 'were' : 'was'} taken off, as two readings agree. ${many ? 'They are' : 'It is'} not added again by itself.`,
    )
    say(
      'missed',
      members.missed,
      (who, many) =>
        `X does not show ${who} any more. One reading may be stale: ${many ? 'they are' : 'it is'} called missing when a second one agrees${second_from ? `, ${secondWords(second_from)}` : ''}. Until then ${many ? 'they are' : 'it is'} neither added again nor given up.`,
    )
  }
  for (const field of fields) lines.push({ about: 'fields', text: fieldWords(field) })
  if (members) {
    say('hidden', members.hidden, (who, many) => `${who} ${many ? 'are' : 'is'} suspended or deleted by X, which hides ${many ? 'them' : 'it'} from the list.`)
    say('taken', members.taken, (who) => `Taken over by the list's own rule: ${who}.`)
    for (const { from, to } of members.renamed) lines.push({ about: 'renamed', text: `@${from} is called @${to} now: it is the same account.` })
    say('ignored', members.ignored, (who) => `Others' members, left to them: ${who}.`)
  }
  return lines
}

const OUTCOME = {
  as_applied: 'as it was left',
  drifted: 'changed by hand',
  incomplete: 'not read to its end',
  gone: 'gone from X',
  not_ours: "another account's",
  failed: 'X did not answer as it should',
} as const

/** The outcome of a look in a few words. */
export const outcomeWords = (outcome: keyof typeof OUTCOME): string => OUTCOME[outcome]

/** A look at the count alone may agree while what earlier looks found is not decided yet. */
export const isOpen = ({ foreign, left, missed, fields }: DriftView): boolean =>
  foreign.length > 0 || left.some(({ let_be }) => !let_be) || missed.length > 0 || fields.some(({ changed }) => changed !== 'here')
