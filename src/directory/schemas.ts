import Type, { type Static } from 'typebox'
import { Closed, component, EntityTag, Id, Instant, Line, Nullable, OneOf, PageOf, pagingQuery, ref, Text, Url } from '../http/schemas.js'
import { ACTIONS } from './decide.js'
import {
  AliasList,
  ConflictList,
  Count,
  DECIDERS,
  GATES,
  Handle,
  KINDS,
  MatchDecisionSchema,
  MemberList,
  Reasons,
  ReasonText,
  RelationReviewSchema,
  RenamedFrom,
  Section,
  STATES,
  STATUSES,
  TagCode,
} from './identity/schemas.js'

const HOLDS = ['burst', 'source'] as const
const USES = ['connecting', 'topical'] as const

const UserId = () => Nullable(Type.String({ pattern: '^[0-9]{1,19}$', maxLength: 19, description: "X's numeric id, once looked up." }))

const allyProperties = {
  id: Id('aly'),
  kind: OneOf(KINDS),
  name: Type.String({ maxLength: 200 }),
  url: Nullable(Type.String({ format: 'uri', maxLength: 500 })),
  category: Nullable(Type.Object({ section: Section(), title: Type.String({ maxLength: 100 }) })),
  tags: Type.Array(TagCode(), { maxItems: 100, description: 'UK-CAT tag codes (CC BY 4.0).' }),
  body_kind: Nullable(Type.String({ maxLength: 40, pattern: '^[a-z]+$', description: 'Charity, government, school, media, chat ...' })),
  accounts: Type.Array(
    Type.Object({
      platform: OneOf(['x']),
      handle: Handle(),
      user_id: UserId(),
      url: Type.String({ format: 'uri', maxLength: 200 }),
      renamed_from: RenamedFrom(),
    }),
    {
      maxItems: 500,
    },
  ),
  hashtag: Nullable(Type.Object({ tag: Type.String({ maxLength: 100 }), url: Type.String({ format: 'uri', maxLength: 1000 }) })),
  hashtag_use: Nullable(OneOf(USES, { description: "Of hashtags: a community's own coined tag, or a common word." })),
  assured: Nullable(
    Type.Object(
      { at: Instant(), by: Type.String({ maxLength: 100 }) },
      { description: 'When, and in which role, an organiser last said that the entry is right.' },
    ),
  ),
  support: Type.Object(
    { nominators: Count(), chats: Count() },
    { description: 'Distinct people who nominated it, and the chats it was nominated in. A retweet is no support.' },
  ),
  published_at: Nullable(Instant()),
}

export const AllySchema = component(
  'Ally',
  Type.Object(allyProperties, { description: 'An organisation or hashtag outside the home field that an organiser approved.' }),
)
export const AllyPageSchema = PageOf('AllyPage', AllySchema)

export const ChangeSchema = component(
  'Change',
  Type.Object({
    id: Id('aly'),
    changed_at: Instant(),
    deleted: Type.Boolean({ description: 'It is not public any more: drop it. Nothing else is told of it.' }),
    merged_into: Nullable(Id('aly', { description: 'The ally that stands for it now, if it was merged into a public one.' })),
    ally: Nullable(ref(AllySchema)),
  }),
)
export const ChangesSchema = component(
  'Changes',
  Type.Object({
    items: Type.Array(ref(ChangeSchema), { maxItems: 200 }),
    next_cursor: Type.String({
      maxLength: 1000,
      pattern: '^[A-Za-z0-9_-]+$',
      description: 'Always there: keep it and ask again with it, at once if more, else later.',
    }),
    more: Type.Boolean(),
  }),
)
export const ChangesQuery = Closed({
  ...pagingQuery,
  updated_since: Type.Optional(Instant({ description: 'Where to begin without a cursor; without either it begins with everything.' })),
})

