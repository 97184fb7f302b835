/** Whom to ask next: which allies add most to an audience, and which audiences are the same. For organisers: a pick's figures are those of one account. */
import type { Deps } from '../../deps.js'
import { publicEntries } from '../../directory/service.js'
import { AppError } from '../../kernel/errors.js'
import { overlapMatrix, recommend, whatIfAdded } from '../coverage.js'
import { gatherEvidence } from '../gather.js'
import type { MemberRow } from '../repo.js'
import { type NamedScope, named, type ReachScope } from '../scope.js'
import { type SizeRange, sketchSize } from '../sketch.js'
import { isMember } from '../standing.js'
import { addedBetween, isScaled, NOBODY, runningSizes, sizesAlone } from './figures.js'
import { type AudienceSet, type AudienceSets, audienceSets, measured } from './sets.js'

export interface NamedAlly {
  id: string
  name: string
}

export interface RecommendedAlly {
  ally: NamedAlly
  /** Its accounts whose follower lists were compared. */
  accounts: string[]
  incremental: SizeRange
  /** The part of its audience that was reached without it, 0 to 1; null if too little of it is known to tell. */
  share_covered: number | null
  cumulative: SizeRange
}

export interface Unmeasured {
  count: number
  /** The first of them, each with the reason why a list that is kept of it is not used. */
  allies: (NamedAlly & { reason: string | null })[]
}

export interface Recommended {
  scope: NamedScope
  /** The list whose audience counts as reached from the start. */
  beside: string | null
  /** What is reached before the first pick. */
  before: SizeRange
  picks: RecommendedAlly[]
  /** Allies that could be picked. */
  candidates: number
  /** Allies of the scope that have a list and are in `beside` already. */
  inside: number
  /** Allies of the scope of which no follower list is known: they are not ranked, since theirs is not an audience of 0. */
  unmeasured: Unmeasured
  /** The oldest list used. */
  as_of: string | null
}

/** Most picks in one answer. */
export const MOST_PICKS = 100
const MOST_NAMED = 50

async function namesOf(deps: Deps, ids: readonly string[]): Promise<(id: string) => NamedAlly> {
  const names = new Map((await publicEntries(deps, ids)).map(({ id, name }) => [id, name]))
  return (id) => ({ id, name: names.get(id) ?? id })
}

type Unknown = AudienceSets['unknown']
const idsOf = (unknown: Unknown) => unknown.slice(0, MOST_NAMED).map(({ ally_id }) => ally_id)

const unmeasured = (unknown: Unknown, nameOf: (id: string) => NamedAlly): Unmeasured => ({
  count: unknown.length,
  allies: unknown.slice(0, MOST_NAMED).map(({ ally_id, reason }) => ({ ...nameOf(ally_id), reason })),
})

const oldest = (sets: readonly AudienceSet[]): string | null =>
  sets.reduce<Date | null>((least, { as_of }) => (least === null || as_of < least ? as_of : least), null)?.toISOString() ?? null

/**
 * The allies of a scope that reach most together, each chosen for what it adds to those before it (coverage.ts).
 * @param beside a list: its audience counts as reached, and its members are not picked.
 * @throws AppError not_found, validation_failed as for reach
 */
export async function recommendAllies(deps: Deps, scope: ReachScope, k: number, beside: string | null = null): Promise<Recommended> {
  const [sets, reached] = await Promise.all([audienceSets(deps, scope), beside === null ? null : audienceSets(deps, { list: beside })])
  const taken = new Set([...(reached?.known ?? []).map(({ ally_id }) => ally_id), ...(reached?.unknown ?? []).map(({ ally_id }) => ally_id)])
  const candidates = sets.known.filter(({ ally_id }) => !taken.has(ally_id))
  const already = (reached?.known ?? []).map(({ set }) => set)
  const { picks } = recommend(
    candidates.map(({ ally_id, set }) => ({ id: ally_id, sketch: set })),
    k,
    already,
  )
  const unknown = sets.unknown.filter(({ ally_id }) => !taken.has(ally_id))
  const nameOf = await namesOf(deps, [...picks.map(({ id }) => id), ...idsOf(unknown)])
  const byAlly = new Map(candidates.map((one) => [one.ally_id, one]))
  const picked = picks.flatMap(({ id }) => byAlly.get(id) ?? [])
  const [before, added] = [await measured(deps, reached?.known ?? []), await measured(deps, picked)]
  const sizes = runningSizes(before, added, deps.clock.now())
  const sizeAt = (at: number) => sizes[at] ?? NOBODY
  const own = sizesAlone(added, deps.clock.now())
  return {
    scope: named(scope),
    beside,
    before: sizeAt(0),
    picks: picks.map(({ id, incremental, share_covered }, at) => ({
      ally: nameOf(id),
      accounts: byAlly.get(id)?.handles ?? [],
      incremental: addedBetween(incremental, sizeAt(at), sizeAt(at + 1), own[at] ?? NOBODY, isScaled([...before, ...added.slice(0, at + 1)])),
      share_covered,
      cumulative: sizeAt(at + 1),
    })),
    candidates: candidates.length,
    inside: sets.known.length - candidates.length,
    unmeasured: unmeasured(unknown, nameOf),
    as_of: oldest([...candidates, ...(reached?.known ?? [])]),
  }
}

