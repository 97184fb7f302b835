import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { Value } from 'typebox/value'
import { LIMITS } from '../contract.js'
import type { SimulatorControl } from '../control.js'

const oneOf = (...values: (string | number | null)[]) => Type.Optional(Type.Union(values.map((value) => (value === null ? Type.Null() : Type.Literal(value)))))
const refusal = oneOf('forbidden', 'errors', 'not-found', 'is-member-false')
const whole = Type.Optional(Type.Integer({ minimum: 0 }))
const strict = { additionalProperties: false }

/** The switches between readings of X that are all possible (X-PLATFORM.md §6), each of them optional here. */
const SettingsSchema = Type.Object(
  {
    members_per_list: whole,
    lists_per_owner: whole,
    refusal: Type.Optional(Type.Object({ protected: refusal, blocked: refusal, suspended: refusal, gone: refusal }, strict)),
    missing_list: oneOf(null, 400, 403, 404),
    foreign_list: oneOf(400, 403, 404),
    full: oneOf('forbidden', 'invalid', 'silent'),
    too_many_lists: oneOf('forbidden', 'invalid'),
    bad_handle: oneOf('batch', 'alone'),
    day_limits: Type.Optional(Type.Object(Object.fromEntries(Object.keys(LIMITS).map((route) => [route, whole])), strict)),
    clock_skew_ms: Type.Optional(Type.Integer({ minimum: -86_400_000, maximum: 86_400_000 })),
    problem_content_type: oneOf('application/problem+json', 'application/json'),
    error_style: oneOf('problem', 'v1'),
    problem_host: oneOf('api.twitter.com', 'api.x.com'),
    bad_refresh: oneOf('invalid_request', 'invalid_grant'),
    refresh_ends_access: Type.Optional(Type.Boolean()),
  },
  strict,
)
const BalanceSchema = Type.Object({ usd: Type.Union([Type.Number(), Type.Null()]) }, strict)

/** `/_sim/settings` and `/_sim/balance`: POST changes what is named and leaves the rest. */
export function registerSettingRoutes(scope: FastifyInstance, controls: SimulatorControl): void {
  scope.get('/_sim/settings', async () => controls.exportState().settings)
  scope.post('/_sim/settings', async (request, reply) => {
    const { body } = request
    if (!Value.Check(SettingsSchema, body)) {
      const detail = Value.Errors(SettingsSchema, body).map((error) => `${error.instancePath || 'body'} ${error.message}`)
      return reply.code(400).send({ title: 'No such setting', detail: detail.slice(0, 5).join('; '), status: 400 })
    }
    const { refusal: ways, ...rest } = body
    const before = controls.exportState().settings
    controls.settings({ ...rest, ...(ways ? { refusal: { ...before.refusal, ...ways } } : {}) } as Parameters<SimulatorControl['settings']>[0])
    return controls.exportState().settings
  })
  /** `{"usd": 5}`; null never runs out. */
  scope.post('/_sim/balance', async (request, reply) => {
    if (!Value.Check(BalanceSchema, request.body))
      return reply.code(400).send({ title: 'No such balance', detail: 'A balance is {usd: NUMBER or null}', status: 400 })
    controls.setBalance(request.body.usd)
    return reply.code(204).send()
  })
}

const Id = Type.Optional(Type.String({ pattern: '^[0-9]{1,19}$' }))
/** By handle, with or without @, or by id. */
const Member = Type.Optional(Type.String({ pattern: '^@?[A-Za-z0-9_]{1,19}$' }))
const HandSchema = Type.Object(
  {
    add: Member,
    remove: Member,
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 25 })),
    description: Type.Optional(Type.String({ maxLength: 100 })),
    private: Type.Optional(Type.Boolean()),
    owner_id: Id,
    deleted: Type.Optional(Type.Literal(true)),
  },
  { ...strict, minProperties: 1 },
)

/** `POST /_sim/lists/ID`: what somebody does on X by hand: adds or removes a member, renames the list, makes it private, gives it away, deletes it. */
export function registerHandRoute(scope: FastifyInstance, controls: SimulatorControl): void {
  scope.post<{ Params: { id: string } }>('/_sim/lists/:id', async (request, reply) => {
    const { body } = request
    const list = controls.lists().find(({ id }) => id === request.params.id)
    if (!list) return reply.code(404).send({ title: 'Not Found', detail: 'There is no such list', status: 404 })
    if (!Value.Check(HandSchema, body))
      return reply.code(400).send({
        title: 'No such change',
        detail: 'A change is {add?: ACCOUNT, remove?: ACCOUNT, name? (1 to 25), description? (up to 100), private?, owner_id?, deleted?: true}',
        status: 400,
      })
    const { add, remove, ...change } = body
    const [added, removed] = [add, remove].map((name) => (name === undefined ? undefined : controls.findUser(name.replace('@', ''))))
    for (const [name, user] of [
      [add, added],
      [remove, removed],
    ] as const)
      if (name !== undefined && !user) return reply.code(404).send({ title: 'Not Found', detail: `There is no account ${name}`, status: 404 })
    if (added) controls.handAdd(list.id, added.id)
    if (removed) controls.handRemove(list.id, removed.id)
    controls.changeList(list.id, change)
    return {
      id: list.id,
      name: list.name,
      description: list.description,
      private: list.private,
      owner_id: list.owner_id,
      deleted: list.deleted_at !== null,
      members: controls.members(list.id),
    }
  })
}
