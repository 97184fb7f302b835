import type { Socket } from 'node:net'
import Fastify, { type FastifyBaseLogger, type FastifyPluginAsync } from 'fastify'
import { auditRoutes } from './access/audit/routes.js'
import { auditComponents } from './access/audit/schemas.js'
import { organiserRoutes } from './access/organisers/routes.js'
import { organiserComponents } from './access/organisers/schemas.js'
import { ownerRoutes } from './access/owner/routes.js'
import { ownerComponents } from './access/owner/schemas.js'
import { keyRoutes } from './access/routes.js'
import { keyComponents } from './access/schemas.js'
import { expandScopes, SCOPES } from './access/scopes.js'
import { findKey } from './access/service.js'
import { chatRoutes } from './chats/routes.js'
import { chatComponents } from './chats/schemas.js'
import type { Deps } from './deps.js'
import { EntryCategoriesSchema } from './directory/category-schemas.js'
import { changeRoutes } from './directory/changes/routes.js'
import { exportRoutes } from './directory/exports/routes.js'
import { freshnessRoutes } from './directory/freshness/routes.js'
import { freshnessComponents } from './directory/freshness/schemas.js'
import { matchRoutes } from './directory/identity/routes.js'
import { identityComponents } from './directory/identity/schemas.js'
import { directoryRoutes } from './directory/routes.js'
import { directoryComponents } from './directory/schemas.js'
import { snapshotRoutes } from './directory/snapshots/routes.js'
import { snapshotComponents } from './directory/snapshots/schemas.js'
import type { App } from './http/app-types.js'
import { arrival, LONGEST_UPLOAD_MS } from './http/arrival.js'
import { auth } from './http/auth.js'
import { clientError, tooSlow } from './http/client-error.js'
import { schemaController } from './http/compilers.js'
import { conditional } from './http/conditional.js'
import { cors } from './http/cors.js'
import { defaults } from './http/defaults.js'
import { deprecation } from './http/deprecation.js'
import { discovery } from './http/discovery.js'
import { draining } from './http/draining.js'
import { health } from './http/health.js'
import { idempotency } from './http/idempotency.js'
import { lingering } from './http/lingering.js'
import { methods } from './http/methods.js'
import { openapi } from './http/openapi.js'
import { overload } from './http/overload.js'
import { type PageCacheOptions, pageCache } from './http/page-cache.js'
import { type Problem, problems, sendProblem } from './http/problems.js'
import { rateLimit } from './http/rate-limit.js'
import { requestIds } from './http/request-ids.js'
import { httpComponents } from './http/schemas.js'
import { securityHeaders } from './http/security-headers.js'
import { underWay } from './http/under-way.js'
import { validation } from './http/validation.js'
import { driftRoutes } from './lists/drift/routes.js'
import { driftComponents } from './lists/drift/schemas.js'
import { dumpRoutes } from './lists/dump/routes.js'
import { dumpComponents } from './lists/dump/schemas.js'
import { publicListsOf } from './lists/membership.js'
import { planRoutes } from './lists/plan-routes.js'
import { listRoutes } from './lists/routes.js'
import { listComponents } from './lists/schemas.js'
import { importRoutes } from './nominations/imports/routes.js'
import { importComponents } from './nominations/imports/schemas.js'
import { liveRoutes } from './nominations/live/routes.js'
import { liveComponents } from './nominations/live/schemas.js'
import { nominationRoutes } from './nominations/routes.js'
import { nominationComponents } from './nominations/schemas.js'
import { privacyRoutes } from './privacy/routes.js'
import { privacyComponents } from './privacy/schemas.js'
import { audienceRoutes } from './reach/audiences/routes.js'
import { audienceComponents } from './reach/audiences/schemas.js'
import { countRoutes } from './reach/counts/routes.js'
import { countComponents } from './reach/counts/schemas.js'
import { historyRoutes } from './reach/history/routes.js'
import { historyComponents } from './reach/history/schemas.js'
import { reachRoutes } from './reach/routes.js'
import { reachComponents } from './reach/schemas.js'
import { whomRoutes } from './reach/whom/routes.js'
import { whomComponents } from './reach/whom/schemas.js'
import { problemPage } from './web/pages/errors.js'
import { siteOf } from './web/request.js'
import { pages } from './web/routes.js'
import { webhookRoutes } from './webhooks/routes.js'
import { webhookComponents } from './webhooks/schemas.js'

export interface AppOptions {
  logger?: FastifyBaseLogger
  /** Registered before all routes, which they see being added: the tests check every answer against its schema this way. */
  before?: FastifyPluginAsync[]
  /** How many requests may wait for their answers (overload.ts). */
  most_waiting?: number
  /** How often a claim on an Idempotency-Key is prolonged (idempotency.ts). */
  claim_beat_ms?: number
  /** Answers that are kept ready are made anew all the same, and where they differ this is what is wrong: for tests (page-cache.ts). */
  page_differs?: PageCacheOptions['differs']
}

