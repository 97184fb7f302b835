/**
 * Which browser speaks where nobody gives a handle. Everybody in a room or behind a mobile carrier has one address (RFC 6598), so a page that nominates
 * gives each browser a random name. It says nothing of anybody, no script can read it, and only its keyed hash is kept. Whoever throws it away speaks as
 * somebody new, which the caps by address and the watch for bursts bound, as they do for handles that are made up.
 */
import type { Deps } from '../deps.js'
import type { Sender } from './abuse.js'

const DAYS = 180
const VALUE = /^[0-9a-z]{26}$/

export interface BrowserCookie {
  name: string
  value: string
  options: { path: '/'; httpOnly: true; sameSite: 'lax'; secure: boolean; maxAge: number }
}

const isHttps = ({ config }: Pick<Deps, 'config'>) => config.PUBLIC_URL.startsWith('https://')
/** `__Host-` binds the cookie to this host and needs https. */
const nameOf = (deps: Pick<Deps, 'config'>) => (isHttps(deps) ? '__Host-allies_browser' : 'allies_browser')

/** The name that this browser was given. @param header Cookie, as it came */
export function browserOf(deps: Pick<Deps, 'config'>, header: string | undefined): string | null {
  const name = nameOf(deps)
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=')
    const value = pair.slice(at + 1).trim()
    if (at !== -1 && pair.slice(0, at).trim() === name && VALUE.test(value)) return value
  }
  return null
}

/** For pages that nominate: null if the browser has a name. Not set where somebody nominates already, or one person would be two voices. */
export const nameBrowser = (deps: Pick<Deps, 'config' | 'ids'>, header: string | undefined): BrowserCookie | null =>
  browserOf(deps, header) === null
    ? { name: nameOf(deps), value: deps.ids.secret(), options: { path: '/', httpOnly: true, sameSite: 'lax', secure: isHttps(deps), maxAge: DAYS * 86_400 } }
    : null

export type VoiceKind = 'handle' | 'browser' | 'address' | 'key'

/** The voice of whoever gives no handle. The caps count addresses and keys, whatever the voice. @param header Cookie, as it came */
export function anonymousVoice(
  deps: Pick<Deps, 'config'>,
  sender: Sender,
  header: string | undefined,
): { voice: string; voice_kind: Exclude<VoiceKind, 'handle'> } {
  const browser = sender.kind === 'key' ? null : browserOf(deps, header)
  return browser === null ? { voice: sender.id, voice_kind: sender.kind } : { voice: `browser:${browser}`, voice_kind: 'browser' }
}
