import type { MembersRead } from '../../src/platform/port.js'
import { newIntents } from './intents.js'
import type { Entry, Scenario } from './scenario.js'
import { OWNER, type SeenRow, type XSeen } from './stage.js'
import { type Deception, newVouching } from './vouching.js'

/** Longest honest wait: X's own 24 hours, a minute on top of it, and a second for rounding. */
const LONGEST_SLEEP_MS = 24 * 3_600_000 + 61_000

/** Right after the outcome of a call was written down, or later. */
const KEPT = /(after noteOutcomes|(before|after) (hold|finish))$/

/** How far apart two readings are to be to count as two. */
export const APART_MS = 10 * 60_000

/** One write the engine sent. The log does not name the member of a call that was cut before its handler. */
export interface Send {
  verb: 'add' | 'remove'
  user: string
  /** Number of the request in X's log. */
  seq: number
  at: number
  /** When it was written down that this is about to be sent, which is earlier than `at` by as long as the process stood still in between. */
  noted: number
  /** When the worker last came back from a call or a wait: what it could have known then, it had to know. */
  since: number
  /** Which call of the engine sent it; a later one has a higher number. */
  run: number
  by: string
}

export interface HandEdit {
  kind: 'add' | 'remove'
  user: string
  /** Requests X had seen before it. */
  position: number
  at: number
  /** Added after we could see that it was not there, or without our ever having sent it or written down that we would: it must not be taken for ours. */
  foreign: boolean
}

/** A read as the engine got it. */
export interface SeenRead {
  complete: boolean
  at: number
  /** Requests X had seen by then. */
  position: number
  ids: Set<string>
  /** Every page of it true, and no old copy. */
  whole: boolean
  /** And as many as X said the list has. */
  sure: boolean
  /** Instant before which nothing is known of the members: the read may be an old copy. */
  knows: number
}

/**
 * Knows what truly happened: who was wanted when, what hands did on X, what the engine could have learnt. It judges nothing by the engine's own records.
 */
