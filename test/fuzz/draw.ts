import { type Body, bodyFor, fileBody, jsonBody, spoilt, takesJson, unreadable } from './bodies.js'
import type { Chance } from './chance.js'
import type { Check } from './checker.js'
import type { Operation, Parameter, Schema } from './document.js'
import { EDGES, isA, MEANT, NASTY } from './nasty.js'
import { encode, PREFIX, type Request, type Who, wellFormed } from './request.js'
import { type Drawing, drawn } from './values.js'

/** Whoever may ask. */
export interface People {
  admin: Who
  nobody: Who
  /** One for each scope. */
  scoped: readonly Who[]
  /** Credentials that open nothing: revoked, expired, invented, malformed. */
  bad: readonly Who[]
  /** Ids of all keys that these people have. */
  keys: ReadonlySet<string>
}

const text = (value: unknown) => (typeof value === 'string' ? value : Object.is(value, -0) ? '-0' : String(value))

/** What a parameter's text says, as its schema reads it; undefined if it says nothing of that type. */
function read(schema: Schema, given: string): unknown {
  if (isA(schema, 'integer')) return /^-?(?:0|[1-9]\d*)$/.test(given) ? Number(given) : undefined
  if (isA(schema, 'number')) return /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(given) ? Number(given) : undefined
  if (isA(schema, 'boolean')) return given === 'true' ? true : given === 'false' ? false : undefined
  return given
}

/** The document says of `limit` that more than its maximum is lowered, not refused. */
const lowered = ({ name, schema }: Parameter, value: unknown) => name === 'limit' && typeof value === 'number' && value > (schema.maximum ?? 0) && value < 1e15

/** What is wrong with the parameters, by the document alone. */
export function parameterFault(
  operation: Operation,
  where: Parameter['in'],
  given: readonly (readonly [string, string])[],
  fits: (schema: Schema) => Check,
): string | null {
  const declared = operation.parameters.filter((one) => one.in === where)
  for (const one of declared) if (one.required && !given.some(([name]) => name === one.name)) return `${where} ${one.name} is missing`
  const seen = new Set<string>()
  for (const [name, value] of given) {
    const one = declared.find((parameter) => parameter.name === name)
    if (!one) {
      if (where === 'query') return `query ${name} is unknown`
      continue
    }
    if (seen.has(name)) return `${where} ${name} stands twice`
    seen.add(name)
    if (value.includes('\0')) return `${where} ${name} holds NUL`
    const meant = read(one.schema, value)
    if (lowered(one, meant)) continue
    const wrong = meant === undefined ? 'is not of its type' : fits(one.schema)(meant)
    if (wrong !== null) return `${where} ${name} ${wrong}`
  }
  return null
}

function valueFor(parameter: Parameter, drawing: Drawing, operation: Operation): string {
  const cursors = parameter.name === 'cursor' ? (drawing.pool.cursors.get(operation.id) ?? []) : []
  if (cursors.length > 0 && drawing.chance.percent(70)) return drawing.chance.pick(cursors)
  return text(drawn(parameter.schema, parameter.name, drawing))
}

const ODD_KEYS: readonly unknown[] = [
  null,
  'x',
  '',
  -1,
  0,
  1.5,
  1e308,
  2 ** 53,
  '99999999999999999999',
  '\0',
  '9999-99-99',
  '2026-03-01T20:00:00.000Z',
  '\ud800',
  true,
  [],
  {},
  'aly_',
]

/** A cursor of ours with other places in it: it is not signed, so anybody can make one. */
function forged(cursor: string, chance: Chance): string {
  try {
    const [version, print, ...keys] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]
    const changed = keys.map((key) => (chance.percent(60) ? chance.pick(ODD_KEYS) : key))
    return Buffer.from(JSON.stringify([version, print, ...changed, ...(chance.percent(10) ? ['more'] : [])])).toString('base64url')
  } catch {
    return 'WzFd'
  }
}

function spoiltText(value: string, { name, schema }: Parameter, { chance, pool }: Drawing): string {
  if (name === 'cursor' && chance.percent(60)) return forged(value, chance)
  if (isA(schema, 'integer') || isA(schema, 'number'))
    return chance.pick([
      ...[schema.minimum ?? 0, schema.maximum ?? 0].flatMap((n) => [String(n - 1), String(n + 1)]),
      ...EDGES.map(String),
      ' 5',
      '5 ',
      '0x10',
      '1e1',
      '+1',
      '',
      'x',
      '1.5',
      '05',
    ])
  if (isA(schema, 'boolean')) return chance.pick(['', '1', '0', 'True', 'yes', 'null', 'x'])
  const strangers = [...pool.cursors.values()].flat()
  return chance.pick([
    value.slice(0, -1),
    `${value}x`,
    value.toUpperCase(),
    chance.pick(NASTY),
    chance.pick(NASTY),
    ...(strangers.length > 0 ? [chance.pick(strangers)] : []),
  ])
}

