import '@fastify/cookie'
import { beginDeskSignIn, DESK_CALLBACK, DESK_HOME, enterWithKey, finishDeskSignIn, offersX } from '../../access/organisers/sign-in.js'
import { isSignInRefused, SIGN_IN_REFUSALS } from '../../access/owner/refusals.js'
import { PROOF_MS } from '../../access/prove.js'
import { localPath } from '../../access/same-site.js'
import { signOut } from '../../access/sessions.js'
import type { Routes } from '../../http/app-types.js'
import { formTo } from '../../http/security-headers.js'
import { type FormBody, optional, text } from '../form.js'
import { HTML, query, siteOf } from '../request.js'
import { authorizeOrigin, signInCookie } from '../x-sign-in.js'
import { notComeInPage, signInPage } from './sign-in.js'
import { createSignInRate } from './sign-in-rate.js'
import { notComeIn, stranger } from './sign-in-words.js'

const NONE = { cache: 'none' } as const
/** The code is exchanged, X asked who it was, and the tokens ended. */
const ASKS_X_MS = 60_000

/** In to the desk, with a key or with X, and out again. */
export const deskSignInPages: Routes = async (app, { deps }) => {
  const site = siteOf(deps)
  const cookie = signInCookie(deps, 'allies_sign_in')
  const helmet = formTo(authorizeOrigin(deps))
  const rate = createSignInRate(deps.clock)

  app.get('/desk', { config: NONE, helmet }, async (request, reply) => {
    const returnTo = localPath(query(request, 'return_to'), DESK_HOME)
    if (request.holder) return reply.redirect(returnTo, 303)
    return reply.type(HTML).send(signInPage({ site, returnTo, withX: offersX(deps), ended: query(request, 'done') === 'key-ended' }))
  })

  app.post('/desk', { config: NONE, helmet }, async (request, reply) => {
    const body = (request.body ?? {}) as FormBody
    const returnTo = localPath(optional(body, 'return_to'), DESK_HOME)
    rate.spend(request.ip)
    const session = await enterWithKey(deps, text(body, 'key'))
    if (!session)
      return reply
        .code(401)
        .header('www-authenticate', 'Bearer realm="allies"')
        .type(HTML)
        .send(signInPage({ site, returnTo, withX: offersX(deps), refused: true }))
    rate.restore(request.ip)
    return reply.setCookie(session.name, session.value, session.options).redirect(returnTo, 303)
  })

  app.post('/desk/sign-in', { config: NONE, helmet }, async (request, reply) => {
    rate.spend(request.ip)
    const { url, browser } = await beginDeskSignIn(deps, optional((request.body ?? {}) as FormBody, 'return_to'))
    return reply.setCookie(cookie.name, browser, { ...cookie.options, maxAge: PROOF_MS / 1000 }).redirect(url, 303)
  })

  // Not by a HEAD: whoever only looks at links must not use one up.
  app.get(DESK_CALLBACK, { config: NONE, exposeHeadRoute: false, handlerTimeout: ASKS_X_MS }, async (request, reply) => {
    rate.spend(request.ip)
    const browser = request.cookies[cookie.name] ?? ''
    reply.clearCookie(cookie.name, cookie.options)
    try {
      const done = await finishDeskSignIn(deps, { browser, state: query(request, 'state'), code: query(request, 'code'), error: query(request, 'error') })
      if (done.kind === 'stranger')
        return await reply
          .code(403)
          .type(HTML)
          .send(notComeInPage(site, stranger(done.handle)))
      rate.restore(request.ip)
      return await reply.setCookie(done.cookie.name, done.cookie.value, done.cookie.options).redirect(done.returnTo, 303)
    } catch (error) {
      if (!isSignInRefused(error)) throw error
      return reply
        .code(SIGN_IN_REFUSALS[error.reason].status)
        .type(HTML)
        .send(notComeInPage(site, notComeIn(error.reason)))
    }
  })

  app.post('/desk/sign-out', { config: NONE }, async (_request, reply) => {
    const gone = signOut(deps)
    return reply.setCookie(gone.name, gone.value, gone.options).redirect('/desk', 303)
  })
}
