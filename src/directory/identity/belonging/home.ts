// ◆ pure

import type { RelationKind } from '../../match/types.js'
import { type GateMember, gateOf } from '../cluster.js'

export interface Standing extends GateMember {
  /** The entry that stands for it. */
  canonical_id: string
}

/** A relation by which an entry is of the field of another, as "from is the chapter of to"; of `parent` turned round, so that from is the part. */
export interface Belonging {
  kind: RelationKind
  from_id: string
  to_id: string
  /** What the entry that `to` stands in is called. */
  to_name: string
}

/**
 * Which entries are of the home field because they are the chapter, press account, campaign, successor or hashtag of one that is, each with the first relation that says so. It begins with
 * those that are home by their own word and goes on from relation to relation, so that a circle of chapters cannot hold itself up. What an organiser said of an entry stays, and ends
 * the way through it. Between two that were merged into one the other's own gate counts, otherwise the gate of all that stands together.
 * @param members all that stand together in every entry that the relations lead to, each with the gate that it has without any relation
 */
export function homeByRelation(members: readonly Standing[], relations: readonly Belonging[]): Map<string, Belonging> {
  const found = new Map<string, Belonging>()
  const byId = new Map(members.map((one) => [one.id, one]))
  const open = relations.filter(({ from_id }) => mayFollow(byId.get(from_id)))
  for (;;) {
    const home = homesOf(members, found)
    const next = open.filter((one) => !found.has(one.from_id) && leadsHome(one, byId, home))
    if (next.length === 0) return found
    // The first of several stays.
    for (const one of next) if (!found.has(one.from_id)) found.set(one.from_id, one)
  }
}

const mayFollow = (member: Standing | undefined) => member !== undefined && member.own_gate.by === 'rules' && member.own_gate.gate !== 'home'

interface Homes {
  /** By canonical id. */
  wholes: ReadonlySet<string>
  entries: ReadonlySet<string>
}

function homesOf(members: readonly Standing[], found: ReadonlyMap<string, Belonging>): Homes {
  const now = members.map((one) => (found.has(one.id) ? { ...one, own_gate: { ...one.own_gate, gate: 'home' as const } } : one))
  const wholes = new Map<string, Standing[]>()
  for (const one of now) wholes.set(one.canonical_id, [...(wholes.get(one.canonical_id) ?? []), one])
  return {
    wholes: new Set([...wholes].flatMap(([id, together]) => (gateOf(together).gate === 'home' ? [id] : []))),
    entries: new Set(now.flatMap(({ id, own_gate }) => (own_gate.gate === 'home' ? [id] : []))),
  }
}

function leadsHome({ from_id, to_id }: Belonging, byId: ReadonlyMap<string, Standing>, home: Homes): boolean {
  const [from, to] = [byId.get(from_id), byId.get(to_id)]
  if (!from || !to) return false
  return home.wholes.has(to.canonical_id) || (from.canonical_id === to.canonical_id && home.entries.has(to.id))
}
