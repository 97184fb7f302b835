import Type, { type Static } from 'typebox'
import { Closed, component, EntityTag, Id, Instant, Line, PageOf, pagingQuery } from '../http/schemas.js'
import { MAX_QUESTION_LENGTH, MAX_QUESTIONS } from './questions.js'
import { LOCAL_OR_OFFSET } from './zone.js'

const Hashtag = () =>
  Type.String({ minLength: 1, maxLength: 101, pattern: '^[#＃]?[^\\s\\u0000-\\u001f#＃]+$', description: 'With or without #.', examples: ['SWHelper'] })
const Handle = () =>
  Type.String({
    minLength: 1,
    maxLength: 100,
    pattern: '^[^\\s\\u0000-\\u001f]+$',
    description: 'A handle or a profile address on X.',
    examples: ['@SWSCmedia'],
  })
const Hosts = (description: string) => Type.Array(Handle(), { maxItems: 20, description })
const TimeZone = () =>
  Type.String({ minLength: 2, maxLength: 64, pattern: '^[A-Za-z][A-Za-z0-9_+/-]+$', description: 'IANA time zone.', examples: ['America/New_York'] })
const Topic = () => Line(300, { description: 'What the chat is about.' })
const Start = () =>
  Type.String({
    maxLength: 40,
    pattern: LOCAL_OR_OFFSET,
    description: "An instant with Z or an offset, or without one the local time in the series' zone; from 2006 to 2999.",
    examples: ['2026-03-01T15:00'],
  })
const Minutes = (options: Record<string, unknown> = {}) =>
  Type.Integer({ format: 'int32', minimum: 5, maximum: 10_080, description: 'Minutes; a chat over several days is at most a week.', ...options })

const Question = Closed({
  number: Type.Integer({ format: 'int32', minimum: 1, maximum: 99, description: '1 for Q1.' }),
  text: Line(MAX_QUESTION_LENGTH),
})
const Questions = () => Type.Array(Question, { maxItems: MAX_QUESTIONS })

export const SeriesSchema = component(
  'Series',
  Type.Object(
    {
      id: Id('ser'),
      hashtag: Type.String({ maxLength: 100, pattern: '^[^#]+$', description: 'As its hosts spell it, without #.' }),
      name: Type.String({ maxLength: 120, pattern: '^.+$' }),
      timezone: TimeZone(),
      hosts: Type.Array(Type.String({ maxLength: 15, pattern: '^[A-Za-z0-9_]+$' }), { maxItems: 20, description: 'Handles without @.' }),
      version: Type.Integer({ format: 'int32', minimum: 1, maximum: 2_147_483_647 }),
      etag: EntityTag(),
      created_at: Instant(),
      changed_at: Instant(),
    },
    { description: 'A recurring conversation under a hashtag.' },
  ),
)
export type Series = Static<typeof SeriesSchema>

export const ChatSchema = component(
  'Chat',
  Type.Object(
    {
      id: Id('cht'),
      series_id: Id('ser'),
      hashtag: Type.String({ maxLength: 100, pattern: '^[^#]+$' }),
      topic: Type.String({ maxLength: 300, pattern: '^.+$' }),
      starts_at: Instant(),
      ends_at: Instant(),
      timezone: TimeZone(),
      local_start: Type.String({ format: 'date-time', maxLength: 40, description: "The start as clocks in the series' zone show it, with their offset." }),
      hosts: Type.Array(Type.String({ maxLength: 15, pattern: '^[A-Za-z0-9_]+$' }), { maxItems: 20, description: 'Handles without @.' }),
      questions: Type.Array(Question, { maxItems: MAX_QUESTIONS, description: 'Q1 to Qn in order.' }),
      version: Type.Integer({ format: 'int32', minimum: 1, maximum: 2_147_483_647 }),
      etag: EntityTag(),
      created_at: Instant(),
      changed_at: Instant(),
    },
    { description: 'One dated occurrence of a series.' },
  ),
)
export type Chat = Static<typeof ChatSchema>

export const SeriesPageSchema = PageOf('SeriesPage', SeriesSchema)
export const ChatPageSchema = PageOf('ChatPage', ChatSchema)

/** app.ts adds these to the server, which makes them components of the document. */
export const chatComponents = [SeriesSchema, ChatSchema, SeriesPageSchema, ChatPageSchema]

export const NewSeriesSchema = Closed({
  hashtag: Hashtag(),
  name: Line(120),
  timezone: TimeZone(),
  hosts: Type.Optional(Hosts('Handles of the accounts that host it.')),
})
export type NewSeries = Static<typeof NewSeriesSchema>

export const SeriesChangeSchema = Type.Partial(NewSeriesSchema, { additionalProperties: false, minProperties: 1 })
export type SeriesChange = Static<typeof SeriesChangeSchema>

export const NewChatSchema = Closed({
  series_id: Id('ser'),
  starts_at: Start(),
  duration_minutes: Type.Optional(Minutes({ default: 60 })),
  topic: Topic(),
  hosts: Type.Optional(Hosts("Hosts of this chat; the series' hosts if left out.")),
  questions: Type.Optional(Questions()),
})
export type NewChat = Static<typeof NewChatSchema>

export const ChatChangeSchema = Closed(
  {
    starts_at: Type.Optional(Start()),
    duration_minutes: Type.Optional(Minutes()),
    topic: Type.Optional(Topic()),
    hosts: Type.Optional(Hosts('Hosts of this chat.')),
    questions: Type.Optional(Questions()),
  },
  { minProperties: 1 },
)
export type ChatChange = Static<typeof ChatChangeSchema>

export const SeriesParams = Type.Object({ id: Id('ser') })
export const ChatParams = Type.Object({ id: Id('cht') })
export const SeriesQuery = Closed({ ...pagingQuery })
export const ChatQuery = Closed({ series: Type.Optional(Id('ser', { description: 'Only chats of this series.' })), ...pagingQuery })
export const CalendarQuery = Closed({ series: Type.Optional(Id('ser', { description: 'Only chats of this series.' })) })
