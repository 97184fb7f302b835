import Type, { type Static } from 'typebox'
import { Value } from 'typebox/value'
import { AUTH_ROUTES, type AuthRoute, LIMITS, type RouteKey } from './contract.js'
import { FAULT_NAMES, type FaultName, type FaultSpec } from './faults.js'
import type { ListRefusal, Refusal } from './state.js'

const oneOf = <T extends string | number>(values: readonly T[]) => Type.Unsafe<T>(Type.Enum([...values]))
const count = Type.Optional(Type.Integer({ minimum: 0 }))
const id = Type.Optional(Type.String({ pattern: '^[0-9]{1,19}$' }))

const FaultSchema = Type.Object(
  {
    name: oneOf<FaultName>(FAULT_NAMES),
    route: Type.Optional(oneOf<RouteKey | AuthRoute>([...(Object.keys(LIMITS) as RouteKey[]), ...AUTH_ROUTES])),
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
    removals: Type.Optional(Type.Boolean()),
    username: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_]{1,15}$' })),
    how: Type.Optional(oneOf<Refusal>(['forbidden', 'errors', 'not-found', 'is-member-false'])),
    status: Type.Optional(oneOf<ListRefusal>([400, 403, 404])),
    list_id: id,
    user_id: id,
    scope: Type.Optional(Type.String({ maxLength: 30 })),
  },
  { additionalProperties: false },
)

export const isFault = (value: unknown): value is Static<typeof FaultSchema> & FaultSpec => Value.Check(FaultSchema, value)

/** What is wrong with one that is none. */
export const faultErrors = (value: unknown): string =>
  Value.Errors(FaultSchema, value)
    .map((error) => `${error.instancePath || 'fault'} ${error.message}`)
    .join('; ')

/**
 * As the command line takes it: a name, then what it needs: `lock-after-N:n=5`, `5xx-after:route=POST /2/lists/:id/members,chance=0.1`.
 * @returns the fault, or what is wrong with the words
 */
export function readFault(words: string): FaultSpec | string {
  const [name = '', ...rest] = words.split(':')
  const spec: Record<string, unknown> = { name }
  for (const part of rest.join(':').split(',').filter(Boolean)) {
    const [key = '', value = ''] = part.split('=', 2)
    // Ids look like numbers and are none: they are too long.
    const number = /^[0-9]+(\.[0-9]+)?$/.test(value) && !key.endsWith('_id')
    spec[key] = number ? Number(value) : value === 'true' ? true : value === 'false' ? false : value
  }
  if (isFault(spec)) return spec
  const known = (FAULT_NAMES as readonly string[]).includes(name)
  return known ? `${words}: ${faultErrors(spec)}` : `There is no fault ${name}; there are ${FAULT_NAMES.join(', ')}.`
}
