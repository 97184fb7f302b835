import type { FastifyPluginAsync } from 'fastify'
import { isMigrated } from '../db/migrate.js'
import type { Deps } from '../deps.js'
import { AppError } from '../kernel/errors.js'

/** `/livez`: the process answers. `/readyz`: it can do its work: the database answers, is migrated, and nobody has asked it to stop. */
export const health: FastifyPluginAsync<{ deps: Deps }> = async (app, { deps }) => {
  app.get('/livez', { schema: { hide: true }, config: { cache: 'none', health: true } }, async () => ({ status: 'alive' }))

  app.get('/readyz', { schema: { hide: true }, config: { cache: 'none', health: true } }, async () => {
    if (app.lifecycle.stopping) throw new AppError('unavailable', 'The service is stopping.')
    if (!(await isMigrated(deps.store.database))) throw new AppError('unavailable', 'The database is not migrated to this build.')
    return { status: 'ready' }
  })
}
