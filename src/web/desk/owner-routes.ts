import type { FastifyReply, FastifyRequest } from 'fastify'
import { consentOf } from '../../access/owner/in-force.js'
import { isSignInRefused, SIGN_IN_REFUSALS } from '../../access/owner/refusals.js'
import { confirmSwitch, declineSwitch, disconnectOwner, ownerStatus, pendingSwitch } from '../../access/owner/service.js'
import { ATTEMPT_MS, beginSignIn, CALLBACK_PATH, callbackUrl, finishSignIn } from '../../access/owner/sign-in.js'
import type { Routes } from '../../http/app-types.js'
import { requireScope } from '../../http/auth.js'
import { formTo } from '../../http/security-headers.js'
import { type FormBody, optional, text, ticked } from '../form.js'
import { type Refusal, refusalOf, refuseForm } from '../refusal.js'
import { HTML, query, siteOf } from '../request.js'
import { holderOf } from '../session.js'
import { authorizeOrigin, signInCookie } from '../x-sign-in.js'
import { ownerPage, refusedPage } from './owner.js'

const APPLY = { cache: 'none', desk: 'lists:apply' } as const
/** The code is exchanged, and X asked who it was. */
const ASKS_X_MS = 60_000

/** Connecting the account that owns the lists, with its owner's express consent, and taking that back. */
export const deskOwnerPages: Routes = async (app, { deps }) => {
  const site = siteOf(deps)
  const cookie = signInCookie(deps, 'allies_owner')
  const helmet = formTo(authorizeOrigin(deps))

  const show = async (request: FastifyRequest, reply: FastifyReply, refused?: Refusal) => {
    const [status, pending] = await Promise.all([ownerStatus(deps), pendingSwitch(deps, request.actor)])
    const page = {
      site,
      holder: holderOf(request),
      status,
      pending,
      consent: consentOf(deps),
      callback: callbackUrl(deps),
      done: query(request, 'done'),
      refused,
    }
    return reply
      .code(refused?.status ?? 200)
      .type(HTML)
      .send(ownerPage(page))
  }

  app.get('/desk/owner', { config: APPLY, helmet }, (request, reply) => show(request, reply))

  app.post('/desk/owner/connect', { config: APPLY, helmet }, async (request, reply) => {
    const body = (request.body ?? {}) as FormBody
    try {
      if (!ticked(body, 'agree')) throw refuseForm([{ pointer: '/agree', code: 'required', detail: 'Please tick the box if you agree.' }])
      const { url, browser } = await beginSignIn(deps, { actor: request.actor, agreed: text(body, 'version'), by: 'browser' })
      return reply.setCookie(cookie.name, browser, { ...cookie.options, maxAge: ATTEMPT_MS / 1000 }).redirect(url, 303)
    } catch (error) {
      return show(request, reply, refusalOf(error))
    }
  })

  // Without a session nothing is begun or spent: the code in the address must not travel through the sign-in form.
  // Nor by a HEAD: whoever only looks at links must not use one up.
  app.get(CALLBACK_PATH, { config: { cache: 'none' }, exposeHeadRoute: false, handlerTimeout: ASKS_X_MS }, async (request, reply) => {
    if (!request.holder)
      return reply
        .code(401)
        .type(HTML)
        .send(refusedPage(site, undefined, SIGN_IN_FIRST))
    requireScope(request.holder.scopes, 'lists:apply')
    try {
      const done = await finishSignIn(deps, {
        actor: request.actor,
        browser: request.cookies[cookie.name] ?? '',
        state: query(request, 'state'),
        code: query(request, 'code'),
        error: query(request, 'error'),
      })
      return reply.clearCookie(cookie.name, cookie.options).redirect(done.kind === 'connected' ? '/desk/owner?done=owner' : '/desk/owner', 303)
    } catch (error) {
      if (!isSignInRefused(error)) throw error
      const { title, status } = SIGN_IN_REFUSALS[error.reason]
      const page = refusedPage(site, request.holder.name, { title, help: error.message.slice(title.length + 2) })
      return reply.code(status).type(HTML).send(page)
    }
  })

  app.post('/desk/owner/switch', { config: APPLY, helmet, handlerTimeout: ASKS_X_MS }, async (request, reply) => {
    const body = (request.body ?? {}) as FormBody
    try {
      if (text(body, 'answer') !== 'yes') {
        await declineSwitch(deps, request.actor)
        return reply.redirect('/desk/owner?done=owner-kept', 303)
      }
      await confirmSwitch(deps, request.actor, text(body, 'id'))
      return reply.redirect('/desk/owner?done=owner', 303)
    } catch (error) {
      return show(request, reply, refusalOf(error))
    }
  })

  app.post('/desk/owner/disconnect', { config: APPLY, helmet, handlerTimeout: ASKS_X_MS }, async (request, reply) => {
    const reason = optional((request.body ?? {}) as FormBody, 'reason')?.slice(0, 500)
    try {
      await disconnectOwner(deps, request.actor, reason)
      return reply.redirect('/desk/owner?done=owner-off', 303)
    } catch (error) {
      return show(request, reply, refusalOf(error))
    }
  })
}

const SIGN_IN_FIRST = {
  title: 'Sign in here first',
  help: 'Only an organiser can connect an account, and your session on this site has ended. Sign in at the desk, then begin again.',
}
