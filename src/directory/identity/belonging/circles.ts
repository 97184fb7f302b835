// ◆ pure
import type { RelationKind } from '../../match/types.js'
import { relationSentence } from '../relations.js'

/** Which relations go on from one to the next: a circle of them says of each entry that it belongs to itself, or follows itself. */
const FAMILIES: readonly (readonly RelationKind[])[] = [['parent', 'chapter', 'press', 'campaign'], ['successor'], ['variant', 'series']]

/** The kinds that could close a circle with this one; empty if none can, as where a hashtag belongs to an organisation. */
export const familyOf = (kind: RelationKind): readonly RelationKind[] => FAMILIES.find((kinds) => kinds.includes(kind)) ?? []

/** A relation between entries as they stand now, each with all that was merged into it. */
export interface Link {
  id: string
  kind: RelationKind
  from_id: string
  to_id: string
  from_name: string
  to_name: string
}

/** Lower and upper end: a parent body is above what it is the parent of. */
export const endsOf = <T extends { kind: RelationKind; from_id: string; to_id: string }>({ kind, from_id, to_id }: T): [string, string] =>
  kind === 'parent' ? [to_id, from_id] : [from_id, to_id]

/** The shortest way up from one entry to another, link by link; null if there is none. */
export function wayUp(links: readonly Link[], from: string, to: string): Link[] | null {
  const ways = new Map<string, Link[]>([[from, []]])
  for (const [at, way] of ways) {
    if (at === to) return way
    for (const link of links) {
      const [lower, upper] = endsOf(link)
      if (lower === at && !ways.has(upper)) ways.set(upper, [...way, link])
    }
  }
  return null
}

/** Why a relation would close a circle, with the chain that stands. */
export function circleRefusal(asked: { kind: RelationKind; from_name: string; to_name: string }, chain: readonly Link[]): string {
  const sentences = chain.map(({ kind, from_name, to_name }) => relationSentence(kind, from_name, to_name))
  return `That ${relationSentence(asked.kind, asked.from_name, asked.to_name)} would close a circle: it stands already that ${sentences.join(', and ')}. End one of these relations first, if it is wrong.`
}
