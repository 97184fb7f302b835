/**
 * Scores extraction and decision on labelled archives: for each `X.expected.json` every other `X.*` beside it is read as an import
 * would read it, without being told the chat. A hit is a pair (nominator, folded target). A file without an answer beside it, all of whose posts are labelled in
 * gold/sample-posts.json, is scored by those: there a hit is a pair (post, folded target). Form `name` is scored apart, and what the
 * answer puts under `needs_review` counts neither way (samples/archives, DESIGN.md §6). Beyond the score, all that the answer holds is
 * compared: lines, questions, forms, support, hosts, counts, and what is not to be counted.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { foldHandle, foldHashtag } from '../../src/directory/handle.js'
import { isAppError } from '../../src/kernel/errors.js'
import { type Candidate, type Decision, decide } from '../../src/nominations/decide.js'
import { readParts } from '../../src/nominations/formats/detect.js'
import type { ParsedArchive } from '../../src/nominations/formats/types.js'
import { unpack } from '../../src/nominations/unpack.js'

interface Labelled {
  line?: number
  nominator?: string | null
  question?: string | null
  target: string
  raw?: string
  form?: string
}
export interface Answer {
  hosts?: string[]
  questions?: { id: string; line?: number }[]
  posts?: number
  retweets?: number
  nominations: Labelled[]
  support?: Record<string, number>
  needs_review?: { line?: number; nominator?: string | null; raw: string }[]
  not_nominations?: { line: number; raw: string; reason?: string }[]
}
interface Score {
  tp: number
  fp: number
  fn: number
}
interface FileScore extends Score {
  names: Score
  /** Null if the answer does not say enough to compare. */
  exact: boolean | null
  refused?: string
}

