import Type from 'typebox'
import type { Deps } from '../../deps.js'
import { judgingAgain } from '../../directory/rejudge/service.js'
import { LOOK_NOW, resolveAccounts } from '../../directory/resolve.js'
import { AllyEditSchema, DecisionSchema, RestorationSchema } from '../../directory/schemas.js'
import { countReview, countWaiting, type Decision, decideAlly, editAlly, getReview, listReview } from '../../directory/service.js'
import { restoreEntry } from '../../directory/suppressed/restore.js'
import type { Routes } from '../../http/app-types.js'
import { requireScope } from '../../http/auth.js'
import { Id } from '../../http/schemas.js'
import { AppError } from '../../kernel/errors.js'
import { HeldDecisionSchema } from '../../nominations/schemas.js'
import { decideHeld, type HeldDecision } from '../../nominations/service.js'
import { isPlatformError } from '../../platform/port.js'
import { type FormBody, faultsIn, given, optional, text, ticked } from '../form.js'
import { refusalOf, refuseForm } from '../refusal.js'
import { HTML, link, query, siteOf } from '../request.js'
import { holderOf } from '../session.js'
import type { DecisionValues } from './decision-form.js'
import { reviewPage } from './review.js'
import { showEntry } from './show-entry.js'
import { voicesOf } from './voices.js'

const PAGE_SIZE = 25
const STATUSES = ['proposed', 'approved', 'rejected', 'retired', 'withdrawn'] as const
const ONLY = ['held', 'second_look'] as const
const GATES = ['ally', 'unsure', 'home'] as const
const CURATE = { cache: 'none', desk: 'directory:curate' } as const
/** A call to X for every hundred accounts. */
const READS_X_MS = 60_000
const MOST_LOOKED_AT = 100
const EntryParams = Type.Object({ id: Id('aly') })

