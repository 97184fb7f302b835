import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Config } from './config.js'
import type { Store } from './db/tx.js'
import type { Clock } from './kernel/clock.js'
import { encode, formatId, type Ids } from './kernel/ids.js'
import type { Platform } from './platform/port.js'

/** The few logging calls that services make; pino fits, and so does silence. */
export interface Log {
  debug(data: object, message: string): void
  info(data: object, message: string): void
  warn(data: object, message: string): void
  error(data: object, message: string): void
}

/** What every use-case is given. Nothing in a service is reached but through this. */
export interface Deps {
  config: Config
  store: Store
  clock: Clock
  ids: Ids
  /** Null when no X access is configured: everything but list sync and profile refresh works without it. */
  platform: Platform | null
  log: Log
}

export const systemClock: Clock = {
  now: () => new Date(),
  sleep: async (ms, signal) => {
    await delay(Math.max(0, ms), undefined, signal ? { signal } : {})
  },
}

/** Ids are made by the dozen, and asking the system for ten bytes takes as long as asking for a thousand. */
const ID_BYTES = 10
const IDS_AHEAD = 100

export function systemIds(clock: Clock): Ids {
  let bytes = Buffer.alloc(0)
  const fresh = () => {
    if (bytes.length < ID_BYTES) bytes = randomBytes(ID_BYTES * IDS_AHEAD)
    const taken = bytes.subarray(0, ID_BYTES)
    bytes = bytes.subarray(ID_BYTES)
    return taken
  }
  // A capability is not kept in memory before it is needed.
  return { next: (prefix) => formatId(prefix, clock.now().getTime(), fresh()), secret: () => encode(randomBytes(16)) }
}

const nothing = () => undefined
export const silentLog: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing }
