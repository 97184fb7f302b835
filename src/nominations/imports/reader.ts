// ◆ pure
/** From bytes of an archive to rows of the preview. Parts of one file can be read in any order and by different threads. */
import type { ImportCounts, Verdict } from '../../db/schema/imports.js'
import { keyedHash } from '../../kernel/canonical.js'
import { AppError } from '../../kernel/errors.js'
import { authorKey, type Candidate, contextOf, judgeArchive, judgePosts, settle } from '../decide.js'
import { checkHead, READABLE, readParts } from '../formats/detect.js'
import { gather, tallyOf } from '../formats/gather.js'
import { formatOfLines, takeLines } from '../formats/json.js'
import { NOT_VALID, parseJson, readLines, wellFormed } from '../formats/lines.js'
import type { FormatName, ParsedArchive, Part, Post } from '../formats/types.js'
import { refuseDense, refuseDenseBytes } from './density.js'
import { hash53 } from './hash-set.js'
import type { Head, PortionReading, ReadingSettings, Task, WholeReading } from './types.js'

/** Portions whose names that are no nominations are kept for the preview; nobody goes through more of them one by one. */
const PREVIEWED_PORTIONS = 80
const ROWS = 2000
const ROOM = 2 ** 24

/**
 * A file of one post, or one page of posts, a line is known by its beginning, and so is the chat it is of; and so is what is refused.
 * @throws AppError bad_input_file
 */
export function readHead({ bytes, complete, settings }: Extract<Task, { ask: 'head' }>): Head {
  const whole = complete ? bytes : bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1)
  if (whole.length > 0) checkHead(whole, settings)
  if (settings.map) return null
  const { lines } = readLines(whole)
  const [top] = lines
  if (top) top.text = top.text.replace(/^\ufeff/, '')
  const format = formatOfLines(
    lines,
    Math.max(
      0,
      lines.findIndex(({ text }) => text.trim() !== ''),
    ),
  )
  if (format === null) return null
  const gathered = gather()
  takeLines(gathered, format, lines)
  return { format, context: contextOf(gathered.posts, settings.given, format) }
}

export function readPortion({ number, bytes, first_line, format, context, settings }: Extract<Task, { ask: 'portion' }>): PortionReading {
  const { lines, bad } = readLines(bytes, first_line)
  const [top] = lines
  if (top && first_line === 1) top.text = top.text.replace(/^\ufeff/, '')
  const gathered = gather()
  takeLines(gathered, format, lines)
  refuseDense(gathered.posts, bytes.length)
  const keepAll = number < PREVIEWED_PORTIONS
  return {
    ...rowsOf(judgePosts(gathered.posts, context), number, keepAll, settings),
    bad: [...bad, ...gathered.bad].sort((a, b) => a.line - b.line),
    ...factsOf(gathered.posts),
    tally: tallyOf(gathered),
    spent: bytes.buffer,
  }
}

/** @throws AppError bad_input_file or payload_too_large for what cannot be read */
export function readWholeFile({ parts, settings }: Extract<Task, { ask: 'whole' }>): WholeReading {
  for (const { bytes } of parts) refuseDenseBytes(bytes)
  const archive = readParts(parts, { map: settings.map })
  refuseBareJson(parts, archive.format)
  refuseEmpty(archive)
  refuseDense(
    archive.posts,
    parts.reduce((sum, { bytes }) => sum + bytes.length, 0),
  )
  const context = contextOf(archive.posts, settings.given, archive.format)
  const facts = factsOf(archive.posts)
  const participants = new Set(archive.posts.flatMap((post) => authorKey(post) ?? []))
  const candidates = settle(judgeArchive(archive, context), (key) => participants.has(key))
  return {
    ...rowsOf(candidates, 0, true, settings),
    bad: archive.bad_lines,
    ...facts,
    tally: { repeated: 0, recovered: 0, damaged: 0, unknown: 0 },
    format: archive.format,
    context,
    notes: archive.notes,
  }
}

const refuse = (detail: string) => new AppError('bad_input_file', detail, { members: { readable: READABLE } })

