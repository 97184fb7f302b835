import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { judgeHashtagUse, proposeTagRelation, type TagEvidence } from '../../src/directory/match/hashtags.js'
import { proposeRelation } from '../../src/directory/match/relate.js'
import type { MatchRecord } from '../../src/directory/match/types.js'
import { readCsv } from './csv.js'

export interface RelationFigures {
  cases: number
  right: number
  /** Of the relations proposed, or uses judged, the share that is as labelled. */
  precision: number | null
  /** Of those labelled, the share that is proposed or judged right. */
  recall: number | null
}
export interface RelationScore {
  /** Written before the rules, and tuned on. */
  before: { all: RelationFigures; org: RelationFigures; tag: RelationFigures; use: RelationFigures }
  /**
   * Written after the rules. The first time it was scored, before they were touched again: 118 of 136 right, precision .902, recall .871 (organisations 75 of
   * 86, .870 and .904; tags 24 of 26, 1.000 and .867; uses 19 of 24, .933 and .778). Since then the rules have been mended with it, so what is printed now
   * is no test of them any more.
   */
  after: RelationScore['before'] | null
}
export interface Answered {
  type: string
  expect: string
  got: string
  row: Record<string, string>
}

const NOTHING = new Set(['none', 'unsure'])

const gold = (half: 'a' | 'b') => fileURLToPath(new URL(`./gold/relations-${half}.csv`, import.meta.url))

function record(id: string, name: string, handle: string, url: string, ids: string): MatchRecord {
  return {
    id,
    kind: name.startsWith('#') ? 'hashtag' : 'organisation',
    names: name === '' ? [] : [name.replace(/^#/, '')],
    handles: handle === '' ? [] : [handle],
    x_user_ids: ids === 'differ' ? [id] : [],
    urls: url === '' ? [] : [url],
  }
}

/** `chats=4`: used in chats by four people; `own`: it is a chat's tag here; `near=TAG`: the chat's tag is another one. */
function evidenceOf(text: string, tag: string): TagEvidence {
  const evidence: TagEvidence = { spellings: [tag] }
  for (const item of text.split(' ')) {
    const [key, value = ''] = item.split('=')
    if (key === 'own') evidence.chat_tags = [tag]
    if (key === 'near') evidence.chat_tags = [value]
    if (key === 'chats') evidence.chat_nominators = Number(value)
    if (key === 'replies') evidence.replies = Number(value)
    if (key === 'spell') evidence.spellings = [value]
    if (key === 'owner') evidence.owner = value
  }
  return evidence
}

/** What the rules answer to each labelled case. */
export function answerRelations(half: 'a' | 'b'): Answered[] | null {
  if (!existsSync(gold(half))) return null
  return readCsv(readFileSync(gold(half), 'utf8')).map((row) => {
    const cell = (name: string) => row[name] ?? ''
    const a = record('1', cell('a_name'), cell('a_handle'), cell('a_url'), cell('ids'))
    const b = record('2', cell('b_name'), cell('b_handle'), cell('b_url'), cell('ids'))
    const type = cell('type')
    const got =
      type === 'use'
        ? (judgeHashtagUse(cell('a_name'), evidenceOf(cell('ids'), cell('a_name'))).use ?? 'unsure')
        : ((type === 'tag' ? proposeTagRelation(a, b) : proposeRelation(a, b))?.kind ?? 'none')
    return { type, expect: cell('expect'), got, row }
  })
}

function figures(all: readonly Answered[], type: string | null): RelationFigures {
  const some = all.filter((one) => type === null || one.type === type)
  const right = some.filter((one) => one.got === one.expect)
  const said = some.filter((one) => !NOTHING.has(one.got))
  const there = some.filter((one) => !NOTHING.has(one.expect))
  const hits = right.filter((one) => !NOTHING.has(one.got)).length
  const share = (part: number, whole: number) => (whole === 0 ? null : part / whole)
  return { cases: some.length, right: right.length, precision: share(hits, said.length), recall: share(hits, there.length) }
}

const table = (all: readonly Answered[]) => ({ all: figures(all, null), org: figures(all, 'org'), tag: figures(all, 'tag'), use: figures(all, 'use') })

/** Scores our own labelled relations (test/eval/gold/relations-*.csv); null if the file is absent. */
export function scoreRelations(): RelationScore | null {
  const before = answerRelations('a')
  const after = answerRelations('b')
  return before && { before: table(before), after: after && table(after) }
}
