import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { linkHandle } from '../../src/directory/match/handles.js'
import { readNames } from '../../src/directory/match/handles-names.js'
import { readCsv } from './csv.js'

interface LinkFigures {
  /** Share of the handles whose best name is their own. */
  top1: number
  /** Right among decided; null if nothing was decided. */
  precision: number | null
  /** Decided among all. */
  covered: number
}
export interface HandleScore extends LinkFigures {
  /** Even and odd rows, each against all names: what holds on one should hold on the other. */
  halves: [LinkFigures, LinkFigures]
}

const key = (name: string) =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '')

/** Links each handle to one of all names of the file (IDENTITY.md §5.2); null if the file is absent. */
export function scoreHandles(directory: string): HandleScore | null {
  const path = join(directory, 'humanizr_org_accounts.csv')
  if (!existsSync(path)) return null
  const rows = readCsv(readFileSync(path, 'utf8')).filter((row) => row.username !== '' && row.name !== '')
  const names = rows.map((row) => readNames(row.name ?? ''))
  const keys = rows.map((row) => key(row.name ?? ''))
  const links = rows.map((row, own) => {
    const link = linkHandle(row.username ?? '', names)
    // A namesake's row is as right as its own.
    return { decided: link?.decided ?? false, hit: link !== null && (link.at === own || (keys[own] !== '' && keys[link.at] === keys[own])) }
  })
  const figures = (some: typeof links): LinkFigures => {
    const decided = some.filter((link) => link.decided)
    return {
      top1: some.filter((link) => link.hit).length / some.length,
      precision: decided.length === 0 ? null : decided.filter((link) => link.hit).length / decided.length,
      covered: decided.length / some.length,
    }
  }
  const half = (rest: number) => figures(links.filter((_, at) => at % 2 === rest))
  return { ...figures(links), halves: [half(0), half(1)] }
}