export const ReviewSchema = component(
  'ReviewEntry',
  Type.Object(
    {
      ...allyProperties,
      status: OneOf(STATUSES),
      status_reason: Nullable(Type.String({ maxLength: 2000 })),
      gate: Type.Object(
        { verdict: OneOf(GATES), by: OneOf(DECIDERS), reasons: Reasons() },
        { description: 'Whether it belongs to the home field. Only ally is ever public.' },
      ),
      category_by: OneOf(DECIDERS),
      category_reasons: Reasons(),
      tags_by: OneOf(DECIDERS),
      body_kind_by: OneOf(DECIDERS),
      hashtag_use_by: OneOf(DECIDERS),
      hashtag_use_reasons: Reasons(),
      merged_into: Nullable(Id('aly', { description: 'The entry it was merged into itself.' })),
      canonical_id: Id('aly', { description: 'The entry that stands for it: its own id unless it was merged.' }),
      members: MemberList(),
      conflicts: ConflictList(),
      aliases: Type.Array(Type.String({ maxLength: 200 }), { maxItems: 5000, description: 'Other names, also those of its members.' }),
      open_matches: Count({ description: 'Pairs with this entry that wait in the queue of matches.' }),
      relations: Type.Array(ref(RelationReviewSchema), { maxItems: 1000 }),
      held: Type.Object(
        {
          waiting: Type.Integer({ format: 'int32', minimum: 0, maximum: 2_147_483_647 }),
          reasons: Type.Array(OneOf(HOLDS, { description: 'burst: many strangers at once for one target. source: many people from one address or key.' }), {
            maxItems: HOLDS.length,
          }),
          dismissed: Type.Integer({ format: 'int32', minimum: 0, maximum: 2_147_483_647 }),
        },
        { description: 'Voices that are no support: those that wait for an organiser, and those that one dismissed.' },
      ),
      self_nominations: Type.Integer({
        format: 'int32',
        minimum: 0,
        maximum: 2_147_483_647,
        description: 'Times its own account nominated it, which is no support.',
      }),
      second_looks: Type.Array(Type.Object({ nomination_id: Id('nom'), asked_at: Instant(), why: Nullable(Type.String({ maxLength: 1000 })) }), {
        maxItems: 20,
        description: 'Nominators who asked that the decision be looked at again. The next decision answers them all.',
      }),
      account_states: Type.Array(Type.Object({ handle: Handle(), state: OneOf(STATES), checked_at: Nullable(Instant()) }), { maxItems: 500 }),
      created_at: Instant(),
      updated_at: Instant(),
      etag: EntityTag(),
    },
    { description: 'What an organiser decides on: the entry with its suggestions and their reasons.' },
  ),
)
export const ReviewPageSchema = PageOf('ReviewPage', ReviewSchema)

export const MatchDecidedSchema = component(
  'MatchDecided',
  Type.Object(
    {
      decision: ref(MatchDecisionSchema),
      entries: Type.Array(ref(ReviewSchema), { minItems: 1, maxItems: 2, description: 'What stands now: one entry if both are the same, otherwise both.' }),
    },
    { description: 'A decision on two entries and what follows from it.' },
  ),
)

export const HistorySchema = component(
  'History',
  Type.Object({
    items: Type.Array(
      Type.Object({
        at: Instant(),
        actor: Type.String({ maxLength: 100 }),
        action: Type.String({ maxLength: 60 }),
        what: Type.String({ maxLength: 2000, description: 'In words: what happened, and with whom.' }),
        reason: Nullable(Type.String({ maxLength: 2000 })),
        detail: Type.Object({}, { additionalProperties: true }),
      }),
      { maxItems: 500 },
    ),
  }),
)

export const CategoriesSchema = component(
  'Categories',
  Type.Object({
    items: Type.Array(
      Type.Object({
        section: Section(),
        title: Type.String({ maxLength: 100 }),
        allies: Type.Integer({ format: 'int32', minimum: 0, maximum: 2_147_483_647 }),
      }),
      { maxItems: 20 },
    ),
    attribution: Type.String({ maxLength: 500 }),
  }),
)

export const DecisionSchema = component(
  'Decision',
  Closed({
    action: OneOf(ACTIONS, {
      description:
        'approve, reject and reopen move through the queue; retire ends a publication; withdraw takes it off everything for good: only a mistake, where the body never asked, can be put right (restoreAlly). When a second look was asked for, reject and retire may be repeated with a new reason.',
    }),
    reason: ReasonText(),
    gate: Type.Optional(OneOf(['home', 'ally'], { description: 'Your own word on the gate, which is final. Needed to approve what the rules left unsure.' })),
    section: Type.Optional(Section()),
  }),
)

