import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { countMatches, decideMatch, getMatch, listDecisions, listMatches, type MatchVerdict, undoMatchDecision } from '../../directory/identity/queue.js'
import type { RelationKind } from '../../directory/match/types.js'
import { profilesFor } from '../../directory/profiles.js'
import type { Routes } from '../../http/app-types.js'
import { Id } from '../../http/schemas.js'
import { WITH_SCRIPT } from '../../http/security-headers.js'
import { AppError } from '../../kernel/errors.js'
import { type FormBody, optional, text } from '../form.js'
import { refusalOf } from '../refusal.js'
import { HTML, link, query, siteOf } from '../request.js'
import { holderOf } from '../session.js'
import { matchesPage } from './matches.js'

const CURATE = { cache: 'none', desk: 'directory:curate' } as const
const FOLLOWING = 8
const OPEN = { state: 'open' } as const
/** One key press decides, so nobody has to type a reason; what stood beside it is on the record. */
const SEEN = 'Seen side by side on the desk.'
const DECISION = /^dec_[0-9a-z]{26}$/
const PAIR = /^mtp_[0-9a-z]{26}$/

export const deskMatchPages: Routes = async (app, { deps }) => {
  const site = siteOf(deps)

  const show = async (request: FastifyRequest, reply: FastifyReply, refused?: { message: string; status: number; reason: string; pair: string }) => {
    const cursor = query(request, 'cursor')
    const asked = refused?.pair ?? PAIR.exec(query(request, 'pair') ?? '')?.[0]
    const [waiting, found] = await Promise.all([countMatches(deps, OPEN), listMatches(deps, OPEN, { limit: 1 + FOLLOWING, cursor })])
    const chosen = asked === undefined ? null : await getMatch(deps, asked).catch(() => null)
    const pair = chosen?.state === 'open' ? chosen : (found.items[0] ?? null)
    const settled = chosen && chosen.state !== 'open' && !refused ? chosen : null
    const after = pair === null ? null : await listMatches(deps, OPEN, { limit: 1, cursor })
    const decided = DECISION.exec(query(request, 'decision') ?? '')?.[0]
    const recent = decided === undefined ? [] : (await listDecisions(deps, null, { limit: 20 })).items
    const body = matchesPage({
      site,
      holder: holderOf(request),
      pair,
      profiles: pair === null ? new Map() : await profilesFor(deps, [pair.a.id, pair.b.id]),
      waiting,
      following: found.items.filter(({ id }) => id !== pair?.id).slice(0, FOLLOWING),
      later: chosen === null && after?.next_cursor ? link('/desk/matches', { cursor: after.next_cursor }) : null,
      first: cursor === undefined && chosen === null ? null : '/desk/matches',
      last: recent.find(({ id, undone }) => id === decided && undone === null) ?? null,
      settled,
      refused: refused?.message,
      reason: refused?.reason,
      cursor,
    })
    return reply
      .code(refused?.status ?? 200)
      .type(HTML)
      .send(body)
  }

  app.get('/desk/matches', { config: CURATE, helmet: WITH_SCRIPT }, (request, reply) => show(request, reply))

  // Where a form that was refused leaves the address bar: Enter there shows the pair, and not that there is no such page.
  app.get('/desk/matches/:id', { config: CURATE, schema: { params: Type.Object({ id: Id('mtp') }) } }, async (request, reply) => {
    const { id } = await getMatch(deps, request.params.id)
    return reply.redirect(link('/desk/matches', { pair: id }), 302)
  })
  app.get('/desk/matches/undo', { config: CURATE }, (_request, reply) => reply.redirect('/desk/matches', 302))

  app.post('/desk/matches/:id', { config: CURATE, helmet: WITH_SCRIPT, schema: { params: Type.Object({ id: Id('mtp') }) } }, async (request, reply) => {
    const body = (request.body ?? {}) as FormBody
    try {
      const { decision } = await decideMatch(deps, request.params.id, verdictOf(body), { actor: request.actor, reason: optional(body, 'reason') ?? SEEN })
      return reply.redirect(link('/desk/matches', { decision: decision.id, cursor: optional(body, 'cursor') }), 303)
    } catch (error) {
      const { message, status } = refusalOf(error)
      return show(request, reply, { message, status, reason: text(body, 'reason'), pair: request.params.id })
    }
  })

  app.post('/desk/matches/undo', { config: CURATE, helmet: WITH_SCRIPT }, async (request, reply) => {
    const body = (request.body ?? {}) as FormBody
    const id = DECISION.exec(text(body, 'decision_id'))?.[0]
    try {
      if (id === undefined) throw new AppError('validation_failed', 'Which decision is to be taken back is missing.')
      // Somebody pressed the wrong key: the pair waits again.
      await undoMatchDecision(deps, id, { actor: request.actor, reason: 'Taken back on the desk.', ask_again: true })
      return reply.redirect(link('/desk/matches', { cursor: optional(body, 'cursor') }), 303)
    } catch (error) {
      const { message, status } = refusalOf(error)
      return show(request, reply, { message, status, reason: '', pair: '' })
    }
  })
}

function verdictOf(body: FormBody): MatchVerdict {
  const verdict = text(body, 'verdict')
  if (verdict === 'same') return { verdict, canonical_id: optional(body, 'canonical_id') }
  if (verdict === 'different') return { verdict }
  const [kind, from_id, to_id] = text(body, 'relation').split(' ')
  if (verdict !== 'related' || !kind || !from_id || !to_id)
    throw new AppError('validation_failed', 'Choose which of the two belongs to the other, and how; then “Part of”.')
  return { verdict, kind: kind as RelationKind, from_id, to_id }
}
