import type { FastifyReply, FastifyRequest } from 'fastify'
import '@fastify/cookie'
import Type from 'typebox'
import { getChat, listChats } from '../chats/service.js'
import { parseTarget } from '../directory/handle.js'
import type { Routes } from '../http/app-types.js'
import { isAppError } from '../kernel/errors.js'
import { publicListsOf } from '../lists/membership.js'
import { senderOf } from '../nominations/abuse.js'
import { anonymousVoice, nameBrowser } from '../nominations/browser.js'
import { SecondLookSchema } from '../nominations/schemas.js'
import { askSecondLook, nominationStatus, submitNominations } from '../nominations/service.js'
import { type FormBody, faultsIn, optional, text, ticked } from './form.js'
import { type NominatePage, type NominateValues, nominatedPage, nominatePage } from './pages/nominate.js'
import { type StatusPage, statusPage } from './pages/status.js'
import { refusalOf } from './refusal.js'
import { HTML, query, siteOf } from './request.js'

/** The form's own names for the members that the use-case names in its faults. */
const FIELD: Readonly<Record<string, string>> = { targets: 'what', text: 'what', nominator: 'handle', chat_id: 'chat', why: 'why', '': 'what' }

/** A field of nothing but targets is read as such, so that a mistyped one is told; anything else is somebody's post. */
export function readWhat(what: string): { targets: string[] } | { text: string } {
  const words = what.split(/[\s,;]+/).filter((word) => word !== '')
  return words.every((word) => /^[@#＠＃]|^(?:https?:\/\/)?(?:[a-z]+\.)?(?:x|twitter)\.com\//i.test(word)) && words.every((word) => parseTarget(word).ok)
    ? { targets: words }
    : { text: what }
}

export const nominatePages: Routes = async (app, { deps }) => {
  const site = siteOf(deps)

  const show = async (reply: FastifyReply, values: NominateValues, refused?: NonNullable<NominatePage['refused']> & { status: number }) => {
    const { items } = await listChats(deps, {}, { limit: 12 })
    // An older chat can still be nominated for by its link.
    if (values.chat !== '' && !items.some(({ id }) => id === values.chat)) {
      const named = await getChat(deps, values.chat).catch((error: unknown) => {
        if (isAppError(error) && error.code === 'not_found') return null
        throw error
      })
      if (named) items.push(named)
    }
    return reply
      .code(refused?.status ?? 200)
      .type(HTML)
      .send(nominatePage({ site, chats: items, values, refused }))
  }

  app.get('/nominate', { config: { cache: 'private' } }, (request, reply) => {
    const cookie = nameBrowser(deps, request.headers.cookie)
    if (cookie) reply.setCookie(cookie.name, cookie.value, cookie.options)
    return show(reply, {
      what: query(request, 'target')?.slice(0, 200) ?? '',
      why: '',
      handle: '',
      credit: false,
      chat: query(request, 'chat')?.slice(0, 40) ?? '',
    })
  })

  app.post('/nominate', { config: { cache: 'none' } }, async (request: FastifyRequest, reply) => {
    const body = (request.body ?? {}) as FormBody
    const values = { what: text(body, 'what'), why: text(body, 'why'), handle: text(body, 'handle'), credit: ticked(body, 'credit'), chat: text(body, 'chat') }
    const long = [
      ...(values.what === '' ? [{ pointer: '/what', code: 'missing', detail: 'Name at least one.' }] : []),
      ...(values.what.length > 4000 ? [{ pointer: '/what', code: 'maxLength', detail: 'This is too long: 4,000 characters at most.' }] : []),
      ...(values.why.length > 1000 ? [{ pointer: '/why', code: 'maxLength', detail: 'This is too long: 1,000 characters at most.' }] : []),
      ...(values.handle.length > 100 ? [{ pointer: '/handle', code: 'maxLength', detail: 'This is too long.' }] : []),
    ]
    if (long.length > 0) return show(reply, values, { status: 400, message: 'Please look at the marked fields.', faults: long })
    const sender = senderOf('anyone', request.ip)
    try {
      const result = await submitNominations(deps, {
        ...readWhat(values.what),
        why: optional(body, 'why'),
        nominator: optional(body, 'handle'),
        credit: values.credit,
        chat_id: optional(body, 'chat'),
        source: 'form',
        ...anonymousVoice(deps, sender, request.headers.cookie),
        sender,
        actor: 'anyone',
      })
      return reply
        .code(result.nominations.some(({ created }) => created) ? 201 : 200)
        .type(HTML)
        .send(nominatedPage({ site, result, publicUrl: deps.config.PUBLIC_URL, chat: values.chat }))
    } catch (error) {
      const refusal = refusalOf(error)
      if (isAppError(error)) reply.headers(error.headers)
      const faults = refusal.faults.map((fault) => ({ ...fault, pointer: `/${FIELD[fault.pointer?.split('/')[1] ?? ''] ?? ''}` }))
      return show(reply, values, { ...refusal, faults })
    }
  })

  const StatusParams = Type.Object({ code: Type.String({ pattern: '^[0-9a-z]{20,40}$' }) })

  const showStatus = async (reply: FastifyReply, code: string, more: Pick<StatusPage, 'done' | 'refused'>, status = 200) =>
    reply
      .code(status)
      .header('x-robots-tag', 'noindex')
      .type(HTML)
      .send(statusPage({ site, code, nominations: await nominationStatus(deps, code, publicListsOf), ...more }))

  app.get('/status/:code', { config: { cache: 'none' }, schema: { params: StatusParams } }, (request, reply) =>
    showStatus(reply, request.params.code, { done: query(request, 'done') === 'asked' ? 'asked' : undefined }),
  )

  app.post('/status/:code/second-look', { config: { cache: 'none' }, schema: { params: StatusParams } }, async (request, reply) => {
    const { code } = request.params
    const body = (request.body ?? {}) as FormBody
    const input = { nomination_id: text(body, 'nomination_id'), why: text(body, 'why') }
    const faults = faultsIn(SecondLookSchema, input)
    if (faults.length > 0) return showStatus(reply, code, { refused: { ...input, message: faults.map(({ detail }) => detail).join(' ') } }, 400)
    try {
      await askSecondLook(deps, 'anyone', code, input)
      return reply.redirect(`/status/${code}?done=asked`, 303)
    } catch (error) {
      const { message, status } = refusalOf(error)
      return showStatus(reply, code, { refused: { ...input, message } }, status)
    }
  })
}
