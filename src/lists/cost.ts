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

export interface CostOfRun {
  /** Days' parts: after each but the last X is asked for its count, and only if that differs for the members, which is not foreseen here. */
  parts?: number
  /** Who we are is asked once, before the first list is made. */
  asks_me?: boolean
}

/**
 * What carrying the plan out will cost, if nothing fails: the look before, each operation, X's count after each day's part, and reading the members back.
 * Making the plan was one call more, and a page for every hundred members if they were read.
 */
export function planCost(body: PlanBody, prices: Prices, { parts = 1, asks_me = false }: CostOfRun = {}): PlanCost {
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
  if (asks_me) add('users.me', 1)
  if (creates_list) add('list.create', 1)
  else if (body.ops.length === 0 && !updates_list) add('list.get', 1)
  else if (body.read === 'count' && before > 0 && !updates_list) read(before)
  else add('list.get', 1)
  if (updates_list) add('list.update', 1)
  add('list.get', parts - 1)
  add('list.members.add', body.counts.add)
  add('list.members.remove', body.counts.remove)
  if (body.ops.length > 0 || updates_list) {
    read(after)
    if (after === 0 || updates_list) add('list.get', 1)
  }
  return { calls, usd: milli / 1000 }
}
