import type { RelationReview } from '../directory/identity/facts/views.js'
import { calledBy, decided, strengthOf } from '../directory/identity/in-words.js'
import type { DecisionView, MatchView, SideView } from '../directory/identity/views.js'
import { mixedLetters } from '../directory/match/lookalikes.js'
import { paint, say, table } from './output.js'

/** How pairs, decisions and relations are shown on a terminal. */

const counted = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`
export const supportOf = ({ support }: { support: { nominators: number; chats: number } }): string =>
  `${counted(support.nominators, 'person', 'people')} in ${counted(support.chats, 'chat', 'chats')}`

const signed = (n: number) => `${n > 0 ? '+' : ''}${n.toFixed(1)}`

/** What is suggested for a pair, in a few words. */
export const suggestion = ({ relation, z, vetoes }: MatchView): string =>
  relation ? relation.reads : `${strengthOf(z)}${vetoes.length > 0 ? ', but a person has to look' : ''}`

/** The heaviest grounds in words, those for and those against. */
export function groundsOf({ evidence }: MatchView, most = 2): string {
  const lines = [...evidence].sort((a, b) => Math.abs(b.points) - Math.abs(a.points)).slice(0, most)
  return lines.map(({ detail, points }) => `${detail.replace(/\.$/, '')} (${signed(points)})`).join('; ')
}

/** Lines rather than a table: names and grounds are long, and an id that is broken over two lines cannot be copied. */
export function sayPairs(pairs: readonly MatchView[]): void {
  if (pairs.length === 0) say(paint('dim', '  (none)'))
  for (const pair of pairs) {
    say(`${paint('bold', pair.z.toFixed(1).padStart(5))}  ${calledBy(pair.a)} ${paint('dim', '·')} ${calledBy(pair.b)}`)
    say(`       ${suggestion(pair)}`)
    say(paint('dim', `       ${groundsOf(pair)}`))
    // What speaks for a relation stands there too, and forbids nothing.
    for (const { rule, detail } of pair.vetoes) say(rule.startsWith('relation.') ? paint('dim', `       ${detail}`) : paint('yellow', `       ! ${detail}`))
    say(paint('dim', `       ${pair.id}`))
  }
}

const facts: [string, (side: SideView) => string][] = [
  ['', ({ name }) => name],
  // On a terminal nobody sees it either.
  ['mixes scripts', ({ name, aliases }) => [name, ...aliases].flatMap((one) => mixedLetters(one) ?? []).join('; ')],
  ['id', ({ id }) => id],
  ['accounts', ({ accounts }) => accounts.map(({ handle, state }) => `@${handle} ${state}`).join(', ')],
  ['once', ({ accounts }) => accounts.flatMap(({ renamed_from }) => renamed_from.map((one) => `@${one}`)).join(', ')],
  ['other names', ({ aliases }) => aliases.join(', ')],
  ['website', ({ url }) => url ?? ''],
  ['status', ({ status }) => status],
  ['gate', ({ gate }) => gate],
  ['category', ({ category }) => category?.title ?? 'none'],
  ['kind', ({ body_kind, kind }) => body_kind ?? kind],
  ['support', supportOf],
  ['merged in', ({ members }) => members.map(({ name }) => name).join(', ')],
]

/** Both entries beside one another, what speaks for one body and what against. */
export function describePair(pair: MatchView): void {
  const { a, b } = pair
  const rows = facts.map(([label, read]) => [label, read(a), read(b)] as const).filter(([, one, other]) => one !== '' || other !== '')
  say(
    table(
      ['', 'one', 'the other'],
      rows.map((row) => [...row]),
    ),
  )
  say()
  for (const { detail, points } of pair.evidence) say(`  ${paint(points < 0 ? 'red' : 'green', signed(points).padStart(5))}  ${detail}`)
  for (const { detail } of pair.vetoes) say(paint('yellow', `      !  ${detail}`))
  say(`  ${paint('bold', pair.z.toFixed(1).padStart(5))}  ${suggestion(pair)}`)
  if (pair.proposal === 'same') say(paint('dim', `         if they are the same, ${calledBy(pair.stays_id === a.id ? a : b)} stays`))
  if (pair.decision) say(`  decided: ${decisionLine(pair.decision)}`)
}

export const decisionLine = (one: DecisionView): string => `${decided(one)}: ${one.reason}`

export function sayDecisions(decisions: readonly DecisionView[]): void {
  if (decisions.length === 0) say(paint('dim', '  (none)'))
  for (const one of decisions) {
    say(`  ${one.created_at.slice(0, 10)}  ${decisionLine(one)}`)
    say(paint('dim', `              by ${one.by === 'rules' ? 'rules' : one.actor} · ${one.id}`))
    if (one.undone) say(paint('yellow', `              taken back on ${one.undone.at.slice(0, 10)}: ${one.undone.reason}`))
  }
}

export function sayRelations(relations: readonly RelationReview[]): void {
  if (relations.length === 0) say(paint('dim', '  no relations'))
  for (const one of relations) {
    say(`  ${one.reads} ${paint('bold', one.ally.name)} since ${one.since.slice(0, 10)}: ${one.reason}`)
    say(paint('dim', `      ${one.id}`))
    if (one.ended) say(paint('yellow', `      ended on ${one.ended.at.slice(0, 10)}: ${one.ended.reason}`))
  }
}
