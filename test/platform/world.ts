import type { Test } from 'tap'
import { type ManualClock, manualClock } from '../../src/kernel/clock.js'
import type { Meter, Platform, PlatformError } from '../../src/platform/port.js'
import { isPlatformError } from '../../src/platform/port.js'
import { type Scenario, type Simulator, startSimulator } from '../../src/platform/simulator/index.js'
import { createXPlatform, type XCredentials } from '../../src/platform/x/index.js'

export const START = '2026-03-01T12:00:00.000Z'
export const OWNER = '900'

export interface World {
  clock: ManualClock
  simulator: Simulator
  /** Every pause the adapter made, in milliseconds. */
  pauses: number[]
  /** What the meter was told. */
  calls: Parameters<Meter>[0][]
  platformWith(credentials: XCredentials, options?: { timeoutMs?: number }): Platform
  /** As the owner, with OAuth 2.0 and a bearer token. */
  platform: Platform & Required<Pick<Platform, 'lists'>>
}

/** A simulator with an owner (900) and `users` accounts u1, u2 ... of ids 1, 2 ..., and the adapter in front of it. */
export async function world(t: Test, users = 3, scenario: Scenario = {}): Promise<World> {
  const clock = manualClock(START)
  const simulator = await startSimulator({ clock, scenario })
  t.teardown(() => simulator.close())
  simulator.addUser({ id: OWNER, username: 'owner_eg' })
  for (let i = 1; i <= users; i++) simulator.addUser({ id: String(i), username: `u${i}`, followers_count: i * 10 })
  const pauses: number[] = []
  const calls: World['calls'] = []
  const paced: ManualClock = {
    ...clock,
    sleep: (ms, signal) => {
      pauses.push(ms)
      return clock.sleep(ms, signal)
    },
  }
  const platformWith: World['platformWith'] = (credentials, options = {}) =>
    createXPlatform({ baseUrl: simulator.url, credentials, clock: paced, meter: (call) => calls.push(call), random: () => 0.5, ...options })
  const platform = platformWith(simulator.credentials(OWNER))
  return { clock, simulator, pauses, calls, platformWith, platform: platform as World['platform'] }
}

/** The PlatformError a call ends in; anything else fails the test. */
export async function failureOf(promise: Promise<unknown>): Promise<PlatformError> {
  try {
    await promise
  } catch (error) {
    if (isPlatformError(error)) return error
    throw error
  }
  throw new Error('the call should have failed')
}

export interface Sent {
  status: number
  body: Record<string, unknown> & { data?: unknown; errors?: Record<string, unknown>[]; meta?: { next_token?: string; result_count?: number } }
  headers: Headers
}

/** One raw call, without any client between. */
export async function send(url: string, token: string, method: string, path: string, body?: unknown): Promise<Sent> {
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? {} : JSON.parse(text), headers: response.headers }
}
