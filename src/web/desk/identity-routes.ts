import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { entryNamed } from '../../directory/identity/named.js'
import { undoMatchDecision } from '../../directory/identity/queue.js'
import { endRelationOf, mergeInto, partFrom, relateEntry } from '../../directory/identity/related.js'
import { RELATION_KINDS } from '../../directory/match/types.js'
import { AllyEditSchema } from '../../directory/schemas.js'
import { type AllyEdit, editAlly, getReview } from '../../directory/service.js'
import { TAGS } from '../../directory/taxonomy/tags.js'
import type { ReviewView } from '../../directory/views.js'
import type { Routes } from '../../http/app-types.js'
import { Id } from '../../http/schemas.js'
import { AppError } from '../../kernel/errors.js'
import { type FormBody, faultsIn, given, text, texts, ticked } from '../form.js'
import { refusalOf } from '../refusal.js'
import { showEntry } from './show-entry.js'

const CURATE = { cache: 'none', desk: 'directory:curate' } as const
const EntryParams = Type.Object({ id: Id('aly') })
const RelationParams = Type.Object({ id: Id('aly'), relation_id: Id('rel') })
const ENTRY = /^aly_[0-9a-z]{26}$/
const DECISION = /^dec_[0-9a-z]{26}$/

interface Sent {
  id: string
  body: FormBody
  said: { actor: string; reason: string }
}

const bodyOf = (request: FastifyRequest) => (request.body ?? {}) as FormBody

/** Which body an entry is, and what it works for: the forms on the entry's page. */
export const deskIdentityPages: Routes = async (app, { deps }) => {
  /** Does what the form asks and shows the entry, or shows the form again with what was typed and why not. */
  const handle = async (request: FastifyRequest, reply: FastifyReply, of: string, act: (sent: Sent) => Promise<string>) => {
    const { id } = request.params as { id: string }
    const body = bodyOf(request)
    try {
      const reason = text(body, 'reason')
      if (reason === '') throw new AppError('validation_failed', 'Please give a reason: it is kept on the record.')
      if (reason.length > 500) throw new AppError('validation_failed', 'The reason is too long: 500 characters at most.')
      return await reply.redirect(await act({ id, body, said: { actor: request.actor, reason } }), 303)
    } catch (error) {
      const refusal = refusalOf(error)
      const values = Object.fromEntries(Object.keys(body).map((name) => [name, texts(body, name).join(' ')]))
      const form = { of, values: { ...values, reason: text(body, 'reason') }, message: refusal.message, faults: refusal.faults }
      return showEntry(deps, request, reply, id, { ...refusal, form })
    }
  }

  app.post('/desk/allies/:id/merge', { config: CURATE, schema: { params: EntryParams } }, (request, reply) => {
    const other = text(bodyOf(request), 'other')
    // So that the page shows again what would happen.
    if (ENTRY.test(other)) (request.body as FormBody).into = other
    return handle(request, reply, 'merge', async ({ id, body, said }) => {
      if (!ENTRY.test(other)) throw new AppError('validation_failed', 'Choose the entry that means the same body first.')
      const stays = text(body, 'stays')
      if (stays !== id && stays !== other) throw new AppError('validation_failed', 'Choose which of the two stays.')
      const whole = await mergeInto(deps, stays === id ? other : id, stays, said)
      return `/desk/allies/${whole.id}?done=merged#who`
    })
  })

  app.post('/desk/allies/:id/part', { config: CURATE, schema: { params: EntryParams } }, (request, reply) => {
    const entry = text(bodyOf(request), 'entry')
    return handle(request, reply, entry, async ({ id, said }) => {
      if (!ENTRY.test(entry)) throw new AppError('validation_failed', 'Which entry is to be parted is missing.')
      await partFrom(deps, entry, said)
      return `/desk/allies/${id}?done=parted#who`
    })
  })

  app.post('/desk/allies/:id/relations', { config: CURATE, schema: { params: EntryParams } }, (request, reply) =>
    handle(request, reply, 'relate', async ({ id, body, said }) => {
      const [way, end] = text(body, 'way').split(' ')
      const kind = RELATION_KINDS.find((one) => one === way)
      if (kind === undefined || (end !== 'from' && end !== 'to')) throw new AppError('validation_failed', 'Choose how the two belong together.')
      const other = await entryNamed(deps, text(body, 'other'))
      await relateEntry(deps, id, end === 'from' ? { kind, to: other.id } : { kind, from: other.id }, said)
      return `/desk/allies/${id}?done=related#who`
    }),
  )

  app.post('/desk/allies/:id/relations/:relation_id/end', { config: CURATE, schema: { params: RelationParams } }, (request, reply) =>
    handle(request, reply, request.params.relation_id, async ({ id, said }) => {
      await endRelationOf(deps, id, request.params.relation_id, said)
      return `/desk/allies/${id}?done=unrelated#who`
    }),
  )

  app.post('/desk/allies/:id/undo', { config: CURATE, schema: { params: EntryParams } }, (request, reply) => {
    const decision = text(bodyOf(request), 'decision_id')
    return handle(request, reply, decision, async ({ id, body, said }) => {
      if (!DECISION.test(decision)) throw new AppError('validation_failed', 'Which decision is to be taken back is missing.')
      await undoMatchDecision(deps, decision, { ...said, ask_again: ticked(body, 'ask_again') })
      return `/desk/allies/${id}?done=undone#who`
    })
  })

  app.post('/desk/allies/:id/names', { config: CURATE, schema: { params: EntryParams } }, (request, reply) =>
    handle(request, reply, 'names', async ({ id, body, said }) => {
      const aliases = text(body, 'aliases')
        .split(/\r?\n/)
        .map((one) => one.trim())
        .filter((one) => one !== '')
      if (aliases.length > 30) throw new AppError('validation_failed', 'An entry has 30 other names at most.')
      await edit(id, body, said, { aliases })
      return `/desk/allies/${id}?done=names#who`
    }),
  )

  app.post('/desk/allies/:id/works', { config: CURATE, schema: { params: EntryParams } }, (request, reply) =>
    handle(request, reply, 'works', async ({ id, body, said }) => {
      await edit(id, body, said, worksFor(body, await getReview(deps, id)))
      return `/desk/allies/${id}?done=works`
    }),
  )

  async function edit(id: string, body: FormBody, { actor, reason }: Sent['said'], words: Omit<AllyEdit, 'reason'>): Promise<void> {
    const edit = { ...given({ ...words }), reason }
    const faults = faultsIn(AllyEditSchema, edit)
    if (faults.length > 0) throw new AppError('validation_failed', faults.map(({ detail }) => detail).join(' '), { errors: faults })
    await editAlly(deps, actor, id, text(body, 'etag'), edit)
  }
}

