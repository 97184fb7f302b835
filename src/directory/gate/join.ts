// ◆ pure
import type { RelationKind } from '../../db/schema/identity.js'
import type { Gate, GateVerdict } from '../types.js'

/**
 * The gate of a merged record: what its members agree on. Members that disagree make it `unsure` (CATEGORIES §5), since one of them may be a home body;
 * so does one that is open. Order and repetition do not matter. The organiser's word on the merged record stands above this.
 * @throws nothing; no members at all are `unsure`.
 */
export function joinGates(verdicts: readonly GateVerdict[]): GateVerdict {
  const [first] = verdicts
  if (!first) return { gate: 'unsure', reasons: [{ rule: 'unsure.no_members', detail: 'There is nothing to judge by.' }] }
  const reasons = [...new Map(verdicts.flatMap((verdict) => verdict.reasons).map((reason) => [`${reason.rule}\n${reason.detail}`, reason])).values()]
  const sorted = reasons.sort((a, b) => (`${a.rule}\n${a.detail}` < `${b.rule}\n${b.detail}` ? -1 : 1))
  if (verdicts.every(({ gate }) => gate === first.gate)) return { gate: first.gate, reasons: sorted }
  const gates = [...new Set(verdicts.map(({ gate }) => gate))].sort().join(' and ')
  return { gate: 'unsure', reasons: [{ rule: 'unsure.members_disagree', detail: `The merged records were judged ${gates}.` }, ...sorted] }
}

/** Kinds that make the first record a part of the second, as RELATION_KINDS reads them. */
const PARTS: readonly RelationKind[] = ['chapter', 'press', 'campaign', 'successor']

/**
 * What a relation proposes for the record that is `kind` of another: a chapter, press account, campaign or successor of a home body is home. An ally's
 * parts are proposed nothing: the university is an ally, its school of social work is not.
 * @param otherGate the gate of the record that it is a part of.
 * @returns the proposal; null if the relation says nothing..
 */
export function gateOfRelated(otherGate: Gate, kind: RelationKind): Gate | null {
  return otherGate === 'home' && PARTS.includes(kind) ? 'home' : null
}