/** Segments that a client's address parser would take for a step up or leave out. */
const step = (value: string) => ['', '.', '..'].includes(value.replaceAll(/%2e/gi, '.'))

function pathOf(operation: Operation, drawing: Drawing, spoil: boolean): { path: string; named: [string, string][] } {
  const { chance, pool } = drawing
  const given: [string, string][] = []
  const declared = operation.parameters.filter((one) => one.in === 'path')
  const spoiltAt = spoil && declared.length > 0 ? chance.int(0, declared.length - 1) : -1
  declared.forEach((parameter, i) => {
    const value = valueFor(parameter, drawing, operation)
    const changed = i === spoiltAt ? spoiltText(value, parameter, drawing) : value
    given.push([parameter.name, step(changed) ? 'x' : wellFormed(changed)])
  })
  // What hangs below something is asked for below it, most of the time.
  const [first, second] = given
  const parents = second ? [...pool.parentsOf(second[1])] : []
  const fitting = first ? parents.filter((id) => id.slice(0, 4) === first[1].slice(0, 4)) : []
  if (first && fitting.length > 0 && spoiltAt !== 0 && chance.percent(85)) first[1] = chance.pick(fitting)
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encode(given.find(([one]) => one === name)?.[1] ?? 'x'))
  return { path: PREFIX + path, named: given }
}

const SUBJECTS = ['list', 'category', 'chat', 'ids']

function queryOf(operation: Operation, drawing: Drawing, spoil: boolean): [string, string][] {
  const { chance } = drawing
  const declared = operation.parameters.filter((one) => one.in === 'query')
  const share = chance.pick([0, 20, 20, 60])
  const chosen = declared.filter((one) => one.required || chance.percent(share))
  // Of these exactly one says whom a question is about.
  const subjects = chosen.filter(({ name }) => SUBJECTS.includes(name))
  const all = declared.filter(({ name }) => SUBJECTS.includes(name))
  const subject = all.length > 1 && drawing.plain ? [chance.pick(all)] : subjects
  const query = [...chosen.filter((one) => !subjects.includes(one)), ...subject].map((one): [string, string] => [
    one.name,
    wellFormed(valueFor(one, drawing, operation)),
  ])
  if (!spoil) return query
  const one = declared.length > 0 && chance.percent(75) ? chance.pick(declared) : undefined
  const cursor = declared.find(({ name }) => name === 'cursor')
  if (cursor && drawing.pool.cursors.has(operation.id) && chance.percent(30))
    return [...query.filter(([name]) => name !== 'cursor'), ['cursor', forged(chance.pick(drawing.pool.cursors.get(operation.id) ?? ['']), chance)]]
  if (!one) return [...query, [chance.pick(['unknown', 'Limit', 'limit[]', 'constructor', 'fields', '', '$where', 'é']), wellFormed(chance.pick(NASTY))]]
  const rest = query.filter(([name]) => name !== one.name)
  if (chance.percent(10)) return [...rest, [one.name, valueFor(one, drawing, operation)], [one.name, valueFor(one, drawing, operation)]]
  return chance.percent(8) ? rest : [...rest, [one.name, wellFormed(spoiltText(valueFor(one, drawing, operation), one, drawing))]]
}

function headersOf(operation: Operation, ids: readonly [string, string][], drawing: Drawing, spoil: boolean): Record<string, string> {
  const { chance, pool } = drawing
  const headers: Record<string, string> = {}
  for (const { name, required } of operation.parameters.filter((one) => one.in === 'header')) {
    if (name === 'if-match') {
      const tag = pool.tagOf(ids[0]?.[1] ?? '')
      const way = chance.int(1, 100)
      if (spoil) headers[name] = chance.pick(['"stale"', 'x', '', 'W/"x"', '"', '"a" "b', `W/${tag ?? '"x"'}`])
      else if (tag !== undefined && way <= 75) headers[name] = tag
      else if (way <= 85) headers[name] = '*'
      else if (way <= 93) headers[name] = '"stale"'
    } else if (name === 'idempotency-key') {
      if (spoil) headers[name] = chance.pick(['', ' ', '"', 'a b', 'a'.repeat(300), '"a', '"a\\b"'])
      else if (required || chance.percent(35))
        headers[name] = chance.percent(10) ? (chance.pick(MEANT[name] ?? []) as string) : `key-${chance.int(0, 0x7fffffff)}`
    } else if (chance.percent(30)) headers[name] = chance.pick((MEANT[name] ?? ['x']) as string[])
  }
  return headers
}

const PARTS = ['path', 'query', 'header', 'body', 'wire'] as const
type Part = (typeof PARTS)[number]

/** Which parts of this operation can be spoilt at all. */
const partsOf = (operation: Operation): Part[] => [
  ...(operation.parameters.some((one) => one.in === 'path') ? (['path'] as const) : []),
  'query',
  ...(operation.parameters.some((one) => one.in === 'header') ? (['header'] as const) : []),
  ...(takesJson(operation.bodies) ? (['body', 'body', 'body', 'wire'] as const) : []),
]

