import type { MembersRead } from '../../../src/platform/port.js'
import { nextRandom } from '../../../src/platform/simulator/random.js'
import type { Fault } from '../faults.js'
import type { Answer } from './x.js'
import type { ListOnX, XState } from './x-state.js'

interface Page {
  users: string[]
  /** Where the next page begins; null on the last. */
  next: number | null
  sound: boolean
}

/** One reading of a list, page by page, with the lies that pages tell, and with as much belief in them as the client has. */
export function newReading(state: XState) {
  const found = new Map<string, { id: string; username: string }>()
  // A place in the list's history, not an offset: what comes and goes between two pages neither repeats nor skips a member.
  let below = Number.POSITIVE_INFINITY
  const read = (complete: boolean): MembersRead => ({ complete, members: [...found.values()] })

  function page(list: ListOnX | Answer<never>, faults: readonly Fault[], now: number): Answer<Page> {
    if (!('rows' in list)) return list
    const named = (name: Fault['name']) => faults.find((fault) => fault.name === name)
    const first = below === Number.POSITIVE_INFINITY
    const at = now - (named('stale-reads')?.ms ?? 0)
    const all = list.rows.filter((row) => row.from <= at && row.until > at).reverse()
    const rest = all.filter((row) => row.seq < below)
    const sound = !named('page-no-meta') && !named('ids-as-numbers')
    if (named('page-empty-middle') && !first && Number.isInteger(below) && rest.length > 0)
      return { status: 200, value: { users: [], next: below - 0.5, sound } }
    const short = named('page-short')
    const rows = rest.slice(0, short ? Math.min(state.settings.page, short.n ?? 1) : state.settings.page)
    const edge = rows.at(-1)
    let next = edge && rest.length > rows.length && !short?.end ? edge.seq : null
    let users = rows.map((row) => row.user_id)
    const previous = all[all.length - rest.length - 1]
    if (named('page-loop')) next = first ? (edge?.seq ?? 0) : below
    if (named('page-repeat') && previous && users.length > 0) users = [previous.user_id, ...users.slice(1)]
    // Rows of another list. Nothing about the page looks wrong but that X counts otherwise; were it as long as ours, nobody could tell.
    if (named('page-foreign')) users = [...users.map((user, i) => (nextRandom(state.rng) < 0.5 ? user : String(99_000_000 + i))), '99000099']
    return { status: 200, units: users.length, value: { users, next, sound } }
  }

  /** Null if there is more to read; else whether the whole list was read. */
  function take({ users, next, sound }: Page): boolean | null {
    let repeated = false
    for (const user of users) {
      repeated ||= found.has(user)
      found.set(user, { id: user, username: state.users.get(user)?.username ?? `u${user}` })
    }
    if (!sound || repeated || next === below) return false
    if (next === null) return true
    below = next
    return null
  }

  return { page, take, read }
}
