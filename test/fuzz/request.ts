import type { Operation } from './document.js'

/** Whose credentials a request carries, and what must follow if they are not good enough. */
export interface Who {
  name: string
  authorization: string | undefined
  /** Everything the key allows; empty for nobody. */
  scopes: readonly string[]
  /** The credentials are of no use to anybody. */
  bad: boolean
}

export interface Request {
  operation: Operation
  method: string
  /** Below the host, percent-encoded, without the query. */
  path: string
  query: readonly (readonly [string, string])[]
  headers: Readonly<Record<string, string>>
  payload: string | Buffer | undefined
  /** The JSON value of the payload, if it is one. */
  value: unknown
  who: Who
  /** What the document says is wrong with it; null if nothing is. */
  fault: string | null
}

export interface Response {
  status: number
  headers: Readonly<Record<string, string>>
  text: string
  /** Parsed, if the media type is one of JSON and the text can be. */
  body: unknown
  ms: number
}

export const PREFIX = '/api/v1'

export const addressOf = ({ path, query }: Pick<Request, 'path' | 'query'>): string =>
  query.length === 0 ? path : `${path}?${query.map(([name, value]) => `${encodeURIComponent(name)}=${encode(value)}`).join('&')}`

/** Half a character cannot be written in an address: what a browser does is what is sent. */
export const wellFormed = (text: string): string => Buffer.from(text).toString()

export const encode = (text: string): string => encodeURIComponent(wellFormed(text))

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`

/** A line for a shell. Keys are not shown: `$KEY` is to hold one of the kind that is named. */
export function curlOf(request: Request, host = 'http://localhost:3000'): string {
  const parts = ['curl', '-i']
  if (request.method === 'HEAD') parts.push('-I')
  else if (request.method !== 'GET') parts.push('-X', request.method)
  parts.push(quoted(host + addressOf(request)))
  if (request.who.authorization !== undefined) parts.push('-H', `"authorization: Bearer $KEY"`)
  for (const [name, value] of Object.entries(request.headers)) parts.push('-H', quoted(`${name}: ${value}`))
  const { payload } = request
  if (payload !== undefined) {
    const text = typeof payload === 'string' ? payload : payload.toString('base64')
    const shown = text.length > 3_000 ? `${text.slice(0, 3_000)}…(${text.length} characters)` : text
    if (typeof payload === 'string') parts.push('--data-binary', quoted(shown))
    else return `echo ${quoted(shown)} | base64 -d | ${parts.join(' ')} --data-binary @-   # as ${request.who.name}`
  }
  return `${parts.join(' ')}   # as ${request.who.name}`
}
