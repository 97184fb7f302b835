import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { publishedEntries } from '../../directory/service.js'
import type { Routes } from '../../http/app-types.js'
import { LONGEST_UPLOAD_MS } from '../../http/arrival.js'
import { Id } from '../../http/schemas.js'
import { WITH_SCRIPT } from '../../http/security-headers.js'
import { AppError, isAppError } from '../../kernel/errors.js'
import { letGo } from '../../reach/audiences/let-go.js'
import { type BadLine, formatNamed, type IdFormat } from '../../reach/audiences/read-ids.js'
import { getAudience, KINDS, listAudiences, setAudienceRemoved, setVouch, takeAudience } from '../../reach/audiences/service.js'
import { type FormBody, optional, text } from '../form.js'
import { ofFields, type Refusal, refusalOf, refuseForm } from '../refusal.js'
import { HTML, link, query, siteOf } from '../request.js'
import { holderOf } from '../session.js'
import { givenAddress, saidIn } from './audience-words.js'
import { type AudiencesPage, audiencesPage, type GiveValues } from './audiences.js'

/** Spread where a route has a policy of its own: the plugin writes that into the object. */
const CURATE = { cache: 'none', desk: 'directory:curate' } as const
const PAGE_SIZE = 20
const MOST_PASTED = 1_048_576
/** Digits stay as they are in a form, line ends take six bytes. */
const MOST_FORM = 2 * MOST_PASTED
const GIVING_MS = LONGEST_UPLOAD_MS
/** More names than that are no help to who types one. */
const MOST_HANDLES = 1_000
const FIELDS = ['account', 'as_of', 'kind', 'column'] as const

