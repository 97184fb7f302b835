import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { coreOfHandle, handleScore, LINK_LEAD, LINK_THRESHOLD } from '../../src/directory/match/handles.js'
import { readNames } from '../../src/directory/match/handles-names.js'
import { readCsv } from './csv.js'

export interface HandleScore {
  top1: number
  precision: number
  covered: number
}

/** Links each handle to one of all names of the file (IDENTITY.md §5.2); null if the file is absent. */
export function scoreHandles(directory: string): HandleScore | null {
  const path = join(directory, 'humanizr_org_accounts.csv')
  if (!existsSync(path)) return null
  const rows = readCsv(readFileSync(path, 'utf8')).filter((row) => (row.username ?? '') !== '' && (row.name ?? '') !== '')
  const names = rows.map((row) => ({ key: normal(row.name ?? ''), ways: readNames(row.name ?? '') }))
  let top = 0
  let decided = 0
  let right = 0
  for (const [own, row] of rows.entries()) {
    const core = coreOfHandle(row.username ?? '')
    let best = -1
    let score = -1
    let second = -1
    for (const [at, name] of names.entries()) {
      const s = handleScore(core, name.ways)
      if (s > score) {
        second = score
        score = s
        best = at
      } else if (s > second) second = s
    }
    const hit = best === own || names[best]?.key === names[own]?.key
    if (hit) top++
    if (score >= LINK_THRESHOLD && score - second > LINK_LEAD) {
      decided++
      if (hit) right++
    }
  }
  return { top1: top / rows.length, precision: decided === 0 ? 0 : right / decided, covered: decided / rows.length }
}

const normal = (name: string) =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '')