/** Component schemas of every domain: what the document names. */
export const components = [
  ...httpComponents,
  ...chatComponents,
  ...directoryComponents,
  ...identityComponents,
  EntryCategoriesSchema,
  ...freshnessComponents,
  ...nominationComponents,
  ...importComponents,
  ...liveComponents,
  ...listComponents,
  ...ownerComponents,
  ...organiserComponents,
  ...keyComponents,
  ...driftComponents,
  ...dumpComponents,
  ...reachComponents,
  ...whomComponents,
  ...historyComponents,
  ...audienceComponents,
  ...countComponents,
  ...privacyComponents,
  ...auditComponents,
  ...webhookComponents,
  ...snapshotComponents,
]

/** The whole server in one list, without listening. The values are RELIABILITY.md §8's. */
export async function buildApp(deps: Deps, options: AppOptions = {}): Promise<App> {
  const publicUrl = deps.config.PUBLIC_URL
  const authenticate = async (key: string) => {
    const holder = await findKey(deps, key)
    return holder && { actor: `key:${holder.id}`, scopes: expandScopes(holder.scopes) }
  }
  const problemOptions = { publicUrl, renderPage: (problem: Problem) => problemPage(siteOf(deps), problem) }
  const app = Fastify({
    ...(options.logger ? { loggerInstance: options.logger } : {}),
    genReqId: () => deps.ids.next('req'),
    requestIdHeader: false,
    // Nobody may say who he is but a proxy that is named: anonymous voices are told apart by address.
    trustProxy: deps.config.TRUST_PROXY?.split(',').map((address) => address.trim()) ?? false,
    bodyLimit: 65_536,
    // Of a file; arrival.ts ends what comes more slowly than any line, and small bodies much earlier.
    requestTimeout: LONGEST_UPLOAD_MS,
    connectionTimeout: 60_000,
    // Longer than the idle time of usual balancers, so that they close first.
    keepAliveTimeout: 72_000,
    handlerTimeout: 10_000,
    forceCloseConnections: 'idle',
    // Longer than an address can be: an overlong id is refused by the schema as any that cannot exist, and counted (the router itself would answer past all hooks).
    routerOptions: { maxParamLength: 8_192 },
    return503OnClosing: false,
    http: { headersTimeout: 10_000, connectionsCheckingInterval: 1_000, maxHeaderSize: 8_192 },
    schemaController,
    frameworkErrors: (error, request, reply) => sendProblem(error, request, reply, problemOptions),
    clientErrorHandler: (error, socket) => clientError(error, socket, publicUrl, deps.ids.next('req')),
  }) as unknown as App

  // Only JSON is taken; without this, text would be read and then refused as a body of the wrong shape.
  app.removeContentTypeParser('text/plain')

  app.decorate('lifecycle', { stopping: false })

  await app.register(draining)
  // Before all else: what is kept ready needs nothing of it.
  await app.register(pageCache, { deps, differs: options.page_differs })
  // Then this, so that whatever comes is seen.
  await app.register(underWay, { deps })
  await app.register(overload, { deps, most_waiting: options.most_waiting })
  await app.register(lingering)
  await app.register(arrival, { late: (socket: Socket) => tooSlow(socket, publicUrl, deps.ids.next('req')) })
  await app.register(problems, problemOptions)
  await app.register(requestIds)
  await app.register(securityHeaders, { https: publicUrl.startsWith('https://') })
  await app.register(cors)
  await app.register(validation)
  await app.register(conditional)
  await app.register(rateLimit, { perMinute: deps.config.REQUESTS_PER_MINUTE, clock: deps.clock, authenticate })
  await app.register(methods)
  await app.register(deprecation, { publicUrl })
  await app.register(defaults)
  await app.register(auth, { scopes: SCOPES, authenticate })
  await app.register(idempotency, { deps, ...(options.claim_beat_ms === undefined ? {} : { beat_ms: options.claim_beat_ms }) })
  for (const plugin of options.before ?? []) await app.register(plugin)

  for (const schema of components) app.addSchema(schema)
  await app.register(openapi)
  await app.register(health, { deps })
  await app.register(discovery, { deps })

  const api = { deps, prefix: '/api/v1' }
  await app.register(chatRoutes, api)
  await app.register(directoryRoutes, api)
  await app.register(exportRoutes, api)
  await app.register(changeRoutes, api)
  await app.register(snapshotRoutes, api)
  await app.register(matchRoutes, api)
  await app.register(freshnessRoutes, api)
  await app.register(nominationRoutes, { ...api, listsOf: publicListsOf })
  await app.register(liveRoutes, api)
  await app.register(importRoutes, api)
  await app.register(listRoutes, api)
  await app.register(planRoutes, api)
  await app.register(ownerRoutes, api)
  await app.register(organiserRoutes, api)
  await app.register(keyRoutes, api)
  await app.register(driftRoutes, api)
  await app.register(dumpRoutes, api)
  await app.register(reachRoutes, api)
  await app.register(whomRoutes, api)
  await app.register(historyRoutes, api)
  await app.register(audienceRoutes, api)
  await app.register(countRoutes, api)
  await app.register(webhookRoutes, api)
  await app.register(auditRoutes, api)
  await app.register(privacyRoutes, { ...api, listsOf: publicListsOf })
  await app.register(pages, { deps })

  return app
}
