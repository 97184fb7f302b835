import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import type { Routes } from '../http/app-types.js'
import { sendProblem } from '../http/problems.js'
import { assets } from './assets.js'
import { boardPages } from './board/routes.js'
import { deskAudiencePages } from './desk/audience-routes.js'
import { deskAuditPages } from './desk/audit-routes.js'
import { deskChatPages } from './desk/chat-routes.js'
import { deskConnectionPages } from './desk/connection-routes.js'
import { deskCountPages } from './desk/count-routes.js'
import { deskDriftPages } from './desk/drift-routes.js'
import { deskDumpPages } from './desk/dump-routes.js'
import { deskFreshnessPages } from './desk/freshness-routes.js'
import { deskIdentityPages } from './desk/identity-routes.js'
import { deskImportPages } from './desk/import-routes.js'
import { deskKeyPages } from './desk/key-routes.js'
import { deskLeavePages } from './desk/leave-routes.js'
import { deskListPages } from './desk/list-routes.js'
import { deskLivePages } from './desk/live-routes.js'
import { deskMatchPages } from './desk/match-routes.js'
import { deskOrganiserPages } from './desk/organiser-routes.js'
import { deskOwnerPages } from './desk/owner-routes.js'
import { deskPlanPages } from './desk/plan-routes.js'
import { deskReachPages } from './desk/reach-routes.js'
import { deskPages } from './desk/routes.js'
import { deskSignInPages } from './desk/sign-in-routes.js'
import { deskSnapshotPages } from './desk/snapshot-routes.js'
import { deskWebhookPages } from './desk/webhook-routes.js'
import { embedPages } from './embed/routes.js'
import { leavePages } from './leave-routes.js'
import { nominatePages } from './nominate-routes.js'
import { problemPage } from './pages/errors.js'
import { publicPages } from './public-routes.js'
import { link, siteOf } from './request.js'
import { SignInNeeded, sessions } from './session.js'
import { snapshotPages } from './snapshot-routes.js'

/** All pages. They see every domain and call the same use-cases as the API. */
export const pages: Routes = async (app, { deps }) => {
  await app.register(formbody, { bodyLimit: 65_536 })
  await app.register(cookie)
  await app.register(assets)
  await app.register(publicPages, { deps })
  await app.register(embedPages, { deps })
  await app.register(nominatePages, { deps })
  await app.register(leavePages, { deps })
  await app.register(boardPages, { deps })
  await app.register(snapshotPages, { deps })
  await app.register(async (desk) => {
    desk.setErrorHandler((error, request, reply) => {
      if (!(error instanceof SignInNeeded))
        return sendProblem(error, request, reply, { publicUrl: deps.config.PUBLIC_URL, renderPage: (problem) => problemPage(siteOf(deps), problem) })
      // What a form held is lost, so people are brought back to the page it stood on, not to the address it was sent to.
      const back = request.method === 'GET' ? (request.raw.url ?? '/desk/review') : '/desk/review'
      return reply.redirect(link('/desk', { return_to: back }), 303)
    })
    await desk.register(sessions, { deps })
    await desk.register(deskSignInPages, { deps })
    await desk.register(deskPages, { deps })
    await desk.register(deskMatchPages, { deps })
    await desk.register(deskIdentityPages, { deps })
    await desk.register(deskFreshnessPages, { deps })
    await desk.register(deskImportPages, { deps })
    await desk.register(deskChatPages, { deps })
    await desk.register(deskLivePages, { deps })
    await desk.register(deskListPages, { deps })
    await desk.register(deskPlanPages, { deps })
    await desk.register(deskDriftPages, { deps })
    await desk.register(deskConnectionPages, { deps })
    await desk.register(deskDumpPages, { deps })
    await desk.register(deskOwnerPages, { deps })
    await desk.register(deskOrganiserPages, { deps })
    await desk.register(deskKeyPages, { deps })
    await desk.register(deskReachPages, { deps })
    await desk.register(deskAudiencePages, { deps })
    await desk.register(deskCountPages, { deps })
    await desk.register(deskLeavePages, { deps })
    await desk.register(deskAuditPages, { deps })
    await desk.register(deskWebhookPages, { deps })
    await desk.register(deskSnapshotPages, { deps })
  })
}
