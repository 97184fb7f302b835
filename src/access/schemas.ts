import Type from 'typebox'
import { Closed, component, Id, Instant, Line, Nullable, OneOf, ref } from '../http/schemas.js'
import { SCOPES } from './scopes.js'

/** What a key or an organiser may do: one at least. */
export const Scopes = () =>
  Type.Array(OneOf(SCOPES), { minItems: 1, maxItems: SCOPES.length, uniqueItems: true, examples: [['directory:curate', 'lists:apply']] })

export const NewKeySchema = component(
  'NewKey',
  Closed({
    name: Line(100, { description: 'Whose it is, or what for.', examples: ['Evening team'] }),
    scopes: Scopes(),
    expires_at: Type.Optional(Nullable(Instant({ description: 'When it ends by itself. Left out or null: never.', examples: ['2030-06-30T18:00:00Z'] }))),
  }),
)

const properties = {
  id: Id('key'),
  prefix: Type.String({
    pattern: '^[0-9a-z]{12}$',
    maxLength: 12,
    description: 'The public part, by which a key that was found somewhere is known: alk_live_PREFIX_…',
  }),
  name: Type.String({ maxLength: 100 }),
  scopes: Scopes(),
  state: OneOf(['live', 'expired', 'revoked'], { description: 'Only a live one opens anything.' }),
  created_at: Instant(),
  expires_at: Nullable(Instant()),
  revoked_at: Nullable(Instant()),
  last_used_at: Nullable(Instant({ description: 'To the minute.' })),
  current: Type.Boolean({ description: 'This request was sent with it.' }),
}

export const KeySchema = component('Key', Type.Object(properties))
export const KeysSchema = component('Keys', Type.Object({ items: Type.Array(ref(KeySchema), { maxItems: 1000 }) }))
export const KeyMadeSchema = component(
  'KeyMade',
  Type.Object({
    ...properties,
    key: Type.String({
      pattern: '^alk_live_[0-9a-z]{12}_[0-9a-z]{52}[0-9a-f]{6}$',
      maxLength: 80,
      description: 'The key itself, for the Authorization header and for signing in to the desk. Only its hash is stored: keep it now.',
    }),
  }),
)
export const KeyParams = Type.Object({ id: Id('key') })
export const keyComponents = [NewKeySchema, KeySchema, KeysSchema, KeyMadeSchema]
