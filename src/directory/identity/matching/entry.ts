// ◆ pure
import { blockKeysOf } from '../../match/blocks.js'
import { coreOfHandle } from '../../match/handles.js'
import { proposeTagRelation } from '../../match/hashtags.js'
import { judgePrepared } from '../../match/judge.js'
import { type Prepared, prepare } from '../../match/prepare.js'
import { type Rarity, SHIPPED_RARITY } from '../../match/rarity.js'
import { proposeRelation } from '../../match/relate.js'
import type { Judgement, MatchRecord, RelationKind } from '../../match/types.js'

/** What the database knows of an entry and of all that was merged into it. */
export interface EntryFacts {
  id: string
  kind: 'organisation' | 'hashtag'
  name: string
  other_names: readonly string[]
  handles: readonly string[]
  x_user_ids: readonly string[]
  urls: readonly string[]
}

export interface Entry {
  record: MatchRecord
  prepared: Prepared
}

const folded = (text: string) => text.replace(/^[@#]/, '').toLowerCase().replaceAll('_', '')

/** A handle read as words: what an entry is called until somebody gives it a name. */
const inWords = (handle: string) =>
  handle
    .replace(/^[@#]/, '')
    .replaceAll('_', ' ')
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')

/** Its names first; one that only repeats a handle is read as words, and handles stand in where there is no other name. */
export function entryOf({ name, other_names, ...facts }: EntryFacts): Entry {
  const handles = new Set(facts.handles.map(folded))
  const given = [name, ...other_names].filter((one) => facts.kind === 'hashtag' || !handles.has(folded(one)))
  const names = [...new Set(given.length > 0 ? given : facts.handles.map(inWords))]
  const record = { ...facts, names }
  return { record, prepared: prepare(record) }
}

const [SHORTEST, LONGEST] = [4, 12]

/** Keys under which an entry is stored and looked up: two that share none are never compared. */
export function entryKeys({ record, prepared }: Entry): string[] {
  const keys = new Set(blockKeysOf(prepared, SHIPPED_RARITY))
  const whole = (text: string) => text.length >= 2 && keys.add(`w:${text.slice(0, 60)}`)
  if (record.kind === 'hashtag') {
    const tag = folded(record.names[0] ?? '')
    whole(tag)
    // Editions and word forms: a year at the end, plural and -er.
    keys.add(`v:${stem(tag)}`)
    return [...keys]
  }
  for (const handle of record.handles) {
    const core = coreOfHandle(handle)
    whole(core)
    whole(folded(handle))
    // A chapter's or a press account's handle begins or ends with the handle of the body.
    for (let length = SHORTEST; length <= Math.min(LONGEST, core.length - 1); length++) {
      keys.add(`w:${core.slice(0, length)}`)
      keys.add(`w:${core.slice(-length)}`)
    }
  }
  for (const name of prepared.names) {
    whole(name.squashed)
    if (name.acronym !== null) whole(name.acronym)
    if (name.initials.length >= 3) whole(name.initials)
  }
  return [...keys]
}

/** What word forms and editions of a tag have in common. */
export function stem(tag: string): string {
  const bare = tag.replace(/\d+$/, '')
  for (const ending of ['ers', 'er', 'ing', 'ies', 'es', 's', 'y'])
    if (bare.length - ending.length >= 4 && bare.endsWith(ending)) return bare.slice(0, -ending.length)
  return bare
}

export interface Finding extends Omit<Judgement, 'proposal'> {
  proposal: 'same' | RelationKind
  /** Turned round: the relation reads from the second to the first. */
  turned: boolean
}

/** What a tag and a body, or two tags that belong together, come to in the queue: below every pair that may be one body. */
const RELATED_Z = 0.5

/** Whether two entries may be one or belong together; null if there is nothing to propose. `a` should be the one with the lesser id. */
export function compareEntries(a: Entry, b: Entry, rarity: Rarity = SHIPPED_RARITY): Finding | null {
  if (a.record.kind === 'hashtag' || b.record.kind === 'hashtag') return compareTags(a.record, b.record)
  const judged = judgePrepared(a.prepared, b.prepared, rarity)
  const related = judged.band === 'auto' ? null : relationOf(a.record, b.record)
  if (related !== null) {
    const vetoes = [...judged.vetoes, ...related.reasons]
    return { ...judged, band: 'review', z: Math.max(judged.z, RELATED_Z), vetoes, proposal: related.kind, turned: related.turned }
  }
  return judged.band === 'distinct' ? null : { ...judged, turned: false }
}

function relationOf(a: MatchRecord, b: MatchRecord) {
  const there = proposeRelation(a, b)
  if (there && there.kind !== 'parent') return { ...there, turned: false }
  const back = proposeRelation(b, a)
  return back && back.kind !== 'parent' ? { ...back, turned: true } : null
}

function compareTags(a: MatchRecord, b: MatchRecord): Finding | null {
  const there = proposeTagRelation(a, b)
  const found = there ?? proposeTagRelation(b, a)
  if (!found) return null
  const evidence = found.reasons.map(({ rule, detail }) => ({ kind: 'name' as const, rule, detail, points: RELATED_Z / found.reasons.length }))
  return { band: 'review', z: RELATED_Z, evidence, vetoes: [], proposal: found.kind, turned: there === null, rule_version: 'tags 1' }
}
