import Type from 'typebox'
import type { ForeignPolicy } from '../../db/schema/lists.js'
import type { Routes } from '../../http/app-types.js'
import { Id, Text } from '../../http/schemas.js'
import { decideMember, type MemberDecision, undoDecision } from '../../lists/drift/decisions.js'
import { decideFields } from '../../lists/drift/field-decisions.js'
import { FieldsDecisionSchema, MemberDecisionInputSchema, MemberParams } from '../../lists/drift/schemas.js'
import { checkList } from '../../lists/drift/service.js'
import { editList } from '../../lists/service.js'
import { type FormBody, faultsIn, given, text, ticked } from '../form.js'
import { refusalOf, refuseForm } from '../refusal.js'
import { showList } from './show-list.js'

const CURATE = { cache: 'none', desk: 'directory:curate' } as const
const params = Type.Object({ id: Id('lst') })
/** Every member of a long list is read, page by page. */
const READING_X_MS = 60_000
const POLICIES: readonly ForeignPolicy[] = ['ask', 'ignore', 'adopt']

/** What organisers say of a list on X: the forms of the section "On X" of a list's page. */
export const deskDriftPages: Routes = async (app, { deps }) => {
  app.post('/desk/lists/:id/checks', { config: CURATE, handlerTimeout: READING_X_MS, schema: { params } }, async (request, reply) => {
    const { id } = request.params
    try {
      await checkList(deps, id, { full: text((request.body ?? {}) as FormBody, 'full') === 'yes' })
      return reply.redirect(`/desk/lists/${id}?done=look-list#on-x`, 303)
    } catch (error) {
      return showList(deps, request, reply, id, refusalOf(error))
    }
  })

  app.post('/desk/lists/:id/decisions', { config: CURATE, schema: { params } }, async (request, reply) => {
    const { id } = request.params
    const body = (request.body ?? {}) as FormBody
    const said = { x_user_id: text(body, 'x_user_id'), reason: text(body, 'reason'), decision: text(body, 'decision') }
    try {
      const undo = said.decision === 'undo'
      const word = given({ decision: undo ? 'ignore' : said.decision, reason: said.reason, accept_removal: ticked(body, 'accept_removal') || undefined })
      const faults = [...faultsIn(MemberParams, { id, x_user_id: said.x_user_id }), ...faultsIn(MemberDecisionInputSchema, word)]
      if (faults.length > 0) throw refuseForm(faults)
      if (undo) await undoDecision(deps, request.actor, id, said.x_user_id, said.reason)
      else await decideMember(deps, request.actor, id, said.x_user_id, word as MemberDecision)
      return reply.redirect(`/desk/lists/${id}?done=member#on-x`, 303)
    } catch (error) {
      return showList(deps, request, reply, id, { ...refusalOf(error), member: { x_user_id: said.x_user_id, reason: said.reason } })
    }
  })

  app.post('/desk/lists/:id/fields', { config: CURATE, schema: { params } }, async (request, reply) => {
    const { id } = request.params
    const body = (request.body ?? {}) as FormBody
    const said = { take: text(body, 'take'), reason: text(body, 'reason') }
    try {
      const faults = faultsIn(FieldsDecisionSchema, said)
      if (faults.length > 0) throw refuseForm(faults)
      await decideFields(deps, request.actor, id, said.take === 'theirs' ? 'theirs' : 'ours', said.reason)
      return reply.redirect(`/desk/lists/${id}?done=fields-${said.take}#on-x`, 303)
    } catch (error) {
      return showList(deps, request, reply, id, refusalOf(error))
    }
  })

  app.post('/desk/lists/:id/policy', { config: CURATE, schema: { params } }, async (request, reply) => {
    const { id } = request.params
    const body = (request.body ?? {}) as FormBody
    try {
      const policy = POLICIES.find((one) => one === text(body, 'foreign_members'))
      if (!policy || faultsIn(Text(80), text(body, 'etag')).length > 0)
        throw refuseForm([{ pointer: '/foreign_members', code: 'enum', detail: 'Please choose.' }])
      await editList(deps, request.actor, id, text(body, 'etag'), { foreign_members: policy })
      return reply.redirect(`/desk/lists/${id}?done=list#on-x`, 303)
    } catch (error) {
      return showList(deps, request, reply, id, refusalOf(error))
    }
  })
}
