// ◆ pure

/** Ends of an interval for few lists of equal weight (`few`) and for many (`many`); between them they move with the logarithm of sum/max. */
export interface Ends {
  few: number
  many: number
}

/** One row: best value and the values of the interval's ends. */
export interface Row {
  low: Ends
  estimate: Ends
  high: Ends
}

/** Sets that share no category, and sets that do: audiences of one cause overlap more. */
export interface Rows {
  /** Named beside every estimate that rests on it, so that two estimates can be told to be comparable. */
  id: string
  random: Row
  topical: Row
}

export interface Calibration {
  /** The set of constants as a whole; answers that need none of them carry it. */
  id: string
  /** sum/max from which on a set counts as many; `few` holds up to the first. */
  few_until: number
  many_from: number
  counts: Rows & {
    /** How fast the union of lists that share no category fills up (levels/counts.ts). */
    saturation: number
    /** The same for the lower end: some communities fill up much faster, and the more lists a set has the more that matters. */
    low_saturation: number
  }
  /** lambda, the place between the bounds that pairs prove (levels/pairs.ts). */
  pairs: Rows & {
    /** Overlaps that were reported or estimated may be off by this share. */
    estimated_error: number
  }
  /** Two-sided normal quantile of a random sample's interval; fewest sampled followers of a list. */
  sample: { id: string; z: number; least: number }
  /** What a first page sees of the duplication: the truth is `estimate` times as much, between `low` and `high` times (levels/sample.ts). */
  newest: { id: string; low: number; estimate: number; high: number }
  mixed: {
    id: string
    saturation: number
    /** rho where nothing is known. */
    random: number
    topical: number
    /** The known part's own rho weighs kn/(kn + prior), kn the number of its lists. */
    prior: number
    /** Lists that share less than `random` or `topical` says are believed by lists/(lists + by_few), */
    by_few: number
    /** others by 1/(1 + by_kin · unknown follows / known follows / lists^1.5). */
    by_kin: number
    /** What the interval has beyond its answers, as a logarithm to either side: so much times the share of follows that is unknown, */
    by_open: number
    /** and times the largest unknown account by the known union, at most 1. */
    by_largest: number
  }
  /** How far rho may have moved: at once, a year, and for each e-fold change of the counts. */
  stale: { id: string; least: number; a_year: number; by_growth: number }
  sketch: { id: string }
}

const same = (value: number): Ends => ({ few: value, many: value })

/**
 * Read off three real files, which are two communities (REACH §8: lists of ids *followed* by German members of parliament in 2018 and
 * 2019, which count as one family, and one follower ego-network), 750 sets of each, and eight made-up communities (test/eval/reach-worlds.ts)
 * that are unlike each other in sizes, clusters, core and activity. Centres lie between those of the two real ones where these differ;
 * made-up ones decide forms and widen intervals, but move no centre that both real ones agree on. Ends are the outermost 2 % or 98 %
 * quantiles over the families, nominal 96 %, rounded outward by hand, without the two worlds that were made to be extreme (bodies of many towns that share
 * next to nothing, and a small circle in which everybody follows everybody): those would make every interval useless.
 * `npm run eval -- reach --data DIR` prints what the same rules give with one family left out.
 */
export const CALIBRATION: Calibration = {
  id: 'reach-2026-5',
  few_until: 4,
  many_from: 10,
  /**
   * rho for the p-norm of counts (levels/counts.ts). Every value of `random` gives at least what `topical` gives: an account from another
   * category makes a topical set a random one, and must never lower its estimate. The upper ends are without saturation.
   *
   * The ends are the exception to leaving out the extreme worlds: counts do not tell a community that fills up from bodies that share next to nothing, so
   * the range has to hold both. Of random sets of 40 that range had missed the truth in a third: below it in the ego-network, in camps, tiny and experts, above
   * it in local. Now it holds it in all families but one: of communities in which everybody follows dozens, sets of 40 and more may lie below.
   */
  counts: {
    id: 'counts-2026-3',
    saturation: 0.15,
    low_saturation: 0.6,
    random: { low: { few: 0.78, many: 0.82 }, estimate: same(0.91), high: { few: 0.99, many: 0.97 } },
    topical: { low: { few: 0.26, many: 0.6 }, estimate: same(0.74), high: { few: 0.96, many: 0.95 } },
  },
  /**
   * lambda. Medians of few random lists .63 to .76, of many .74 to .78, of topical sets .73 to .83 in the real communities. 98 % of
   * the local world's random sets lie lower; there the bounds are so near each other that the estimate is right all the same.
   */
  pairs: {
    id: 'pairs-2026-1',
    estimated_error: 0.2,
    random: { low: { few: 0.12, many: 0.5 }, estimate: { few: 0.67, many: 0.76 }, high: { few: 0.99, many: 0.93 } },
    topical: { low: { few: 0.4, many: 0.55 }, estimate: { few: 0.78, many: 0.76 }, high: { few: 0.96, many: 0.91 } },
  },
  /** Nominal 97.5 %. Fewer than 20 followers of a list say next to nothing of it. */
  sample: { id: 'sample-2026-1', z: 2.24, least: 20 },
  /** Medians 1.22 (2018) and 1.26 (2019) of the Bundestag lists at 100 a list, 1.02 of the ego-network, whose order is arbitrary; .99 to 1.26 of the worlds. */
  newest: { id: 'newest-2026-1', low: 0.88, estimate: 1.18, high: 2.1 },
  /**
   * `by_few` and `by_kin` by a small grid on 44,880 sets of the three real files and the eight worlds, with two lists known to three quarters of them: random ones,
   * those most alike, the longest and the shortest. Least 90th percentile over these four ways in the real files, without losing more than 4 points of it
   * where half are known at random. Then the narrowest margins that cover 95 % of all of them in the real files.
   */
  mixed: { id: 'mixed-2026-3', saturation: 0.12, random: 0.92, topical: 0.82, prior: 0.5, by_few: 3, by_kin: 2, by_open: 0.25, by_largest: 0.1 },
  /** Bundestag, seven months, counts 6 % up: rho moved by -.019 to .011 (2 % to 98 %). Worlds, counts 33 to 45 % up: by -.06 to 0. */
  stale: { id: 'stale-2026-1', least: 0.012, a_year: 0.02, by_growth: 0.1 },
  sketch: { id: 'sketch-2026-1' },
}
