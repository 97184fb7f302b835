import type { AllyStatus } from '../db/schema/directory.js'
import type { Actor } from '../db/tx.js'
import type { Deps } from '../deps.js'
import { isPublic } from '../directory/decide.js'
import { findHomeField } from '../directory/gate.js'
import type { Target } from '../directory/handle.js'
import { entriesById, openSecondLook, type SecondLook, secondLooks } from '../directory/service.js'
import { AppError } from '../kernel/errors.js'
import * as repo from './repo.js'
import { MAX_TARGETS, statusHash } from './submit.js'

/** Public lists by entry. lists/ knows them and may not be asked from here, so whoever sees both passes it in. */
export type ListsOf = (deps: Deps, allyIds: readonly string[]) => Promise<ReadonlyMap<string, { id: string; name: string }[]>>

/**
 * received: in the queue, or in it once more since it was approved. waiting: likewise, but somebody looks at the voice itself first; what of, nobody is told whom it might teach.
 * The others are the entry's own; what was approved and then found to belong to the home field is retired for whoever named it.
 */
export type NominationState = 'received' | 'waiting' | Exclude<AllyStatus, 'proposed'>

export interface NominationStatus {
  id: string
  target: { kind: Target['kind']; key: string }
  raw: string
  nominated_at: string
  chat_id: string | null
  /** The entry it belongs to now. */
  ally_id: string
  state: NominationState
  /** The entry's own status, whatever becomes of this voice. */
  status: AllyStatus
  /** The organiser's reason, once there is a decision. */
  reason: string | null
  /** In words, if it was approved and stands in no directory since. */
  not_listed: string | null
  /** The entry that the target was found to be part of, if it is another one. */
  merged_into: { id: string; name: string } | null
  /** The nominator's own account: no support. */
  self: boolean
  /** Distinct people who nominated the same, and the chats they did it in. */
  support: { nominators: number; chats: number }
  /** Public lists on which it stands. */
  lists: { id: string; name: string; url: string }[]
  second_look: { asked_at: string; why: string | null; answered_at: string | null } | null
  /** A second look can be asked for now. */
  may_ask: boolean
}

const noLists: ListsOf = async () => new Map()

async function rowsOf(deps: Deps, code: string): Promise<repo.NominationRow[]> {
  const hashes = Array.from({ length: MAX_TARGETS }, (_, place) => statusHash(deps, code, place))
  const rows = await repo.findByStatusHashes(deps.store.db, hashes)
  if (rows.length === 0) throw new AppError('not_found', 'No nomination has this status code.')
  return rows
}

type Entry = Awaited<ReturnType<typeof entriesById>>[number]

/** The entries of these nominations, and those that they were merged into. */
async function entriesOf(deps: Deps, rows: readonly repo.NominationRow[]): Promise<Map<string, Entry>> {
  const own = await entriesById(deps, [...new Set(rows.map(({ ally_id }) => ally_id))])
  const into = await entriesById(deps, [...new Set(own.map(({ canonical_id }) => canonical_id))])
  return new Map([...own, ...into].map((entry) => [entry.id, entry]))
}

const isDecided = (status: AllyStatus): status is Exclude<AllyStatus, 'proposed'> => status !== 'proposed'
const lookedFor = (looks: ReadonlyMap<string, SecondLook[]>, row: repo.NominationRow, entry: Entry) =>
  [...(looks.get(row.ally_id) ?? []), ...(looks.get(entry.id) ?? [])].find(({ nomination_id }) => nomination_id === row.id)

/** What is said of an approved entry that is not public: the field's own bodies are no worse for it, and what made anybody think so stays among organisers. */
function notListed(deps: Deps, { status, gate }: Entry): string | null {
  if (status !== 'approved' || gate === 'ally') return null
  if (gate === 'unsure') return 'It was approved, and the organisers are looking at it once more. Until they have, it is not shown.'
  const { title } = findHomeField(deps.config.HOME_FIELD)
  return `It was approved, and then found to be at home in ${title} itself. The directory is for allies from outside of it, so it is not shown there: that says nothing against it.`
}

/** An approved entry stands for a nominator only while it is in the directory. */
const stateOf = ({ status, gate }: Entry, held: boolean): NominationState => {
  const shown = status === 'approved' && gate !== 'ally' ? (gate === 'home' ? 'retired' : 'proposed') : status
  return isDecided(shown) ? shown : held ? 'waiting' : 'received'
}

