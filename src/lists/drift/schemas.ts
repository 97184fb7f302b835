import Type from 'typebox'
import { Because, Closed, component, Id, Instant, Nullable, OneOf, PageOf, pagingQuery, ref } from '../../http/schemas.js'
import { FIELD_NAMES } from './fields.js'

const Count = () => Type.Integer({ format: 'int32', minimum: 0, maximum: 2_147_483_647 })
const Usd = () => Type.Number({ minimum: 0, maximum: 1_000_000, description: "US dollars, by X's price list of August 2026." })
const UserId = () => Type.String({ pattern: '^[0-9]{1,19}$', maxLength: 19, description: "X's numeric id, as text: it passes 2^53." })
const Handle = () => Type.String({ maxLength: 50 })
const MEMBERS = { maxItems: 10_000 }
const member = { x_user_id: UserId(), handle: Handle() }
const Members = (description: string) => Type.Array(Type.Object(member), { ...MEMBERS, description })
const Sentences = () => Type.Array(Type.String({ maxLength: 2_000 }), { maxItems: 200, description: 'The differences as sentences, the most pressing first.' })

export const FieldDriftSchema = component(
  'ListFieldDrift',
  Type.Object(
    {
      field: OneOf(FIELD_NAMES),
      ours: Type.Union([Type.String({ maxLength: 200 }), Type.Boolean()]),
      theirs: Type.Union([Type.String({ maxLength: 200 }), Type.Boolean()]),
      changed: OneOf(['here', 'on_x', 'both', 'unknown'], {
        description: '`here`: the next plan sets it. `on_x`, `both`: it waits for keep theirs or revert. `unknown`: never set or read before.',
      }),
    },
    { description: "One of a list's own fields that is not the same here and on X." },
  ),
)
const Fields = () => Type.Array(ref(FieldDriftSchema), { maxItems: 3 })

const MemberDriftSchema = component(
  'ListMemberDrift',
  Type.Object(
    {
      ours_shown: Count(),
      foreign: Members('Somebody else added them, and nobody has said what becomes of them. Never removed.'),
      ignored: Members('Left to those who added them.'),
      taken: Members("Taken over by this look, by the list's rule."),
      also: Members('Somebody else added them, and the directory wishes them here too.'),
      missed: Members('Ours, and missed by this reading alone.'),
      left: Members('Ours, and missed by two readings apart in time.'),
      hidden: Members('Ours, suspended or deleted by X, which does not show them.'),
      unconfirmed: Members('Sent, and not yet shown by any reading.'),
      renamed: Type.Array(Type.Object({ x_user_id: UserId(), from: Handle(), to: Handle() }), MEMBERS),
    },
    { description: 'Whose each member on X is, and which of ours are not there.' },
  ),
)

const OUTCOMES = ['as_applied', 'drifted', 'incomplete', 'gone', 'not_ours', 'failed'] as const

export const CheckSchema = component(
  'ListCheck',
  Type.Object(
    {
      id: Type.Integer({ format: 'int64', minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
      list_id: Id('lst'),
      at: Instant(),
      kind: OneOf(['count', 'full'], { description: '`count`: one call. `full`: every member was read, and paid for.' }),
      outcome: OneOf(OUTCOMES),
      member_count: Nullable(Count()),
      expected_count: Count(),
      fields: Fields(),
      members: Nullable(ref(MemberDriftSchema)),
      note: Nullable(Type.String({ maxLength: 2_000 })),
      cost_usd: Usd(),
      in_words: Sentences(),
    },
    { description: 'One look at a list on X.' },
  ),
)
export const CheckPageSchema = PageOf('ListCheckPage', CheckSchema)

export const MemberDecisionSchema = component(
  'ListMemberDecision',
  Type.Object(
    {
      ...member,
      decision: OneOf(['adopt', 'ignore', 'readd']),
      reason: Type.String({ maxLength: 500 }),
      decided_at: Instant(),
      effect: Type.String({ maxLength: 600, description: 'What it comes to, for people.' }),
    },
    { description: "An organiser's word on one member that others added or took off on X." },
  ),
)

export const DriftSchema = component(
  'ListDrift',
  Type.Object(
    {
      list_id: Id('lst'),
      foreign_members: OneOf(['ask', 'ignore', 'adopt']),
      last_check: Nullable(ref(CheckSchema)),
      last_read_at: Nullable(Instant()),
      fields: Fields(),
      foreign: Type.Array(
        Type.Object({ ...member, would: Type.String({ maxLength: 300, description: 'What taking it over comes to.' }), removed: Type.Boolean() }),
        MEMBERS,
      ),
      left: Type.Array(Type.Object({ ...member, since: Instant(), let_be: Type.Boolean() }), MEMBERS),
      missed: Type.Array(
        Type.Object({ ...member, since: Instant(), second_from: Instant({ description: 'When another reading counts as the second one.' }) }),
        MEMBERS,
      ),
      hidden: Members('Suspended or deleted by X.'),
      decisions: Type.Array(ref(MemberDecisionSchema), MEMBERS),
      costs: Type.Object(
        { count_usd: Usd(), full_usd: Usd(), members: Count() },
        { description: 'What the next look costs, by the count and by all members.' },
      ),
      in_words: Sentences(),
    },
    { description: 'How a list stands against X by the looks so far and the words since.' },
  ),
)

export const MemberDecisionInputSchema = component(
  'ListMemberWord',
  Closed({
    decision: OneOf(['adopt', 'ignore', 'readd']),
    reason: Because(),
    accept_removal: Type.Optional(
      Type.Boolean({
        description: 'For `adopt` of a member who would then come off the list: the home field, a rejected, retired, withdrawn or excluded entry.',
      }),
    ),
  }),
)
export const FieldsDecisionSchema = component(
  'ListFieldsWord',
  Closed({
    take: OneOf(['theirs', 'ours'], { description: '`theirs`: our definition follows X. `ours`: the next plan sets ours again.' }),
    reason: Because(),
  }),
)

export const ListParams = Closed({ id: Id('lst') })
export const MemberParams = Closed({ id: Id('lst'), x_user_id: UserId() })
export const CheckQuery = Closed({ full: Type.Optional(Type.Boolean({ default: false, description: 'Read every member, whatever the count says.' })) })
export const ChecksQuery = Closed(pagingQuery)

export const driftComponents = [
  FieldDriftSchema,
  MemberDriftSchema,
  CheckSchema,
  CheckPageSchema,
  MemberDecisionSchema,
  DriftSchema,
  MemberDecisionInputSchema,
  FieldsDecisionSchema,
]
