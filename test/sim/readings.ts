import type { MembersRead } from '../../src/platform/port.js'
import type { Scenario } from './scenario.js'
import type { XSeen } from './stage.js'
import type { Vouching } from './vouching.js'
import type { HandEdit, Send } from './witness.js'

/** How far apart two readings are to be to count as two. */
export const APART_MS = 10 * 60_000

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

/** What the engine was shown of the members, and what it could know from that. */
export interface Readings {
  sawMembers(read: MembersRead, from: number): void
  /** A reading of another process: what it teaches is kept for all of them. */
  sawElsewhere(read: MembersRead): void
  lastRead(): SeenRead | null
  /** How often the call of the engine that is going on has read the members. */
  reads(): number
  /** Whole readings, in order. */
  wholeReads: { at: number; position: number; ids: Set<string> }[]
  /** The engine has finished something after its last read, so what that read showed is known; or after those up to that request, if it was broken off. */
  learnt(seenByRun: boolean, upTo?: number): void
  /** Left by hand after a run had seen them and a later look had missed them: not to be added again, from this request on. */
  left: Map<string, number>
}

/** For the witness alone. */
export interface ReadingsKept extends Readings {
  begins(): void
  sawCount(count: number): void
  /** A write goes out: a count of before it says nothing of a reading after it. */
  sends(): void
  /** The request by which it could be known that the user was not there; undefined if it could not, or has come since. */
  absentSince(user: string): number | undefined
  /** An organiser says that the member is ours from now on. */
  takenOver(user: string): void
  /** Our record of the member is gone: whoever puts it there now is somebody else. */
  disowned(user: string): void
}

interface Surroundings {
  scenario: Scenario
  sim: XSeen
  now(): number
  position(): number
  everyone(): Iterable<string>
  sends: readonly Send[]
  handEdits: readonly HandEdit[]
  vouching: Vouching
}

/** Neither a refusal nor "later": yes, or an answer that says nothing of what was done. */
const mayHaveWorked = (status = 0): boolean => status < 300 || status === 410 || status >= 500

const isSame = (truth: ReadonlySet<string>, members: readonly { id: string }[]): boolean =>
  truth.size === members.length && members.every(({ id }) => truth.has(id))

