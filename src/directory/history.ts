// ◆ pure
import type { RelationKind } from '../db/schema/identity.js'
import { relationSentence } from './identity/relations.js'
import type { HistoryRow } from './repo.js'

const OTHERS = ['other', 'pair', 'into', 'from', 'to', 'parted', 'with'] as const
const text = (value: unknown) => (typeof value === 'string' ? value : '')

/** Entries that a row of the record names by their ids. */
export const namedIn = ({ detail }: Pick<HistoryRow, 'detail'>): string[] =>
  OTHERS.flatMap((key) => detail[key]).filter((id): id is string => typeof id === 'string' && id.startsWith('aly_'))

/**
 * A row of an entry's record in words: what happened, and with whom.
 * @param names of entries by id, for what the row names by its id only
 */
export function inWords(subject: string, { action, detail }: Pick<HistoryRow, 'action' | 'detail'>, names: ReadonlyMap<string, string>): string {
  const called = (key: (typeof OTHERS)[number]) => text(detail[`${key}_name`]) || names.get(text(detail[key])) || text(detail[key])
  const pair = (Array.isArray(detail.pair) ? detail.pair : []).filter((id) => id !== subject).map((id) => names.get(text(id)) ?? text(id))
  const related = () => relationSentence(text(detail.kind) as RelationKind, called('from'), called('to'))
  switch (action) {
    case 'ally.merge':
      return detail.into === undefined ? `${called('from')} was merged into it` : `merged into ${called('into')}`
    case 'ally.unmerge':
      return detail.parted === undefined ? `parted from ${called('from')}` : `${called('parted')} was parted from it`
    case 'ally.distinct':
      return `said to be different from ${called('other')}`
    case 'ally.undistinct':
      return `no longer said to be different from ${pair.join(', ')}`
    case 'ally.relate':
      return related()
    case 'ally.unrelate':
      return `no longer: ${related()}`
    case 'ally.namesake':
      return `judged ${text(detail.gate)} where it was ${text(detail.gate_before)}, by what was said of ${called('other')}, which goes by the same name`
    case 'ally.namesakes':
      return `by this word judged again, since they go by the same name: ${(Array.isArray(detail.names) ? detail.names : []).map(text).join(', ')}`
    case 'ally.assure':
      return `assured as still right by ${text(detail.role) || 'an organiser'}`
    case 'ally.withdrawn_with':
      return `withdrawn with ${called('with')}, as it was merged`
    case 'ally.restore':
      return 'brought back into the queue: its body had not asked to be gone'
    default:
      return action.replace(/^ally\./, '').replaceAll(/[._]/g, ' ')
  }
}
