/**
 * Scores extraction and decision on labelled archives: for each `X.expected.json` every other `X.*` beside it is read as an import
 * would read it, without being told the chat. A hit is a pair (nominator, folded target). Form `name` is scored apart, and what the
 * answer puts under `needs_review` counts neither way (samples/archives, DESIGN.md §6).
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { foldHandle, foldHashtag } from '../../src/directory/handle.js'
import { isAppError } from '../../src/kernel/errors.js'
import { decide } from '../../src/nominations/decide.js'
import { readParts } from '../../src/nominations/formats/detect.js'
import { unpack } from '../../src/nominations/unpack.js'

interface Labelled {
  nominator?: string | null
  target: string
  form?: string
}
interface Answer {
  nominations: Labelled[]
  needs_review?: { nominator?: string | null; raw: string }[]
}
interface Score {
  tp: number
  fp: number
  fn: number
}

const SUFFIX = '.expected.json'
const pair = (nominator: string | null | undefined, target: string) => `${nominator ? (foldHandle(nominator) ?? nominator) : ''} ${foldTarget(target)}`
const foldTarget = (target: string) => (/^[#＃]/.test(target) ? `#${foldHashtag(target) ?? target}` : `@${foldHandle(target) ?? target}`)
const ratio = (part: number, whole: number) => (whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000)

export async function evaluate(directory: string): Promise<{ human: string[]; result: object }> {
  const names = readdirSync(directory).sort()
  const human: string[] = []
  const files: Record<string, Score & { names: Score; refused?: string }> = {}
  for (const answerName of names.filter((name) => name.endsWith(SUFFIX))) {
    const stem = answerName.slice(0, -SUFFIX.length)
    const answer = JSON.parse(readFileSync(join(directory, answerName), 'utf8')) as Answer
    for (const name of names.filter((name) => name.startsWith(`${stem}.`) && !name.endsWith(SUFFIX))) {
      files[name] = await scoreFile(join(directory, name), answer, (line) => human.push(`${name}: ${line}`))
    }
  }
  if (Object.keys(files).length === 0) throw new Error(`no X${SUFFIX} beside an X.* in ${directory}`)
  const sum = (pick: (score: Score & { names: Score }) => number) => Object.values(files).reduce((total, score) => total + pick(score), 0)
  const [tp, fp, fn] = [sum((s) => s.tp), sum((s) => s.fp), sum((s) => s.fn)]
  const [ntp, nfp, nfn] = [sum((s) => s.names.tp), sum((s) => s.names.fp), sum((s) => s.names.fn)]
  for (const [name, score] of Object.entries(files)) {
    human.push(
      `${name}: ${score.refused ?? `${score.tp} found, ${score.fp} wrong, ${score.fn} missed; names ${score.names.tp} of ${score.names.tp + score.names.fn}`}`,
    )
  }
  human.push('Names of organisations without a handle (form "name") are not recognised yet: name_precision is null while nothing is claimed.')
  return {
    human,
    result: {
      precision: ratio(tp, tp + fp),
      recall: ratio(tp, tp + fn),
      name_precision: ratio(ntp, ntp + nfp),
      name_recall: ratio(ntp, ntp + nfn),
      files: Object.fromEntries(Object.entries(files).map(([name, { names, ...score }]) => [name, { ...score, name: names }])),
    },
  }
}

async function scoreFile(path: string, answer: Answer, say: (line: string) => void): Promise<Score & { names: Score; refused?: string }> {
  const named = new Set(answer.nominations.filter(({ form }) => form === 'name').map(({ nominator, target }) => pair(nominator, target)))
  const expected = new Set(answer.nominations.filter(({ form }) => form !== 'name').map(({ nominator, target }) => pair(nominator, target)))
  const open = new Set((answer.needs_review ?? []).map(({ nominator, raw }) => pair(nominator, raw)))
  const lost = {
    tp: 0,
    fp: 0,
    fn: expected.size,
    names: { tp: 0, fp: 0, fn: named.size },
  }
  try {
    const decision = decide(readParts(await unpack(readFileSync(path))), null)
    const found = new Set(decision.nominations.map(({ nominator, target }) => pair(nominator, `${target.kind === 'account' ? '@' : '#'}${target.key}`)))
    // The same pair can be labelled by name in one line and by handle in another; it is found once.
    const wrong = [...found].filter((key) => !expected.has(key) && !open.has(key) && !named.has(key))
    const missed = [...expected].filter((key) => !found.has(key))
    for (const key of wrong) say(`wrong ${key.trim()}`)
    for (const key of missed) say(`missed ${key.trim()}`)
    return {
      tp: expected.size - missed.length,
      fp: wrong.length,
      fn: missed.length,
      names: { tp: 0, fp: 0, fn: named.size },
    }
  } catch (error) {
    if (!isAppError(error)) throw error
    return { ...lost, refused: error.message }
  }
}
