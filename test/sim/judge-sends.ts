import { PRICES_MILLI_USD } from '../../src/platform/port.js'
import type { Scene } from './stage.js'
import type { Send } from './witness.js'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Consecutive refusals after which an account counts as locked. */
const LOCK_AFTER = 3

/** What must hold for all writes of a seed together: how many there are, how fast they follow, and who may send them. */
export function judgeSends(scene: Scene): void {
  judgeCaps(scene)
  judgePauses(scene)
  judgeBudget(scene)
  judgeLock(scene)
  judgeWriters(scene)
  for (const send of scene.witness.sends) {
    const { notOurs } = scene.witness
    if (notOurs !== null && send.since > notOurs) scene.witness.say(`${send.verb} sent to a list that was seen to be somebody else's`)
  }
}

/** What was noted may have been sent later: the process stood still in between, or another had its turn. */
const stoodStill = ({ scenario }: Scene) => scenario.rounds.some((round) => round.intruder !== null || round.crashes.some((crash) => crash.kind === 'pause'))

function judgeCaps(scene: Scene): void {
  const { witness, scenario } = scene
  const adds = witness.sends.filter((send) => send.verb === 'add' && witness.rowOf(send)?.status !== 429)
  const slack = stoodStill(scene) ? 1 : 0
  const most = (ms: number, cap: number, what: string) => {
    let first = 0
    for (const [i, send] of adds.entries()) {
      while ((adds[first]?.at ?? 0) <= send.at - ms) first++
      if (i - first + 1 <= cap + slack) continue
      witness.say(`${i - first + 1} additions in ${what}, the cap is ${cap}`)
      return
    }
  }
  most(DAY_MS, scenario.settings.daily_cap, 'a day')
  most(HOUR_MS, scenario.settings.hourly_cap, 'an hour')
}

function judgePauses(scene: Scene): void {
  const { witness, scenario } = scene
  if (stoodStill(scene)) return
  const last = new Map<string, Send>()
  for (const send of witness.sends) {
    if (send.verb !== 'add') continue
    const before = last.get(send.by)
    last.set(send.by, send)
    if (before?.run === send.run && witness.rowOf(before)?.status !== 429 && send.at - before.at < scenario.settings.pause_ms)
      witness.say(`additions ${send.at - before.at} ms apart, the pause is ${scenario.settings.pause_ms}`)
  }
}

/** Reading may pass the budget, by what one call costs; a write may not. */
function judgeBudget({ witness, sim, scenario }: Scene): void {
  const log = sim.log()
  const budget = scenario.settings.budget_usd * 1000
  const end = witness.budgetHeld ?? log.length
  let [spent, seen, month] = [0, 0, -1]
  for (const send of witness.sends) {
    if (send.seq > end) return
    for (; seen < send.seq - 1; seen++) {
      const row = log[seen]
      if (!row) break
      const now = new Date(row.at + scenario.skew).getUTCMonth()
      if (now !== month) spent = 0
      month = now
      spent += row.cost_milli_usd
    }
    // Two processes may each have asked before either was charged.
    if (spent + PRICES_MILLI_USD['list.members.add'].price > budget + (send.by === 'first' ? 0 : 5))
      witness.say(`${send.verb} sent with $${spent / 1000} spent of $${budget / 1000}`)
  }
}

/** Each attempt prolongs a lock: few show it to a run, and from then on each run has one probe. Where that succeeds, the next refusal ends the run. */
function judgeLock({ witness, life }: Scene): void {
  let [run, count, known, probed] = [0, 0, false, 0]
  const refused = new Set<string>()
  const fresh: string[] = []
  for (const send of witness.sends) {
    const row = witness.rowOf(send)
    if (row?.effect === 'member-added' || row?.faults.includes('lock-silent')) {
      if (known && send.run !== run) probed = send.run
      ;[count, known] = [0, false]
    }
    // What was broken off on its way, or answered about somebody else, told nobody that it was refused.
    if (!row?.locked || row.status !== 403 || row.faults.includes('wrong-answer')) continue
    // Whom X refused before may be refused for its own sake: it says nothing of the account.
    if (refused.has(send.user)) continue
    if (send.run !== run) {
      // Who died may not have come to writing it down.
      known ||= count >= LOCK_AFTER && life.crashes() === 0
      run = send.run
      count = 0
      for (const user of fresh.splice(0)) refused.add(user)
    }
    count++
    fresh.push(send.user)
    if (count > (known || send.run === probed ? 1 : LOCK_AFTER))
      witness.say(`${count} additions tried on a locked account${known ? ' after it had been seen to be locked' : ''}`)
  }
}

/** Whoever lost the writing to another may have one call on its way, no more. */
function judgeWriters({ witness }: Scene): void {
  const late = new Map<number, number>()
  let newest = 0
  for (const send of [...witness.sends].sort((a, b) => a.seq - b.seq)) {
    if (send.run >= newest) {
      newest = send.run
      continue
    }
    const count = (late.get(send.run) ?? 0) + 1
    late.set(send.run, count)
    if (count > 1) witness.say('two workers wrote at once')
  }
}
