import { CALIBRATION } from '../../src/reach/calibration.js'
import { refuseEmpty } from './folder.js'
import { BASELINES } from './reach-baselines.js'
import { type Family, readFamilies } from './reach-families.js'
import { type LargeScores, scoreLarge } from './reach-large.js'
import { groupOf, type LeftOut, leaveOneOut } from './reach-left-out.js'
import { type FamilyScores, greedyShare, LEVELS, type Level, SEED, scoreFamily } from './reach-levels.js'
import { errors, line, type Measures, measures, rounded } from './reach-scores.js'
import { makeWorld, WORLD_SHAPES } from './reach-worlds.js'

/** The made-up communities are always the same. */
const WORLD_SEED = 100

/** Of these the lists are known to be newest-first, and snapshots of different days to be of the same accounts (SOURCES of the data). */
const ORDERED = /^bundestag_/

/**
 * Scores the shipped ladder on families of lists as REACH §8 defines the measures; nothing is fitted to them but the table "left out", which
 * the product does not use.
 * @param directory every *.tsv.gz in it is one family.
 * @param options.madeUp whether made-up communities are scored and left out beside them, which takes a minute.
 * @throws Error if there is none
 */
export async function evaluate(directory: string, { madeUp = true }: { madeUp?: boolean } = {}): Promise<{ human: string[]; result: object }> {
  const families = readFamilies(directory)
  refuseEmpty(directory, ['*.tsv.gz'], families.length === 0 ? ['*.tsv.gz'] : [])
  const scores = families.map((family) => ({ family, found: scoreFamily(family, snapshotBefore(family, families), ORDERED.test(family.name)) }))
  const left = leaveOneOut(families)
  const leftAmongWorlds = !madeUp ? [] : leaveOneOut([...families, ...WORLD_SHAPES.map((shape, at) => makeWorld(shape, WORLD_SEED + at).now)])
  const greedy = families.map((family) => ({ name: family.name, k4096: greedyShare(family, 4096), k512: greedyShare(family, 512) }))
  const found = scores.map((one) => one.found)
  const large = madeUp ? scoreLarge() : []
  const sets = found.reduce((sum, one) => sum + one.sets, 0)
  const levels = levelsOf(found)
  const share = rounded(Math.min(...greedy.map(({ k4096 }) => k4096)))
  const contained = rounded(found.reduce((sum, one) => sum + one.contained, 0) / sets)
  const human = [
    ...scores.flatMap(({ family, found: one }) => describeFamily(family, one)),
    ...left.flatMap((one) => describeLeftOut(one, 'the other communities here')),
    ...leftAmongWorlds.flatMap((one) => describeLeftOut(one, 'all others here and eight made-up communities')),
    ...greedy.map(({ name, k4096, k512 }) => `greedy of 10, true reach / exact greedy's: ${name} ${k4096.toFixed(4)} (k = 4096), ${k512.toFixed(4)} (k = 512)`),
    `all pooled, ${sets} sets of ${families.length} families in ${new Set(families.map(({ name }) => groupOf(name))).size} communities:`,
    ...LEVELS.map((level) => line(level, levels[level])),
    ...BASELINES.map((name) => `  ${name}: ${JSON.stringify(baselinesOf(found)[name])}`),
    `  proved bounds held the truth on every rung in ${contained} of the sets`,
    ...(large.length === 0 ? [] : describeLarge(large)),
    'Sets of one family share accounts and so are correlated: the number of sets says little, the number of communities is what counts.',
  ]
  const result = {
    levels,
    bounds: { contained },
    families: Object.fromEntries(
      scores.map(({ family, found: one }) => [
        family.name,
        { ...levelsOf([one]), bounds: { contained: rounded(one.contained / one.sets) }, baselines: baselinesOf([one]) },
      ]),
    ),
    baselines: baselinesOf(found),
    large_lists: largeOf(large),
    greedy: { share_of_exact: share, families: Object.fromEntries(greedy.map(({ name, ...shares }) => [name, shares])) },
    left_one_family_out: left,
    left_one_family_out_among_worlds: leftAmongWorlds,
    communities: new Set(families.map(({ name }) => groupOf(name))).size,
    seed: SEED,
    calibration: CALIBRATION.id,
    skipped: [],
  }
  return { human, result }
}

/** The last earlier snapshot of the same community. */
function snapshotBefore(family: Family, families: readonly Family[]): Family | null {
  if (!ORDERED.test(family.name)) return null
  const earlier = families.filter(({ name }) => groupOf(name) === groupOf(family.name) && name < family.name)
  return earlier.sort((a, b) => (a.name < b.name ? 1 : -1))[0] ?? null
}

const levelsOf = (found: readonly FamilyScores[]) =>
  Object.fromEntries(LEVELS.map((level) => [level, measures(found.flatMap((one) => one.levels[level]))])) as Record<Level, Measures | null>

const baselinesOf = (found: readonly FamilyScores[]) =>
  Object.fromEntries(BASELINES.map((name) => [name, errors(found.flatMap((one) => one.baselines[name] ?? []))])) as Record<string, ReturnType<typeof errors>>

function describeFamily(family: Family, found: FamilyScores): string[] {
  const levels = levelsOf([found])
  const others = baselinesOf([found])
  return [
    `${family.name}: ${family.lists.length} lists, ${found.sets} sets`,
    ...LEVELS.map((level) => line(level, levels[level])),
    ...BASELINES.map((name) => `  beside it ${name}: ${JSON.stringify(others[name])}`),
  ]
}

const describeLeftOut = ({ group, files, counts, counts_plain_rho, pairs }: LeftOut, from: string): string[] => [
  `constants from ${from}, tested on ${group} (${files} ${files === 1 ? 'file' : 'files'}):`,
  line('counts', counts),
  line('plain rho', counts_plain_rho),
  line('pairs', pairs),
]

/** The worlds pooled, level by level. */
function largeOf(large: readonly LargeScores[]): Record<string, Measures | null> {
  const levels = new Set(large.flatMap((one) => Object.keys(one.levels)))
  return Object.fromEntries([...levels].map((level) => [level, measures(large.flatMap((one) => one.levels[level] ?? []))]))
}

/** The goal of the sketch level: the only one that needs lists longer than a sketch. */
const SKETCH_GOAL = { median: 0.01, p90: 0.025, coverage: 0.93 }

function describeLarge(large: readonly LargeScores[]): string[] {
  const { sketch = null } = largeOf(large)
  const reached = sketch !== null && sketch.median <= SKETCH_GOAL.median && sketch.p90 <= SKETCH_GOAL.p90 && sketch.coverage >= SKETCH_GOAL.coverage
  return [
    'large lists: made-up communities whose every list is longer than a sketch (k = 4096), other hashes for every six sets',
    ...large.flatMap(({ name, lists, levels }) => [
      `${name}: lists of ${lists.join(' / ')} ids (shortest, median, longest)`,
      ...Object.entries(levels).map(([level, scored]) => line(level.padEnd(24), measures(scored))),
    ]),
    'large lists, pooled:',
    ...Object.entries(largeOf(large)).map(([level, one]) => line(level.padEnd(24), one)),
    `  goal of the sketch level (1 % / 2.5 % / 93 %): ${reached ? 'reached' : 'MISSED'}`,
  ]
}
