import type { Routes } from '../http/app-types.js'
import { created, ok, problems } from '../http/schemas.js'
import { instantOf } from '../kernel/clock.js'
import { keyView } from './key-view.js'
import * as schemas from './schemas.js'
import { createKey, getKey, listKeys, revokeKey } from './service.js'

const tags = ['keys']
const ADMIN = { scope: 'admin' }
/** Refused by the use-case, together with all else that is wrong. */
const NO_INSTANT = new Date(Number.NaN)

/** Keys for the API and the desk. */
export const keyRoutes: Routes = async (app, { deps }) => {
  app.get(
    '/keys',
    {
      config: ADMIN,
      schema: {
        tags,
        operationId: 'listKeys',
        summary: 'Keys',
        description: 'Live ones first, then the newest, without the keys themselves. At most a thousand: the oldest that ended are left out.',
        response: { 200: ok(schemas.KeysSchema, 'The keys.') },
      },
    },
    async (request) => ({ items: (await listKeys(deps)).map((one) => keyView(one, deps.clock.now(), request.actor)) }),
  )

  app.post(
    '/keys',
    {
      config: ADMIN,
      schema: {
        tags,
        operationId: 'createKey',
        summary: 'Make a key',
        description:
          'The answer shows the key, once: only its hash is stored. (Repeated with the same Idempotency-Key, it shows it again, for a day.) Nobody can give a scope that they do not have.',
        body: schemas.NewKeySchema,
        response: { 201: created(schemas.KeyMadeSchema, 'The key, shown only this once.'), ...problems('conflict') },
      },
    },
    async (request, reply) => {
      const { name, scopes, expires_at } = request.body
      const { key, ...made } = await createKey(deps, {
        name,
        scopes,
        expires_at: expires_at ? (instantOf(expires_at) ?? NO_INSTANT) : undefined,
        actor: request.actor,
        within: request.scopes,
      })
      return reply
        .code(201)
        .header('location', `/api/v1/keys/${made.id}`)
        .send({ ...keyView(made, deps.clock.now(), request.actor), key })
    },
  )

  app.get(
    '/keys/:id',
    {
      config: ADMIN,
      schema: {
        tags,
        operationId: 'getKey',
        summary: 'One key',
        description: 'Without the key itself.',
        params: schemas.KeyParams,
        response: { 200: ok(schemas.KeySchema, 'The key.') },
      },
    },
    async (request) => keyView(await getKey(deps, request.params.id), deps.clock.now(), request.actor),
  )

  app.delete(
    '/keys/:id',
    {
      config: ADMIN,
      schema: {
        tags,
        operationId: 'revokeKey',
        summary: 'Revoke a key',
        description:
          'It opens nothing from the next request on, in no process, and sessions of the desk that were begun with it have ended. It stays in the list as revoked, and no call brings it back. The key that this request is sent with can be revoked too: the answer says so in `current`, and is the last one given to it.',
        params: schemas.KeyParams,
        response: { 200: ok(schemas.KeySchema, 'As it is now.') },
      },
    },
    async (request) => keyView(await revokeKey(deps, request.actor, request.params.id), deps.clock.now(), request.actor),
  )
}
