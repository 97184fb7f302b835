import type { SnapshotView } from '../../directory/snapshots/service.js'
import { Empty, Pager, plural, When } from '../components.js'
import { renderPage, type Site } from '../layout.js'

const left = ({ entries, withdrawn }: SnapshotView) =>
  withdrawn === 0 ? plural(entries, 'entry', 'entries') : `${plural(entries, 'entry', 'entries')}, of which ${withdrawn.toLocaleString('en')} withdrew since`

/** A snapshot in a list of them, for visitors and on the desk. */
export function SnapshotCard({ one, children }: { one: SnapshotView; children?: preact.ComponentChildren }) {
  return (
    <li class="card">
      <h2>
        <a href={`/snapshots/${one.id}`}>{one.name}</a>
      </h2>
      <p>
        <When at={one.created_at} />, {left(one)}
      </p>
      {one.note ? <p class="small">{one.note}</p> : null}
      {children}
    </li>
  )
}

export function snapshotsPage({ site, items, next, first }: { site: Site; items: SnapshotView[]; next: string | null; first: string | null }): string {
  return renderPage({
    site,
    title: 'Snapshots',
    narrow: true,
    children: (
      <>
        <h1>Snapshots</h1>
        <p class="lead">Frozen copies of the directory, to be cited in studies and wrap-ups. Nothing of them changes but that who withdraws is taken out.</p>
        {items.length === 0 ? (
          <Empty>
            <p>
              None was taken yet. <a href="/">The directory of today</a>
            </p>
          </Empty>
        ) : (
          <ul class="plain stack">
            {items.map((one) => (
              <SnapshotCard key={one.id} one={one} />
            ))}
          </ul>
        )}
        <Pager next={next} first={first} />
      </>
    ),
  })
}

export function snapshotPage({ site, one }: { site: Site; one: SnapshotView }): string {
  const path = (url: string) => new URL(url).pathname
  return renderPage({
    site,
    title: one.name,
    narrow: true,
    children: (
      <>
        <h1>{one.name}</h1>
        <p class="lead">
          The directory as it stood on <When at={one.created_at} time />: {left(one)}.
        </p>
        {one.note ? <p>{one.note}</p> : null}
        <p class="row">
          <a class="button" href={path(one.csv_url)} download>
            Table (CSV)
          </a>
          <a class="button quiet" href={path(one.json_url)} download>
            With hashes (JSON)
          </a>
        </p>
        <section class="card">
          <h2>Cite it</h2>
          <p class="key">{one.citation}</p>
          <p class="small">
            Licence: <a href={one.licence}>{one.licence}</a>
          </p>
        </section>
        <details>
          <summary>Check that a copy is this one</summary>
          <p>
            The checksum is SHA-256 over the hashes of all entries in order, each followed by a line feed; a hash is SHA-256 over salt, line feed and the entry
            as canonical JSON. Of an entry that withdrew the hash stays and the content is gone, so the checksum never changes:
          </p>
          <p class="key">{one.checksum}</p>
          <p>
            <span class="mono">allies snapshot verify FILE --checksum {one.checksum.slice(0, 8)}…</span> does it.
          </p>
        </details>
        <p>
          <a href="/snapshots">All snapshots</a>
        </p>
      </>
    ),
  })
}
