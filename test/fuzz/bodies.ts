import { gzipSync } from 'node:zlib'
import type { Chance } from './chance.js'
import type { Schema } from './document.js'
import { MISFITS, NASTY } from './nasty.js'
import { type Drawing, drawn, target } from './values.js'

export interface Body {
  payload: string | Buffer
  type: string
  /** The value that goes over the wire, to be judged by the schema; undefined if it is none (raw bytes, broken JSON). */
  value?: unknown
  /** What is wrong with it whatever the schema says. */
  fault?: string
}

const JSON_TYPE = 'application/json'

export const jsonBody = (value: unknown): Body => {
  const payload = JSON.stringify(value)
  return { payload, type: JSON_TYPE, value: JSON.parse(payload) }
}

/** One change somewhere in a valid value: a member dropped, added, or replaced by what does not belong there. The schema says whether it matters. */
export function spoilt(value: unknown, schema: Schema, drawing: Drawing): unknown {
  const { chance, described } = drawing
  if (value === null || typeof value !== 'object' || chance.percent(5)) return chance.pick(MISFITS)
  if (Array.isArray(value)) {
    if (value.length === 0 || chance.percent(20)) return chance.pick([[...value, chance.pick(MISFITS)], Array.from({ length: 400 }, () => value[0] ?? 'x'), {}])
    const at = chance.int(0, value.length - 1)
    return value.map((one, i) => (i === at ? spoilt(one, target(schema, described).items ?? {}, drawing) : one))
  }
  const members = Object.entries(value)
  const properties = target(schema, described).properties ?? {}
  const name = members.length > 0 ? chance.pick(members)[0] : 'x'
  switch (chance.int(1, 5)) {
    case 1:
      return Object.fromEntries(members.filter(([key]) => key !== name))
    case 2:
      return { ...value, [chance.pick(['status', 'approved_by', 'id', 'extra', 'constructor', 'x'.repeat(2_000), 'é', '']) as string]: chance.pick(MISFITS) }
    case 3:
      return { ...value, [name]: chance.pick(NASTY) }
    case 4: {
      const number = typeof (value as Record<string, unknown>)[name] === 'number'
      return {
        ...value,
        [name]: number
          ? chance.pick([properties[name]?.minimum ?? 0, properties[name]?.maximum ?? 0].flatMap((n) => [n - 1, n + 1, n + 0.5]))
          : chance.pick(MISFITS),
      }
    }
    default:
      return { ...value, [name]: spoilt((value as Record<string, unknown>)[name], properties[name] ?? {}, drawing) }
  }
}

const fault = (payload: string | Buffer, what: string, type = JSON_TYPE): Body => ({ payload, type, fault: what })

/** What cannot be read as the body it says it is. */
export function unreadable(value: unknown, chance: Chance): Body {
  const text = JSON.stringify(value)
  return chance.pick([
    () => fault(text.slice(0, -1), 'JSON that breaks off'),
    () => fault('', 'no bytes'),
    () => fault(`\ufeff${text.slice(1)}`, 'JSON without its beginning'),
    () => fault(`{"__proto__":{"admin":true},${text.slice(1)}`, 'a member called __proto__'),
    () => fault(`{"constructor":{"prototype":{"admin":true}},${text.slice(1)}`, 'a member called constructor'),
    () => fault(`${text.slice(0, -1)},"reason":"\\ud800"}`.replace('{,', '{'), 'half a character'),
    () => fault(`${text.slice(0, -1)},"reason":"\\u0000"}`.replace('{,', '{'), 'NUL'),
    () => fault(`${'['.repeat(20_000)}${']'.repeat(20_000)}`, 'twenty thousand levels'),
    () => fault(`{"reason":"${'a'.repeat(70_000)}"}`, 'more than 64 KB'),
    () => fault(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), 'bytes that are not UTF-8'),
    () => fault(text, 'another media type', 'text/plain'),
    () => fault(text, 'another media type', 'application/xml'),
    () => fault('a=b', 'another media type', 'application/x-www-form-urlencoded'),
    () => fault(text, 'a broken media type', 'json'),
    () => fault('NaN', 'no JSON'),
    () => fault('"text"', 'text instead of an object'),
  ])()
}

const CHAT = `Ann @ann_eg · Mar 1
Q1: @Org1_eg and #FoodJustice_eg stand with us
Bob @bob_eg · Mar 1
A1: I nominate @Org2_eg @Org3_eg #HousingForAll_eg`
const TWEETS = JSON.stringify({
  data: [{ id: '1', author_id: '14000101', text: 'I nominate @Org4_eg #SWHelper', created_at: '2026-03-01T20:05:00.000Z', conversation_id: '1' }],
  includes: { users: [{ id: '14000101', username: 'Org1_eg', name: 'One' }] },
  meta: { result_count: 1 },
})
const TABLE = 'id_str,from_user,text,created_at\n1,ann_eg,"@Org5_eg please",Sun Mar 01 20:05:00 +0000 2026\n2,bob_eg,"=1+1 @Org6_eg",x\n'
const FOLLOWERS = Array.from({ length: 60 }, (_, i) => String(20_000_000 + i * 7)).join('\n')

/** A file: chats, follower lists, what is packed, what is broken, and what is no file at all. */
export function fileBody(type: string, chance: Chance): Body {
  const packed = gzipSync(CHAT)
  const payload = chance.pick<() => string | Buffer>([
    () => CHAT,
    () => TWEETS,
    () => TABLE,
    () => FOLLOWERS,
    () => `user_id\n${FOLLOWERS}`,
    () =>
      FOLLOWERS.split('\n')
        .map((id) => JSON.stringify({ id }))
        .join('\n'),
    () => packed,
    () => gzipSync(FOLLOWERS),
    () => packed.subarray(0, packed.length - 6),
    () => `window.YTD.tweets.part0 = ${TWEETS}`,
    () => '',
    () => '\0\0\0',
    () => Buffer.from([0xff, 0xfe, 0x40, 0x00, 0xd8, 0x00]),
    () => Buffer.from('PK\u0003\u0004 no archive'),
    () => `${'['.repeat(5_000)}`,
    () => chance.pick(NASTY).repeat(50),
    () => '{"__proto__":{"text":"@Org1_eg"}}\n{"text":"@Org2_eg","text":"@Org3_eg"}',
  ])()
  return { payload, type }
}

/** A body as the operation takes it. */
export function bodyFor(bodies: Record<string, Schema>, drawing: Drawing): Body {
  const json = bodies[JSON_TYPE]
  if (json && json.contentMediaType === undefined) return jsonBody(drawn(json, '', drawing) ?? {})
  return fileBody(drawing.chance.pick(Object.keys(bodies)), drawing.chance)
}

export const takesJson = (bodies: Record<string, Schema>) => bodies[JSON_TYPE] !== undefined && bodies[JSON_TYPE].contentMediaType === undefined
