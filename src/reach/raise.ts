// ◆ pure
import type { Raise } from './evidence.js'
import type { Standing } from './standing.js'

/** Followers to ask for in a sample: error about 1 % (REACH §5). */
export const SAMPLE_SIZE = 100

/**
 * What would lift the answer, the cheapest first: counts of those of whom nothing is known; lists of the largest accounts until half of the
 * followers are in known lists (REACH §5: the largest first); a sample of every list; every list.
 * @param all members, as standing.ts sees them.
 */
export function raiseOf(all: readonly Standing[]): Raise[] {
  const raise: Raise[] = []
  const unknown = all.filter(({ size }) => size === null)
  if (unknown.length > 0) raise.push({ level: 'counts', needs: 'count', accounts: ids(unknown), reads: unknown.length })
  const followed = all.filter(({ size }) => size !== null && size > 0).sort((a, b) => (b.size ?? 0) - (a.size ?? 0) || (a.account_id < b.account_id ? -1 : 1))
  if (followed.length < 2) return raise
  const open = followed.filter(({ list }) => list === null || list.outdated)
  if (open.length === 0) return raise
  // Of those whose list is known, too: samples are read only where all are sampled.
  const unsampled = open.some(({ list }) => list === null) ? followed.filter(({ sample }) => sample?.kind !== 'sample') : []
  const half = largestHalf(followed)
  if (half.length > 0 && half.length < open.length && open.some(({ list }) => list === null))
    raise.push({ level: 'mixed', needs: 'sketch', accounts: ids(half), reads: total(half) })
  if (unsampled.length > 0)
    raise.push({
      level: 'sample',
      needs: 'sample',
      accounts: ids(unsampled),
      reads: unsampled.reduce((sum, { size }) => sum + Math.min(SAMPLE_SIZE, size ?? 0), 0),
    })
  raise.push({ level: 'sketch', needs: 'sketch', accounts: ids(open), reads: total(open) })
  return raise
}

/** The largest without a list, until half of all follows are in lists; none if they are already. */
function largestHalf(followed: readonly Standing[]): Standing[] {
  const sum = total(followed)
  let known = total(followed.filter(({ list }) => list !== null))
  const asked: Standing[] = []
  for (const standing of followed) {
    if (2 * known >= sum) break
    if (standing.list) continue
    asked.push(standing)
    known += standing.size ?? 0
  }
  return asked
}

const ids = (standings: readonly Standing[]) => standings.map(({ account_id }) => account_id)
const total = (standings: readonly Standing[]) => standings.reduce((sum, { size }) => sum + (size ?? 0), 0)
