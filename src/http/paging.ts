import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Page } from '../kernel/cursor.js'

export interface PageBody<T> extends Page<T> {
  links: { self: string; first: string; next: string | null }
}

/** Puts the addresses of this, the first and the next page into the body and the Link header (RFC 8288), as references to our own host. */
export function withLinks<T>(request: FastifyRequest, reply: FastifyReply, page: Page<T>): PageBody<T> {
  const [path = '', query = ''] = (request.raw.url ?? '').split('?', 2)
  const parameters = new URLSearchParams(query)
  const own = parameters.get('cursor')
  parameters.delete('cursor')
  const others = parameters.toString()
  const address = (cursor: string | null) => {
    const text = [others, cursor === null ? '' : String(new URLSearchParams({ cursor }))].filter(Boolean).join('&')
    return text === '' ? path : `${path}?${text}`
  }
  const links = { self: address(own), first: address(null), next: page.next_cursor === null ? null : address(page.next_cursor) }
  reply.header('link', [`<${links.first}>; rel="first"`, ...(links.next ? [`<${links.next}>; rel="next"`] : [])].join(', '))
  return { ...page, links }
}
