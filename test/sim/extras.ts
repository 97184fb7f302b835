import { type Draw, drawFrom } from './draw.js'
import type { Change, Crash, Round, Scenario } from './scenario.js'

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
  const whole = { ...scenario, rounds, ignores_all: d.chance(0.05) }
  return d.chance(0.05) ? withTwoAtWork(whole, d) : whole
}

/**
 * Two processes in each other's way, which chance alone seldom brings about: a second one soon looks for work, our own pace makes plans wait, and the first
 * stands still twice within its lease, so that it has lost the writing without any one pause being long enough to tell it; or it is killed, and stands still
 * while it reads what became of that.
 */
function withTwoAtWork(scenario: Scenario, d: Draw): Scenario {
  const slow = d.pick([{ hourly_cap: d.int(3, 6) }, { pause_ms: 200_000 }, { daily_cap: d.int(2, 5) }])
  const rounds = scenario.rounds.map((round, i): Round => {
    const step = d.int(8, 60)
    const soon = d.int(1, 4)
    const pause = (after: number): Crash => ({ step: step + after, kind: 'pause', ms: 90_000 })
    const [crashes, intruder] = d.pick<[Crash[], number]>([
      [[pause(0), pause(d.int(1, 8))], soon],
      // Four steps go to a call or a wait, and it is after those that the other may be woken: here, once the first is back.
      [[{ step, kind: 'kill' }, pause(d.int(6, 16))], Math.ceil(step / 4) + soon],
      [round.crashes, soon],
    ])
    // A part of yesterday's plan is due when the next one begins.
    const after = i > 0 && 'daily_cap' in slow ? 25 : round.after
    // Whom we take for somebody else's shows when nobody is wanted any more.
    const emptied: Change[] = i > 0 && d.chance(0.4) ? [{ at: 'before-plan', what: 'retire-all', who: '' }] : []
    return { ...round, crashes, intruder, after, changes: [...emptied, ...round.changes], confirms: emptied.length > 0 || round.confirms }
  })
  return { ...scenario, rounds, settings: { ...scenario.settings, ...slow } }
}
