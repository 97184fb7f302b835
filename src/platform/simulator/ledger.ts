// ◆ pure
import { PRICE_TABLES, type RouteKey } from './contract.js'
import type { SimState } from './state.js'

/** What one call would have cost, in thousandths of a US dollar: writes by the call, reads by the resource, once per resource and UTC day. */
export interface Charge {
  /** Resource keys returned by a read, e.g. `user:12`. */
  resources: readonly string[]
  /** The call reads what the owner of the app owns. */
  owned?: boolean
}

export function charge(state: SimState, what: Charge & { route: RouteKey; priced_as?: RouteKey }, now: number): number {
  const { route, priced_as = route } = what
  const row: { per: 'call' | 'resource'; price: number; owned?: number } = PRICE_TABLES['2026-08'][priced_as]
  const price = what.owned && row.owned !== undefined ? row.owned : row.price
  const units = row.per === 'call' ? 1 : takeUncharged(state, what.resources, now)
  const cost = units * price
  const { ledger } = state
  const sum = ledger.by_route[route] ?? { calls: 0, units: 0, cost_milli_usd: 0 }
  ledger.by_route[route] = { calls: sum.calls + 1, units: sum.units + units, cost_milli_usd: sum.cost_milli_usd + cost }
  ledger.spent_milli_usd += cost
  if (ledger.balance_milli_usd !== null) ledger.balance_milli_usd -= cost
  return cost
}

/** Calls are refused only once the balance is gone, so the last one may overdraw it. */
export const isBroke = (state: SimState): boolean => state.ledger.balance_milli_usd !== null && state.ledger.balance_milli_usd <= 0

export function setBalance(state: SimState, usd: number | null): void {
  state.ledger.balance_milli_usd = usd === null ? null : Math.round(usd * 1000)
}

function takeUncharged(state: SimState, resources: readonly string[], now: number): number {
  const day = new Date(now).toISOString().slice(0, 10)
  const charged = new Set(state.ledger.charged[day] ?? [])
  const before = charged.size
  for (const resource of resources) charged.add(resource)
  // Only today's set matters: earlier days would grow an exported state for nothing.
  state.ledger.charged = { [day]: [...charged] }
  return charged.size - before
}
