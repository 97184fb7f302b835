import type { FastifyReply } from 'fastify'
import '@fastify/cookie'
import Type from 'typebox'
import { getChat } from '../../chats/service.js'
import type { Routes } from '../../http/app-types.js'
import { Id } from '../../http/schemas.js'
import { WITH_SCRIPT } from '../../http/security-headers.js'
import { nameBrowser } from '../../nominations/browser.js'
import { liveBoard } from '../../nominations/live/service.js'
import { HTML, siteOf } from '../request.js'
import { openHub } from './hub.js'
import { boardPage } from './page.js'

const params = Type.Object({ id: Id('cht') })
/** What a listener may be behind before it is given up: it comes back and is told what it missed. */
const MOST_WAITING = 512 * 1024
/** How long a browser waits before it comes back after a broken line. */
const RETRY_MS = 2_000

/** The live board of a chat. It shows only what is ours: names as they were typed, and counts. */
export const boardPages: Routes = async (app, { deps }) => {
  const site = siteOf(deps)
  const hub = openHub(deps)
  // Before the server waits for its connections: theirs would never end.
  app.addHook('preClose', async () => hub.close())

  // What is left of a board's address when somebody shortens it.
  app.get('/chats/:id', { config: { cache: 'private' }, schema: { params } }, async (request, reply) => {
    const { id } = await getChat(deps, request.params.id)
    return reply.redirect(`/chats/${id}/board`, 302)
  })

  app.get('/chats/:id/board', { config: { cache: 'private' }, helmet: WITH_SCRIPT, schema: { params } }, async (request, reply) => {
    const board = await liveBoard(deps, request.params.id)
    const cookie = nameBrowser(deps, request.headers.cookie)
    if (cookie) reply.setCookie(cookie.name, cookie.value, cookie.options)
    return reply
      .header('x-robots-tag', 'noindex')
      .type(HTML)
      .send(boardPage({ site, board, now: deps.clock.now() }))
  })

  app.get('/chats/:id/board/events', { exposeHeadRoute: false, config: { cache: 'none' }, schema: { params, hide: true } as never }, async (request, reply) => {
    const { raw } = reply
    const { id } = request.params as { id: string }
    const seen = request.headers['last-event-id']
    let begun = false
    const listener = {
      write: (text: string) => {
        if (!begun) begin(reply)
        begun = true
        if (raw.destroyed) return
        if (raw.writableLength > MOST_WAITING) raw.destroy()
        else raw.write(text)
      },
      end: () => raw.end(),
    }
    const leave = await hub.listen(id, typeof seen === 'string' ? seen : undefined, listener)
    raw.once('close', leave)
    if (raw.destroyed) leave()
    return reply
  })
}

/** From here on the answer is ours alone: no time-out of the server, no ETag and no length. */
function begin(reply: FastifyReply): void {
  const headers = reply.getHeaders() as Record<string, string>
  reply.hijack()
  reply.raw.writeHead(200, {
    ...headers,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // Some proxies hold answers back to send them in larger pieces.
    'x-accel-buffering': 'no',
  })
  reply.raw.write(`retry: ${RETRY_MS}\n\n`)
}
