import Type from 'typebox'
import { Closed, component, Id, Instant, Nullable, ref } from '../../http/schemas.js'
import { Scopes } from '../schemas.js'

const Number64 = (options: Record<string, unknown> = {}) => Type.String({ pattern: '^[1-9][0-9]{0,18}$', maxLength: 19, examples: ['14000001'], ...options })

export const NewOrganiserSchema = component(
  'NewOrganiser',
  Closed({
    handle: Type.String({ pattern: '^@?[A-Za-z0-9_]{1,15}$', maxLength: 16, examples: ['@swchat_eg'] }),
    x_user_id: Type.Optional(Number64({ description: 'The number of the account on X, which is what counts. Looked up there if it is left out.' })),
    scopes: Scopes(),
  }),
)

export const OrganiserSchema = component(
  'Organiser',
  Type.Object({
    id: Id('org'),
    x_user_id: Number64(),
    handle: Type.String({ pattern: '^[A-Za-z0-9_]{1,50}$', maxLength: 50, description: 'As X last called it.' }),
    scopes: Scopes(),
    created_at: Instant(),
    changed_at: Instant(),
    last_sign_in_at: Nullable(Instant()),
  }),
)

export const OrganisersSchema = component('Organisers', Type.Object({ items: Type.Array(ref(OrganiserSchema), { maxItems: 200 }) }))
export const OrganiserParams = Type.Object({ id: Id('org') })
export const organiserComponents = [NewOrganiserSchema, OrganiserSchema, OrganisersSchema]