export const RestorationSchema = component(
  'Restoration',
  Closed({
    never_asked: Type.Unsafe<true>({ type: 'boolean', const: true, description: 'Your word that the body never asked to be gone. Kept on the record.' }),
    reason: ReasonText(),
  }),
)

export const RestoredSchema = component(
  'Restored',
  Type.Object({ id: Id('aly'), name: Type.String({ maxLength: 200 }), status: OneOf(['proposed'], { description: 'Back in the queue.' }), etag: EntityTag() }),
)

export const AllyEditSchema = component(
  'AllyEdit',
  Closed(
    {
      name: Type.Optional(Line(200)),
      url: Type.Optional(Nullable(Url())),
      gate: Type.Optional(Nullable(OneOf(GATES))),
      section: Type.Optional(Nullable(Section())),
      tags: Type.Optional(Nullable(Type.Array(TagCode(), { maxItems: 30, description: 'UK-CAT tag codes, all of them.' }))),
      body_kind: Type.Optional(Nullable(Type.String({ maxLength: 40, pattern: '^[a-z]+$' }))),
      hashtag_use: Type.Optional(Nullable(OneOf(USES))),
      aliases: Type.Optional(AliasList()),
      reason: ReasonText(),
    },
    { description: 'null for gate, section, tags, body_kind or hashtag_use takes an earlier word back: the rules suggest again.' },
  ),
)

export const AllyParams = Closed({ id: Id('aly') })

const filters = {
  q: Type.Optional(
    Text(100, {
      description: 'Words to find in name, handle or tag; accents, case and small slips of the pen do not matter. What holds the very words comes first.',
    }),
  ),
  category: Type.Optional(Section()),
  kind: Type.Optional(OneOf(KINDS)),
  tag: Type.Optional(TagCode()),
  sort: Type.Optional(OneOf(['name', '-support', '-published_at'], { default: 'name' })),
  count: Type.Optional(Type.Boolean({ default: false, description: 'Also count everything that matches, in the header Total-Count.' })),
}

export const AllyQuery = Closed({ ...pagingQuery, ...filters })
/** Of the whole at once: neither pages nor counts nor another order. */
export const ExportQuery = Closed({ q: filters.q, category: filters.category, kind: filters.kind, tag: filters.tag })
export const FeedQuery = Closed({ category: filters.category, kind: filters.kind, tag: filters.tag })
export const ReviewQuery = Closed({
  ...pagingQuery,
  ...filters,
  sort: Type.Optional(OneOf(['name', '-support', '-published_at'], { default: '-support' })),
  status: Type.Optional(OneOf(STATUSES)),
  gate: Type.Optional(OneOf(GATES)),
  held: Type.Optional(Type.Boolean({ default: false, description: 'Only entries for which voices wait.' })),
  second_look: Type.Optional(Type.Boolean({ default: false, description: 'Only entries that a nominator asked to be looked at again.' })),
})

export const ResolveReportSchema = component(
  'ResolveReport',
  Type.Object(
    Object.fromEntries(
      ['looked_up', 'found', 'protected', 'suspended', 'not_found', 'duplicate', 'renamed', 'unanswered'].map((name) => [
        name,
        Type.Integer({ format: 'int32', minimum: 0, maximum: 1_000_000 }),
      ]),
    ),
    {
      description:
        'What X said of the accounts that were looked up. Those unanswered come first the next time: X said nothing of them, or the budget was spent.',
    },
  ),
)
export const ResolveInputSchema = Closed({
  limit: Type.Optional(Type.Integer({ format: 'int32', minimum: 1, maximum: 1_000, default: 100, description: 'Each account found costs a cent.' })),
  all: Type.Optional(Type.Boolean({ default: false, description: 'Also accounts that were looked up within the week.' })),
  ally_ids: Type.Optional(
    Type.Array(Id('aly'), { minItems: 1, maxItems: 100, description: 'Only the accounts of these entries, whenever they were looked up last.' }),
  ),
})

export type DecisionBody = Static<typeof DecisionSchema>

export const directoryComponents = [
  AllySchema,
  ChangeSchema,
  ChangesSchema,
  AllyPageSchema,
  ReviewSchema,
  ReviewPageSchema,
  MatchDecidedSchema,
  HistorySchema,
  CategoriesSchema,
  DecisionSchema,
  RestorationSchema,
  RestoredSchema,
  AllyEditSchema,
  ResolveReportSchema,
]
