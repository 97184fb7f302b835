import type { Executor } from '../../db/open.js'
import type { AllyStatus, Gate, Reason } from '../../db/schema/directory.js'
import type { Actor } from '../../db/tx.js'
import type { Deps } from '../../deps.js'
import { decodeCursor, type Page, toPage } from '../../kernel/cursor.js'
import { AppError } from '../../kernel/errors.js'
import { versionTag } from '../../kernel/etag.js'
import type { OpenWebOptions } from '../../platform/open-web.js'
import { isPublic } from '../decide.js'
import { identityFacts } from '../identity/facts/service.js'
import { findAlly, updateAlly } from '../repo.js'
import { getReview } from '../service.js'
import { requireVersion } from '../stale.js'
import type { ReviewView } from '../views.js'
import * as repo from './repo.js'
import { isGrave, type Risk, type Role, riskOf } from './risk.js'
import { askSite } from './sites.js'

export interface StaleView {
  id: string
  name: string
  status: AllyStatus
  gate: Gate
  handles: string[]
  score: number
  reasons: Reason[]
  assured: { at: string; by: string } | null
  /** Since when nobody has said that it is right. */
  since: string
  /** Send it in If-Match with an assurance. */
  etag: string
}

async function risksOf(db: Executor, standing: readonly repo.Standing[], now: Date): Promise<{ of: repo.Standing; risk: Risk }[]> {
  const merged = standing.filter((one) => one.merged).map(({ row }) => row)
  const identity = merged.length === 0 ? new Map() : await identityFacts(db, merged)
  return standing.map((of) => {
    const conflicts = (identity.get(of.row.id)?.conflicts ?? []).map(({ field }: { field: string }) => field)
    return { of, risk: riskOf({ ...of.row, accounts: of.accounts, accepted: of.accepted, conflicts }, now) }
  })
}

/**
 * Approved entries that somebody should look at again, the riskiest first and of those the ones longest not assured. What a risk is hangs on today, so
 * it is worked out of all of them each time.
 */
async function queue(deps: Deps): Promise<{ of: repo.Standing; risk: Risk }[]> {
  const found = await risksOf(deps.store.db, await repo.approvedFacts(deps.store.db), deps.clock.now())
  return found.filter(({ risk }) => risk.reasons.length > 0).sort((a, b) => compare(keysOf(a), keysOf(b)))
}

const keysOf = ({ of, risk }: { of: repo.Standing; risk: Risk }) => [-risk.score, risk.since.getTime(), of.row.id] as const
type Keys = readonly [number, number, string]
const compare = (a: Keys, b: Keys) => a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : a[2] > b[2] ? 1 : 0)

export async function listStale(deps: Deps, paging: { limit: number; cursor?: string | undefined }): Promise<Page<StaleView>> {
  const bound = { of: 'freshness' }
  const after = paging.cursor === undefined ? null : decodeCursor(paging.cursor, bound, ['real', 'instant', 'text'])
  const all = await queue(deps)
  const from = after === null ? all : all.filter((one) => compare(keysOf(one), [Number(after[0]), Number(after[1]), String(after[2])]) > 0)
  return toPage(from.slice(0, paging.limit + 1), paging.limit, bound, (one) => [...keysOf(one)], staleView)
}

export const countStale = async (deps: Deps): Promise<number> => (await queue(deps)).length

const staleView = ({ of: { row, accounts }, risk }: { of: repo.Standing; risk: Risk }): StaleView => ({
  id: row.id,
  name: row.name,
  status: row.status,
  gate: row.gate,
  handles: accounts.map(({ handle }) => handle),
  score: risk.score,
  reasons: risk.reasons,
  assured: row.assured_at === null ? null : { at: row.assured_at.toISOString(), by: row.assured_by ?? 'organiser' },
  since: risk.since.toISOString(),
  etag: versionTag(row.id, row.version),
})

/**
 * Somebody's word that an approved entry is right as it stands, with what speaks against it in view.
 * Without a reason only where nothing grave speaks against it.
 * @throws AppError not_found, precondition_failed, validation_failed, or conflict if it is not approved or was merged
 */
export async function assureAlly(deps: Deps, actor: Actor, id: string, ifMatch: string, said: { role: Role; reason: string | null }): Promise<ReviewView> {
  await deps.store.transaction(async (tx) => {
    const row = await findAlly(tx.db, id, true)
    if (!row) throw new AppError('not_found', `There is no entry ${id}.`)
    await requireVersion(tx.db, row, ifMatch)
    const [standing] = await repo.approvedFacts(tx.db, id)
    const whole = row.merged_into === null ? undefined : await findAlly(tx.db, row.merged_into)
    if (!standing)
      throw new AppError(
        'conflict',
        row.merged_into
          ? `The entry was merged into ${whole?.name ?? row.merged_into}: assure that one.`
          : `The entry is ${row.status}; only approved ones are assured.`,
        {
          members: { status_now: row.status, gate_now: row.gate },
        },
      )
    // All that is against it now, also what an earlier word had passed over.
    const [found] = await risksOf(tx.db, [{ ...standing, accepted: [] }], tx.now)
    const seen = [...new Set((found?.risk.reasons ?? []).map(({ rule }) => rule))]
    if (said.reason === null && isGrave(found?.risk.reasons ?? [])) {
      const detail = `Say why ${row.name} is right all the same: ${found?.risk.reasons[0]?.detail ?? ''}`
      throw new AppError('validation_failed', detail, { errors: [{ pointer: '/reason', code: 'required', detail }] })
    }
    const changes = { assured_at: tx.now, assured_by: said.role, updated_at: tx.now, ...(isPublic(row) ? { change_seq: await tx.touchDirectory() } : {}) }
    if (!(await updateAlly(tx.db, row.id, row.version, changes))) throw new AppError('precondition_failed', 'The entry changed while you were deciding.')
    await tx.audit({ actor, action: 'ally.assure', subject: id, reason: said.reason ?? SEEN, detail: { role: said.role, seen } })
    await tx.emit('ally.assured', id, { role: said.role })
  })
  return getReview(deps, id)
}

/** Nothing grave spoke against it: one press says it, and what stood beside it is on the record. */
const SEEN = 'Looked at on the desk.'

/** A site is asked once a week, and one site a second. */
const SITE_STALE_MS = 6 * 86_400_000
const SITE_PAUSE_MS = 1_000

export interface SiteReport {
  asked: number
  ok: number
  gone: number
  unknown: number
}

/** Asks the web addresses of approved entries whether they are there, the stalest first. Nothing if SITE_CHECKS is off. */
export async function checkSites(
  deps: Deps,
  options: { limit?: number; onProgress?: (done: number, total: number) => void; site?: OpenWebOptions } = {},
): Promise<SiteReport> {
  const report: SiteReport = { asked: 0, ok: 0, gone: 0, unknown: 0 }
  if (!deps.config.SITE_CHECKS) return report
  const sites = await repo.sitesToCheck(deps.store.db, new Date(deps.clock.now().getTime() - SITE_STALE_MS), options.limit ?? 500)
  for (const site of sites) {
    if (report.asked > 0) await deps.clock.sleep(SITE_PAUSE_MS)
    const state = await askSite(site.url, options.site ?? { timeoutMs: 10_000 })
    report.asked++
    report[state]++
    await repo.saveSite(deps.store.db, site, state === 'unknown' ? undefined : state, deps.clock.now())
    options.onProgress?.(report.asked, sites.length)
  }
  return report
}
