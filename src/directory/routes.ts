import type { FastifyReply } from 'fastify'
import { negotiate } from '../http/accept.js'
import type { Routes } from '../http/app-types.js'
import { requireMatch } from '../http/conditional.js'
import { withLinks } from '../http/paging.js'
import { alsoAs, IfMatchHeaders, item, moved, ok, problems } from '../http/schemas.js'
import { STREAM_MS } from '../http/streamed.js'
import { dated, tagged } from '../http/tagged.js'
import { categoriesOf } from './categories.js'
import { EntryCategoriesSchema } from './category-schemas.js'
import { sendWhole } from './exports/routes.js'
import { MovedSchema } from './identity/schemas.js'
import { LOOK_NOW, resolveAccounts } from './resolve.js'
import * as schemas from './schemas.js'
import * as service from './service.js'
import { restoreEntry } from './suppressed/restore.js'

const CURATE = { scope: 'directory:curate' }
const ATTRIBUTION = 'Sections: ICNP/TSO, United Nations Statistics Division. Tags: UK Charity Activity Tags, charity-classification/ukcat, CC BY 4.0.'

const [JSON_TYPE, CSV, JSON_LD] = ['application/json', 'text/csv', 'application/ld+json'] as const
const FORMS = [JSON_TYPE, CSV, JSON_LD] as const

/** What is JSON already is sent as it is; as bytes, since Node sends a long string at several times their cost. */
const sendJson = (reply: FastifyReply, text: string) => reply.type('application/json; charset=utf-8').send(Buffer.from(text))

const total = (reply: FastifyReply, count: number) => reply.header('total-count', String(count))

