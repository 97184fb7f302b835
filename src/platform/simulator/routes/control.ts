import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { Value } from 'typebox/value'
import type { SimulatorControl } from '../control.js'
import { faultErrors, isFault } from '../fault-spec.js'
import { FAULT_NAMES } from '../faults.js'
import type { SimUser } from '../state.js'
import { WATCH_POLICY, watchPage } from '../watch-page.js'
import { registerHandRoute, registerSettingRoutes } from './settings.js'

const count = Type.Optional(Type.Integer({ minimum: 0 }))
const id = Type.Optional(Type.String({ pattern: '^[0-9]{1,19}$' }))

const PostSchema = Type.Object(
  {
    author: Type.String({ pattern: '^[A-Za-z0-9_]{1,15}$' }),
    text: Type.String({ minLength: 1, maxLength: 25_000 }),
    reply_to: id,
  },
  { additionalProperties: false },
)

/** Of OAuth 2.0: `public` is an app without a secret. Only addresses of this machine or over https, as X has it. */
const AppSchema = Type.Object(
  {
    redirect_uris: Type.Array(Type.String({ pattern: '^(https://|http://(127\\.0\\.0\\.1|localhost|\\[::1\\])[:/])', maxLength: 500 }), {
      minItems: 1,
      maxItems: 10,
    }),
    public: Type.Optional(Type.Boolean()),
    owner_id: id,
  },
  { additionalProperties: false },
)

const HANDLE = '^[A-Za-z0-9_]{1,15}$'
const said = {
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 50 })),
  description: Type.Optional(Type.String({ maxLength: 160 })),
  followers_count: count,
  suspended: Type.Optional(Type.Boolean()),
  protected: Type.Optional(Type.Boolean()),
  deleted: Type.Optional(Type.Boolean()),
}
const NewUserSchema = Type.Object({ username: Type.String({ pattern: HANDLE }), id, ...said }, { additionalProperties: false })
const UserChangeSchema = Type.Object({ username: Type.Optional(Type.String({ pattern: HANDLE })), ...said }, { additionalProperties: false })

/** As the control routes show and take it: what the state calls gone is said as people say it. */
const shown = ({ id, username, name, description, followers_count, suspended, protected: locked, gone }: SimUser) => ({
  id,
  username,
  name,
  description,
  followers_count,
  suspended,
  protected: locked,
  deleted: gone,
})
const kept = <T extends { deleted?: boolean }>({ deleted, ...rest }: T) => ({ ...rest, ...(deleted === undefined ? {} : { gone: deleted }) })

/** `/_sim/users`: accounts are looked at, added, renamed, suspended, protected and deleted by hand, to see what the product makes of it. */
function registerUserRoutes(scope: FastifyInstance, controls: SimulatorControl): void {
  /** Of two living accounts on X one has a handle. */
  const taken = (username: string, but?: string) => {
    const other = controls.findUser(username)
    return other !== undefined && !other.gone && other.id !== but && other.username.toLowerCase() === username.toLowerCase()
  }
  const conflict = (username: string) => ({ title: 'Taken', detail: `@${username} is another account's handle, or its id is`, status: 409 })
  scope.get('/_sim/users', async () => controls.users().map(shown))
  scope.post('/_sim/users', async (request, reply) => {
    const { body } = request
    if (!Value.Check(NewUserSchema, body))
      return reply.code(400).send({ title: 'No such account', detail: `An account is {username: HANDLE, id?, ${Object.keys(said).join('?, ')}?}`, status: 400 })
    if (taken(body.username) || (body.id !== undefined && controls.findUser(body.id)?.id === body.id)) return reply.code(409).send(conflict(body.username))
    return reply.code(201).send(shown(controls.newUser(kept(body))))
  })
  const change = async (request: FastifyRequest<{ Params: { name: string } }>, reply: FastifyReply) => {
    const user = controls.findUser(request.params.name)
    if (!user) return reply.code(404).send({ title: 'Not Found', detail: `There is no account ${request.params.name.slice(0, 30)}`, status: 404 })
    const { body } = request
    if (!Value.Check(UserChangeSchema, body))
      return reply.code(400).send({ title: 'No such change', detail: `A change is {username?, ${Object.keys(said).join('?, ')}?}`, status: 400 })
    const next = { username: user.username, deleted: user.gone, ...body }
    if (!next.deleted && taken(next.username, user.id)) return reply.code(409).send(conflict(next.username))
    return shown(controls.changeUser(user.id, kept(body)))
  }
  scope.patch('/_sim/users/:name', change)
  scope.post('/_sim/users/:name', change)
}

/**
 * `/_sim/*`: the ledger, the log, the state and the faults for people who try the product out. The simulator listens on loopback
 * only; the Host header is checked too, since a web page could otherwise have its own name resolve to 127.0.0.1 and read along.
 */
export function registerControlRoutes(app: FastifyInstance, controls: SimulatorControl): void {
  app.register(async (scope) => {
    scope.addHook('onRequest', async (request, reply) => {
      const name = (request.headers.host ?? '').replace(/:\d{1,5}$/, '')
      if (name !== '127.0.0.1' && name !== 'localhost' && name !== '[::1]')
        return reply.code(403).send({ title: 'Forbidden', detail: 'Loopback only', status: 403 })
    })
    scope.get('/', async (_request, reply) => reply.type('text/html; charset=utf-8').header('content-security-policy', WATCH_POLICY).send(watchPage()))
    scope.get('/_sim/overview', async () => controls.overview())
    scope.get('/_sim/state', async () => controls.exportState())
    scope.get('/_sim/log', async () => controls.log())
    scope.get('/_sim/ledger', async () => {
      const { charged: _charged, ...ledger } = controls.ledger()
      return { ...ledger, spent_usd: ledger.spent_milli_usd / 1000 }
    })
    scope.get('/_sim/faults', async () => ({ standing: controls.exportState().faults, names: FAULT_NAMES }))
    scope.post('/_sim/faults', async (request, reply) => {
      if (isFault(request.body)) return reply.code(201).send(controls.setFault(request.body))
      return reply.code(400).send({ title: 'No such fault', detail: faultErrors(request.body), status: 400 })
    })
    /** Somebody posts: `{"author": "ana_eg", "text": "A1 @HarbourFood_eg #SWHelper"}`. Unknown authors are made. */
    scope.post('/_sim/posts', async (request, reply) => {
      if (Value.Check(PostSchema, request.body)) return reply.code(201).send(controls.say(request.body.author, request.body.text, request.body.reply_to))
      return reply.code(400).send({ title: 'No such post', detail: 'A post is {author: HANDLE, text: TEXT, reply_to?: ID}', status: 400 })
    })
    registerUserRoutes(scope, controls)
    registerSettingRoutes(scope, controls)
    registerHandRoute(scope, controls)
    scope.get('/_sim/apps', async () => controls.apps())
    scope.post('/_sim/apps', async (request, reply) => {
      const { body } = request
      if (!Value.Check(AppSchema, body))
        return reply.code(400).send({ title: 'No such app', detail: 'An app is {redirect_uris: [ADDRESS], public?, owner_id?}', status: 400 })
      const { public: open, ...app } = body
      return reply.code(201).send(controls.addApp({ ...app, ...(open ? { client_secret: null } : {}) }))
    })
    scope.delete<{ Params: { id: string } }>('/_sim/faults/:id', async (request, reply) => {
      controls.clearFaults(Number(request.params.id))
      return reply.code(204).send()
    })
    scope.delete('/_sim/faults', async (_request, reply) => {
      controls.clearFaults()
      return reply.code(204).send()
    })
  })
}
