import type { Deps } from '../deps.js'
import type { App } from '../http/app-types.js'
import { withLinks } from '../http/paging.js'
import { created, ok, problems } from '../http/schemas.js'
import { senderOf } from './abuse.js'
import { anonymousVoice } from './browser.js'
import * as schemas from './schemas.js'
import * as service from './service.js'

const tags = ['nominations']

export const nominationRoutes = async (app: App, { deps, listsOf }: { deps: Deps; listsOf: service.ListsOf }) => {
  app.post(
    '/nominations',
    {
      config: { optionalKey: true },
      schema: {
        tags,
        operationId: 'submitNominations',
        summary: 'Nominate',
        description:
          'Propose organisations and hashtags, as structured targets, as free text, or both. No key is needed. The same nomination again gives the first one (200); 201 means that something is new, and status_url is the page that shows what becomes of it.',
        body: schemas.NewNominationsSchema,
        response: {
          200: ok(schemas.SubmissionSchema, 'Nothing new: you had nominated these before, or nobody in particular was named.'),
          201: created(schemas.SubmissionSchema, 'Taken; Location is the address of the status.'),
          ...problems('not_accepted', 'not_found', 'quota_exceeded'),
        },
      },
    },
    async (request, reply) => {
      // A key speaks for a site or a person. Without one the board's browser has a name of its own, and for all others the address is all that
      // tells voices apart. Only a keyed hash is kept.
      const sender = senderOf(request.actor, request.ip)
      const voice = anonymousVoice(deps, sender, request.headers.cookie)
      const result = await service.submitNominations(deps, { ...request.body, source: 'api', ...voice, sender, actor: request.actor })
      const { status_code } = result
      if (result.nominations.some(({ created }) => created)) reply.code(201).header('location', `/api/v1/nomination-status/${status_code}`)
      return reply.send({ ...result, status_url: status_code === null ? null : `${deps.config.PUBLIC_URL}/status/${status_code}` })
    },
  )

  app.get(
    '/nomination-status/:code',
    {
      // The address is a capability: no shared cache may keep it.
      config: { cache: 'none' },
      schema: {
        tags,
        operationId: 'getNominationStatus',
        summary: 'What became of nominations',
        description: 'For whoever holds the status code: the state of each nomination of that submission, with the reason of a decision.',
        params: schemas.StatusParams,
        response: { 200: ok(schemas.NominationStatusSchema, 'The nominations of the submission.') },
      },
    },
    async (request) => ({ nominations: await service.nominationStatus(deps, request.params.code, listsOf) }),
  )

  app.post(
    '/nomination-status/:code/second-look',
    {
      config: { cache: 'none' },
      schema: {
        tags,
        operationId: 'askSecondLook',
        summary: 'Ask for a second look',
        description:
          'After something was not taken, or is no longer listed, its nominator may ask once that organisers look again. It stands in their queue with the reason given; a second request is answered with what came of the first.',
        params: schemas.StatusParams,
        body: schemas.SecondLookSchema,
        response: { 200: ok(schemas.NominationStatusSchema, 'Asked; the nominations of the submission.'), ...problems('conflict') },
      },
    },
    async (request) => {
      await service.askSecondLook(deps, request.actor, request.params.code, request.body)
      return { nominations: await service.nominationStatus(deps, request.params.code, listsOf) }
    },
  )

  app.post(
    '/desk/allies/:id/held',
    {
      config: { scope: 'directory:curate' },
      schema: {
        tags: ['review'],
        operationId: 'decideHeld',
        summary: 'Release or dismiss voices that were held',
        description:
          'Voices that came in a burst, or for many people from one place, wait here and are no support. desk/allies?held=true lists the entries, desk/allies/{id}/nominations?held=true the voices. Those for entries that were merged into this one are decided with its own.',
        params: schemas.NominationsParams,
        body: schemas.HeldDecisionSchema,
        response: { 200: ok(schemas.HeldOutcomeSchema, 'Decided.'), ...problems('conflict') },
      },
    },
    async (request) => service.decideHeld(deps, request.actor, request.params.id, request.body),
  )

  app.get(
    '/desk/allies/:id/nominations',
    {
      config: { scope: 'directory:curate' },
      schema: {
        tags: ['review'],
        operationId: 'listNominations',
        summary: 'Nominations of an entry',
        description:
          'Who said what about it, newest first, and about the entries that were merged into it: ally_id says which of them was meant. Texts are dropped after the retention time.',
        params: schemas.NominationsParams,
        querystring: schemas.NominationsQuery,
        response: { 200: ok(schemas.NominationPageSchema, 'A page of nominations.'), ...problems('invalid_cursor') },
      },
    },
    async (request, reply) => {
      const { limit = 50, cursor, held } = request.query
      return withLinks(request, reply, await service.nominationsOf(deps, request.params.id, { limit, cursor, held }))
    },
  )
}
