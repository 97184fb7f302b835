// ◆ pure
/** Which records are one body, by position. */
export interface Clusters {
  /** For each record the position of its cluster's canonical record (its own, if it stands alone or is canonical). */
  canonical: readonly number[]
  /** Joins that a cannot-link forbade. */
  refused: number
}

/**
 * Joins records only by a direct link to the cluster's canonical record, never by a chain, since closing links transitively destroys precision
 * (IDENTITY.md §1.4: .940 falls to .808). The canonical record is the one with the most links, then the richest, then the first.
 * @param links pairs of positions that match by themselves
 * @param apart pairs of positions that must never be in one cluster, whatever matches
 * @param richness how much is known of a record; the fuller one stands for the others
 */
export function clusterByCanonical(
  count: number,
  links: Iterable<readonly [number, number]>,
  apart: Iterable<readonly [number, number]> = [],
  richness: (at: number) => number = () => 0,
): Clusters {
  const linked: number[][] = Array.from({ length: count }, () => [])
  for (const [a, b] of links) {
    if (a === b) continue
    linked[a]?.push(b)
    linked[b]?.push(a)
  }
  const enemies = new Map<number, Set<number>>()
  for (const [a, b] of apart) {
    enemies.set(a, (enemies.get(a) ?? new Set()).add(b))
    enemies.set(b, (enemies.get(b) ?? new Set()).add(a))
  }
  const degree = linked.map((others) => new Set(others).size)
  const rich = linked.map((_, at) => richness(at))
  const rank = (a: number, b: number) => (degree[b] ?? 0) - (degree[a] ?? 0) || (rich[b] ?? 0) - (rich[a] ?? 0) || a - b
  const order = linked.map((_, at) => at).sort(rank)
  const canonical = new Array<number>(count).fill(-1)
  let refused = 0
  for (const centre of order) {
    if ((canonical[centre] ?? -1) >= 0) continue
    canonical[centre] = centre
    const members = [centre]
    for (const other of [...new Set(linked[centre] ?? [])].sort(rank)) {
      if ((canonical[other] ?? -1) >= 0) continue
      const foes = enemies.get(other)
      if (foes && members.some((member) => foes.has(member))) {
        refused++
        continue
      }
      canonical[other] = centre
      members.push(other)
    }
  }
  return { canonical, refused }
}
