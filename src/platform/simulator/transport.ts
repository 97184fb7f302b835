import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyReply } from 'fastify'
import type { Answer } from './call.js'
import type { ActiveFault, FaultName } from './faults.js'

/** How a gzip stream begins; what follows here is none. */
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b, 8, 0])

/** Sends the answer, or what a bad line would have made of it. `answer` is null if the call was cut before it took effect. */
export async function deliver(reply: FastifyReply, answer: Answer | null, faults: readonly ActiveFault[]): Promise<void> {
  const named = (name: FaultName) => faults.find((fault) => fault.name === name)
  const { raw } = reply
  if (named('hang')) {
    reply.hijack()
    return
  }
  if (!answer || named('reset')) {
    reply.hijack()
    raw.socket?.resetAndDestroy()
    return
  }
  const text = written(answer, faults)
  const bytes = Buffer.from(text)
  const headers = { ...answer.headers, 'content-type': `${answer.content_type}; charset=utf-8` }
  const cut = named('cut-at-byte-n')
  const drip = named('slow-drip')
  if (cut || drip) {
    reply.hijack()
    raw.writeHead(answer.status, { ...headers, 'content-length': bytes.length })
    // Headers must leave before the line breaks, or the client sees no answer at all rather than half of one.
    raw.flushHeaders()
    if (cut) {
      await new Promise<void>((resolve) => raw.write(bytes.subarray(0, Math.min(cut.n ?? 1, bytes.length)), () => resolve()))
      raw.socket?.end()
      return
    }
    for (let at = 0; at < bytes.length && !raw.destroyed; at++) {
      raw.write(bytes.subarray(at, at + 1))
      await delay(drip?.ms ?? 100, undefined, { ref: false })
    }
    raw.end()
    return
  }
  if (named('gzip-garbage')) {
    await reply
      .code(answer.status)
      .headers({ ...headers, 'content-encoding': 'gzip' })
      .send(Buffer.concat([GZIP_MAGIC, bytes]))
    return
  }
  await reply.code(answer.status).headers(headers).send(bytes)
}

function written(answer: Answer, faults: readonly ActiveFault[]): string {
  if (answer.content_type === 'text/html') return String(answer.body)
  let text = JSON.stringify(answer.body)
  for (const { name } of faults) {
    if (name === 'bad-json') text = text.slice(0, -2)
    if (name === 'ids-as-numbers') text = text.replace(/"(id|owner_id)":"([0-9]+)"/g, '"$1":$2')
    if (name === 'post_count') text = text.replace(/"(total_)?tweet_count":/g, '"$1post_count":')
    // The answer of another request: every id in it is somebody else's.
    if (name === 'foreign-answer') text = text.replace(/"id":"([0-9]+)"/g, (_all, id: string) => `"id":"${BigInt(id) + 1n}"`)
    if (name === 'extra-fields') text = text.replace(/^\{/, '{"unexpected":{"nested":[1]},')
  }
  return text
}
