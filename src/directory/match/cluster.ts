// ◆ pure
/** Which records are one body, by position. */
export interface Clusters {
  /** For each record the position of its cluster's canonical record (its own, if it stands alone or is canonical). */
  canonical: readonly number[]
  /** Joins that a cannot-link forbade. */
  refused: number
}

export type Link = readonly [number, number]

export interface Ties {
  /** Pairs that share an exact key: those are one body however long the chain, since a key is an identity and not a likeness. */
  same?: Iterable<Link>
  /** Pairs that match by themselves. */
  links: Iterable<Link>
  /** Pairs that must never be in one cluster, whatever matches: cannot-link holds between whole clusters. */
  apart?: Iterable<Link>
  /** How much is known of a record; the fuller one stands for the others. */
  richness?: (at: number) => number
}

const sorted = (links: Iterable<Link>): Link[] => [...links].map(([a, b]): Link => (a < b ? [a, b] : [b, a])).sort((x, y) => x[0] - y[0] || x[1] - y[1])

/**
 * Joins records that share an exact key; beyond that a record joins only by a direct link to the cluster's canonical record, never by a chain,
 * since closing likenesses transitively destroys precision (IDENTITY.md §1.4: .940 falls to .808). The canonical record is the one with the
 * most links, then the richest, then the first. The order in which the ties are given plays no part.
 */
export function clusterByCanonical(count: number, { same = [], links, apart = [], richness = () => 0 }: Ties): Clusters {
  const positions = Array.from({ length: count }, (_, at) => at)
  const enemies = new Map<number, Set<number>>()
  for (const [a, b] of apart) {
    enemies.set(a, (enemies.get(a) ?? new Set()).add(b))
    enemies.set(b, (enemies.get(b) ?? new Set()).add(a))
  }
  const hostile = (ones: readonly number[], others: ReadonlySet<number> | readonly number[]) => {
    const there = others instanceof Set ? others : new Set(others)
    return ones.some((one) => [...(enemies.get(one) ?? [])].some((enemy) => there.has(enemy)))
  }
  let refused = 0

  // Exact keys first: group[i] names the group of record i, members[group] its records.
  const group = [...positions]
  const members = new Map<number, number[]>(positions.map((at) => [at, [at]]))
  for (const [a, b] of sorted(same)) {
    const one = group[a] ?? a
    const other = group[b] ?? b
    if (one === other) continue
    const ones = members.get(one) ?? []
    const others = members.get(other) ?? []
    if (hostile(others, ones)) {
      refused++
      continue
    }
    for (const at of others) group[at] = one
    members.set(one, [...ones, ...others])
    members.delete(other)
  }

  const linked: Set<number>[] = positions.map(() => new Set<number>())
  for (const [a, b] of links) {
    if (a === b) continue
    linked[a]?.add(b)
    linked[b]?.add(a)
  }
  const rich = positions.map((at) => richness(at))
  const rank = (a: number, b: number) => (linked[b]?.size ?? 0) - (linked[a]?.size ?? 0) || (rich[b] ?? 0) - (rich[a] ?? 0) || a - b
  const canonical = new Array<number>(count).fill(-1)
  for (const centre of [...positions].sort(rank)) {
    if ((canonical[centre] ?? -1) >= 0) continue
    const cluster = new Set(members.get(group[centre] ?? centre) ?? [centre])
    for (const at of cluster) canonical[at] = centre
    for (const other of [...(linked[centre] ?? [])].sort(rank)) {
      if ((canonical[other] ?? -1) >= 0) continue
      const joining = members.get(group[other] ?? other) ?? [other]
      if (enemies.size > 0 && hostile(joining, cluster)) {
        refused++
        continue
      }
      for (const at of joining) {
        canonical[at] = centre
        cluster.add(at)
      }
    }
  }
  return { canonical, refused }
}