const CODE = new Map(TAGS.flatMap(([code, title]) => [[code.toLowerCase(), code] as const, [title.toLowerCase(), code] as const]))

/** Only what differs from what stands is said: a suggestion that was left alone stays a suggestion. @throws AppError validation_failed */
function worksFor(body: FormBody, entry: ReviewView): Pick<AllyEdit, 'section' | 'tags' | 'hashtag_use'> {
  const word = (name: string, by: ReviewView['category_by'], standing: string | null) => {
    const value = text(body, name)
    return value === (by === 'organiser' ? (standing ?? '') : '') ? undefined : value === '' ? null : value
  }
  const more = text(body, 'more')
    .split(/[;\n]/)
    .map((one) => one.trim())
    .filter((one) => one !== '')
  const unknown = more.filter((one) => !CODE.has(one.toLowerCase()))
  if (unknown.length > 0)
    throw new AppError('validation_failed', `No cause is called ${unknown.map((one) => `“${one.slice(0, 60)}”`).join(', ')}: choose one of the list.`)
  const tags = [...new Set([...texts(body, 'tags'), ...more.flatMap((one) => CODE.get(one.toLowerCase()) ?? [])])]
  const same = tags.length === entry.tags.length && tags.every((one) => entry.tags.includes(one))
  const said = {
    section: word('section', entry.category_by, entry.category?.section ?? null),
    tags: ticked(body, 'back') ? null : same ? undefined : tags,
    hashtag_use: entry.kind === 'hashtag' ? (word('hashtag_use', entry.hashtag_use_by, entry.hashtag_use) as AllyEdit['hashtag_use']) : undefined,
  }
  if (Object.values(said).every((one) => one === undefined)) throw new AppError('validation_failed', 'Nothing was changed.')
  return said
}
