import type { FastifyRequest } from 'fastify'
import type { Routes } from '../../http/app-types.js'
import { LONGEST_UPLOAD_MS } from '../../http/arrival.js'
import { withLinks } from '../../http/paging.js'
import { created, ok, problems } from '../../http/schemas.js'
import { AppError } from '../../kernel/errors.js'
import { ScopeQuery } from '../schemas.js'
import { scopeOf } from '../scope-query.js'
import { audienceCost } from './cost.js'
import { letGo } from './let-go.js'
import { listPairs, reportPairs } from './pairs.js'
import type { IdFormat } from './read-ids.js'
import * as schemas from './schemas.js'
import * as service from './service.js'

const tags = ['audiences']
const CURATE = { scope: 'directory:curate' }
/** Time to send the list; the server's limit on requests is half of it. */
const GIVING_MS = LONGEST_UPLOAD_MS
const path = (id: string) => `/api/v1/audiences/${id}`

/** What the sender says of the body. @throws AppError unsupported_media_type */
function formatOf({ headers, raw }: FastifyRequest): IdFormat | undefined {
  const type = (headers['content-type'] ?? 'application/octet-stream').split(';', 1)[0]?.trim().toLowerCase() ?? ''
  const coding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity'
  const refused = (detail: string, back: Record<string, string>) => {
    raw.resume()
    return new AppError('unsupported_media_type', detail, { headers: back })
  }
  if (!['identity', 'gzip', 'x-gzip'].includes(coding)) throw refused('Pack the list with gzip, or not at all.', { 'accept-encoding': 'gzip, identity' })
  if (!Object.hasOwn(schemas.FOLLOWER_TYPES, type)) {
    const accept = Object.keys(schemas.FOLLOWER_TYPES).join(', ')
    throw refused(`Send ids as ${accept}, for example: curl --data-binary @FILE -H 'Content-Type: text/plain'. JSON must be one value a line.`, { accept })
  }
  return schemas.FOLLOWER_TYPES[type] ?? undefined
}

