import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { ERRORS } from '../kernel/errors.js'
import { toProblem } from './problems.js'

/** A request that did not arrive in time may be the caller's line or our own load: either way it can be repeated. */
const TIMED_OUT = 'ERR_HTTP_REQUEST_TIMEOUT'
const RETRY_AFTER_SECONDS = 5

/** What node's HTTP parser refuses never becomes a request; the client still gets a problem, and the connection is closed. */
export function clientError(error: NodeJS.ErrnoException, socket: Socket, publicUrl: string, requestId: string): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy()
    return
  }
  const late = error.code === TIMED_OUT
  const code = late ? 'unavailable' : 'bad_request'
  const refused = error.code === 'HPE_HEADER_OVERFLOW' ? 'The request headers are larger than 8 KB.' : 'This is not valid HTTP.'
  const problem = toProblem({ code, detail: late ? 'The request did not arrive in time. Nothing was done.' : refused }, publicUrl, requestId)
  const body = JSON.stringify(problem)
  socket.end(
    [
      `HTTP/1.1 ${ERRORS[code].status} ${STATUS_CODES[ERRORS[code].status]}`,
      ...(late ? [`Retry-After: ${RETRY_AFTER_SECONDS}`] : []),
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Request-Id: ${requestId}`,
      'Cache-Control: no-store',
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  )
}
