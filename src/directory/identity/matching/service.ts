import { setImmediate } from 'node:timers/promises'
import type { Tx } from '../../../db/tx.js'
import type { Deps } from '../../../deps.js'
import { isAppError } from '../../../kernel/errors.js'
import { hashtagUse, judgesOf } from '../../learning/service.js'
import { BLOCK_CAP } from '../../match/blocks.js'
import type { Reason } from '../../match/types.js'
import { setChangeSeq } from '../../repo.js'
import { refreshSuggestions } from '../../suggest.js'
import { canonicalFirst, pairOf } from '../cluster.js'
import { mergeEntries, partEntries } from '../merge.js'
import { wouldHide } from '../whole.js'
import { compareWithAll, entryKeys, entryOf, type Finding } from './entry.js'
import * as repo from './repo.js'

export interface MatchReport {
  entries: number
  /** Pairs judged. */
  compared: number
  proposed: number
  merged: number
  /** Blocks too common to be looked through. */
  dropped_blocks: number
}

/** So many candidates are judged of one entry, those that share most with it. */
const CANDIDATES = 40
/** Entries taken up at once. */
const BATCH = 100
const MOST_PROPOSALS = 25

/**
 * Compares every entry that asks for it (new ones, and those whose name, account or whole changed) with those it shares a key with, keeps what may be one
 * body for the organisers, and merges what is certain. Can be interrupted and repeated: each entry is a unit of work of its own.
 * @param mayGoOn asked now and then, so that what is more urgent need not wait for a hundred thousand entries; what is left asks again
 * @param rest between two entries: the embedded database works on our own thread, so whoever waits for a page gets a turn there
 */
export async function matchEntries(
  deps: Deps,
  onProgress?: (done: number) => void,
  mayGoOn?: () => Promise<boolean>,
  rest: () => Promise<void> = setImmediate,
): Promise<MatchReport> {
  const report: MatchReport = { entries: 0, compared: 0, proposed: 0, merged: 0, dropped_blocks: 0 }
  for (;;) {
    const ids = await repo.unmatched(deps.store.db, BATCH)
    if (ids.length === 0 || (mayGoOn && !(await mayGoOn()))) return report
    for (const id of ids) {
      await deps.store.transaction((tx) => matchEntry(tx, deps, id, report))
      await rest()
      report.entries++
      onProgress?.(report.entries)
    }
  }
}

/** How many entries ask to be compared. */
export const countUnmatched = (deps: Deps): Promise<number> => repo.countUnmatched(deps.store.db)

/**
 * One entry. Reads about ten times its keys, however large the directory is.
 * @param also entries that are looked at whatever they share with it
 */
export async function matchEntry(tx: Tx, deps: Deps, id: string, report: MatchReport, also: readonly string[] = []): Promise<void> {
  const facts = await lookAt(tx, deps, id)
  if (!facts) return
  if (facts.kind === 'hashtag') await judgeUse(tx, deps, facts)
  const own = entryOf(facts)
  const keys = entryKeys(own)
  const found = await repo.neighboursOf(tx.db, id, keys, BLOCK_CAP, CANDIDATES)
  report.dropped_blocks += found.dropped
  const { waiting, settled } = found.known ? await repo.standingWith(tx.db, id) : repo.NEW_HERE
  // What waits is judged again before it is dropped, also where others share more with the entry by now.
  const asked = new Set([...found.entries.map((other) => other.id), ...also, ...waiting])
  // Of a hashtag also those that are settled: an edition is not set beside the next where the tag of all editions is known.
  const wanted = new Set([...asked].filter((other) => other !== id && (facts.kind === 'hashtag' || !settled.has(other))))
  const near = found.entries.filter((other) => wanted.delete(other.id))
  const there = [...near, ...(await repo.factsOf(tx.db, [...wanted]))].filter(({ status }) => status !== 'withdrawn').sort(byId)
  const others = there.filter((other) => !settled.has(other.id))
  report.compared += others.length
  const compared = compareWithAll(own, others.map(entryOf), there.filter((other) => settled.has(other.id)).map(entryOf))
  const findings = others.flatMap((other, at) => {
    const finding = compared[at]
    return finding ? [{ other, finding }] : []
  })
  findings.sort((a, b) => b.finding.z - a.finding.z || (a.other.id < b.other.id ? -1 : 1))
  for (const { other, finding } of findings) {
    if (finding.band !== 'auto' || finding.proposal !== 'same' || finding.vetoes.length > 0) continue
    const why = whyAsk(deps, facts, other) ?? (await mergeAlone(tx, deps, facts, other, finding))
    if (why) {
      finding.vetoes = [why]
      continue
    }
    report.merged++
    // Whichever stays is compared again as a whole.
    return
  }
  const kept = findings.slice(0, MOST_PROPOSALS)
  await repo.saveProposals(
    tx.db,
    kept.map(({ other, finding: { turned, ...finding } }) => {
      const [a_id, b_id] = pairOf(id, other.id)
      return { id: deps.ids.next('mtp'), a_id, b_id, from_id: finding.proposal === 'same' ? null : turned ? b_id : a_id, ...finding }
    }),
    tx.now,
  )
  report.proposed += kept.length
  const found_again = kept.map(({ other }) => other.id)
  if (found.known) await repo.dropOthers(tx.db, id, found_again, tx.now)
}

