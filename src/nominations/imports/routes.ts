import type { FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.js'
import type { Routes } from '../../http/app-types.js'
import { LONGEST_UPLOAD_MS } from '../../http/arrival.js'
import { withLinks } from '../../http/paging.js'
import { accepted, created, ok, problems } from '../../http/schemas.js'
import { AppError } from '../../kernel/errors.js'
import { parseColumnMap } from '../formats/mapped-csv.js'
import * as schemas from './schemas.js'
import * as service from './service.js'
import { PATIENCE_MS, settleReadings, sweepUploads, takeFile, tryUpload, type Upload } from './upload.js'

const tags = ['imports']
const CURATE = { scope: 'directory:curate' }
/** Time to send the file (the server's limit on requests is half of it), and to wait for its preview. */
const GIVING_MS = LONGEST_UPLOAD_MS
const MOST_WAIT_S = 20
/** Stopping waits so long for previews that are nearly there. */
const STOP_MS = 5_000
const RETRY_S = 2

const path = (id: string) => `/api/v1/imports/${id}`

/** An import with everything one asks of it next. */
async function wholeImport(deps: Deps, given: string) {
  const found = await service.getImport(deps, given)
  const { id } = found
  const [taken, reasons] = [await service.acceptedOf(deps, id), await service.reasonsOf(deps, id)]
  const links = { self: path(id), candidates: `${path(id)}/candidates`, bad_lines: `${path(id)}/bad-lines`, page: `/desk/imports/${id}` }
  return { ...found, accepted: taken, reasons: schemas.topReasons(reasons), links }
}

/** RFC 7240, as far as it matters here; a preference that is not understood is none. */
export function patienceOf(prefer: string | undefined): { patience_ms: number; patient: boolean } {
  for (const one of (prefer ?? '').toLowerCase().split(',')) {
    const word = one.split(';', 1)[0]?.trim() ?? ''
    if (word === 'respond-async') return { patience_ms: 0, patient: false }
    const wait = /^wait="?(\d{1,4})"?$/.exec(word.replaceAll(/\s/g, ''))?.[1]
    if (wait !== undefined) return { patience_ms: Math.min(MOST_WAIT_S, Number(wait)) * 1000, patient: true }
  }
  return { patience_ms: PATIENCE_MS, patient: false }
}

/** The length that the sender declares; without one (chunked) it is counted as it comes. */
export const lengthOf = ({ headers }: FastifyRequest): number | undefined =>
  headers['content-length'] === undefined ? undefined : Number(headers['content-length'])

/** A form with a file in it is not the file. */
export function refuseForms({ headers }: FastifyRequest): void {
  if (!/^multipart\//i.test(headers['content-type'] ?? '')) return
  throw new AppError('unsupported_media_type', 'Send the file itself as the body, not a form that holds it: curl --data-binary @FILE.', {
    headers: { accept: schemas.FILE_TYPES.join(', ') },
  })
}

export const importRoutes: Routes = async (app, { deps }) => {
  app.addHook('onReady', () => sweepUploads(deps).catch((error: unknown) => deps.log.warn({ err: error }, 'files that were given could not be looked through')))
  app.addHook('onClose', () => settleReadings(deps, STOP_MS))

  // Here any content type is taken, and nothing of the body is looked at before it is a file on disk: no parser that could be bombed.
  await app.register(async (files) => {
    files.removeAllContentTypeParsers()
    files.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined))
    ;(files as unknown as typeof app).post(
      '/imports',
      {
        config: { ...CURATE, upload: true, idempotency: { mode: 'claim', required: true } },
        handlerTimeout: GIVING_MS,
        // Only now, past all checks of members: what the Idempotency-Key stands for is the stream.
        preHandler: async (request) => {
          request.body = request.raw
        },
        schema: {
          tags,
          operationId: 'createImport',
          summary: 'Give a file',
          description:
            'A pasted chat or an archive of posts, of any format that is told at /formats. It is read into a preview: nothing of it is a nomination before it is stored. The same file for the same chat again is the import it was before.',
          querystring: schemas.UploadQuery,
          headers: schemas.PreferHeaders,
          consumes: schemas.FILE_TYPES,
          body: schemas.FileSchema,
          response: {
            200: ok(
              { anyOf: [{ $ref: 'Import#' }, { $ref: 'ImportTrial#' }] } as never,
              'The same file had been given before; or, with validate_only, what it would be.',
            ),
            201: created(schemas.ImportSchema, 'Read; Location is its address.'),
            202: accepted(schemas.ImportSchema, 'It takes longer to read; follow Location.'),
            ...problems('conflict', 'bad_input_file'),
          },
        },
      },
      async (request, reply) => {
        refuseForms(request)
        const { file_name = '', chat_id, series, map, validate_only = false } = request.query
        const upload: Upload = {
          from: request.raw,
          length: lengthOf(request),
          file_name,
          chat_id,
          series,
          map: map === undefined ? undefined : parseColumnMap(map),
          actor: request.actor,
          ...patienceOf(request.headers.prefer),
        }
        if (validate_only) {
          const { trial, received } = await tryUpload(deps, upload)
          request.received = received
          return reply.code(200).send(trial)
        }
        const { id, repeated, reading, received } = await takeFile(deps, upload)
        request.received = received
        reply.header('location', path(id))
        if (reading) reply.header('retry-after', RETRY_S)
        return reply.code(reading ? 202 : repeated ? 200 : 201).send(await wholeImport(deps, id))
      },
    )
  })

  app.get(
    '/imports',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'listImports',
        summary: 'Imports',
        description: 'All files that were given, newest first.',
        querystring: schemas.ImportsQuery,
        response: { 200: ok(schemas.ImportPageSchema, 'A page of imports.'), ...problems('invalid_cursor') },
      },
    },
    async (request, reply) => {
      const { limit = 50, cursor } = request.query
      return withLinks(request, reply, await service.listImports(deps, { limit, cursor }))
    },
  )

  app.get(
    '/imports/:id',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'getImport',
        summary: 'One import',
        description:
          'Its state and progress, what was found, what storing would take, and why the rest is left out. One that turns out to be the same file as an earlier one is that one from then on: look at its id.',
        params: schemas.ImportParams,
        response: { 200: ok(schemas.ImportSchema, 'The import.') },
      },
    },
    async (request) => wholeImport(deps, request.params.id),
  )

  app.get(
    '/imports/:id/candidates',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'listImportCandidates',
        summary: 'What a file names',
        description: 'Each name with its line, the words around it, the verdict and the reason, in order of appearance.',
        params: schemas.ImportParams,
        querystring: schemas.CandidatesQuery,
        response: { 200: ok(schemas.CandidatePageSchema, 'A page of names.'), ...problems('invalid_cursor') },
      },
    },
    async (request, reply) => {
      const { limit = 50, cursor, verdict, q } = request.query
      return withLinks(request, reply, await service.candidatesOf(deps, request.params.id, { verdict, q }, { limit, cursor }))
    },
  )

  app.patch(
    '/imports/:id/candidates/:seq',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'chooseImportCandidate',
        summary: 'Include or leave out a name',
        description: 'Possible until the import is stored, and as often as wanted; the last word holds.',
        params: schemas.CandidateParams,
        body: schemas.ChoiceSchema,
        response: { 200: ok(schemas.CandidateSchema, 'The name as it stands now.'), ...problems('conflict') },
      },
    },
    async (request) => service.chooseCandidate(deps, request.actor, request.params.id, request.params.seq, request.body),
  )

  app.get(
    '/imports/:id/bad-lines',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'listImportBadLines',
        summary: 'Lines that could not be read',
        description: 'With the reason. They cost no other line.',
        params: schemas.ImportParams,
        querystring: schemas.ImportsQuery,
        response: { 200: ok(schemas.BadLinePageSchema, 'A page of lines.'), ...problems('invalid_cursor') },
      },
    },
    async (request, reply) => {
      const { limit = 50, cursor } = request.query
      return withLinks(request, reply, await service.badLinesOf(deps, request.params.id, { limit, cursor }))
    },
  )

  app.post(
    '/imports/:id/store',
    {
      config: { ...CURATE, idempotency: { required: true } },
      schema: {
        tags,
        operationId: 'storeImport',
        summary: 'Store an import',
        description: 'Makes nominations of what is taken, in the background; follow Location until its state is done. Once more changes nothing.',
        params: schemas.ImportParams,
        response: {
          200: ok(schemas.ImportSchema, 'It had been stored before.'),
          202: accepted(schemas.ImportSchema, 'It is being stored; follow Location.'),
          ...problems('conflict'),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const { state } = await service.startStoring(deps, request.actor, id)
      if (state === 'storing') reply.code(202).headers({ location: path(id), 'retry-after': String(RETRY_S) })
      return reply.send(await wholeImport(deps, id))
    },
  )

  app.post(
    '/imports/:id/undo',
    {
      config: CURATE,
      // There is nothing that must be said: curl -X POST sends no body at all.
      preValidation: async (request) => {
        request.body ??= {}
      },
      schema: {
        tags,
        operationId: 'undoImport',
        summary: 'Undo an import',
        description: 'Takes back exactly what it brought; what was said otherwise too stays. One that is not stored yet is thrown away at once.',
        params: schemas.ImportParams,
        body: schemas.UndoSchema,
        response: {
          200: ok(schemas.ImportSchema, 'The preview is thrown away, or it had been undone before.'),
          202: accepted(schemas.ImportSchema, 'It is being undone; follow Location.'),
          ...problems('conflict'),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const { state } = await service.startUndoing(deps, request.actor, id, request.body.reason)
      if (state === 'undoing') reply.code(202).headers({ location: path(id), 'retry-after': String(RETRY_S) })
      return reply.send(await wholeImport(deps, id))
    },
  )
}