export interface Witness {
  violations: string[]
  say(violation: string): void
  /** What happened besides requests, for the trace. */
  diary: { position: number; at: number; text: string }[]
  /** Requests that X has seen so far. */
  position(): number
  now(): number
  entry(user: string): Entry | undefined
  wanted(user: string): boolean
  everyoneWanted(): string[]
  /** By the directory of that moment. */
  wantedAt(user: string, moment: number): boolean
  /** Counts what happens, finer than requests. */
  moment(): number
  /** X refused it at some time, or would have. */
  troubled(user: string): boolean
  trouble(user: string, what: string): void
  /** An organiser's word on a member of the list. */
  word(user: string, what: 'adopt' | 'ignore' | 'readd' | 'undo'): void
  /** The word that holds, and how many requests X had seen when it was said. */
  wordOn(user: string): { what: 'adopt' | 'ignore' | 'readd'; position: number } | undefined
  /** Taken over, as of that request. */
  adoptedAt(user: string, seq: number): boolean
  /** Somebody who was in nobody's directory gets an entry. */
  meet(entry: Entry): void
  everyoneWithAWord(): string[]
  /** Notes that something happened, for the table of faults. */
  count(what: string): void
  happened: Record<string, number>
  /** Something befell the whole list on X. */
  misfortune(what: string): void
  /** An organiser has looked at the account and said that there is no list: what is made from then on is made by that word. */
  noListThere(): void
  /** How many requests X had seen when that was said, each time. */
  saidNone: number[]
  misfortunes: Set<string>
  change(user: string, change: Partial<{ status: string; gate: string; excluded: boolean }>): void
  status(user: string): { status: string; gate: string; excluded: boolean }
  handAdd(listId: string, user: string): void
  handRemove(listId: string, user: string): void
  handEdits: HandEdit[]
  sends: Send[]
  sending(verb: 'add' | 'remove', user: string, since?: number, by?: string): void
  /** It is written down that this is about to be sent. */
  meaning(verb: Send['verb'], user: string, by: string): void
  /** It was written down between these requests and never sent: the process died in between, and none can know later that it was not. */
  meant(user: string, after: number, before: number, verb?: Send['verb']): boolean
  /** Somebody was told that X refuses this member. */
  refused(send: Send): boolean
  /** Calls of the engine in which something broke, by number: what they had learnt may be lost. */
  broken: Set<number>
  /** The call of the engine that is going on has broken; where, if it was killed there. */
  breaks(where: string): void
  /** The call of the engine that sent it broke before it had asked anything more or kept the answer, as far as that is known. */
  brokeAt(send: Send): boolean
  run(): number
  /** That process begins a call of the engine anew. */
  begins(by: string): void
  /** What X logged for it; undefined if nothing arrived. */
  rowOf(send: Send): SeenRow | undefined
  slept(ms: number): void
  sawList(list: { member_count: number; owner_id: string }): void
  /** Since when it could be known that the list is somebody else's, in moments. */
  notOurs: number | null
  /** Since when somebody has wanted the plan under way to end. */
  cancelled: number | null
  /** How often the call of the engine that is going on has read the members. */
  reads(): number
  /** Requests up to which the budget held. */
  budgetHeld: number | null
  sawMembers(read: MembersRead, from: number): void
  /** A reading of another process: what it teaches is kept for all of them. */
  sawElsewhere(read: MembersRead): void
  lastRead(): SeenRead | null
  /** Whole readings, in order. */
  wholeReads: { at: number; position: number; ids: Set<string> }[]
  /** Whose the list was by X's own answer in the call of the engine that is going on; null if it was not asked. */
  ownerShown(): string | null
  /** Who was found among those that count as gone; judged once. */
  buried: Set<string>
  /** The engine has finished something after its last read, so what that read showed is known. */
  learnt(seenByRun: boolean): void
  /** Left by hand after a run had seen them and a later look had missed them: not to be added again, from this request on. */
  left: Map<string, number>
  deceived(user: string, as: Deception['as'], after: number): boolean
  /** Requests X had seen when the call of the engine that is going on began. */
  runFrom(): number
}

