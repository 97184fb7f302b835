import { drawFrom } from './draw.js'
import type { Change, Round, Scenario } from './scenario.js'

/**
 * What a world has beside its faults and edits: words on members of the list, locks that outlast the day's rest, events that arrive again. Drawn from a
 * stream of their own, so that the rest of a seed's world stays what it was.
 */
export function withExtras(scenario: Scenario): Scenario {
  const d = drawFrom(scenario.seed ^ 0x5bd1e995)
  const everybody = [...scenario.entries.map((entry) => entry.x_user_id), ...scenario.strangers.map((user) => user.id)]
  const rounds = scenario.rounds.map((round, i): Round => {
    const word = (): Change => ({
      at: 'before-plan',
      what: d.pick(['adopt', 'adopt', 'take-over', 'ignore', 'readd', 'readd', 'undo'] as const),
      who: d.pick(everybody),
    })
    const faults = round.faults.map((fault) => (fault.name === 'lock-after-N' && d.chance(0.4) ? { ...fault, hours: d.pick([40, 60]) } : fault))
    // Who comes back after a day finds the account still locked.
    const longer = faults.some((fault, at) => fault !== round.faults[at])
    // Before the first plan nobody has looked at the list yet.
    const words = i > 0 && d.chance(0.35) ? Array.from({ length: d.int(1, 3) }, word) : []
    return {
      ...round,
      faults,
      changes: [...words, ...round.changes],
      again: longer ? [...round.again, 25] : round.again,
      redelivered: d.chance(0.2) ? d.int(1, 3) : 0,
    }
  })
  return { ...scenario, rounds, ignores_all: d.chance(0.05) }
}
