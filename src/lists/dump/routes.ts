import type { Routes } from '../../http/app-types.js'
import { created, ok, problems } from '../../http/schemas.js'
import * as schemas from './schemas.js'
import { dumpList } from './service.js'

/** Reading a long list on X takes a call for every hundred members, and each new member is judged. */
const READS_X_MS = 120_000

export const dumpRoutes: Routes = async (app, { deps }) => {
  app.post(
    '/lists/dump',
    {
      // What it reads is paid for; the same request again must not pay twice.
      config: { scope: 'directory:curate', idempotency: { mode: 'claim' } },
      handlerTimeout: READS_X_MS,
      schema: {
        tags: ['lists'],
        operationId: 'dumpList',
        summary: 'Take in a list that is on X already',
        description:
          'Its members become entries of the directory, proposed where there is none, and the list a definition here that takes only them. Nothing is changed on X, and nobody is published by it. Twice makes nothing twice.',
        body: schemas.DumpInputSchema,
        response: {
          200: ok(schemas.DumpReportSchema, 'A dry run, or a list that was taken in before or is not ours.'),
          201: created(schemas.DumpReportSchema),
          ...problems('not_found', 'conflict', 'platform_off', 'platform_failed'),
        },
      },
    },
    async (request, reply) => {
      const report = await dumpList(deps, request.actor, request.body)
      if (report.definition !== 'made') return reply.code(200).send(report)
      return reply.code(201).header('location', `/api/v1/desk/lists/${report.list_id}`).send(report)
    },
  )
}
