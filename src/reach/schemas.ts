import Type from 'typebox'
import { SECTIONS } from '../directory/taxonomy/sections.js'
import { Closed, component, Id, Instant, Nullable, OneOf, pagingQuery, ref } from '../http/schemas.js'
import { idPattern } from '../kernel/ids.js'
import { REACH_LEVELS } from './evidence.js'
import { MAX_IDS } from './scope.js'
import { MOST_MISSING, MOST_NOT_USED, MOST_TIMES } from './service.js'
import { DEFAULT_SEEING } from './viewers.js'

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
    { low: Accounts('No fewer.'), high: Accounts('No more.') },
    {
      description:
        'Bounds that hold whatever the overlaps that were not counted: the largest audience and the plain sum, or better. For organisers only, since the largest audience is the count of one account: null in public, where a size is itself an estimate, and where nothing is known of an account of the set.',
    },
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

export const EvidenceSharesSchema = component(
  'ReachEvidence',
  Type.Object(
    {
      sketch: Share('A whole follower list.'),
      sample: Share('A sample of its followers.'),
      pairs: Share('Reported overlaps with others of the set.'),
      count: Share('A follower count alone.'),
      nothing: Share('Nothing: the answer does not speak of these.'),
    },
    { description: 'Shares of the accounts by the best evidence there is of each; they add to 1.' },
  ),
)

export const ExpectedViewersSchema = component(
  'ExpectedViewers',
  Type.Object(
    {
      p_low: Share('The chance that a follower sees a post, at least.'),
      p_high: Share('At most.'),
      low: Accounts('At p_low and the low end of the audience.'),
      high: Accounts('At p_high and the high end.'),
    },
    { description: 'A scenario, not a measurement: if each member posted once and every follower saw a post with chance p. Never a headline.' },
  ),
)

export const RaiseSchema = component(
  'ReachRaise',
  Type.Object({
    level: OneOf([...REACH_LEVELS], { description: 'The level that would be reached.' }),
    needs: OneOf(['sketch', 'sample', 'count'], { description: 'What is missing: follower lists, samples of them, or counts.' }),
    accounts: Type.Array(Type.String({ maxLength: 50, pattern: '^[A-Za-z0-9_]+$' }), {
      maxItems: MOST_MISSING,
      description: 'Handles of the accounts it is missing for, the largest audiences first; at most 50.',
    }),
    missing: Size('How many accounts it is missing for.'),
    reads: Accounts('Follower ids, or profiles, that would have to be read.'),
  }),
)

export const NotUsedSchema = component(
  'NotUsedAudience',
  Type.Object(
    {
      id: Id('aud'),
      account: Type.Object({ id: Id('acc'), handle: Type.String({ maxLength: 40, description: 'As it was first typed.' }) }),
      kind: OneOf(['full', 'sample', 'sample-newest']),
      as_of: Instant({ description: 'When it was read.' }),
      reason: Type.String({ maxLength: 400, description: 'What speaks against it, and what is used until then.' }),
    },
    { description: 'A follower list or sample that is kept, is newer than what is used of its account, and is not used itself.' },
  ),
)

export const ReachSchema = component(
  'Reach',
  Type.Object(
    {
      scope: ref(ScopeSchema),
      potential_unique_audience: Nullable(ref(AudienceSchema)),
      guaranteed: Nullable(ref(GuaranteedSchema)),
      gross_followers: Nullable(
        Accounts(
          'The plain sum of follower counts, for comparison: it counts accounts that follow several more than once. In public two digits, and null where one account makes up most of it.',
        ),
      ),
      duplication: Nullable(Share('Share of the sum that falls on accounts counted already.')),
      level: OneOf([...REACH_LEVELS], { description: 'The evidence, best first: from all follower lists to counts alone, or none (figures are null).' }),
      method: Type.String({ maxLength: 200, pattern: '^.+$' }),
      calibration: Type.String({ maxLength: 60, pattern: '^[a-z0-9-]+$', description: 'Figures under the same id can be compared.' }),
      as_of: Nullable(Instant({ description: 'When the oldest evidence used was read.' })),
      stale: Type.Boolean({ description: 'That is more than 30 days ago: the accounts may have grown or shrunk since.' }),
      evidence_share: Share('Accounts with a known count or follower list / all accounts of the set.'),
      evidence: ref(EvidenceSharesSchema),
      members: Size('Accounts of the set. An organisation may have several; a hashtag has none.'),
      members_with_evidence: Size('Of these, accounts with a known count or follower list.'),
      open_ended: Type.Boolean({
        description:
          'Of some accounts nothing is known. The figures speak of the others, and what is not known can only add: the true figure may lie above high.',
      }),
      at_least: Nullable(
        Type.Array(Accounts('Accounts that follow at least so many of the set: first one, then two, and so on.'), {
          maxItems: MOST_TIMES,
          description: 'Null where the evidence cannot tell.',
        }),
      ),
      expected_viewers: Nullable(ref(ExpectedViewersSchema)),
      reason: Nullable(Type.String({ maxLength: 300, pattern: '^.+$', description: 'Why there is no figure.' })),
      raise: Type.Array(ref(RaiseSchema), { maxItems: 10, description: 'What evidence would lift the level; for organisers, empty in public.' }),
      not_used: Type.Array(ref(NotUsedSchema), {
        maxItems: MOST_NOT_USED,
        description: 'Lists and samples that are not used, although newer than what is: the first 50; for organisers, empty in public.',
      }),
      statement: Type.String({ maxLength: 600, pattern: '^.+$', description: 'One sentence to quote; it carries range and evidence.' }),
    },
    { description: 'How many accounts a set of allies can reach together, as a range with its evidence.' },
  ),
)

/** app.ts adds these to the server. */
export const reachComponents = [
  AudienceSchema,
  ScopeSchema,
  GuaranteedSchema,
  EvidenceSharesSchema,
  ExpectedViewersSchema,
  RaiseSchema,
  NotUsedSchema,
  ReachSchema,
]

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
      // More than are answered, so that too many are refused by their number (scope.ts).
      maxLength: 2 * MAX_IDS * 31 - 1,
      pattern: `^${allyId}(,${allyId})*$`,
      description: `Up to ${MAX_IDS} ally ids, separated by commas.`,
      examples: ['aly_01jnb1h6w0e3qxt6yz0p4v8kdm,aly_01jnb1h6w0e3qxt6yz0p4v8kdn'],
    }),
  ),
}

const chance = (description: string, example: number) => Type.Optional(Type.Number({ format: 'double', minimum: 0, maximum: 1, default: example, description }))

export const ReachQuery = Closed({
  ...scopes,
  p_low: chance('For expected_viewers: the chance that a follower sees a post, at least.', DEFAULT_SEEING.low),
  p_high: chance('At most.', DEFAULT_SEEING.high),
})
/** The same with pages of what is in it, or of everything. */
export const ScopeQuery = Closed(scopes)
export const ScopePageQuery = Closed({ ...scopes, ...pagingQuery })
