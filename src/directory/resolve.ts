import type { Tx } from '../db/tx.js'
import type { Deps } from '../deps.js'
import { canonical } from '../kernel/canonical.js'
import { AppError } from '../kernel/errors.js'
import type { LookupAnswer, XUser } from '../platform/port.js'
import { suggestCategory } from './categorise.js'
import { isPublic } from './decide.js'
import { findHomeField, judgeGate } from './gate.js'
import * as repo from './repo.js'

/** Profiles are refreshed weekly: X charges for each one returned. */
const STALE_MS = 7 * 86_400_000
const CHUNK = 100

export interface ResolveReport {
  looked_up: number
  found: number
  protected: number
  suspended: number
  not_found: number
  duplicate: number
  unanswered: number
}

export interface ResolveOptions {
  /** Most accounts to look up in this run. */
  limit?: number
  onProgress?: (done: number, total: number) => void
}

/**
 * Looks up what X knows of accounts never looked up or looked up more than a week ago, stalest first, and judges gate and category
 * again with the profile text. Network and database take turns: no transaction waits for X.
 * @throws AppError platform_off; PlatformError after what was learned so far has been kept.
 */
export async function resolveAccounts(deps: Deps, options: ResolveOptions = {}): Promise<ResolveReport> {
  if (!deps.platform) throw new AppError('platform_off', 'Looking accounts up needs X access.')
  const report: ResolveReport = { looked_up: 0, found: 0, protected: 0, suspended: 0, not_found: 0, duplicate: 0, unanswered: 0 }
  const staleBefore = new Date(deps.clock.now().getTime() - STALE_MS)
  const accounts = await repo.accountsToResolve(deps.store.db, staleBefore, options.limit ?? 1_000)
  for (let from = 0; from < accounts.length; from += CHUNK) {
    const chunk = accounts.slice(from, from + CHUNK)
    const answers = await deps.platform.lookupUsers(chunk.map((row) => row.handle_key))
    await deps.store.transaction(async (tx) => {
      for (const [index, row] of chunk.entries()) {
        const answer = answers[index]
        if (answer) await learn(tx, deps, row, answer, report)
      }
    })
    options.onProgress?.(Math.min(from + CHUNK, accounts.length), accounts.length)
  }
  return report
}

async function learn(tx: Tx, deps: Deps, row: repo.AccountRow, answer: LookupAnswer, report: ResolveReport): Promise<void> {
  report.looked_up++
  if (answer.status === 'unanswered') {
    report.unanswered++
    return
  }
  if (answer.status !== 'found') {
    const state = answer.status === 'suspended' ? 'suspended' : 'not_found'
    report[state]++
    await repo.updateAccount(tx.db, row.id, { state, checked_at: tx.now })
    await changed(tx, row.ally_id, {}, row.state !== state)
    return
  }
  const { user } = answer
  const holder = await repo.findAccountByXId(tx.db, user.id)
  // The numeric id is the identity: under it the account is already in the directory, or this handle now names somebody else.
  if ((holder && holder.id !== row.id) || (row.x_user_id !== null && row.x_user_id !== user.id)) {
    report.duplicate++
    await repo.updateAccount(tx.db, row.id, { state: 'duplicate', checked_at: tx.now })
    const note = holder && holder.id !== row.id ? holder.ally_id : 'an account that was renamed: the handle now names another id'
    await changed(tx, row.ally_id, { status_reason: note }, row.state !== 'duplicate')
    return
  }
  report.found++
  if (user.protected) report.protected++
  await repo.saveProfile(tx.db, {
    x_user_id: user.id,
    username: user.username,
    name: user.name,
    description: user.description,
    url: user.url,
    protected: user.protected,
    followers_count: user.followers_count,
    fetched_at: tx.now,
  })
  const state = user.protected ? 'protected' : 'active'
  await repo.updateAccount(tx.db, row.id, { x_user_id: user.id, state, checked_at: tx.now })
  await judgeAgain(tx, deps, row.ally_id, user, row.state !== state)
}

/** Suggestions follow the evidence; an organiser's word is left alone. */
async function judgeAgain(tx: Tx, deps: Deps, allyId: string, user: XUser, stateChanged: boolean): Promise<void> {
  const ally = await repo.findAlly(tx.db, allyId, true)
  if (!ally) return
  const subject = { kind: ally.kind, name: user.name, handles: [user.username], bio: user.description, texts: [] }
  const gate = judgeGate(subject, findHomeField(deps.config.HOME_FIELD))
  const category = suggestCategory(subject)
  await changed(
    tx,
    allyId,
    {
      ...(ally.gate_by === 'rules' ? { gate: gate.gate, gate_reasons: gate.reasons } : {}),
      // A profile that says nothing about the cause does not take back what the nominators' words suggested.
      ...(ally.section_by === 'rules' && category.section !== null
        ? { section: category.section, section_reasons: category.reasons, tags: category.tags }
        : {}),
      ...(ally.body_kind === null && category.body_kind !== null ? { body_kind: category.body_kind } : {}),
    },
    stateChanged,
  )
}

/** A refresh that brings nothing new leaves the version alone, so that nobody's review is interrupted for nothing. */
async function changed(tx: Tx, allyId: string, changes: Parameters<typeof repo.updateAlly>[3], stateChanged: boolean): Promise<void> {
  const before = await repo.findAlly(tx.db, allyId, true)
  if (!before) return
  const differs = Object.entries(changes).some(([key, value]) => canonical(value) !== canonical(before[key as keyof typeof before]))
  if (!differs && !stateChanged) return
  const touched = isPublic(before) || isPublic({ ...before, gate: changes.gate ?? before.gate })
  await repo.updateAlly(tx.db, allyId, before.version, { ...changes, updated_at: tx.now, ...(touched ? { change_seq: await tx.touchDirectory() } : {}) })
  await tx.emit('ally.resolved', allyId)
}
