import { newIntents } from './intents.js'
import { newReadings, type Readings } from './readings.js'
import type { Scenario } from './scenario.js'
import { OWNER, type SeenRow, type XSeen } from './stage.js'
import { type Deception, newVouching } from './vouching.js'
import { newWishes, type Wishes } from './wishes.js'

/** Longest honest wait: X's own 24 hours, a minute on top of it, and a second for rounding. */
const LONGEST_SLEEP_MS = 24 * 3_600_000 + 61_000

/** Right after the outcome of a call was written down, or later. */
const KEPT = /(after noteOutcomes|(before|after) (hold|finish))$/

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

/**
 * Knows what truly happened: who was wanted when, what hands did on X, what the engine could have learnt. It judges nothing by the engine's own records.
 */
export interface Witness extends Wishes, Readings {
  violations: string[]
  say(violation: string): void
  /** What happened besides requests, for the trace. */
  diary: { position: number; at: number; text: string }[]
  /** Requests that X has seen so far. */
  position(): number
  now(): number
  /** Counts what happens, finer than requests. */
  moment(): number
  /** An organiser's word on a member of the list. */
  word(user: string, what: 'adopt' | 'ignore' | 'readd' | 'undo'): void
  /** The word that holds, and how many requests X had seen when it was said. */
  wordOn(user: string): { what: 'adopt' | 'ignore' | 'readd'; position: number } | undefined
  /** Taken over, as of that request. */
  adoptedAt(user: string, seq: number): boolean
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
  /** Requests up to which the budget held. */
  budgetHeld: number | null
  /** Whose the list was by X's own answer in the call of the engine that is going on; null if it was not asked. */
  ownerShown(): string | null
  /** Who was found among those that count as gone; judged once. */
  buried: Set<string>
  deceived(user: string, as: Deception['as'], after: number): boolean
  /** Requests X had seen when the call of the engine that is going on began. */
  runFrom(): number
}

export function newWitness(scenario: Scenario, sim: XSeen, clock: { now(): Date }): Witness {
  const runs = new Map<string, number>()
  /** The last request of each call of the engine that broke. */
  const lastOf = new Map<number, number>()
  let moments = 0
  const now = () => clock.now().getTime()
  const position = () => sim.log().length
  const tell = (text: string) => void witness.diary.push({ position: position(), at: now(), text })
  const words = new Map<string, { what: 'adopt' | 'ignore' | 'readd'; position: number }>()
  const wordLog: { user: string; adopted: boolean; position: number }[] = []
  const vouching = newVouching(position)
  const intents = newIntents(position, now)
  let owner: string | null = null
  const wishes = newWishes(scenario, () => ++moments, tell)
  const sends: Send[] = []
  const handEdits: HandEdit[] = []
  const readings = newReadings({ scenario, sim, now, position, everyone: wishes.everyone, sends, handEdits, vouching })
  const sent = (user: string, after: number) => sends.some((send) => send.verb === 'add' && send.user === user && send.seq > after)

  const witness: Witness = {
    ...wishes,
    ...readings,
    violations: [],
    diary: [],
    say: (violation) => {
      witness.diary.push({ position: position(), at: now(), text: `VIOLATION ${violation}` })
      if (!witness.violations.includes(violation)) witness.violations.push(violation)
    },
    position,
    now,
    handEdits,
    sends,
    sending: (verb, user, since = ++moments, by = 'first') => {
      const at = now()
      const noted = intents.sent(verb, user, by)
      readings.sends()
      witness.sends.push({ verb, user, seq: position() + 1, at, noted, since, run: runs.get(by) ?? 0, by })
      if (verb === 'remove' && witness.adoptedAt(user, position() + 1) && witness.status(user).status === 'proposed' && witness.status(user).gate === 'ally')
        witness.say(`@${wishes.entry(user)?.handle} was taken over, waits for its entry's decision, and was removed`)
      if (witness.cancelled !== null && since > witness.cancelled) witness.say(`${verb} sent although the plan had been cancelled`)
    },
    meaning: intents.meaning,
    meant: intents.unsent,
    refused: (send) => {
      const row = witness.rowOf(send)
      // The wire does not say what the answer's body told; those whose addition X refuses are told so in one way or another.
      return (
        row?.refused ??
        (row !== undefined && ([400, 403, 404].includes(row.status) || (row.status === 200 && row.effect === 'none' && wishes.troubled(send.user))))
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
      readings.begins()
    },
    moment: () => ++moments,
    word: (user, what) => {
      tell(`@${wishes.entry(user)?.handle ?? user}: ${what}`)
      const before = words.get(user)
      if (what === 'undo') words.delete(user)
      else words.set(user, { what, position: position() })
      wordLog.push({ user, adopted: what === 'adopt', position: position() })
      if (what === 'adopt') readings.takenOver(user)
      if (what === 'readd' || (what === 'undo' && before?.what === 'adopt')) readings.disowned(user)
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
      const since = readings.absentSince(user)
      // Taken over and not seen to be away since: whoever put it there, it is ours by our record.
      const claim = words.get(user)
      // A process that died between writing an addition down and sending it leaves the same records as one that died right after sending it, and X tells
      // nobody who added a member. Until a reading shows that it is not there, both count as sent: "what we may have added is ours to remove"
      // (RELIABILITY.md §3). The other way round each addition whose process died before the answer would be nobody's, and a body that withdrew would stay.
      const mayBeOurs = sent(user, since ?? 0) || intents.unsent(user, since ?? 0, position())
      const foreign = !mayBeOurs && !(claim?.what === 'adopt' && claim.position >= (since ?? 0))
      sim.handAdd(listId, user)
      witness.diary.push({ position: position(), at: now(), text: `by hand: add ${user}${foreign ? '' : ' (may be taken for ours)'}` })
      witness.handEdits.push({ kind: 'add', user, position: position(), at: now(), foreign })
    },
    handRemove: (listId, user) => {
      if (!sim.members(listId).includes(user)) return
      sim.handRemove(listId, user)
      witness.diary.push({ position: position(), at: now(), text: `by hand: remove ${user}` })
      witness.handEdits.push({ kind: 'remove', user, position: position(), at: now(), foreign: false })
    },
    slept: (ms) => {
      if (!(ms <= LONGEST_SLEEP_MS)) witness.say(`a wait of ${Math.round(ms / 60_000)} minutes`)
    },
    notOurs: null,
    cancelled: null,
    budgetHeld: null,
    sawList: (shown) => {
      readings.sawCount(shown.member_count)
      owner = shown.owner_id
      if (owner !== OWNER) witness.notOurs ??= ++moments
      vouching.sawCount(shown.member_count)
    },
    ownerShown: () => owner,
    buried: new Set(),
    deceived: vouching.deceived,
    runFrom: vouching.from,
  }

  return witness
}
