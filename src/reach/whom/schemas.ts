import Type from 'typebox'
import { Closed, component, Id, Instant, Nullable, ref } from '../../http/schemas.js'
import { AudienceSchema, ScopeSchema, scopes } from '../schemas.js'
import { MOST_COMPARED, MOST_PICKS } from './service.js'

const Count = (description: string) => Type.Integer({ format: 'int32', minimum: 0, maximum: 10_000_000, description })
const Handles = Type.Array(Type.String({ maxLength: 50, pattern: '^[A-Za-z0-9_]+$' }), {
  maxItems: 100,
  description: 'Its accounts whose follower lists were compared.',
})
const SharedBefore = Nullable(
  Type.Number({
    format: 'double',
    minimum: 0,
    maximum: 1,
    description: 'The part of its audience that is reached without it; null if too little is known to tell.',
  }),
)
const AsOf = Nullable(Instant({ description: 'When the oldest follower list used was read.' }))

export const NamedAllySchema = component('NamedAlly', Type.Object({ id: Id('aly'), name: Type.String({ maxLength: 300, pattern: '^[^\\u0000]*$' }) }))

export const UnmeasuredSchema = component(
  'Unmeasured',
  Type.Object(
    {
      count: Count('How many.'),
      allies: Type.Array(
        Type.Object({
          ...NamedAllySchema.properties,
          reason: Nullable(Type.String({ maxLength: 400, description: 'Why a list that is kept of it is not used; null if none is kept.' })),
        }),
        { maxItems: 50, description: 'The first of them.' },
      ),
    },
    { description: 'Allies of which no follower list is known that can be used. They are not ranked: theirs is not an audience of 0.' },
  ),
)

const range = ref(AudienceSchema)

export const RecommendationSchema = component(
  'ReachRecommendation',
  Type.Object(
    {
      scope: ref(ScopeSchema),
      beside: Nullable(Id('lst', { description: 'The list whose audience counts as reached.' })),
      before: range,
      picks: Type.Array(Type.Object({ ally: ref(NamedAllySchema), accounts: Handles, incremental: range, share_covered: SharedBefore, cumulative: range }), {
        maxItems: MOST_PICKS,
        description: 'In order: each adds most to those before it.',
      }),
      candidates: Count('Allies that could be picked.'),
      inside: Count('Allies of the scope that have a follower list and are in the list named by `beside` already: they are never picked.'),
      unmeasured: ref(UnmeasuredSchema),
      as_of: AsOf,
    },
    { description: 'Whom to ask next: chosen one after the other for what each adds (greedy maximum coverage).' },
  ),
)

export const AdditionSchema = component(
  'ReachAddition',
  Type.Object(
    {
      scope: ref(ScopeSchema),
      ally: ref(NamedAllySchema),
      accounts: Handles,
      before: range,
      after: range,
      incremental: range,
      share_covered: SharedBefore,
      unmeasured: ref(UnmeasuredSchema),
      as_of: AsOf,
    },
    { description: 'What adding one ally to a set changes.' },
  ),
)

export const OverlapSchema = component(
  'ReachOverlap',
  Type.Object(
    {
      scope: ref(ScopeSchema),
      allies: Type.Array(Type.Object({ id: Id('aly'), name: Type.String({ maxLength: 300, pattern: '^[^\\u0000]*$' }), audience: range }), {
        maxItems: MOST_COMPARED,
        description: 'The largest audiences first.',
      }),
      overlap: Type.Array(Type.Array(range, { maxItems: MOST_COMPARED }), {
        maxItems: MOST_COMPARED,
        description: 'Row and column in the order of allies: accounts that follow both. The diagonal is the audience itself.',
      }),
      left_out: Count('Measured allies of the scope beyond the largest.'),
      unmeasured: ref(UnmeasuredSchema),
      as_of: AsOf,
    },
    { description: 'How much each two audiences of a set share.' },
  ),
)

export const whomComponents = [NamedAllySchema, UnmeasuredSchema, RecommendationSchema, AdditionSchema, OverlapSchema]

const k = Type.Optional(Type.Integer({ format: 'int32', minimum: 1, maximum: MOST_PICKS, default: 10, description: 'How many to pick.' }))
const beside = Type.Optional(Id('lst', { description: 'Pick what adds most to this list; its members are not picked.' }))

/** Without a scope all published allies are candidates. */
export const RecommendQuery = Closed({ ...scopes, k, beside })
export const AdditionQuery = Closed({ ...scopes, ally: Id('aly', { description: 'The published ally that would join.' }) })