export const audienceRoutes: Routes = async (app, { deps }) => {
  // The body is read as a stream: nothing of it is parsed before, and nothing of it is kept whole.
  await app.register(async (lists) => {
    lists.removeAllContentTypeParsers()
    lists.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined))
    ;(lists as unknown as typeof app).post(
      '/audiences',
      {
        config: { upload: true, ...CURATE, idempotency: { mode: 'claim' } },
        handlerTimeout: GIVING_MS,
        // Only now, past all checks of members: what the Idempotency-Key stands for is the stream.
        preHandler: async (request) => {
          request.body = request.raw
        },
        schema: {
          tags,
          operationId: 'giveAudience',
          summary: 'Give a follower list',
          description:
            'Who follows an account, so that overlaps are counted instead of guessed. Each id is hashed under a secret of this deployment and dropped; what is kept is a sketch of 32 KiB. A newer list of the same account takes the place of an older one, unless something speaks against it (see reason), and can be taken back.',
          querystring: schemas.GiveQuery,
          consumes: Object.keys(schemas.FOLLOWER_TYPES),
          body: schemas.FollowersSchema,
          response: {
            201: created(schemas.TakenAudienceSchema, 'Read; Location is its address.'),
            ...problems('not_found', 'conflict', 'unusable_audience'),
          },
        },
      },
      async (request, reply) => {
        const { account, as_of, kind, column } = request.query
        const length = request.headers['content-length']
        const given = service.takeAudience(deps, {
          from: request.raw,
          account,
          as_of,
          kind,
          column,
          format: formatOf(request),
          length: length === undefined ? undefined : Number(length),
          most: deps.config.AUDIENCE_MAX_MB * 1_048_576,
          source: 'upload',
          actor: request.actor,
        })
        const { audience, received } = await given.catch(async (error: unknown) => {
          await letGo(request.raw)
          throw error
        })
        request.received = received
        return reply.code(201).header('location', path(audience.id)).send(audience)
      },
    )
  })

  app.get(
    '/audiences',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'listAudiences',
        summary: 'Follower lists that were given',
        description: 'The last given first, for organisers.',
        querystring: schemas.AudiencesQuery,
        response: { 200: ok(schemas.AudiencePageSchema, 'A page of them.'), ...problems('invalid_cursor', 'not_found', 'conflict') },
      },
    },
    async (request, reply) => {
      const { account, removed, limit = 50, cursor } = request.query
      return withLinks(request, reply, await service.listAudiences(deps, { account, removed }, { limit, cursor }))
    },
  )

  app.get(
    '/audiences/cost',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'estimateAudienceCost',
        summary: 'What X would charge for follower lists',
        description: 'Of a list, a category, any ids, or of everything that is published. Nothing is asked of X.',
        querystring: ScopeQuery,
        response: { 200: ok(schemas.AudienceCostSchema, 'The cost.'), ...problems('not_found') },
      },
    },
    async (request) => audienceCost(deps, scopeOf(request.query, { orAll: true })),
  )

  app.get(
    '/audiences/pairs',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'listAudiencePairs',
        summary: 'Reported overlaps',
        description: 'How many follow two accounts, as partners reported it.',
        querystring: schemas.PairsQuery,
        response: { 200: ok(schemas.PairPageSchema, 'A page of them.'), ...problems('invalid_cursor') },
      },
    },
    async (request, reply) => {
      const { limit = 50, cursor } = request.query
      return withLinks(request, reply, await listPairs(deps, { limit, cursor }))
    },
  )

  app.put(
    '/audiences/pairs',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'reportAudiencePairs',
        summary: 'Report overlaps',
        description: 'How many follow two accounts, as a partner says. Of two reports about the same two the newer stands; repeating one does nothing.',
        body: schemas.PairsBody,
        response: { 200: ok(schemas.PairsDoneSchema, 'What became of them.'), ...problems('not_found', 'conflict') },
      },
    },
    async (request) => reportPairs(deps, request.actor, request.body.pairs),
  )

  app.get(
    '/audiences/:id',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'getAudience',
        summary: 'One follower list',
        description: 'What is known of it; removed ones, too.',
        params: schemas.AudienceParams,
        response: { 200: ok(schemas.AudienceSchema, 'The audience.') },
      },
    },
    async (request) => service.getAudience(deps, request.params.id),
  )

  app.delete(
    '/audiences/:id',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'removeAudience',
        summary: 'Take a follower list back',
        description: 'The newest that is left and can be used counts again. Removing it twice does nothing; it can be restored.',
        params: schemas.AudienceParams,
        response: { 200: ok(schemas.AudienceSchema, 'The audience as it is now.') },
      },
    },
    async (request) => service.setAudienceRemoved(deps, request.actor, request.params.id, true),
  )

  app.post(
    '/audiences/:id/restore',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'restoreAudience',
        summary: 'Restore a removed follower list',
        description: 'It counts again if it is the newest.',
        params: schemas.AudienceParams,
        response: { 200: ok(schemas.AudienceSchema, 'The audience as it is now.') },
      },
    },
    async (request) => service.setAudienceRemoved(deps, request.actor, request.params.id, false),
  )

  app.put(
    '/audiences/:id/vouch',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'vouchForAudience',
        summary: 'Vouch for a follower list',
        description:
          'Says that a list is right which the follower counts contradict (see `vouchable`): it is used, and the counts known until now are not believed where they contradict it. Kept in the history of the entry; saying it again replaces the reason.',
        params: schemas.AudienceParams,
        body: schemas.VouchBody,
        response: { 200: ok(schemas.AudienceSchema, 'The audience as it is now.'), ...problems('conflict') },
      },
    },
    async (request) => service.setVouch(deps, request.actor, request.params.id, request.body.reason),
  )

  app.delete(
    '/audiences/:id/vouch',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'unvouchForAudience',
        summary: 'Take the word for a follower list back',
        description: 'The counts are believed again. Doing it twice does nothing.',
        params: schemas.AudienceParams,
        response: { 200: ok(schemas.AudienceSchema, 'The audience as it is now.') },
      },
    },
    async (request) => service.setVouch(deps, request.actor, request.params.id, null),
  )
}
