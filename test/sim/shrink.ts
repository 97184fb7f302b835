import type { Scenario } from './scenario.js'

/** The violation without names and numbers: what stays the same when the world gets smaller. */
export const kindOf = (violation: string): string =>
  violation
    .replace(/@\w+/g, '@…')
    .replace(/\d+/g, 'n')
    .replace(/(?:add|remove) @…(?:, )?/g, '')

/**
 * Leaves out of a scenario whatever it does without: as long as the same kind of violation is seen, a part is not what causes it. Deterministic, so that a
 * seed always shrinks to the same story.
 */
export async function shrink(scenario: Scenario, isStillBad: (smaller: Scenario) => Promise<boolean>): Promise<Scenario> {
  let best = scenario
  for (let again = true; again; ) {
    again = false
    for (const smaller of smallerOnes(best)) {
      if (!(await isStillBad(smaller))) continue
      best = smaller
      again = true
      break
    }
  }
  return best
}

function* smallerOnes(scenario: Scenario): Generator<Scenario> {
  const { rounds, entries } = scenario
  const without = <T>(items: readonly T[], at: number) => items.filter((_, i) => i !== at)
  if (rounds.length > 1) for (const at of rounds.keys()) yield { ...scenario, rounds: without(rounds, at) }
  for (const [at, round] of rounds.entries()) {
    const replaced = (change: Partial<typeof round>) => ({ ...scenario, rounds: rounds.map((one, i) => (i === at ? { ...one, ...change } : one)) })
    for (const i of round.faults.keys()) yield replaced({ faults: without(round.faults, i) })
    for (const i of round.changes.keys()) yield replaced({ changes: without(round.changes, i) })
    for (const i of round.crashes.keys()) yield replaced({ crashes: without(round.crashes, i) })
    if (round.intruder !== null) yield replaced({ intruder: null })
    for (const i of round.again.keys()) yield replaced({ again: without(round.again, i) })
    if (round.after > 0) yield replaced({ after: 0 })
  }
  for (const i of entries.keys()) if (entries.length > 1) yield { ...scenario, entries: without(entries, i) }
  for (const [i, entry] of entries.entries())
    if (entry.trouble) yield { ...scenario, entries: entries.map((one, j) => (i === j ? { ...one, trouble: null } : one)) }
  for (const i of (scenario.connected ?? []).keys()) yield { ...scenario, connected: without(scenario.connected ?? [], i) }
  if (scenario.skew !== 0) yield { ...scenario, skew: 0 }
  if (scenario.x.window < 300) yield { ...scenario, x: { ...scenario.x, window: 300 } }
  if (scenario.x.page < 100) yield { ...scenario, x: { ...scenario.x, page: 100 } }
  if (scenario.x.full_at < 5_000) yield { ...scenario, x: { ...scenario.x, full_at: 5_000 } }
  const { daily_cap, hourly_cap, pause_ms, budget_usd } = scenario.settings
  if (daily_cap < 100) yield { ...scenario, settings: { ...scenario.settings, daily_cap: 100 } }
  if (hourly_cap < 50) yield { ...scenario, settings: { ...scenario.settings, hourly_cap: 50 } }
  if (pause_ms > 0) yield { ...scenario, settings: { ...scenario.settings, pause_ms: 0 } }
  if (budget_usd < 25) yield { ...scenario, settings: { ...scenario.settings, budget_usd: 25 } }
}
