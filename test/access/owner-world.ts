import type { Test } from 'tap'
import { consentOf } from '../../src/access/owner/in-force.js'
import type { OwnerView, PendingSwitch } from '../../src/access/owner/service.js'
import { beginSignIn, callbackUrl, finishSignIn } from '../../src/access/owner/sign-in.js'
import { connectPlatform } from '../../src/compose.js'
import type { Clock } from '../../src/kernel/clock.js'
import type { Platform } from '../../src/platform/port.js'
import { type Simulator, startSimulator } from '../../src/platform/simulator/index.js'
import { type TestDeps, testConfig } from '../helpers/engines.js'

export const ALICE = '14000001'
export const BOB = '14000002'

export interface OwnerWorld {
  sim: Simulator
  /** As one more process on the same database would have it. */
  another(): Promise<Platform>
  /** Through the whole of it, as a person would go: agrees, is sent to X, agrees there, comes back. */
  connect(who?: string, actor?: string): Promise<OwnerView | PendingSwitch>
  /** Only as far as X's answer: what the callback gets. */
  visit(who?: string, actor?: string): Promise<{ state: string; code: string; browser: string }>
  /** How often the token endpoint was asked to refresh. */
  refreshes(): number
}

export const ADMIN = 'session:key_01'

/** A simulated X with an app that this deployment has, and two accounts; `deps.platform` is made as at a start. */
export async function ownerWorld(
  t: Test,
  deps: TestDeps,
  options: { kind?: 'confidential' | 'public'; config?: Record<string, string>; clock?: Clock } = {},
): Promise<OwnerWorld> {
  const clock = options.clock ?? deps.clock
  const sim = await startSimulator({
    clock,
    seed: 11,
    scenario: {
      users: [
        { id: ALICE, username: 'alice_eg', name: 'Alice' },
        { id: BOB, username: 'bob_eg', name: 'Bob' },
      ],
    },
  })
  t.teardown(() => sim.close())
  const app = sim.addApp({ redirect_uris: [callbackUrl(deps)], ...(options.kind === 'public' ? { client_secret: null } : {}) })
  deps.config = testConfig({
    X_API_BASE_URL: sim.url,
    X_CLIENT_ID: app.client_id,
    ...(app.client_secret === null ? {} : { X_CLIENT_SECRET: app.client_secret }),
    ...options.config,
  })
  if (options.clock) Object.assign(deps, { clock })
  const another = async () => (await connectPlatform(deps, { meter: () => undefined, allow: async () => undefined, left: async () => Infinity })) as Platform
  deps.platform = await another()
  const visit: OwnerWorld['visit'] = async (who = ALICE, actor = ADMIN) => {
    const { url, browser } = await beginSignIn(deps, { actor, agreed: consentOf(deps).version, by: 'browser' })
    const answer = await fetch(`${url}&_as=${who}`, { redirect: 'manual' })
    const back = new URL(answer.headers.get('location') ?? '')
    return { state: back.searchParams.get('state') ?? '', code: back.searchParams.get('code') ?? '', browser }
  }
  return {
    sim,
    another,
    visit,
    connect: async (who, actor = ADMIN) => finishSignIn(deps, { actor, ...(await visit(who, actor)) }),
    refreshes: () => sim.log().filter((row) => row.effect === 'token-refreshed').length,
  }
}

/** A dump of every table, as text. */
export async function dumpAll({ database }: Pick<TestDeps, 'database'>): Promise<string> {
  const { rows } = await database.executeSql(`select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'pgboss')`)
  const texts: string[] = []
  for (const { name } of rows as { name: string }[]) {
    const found = await database.executeSql(`select coalesce(string_agg(t::text, E'\n'), '') as text from ${name} t`)
    texts.push(`${name}: ${(found.rows as { text: string }[])[0]?.text ?? ''}`)
  }
  return texts.join('\n')
}

/** For processes of their own, on the same database. */
export async function urlOf({ database }: Pick<TestDeps, 'database'>): Promise<string> {
  const url = new URL(process.env.ALLIES_TEST_POSTGRES ?? '')
  const { rows } = await database.executeSql('select current_database() as name')
  url.pathname = `/${(rows as { name: string }[])[0]?.name}`
  return url.href
}