export interface AddedAlly extends Omit<RecommendedAlly, 'cumulative'> {
  scope: NamedScope
  before: SizeRange
  after: SizeRange
  unmeasured: Unmeasured
  as_of: string | null
}

/**
 * What adding one ally to a set changes.
 * @throws AppError not_found; conflict if it is in the set already; unmeasured if no follower list of the ally is known
 */
export async function whatAllyAdds(deps: Deps, scope: ReachScope, allyId: string): Promise<AddedAlly> {
  const [sets, own, { members }] = await Promise.all([
    audienceSets(deps, scope),
    audienceSets(deps, { ids: [allyId] }),
    gatherEvidence(deps, { ids: [allyId] }, 'organiser'),
  ])
  if (sets.unknown.some(({ ally_id }) => ally_id === allyId) || sets.known.some(({ ally_id }) => ally_id === allyId))
    throw new AppError('conflict', `${allyId} is in this set already: ask what a set without it would gain.`)
  const [one] = own.known
  const able = members.filter(isMember)
  if (!one && able.length > 0 && able.every(({ followers }) => followers === 0)) return nobodyMore(deps, scope, sets, allyId, able)
  if (!one) {
    const reason = own.unknown[0]?.reason ?? null
    const detail =
      reason === null
        ? `No follower list of ${allyId} is known, so nobody can say what it adds. Give one with POST /api/v1/audiences.`
        : `A follower list of ${allyId} is kept, but not used, so nobody can say what it adds: ${reason}.`
    throw new AppError('unmeasured_ally', detail, { members: { not_used: reason } })
  }
  const nameOf = await namesOf(deps, [allyId, ...idsOf(sets.unknown)])
  const [current, added] = [await measured(deps, sets.known), await measured(deps, [one])]
  const [before = NOBODY, after = NOBODY] = runningSizes(current, added, deps.clock.now())
  const { incremental, share_covered } = whatIfAdded(
    sets.known.map(({ set }) => set),
    one.set,
  )
  return {
    scope: named(scope),
    ally: nameOf(allyId),
    accounts: one.handles,
    before,
    after,
    incremental: addedBetween(incremental, before, after, sizesAlone(added, deps.clock.now())[0] ?? NOBODY, isScaled([...current, ...added])),
    share_covered,
    unmeasured: unmeasured(sets.unknown, nameOf),
    as_of: oldest([one, ...sets.known]),
  }
}

/** An ally that nobody follows adds nobody, by its count. */
async function nobodyMore(deps: Deps, scope: ReachScope, sets: AudienceSets, allyId: string, accounts: readonly MemberRow[]): Promise<AddedAlly> {
  const nameOf = await namesOf(deps, [allyId, ...idsOf(sets.unknown)])
  const [before = NOBODY] = runningSizes(await measured(deps, sets.known), [], deps.clock.now())
  return {
    scope: named(scope),
    ally: nameOf(allyId),
    accounts: accounts.map(({ handle }) => handle).sort(),
    before,
    after: before,
    incremental: NOBODY,
    share_covered: null,
    unmeasured: unmeasured(sets.unknown, nameOf),
    as_of: oldest(sets.known),
  }
}

export interface Overlap {
  scope: NamedScope
  allies: (NamedAlly & { audience: SizeRange })[]
  /** overlap[i][j]: accounts that follow both; i = j is the audience itself. */
  overlap: SizeRange[][]
  /** Measured allies of the scope that found no place. */
  left_out: number
  unmeasured: Unmeasured
  as_of: string | null
}

/** A matrix of more could be neither read nor drawn. */
export const MOST_COMPARED = 30

/** How much each two audiences of a set share: of the largest ones if there are many. @throws AppError as for reach */
export async function overlapOf(deps: Deps, scope: ReachScope): Promise<Overlap> {
  const sets = await audienceSets(deps, scope)
  const sized = sets.known
    .map((one) => ({ ...one, size: sketchSize(one.set) }))
    .sort((a, b) => b.size.estimate - a.size.estimate || (a.ally_id < b.ally_id ? -1 : 1))
  const shown = sized.slice(0, MOST_COMPARED)
  const alone = sizesAlone(await measured(deps, shown), deps.clock.now())
  const overlap = overlapMatrix(shown.map(({ set }) => set)).map((row, i) => row.map((shared, j) => (i === j ? (alone[i] ?? shared) : shared)))
  const nameOf = await namesOf(deps, [...shown.map(({ ally_id }) => ally_id), ...idsOf(sets.unknown)])
  return {
    scope: named(scope),
    allies: shown.map(({ ally_id, size }, i) => ({ ...nameOf(ally_id), audience: alone[i] ?? size })),
    overlap,
    left_out: sized.length - shown.length,
    unmeasured: unmeasured(sets.unknown, nameOf),
    as_of: oldest(shown),
  }
}
