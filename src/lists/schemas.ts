import Type from 'typebox'
import { AllySchema } from '../directory/schemas.js'
import { Because, Closed, component, EntityTag, Id, Instant, Line, Nullable, OneOf, PageOf, pagingQuery, ref } from '../http/schemas.js'
import { FieldDriftSchema } from './drift/schemas.js'
import { LIFTABLE } from './safety.js'

const Count = (options: Record<string, unknown> = {}) => Type.Integer({ format: 'int32', minimum: 0, maximum: 2_147_483_647, ...options })
const UserId = () => Type.String({ pattern: '^[0-9]{1,19}$', maxLength: 19 })
const XListId = () => Type.String({ pattern: '^[0-9]{1,19}$', maxLength: 19 })
const Handle = () => Type.String({ maxLength: 50 })

export const RuleSchema = component(
  'ListRule',
  Closed(
    {
      sections: Type.Optional(Type.Array(OneOf([...'ABCDEFGHIJKL']), { maxItems: 12 })),
      tags: Type.Optional(Type.Array(Type.String({ pattern: '^[A-Z0-9]+$', maxLength: 20 }), { maxItems: 50 })),
      body_kinds: Type.Optional(Type.Array(Type.String({ pattern: '^[a-z]+$', maxLength: 40 }), { maxItems: 20 })),
      chats: Type.Optional(Type.Array(Id('cht'), { maxItems: 100 })),
      min_support: Type.Optional(Type.Integer({ format: 'int32', minimum: 0, maximum: 100_000 })),
      hashtag_owners: Type.Optional(
        Type.Boolean({
          description: 'An organisation that does not fit belongs too if it owns a hashtag that does (relation `owner`): X lists take no hashtags.',
        }),
      ),
      pinned_only: Type.Optional(Type.Boolean({ description: 'Nobody by rule: only who is pinned.' })),
    },
    { description: 'Which approved allies belong. Values of a member are alternatives, members narrow one another; an empty rule takes all.' },
  ),
)

const Name = () => Line(25, { description: "X's own limit is 25 characters." })
const Description = () => Type.String({ maxLength: 100, pattern: '^[^\\u0000-\\u001f]*$' })

export const NewListSchema = component(
  'NewList',
  Closed({
    name: Name(),
    description: Type.Optional(Description()),
    private: Type.Optional(Type.Boolean({ default: true })),
    rule: Type.Optional(ref(RuleSchema)),
  }),
)
export const ListEditSchema = component(
  'ListEdit',
  Closed({
    name: Type.Optional(Name()),
    description: Type.Optional(Description()),
    private: Type.Optional(Type.Boolean()),
    rule: Type.Optional(ref(RuleSchema)),
    foreign_members: Type.Optional(
      OneOf(['ask', 'ignore', 'adopt'], { description: 'What becomes of members that others add on X: ask for each, leave them be, or take them over.' }),
    ),
  }),
)

const listProperties = {
  id: Id('lst'),
  name: Type.String({ maxLength: 25 }),
  description: Type.String({ maxLength: 100 }),
  private: Type.Boolean({ description: 'Private lists are neither public here nor on X.' }),
  rule: ref(RuleSchema),
  members: Count({
    description:
      'Entries that belong to it by the directory of this moment; X may show fewer, since it has no place for hashtags and for accounts nobody looked up yet.',
  }),
  on_x: Nullable(Type.Object({ id: XListId(), url: Type.String({ format: 'uri', maxLength: 200 }), verified_at: Nullable(Instant()) })),
  updated_at: Instant(),
}
export const ListSchema = component('List', Type.Object(listProperties, { description: 'A curated list of allies.' }))
export const ListPageSchema = PageOf('ListPage', ListSchema)

const Exception = Type.Object({ ally_id: Id('aly'), reason: Type.String({ maxLength: 500 }) })
const STATUSES = ['ready', 'applying', 'waiting', 'verified', 'incomplete', 'stopped', 'superseded', 'cancelled'] as const
const LeftOut = () =>
  Type.Array(Type.Object({ ally_id: Id('aly'), name: Type.String({ maxLength: 200 }), reason: Type.String({ maxLength: 600 }) }), { maxItems: 10_000 })

