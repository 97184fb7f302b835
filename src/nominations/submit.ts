import { type CollectionContext, chatContext } from '../chats/context.js'
import type { Actor } from '../db/tx.js'
import type { Deps } from '../deps.js'
import { parseTarget, type Target } from '../directory/handle.js'
import { keyedHash } from '../kernel/canonical.js'
import { AppError, type Fault, isAppError } from '../kernel/errors.js'
import { type Collected, collect, type Voice } from './collect.js'
import { extract } from './extract.js'
import { PLACEHOLDER_HANDLES, PLACEHOLDER_HASHTAGS } from './placeholders.js'
import { isNegated } from './speech.js'

/** Most targets of one submission; also how many places a status code has. */
export const MAX_TARGETS = 50

export interface Submission {
  /** Each as `parseTarget` takes it: @handle, #hashtag, a link to a profile. */
  targets?: string[] | undefined
  /** Free text in which targets are named. */
  text?: string | undefined
  why?: string | undefined
  /** The nominator's own handle, if given. */
  nominator?: string | undefined
  /** Keep the handle, to credit or tell the person. */
  credit?: boolean | undefined
  chat_id?: string | undefined
  question?: number | undefined
  source: 'form' | 'api'
  /** What tells an anonymous voice from another; only its keyed hash is kept. */
  voice: string
  actor: Actor
}

export interface NotTaken {
  raw: string
  reason: string
}

export interface SubmissionResult {
  nominations: Collected[]
  placeholders: string[]
  skipped: NotTaken[]
  review: NotTaken[]
  /** A capability for `nominationStatus` that covers all that is new; null if nothing is. Shown once. */
  status_code: string | null
}

interface Wanted {
  target: Target
  raw: string
  text: string | null
  span: { start: number; end: number } | null
}

/**
 * Takes one person's nominations. The same nomination again gives the first one, `created: false`.
 * @throws AppError validation_failed with the members at fault, not_accepted for a target that was withdrawn.
 */
export async function submitNominations(deps: Deps, input: Submission): Promise<SubmissionResult> {
  const faults: Fault[] = []
  const nominator = input.nominator === undefined ? null : readNominator(input.nominator, faults)
  const read = readTargets(input, faults)
  const context = await readContext(deps, input, faults)
  if (faults.length > 0) throw new AppError('validation_failed', faults.map(({ detail }) => detail).join(' '), { errors: faults })

  const wanted: Wanted[] = []
  for (const one of read.wanted) {
    const reason = refusal(one.target, nominator?.key ?? null, context)
    if (reason) read.skipped.push({ raw: one.raw, reason })
    else if (!wanted.some(({ target }) => target.kind === one.target.kind && target.key === one.target.key)) wanted.push(one)
  }
  const code = deps.ids.secret()
  const nominations = await deps.store.transaction(async (tx) => {
    const voices: Voice[] = wanted.map((one, i) => ({
      ...one,
      why: input.why ?? null,
      voice: nominator ? `x:${nominator.key}` : `voice:${input.voice}`,
      nominator_handle: input.credit && nominator ? nominator.handle : null,
      source: input.source,
      import_id: null,
      source_line: null,
      post_id: null,
      series_id: context?.series_id ?? null,
      chat_id: context?.chat_id ?? null,
      question: input.question ?? null,
      nominated_at: tx.now,
      status_hash: statusHash(deps, code, i),
    }))
    const { collected, refused } = await collect(tx, deps, voices)
    // Why is not said: it would disclose what somebody else asked for.
    const [first] = refused
    if (first !== undefined) throw new AppError('not_accepted', `${wanted[first]?.raw ?? 'One target'} cannot be nominated here.`)
    return collected.filter((one) => one !== null)
  })
  return {
    nominations,
    placeholders: read.placeholders,
    skipped: read.skipped,
    review: read.review,
    status_code: nominations.some(({ created }) => created) ? code : null,
  }
}

/** One code covers a whole submission: each row holds the hash for its own place, so the column stays unique. */
export const statusHash = (deps: Deps, code: string, place: number): string => keyedHash(deps.config.SECRET, 'nomination-status', `${code} ${place}`)

