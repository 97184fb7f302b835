import { judgeSends, lateOnes } from './judge-sends.js'
import { type Scene, type Shown, START } from './stage.js'
import type { Send } from './witness.js'

const ADD_ROUTE = 'POST /2/lists/:id/members'
const DAY_MS = 86_400_000
/** Rounds of one run, and how often one of its sends may be answered "too many" before it gives up. */
const ROUNDS = 2
const RATE_TRIES = 4
/** Readings of one run: what is in flight, and each round, up to three times each, and again after a used-up window. */
const MOST_READS = 16
/** The longest that X's limits last: a day, and a minute for rounding. */
const LONGEST_RATE_MS = DAY_MS + 60_000

const name = (scene: Scene, user: string) => `@${scene.witness.entry(user)?.handle ?? user}`

/** What must hold after each call of the engine that ended, by the writes it sent since `from`, and by all since `evening` that its plan was carried out. */
export function judgeRun(scene: Scene, from: number, evening: number): void {
  const { witness, sim } = scene
  const by = new Map<string, Send[]>()
  for (const send of witness.sends.filter((one) => one.seq > from && one.by === 'first')) {
    const key = `${send.verb} ${send.user}`
    by.set(key, [...(by.get(key) ?? []), send])
  }
  if (witness.reads() > MOST_READS) witness.say(`one run read the members ${witness.reads()} times`)
  for (const [key, list] of by) {
    const counted = list.filter((send) => witness.rowOf(send)?.status !== 429).length
    if (counted > ROUNDS || list.length > ROUNDS * RATE_TRIES) witness.say(`one run sent "${key}" ${list.length} times`)
  }
  const rows = sim.log().slice(evening)
  for (const [i, row] of rows.entries()) {
    if (row.status !== 429) continue
    // What the answer said of its end, by a clock that may be wrong, where that could be believed; else a minute.
    const told = row.until === undefined ? 0 : row.until - row.at
    const believed = told - scene.scenario.skew
    const until = row.at + (believed > 0 && believed <= LONGEST_RATE_MS ? Math.min(believed, told) : 60_000)
    const next = rows.slice(i + 1).find((later) => later.route === row.route && later.by === row.by)
    if (next && next.at < until) witness.say(`${row.route} again ${next.at - row.at} ms after a 429 that was to last ${until - row.at} ms`)
  }
}

/** At the moment a plan is called verified. */
export function judgeVerified(scene: Scene): void {
  const { witness, sim } = scene
  const list = scene.onX()
  // Deleted since the state that was read: no reading can know that.
  if (list === undefined && witness.misfortunes.has('list-delete')) return
  const members = new Set(list === undefined ? [] : sim.members(list))
  const read = witness.lastRead()
  for (const user of witness.everyoneWanted()) {
    if (members.has(user) || witness.left.has(user) || witness.deceived(user, 'phantom', witness.runFrom())) continue
    const last = witness.handEdits.findLast((edit) => edit.user === user)
    // Taken off by a hand since the state that was read: no reading can know that.
    if (last?.kind === 'remove' && last.at >= (read?.knows ?? 0)) continue
    // Taken off by a hand and seen to be gone: a tombstone, which the plan said.
    if (last?.kind === 'remove') continue
    witness.say(`verified while ${name(scene, user)} was missing`)
  }
}

/** A plan that was begun without a confirmation may not take away more than the limit, counted from what we answered for when it was made. */
export function judgeRemovals(scene: Scene, planned: { removals: number; applied: number; confirmed: boolean; wanted: number }): void {
  if (planned.confirmed) return
  const limit = Math.min(Math.max(1, Math.floor(planned.applied * 0.25)), 20)
  if (planned.removals > limit) scene.witness.say(`a plan with ${planned.removals} removals of ${planned.applied} was begun without a confirmation`)
  if (planned.applied > 0 && planned.wanted === 0 && planned.removals > 0) scene.witness.say('a plan that empties the list was begun without a confirmation')
}

export interface Ending {
  final: Shown | null
  /** X ids of the members that we say are ours. */
  ours: ReadonlySet<string>
  cooldowns: { from: number; until: number }[]
  error: string | null
}

