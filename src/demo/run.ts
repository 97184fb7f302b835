import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createChat, createSeries } from '../chats/service.js'
import { paint, progressBar, say, sayJson, table } from '../cli/output.js'
import { describePlan } from '../cli/plan-lines.js'
import { applyWithBars } from '../cli/plans.js'
import { loadConfig } from '../config.js'
import { type Deps, systemClock } from '../deps.js'
import { matchEntries } from '../directory/identity/matching/service.js'
import { resolveAccounts } from '../directory/resolve.js'
import { decideAlly, listReview } from '../directory/service.js'
import type { ReviewView } from '../directory/views.js'
import { startWorker } from '../jobs/worker.js'
import { isAppError } from '../kernel/errors.js'
import { usd } from '../kernel/money.js'
import { startPlan } from '../lists/apply.js'
import { createList, getDeskList, type PlanView, planList } from '../lists/service.js'
import { dryRunImport } from '../nominations/imports/dry-run.js'
import { getImport, openImport, runStoring, startStoring } from '../nominations/imports/service.js'
import { type Simulator, startSimulator } from '../platform/simulator/index.js'
import { estimateReach } from '../reach/service.js'
import { type Running, serve } from '../server.js'
import { ACCOUNTS, HOME_BODIES, HOST } from './accounts.js'
import { CHAT_TEXT } from './chat.js'

const ACTOR = 'demo organiser'

export interface DemoOptions {
  /** Leaves the server up until Ctrl-C, to look at the pages. */
  keep: boolean
}

/**
 * The main job end to end: an invented chat becomes a published, measured list on the simulated X, in a temporary database. Everything
 * runs through the real parts; only X is simulated. The last line is one JSON object.
 */
export async function runDemo({ keep }: DemoOptions): Promise<void> {
  const started = Date.now()
  const directory = mkdtempSync(join(tmpdir(), 'allies-demo-'))
  const simulator = await startSimulator({ clock: systemClock, seed: 1, scenario: { users: ACCOUNTS } })
  let server: Running | undefined
  try {
    server = await startServer(directory, simulator)
    const told = await tell(server, simulator)
    say()
    say(`Open ${paint('bold', server.url)} for the directory, ${server.url}/lists/${told.list_id} for the list, ${server.url}/nominate to nominate,`)
    say(`     ${server.url}/desk for the organiser's desk, ${server.url}/docs for the API.`)
    if (keep) await lookAround(server)
    else say(paint('dim', '     (The server ends with the demo; run `npm run demo -- --keep` to look around.)'))
    say(paint('dim', `${((Date.now() - started) / 1000).toFixed(1)} s`))
    sayJson(told)
    if (!told.verified || told.home_bodies_on_list > 0) process.exitCode = 1
  } finally {
    await server?.stop()
    await simulator.close()
    rmSync(directory, { recursive: true, force: true })
  }
}

/** Until Ctrl-C, with the work in the background that a deployment does: who carries a plan out at the desk sees it end. */
async function lookAround({ deps }: Running): Promise<void> {
  const worker = await startWorker(deps)
  await waitForInterrupt()
  await worker.stop()
}

async function startServer(directory: string, simulator: Simulator): Promise<Running> {
  heading('A new deployment, with a simulated X')
  const credentials = simulator.credentials(HOST.id ?? '', 'oauth1')
  if (credentials.user.kind !== 'oauth1') throw new Error('the simulator gave other credentials than asked for')
  const config = loadConfig({
    DATA_DIR: directory,
    PORT: '0',
    LOG_LEVEL: 'error',
    COMMUNITY_NAME: 'SWHelper Allies',
    // The demo looks accounts up and applies by hand, to show it; the worker would do so by itself.
    WORKER: 'false',
    // Real deployments keep the pause at seconds: X locks accounts that hurry.
    X_ADD_PAUSE_MS: '60',
    X_API_BASE_URL: simulator.url,
    X_BEARER_TOKEN: credentials.bearer,
    X_APP_KEY: credentials.user.app_key,
    X_APP_SECRET: credentials.user.app_secret,
    X_ACCESS_TOKEN: credentials.user.access_token,
    X_ACCESS_SECRET: credentials.user.access_secret,
  })
  return serve(config, { print: say })
}

interface Told {
  nominations: number
  entries: number
  approved: number
  list_id: string
  plan_id: string
  verified: boolean
  members: number
  home_bodies_on_list: number
  reach: { low: number | null; estimate: number | null; high: number | null }
  x_cost_usd: number
}