export function newReadings({ scenario, sim, now, position, everyone, sends, handEdits, vouching }: Surroundings): ReadingsKept {
  const absent = new Map<string, number>()
  /** Whom a reading showed to a run, and at which request last. */
  const present = new Map<string, number>()
  /** When a reading first missed them, in epoch milliseconds. */
  const missed = new Map<string, number>()
  const left = new Map<string, number>()
  const wholeReads: Readings['wholeReads'] = []
  /** The longest that an old copy may be behind, in milliseconds. */
  const oldest = Math.max(0, ...scenario.rounds.flatMap(({ faults }) => faults.map((fault) => (fault.name === 'stale-reads' ? (fault.ms ?? 0) : 0))))
  let count: number | null = null
  let reads = 0
  let read: SeenRead | null = null
  /** Readings of the call that is going on, in order: one that it thought nothing of may have told it something all the same. */
  let unlearnt: SeenRead[] = []
  const idsOf = ({ members }: MembersRead) => new Set(members.map((member) => member.id))
  const truthNow = () => {
    const list = sim.lists().at(-1)
    return new Set(list === undefined ? [] : sim.members(list.id))
  }

  /** What one reading tells the engine. */
  function learn(seen: SeenRead, seenByRun: boolean): void {
    for (const user of everyone()) {
      if (seen.ids.has(user)) {
        // Whom a run was shown it has seen, whatever X counts: from then on one reading that lacks it does not prove that it is gone.
        // But for whom we had given up before: an old copy that shows it does not make it ours again.
        const since = absent.get(user)
        if (!seen.sure && (!seenByRun || (since !== undefined && !wasSent(user, since)))) continue
        absent.delete(user)
        missed.delete(user)
        if (seenByRun) present.set(user, seen.position)
        continue
      }
      // One of before another process was shown it says nothing.
      if (!seen.sure || (present.get(user) ?? 0) > seen.position) continue
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

  const wasSent = (user: string, after: number) => sends.some((send) => send.verb === 'add' && send.user === user && send.seq > after)

  /** Ours, seen, and then taken off by a hand: what else ended it would be our own removal. */
  function noteLeft(user: string, at: number): void {
    const last = handEdits.findLast((edit) => edit.user === user)
    const shown = present.get(user)
    if (shown !== undefined && last?.kind === 'remove' && !left.has(user) && endedByHand(user, last.position, shown)) left.set(user, at)
  }

  function removedByUs(user: string): boolean {
    return sim.log().findLast((row) => row.user_id === user && row.effect !== 'none')?.effect === 'member-removed'
  }

  /** The last addition before the hand's removal was ours, and a run was shown it afterwards: who was seen when a hand had added it, was not ours then. */
  function endedByHand(user: string, removedAt: number, shown: number): boolean {
    const log = sim.log()
    const ours = log.findLast((row) => row.effect === 'member-added' && row.user_id === user && row.seq <= removedAt)
    const byHand = handEdits.findLast((edit) => edit.kind === 'add' && edit.user === user && edit.position <= removedAt)
    // Had X said yes to a removal of ours since, or nothing clear, the engine cannot know that it was a hand.
    const removed = sends.some(
      (send) => send.verb === 'remove' && send.user === user && send.seq > (ours?.seq ?? 0) && mayHaveWorked(log[send.seq - 1]?.status),
    )
    return ours !== undefined && shown >= ours.seq && ours.seq > (byHand?.position ?? -1) && !removed
  }

  return {
    begins: () => {
      reads = 0
      unlearnt = []
    },
    sawCount: (shown) => {
      count = shown
      // The count may be asked before the reading or after it.
      if (read?.whole && count === read.ids.size) read.sure = true
    },
    sends: () => {
      count = null
    },
    sawMembers: ({ complete, members }, from) => {
      reads++
      const rows = sim.log().slice(from)
      const stale = rows.some((row) => row.faults.includes('stale-reads'))
      const began = rows[0]?.at ?? now()
      const truth = truthNow()
      // A page that lied or was an old copy, and did no harm, since the reading is as long as the truth and true, leaves it whole.
      const lied = stale || rows.some((row) => row.faults.some((name) => name.startsWith('page-')))
      const whole = complete && !(lied && !isSame(truth, members))
      read = {
        complete,
        at: now(),
        position: position(),
        ids: idsOf({ complete, members }),
        whole,
        sure: whole && count === members.length,
        knows: stale ? began - oldest : began,
      }
      if (!complete) return
      unlearnt.push(read)
      wholeReads.push(read)
      vouching.sawReading({ ids: read.ids, truth })
    },
    sawElsewhere: (shown) => {
      if (!shown.complete) return
      const ids = idsOf(shown)
      wholeReads.push({ at: now(), position: position(), ids })
      for (const user of ids) {
        const since = absent.get(user)
        if (since === undefined || wasSent(user, since)) present.set(user, position())
      }
      vouching.sawElsewhere({ ids, truth: truthNow() })
    },
    lastRead: () => read,
    reads: () => reads,
    wholeReads,
    learnt: (seenByRun, upTo) => {
      const fresh = unlearnt.filter((seen) => upTo === undefined || seen.position < upTo)
      unlearnt = unlearnt.filter((seen) => !fresh.includes(seen))
      for (const seen of fresh.length > 0 ? fresh : read?.complete && upTo === undefined ? [read] : []) learn(seen, seenByRun)
    },
    left,
    absentSince: (user) => absent.get(user),
    takenOver: (user) => {
      present.set(user, position())
      missed.delete(user)
      absent.delete(user)
    },
    disowned: (user) => {
      present.delete(user)
      missed.delete(user)
      absent.set(user, position())
    },
  }
}
