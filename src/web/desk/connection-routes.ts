import Type from 'typebox'
import type { Routes } from '../../http/app-types.js'
import { Id } from '../../http/schemas.js'
import { AppError } from '../../kernel/errors.js'
import { parseListAddress } from '../../lists/dump/address.js'
import { replaceList } from '../../lists/replace.js'
import { ReplacementSchema } from '../../lists/schemas.js'
import { connectList } from '../../lists/service.js'
import { type FormBody, faultsIn, text } from '../form.js'
import { refusalOf, refuseForm } from '../refusal.js'
import { showList } from './show-list.js'

const APPLY = { cache: 'none', desk: 'lists:apply' } as const
const params = Type.Object({ id: Id('lst') })
/** X is asked whether the list is lost. */
const ASKS_X_MS = 60_000

/** Which list on X a list is connected with: another one, none, or a new one in the place of one that is lost. */
export const deskConnectionPages: Routes = async (app, { deps }) => {
  app.post('/desk/lists/:id/connection', { config: APPLY, schema: { params } }, async (request, reply) => {
    const { id } = request.params
    const body = (request.body ?? {}) as FormBody
    const typed = text(body, 'x_list_id').trim()
    try {
      const address = typed === '' ? null : parseListAddress(typed)
      if (address?.ok === false) throw new AppError('validation_failed', `This names no list on X: ${address.reason}.`)
      await connectList(deps, request.actor, id, text(body, 'etag'), address?.id ?? null)
      return reply.redirect(`/desk/lists/${id}?done=${address === null ? 'disconnect' : 'connection'}`, 303)
    } catch (error) {
      return showList(deps, request, reply, id, { ...refusalOf(error), ...(typed === '' ? {} : { x_list: typed }) })
    }
  })

  app.post('/desk/lists/:id/replacement', { config: APPLY, handlerTimeout: ASKS_X_MS, schema: { params } }, async (request, reply) => {
    const { id } = request.params
    const body = (request.body ?? {}) as FormBody
    const input = { x_list_id: text(body, 'x_list_id'), reason: text(body, 'reason') }
    try {
      const faults = faultsIn(ReplacementSchema, input)
      if (faults.length > 0) throw refuseForm(faults)
      await replaceList(deps, request.actor, id, input)
      return reply.redirect(`/desk/lists/${id}?done=replace`, 303)
    } catch (error) {
      return showList(deps, request, reply, id, refusalOf(error))
    }
  })
}
