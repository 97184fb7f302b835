import Type from 'typebox'
import { Because, Closed, component, Id, Instant, Line, Nullable, OneOf, PageOf, pagingQuery, ref } from '../../http/schemas.js'
import { ScopeSchema } from '../schemas.js'
import { KINDS, SOURCES } from './service.js'

const Count = (description: string, maximum = Number.MAX_SAFE_INTEGER) => Type.Integer({ format: 'int64', minimum: 0, maximum, description })
const Usd = (description: string) => Type.Number({ format: 'double', minimum: 0, maximum: 1e12, description })
/** The largest that is stored of a count. */
export const MOST_FOLLOWERS = 2_147_483_647

export const AccountName = (description = 'An account of the directory: its handle on X, or its id.') =>
  Type.String({ minLength: 1, maxLength: 40, pattern: '^@?[A-Za-z0-9_]+$', description, examples: ['HarbourFood'] })

export const AccountRefSchema = component(
  'AccountRef',
  Type.Object(
    { id: Id('acc'), handle: Type.String({ maxLength: 40, description: 'As it was first typed.' }) },
    { description: 'An account of the directory.' },
  ),
)

/** A day or an instant. */
export const ReadAt = (description: string) =>
  Type.String({ minLength: 10, maxLength: 40, pattern: '^\\d{4}-\\d\\d-\\d\\d', description, examples: ['2026-03-01', '2026-03-01T20:00:00Z'] })

export const VouchSchema = component(
  'AudienceVouch',
  Type.Object(
    { at: Instant(), by: Type.String({ maxLength: 100 }), reason: Type.String({ maxLength: 500 }) },
    { description: 'The word of an organiser that a list is right, whatever the counts known until then say; null if nobody gave it.' },
  ),
)
export const VouchBody = component('VouchForAudience', Closed({ reason: Because() }, { description: 'Why the list is right although a count contradicts it.' }))

const properties = {
  id: Id('aud'),
  account: ref(AccountRefSchema),
  kind: OneOf(KINDS, {
    description: 'The whole list; a sample drawn at random; or the newest followers, which is what the first pages of X are, and is no random sample.',
  }),
  ids_read: Count('Ids that could be read, with repetitions.'),
  distinct: Count('Different ids.'),
  exact: Type.Boolean({ description: 'False if distinct is an estimate (about 1.5 % off at most lists).' }),
  bad_lines: Count('Lines that hold no id.', MOST_FOLLOWERS),
  as_of: Instant({ description: 'When the list was read.' }),
  followers_then: Nullable(
    Count('The follower count of about that time, if one is known: a list far shorter was cut, a far longer one is of another account.', MOST_FOLLOWERS),
  ),
  source: OneOf(SOURCES),
  created_by: Type.String({ maxLength: 100 }),
  created_at: Instant(),
  removed_at: Nullable(Instant()),
  vouched: Nullable(ref(VouchSchema)),
  vouchable: Type.Boolean({ description: 'What speaks against it is a count, which the word of an organiser overrules: see PUT /audiences/{id}/vouch.' }),
  counts: Type.Boolean({
    description: 'Reach is estimated from it: of those that were not removed and that nothing speaks against, it is the newest by as_of.',
  }),
  reason: Nullable(Type.String({ maxLength: 400, description: 'Why reach is not estimated from it; null if it is.' })),
}

export const AudienceSchema = component(
  'Audience',
  Type.Object(properties, { description: 'Who followed an account at a moment, as a sketch of keyed hashes: no follower can be read from it.' }),
)
export const AudiencePageSchema = PageOf('AudiencePage', AudienceSchema)

export const TakenAudienceSchema = component(
  'TakenAudience',
  Type.Object(
    {
      ...properties,
      bad: Type.Array(
        Type.Object({
          line: Type.Integer({ format: 'int64', minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: 'From 1.' }),
          reason: Type.String({ maxLength: 300, description: 'Why it holds no id. The line itself is not said.' }),
        }),
        { maxItems: 20, description: 'The first bad lines.' },
      ),
      replaces: Nullable(Id('aud', { description: 'The one that counted before; null if there was none, or if that one is newer and still counts.' })),
      unknown_follows: Count('Of a sample: names that followers are said to follow and that no account of the directory has.', MOST_FOLLOWERS),
    },
    { description: 'What was made of a follower list.' },
  ),
)

/** Bytes as they are: no type, so that nothing is converted. */
export const FollowersSchema = Type.Unsafe<unknown>({
  contentMediaType: 'application/octet-stream',
  description:
    'Follower ids: as text, one a line; a CSV with a column id, user_id or follower_id; or NDJSON, {"id": "..."} or "..." a line or a page of X. A line that holds no id is passed over and told with its number and the reason. May be packed with gzip. Ids are hashed as they come and dropped.',
})

