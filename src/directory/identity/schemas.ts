import Type from 'typebox'
import { Because, Closed, component, Id, Instant, Line, Nullable, OneOf, PageOf, pagingQuery, ref } from '../../http/schemas.js'
import { RELATION_KINDS } from '../match/types.js'
import { SECTIONS } from '../taxonomy/sections.js'

export const STATUSES = ['proposed', 'approved', 'rejected', 'retired', 'withdrawn'] as const
export const GATES = ['home', 'ally', 'unsure'] as const
export const KINDS = ['organisation', 'hashtag'] as const
export const STATES = ['unresolved', 'active', 'protected', 'suspended', 'not_found', 'duplicate'] as const
export const DECIDERS = ['rules', 'organiser'] as const
const BANDS = ['auto', 'review', 'distinct'] as const
const EVIDENCE = ['key', 'name', 'web', 'place', 'handle', 'contact'] as const
const PROPOSALS = ['same', ...RELATION_KINDS] as const

export const Section = () =>
  OneOf(
    SECTIONS.map((section) => section.code),
    { description: 'ICNP/TSO section.' },
  )
export const Handle = () => Type.String({ pattern: '^[A-Za-z0-9_]{1,15}$', maxLength: 15, description: 'Without @, as a participant typed it.' })
export const TagCode = () => Type.String({ maxLength: 20, pattern: '^[A-Z0-9]+$' })
export const RenamedFrom = () =>
  Type.Array(Type.String({ pattern: '^[A-Za-z0-9_]{1,20}$', maxLength: 20 }), {
    maxItems: 50,
    description: 'Handles that the account had before, the last one first. X may have given them to others since.',
  })
export const ReasonText = () => Because({ description: 'Kept on the record and shown to the nominator.' })
export const Count = (options: Record<string, unknown> = {}) => Type.Integer({ format: 'int32', minimum: 0, maximum: 2_147_483_647, ...options })
const Name = () => Type.String({ maxLength: 200 })
const Actor = () => Type.String({ maxLength: 100 })
const Rule = () => Type.String({ maxLength: 80 })
const LogOdds = (description: string) => Type.Number({ format: 'double', minimum: -10_000, maximum: 10_000, description })

export const ReasonSchema = () => Type.Object({ rule: Rule(), detail: Type.String({ maxLength: 2000 }) })
export const Reasons = () => Type.Array(ReasonSchema(), { maxItems: 100, description: 'Each rule with the words that fired it.' })

const EvidenceList = () =>
  Type.Array(
    Type.Object({
      kind: OneOf(EVIDENCE),
      rule: Rule(),
      detail: Type.String({ maxLength: 2000, description: 'What was compared, in words.' }),
      points: LogOdds('What it adds to z.'),
    }),
    { maxItems: 100, description: 'The sum, line by line.' },
  )

const Named = () => Type.Object({ id: Id('aly'), name: Name() })
const Taken = () => Nullable(Type.Object({ at: Instant(), by: Actor(), reason: Type.String({ maxLength: 2000 }) }))

export const MatchSideSchema = component(
  'MatchSide',
  Type.Object(
    {
      id: Id('aly'),
      kind: OneOf(KINDS),
      name: Name(),
      aliases: Type.Array(Name(), { maxItems: 500 }),
      accounts: Type.Array(
        Type.Object({ handle: Handle(), state: OneOf(STATES), url: Type.String({ format: 'uri', maxLength: 200 }), renamed_from: RenamedFrom() }),
        { maxItems: 500 },
      ),
      url: Nullable(Type.String({ format: 'uri', maxLength: 500 })),
      status: OneOf(STATUSES),
      gate: OneOf(GATES),
      category: Nullable(Type.Object({ section: Section(), title: Type.String({ maxLength: 100 }) })),
      body_kind: Nullable(Type.String({ maxLength: 40, pattern: '^[a-z]+$' })),
      support: Type.Object({ nominators: Count(), chats: Count() }),
      created_at: Instant(),
      merged_into: Nullable(Id('aly')),
      members: Type.Array(Named(), { maxItems: 1000, description: 'What was merged into it.' }),
    },
    { description: 'One of two entries that may be the same.' },
  ),
)