export function newWitness(scenario: Scenario, sim: XSeen, clock: { now(): Date }): Witness {
  const entries = new Map(scenario.entries.map((entry) => [entry.x_user_id, entry]))
  const states = new Map(scenario.entries.map((entry) => [entry.x_user_id, { status: entry.status as string, gate: entry.gate as string, excluded: false }]))
  const turns: { user: string; wanted: boolean; moment: number }[] = []
  const troubled = new Set(scenario.entries.filter((entry) => entry.trouble).map((entry) => entry.x_user_id))
  const runs = new Map<string, number>()
  /** The last request of each call of the engine that broke. */
  const lastOf = new Map<number, number>()
  let moments = 0
  const tell = (text: string) => void witness.diary.push({ position: position(), at: clock.now().getTime(), text })
  const absent = new Map<string, number>()
  /** Whom a reading showed to a run, and at which request last. */
  const present = new Map<string, number>()
  const words = new Map<string, { what: 'adopt' | 'ignore' | 'readd'; position: number }>()
  const wordLog: { user: string; adopted: boolean; position: number }[] = []
  /** When a reading first missed them, in epoch milliseconds. */
  const missed = new Map<string, number>()
  let count: number | null = null
  let reads = 0
  let read: SeenRead | null = null
  /** Readings of the call that is going on, in order: one that it thought nothing of may have told it something all the same. */
  let unlearnt: SeenRead[] = []
  const position = () => sim.log().length
  const isWanted = ({ status, gate, excluded }: { status: string; gate: string; excluded: boolean }) => status === 'approved' && gate === 'ally' && !excluded
  const wanted = (user: string) => {
    const state = states.get(user)
    return state !== undefined && isWanted(state)
  }
  const vouching = newVouching(() => position())
  const intents = newIntents(
    () => position(),
    () => clock.now().getTime(),
  )
  let owner: string | null = null
  const first = new Map([...states].map(([user, state]) => [user, isWanted(state)]))
  const sent = (user: string, after: number) => witness.sends.some((send) => send.verb === 'add' && send.user === user && send.seq > after)

  const witness: Witness = {
    violations: [],
    diary: [],
    say: (violation) => {
      witness.diary.push({ position: position(), at: clock.now().getTime(), text: `VIOLATION ${violation}` })
      if (!witness.violations.includes(violation)) witness.violations.push(violation)
    },
    position,
    now: () => clock.now().getTime(),
    entry: (user) => entries.get(user),
    wanted,
    everyoneWanted: () => [...states.keys()].filter(wanted),
    wantedAt: (user, at) => turns.findLast((turn) => turn.user === user && turn.moment <= at)?.wanted ?? first.get(user) ?? false,
    status: (user) => states.get(user) ?? { status: 'none', gate: 'ally', excluded: false },
    change: (user, change) => {
      tell(`@${entries.get(user)?.handle}: ${JSON.stringify(change)}`)
      const before = wanted(user)
      states.set(user, { ...witness.status(user), ...change })
      if (wanted(user) !== before) turns.push({ user, wanted: !before, moment: ++moments })
    },
    handEdits: [],
    sends: [],
    sending: (verb, user, since = ++moments, by = 'first') => {
      const at = clock.now().getTime()
      const noted = intents.sent(verb, user, by)
      // A count of before it says nothing of a reading after it.
      count = null
      witness.sends.push({ verb, user, seq: position() + 1, at, noted, since, run: runs.get(by) ?? 0, by })
      if (verb === 'remove' && witness.adoptedAt(user, position() + 1) && witness.status(user).status === 'proposed' && witness.status(user).gate === 'ally')
        witness.say(`@${entries.get(user)?.handle} was taken over, waits for its entry's decision, and was removed`)
      if (witness.cancelled !== null && since > witness.cancelled) witness.say(`${verb} sent although the plan had been cancelled`)
    },
    meaning: intents.meaning,
    meant: intents.unsent,
    refused: (send) => {
      const row = witness.rowOf(send)
      // The wire does not say what the answer's body told; those whose addition X refuses are told so in one way or another.
      return (
        row?.refused ??
        (row !== undefined && ([400, 403, 404].includes(row.status) || (row.status === 200 && row.effect === 'none' && troubled.has(send.user))))
      )
    },
    broken: new Set(),
    breaks: (where) => {
      witness.broken.add(witness.run())
      const last = sim.log().findLast((row) => (row.by ?? 'first') === 'first')
      // Whose the list is it learnt in this call, and did not live to write it down.
      if (witness.notOurs !== null && witness.notOurs > witness.run() && !KEPT.test(where)) witness.notOurs = null
      if (last && !KEPT.test(where)) lastOf.set(witness.run(), last.seq)
    },
    brokeAt: (send) => send.by === 'first' && lastOf.get(send.run) === send.seq,
    run: () => runs.get('first') ?? 0,
    begins: (by) => {
      runs.set(by, ++moments)
      intents.giveUp(by)
      if (by !== 'first') return
      vouching.begins()
      owner = null
      reads = 0
      unlearnt = []
    },
    moment: () => ++moments,
    troubled: (user) => troubled.has(user),
    word: (user, what) => {
      tell(`@${entries.get(user)?.handle ?? user}: ${what}`)
      const before = words.get(user)
      if (what === 'undo') words.delete(user)
      else words.set(user, { what, position: position() })
      wordLog.push({ user, adopted: what === 'adopt', position: position() })
      if (what === 'adopt') {
        present.set(user, position())
        missed.delete(user)
        absent.delete(user)
      }
      if (what === 'readd' || (what === 'undo' && before?.what === 'adopt')) {
        // Our record of it is gone: whoever puts it there now is somebody else.
        present.delete(user)
        missed.delete(user)
        absent.set(user, position())
      }
      if (what === 'adopt' || what === 'readd') {
        witness.left.delete(user)
        witness.buried.delete(user)
      }
      if (what === 'undo' && before?.what === 'readd') {
        witness.left.set(user, position())
        witness.buried.add(user)
      }
    },
    wordOn: (user) => words.get(user),
    everyoneWithAWord: () => [...words.keys()],
    adoptedAt: (user, seq) => wordLog.findLast((one) => one.user === user && one.position < seq)?.adopted ?? false,
    meet: (entry) => {
      entries.set(entry.x_user_id, entry)
      states.set(entry.x_user_id, { status: entry.status, gate: entry.gate, excluded: false })
    },
    trouble: (user, what) => {
      troubled.add(user)
      tell(`on X: ${user} ${what}`)
    },
    happened: {},
    count: (what) => {
      witness.happened[what] = (witness.happened[what] ?? 0) + 1
    },
    saidNone: [],
    noListThere: () => {
      witness.saidNone.push(position())
      tell('an organiser says that there is no list on X')
    },
    misfortunes: new Set(),
    misfortune: (what) => {
      witness.misfortunes.add(what)
      tell(`on X: ${what}`)
    },
    rowOf: (send) => sim.log()[send.seq - 1],
    handAdd: (listId, user) => {
      if (sim.members(listId).includes(user)) return
      const since = absent.get(user)
      // Taken over and not seen to be away since: whoever put it there, it is ours by our record.
      const claim = words.get(user)
      // A process that died between writing an addition down and sending it leaves the same records as one that died right after sending it, and X tells
      // nobody who added a member. Until a reading shows that it is not there, both count as sent: "what we may have added is ours to remove"
      // (RELIABILITY.md §3). The other way round each addition whose process died before the answer would be nobody's, and a body that withdrew would stay.
      const mayBeOurs = sent(user, since ?? 0) || intents.unsent(user, since ?? 0, position())
      const foreign = !mayBeOurs && !(claim?.what === 'adopt' && claim.position >= (since ?? 0))
      sim.handAdd(listId, user)
      witness.diary.push({ position: position(), at: clock.now().getTime(), text: `by hand: add ${user}${foreign ? '' : ' (may be taken for ours)'}` })
      witness.handEdits.push({ kind: 'add', user, position: position(), at: clock.now().getTime(), foreign })
    },
    handRemove: (listId, user) => {
      if (!sim.members(listId).includes(user)) return
      sim.handRemove(listId, user)
      witness.diary.push({ position: position(), at: clock.now().getTime(), text: `by hand: remove ${user}` })
      witness.handEdits.push({ kind: 'remove', user, position: position(), at: clock.now().getTime(), foreign: false })
    },
    slept: (ms) => {
      if (!(ms <= LONGEST_SLEEP_MS)) witness.say(`a wait of ${Math.round(ms / 60_000)} minutes`)
    },
    notOurs: null,
    cancelled: null,
    budgetHeld: null,
    reads: () => reads,
    sawList: (shown) => {
      count = shown.member_count
      // The count may be asked before the reading or after it.
      if (read?.whole && count === read.ids.size) read.sure = true
      owner = shown.owner_id
      if (owner !== OWNER) witness.notOurs ??= ++moments
      vouching.sawCount(count)
    },
    sawMembers: ({ complete, members }, from) => {
      reads++
      const rows = sim.log().slice(from)
      const stale = rows.some((row) => row.faults.includes('stale-reads'))
      const longest = Math.max(0, ...scenario.rounds.flatMap((round) => round.faults.map((fault) => (fault.name === 'stale-reads' ? (fault.ms ?? 0) : 0))))
      const began = rows[0]?.at ?? clock.now().getTime()
      const list = sim.lists().at(-1)
      const truth = new Set(list === undefined ? [] : sim.members(list.id))
      // A page that lied or was an old copy, and did no harm, since the reading is as long as the truth and true, leaves it whole.
      const lied = stale || rows.some((row) => row.faults.some((name) => name.startsWith('page-')))
      const whole = complete && !(lied && !isSame(truth, members))
      read = {
        complete,
        at: clock.now().getTime(),
        position: position(),
        ids: new Set(members.map((member) => member.id)),
        whole,
        sure: whole && count === members.length,
        knows: stale ? began - longest : began,
      }
      if (!complete) return
      unlearnt.push(read)
      witness.sawElsewhere({ complete, members })
      vouching.sawReading({ ids: read.ids, truth })
    },
    sawElsewhere: ({ complete, members }) => {
      if (complete) witness.wholeReads.push({ at: clock.now().getTime(), position: position(), ids: new Set(members.map((member) => member.id)) })
    },
    lastRead: () => read,
    wholeReads: [],
    ownerShown: () => owner,
    learnt: (seenByRun) => {
      const fresh = unlearnt
      unlearnt = []
      for (const seen of fresh.length > 0 ? fresh : read?.complete ? [read] : []) learn(seen, seenByRun)
    },
    buried: new Set(),
    left: new Map(),
    deceived: vouching.deceived,
    runFrom: vouching.from,
  }

  /** What one reading tells the engine. */
  function learn(seen: SeenRead, seenByRun: boolean): void {
    for (const user of entries.keys()) {
      if (seen.ids.has(user)) {
        // Whom a run was shown it has seen, whatever X counts: from then on one reading that lacks it does not prove that it is gone.
        // But for whom we had given up before: an old copy that shows it does not make it ours again.
        const since = absent.get(user)
        if (!seen.sure && (!seenByRun || (since !== undefined && !sent(user, since)))) continue
        absent.delete(user)
        missed.delete(user)
        if (seenByRun) present.set(user, seen.position)
        continue
      }
      if (!seen.sure) continue
      if (present.has(user) && !removedByUs(user)) {
        // Whom we saw before may be missing from an old copy: only a second reading, apart in time, proves that it is gone.
        // And it is the readings that are to be apart, not when something was concluded from one of them.
        const first = missed.get(user) ?? seen.at
        missed.set(user, first)
        if (seen.at - first < APART_MS) {
          noteLeft(user, seen.position)
          continue
        }
      }
      absent.set(user, seen.position)
      noteLeft(user, seen.position)
      missed.delete(user)
      present.delete(user)
    }
  }

  /** Ours, seen, and then taken off by a hand: what else ended it would be our own removal. */
  function noteLeft(user: string, at: number): void {
    const last = witness.handEdits.findLast((edit) => edit.user === user)
    const shown = present.get(user)
    if (shown !== undefined && last?.kind === 'remove' && !witness.left.has(user) && endedByHand(user, last.position, shown)) witness.left.set(user, at)
  }

  function removedByUs(user: string): boolean {
    return sim.log().findLast((row) => row.user_id === user && row.effect !== 'none')?.effect === 'member-removed'
  }

  /** The last addition before the hand's removal was ours, and a run was shown it afterwards: who was seen when a hand had added it, was not ours then. */
  function endedByHand(user: string, removedAt: number, shown: number): boolean {
    const ours = sim.log().findLast((row) => row.effect === 'member-added' && row.user_id === user && row.seq <= removedAt)
    const byHand = witness.handEdits.findLast((edit) => edit.kind === 'add' && edit.user === user && edit.position <= removedAt)
    // Had X said yes to a removal of ours since, the engine cannot know that a hand was quicker.
    const removed = witness.sends.some(
      (send) => send.verb === 'remove' && send.user === user && send.seq > (ours?.seq ?? 0) && witness.rowOf(send)?.status === 200,
    )
    return ours !== undefined && shown >= ours.seq && ours.seq > (byHand?.position ?? -1) && !removed
  }
  return witness
}

const isSame = (truth: ReadonlySet<string>, members: readonly { id: string }[]): boolean =>
  truth.size === members.length && members.every(({ id }) => truth.has(id))
