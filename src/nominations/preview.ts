// ◆ pure
/** A dry run, for people and for programs. */
import type { Target } from '../directory/handle.js'
import type { Candidate, ReadingContext, Verdict } from './decide.js'
import type { BadLine, FormatName } from './formats/types.js'

/** A file as it was read and judged. */
export interface Look {
  format: FormatName
  /** Number of posts, or of lines of a document. */
  posts: number
  notes: string[]
  context: Pick<ReadingContext, 'hashtag_keys' | 'host_keys' | 'inferred'>
  /** In order of appearance. */
  candidates: Candidate[]
  bad_lines: BadLine[]
  /** Names of mass kinds that are counted and not kept, by reason. */
  left_out: Record<string, number>
}

/** The last line of `allies import FILE --dry-run --json` (DESIGN.md §6): spelt as first seen, without @ and #, in order of appearance. */
export interface DryRun {
  accounts: string[]
  hashtags: string[]
  placeholders: string[]
  bad_lines: { line: number; reason: string }[]
}

export function dryRunOf({ candidates, bad_lines }: Pick<Look, 'candidates' | 'bad_lines'>): DryRun {
  const of = (verdict: Verdict) => candidates.flatMap((one) => (one.verdict === verdict && one.target !== null ? [one.target] : []))
  const targets = of('counted')
  return {
    accounts: firstSeen(targets.filter(({ kind }) => kind === 'account')),
    hashtags: firstSeen(targets.filter(({ kind }) => kind === 'hashtag')),
    placeholders: firstSeen(of('placeholder')),
    bad_lines,
  }
}

function firstSeen(targets: readonly Target[]): string[] {
  const seen = new Map<string, string>()
  for (const { kind, key, display } of targets) if (!seen.has(`${kind} ${key}`)) seen.set(`${kind} ${key}`, display)
  return [...seen.values()]
}

/** What a format is called in a sentence. */
export const FORMATS: Record<FormatName, string> = {
  transcript: 'a pasted chat',
  document: 'a document',
  'x-api-v2': 'X API v2 posts',
  'twarc2-pages': 'twarc2 pages',
  'twarc2-flattened': 'twarc2 flattened posts',
  'twarc-csv': 'a table of twarc-csv',
  'hydrated-v1.1': 'X API v1.1 posts',
  'x-download': 'an X download',
  tags: 'a table of TAGS',
  'nitter-rss': 'a feed of Nitter',
  apify: 'posts collected with Apify',
  'sfm-csv': 'a table of Social Feed Manager',
  'mapped-csv': 'a table',
}
/** More of the same kind is counted, not shown. */
const SHOWN = 200

const count = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`
/** Text from a file must not move the cursor or colour the terminal. */
const plain = (text: string) => text.replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ')
const table = (rows: readonly string[][]): string[] => {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)))
  return rows.map(
    (row) => `  ${row.map((cell, i) => (i === 0 ? cell.padStart(widths[i] ?? 0) : i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join('  ')}`,
  )
}

/** Lines for a terminal. `name` is the file's. */
export function previewLines(name: string, { format, posts, notes, context, candidates, bad_lines, left_out }: Look): string[] {
  const lines = [`${plain(name)}: ${FORMATS[format]}, ${count(posts, format === 'document' ? 'line' : 'post')}`]
  if (context.inferred) {
    const tags = context.hashtag_keys.map((key) => `#${key}`).join(', ')
    const hosts = context.host_keys.map((key) => `@${key}`).join(', ')
    lines.push(
      `From the posts themselves: ${tags === '' ? 'no common tag' : `the chat's tag is ${tags}`}, ${hosts === '' ? 'nobody is seen to host' : `hosted by ${hosts}`}`,
    )
  }
  lines.push(...notes.map((note) => `Note: ${note}`))
  const section = (title: string, rows: string[][]) => {
    if (rows.length === 0) return
    lines.push('', title, ...table(rows.slice(0, SHOWN)))
    if (rows.length > SHOWN) lines.push(`  and ${rows.length - SHOWN} more`)
  }
  const of = (...verdicts: Verdict[]) => candidates.filter(({ verdict }) => verdicts.includes(verdict))
  const counted = of('counted')
  section(
    `Would be collected: ${count(counted.length, 'nomination')} of ${count(new Set(counted.map(({ target }) => `${target?.kind} ${target?.key}`)).size, 'target')}`,
    counted.map((one) => [
      `line ${one.line}`,
      `${one.target?.kind === 'hashtag' ? '#' : '@'}${plain(one.target?.display ?? one.raw)}`,
      one.nominator === null ? (one.voice === 'document' ? 'the document' : 'somebody unnamed') : `by @${one.nominator}`,
      plain(one.reason),
    ]),
  )
  const told = (rows: readonly Candidate[]) => rows.map(({ line, raw, reason }) => [`line ${line}`, plain(raw), plain(reason)])
  section('For a person to decide', told(of('doubtful')))
  section('Placeholders, not collected', told(of('placeholder')))
  section('Not nominations', [...told(of('not', 'repeated')), ...Object.entries(left_out).map(([reason, n]) => ['', `${n} times`, reason])])
  section(
    'Lines that could not be read',
    bad_lines.map(({ line, reason }) => [`line ${line}`, reason]),
  )
  if (counted.length === 0) lines.push('', 'Nothing would be collected.')
  return lines
}
