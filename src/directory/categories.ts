import type { Deps } from '../deps.js'
import { AppError } from '../kernel/errors.js'
import { wordsOn } from './identity/facts/repo.js'
import { judgesOf } from './learning/service.js'
import * as repo from './repo.js'
import { categoryOf } from './suggest.js'
import { sectionTitle } from './taxonomy/sections.js'
import { TAGS } from './taxonomy/tags.js'

const TITLES: ReadonlyMap<string, string> = new Map(TAGS.map(([code, title]) => [code, title]))
/** So many words of organisers are shown, the newest. */
const MOST_WORDS = 100

const category = (section: string | null) => (section === null ? null : { section, title: sectionTitle(section) })
const tagged = (codes: readonly string[]) => codes.map((code) => ({ code, title: TITLES.get(code) ?? code }))

/** What an entry works for, who says so, and what rules and model would say now. @throws AppError not_found */
export async function categoriesOf(deps: Deps, id: string) {
  const { db } = deps.store
  const row = await repo.findAlly(db, id)
  if (!row) throw new AppError('not_found', `There is no entry ${id}.`)
  const found = await categoryOf({ db }, row, await judgesOf(db, deps))
  const words = await wordsOn(db, id, MOST_WORDS)
  return {
    category: category(row.section),
    category_by: row.section_by,
    category_reasons: row.section_reasons,
    tags: tagged(row.tags),
    tags_by: row.tags_by,
    body_kind: row.body_kind,
    body_kind_by: row.body_kind_by,
    model: row.category_model,
    suggested: {
      category: category(found.section),
      confidence: found.confidence,
      runners_up: found.runners_up.map(({ section, share }) => ({ section, title: sectionTitle(section), share })),
      tags: tagged(found.tags),
      body_kind: found.body_kind,
      reasons: found.reasons,
      model: found.model_version,
    },
    words: words.map(({ field, value, suggested, reason, actor, created_at }) => ({ field, value, suggested, reason, actor, at: created_at.toISOString() })),
  }
}
