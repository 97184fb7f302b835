// ◆ pure
import type { Site } from '../layout.js'

/** What can be shown on another site: `lists/ID`, or the directory with or without a category. */
export type Shown = { list: string } | { category: string | null }

/** What an address of ours shows; null if it is none of ours, or shows nothing that can stand elsewhere. */
export function shownAt(address: string, site: Site): Shown | null {
  const at = URL.canParse(address) ? new URL(address) : null
  if (!at || at.origin !== new URL(site.url).origin || at.username !== '') return null
  const [, list] = /^\/lists\/(lst_[0-9a-z]{26})$/.exec(at.pathname) ?? []
  if (list !== undefined) return { list }
  if (at.pathname !== '/') return null
  const category = at.searchParams.get('category')
  return category === null || /^[A-L]$/.test(category) ? { category } : null
}

/** The page for a frame. */
export const frameOf = (shown: Shown, site: Site): string =>
  'list' in shown ? `${site.url}/embed/lists/${shown.list}` : `${site.url}/embed/allies${shown.category === null ? '' : `?category=${shown.category}`}`

const WIDTH = 480
const HEIGHT = 600
/** Below this names are cut. */
const LEAST = 200

/** oEmbed 1.0 §2.3.4.4, type `rich`. `max…` in CSS pixels, as the asking site has room. */
export function oembed(shown: Shown, title: string, site: Site, room: { maxwidth?: number | undefined; maxheight?: number | undefined }) {
  const width = Math.max(LEAST, Math.min(WIDTH, room.maxwidth ?? WIDTH))
  const height = Math.max(LEAST, Math.min(HEIGHT, room.maxheight ?? HEIGHT))
  return {
    version: '1.0' as const,
    type: 'rich' as const,
    title,
    provider_name: site.name,
    provider_url: site.url,
    cache_age: 300,
    width,
    height,
    html: `<iframe src="${escaped(frameOf(shown, site))}" width="${width}" height="${height}" title="${escaped(title)}" loading="lazy" style="border:0" sandbox="allow-popups"></iframe>`,
  }
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