async function tell({ deps, url }: Running, simulator: Simulator): Promise<Told> {
  const chat = await announceChat(deps)
  const report = await collect(deps, chat)
  await nominateByHttp(url, chat)
  await lookUp(deps)
  const approved = await review(deps)
  const { list_id, x_list_id, plan } = await publish(deps)
  const onX = new Set(simulator.members(x_list_id))
  const home = ACCOUNTS.filter((account) => (HOME_BODIES as readonly string[]).includes(account.username) && onX.has(account.id ?? ''))
  say(
    `X shows ${onX.size} members; of the ${HOME_BODIES.length} social-work bodies that were nominated it shows ${paint(home.length === 0 ? 'green' : 'red', String(home.length))}.`,
  )
  const reach = await measure(deps, list_id)
  await readAsOthersDo(url, list_id)
  const spent = simulator.ledger().spent_milli_usd / 1000
  say(`All this would have cost ${usd(spent)} on X.`)
  return {
    nominations: report.added ?? 0,
    entries: report.drafted ?? 0,
    approved,
    list_id,
    plan_id: plan.id,
    verified: plan.status === 'verified',
    members: onX.size,
    home_bodies_on_list: home.length,
    reach,
    x_cost_usd: spent,
  }
}

async function announceChat(deps: Deps): Promise<string> {
  heading('Announce the chat')
  const series = await createSeries(deps, ACTOR, { hashtag: 'SWHelper', name: 'SW Helper chat', timezone: 'America/New_York', hosts: [`@${HOST.username}`] })
  const chat = await createChat(deps, ACTOR, {
    series_id: series.id,
    starts_at: '2026-03-01T15:00',
    topic: 'Our allies outside social work',
    questions: [
      { number: 1, text: 'Which @organizations are natural allies to #socialwork?' },
      { number: 2, text: 'And who works on money, law and housing?' },
      { number: 3, text: 'Health, learning, arts: who surprises you?' },
    ],
  })
  say(`#${chat.hashtag}, "${chat.topic}", ${chat.local_start}, ${chat.questions.length} questions`)
  return chat.id
}

async function collect(deps: Deps, chatId: string) {
  heading('Collect what was named')
  const input = { given: { bytes: new TextEncoder().encode(CHAT_TEXT) }, file_name: 'chat.txt', chat_id: chatId, actor: ACTOR }
  const { preview } = await dryRunImport(deps, input)
  for (const line of preview.slice(0, 12)) say(line)
  say(paint('dim', `  … and ${preview.length - 12} lines more in the preview`))
  const { id } = await openImport(deps, input)
  await startStoring(deps, ACTOR, id)
  const bar = progressBar('storing')
  await runStoring(deps, id, bar.update).finally(bar.stop)
  const { counts } = await getImport(deps, id)
  const none = (counts.not ?? 0) + (counts.repeated ?? 0) + (counts.placeholder ?? 0)
  say(
    `${counts.posts} posts: ${paint('bold', String(counts.added))} nominations of ${counts.drafted} targets; ${none} mentions that nominate nothing, ${counts.doubtful ?? 0} for a person to look at`,
  )
  const again = await openImport(deps, input)
  say(again.repeated ? 'The same file again is the same import: it adds nothing.' : 'The same file was taken for another one.')
  return counts
}

