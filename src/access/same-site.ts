// ◆ pure
/**
 * Cookies travel with requests that other sites make, so a write that rests on a cookie must come from our own pages. Browsers say so
 * in Sec-Fetch-Site, and in Origin on every form post; a request with neither is refused.
 */
export function isSameSite(headers: { origin?: string | undefined; secFetchSite?: string | undefined; host?: string | undefined }, publicUrl: string): boolean {
  const { origin, secFetchSite, host } = headers
  if (secFetchSite !== undefined && secFetchSite !== 'same-origin' && secFetchSite !== 'none') return false
  if (origin === undefined) return secFetchSite === 'same-origin'
  if (origin === publicUrl) return true
  // A browser's own account of the address is good evidence too: people also reach a deployment by another of its names.
  return secFetchSite === 'same-origin' && host !== undefined && (origin === `http://${host}` || origin === `https://${host}`)
}

/** Only a path on this site: neither another host (`//`, `/\`) nor something a browser would trim into one. */
export function localPath(text: string | undefined, fallback: string): string {
  if (text === undefined || text.length > 500 || !text.startsWith('/')) return fallback
  // Browsers drop control characters and read a backslash as a slash before they look at the address.
  const harmless = [...text].every((character) => character > ' ' && character !== '\\' && character !== '\x7f')
  if (text.startsWith('//') || !harmless) return fallback
  return text
}
