import type { Deps } from '../../deps.js'
import type { App } from '../../http/app-types.js'
import { withLinks } from '../../http/paging.js'
import { ok, problems } from '../../http/schemas.js'
import * as schemas from './schemas.js'
import { listAudit, verifyAudit } from './service.js'

const tags = ['audit']
const ADMIN = { scope: 'admin' }
/** The whole record is read. */
const VERIFY_MS = 120_000

/** Who did what, and the proof that the record of it is whole. */
export const auditRoutes = async (app: App, { deps }: { deps: Deps }) => {
  app.get(
    '/audit',
    {
      config: ADMIN,
      schema: {
        tags,
        operationId: 'listAudit',
        summary: 'What was done, by whom and why',
        description: 'The last first. Every change writes its row in its own transaction; rows are only ever added.',
        querystring: schemas.AuditQuery,
        response: { 200: ok(schemas.AuditPageSchema, 'A page of the record.'), ...problems('invalid_cursor') },
      },
    },
    async (request, reply) => {
      const { limit = 50, cursor, ...filters } = request.query
      return withLinks(request, reply, await listAudit(deps, filters, { limit, cursor }))
    },
  )

  app.get(
    '/audit/verification',
    {
      config: ADMIN,
      handlerTimeout: VERIFY_MS,
      schema: {
        tags,
        operationId: 'verifyAudit',
        summary: 'Verify the record',
        description: 'Reads all of it and follows its hash chain. A row that was changed, taken out or put in behind the product’s back is told.',
        querystring: schemas.VerificationQuery,
        response: { 200: ok(schemas.VerificationSchema, 'What was found.') },
      },
    },
    (request) => verifyAudit(deps, { expected: request.query.head }),
  )
}
