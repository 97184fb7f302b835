import { SnapshotParams } from '../directory/snapshots/schemas.js'
import { getSnapshot, listSnapshots } from '../directory/snapshots/service.js'
import type { Routes } from '../http/app-types.js'
import { snapshotPage, snapshotsPage } from './pages/snapshots.js'
import { HTML, link, query, siteOf } from './request.js'

const PAGE_SIZE = 48
const page = { config: { cache: 'private' as const } }

/** Frozen copies of the directory, for who cites them. */
export const snapshotPages: Routes = async (app, { deps }) => {
  const site = siteOf(deps)

  app.get('/snapshots', page, async (request, reply) => {
    const cursor = query(request, 'cursor')
    const { items, next_cursor } = await listSnapshots(deps, { limit: PAGE_SIZE, cursor })
    const next = next_cursor === null ? null : link('/snapshots', { cursor: next_cursor })
    return reply.type(HTML).send(snapshotsPage({ site, items, next, first: cursor === undefined ? null : '/snapshots' }))
  })

  app.get('/snapshots/:id', { ...page, schema: { params: SnapshotParams } }, async (request, reply) =>
    reply.type(HTML).send(snapshotPage({ site, one: await getSnapshot(deps, request.params.id) })),
  )
}
