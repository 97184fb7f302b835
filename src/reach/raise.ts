// ◆ pure
import type { Raise } from './evidence.js'
import type { Standing } from './standing.js'

/** Followers to ask for in a sample: error about 1 % (REACH §5). */
export const SAMPLE_SIZE = 100

/**
 * What would lift the answer, the cheapest first: counts of those of whom nothing is known; lists of the largest accounts until half of the
 * followers are in known lists (REACH §5: the largest first); a sample of each account without a list; every list. Of protected accounts X shows the count
 * and nobody's name, so where one is missing neither samples nor lists of all can be had, only lists of all others.
 * @param all members, as standing.ts sees them.
 */
export function raiseOf(all: readonly Standing[]): Raise[] {
  const raise: Raise[] = []
  const unknown = all.filter(({ size }) => size === null)
  if (unknown.length > 0) raise.push({ level: 'counts', needs: 'count', accounts: ids(unknown), reads: unknown.length })
  const followed = all.filter(({ size }) => size !== null && size > 0).sort((a, b) => (b.size ?? 0) - (a.size ?? 0) || (a.account_id < b.account_id ? -1 : 1))
  if (followed.length < 2) return raise
  const open = followed.filter(({ list }) => list === null || list.outdated)
  const readable = open.filter((standing) => standing.readable)
  const listed = followed.filter(({ list }) => list !== null).length
  if (readable.length === 0 || (readable.length < open.length && listed + readable.filter(({ list }) => list === null).length < 2)) return raise
  const unlisted = open.some(({ list }) => list === null)
  const half = largestHalf(followed)
  if (half.length > 0 && half.length < readable.length && unlisted) raise.push({ level: 'mixed', needs: 'sketch', accounts: ids(half), reads: total(half) })
  if (readable.length < open.length) return [...raise, { level: 'mixed', needs: 'sketch', accounts: ids(readable), reads: total(readable) }]
  const unsampled = unlisted ? open.filter(({ sample }) => sample?.kind !== 'sample') : []
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
    if (standing.list || !standing.readable) continue
    asked.push(standing)
    known += standing.size ?? 0
  }
  return asked
}

const ids = (standings: readonly Standing[]) => standings.map(({ account_id }) => account_id)
const total = (standings: readonly Standing[]) => standings.reduce((sum, { size }) => sum + (size ?? 0), 0)