/** When everything is quiet and the engine says that it is done. */
export function judgeEnd(scene: Scene, { final, ours, cooldowns, error }: Ending): void {
  const { witness } = scene
  for (const send of witness.sends) {
    const row = witness.rowOf(send)
    const wanted = witness.wantedAt(send.user, send.since)
    if (send.verb === 'add' && !wanted) witness.say(`add of ${name(scene, send.user)} sent while it was not wanted (${witness.status(send.user).status})`)
    if (send.verb === 'remove' && wanted) witness.say(`removal of ${name(scene, send.user)} sent while it was wanted`)
    const pause = cooldowns.find(({ from, until }) => send.verb === 'add' && send.seq > from && send.at < until)
    if (pause) witness.say(`add of ${name(scene, send.user)} sent while the account was left alone`)
    const left = witness.left.get(send.user)
    // A reading that hid it while it was there says that our addition never happened: then nobody of ours left.
    if (send.verb === 'add' && left !== undefined && send.seq > left && !witness.deceived(send.user, 'hidden', lastAddOf(scene, send.user, left)))
      witness.say(`${name(scene, send.user)} left by itself and was added again`)
    if (row?.effect === 'member-removed') judgeRemoval(scene, send)
  }
  judgeRepeats(scene)
  judgeSends(scene)
  judgeLists(scene)
  judgeMembers(scene, final, ours, error)
}

/**
 * Fault 12: a list that vanished is never made again by itself. One whose id was lost with the process that made it may be made once more after an organiser
 * has looked at the account and said that it is not there, as it is not if somebody has deleted it since: that is his word, and not the engine's.
 */
function judgeLists({ witness, sim }: Scene): void {
  const made = sim.log().flatMap((row) => (row.effect === 'list-created' ? row.seq : []))
  if (made.some((seq, i) => i > 0 && !witness.saidNone.some((said) => said >= (made[i - 1] ?? 0) && said < seq))) witness.say('a second list was made')
}

/** The request with which we last added it before that one; 0 if there is none. */
const lastAddOf = ({ sim }: Scene, user: string, before = Number.POSITIVE_INFINITY): number =>
  sim.log().findLast((row) => row.effect === 'member-added' && row.user_id === user && row.seq <= before)?.seq ?? 0

/** A membership that a hand made, and that we could know not to be ours, was ended by us. */
function judgeRemoval({ witness, sim, ...scene }: Scene, send: Send): void {
  const byHand = witness.handEdits.findLast((edit) => edit.kind === 'add' && edit.user === send.user && edit.position < send.seq)
  if (!byHand?.foreign || witness.adoptedAt(send.user, send.seq)) return
  const between = (seq: number) => seq > byHand.position && seq < send.seq
  const sentByUs = witness.sends.some((other) => other.verb === 'add' && other.user === send.user && between(other.seq))
  const removed = sim.log().some((row) => row.effect === 'member-removed' && row.user_id === send.user && between(row.seq))
  if (!sentByUs && !removed && !witness.meant(send.user, byHand.position, send.seq))
    witness.say(`${name({ witness, sim, ...scene }, send.user)}, added by hand, was removed`)
}

/** A write whose outcome is unknown is not sent again before the list was read. */
function judgeRepeats(scene: Scene): void {
  const { witness, sim } = scene
  const last = new Map<string, Send>()
  // Of one that went out late, by a process which had lost the writing, the writer cannot know: two writes at most (RELIABILITY.md §3, 14). It knows its own.
  const late = lateOnes(scene)
  for (const send of witness.sends) {
    const before = last.get(`${send.verb} ${send.user}`)
    if (!late.has(send)) last.set(`${send.verb} ${send.user}`, send)
    // Nor could that one, as it went out, know of what the writer had sent meanwhile.
    else if (before?.by !== send.by) continue
    const row = before && witness.rowOf(before)
    // A refusal is an outcome, and X spells some of them with a 200.
    if (!before || !row || (row.status >= 300 && row.status < 500) || row.faults.includes('wrong-answer') || witness.troubled(send.user)) continue
    const looked = sim.log().some((other) => other.seq > before.seq && other.seq < send.seq && other.route === 'GET /2/lists/:id/members')
    if (!looked) witness.say(`${send.verb} of ${name(scene, send.user)} sent again without a look at what the first had done`)
  }
}

