import type { Test } from 'tap'
import { parseTarget } from '../../src/directory/handle.js'
import { attachTarget } from '../../src/directory/identify.js'
import { resolveAccounts } from '../../src/directory/resolve.js'
import { decideAlly, getReview } from '../../src/directory/service.js'
import type { Meter } from '../../src/platform/port.js'
import { type NewUser, type Simulator, startSimulator } from '../../src/platform/simulator/index.js'
import { createXPlatform } from '../../src/platform/x/index.js'
import type { TestDeps } from './engines.js'

export interface World {
  sim: Simulator
  deps: TestDeps
  /** Everything that was metered, in order. */
  calls: Parameters<Meter>[0][]
}

export const OWNER = '14000001'

/** A simulator with an owner account, and the genuine client pointed at it, on the test's own clock. */
export async function openWorld(t: Test, deps: TestDeps, users: NewUser[] = []): Promise<World> {
  const sim = await startSimulator({
    clock: deps.clock,
    seed: 7,
    scenario: { users: [{ id: OWNER, username: 'swchat_eg', name: 'Sample SW Chat' }, ...users] },
  })
  t.teardown(() => sim.close())
  const calls: World['calls'] = []
  deps.platform = createXPlatform({
    baseUrl: sim.url,
    credentials: sim.credentials(OWNER),
    clock: deps.clock,
    meter: (call) => void calls.push(call),
    timeoutMs: 2_000,
    random: () => 0.5,
  })
  return { sim, deps, calls }
}

export const organisation = (n: number, over: Partial<NewUser> = {}): NewUser => ({
  id: String(14_000_100 + n),
  username: `Org${n}_eg`,
  name: `Organisation ${n}`,
  description: 'A community kitchen that cooks warm meals for the neighbourhood.',
  followers_count: 1_000 + n,
  ...over,
})

/** Proposes the handles, looks them up and approves them by an organiser's word. Returns ally ids by handle. */
export async function approveAll(deps: TestDeps, handles: string[]): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  for (const handle of handles) {
    const parsed = parseTarget(`@${handle}`)
    if (!parsed.ok) throw new Error(parsed.reason)
    const { ally_id } = await deps.store.transaction((tx) => attachTarget(tx, deps, parsed.target, { texts: [] }))
    ids.set(handle, ally_id)
  }
  if (deps.platform) await resolveAccounts(deps)
  for (const id of ids.values()) await decide(deps, id, 'approve', 'ally')
  return ids
}

export async function decide(deps: TestDeps, id: string, action: 'approve' | 'reject' | 'retire' | 'withdraw' | 'reopen', gate?: 'ally' | 'home') {
  const { etag } = await getReview(deps, id)
  return decideAlly(deps, 'key:test', id, etag, { action, reason: `${action} in a test`, gate })
}
