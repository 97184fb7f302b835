import { getChat } from '../../chats/service.js'
import type { Deps } from '../../deps.js'
import { parseTarget } from '../../directory/handle.js'
import { entriesById } from '../../directory/service.js'
import { namedKey } from '../repo.js'
import * as repo from './repo.js'

export interface BoardTarget {
  /** Of the entry. */
  id: string
  kind: 'account' | 'hashtag'
  /** With @ or #, as it was first typed in this chat. */
  name: string
  /** Distinct people of this chat. */
  support: number
  /** Numbers of the questions it was named in answer to. */
  questions: number[]
  first_at: string
  last_at: string
}

/** What a chat has brought so far, in our own words: no names of nominators, nothing of what was posted. */
export interface Board {
  chat: { id: string; hashtag: string; topic: string; starts_at: string; ends_at: string; questions: { number: number; text: string }[] }
  /** Distinct people who nominated. */
  people: number
  /** Most supported first, then the newest; at most `MOST_TARGETS`, from the place that was asked for. */
  targets: BoardTarget[]
  /** Of all names of the chat, shown here or not. */
  total: number
  /** Place of the first name behind these, to be asked for; null if there is none. */
  next: number | null
}

/** More names than anybody scrolls through while a chat goes on. */
export const MOST_TARGETS = 300
const HIDDEN = new Set(['rejected', 'retired', 'withdrawn'])

/** @param from place in the order of support @throws AppError not_found */
export async function liveBoard(deps: Deps, chatId: string, from = 0): Promise<Board> {
  const { id, hashtag, topic, starts_at, ends_at, questions } = await getChat(deps, chatId)
  const rows = await repo.boardRows(deps.store.db, chatId)
  const entryOf = await entries(
    deps,
    rows.map(({ ally_id }) => ally_id),
  )
  const people = new Set<string>()
  const byEntry = new Map<string, { rows: repo.BoardRow[]; hashes: Set<string> }>()
  for (const row of rows) {
    const entry = entryOf(row.ally_id)
    if (!entry || HIDDEN.has(entry.status)) continue
    const group = byEntry.get(entry.id) ?? { rows: [], hashes: new Set() }
    group.rows.push(row)
    for (const hash of row.hashes) {
      group.hashes.add(hash)
      people.add(hash)
    }
    byEntry.set(entry.id, group)
  }
  const targets = [...byEntry].map(([entryId, group]) => targetOf(entryId, group.rows, group.hashes.size))
  targets.sort((a, b) => b.support - a.support || compare(b.last_at, a.last_at) || compare(a.id, b.id))
  const to = from + MOST_TARGETS
  return {
    chat: { id, hashtag, topic, starts_at, ends_at, questions },
    people: people.size,
    targets: targets.slice(from, to),
    total: targets.length,
    next: to < targets.length ? to : null,
  }
}

/** Changes whenever the board may have: cheap enough to be asked every second. */
export const liveBoardMark = (deps: Deps, chatId: string): Promise<string> => repo.boardMark(deps.store.db, chatId)

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** The entry that stands for an id now: the one it was merged into, or itself. */
async function entries(deps: Deps, ids: readonly string[]) {
  const own = new Map((await entriesById(deps, ids)).map((entry) => [entry.id, entry]))
  const merged = [...own.values()].flatMap(({ canonical_id }) => (own.has(canonical_id) ? [] : canonical_id))
  for (const entry of await entriesById(deps, [...new Set(merged)])) own.set(entry.id, entry)
  return (id: string) => own.get(own.get(id)?.canonical_id ?? id)
}

function targetOf(id: string, rows: readonly repo.BoardRow[], support: number): BoardTarget {
  const [first, ...others] = [...rows].sort((a, b) => a.first_at.getTime() - b.first_at.getTime())
  if (!first) throw new Error(`the entry ${id} has no voice`)
  const parsed = parseTarget(first.raw)
  // What was written may be a link, or another spelling of what the entry is known by.
  const key = namedKey(first.target_key)
  const shown = parsed.ok && parsed.target.key === key ? parsed.target.display : key
  const last = others.reduce((latest, row) => (row.last_at > latest ? row.last_at : latest), first.last_at)
  return {
    id,
    kind: first.target_kind,
    name: `${first.target_kind === 'hashtag' ? '#' : '@'}${shown}`,
    support,
    questions: [...new Set(rows.flatMap(({ questions }) => questions))].sort((a, b) => a - b),
    first_at: first.first_at.toISOString(),
    last_at: last.toISOString(),
  }
}