/** What each says of the content; null: it is told from the first line. */
export const FOLLOWER_TYPES: Readonly<Record<string, 'text' | 'csv' | 'ndjson' | null>> = {
  'text/plain': 'text',
  'text/csv': 'csv',
  'application/x-ndjson': 'ndjson',
  'application/ndjson': 'ndjson',
  'application/jsonl': 'ndjson',
  'application/gzip': null,
  'application/x-gzip': null,
  'application/octet-stream': null,
}

export const GiveQuery = Closed({
  account: AccountName('Whose followers they are: a handle on X, or the id of an account.'),
  as_of: Type.Optional(ReadAt('When the list was read; now, if it is not said.')),
  kind: Type.Optional(OneOf(KINDS, { default: 'full', description: 'Samples are NDJSON with follows: {"id": "...", "follows": ["HarbourFood"]}.' })),
  column: Type.Optional(Line(100, { description: 'Of a CSV: the name of the column with the ids.', examples: ['follower_id'] })),
})

export const AudienceParams = Type.Object({ id: Id('aud') })
export const AudiencesQuery = Closed({
  account: Type.Optional(AccountName('Only those of this account.')),
  removed: Type.Optional(Type.Boolean({ default: false, description: 'Removed ones, too.' })),
  ...pagingQuery,
})

const PricedSchema = component(
  'PricedFollowers',
  Type.Object(
    {
      followers: Count('By their last known counts.'),
      pages: Count('Calls to X.'),
      usd: Usd('What X would charge.'),
      minutes: Count('How long its rate limits would make it take, at least.'),
    },
    { description: 'Follower lists of several accounts, and what they would cost.' },
  ),
)

export const AudienceCostSchema = component(
  'AudienceCost',
  Type.Object(
    {
      scope: ref(ScopeSchema),
      accounts: Count('Accounts of the set whose followers X would give.'),
      unknown: Count('Of them, accounts without a known count: what they cost cannot be said.'),
      have: Count('Accounts whose whole list is there already.'),
      price_usd_per_follower: Usd('By the price list of August 2026.'),
      all: ref(PricedSchema),
      first_page: ref(PricedSchema),
      spent_usd: Usd('On X in this month.'),
      budget_usd: Usd('Most that may be spent in a month.'),
    },
    { description: 'What X would charge for the follower lists of a set. Nothing was fetched.' },
  ),
)

const PairReportSchema = Closed(
  {
    accounts: Type.Array(AccountName(), { minItems: 2, maxItems: 2, description: 'Two different accounts.' }),
    overlap: Nullable(Count('How many accounts follow both; null takes the report back.', MOST_FOLLOWERS)),
    as_of: Type.Optional(ReadAt('When that was counted; now, if it is not said.')),
    source: Line(200, { description: 'Who says so.', examples: ['Partner report of March'] }),
  },
  { description: 'What a partner reports of two accounts.' },
)
export const MOST_PAIRS = 300
export const PairsBody = component(
  'PairReports',
  Closed({ pairs: Type.Array(PairReportSchema, { minItems: 1, maxItems: MOST_PAIRS }) }, { description: 'Kept all or none.' }),
)
export const PairsDoneSchema = component(
  'PairReportsDone',
  Type.Object(
    {
      kept: Count('Reports that stand now.'),
      removed: Count('Reports that were taken back.'),
      older: Count('Reports that were passed over, since a newer one is known.'),
    },
    { description: 'What became of the reports.' },
  ),
)
export const PairSchema = component(
  'AudiencePair',
  Type.Object(
    {
      accounts: Type.Array(ref(AccountRefSchema), { minItems: 2, maxItems: 2 }),
      overlap: Count('How many accounts follow both.', MOST_FOLLOWERS),
      as_of: Instant(),
      source: Type.String({ maxLength: 200 }),
      created_at: Instant(),
    },
    { description: 'A report of how many follow two accounts.' },
  ),
)
export const PairPageSchema = PageOf('AudiencePairPage', PairSchema)
export const PairsQuery = Closed(pagingQuery)

export const audienceComponents = [
  AccountRefSchema,
  VouchSchema,
  VouchBody,
  AudienceSchema,
  AudiencePageSchema,
  TakenAudienceSchema,
  PricedSchema,
  AudienceCostSchema,
  PairsBody,
  PairsDoneSchema,
  PairSchema,
  PairPageSchema,
]