export const deskAudiencePages: Routes = async (app, { deps }) => {
  const show = async (request: FastifyRequest, reply: FastifyReply, values: GiveValues, refused?: Refusal & { bad: BadLine[] }) => {
    const cursor = query(request, 'cursor')
    const [found, entries, given] = [
      await listAudiences(deps, { removed: true }, { limit: PAGE_SIZE, cursor }),
      await publishedEntries(deps),
      await justGiven(request),
    ]
    const accounts = entries.flatMap(({ id, accounts }) => accounts.map((account) => ({ ...account, entry: id })))
    const body = audiencesPage({
      site: siteOf(deps),
      holder: holderOf(request),
      values,
      handles: accounts.slice(0, MOST_HANDLES).map(({ handle }) => handle),
      most: deps.config.AUDIENCE_MAX_MB * 1_048_576,
      today: deps.clock.now().toISOString().slice(0, 10),
      audiences: found.items,
      entries: new Map(accounts.map(({ id, entry }) => [id, entry])),
      given,
      next: found.next_cursor === null ? null : link('/desk/reach/lists', { cursor: found.next_cursor }),
      first: cursor === undefined ? null : '/desk/reach/lists',
      done: query(request, 'done'),
      refused,
    })
    return reply
      .code(refused?.status ?? 200)
      .type(HTML)
      .send(body)
  }

  const justGiven = async (request: FastifyRequest): Promise<AudiencesPage['given']> => {
    const id = /^aud_[0-9a-z]{26}$/.exec(query(request, 'given') ?? '')?.[0]
    if (id === undefined) return null
    const said = saidIn((name) => query(request, name))
    try {
      return { audience: await getAudience(deps, id), before: said.replaces === undefined ? null : await getAudience(deps, said.replaces), said }
    } catch (error) {
      // Its entry was withdrawn since, and with it the list.
      if (isAppError(error) && error.code === 'not_found') return null
      throw error
    }
  }

  /** @returns where the answer stands */
  const take = async (from: Readable, values: Omit<GiveValues, 'text'>, actor: string, file: { length?: number; format?: IdFormat } = {}): Promise<string> => {
    try {
      const kind = KINDS.find((one) => one === (values.kind || 'full'))
      if (values.account === '') throw refuseForm([{ pointer: '/account', code: 'missing', detail: 'Say whose followers they are.' }])
      if (kind === undefined) throw refuseForm([{ pointer: '/kind', code: 'enum', detail: 'Please choose one of the values.' }])
      if (values.column.length > 100) throw refuseForm([{ pointer: '/column', code: 'maxLength', detail: 'This is too long.' }])
      const { audience } = await takeAudience(deps, {
        from,
        account: values.account,
        kind,
        as_of: values.as_of === '' ? undefined : values.as_of,
        column: values.column === '' ? undefined : values.column,
        ...file,
        most: deps.config.AUDIENCE_MAX_MB * 1_048_576,
        source: 'upload',
        actor,
      })
      return givenAddress(audience.id, audience)
    } catch (error) {
      // So that the sender gets to read the answer.
      await letGo(from)
      throw ofFields(error)
    }
  }

  const NOTHING: GiveValues = { account: '', as_of: '', kind: 'full', column: '', text: '' }
  app.get('/desk/reach/lists', { config: { ...CURATE }, helmet: WITH_SCRIPT }, (request, reply) =>
    show(request, reply, { ...NOTHING, account: query(request, 'account')?.slice(0, 40) ?? '' }),
  )

  app.post(
    '/desk/reach/lists',
    { config: { ...CURATE, upload: true }, helmet: WITH_SCRIPT, bodyLimit: MOST_FORM, handlerTimeout: GIVING_MS },
    async (request: FastifyRequest, reply) => {
      const body = (request.body ?? {}) as FormBody
      const values = Object.fromEntries([...FIELDS, 'text' as const].map((name) => [name, text(body, name)])) as unknown as GiveValues
      try {
        const bytes = Buffer.from(values.text)
        if (bytes.length === 0) throw refuseForm([{ pointer: '/text', code: 'missing', detail: 'Paste ids, or drop a file.' }])
        return reply.redirect(await take(Readable.from([bytes]), values, request.actor), 303)
      } catch (error) {
        const bad = isAppError(error) && Array.isArray(error.members.bad) ? (error.members.bad as BadLine[]) : []
        return show(request, reply, values, { ...refusalOf(error), bad })
      }
    },
  )

  // The script's way in: the body is the file. It is hashed as it comes.
  await app.register(async (files) => {
    files.removeAllContentTypeParsers()
    files.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined))
    files.post('/desk/reach/lists/file', { config: { ...CURATE, upload: true }, handlerTimeout: GIVING_MS }, async (request) => {
      const values = Object.fromEntries(FIELDS.map((name) => [name, query(request, name) ?? ''])) as unknown as Omit<GiveValues, 'text'>
      const length = request.headers['content-length']
      const format = formatNamed(query(request, 'file_name') ?? '')
      const file = { ...(length === undefined ? {} : { length: Number(length) }), ...(format ? { format } : {}) }
      return { page: await take(request.raw, values, request.actor, file) }
    })
  })

  app.post('/desk/reach/lists/:id', { config: CURATE, schema: { params: Type.Object({ id: Id('aud') }) } }, async (request, reply) => {
    const body = (request.body ?? {}) as FormBody
    const what = optional(body, 'do')
    const { id } = request.params
    if (what === 'remove' || what === 'restore') await setAudienceRemoved(deps, request.actor, id, what === 'remove')
    else if (what === 'vouch' || what === 'unvouch') {
      const reason = optional(body, 'reason')?.trim().slice(0, 500)
      if (what === 'vouch' && !reason) throw new AppError('validation_failed', 'Say why the list is right.')
      await setVouch(deps, request.actor, id, what === 'vouch' ? (reason ?? null) : null)
    } else throw new AppError('validation_failed', 'Say whether to take it back, to restore it or to vouch for it.')
    return reply.redirect(link('/desk/reach/lists', { done: `audience-${what}` }), 303)
  })
}