export const MatchDecisionSchema = component(
  'MatchDecision',
  Type.Object(
    {
      id: Id('dec'),
      verdict: OneOf(['same', 'related', 'different']),
      a: Named(),
      b: Named(),
      merged: Nullable(Type.Object({ id: Id('aly'), into: Id('aly') }, { description: 'Of same: which of the two points to the other.' })),
      relation_kind: Nullable(OneOf(RELATION_KINDS)),
      z: Nullable(LogOdds('On what it was decided, if it had been proposed.')),
      evidence: EvidenceList(),
      rule_version: Nullable(Type.String({ maxLength: 80 })),
      by: OneOf(DECIDERS),
      actor: Actor(),
      reason: Type.String({ maxLength: 2000 }),
      created_at: Instant(),
      undone: Taken(),
    },
    { description: 'What was decided of two entries, by whom and why. It is never edited; it can be taken back.' },
  ),
)
export const MatchDecisionPageSchema = PageOf('MatchDecisionPage', MatchDecisionSchema)

export const MatchSchema = component(
  'Match',
  Type.Object(
    {
      id: Id('mtp'),
      state: OneOf(['open', 'decided', 'gone']),
      band: OneOf(BANDS, { description: 'What the rules would do with the pair if nobody were asked.' }),
      z: LogOdds('Natural log-odds that both are one body: the sum of the points.'),
      proposal: OneOf(PROPOSALS),
      relation: Nullable(
        Type.Object(
          { kind: OneOf(RELATION_KINDS), from_id: Id('aly'), to_id: Id('aly'), reads: Type.String({ maxLength: 500 }) },
          { description: 'The proposed relation spelt out; null if it is proposed that both are the same.' },
        ),
      ),
      evidence: EvidenceList(),
      vetoes: Type.Array(ReasonSchema(), { maxItems: 100, description: 'Why this is never merged without a person, whatever z.' }),
      rule_version: Type.String({ maxLength: 80 }),
      a: ref(MatchSideSchema),
      b: ref(MatchSideSchema),
      stays_id: Id('aly', { description: 'Which of the two stays if both are the same and canonical_id is left out.' }),
      decision: Nullable(ref(MatchDecisionSchema)),
      created_at: Instant(),
      updated_at: Instant(),
      links: Type.Object({
        self: Type.String({ format: 'uri-reference', maxLength: 200 }),
        decide: Type.String({ format: 'uri-reference', maxLength: 200 }),
        a: Type.String({ format: 'uri-reference', maxLength: 200 }),
        b: Type.String({ format: 'uri-reference', maxLength: 200 }),
      }),
    },
    { description: 'Two entries that may be one, or belong together, with all that speaks for it and against.' },
  ),
)
export const MatchPageSchema = PageOf('MatchPage', MatchSchema)

export const MatchVerdictSchema = component(
  'MatchVerdict',
  Closed({
    verdict: OneOf(['same', 'related', 'different'], {
      description: 'same merges the two, related keeps both and says how they belong together, different keeps them apart for good.',
    }),
    canonical_id: Type.Optional(Id('aly', { description: 'Of same: which stays. Without it the published, better supported, older one.' })),
    kind: Type.Optional(OneOf(RELATION_KINDS, { description: 'Of related: from is the … of to. Without it what was proposed.' })),
    from_id: Type.Optional(Id('aly')),
    to_id: Type.Optional(Id('aly')),
    reason: Because(),
  }),
)

export const UndoSchema = component(
  'MatchUndo',
  Closed({
    reason: Because(),
    ask_again: Type.Optional(
      Type.Boolean({ default: false, description: 'After a merge: put the question into the queue again instead of remembering that the two are different.' }),
    ),
  }),
)

export const MergeSchema = component('MergeRequest', Closed({ into: Id('aly', { description: 'The entry that stays.' }), reason: Because() }))
export const BecauseSchema = component('Because', Closed({ reason: Because() }))

const relationProperties = {
  id: Id('rel'),
  kind: OneOf(RELATION_KINDS),
  direction: OneOf(['from', 'to'], { description: 'from: this entry is the … of the other. to: the other is the … of this one.' }),
  reads: Type.String({ maxLength: 60, description: 'How this entry stands to the other, in words.', examples: ['chapter of', 'has the press account'] }),
  ally: Type.Object({ id: Id('aly'), name: Name(), kind: OneOf(KINDS) }),
  since: Instant(),
}

