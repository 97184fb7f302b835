import type { Routes } from '../../http/app-types.js'
import { DumpInputSchema } from '../../lists/dump/schemas.js'
import { type DumpInput, dumpList, quoteDump } from '../../lists/dump/service.js'
import { type FormBody, faultsIn, given, optional, text, ticked } from '../form.js'
import { refusalOf, refuseForm } from '../refusal.js'
import { HTML, siteOf } from '../request.js'
import { holderOf } from '../session.js'
import { dumpPage } from './dump.js'

const CURATE = { cache: 'none', desk: 'directory:curate' } as const
const READS_X_MS = 120_000

/** Takes in a list that is on X already: looked at first, then read once its cost was seen. */
export const deskDumpPages: Routes = async (app, { deps }) => {
  const site = siteOf(deps)
  app.get('/desk/dump', { config: CURATE }, (request, reply) => reply.type(HTML).send(dumpPage({ site, holder: holderOf(request), typed: '' })))

  app.post('/desk/dump', { config: CURATE, handlerTimeout: READS_X_MS }, async (request, reply) => {
    const body = (request.body ?? {}) as FormBody
    const [typed, step] = [text(body, 'list'), text(body, 'step')]
    const holder = holderOf(request)
    try {
      const input = given({
        list: typed,
        name: optional(body, 'name'),
        adopt: ticked(body, 'adopt') || undefined,
        dry_run: step === 'try' || undefined,
        confirm_cost: step === '' ? undefined : true,
      })
      const faults = faultsIn(DumpInputSchema, input)
      if (faults.length > 0) throw refuseForm(faults)
      if (step === '') return reply.type(HTML).send(dumpPage({ site, holder, typed, quote: await quoteDump(deps, typed) }))
      return reply.type(HTML).send(dumpPage({ site, holder, typed, report: await dumpList(deps, request.actor, input as DumpInput) }))
    } catch (error) {
      const { status, ...refused } = refusalOf(error)
      return reply.code(status).type(HTML).send(dumpPage({ site, holder, typed, refused }))
    }
  })
}
