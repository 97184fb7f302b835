import type { Routes } from '../../http/app-types.js'
import { ok, problems } from '../../http/schemas.js'
import { instantOf } from '../../kernel/clock.js'
import { AppError } from '../../kernel/errors.js'
import { ChangesQuery, ChangesSchema } from '../schemas.js'
import { changes } from './service.js'

/** @throws AppError validation_failed */
function sinceOf(text: string): Date {
  const instant = instantOf(text)
  // The year 0, which the database has not, is before everything too.
  if (instant) return new Date(Math.max(0, instant.getTime()))
  const detail = 'updated_since is no instant such as 2026-03-01T20:00:00Z.'
  throw new AppError('validation_failed', detail, { errors: [{ parameter: 'updated_since', code: 'date', detail }] })
}

/** For whoever keeps a copy of the directory. */
export const changeRoutes: Routes = async (app, { deps }) => {
  app.get(
    '/changes',
    {
      schema: {
        tags: ['directory'],
        operationId: 'listChanges',
        summary: 'What changed in the directory',
        description:
          'For copies that stay true: each ally as it stands now, in the order of its last change, and of what is not public any more its id alone. Begin without a cursor (or with updated_since), apply the items in their order, keep next_cursor, and ask again with it. An item may come twice; none is left out. Tombstones are kept for good, so a cursor does not grow too old. Who left must be gone from your copy too: ask at least daily.',
        querystring: ChangesQuery,
        response: { 200: ok(ChangesSchema, 'The next changes, none if nothing has changed.'), ...problems('invalid_cursor') },
      },
    },
    async (request) => {
      const { limit = 50, cursor, updated_since } = request.query
      return changes(deps, { limit, cursor, since: updated_since === undefined ? undefined : sinceOf(updated_since) })
    },
  )
}
