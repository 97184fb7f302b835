// ◆ pure
import type { DecisionView } from './views.js'

/** How people call an entry: `Harbour Food (@harbourfood)`. */
export const calledBy = ({ name, accounts }: { name: string; accounts: readonly { handle: string }[] }): string => {
  const handle = accounts[0]?.handle
  return handle === undefined || handle.toLowerCase() === name.replace(/^@/, '').toLowerCase() ? name : `${name} (@${handle})`
}

/** What natural log-odds mean for an organiser. */
export const strengthOf = (z: number): string => (z >= 4 ? 'very likely the same' : z >= 2 ? 'likely the same' : z >= 1 ? 'perhaps the same' : 'a guess')

/** `A was merged into B`. */
export function decided({ a, b, merged, verdict, relation_kind }: DecisionView): string {
  const name = (id: string) => (id === a.id ? a.name : b.name)
  if (merged) return `${name(merged.id)} was merged into ${name(merged.into)}`
  return verdict === 'related'
    ? `${a.name} and ${b.name} belong together (${relation_kind})`
    : `${a.name} and ${b.name} are ${verdict === 'same' ? 'the same' : 'different'}`
}