function judgeMembers(scene: Scene, final: Shown | null, ours: ReadonlySet<string>, error: string | null): void {
  const { witness, sim } = scene
  const list = scene.onX()
  // Nothing can be settled on a list that is gone or not ours any more; that nothing was made or forced instead is judged above.
  if (witness.misfortunes.has('list-delete') || witness.misfortunes.has('list-give-away')) return
  if (!final) {
    witness.say(`no plan could be made in the end: ${error}`)
    return
  }
  // An unsafe plan that nobody confirms is the limit at work: it explains whatever is left undone.
  if (!final.verdict.safe && !scene.scenario.confirms) return
  const members = new Set(list === undefined ? [] : sim.members(list))
  const full = members.size >= scene.scenario.x.full_at
  for (const user of witness.everyoneWanted()) {
    if (members.has(user) || witness.troubled(user) || full) continue
    const gone = witness.handEdits.findLast((edit) => edit.kind === 'remove' && edit.user === user)
    const word = witness.wordOn(user)
    // Who was taken off by a hand is not added again, unless an organiser has wished it since.
    if (gone && !(word?.what === 'readd' && word.position >= gone.position)) continue
    // And whom an old copy showed when the count happened to agree, nobody misses before the next whole reading.
    if (gone && witness.deceived(user, 'phantom', gone.position)) continue
    witness.say(`${name(scene, user)} is wanted and missing in the end${note(final, user)}`)
  }
  for (const user of members) {
    if (!isOurs(scene, user) || witness.deceived(user, 'hidden', lastAddOf(scene, user))) continue
    if (witness.wanted(user)) {
      if (!ours.has(user)) witness.say(`${name(scene, user)} was added by us and is taken for one added by hand: nobody would take it off again`)
      continue
    }
    // Taken over, and the decision on its entry is still to come: one of the home field waits for none (drift/said.ts).
    if (witness.wordOn(user)?.what === 'adopt' && witness.status(user).status === 'proposed' && witness.status(user).gate === 'ally') continue
    witness.say(`${name(scene, user)} is not wanted (${witness.status(user).status}), is ours and is still there in the end${note(final, user)}`)
  }
  const open = final.ops.filter((op) => !witness.troubled(op.x_user_id) && !(full && op.verb === 'add'))
  if (open.length > 0) witness.say(`not settled: the last plan would ${open.map((op) => `${op.verb} ${name(scene, op.x_user_id)}`).join(', ')}`)
  for (const one of final.foreign) {
    const left = scene.scenario.ignores_all || witness.wordOn(one.x_user_id)?.what === 'ignore'
    if (left !== (one.decided === true))
      witness.say(`${name(scene, one.x_user_id)} is ${left ? 'left to others and shown as undecided' : 'shown as left to others, which nobody said'}`)
  }
  if (final.unclear.length > 0 || final.creates_list || final.updates_list) witness.say('not settled: the last plan is unclear or changes the list')
}

function note(final: Shown, user: string): string {
  if (final.vanished.some((one) => one.x_user_id === user)) return ', taken for one who left'
  if (final.foreign.some((one) => one.x_user_id === user)) return ', taken for one added by hand'
  return ''
}

/** Whether we answer for it by what truly happened: our addition was the last one, or it was taken over since it was added by hand. */
function isOurs({ witness, sim }: Scene, user: string): boolean {
  const ours = sim.log().findLast((row) => row.effect === 'member-added' && row.user_id === user && row.route === ADD_ROUTE)
  const byHand = witness.handEdits.findLast((edit) => edit.kind === 'add' && edit.user === user)
  const word = witness.wordOn(user)
  if (word?.what === 'adopt' && word.position >= (byHand?.position ?? -1))
    return !sim.log().some((row) => row.effect === 'member-removed' && row.user_id === user && row.seq > word.position)
  return ours !== undefined && ours.seq > (byHand?.position ?? -1) && !(word === undefined && witness.adoptedAt(user, ours.seq))
}

/** The whole seed in order: what X was asked and answered, what hands did, what the engine said. */
export function story({ witness, sim, scenario }: Scene): string[] {
  const { entries, rounds, ...rest } = scenario
  const start = Date.parse(START)
  const at = (ms: number) => ((ms - start) / 1000).toFixed(1).padStart(10)
  const lines: { order: number; text: string }[] = witness.diary.map((one) => ({ order: one.position + 0.5, text: `${at(one.at)}     ${one.text}` }))
  for (const row of sim.log()) {
    const send = witness.sends.find((one) => one.seq === row.seq)
    const marks = [row.effect === 'none' ? '' : row.effect, ...row.faults].filter(Boolean).join(' ')
    lines.push({
      order: row.seq,
      text: `${at(row.at)} ${row.seq}${row.by === undefined || row.by === 'first' ? '' : ` (${row.by})`} ${row.method} ${row.url.split('?')[0]}${send ? ` ${send.user}` : ''} -> ${row.status} ${marks}`,
    })
  }
  return [
    JSON.stringify(rest),
    ...entries.map((entry) => JSON.stringify(entry)),
    ...rounds.map((round) => JSON.stringify(round)),
    ...lines.sort((a, b) => a.order - b.order).map((line) => line.text),
  ]
}
