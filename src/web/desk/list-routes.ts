import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { Routes } from '../../http/app-types.js'
import { Id } from '../../http/schemas.js'
import { isAppError } from '../../kernel/errors.js'
import { startPlan } from '../../lists/apply.js'
import { ExceptionInputSchema, NewListSchema, RuleSchema } from '../../lists/schemas.js'
import { createList, editList, getPlan, type ListInput, listLists, planList, setException } from '../../lists/service.js'
import { type FormBody, faultsIn, given, optional, text, texts, ticked } from '../form.js'
import { refusalOf, refuseForm } from '../refusal.js'
import { HTML, siteOf } from '../request.js'
import { holderOf } from '../session.js'
import type { ListValues } from './list-fields.js'
import { deskListsPage, type ListsPage } from './lists.js'
import { chatChoices, type ListRefusal, showList } from './show-list.js'

const CURATE = { cache: 'none', desk: 'directory:curate' } as const
const APPLY = { cache: 'none', desk: 'lists:apply' } as const
const ListParams = Type.Object({ id: Id('lst') })
/** Plans read the list on X, page by page. */
const READING_X_MS = 60_000

const valuesOf = (body: FormBody): ListValues => ({
  name: text(body, 'name'),
  description: text(body, 'description'),
  public: ticked(body, 'public'),
  sections: texts(body, 'sections'),
  body_kinds: texts(body, 'body_kinds'),
  tags: text(body, 'tags'),
  chats: texts(body, 'chats'),
  pinned_only: ticked(body, 'pinned_only'),
  min_support: text(body, 'min_support'),
  hashtag_owners: ticked(body, 'hashtag_owners'),
})

/** @throws AppError validation_failed */
function readList(values: ListValues): ListInput {
  const tags = values.tags
    .toUpperCase()
    .split(/[\s,;]+/)
    .filter((tag) => tag !== '')
  const rule = given({
    sections: values.sections.length > 0 ? values.sections : undefined,
    body_kinds: values.body_kinds.length > 0 ? values.body_kinds : undefined,
    tags: tags.length > 0 ? tags : undefined,
    chats: values.chats.length > 0 ? values.chats : undefined,
    pinned_only: values.pinned_only ? true : undefined,
    min_support: values.min_support === '' ? undefined : Number(values.min_support),
    hashtag_owners: values.hashtag_owners ? true : undefined,
  })
  const { rule: _rule, ...properties } = NewListSchema.properties
  const own = { name: values.name, description: values.description, private: !values.public }
  const faults = [...faultsIn(Type.Object(properties), own), ...faultsIn(RuleSchema, rule)]
  if (faults.length > 0) throw refuseForm(faults)
  return { ...own, rule }
}

export const deskListPages: Routes = async (app, { deps }) => {
  const site = siteOf(deps)

  const showAll = async (request: FastifyRequest, reply: FastifyReply, refused?: NonNullable<ListsPage['refused']> & { status: number }) => {
    const { items } = await listLists(deps, 'organiser', { limit: 200 })
    return reply
      .code(refused?.status ?? 200)
      .type(HTML)
      .send(deskListsPage({ site, holder: holderOf(request), lists: items, chats: await chatChoices(deps, refused?.values.chats), refused }))
  }

  app.get('/desk/lists', { config: CURATE }, (request, reply) => showAll(request, reply))

  app.post('/desk/lists', { config: CURATE }, async (request, reply) => {
    const values = valuesOf((request.body ?? {}) as FormBody)
    try {
      const list = await createList(deps, request.actor, readList(values))
      return reply.redirect(`/desk/lists/${list.id}?done=list`, 303)
    } catch (error) {
      return showAll(request, reply, { ...refusalOf(error), values })
    }
  })

  const show = (request: FastifyRequest, reply: FastifyReply, id: string, refused?: ListRefusal) => showList(deps, request, reply, id, refused)

  app.get('/desk/lists/:id', { config: CURATE, schema: { params: ListParams } }, (request, reply) => show(request, reply, request.params.id))

  app.post('/desk/lists/:id', { config: CURATE, schema: { params: ListParams } }, async (request, reply) => {
    const { id } = request.params
    const body = (request.body ?? {}) as FormBody
    const values = valuesOf(body)
    try {
      await editList(deps, request.actor, id, text(body, 'etag'), readList(values))
      return reply.redirect(`/desk/lists/${id}?done=list`, 303)
    } catch (error) {
      return show(request, reply, id, { ...refusalOf(error), values })
    }
  })

  app.post('/desk/lists/:id/exceptions', { config: CURATE, schema: { params: ListParams } }, async (request, reply) => {
    const { id } = request.params
    const body = (request.body ?? {}) as FormBody
    const exception = { ally: text(body, 'ally'), kind: text(body, 'kind'), reason: text(body, 'reason') }
    try {
      const faults = [...faultsIn(ExceptionInputSchema, { reason: exception.reason }), ...faultsIn(Type.Object({ ally: Id('aly') }), { ally: exception.ally })]
      if (faults.length > 0) throw refuseForm(faults)
      const kind = exception.kind === 'pin' || exception.kind === 'exclusion' ? exception.kind : null
      await setException(deps, request.actor, id, exception.ally, kind, exception.reason)
      return reply.redirect(`/desk/lists/${id}?done=exception`, 303)
    } catch (error) {
      return show(request, reply, id, { ...refusalOf(error), exception })
    }
  })

  app.post('/desk/lists/:id/plan', { config: CURATE, handlerTimeout: READING_X_MS, schema: { params: ListParams } }, async (request, reply) => {
    const { id } = request.params
    try {
      await planList(deps, request.actor, id)
      return reply.redirect(`/desk/lists/${id}?done=plan`, 303)
    } catch (error) {
      return show(request, reply, id, refusalOf(error))
    }
  })

  app.post(
    '/desk/plans/:id/apply',
    { config: APPLY, handlerTimeout: READING_X_MS, schema: { params: Type.Object({ id: Id('pln') }) } },
    async (request, reply) => {
      const body = (request.body ?? {}) as FormBody
      const { list_id } = await getPlan(deps, request.params.id)
      try {
        const codes = texts(body, 'codes')
        const override = codes.length > 0 ? { codes, reason: optional(body, 'reason') ?? '' } : undefined
        if (override && (override.reason === '' || override.reason.length > 500))
          throw refuseForm([{ pointer: '/reason', code: 'missing', detail: 'Give a reason.' }])
        await startPlan(deps, request.actor, request.params.id, { checksum: text(body, 'checksum'), override, now: text(body, 'now') === 'yes' })
        return reply.redirect(`/desk/lists/${list_id}?done=apply`, 303)
      } catch (error) {
        // X giving half a list refuses nothing for good: the page says so, and the button is there again.
        const half = isAppError(error) && error.code === 'platform_failed'
        const refusal = half ? { message: error.message, status: error.status, stale: false, faults: [] } : refusalOf(error)
        const drift = isAppError(error) && Array.isArray(error.members.drift) ? ` ${error.members.drift.join('; ')}` : ''
        return show(request, reply, list_id, { ...refusal, message: `${refusal.message}${refusal.message.includes(drift.trim()) ? '' : drift}` })
      }
    },
  )
}
