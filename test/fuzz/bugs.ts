import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../../src/http/app-types.js'
import { AppError } from '../../src/kernel/errors.js'
import type { Rule } from './judge.js'
import type { World } from './world.js'

/** A mistake such as people make, planted into the running server by a hook: the product's code is not touched. */
export interface Bug {
  name: string
  /** What the programmer got wrong. */
  wrong: string
  /** The rules of which one must find it. */
  by: readonly Rule[]
  /** Registered before the routes. */
  plant(app: App, world: () => World | null): unknown
}

const at = (request: FastifyRequest) => `${request.method} ${request.routeOptions.url ?? ''}`
const V1 = '/api/v1'

type Change = (body: Record<string, unknown>, request: FastifyRequest, reply: FastifyReply) => unknown

/** Changes the JSON of an answer on its way out. */
const spoil = (app: App, which: (request: FastifyRequest, reply: FastifyReply) => boolean, change: Change) =>
  app.addHook('onSend', async (request, reply, payload) => {
    if (typeof payload !== 'string' || payload === '' || !which(request, reply)) return payload
    reply.removeHeader('content-length')
    return JSON.stringify(change(JSON.parse(payload) as Record<string, unknown>, request, reply))
  })

const broken = (message: string): never => {
  throw new TypeError(message)
}

/** Changes what scope routes ask for, from the first request on that gets in: the document says what it said. */
const rewired = (app: App, which: (route: { method: string; url: string }) => boolean, scope: string | undefined) =>
  app.addHook('preHandler', async (request) => {
    const { config, url = '' } = request.routeOptions
    if (config.scope !== undefined && which({ method: request.method, url })) (config as { scope?: string | undefined }).scope = scope
  })

