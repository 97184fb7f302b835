import type { Socket } from 'node:net'
import { ERRORS } from '../kernel/errors.js'
import { toProblem } from './problems.js'

const REASONS: Record<string, string> = {
  HPE_HEADER_OVERFLOW: 'The request headers are larger than 8 KB.',
  ERR_HTTP_REQUEST_TIMEOUT: 'The request took too long to arrive.',
}

/** What node's HTTP parser refuses never becomes a request; the client still gets a problem, and the connection is closed. */
export function clientError(error: NodeJS.ErrnoException, socket: Socket, publicUrl: string, requestId: string): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy()
    return
  }
  const problem = toProblem({ code: 'bad_request', detail: REASONS[error.code ?? ''] ?? 'This is not valid HTTP.' }, publicUrl, requestId)
  const body = JSON.stringify(problem)
  socket.end(
    [
      `HTTP/1.1 ${ERRORS.bad_request.status} Bad Request`,
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
