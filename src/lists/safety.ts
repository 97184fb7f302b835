// ◆ pure
import { anotherWords, connectWords, type Whose } from './lost.js'

/** Limits on what one plan may take away. Relative and absolute with a floor, since most lists are small (PEERS.md §1). */
export const REMOVAL_SHARE = 0.25
export const REMOVAL_MAX = 20

/** Limits that an organiser's word lifts, for one plan. */
export const LIFTABLE = ['too_many_removals', 'would_empty'] as const
export type UnsafeCode = 'too_many_removals' | 'would_empty' | 'incomplete_read' | 'foreign_list'

export interface UnsafeReason {
  code: UnsafeCode
  detail: string
  /** What to send to go on all the same; null where nothing lifts it. */
  override: string | null
}

export interface Verdict {
  safe: boolean
  reasons: UnsafeReason[]
}

export interface SafetyInput {
  /** Members we added and answer for, before the plan. */
  applied: number
  removals: number
  /** Of these, bodies that withdrew: their wish is honoured without a second look, so they count against no limit. */
  withdrawals: number
  /** Members the list should have afterwards, by our wish. */
  desired: number
  read_complete: boolean
  /** The list on X belongs to the account we act for; null if there is no list yet. */
  owned: boolean | null
  /** Whose it is, where it is another account's and that is known. */
  whose?: Whose | undefined
}

const NOBODY_KNOWN = { owner: null, connected: null }

/** Whether a plan may run as it is. A plan can always be looked at; only applying is held back. */
export function judgeSafety(input: SafetyInput): Verdict {
  const reasons: UnsafeReason[] = []
  const override = (code: UnsafeCode) => `apply with "override": {"codes": ["${code}"], "reason": "…"} and this plan's checksum; it holds for this plan only`
  const allowed = Math.min(Math.max(1, Math.floor(input.applied * REMOVAL_SHARE)), REMOVAL_MAX)
  const unasked = input.removals - input.withdrawals
  if (unasked > allowed) {
    reasons.push({
      code: 'too_many_removals',
      detail: `${unasked} of ${input.applied} members would be removed; at most ${allowed} go without a second look.`,
      override: override('too_many_removals'),
    })
  }
  if (input.applied > 0 && input.desired === 0 && unasked > 0) {
    reasons.push({
      code: 'would_empty',
      detail: `Nothing is left of the ${input.applied} members: the rule, the categories or the approvals may have changed by mistake.`,
      override: override('would_empty'),
    })
  }
  if (!input.read_complete)
    reasons.push({
      code: 'incomplete_read',
      detail: 'X did not give the whole list. Nothing is decided on half a reading: make a new plan later.',
      override: null,
    })
  if (input.owned === false)
    reasons.push({
      code: 'foreign_list',
      detail: `The list on X belongs to ${anotherWords(input.whose ?? NOBODY_KNOWN)}, and only its owner can change it. ${connectWords(input.whose ?? NOBODY_KNOWN)}; or go on without it, on the page of the list (allies list replace, allies list disconnect).`,
      override: null,
    })
  return { safe: reasons.length === 0, reasons }
}

/** The exact words that lift the verdict of this very plan, for the command line and for the API; null if something cannot be lifted. */
export function overrideFor(
  plan: { id: string; checksum: string },
  verdict: Verdict,
): { cli: string; json: { checksum: string; override: { codes: UnsafeCode[]; reason: string } } } | null {
  if (verdict.reasons.length === 0 || verdict.reasons.some((reason) => reason.override === null)) return null
  const codes = verdict.reasons.map((reason) => reason.code)
  return {
    cli: `allies apply ${plan.id} --checksum ${plan.checksum} ${codes.map((code) => `--override ${code}`).join(' ')} --reason "…"`,
    json: { checksum: plan.checksum, override: { codes, reason: '…' } },
  }
}

/** The reasons that the given override does not lift. */
export const unlifted = (verdict: Verdict, codes: readonly string[]): UnsafeReason[] =>
  verdict.reasons.filter((reason) => reason.override === null || !codes.includes(reason.code))