export const DeskListSchema = component(
  'DeskList',
  Type.Object(
    {
      ...listProperties,
      foreign_members: OneOf(['ask', 'ignore', 'adopt']),
      pins: Type.Array(Exception, { maxItems: 5_000 }),
      exclusions: Type.Array(Exception, { maxItems: 5_000 }),
      left_out: LeftOut(),
      waiting: Type.Object({ add: Count(), remove: Count() }, { description: 'What the next plan would change by what we know, without asking X.' }),
      latest_plan: Nullable(Type.Object({ id: Id('pln'), status: OneOf(STATUSES), created_at: Instant() })),
      former_x_list_id: Nullable(
        Type.String({
          pattern: '^[0-9]{1,19}$',
          maxLength: 19,
          description: 'The list on X that it was connected with last, while it is connected with none.',
        }),
      ),
      etag: EntityTag(),
    },
    { description: 'A list with the words of organisers and everyone left out, each with the reason.' },
  ),
)
export const DeskListPageSchema = PageOf('DeskListPage', ListSchema)

export const MemberSchema = component(
  'ListMember',
  Type.Object({ ally: ref(AllySchema), on_x: Type.Boolean({ description: 'A complete reading of the list on X has shown it.' }) }),
)
export const MemberPageSchema = PageOf('ListMemberPage', MemberSchema)

export const ApplyQuery = Closed({
  validate_only: Type.Optional(
    Type.Boolean({ default: false, description: 'Make every check, X is looked at too, and say whether it would begin; nothing is begun or noted.' }),
  ),
})

export const ApplySchema = component(
  'Apply',
  Closed({
    checksum: Type.String({ pattern: '^[0-9a-f]{64}$', maxLength: 64 }),
    override: Type.Optional(
      Closed({
        codes: Type.Array(OneOf([...LIFTABLE]), { minItems: 1, maxItems: 2 }),
        reason: Because(),
      }),
    ),
    now: Type.Optional(
      Type.Boolean({
        description: 'With a plan that waits: ask anew what stands in its way, before waiting_until. What X itself has put off stays put off (409).',
      }),
    ),
  }),
)

