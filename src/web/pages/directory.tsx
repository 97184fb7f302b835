import type { RelationView } from '../../directory/identity/facts/views.js'
import type { AllyView } from '../../directory/views.js'
import { asThing } from '../../formats/jsonld.js'
import { AllyCard, Empty, Handles, Pager, plural, Tag, When } from '../components.js'
import { renderPage, type Site } from '../layout.js'
import { link } from '../request.js'
import { shortSection } from '../section-names.js'

export interface DirectoryPage {
  site: Site
  q: string
  category: string | undefined
  categories: { section: string; title: string; allies: number }[]
  total: number
  matching: number
  items: AllyView[]
  next: string | null
  first: string | null
}

const address = (q: string, category?: string) => {
  const parameters = new URLSearchParams()
  if (q !== '') parameters.set('q', q)
  if (category !== undefined) parameters.set('category', category)
  const text = parameters.toString()
  return text === '' ? '/' : `/?${text}`
}

export function directoryPage({ site, q, category, categories, total, matching, items, next, first }: DirectoryPage): string {
  const filled = categories.filter(({ allies, section }) => allies > 0 || section === category)
  const chosen = categories.find(({ section }) => section === category)
  return renderPage({
    site,
    title: q === '' && !chosen ? site.name : chosen ? chosen.title : `“${q}”`,
    at: 'directory',
    children: (
      <>
        <h1>{chosen ? chosen.title : 'Our allies'}</h1>
        <p class="lead">Organisations and hashtags that our community nominated in its live chats and that an organiser looked at before they came here.</p>
        <search>
          <form class="search" action="/" method="get">
            <label class="hide" for="q">
              Search the directory
            </label>
            <input id="q" name="q" type="search" value={q} placeholder="Name, handle or tag" maxLength={100} autocomplete="off" />
            {category === undefined ? null : <input type="hidden" name="category" value={category} />}
            <button type="submit">Search</button>
          </form>
        </search>
        {filled.length === 0 ? null : (
          <ul class="chips" aria-label="Categories">
            <li>
              <a href={address(q)} aria-current={category === undefined ? 'true' : undefined}>
                All <span class="n">{total}</span>
              </a>
            </li>
            {filled.map(({ section, title, allies }) => (
              <li key={section}>
                <a href={address(q, section)} aria-current={section === category ? 'true' : undefined}>
                  {shortSection({ section, title })} <span class="n">{allies}</span>
                </a>
              </li>
            ))}
          </ul>
        )}
        {q === '' ? null : (
          <p role="status">
            {plural(matching, 'entry', 'entries')} for “{q}”. <a href={address('', category)}>Show all</a>
          </p>
        )}
        {items.length === 0 ? (
          <Empty>
            {total === 0 ? <p>Nobody is listed yet. Allies appear here once they were nominated and an organiser approved them.</p> : <p>Nothing here fits.</p>}
            <p>
              <a class="button" href="/nominate">
                Nominate an ally
              </a>
            </p>
          </Empty>
        ) : (
          <ul class="plain grid">
            {items.map((ally) => (
              <AllyCard key={ally.id} ally={ally} />
            ))}
          </ul>
        )}
        <Pager next={next} first={first} />
        {total === 0 ? null : (
          <p class="soft small">
            Take it with you: <a href={exported('csv', q, category)}>table (CSV)</a>, <a href={exported('jsonld', q, category)}>linked data (JSON-LD)</a>,{' '}
            <a href="/api/v1/allies.atom">feed of additions</a>, <a href="/api/v1/chats.ics">calendar of chats</a>, <a href="/docs">API</a>.
          </p>
        )}
      </>
    ),
  })
}

/** The export of what is shown. */
const exported = (suffix: 'csv' | 'jsonld', q: string, category: string | undefined) =>
  link(`/api/v1/allies.${suffix}`, { q: q === '' ? undefined : q, category })

export interface AllyPage {
  site: Site
  ally: AllyView
  tagTitles: string[]
  relations: RelationView[]
}

export function allyPage({ site, ally, tagTitles, relations }: AllyPage): string {
  const { nominators, chats } = ally.support
  const former = [...new Set(ally.accounts.flatMap(({ renamed_from }) => renamed_from))]
  return renderPage({
    site,
    title: ally.name,
    about: asThing(ally, site.url),
    at: 'directory',
    narrow: true,
    children: (
      <article>
        <p class="small">
          <a href="/">Directory</a>
        </p>
        <h1>{ally.name}</h1>
        <p>
          <Handles ally={ally} />
        </p>
        <dl class="facts">
          <dt>Kind</dt>
          <dd>{ally.kind === 'hashtag' ? 'hashtag' : (ally.body_kind ?? 'organisation')}</dd>
          {ally.category ? (
            <>
              <dt>Category</dt>
              <dd>
                <a href={`/?category=${ally.category.section}`}>{ally.category.title}</a>
              </dd>
            </>
          ) : null}
          {tagTitles.length > 0 ? (
            <>
              <dt>Causes</dt>
              <dd class="row">
                {tagTitles.map((title) => (
                  <Tag key={title}>{title}</Tag>
                ))}
              </dd>
            </>
          ) : null}
          {ally.url ? (
            <>
              <dt>Website</dt>
              <dd>
                <a href={ally.url} rel="noreferrer">
                  {ally.url.replace(/^https?:\/\//, '')}
                </a>
              </dd>
            </>
          ) : null}
          {former.length > 0 ? (
            <>
              <dt>Once</dt>
              <dd>{former.map((handle) => `@${handle}`).join(', ')}</dd>
            </>
          ) : null}
          {relations.length > 0 ? (
            <>
              <dt>Belongs with</dt>
              <dd>
                {relations.map(({ id, reads, ally: other }) => (
                  <div key={id}>
                    {reads} <a href={`/allies/${other.id}`}>{other.name}</a>
                  </div>
                ))}
              </dd>
            </>
          ) : null}
          <dt>Nominated by</dt>
          <dd>
            {plural(nominators, 'person', 'people')}
            {chats > 0 ? ` in ${plural(chats, 'chat')}` : ''}
          </dd>
          {ally.published_at ? (
            <>
              <dt>Listed since</dt>
              <dd>
                <When at={ally.published_at} />
              </dd>
            </>
          ) : null}
          {ally.assured ? (
            <>
              <dt>Assured</dt>
              <dd>
                on <When at={ally.assured.at} /> by {ally.assured.by}
              </dd>
            </>
          ) : null}
        </dl>
        <p>
          <a class="button quiet" href={`/nominate?target=${encodeURIComponent(ally.hashtag ? `#${ally.hashtag.tag}` : `@${ally.accounts[0]?.handle ?? ''}`)}`}>
            Support this nomination
          </a>
        </p>
        <hr />
        <p class="small soft">
          Do you speak for {ally.name} and would rather not be listed?{' '}
          <a href={`/leave?target=${encodeURIComponent(ally.hashtag ? `#${ally.hashtag.tag}` : `@${ally.accounts[0]?.handle ?? ''}`)}`}>Leave the directory</a>.
          As data: <a href={`/api/v1/allies/${ally.id}`}>JSON</a>.
        </p>
      </article>
    ),
  })
}
