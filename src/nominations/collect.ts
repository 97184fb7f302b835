import type { AllyStatus } from '../db/schema/directory.js'
import type { HoldReason, NominationSource } from '../db/schema/nominations.js'
import type { Tx } from '../db/tx.js'
import type { Deps } from '../deps.js'
import type { Target } from '../directory/handle.js'
import { attachTargets } from '../directory/identify.js'
import { countAgain, lockSupport } from '../directory/support/service.js'
import { keyedHash } from '../kernel/canonical.js'
import { AppError } from '../kernel/errors.js'
import { BURST_FEWEST, BURST_WINDOW_MS, heldByBurst } from './abuse.js'
import * as heldRepo from './held/repo.js'
import * as repo from './repo.js'

/** One voice for one target, ready to be stored. */
export interface Voice {
  target: Target
  raw: string
  text: string | null
  span: { start: number; end: number } | null
  why: string | null
  /** `x:handle` and so on: hashed before it is stored. */
  voice: string
  nominator_handle: string | null
  source: NominationSource
  import_id: string | null
  source_line: number | null
  post_id: string | null
  series_id: string | null
  chat_id: string | null
  question: number | null
  nominated_at: Date
  status_hash: string | null
  /** Keyed hash of where it was sent from, for caps by source; null for what no sender answers for. */
  source_hash?: string | null
  /** The target is the nominator's own account: kept, but no support. */
  self?: boolean
  /** Decided before, by where it comes from: kept, and no support until an organiser releases it. */
  hold?: HoldReason | null
}

export interface Collected {
  id: string
  target: Target
  ally_id: string
  ally_status: AllyStatus
  /** False if this voice had nominated the target in this chat before: then `id` is that first nomination. */
  created: boolean
  /** The status code given with this voice shows it: it is new, or it came from a file or a live chat and nobody followed it before. */
  followed: boolean
  /** It is held: no support until an organiser has looked at it. */
  waits: boolean
}

export const nominatorHash = (deps: Deps, voice: string): string => keyedHash(deps.config.SECRET, 'nominator', voice)

const targetKey = ({ kind, key }: Target) => `${kind} ${key}`
const byKey = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
/** How much of what was said goes into the first judgement of a new entry. */
const EVIDENCE = 5

/**
 * Identifies the targets and stores the voices, all of one chat or of none, in the caller's unit of work. Everything is taken in the order of its key, so that
 * two units of work with the same targets wait for each other instead of in a circle. Withdrawn targets are not stored: they are in
 * `refused`, by their place in `voices`.
 */
