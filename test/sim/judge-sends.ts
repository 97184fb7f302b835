import { PRICES_MILLI_USD } from '../../src/platform/port.js'
import type { Scene } from './stage.js'
import type { Send } from './witness.js'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** X's windows last 15 minutes; what is longer is a limit of a day. */
const LONGEST_WINDOW_MS = 16 * 60_000
/** And what is longer than that is a lie. */
const LONGEST_LIMIT_MS = DAY_MS + 60_000
/** From asking what is spent and what is put off until an intent is written, in milliseconds. */
const TURN_MS = 1_000
/** Consecutive refusals after which an account counts as locked. */
const LOCK_AFTER = 3
/** After so many refusals, with a day in between, it is the member and not the account. */
const REFUSED_FOR_GOOD = 2

/** What must hold for all writes of a seed together: how many there are, how fast they follow, and who may send them. */
export function judgeSends(scene: Scene): void {
  judgeCaps(scene)
  judgePauses(scene)
  judgeBudget(scene)
  judgeLock(scene)
  judgeWriters(scene)
  judgeDayLimit(scene)
  for (const send of scene.witness.sends) {
    const { notOurs } = scene.witness
    if (notOurs !== null && send.since > notOurs) scene.witness.say(`${send.verb} sent to a list that was seen to be somebody else's`)
  }
}

/** Sent by a process that had lost the writing to another one: the one call that it may have had on its way. */
export function lateOnes({ witness }: Scene): Set<Send> {
  let newest = 0
  const late = new Set<Send>()
  for (const send of witness.sends) {
    if (send.run < newest) late.add(send)
    newest = Math.max(newest, send.run)
  }
  return late
}

function judgeCaps(scene: Scene): void {
  const { witness, scenario } = scene
  const adds = witness.sends.filter((send) => send.verb === 'add' && witness.rowOf(send)?.status !== 429)
  const late = lateOnes(scene)
  // By when they were written down: a process that stands still between writing and sending cannot know for how long.
  adds.sort((a, b) => a.noted - b.noted)
  const most = (ms: number, cap: number, what: string) => {
    let first = 0
    for (const [i, send] of adds.entries()) {
      while ((adds[first]?.noted ?? 0) <= send.noted - ms) first++
      const within = adds.slice(first, i + 1)
      if (within.length <= cap || within.filter((one) => !late.has(one)).length <= cap) continue
      witness.say(`${within.length} additions in ${what}, the cap is ${cap}`)
      return
    }
  }
  most(DAY_MS, scenario.settings.daily_cap, 'a day')
  most(HOUR_MS, scenario.settings.hourly_cap, 'an hour')
}

function judgePauses(scene: Scene): void {
  const { witness, scenario } = scene
  const last = new Map<string, Send>()
  for (const send of witness.sends) {
    if (send.verb !== 'add') continue
    const before = last.get(send.by)
    last.set(send.by, send)
    if (before?.run === send.run && witness.rowOf(before)?.status !== 429 && send.noted - before.noted < scenario.settings.pause_ms)
      witness.say(`additions ${send.noted - before.noted} ms apart, the pause is ${scenario.settings.pause_ms}`)
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
      // What the other process spends while this one is about to send, or stands still there, it cannot know.
      if (!row || (send.by === 'first' ? row.by === 'second' && row.at > send.noted : row.at > send.noted - TURN_MS)) break
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

/**
 * Each attempt prolongs a lock (X-PLATFORM.md §1): three refusals in a row show it to a run; from then on the account is left alone for a day, and each later
 * run has one probe. Where that succeeds, the next refusal ends the run. By X's own answers, whatever the engine wrote down of them.
 */
function judgeLock({ witness }: Scene): void {
  let [run, count, known, probed, quiet] = [0, 0, false, 0, Number.NEGATIVE_INFINITY]
  /** How often each was refused, by locks or for its own sake: in the run before this one and earlier, and in this one. */
  const refused = new Map<string, number>()
  let [latest, fresh]: [number, string[]] = [0, []]
  for (const send of witness.sends) {
    if (send.verb === 'add' && send.at < quiet) {
      witness.say(`an addition ${((send.at - quiet + DAY_MS) / HOUR_MS).toFixed(1)} hours after the account was seen to be locked`)
      quiet = Number.NEGATIVE_INFINITY
    }
    const row = witness.rowOf(send)
    if (send.run !== latest) {
      for (const user of fresh) refused.set(user, (refused.get(user) ?? 0) + 1)
      ;[latest, fresh] = [send.run, []]
    }
    if (send.verb === 'add' && witness.refused(send)) fresh.push(send.user)
    if (row?.effect === 'member-added' || row?.faults.includes('lock-silent')) {
      if (known && send.run !== run) probed = send.run
      ;[count, known] = [0, false]
    }
    // What was broken off on its way, or answered about somebody else, told nobody that it was refused.
    if (send.verb === 'remove' || !row?.locked || row.status !== 403 || row.faults.includes('wrong-answer')) continue
    if (send.run !== run) {
      // Who died may not have come to writing it down.
      known ||= count >= LOCK_AFTER && !witness.broken.has(run)
      run = send.run
      count = 0
    }
    // Whom X refused before may be refused for its own sake: it says nothing of the account. After a lock it takes two days to believe that.
    if ((refused.get(send.user) ?? 0) >= (known ? REFUSED_FOR_GOOD : 1)) continue
    count++
    const enough = known || send.run === probed ? 1 : LOCK_AFTER
    if (count > enough) witness.say(`${count} additions tried on a locked account${known ? ' after it had been seen to be locked' : ''}`)
    if (count === enough && !witness.broken.has(run)) quiet = send.at + DAY_MS
  }
}

/** A limit of 24 hours that X named to a write stands for every plan, until the end that could be believed; who died at that answer may not have kept it. */
function judgeDayLimit(scene: Scene): void {
  const { witness, scenario } = scene
  const late = lateOnes(scene)
  let [until, limit, told] = [0, 0, 0]
  for (const send of witness.sends) {
    // What the first is told while the other is about to send, that one cannot know.
    const meanwhile = send.by !== 'first' && send.noted < told + TURN_MS
    if (send.at < until && send.run > limit && !late.has(send) && !meanwhile) {
      witness.say(`${send.verb} sent ${((until - send.at) / HOUR_MS).toFixed(1)} hours before the end of a limit of a day`)
      until = 0
    }
    const row = witness.rowOf(send)
    if (row?.status !== 429 || row.until === undefined || send.by !== 'first' || witness.broken.has(send.run)) continue
    const asked = row.until - row.at
    const believed = asked - scenario.skew
    if (believed > LONGEST_WINDOW_MS && believed <= LONGEST_LIMIT_MS) [until, limit, told] = [row.at + Math.min(asked, believed), send.run, row.at]
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
