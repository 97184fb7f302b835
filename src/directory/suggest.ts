import type { Tx } from '../db/tx.js'
import type { Deps } from '../deps.js'
import { canonical } from '../kernel/canonical.js'
import { type CategorySuggestion, suggestCategory } from './categorise.js'
import { isPublic, keptPublic } from './decide.js'
import { judgeGate } from './gate.js'
import { homeAsPart } from './identity/belonging/service.js'
import { aliasesOf } from './identity/facts/repo.js'
import { askForMatching, dependants } from './identity/repo.js'
import { refreshWhole } from './identity/whole.js'
import { type Judges, judgesOf } from './learning/service.js'
import * as repo from './repo.js'
import type { GateVerdict, Subject } from './types.js'

/** So many of the texts in which it was named are read. */
const TEXTS = 5

/**
 * Judges gate, category and kind of an entry again from what is known of it now: its names, what X says of its account, what nominators wrote, and whose
 * chapter, press account, campaign, successor or hashtag it is. Suggestions follow the evidence; an organiser's word is left alone. A refresh that brings nothing new leaves the version
 * alone, so that nobody's review is interrupted for nothing.
 */
export async function refreshSuggestions(tx: Tx, deps: Deps, allyId: string, options: { touch?: boolean } = {}): Promise<void> {
  const row = await repo.findAlly(tx.db, allyId, true)
  if (!row) return
  const subject = await subjectOf(tx, row)
  const judges = await judgesOf(tx.db, deps)
  const gate = await gateIn(tx, row, subject, judges)
  const changes = { ...gateChanges(row, gate), ...categoryChanges(row, await categoryOf(tx, row, judges, subject)) }
  const differs = Object.entries(changes).some(([key, value]) => canonical(value) !== canonical(row[key as keyof typeof changes]))
  if (differs || options.touch === true) {
    const seen = isPublic(row)
    await repo.updateAlly(tx.db, row.id, row.version, { ...changes, updated_at: tx.now, ...(seen ? { change_seq: await tx.touchDirectory() } : {}) })
    await askForMatching(tx.db, [row.canonical_id])
    await tx.emit('ally.resolved', allyId)
  }
  const moved = await refreshWhole(tx, deps, row.canonical_id, { touch: row.canonical_id !== row.id && options.touch === true })
  if (moved || (changes.own_gate && changes.own_gate.gate !== row.own_gate.gate)) await rejudgeRelated(tx, deps, row.canonical_id)
}

/** What the rules say of an entry as of now, by itself and by what it belongs to. Nothing is stored. */
export async function gateByRules(tx: Pick<Tx, 'db'>, deps: Deps, row: repo.AllyWithAccounts): Promise<GateVerdict> {
  return gateIn(tx, row, await subjectOf(tx, row), await judgesOf(tx.db, deps))
}

async function gateIn(tx: Pick<Tx, 'db'>, row: repo.AllyWithAccounts, subject: Subject, judges: Pick<Judges, 'field'>): Promise<GateVerdict> {
  const alone = keptPublic(row, judgeAlone(row, subject, await aliasesOf(tx.db, row.id), judges))
  // Its own word comes first: who is home by that stays so when a relation ends.
  const part = alone.gate === 'home' || row.own_gate.by !== 'rules' ? null : await homeAsPart(tx, { ...row, verdict: alone }, (id) => aloneById(tx, id, judges))
  return part ?? alone
}

/**
 * Chapters, press accounts, campaigns, successors and hashtags of an entry whose gate may have changed: what belongs to a body of the home field must not stay public because it was there
 * first. In the same unit of work, chapters of chapters too: each is judged from what is home by its own word (homeAsPart), so it changes once at most, and a circle ends.
 */
export async function rejudgeRelated(tx: Tx, deps: Deps, canonicalId: string): Promise<void> {
  for (const id of await dependants(tx.db, canonicalId)) await refreshSuggestions(tx, deps, id)
}

