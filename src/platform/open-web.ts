import { type LookupAddress, lookup } from 'node:dns'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'

export interface OpenWebOptions {
  timeoutMs: number
  /** For tests: addresses of this machine are asked too, on any port. */
  allowLoopback?: boolean
}

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

/** The address leads to where a stranger's word must not make this server go. */
class ClosedAddress extends Error {}
export const isClosedAddress = (error: unknown): boolean => error instanceof ClosedAddress

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

export interface WebAnswer {
  status: number
  location: string | null
  /** The beginning of the body as UTF-8, as much as was wanted. */
  text: string
}

/** What a POST carries. */
export interface Sent {
  body: string
  headers: Readonly<Record<string, string>>
  /** Who says that it asks. */
  agent: string
}

/**
 * What can be told of an address without looking its name up.
 * @returns the host to be asked
 * @throws Error that isClosedAddress knows
 */
export function askable(url: URL, allowLoopback = false): string {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new ClosedAddress(`${url.protocol} is not asked`)
  if (url.port !== '' && !allowLoopback) throw new ClosedAddress('only the usual ports are asked')
  // An address in numbers is not looked up, so the hook below never sees it.
  if (isIP(host) !== 0 && !isOpenAddress(host, allowLoopback)) throw new ClosedAddress(`${host} is in a closed net`)
  return host
}

/**
 * One request to an address that strangers typed: only http and https on their usual ports, only the open internet, no redirect followed.
 * @param most bytes of the body that are read; 0 reads none
 * @throws Error of the network; one that isClosedAddress knows
 */
export function askWeb(
  method: 'HEAD' | 'GET' | 'POST',
  url: URL,
  { timeoutMs, allowLoopback = false }: OpenWebOptions,
  most = 0,
  sent: Sent | null = null,
): Promise<WebAnswer> {
  const host = askable(url, allowLoopback)
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    const request = send({
      host,
      port: url.port || undefined,
      path: `${url.pathname}${url.search}`,
      method,
      headers: { 'user-agent': sent?.agent ?? 'community-allies link check', accept: '*/*', ...sent?.headers },
      signal: AbortSignal.timeout(timeoutMs),
      agent: false,
      lookup: openLookup(allowLoopback),
    })
    request.on('error', reject)
    request.on('response', (response) => {
      const status = response.statusCode ?? 0
      const moved = status >= 300 && status < 400 && status !== 304
      const location = moved ? (response.headers.location ?? null) : null
      const parts: Buffer[] = []
      const end = () => {
        resolve({ status, location, text: Buffer.concat(parts).subarray(0, most).toString('utf8') })
        response.destroy()
      }
      if (most === 0 || moved) return end()
      let bytes = 0
      response.on('data', (part: Buffer) => {
        parts.push(part)
        bytes += part.length
        if (bytes >= most) end()
      })
      response.on('end', end)
      response.on('error', reject)
    })
    request.end(sent?.body)
  })
}
