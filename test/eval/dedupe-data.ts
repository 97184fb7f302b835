import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MatchRecord } from '../../src/directory/match/types.js'
import { readCsv } from './csv.js'

/** A record with the body it truly is. */
export interface Labelled {
  record: MatchRecord
  truth: string
}

interface RorOrganisation {
  id: string
  name: string
  aliases?: string[]
  acronyms?: string[]
  site?: string
  city?: string
  cc?: string
}

const PRINTABLE = /^[\u0020-\u007e\u2019]*$/

/** u(k) of IDENTITY.md §5.1. */
function drawn(key: string): number {
  let h = 0
  for (let i = 0; i < key.length; i++) h = (31 * h + key.charCodeAt(i)) % 2 ** 32
  return (h % 1000) / 1000
}

/** Nominations as a chat would bring them, from each organisation's names (IDENTITY.md §5.1); null without the file. */
export function readRor(directory: string): Labelled[] | null {
  const file = join(directory, 'ror_en_orgs.jsonl')
  if (!existsSync(file)) return null
  const out: Labelled[] = []
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line.trim() === '') continue
    const org = JSON.parse(line) as RorOrganisation
    const add = (name: string, site: boolean, city: boolean) =>
      out.push({
        truth: org.id,
        record: {
          id: String(out.length),
          kind: 'organisation',
          names: [name],
          handles: [],
          x_user_ids: [],
          urls: site && org.site ? [org.site] : [],
          city: city ? (org.city ?? null) : null,
          country: org.cc ?? null,
        },
      })
    add(org.name, true, true)
    const aliases = [...new Set(org.aliases ?? [])].filter((alias) => PRINTABLE.test(alias) && alias !== org.name).slice(0, 6)
    for (const alias of aliases) add(alias, drawn(alias) < 0.5, drawn(`${alias}c`) < 0.5)
    for (const acronym of (org.acronyms ?? []).filter((text) => PRINTABLE.test(text)).slice(0, 2)) add(acronym, drawn(acronym) < 0.3, false)
  }
  return out
}

export function readChicago(directory: string): Labelled[] | null {
  const file = join(directory, 'chicago_true_ids.csv')
  if (!existsSync(file)) return null
  return readCsv(readFileSync(file, 'utf8'))
    .filter((row) => (row['True Id'] ?? '') !== '')
    .map((row, at) => ({
      truth: row['True Id'] ?? '',
      record: {
        id: String(at),
        kind: 'organisation' as const,
        names: [row['Site name'] ?? ''],
        handles: [],
        x_user_ids: [],
        urls: row.Website ? [row.Website] : [],
        phone: row.Phone || null,
        address: row.Address || null,
      },
    }))
}

export interface NamePair {
  a: string
  b: string
  same: boolean
}

const ORGANISATIONS = new Set(['Company', 'Organization', 'LegalEntity'])

/** Rows of these three kinds, whatever their group: the rule of IDENTITY.md §5.2. The 259 it names are the rows that the peer had answered when it was measured. */
export function readNamePairs(directory: string): NamePair[] | null {
  const file = join(directory, 'name_bench_cases.csv')
  if (!existsSync(file)) return null
  return readCsv(readFileSync(file, 'utf8'))
    .filter((row) => ORGANISATIONS.has(row.schema ?? '') && (row.is_match === 'true' || row.is_match === 'false'))
    .map((row) => ({ a: row.name1 ?? '', b: row.name2 ?? '', same: row.is_match === 'true' }))
}

export const pairKey = (a: string, b: string): string => JSON.stringify([a, b])

/** How often the peer's frozen run has answered each pair of organisations; null without its file. */
export function readPeerPairs(directory: string): Map<string, number> | null {
  const file = join(directory, 'name_bench_logicv2_frozen.csv')
  if (!existsSync(file)) return null
  const rows = readCsv(readFileSync(file, 'utf8')).filter((row) => ORGANISATIONS.has(row.schema ?? ''))
  const answered = new Map<string, number>()
  for (const { name1 = '', name2 = '' } of rows) answered.set(pairKey(name1, name2), (answered.get(pairKey(name1, name2)) ?? 0) + 1)
  return answered
}
