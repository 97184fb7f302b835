import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.js'
import { CSV_TYPE } from '../../formats/csv.js'
import { ATOM_TYPE, JSON_FEED_TYPE } from '../../formats/feed.js'
import { JSON_LD_TYPE } from '../../formats/jsonld.js'
import type { Routes } from '../../http/app-types.js'
import { textual } from '../../http/schemas.js'
import { STREAM_MS, sendStream } from '../../http/streamed.js'
import { ExportQuery, FeedQuery } from '../schemas.js'
import { asCsv, asJsonLd, type ExportFilters, exportTag, newestAdditions, publishedParts } from './service.js'

const tags = ['exports']
/** Without its parameters. */
export const bare = (type: string) => type.split(';')[0] ?? type

const FORMS = {
  'text/csv': { type: CSV_TYPE, suffix: 'csv', chunks: asCsv },
  'application/ld+json': { type: JSON_LD_TYPE, suffix: 'jsonld', chunks: asJsonLd },
} as const

/** All that match as a stream, with a name for whoever saves it. Nothing is read for a HEAD. */
export async function sendWhole(request: FastifyRequest, reply: FastifyReply, deps: Deps, form: keyof typeof FORMS, filters: ExportFilters) {
  const { type, suffix, chunks } = FORMS[form]
  reply
    .type(type)
    .header('etag', await exportTag(deps, `${form} ${request.url}`))
    .header('content-disposition', `inline; filename="allies.${suffix}"`)
  if (request.method === 'HEAD') return reply.send('')
  return sendStream(reply, chunks(deps, publishedParts(deps, filters), deps.config.COMMUNITY_NAME))
}

export const exportRoutes: Routes = async (app, { deps }) => {
  const whole = (form: keyof typeof FORMS, operationId: string, summary: string, description: string) =>
    app.get(
      `/allies.${FORMS[form].suffix}`,
      {
        config: { produces: [form] },
        handlerTimeout: STREAM_MS,
        schema: { tags, operationId, summary, description, querystring: ExportQuery, response: { 200: textual(form, 'The whole, as a stream.') } },
      },
      (request, reply) => sendWhole(request, reply, deps, form, request.query),
    )

  whole('text/csv', 'exportCsv', 'The directory as a table', 'Every published ally that matches, by name, as CSV (RFC 4180), with date and licence.')
  whole(
    'application/ld+json',
    'exportJsonLd',
    'The directory as linked data',
    'Every published ally that matches, by name, as a schema.org ItemList (JSON-LD), with date and licence.',
  )

  const paths = { atom: '/api/v1/allies.atom', json: '/api/v1/allies.feed.json' }
  const feed = (path: string, type: string, kind: 'atom' | 'json', operationId: string, summary: string) =>
    app.get(
      path,
      {
        config: { produces: [bare(type)] },
        schema: {
          tags,
          operationId,
          summary,
          description: 'The fifty allies that were published last, newest first. An entry keeps its id for ever.',
          querystring: FeedQuery,
          response: { 200: textual(bare(type), 'The feed.') },
        },
      },
      async (request, reply) => reply.type(type).send((await newestAdditions(deps, request.query, paths))[kind]()),
    )

  feed('/allies.atom', ATOM_TYPE, 'atom', 'feedAtom', 'Additions as an Atom feed')
  feed('/allies.feed.json', JSON_FEED_TYPE, 'json', 'feedJson', 'Additions as a JSON Feed')
}