async function nominateByHttp(url: string, chatId: string): Promise<void> {
  heading('One more from the form, by HTTP')
  const answer = await fetch(`${url}/api/v1/nominations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ targets: ['@HarbourFood_EG'], nominator: '@newcomer_eg', chat_id: chatId, why: 'They fed us in the flood' }),
  })
  const body = (await answer.json()) as { status_url?: string | null }
  say(`POST /api/v1/nominations → ${answer.status}; the nominator follows it at ${body.status_url ?? '(nothing new)'}`)
}

async function lookUp(deps: Deps): Promise<void> {
  heading('Look the accounts up on X')
  const bar = progressBar('looking up')
  const report = await resolveAccounts(deps, { onProgress: bar.update }).finally(bar.stop)
  await matchEntries(deps)
  say(`${report.found} found (${report.protected} protected), ${report.suspended} suspended, ${report.not_found} unknown to X`)
}

const GATE_COLOUR = { ally: 'green', home: 'red', unsure: 'yellow' } as const

/** Plays the organiser: approves what the rules call an ally, decides what they leave open, rejects the home field. */
async function review(deps: Deps): Promise<number> {
  heading('Review: who belongs to the home field, and what is each for?')
  const { items } = await listReview(deps, { status: 'proposed' }, '-support', { limit: 200 })
  say(
    table(
      ['support', 'name', 'gate', 'because', 'category'],
      items.map((one) => [
        one.support.nominators,
        one.name,
        paint(GATE_COLOUR[one.gate.verdict], one.gate.verdict),
        one.gate.reasons[0]?.detail,
        one.category?.title ?? '–',
      ]),
    ),
  )
  const bar = progressBar('deciding')
  let approved = 0
  for (const [index, one] of items.entries()) {
    const { action, gate, reason } = wordOn(one)
    await decideAlly(deps, ACTOR, one.id, one.etag, { action, reason, gate })
    if (action === 'approve') approved++
    bar.update(index + 1, items.length)
  }
  bar.stop()
  say(`${paint('green', String(approved))} approved, ${items.length - approved} rejected; each with a reason on the record`)
  return approved
}

function wordOn(one: ReviewView): { action: 'approve' | 'reject'; gate?: 'ally'; reason: string } {
  if (one.gate.verdict === 'home') return { action: 'reject', reason: 'A body of our own profession: welcome, but not on this list' }
  if (one.gate.verdict === 'ally') return { action: 'approve', reason: 'Named in our chat and outside our field' }
  return { action: 'approve', gate: 'ally', reason: 'I know them: they are not a social-work body' }
}

async function publish(deps: Deps): Promise<{ list_id: string; x_list_id: string; plan: PlanView }> {
  heading('Publish a shared list')
  const list = await createList(deps, ACTOR, { name: 'Allies of social work', description: 'Named in #SWHelper chats', private: false })
  const shown = await planList(deps, ACTOR, list.id)
  describePlan(shown)
  const wrong = await startPlan(deps, ACTOR, shown.id, { checksum: 'f'.repeat(64) }).then(
    () => 'was applied (!)',
    (error: unknown) => (isAppError(error) ? `${error.code}: ${error.message}` : String(error)),
  )
  say(`With another checksum: ${paint('yellow', wrong)}`)
  await startPlan(deps, ACTOR, shown.id, { checksum: shown.checksum })
  const plan = await applyWithBars(deps, shown.id)
  say(`${plan.counts.add} sent, then read back: ${paint(plan.status === 'verified' ? 'green' : 'red', plan.status)}`)
  return { list_id: list.id, x_list_id: (await getDeskList(deps, list.id)).on_x?.id ?? '', plan }
}

async function measure(deps: Deps, listId: string): Promise<Told['reach']> {
  heading('Their combined audience')
  const result = await estimateReach(deps, { list: listId }, 'organiser')
  const { low, estimate, high } = result.potential_unique_audience ?? { low: null, estimate: null, high: null }
  const sum = result.gross_followers ?? 0
  const width = 50
  const at = (n: number) => Math.round((n / Math.max(1, sum)) * width)
  if (low !== null && estimate !== null && high !== null) {
    say(`  plain sum  ${'█'.repeat(width)} ${sum.toLocaleString('en')}`)
    say(
      `  estimate   ${'█'.repeat(at(low))}${'▓'.repeat(Math.max(1, at(estimate) - at(low)))}${'░'.repeat(Math.max(1, at(high) - at(estimate)))} ${estimate.toLocaleString('en')}`,
    )
  }
  say(`${paint('bold', result.statement)}`)
  say(paint('dim', `  method ${result.method}, calibration ${result.calibration}, counts as of ${result.as_of}`))
  return { low, estimate, high }
}

async function readAsOthersDo(url: string, listId: string): Promise<void> {
  heading('What any site can read, without a key')
  const rows: (string | number)[][] = []
  for (const path of [
    '/api/v1/allies?limit=3',
    '/api/v1/categories',
    '/api/v1/lists',
    `/api/v1/lists/${listId}/members`,
    `/api/v1/reach?list=${listId}`,
    '/openapi.json',
    '/',
  ]) {
    const answer = await fetch(url + path)
    rows.push([answer.status, `GET ${path}`, `${(await answer.text()).length.toLocaleString('en')} characters`])
  }
  say(table(['', 'address', ''], rows))
}

let step = 0
function heading(text: string): void {
  say()
  say(paint('cyan', `${++step}. ${text}`))
}

const waitForInterrupt = () =>
  new Promise<void>((resolve) => {
    say('Ctrl-C ends the demo.')
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
