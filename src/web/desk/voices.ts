import type { Deps } from '../../deps.js'
import { nominationsOf } from '../../nominations/service.js'
import type { Voice } from './parts.js'

const SOURCES: Readonly<Record<string, string>> = { form: 'form on this site', api: 'another site', import: 'imported chat', live: 'live chat' }

/** What was said for each entry and for all that was merged into it, newest first; at most `most` for each, which is enough to decide on. */
export async function voicesOf(deps: Deps, allyIds: readonly string[], most: number): Promise<Map<string, Voice[]>> {
  const pages = await Promise.all(allyIds.map((id) => nominationsOf(deps, id, { limit: most })))
  return new Map(
    pages.map(({ items }, i) => [
      allyIds[i] ?? '',
      items.map(({ ally_id, target, raw, text, span, why, source, nominated_at, nominator, question, self, hold, hold_decision }) => ({
        about: ally_id === allyIds[i] ? null : `@${target.key}`,
        raw,
        text,
        span,
        why,
        source: [SOURCES[source] ?? source, question === null ? '' : `Q${question}`, nominator === null ? '' : `@${nominator}`].filter(Boolean).join(', '),
        mark: self ? ('self' as const) : hold === null || hold_decision === 'released' ? null : (hold_decision ?? ('held' as const)),
        at: nominated_at,
      })),
    ]),
  )
}