function readNominator(raw: string, faults: Fault[]): { key: string; handle: string } | null {
  const parsed = parseTarget(/^[@＠]|\//.test(raw.trim()) ? raw : `@${raw.trim()}`)
  if (parsed.ok && parsed.target.kind === 'account') return { key: parsed.target.key, handle: parsed.target.display }
  faults.push({
    pointer: '/nominator',
    code: 'handle',
    detail: `nominator is no handle on X: ${parsed.ok ? 'it is a hashtag' : parsed.reason}.`,
  })
  return null
}

function readTargets(
  input: Submission,
  faults: Fault[],
): {
  wanted: Wanted[]
  placeholders: string[]
  skipped: NotTaken[]
  review: NotTaken[]
} {
  const out = { wanted: [] as Wanted[], placeholders: [] as string[], skipped: [] as NotTaken[], review: [] as NotTaken[] }
  const given = input.targets ?? []
  for (const [i, raw] of given.entries()) {
    const parsed = parseTarget(raw)
    if (!parsed.ok)
      faults.push({
        pointer: `/targets/${i}`,
        code: 'target',
        detail: `targets/${i}: ${parsed.reason}.`,
      })
    else if (isPlaceholder(parsed.target)) out.placeholders.push(raw.trim())
    else out.wanted.push({ target: parsed.target, raw: raw.trim(), text: null, span: null })
  }
  const text = input.text
  if (text !== undefined) {
    const found = extract(text)
    out.placeholders.push(...found.placeholders.map(({ raw }) => raw))
    out.review.push(...found.review.map(({ raw, reason }) => ({ raw, reason })))
    out.skipped.push(...found.dropped.map(({ raw, reason }) => ({ raw, reason })))
    for (const { kind, key, display, raw, start, end } of found.targets) {
      if (isNegated(text, start)) out.skipped.push({ raw, reason: 'advised against' })
      else
        out.wanted.push({
          target: { kind, key, display },
          raw,
          text,
          span: { start, end },
        })
    }
    if (given.length === 0 && out.wanted.length + out.placeholders.length + out.review.length + out.skipped.length === 0)
      faults.push({ pointer: '/text', code: 'no_target', detail: 'text names nobody: write @handle, #hashtag or a link to a profile on X.' })
  }
  if (given.length === 0 && text === undefined) faults.push({ pointer: '', code: 'missing', detail: 'Send targets or text.' })
  if (out.wanted.length > MAX_TARGETS)
    faults.push({
      pointer: given.length > MAX_TARGETS ? '/targets' : '/text',
      code: 'too_many',
      detail: `At most ${MAX_TARGETS} targets can be nominated at once.`,
    })
  return out
}

const isPlaceholder = ({ kind, key }: Target) => (kind === 'account' ? PLACEHOLDER_HANDLES : PLACEHOLDER_HASHTAGS).has(key)

function refusal(target: Target, nominatorKey: string | null, context: CollectionContext | null): string | null {
  if (target.kind === 'hashtag') return target.key === context?.hashtag_key ? 'the tag of the chat itself' : null
  if (context?.host_keys.includes(target.key)) return 'a host of the chat'
  return target.key === nominatorKey ? 'your own account' : null
}

async function readContext(deps: Deps, { chat_id, question }: Submission, faults: Fault[]): Promise<CollectionContext | null> {
  if (chat_id === undefined) {
    if (question !== undefined) faults.push({ pointer: '/question', code: 'needs_chat', detail: 'question says nothing without chat_id.' })
    return null
  }
  try {
    const context = await chatContext(deps, chat_id)
    if (question !== undefined && context.questions.length > 0 && !context.questions.some(({ number }) => number === question))
      faults.push({
        pointer: '/question',
        code: 'not_found',
        detail: `The chat has no question ${question}.`,
      })
    return context
  } catch (error) {
    if (!isAppError(error) || error.code !== 'not_found') throw error
    faults.push({ pointer: '/chat_id', code: 'not_found', detail: error.message })
    return null
  }
}
