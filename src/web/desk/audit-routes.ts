import { AuditQuery, VerificationQuery } from '../../access/audit/schemas.js'
import { listAudit, verifyAudit } from '../../access/audit/service.js'
import { listOrganisers } from '../../access/organisers/service.js'
import { listKeys } from '../../access/service.js'
import type { Routes } from '../../http/app-types.js'
import { AppError } from '../../kernel/errors.js'
import { faultsIn } from '../form.js'
import { refusalOf } from '../refusal.js'
import { HTML, query, siteOf } from '../request.js'
import { holderOf } from '../session.js'
import { type AuditPage, auditPage } from './audit.js'

const ADMIN = { cache: 'none', desk: 'admin' } as const
const PAGE_SIZE = 50
/** The whole record is read. */
const VERIFY_MS = 120_000

/** The record of what was done, and its proof. */
export const deskAuditPages: Routes = async (app, { deps }) => {
  app.get('/desk/audit', { config: ADMIN, handlerTimeout: VERIFY_MS }, async (request, reply) => {
    const values = {
      subject: query(request, 'subject')?.trim() ?? '',
      action: query(request, 'action')?.trim() ?? '',
      head: query(request, 'head')?.trim() ?? '',
    }
    const [made, organisers] = await Promise.all([listKeys(deps), listOrganisers(deps)])
    const keys = new Map([...made.map(({ id, name }) => [id, name] as const), ...organisers.map(({ id, handle }) => [id, `@${handle}`] as const)])
    const page: AuditPage = { site: siteOf(deps), holder: holderOf(request), values, entries: [], next: null, keys, verification: null }
    try {
      const filters = { ...(values.subject ? { subject: values.subject } : {}), ...(values.action ? { action: values.action } : {}) }
      if (faultsIn(AuditQuery, filters).length > 0) throw new AppError('validation_failed', 'A record is named by its id, an action like ally.approve.')
      const { items, next_cursor } = await listAudit(deps, filters, { limit: PAGE_SIZE, cursor: query(request, 'cursor') })
      page.entries = items
      page.next = next_cursor === null ? null : `/desk/audit?${new URLSearchParams({ ...filters, cursor: next_cursor })}`
      const head = values.head === '' ? {} : { head: values.head }
      if (faultsIn(VerificationQuery, head).length > 0) throw new AppError('validation_failed', 'A head is N:HASH, as a verification shows it.')
      if (query(request, 'verify') === 'yes') page.verification = await verifyAudit(deps, { expected: head.head })
      return reply.type(HTML).send(auditPage(page))
    } catch (error) {
      const { status, message } = refusalOf(error)
      return reply
        .code(status)
        .type(HTML)
        .send(auditPage({ ...page, refused: message }))
    }
  })
}
