import type { Routes } from '../../http/app-types.js'
import { created, ok, problems } from '../../http/schemas.js'
import * as schemas from './schemas.js'
import { listOrganisers, putOrganiser, removeOrganiser } from './service.js'

const tags = ['organisers']
const ADMIN = { scope: 'admin' }

/** Who may sign in to the desk with X. */
export const organiserRoutes: Routes = async (app, { deps }) => {
  app.get(
    '/organisers',
    {
      config: ADMIN,
      schema: {
        tags,
        operationId: 'listOrganisers',
        summary: 'Who may sign in to the desk with X',
        description: 'The longest-standing first. Whoever has a key signs in with that, and is not named here.',
        response: { 200: ok(schemas.OrganisersSchema, 'The organisers.') },
      },
    },
    async () => ({ items: await listOrganisers(deps) }),
  )

  app.post(
    '/organisers',
    {
      // X may be asked for the number.
      config: { ...ADMIN, idempotency: { mode: 'claim' } },
      schema: {
        tags,
        operationId: 'putOrganiser',
        summary: 'Let an account on X sign in to the desk',
        description:
          'With these scopes; one that may already gets these instead of those before, at once and on open sessions too. The account is its number on X, so that nobody comes in by a handle that was given up. Without x_user_id the number is looked up on X.',
        body: schemas.NewOrganiserSchema,
        response: {
          201: created(schemas.OrganiserSchema, 'It may sign in now.'),
          200: ok(schemas.OrganiserSchema, 'It might before; its scopes are these now.'),
          ...problems('not_found', 'conflict', 'platform_off', 'platform_failed'),
        },
      },
    },
    async (request, reply) => {
      const { organiser, added } = await putOrganiser(deps, request.actor, request.body)
      return added ? reply.code(201).header('location', '/api/v1/organisers').send(organiser) : organiser
    },
  )

  app.delete(
    '/organisers/:id',
    {
      config: ADMIN,
      schema: {
        tags,
        operationId: 'removeOrganiser',
        summary: 'Let an account sign in no more',
        description: 'Its sessions end at once.',
        params: schemas.OrganiserParams,
        response: { 200: ok(schemas.OrganiserSchema, 'As it was.') },
      },
    },
    (request) => removeOrganiser(deps, request.actor, request.params.id),
  )
}
