// ◆ pure
import type { Board, BoardTarget } from './board.js'

/** What to tell those who have seen `before`. */
export interface BoardChange {
  people: number
  /** Of all names, shown or not. */
  total: number
  /** New ones, and those of whom something changed. */
  targets: BoardTarget[]
  /** Ids of those that are not shown any more. */
  gone: string[]
  /** Topic, time or questions were edited. */
  chat?: Board['chat']
}

/** Null if nothing that is shown changed. */
export function changesBetween(before: Board, after: Board): BoardChange | null {
  const known = new Map(before.targets.map((target) => [target.id, said(target)]))
  const now = new Set(after.targets.map(({ id }) => id))
  const targets = after.targets.filter((target) => known.get(target.id) !== said(target))
  const gone = before.targets.filter(({ id }) => !now.has(id)).map(({ id }) => id)
  const edited = JSON.stringify(before.chat) !== JSON.stringify(after.chat)
  if (targets.length === 0 && gone.length === 0 && !edited && before.people === after.people && before.total === after.total) return null
  return { people: after.people, total: after.total, targets, gone, ...(edited ? { chat: after.chat } : {}) }
}

const said = ({ name, support, questions, last_at }: BoardTarget) => [name, support, questions.join(), last_at].join(' ')
