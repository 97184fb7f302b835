import Type from 'typebox'
import { Closed, component, Id, Instant, Nullable, OneOf, PageOf, ref } from '../../http/schemas.js'
import { AccountName, AccountRefSchema, MOST_FOLLOWERS, ReadAt } from '../audiences/schemas.js'

const Followers = (description: string) => Type.Integer({ format: 'int32', minimum: 0, maximum: MOST_FOLLOWERS, description })
const Accounts = (description: string) => Type.Integer({ format: 'int32', minimum: 0, maximum: 1_000_000, description })
const Usd = (description: string) => Type.Number({ format: 'double', minimum: 0, maximum: 1e9, description })
const Growth = () =>
  Nullable(
    Type.Integer({
      format: 'int64',
      minimum: -1e12,
      maximum: 1e12,
      description: 'Followers gained in thirty days, by the last ninety; null if less than a week is known.',
    }),
  )
const Source = () => OneOf(['x', 'organiser'])

const latest = {
  account: ref(AccountRefSchema),
  followers: Nullable(Followers('The last count; null if none is known.')),
  as_of: Nullable(Instant({ description: 'When it was read.' })),
  stale: Type.Boolean({ description: 'It is older than thirty days, or there is none.' }),
  growth_per_30_days: Growth(),
}

export const CountsSchema = component(
  'FollowerCounts',
  Type.Object(
    {
      ...latest,
      not_used: Nullable(Type.String({ maxLength: 200, description: 'Why reach uses neither these counts nor the one just entered; null if it does.' })),
      series: Type.Array(Type.Object({ followers: Followers('At that moment.'), read_at: Instant(), source: Source() }), {
        maxItems: 1000,
        description: 'In order of time, at most one a day and source, of about the last year.',
      }),
    },
    { description: 'The follower counts of one account. For organisers only: X lets nobody republish them.' },
  ),
)

export const CountSummarySchema = component(
  'FollowerCountSummary',
  Type.Object({ ...latest, ally_id: Id('aly'), source: Nullable(Source()) }, { description: 'The last count of one account and how it moves.' }),
)
export const CountPageSchema = PageOf('FollowerCountPage', CountSummarySchema)

export const CountsParams = Type.Object({ account: AccountName() })
export const EnteredSchema = component(
  'EnteredCount',
  Closed(
    { followers: Followers('As it stood on the profile.'), as_of: Type.Optional(ReadAt('When it was read; now, if it is not said.')) },
    { description: 'A count that somebody read.' },
  ),
)

export const RefreshBody = component(
  'RefreshCounts',
  Closed(
    { limit: Type.Optional(Type.Integer({ format: 'int32', minimum: 1, maximum: 500, default: 300, description: 'Most accounts to ask about.' })) },
    { description: 'How many counts may be read; each costs what X charges for a profile.' },
  ),
)
export const RefreshSchema = component(
  'CountsRefreshed',
  Type.Object(
    {
      looked_up: Accounts('Accounts asked about.'),
      found: Accounts('Accounts X gave.'),
      protected: Accounts('Of them, protected ones.'),
      suspended: Accounts('Suspended ones.'),
      not_found: Accounts('Ones that are gone.'),
      duplicate: Accounts('Ones that are another account of the directory.'),
      renamed: Accounts('Ones with another handle than before.'),
      unanswered: Accounts('Ones X said nothing about.'),
      cost_usd: Usd('Of this run.'),
      spent_usd: Usd('On X in this month.'),
      budget_usd: Usd('Most that may be spent in a month.'),
      still_due: Accounts('Accounts whose counts are older than a day, or not known, all the same.'),
      stopped_by: Nullable(OneOf(['budget', 'limit'], { description: 'Why they are: the money of the month is spent, or no more were to be asked for.' })),
    },
    { description: 'What X said.' },
  ),
)

export const countComponents = [CountsSchema, CountSummarySchema, CountPageSchema, EnteredSchema, RefreshBody, RefreshSchema]
