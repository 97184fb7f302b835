import Type, { type Static } from 'typebox'
import { Closed, component, Id, Instant, Nullable, OneOf } from '../../http/schemas.js'
import { MOST_TARGETS } from './board.js'

const Count = (description: string) => Type.Integer({ format: 'int32', minimum: 0, maximum: 2_147_483_647, description })
const Usd = (description: string) => Type.Number({ minimum: 0, maximum: 1_000_000, description })

const RangeSchema = (description: string, of: typeof Count | typeof Usd) => Type.Object({ low: of(description), high: of(description) })

export const LiveSchema = component(
  'LiveWatch',
  Type.Object(
    {
      chat_id: Id('cht'),
      state: OneOf(['off', 'on', 'ended', 'stopped'], { description: 'off: never started. ended: the chat is over. stopped: see reason.' }),
      reason: Nullable(Type.String({ maxLength: 1000, description: 'Why it ended or was stopped, for people.' })),
      starts_at: Instant({ description: 'From when on X is asked: shortly before the chat.' }),
      ends_at: Instant({ description: 'Until when: some time after the chat.' }),
      cap_usd: Nullable(Usd('Most that this chat may cost; it is never passed.')),
      spent_usd: Usd('What X has charged for this chat so far, by its price list.'),
      posts: Count('Posts taken in.'),
      polls: Count('How often X was asked.'),
      last_poll_at: Nullable(Instant()),
      next_poll_at: Nullable(Instant()),
      last_problem: Nullable(Type.String({ maxLength: 1000, description: 'What went wrong at the last poll, while the watch goes on.' })),
      x_connected: Type.Boolean({ description: 'Whether this deployment has X access. Without it only the form and the API bring nominations.' }),
      price_usd_per_post: Usd('For a post that X returns. Whether X charges for authors beside it, its price list does not say.'),
      estimate: Type.Object(
        {
          posts: RangeSchema('Posts of a chat like this.', Count),
          usd: RangeSchema('What they would cost.', Usd),
          cap_usd: Usd('Taken as the cap if none is given.'),
          earlier_chats: Count('Chats of the series that this rests on; 0: only on what chats usually have.'),
        },
        { description: 'What the watch would cost.' },
      ),
    },
    { description: 'How a chat is followed on X.' },
  ),
)

export const StartLiveSchema = component(
  'StartLive',
  Closed({
    cap_usd: Type.Optional(
      Type.Number({ minimum: 0.05, maximum: 1000, description: "Most that may be spent on this chat. Default: the estimate's.", examples: [2] }),
    ),
  }),
)
export type StartLive = Static<typeof StartLiveSchema>

export const BoardSchema = component(
  'Board',
  Type.Object(
    {
      chat: Type.Object({
        id: Id('cht'),
        hashtag: Type.String({ maxLength: 100, description: 'Without #.' }),
        topic: Type.String({ maxLength: 300 }),
        starts_at: Instant(),
        ends_at: Instant(),
        questions: Type.Array(Type.Object({ number: Count('1 for Q1.'), text: Type.String({ maxLength: 1000 }) }), { maxItems: 99 }),
      }),
      people: Count('Distinct people who nominated in this chat.'),
      targets: Type.Array(
        Type.Object({
          id: Id('aly', { description: 'Of the entry.' }),
          kind: OneOf(['account', 'hashtag']),
          name: Type.String({ maxLength: 200, description: 'With @ or #, as it was first typed in this chat.' }),
          support: Count('Distinct people of this chat who named it.'),
          questions: Type.Array(Count('1 for Q1.'), { maxItems: 99 }),
          first_at: Instant(),
          last_at: Instant(),
        }),
        { maxItems: MOST_TARGETS, description: 'Most supported first, then the newest.' },
      ),
      total: Count('Names of the chat, shown here or not.'),
      next: Nullable(Count('Value of from that shows the names behind these; null if there are none.')),
    },
    { description: 'What a chat has brought so far.' },
  ),
)

/** app.ts adds these to the server, which makes them components of the document. */
export const liveComponents = [LiveSchema, StartLiveSchema, BoardSchema]

export const LiveParams = Closed({ id: Id('cht') })
export const BoardQuery = Closed({
  from: Type.Optional(Type.Integer({ format: 'int32', minimum: 0, maximum: 1_000_000, description: 'How many names are passed over. Default: none.' })),
})
