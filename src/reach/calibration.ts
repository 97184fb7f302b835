// ◆ pure

/** rho for few lists of equal weight (`few`) and for many (`many`); between them it moves with the logarithm of sum/max. */
export interface RhoRow {
  low: { few: number; many: number }
  estimate: number
  high: { few: number; many: number }
}

export interface Calibration {
  /** Named beside every estimate, so that two estimates can be told to be comparable. */
  id: string
  /** sum/max from which on a set counts as many; `few` holds up to the first. */
  few_until: number
  many_from: number
  /** Sets that share no category. */
  random: RhoRow
  /** Sets whose members share a category: their audiences overlap more. */
  topical: RhoRow
}

/**
 * Read off two communities (REACH §4, §8; the first two Bundestag snapshots count as one): lists of ids *followed* by German members of
 * parliament, 2018-19, and one follower ego-network. 6,750 portfolios of 3 to 40 lists. Estimates are the mean of the two communities'
 * medians. Of the intervals each end is the outermost 2 % or 98 % quantile of the two, moved out by about half of what lies between them:
 * quantiles of one community covered only 54-98 % of the other, so a third one must be expected to lie outside both.
 *
 * Every value of `random` is at least that of `topical`: an account from another category makes a topical set a random one, and must
 * never lower its estimate.
 */
export const COUNTS_CALIBRATION: Calibration = {
  id: 'counts-2026-1',
  few_until: 4,
  many_from: 10,
  random: { low: { few: 0.48, many: 0.48 }, estimate: 0.75, high: { few: 0.98, many: 0.9 } },
  topical: { low: { few: 0.08, many: 0.4 }, estimate: 0.65, high: { few: 0.86, many: 0.84 } },
}
