import type { OwnGate } from '../../../db/schema/directory.js'
import type { Tx } from '../../../db/tx.js'
import { AppError } from '../../../kernel/errors.js'
import type { RelationKind } from '../../match/types.js'
import type { GateVerdict } from '../../types.js'
import { RELATION_WORDS } from '../relations.js'
import { circleRefusal, endsOf, FAMILIES, familyOf, type Link, mergeCircleRefusal, wayAround, wayUp } from './circles.js'
import { homeByRelation } from './home.js'
import * as repo from './repo.js'

/** Names the gate that an entry has by a relation alone. */
const RULE = 'home.relation'

const isByRelation = ({ by, reasons }: OwnGate) => by === 'rules' && reasons[0]?.rule === RULE

/**
 * A chapter or press account of a body of the home field is of the home field too, until an organiser says otherwise (CATEGORIES.md §5); so are its campaigns, its successor
 * and the hashtags that it owns: any of them on a list of allies would be the home field on it. Null if nothing that the entry
 * belongs to is.
 * @param entry with the gate that the rules give it by itself
 * @param alone the same of another entry, which has its gate by a relation and may lose it
 */
export async function homeAsPart(
  tx: Pick<Tx, 'db'>,
  entry: { id: string; name: string; verdict: GateVerdict },
  alone: (allyId: string) => Promise<GateVerdict | null>,
): Promise<GateVerdict | null> {
  const relations = await repo.belongingsAbove(tx.db, entry.id)
  if (!relations.some(({ from_id }) => from_id === entry.id)) return null
  const members = await repo.standingWith(tx.db, [...new Set(relations.flatMap(({ from_id, to_id }) => [from_id, to_id]))])
  for (const member of members) {
    const verdict = member.id === entry.id ? entry.verdict : isByRelation(member.own_gate) ? await alone(member.id) : null
    if (verdict) member.own_gate = { ...verdict, by: 'rules', at: null }
  }
  const found = homeByRelation(members, relations).get(entry.id)
  if (!found) return null
  const { of, has } = RELATION_WORDS[found.kind]
  const detail = `“${entry.name}” ${found.kind === 'owner' ? of : found.kind === 'parent' ? `is ${has}` : `is the ${of}`} “${found.to_name}”, which belongs to the home field.`
  return { gate: 'home', reasons: [{ rule: RULE, detail }] }
}

interface End {
  canonical_id: string
  name: string
}

/** @throws AppError conflict, with the chain, if the relation would say that an entry belongs to itself through others. Pointers must be locked. */
export async function refuseCircle(tx: Pick<Tx, 'db'>, kind: RelationKind, from: End, to: End): Promise<void> {
  const kinds = familyOf(kind)
  if (kinds.length === 0) return
  const [lower, upper] = endsOf({ kind, from_id: from.canonical_id, to_id: to.canonical_id })
  const chain = wayUp(await repo.linksAbove(tx.db, upper, kinds), upper, lower)
  if (!chain) return
  throw refused(circleRefusal({ kind, from_name: from.name, to_name: to.name }, chain), chain)
}

const refused = (message: string, chain: readonly Link[]) => new AppError('conflict', message, { members: { relation_ids: chain.map(({ id }) => id) } })

/** @throws AppError conflict, with the chain, if two entries, once they are one, would belong to themselves through others. Pointers must be locked. */
export async function refuseCircleOfMerge(tx: Pick<Tx, 'db'>, one: End, other: End): Promise<void> {
  for (const kinds of FAMILIES) {
    const links = [...(await repo.linksAbove(tx.db, one.canonical_id, kinds)), ...(await repo.linksAbove(tx.db, other.canonical_id, kinds))]
    const chain = wayAround(links, one.canonical_id, other.canonical_id)
    if (chain) throw refused(mergeCircleRefusal(one.name, other.name, chain), chain)
  }
}