export const RelationsSchema = component(
  'Relations',
  Type.Object({ items: Type.Array(Type.Object(relationProperties), { maxItems: 1000 }) }, { description: 'How an ally belongs to other published ones.' }),
)

export const RelationReviewSchema = component(
  'RelationEntry',
  Type.Object(
    {
      ...relationProperties,
      from_id: Id('aly'),
      to_id: Id('aly'),
      other: Type.Object({ status: OneOf(STATUSES), gate: OneOf(GATES) }),
      by: OneOf(DECIDERS),
      actor: Actor(),
      reason: Type.String({ maxLength: 2000 }),
      ended: Taken(),
    },
    { description: 'A relation with who said so and why. from_id and to_id are the entries it was said of, which may have been merged since.' },
  ),
)

export const MemberList = () =>
  Type.Array(Type.Object({ id: Id('aly'), name: Name(), merged_at: Nullable(Instant()), decision_id: Nullable(Id('dec')) }), {
    maxItems: 1000,
    description: 'What was merged into this entry, with the decision that did.',
  })

export const RelationDeskSchema = component(
  'RelationDesk',
  Type.Object(
    {
      items: Type.Array(ref(RelationReviewSchema), { maxItems: 1000, description: 'Those that ended too.' }),
      members: MemberList(),
      former_handles: Type.Array(Type.Object({ handle: Handle(), renamed_from: RenamedFrom() }), { maxItems: 500 }),
    },
    { description: 'All that an entry is to others: relations, what was merged into it, and handles its accounts had before.' },
  ),
)

export const NewRelationSchema = component(
  'NewRelation',
  Closed(
    {
      kind: OneOf(RELATION_KINDS),
      to: Type.Optional(Id('aly', { description: 'This entry is the … of that one.' })),
      from: Type.Optional(Id('aly', { description: 'That one is the … of this entry.' })),
      reason: Because(),
    },
    { description: 'Either to or from.' },
  ),
)

export const ConflictList = () =>
  Type.Array(
    Type.Object({
      field: OneOf(['gate', 'section', 'body_kind']),
      words: Type.Array(Type.Object({ id: Id('aly'), name: Name(), value: Nullable(Type.String({ maxLength: 60 })) }), { maxItems: 1000 }),
    }),
    { maxItems: 3, description: 'Words that organisers gave on entries which are one now, and which do not agree. A new word on this entry settles it.' },
  )

export const MovedSchema = component(
  'Moved',
  Type.Object({ id: Id('aly'), merged_into: Id('aly') }, { description: 'The entry is a part of another one now.' }),
)

export const MatchParams = Closed({ id: Id('mtp') })
export const MatchDecisionParams = Closed({ id: Id('dec') })
export const RelationParams = Closed({ id: Id('aly'), relation_id: Id('rel') })
export const EntryParams = Closed({ id: Id('aly') })

const counted = { count: Type.Optional(Type.Boolean({ default: false, description: 'Also count everything that matches, in the header Total-Count.' })) }
export const MatchQuery = Closed({
  ...pagingQuery,
  ...counted,
  state: Type.Optional(OneOf(['open', 'decided'], { default: 'open' })),
  band: Type.Optional(OneOf(BANDS)),
  proposal: Type.Optional(OneOf(PROPOSALS)),
  kind: Type.Optional(OneOf(KINDS)),
  ally: Type.Optional(Id('aly', { description: 'Only pairs with this entry.' })),
})
export const DecisionsQuery = Closed(pagingQuery)

export const AliasList = () =>
  Type.Array(Line(200), { maxItems: 30, description: 'Other names, all of them: what is left out is taken off. Found by the search.' })

export const identityComponents = [
  MatchSideSchema,
  MatchDecisionSchema,
  MatchDecisionPageSchema,
  MatchSchema,
  MatchPageSchema,
  MatchVerdictSchema,
  UndoSchema,
  RelationReviewSchema,
  RelationsSchema,
  RelationDeskSchema,
  NewRelationSchema,
  MergeSchema,
  BecauseSchema,
  MovedSchema,
]
