// ◆ pure
import type { AllyStatus, Gate, OwnGate, Reason } from '../db/schema/directory.js'
import type { GateVerdict } from './types.js'

export const ACTIONS = ['approve', 'reject', 'retire', 'withdraw', 'reopen'] as const
export type DecisionAction = (typeof ACTIONS)[number]

/** From which states each action leads where. Withdrawn is final: a body that asked to be gone is not brought back by a click. */
const TRANSITIONS: Readonly<Record<DecisionAction, { from: readonly AllyStatus[]; to: AllyStatus }>> = {
  approve: { from: ['proposed'], to: 'approved' },
  reject: { from: ['proposed'], to: 'rejected' },
  retire: { from: ['approved'], to: 'retired' },
  withdraw: { from: ['proposed', 'approved', 'rejected', 'retired'], to: 'withdrawn' },
  reopen: { from: ['rejected', 'retired', 'approved'], to: 'proposed' },
}

export interface DecisionSubject {
  status: AllyStatus
  gate: Gate
  merged_into: string | null
  /** What the entry is called into which it was merged. */
  merged_name?: string | undefined
  /** Another entry that X says is the same account, if any. */
  duplicate_of: string | null
  /** A nominator asked that the decision be looked at again: then it may also be made once more, with a reason. */
  second_look?: boolean
}

export type Decided = { ok: true; status: AllyStatus } | { ok: false; detail: string }

/** Whether an organiser's action is allowed now. `gate` is the gate after any override that comes with the same decision. */
export function decide(subject: DecisionSubject, action: DecisionAction, gate: Gate): Decided {
  const { from, to } = TRANSITIONS[action]
  if (subject.merged_into) return { ok: false, detail: `The entry was merged into ${subject.merged_name ?? subject.merged_into}: decide on that one.` }
  const upheld = subject.second_look === true && subject.status === to && (action === 'reject' || action === 'retire')
  if (!from.includes(subject.status) && !upheld) {
    return { ok: false, detail: `The entry is ${subject.status}; ${action} needs it to be ${from.join(' or ')}.` }
  }
  if (action === 'approve' && subject.duplicate_of) {
    return { ok: false, detail: `X says that this is the same account as ${subject.duplicate_of}, under a changed handle. Reject it with that reason.` }
  }
  if (action === 'approve' && gate === 'home' && subject.gate !== 'home')
    return { ok: false, detail: 'You say that it belongs to the home field: then it is rejected, not approved.' }
  if (action === 'approve' && gate === 'home')
    return {
      ok: false,
      detail:
        'The gate says home: bodies of the home field never join the directory of allies. If that is wrong, approve it with your own gate "ally" and your reason.',
    }
  if (action === 'approve' && gate === 'unsure')
    return {
      ok: false,
      detail: 'The gate is unsure whether this body belongs to the home field. Decide it: approve with your own gate "ally", or reject, with your reason.',
    }
  return { ok: true, status: to }
}

/** Only this is public. */
export const isPublic = (entry: { status: AllyStatus; gate: Gate; merged_into: string | null }): boolean =>
  entry.status === 'approved' && entry.gate === 'ally' && entry.merged_into === null

/** Of an ally that an organiser approved and that the rules leave open since: by other rules, or by what its profile says now. */
const APPROVED = 'ally.approved'

/**
 * What an organiser published does not vanish because rules are less sure than they were: it stays public, the freshness queue asks for another look
 * (freshness/risk.ts), and it counts as `unsure` for every list (lists/planning.ts). What the rules take for a body of the home field goes.
 */
export function keptPublic(row: { status: AllyStatus; gate: Gate; merged_into: string | null; own_gate: OwnGate }, verdict: GateVerdict): GateVerdict {
  if (verdict.gate !== 'unsure' || !isPublic(row) || row.own_gate.by !== 'rules' || row.own_gate.gate !== 'ally') return verdict
  const detail = 'An organiser approved it while the rules took it for an ally. They leave it open now, so it is on no list until somebody has said what it is.'
  return { gate: 'ally', reasons: [{ rule: APPROVED, detail }, ...verdict.reasons] }
}

/** Whether an entry is public by an organiser's approval alone: no list takes it. */
export const isDoubted = ({ gate_reasons }: { gate_reasons: readonly Reason[] }): boolean => gate_reasons.some(({ rule }) => rule === APPROVED)
