import type { HashtagUse } from '../db/schema/directory.js'
import type { WordField } from '../db/schema/identity.js'
import type { Actor, Tx } from '../db/tx.js'
import type { Deps } from '../deps.js'
import { AppError, type Fault } from '../kernel/errors.js'
import { insertWords, lastWords, replaceAliases } from './identity/facts/repo.js'
import { forgetLearned } from './learning/repo.js'
import { judgesOf } from './learning/service.js'
import { foldName } from './names.js'
import type * as repo from './repo.js'
import { categoryOf } from './suggest.js'
import { BODY_KINDS } from './taxonomy/body-kinds.js'
import { TAGS } from './taxonomy/tags.js'

/** What an organiser says where rules or a model suggest. Null takes the word back to the rules; what is left out stays. */
export interface Words {
  gate?: 'home' | 'ally' | 'unsure' | null | undefined
  section?: string | null | undefined
  tags?: string[] | null | undefined
  body_kind?: string | null | undefined
  hashtag_use?: HashtagUse | null | undefined
}

const FIELDS = ['gate', 'section', 'tags', 'body_kind', 'hashtag_use'] as const satisfies readonly WordField[]

const standing: Readonly<Record<WordField, (row: repo.AllyRow) => { by: 'rules' | 'organiser'; value: string | string[] | null }>> = {
  gate: ({ own_gate }) => ({ by: own_gate.by, value: own_gate.gate }),
  section: ({ section_by, section }) => ({ by: section_by, value: section }),
  tags: ({ tags_by, tags }) => ({ by: tags_by, value: tags }),
  body_kind: ({ body_kind_by, body_kind }) => ({ by: body_kind_by, value: body_kind }),
  hashtag_use: ({ hashtag_use_by, hashtag_use }) => ({ by: hashtag_use_by, value: hashtag_use }),
}

/** @throws AppError validation_failed with every word that cannot be said of this entry */
export function checkWords(row: repo.AllyRow, words: Words & { name?: string | undefined; aliases?: string[] | undefined; reason: string }): void {
  const faults: Fault[] = []
  if (words.reason.trim() === '') faults.push({ pointer: '/reason', code: 'pattern', detail: 'Say why: it is kept on the record.' })
  if (words.body_kind && !KINDS.has(words.body_kind))
    faults.push({ pointer: '/body_kind', code: 'unknown', detail: `${words.body_kind.slice(0, 40)} is no kind of body: ${[...KINDS].join(', ')}.` })
  for (const [pointer, name] of [['/name', words.name ?? ''], ...(words.aliases ?? []).map((alias, i) => [`/aliases/${i}`, alias])] as const)
    if ([...name.slice(0, 2 * MOST_LETTERS + 1)].length > MOST_LETTERS)
      faults.push({ pointer, code: 'maxLength', detail: `A name has at most ${MOST_LETTERS} characters.` })
  if (words.name !== undefined && foldName(words.name) === '')
    faults.push({ pointer: '/name', code: 'pattern', detail: 'A name needs something that can be seen: letters, digits or a sign.' })
  for (const [i, code] of (words.tags ?? []).entries())
    if (!KNOWN_TAGS.has(code)) faults.push({ pointer: `/tags/${i}`, code: 'unknown', detail: `${code} is no tag of UK-CAT.` })
  if (words.hashtag_use && row.kind !== 'hashtag')
    faults.push({ pointer: '/hashtag_use', code: 'unknown', detail: `Only hashtags are connecting or topical; ${row.name} is an ${row.kind}.` })
  for (const [i, name] of (words.aliases ?? []).entries())
    if (foldName(name) === '') faults.push({ pointer: `/aliases/${i}`, code: 'pattern', detail: 'Nothing of this name could be found by a search.' })
  if (faults.length > 0) throw new AppError('validation_failed', faults.map(({ detail }) => detail).join(' '), { errors: faults })
}