export const deskPages: Routes = async (app, { deps }) => {
  const site = siteOf(deps)

  app.get('/desk/review', { config: CURATE }, async (request, reply) => {
    const only = ONLY.find((one) => one === query(request, 'only'))
    const chosen = STATUSES.find((one) => one === query(request, 'status'))
    // The queue by itself; what is asked for by what waits may stand anywhere.
    const status = chosen ?? (only === undefined ? 'proposed' : undefined)
    const gate = GATES.find((one) => one === query(request, 'gate'))
    const q = query(request, 'q')?.slice(0, 100)
    const cursor = query(request, 'cursor')
    const filters = { status, gate, q, ...(only === undefined ? {} : { [only]: true }) }
    const kept = { status, gate, q, only }
    const [waiting, judging, besides, matching, found] = await Promise.all([
      countReview(deps, { status: 'proposed' }),
      judgingAgain(deps),
      countWaiting(deps),
      countReview(deps, filters),
      listReview(deps, filters, '-support', { limit: PAGE_SIZE, cursor }),
    ])
    const body = reviewPage({
      site,
      holder: holderOf(request),
      status: status ?? '',
      gate: gate ?? '',
      q: q ?? '',
      waiting,
      judging,
      besides,
      only: only ?? '',
      matching,
      items: found.items,
      voices: await voicesOf(
        deps,
        found.items.map(({ id }) => id),
        4,
      ),
      next: found.next_cursor === null ? null : link('/desk/review', { ...kept, cursor: found.next_cursor }),
      first: cursor === undefined ? null : link('/desk/review', kept),
      done: query(request, 'done'),
      about: /^aly_[0-9a-z]{26}$/.exec(query(request, 'about') ?? '')?.[0],
    })
    return reply.type(HTML).send(body)
  })

  app.get('/desk/allies/:id', { config: CURATE, schema: { params: EntryParams } }, (request, reply) => showEntry(deps, request, reply, request.params.id))

  app.post('/desk/allies/:id/decision', { config: CURATE, schema: { params: EntryParams } }, async (request, reply) => {
    const { id } = request.params
    const body = (request.body ?? {}) as FormBody
    const values: DecisionValues = { reason: text(body, 'reason'), gate: text(body, 'gate'), section: text(body, 'section') }
    try {
      const action = await decideFromForm(deps, request.actor, id, body, values)
      return reply.redirect(link('/desk/review', { done: action, about: id }), 303)
    } catch (error) {
      return showEntry(deps, request, reply, id, { ...refusalOf(error), decision: values })
    }
  })

  app.post('/desk/allies/:id/restoration', { config: { cache: 'none', desk: 'privacy:manage' }, schema: { params: EntryParams } }, async (request, reply) => {
    const { id } = request.params
    const body = (request.body ?? {}) as FormBody
    // Whoever only answers leavers may do it, and may not look at the entry's page.
    requireScope(holderOf(request).scopes, 'directory:curate')
    try {
      const input = { never_asked: ticked(body, 'never_asked'), reason: text(body, 'reason') }
      if (faultsIn(RestorationSchema, input).length > 0) throw new AppError('validation_failed', 'Say what the mistake was, and tick that it never asked.')
      await restoreEntry(deps, request.actor, id, text(body, 'etag'), input)
      return await reply.redirect(`/desk/allies/${id}?done=restore`, 303)
    } catch (error) {
      return showEntry(deps, request, reply, id, refusalOf(error))
    }
  })

  app.post('/desk/allies/:id/look', { config: CURATE, handlerTimeout: READS_X_MS, schema: { params: EntryParams } }, async (request, reply) => {
    const { id } = request.params
    try {
      await getReview(deps, id)
      await resolveAccounts(deps, { ...LOOK_NOW, entries: [id], limit: MOST_LOOKED_AT })
      return reply.redirect(`/desk/allies/${id}?done=look`, 303)
    } catch (error) {
      const spent = isPlatformError(error) && error.kind === 'credits'
      const refusal = refusalOf(error)
      return showEntry(
        deps,
        request,
        reply,
        id,
        spent ? { ...refusal, status: 409, message: 'The budget for X of this month is spent. Nothing was asked.' } : refusal,
      )
    }
  })

  app.post('/desk/allies/:id/held', { config: CURATE, schema: { params: EntryParams } }, async (request, reply) => {
    const { id } = request.params
    const body = (request.body ?? {}) as FormBody
    try {
      const input = given({ decision: text(body, 'decision'), reason: text(body, 'reason'), of: optional(body, 'of') })
      const faults = faultsIn(HeldDecisionSchema, input)
      if (faults.length > 0) throw new AppError('validation_failed', 'Choose what is to become of the voices, and give a reason.')
      await decideHeld(deps, request.actor, id, input as HeldDecision)
      return reply.redirect(`/desk/allies/${id}?done=${text(body, 'decision')}`, 303)
    } catch (error) {
      return showEntry(deps, request, reply, id, refusalOf(error))
    }
  })

  app.post('/desk/allies/:id', { config: CURATE, schema: { params: EntryParams } }, async (request, reply) => {
    const { id } = request.params
    const body = (request.body ?? {}) as FormBody
    const values = { name: text(body, 'name'), url: text(body, 'url'), body_kind: text(body, 'body_kind'), reason: text(body, 'reason') }
    try {
      const edit = {
        name: values.name,
        url: values.url === '' ? null : values.url,
        body_kind: values.body_kind === '' ? null : values.body_kind,
        reason: values.reason,
      }
      const faults = faultsIn(AllyEditSchema, edit)
      if (faults.length > 0) throw refuseForm(faults)
      await editAlly(deps, request.actor, id, text(body, 'etag'), edit)
      return reply.redirect(`/desk/allies/${id}?done=edit`, 303)
    } catch (error) {
      return showEntry(deps, request, reply, id, { ...refusalOf(error), edit: values })
    }
  })
}

/** The category is sent only if the organiser changed it: an unchanged suggestion stays a suggestion. */
async function decideFromForm(deps: Deps, actor: string, id: string, body: FormBody, values: DecisionValues): Promise<string> {
  const before = await getReview(deps, id)
  const changed = values.section !== '' && values.section !== (before.category?.section ?? '')
  const decision = given({ action: text(body, 'action'), reason: values.reason, gate: optional(body, 'gate'), section: changed ? values.section : undefined })
  const faults = faultsIn(DecisionSchema, decision)
  if (faults.length > 0) throw refuseForm(faults)
  await decideAlly(deps, actor, id, text(body, 'etag'), decision as Decision)
  return text(body, 'action')
}
