// ◆ pure
import type { RelationKind } from '../../match/types.js'
import { relationSentence } from '../relations.js'

/** Which relations go on from one to the next: a circle of them says of each entry that it belongs to itself, or follows itself. */
export const FAMILIES: readonly (readonly RelationKind[])[] = [['parent', 'chapter', 'press', 'campaign'], ['successor'], ['variant', 'series']]

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
  return `That ${relationSentence(asked.kind, asked.from_name, asked.to_name)} would close a circle: ${standing(chain)} End one of these relations first, if it is wrong.`
}

const standing = (chain: readonly Link[]) =>
  `it stands already that ${chain.map(({ kind, from_name, to_name }) => relationSentence(kind, from_name, to_name)).join(', and ')}.`

/**
 * The shortest way up from one of two entries to the other through a third: were the two one entry, that would belong to itself. What one of them is said to be
 * to the other directly is no circle: it says nothing while the two are one, and again what it said once they are parted. Null if there is none.
 */
export function wayAround(links: readonly Link[], one: string, other: string): Link[] | null {
  const around = links.filter(({ from_id, to_id }) => ![from_id, to_id].every((id) => id === one || id === other))
  return wayUp(around, one, other) ?? wayUp(around, other, one)
}

/** Why two entries cannot become one, with the chain that stands and the way out. */
export function mergeCircleRefusal(one: string, other: string, chain: readonly Link[]): string {
  return `That ${one} and ${other} are one entry would close a circle: ${standing(chain)} End one of these relations first, if it is wrong; if both are right, the two are different.`
}
