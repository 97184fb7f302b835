// ◆ pure
/** A dry run, for people and for programs. */
import type { Target } from '../directory/handle.js'
import type { Decision, NotCounted } from './decide.js'
import type { ParsedArchive } from './formats/types.js'

/** The last line of `allies import FILE --dry-run --json` (DESIGN.md §6): spelt as first seen, without @ and #, in order of appearance. */
export interface DryRun {
  accounts: string[]
  hashtags: string[]
  placeholders: string[]
  bad_lines: { line: number; reason: string }[]
}

export function dryRunOf(archive: ParsedArchive, decision: Decision): DryRun {
  const targets = decision.nominations.map(({ target }) => target)
  return {
    accounts: firstSeen(targets.filter(({ kind }) => kind === 'account')),
    hashtags: firstSeen(targets.filter(({ kind }) => kind === 'hashtag')),
    placeholders: firstSeen(decision.placeholders.map(({ target }) => target)),
    bad_lines: archive.bad_lines,
  }
}

function firstSeen(targets: readonly Target[]): string[] {
  const seen = new Map<string, string>()
  for (const { kind, key, display } of targets) if (!seen.has(`${kind} ${key}`)) seen.set(`${kind} ${key}`, display)
  return [...seen.values()]
}

const FORMATS: Record<ParsedArchive['format'], string> = {
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
export function previewLines(name: string, archive: ParsedArchive, decision: Decision): string[] {
  const { nominations, skipped, review, placeholders, context } = decision
  const unit = archive.format === 'document' ? 'line' : 'post'
  const lines = [`${plain(name)}: ${FORMATS[archive.format]}, ${count(archive.posts.length, unit)}`]
  if (context.inferred) {
    const tags = context.hashtag_keys.map((key) => `#${key}`).join(', ')
    const hosts = context.host_keys.map((key) => `@${key}`).join(', ')
    lines.push(
      `From the posts themselves: ${tags === '' ? 'no common tag' : `the chat's tag is ${tags}`}, ${hosts === '' ? 'nobody is seen to host' : `hosted by ${hosts}`}`,
    )
  }
  lines.push(...archive.notes.map((note) => `Note: ${note}`))
  const section = (title: string, rows: string[][]) => {
    if (rows.length === 0) return
    lines.push('', title, ...table(rows.slice(0, SHOWN)))
    if (rows.length > SHOWN) lines.push(`  and ${rows.length - SHOWN} more`)
  }
  section(
    `Would be collected: ${count(nominations.length, 'nomination')} of ${count(new Set(nominations.map(({ target }) => `${target.kind} ${target.key}`)).size, 'target')}`,
    nominations.map((n) => [
      `line ${n.line}`,
      `${n.target.kind === 'account' ? '@' : '#'}${plain(n.target.display)}`,
      n.nominator === null ? (n.voice === 'document' ? 'the document' : 'somebody unnamed') : `by @${n.nominator}`,
      n.question === null ? '' : `Q${n.question}`,
    ]),
  )
  const told = (rows: readonly NotCounted[]) => rows.map(({ line, raw, reason }) => [`line ${line}`, plain(raw), reason])
  section('For a person to decide', told(review))
  section('Placeholders, not collected', told(placeholders))
  section('Not nominations', told(skipped))
  section(
    'Lines that could not be read',
    archive.bad_lines.map(({ line, reason }) => [`line ${line}`, reason]),
  )
  if (nominations.length === 0) lines.push('', 'Nothing would be collected.')
  return lines
}