function bodyOf(operation: Operation, drawing: Drawing, part: Part | null): Body | undefined {
  const { bodies } = operation
  const { chance } = drawing
  if (Object.keys(bodies).length === 0) {
    // A POST without a body is sent with one now and then: it has to say that it takes none.
    if (operation.method === 'GET' || !chance.percent(10)) return undefined
    return { ...jsonBody({ extra: 1 }), fault: 'a body where there is none' }
  }
  // Of files the name of the type says nothing that is believed: any is taken, and looked into.
  if (!takesJson(bodies)) return chance.percent(3) ? fileBody('image/png', chance) : bodyFor(bodies, drawing)
  const body = bodyFor(bodies, drawing)
  const [schema = {}] = Object.values(bodies)
  if (part === 'body') return jsonBody(spoilt(body.value, schema, drawing))
  return part === 'wire' ? unreadable(body.value, chance) : body
}

/** Half a character in a body is refused wherever it stands: no text can hold it. */
const unstorable = (value: unknown) => JSON.stringify(value ?? null).match(/\\u0000|\\ud[89a-f]/i) !== null

/** Who asks for it, if whoever asks may. */
function whoMay(operation: Operation, people: People, { chance }: Drawing): Who {
  if (operation.scope === undefined) return chance.percent(70) ? people.nobody : people.admin
  const fitting = people.scoped.filter((one) => one.scopes.includes(operation.scope ?? ''))
  return fitting.length > 0 && chance.percent(30) ? chance.pick(fitting) : people.admin
}

/** Who may not ask for it: without a key, with one that opens nothing, with one that opens something else. */
function whoMayNot(operation: Operation, people: People, { chance }: Drawing): Who {
  const lacking = people.scoped.filter((one) => !one.scopes.includes(operation.scope ?? ''))
  return chance.percent(45) ? people.nobody : chance.percent(50) && lacking.length > 0 ? chance.pick(lacking) : chance.pick(people.bad)
}

/** Made more often than the rest: what nothing else can be done without. */
const FIRST = new Set([
  'createSeries',
  'createChat',
  'submitNominations',
  'decideAlly',
  'createList',
  'listReview',
  'getReview',
  'createImport',
  'addWebhook',
  'giveAudience',
])

/** The next request. A tenth is sent by somebody who may not, a quarter is spoilt in one place, the rest is meant to be good. */
export function drawRequest(operations: readonly Operation[], people: People, given: Omit<Drawing, 'plain'>): Request {
  const { chance, fits } = given
  const often = operations.filter((one) => FIRST.has(one.id))
  const operation = often.length > 0 && chance.percent(25) ? chance.pick(often) : chance.pick(operations)
  const way = chance.int(1, 100)
  const shutOut = way <= 10 && operation.scope !== undefined
  const part = way > 10 && way <= 35 ? chance.pick(partsOf(operation)) : null
  // What is wrong with a request shows only where nothing else is.
  const drawing = { ...given, plain: part !== null || chance.percent(50) }
  const { path, named: ids } = pathOf(operation, drawing, part === 'path')
  const query = queryOf(operation, drawing, part === 'query')
  const headers = headersOf(operation, ids, drawing, part === 'header')
  const body = bodyOf(operation, drawing, part)
  if (body) headers['content-type'] = body.type
  if (!shutOut) accept(operation, headers, drawing)
  const [schema] = Object.values(operation.bodies)
  const bodyFault = body?.fault ?? (body?.value !== undefined && schema ? faultOf(body.value, fits(schema)) : null)
  const named = Object.entries(headers)
  return {
    operation,
    method: operation.method,
    path,
    query,
    headers,
    payload: body?.payload,
    value: body?.value,
    who: shutOut ? whoMayNot(operation, people, drawing) : whoMay(operation, people, drawing),
    fault:
      parameterFault(operation, 'path', ids, fits) ??
      parameterFault(operation, 'query', query, fits) ??
      parameterFault(
        operation,
        'header',
        named.filter(([name]) => name !== 'if-match'),
        fits,
      ) ??
      (headers.accept === 'image/x-none' ? 'nothing that is given is accepted' : null) ??
      bodyFault,
  }
}

const faultOf = (value: unknown, check: Check) => (unstorable(value) ? 'a value that cannot be stored' : check(value))

/** One of the forms the operation gives; now and then one that it does not. */
function accept(operation: Operation, headers: Record<string, string>, { chance }: Drawing): void {
  const types = Object.keys(operation.answers[200]?.types ?? {})
  const way = chance.int(1, 100)
  if (way <= 3) headers.accept = 'image/x-none'
  else if (way <= 20 && types.length > 0) headers.accept = chance.pick([...types, '*/*', 'application/*;q=0.5, */*;q=0.1', ';;', 'text/html, */*'])
}
