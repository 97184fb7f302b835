import type { FastifyInstance } from 'fastify'
import Type, { type Static } from 'typebox'
import { Value } from 'typebox/value'
import { LIMITS, type RouteKey } from '../contract.js'
import type { SimulatorControl } from '../control.js'
import { FAULT_NAMES, type FaultName, type FaultSpec } from '../faults.js'

const oneOf = <T extends string>(values: readonly T[]) => Type.Unsafe<T>(Type.Enum([...values]))
const count = Type.Optional(Type.Integer({ minimum: 0 }))
const id = Type.Optional(Type.String({ pattern: '^[0-9]{1,19}$' }))

const FaultSchema = Type.Object(
  {
    name: oneOf<FaultName>(FAULT_NAMES),
    route: Type.Optional(oneOf<RouteKey>(Object.keys(LIMITS) as RouteKey[])),
    nth: count,
    next: count,
    chance: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    n: count,
    hours: Type.Optional(Type.Number({ minimum: 0 })),
    ms: count,
    when: Type.Optional(oneOf(['before', 'after'])),
    variant: Type.Optional(oneOf(['html', 'empty', 'json', 'v1'])),
    reset: Type.Optional(oneOf(['proper', 'past', 'absent', 'absurd', 'lying', 'day'])),
    end: Type.Optional(Type.Boolean()),
    list_id: id,
    user_id: id,
  },
  { additionalProperties: false },
)
const isFault = (value: unknown): value is Static<typeof FaultSchema> & FaultSpec => Value.Check(FaultSchema, value)

const PostSchema = Type.Object(
  {
    author: Type.String({ pattern: '^[A-Za-z0-9_]{1,15}$' }),
    text: Type.String({ minLength: 1, maxLength: 25_000 }),
    reply_to: id,
  },
  { additionalProperties: false },
)

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
    scope.get('/_sim/state', async () => controls.exportState())
    scope.get('/_sim/log', async () => controls.log())
    scope.get('/_sim/ledger', async () => {
      const { charged: _charged, ...ledger } = controls.ledger()
      return { ...ledger, spent_usd: ledger.spent_milli_usd / 1000 }
    })
    scope.get('/_sim/faults', async () => ({ standing: controls.exportState().faults, names: FAULT_NAMES }))
    scope.post('/_sim/faults', async (request, reply) => {
      if (isFault(request.body)) return reply.code(201).send(controls.setFault(request.body))
      const detail = Value.Errors(FaultSchema, request.body).map((error) => `${error.instancePath || 'body'} ${error.message}`)
      return reply.code(400).send({ title: 'No such fault', detail: detail.join('; '), status: 400 })
    })
    /** Somebody posts: `{"author": "ana_eg", "text": "A1 @HarbourFood_eg #SWHelper"}`. Unknown authors are made. */
    scope.post('/_sim/posts', async (request, reply) => {
      if (Value.Check(PostSchema, request.body)) return reply.code(201).send(controls.say(request.body.author, request.body.text, request.body.reply_to))
      return reply.code(400).send({ title: 'No such post', detail: 'A post is {author: HANDLE, text: TEXT, reply_to?: ID}', status: 400 })
    })
    scope.delete('/_sim/faults', async (_request, reply) => {
      controls.clearFaults()
      return reply.code(204).send()
    })
  })
}