/** What became of a submission, for whoever holds its code. @throws AppError not_found */
export async function nominationStatus(deps: Deps, code: string, listsOf: ListsOf = noLists): Promise<NominationStatus[]> {
  const rows = await rowsOf(deps, code)
  const entries = await entriesOf(deps, rows)
  const now = (row: repo.NominationRow): { own: Entry; entry: Entry } | undefined => {
    const own = entries.get(row.ally_id)
    const entry = own && (entries.get(own.canonical_id) ?? own)
    return own && entry && { own, entry }
  }
  const published = [...new Set(rows.flatMap((row) => now(row)?.entry ?? []))].filter(isPublic)
  const lists =
    published.length === 0
      ? new Map()
      : await listsOf(
          deps,
          published.map(({ id }) => id),
        )
  const looks = await secondLooks(deps.store.db, [...entries.keys()])
  return rows.flatMap((row): NominationStatus[] => {
    const found = now(row)
    if (!found) return []
    const { own, entry } = found
    const look = lookedFor(looks, row, entry)
    const not_listed = notListed(deps, entry)
    const held = row.hold !== null && row.hold_decision !== 'released'
    return [
      {
        id: row.id,
        target: { kind: row.target_kind, key: repo.namedKey(row.target_key) },
        raw: row.raw,
        nominated_at: row.nominated_at.toISOString(),
        chat_id: row.chat_id,
        ally_id: entry.id,
        state: stateOf(entry, held),
        status: entry.status,
        // Before a decision the field holds notes among organisers; why somebody withdrew is nobody's business.
        reason: entry.status === 'proposed' || entry.status === 'withdrawn' || not_listed !== null ? null : entry.status_reason,
        not_listed,
        merged_into: entry === own || entry.status === 'withdrawn' ? null : { id: entry.id, name: entry.name },
        self: row.self,
        support: { nominators: entry.support, chats: entry.chat_ids.length },
        lists: (lists.get(entry.id) ?? []).map(({ id, name }: { id: string; name: string }) => ({ id, name, url: `${deps.config.PUBLIC_URL}/lists/${id}` })),
        second_look: look ? { asked_at: look.asked_at.toISOString(), why: row.second_look_why, answered_at: look.answer?.at.toISOString() ?? null } : null,
        may_ask: row.second_look_at === null && (entry.status === 'rejected' || entry.status === 'retired'),
      },
    ]
  })
}

/**
 * Asks, once for each nomination, that a decision be looked at again. @throws AppError not_found; conflict if it was asked before, with
 * what came of it, or if there is no decision to look at again
 */
export async function askSecondLook(deps: Deps, actor: Actor, code: string, input: { nomination_id: string; why: string }): Promise<void> {
  const row = (await rowsOf(deps, code)).find(({ id }) => id === input.nomination_id)
  if (!row) throw new AppError('not_found', 'No nomination of this submission has this id.')
  const entries = await entriesOf(deps, [row])
  const allyId = entries.get(row.ally_id)?.canonical_id ?? row.ally_id
  const taken = await deps.store.transaction(async (tx) => {
    // The row itself decides between two requests at once.
    const first = await repo.noteSecondLook(tx.db, row.id, input.why, tx.now)
    if (first) await openSecondLook(tx, actor, allyId, row.id)
    return first
  })
  if (taken) return
  const [before] = await nominationStatus(deps, code).then((all) => all.filter(({ id }) => id === row.id))
  const look = before?.second_look
  throw new AppError('conflict', `A second look can be asked for once. ${answerInWords(before)}`, {
    members: { asked_at: look?.asked_at ?? null, answered_at: look?.answered_at ?? null, status_now: before?.status ?? null, reason: before?.reason ?? null },
  })
}

function answerInWords(before: NominationStatus | undefined): string {
  if (!before?.second_look) return 'It was asked for before.'
  const { asked_at, answered_at } = before.second_look
  const asked = `It was asked for on ${asked_at.slice(0, 10)}`
  if (answered_at === null) return `${asked} and the organisers have not answered yet.`
  const now = before.status === 'proposed' ? 'back in the queue' : before.not_listed === null ? before.status : 'not in the directory now'
  return `${asked} and it was looked at again on ${answered_at.slice(0, 10)}: it is ${now}${before.reason ? `, because: ${before.reason}` : ''}.`
}
