import Type from 'typebox'
import { Because, Closed, component, Id, Instant, Nullable, OneOf, ref, Text, Url } from '../http/schemas.js'

const STATES = ['open', 'done', 'refused', 'expired'] as const
const PROOFS = ['profile', 'site', 'sign_in', 'organiser'] as const
const Written = (options: Record<string, unknown> = {}) => Text(200, { examples: ['@HarbourFood_eg'], ...options })

export const NewLeaveSchema = component(
  'NewLeaveRequest',
  Closed({
    target: Written({ description: 'The account or hashtag to be left out: @handle, #hashtag or a link to the profile on X.' }),
    why: Type.Optional(Text(500, { description: 'For the organisers; forgotten with their answer.' })),
  }),
)

const facts = {
  state: OneOf(STATES, {
    description:
      'open: nothing has changed yet. done: gone everywhere, and not nominated again. refused: an organiser said no. expired: nobody showed that it is theirs.',
  }),
  target: Nullable(Written({ description: 'Forgotten, and null, once it is answered.' })),
  proof: Nullable(OneOf(PROOFS, { description: 'How it was shown.' })),
  answer: Nullable(Text(500, { description: 'What the organisers said.' })),
  asked_at: Instant(),
  answered_at: Nullable(Instant()),
  expires_at: Instant(),
}

export const LeaveSchema = component(
  'LeaveRequest',
  Type.Object({
    ...facts,
    code: Type.String({ maxLength: 40, pattern: '^leave-[0-9a-z]{10}$', description: 'Show it in the profile on X, or on the site, and ask for a check.' }),
    ways: Type.Array(OneOf(['sign_in', 'profile', 'site'] as const), {
      maxItems: 3,
      description: 'How it can be shown at once. Without any an organiser answers. Signing in is done on the page.',
    }),
    site: Nullable(Url({ description: 'The site at which the code would be looked for.' })),
    url: Url({ description: 'The page of this request. Whoever has the address can see it.' }),
  }),
)

export const LeaveParams = Type.Object({ request: Type.String({ pattern: '^[0-9a-z]{20,40}$', minLength: 20, maxLength: 40 }) })
export const LeaveCheckSchema = component('LeaveCheck', Closed({ by: OneOf(['profile', 'site'] as const, { description: 'Where the code is shown.' }) }))

export const StandingQuery = Closed({ target: Written({ description: '@handle, #hashtag or a link to a profile on X.' }) })
export const StandingSchema = component(
  'Standing',
  Type.Object({
    target: Written(),
    entry: Nullable(Type.Object({ id: Id('aly'), name: Text(300), url: Url() })),
    lists: Type.Array(Type.Object({ id: Id('lst'), name: Text(100), url: Url() }), { maxItems: 200 }),
  }),
)

export const QueuedLeaveSchema = component(
  'QueuedLeaveRequest',
  Type.Object({
    ...facts,
    id: Id('lev'),
    why: Nullable(Text(500)),
    checks: Type.Integer({ format: 'int32', minimum: 0, maximum: 1000, description: 'How often the code was looked for.' }),
    entry: Nullable(Type.Object({ id: Id('aly'), name: Text(300), status: OneOf(['proposed', 'approved', 'rejected', 'retired', 'withdrawn'] as const) })),
  }),
)
export const LeaveQueueQuery = Closed({ state: Type.Optional(OneOf(['open', 'answered'] as const, { default: 'open' })) })
export const LeaveQueueSchema = component('LeaveQueue', Type.Object({ items: Type.Array(ref(QueuedLeaveSchema), { maxItems: 100 }) }))
export const QueuedLeaveParams = Type.Object({ id: Id('lev') })
export const LeaveAnswerSchema = component(
  'LeaveAnswer',
  Closed({
    answer: OneOf(['honour', 'refuse'] as const, { description: 'honour: it is gone everywhere, for good. refuse: it stays, and the asker reads why.' }),
    reason: Because(),
  }),
)

export const privacyComponents = [NewLeaveSchema, LeaveSchema, LeaveCheckSchema, StandingSchema, QueuedLeaveSchema, LeaveQueueSchema, LeaveAnswerSchema]
