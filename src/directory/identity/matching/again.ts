import { setImmediate } from 'node:timers/promises'
import type { Deps } from '../../../deps.js'
import { judgeAll } from '../../match/all.js'
import type { MatchRecord } from '../../match/types.js'
import { RULE_VERSION } from '../../match/weights.js'
import { pairOf } from '../cluster.js'
import { type Entry, entryKeys, entryOf, TAG_RULES } from './entry.js'
import * as repo from './repo.js'
import { type MatchReport, matchEntry } from './service.js'

export interface AgainReport extends MatchReport {
  /** Organisations judged against each other in memory, and the pairs of them that may be one. */
  judged: number
  likely: number
}

export interface AgainProgress {
  onRead?: (done: number) => void
  onMatch?: (done: number, total: number) => void
}

const PAGE = 1000

/**
 * Judges the whole directory once more, as after a change of the rules: all organisations at once in memory, which takes a thousandth of comparing one after the other.
 * What comes out differently from what is on record is compared again entry by entry, with the words and by the same rules as ever, so nothing is decided
 * here. Relations and hashtags are compared again where other rules had judged them. Holds what is known of every organisation in memory: a few KB for each.
 */
export async function matchAgain(deps: Deps, { onRead, onMatch }: AgainProgress = {}): Promise<AgainReport> {
  const { entries, standing } = await readAll(deps, onRead)
  const likely = likelyPairs(entries)
  const known = (await repo.pairsOnRecord(deps.store.db)).filter(({ a_id, b_id }) => standing.has(a_id) && standing.has(b_id))
  const wanted = outdated(likely, known)
  const report: AgainReport = { entries: 0, compared: 0, proposed: 0, merged: 0, dropped_blocks: 0, judged: entries.length, likely: likely.size }
  for (const [id, partners] of wanted) {
    await deps.store.transaction((tx) => matchEntry(tx, deps, id, report, partners))
    await setImmediate()
    report.entries++
    onMatch?.(report.entries, wanted.size)
  }
  return report
}

/** How many entries matchAgain() reads. */
export const countStanding = (deps: Deps): Promise<number> => repo.countStanding(deps.store.db)

async function readAll(deps: Deps, onRead: AgainProgress['onRead']): Promise<{ entries: Entry[]; standing: Set<string> }> {
  const entries: Entry[] = []
  const standing = new Set<string>()
  for (let after = ''; ; ) {
    const ids = await repo.standing(deps.store.db, after, PAGE)
    for (const facts of await repo.factsOf(deps.store.db, ids)) {
      standing.add(facts.id)
      if (facts.kind === 'organisation') entries.push(entryOf(facts))
    }
    after = ids.at(-1) ?? ''
    onRead?.(standing.size)
    if (ids.length < PAGE) return { entries, standing }
  }
}

const nameOf = (one: string, other: string) => pairOf(one, other).join(' ')

/** By both ids, the lesser first. */
function likelyPairs(entries: readonly Entry[]): Set<string> {
  const byRecord = new Map<MatchRecord, Entry>(entries.map((entry) => [entry.record, entry]))
  const found = new Set<string>()
  judgeAll(
    entries.map(({ prepared }) => prepared),
    (one, other) => {
      const [a, b] = [entries[one], entries[other]]
      if (a && b) found.add(nameOf(a.record.id, b.record.id))
    },
    {
      // The keys under which entries are stored, so that what was found by them is found again.
      keysOf: ({ record }) => {
        const entry = byRecord.get(record)
        return entry ? entryKeys(entry) : []
      },
    },
  )
  return found
}

/** Which entries have to be compared again, and with whom above all: the lesser of each pair that is likely and not on record, or on record and not likely. */
function outdated(likely: ReadonlySet<string>, known: readonly repo.PairOnRecord[]): Map<string, string[]> {
  const wanted = new Map<string, string[]>()
  const ask = (one: string, other: string) => wanted.set(one, [...(wanted.get(one) ?? []), other])
  const fresh = new Set(likely)
  for (const { a_id, b_id, state, proposal, rule_version } of known) {
    const isLikely = fresh.delete(nameOf(a_id, b_id))
    if (state === 'decided') continue
    const isOld = rule_version !== RULE_VERSION && rule_version !== TAG_RULES
    if (isOld || (proposal === 'same' && !isLikely)) ask(a_id, b_id)
  }
  for (const pair of fresh) {
    const [one = '', other = ''] = pair.split(' ')
    ask(one, other)
  }
  return new Map([...wanted].sort(([a], [b]) => (a < b ? -1 : 1)))
}
