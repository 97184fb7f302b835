import Type, { type Static } from 'typebox'
import { Closed, component, Id, Instant, Nullable, OneOf, PageOf, pagingQuery, ref, Text } from '../http/schemas.js'
import { MAX_TARGETS } from './submit.js'

const STATUSES = ['proposed', 'approved', 'rejected', 'retired', 'withdrawn'] as const
const HOLDS = ['burst', 'source'] as const
const SOURCES = ['form', 'api', 'import', 'live'] as const

const Raw = (description: string) => Type.String({ maxLength: 600, description })
const Count = (description: string) => Type.Integer({ format: 'int32', minimum: 0, maximum: 2_147_483_647, description })

const TargetSchema = component(
  'Target',
  Type.Object(
    {
      kind: OneOf(['account', 'hashtag']),
      key: Type.String({ maxLength: 100, description: 'Folded: equal for every spelling of the same target, without @ or #.' }),
    },
    { description: 'An account or a hashtag on X.' },
  ),
)

const NotTakenSchema = component('NotTaken', Type.Object({ raw: Raw('As it was written.'), reason: Type.String({ maxLength: 300 }) }))

export const NewNominationsSchema = Closed({
  targets: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 500, pattern: '^[^\\u0000]*$' }), {
      minItems: 1,
      maxItems: MAX_TARGETS,
      description: 'Each @handle, #hashtag or a link to a profile on X.',
      examples: [['@HarbourFood_eg', '#FoodJustice_eg']],
    }),
  ),
  text: Type.Optional(Text(4000, { description: 'Free text in which the targets are named, such as a post.' })),
  why: Type.Optional(Text(1000, { description: 'Why they are allies. Organisers read it.' })),
  nominator: Type.Optional(
    Type.String({ minLength: 1, maxLength: 100, pattern: '^[^\\u0000]*$', description: 'Your own handle. Only a keyed hash is kept, to count people once.' }),
  ),
  credit: Type.Optional(Type.Boolean({ default: false, description: 'Keep the handle itself, so that you can be credited or told.' })),
  chat_id: Type.Optional(Id('cht', { description: 'The chat in which it was said.' })),
  question: Type.Optional(Type.Integer({ format: 'int32', minimum: 1, maximum: 99, description: '1 for Q1 of the chat.' })),
})
export type NewNominations = Static<typeof NewNominationsSchema>

export const SubmissionSchema = component(
  'Submission',
  Type.Object(
    {
      nominations: Type.Array(
        Type.Object({
          id: Id('nom'),
          target: ref(TargetSchema),
          ally_id: Id('aly'),
          ally_status: OneOf(STATUSES),
          created: Type.Boolean({ description: 'False if you had nominated it in this chat before: id is that nomination.' }),
          name: Type.String({ maxLength: 110, description: 'The target as you wrote it, with @ or #.' }),
          waits: Type.Boolean({ description: 'An organiser looks at this voice first; it is no support until then.' }),
          self: Type.Boolean({ description: 'It is your own account: organisers see it, but it is no support.' }),
        }),
        { maxItems: MAX_TARGETS },
      ),
      voice: OneOf(['handle', 'browser', 'address', 'key'], {
        description:
          'By what you were told from others. Without a handle it is the browser (on our own pages), the address or the key: whoever shares it is the same voice, until they give their own handle as nominator.',
      }),
      placeholders: Type.Array(Raw('A generic word such as @organizations: nobody in particular.'), { maxItems: 4000 }),
      skipped: Type.Array(ref(NotTakenSchema), { maxItems: 4000, description: 'Named, but no nomination.' }),
      review: Type.Array(ref(NotTakenSchema), { maxItems: 4000, description: 'It cannot be told what was meant: correct it and send it again.' }),
      status_url: Nullable(
        Type.String({
          format: 'uri',
          maxLength: 300,
          description:
            'A page for the nominator that needs no account. Null if nothing is new, but for what had come by a file or a live chat: whoever then nominates it gets its page once.',
        }),
      ),
      status_code: Nullable(
        Type.String({ maxLength: 26, pattern: '^[0-9a-z]{26}$', description: 'Shown once. Whoever holds it can see what became of these nominations.' }),
      ),
    },
    { description: 'What was taken from one submission.' },
  ),
)

const SupportSchema = Type.Object(
  { nominators: Count('Distinct people.'), chats: Count('Chats they did it in.') },
  { description: 'Who nominated the same. Voices that are held, and those for oneself, do not count.' },
)

