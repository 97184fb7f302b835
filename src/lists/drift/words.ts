// ◆ pure
import type { Drift, ListedMember } from './compare.js'
import type { FieldDrift, FieldName } from './fields.js'

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

/** All that a look found, the most pressing first. Empty if the list is as it was left. */
export function driftLines({ fields, members }: Drift): DriftLine[] {
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
      (who, many) => `X does not show ${who} any more. One reading may be stale: ${many ? 'they are' : 'it is'} called missing when a second one agrees.`,
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
