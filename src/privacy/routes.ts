import type { Deps } from '../deps.js'
import type { App } from '../http/app-types.js'
import { created, ok, problems } from '../http/schemas.js'
import { checkProof } from './look.js'
import * as schemas from './schemas.js'
import * as service from './service.js'

const tags = ['privacy']
const MANAGE = { scope: 'privacy:manage' }
/** X or a site is asked. */
const LOOKS_MS = 30_000

/** The right to be left out: asked for by anybody, carried out on a proof or an organiser's word. */
export const privacyRoutes = async (app: App, { deps, listsOf }: { deps: Deps; listsOf: service.ListsOf }) => {
  const shown = (view: service.LeaveView, secret: string) => ({ ...view, url: `${deps.config.PUBLIC_URL}/leave/${secret}` })

  app.get(
    '/standing',
    {
      schema: {
        tags,
        operationId: 'getStanding',
        summary: 'Which lists am I on?',
        description: 'For any account or hashtag: the public entry and the public lists on which it stands. What is not public is told of nobody.',
        querystring: schemas.StandingQuery,
        response: { 200: ok(schemas.StandingSchema, 'Where it stands.') },
      },
    },
    (request) => service.standingOf(deps, request.query.target, listsOf),
  )

  app.post(
    '/leave-requests',
    {
      schema: {
        tags,
        operationId: 'askToLeave',
        summary: 'Ask to be left out',
        description:
          'For the body behind an account or a hashtag, listed or not. No key is needed. Nothing changes until it is shown that it is theirs (the answer says how) or an organiser says so; Location is a capability: keep it.',
        body: schemas.NewLeaveSchema,
        response: { 201: created(schemas.LeaveSchema, 'Noted.'), ...problems('quota_exceeded') },
      },
    },
    async (request, reply) => {
      const { request: made, secret } = await service.askToLeave(deps, request.body)
      return reply.code(201).header('location', `/api/v1/leave-requests/${secret}`).send(shown(made, secret))
    },
  )

  app.get(
    '/leave-requests/:request',
    {
      config: { cache: 'none' },
      schema: {
        tags,
        operationId: 'getLeaveRequest',
        summary: 'What became of a request',
        description: 'For whoever holds its address.',
        params: schemas.LeaveParams,
        response: { 200: ok(schemas.LeaveSchema, 'The request.') },
      },
    },
    async (request) => shown(await service.leaveStatus(deps, request.params.request), request.params.request),
  )

  app.post(
    '/leave-requests/:request/check',
    {
      config: { cache: 'none' },
      handlerTimeout: LOOKS_MS,
      schema: {
        tags,
        operationId: 'checkLeaveProof',
        summary: 'Look for the code now',
        description:
          'In the profile on X (name, description or address), or on the site known for the entry: in /.well-known/community-allies.txt or in a meta element named community-allies in the head. Found, the wish is carried out at once. 409 proof_missing says where it was looked for.',
        params: schemas.LeaveParams,
        body: schemas.LeaveCheckSchema,
        response: {
          200: ok(schemas.LeaveSchema, 'Found: it is gone.'),
          ...problems('proof_missing', 'conflict', 'quota_exceeded', 'platform_off', 'platform_failed'),
        },
      },
    },
    async (request) => shown(await checkProof(deps, request.params.request, request.body.by), request.params.request),
  )

  app.get(
    '/desk/leave-requests',
    {
      config: MANAGE,
      schema: {
        tags,
        operationId: 'listLeaveRequests',
        summary: 'Requests to be left out',
        description: 'Those that wait, the oldest first, or those that were answered, the last one first; a hundred at most.',
        querystring: schemas.LeaveQueueQuery,
        response: { 200: ok(schemas.LeaveQueueSchema, 'The requests.') },
      },
    },
    async (request) => ({ items: await service.listLeaving(deps, request.query.state ?? 'open') }),
  )

  app.post(
    '/desk/leave-requests/:id/answer',
    {
      config: MANAGE,
      schema: {
        tags,
        operationId: 'answerLeaveRequest',
        summary: 'Answer a request to be left out',
        description: 'On an organiser’s word, with the reason, which the asker reads. Honoured, it is gone everywhere, for good.',
        params: schemas.QueuedLeaveParams,
        body: schemas.LeaveAnswerSchema,
        response: { 200: ok(schemas.LeaveQueueSchema, 'What still waits.'), ...problems('conflict') },
      },
    },
    async (request) => {
      await service.answerLeaving(deps, request.actor, request.params.id, request.body)
      return { items: await service.listLeaving(deps, 'open') }
    },
  )
}
