/** What in the present document breaks who was built on an earlier one, by openapi/compatibility.md. */

type Schema = {
  $ref?: string
  type?: string | string[]
  enum?: unknown[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  allOf?: Schema[]
  oneOf?: Schema[]
  pattern?: string
  [keyword: string]: unknown
}
interface Media {
  schema?: Schema
}
interface Operation {
  parameters?: { in: string; name: string; required?: boolean; schema?: Schema }[]
  requestBody?: { required?: boolean; content: Record<string, Media> }
  responses: Record<string, { $ref?: string; content?: Record<string, Media>; headers?: Record<string, unknown> }>
  'x-required-scope'?: string
}
export interface Document {
  paths: Record<string, Record<string, Operation>>
  components?: Record<string, Record<string, unknown>>
}

/** `sent` by the client: may not get narrower. `given` to it: may not get wider in form, nor lose anything. */
type Direction = 'sent' | 'given'

const LEAST = ['minimum', 'minLength', 'minItems'] as const
const MOST = ['maximum', 'maxLength', 'maxItems'] as const

export function breaks(before: Document, now: Document): string[] {
  const found: string[] = []
  const seen = new Set<string>()
  const follow = <T extends { $ref?: string }>(document: Document, value: T): T => {
    const [, kind = '', name = ''] = /^#\/components\/(\w+)\/(.+)$/.exec(value.$ref ?? '') ?? []
    return kind === '' ? value : follow(document, (document.components?.[kind]?.[name] ?? {}) as T)
  }

  const compare = (at: string, old: Schema, young: Schema, direction: Direction): void => {
    // A component is compared once for each direction; it may also hold itself.
    const pair = old.$ref && young.$ref ? `${direction} ${old.$ref} ${young.$ref}` : null
    if (pair && seen.has(pair)) return
    if (pair) seen.add(pair)
    const [a, b] = [follow(before, old), follow(now, young)]
    types(at, a, b, direction)
    bounds(at, a, b, direction)
    for (const [name, one] of Object.entries(a.properties ?? {})) {
      const other = b.properties?.[name]
      if (!other) found.push(`${at}.${name} is gone`)
      else compare(`${at}.${name}`, one, other, direction)
    }
    const [needed, needs] = direction === 'sent' ? [a.required ?? [], b.required ?? []] : [b.required ?? [], a.required ?? []]
    for (const name of needs) {
      if (needed.includes(name) || (direction === 'given' && !b.properties?.[name])) continue
      found.push(`${at}.${name} ${direction === 'sent' ? 'is required now' : 'need not be there any more'}`)
    }
    if (a.items && b.items) compare(`${at}[]`, a.items, b.items, direction)
    for (const keyword of ['anyOf', 'oneOf', 'allOf'] as const) {
      const [olds, youngs] = [a[keyword] ?? [], b[keyword] ?? []]
      if (direction === 'sent' ? youngs.length < olds.length : youngs.length > olds.length && keyword !== 'allOf')
        found.push(`${at}: ${direction === 'sent' ? 'fewer' : 'more'} forms (${keyword})`)
      for (const [i, one] of olds.entries()) {
        const other = youngs[i]
        if (other) compare(at, one, other, direction)
      }
    }
  }

  const types = (at: string, a: Schema, b: Schema, direction: Direction) => {
    const [old, young] = [[a.type ?? []].flat(), [b.type ?? []].flat()]
    const [must, may] = direction === 'sent' ? [old, young] : [young, old]
    // An integer is a number, too.
    if (may.length > 0 && must.some((type) => !may.includes(type) && !(type === 'integer' && may.includes('number'))))
      found.push(`${at}: type ${old.join('|')} became ${young.join('|')}`)
    else if (may.length > 0 && must.length === 0 && old.length > 0) found.push(`${at}: its type ${old.join('|')} is not said any more`)
    // Answers may get new values: the contract says so.
    const gone = direction === 'sent' && b.enum ? (a.enum ? a.enum.filter((value) => !b.enum?.includes(value)) : ['whatever is not listed']) : []
    for (const value of gone) found.push(`${at}: ${String(value)} is not taken any more`)
  }

  const bounds = (at: string, a: Schema, b: Schema, direction: Direction) => {
    if (direction === 'given') return
    for (const [keywords, sign] of [
      [LEAST, 1],
      [MOST, -1],
    ] as const)
      for (const keyword of keywords) {
        const [old, young] = [a[keyword], b[keyword]] as (number | undefined)[]
        if (young !== undefined && (old === undefined || sign * (young - old) > 0)) found.push(`${at}: ${keyword} ${old ?? 'none'} became ${young}`)
      }
    if (b.pattern !== undefined && b.pattern !== a.pattern) found.push(`${at}: its pattern ${a.pattern ?? '(none)'} became ${b.pattern}`)
  }

  for (const [path, methods] of Object.entries(before.paths))
    for (const [method, old] of Object.entries(methods)) {
      const at = `${method.toUpperCase()} ${path}`
      const young = now.paths[path]?.[method]
      if (!young) {
        found.push(`${at} is gone`)
        continue
      }
      if (old['x-required-scope'] !== young['x-required-scope'])
        found.push(`${at}: the scope ${old['x-required-scope'] ?? '(open)'} became ${young['x-required-scope'] ?? '(open)'}`)
      const parameter = (of: Operation, name: string, place: string) => of.parameters?.find((one) => one.name === name && one.in === place)
      for (const one of old.parameters ?? []) {
        const other = parameter(young, one.name, one.in)
        if (!other) found.push(`${at}: the parameter ${one.name} is gone`)
        else compare(`${at} ?${one.name}`, one.schema ?? {}, other.schema ?? {}, 'sent')
      }
      for (const one of young.parameters ?? [])
        if (one.required && !parameter(old, one.name, one.in)?.required) found.push(`${at}: the parameter ${one.name} is required now`)
      if (young.requestBody?.required && !old.requestBody?.required) found.push(`${at}: a body is required now`)
      for (const [type, { schema }] of Object.entries(old.requestBody?.content ?? {})) {
        const other = young.requestBody?.content[type]
        if (!other) found.push(`${at}: ${type} is not taken any more`)
        else compare(`${at} body`, schema ?? {}, other.schema ?? {}, 'sent')
      }
      for (const [status, answer] of Object.entries(old.responses)) {
        const other = young.responses[status]
        // A failure that no longer happens breaks nobody.
        if (!other) {
          if (status.startsWith('2')) found.push(`${at}: ${status} is not answered any more`)
          continue
        }
        const [a, b] = [follow(before, answer), follow(now, other)]
        for (const [type, { schema }] of Object.entries(a.content ?? {})) {
          const same = b.content?.[type]
          if (!same) found.push(`${at} ${status}: ${type} is not given any more`)
          else compare(`${at} ${status}`, schema ?? {}, same.schema ?? {}, 'given')
        }
        for (const name of Object.keys(a.headers ?? {})) if (!b.headers?.[name]) found.push(`${at} ${status}: the header ${name} is gone`)
      }
    }
  return [...new Set(found)]
}
