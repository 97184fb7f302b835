import Type from 'typebox'
import type { Routes } from '../../http/app-types.js'
import { Id } from '../../http/schemas.js'
import { StartLiveSchema } from '../../nominations/live/schemas.js'
import { startLive, stopLive } from '../../nominations/live/service.js'
import { type FormBody, faultsIn, given, optional } from '../form.js'
import { refusalOf, refuseForm } from '../refusal.js'
import { showChats } from './chat-routes.js'

const CURATE = { cache: 'none', desk: 'directory:curate' } as const
const params = Type.Object({ id: Id('cht') })

/** Starting and stopping to follow a chat on X, from its card on the page of chats. */
export const deskLivePages: Routes = async (app, { deps }) => {
  app.post('/desk/chats/:id/live', { config: CURATE, schema: { params } }, async (request, reply) => {
    const { id } = request.params
    const cap = optional((request.body ?? {}) as FormBody, 'cap_usd')
    try {
      const input = given({ cap_usd: cap === undefined ? undefined : Number(cap) })
      const faults = faultsIn(StartLiveSchema, input)
      if (faults.length > 0) throw refuseForm(faults)
      await startLive(deps, request.actor, id, input)
      return reply.redirect('/desk/chats?done=live', 303)
    } catch (error) {
      const refusal = refusalOf(error)
      return showChats(deps, request, reply, { form: 'live', chat_id: id, ...refusal, values: {} })
    }
  })

  app.post('/desk/chats/:id/live/stop', { config: CURATE, schema: { params } }, async (request, reply) => {
    await stopLive(deps, request.actor, request.params.id)
    return reply.redirect('/desk/chats?done=live-stop', 303)
  })
}