/** JSON without an object in it is no prose: taken for a document it would be an import of nothing, or of brackets. @throws AppError bad_input_file */
function refuseBareJson(parts: readonly Part[], format: FormatName): void {
  const [part] = parts
  if (!part || format !== 'document' || !/^\s*\[/.test(new TextDecoder().decode(part.bytes.subarray(0, 1000)))) return
  const parsed = parseJson(new TextDecoder().decode(part.bytes))
  if (parsed.ok) throw refuse(`it is JSON, but holds no posts; readable: ${READABLE}`)
  if (parsed.reason !== NOT_VALID) throw refuse(`it begins like JSON but ${parsed.reason}; readable: ${READABLE}`)
}

/** Nothing could come of it, and whoever gave it should hear so now. @throws AppError bad_input_file */
function refuseEmpty({ posts, bad_lines }: ParsedArchive): void {
  if (posts.length > 0) return
  const [first] = bad_lines
  if (!first) throw refuse('it holds no posts: there is nothing below its header, or nothing in it')
  throw refuse(`no post of it can be read: line ${first.line} ${first.reason}${bad_lines.length > 1 ? `, and ${bad_lines.length - 1} more like it` : ''}`)
}

/** An author of several posts may stand in it several times. */
function factsOf(posts: readonly Post[]) {
  const post_ids = new Float64Array(posts.length)
  const authors = new Float64Array(posts.length)
  let ids = 0
  let known = 0
  for (const post of posts) {
    if (post.id !== null) post_ids[ids++] = hash53(post.id)
    const author = authorKey(post)
    if (author !== null) authors[known++] = hash53(author)
  }
  return { posts: posts.length, post_ids: post_ids.slice(0, ids), authors: authors.slice(0, known) }
}

export const OWN_TAG = 'the tag of the chat itself'
const RETWEET = 'a retweet is no support'
const LEAD = /^[\s\p{P}]{0,8}(?:RT|MT|QT)\b[\s\p{P}]{0,4}[@＠][A-Za-z0-9_]{1,20}\s{0,2}[:：]?\s{0,3}/iu

/**
 * Whose words are passed on is nobody's business even of those who look through the preview: who nominates is kept as a keyed hash (DESIGN.md §2), and
 * "RT @name: A1 …" would say beside the names who that was. 0 if the words do not begin with it.
 */
const leadOf = (text: string): number => LEAD.exec(text.slice(0, 60))?.[0].length ?? 0

function withoutLead(candidate: Candidate, lead: number): Candidate {
  const { text, start, end } = candidate
  const shift = SAID_BY_SOMEBODY.length - lead
  return { ...candidate, text: `${SAID_BY_SOMEBODY}${text.slice(lead)}`, start: start + shift, end: end + shift }
}
const SAID_BY_SOMEBODY = 'RT …: '

/** What every post of a chat carries, and what is only passed on in a large archive, would bury the rest of a preview. */
const isMass = ({ verdict, reason }: Candidate, portion: number) =>
  verdict === 'not' && (reason === OWN_TAG || (reason === RETWEET && portion >= LISTED_PORTIONS))
/** Portions of which also what was passed on is kept: all of a chat, but not of an archive of many, which is mostly that. */
export const LISTED_PORTIONS = 8

function rowsOf(candidates: readonly Candidate[], portion: number, keepAll: boolean, settings: ReadingSettings) {
  const counts: ImportCounts = {}
  const left_out: Record<string, number> = {}
  const rows: string[] = []
  let open: string[] = []
  candidates.forEach((candidate, i) => {
    const { verdict, reason, text, end } = candidate
    const lead = reason === RETWEET ? leadOf(text) : 0
    counts[verdict] = (counts[verdict] ?? 0) + 1
    if (isMass(candidate, portion) || end <= lead || (!keepAll && (verdict === 'not' || verdict === 'placeholder'))) {
      left_out[reason] = (left_out[reason] ?? 0) + 1
      return
    }
    open.push(JSON.stringify(rowOf(lead === 0 ? candidate : withoutLead(candidate, lead), portion * ROOM + i, voiceHash(candidate.voice, settings))))
    if (open.length === ROWS) {
      rows.push(`[${open.join(',')}]`)
      open = []
    }
  })
  if (open.length > 0) rows.push(`[${open.join(',')}]`)
  return { rows, counts, left_out }
}

/** The same as a nominator has who uses the form. Voices that mean something only within the file are bound to it. */
function voiceHash(voice: string, { secret, mark }: ReadingSettings): string {
  const said = voice === 'document' || voice.startsWith('line:') ? `${voice}:${mark}` : voice
  if (said.length > MAX_HASHED) return keyedHash(secret, 'nominator', said)
  if (HASHED.of.size >= MANY || HASHED.secret !== secret) {
    HASHED.of.clear()
    HASHED.secret = secret
  }
  const known = HASHED.of.get(said) ?? keyedHash(secret, 'nominator', said)
  HASHED.of.set(said, known)
  return known
}

/** Most voices of a file are heard in many of its portions; a hash takes as long as reading a post. */
const HASHED = { secret: '', of: new Map<string, string>() }
const MANY = 4000
const MAX_HASHED = 40

/** What is null is left out of the JSON, and filled in by the database. */
export interface Row {
  seq: number
  line: number
  post_id?: string | undefined
  said_at?: string | undefined
  nominator?: string | undefined
  nominator_hash: string
  question?: number | undefined
  target_kind?: 'account' | 'hashtag' | undefined
  target_key?: string | undefined
  display?: string | undefined
  raw: string
  text: string
  span_start: number
  span_end: number
  form: Candidate['form']
  verdict: Verdict
  reason: string
  conditions?: Candidate['conditions'] | undefined
}

const rowOf = (candidate: Candidate, seq: number, nominator_hash: string): Row => ({
  seq,
  line: candidate.line,
  post_id: candidate.post_id ?? undefined,
  said_at: candidate.at?.toISOString(),
  nominator: candidate.nominator ?? undefined,
  nominator_hash,
  question: candidate.question ?? undefined,
  target_kind: candidate.target?.kind,
  target_key: candidate.target?.key,
  display: candidate.target?.display,
  // A long run is shown cut, perhaps between the two halves of a character.
  raw: wellFormed(candidate.raw),
  text: candidate.text,
  span_start: candidate.start,
  span_end: candidate.end,
  form: candidate.form,
  verdict: candidate.verdict,
  reason: candidate.reason,
  conditions: candidate.conditions.length > 0 ? candidate.conditions : undefined,
})
