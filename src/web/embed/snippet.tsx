import type { Site } from '../layout.js'
import { link } from '../request.js'
import { WIDGET_PATH } from './widget.js'

/** Where sites that know oEmbed learn how to show a page of ours. */
export const oembedPath = (site: Site, path: string): string => link('/oembed', { url: `${site.url}${path}`, format: 'json' })

const attribute = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** What people paste into their own site. Without script the link remains. */
export function OnYourSite({ site, attributes, path, title }: { site: Site; attributes: string; path: string; title: string }) {
  const script = `<script async src="${site.url}${WIDGET_PATH}"${attributes === '' ? '' : ` ${attributes}`}></script>\n<noscript><a href="${attribute(`${site.url}${path}`)}">${attribute(title)}</a></noscript>`
  return (
    <details>
      <summary>Put it on your site</summary>
      <p>Paste this where it should stand. It stays up to date, sets no cookies and takes the light or dark colours of the reader.</p>
      <textarea readOnly rows={5} spellcheck={false} aria-label="To paste into your site">
        {script}
      </textarea>
      <p class="small soft">
        Also: <code>data-limit</code> (names shown, at most 200), <code>data-heading</code>, <code>data-level</code> (of the heading), <code>data-theme</code> (
        <code>light</code> or <code>dark</code>). Where scripts are not allowed, paste the address of this page: sites that know oEmbed show it in a frame.
      </p>
    </details>
  )
}
