import type { ListView, MemberView } from '../../lists/service.js'
import type { ReachResult } from '../../reach/describe.js'
import { Empty, Handles, Pager, plural, Tag, When } from '../components.js'
import { OnYourSite, oembedPath } from '../embed/snippet.js'
import { renderPage, type Site } from '../layout.js'
import { type Quote, ReachFigure } from '../reach-bar.js'
import { shortSection } from '../section-names.js'

export function listsPage(site: Site, lists: ListView[], next: string | null): string {
  return renderPage({
    site,
    title: 'Lists',
    at: 'lists',
    children: (
      <>
        <h1>Lists</h1>
        <p class="lead">Selections from the directory. Follow one on X to see its members’ posts together.</p>
        {lists.length === 0 ? (
          <Empty>
            <p>No list is public yet.</p>
          </Empty>
        ) : (
          <ul class="plain grid">
            {lists.map((list) => (
              <li class="card" key={list.id}>
                <h2>
                  <a href={`/lists/${list.id}`}>{list.name}</a>
                </h2>
                <p>{list.description}</p>
                <span class="foot">
                  <span>{plural(list.members, 'member')}</span>
                  {list.on_x ? <span>on X</span> : null}
                </span>
              </li>
            ))}
          </ul>
        )}
        <Pager next={next} first={null} />
      </>
    ),
  })
}

export interface ListPage {
  site: Site
  list: ListView
  members: MemberView[]
  reach: ReachResult | null
  /** Sentence and picture for a wrap-up. */
  quote: Quote | null
  next: string | null
  first: string | null
}

export function listPage({ site, list, members, reach, quote, next, first }: ListPage): string {
  return renderPage({
    site,
    title: list.name,
    at: 'lists',
    oembed: oembedPath(site, `/lists/${list.id}`),
    children: (
      <>
        <p class="small">
          <a href="/lists">Lists</a>
        </p>
        <h1>{list.name}</h1>
        {list.description === '' ? null : <p class="lead">{list.description}</p>}
        <p class="row">
          {list.on_x ? (
            <a class="button" href={list.on_x.url} rel="noreferrer">
              Follow on X
            </a>
          ) : (
            <Tag>not on X yet</Tag>
          )}
          {list.on_x?.verified_at ? (
            <span class="small soft">
              Found in step with X on <When at={list.on_x.verified_at} />
            </span>
          ) : null}
        </p>
        {reach === null ? null : (
          <section aria-labelledby="reach">
            <h2 id="reach">Their combined audience</h2>
            <ReachFigure name={list.name} reach={reach} quote={quote} />
          </section>
        )}
        <h2>{plural(list.members, 'member')}</h2>
        {members.length === 0 ? (
          <Empty>
            <p>Nobody is on this list yet.</p>
          </Empty>
        ) : (
          <ul class="plain grid">
            {members.map(({ ally, on_x }) => (
              <li class="card" key={ally.id}>
                <h3>
                  <a href={`/allies/${ally.id}`}>{ally.name}</a>
                </h3>
                <Handles ally={ally} />
                <span class="row">
                  {ally.category ? <Tag tone="accent">{shortSection(ally.category)}</Tag> : null}
                  {list.on_x && !on_x ? <Tag>not seen on X yet</Tag> : null}
                </span>
              </li>
            ))}
          </ul>
        )}
        <Pager next={next} first={first} />
        <OnYourSite site={site} attributes={`data-list="${list.id}"`} path={`/lists/${list.id}`} title={list.name} />
        <p class="small soft">
          As data: <a href={`/api/v1/lists/${list.id}/members`}>JSON</a>
        </p>
      </>
    ),
  })
}
