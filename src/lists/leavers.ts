// ◆ pure
import { canonical, sha256 } from '../kernel/canonical.js'
import type { PlanBody } from './plan.js'

/** What holds a plan back whatever it does: the limits on removals are for those whom nobody asked about. */
const ALWAYS: ReadonlySet<string> = new Set(['incomplete_read', 'foreign_list'])

/**
 * Of a whole plan only the removals of bodies that withdrew: what may be done at once and without asking, since they ask for it themselves. Nobody is added,
 * nobody else removed, and the list's own fields stay as they are; what else differs waits for an ordinary plan.
 * @param withdrawn X user ids
 */
export function onlyLeavers(whole: PlanBody, withdrawn: ReadonlySet<string>): PlanBody {
  const ops = whole.ops.filter((op) => op.verb === 'remove' && withdrawn.has(op.x_user_id))
  const { remove, keep } = whole.counts
  const reasons = whole.verdict.reasons.filter(({ code }) => ALWAYS.has(code))
  return {
    ...whole,
    leavers: true,
    creates_list: false,
    updates_list: null,
    ops,
    counts: { add: 0, remove: ops.length, keep: keep + remove - ops.length },
    left_out: [],
    verdict: { safe: reasons.length === 0, reasons },
    // Whoever else is wished or not meanwhile does not make it stale.
    basis: { ...whole.basis, desired: sha256(canonical(ops.map((op) => op.x_user_id))).slice(0, 32) },
  }
}
