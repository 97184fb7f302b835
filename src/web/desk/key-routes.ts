import type { FastifyReply, FastifyRequest } from 'fastify'
import { type KeyView, keyView } from '../../access/key-view.js'
import { listOrganisers } from '../../access/organisers/service.js'
import { KeyParams, NewKeySchema } from '../../access/schemas.js'
import { createKey, getKey, listKeys, revokeKey } from '../../access/service.js'
import type { Deps } from '../../deps.js'
import type { Routes } from '../../http/app-types.js'
import { endOfDay } from '../../kernel/clock.js'
import { type FormBody, faultsIn, given, optional, text, texts } from '../form.js'
import { type Refusal, refusalOf, refuseForm } from '../refusal.js'
import { HTML, query, siteOf } from '../request.js'
import { holderOf } from '../session.js'
import { endKeyPage, type KeysPage, keysPage } from './keys.js'

const ADMIN = { cache: 'none', desk: 'admin' } as const
const NOTHING: KeysPage['values'] = { name: '', scopes: ['directory:curate', 'lists:apply'], last_day: '' }

const views = async (deps: Deps, request: FastifyRequest): Promise<KeyView[]> =>
  (await listKeys(deps)).map((one) => keyView(one, deps.clock.now(), request.actor))

/** Whether nobody could sign in with the scope admin once this key is gone: then only the machine itself can make another. */
async function isLastDoor(deps: Deps, request: FastifyRequest, key: KeyView): Promise<boolean> {
  const admin = ({ scopes }: { scopes: readonly string[] }) => scopes.includes('admin')
  if (key.state !== 'live' || !admin(key)) return false
  const [keys, organisers] = await Promise.all([views(deps, request), listOrganisers(deps)])
  return !organisers.some(admin) && !keys.some((one) => one.id !== key.id && one.state === 'live' && admin(one))
}

/** Keys for the API and the desk. */
export const deskKeyPages: Routes = async (app, { deps }) => {
  const show = async (
    request: FastifyRequest,
    reply: FastifyReply,
    { values = NOTHING, refused, made = null }: { values?: KeysPage['values']; refused?: Refusal; made?: KeysPage['made'] } = {},
  ) => {
    const items = await views(deps, request)
    const page = {
      site: siteOf(deps),
      holder: holderOf(request),
      items,
      values,
      made,
      done: query(request, 'done'),
      refused,
      today: deps.clock.now().toISOString().slice(0, 10),
    }
    return reply
      .code(refused?.status ?? 200)
      .type(HTML)
      .send(keysPage(page))
  }

  app.get('/desk/keys', { config: ADMIN }, (request, reply) => show(request, reply))

  app.post('/desk/keys', { config: ADMIN }, async (request, reply) => {
    const body = (request.body ?? {}) as FormBody
    const values = { name: text(body, 'name'), scopes: texts(body, 'scopes'), last_day: text(body, 'last_day') }
    try {
      const day = optional(body, 'last_day')
      const end = day === undefined ? undefined : endOfDay(day)
      const input = given({ name: values.name, scopes: values.scopes, expires_at: end?.toISOString() })
      const faults = faultsIn(NewKeySchema, input)
      if (end === null || (end && end <= deps.clock.now()))
        faults.push({ pointer: '/last_day', code: 'date', detail: 'Please give a day that is not over, or none.' })
      if (faults.length > 0) throw refuseForm(faults)
      const { name, scopes } = values
      const made = await createKey(deps, { name, scopes, expires_at: end ?? undefined, actor: request.actor, within: holderOf(request).scopes })
      // Not by a redirect: the key may stand in no address, and is nowhere to be read again.
      return await show(request, reply, { made: { name: made.name, key: made.key } })
    } catch (error) {
      return show(request, reply, { values, refused: refusalOf(error) })
    }
  })

  app.get('/desk/keys/:id/end', { config: ADMIN, schema: { params: KeyParams } }, async (request, reply) => {
    const key = keyView(await getKey(deps, request.params.id), deps.clock.now(), request.actor)
    const last = await isLastDoor(deps, request, key)
    return reply.type(HTML).send(endKeyPage({ site: siteOf(deps), holder: holderOf(request), key, last }))
  })

  app.post('/desk/keys/:id/end', { config: ADMIN, schema: { params: KeyParams } }, async (request, reply) => {
    const { id } = request.params
    await revokeKey(deps, request.actor, id)
    const own = request.actor === `session:${id}`
    return reply.redirect(own ? '/desk?done=key-ended' : '/desk/keys?done=key-ended', 303)
  })
}