/** What rules say of an entry by itself, whatever it belongs to. */
const judgeAlone = (row: repo.AllyWithAccounts, subject: Subject, aliases: readonly string[], { field }: Pick<Judges, 'field'>): GateVerdict =>
  strictest(namesOf(row, subject, aliases).map((name) => judgeGate({ ...subject, name }, field)))

async function aloneById(tx: Pick<Tx, 'db'>, allyId: string, judges: Pick<Judges, 'field'>): Promise<GateVerdict | null> {
  const row = await repo.findAlly(tx.db, allyId)
  return row ? judgeAlone(row, await subjectOf(tx, row), await aliasesOf(tx.db, row.id), judges) : null
}

/** The name X shows, and those that organisers gave: a body of the home field may be told by any of them. */
const namesOf = (row: repo.AllyWithAccounts, subject: Subject, aliases: readonly string[]): string[] => {
  const given = row.kind === 'organisation' && !row.accounts.some(({ handle }) => handle.toLowerCase() === row.name.toLowerCase()) ? [row.name] : []
  return [...new Set([subject.name, ...given, ...aliases])]
}

/** Of verdicts on the same body under several names: home before unsure before ally, since a home body on a list is the error to avoid. */
function strictest(verdicts: readonly GateVerdict[]): GateVerdict {
  const found = verdicts.find(({ gate }) => gate === 'home') ?? verdicts.find(({ gate }) => gate === 'unsure') ?? verdicts[0]
  if (!found) throw new Error('nothing was judged')
  return found
}

/** What is known of an entry when it is judged. */
export async function subjectOf(tx: Pick<Tx, 'db'>, row: repo.AllyWithAccounts): Promise<Subject> {
  const own = row.accounts.filter((account) => account.ally_id === row.id)
  const [profile] = await repo.profilesOf(
    tx.db,
    own.flatMap(({ x_user_id }) => x_user_id ?? []),
  )
  if (profile) return { kind: row.kind, name: profile.name, handles: [profile.username], bio: profile.description, texts: [] }
  return { kind: row.kind, name: row.name, handles: own.map(({ handle }) => handle), bio: null, texts: await repo.textsAbout(tx.db, row.id, TEXTS) }
}

function gateChanges(row: repo.AllyRow, { gate, reasons }: GateVerdict): Partial<Pick<repo.AllyRow, 'own_gate'>> {
  return row.own_gate.by === 'rules' ? { own_gate: { gate, reasons, by: 'rules', at: null } } : {}
}

/**
 * What rules and model say now of an entry's cause and kind: of what its profile says or, where that says nothing clear of the cause, of that and what nominators
 * wrote. Stored wherever no organiser said otherwise, and shown beside it, so that both agree.
 */
export async function categoryOf(
  tx: Pick<Tx, 'db'>,
  row: repo.AllyWithAccounts,
  { learned }: Pick<Judges, 'learned'>,
  known?: Subject,
): Promise<CategorySuggestion> {
  const subject = known ?? (await subjectOf(tx, row))
  const found = suggestCategory(subject, learned)
  if (found.section !== null || subject.texts.length > 0) return found
  const texts = await repo.textsAbout(tx.db, row.id, TEXTS)
  const more = texts.length > 0 ? suggestCategory({ ...subject, texts }, learned) : found
  return more.section === null ? found : more
}

function categoryChanges(row: repo.AllyRow, found: CategorySuggestion): Partial<repo.AllyRow> {
  return {
    ...(row.section_by === 'rules' ? { section: found.section, section_reasons: found.reasons } : {}),
    category_model: found.model_version,
    ...(row.tags_by === 'rules' ? { tags: found.tags } : {}),
    ...(row.body_kind_by === 'rules' ? { body_kind: found.body_kind } : {}),
  }
}

/** The same by id; null if there is no such entry. */
export async function subjectById(db: Tx['db'], allyId: string): Promise<Subject | null> {
  const row = await repo.findAlly(db, allyId)
  return row ? subjectOf({ db }, row) : null
}
