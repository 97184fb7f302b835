import { Value } from 'typebox/value'
import type { ListReader, MembersRead } from '../port.js'
import { MemberRow, MembersAnswer, PageMeta } from './answers.js'
import type { Caller } from './call.js'

const PAGE = 100
/** X's lists end at 5,000 members; twice that in pages leaves room for short ones and still ends a loop. */
const MOST_PAGES = 100

/**
 * Reads all members with our own loop: the library's paginator ends silently at an empty page or a used-up window (X-PLATFORM.md §5).
 * A page that fails throws; a page that lies (repeats a member or a token, lacks its meta, miscounts, holds errors) ends the read
 * as incomplete.
 */
export function createMembersReader(call: Caller): ListReader['readMembers'] {
  return async (listId, onProgress) => {
    const members = new Map<string, MembersRead['members'][number]>()
    const tokens = new Set<string>()
    let token: string | undefined
    for (let page = 0; page < MOST_PAGES; page++) {
      const answer = await call({
        operation: 'list.members.read',
        method: 'GET',
        path: 'lists/:id/members',
        params: { id: listId },
        query: { max_results: String(PAGE), ...(token === undefined ? {} : { pagination_token: token }) },
        schema: MembersAnswer,
        units: (answer) => ('data' in answer ? answer.data.length : 0),
      })
      const { meta, rows, sound } = readPage(answer)
      let repeated = false
      for (const row of rows) {
        repeated ||= members.has(row.id)
        members.set(row.id, { id: row.id, username: row.username })
      }
      onProgress?.(members.size)
      token = meta?.next_token
      if (!sound || repeated || (token !== undefined && tokens.has(token))) break
      if (token === undefined) return { complete: true, members: [...members.values()] }
      tokens.add(token)
    }
    return { complete: false, members: [...members.values()] }
  }
}

function readPage(answer: MembersAnswer) {
  const data = 'data' in answer ? answer.data : []
  const rows = data.filter((row) => Value.Check(MemberRow, row))
  const meta = Value.Check(PageMeta, answer.meta) ? answer.meta : undefined
  const sound = rows.length === data.length && meta?.result_count === rows.length && (answer.errors ?? []).length === 0
  return { meta, rows, sound }
}
