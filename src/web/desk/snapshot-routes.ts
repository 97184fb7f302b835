import type { FastifyReply, FastifyRequest } from 'fastify'
import { NewSnapshotSchema, SnapshotParams } from '../../directory/snapshots/schemas.js'
import { isFresh, listSnapshots, takeBackSnapshot, takeSnapshot } from '../../directory/snapshots/service.js'
import type { Routes } from '../../http/app-types.js'
import { type FormBody, faultsIn, given, optional, text } from '../form.js'
import { type Refusal, refusalOf, refuseForm } from '../refusal.js'
import { HTML, query, siteOf } from '../request.js'
import { holderOf } from '../session.js'
import { deskSnapshotsPage } from './snapshots.js'

const CURATE = { cache: 'none', desk: 'directory:curate' } as const
/** The whole directory is copied. */
const TAKE_MS = 120_000
const MOST_SHOWN = 100

/** Frozen copies of the directory, for who takes them. */
export const deskSnapshotPages: Routes = async (app, { deps }) => {
  const show = async (request: FastifyRequest, reply: FastifyReply, values = { name: '', note: '' }, refused?: Refusal) => {
    const { items } = await listSnapshots(deps, { limit: MOST_SHOWN })
    const fresh = new Set(items.filter(({ created_at }) => isFresh(deps, created_at)).map(({ id }) => id))
    const page = { site: siteOf(deps), holder: holderOf(request), items, values, done: query(request, 'done'), fresh, refused }
    return reply
      .code(refused?.status ?? 200)
      .type(HTML)
      .send(deskSnapshotsPage(page))
  }

  app.get('/desk/snapshots', { config: CURATE }, (request, reply) => show(request, reply))

  app.post('/desk/snapshots', { config: CURATE, handlerTimeout: TAKE_MS }, async (request, reply) => {
    const body = (request.body ?? {}) as FormBody
    const values = { name: text(body, 'name'), note: text(body, 'note') }
    try {
      const input = { name: values.name, ...given({ note: optional(body, 'note') }) }
      const faults = faultsIn(NewSnapshotSchema, input)
      if (values.name.trim() === '') faults.push({ pointer: '/name', code: 'missing', detail: 'Please give it a name.' })
      if (faults.length > 0) throw refuseForm(faults)
      await takeSnapshot(deps, request.actor, input)
      return reply.redirect('/desk/snapshots?done=snapshot', 303)
    } catch (error) {
      return show(request, reply, values, refusalOf(error))
    }
  })

  app.post('/desk/snapshots/:id/take-back', { config: CURATE, schema: { params: SnapshotParams } }, async (request, reply) => {
    try {
      await takeBackSnapshot(deps, request.actor, request.params.id)
      return reply.redirect('/desk/snapshots?done=snapshot-back', 303)
    } catch (error) {
      return show(request, reply, undefined, refusalOf(error))
    }
  })
}
