import Type from 'typebox'
import { component, Id, Instant, Nullable, OneOf, ref } from '../../http/schemas.js'

export const OwnerAccountSchema = component(
  'OwnerAccount',
  Type.Object(
    {
      id: Id('own'),
      x_user_id: Type.String({ maxLength: 19, pattern: '^[0-9]{1,19}$' }),
      username: Type.String({ maxLength: 20, pattern: '^[A-Za-z0-9_]+$' }),
      state: OneOf(['active', 'reconnect', 'disconnected'], {
        description: '`reconnect`: X refuses its tokens, or they cannot be decrypted; plans stop and can be taken up after connecting it again.',
      }),
      scopes: Type.Array(Type.String({ maxLength: 40 }), { maxItems: 20 }),
      connected_at: Instant(),
      updated_at: Instant(),
      note: Nullable(Type.String({ maxLength: 500, description: 'Why it is as it is, for people.' })),
      consent: Type.Object({
        version: Type.String({ maxLength: 40, description: 'Of the text that was agreed to: a date and the hash of its words.' }),
        at: Instant(),
        by: Type.String({ maxLength: 80 }),
      }),
    },
    { description: 'The account on X that owns the lists. Its tokens are in no answer.' },
  ),
)

export const OwnerSchema = component(
  'Owner',
  Type.Object(
    {
      in_force: OneOf(['environment_oauth1', 'environment_oauth2', 'connected_account', 'none'], {
        description: 'Whose credentials write lists: keys of the environment win over a connected account.',
      }),
      account: Nullable(ref(OwnerAccountSchema)),
      lists_elsewhere: Type.Array(
        Type.Object({
          id: Id('lst'),
          name: Type.String({ maxLength: 25 }),
          x_user_id: Type.String({ maxLength: 19, pattern: '^[0-9]{1,19}$', description: 'The account that owns it on X.' }),
          username: Nullable(Type.String({ maxLength: 20, description: 'What it was called when it was connected here; null if it never was.' })),
        }),
        {
          maxItems: 100,
          description:
            'Lists on X that belong to another account than the one connected, or to any while none is: connect that one to keep them in step. Empty with keys of the environment.',
        },
      ),
      not_connectable: Nullable(Type.String({ maxLength: 500, description: 'Why no account can be connected here; null if one can.' })),
      connect_url: Type.String({ format: 'uri', maxLength: 500, description: 'The page where an organiser connects one.' }),
    },
    { description: 'In whose name lists on X are kept. `account` is the one that is connected, or was last.' },
  ),
)

export const DisconnectedSchema = component(
  'OwnerDisconnected',
  Type.Object({
    account: ref(OwnerAccountSchema),
    ended_at_x: Type.Boolean({
      description: 'X confirmed that the tokens are ended there. They are deleted here in any case; if false, revoke the app under Connected apps at X.',
    }),
  }),
)

export const ownerComponents = [OwnerAccountSchema, OwnerSchema, DisconnectedSchema]
