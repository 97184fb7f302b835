import type { FastifyReply, FastifyRequest } from 'fastify'
import { CSV_TYPE } from '../../formats/csv.js'
import type { Routes } from '../../http/app-types.js'
import { withLinks } from '../../http/paging.js'
import { created, ok, problems, textual } from '../../http/schemas.js'
import { STREAM_MS, sendStream } from '../../http/streamed.js'
import * as schemas from './schemas.js'
import * as service from './service.js'

const tags = ['snapshots']
const CURATE = { scope: 'directory:curate' }
/** The whole directory is copied. */
const TAKE_MS = 120_000

/** Frozen copies of the directory, to be cited. */
export const snapshotRoutes: Routes = async (app, { deps }) => {
  app.post(
    '/snapshots',
    {
      config: CURATE,
      handlerTimeout: TAKE_MS,
      schema: {
        tags,
        operationId: 'takeSnapshot',
        summary: 'Take a snapshot',
        description: 'Copies the public directory as it stands now, for studies and wrap-ups. Nothing of it changes later but that who withdraws is taken out.',
        body: schemas.NewSnapshotSchema,
        response: { 201: created(schemas.SnapshotSchema) },
      },
    },
    async (request, reply) => {
      const snapshot = await service.takeSnapshot(deps, request.actor, request.body)
      return reply.code(201).header('location', `/api/v1/snapshots/${snapshot.id}`).send(snapshot)
    },
  )

  app.get(
    '/snapshots',
    {
      schema: {
        tags,
        operationId: 'listSnapshots',
        summary: 'Snapshots',
        description: 'Newest first.',
        querystring: schemas.SnapshotQuery,
        response: { 200: ok(schemas.SnapshotPageSchema, 'A page of snapshots.'), ...problems('invalid_cursor') },
      },
    },
    async (request, reply) => {
      const { limit = 50, cursor } = request.query
      return withLinks(request, reply, await service.listSnapshots(deps, { limit, cursor }))
    },
  )

  app.get(
    '/snapshots/:id',
    {
      schema: {
        tags,
        operationId: 'getSnapshot',
        summary: 'One snapshot',
        description: 'Its date, licence, checksum and files, and a sentence to cite it by.',
        params: schemas.SnapshotParams,
        response: { 200: ok(schemas.SnapshotSchema, 'The snapshot.') },
      },
    },
    (request) => service.getSnapshot(deps, request.params.id),
  )

  app.delete(
    '/snapshots/:id',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'takeBackSnapshot',
        summary: 'Take a snapshot back',
        description: 'On the day it was made. Later somebody may have cited it: it stays.',
        params: schemas.SnapshotParams,
        response: { 200: ok(schemas.SnapshotSchema, 'As it was.'), ...problems('conflict') },
      },
    },
    (request) => service.takeBackSnapshot(deps, request.actor, request.params.id),
  )

  /** The address says which form; nothing is read for a HEAD. */
  const send = async (request: FastifyRequest, reply: FastifyReply, id: string, form: 'json' | 'csv') => {
    const snapshot = await service.getSnapshot(deps, id)
    reply
      .type(form === 'json' ? 'application/json; charset=utf-8' : CSV_TYPE)
      .header('etag', `W/"${id}-${snapshot.withdrawn}-${form}"`)
      .header('content-disposition', `inline; filename="${id}.${form}"`)
    if (request.method === 'HEAD') return reply.send('')
    const chunks = form === 'json' ? service.snapshotJson(deps, snapshot) : service.snapshotCsv(deps, snapshot)
    return sendStream(reply, chunks)
  }

  app.get(
    '/snapshots/:id/allies.json',
    {
      config: { produces: ['application/json'] },
      handlerTimeout: STREAM_MS,
      schema: {
        tags,
        operationId: 'snapshotJson',
        summary: 'A snapshot as JSON',
        description: 'All entries with hash and salt, by which the checksum can be computed again (allies snapshot verify). Entries that withdrew are null.',
        params: schemas.SnapshotParams,
        response: { 200: textual('application/json', 'The whole, as a stream.') },
      },
    },
    (request, reply) => send(request, reply, request.params.id, 'json'),
  )

  app.get(
    '/snapshots/:id/allies.csv',
    {
      config: { produces: ['text/csv'] },
      handlerTimeout: STREAM_MS,
      schema: {
        tags,
        operationId: 'snapshotCsv',
        summary: 'A snapshot as a table',
        description: 'What is left of it, with the columns of the directory’s table.',
        params: schemas.SnapshotParams,
        response: { 200: textual('text/csv', 'The whole, as a stream.') },
      },
    },
    (request, reply) => send(request, reply, request.params.id, 'csv'),
  )
}