const SUFFIX = '.expected.json'
const pair = (nominator: string | null | undefined, target: string) => `${nominator ? (foldHandle(nominator) ?? nominator) : ''} ${foldTarget(target)}`
const foldTarget = (target: string) => (/^[#＃]/.test(target) ? `#${foldHashtag(target) ?? target}` : `@${foldHandle(target) ?? target}`)
const spell = ({ target }: Pick<Candidate, 'target'>) => (target === null ? '' : `${target.kind === 'account' ? '@' : '#'}${target.key}`)
const ratio = (part: number, whole: number) => (whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000)

export async function evaluate(directory: string): Promise<{ human: string[]; result: object }> {
  const names = readdirSync(directory).sort()
  const human: string[] = []
  const unlabelled: string[] = []
  const files: Record<string, FileScore> = {}
  for (const answerName of names.filter((name) => name.endsWith(SUFFIX))) {
    const stem = answerName.slice(0, -SUFFIX.length)
    const answer = JSON.parse(readFileSync(join(directory, answerName), 'utf8')) as Answer
    for (const name of names.filter((name) => name.startsWith(`${stem}.`) && !name.endsWith(SUFFIX))) {
      files[name] = await scoreFile(join(directory, name), answer, (line) => human.push(`${name}: ${line}`))
    }
  }
  const labelled = Object.keys(files)
  if (labelled.length === 0) throw new Error(`no X${SUFFIX} beside an X.* in ${directory}`)
  for (const { name } of readdirSync(directory, { withFileTypes: true }).filter((one) => one.isFile() && !one.name.endsWith(SUFFIX))) {
    if (labelled.includes(name)) continue
    const read = await readAlone(join(directory, name), (line) => human.push(`${name}: ${line}`))
    if (typeof read === 'string') unlabelled.push(`${name}: ${read}`)
    else files[name] = read
  }
  const sum = (pick: (score: FileScore) => number) => Object.values(files).reduce((total, score) => total + pick(score), 0)
  const [tp, fp, fn] = [sum((s) => s.tp), sum((s) => s.fp), sum((s) => s.fn)]
  const [ntp, nfp, nfn] = [sum((s) => s.names.tp), sum((s) => s.names.fp), sum((s) => s.names.fn)]
  for (const [name, score] of Object.entries(files)) {
    const { names: n } = score
    human.push(
      `${name}: ${score.refused ?? `${score.tp} found, ${score.fp} wrong, ${score.fn} missed; names ${n.tp} of ${n.tp + n.fn}, ${n.fp} wrong${score.exact === true ? '; reproduced exactly' : ''}`}`,
    )
  }
  // What cannot be scored is read all the same: that it is recognised, and as what, is half of the promise.
  human.push(...unlabelled)
  return {
    human,
    result: {
      precision: ratio(tp, tp + fp),
      recall: ratio(tp, tp + fn),
      name_precision: ratio(ntp, ntp + nfp),
      name_recall: ratio(ntp, ntp + nfn),
      reproduced_exactly: Object.values(files).filter(({ exact }) => exact === true).length,
      files: Object.fromEntries(Object.entries(files).map(([name, { names, ...score }]) => [name, { ...score, name: names }])),
    },
  }
}

/** What posts put forward, by their ids. */
const SAMPLE_POSTS = JSON.parse(readFileSync(new URL('./gold/sample-posts.json', import.meta.url), 'utf8')) as Record<string, string[]>

/** A file without an answer beside it: its score if its posts are labelled one by one, else what it was taken for, and how much of it would count. */
async function readAlone(path: string, say: (line: string) => void): Promise<FileScore | string> {
  try {
    const archive = readParts(await unpack(readFileSync(path)))
    const { candidates } = decide(archive, null)
    const counted = candidates.filter(({ verdict }) => verdict === 'counted')
    if (archive.posts.length === 0 || !archive.posts.every(({ id }) => id !== null && SAMPLE_POSTS[id]))
      return `${archive.format}, ${archive.posts.length} posts, ${candidates.length} names, ${counted.length} counted; no answer beside it`
    const expected = new Set(archive.posts.flatMap(({ id }) => (SAMPLE_POSTS[id ?? ''] ?? []).map((target) => `${id} ${foldTarget(target)}`)))
    const found = new Set(counted.map((one) => `${one.post_id} ${spell(one)}`))
    const [wrong, missed] = [[...found].filter((key) => !expected.has(key)), [...expected].filter((key) => !found.has(key))]
    for (const key of wrong) say(`wrong ${key}`)
    for (const key of missed) say(`missed ${key}`)
    return { tp: expected.size - missed.length, fp: wrong.length, fn: missed.length, names: { tp: 0, fp: 0, fn: 0 }, exact: null }
  } catch (error) {
    if (!isAppError(error)) throw error
    return `refused: ${error.message}`
  }
}

async function scoreFile(path: string, answer: Answer, say: (line: string) => void): Promise<FileScore> {
  const labelled = (named: boolean) =>
    new Set(answer.nominations.filter(({ form }) => (form === 'name') === named).map(({ nominator, target }) => pair(nominator, target)))
  const [expected, named] = [labelled(false), labelled(true)]
  const open = new Set((answer.needs_review ?? []).map(({ nominator, raw }) => pair(nominator, raw)))
  try {
    const archive = readParts(await unpack(readFileSync(path)))
    const decision = decide(archive, null)
    const found = new Map<string, Candidate>()
    for (const one of decision.candidates) if (one.verdict === 'counted') found.set(pair(one.nominator, spell(one)), one)
    // The same pair can be labelled by name in one line and by handle in another; it is found once.
    const wrong = [...found].filter(([key]) => !expected.has(key) && !open.has(key) && !named.has(key))
    const missed = [...expected].filter((key) => !found.has(key))
    const missedNames = [...named].filter((key) => !found.has(key))
    for (const [key, { line, raw, reason }] of wrong) say(`wrong ${key.trim()} (line ${line}, ${raw}: ${reason})`)
    for (const key of [...missed, ...missedNames]) {
      const why = decision.candidates.find((one) => pair(one.nominator, spell(one)) === key)
      say(`missed ${missed.includes(key) ? '' : 'in words '}${key.trim()} (${why ? `line ${why.line}: ${why.verdict}, ${why.reason}` : 'not seen'})`)
    }
    const wrongNames = wrong.filter(([, { form }]) => form === 'name').length
    const differences = compare(answer, archive, decision)
    for (const difference of differences) say(difference)
    return {
      tp: expected.size - missed.length,
      fp: wrong.length - wrongNames,
      fn: missed.length,
      names: { tp: named.size - missedNames.length, fp: wrongNames, fn: missedNames.length },
      exact: answer.support === undefined ? null : differences.length === 0,
    }
  } catch (error) {
    if (!isAppError(error)) throw error
    return { tp: 0, fp: 0, fn: expected.size, names: { tp: 0, fp: 0, fn: named.size }, exact: false, refused: error.message }
  }
}

/** Everything that the answer tells, beside the pairs; one line for each difference. Parts that it leaves out are not compared. */
export function compare(answer: Answer, archive: ParsedArchive, decision: Decision): string[] {
  const out: string[] = []
  const same = (what: string, expected: readonly string[], found: readonly string[]) => {
    const [mine, theirs] = [new Set(found), new Set(expected)]
    for (const one of expected) if (!mine.has(one)) out.push(`${what}: expected ${one}`)
    for (const one of found) if (!theirs.has(one)) out.push(`${what}: unexpected ${one}`)
  }
  const counted = decision.candidates.filter(({ verdict }) => verdict === 'counted')
  if (answer.nominations.every(({ line, raw }) => line !== undefined && raw !== undefined))
    same(
      'nomination',
      answer.nominations.map((n) => [n.line, n.nominator, n.question, foldTarget(n.target), n.raw, n.form].join(' ')),
      counted.map((n) => [n.line, n.nominator, n.question === null ? null : `Q${n.question}`, spell(n), n.raw, n.form.replace('_', '-')].join(' ')),
    )
  if (answer.support) {
    const support = new Map<string, Set<string>>()
    for (const one of counted) support.set(spell(one), (support.get(spell(one)) ?? new Set()).add(one.voice))
    same(
      'support',
      Object.entries(answer.support).map(([target, n]) => `${foldTarget(target)} ${n}`),
      [...support].map(([target, voices]) => `${target} ${voices.size}`),
    )
  }
  if (answer.hosts)
    same(
      'host',
      answer.hosts.map((host) => foldHandle(host) ?? host),
      decision.context.host_keys,
    )
  if (answer.questions)
    same(
      'question',
      answer.questions.map(({ id, line }) => `${id} ${line ?? ''}`),
      decision.context.questions.filter(({ number }) => number > 0).map(({ number, line }) => `Q${number} ${line ?? ''}`),
    )
  if (answer.posts !== undefined && answer.posts !== archive.posts.length) out.push(`posts: expected ${answer.posts}, found ${archive.posts.length}`)
  const passedOn = archive.posts.filter(({ retweet, text }) => retweet || /(?:^|[\s"“])(?:RT|MT)\s?[@＠]\w/i.test(text)).length
  if (answer.retweets !== undefined && answer.retweets !== passedOn) out.push(`retweets: expected ${answer.retweets}, found ${passedOn}`)
  if (answer.needs_review)
    same(
      'review',
      answer.needs_review.map(({ line, nominator, raw }) => `${line} ${nominator} ${raw}`),
      decision.review.map(({ line, nominator, raw }) => `${line} ${nominator} ${raw}`),
    )
  for (const { line, raw } of answer.not_nominations ?? []) {
    const wrongly = counted.find((one) => one.line === line && one.raw === raw && !answer.nominations.some((n) => n.line === line && n.raw === raw))
    if (wrongly) out.push(`counted, and should not be: line ${line} ${raw} (${wrongly.reason})`)
  }
  return out
}