export const BUGS: readonly Bug[] = [
  {
    name: 'quote-500',
    wrong: 'a quote in a search is written into the statement',
    by: ['server-error'],
    plant: (app) =>
      app.addHook('preHandler', async (request) => {
        if (String((request.query as { q?: string }).q ?? '').includes("'")) broken('syntax error at or near')
      }),
  },
  {
    name: 'regex-from-query',
    wrong: 'a regular expression is made of what is searched',
    by: ['server-error'],
    plant: (app) =>
      app.addHook('preHandler', async (request) => {
        const { q } = request.query as { q?: string }
        if (q !== undefined) new RegExp(q)
      }),
  },
  {
    name: 'bad-cursor-500',
    wrong: 'a cursor that was made by somebody else is believed',
    by: ['server-error'],
    plant: (app) =>
      app.addHook('preHandler', async (request) => {
        const { cursor } = request.query as { cursor?: string }
        if (cursor !== undefined) JSON.parse(Buffer.from(cursor, 'base64url').toString())
      }),
  },
  {
    name: 'rare-integer-500',
    wrong: 'the longest chat that is allowed is one too long for the code',
    by: ['server-error'],
    plant: (app) =>
      app.addHook('preHandler', async (request) => {
        if (at(request) === `POST ${V1}/chats` && (request.body as { duration_minutes?: number }).duration_minutes === 10_080) broken('Invalid time value')
      }),
  },
  {
    name: 'bad-date',
    wrong: 'a date is written as people write it',
    by: ['schema'],
    plant: (app) =>
      spoil(
        app,
        (request, reply) => at(request) === `GET ${V1}/series/:id` && reply.statusCode === 200,
        (body) => ({ ...body, created_at: 'Sunday, 1 March 2026' }),
      ),
  },
  {
    name: 'member-missing',
    wrong: 'a member is left out where it is null',
    by: ['schema'],
    plant: (app) =>
      spoil(
        app,
        (request, reply) => at(request) === `GET ${V1}/desk/allies/:id` && reply.statusCode === 200,
        (body) => Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null)),
      ),
  },
  {
    name: 'leaks-a-member',
    wrong: 'a row of the database is answered whole',
    by: ['schema'],
    plant: (app) =>
      spoil(
        app,
        (request, reply) => at(request) === `GET ${V1}/webhooks/:id` && reply.statusCode === 200,
        (body) => ({ ...body, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }),
      ),
  },
  {
    name: 'undocumented-status',
    wrong: 'an empty page is 204',
    by: ['undocumented'],
    plant: (app) =>
      app.addHook('onSend', async (request, reply, payload) => {
        if (at(request) !== `GET ${V1}/allies` || typeof payload !== 'string' || !payload.startsWith('{"items":[]')) return payload
        reply.code(204).removeHeader('content-length')
        return ''
      }),
  },
  {
    name: 'wrong-media-type',
    wrong: 'a failure is answered as a page',
    by: ['media-type', 'problem'],
    plant: (app) =>
      app.addHook('onSend', async (_request, reply, payload) => {
        if (reply.statusCode === 404) reply.type('text/html')
        return payload
      }),
  },
  {
    name: 'tells-of-the-inside',
    wrong: 'the text of the database error is given to the sender',
    by: ['problem'],
    plant: (app) =>
      spoil(
        app,
        (_request, reply) => reply.statusCode === 409,
        (body) => ({ ...body, detail: 'Failed query: insert into "list" ("id", "name") values ($1, $2)' }),
      ),
  },
  {
    name: 'no-location',
    wrong: 'what was made is not told where it is',
    by: ['header'],
    plant: (app) =>
      app.addHook('onSend', async (_request, reply, payload) => {
        if (reply.statusCode === 201) reply.removeHeader('location')
        return payload
      }),
  },
  {
    name: 'lost-create',
    wrong: 'Location names an address that leads nowhere',
    by: ['not-readable'],
    plant: (app) =>
      app.addHook('onSend', async (_request, reply, payload) => {
        const location = String(reply.getHeader('location') ?? '')
        if (reply.statusCode === 201)
          reply.header(
            'location',
            location.replace(/_\w{26}$/, (id) => `_${[...id.slice(1)].reverse().join('')}`),
          )
        return payload
      }),
  },
  {
    name: 'open-patch',
    wrong: 'edits were registered without asking for a key',
    by: ['auth-ignored'],
    plant: (app) => rewired(app, ({ method }) => method === 'PATCH', undefined),
  },
  {
    name: 'wrong-scope',
    wrong: 'a key for nominating curates as well',
    by: ['auth-ignored'],
    plant: (app) => rewired(app, ({ method, url }) => method === 'GET' && url.startsWith(`${V1}/desk/`), 'nominations:write'),
  },
  {
    name: 'takes-unknown-members',
    wrong: 'members that do not exist are left out in silence',
    by: ['invalid-accepted'],
    plant: (app) =>
      app.addHook('preValidation', async (request) => {
        const { body } = request
        if (body === null || typeof body !== 'object') return
        for (const name of ['status', 'approved_by', 'id', 'extra', 'é']) delete (body as Record<string, unknown>)[name]
      }),
  },
  {
    name: 'refuses-the-greatest',
    wrong: 'less than is meant, where "at most" is written',
    by: ['valid-refused'],
    plant: (app) =>
      app.addHook('preValidation', async (request) => {
        if ((request.query as { limit?: string }).limit !== '200') return
        const detail = 'limit must be < 200.'
        throw new AppError('validation_failed', detail, { errors: [{ parameter: 'limit', code: 'exclusiveMaximum', detail }] })
      }),
  },
  {
    name: 'alive-after-delete',
    wrong: 'what was read once is kept, and given although it was deleted',
    by: ['alive-after-delete'],
    plant: (app) => {
      const kept = new Map<string, string>()
      app.addHook('onSend', async (request, reply, payload) => {
        if (at(request) === `POST ${V1}/webhooks` && reply.statusCode === 201)
          kept.set(String(reply.getHeader('location')), String(payload).replace(/,"secret":"[^"]*"/, ''))
        const old = request.method === 'GET' && reply.statusCode === 404 ? kept.get(request.url) : undefined
        if (old === undefined) return payload
        reply.code(200).type('application/json; charset=utf-8').header('etag', '"kept"').header('cache-control', 'private, no-cache').header('vary', 'Accept')
        return old
      })
    },
  },
  {
    name: 'public-though-gone',
    wrong: 'the public page of an entry is kept when its status changes',
    by: ['public-though-gone'],
    plant: (app) => {
      const kept = new Map<string, string>()
      app.addHook('onSend', async (request, reply, payload) => {
        if (at(request) !== `GET ${V1}/allies/:id` || typeof payload !== 'string') return payload
        if (reply.statusCode === 200) kept.set(request.url, payload)
        const old = reply.statusCode === 404 ? kept.get(request.url) : undefined
        if (old === undefined) return payload
        reply.code(200).type('application/json; charset=utf-8').header('etag', '"kept"').header('cache-control', 'public, max-age=300').header('vary', 'Accept')
        return old
      })
    },
  },
  {
    name: 'never-304',
    wrong: 'a tag is made anew for every answer',
    by: ['not-modified'],
    plant: (app) => {
      let count = 0
      app.addHook('onSend', async (request, reply, payload) => {
        if (at(request) === `GET ${V1}/series`) reply.header('etag', `"${++count}"`)
        return payload
      })
    },
  },
  {
    name: 'done-twice',
    wrong: 'the Idempotency-Key is not looked at',
    by: ['replay'],
    plant: (app) =>
      app.addHook('preHandler', async (request) => {
        if (at(request) === `POST ${V1}/lists` || at(request) === `POST ${V1}/chats`) delete request.headers['idempotency-key']
      }),
  },
  {
    name: 'page-begins-again',
    wrong: 'a page begins with the item the one before ended with',
    by: ['paging-repeats'],
    plant: (app) => {
      const last = new Map<string, unknown>()
      spoil(
        app,
        ({ method }, reply) => method === 'GET' && reply.statusCode === 200,
        (body, request) => {
          if (!Array.isArray(body.items)) return body
          const page = body as { items: unknown[]; next_cursor: string | null }
          const { cursor } = request.query as { cursor?: string }
          const before = cursor === undefined ? undefined : last.get(cursor)
          if (page.next_cursor !== null) last.set(page.next_cursor, page.items.at(-1))
          return before === undefined ? page : { ...page, items: [before, ...page.items] }
        },
      )
    },
  },
  {
    name: 'overwrites-silently',
    wrong: 'If-Match is not compared',
    by: ['lost-update'],
    plant: (app) =>
      app.addHook('preHandler', async (request) => {
        if (request.method === 'PATCH' && request.headers['if-match']) request.headers['if-match'] = '*'
      }),
  },
  {
    name: 'writes-before-it-refuses',
    wrong: 'the record is written before the request is judged, in a unit of work of its own',
    by: ['refused-yet-written'],
    plant: (app, world) =>
      app.addHook('onError', async (request) => {
        const deps = world()?.deps
        if (!deps || request.method === 'GET') return
        await deps.store.transaction((tx) => tx.audit({ actor: 'anyone', action: 'tried', subject: 'x' }))
      }),
  },
  {
    name: 'no-allow',
    wrong: 'a method that is not there is 404',
    by: ['method'],
    plant: (app) =>
      app.addHook('onSend', async (_request, reply, payload) => {
        if (reply.statusCode === 405) reply.code(404)
        return payload
      }),
  },
]
