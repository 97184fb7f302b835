import Type from 'typebox'
import { Closed, component, EntityTag, Id, Instant, Nullable, OneOf, PageOf, pagingQuery } from '../../http/schemas.js'
import { Reasons, ReasonText } from '../identity/schemas.js'
import { ROLES } from './risk.js'

export const StaleSchema = component(
  'StaleEntry',
  Type.Object(
    {
      id: Id('aly'),
      name: Type.String({ maxLength: 200 }),
      status: OneOf(['approved']),
      gate: OneOf(['home', 'ally', 'unsure']),
      handles: Type.Array(Type.String({ maxLength: 20 }), { maxItems: 500 }),
      score: Type.Number({ minimum: 0, maximum: 100_000, description: 'The greater, the sooner somebody should look.' }),
      reasons: Reasons(),
      assured: Nullable(Type.Object({ at: Instant(), by: Type.String({ maxLength: 100 }) })),
      since: Instant({ description: 'Since when nobody has said that it is right.' }),
      etag: EntityTag(),
    },
    { description: 'A published entry that somebody should look at again, and why.' },
  ),
)
export const StalePageSchema = PageOf('StalePage', StaleSchema)
export const StaleQuery = Closed(pagingQuery)
export const AssureParams = Type.Object({ id: Id('aly') })
export const AssuranceSchema = component(
  'Assurance',
  Closed(
    { role: OneOf(ROLES, { description: 'Public: in which role somebody says so.' }), reason: ReasonText() },
    { description: 'The word that an entry is right as it stands.' },
  ),
)

export const freshnessComponents = [StaleSchema, StalePageSchema, AssuranceSchema]
