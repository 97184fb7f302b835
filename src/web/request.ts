import type { Deps } from '../deps.js'
import type { Site } from './layout.js'

export const HTML = 'text/html; charset=utf-8'

export const siteOf = (deps: Deps): Site => ({ name: deps.config.COMMUNITY_NAME, url: deps.config.PUBLIC_URL })

/** Pages forgive: an unknown parameter is somebody's tracking tag, a wrong value is as if it were not there. */
export const query = (request: { query: unknown }, name: string): string | undefined => {
  const value = (request.query as Record<string, string | string[] | undefined>)[name]
  const text = (Array.isArray(value) ? value[0] : value)?.trim()
  return text === undefined || text === '' ? undefined : text
}

/** A path with the parameters that are given. */
export const link = (path: string, parameters: Record<string, string | undefined>): string => {
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`
}
