// ◆ pure
import type { PlanBody } from './plan.js'

export type ListOperation = 'users.me' | 'list.get' | 'list.create' | 'list.update' | 'list.members.read' | 'list.members.add' | 'list.members.remove'
export type Prices = Readonly<Record<ListOperation, { per: 'call' | 'resource'; price: number }>>

export interface PlanCost {
  calls: number
  /** US dollars, to a tenth of a cent. */
  usd: number
}

/** Members on one page of X's answer. */
const PAGE = 100

/**
 * What carrying the plan out will cost, if nothing fails: the look before, each operation, and reading the members back. Making the plan was one call more,
 * and a page for every hundred members if they were read. `asks_owner`: for whom a new list is made is not known, and X must say it.
 */
export function planCost(body: PlanBody, prices: Prices, asks_owner = false): PlanCost {
  let calls = 0
  let milli = 0
  const add = (operation: ListOperation, times: number, resources = times) => {
    calls += times
    milli += prices[operation].price * (prices[operation].per === 'resource' ? resources : times)
  }
  const read = (members: number) => add('list.members.read', Math.ceil(members / PAGE), members)
  const before = body.counts.keep + body.counts.remove + body.foreign.length
  const after = body.counts.keep + body.counts.add + body.foreign.length
  const { creates_list, updates_list } = body
  if (asks_owner) add('users.me', 1)
  if (creates_list) add('list.create', 1)
  else if (body.ops.length === 0 && !updates_list) add('list.get', 1)
  else if (body.read === 'count' && before > 0 && !updates_list) read(before)
  else add('list.get', 1)
  if (updates_list) add('list.update', 1)
  add('list.members.add', body.counts.add)
  add('list.members.remove', body.counts.remove)
  if (body.ops.length > 0 || updates_list) {
    read(after)
    if (after === 0 || updates_list) add('list.get', 1)
  }
  return { calls, usd: milli / 1000 }
}