export const NominationStatusSchema = component(
  'NominationStatus',
  Type.Object(
    {
      nominations: Type.Array(
        Type.Object({
          id: Id('nom'),
          target: ref(TargetSchema),
          raw: Raw('As it was written.'),
          nominated_at: Instant(),
          chat_id: Nullable(Id('cht')),
          ally_id: Id('aly', { description: 'The entry it belongs to now.' }),
          state: OneOf(['received', 'waiting', 'approved', 'rejected', 'retired', 'withdrawn'], {
            description:
              'received and waiting come before a decision, or before organisers have looked once more; waiting: an organiser looks at the nomination itself first. retired: no longer listed, also what was approved and then found to belong to the home field.',
          }),
          status: OneOf(STATUSES, { description: 'Of the entry.' }),
          reason: Nullable(Type.String({ maxLength: 2000, description: "The organiser's reason, once there is a decision." })),
          not_listed: Nullable(Type.String({ maxLength: 500, description: 'In words, if it was approved and is not in the directory now.' })),
          merged_into: Nullable(
            Type.Object({ id: Id('aly'), name: Type.String({ maxLength: 200 }) }, { description: 'The entry that it was found to be part of.' }),
          ),
          self: Type.Boolean({ description: 'You nominated your own account, which is no support.' }),
          support: SupportSchema,
          lists: Type.Array(Type.Object({ id: Id('lst'), name: Type.String({ maxLength: 200 }), url: Type.String({ format: 'uri', maxLength: 300 }) }), {
            maxItems: 200,
            description: 'The public lists on which it stands.',
          }),
          second_look: Nullable(
            Type.Object(
              {
                asked_at: Instant(),
                why: Nullable(Type.String({ maxLength: 1000 })),
                answered_at: Nullable(Instant({ description: 'When organisers decided again; status and reason are their answer.' })),
              },
              { description: 'You asked that the decision be looked at again.' },
            ),
          ),
          may_ask: Type.Boolean({ description: 'You may ask for a second look now: once, after it was not taken or is no longer listed.' }),
        }),
        { maxItems: MAX_TARGETS },
      ),
    },
    { description: 'What became of one submission.' },
  ),
)

export const SecondLookSchema = component(
  'SecondLook',
  Closed({
    nomination_id: Id('nom', { description: 'One of the submission.' }),
    why: Text(1000, { description: 'What the organisers should know. Only they read it.' }),
  }),
)

export const HeldDecisionSchema = component(
  'HeldDecision',
  Closed({
    decision: OneOf(['release', 'dismiss'], { description: 'Released voices count as support; dismissed ones never do. Neither is deleted.' }),
    reason: Text(500, { description: 'Kept on the record.' }),
    nomination_ids: Type.Optional(
      Type.Array(Id('nom'), { minItems: 1, maxItems: 200, uniqueItems: true, description: 'Only these; without it all voices of the entry in that state.' }),
    ),
    of: Type.Optional(
      OneOf(['waiting', 'dismissed', 'released'], {
        default: 'waiting',
        description: 'Which of the held voices: those that wait, or, to take an earlier decision back, those that were dismissed or released.',
      }),
    ),
  }),
)

export const HeldOutcomeSchema = component(
  'HeldOutcome',
  Type.Object({ voices: Count('Voices decided on.'), support: SupportSchema }, { description: 'The support of the entry as it is now.' }),
)

export const NominationSchema = component(
  'Nomination',
  Type.Object(
    {
      id: Id('nom'),
      ally_id: Id('aly'),
      target: ref(TargetSchema),
      raw: Raw('As it was written.'),
      text: Nullable(Type.String({ maxLength: 4000, description: 'Dropped after the retention time.' })),
      span: Nullable(Type.Object({ start: Count('UTF-16 offset.'), end: Count('UTF-16 offset.') }, { description: 'Where the target stands in text.' })),
      why: Nullable(Type.String({ maxLength: 1000 })),
      source: OneOf(SOURCES),
      source_line: Nullable(Type.Integer({ format: 'int32', minimum: 1, maximum: 2_147_483_647, description: 'Line of the imported file.' })),
      post_id: Nullable(Type.String({ maxLength: 19, pattern: '^[0-9]+$' })),
      series_id: Nullable(Id('ser')),
      chat_id: Nullable(Id('cht')),
      question: Nullable(Type.Integer({ format: 'int32', minimum: 1, maximum: 99 })),
      nominator: Nullable(Type.String({ maxLength: 15, pattern: '^[A-Za-z0-9_]+$', description: 'Only if the person asked to be credited.' })),
      self: Type.Boolean({ description: "The nominator's own account: no support." }),
      hold: Nullable(
        OneOf(HOLDS, {
          description: 'Why it waits or waited for an organiser. burst: one of many strangers at once. source: one of many people from one place.',
        }),
      ),
      hold_decision: Nullable(OneOf(['released', 'dismissed'], { description: 'Null while it waits. Only released voices are support.' })),
      nominated_at: Instant(),
      created_at: Instant(),
    },
    { description: "One person's proposal, as it was made." },
  ),
)
export const NominationPageSchema = PageOf('NominationPage', NominationSchema)

/** app.ts adds these to the server, which makes them components of the document. */
export const nominationComponents = [
  TargetSchema,
  NotTakenSchema,
  SubmissionSchema,
  NominationStatusSchema,
  NominationSchema,
  NominationPageSchema,
  SecondLookSchema,
  HeldDecisionSchema,
  HeldOutcomeSchema,
]

export const StatusParams = Closed({ code: Type.String({ minLength: 26, maxLength: 26, pattern: '^[0-9a-z]{26}$' }) })
export const NominationsParams = Closed({ id: Id('aly') })
export const NominationsQuery = Closed({
  ...pagingQuery,
  held: Type.Optional(Type.Boolean({ default: false, description: 'Only those that were ever held.' })),
})
