import { type SQL, sql } from 'drizzle-orm'
import type { Executor } from '../../db/open.js'
import { ally, reachEstimate } from '../../db/schema/index.js'
import { DOMINATED, PUBLIC_FROM } from '../describe.js'

/**
 * Takes from the estimates that were kept before somebody left what would tell of a single body's audience: they keep two digits, as in public, since
 * the difference of two exact ones would be its count; those of sets that are too small, or nearly one account's, are deleted. Which lists the body was on is not asked:
 * nothing remembers all of it. Doing it again changes nothing.
 */
export async function blurBeforeLeaving(db: Executor): Promise<void> {
  const before = sql`created_at <= (select max(${ally.updated_at}) from ${ally} where ${ally.status} = 'withdrawn')`
  await db.execute(sql`
    delete from ${reachEstimate} where ${before} and (
      (result ->> 'members_with_evidence')::int < ${PUBLIC_FROM}
      or (result #>> '{guaranteed,low}')::numeric > ${DOMINATED}::numeric * (result ->> 'gross_followers')::numeric)`)
  // The largest power of ten that leaves two digits, and no less than tens.
  const step = (value: SQL) => sql`(10 ^ greatest(1, floor(log(greatest(1, ${value}))) - 1))::numeric`
  const [gross, estimate] = [step(sql`said.gross`), step(sql`said.estimate`)]
  await db.execute(sql`
    update ${reachEstimate} set result = (result - 'guaranteed' - 'at_least' - 'statement' - 'duplication') || jsonb_build_object(
      'gross_followers', round(said.gross / ${gross}) * ${gross},
      'potential_unique_audience', jsonb_build_object(
        'estimate', round(said.estimate / ${estimate}) * ${estimate},
        'low', floor(said.low / ${estimate}) * ${estimate},
        'high', ceil(said.high / ${estimate}) * ${estimate}))
    from (
      select id, (result ->> 'gross_followers')::numeric as gross, (result #>> '{potential_unique_audience,estimate}')::numeric as estimate,
        (result #>> '{potential_unique_audience,low}')::numeric as low, (result #>> '{potential_unique_audience,high}')::numeric as high
      from ${reachEstimate} where ${before} and result ? 'statement' and jsonb_typeof(result -> 'potential_unique_audience') = 'object') said
    where said.id = ${reachEstimate.id}`)
}
