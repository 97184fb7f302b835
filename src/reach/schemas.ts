import Type from 'typebox'
import { SECTIONS } from '../directory/taxonomy/sections.js'
import { Closed, component, Id, Instant, Nullable, OneOf, pagingQuery, ref } from '../http/schemas.js'
import { idPattern } from '../kernel/ids.js'
import { REACH_LEVELS } from './evidence.js'
import { MAX_IDS } from './scope.js'

const Accounts = (description: string) => Type.Integer({ format: 'int64', minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description })
const Share = (description: string) => Type.Number({ format: 'double', minimum: 0, maximum: 1, description })
const Size = (description: string) => Type.Integer({ format: 'int32', minimum: 0, maximum: 1_000_000, description })

export const AudienceSchema = component(
  'PotentialUniqueAudience',
  Type.Object(
    { estimate: Accounts('Best guess.'), low: Accounts('Lower end of the interval.'), high: Accounts('Upper end.') },
    {
      description:
        'Accounts that follow at least one of the set, rounded to the precision of the interval. Accounts are not people, and a follower is not a viewer.',
    },
  ),
)

export const GuaranteedSchema = component(
  'GuaranteedReach',
  Type.Object(
    { low: Accounts('No fewer: the largest audience alone.'), high: Accounts('No more: the plain sum.') },
    { description: 'Bounds that hold whatever the overlaps; rounded outward in public.' },
  ),
)

export const ScopeSchema = component(
  'ReachScope',
  Type.Object(
    {
      kind: OneOf(['list', 'category', 'chat', 'allies']),
      of: Type.Array(Type.String({ maxLength: 40, pattern: '^[A-Za-z0-9_]+$' }), {
        maxItems: MAX_IDS,
        description: 'Ids, or a section; none: all that is published.',
      }),
    },
    { description: 'What was asked for.' },
  ),
)

export const ReachSchema = component(
  'Reach',
  Type.Object(
    {
      scope: ref(ScopeSchema),
      potential_unique_audience: Nullable(ref(AudienceSchema)),
      guaranteed: Nullable(ref(GuaranteedSchema)),
      gross_followers: Nullable(Accounts('The plain sum of follower counts, for comparison: it counts accounts that follow several more than once.')),
      duplication: Nullable(Share('Share of the sum that falls on accounts counted already.')),
      level: OneOf([...REACH_LEVELS], { description: 'The evidence, best first: from all follower lists to counts alone, or none (figures are null).' }),
      method: Type.String({ maxLength: 200, pattern: '^.+$' }),
      calibration: Type.String({ maxLength: 60, pattern: '^[a-z0-9-]+$', description: 'Figures under the same id can be compared.' }),
      as_of: Nullable(Instant({ description: 'When the oldest count used was read.' })),
      evidence_share: Share('Accounts with a known count / all accounts of the set.'),
      members: Size('Accounts of the set. An organisation may have several; a hashtag has none.'),
      members_with_evidence: Size('Of these, accounts with a known count.'),
      statement: Type.String({ maxLength: 600, pattern: '^.+$', description: 'One sentence to quote; it carries range and evidence.' }),
    },
    { description: 'How many accounts a set of allies can reach together, as a range with its evidence.' },
  ),
)

/** app.ts adds these to the server. */
export const reachComponents = [AudienceSchema, ScopeSchema, GuaranteedSchema, ReachSchema]

const allyId = idPattern('aly').slice(1, -1)

export const scopes = {
  list: Type.Optional(Id('lst', { description: 'A curated list.' })),
  category: Type.Optional(
    OneOf(
      SECTIONS.map(({ code }) => code),
      { description: 'An ICNP/TSO section, A to L.' },
    ),
  ),
  chat: Type.Optional(Id('cht', { description: 'What was nominated in a chat and is published.' })),
  ids: Type.Optional(
    Type.String({
      minLength: 30,
      maxLength: MAX_IDS * 31 - 1,
      pattern: `^${allyId}(,${allyId})*$`,
      description: `Up to ${MAX_IDS} ally ids, separated by commas.`,
      examples: ['aly_01jnb1h6w0e3qxt6yz0p4v8kdm,aly_01jnb1h6w0e3qxt6yz0p4v8kdn'],
    }),
  ),
}

export const ReachQuery = Closed(scopes)
/** The same with pages of what is in it, or of everything. */
export const ScopeQuery = Closed(scopes)
export const ScopePageQuery = Closed({ ...scopes, ...pagingQuery })
