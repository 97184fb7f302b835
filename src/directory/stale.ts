import type { Executor } from '../db/open.js'
import { AppError } from '../kernel/errors.js'
import { matchHolds, versionTag } from '../kernel/etag.js'
import { type AllyRow, type TurnRow, turnsSince } from './repo.js'

/** Something that made another entry of it: merged, parted, withdrawn or brought back, by whom and when. */
export interface Turn {
  id: string
  at: string
  by: string
  action: string
  what: string
  reason: string | null
}

const text = (value: unknown) => (typeof value === 'string' ? value : '')

function inWords({ action, name, detail }: TurnRow): string {
  if (action === 'ally.restore') return `${name} was brought back into the queue`
  if (action === 'ally.withdraw') return `${name} was withdrawn`
  if (action === 'ally.merge') return detail.into ? `${name} was merged into ${text(detail.into_name)}` : `${text(detail.from_name)} was merged into ${name}`
  return detail.parted ? `${text(detail.parted_name)} was parted from ${name}` : `${name} was parted from ${text(detail.from_name)}`
}

export const turnOf = (row: TurnRow): Turn => ({
  id: row.subject,
  at: row.at.toISOString(),
  by: row.actor,
  action: row.action,
  what: inWords(row),
  reason: row.reason,
})

/** As a sentence's end: “A was merged into B by key:x at …”. */
export const turnSaid = ({ what, by, at }: Turn): string => `${what} by ${by} at ${at}`

/** The version that a tag of this entry names; null for another tag or none. */
function versionIn(ifMatch: string, id: string): number | null {
  const versions = ifMatch.split(',').flatMap((tag) => {
    const [name = '', version = ''] = tag.trim().replaceAll('"', '').split('.v')
    return name === id && /^\d{1,9}(?:-|$)/.test(version) ? [Number.parseInt(version, 10)] : []
  })
  return versions.length > 0 ? Math.max(...versions) : null
}

/**
 * Compares If-Match with an entry that is locked. Of two writers the second is told: one who read the entry before somebody merged, parted or withdrew it gets a
 * conflict with what changed, since repeating the same on what is another entry now would be wrong; after any other change reading again and repeating is
 * the way out (RFC 9110 §13.1.1). @throws AppError conflict with changes and entries_now, precondition_failed
 */
export async function requireVersion(db: Executor, row: AllyRow, ifMatch: string): Promise<void> {
  const tag = versionTag(row.id, row.version)
  if (matchHolds(ifMatch, tag)) return
  const headers = { etag: tag }
  const read = versionIn(ifMatch, row.id)
  const changes = read === null ? [] : (await turnsSince(db, row.id, read)).map(turnOf)
  const last = changes.at(-1)
  if (last)
    throw new AppError('conflict', `Since you read it, ${turnSaid(last)}. Read it again and decide on what it is now.`, {
      headers,
      members: { changes, entries_now: [{ id: row.id, status: row.status, merged_into: row.merged_into, etag: tag }] },
    })
  throw new AppError(
    'precondition_failed',
    `The entry ${row.name} changed since you read it, by somebody else or by what was found out about it: it is at ${tag} now. Read it again and repeat.`,
    { headers },
  )
}
