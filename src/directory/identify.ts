import type { AllyStatus } from '../db/schema/directory.js'
import type { Tx } from '../db/tx.js'
import type { Deps } from '../deps.js'
import { AppError } from '../kernel/errors.js'
import { suggestCategory } from './categorise.js'
import * as repo from './drafts/repo.js'
import { judgeGate } from './gate.js'
import type { Target } from './handle.js'
import { type Judges, judgesOf } from './learning/service.js'
import { foldName, searchKey } from './names.js'
import { hashesOf, suppressedAmong } from './suppressed/service.js'

export interface Evidence {
  /** What the nominator wrote around the target: weak evidence for gate and category. */
  texts: string[]
}

export interface Identified {
  /** The entry that holds the key, also if it was merged into another: a voice stays with what it named, and goes with it when the two are parted. */
  ally_id: string
  created: boolean
  /** Of the entry that stands for it now. */
  status: AllyStatus
}

const nameOf = ({ kind, key }: Target) => `${kind} ${key}`

/** So many targets, and more than one person sends at once, are asked about in one statement. */
const ASKED_AT_ONCE = 64

/** One target: see attachTargets. @throws AppError not_accepted if it asked to be left out */
export async function attachTarget(tx: Tx, deps: Deps, target: Target, evidence: Evidence): Promise<Identified> {
  const [found] = (await attachTargets(tx, deps, [{ target, ...evidence }])).values()
  if (!found) throw new AppError('not_accepted', `${target.display} cannot be nominated here.`)
  return found
}

/**
 * Finds the entries that targets belong to by their exact keys, or drafts them; by `kind key`. Those that asked to be left out get none. The unique key in the database decides
 * between two units of work at once: the loser's draft is taken back and both get the same entry. Given in the order of their keys, two
 * units of work with the same targets wait for each other instead of in a circle.
 * @param judging gate and cause of what is drafted: `later` leaves them to the background work that compares entries, since judging takes a thousand times as
 * long as drafting and a file may name a hundred thousand. Until then the gate is unsure.
 */
export async function attachTargets(
  tx: Tx,
  deps: Deps,
  given: readonly ({ target: Target } & Evidence)[],
  judging: 'now' | 'later' = 'now',
): Promise<Map<string, Identified>> {
  const found = new Map<string, Identified>()
  const take = (holders: ReadonlyMap<string, repo.Holder>) => {
    for (const [name, { id, status }] of holders) found.set(name, { ally_id: id, created: false, status })
  }
  const targets = given.map(({ target }) => target)
  // Of a file with thousands of names most are known, and hashing them all takes longer than another question.
  const few = targets.length <= ASKED_AT_ONCE
  const hashes = hashesOf(deps, few ? targets : [])
  const asked = await repo.askOf(tx.db, targets, [...hashes.keys()], judging === 'now')
  take(asked.holders)
  const unknown = given.filter(({ target }) => !found.has(nameOf(target)))
  if (unknown.length === 0) return found
  const suppressed = few
    ? new Set([...hashes].flatMap(([hash, name]) => (asked.suppressed.has(hash) ? [name] : [])))
    : await suppressedAmong(
        tx.db,
        deps,
        unknown.map(({ target }) => target),
      )
  const fresh = unknown.filter(({ target }) => !suppressed.has(nameOf(target)))
  if (fresh.length === 0) return found
  const judges = judging === 'now' ? await judgesOf(tx.db, deps, asked.mark) : null
  const drafts = fresh.map(({ target, texts }) => ({ target, ...draftOf(deps, judges, target, texts, tx.now) }))
  const events = drafts.map(({ draft }) => ({ subject: draft.id, data: { kind: draft.kind } }))
  const made = await repo.insertDrafts(tx.db, drafts, tx.eventRows('ally.proposed', events))
  for (const { target, draft } of drafts) if (made.has(draft.id)) found.set(nameOf(target), { ally_id: draft.id, created: true, status: 'proposed' })
  const lost = fresh.map(({ target }) => target).filter((target) => !found.has(nameOf(target)))
  if (lost.length > 0) take(await repo.holdersOf(tx.db, lost))
  for (const target of lost) if (!found.has(nameOf(target))) throw new Error(`the entry for ${nameOf(target)} vanished while it was being drafted`)
  return found
}

const NOT_YET = { gate: 'unsure' as const, reasons: [{ rule: 'unsure.new', detail: 'It is new: it is judged in the background within minutes.' }] }
const NO_CATEGORY = { section: null, reasons: [], tags: [], body_kind: null, model_version: null }

function draftOf(deps: Deps, judges: Judges | null, target: Target, texts: string[], now: Date): repo.Draft {
  const isAccount = target.kind === 'account'
  const name = isAccount ? target.display : `#${target.display}`
  const subject = {
    kind: isAccount ? ('organisation' as const) : ('hashtag' as const),
    name,
    handles: isAccount ? [target.display] : [],
    bio: null,
    texts,
  }
  const gate = judges ? judgeGate(subject, judges.field) : NOT_YET
  const category = judges ? suggestCategory(subject, judges.learned) : NO_CATEGORY
  const id = deps.ids.next('aly')
  const draft = {
    id,
    canonical_id: id,
    kind: subject.kind,
    name,
    name_key: foldName(target.display),
    search_key: searchKey(name, isAccount ? [target.key] : [], isAccount ? null : target.key),
    hashtag_key: isAccount ? null : target.key,
    status: 'proposed' as const,
    gate: gate.gate,
    gate_reasons: gate.reasons,
    gate_by: 'rules' as const,
    own_gate: { ...gate, by: 'rules' as const, at: null },
    section: category.section,
    section_reasons: category.reasons,
    section_by: 'rules' as const,
    tags: category.tags,
    body_kind: category.body_kind,
    category_model: category.model_version,
    change_seq: 0,
    created_at: now,
    updated_at: now,
  }
  return { draft, account: isAccount ? { id: deps.ids.next('acc'), handle_key: target.key, handle: target.display, at: now } : null }
}

/** For drafts that nobody nominates any more: those that nobody has touched either are gone afterwards; their ids. */
export const removeUntouchedDrafts = (tx: Tx, ids: readonly string[]): Promise<string[]> => repo.deleteUntouchedDrafts(tx.db, ids)
