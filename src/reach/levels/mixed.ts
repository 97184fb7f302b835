// ◆ pure
import type { Calibration } from '../calibration.js'
import { rhoOf, unionFromCounts } from './counts.js'
import type { Reading } from './reading.js'

/** Lists of part of a set: the sizes they had when they were read, and their union then. */
export interface KnownPart {
  sizes_then: readonly number[]
  union_then: number
  /** The same lists' sizes today. */
  sizes: readonly number[]
}

/**
 * The `mixed` rung: of part of the set the lists are known, of the others the counts. The known part shows how much this community
 * shares: its rho, pulled towards the calibrated one the fewer lists it rests on, is applied to all (REACH §5). The result lies between
 * the known union and that plus the others' counts. The less is known, the wider the interval.
 */
export function readMixed(known: KnownPart, others: readonly number[], topical: boolean, { mixed }: Calibration): Reading {
  const all = [...known.sizes, ...others]
  const rest = total(others)
  const prior = topical ? mixed.topical : mixed.random
  const own = rhoOf(known.sizes_then, known.union_then, mixed.saturation)
  const trust = own === null ? 0 : known.sizes.length / (known.sizes.length + mixed.prior)
  const rho = trust * (own ?? prior) + (1 - trust) * prior
  const margin = 2 * (rest / Math.max(1, total(all))) * (mixed.spread + mixed.untrusted * (1 - trust))
  // The known part as it is today: the same lists, perhaps longer.
  const today = own === null ? total(known.sizes) : unionFromCounts(known.sizes, own, mixed.saturation)
  const at = (value: number) => Math.min(today + rest, Math.max(today, unionFromCounts(all, Math.min(1, Math.max(0.01, value)), mixed.saturation)))
  return { low: at(rho - margin), estimate: at(rho), high: at(rho + margin), at_least: null }
}

const total = (sizes: readonly number[]) => sizes.reduce((sum, size) => sum + size, 0)