const byId = (one: repo.EntryRow, other: repo.EntryRow) => (one.id < other.id ? -1 : 1)

/** Brings an entry up to date before it is compared: parts what turned out to be two, judges what came in unjudged. Null if it does not stand for itself. */
async function lookAt(tx: Tx, deps: Deps, id: string): Promise<repo.EntryRow | null> {
  const facts = await repo.takeUp(tx.db, id, tx.now)
  if (!facts) return null
  const wrong = facts.members > 1 ? await repo.contradicted(tx.db, id) : []
  for (const child_id of wrong)
    await partEntries(tx, deps, { child_id, by: 'rules', actor: 'worker', reason: 'Their accounts on X have different numeric ids.', remember: false })
  const isNew = facts.category_model === null && facts.section_by === 'rules'
  if (isNew) await refreshSuggestions(tx, deps, id)
  if (wrong.length === 0 && !isNew) return facts
  // Both ask for another comparison, which is this one.
  return (await repo.takeUp(tx.db, id, tx.now)) ?? null
}

/** What a hashtag is for may show only once people use it, so it is asked whenever the tag is looked at. */
async function judgeUse(tx: Tx, deps: Deps, { id, name, hashtag_key }: repo.EntryRow): Promise<void> {
  if (hashtag_key === null) return
  const { use, reasons } = await hashtagUse(tx.db, await judgesOf(tx.db, deps), name.replace(/^#/, ''), hashtag_key)
  const touched = await repo.saveHashtagUse(tx.db, id, use, reasons)
  if (touched) await setChangeSeq(tx.db, [id], await tx.touchDirectory(), tx.now)
}

/**
 * Why a person is asked about two that the rules take for one; null if they may become one by themselves. A person approves every account that the directory
 * shows (DESIGN.md §5.1), so they do only if nothing published gains an account by it: both still wait, or every account of what joins is one of the other's
 * by its numeric id, as after a change of handle. A handle that X knows nobody by can be anybody's tomorrow. While accounts can be looked up nothing is
 * decided before it was: two ids would forbid it.
 */
function whyAsk(deps: Deps, one: repo.EntryRow, other: repo.EntryRow): Reason | null {
  const [into, child] = canonicalFirst(sideOf(one), sideOf(other))
  const joining = child.id === one.id ? one : other
  const staying = joining === one ? other : one
  if (into.status !== 'proposed' && into.status !== 'approved') return { rule: 'ask.decided', detail: `${into.name} was ${into.status} by a person` }
  if (joining.status !== 'proposed') return { rule: 'ask.decided', detail: 'a person has decided on both of them' }
  if (joining.unidentified === 0 && joining.x_user_ids.every((id) => staying.x_user_ids.includes(id))) return null
  if (into.status === 'approved')
    return { rule: 'ask.published', detail: `${into.name} is published, and a person approves each account that the directory shows` }
  return deps.platform === null || joining.unresolved + staying.unresolved === 0
    ? null
    : { rule: 'ask.unseen', detail: 'X was not asked about every account yet' }
}

const sideOf = ({ id, name, kind, status, support, created_at }: repo.EntryRow) => ({ id, name, kind, status, support, created_at, merged_into: null })

/** Makes two one entry. @returns why a person is asked instead; null if they are one now */
async function mergeAlone(tx: Tx, deps: Deps, one: repo.EntryRow, other: repo.EntryRow, finding: Finding): Promise<Reason | null> {
  const [into, child] = canonicalFirst(sideOf(one), sideOf(other))
  if (await wouldHide(tx, deps, child.id, into.id))
    return { rule: 'ask.gate', detail: `${into.name} is published, and would leave the directory by what the gate says of ${child.name}` }
  const reason = finding.evidence
    .filter(({ points }) => points > 0)
    .map(({ detail }) => detail)
    .join('; ')
  try {
    await mergeEntries(tx, deps, { child_id: child.id, into_id: into.id, by: 'rules', actor: 'worker', reason: reason.slice(0, 500), grounds: finding })
    return null
  } catch (error) {
    // Somebody decided otherwise in the meantime, or their relations would close a circle. Nothing was written yet.
    if (isAppError(error) && error.code === 'conflict') return { rule: 'ask.refused', detail: error.message }
    throw error
  }
}
