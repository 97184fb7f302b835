import { renderToString } from 'preact-render-to-string'
import type { AllyView } from '../../directory/views.js'
import { STYLES_PATH } from '../assets.js'
import { Empty, Handles } from '../components.js'
import type { Site } from '../layout.js'

export interface FramePage {
  site: Site
  title: string
  /** The page of ours that shows all of it. */
  page: string
  total: number
  items: readonly AllyView[]
}

/** A list alone, for a frame on another site: every link opens outside of the frame. */
export function framePage({ site, title, page, total, items }: FramePage): string {
  const body = renderToString(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${title} · ${site.name}`}</title>
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <base target="_blank" />
        <link rel="stylesheet" href={STYLES_PATH} />
      </head>
      <body>
        <main>
          <h1>{title}</h1>
          {items.length === 0 ? (
            <Empty>
              <p>Nobody is listed yet.</p>
            </Empty>
          ) : (
            <ul class="plain">
              {items.map((ally) => (
                <li key={ally.id}>
                  <a href={`${site.url}/allies/${ally.id}`}>{ally.name}</a> <Handles ally={ally} />
                </li>
              ))}
            </ul>
          )}
          <p class="small">
            <a href={page}>{total > items.length ? `All ${total.toLocaleString('en')}` : 'The whole page'}</a> · <a href={site.url}>{site.name}</a>
          </p>
        </main>
      </body>
    </html>,
  )
  return `<!doctype html>${body}`
}
