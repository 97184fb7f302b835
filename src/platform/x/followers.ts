import { Value } from 'typebox/value'
import type { FollowerReader } from '../port.js'
import { MemberRow, MembersAnswer, PageMeta } from './answers.js'
import type { Caller } from './call.js'

const PAGE = 1000

/** One page (X-PLATFORM.md §2). A page that fails throws; one that lies (without its count, miscounted, with errors) is not sound. */
export function createFollowerReader(call: Caller): FollowerReader['readFollowers'] {
  return async (userId, next) => {
    const answer = await call({
      operation: 'users.followers',
      method: 'GET',
      path: 'users/:id/followers',
      params: { id: userId },
      query: { max_results: String(PAGE), ...(next === undefined ? {} : { pagination_token: next }) },
      schema: MembersAnswer,
      units: (found) => ('data' in found ? found.data.length : 0),
    })
    const data = 'data' in answer ? answer.data : []
    const rows = data.filter((row) => Value.Check(MemberRow, row))
    const meta = Value.Check(PageMeta, answer.meta) ? answer.meta : undefined
    const sound = rows.length === data.length && meta?.result_count === rows.length && (answer.errors ?? []).length === 0
    return { ids: rows.map(({ id }) => id), next: meta?.next_token ?? null, sound }
  }
}
