import { type LookupAddress, lookup } from 'node:dns'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'

export interface SiteOptions {
  timeoutMs: number
  /** For tests: addresses of this machine are asked too, on any port. */
  allowLoopback?: boolean
}

/** `unknown`: it did not answer this time, which says nothing of the next. */
export type SiteState = 'ok' | 'gone' | 'unknown'

/** Not on the open internet (RFC 6890 and its registries): what an address typed by a stranger must never make this server ask. */
const CLOSED = new BlockList()
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  CLOSED.addSubnet(net, prefix, 'ipv4')

const OPEN_V6 = new BlockList()
OPEN_V6.addSubnet('2000::', 3, 'ipv6')
/** Of the addresses given out, those that lead to an IPv4 address or to nobody. */
for (const [net, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  CLOSED.addSubnet(net, prefix, 'ipv6')

/** Whether an address may be asked at all. IPv4 addresses written as IPv6 may not. */
export function isOpenAddress(address: string, allowLoopback = false): boolean {
  if (allowLoopback && (address === '::1' || /^127\.\d+\.\d+\.\d+$/.test(address))) return true
  const family = isIP(address)
  if (family === 4) return !CLOSED.check(address, 'ipv4')
  return family === 6 && OPEN_V6.check(address, 'ipv6') && !CLOSED.check(address, 'ipv6')
}

class ClosedAddress extends Error {}

/** Resolves at the moment of connecting, so that a name cannot point elsewhere between the look and the leap. */
const openLookup =
  (allowLoopback: boolean): LookupFunction =>
  (hostname, options, done) => {
    lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error) return done(error, '')
      const [first] = addresses
      if (!first || addresses.some(({ address }) => !isOpenAddress(address, allowLoopback)))
        return done(new ClosedAddress(`${hostname} leads into a closed net`), '')
      return options.all ? done(null, addresses) : done(null, first.address, first.family)
    })
  }

const MOST_HOPS = 5
/** The answers that say that there is nothing any more; others say that there is a server. */
const GONE = new Set([404, 410])
const DEAD = new Set(['ENOTFOUND', 'ECONNREFUSED', 'ENODATA'])

/** Asks a web address whether it is there. Never throws. Reads no body. */
export async function askSite(address: string, options: SiteOptions): Promise<SiteState> {
  try {
    let url = new URL(address)
    for (let hop = 0; hop <= MOST_HOPS; hop++) {
      const answer = await askTwice(url, options)
      if (answer.location === null) return GONE.has(answer.status) ? 'gone' : answer.status >= 500 ? 'unknown' : 'ok'
      url = new URL(answer.location, url)
    }
    return 'unknown'
  } catch (error) {
    if (error instanceof ClosedAddress || error instanceof TypeError) return 'gone'
    return DEAD.has(String((error as NodeJS.ErrnoException).code)) ? 'gone' : 'unknown'
  }
}

interface Answer {
  status: number
  location: string | null
}

/** Some servers know no HEAD and call the page missing. */
async function askTwice(url: URL, options: SiteOptions): Promise<Answer> {
  const first = await ask('HEAD', url, options)
  return first.location === null && first.status >= 400 ? ask('GET', url, options) : first
}

function ask(method: 'HEAD' | 'GET', url: URL, { timeoutMs, allowLoopback = false }: SiteOptions): Promise<Answer> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new ClosedAddress(`${url.protocol} is not asked`)
  if (url.port !== '' && !allowLoopback) throw new ClosedAddress('only the usual ports are asked')
  // An address in numbers is not looked up, so the hook below never sees it.
  if (isIP(host) !== 0 && !isOpenAddress(host, allowLoopback)) throw new ClosedAddress(`${host} is in a closed net`)
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs)
    const headers = { 'user-agent': 'community-allies link check', accept: '*/*' }
    const request = send({
      host,
      port: url.port || undefined,
      path: `${url.pathname}${url.search}`,
      method,
      headers,
      signal,
      agent: false,
      lookup: openLookup(allowLoopback),
    })
    request.on('error', reject)
    request.on('response', (response) => {
      const status = response.statusCode ?? 0
      const moved = status >= 300 && status < 400 && status !== 304
      resolve({ status, location: moved ? (response.headers.location ?? null) : null })
      response.destroy()
    })
    request.end()
  })
}
