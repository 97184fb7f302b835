// ◆ pure
import type { PlanBody } from './plan.js'

export type ListOperation = 'list.get' | 'list.create' | 'list.update' | 'list.members.read' | 'list.members.add' | 'list.members.remove'
export type Prices = Readonly<Record<ListOperation, { per: 'call' | 'resource'; price: number }>>

export interface PlanCost {
  calls: number
  /** US dollars, to a tenth of a cent. */
  usd: number
}

/** Members on one page of X's answer. */
const PAGE = 100

/** What carrying the plan out will cost: the look before, each operation, and reading the whole list back afterwards. */
export function planCost(body: PlanBody, prices: Prices): PlanCost {
  let calls = 0
  let milli = 0
  const add = (operation: ListOperation, times: number, resources = times) => {
    calls += times
    milli += prices[operation].price * (prices[operation].per === 'resource' ? resources : times)
  }
  const before = body.counts.keep + body.counts.remove + body.foreign.length
  const after = body.counts.keep + body.counts.add + body.foreign.length
  if (body.creates_list) add('list.create', 1)
  else {
    add('list.get', 1)
    add('list.members.read', pages(before), before)
  }
  if (body.updates_list) add('list.update', 1)
  add('list.members.add', body.counts.add)
  add('list.members.remove', body.counts.remove)
  add('list.get', 1)
  add('list.members.read', pages(after), after)
  return { calls, usd: milli / 1000 }
}

const pages = (members: number) => Math.max(1, Math.ceil(members / PAGE))
