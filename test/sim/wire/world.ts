import { account, ally } from '../../../src/db/schema/index.js'
import type { Deps } from '../../../src/deps.js'
import { HOURLY_ADD_CAP } from '../../../src/lists/pace.js'
import { createList, type DeskListView, editList } from '../../../src/lists/service.js'
import type { Scenario } from '../scenario.js'

/** All that a seed writes to. */
const TABLES = 'ally, account, list, list_exception, list_applied, list_check, list_decision, plan, plan_op, lease, x_call, audit, outbox, directory_version'

/** Everything of the world before. The audit refuses to be emptied (migration 0009) unless its triggers sleep. */
export const EMPTY = `do $$ begin
  set local session_replication_role = replica;
  truncate ${TABLES}, audit_link restart identity cascade;
end $$`

/** As far as the product lets it be set: additions an hour are its own judgement. */
export const wireScenario = (drawn: Scenario): Scenario => ({ ...drawn, settings: { ...drawn.settings, hourly_cap: HOURLY_ADD_CAP } })

export const envOf = ({ settings }: Scenario) => ({
  SECRET: 'a secret of the simulation, longer than thirty-two characters',
  LOG_LEVEL: 'silent',
  PUBLIC_URL: 'http://localhost:3000',
  X_DAILY_ADD_CAP: String(settings.daily_cap),
  X_ADD_PAUSE_MS: String(settings.pause_ms),
  X_MONTHLY_BUDGET_USD: String(settings.budget_usd),
})

export const settingsOf = ({ x: { refusal, error_style, full_at } }: Scenario) => ({
  members_per_list: full_at,
  refusal: { protected: refusal, blocked: refusal, suspended: refusal, gone: refusal },
  error_style,
})

/** The list as the organiser defines it. */
export async function defineList(desk: Deps, { ignores_all }: Scenario): Promise<DeskListView> {
  const list = await createList(desk, 'key:sim', { name: 'Allies', description: 'A simulated list' })
  return ignores_all ? editList(desk, 'key:sim', list.id, list.etag, { foreign_members: 'ignore' }) : list
}

/** As identification and lookup leave it; all accounts count as active, because trouble that shows only later is the harder case. */
export async function fillDirectory(desk: Deps, { entries }: Scenario): Promise<void> {
  const at = desk.clock.now()
  await desk.store.db.insert(ally).values(
    entries.map((entry) => ({
      id: entry.ally_id,
      kind: 'organisation' as const,
      name: entry.handle,
      name_key: entry.handle.toLowerCase(),
      search_key: entry.handle.toLowerCase(),
      status: entry.status,
      gate: entry.gate,
      gate_reasons: [],
      gate_by: 'organiser' as const,
      own_gate: { gate: entry.gate, reasons: [], by: 'organiser' as const, at: null },
      canonical_id: entry.ally_id,
      section_reasons: [],
      section_by: 'rules' as const,
      tags: [],
      change_seq: 0,
      created_at: at,
      updated_at: at,
    })),
  )
  await desk.store.db.insert(account).values(
    entries.map((entry, i) => ({
      id: `acc_${'0'.repeat(24)}${String(i + 1).padStart(2, '0')}`,
      ally_id: entry.ally_id,
      handle_key: entry.handle.toLowerCase(),
      handle: entry.handle,
      x_user_id: entry.x_user_id,
      state: 'active' as const,
      checked_at: at,
      created_at: at,
    })),
  )
}

interface Latest {
  id: string
  status: string
  note: string | null
}

/** What the tables say, for the judge and the organiser. */
export function readsOf(now: () => Date, sql: (text: string, params?: unknown[]) => Promise<unknown[]>) {
  const rows = async <T>(text: string, params?: unknown[]) => (await sql(text, params)) as T[]
  return {
    events: async () =>
      rows<{ seq: number; type: string; subject: string }>("select seq::int as seq, type, subject from outbox where type like 'plan.%' order by seq"),
    statuses: async () => new Map((await rows<{ id: string; status: string }>('select id, status from plan')).map((row) => [row.id, row.status])),
    buried: async () => (await rows<{ id: string }>('select x_user_id as id from list_applied where vanished_at is not null')).map((row) => row.id),
    unfinished: async () =>
      (
        await rows<{ id: string }>(
          "select id from plan left join lease on key = 'wait:' || id where status = 'applying' or (status = 'waiting' and coalesce(expires_at <= $1, true)) order by id",
          [now().toISOString()],
        )
      ).map((row) => row.id),
    waitsUntil: async (id: string) => {
      const [row] = await rows<{ until: Date }>("select expires_at as until from plan join lease on key = 'wait:' || id where status = 'waiting' and id = $1", [
        id,
      ])
      return row ? new Date(row.until).getTime() : null
    },
    writing: async () =>
      (await rows<{ holder: string }>("select holder from lease where key = 'x-list-writer' and expires_at > $1", [now().toISOString()]))[0]?.holder ?? null,
    latest: async () => (await rows<Latest>('select id, status, note from plan order by created_at desc, id desc limit 1'))[0] ?? null,
    cooldown: async () => {
      const [row] = await rows<{ until: Date }>("select expires_at as until from lease where key = 'x-list-cooldown'")
      return row ? new Date(row.until).getTime() : null
    },
    answeredFor: async () => new Set((await rows<{ id: string }>('select x_user_id as id from list_applied where vanished_at is null')).map(({ id }) => id)),
    /** Members whose addition was written down and has no outcome yet. */
    inFlight: async () => (await rows<{ id: string }>("select x_user_id as id from plan_op where state = 'inflight' and verb = 'add'")).map((row) => row.id),
  }
}
