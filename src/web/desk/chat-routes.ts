import type { FastifyReply, FastifyRequest } from 'fastify'
import { parseQuestions } from '../../chats/questions.js'
import { type NewChat, NewChatSchema, type NewSeries, NewSeriesSchema } from '../../chats/schemas.js'
import { createChat, createSeries, listChats, listSeries } from '../../chats/service.js'
import type { Deps } from '../../deps.js'
import type { Routes } from '../../http/app-types.js'
import { liveStatuses } from '../../nominations/live/service.js'
import { type FormBody, faultsIn, given, optional, text, words } from '../form.js'
import { refusalOf, refuseForm } from '../refusal.js'
import { HTML, query, siteOf } from '../request.js'
import { holderOf } from '../session.js'
import { type ChatsPage, chatsPage } from './chats.js'

const CURATE = { cache: 'none', desk: 'directory:curate' } as const

/** What was typed, to be shown again; only the names the form has. */
const typed = (body: FormBody, names: readonly string[]): Record<string, string> => Object.fromEntries(names.map((name) => [name, text(body, name)]))

type RefusedForm = NonNullable<ChatsPage['refused']> & { status: number }

/** The page of chats, with the form that was refused if there is one. */
export async function showChats(deps: Deps, request: FastifyRequest, reply: FastifyReply, refused?: RefusedForm): Promise<FastifyReply> {
  const [series, chats] = await Promise.all([listSeries(deps, { limit: 200 }), listChats(deps, {}, { limit: 30 })])
  const body = chatsPage({
    site: siteOf(deps),
    holder: holderOf(request),
    series: series.items,
    chats: chats.items,
    live: await liveStatuses(deps, chats.items),
    now: deps.clock.now(),
    publicUrl: deps.config.PUBLIC_URL,
    done: query(request, 'done'),
    refused,
  })
  return reply
    .code(refused?.status ?? 200)
    .type(HTML)
    .send(body)
}

export const deskChatPages: Routes = async (app, { deps }) => {
  const show = (request: FastifyRequest, reply: FastifyReply, refused?: RefusedForm) => showChats(deps, request, reply, refused)

  app.get('/desk/chats', { config: CURATE }, (request, reply) => show(request, reply))

  app.post('/desk/series', { config: CURATE }, async (request, reply) => {
    const body = (request.body ?? {}) as FormBody
    try {
      const input = given({ hashtag: text(body, 'hashtag'), name: text(body, 'name'), timezone: text(body, 'timezone'), hosts: words(body, 'hosts') })
      const faults = faultsIn(NewSeriesSchema, input)
      if (faults.length > 0) throw refuseForm(faults)
      await createSeries(deps, request.actor, input as NewSeries)
      return reply.redirect('/desk/chats?done=series', 303)
    } catch (error) {
      return show(request, reply, { form: 'series', ...refusalOf(error), values: typed(body, ['hashtag', 'name', 'timezone', 'hosts']) })
    }
  })

  app.post('/desk/chats', { config: CURATE }, async (request, reply) => {
    const body = (request.body ?? {}) as FormBody
    try {
      const hosts = words(body, 'hosts')
      const questions = parseQuestions(text(body, 'questions'))
      const minutes = optional(body, 'duration_minutes')
      const input = given({
        series_id: text(body, 'series_id'),
        topic: text(body, 'topic'),
        starts_at: text(body, 'starts_at'),
        duration_minutes: minutes === undefined ? undefined : Number(minutes),
        hosts: hosts.length > 0 ? hosts : undefined,
        questions: questions.length > 0 ? questions : undefined,
      })
      const faults = faultsIn(NewChatSchema, input)
      if (faults.length > 0) throw refuseForm(faults)
      await createChat(deps, request.actor, input as NewChat)
      return reply.redirect('/desk/chats?done=chat', 303)
    } catch (error) {
      return show(request, reply, {
        form: 'chat',
        ...refusalOf(error),
        values: typed(body, ['series_id', 'topic', 'starts_at', 'duration_minutes', 'hosts', 'questions']),
      })
    }
  })
}
