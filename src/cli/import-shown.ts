/** Imports as the terminal shows them. */
import type { ImportState, Verdict } from '../db/schema/imports.js'
import type { Deps } from '../deps.js'
import {
  acceptedOf,
  badLinesOf,
  type CandidateView,
  candidatesOf,
  endBrokenOff,
  getImport,
  type ImportView,
  reasonsOf,
} from '../nominations/imports/service.js'
import { paint, say, sayJson, table } from './output.js'
import type { JsonOption } from './run.js'

const SIGN = { account: '@', hashtag: '#' } as const
/** As the table of `imports show` has it. */
export const nameOf = ({ target, raw }: CandidateView) => (target ? `${SIGN[target.kind]}${plain(target.display)}` : plain(raw))
/** Words of a file must not move the cursor or colour the terminal. */
export const plain = (text: string) => text.replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ')

/** An import with its names, the reasons in numbers, and what could not be read. */
export async function show(
  deps: Deps,
  id: string,
  { verdict, find, limit = 50, json }: { verdict?: Verdict; find?: string; limit?: number } & JsonOption = {},
): Promise<void> {
  await endBrokenOff(deps)
  const one = await getImport(deps, id)
  const { items, next_cursor } = await candidatesOf(deps, id, { verdict, q: find }, { limit: Math.min(1000, Math.max(1, limit)) })
  const reasons = await reasonsOf(deps, id)
  const bad = await badLinesOf(deps, id, { limit: 50 })
  const accepted = await acceptedOf(deps, id)
  say(
    `${paint('bold', plain(one.file_name))} ${one.format ?? ''}, ${one.counts.posts ?? 0} posts: ${one.state}${one.problem ? ` (${plain(one.problem)})` : ''}`,
  )
  if (one.context?.inferred)
    say(
      `  from the posts themselves: tag ${one.context.hashtag_keys.map((key) => `#${key}`).join(', ') || 'none'}, hosts ${one.context.host_keys.map((key) => `@${key}`).join(', ') || 'none'}`,
    )
  for (const note of one.notes) say(`  ${paint('yellow', 'note')} ${plain(note)}`)
  say(
    table(
      ['number', 'line', 'by', 'target', 'verdict', 'reason'],
      items.map((row) => [
        row.seq,
        row.line,
        row.nominator ? `@${row.nominator}` : '',
        nameOf(row),
        `${row.verdict}${row.chosen === null ? '' : row.chosen ? ', taken' : ', left out'}${row.outcome ? `, ${row.outcome}` : ''}`,
        plain(row.reason),
      ]),
    ),
  )
  if (next_cursor !== null) say(paint('dim', `  and more: --limit ${limit * 4}, --verdict, --find`))
  say(
    table(
      ['verdict', 'reason', 'names'],
      reasons.slice(0, 30).map((row) => [row.verdict, plain(row.reason), row.count]),
    ),
  )
  for (const { line, reason } of bad.items) say(`${paint('red', 'not read')} line ${line}: ${reason}`)
  if (one.state === 'ready') say(`Storing would take ${accepted.nominations} nominations of ${accepted.targets} targets: allies imports store ${id}`)
  if (json) sayJson({ ...one, accepted, reasons, items, bad_lines: bad.items })
}

const ENDED: Partial<Record<ImportState, string>> = { undone: 'was undone', undoing: 'is being undone', discarded: 'was thrown away', failed: 'failed' }

/** What storing an import brought. */
export function report({ id, state, counts }: ImportView, stored: boolean): void {
  const ended = ENDED[state]
  if (ended) say(`The import ${ended}.`)
  else
    say(
      `${paint('green', String(counts.added ?? 0))} nominations ${stored ? 'had been ' : ''}added, ${counts.already ?? 0} known already, ${counts.refused ?? 0} refused; ${counts.drafted ?? 0} new entries wait in the queue (allies queue)`,
    )
  say(paint('dim', `  all of it can be taken back: allies imports undo ${id}`))
}
