import { type CollectionContext, chatContext, seriesTags } from '../chats/context.js'
import type { HoldReason } from '../db/schema/nominations.js'
import type { Actor, Tx } from '../db/tx.js'
import type { Deps } from '../deps.js'
import { asTyped, parseTarget, type Target } from '../directory/handle.js'
import { keyedHash } from '../kernel/canonical.js'
import { AppError, type Fault, isAppError } from '../kernel/errors.js'
import { HOUR, holdBySource, peopleCap, type Sender, secondsUntilFree, targetCap } from './abuse.js'
import type { VoiceKind } from './browser.js'
import { type Collected, collect, nominatorHash, type Voice } from './collect.js'
import { extract } from './extract.js'
import * as heldRepo from './held/repo.js'
import { PLACEHOLDER_HANDLES, PLACEHOLDER_HASHTAGS } from './placeholders.js'
import * as repo from './repo.js'
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
  /** What `voice` is, for the answer; nobody is told apart by it. */
  voice_kind?: Exclude<VoiceKind, 'handle'>
  /** Whose caps it counts towards; the organiser's own command line has none. */
  sender?: Sender | undefined
  actor: Actor
}

export interface NotTaken {
  raw: string
  reason: string
}

export interface SubmissionResult {
  nominations: (Collected & { self: boolean; name: string })[]
  /** By what the voice was told from others, where it may have been somebody else who spoke before. */
  voice: VoiceKind
  placeholders: string[]
  skipped: NotTaken[]
  review: NotTaken[]
  /** A capability for `nominationStatus` that covers all that is new, and what had come by a file or a live chat; null if there is neither. Shown once. */
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
 * @throws AppError validation_failed with the members at fault, not_accepted for a target that was withdrawn, quota_exceeded for a
 * sender who sent too many within an hour: then nothing of it is stored.
 */
export async function submitNominations(deps: Deps, input: Submission): Promise<SubmissionResult> {
  const faults: Fault[] = []
  const nominator = input.nominator === undefined ? null : readNominator(input.nominator, faults)
  const read = readTargets(input, faults)
  const context = await readContext(deps, input, faults)
  if (faults.length > 0) throw new AppError('validation_failed', faults.map(({ detail }) => detail).join(' '), { errors: faults })

  const tags = await seriesTags(
    deps,
    read.wanted.flatMap(({ target }) => (target.kind === 'hashtag' ? [target.key] : [])),
  )
  const wanted: Wanted[] = []
  for (const one of read.wanted) {
    const reason = refusal(one.target, context, tags)
    if (reason) read.skipped.push({ raw: one.raw, reason })
    else if (!wanted.some(({ target }) => target.kind === one.target.kind && target.key === one.target.key)) wanted.push(one)
  }
  const code = deps.ids.secret()
  const spoken = nominator ? `x:${nominator.key}` : `voice:${input.voice}`
  const isSelf = (target: Target) => target.kind === 'account' && target.key === nominator?.key
  const nominations = await deps.store.transaction(async (tx) => {
    const limits = await checkSource(tx, deps, input, spoken, wanted, context?.chat_id ?? null)
    const voices: Voice[] = wanted.map((one, i) => ({
      ...one,
      ...limits,
      self: isSelf(one.target),
      why: input.why ?? null,
      voice: spoken,
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
    return collected.filter((one) => one !== null).map((one) => ({ ...one, name: nameOf(one.target), self: isSelf(one.target) }))
  })
  return {
    nominations,
    voice: nominator ? 'handle' : (input.voice_kind ?? 'address'),
    placeholders: read.placeholders,
    skipped: read.skipped,
    review: read.review,
    status_code: nominations.some(({ followed }) => followed) ? code : null,
  }
}

/**
 * The caps of the sender. What this voice had said before costs nothing, so that a request sent twice is answered twice.
 * @throws AppError quota_exceeded
 */
async function checkSource(
  tx: Tx,
  deps: Deps,
  { sender }: Submission,
  voice: string,
  wanted: readonly Wanted[],
  chatId: string | null,
): Promise<{ source_hash: string | null; hold: HoldReason | null }> {
  if (!sender) return { source_hash: null, hold: null }
  const sourceHash = keyedHash(deps.config.SECRET, 'source', sender.id)
  const nominator = nominatorHash(deps, voice)
  const since = new Date(tx.now.getTime() - HOUR)
  await heldRepo.lockSource(tx.db, sourceHash)
  const keys = wanted.map(({ target }) => ({ nominator_hash: nominator, target_kind: target.kind, target_key: target.key }))
  const known = await repo.findByVoices(tx.db, keys, chatId)
  const fresh = keys.filter((key) => !known.has(repo.voiceKey(key))).length
  const cap = targetCap(sender, deps.config.NOMINATIONS_PER_HOUR)
  const over = (await heldRepo.countOfSource(tx.db, sourceHash, since)) + fresh - cap
  if (fresh > 0 && over > 0) {
    const freed = await heldRepo.momentOfSource(tx.db, sourceHash, since, over)
    // More at once than the whole cap: no waiting helps, sending less does.
    const wait = freed ? secondsUntilFree(freed, tx.now) : HOUR / 1000
    throw new AppError(
      'quota_exceeded',
      `From one place at most ${cap} organisations and hashtags are taken in an hour. Nothing of this was stored: send it again in ${inWords(wait)}, or send fewer.`,
      { members: { 'violated-policies': [{ name: 'nominations', quota: cap, window: HOUR / 1000 }] }, headers: { 'retry-after': String(wait) } },
    )
  }
  const facts = await heldRepo.peopleOfSource(tx.db, sourceHash, since, nominator)
  return { source_hash: sourceHash, hold: holdBySource(facts, peopleCap(sender)) }
}

const nameOf = ({ kind, display }: Target) => `${kind === 'hashtag' ? '#' : '@'}${display}`

const inWords = (seconds: number): string => (seconds <= 90 ? 'a minute' : `${Math.ceil(seconds / 60)} minutes`)

/** One code covers a whole submission: each row holds the hash for its own place, so the column stays unique. */
export const statusHash = (deps: Deps, code: string, place: number): string => keyedHash(deps.config.SECRET, 'nomination-status', `${code} ${place}`)

function readNominator(raw: string, faults: Fault[]): { key: string; handle: string } | null {
  const parsed = parseTarget(/[@＠/]/.test(raw) ? raw : `@${raw.trim()}`)
  if (parsed.ok && parsed.target.kind === 'account') return { key: parsed.target.key, handle: parsed.target.display }
  faults.push({
    pointer: '/nominator',
    code: 'handle',
    detail: `${asTyped(raw)} is no handle on X: ${parsed.ok ? 'it is a hashtag' : parsed.reason}.`,
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
        // Read by people who see no pointers: what they typed names it.
        detail: `${asTyped(raw)}: ${parsed.reason}.`,
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
      faults.push({ pointer: '/text', code: 'no_target', detail: 'This names nobody: write @handle, #hashtag or a link to a profile on X.' })
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

function refusal(target: Target, context: CollectionContext | null, tags: ReadonlySet<string>): string | null {
  if (target.kind === 'account') return context?.host_keys.includes(target.key) ? 'a host of the chat' : null
  if (target.key === context?.hashtag_key) return 'the tag of the chat itself'
  return tags.has(target.key) ? 'the tag of a chat that meets here' : null
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
