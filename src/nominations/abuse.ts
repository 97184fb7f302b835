// ◆ pure

/**
 * Limits against one person speaking as many. Nothing here throws a voice away: over the cap a sender is asked to come back later,
 * and what looks made up is held until an organiser has looked at it. Facts come in, decisions go out; the database serialises by
 * source and by target, so that the facts hold until the decision is stored.
 */
import type { HoldReason } from '../db/schema/nominations.js'
import { network } from '../kernel/network.js'

const MINUTE = 60_000
export const HOUR = 60 * MINUTE

/** Who sends: what caps are counted by. A key was given out by an organiser, so it may send more. */
export interface Sender {
  kind: 'address' | 'key'
  /** `ip:…` or `key:…`; only its keyed hash is kept. */
  id: string
}

export const senderOf = (actor: string, address: string): Sender =>
  actor === 'anyone' ? { kind: 'address', id: `ip:${network(address)}` } : { kind: 'key', id: actor }

const KEY_FACTOR = 10

/** Targets an hour. `perHour` is NOMINATIONS_PER_HOUR. */
export const targetCap = ({ kind }: Sender, perHour: number): number => (kind === 'key' ? KEY_FACTOR * perHour : perHour)

/** People whom one sender may speak for in an hour without being looked at: a family, or a phone that is passed round the table. */
export const PEOPLE_PER_HOUR = 8
export const peopleCap = ({ kind }: Sender): number => (kind === 'key' ? KEY_FACTOR * PEOPLE_PER_HOUR : PEOPLE_PER_HOUR)

export interface SourceFacts {
  /** Distinct nominators of the last hour from this source, without those who were held for it. */
  people: number
  /** This nominator is one of them. */
  known: boolean
}

export const holdBySource = (facts: SourceFacts, cap: number): HoldReason | null => (!facts.known && facts.people >= cap ? 'source' : null)

/** Whole seconds until the hour of `at` is over: after that as many more may be sent as were sent up to then. */
export const secondsUntilFree = (at: Date, now: Date): number => Math.max(1, Math.ceil((at.getTime() + HOUR - now.getTime()) / 1000))

/** One voice for the target in question, with what else is known of its nominator now. */
export interface BurstVoice {
  id: string
  at: Date
  /** Other entries the nominator named, not counting voices that are held. */
  others: number
  /** The nominator's first voice anywhere that was not held; null if there is none. */
  since: Date | null
  released: boolean
  /** Waits, or was dismissed. */
  held: boolean
  /** To be decided: stored just now, or held before and its nominator has spoken again. */
  fresh: boolean
}

export interface BurstLimit {
  minutes: number
  /** Whoever named at most so many other entries, and was never seen before, is a stranger. */
  others: number
  /** So many strangers more than acquaintances are let through. */
  free: number
}

/**
 * In a lively chat most people name several bodies, or have been there before; a campaign is many voices that come from nowhere
 * for one body. Each limit lets through `free` strangers, and one more for each acquaintance who named the same body, so that a
 * popular body is not held up. The second is for a slow drip, the others for puppets that also name a decoy or several. From strict to wide.
 * Measured by the simulation in test/nominations/abuse.test.ts.
 */
export const BURST_LIMITS: readonly BurstLimit[] = [
  { minutes: 10, others: 0, free: 8 },
  { minutes: 24 * 60, others: 0, free: 30 },
  { minutes: 10, others: 1, free: 40 },
  { minutes: 10, others: Number.POSITIVE_INFINITY, free: 120 },
]
/** The longest of the windows. */
export const BURST_WINDOW_MS = Math.max(...BURST_LIMITS.map(({ minutes }) => minutes)) * MINUTE
/** So many voices in the window are no burst by any limit: then nothing more need be known of them. */
export const BURST_FEWEST = Math.min(...BURST_LIMITS.map(({ free }) => free))
/** Whoever spoke so long ago was not made for this burst. */
const SEEN_MS = 24 * HOUR

/**
 * Which of the fresh voices for one target are to wait for an organiser. Each is judged by the time in which it came and by what is
 * known of everybody now, so that it does not matter in which order somebody names several.
 */
export function heldByBurst(voices: readonly BurstVoice[]): Set<string> {
  const held = new Set<string>()
  // Of one moment what is to be decided comes last: what was let through has used the allowance up.
  const inOrder = [...voices].sort((a, b) => a.at.getTime() - b.at.getTime() || Number(a.fresh) - Number(b.fresh) || (a.id < b.id ? -1 : 1))
  for (const [i, { minutes, others, free }] of BURST_LIMITS.entries()) {
    const stricter = BURST_LIMITS.slice(0, i)
    // A flood that a stricter limit stops must not use up the wider ones, or it would hold everybody else's voices too.
    const isStopped = (voice: BurstVoice) => held.has(voice.id) || (voice.held && !voice.fresh && stricter.some((limit) => voice.others <= limit.others))

    const isStranger = (voice: BurstVoice) =>
      !voice.released && voice.others <= others && !(voice.since !== null && voice.at.getTime() - voice.since.getTime() >= SEEN_MS)
    const strangers = inOrder.filter((voice) => isStranger(voice) && !isStopped(voice)).map(({ id, at, fresh }) => ({ id, fresh, at: at.getTime() }))
    const acquaintances = inOrder.filter((voice) => !isStranger(voice)).map(({ at }) => at.getTime())
    // Both ends only move on, as the voices are in the order of time.
    let [oldest, first, end] = [0, 0, 0]
    for (const [n, { id, fresh, at }] of strangers.entries()) {
      while ((strangers[oldest]?.at ?? at) <= at - minutes * MINUTE) oldest++
      while (first < acquaintances.length && (acquaintances[first] ?? 0) <= at - minutes * MINUTE) first++
      while (end < acquaintances.length && (acquaintances[end] ?? 0) < at + minutes * MINUTE) end++
      if (fresh && n - oldest + 1 > free + end - first) held.add(id)
    }
  }
  return held
}
