import type { Executor } from '../../db/open.js'
import type { Deps } from '../../deps.js'
import { foldHandle } from '../../directory/handle.js'
import { AppError } from '../../kernel/errors.js'
import * as repo from './repo.js'

const ACCOUNT_ID = /^acc_[0-9a-hjkmnp-tv-z]{26}$/

const fault = (parameter: string, code: string, detail: string) => new AppError('validation_failed', detail, { errors: [{ parameter, code, detail }] })

/**
 * An account of the directory by its id or its handle, with or without @.
 * @param parameter how the asker named it, for the fault
 * @throws AppError validation_failed for no handle, not_found, conflict if its entry was withdrawn
 */
export async function accountNamed(db: Executor, name: string, parameter: string, lock = false): Promise<repo.AccountRow> {
  const byId = ACCOUNT_ID.test(name)
  const handle = byId ? null : foldHandle(name)
  if (handle === null && !byId) throw fault(parameter, 'handle', `${parameter} is neither a handle on X nor the id of an account.`)
  const [found] = await repo.findAccounts(db, handle === null ? { ids: [name] } : { handles: [handle] }, lock)
  if (!found) throw new AppError('not_found', handle === null ? `There is no account ${name}.` : `The directory has no account @${handle}.`)
  if (found.status === 'withdrawn') throw new AppError('conflict', 'Its body asked to be gone: nothing is kept about its audience.')
  return found
}

/** The first post of X: nobody had followers before. */
const X_BEGAN = Date.UTC(2006, 2, 21)

/** JavaScript reads the 31st of February as the 3rd of March. */
function isDay(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split('-').map(Number)
  const at = new Date(Date.UTC(year, month - 1, day))
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day
}

/** A moment at which something was read: an instant or a day. @throws AppError validation_failed, also for one that is yet to come, or before X */
export function readAt(deps: Pick<Deps, 'clock'>, text: string | undefined, parameter = 'as_of'): Date {
  const now = deps.clock.now()
  if (text === undefined) return now
  const at = new Date(text)
  if (!/^\d{4}-\d\d-\d\d(?:T|$)/.test(text) || Number.isNaN(at.getTime()) || !isDay(text))
    throw fault(parameter, 'date-time', `${parameter} is a day of the calendar or an instant, as 2026-03-01 or 2026-03-01T20:00:00Z.`)
  if (at.getTime() > now.getTime()) throw fault(parameter, 'future', `${parameter} lies in the future.`)
  if (at.getTime() < X_BEGAN) throw fault(parameter, 'past', `${parameter} lies before 2006-03-21, when X began.`)
  return at
}