export const directoryRoutes: Routes = async (app, { deps }) => {
  app.get(
    '/allies',
    {
      config: { produces: FORMS, kept: true },
      handlerTimeout: STREAM_MS,
      schema: {
        tags: ['directory'],
        operationId: 'listAllies',
        summary: 'The directory',
        description:
          'Approved allies outside the home field, a page at a time. Asked for text/csv or application/ld+json it gives all that match at once, as /allies.csv and /allies.jsonld do.',
        querystring: schemas.AllyQuery,
        response: {
          200: alsoAs(ok(schemas.AllyPageSchema, 'A page of allies, or all of them in the form asked for.'), {
            [CSV]: 'All that match, as a table.',
            [JSON_LD]: 'All that match, as linked data.',
          }),
          ...problems('invalid_cursor'),
        },
      },
    },
    async (request, reply) => {
      const { limit = 50, cursor, sort = 'name', count, ...filters } = request.query
      const form = negotiate(request.headers.accept, FORMS)
      if (form === CSV || form === JSON_LD) return sendWhole(request, reply, deps, form, filters)
      if (count) total(reply, await service.countPublicAllies(deps, filters))
      const page = await service.listAlliesAsJson(deps, filters, sort, { limit, cursor })
      if (page === null) return withLinks(request, reply, await service.listAllies(deps, filters, sort, { limit, cursor }))
      const { next_cursor, links } = withLinks(request, reply, { items: [], next_cursor: page.next_cursor })
      return sendJson(reply, `{"items":[${page.items}],"next_cursor":${JSON.stringify(next_cursor)},"links":${JSON.stringify(links)}}`)
    },
  )

  app.get(
    '/allies/:id',
    {
      config: { kept: true },
      schema: {
        tags: ['directory'],
        operationId: 'getAlly',
        summary: 'One ally',
        description: 'An approved ally. What is not published has no address; what was merged into another one leads there.',
        params: schemas.AllyParams,
        response: {
          200: item(schemas.AllySchema, 'The ally.'),
          301: moved(MovedSchema, 'It was merged; Location is the address of the ally that stands for it.'),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const merged_into = await service.movedTo(deps, id)
      if (merged_into === null) {
        const { ally, changed_at } = await service.getAllyDated(deps, id)
        return dated(reply, changed_at, ally)
      }
      return reply.code(301).header('location', `/api/v1/allies/${merged_into}`).send({ id, merged_into })
    },
  )

  app.get(
    '/categories',
    {
      config: { kept: true },
      schema: {
        tags: ['directory'],
        operationId: 'listCategories',
        summary: 'Categories',
        description: 'The sections of ICNP/TSO with the number of allies in each.',
        response: { 200: ok(schemas.CategoriesSchema, 'All sections.') },
      },
    },
    async () => ({ items: await service.listCategories(deps), attribution: ATTRIBUTION }),
  )

  app.get(
    '/allies/:id/categories',
    {
      config: CURATE,
      schema: {
        tags: ['review'],
        operationId: 'getEntryCategories',
        summary: 'What an entry works for',
        description:
          'Section, tags and kind as they stand and by whom; what rules and model suggest now, with confidence, runners-up and reasons; and what organisers said.',
        params: schemas.AllyParams,
        response: { 200: ok(EntryCategoriesSchema, 'The categories.') },
      },
    },
    async (request) => ({ ...(await categoriesOf(deps, request.params.id)), attribution: ATTRIBUTION }),
  )

  app.get(
    '/desk/allies',
    {
      config: CURATE,
      schema: {
        tags: ['review'],
        operationId: 'listReview',
        summary: 'Entries for organisers',
        description: 'Every entry with its suggestions; status=proposed is the review queue, most supported first.',
        querystring: schemas.ReviewQuery,
        response: { 200: ok(schemas.ReviewPageSchema, 'A page of entries.'), ...problems('invalid_cursor') },
      },
    },
    async (request, reply) => {
      const { limit = 50, cursor, sort = '-support', count, ...filters } = request.query
      if (count) total(reply, await service.countReview(deps, filters))
      return withLinks(request, reply, await service.listReview(deps, filters, sort, { limit, cursor }))
    },
  )

  app.get(
    '/desk/allies/:id',
    {
      config: { ...CURATE, detail: true },
      schema: {
        tags: ['review'],
        operationId: 'getReview',
        summary: 'One entry for organisers',
        description: 'With gate, category and reasons. Its ETag is what a decision needs.',
        params: schemas.AllyParams,
        response: { 200: ok(schemas.ReviewSchema, 'The entry.') },
      },
    },
    async (request, reply) => tagged(reply, await service.getReview(deps, request.params.id)),
  )

  app.get(
    '/desk/allies/:id/history',
    {
      config: CURATE,
      schema: {
        tags: ['review'],
        operationId: 'getHistory',
        summary: 'What happened to an entry',
        description: 'Who did what when and why, oldest first.',
        params: schemas.AllyParams,
        response: { 200: ok(schemas.HistorySchema, 'The history.') },
      },
    },
    async (request) => ({ items: (await service.getHistory(deps, request.params.id)).map((row) => ({ ...row, at: row.at.toISOString() })) }),
  )

  app.post(
    '/allies/:id/decisions',
    {
      config: CURATE,
      schema: {
        tags: ['review'],
        operationId: 'decideAlly',
        summary: 'Decide on an entry',
        description:
          'Approve, reject, retire, withdraw or reopen, with a reason. If-Match takes the etag of the entry. Only an approved entry whose gate is ally is published. 409 says in changes who merged, parted or withdrew it since that etag was read, when and why, and in entries_now how it is now; after any other change it is 412.',
        params: schemas.AllyParams,
        headers: IfMatchHeaders,
        body: schemas.DecisionSchema,
        response: { 200: ok(schemas.ReviewSchema, 'The entry as it is now.'), ...problems('conflict') },
      },
    },
    async (request, reply) => tagged(reply, await service.decideAlly(deps, request.actor, request.params.id, requireMatch(request), request.body)),
  )

  app.post(
    '/allies/:id/restoration',
    {
      config: { scope: 'privacy:manage' },
      schema: {
        tags: ['review'],
        operationId: 'restoreAlly',
        summary: 'Put a mistaken withdrawal right',
        description:
          'Puts an entry that was withdrawn without the asking of its body back into the queue: an organiser was mistaken, or it was merged by mistake into a body that asked, and was parted from it. Its names are taken again; nothing is public before it is approved. Who asked (by signing in, a code, or a request that an organiser honoured) stays out: 409. What was fetched from X about it, its follower lists and its places in snapshots do not come back. If-Match takes the etag of the entry.',
        params: schemas.AllyParams,
        headers: IfMatchHeaders,
        body: schemas.RestorationSchema,
        response: { 200: ok(schemas.RestoredSchema, 'The entry waits in the queue.'), ...problems('conflict') },
      },
    },
    async (request, reply) => tagged(reply, await restoreEntry(deps, request.actor, request.params.id, requireMatch(request), request.body)),
  )

  app.patch(
    '/allies/:id',
    {
      config: CURATE,
      schema: {
        tags: ['review'],
        operationId: 'editAlly',
        summary: 'Correct an entry',
        description:
          'Name, other names, web address, gate, category, tags, kind, use of a hashtag. What an organiser sets is never overwritten by rules, until null takes the word back to them. 409 says in changes who merged, parted or withdrew the entry since it was read; after any other change it is 412.',
        params: schemas.AllyParams,
        headers: IfMatchHeaders,
        body: schemas.AllyEditSchema,
        response: { 200: ok(schemas.ReviewSchema, 'The entry as it is now.'), ...problems('conflict') },
      },
    },
    async (request, reply) => tagged(reply, await service.editAlly(deps, request.actor, request.params.id, requireMatch(request), request.body)),
  )

  app.post(
    '/desk/resolve',
    {
      // Network and database take turns in it; accounts looked up are not looked up again.
      config: { ...CURATE, idempotency: { mode: 'claim' } },
      // A thousand accounts are ten calls to X.
      handlerTimeout: 60_000,
      schema: {
        tags: ['review'],
        operationId: 'resolveAccounts',
        summary: 'Look accounts up on X',
        description:
          'Numeric ids and profiles of accounts never looked up, or more than a week ago; with all or ally_ids also of those looked up since. Each account found costs a cent. The worker does this by itself after each nomination.',
        body: schemas.ResolveInputSchema,
        response: { 200: ok(schemas.ResolveReportSchema, 'What X said.'), ...problems('platform_off', 'platform_failed') },
      },
    },
    async ({ body }) => {
      const which = body.ally_ids ? { ...LOOK_NOW, entries: body.ally_ids } : body.all === true ? LOOK_NOW : {}
      return { ...(await resolveAccounts(deps, { limit: body.limit ?? 100, ...which })) }
    },
  )
}
