import { sweepPending } from '../access/owner/service.js'
import { forgetKeys } from '../db/idempotency.js'
import type { OutboxEvent } from '../db/outbox.js'
import type { Deps } from '../deps.js'
import { checkSites } from '../directory/freshness/service.js'
import { countUnmatched, matchEntries } from '../directory/identity/matching/service.js'
import { learnSections } from '../directory/learning/service.js'
import { judgeForField, judgingAgain } from '../directory/rejudge/service.js'
import { resolveAccounts } from '../directory/resolve.js'
import { subjectById } from '../directory/suggest.js'
import { givingWay } from '../http/under-way.js'
import { runPlan, unfinishedPlanIds } from '../lists/apply.js'
import { checkDueLists } from '../lists/drift/due.js'
import { takeLeaversOff } from '../lists/leaving.js'
import { resumeImport, unfinishedImports } from '../nominations/imports/service.js'
import { interruptedReadings, resumeReading, sweepUploads } from '../nominations/imports/upload.js'
import { dueLive, pollLive } from '../nominations/live/service.js'
import { forgetTexts } from '../nominations/service.js'
import { expireLeaving } from '../privacy/service.js'
import { forgetWithdrawn } from '../reach/forget.js'
import { dueWebhooks, forgetDeliveries, sendDue } from '../webhooks/send.js'
import type { Job, JobName } from './queue.js'

async function runImport(deps: Deps, id: string): Promise<void> {
  await resumeReading(deps, id)
  await resumeImport(deps, id)
}

/**
 * While a file is stored or taken back its names come and go, and the embedded database has one session for all: afterwards is soon enough. Asked all along,
 * since comparing what one import drafted takes minutes and the next may start amid it; its end wakes this again.
 */
export async function matchWhenQuiet(deps: Deps): Promise<void> {
  const quiet = async () => (await unfinishedImports(deps)).length === 0
  if (!(await quiet())) return
  const rest = givingWay(deps)
  await judgeForField(deps, undefined, rest)
  await matchEntries(deps, undefined, quiet, rest)
}

const importJob = (id: string): Job => ({ name: 'run-import', key: id, data: { import_id: id } })

/** Clients may repeat a request for a day (API.md §6). */
const KEPT_KEYS_MS = 24 * 3_600_000

/** What each job wakes. Every one can be run at any time, twice, or not at all: truth is in the tables. */
export const HANDLERS: Readonly<Record<JobName, (deps: Deps, data: Record<string, unknown>) => Promise<unknown>>> = {
  'resolve-accounts': async (deps) => (deps.platform ? resolveAccounts(deps) : undefined),
  'match-entries': (deps) => matchWhenQuiet(deps),
  'learn-sections': (deps) => learnSections(deps, subjectById),
  'check-sites': (deps) => checkSites(deps),
  'check-lists': (deps) => checkDueLists(deps),
  'apply-plan': (deps, data) => runPlan(deps, String(data.plan_id)),
  'take-leavers-off': (deps) => takeLeaversOff(deps),
  'expire-leaving': async (deps) => {
    await expireLeaving(deps)
  },
  'forget-texts': (deps) => forgetTexts(deps),
  'live-poll': (deps, data) => pollLive(deps, String(data.chat_id)),
  'run-import': (deps, data) => runImport(deps, String(data.import_id)),
  'send-webhooks': (deps, data) => sendDue(deps, String(data.webhook_id)),
  'sweep-uploads': (deps) => sweepUploads(deps),
  'forget-audiences': (deps) => forgetWithdrawn(deps),
  'forget-keys': async (deps) => {
    await sweepPending(deps)
    await forgetDeliveries(deps)
    await forgetKeys(deps.store.db, new Date(deps.clock.now().getTime() - KEPT_KEYS_MS))
  },
}

const MATCHING: Job = { name: 'match-entries', key: 'all', data: {} }

const LEAVERS: Job = { name: 'take-leavers-off', key: 'all', data: {} }

/** Which jobs an event wakes. Jobs that share a key run once for many events. */
export function jobsFor(event: Pick<OutboxEvent, 'type' | 'subject'>): Job[] {
  switch (event.type) {
    case 'ally.proposed':
      return [{ name: 'resolve-accounts', key: 'all', data: {} }, MATCHING]
    case 'owner.connected':
      return [{ name: 'resolve-accounts', key: 'all', data: {} }, LEAVERS]
    case 'import.stored':
    case 'import.undone':
      return [MATCHING]
    case 'ally.withdrawn':
      return [{ name: 'forget-audiences', key: 'all', data: {} }, LEAVERS]
    // A plan under way, or waiting, goes first; what left meanwhile follows its end.
    case 'plan.verified':
    case 'plan.incomplete':
    case 'plan.cancelled':
      return [LEAVERS]
    case 'ally.word':
      return [{ name: 'learn-sections', key: 'all', data: {} }]
    case 'ally.resolved':
    case 'ally.edited':
    case 'ally.merged':
    case 'ally.unmerged':
      return [MATCHING]
    case 'plan.started':
    // Whoever carries it out ends it; if nobody does any more, somebody must.
    case 'plan.cancelling':
      return [{ name: 'apply-plan', key: event.subject, data: { plan_id: event.subject } }]
    case 'import.started':
    case 'import.undoing':
      return [importJob(event.subject)]
    default:
      return []
  }
}

/** Work that a process left unfinished when it ended. */
export async function leftOver(deps: Deps): Promise<Job[]> {
  const plans: Job[] = (await unfinishedPlanIds(deps)).map((id) => ({ name: 'apply-plan', key: id, data: { plan_id: id } }))
  const imports = [...(await unfinishedImports(deps)).map(({ id }) => id), ...(await interruptedReadings(deps))]
  const matching = (await countUnmatched(deps)) > 0 || (await judgingAgain(deps)) !== null ? [MATCHING] : []
  return [...plans, ...imports.map(importJob), ...matching]
}

/** Work whose time has come, asked for every second. */
export async function dueNow(deps: Deps): Promise<Job[]> {
  const live: Job[] = (await dueLive(deps)).map((id) => ({ name: 'live-poll', key: id, data: { chat_id: id } }))
  return [...live, ...(await dueWebhooks(deps)).map((id): Job => ({ name: 'send-webhooks', key: id, data: { webhook_id: id } }))]
}