export async function collect(
  tx: Tx,
  deps: Deps,
  voices: readonly Voice[],
): Promise<{
  collected: (Collected | null)[]
  refused: Set<number>
  drafted: number
}> {
  const targets = new Map<string, { target: Target; texts: string[] }>()
  for (const { target, text } of voices) {
    const entry = targets.get(targetKey(target)) ?? { target, texts: [] }
    if (text !== null && entry.texts.length < EVIDENCE) entry.texts.push(text)
    targets.set(targetKey(target), entry)
  }
  const inOrder = [...targets].sort(([a], [b]) => byKey(a, b)).map(([, about]) => about)
  const allies = await attachTargets(tx, deps, inOrder)

  const refused = new Set<number>()
  const rows: (repo.NewNomination & { at: number })[] = []
  voices.forEach((voice, at) => {
    const found = allies.get(targetKey(voice.target))
    if (!found || found.status === 'withdrawn') refused.add(at)
    else rows.push({ at, ...rowOf(tx, deps, voice, found.ally_id) })
  })
  const waiting = await heldBefore(tx, rows)
  // Before inserting: whether they are a burst is told from what others stored, who must have ended by then.
  await lockSupport(
    tx,
    [...rows, ...waiting].map(({ ally_id }) => ally_id),
  )
  const sorted = [...rows].sort((a, b) => byKey(repo.voiceKey(a), repo.voiceKey(b)))
  const store = (some: typeof sorted) =>
    repo.insertNominations(
      tx.db,
      some.map(({ at: _, ...row }) => row),
    )
  const inserted = await store(sorted)
  const repeated = rows.filter(({ id }) => !inserted.has(id))
  const before = await findBefore(tx, repeated)
  // Said of whoever had the handle until it passed to another account: that is another target, and this voice is new.
  const elsewhere = repeated.flatMap((row) => {
    const known = before.get(repo.voiceKey(row))
    return known && known.ally_id !== row.ally_id ? [known.id] : []
  })
  const typed = repeated.flatMap((row) => (row.source === 'live' ? (before.get(repo.voiceKey(row))?.id ?? []) : []))
  const aside = new Set([...(await repo.setAsidePassed(tx.db, elsewhere)), ...(await repo.setAsideHeld(tx.db, typed))])
  for (const id of await store(sorted.filter((row) => aside.has(before.get(repo.voiceKey(row))?.id ?? '')))) inserted.add(id)
  const made = rows.filter(({ id }) => inserted.has(id))
  const { held: burst, freed } = await judgeBursts(tx, made, made.length > 0 ? waiting : [])
  const isHeld = ({ id, hold }: { id: string; hold?: HoldReason | null | undefined }) => burst.has(id) || (hold ?? null) !== null
  const [held, heard] = [idsByAlly(made.filter(isHeld)), idsByAlly([...made.filter((row) => !isHeld(row)), ...freed])]
  await recountSupport(
    tx,
    [...made, ...freed].map(({ ally_id }) => ally_id),
    [
      { type: 'nomination.received', ids: heard },
      { type: 'nomination.held', ids: held },
    ],
  )
  // What an import brought and somebody then said himself is no longer the import's to take back.
  const again = rows.filter(({ id, source }) => !inserted.has(id) && source !== 'import').flatMap((row) => before.get(repo.voiceKey(row)) ?? [])
  await repo.noteSaidAgain(
    tx.db,
    again.filter(({ source, said_again_at }) => source === 'import' && said_again_at === null).map(({ id }) => id),
    tx.now,
  )

  const collected: (Collected | null)[] = voices.map(() => null)
  for (const { at, ...row } of rows) {
    const voice = voices[at]
    const found = voice && allies.get(targetKey(voice.target))
    if (!voice || !found) continue
    const created = inserted.has(row.id)
    const known = created ? undefined : before.get(repo.voiceKey(row))
    const id = created ? row.id : known?.id
    if (id === undefined) throw new AppError('unavailable', 'The same nomination was being removed at this moment: send it again.')
    const followed = voice.status_hash !== null && (created || (await repo.giveStatus(tx.db, id, voice.status_hash)))
    const waits = known ? known.hold !== null && known.hold_decision !== 'released' : isHeld(row)
    collected[at] = { id, target: voice.target, ally_id: found.ally_id, ally_status: found.status, created, followed, waits }
  }
  return {
    collected,
    refused,
    drafted: [...allies.values()].filter(({ created }) => created).length,
  }
}

/** Halves of characters that stand alone are no text that can be stored; the replacement is as long, so that spans still fit. */
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd')

function rowOf(tx: Tx, deps: Deps, voice: Voice, allyId: string): repo.NewNomination {
  const { target, voice: spoken, span, ...same } = voice
  return {
    ...same,
    raw: wellFormed(voice.raw),
    text: voice.text === null ? null : wellFormed(voice.text),
    why: voice.why === null ? null : wellFormed(voice.why),
    id: deps.ids.next('nom'),
    ally_id: allyId,
    target_kind: target.kind,
    target_key: target.key,
    span_start: span?.start ?? null,
    span_end: span?.end ?? null,
    nominator_hash: nominatorHash(deps, spoken),
    created_at: tx.now,
  }
}

/** So many voices of one window are looked at; more only make a burst larger than every limit. */
const BURST_MOST = 2000

type Made = Pick<repo.NewNomination, 'id' | 'ally_id'>

