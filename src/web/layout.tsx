import type { ComponentChildren } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { inScript } from '../formats/jsonld.js'
import { ICON_PATH, STYLES_PATH } from './assets.js'

/** What every page shows of the deployment. */
export interface Site {
  name: string
  /** Address of this deployment, without a slash at the end. */
  url: string
}

export interface PageProps {
  site: Site
  title: string
  /** Which entry of the menu this page belongs to. */
  at?: 'directory' | 'lists' | 'nominate' | 'about' | 'review' | 'matches' | 'freshness' | 'imports' | 'chats' | 'desk-lists' | 'reach' | 'leave' | undefined
  /** Name of the key that is signed in: then the menu is the desk's. */
  holder?: string | undefined
  narrow?: boolean
  /** Seconds until the page loads itself again, while something is under way. */
  refresh?: number | undefined
  /** The same, but only where no script runs. */
  refreshWithoutScript?: number | undefined
  /** Address of the page's script; its route must allow it (http/security-headers.ts). */
  script?: string | undefined
  noindex?: boolean
  /** What the page is about, in words of schema.org: for search engines and other readers of JSON-LD. */
  about?: Record<string, unknown> | undefined
  /** Path of the oEmbed description of this page, if it can stand on other sites. */
  oembed?: string | undefined
  children: ComponentChildren
}

const PUBLIC_MENU = [
  ['directory', '/', 'Directory'],
  ['lists', '/lists', 'Lists'],
  ['about', '/about', 'About'],
] as const

const DESK_MENU = [
  ['review', '/desk/review', 'Review'],
  ['matches', '/desk/matches', 'Pairs'],
  ['freshness', '/desk/freshness', 'Freshness'],
  ['imports', '/desk/imports', 'Imports'],
  ['desk-lists', '/desk/lists', 'Lists'],
  ['reach', '/desk/reach', 'Reach'],
  ['chats', '/desk/chats', 'Chats'],
  ['leave', '/desk/leave', 'Leaving'],
] as const

const Mark = () => (
  <svg viewBox="0 0 32 32" aria-hidden="true">
    <circle cx="12" cy="13" r="8" fill="#0b6b60" />
    <circle cx="21" cy="19" r="8" fill="#e0a43a" fill-opacity=".85" />
  </svg>
)

function Menu({ at, holder }: Pick<PageProps, 'at' | 'holder'>) {
  const entries = holder === undefined ? PUBLIC_MENU : DESK_MENU
  return (
    <nav class="site" aria-label={holder === undefined ? 'Main' : 'Desk'}>
      {entries.map(([id, href, label]) => (
        <a key={id} href={href} aria-current={at === id ? 'page' : undefined}>
          {label}
        </a>
      ))}
      {holder === undefined ? (
        <a href="/nominate" class="call" aria-current={at === 'nominate' ? 'page' : undefined}>
          Nominate
        </a>
      ) : (
        <a href="/">Public site</a>
      )}
    </nav>
  )
}

function Footer({ holder }: Pick<PageProps, 'holder'>) {
  return (
    <footer class="site">
      <div>
        {holder === undefined ? (
          <>
            <a href="/about">How listed bodies are treated</a>
            <a href="/leave">Leave the directory</a>
            <a href="/docs">API</a>
            <a href="/desk">Organisers</a>
          </>
        ) : (
          <form method="post" action="/desk/sign-out" class="row">
            <span>Signed in as {holder}</span>
            <a href="/desk/snapshots">Snapshots</a>
            <a href="/desk/webhooks">Webhooks</a>
            <a href="/desk/organisers">Organisers</a>
            <a href="/desk/keys">Keys</a>
            <a href="/desk/audit">Record</a>
            <button type="submit" class="quiet">
              Sign out
            </button>
          </form>
        )}
      </div>
    </footer>
  )
}

function Document({
  site,
  title,
  at,
  holder,
  narrow = false,
  refresh,
  refreshWithoutScript,
  script,
  noindex = holder !== undefined,
  about,
  oembed,
  children,
}: PageProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title === site.name ? title : `${title} · ${site.name}`}</title>
        <link rel="stylesheet" href={STYLES_PATH} />
        <link rel="icon" href={ICON_PATH} type="image/svg+xml" />
        <meta name="color-scheme" content="light dark" />
        {noindex ? <meta name="robots" content="noindex" /> : null}
        {refresh === undefined ? null : <meta http-equiv="refresh" content={String(refresh)} />}
        {refreshWithoutScript === undefined ? null : (
          <noscript>
            <meta http-equiv="refresh" content={String(refreshWithoutScript)} />
          </noscript>
        )}
        {script === undefined ? null : <script src={script} defer />}
        {holder === undefined ? (
          <>
            <link rel="alternate" type="application/atom+xml" title="Newly listed allies" href="/api/v1/allies.atom" />
            <link rel="alternate" type="application/feed+json" title="Newly listed allies" href="/api/v1/allies.feed.json" />
          </>
        ) : null}
        {oembed === undefined ? null : <link rel="alternate" type="application/json+oembed" href={oembed} title={title} />}
        {about === undefined ? null : (
          // Data, which no browser runs; nothing in it can end the element (formats/jsonld.ts).
          <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: inScript(JSON.stringify({ '@context': 'https://schema.org', ...about })) }} />
        )}
      </head>
      <body>
        <a class="skip" href="#content">
          Skip to the content
        </a>
        <header class="site">
          <div>
            <a class="brand" href={holder === undefined ? '/' : '/desk/review'}>
              <Mark />
              {site.name}
              {holder === undefined ? null : <span class="tag">desk</span>}
            </a>
            <Menu at={at} holder={holder} />
          </div>
        </header>
        <main id="content" class={narrow ? 'narrow' : undefined}>
          {children}
        </main>
        <Footer holder={holder} />
      </body>
    </html>
  )
}

/** A whole page as text. Everything is escaped by preact; only the drawings of reach bring their own markup, escaped where it is made (picture.tsx). */
export const renderPage = (props: PageProps): string => `<!doctype html>${renderToString(<Document {...props} />)}`
