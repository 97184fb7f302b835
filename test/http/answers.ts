import type { LightMyRequestResponse } from 'fastify'
import type { Test } from 'tap'
import { ERRORS } from '../../src/kernel/errors.js'

/** Asserts that the answer is the problem of this code, and gives its body. */
export const isProblem = (t: Test, response: LightMyRequestResponse, code: keyof typeof ERRORS) => {
  const body = response.json() as Record<string, unknown>
  t.equal(body.code, code)
  t.equal(response.statusCode, ERRORS[code].status)
  t.equal(body.status, ERRORS[code].status)
  t.equal(response.headers['content-type'], 'application/problem+json')
  t.equal(body.title, ERRORS[code].title)
  t.equal(body.type, `http://localhost:3000/errors/${code}`)
  t.match(String(body.request_id), /^req_[0-9a-z]{26}$/)
  t.equal(response.headers['x-request-id'], body.request_id)
  t.equal(response.headers['cache-control'], 'no-store')
  return body
}
