import type { Clock } from '../../kernel/clock.js'
import type { Engine } from './ports.js'
import { Stop } from './stop.js'

/** Until then nothing is sent: X refused like an account it has locked. Kept in the database, so a restart does not clear it. */
export const COOLDOWN = 'x-list-cooldown'
/** The same where it is known which account is connected, for X locks an account: another one in its place is free, and it is not when it is connected again. */
export const cooldownOf = (xUserId: string): string => `${COOLDOWN}:${xUserId}`
/** Until then nothing is sent: X said that a limit of 24 hours is used up. */
export const DAY_LIMIT = 'x-list-day-limit'
export const HOUR_MS = 3_600_000
/** The window over which additions are capped and a locked account is left alone. */
export const DAY_MS = 24 * HOUR_MS

/** Kept from before a list is made on X until its id is known: an answer lost in between must not lead to a second list. */
export const createIntent = (listId: string): string => `create:${listId}`

/** Kept once a plan has set the list's own fields, so that taking it up again does not pay for that again. */
export const fieldsSet = (planId: string): string => `fields:${planId}`

/**
 * Kept for a week once a start of another plan saw the list as another account's, or broke off while it looked: a plan of the list that waits asks X whose it
 * is before it sends.
 */
export const lookAgain = (listId: string): string => `look:${listId}`

/** Kept once the probe after a lock has passed: whom X refused then is not probed with again, and for a day one more refusal is a lock. */
export const probePassed = (planId: string): string => `probed:${planId}`

/** Until then a plan waits. */
export const planWait = (planId: string): string => `wait:${planId}`

/** Until then X takes no call of that kind in the account's name, from whichever list. */
export const windowOf = (verb: 'add' | 'remove'): string => `x-window:${verb}`

/** Held while the start of a plan reads the list. */
export const startLease = (planId: string): string => `start:${planId}`

/** All that is kept for one plan, and goes with its end. */
export const keptFor = (planId: string): string[] => [fieldsSet, probePassed, planWait, startLease].map((key) => key(planId))

/** One writer for all lists of the owner account: X counts and locks per account, and two senders would double the pace. */
export const WRITER = 'x-list-writer'
/** How long a writer that died keeps others waiting. */
const LEASE_MS = 60_000

export interface Writer {
  /** Goes with each write that another process must not undo: the store refuses it once somebody has taken over, however long we stood still before it. */
  fence: number
  /** Proves that we still write and keeps the right for the coming wait and call. @throws Stop if somebody took over. */
  keep(forMs?: number): Promise<void>
  drop(): Promise<void>
}

export const tookOver = () => new Stop('Another process took the writing over.')

/** Null if another process is writing. The fence number makes a writer that was thought dead notice that it is too late. */
export async function takeWriter({ store, clock, ids }: Pick<Engine, 'store' | 'clock' | 'ids'>, planId: string): Promise<Writer | null> {
  const until = (ms: number) => new Date(clock.now().getTime() + ms + LEASE_MS)
  const fence = await store.takeLease(WRITER, `${planId} ${ids.next('req')}`, clock.now(), until(0))
  if (fence === null) return null
  return {
    fence,
    keep: async (forMs = 0) => {
      if (!(await store.keepLease(WRITER, fence, until(forMs)))) throw tookOver()
    },
    drop: () => store.dropLease(WRITER, fence, clock.now()),
  }
}

type Locks = Pick<Engine['store'], 'heldUntil' | 'account'>

/** Until when the account that acts is left alone since it seemed to be locked, also where that has passed; null if it did not. */
export async function lockedUntil(store: Locks): Promise<Date | null> {
  const account = await store.account?.()
  const [any, own] = [await store.heldUntil(COOLDOWN), account ? await store.heldUntil(cooldownOf(account.id)) : null]
  return any && own ? (any > own ? any : own) : (any ?? own)
}

export async function noteLocked(store: Pick<Engine['store'], 'hold' | 'account'>, until: Date): Promise<void> {
  const account = await store.account?.()
  await store.hold(account?.acts ? cooldownOf(account.id) : COOLDOWN, until)
}

export async function noteUnlocked(store: Pick<Engine['store'], 'release' | 'account'>): Promise<void> {
  const account = await store.account?.()
  await store.release(COOLDOWN)
  if (account) await store.release(cooldownOf(account.id))
}

/** Why nothing may be sent for now, for people; null if nothing stands in the way. */
export async function pausedUntil({ store, clock }: { store: Locks; clock: Clock }): Promise<{ until: Date; why: string } | null> {
  const [cooldown, day] = [await lockedUntil(store), await store.heldUntil(DAY_LIMIT)]
  const now = clock.now()
  if (cooldown && cooldown > now)
    return {
      until: cooldown,
      why: `X refused several additions in a row, as it does to accounts that it has locked. Nothing is sent before ${cooldown.toISOString()}.`,
    }
  if (day && day > now) return { until: day, why: `X's limit for a day is used up. Nothing is sent before ${day.toISOString()}.` }
  return null
}