/** What a burst holds of the people who speak now: by what they say now they may turn out to be no strangers. */
const heldBefore = (tx: Tx, rows: readonly repo.NewNomination[]): Promise<Made[]> =>
  heldRepo.heldInBursts(
    tx.db,
    rows.filter(({ source }) => source !== 'import').map(({ nominator_hash }) => nominator_hash),
    new Date(tx.now.getTime() - BURST_WINDOW_MS),
  )

/** Judges each entry's new voices by the window they fall into, and those that wait once more. */
async function judgeBursts(tx: Tx, made: readonly repo.NewNomination[], waiting: readonly Made[]): Promise<{ held: Set<string>; freed: Made[] }> {
  const sent = made.filter(({ source, self, hold }) => source !== 'import' && !self && (hold ?? null) === null)
  const fresh = new Set([...sent, ...waiting].map(({ id }) => id))
  const held = new Set<string>()
  for (const allyId of [...new Set([...sent, ...waiting].map(({ ally_id }) => ally_id))].sort(byKey)) {
    // What waits may be as old as a window, and is judged by the window before it.
    const windows = waiting.some(({ ally_id }) => ally_id === allyId) ? 2 : 1
    const since = new Date(tx.now.getTime() - windows * BURST_WINDOW_MS)
    if ((await heldRepo.countSent(tx.db, allyId, since)) <= BURST_FEWEST) continue
    const voices = await heldRepo.burstVoices(tx.db, allyId, since, BURST_MOST)
    const judged = heldByBurst(voices.map((voice) => ({ ...voice, fresh: fresh.has(voice.id) })))
    for (const { id } of voices) if (judged.has(id)) held.add(id)
    // Not all of them were looked at: nobody is let go by half the picture.
    if (voices.length === BURST_MOST) for (const { id, ally_id } of waiting) if (ally_id === allyId) held.add(id)
  }
  const before = new Set(waiting.map(({ id }) => id))
  await heldRepo.holdVoices(
    tx.db,
    [...held].filter((id) => !before.has(id)),
    'burst',
  )
  const free = new Set(
    await heldRepo.letGo(
      tx.db,
      [...before].filter((id) => !held.has(id)),
    ),
  )
  return { held, freed: waiting.filter(({ id }) => free.has(id)) }
}

/** Voices of one call belong to one chat. */
const findBefore = (tx: Tx, rows: readonly repo.NewNomination[]) => repo.findByVoices(tx.db, rows, rows[0]?.chat_id ?? null)

/** What happened to which voices, for whoever listens to the outbox. */
export interface Told {
  type: 'nomination.received' | 'nomination.held' | 'nomination.dismissed' | 'nomination.removed'
  /** Nomination ids by entry. */
  ids: ReadonlyMap<string, readonly string[]>
}

/**
 * Counts the voices of these entries anew after a change of them, writes the support, raises the directory version where a published entry's
 * support moved, and tells of it. Takes the entries in sorted order. Whoever inserts many voices first and may meet
 * others at the same targets should call `lockSupport` before inserting: the locks are the same ones and are kept until the end.
 */
export async function recountSupport(tx: Tx, allyIds: readonly string[], told: readonly Told[] = []): Promise<void> {
  const sorted = [...new Set(allyIds)].sort(byKey)
  await countAgain(tx, sorted)
  for (const { type, ids } of told) {
    const events = sorted.flatMap((subject) => {
      const of = ids.get(subject) ?? []
      return of.length > 0 ? [{ subject, data: { nomination_ids: of, count: of.length } }] : []
    })
    await tx.emitAll(type, events)
  }
}

/** Ids by entry. */
export function idsByAlly(rows: readonly { id: string; ally_id: string }[]): Map<string, string[]> {
  const byAlly = new Map<string, string[]>()
  for (const { ally_id, id } of rows) byAlly.set(ally_id, [...(byAlly.get(ally_id) ?? []), id])
  return byAlly
}
