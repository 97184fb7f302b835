import fc from 'fast-check'
import type { Chance } from './chance.js'
import type { Check } from './checker.js'
import type { Described, Schema } from './document.js'
import { EDGES, isA, MEANT, NASTY } from './nasty.js'
import type { Pool } from './pool.js'

export interface Drawing {
  chance: Chance
  pool: Pool
  described: Described
  /** Nothing odd in it: for getting somewhere. The other half of the requests is for what happens there. */
  plain: boolean
  fits(schema: Schema): Check
}

const PREFIX = /^\^([a-z]{3})_/
/** Well formed, and nobody's. */
const UNKNOWN = '01jnb1h6w0e3qxt6yz0p4v8kdm'

const patterns = new Map<string, fc.Arbitrary<string>>()

/** Strings of this form. Arbitraries are dear to make and the same patterns come again and again. */
function ofPattern(pattern: string): fc.Arbitrary<string> {
  const known = patterns.get(pattern) ?? fc.stringMatching(new RegExp(pattern, 'u'), { size: 'small' })
  patterns.set(pattern, known)
  return known
}

export function target(schema: Schema, described: Described): Schema {
  if (schema.$ref === undefined) return schema
  return (described.components.schemas?.[schema.$ref.split('/').at(-1) ?? ''] ?? {}) as Schema
}

/** A value that the schema allows, in nearly all cases: what it is in the end, the schema itself is asked (checker.ts). */
export function drawn(given: Schema, name: string, drawing: Drawing): unknown {
  const { chance, described } = drawing
  const schema = target(given, described)
  if (schema.anyOf) return drawn(chance.pick(schema.anyOf), name, drawing)
  if (schema.enum) return chance.pick(schema.enum)
  if (isA(schema, 'null') && chance.percent(20)) return null
  if (isA(schema, 'object')) return objectOf(schema, drawing)
  if (isA(schema, 'array')) return arrayOf(schema, name, drawing)
  if (isA(schema, 'integer')) return wholeNumber(schema, chance)
  if (isA(schema, 'number')) return number(schema, chance)
  if (isA(schema, 'boolean')) return chance.percent(50)
  if (isA(schema, 'string')) return text(schema, name, drawing)
  return null
}

function objectOf(schema: Schema, drawing: Drawing): Record<string, unknown> {
  const { chance } = drawing
  const names = Object.keys(schema.properties ?? {})
  const share = chance.pick([10, 50, 90])
  let chosen = names.filter((name) => schema.required?.includes(name) || chance.percent(share))
  if (drawing.plain) chosen = sensible(names, chosen)
  if (chosen.length < (schema.minProperties ?? 0) && names.length > 0) chosen = [chance.pick(names)]
  return Object.fromEntries(chosen.map((name) => [name, drawn(schema.properties?.[name] ?? {}, name, drawing)]))
}

/** What no schema says and every such request needs: somebody to nominate, and a chat for a question. */
function sensible(names: readonly string[], chosen: readonly string[]): string[] {
  const kept = chosen.filter((name) => name !== 'question' || chosen.includes('chat_id'))
  return names.includes('targets') && !kept.includes('text') && !kept.includes('targets') ? [...kept, 'targets'] : kept
}

function arrayOf(schema: Schema, name: string, drawing: Drawing): unknown[] {
  const { chance } = drawing
  const [least, most] = [schema.minItems ?? 0, schema.maxItems ?? 5]
  const length = chance.percent(3) ? most : Math.min(most, Math.max(least, chance.int(least, least + 3)))
  const items = Array.from({ length }, () => drawn(schema.items ?? {}, name, drawing))
  return schema.uniqueItems ? [...new Map(items.map((one) => [JSON.stringify(one), one])).values()] : items
}

function wholeNumber(schema: Schema, chance: Chance): number {
  const [least, most] = [schema.minimum ?? -(2 ** 53) + 1, schema.maximum ?? 2 ** 53 - 1]
  const near = [...EDGES, least, least + 1, most, most - 1, ...Array.from({ length: 21 }, (_, i) => i - 10)].filter((n) => n >= least && n <= most)
  if (near.length > 0 && chance.percent(65)) return chance.pick(near)
  return chance.of(fc.noBias(fc.maxSafeInteger().map((n) => least + (Math.abs(n) % (most - least + 1)))))
}

function number(schema: Schema, chance: Chance): number {
  const [least, most] = [schema.minimum ?? -1e9, schema.maximum ?? 1e9]
  const near = [least, most, 0, 1, 0.5, 1e-300, -0].filter((n) => n >= least && n <= most)
  return chance.percent(50) ? chance.pick(near) : least + (chance.int(0, 1_000_000) / 1_000_000) * (most - least)
}

function text(schema: Schema, name: string, drawing: Drawing): string {
  const { chance, pool, fits, plain } = drawing
  const allowed = (values: readonly unknown[]) => values.filter((one): one is string => typeof one === 'string' && fits(schema)(one) === null)
  const prefix = PREFIX.exec(schema.pattern ?? '')?.[1]
  if (prefix) return idOf(prefix, schema, drawing)
  const meant = () => pickOr(allowed(MEANT[name] ?? schema.examples ?? ['Because it fits']), chance)
  const told = () => pickOr(allowed(pool.named(name)), chance)
  const odd = [
    () => pickOr(allowed(NASTY), chance),
    () => pickOr(allowed(NASTY), chance),
    () =>
      schema.pattern === undefined
        ? chance.of(fc.string({ unit: 'grapheme', maxLength: Math.min(schema.maxLength ?? 40, 40) }))
        : chance.of(ofPattern(schema.pattern)),
    () => chance.pick(['a', 'é', '😀', 'W']).repeat(schema.maxLength ?? 40),
  ]
  const made = chance.pick<() => string | undefined>(plain ? [meant, meant, told] : [meant, meant, told, told, ...odd])()
  if (made !== undefined && fits(schema)(made) === null) return made
  return (
    allowed([...(MEANT[name] ?? []), ...pool.named(name), ...(schema.examples ?? []), 'a', 'because', 'https://example.org/', '2026-03-01T20:00:00Z'])[0] ??
    made ??
    'a'
  )
}

const pickOr = <T>(values: readonly T[], chance: Chance): T | undefined => (values.length > 0 ? chance.pick(values) : undefined)

function idOf(prefix: string, schema: Schema, { chance, pool, fits, plain }: Drawing): string {
  const known = pool.ids(prefix)
  if (known.length === 0 || chance.percent(plain ? 2 : 12)) return `${prefix}_${UNKNOWN}`
  const one = chance.pick(known)
  // Some take many ids in one text.
  if (!schema.pattern?.includes(')*$') || chance.percent(40)) return one
  const many = Array.from({ length: chance.int(2, 6) }, () => chance.pick(known)).join(',')
  return fits(schema)(many) === null ? many : one
}
