import { askWeb, isClosedAddress, type OpenWebOptions, type WebAnswer } from '../../platform/open-web.js'

/** `unknown`: it did not answer this time, which says nothing of the next. */
export type SiteState = 'ok' | 'gone' | 'unknown'

const MOST_HOPS = 5
/** The answers that say that there is nothing any more; others say that there is a server. */
const GONE = new Set([404, 410])
const DEAD = new Set(['ENOTFOUND', 'ECONNREFUSED', 'ENODATA'])

/** Asks a web address whether it is there. Never throws. Reads no body. */
export async function askSite(address: string, options: OpenWebOptions): Promise<SiteState> {
  try {
    let url = new URL(address)
    for (let hop = 0; hop <= MOST_HOPS; hop++) {
      const answer = await askTwice(url, options)
      if (answer.location === null) return GONE.has(answer.status) ? 'gone' : answer.status >= 500 ? 'unknown' : 'ok'
      url = new URL(answer.location, url)
    }
    return 'unknown'
  } catch (error) {
    if (isClosedAddress(error) || error instanceof TypeError) return 'gone'
    return DEAD.has(String((error as NodeJS.ErrnoException).code)) ? 'gone' : 'unknown'
  }
}

/** Some servers know no HEAD and call the page missing. */
async function askTwice(url: URL, options: OpenWebOptions): Promise<WebAnswer> {
  const first = await askWeb('HEAD', url, options)
  return first.location === null && first.status >= 400 ? askWeb('GET', url, options) : first
}