const Member = Type.Object({ x_user_id: UserId(), handle: Handle() })
const SetOnX = Type.Object({
  name: Type.Optional(Type.String({ maxLength: 25 })),
  description: Type.Optional(Type.String({ maxLength: 100 })),
  private: Type.Optional(Type.Boolean()),
})
export const PlanSchema = component(
  'Plan',
  Type.Object(
    {
      id: Id('pln'),
      list_id: Id('lst'),
      list_name: Type.String({ maxLength: 25 }),
      x_list_id: Nullable(XListId()),
      creates_list: Type.Boolean(),
      not_taken_back: Nullable(
        Type.Object(
          { creates_list: Type.Boolean(), updates_list: Nullable(SetOnX) },
          {
            description:
              'What the plan that this one takes back did to the list itself. It stays: no plan takes that back. Edit the list (editList) and make a plan. Null if that is nothing.',
          },
        ),
      ),
      list_made: Nullable(Type.Boolean({ description: 'Whether the list that the plan makes is on X by now; null if it makes none.' })),
      list_private: Nullable(Type.Boolean({ description: 'The list as it is defined here: so it is made on X.' })),
      updates_list: Nullable(SetOnX),
      fields_on_x: Type.Array(ref(FieldDriftSchema), {
        maxItems: 3,
        description: 'Name, description or privacy that somebody changed on X: left so until it is decided which holds (decideListFields).',
      }),
      ops: Type.Array(Type.Object({ verb: OneOf(['add', 'remove']), x_user_id: UserId(), ally_id: Id('aly'), handle: Handle() }), { maxItems: 10_000 }),
      counts: Type.Object({ add: Count(), remove: Count(), keep: Count() }),
      left_out: LeftOut(),
      foreign: Type.Array(Type.Object({ x_user_id: UserId(), handle: Handle(), decided: Type.Optional(Type.Boolean()) }), {
        maxItems: 10_000,
        description: "On the list by somebody else's hand: never touched.",
      }),
      theirs: Type.Array(Member, { maxItems: 10_000, description: "By somebody else's hand too, and wanted: they stay, and are not ours to remove." }),
      vanished: Type.Array(Member, { maxItems: 10_000, description: 'Left the list by themselves: never added again.' }),
      unclear: Type.Array(Member, {
        maxItems: 10_000,
        description: "Ours, not in X's listing: neither added again nor given up before a second reading, ten minutes apart or more, agrees.",
      }),
      second_reading_from: Nullable(Instant({ description: 'When another reading counts as the second one for those of `unclear`.' })),
      verdict: Type.Object({
        safe: Type.Boolean(),
        reasons: Type.Array(
          Type.Object({
            code: OneOf(['too_many_removals', 'would_empty', 'incomplete_read', 'foreign_list']),
            detail: Type.String({ maxLength: 500 }),
            override: Nullable(Type.String({ maxLength: 500 })),
          }),
          { maxItems: 10 },
        ),
      }),
      read: OneOf(['none', 'count', 'full'], {
        description: "What of X it was made from: all members, or X's count of them, which agreed with those we know; all are read again before sending.",
      }),
      rollback_of: Nullable(Id('pln', { description: 'The plan whose effect this one takes back.' })),
      leavers: Type.Optional(
        Type.Literal(true, {
          description: 'It takes only those off who asked to be gone, and was made and begun by the service itself; absent in other plans.',
        }),
      ),
      override: Nullable(
        Type.Object(
          { cli: Type.String({ maxLength: 1000 }), json: ref(ApplySchema) },
          { description: 'The exact words that lift what holds this very plan back; null if it is safe or nothing lifts it.' },
        ),
      ),
      checksum: Type.String({ pattern: '^[0-9a-f]{64}$', maxLength: 64, description: 'SHA-256. Send it to apply exactly this plan.' }),
      status: OneOf(STATUSES),
      waiting_until: Nullable(Instant({ description: 'With the status waiting: it goes on by itself then, and can be cancelled at once until then.' })),
      held: Nullable(
        Type.Object(
          { why: Type.String({ maxLength: 2_000 }), until: Nullable(Instant({ description: 'Null where time alone does not mend it.' })) },
          {
            description:
              'What would refuse the plan if it were to begin or go on now (409), as far as that is known without asking X: a pause after a lock, a limit of a day, another account connected than the one that owns the list.',
          },
        ),
      ),
      note: Nullable(Type.String({ maxLength: 20_000 })),
      cost: Type.Object({ calls: Count(), usd: Type.Number({ minimum: 0, maximum: 1_000_000 }) }, { description: "By X's price list of August 2026." }),
      timetable: Type.Array(Type.Object({ at: Instant(), adds: Count(), removals: Count(), now: Type.Boolean({ description: 'Nothing keeps it waiting.' }) }), {
        maxItems: 1_000,
      }),
      seconds_today: Count(),
      outcomes: Type.Array(
        Type.Object({
          seq: Count(),
          verb: OneOf(['add', 'remove']),
          handle: Handle(),
          x_user_id: UserId(),
          state: OneOf(['pending', 'inflight', 'done', 'skipped', 'failed']),
          outcome: Nullable(
            Type.String({
              maxLength: 100,
              examples: ['added', 'silently_dropped'],
              description:
                'added, removed, renamed, acknowledged (sent, not read back yet), silently_dropped, put_off, still_there, suspended, protected, protected_or_blocking (X does not say which), not_found, list_full, cooling_down, cooling_down_again, withdrawn, already_there (added by somebody else meanwhile), no_longer_wanted, wanted_again, cancelled; more may come.',
            }),
          ),
          renamed_to: Nullable(Type.String({ maxLength: 50, description: 'With the outcome renamed: what X calls the account now.' })),
        }),
        { maxItems: 10_000 },
      ),
      created_at: Instant(),
      started_at: Nullable(Instant()),
      cancel_at: Nullable(Instant({ description: 'Somebody asked for it to end. While it is applying, it stops before its next call.' })),
      finished_at: Nullable(Instant()),
      verified_at: Nullable(Instant({ description: 'When the list on X was read back and nothing was left to do. Without it nothing is claimed.' })),
    },
    { description: 'The sorted difference between wish and X, with its verdict, cost and checksum; while it is applied, also its progress.' },
  ),
)

/** Why a plan ends or is taken back; kept on the record. */
export const PlanReasonSchema = component('PlanReason', Closed({ reason: Because() }))
export const ExceptionInputSchema = component('ListException', Closed({ reason: Because() }))
export const ReplacementSchema = component(
  'ListReplacement',
  Closed({ x_list_id: XListId(), reason: Because() }, { description: 'The list on X that is lost, and why it is replaced.' }),
)
export const ConnectSchema = component('ListConnection', Closed({ x_list_id: Nullable(XListId()) }))

export const ListParams = Closed({ id: Id('lst') })
export const ListAllyParams = Closed({ id: Id('lst'), ally: Id('aly') })
export const PlanParams = Closed({ id: Id('pln') })
export const ListQuery = Closed(pagingQuery)

export const listComponents = [
  RuleSchema,
  NewListSchema,
  ListEditSchema,
  ListSchema,
  ListPageSchema,
  DeskListSchema,
  DeskListPageSchema,
  MemberSchema,
  MemberPageSchema,
  PlanSchema,
  ApplySchema,
  PlanReasonSchema,
  ExceptionInputSchema,
  ReplacementSchema,
  ConnectSchema,
]
