import type { Deps } from '../deps.js'

/** The cookie by which who comes back from X is known to be who went there. */
export const signInCookie = (deps: Pick<Deps, 'config'>, name: string) => {
  const https = deps.config.PUBLIC_URL.startsWith('https://')
  return {
    name: https ? `__Host-${name}` : name,
    // Lax: it has to come along when X sends the browser back.
    options: { path: '/', httpOnly: true, sameSite: 'lax', secure: https } as const,
  }
}

/** Where a form that leads to X ends, for the browser's policy. */
export function authorizeOrigin(deps: Pick<Deps, 'platform'>): string {
  const url = deps.platform?.signIn?.authorizeUrl({ state: '', challenge: '', scopes: [], redirect_uri: '' })
  return url === undefined ? "'self'" : new URL(url).origin
}
