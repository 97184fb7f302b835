// ◆ pure
import { parse } from 'tldts'

/** Where a body stands on the web. */
export interface Site {
  host: string
  /** Without `www` and default pages, without queries (they track or page), no slash at the end. */
  path: string
  /** The registrable domain, or the host where there is none. */
  domain: string
}

/** Hosts that hold many bodies: to share one of them says nothing. */
const SHARED_HOSTS = new Set(
  'facebook.com x.com twitter.com instagram.com linkedin.com youtube.com youtu.be linktr.ee medium.com wordpress.com blogspot.com google.com sites.google.com docs.google.com bit.ly t.co tinyurl.com wikipedia.org github.com github.io meetup.com eventbrite.com tumblr.com wixsite.com weebly.com substack.com gofundme.com justgiving.com patreon.com paypal.com amazon.com apple.com spotify.com tiktok.com threads.net bsky.app mastodon.social discord.gg discord.com whatsapp.com wa.me t.me telegram.me'.split(
    ' ',
  ),
)

/** Reads an address as typed; null if there is no host in it, or one that many bodies share. Never throws. */
export function siteOf(raw: string): Site | null {
  if (raw.length > 2000) return null
  const text = raw.trim()
  if (text === '') return null
  const read = parse(text)
  const hostname = read.hostname?.toLowerCase()
  if (!hostname || read.isIp || (!read.domain && !hostname.includes('.'))) return null
  const host = hostname.replace(/^www[0-9]?\./, '')
  if (SHARED_HOSTS.has(host)) return null
  const after = text.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
  const slash = after.indexOf('/')
  const path = (slash < 0 ? '' : after.slice(slash))
    .replace(/[?#].*$/, '')
    .replace(/\/(?:index|default|home)\.[a-z]{3,5}$/i, '')
    .replace(/\/+$/, '')
    .toLowerCase()
    .slice(0, 200)
  return { host, path, domain: read.domain ?? host }
}
