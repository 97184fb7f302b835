import type { FastifyReply, FastifyRequest } from 'fastify'
import '@fastify/cookie'
import { isSignInRefused, SIGN_IN_REFUSALS } from '../access/owner/refusals.js'
import { beginProof, finishProof, LEAVE_CALLBACK, PROOF_MS } from '../access/prove.js'
import type { Deps } from '../deps.js'
import type { Routes } from '../http/app-types.js'
import { formTo } from '../http/security-headers.js'
import { AppError } from '../kernel/errors.js'
import { publicListsOf } from '../lists/membership.js'
import { checkProof, honourSignIn } from '../privacy/look.js'
import { LeaveParams, NewLeaveSchema } from '../privacy/schemas.js'
import { askToLeave, leaveStatus, requestOf, type Standing, standingOf } from '../privacy/service.js'
import { type FormBody, faultsIn, optional, text } from './form.js'
import { leavePage, leaveRequestPage } from './pages/leave.js'
import { type Refusal, refusalOf } from './refusal.js'
import { HTML, query, siteOf } from './request.js'
import { authorizeOrigin, signInCookie } from './x-sign-in.js'

const NONE = { cache: 'none' } as const
const ASKS_X_MS = 60_000
const callbackUrl = (deps: Deps) => deps.config.PUBLIC_URL + LEAVE_CALLBACK

/** The right to be left out, for people: ask, show that it is yours, and it is done. */
export const leavePages: Routes = async (app, { deps }) => {
  const site = siteOf(deps)
  const cookie = signInCookie(deps, 'allies_leave')
  const helmet = formTo(authorizeOrigin(deps))

  const showForm = async (reply: FastifyReply, values: { target: string; why: string }, refused?: Refusal) => {
    let standing: Standing | null = null
    let refusal = refused
    if (values.target !== '' && !refused) {
      try {
        standing = await standingOf(deps, values.target, publicListsOf)
      } catch (error) {
        refusal = refusalOf(error)
      }
    }
    return reply
      .code(refusal?.status ?? 200)
      .type(HTML)
      .send(leavePage({ site, values, standing, refused: refusal }))
  }

  app.get('/leave', { config: { cache: 'private' } }, (request, reply) => showForm(reply, { target: query(request, 'target')?.slice(0, 200) ?? '', why: '' }))

  app.post('/leave', { config: NONE }, async (request, reply) => {
    const body = (request.body ?? {}) as FormBody
    const values = { target: text(body, 'target'), why: text(body, 'why') }
    try {
      const why = optional(body, 'why')
      const faults = faultsIn(NewLeaveSchema, { target: values.target, ...(why === undefined ? {} : { why }) })
      if (faults.length > 0) throw new AppError('validation_failed', 'Please look at the marked fields.', { errors: faults })
      const { secret } = await askToLeave(deps, { target: values.target, why })
      return reply.redirect(`/leave/${secret}`, 303)
    } catch (error) {
      return showForm(reply, values, refusalOf(error))
    }
  })

  const showRequest = async (reply: FastifyReply, secret: string, refused?: Refusal) =>
    reply
      .code(refused?.status ?? 200)
      .header('x-robots-tag', 'noindex')
      .type(HTML)
      .send(leaveRequestPage({ site, secret, request: await leaveStatus(deps, secret), publicUrl: deps.config.PUBLIC_URL, refused: refused?.message }))

  // Nor by a HEAD: whoever only looks at links must not use one up.
  app.get(LEAVE_CALLBACK, { config: NONE, exposeHeadRoute: false, handlerTimeout: ASKS_X_MS }, async (request: FastifyRequest, reply) => {
    const [browser = '', secret = ''] = (request.cookies[cookie.name] ?? '').split('.')
    reply.clearCookie(cookie.name, cookie.options)
    try {
      const { about, account } = await finishProof(deps, {
        purpose: 'leave',
        browser,
        redirect_uri: callbackUrl(deps),
        state: query(request, 'state'),
        code: query(request, 'code'),
        error: query(request, 'error'),
      })
      if ((await requestOf(deps, secret)).id !== about) throw new AppError('not_found', 'This sign-in belongs to another request.')
      await honourSignIn(deps, about, account)
      return reply.redirect(`/leave/${secret}`, 303)
    } catch (error) {
      if (secret === '' || !/^[0-9a-z]{20,40}$/.test(secret))
        throw new AppError('not_found', 'This sign-in was not begun in this browser. Open the link of your request again.')
      if (!isSignInRefused(error)) return showRequest(reply, secret, refusalOf(error))
      const { title, status } = SIGN_IN_REFUSALS[error.reason]
      return showRequest(reply, secret, { message: `${title}. Nothing was changed: begin again.`, status, stale: false, faults: [] })
    }
  })

  const params = { params: LeaveParams }
  app.get('/leave/:request', { config: NONE, helmet, schema: params }, (request, reply) => showRequest(reply, request.params.request))

  app.post('/leave/:request/check', { config: NONE, helmet, handlerTimeout: ASKS_X_MS, schema: params }, async (request, reply) => {
    const { request: secret } = request.params
    try {
      await checkProof(deps, secret, text((request.body ?? {}) as FormBody, 'by') === 'site' ? 'site' : 'profile')
      return reply.redirect(`/leave/${secret}`, 303)
    } catch (error) {
      return showRequest(reply, secret, refusalOf(error))
    }
  })

  app.post('/leave/:request/sign-in', { config: NONE, helmet, schema: params }, async (request, reply) => {
    const { request: secret } = request.params
    try {
      const { id } = await requestOf(deps, secret)
      const { url, browser } = await beginProof(deps, { purpose: 'leave', about: id, redirect_uri: callbackUrl(deps) })
      return reply.setCookie(cookie.name, `${browser}.${secret}`, { ...cookie.options, maxAge: PROOF_MS / 1000 }).redirect(url, 303)
    } catch (error) {
      return showRequest(reply, secret, refusalOf(error))
    }
  })
}
