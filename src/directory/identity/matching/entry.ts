// ◆ pure
import { blockKeysOf } from '../../match/blocks.js'
import { glanceAt } from '../../match/glance.js'
import { coreOfHandle } from '../../match/handles.js'
import { baseOfTag, proposeNextEdition, proposeTagRelation, shortOf, variantFirst } from '../../match/hashtags.js'
import { namesSaid } from '../../match/in-bio.js'
import { decide, judgePrepared } from '../../match/judge.js'
import { mayMatch } from '../../match/may-match.js'
import { nameForm } from '../../match/normalise.js'
import { type Prepared, prepare } from '../../match/prepare.js'
import { type Rarity, SHIPPED_RARITY } from '../../match/rarity.js'
import { relateBoth } from '../../match/relate.js'
import { readBody } from '../../match/relate-read.js'
import { saidBy } from '../../match/relate-said.js'
import type { Judgement, MatchRecord, RelationKind } from '../../match/types.js'

/** What the database knows of an entry and of all that was merged into it. */
export interface EntryFacts {
  id: string
  kind: 'organisation' | 'hashtag'
  name: string
  other_names: readonly string[]
  handles: readonly string[]
  /** Handles that another account here had before: they say nothing of who has them now, so nothing is read from their letters. */
  taken_handles?: readonly string[]
  x_user_ids: readonly string[]
  urls: readonly string[]
  bios?: readonly string[]
  support?: number
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
export function entryOf({ name, other_names, taken_handles = [], ...facts }: EntryFacts): Entry {
  const handles = new Set([...facts.handles, ...taken_handles].map(folded))
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
  for (const { words } of readBody(record).names) whole(shortOf(words) ?? '')
  for (const { handle } of saidBy(record)) whole(folded(handle))
  for (const said of namesSaid(record)) keys.add(`q:${nameForm(said).squashed.slice(0, 60)}`)
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

/** Raised with every change of the rules for hashtags, as RULE_VERSION is for bodies. */
export const TAG_RULES = 'tags 3'

/** Whether two entries may be one or belong together; null if there is nothing to propose. `a` should be the one with the lesser id. */
export function compareEntries(a: Entry, b: Entry, rarity: Rarity = SHIPPED_RARITY): Finding | null {
  if (a.record.kind === 'hashtag' || b.record.kind === 'hashtag') return compareTags(a.record, b.record)
  // In words only what is proposed: most of those that share a key are nothing to each other.
  const { band } = decide(a.prepared, b.prepared, rarity)
  const related = band === 'auto' ? null : relateBoth(a.record, b.record)
  if (related === null) return band === 'distinct' ? null : { ...judgePrepared(a.prepared, b.prepared, rarity), turned: false }
  return relatedAs(a, b, related, rarity)
}

function relatedAs(a: Entry, b: Entry, { kind, reasons, turned }: NonNullable<ReturnType<typeof relateBoth>>, rarity: Rarity): Finding {
  const judged = judgePrepared(a.prepared, b.prepared, rarity)
  return { ...judged, band: 'review', z: Math.max(judged.z, RELATED_Z), vetoes: [...judged.vetoes, ...reasons], proposal: kind, turned }
}

/**
 * One entry beside all that share a key with it, in their order: as compareEntries() with the lesser id first. What a quick look rules out (may-match.ts) is
 * asked for a relation only.
 * @param settled those of which it is decided how they belong to it: they are not compared, but they are there
 */
export function compareWithAll(own: Entry, others: readonly Entry[], settled: readonly Entry[] = [], rarity: Rarity = SHIPPED_RARITY): (Finding | null)[] {
  const base = own.record.kind === 'hashtag' ? baseOfTag(own.record) : null
  const alone = base !== null && ![...others, ...settled].some(({ record }) => record.kind === 'hashtag' && folded(record.names[0] ?? '') === folded(base))
  const glances = glanceAt([own.prepared, ...others.map(({ prepared }) => prepared)], rarity)
  return others.map((other, at) => {
    const [a, b] = own.record.id < other.record.id ? [own, other] : [other, own]
    if (mayMatch(glances, 0, at + 1)) return compareEntries(a, b, rarity) ?? (alone ? asTags(a.record, b.record, proposeNextEdition) : null)
    const related = relateBoth(a.record, b.record)
    return related && relatedAs(a, b, related, rarity)
  })
}

const compareTags = (a: MatchRecord, b: MatchRecord) => asTags(a, b, proposeTagRelation)

function asTags(a: MatchRecord, b: MatchRecord, propose: typeof proposeTagRelation): Finding | null {
  const there = propose(a, b)
  const found = there ?? propose(b, a)
  if (!found) return null
  const turned = found.kind === 'variant' ? !variantFirst(a, b) : there === null
  const evidence = found.reasons.map(({ rule, detail }) => ({ kind: 'name' as const, rule, detail, points: RELATED_Z / found.reasons.length }))
  return { band: 'review', z: RELATED_Z, evidence, vetoes: [], proposal: found.kind, turned, rule_version: TAG_RULES }
}
