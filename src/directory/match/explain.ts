// ◆ pure
import type { Prepared } from './prepare.js'
import type { PairSight } from './sights.js'
import type { EvidenceKind } from './types.js'

export function kindOf(rule: string): EvidenceKind {
  const kind = rule.split('.')[0]
  return kind === 'web' || kind === 'place' || kind === 'contact' || kind === 'handle' || kind === 'key' ? kind : 'name'
}
export function explain(rule: string, _a: Prepared, _b: Prepared, _sight: PairSight | null): string {
  return rule
}