const KINDS = new Set<string>(BODY_KINDS)
const MOST_LETTERS = 200
const KNOWN_TAGS = new Set<string>(TAGS.map(([code]) => code))

/** The columns that follow from the words; `back` says that the rules have to be asked again. */
export function changesOf(words: Words, reason: string, now: Date): { changes: Partial<repo.AllyRow>; back: boolean } {
  const { gate, section, tags, body_kind, hashtag_use } = words
  const because = [{ rule: 'organiser', detail: reason }]
  const changes: Partial<repo.AllyRow> = {
    ...(gate ? { gate, gate_by: 'organiser', gate_reasons: because, own_gate: { gate, reasons: because, by: 'organiser', at: now.toISOString() } } : {}),
    ...(section === undefined ? {} : { section, section_by: section === null ? 'rules' : 'organiser', section_reasons: section === null ? [] : because }),
    ...(tags === undefined ? {} : { tags: [...new Set(tags ?? [])], tags_by: tags === null ? 'rules' : 'organiser' }),
    ...(body_kind === undefined ? {} : { body_kind, body_kind_by: body_kind === null ? 'rules' : 'organiser' }),
    ...(hashtag_use === undefined
      ? {}
      : { hashtag_use, hashtag_use_by: hashtag_use === null ? 'rules' : 'organiser', hashtag_use_reasons: hashtag_use === null ? [] : because }),
  }
  return { changes, back: FIELDS.some((field) => words[field] === null) }
}

/**
 * What rules and model suggest for words that are taken back. The gate is unsure until the rules have judged it, which is asked for in the same unit of
 * work (refreshSuggestions).
 */
export async function takenBack(tx: Tx, deps: Deps, row: repo.AllyWithAccounts, { gate, section, tags, body_kind }: Words): Promise<Partial<repo.AllyRow>> {
  // What a word taught is not to outlive it: the shipped model answers until the words that stand are learned anew (ally.word asks for that).
  if (section === null) await forgetLearned(tx.db, row.id)
  const found = await categoryOf(tx, row, await judgesOf(tx.db, deps))
  return {
    ...(gate === null ? { own_gate: { gate: 'unsure', reasons: row.own_gate.reasons, by: 'rules', at: null } } : {}),
    ...(section === null ? { section: found.section, section_reasons: found.reasons } : {}),
    ...(tags === null ? { tags: found.tags } : {}),
    ...(body_kind === null ? { body_kind: found.body_kind } : {}),
  }
}

/** One row for each word: what was said, and what had been suggested where it was said. */
export async function keepWords(tx: Tx, deps: Deps, row: repo.AllyRow, words: Words, said: { actor: Actor; reason: string }): Promise<void> {
  const given = FIELDS.filter((field) => words[field] !== undefined)
  if (given.length === 0) return
  const before = await lastWords(tx.db, [row.id])
  await insertWords(
    tx.db,
    given.map((field) => {
      const { by, value } = standing[field](row)
      // Of a word upon a word the suggestion is the one that the first of them replaced.
      const suggested = by === 'rules' ? value : (before.find((one) => one.field === field)?.suggested ?? null)
      return { id: deps.ids.next('wrd'), ally_id: row.id, field, value: words[field] ?? null, suggested, ...said, created_at: tx.now }
    }),
  )
  if (given.includes('section') && words.section !== null) await forgetLearned(tx.db, row.id, words.section)
  if (given.includes('section')) await tx.emit('ally.word', row.id, { fields: given })
}

/** Makes these all other names of an entry; what folds to the same, or to its own name, is kept once. */
export async function setAliases(tx: Tx, row: { id: string; name: string }, names: readonly string[], actor: Actor): Promise<void> {
  const own = foldName(row.name)
  const byKey = new Map(names.map((name) => [foldName(name), name.trim()]))
  byKey.delete(own)
  await replaceAliases(
    tx.db,
    row.id,
    [...byKey].map(([name_key, name]) => ({ name, name_key })),
    { actor, at: tx.now },
  )
}
