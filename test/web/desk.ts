import type { LightMyRequestResponse } from 'fastify'
import type { Test } from 'tap'
import { createKey } from '../../src/access/service.js'
import type { Deps } from '../../src/deps.js'
import { type Client, testApp } from '../http/app.js'

export const ORIGIN = 'http://localhost:3000'

export interface Desk extends Client {
  cookie: string
  get(path: string, headers?: Record<string, string>): Promise<LightMyRequestResponse>
  /** A form post, as a browser on our own page would send it. */
  post(path: string, fields: Record<string, string | string[]>, headers?: Record<string, string>): Promise<LightMyRequestResponse>
}

export const form = (fields: Record<string, string | string[]>): string =>
  Object.entries(fields)
    .flatMap(([name, value]) => [value].flat().map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(one)}`))
    .join('&')

export const FORM = { 'content-type': 'application/x-www-form-urlencoded', origin: ORIGIN, 'sec-fetch-site': 'same-origin', accept: 'text/html' }

/** The whole server, with somebody signed in who holds these scopes. */
export async function openDesk(t: Test, deps: Deps, scopes: string[] = ['admin']): Promise<Desk> {
  const client = await testApp(t, deps)
  const { key } = await createKey(deps, { name: 'Evening team', scopes, actor: 'test' })
  const signed = await client.app.inject({ method: 'POST', url: '/desk', headers: FORM, payload: form({ key, return_to: '/desk/review' }) })
  const cookie = String(signed.headers['set-cookie']).split(';')[0] ?? ''
  return {
    ...client,
    cookie,
    get: (path, headers = {}) => client.app.inject({ url: path, headers: { cookie, accept: 'text/html', ...headers } }),
    post: (path, fields, headers = {}) => client.app.inject({ method: 'POST', url: path, headers: { ...FORM, cookie, ...headers }, payload: form(fields) }),
  }
}
