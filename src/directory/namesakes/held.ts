import type { Reason } from '../../db/schema/directory.js'
import type { Tx } from '../../db/tx.js'
import type { Deps } from '../../deps.js'
import { nameKeysOf } from '../gate.js'
import type { Member } from '../identity/cluster.js'
import { canonicalOf, distinctBetween } from '../identity/repo.js'
import { judgesOf } from '../learning/service.js'

const day = (at: Date) => at.toISOString().slice(0, 10)

/**
 * Why an organiser's “ally” does not hold for these that stand together: later an organiser called another entry of the same name home, so one of the two was
 * wrong, or they are two bodies, which nobody has said. Null if it holds: nobody did, the two are known to be different, or it was said once more since.
 */
export async function heldByName(tx: Pick<Tx, 'db'>, deps: Deps, canonicalId: string, members: readonly Member[]): Promise<Reason | null> {
  const said = Math.max(...members.map(({ own_gate: { by, gate, at } }) => (by === 'organiser' && gate === 'ally' && at !== null ? Date.parse(at) : 0)))
  const { called_home } = await judgesOf(tx.db, deps)
  const words = nameKeysOf(members.flatMap(({ name, aliases, shown }) => [name, ...aliases, ...shown])).flatMap((key) => called_home.get(key) ?? [])
  const later = words.filter(({ ally_id, at }) => at.getTime() >= said && !members.some(({ id }) => id === ally_id))
  if (later.length === 0) return null
  const wholes = await canonicalOf(tx.db, [...new Set(later.map(({ ally_id }) => ally_id))])
  for (const { ally_id, names, at, reason } of later) {
    const other = wholes.get(ally_id)
    if (other === undefined || other === canonicalId || (await distinctBetween(tx.db, canonicalId, other)).length > 0) continue
    return {
      rule: 'held.same_name',
      detail: `An organiser said on ${day(at)} that “${names[0] ?? ally_id}”, which goes by the same name, belongs to the home field${reason ? ` (“${reason}”)` : ''}. Before that this one was called an ally: say whether it still is, or that the two are different.`,
    }
  }
  return null
}
