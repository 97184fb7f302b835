import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { ERRORS } from '../kernel/errors.js'
import { toProblem } from './problems.js'

const TIMED_OUT = 'ERR_HTTP_REQUEST_TIMEOUT'
const RETRY_AFTER_SECONDS = 5

/** The same answer for a body that stopped coming (RFC 9110 §15.5.9). */
export const tooSlow = (socket: Socket, publicUrl: string, requestId: string): void =>
  clientError(Object.assign(new Error('the body did not arrive in time'), { code: TIMED_OUT }), socket, publicUrl, requestId)

/** What node's HTTP parser refuses never becomes a request; the client still gets a problem, and the connection is closed. */
export function clientError(error: NodeJS.ErrnoException, socket: Socket, publicUrl: string, requestId: string): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy()
    return
  }
  const late = error.code === TIMED_OUT
  const code = late ? 'request_timeout' : 'bad_request'
  const refused = error.code === 'HPE_HEADER_OVERFLOW' ? 'The request headers are larger than 8 KB.' : 'This is not valid HTTP.'
  const problem = toProblem(
    {
      code,
      detail: late ? 'The request did not arrive in time, and nothing was done. Send it again; pack a large file with gzip, or use the command line.' : refused,
    },
    publicUrl,
    requestId,
  )
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
